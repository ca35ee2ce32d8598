//! The tables of reports, checks and studies as sheets.

use crate::domain::exact::Exact;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::Value;
use crate::report::study::{Cell, Entry, Exhibit, capitalised};
use crate::report::{Bound, Checks, Column, Kind, Report, Row};

use super::super::findings;
use super::super::sheet::shown_columns;
use super::super::spark;
use super::super::text;
use super::super::words::{Words, band};
use super::address;
use super::formula::{self, Operand, Site};
use super::page::{Item, Page, Shown, name, said, sheet_name};
use crate::domain::currency::Currency;

/// The sheets of a report.
pub(super) fn of_report(report: &Report, words: &Words<'_>) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    if let Some(checks) = &report.checks {
        pages.push(judged(checks, report, words));
    }
    pages.push(match report.kind {
        Kind::Calc => facts(report),
        Kind::Report | Kind::Check => figures(report),
    });
    if !report.comparisons.is_empty() {
        pages.push(comparisons(report));
    }
    pages
}

fn shown(report: &Report) -> Shown {
    Shown { currency: report.currency }
}

/// The exact figure of a value.
fn exact(value: Option<&Value>) -> Option<&Exact> {
    value.and_then(Value::figure).filter(|figure| figure.is_exact()).map(crate::domain::figure::Figure::low)
}

/// The level of the intervals, as it stands in headings.
fn level(report: &Report) -> String {
    let plain = crate::report::Numbers { decimal: '.', group: None, ..crate::report::Numbers::default() };
    report.level.as_ref().map_or_else(String::new, |level| format!("{} ", text::limit(level, Unit::Percent, &plain)))
}

/// The columns of a report: the place of each among the values, and where it stands in the sheet.
struct Places<'a> {
    columns: Vec<(usize, &'a Column, usize)>,
}

impl Places<'_> {
    /// Where a metric stands: its place among the values, its column in the sheet.
    fn of(&self, metric: Metric) -> Option<(usize, usize)> {
        let found = self.columns.iter().find(|(_, column, _)| column.metric == metric);
        found.map(|(place, _, at)| (*place, *at))
    }
}

fn figures(report: &Report) -> Page {
    let table = &report.table;
    let mut page = Page::new(if report.checks.is_some() { "Figures" } else { "Report" });
    let labels = table.dimensions.len().max(1);
    page.head = table.dimensions.iter().map(|name| capitalised(name)).collect();
    page.head.resize(labels, String::new());
    let mut places = Places { columns: Vec::new() };
    for (place, column) in shown_columns(report) {
        places.columns.push((place, column, page.head.len()));
        page.head.push(column.metric.heading());
        if column.estimated {
            let title = format!("{} {}", column.metric.title(), level(report));
            page.head.extend([format!("{title}low"), format!("{title}high")]);
        }
    }
    let judges = table.judges();
    if judges {
        page.head.push("Band".to_owned());
    }
    let totals = std::iter::once(("Total", &table.total));
    let paid = table.total_paid.as_ref().filter(|_| table.paid_differs);
    let totals: Vec<(&str, &Row)> = totals.chain(paid.map(|row| ("(paid channels)", row))).collect();
    page.body = table.rows.len();
    for (at, row) in table.rows.iter().enumerate() {
        let mut cells: Vec<Item> = row.labels.iter().map(|label| name(label)).collect();
        cells.resize(labels, Item::Blank);
        page.rows.push(line(report, &places, row, at, cells, judges));
    }
    for (title, row) in totals {
        let mut cells = vec![Item::Text(title.to_owned())];
        cells.resize(labels, Item::Blank);
        let at = page.rows.len();
        page.rows.push(line(report, &places, row, at, cells, judges));
    }
    let drawn = table.rows.iter().any(|row| {
        let place = places.of(Metric::Cac).and_then(|(place, _)| row.values.get(place));
        place.is_some_and(|value| value.figure().is_some())
    });
    if drawn && !table.dimensions.is_empty() {
        page.chart = places.of(Metric::Cac).map(|(_, column)| (0, column));
    }
    page
}

/// A row of the sheet; `at` is its place among all, of which those of the table come first.
fn line(report: &Report, places: &Places<'_>, row: &Row, at: usize, cells: Vec<Item>, judges: bool) -> Vec<Item> {
    let mut cells = cells;
    let table = &report.table;
    let body = table.rows.len();
    let own = |metric: Metric| {
        let (place, column) = places.of(metric)?;
        let value = exact(row.values.get(place))?.clone();
        Some(Operand { cell: address(at.saturating_add(1), column), value })
    };
    let total = |metric: Metric| {
        let (place, column) = places.of(metric)?;
        let value = exact(table.total.values.get(place))?.clone();
        let cell = address(body.saturating_add(1), column);
        let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit());
        let row = cell.get(letters.len()..).unwrap_or_default();
        Some(Operand { cell: format!("${letters}${row}"), value })
    };
    let rows = |metric: Metric| {
        let (place, column) = places.of(metric).filter(|_| at == body && body > 0)?;
        let values: Option<Vec<Exact>> = table.rows.iter().map(|row| exact(row.values.get(place)).cloned()).collect();
        Some((format!("{}:{}", address(1, column), address(body, column)), values?))
    };
    let site = Site { own: &own, total: &total, rows: &rows };
    for (place, column, _) in &places.columns {
        let unit = column.metric.unit();
        let value = row.values.get(*place);
        let mut item = value.map_or(Item::Blank, |value| shown(report).value(value, unit, &column.limits));
        if let (Item::Figure { formula, .. }, Some(value)) = (&mut item, exact(value)) {
            *formula = formula::of(column.metric, value, &site);
        }
        cells.push(item);
        if column.estimated {
            let interval = row.intervals.get(*place).and_then(Option::as_ref);
            cells.extend(shown(report).ends(interval, unit, &column.limits));
        }
    }
    if judges {
        cells.push(row.band.map_or(Item::Blank, |own| Item::Text(band(own).to_owned())));
    }
    cells
}

/// One metric a row, as `calc` has them.
fn facts(report: &Report) -> Page {
    let mut page = Page::new("Calc");
    let total = &report.table.total;
    let columns = shown_columns(report);
    let estimated = total.intervals.iter().any(Option::is_some);
    page.head = vec!["Metric".to_owned(), "Value".to_owned()];
    if estimated {
        page.head.extend([format!("{}low", level(report)), format!("{}high", level(report))]);
    }
    let own = |metric: Metric| {
        let (at, (place, _)) = columns.iter().enumerate().find(|(_, (_, column))| column.metric == metric)?;
        let value = exact(total.values.get(*place))?.clone();
        Some(Operand { cell: address(at.saturating_add(1), 1), value })
    };
    let site = Site { own: &own, total: &own, rows: &|_| None };
    for (place, column) in &columns {
        let unit = column.metric.unit();
        let value = total.values.get(*place);
        let mut item = value.map_or(Item::Blank, |value| shown(report).value(value, unit, &column.limits));
        if let (Item::Figure { formula, .. }, Some(value)) = (&mut item, exact(value)) {
            // Of a metric that stands once, a share of itself is no news.
            let share = matches!(column.metric, Metric::ShareOfSpend | Metric::ShareOfCustomers);
            *formula = formula::of(column.metric, value, &site).filter(|_| !share);
        }
        let mut cells = vec![Item::Text(column.metric.heading()), item];
        if estimated {
            let interval = total.intervals.get(*place).and_then(Option::as_ref);
            cells.extend(shown(report).ends(interval, unit, &column.limits));
        }
        page.rows.push(cells);
    }
    if let Some(own) = total.band.filter(|_| report.table.judges()) {
        page.rows.push(vec![Item::Text("Band".to_owned()), Item::Text(band(own).to_owned())]);
    }
    page.body = page.rows.len();
    page
}

/// The findings of a check.
fn judged(checks: &Checks, report: &Report, words: &Words<'_>) -> Page {
    let mut page = Page::new("Checks");
    let head = ["Status", "Row", "Metric", "Operator", "Limit", "Measured", "At worst", "Needs", "Why"];
    page.head = head.map(str::to_owned).to_vec();
    for finding in &checks.findings {
        let unit = finding.metric.unit();
        let limits = &findings::limits(finding);
        let needs: Vec<String> = findings::needed(finding)
            .map(|(metric, bound, rounding)| findings::need(finding, metric, &bound, rounding, words))
            .collect();
        page.rows.push(vec![
            Item::Text(findings::word(finding.status).to_owned()),
            name(&finding.row),
            Item::Text(finding.metric.name().to_owned()),
            name(finding.operator),
            // A limit shows all its digits.
            shown(report).value(&finding.limit, unit, limits),
            shown(report).value(&finding.value, unit, limits),
            match &finding.bound {
                Some(Bound::End(end)) => shown(report).figure(end, unit, limits),
                Some(Bound::Open) => Item::Text("open".to_owned()),
                Some(Bound::Known) => Item::Text("known exactly".to_owned()),
                None => Item::Blank,
            },
            said(&needs.join(" or ")),
            finding.why.as_ref().map_or(Item::Blank, |why| said(&words.phrase(why))),
        ]);
    }
    page.body = page.rows.len();
    page
}

/// Rows against each other.
fn comparisons(report: &Report) -> Page {
    let mut page = Page::new("Comparisons");
    let head = ["Metric", "Row", "Against", "Ratio or difference", "Low", "High", "Differs"];
    page.head = head.map(str::to_owned).to_vec();
    for found in &report.comparisons {
        let unit = if found.metric == Metric::Cac { Unit::Ratio } else { found.metric.unit() };
        let value = found.value.as_ref().map_or(Item::Blank, |value| shown(report).figure(value, unit, &[]));
        let [low, high] = shown(report).ends(Some(&found.interval), unit, &[]);
        let differs = match found.differs {
            Some(true) => Item::Text("yes".to_owned()),
            Some(false) => Item::Text("not for certain".to_owned()),
            None => Item::Blank,
        };
        let metric = Item::Text(found.metric.name().to_owned());
        page.rows.push(vec![metric, name(&found.row), name(&found.against), value, low, high, differs]);
    }
    page.body = page.rows.len();
    page
}

/// A table of a study. An interval is two columns.
pub(super) fn of_exhibit(exhibit: &Exhibit, currency: Option<Currency>, words: &Words<'_>, taken: &[String]) -> Page {
    let mut page = Page::new(&sheet_name(&capitalised(&exhibit.key.replace('_', " ")), taken));
    let between = |at: usize| exhibit.rows.iter().any(|entry| matches!(entry.cells.get(at), Some(Cell::Between(..))));
    let between: Vec<bool> = (0..exhibit.columns.len()).map(between).collect();
    for (heading, between) in exhibit.columns.iter().zip(&between) {
        let title = words.phrase(&heading.title);
        if *between {
            page.head.extend([format!("{title} low"), format!("{title} high")]);
        } else {
            page.head.push(title);
        }
    }
    let shown = Shown { currency };
    let line = |entry: &Entry| {
        let mut cells = Vec::new();
        for (cell, between) in entry.cells.iter().zip(&between) {
            match cell {
                Cell::Between(low, high, unit) => {
                    let end = |value: &Value| match value.figure() {
                        Some(figure) => {
                            let middle = crate::domain::figure::Figure::exact(figure.middle());
                            shown.figure(&middle, *unit, &[])
                        }
                        None => Item::Blank,
                    };
                    cells.extend([end(low), end(high)]);
                    continue;
                }
                Cell::Empty => cells.push(Item::Blank),
                Cell::Word(word) => cells.push(said(word)),
                Cell::Name(own) => cells.push(name(own)),
                Cell::Said(phrase) => cells.push(said(&words.phrase(phrase))),
                Cell::Spark(levels) => cells.push(Item::Text(spark::blocks(levels))),
                Cell::Figure { value, unit, limits, side } => cells.push(shown.bound(value, *unit, *side, limits)),
            }
            if *between {
                cells.push(Item::Blank);
            }
        }
        cells
    };
    let (totals, rows): (Vec<&Entry>, Vec<&Entry>) = exhibit.rows.iter().partition(|entry| entry.total);
    page.body = rows.len();
    page.rows = rows.into_iter().chain(totals).map(line).collect();
    page
}
