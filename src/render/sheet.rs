//! The table of a report as text, before it is drawn: headings, rows, and the totals that stand apart.

use unicode_width::UnicodeWidthStr;

use crate::domain::exact::Exact;
use crate::domain::metric::{Metric, Unit};
use crate::report::study::capitalised;
use crate::report::{Column, Interval, Kind, Report, Row};

use super::text;
use super::words::{self, Words};

/// How much the band matters: it says in words what the ratio says, so it goes before payback and customers.
const BAND: u8 = 65;

/// How much less a column of intervals matters than the figures it follows.
const FOLLOWER: u8 = 10;

/// A column's heading.
pub(super) struct Heading {
    /// What it says.
    pub(super) title: String,
    /// Whether its cells are figures, which stand on the right.
    pub(super) numeric: bool,
    /// How much the column matters; `None` for names, which always stay.
    pub(super) importance: Option<u8>,
    /// The metric it shows, if it shows one.
    pub(super) metric: Option<Metric>,
}

/// A table of texts.
pub(super) struct Sheet {
    /// One a column.
    pub(super) headings: Vec<Heading>,
    /// The rows.
    pub(super) rows: Vec<Vec<String>>,
    /// The totals.
    pub(super) totals: Vec<Vec<String>>,
}

impl Sheet {
    /// The table of a report.
    pub(super) fn of(report: &Report, words: &Words<'_>) -> Self {
        match report.kind {
            Kind::Calc => facts(report, words),
            Kind::Report | Kind::Check => figures(report, words),
        }
    }

    /// The rows, then the totals.
    pub(super) fn all_rows(&self) -> impl Iterator<Item = &Vec<String>> {
        self.rows.iter().chain(&self.totals)
    }

    /// The width of each column.
    pub(super) fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = self.headings.iter().map(|h| h.title.width()).collect();
        for row in self.all_rows() {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        widths
    }

    /// Drops the least important columns until the table fits `width`, with `gap` columns between two of its
    /// columns and `frame` at its sides. Gives what was dropped, in their order in the table.
    pub(super) fn fit(&mut self, width: usize, gap: usize, frame: usize) -> Vec<Heading> {
        let mut dropped: Vec<(usize, Heading)> = Vec::new();
        let mut places: Vec<usize> = (0..self.headings.len()).collect();
        loop {
            let widths = self.widths();
            let gaps = gap.saturating_mul(widths.len().saturating_sub(1));
            let needed = widths.iter().fold(gaps.saturating_add(frame), |sum, width| sum.saturating_add(*width));
            let Some(column) = self.least_important().filter(|_| needed > width) else {
                break;
            };
            let heading = self.headings.remove(column);
            dropped.push((places.remove(column), heading));
            for row in self.rows.iter_mut().chain(&mut self.totals) {
                if column < row.len() {
                    row.remove(column);
                }
            }
        }
        dropped.sort_by_key(|(place, _)| *place);
        dropped.into_iter().map(|(_, heading)| heading).collect()
    }

    /// The column to drop first: the last of the least important, as long as another one stays.
    fn least_important(&self) -> Option<usize> {
        let droppable = self.headings.iter().filter(|h| h.importance.is_some());
        if droppable.count() <= 1 {
            return None;
        }
        self.headings
            .iter()
            .enumerate()
            .rev()
            .filter_map(|(index, heading)| Some((heading.importance?, index)))
            .min_by_key(|(importance, _)| *importance)
            .map(|(_, index)| index)
    }
}

/// The rows that people see, with the label each has in a table.
pub(super) fn shown_rows(report: &Report) -> Vec<(Vec<String>, &Row)> {
    let table = &report.table;
    let from = table.rest.as_ref().map_or(table.rows.len(), |rest| rest.from);
    let mut rows: Vec<(Vec<String>, &Row)> =
        table.rows.iter().take(from).map(|row| (row.labels.clone(), row)).collect();
    if let Some(rest) = &table.rest {
        let count = table.rows.len().saturating_sub(rest.from);
        let labels =
            if rest.row.labels.is_empty() { vec![format!("({count} more rows)")] } else { rest.row.labels.clone() };
        rows.push((labels, &rest.row));
    }
    rows
}

/// The totals that people see, with their labels.
pub(super) fn shown_totals(report: &Report) -> Vec<(&'static str, &Row)> {
    let table = &report.table;
    let paid = table.total_paid.as_ref().filter(|_| table.paid_differs);
    std::iter::once(("Total", &table.total)).chain(paid.map(|row| ("(paid channels)", row))).collect()
}

/// The columns that people see, each with its place among all.
pub(super) fn shown_columns(report: &Report) -> Vec<(usize, &Column)> {
    let columns = report.table.columns.iter().enumerate();
    columns.filter(|(_, column)| column.shown).collect()
}

fn figures(report: &Report, words: &Words<'_>) -> Sheet {
    let columns = shown_columns(report);
    let (rows, totals) = (shown_rows(report), shown_totals(report));
    let ratio = columns.iter().find(|(_, column)| column.metric == Metric::LtvCac).is_some_and(|_| {
        let shown = rows.iter().map(|(_, row)| row);
        shown.chain(totals.iter().map(|(_, row)| row)).any(|row| row.band.is_some())
    });
    let mut headings: Vec<Heading> =
        label_titles(report, words).into_iter().map(|title| heading(title, false, None)).collect();
    let labels = headings.len();
    let totals_and_rows = || rows.iter().map(|(_, row)| *row).chain(totals.iter().map(|(_, row)| *row));
    // Whether a column is followed by where its figures lie.
    let followed = |place: usize| totals_and_rows().any(|row| row.intervals.get(place).is_some_and(Option::is_some));
    let followed: Vec<bool> = columns.iter().map(|(place, _)| followed(*place)).collect();
    for ((_, column), followed) in columns.iter().zip(&followed) {
        let title = (words.own)(&column.metric.heading());
        headings.push(Heading { metric: Some(column.metric), ..heading(title, true, Some(column.importance)) });
        if let (true, Some(level)) = (followed, &report.level) {
            let title = format!("{} {}", column.metric.title(), text::limit(level, Unit::Percent, words.numbers));
            headings.push(heading((words.own)(&title), true, Some(column.importance / FOLLOWER)));
        }
    }
    if ratio {
        headings.push(heading("Band".to_owned(), false, Some(BAND)));
    }
    let spends = adding_up(report, &rows, words);
    let line = |names: Vec<String>, row: &Row| {
        let mut cells = names;
        cells.resize(labels, String::new());
        for ((place, column), followed) in columns.iter().zip(&followed) {
            let unit = column.metric.unit();
            let value = row.values.get(*place);
            cells.push(value.map_or_else(|| words.dash.to_owned(), |value| words.cell(value, unit, &column.limits)));
            if *followed && report.level.is_some() {
                cells.push(interval_cell(row, *place, column, words));
            }
        }
        if ratio {
            cells.push(row.band.map_or(words.dash, words::band).to_owned());
        }
        cells
    };
    let spend = headings.iter().position(|heading| heading.metric == Some(Metric::Spend));
    Sheet {
        headings,
        rows: rows
            .into_iter()
            .enumerate()
            .map(|(at, (names, row))| {
                let mut cells = line(names.iter().map(|name| words.label(name)).collect(), row);
                let text = spends.as_ref().and_then(|spends| spends.get(at));
                if let (Some(text), Some(cell)) = (text, spend.and_then(|spend| cells.get_mut(spend))) {
                    cell.clone_from(text);
                }
                cells
            })
            .collect(),
        totals: totals.into_iter().map(|(name, row)| line(vec![(words.own)(name)], row)).collect(),
    }
}

/// Where a figure lies, in a cell of its own.
fn interval_cell(row: &Row, place: usize, column: &Column, words: &Words<'_>) -> String {
    let interval = row.intervals.get(place).and_then(Option::as_ref);
    let between = if interval.is_some_and(below_zero) { " to " } else { "–" };
    interval.map_or_else(
        || words.dash.to_owned(),
        |interval| words.interval(interval, column.metric.unit(), &column.limits, between),
    )
}

/// Whether an end has a sign, which would run into the dash between them.
fn below_zero(interval: &Interval) -> bool {
    [&interval.low, &interval.high].into_iter().flatten().any(|end| end.low().is_negative())
}

/// The spend of the rows as printed, where shares of shared cost are to add up to the total.
fn adding_up(report: &Report, rows: &[(Vec<String>, &Row)], words: &Words<'_>) -> Option<Vec<String>> {
    let table = &report.table;
    let place = table.columns.iter().position(|column| column.metric == Metric::Spend).filter(|_| table.adds_up)?;
    let exact = |row: &Row| {
        let figure = row.values.get(place)?.figure()?;
        figure.is_exact().then(|| figure.low().clone())
    };
    let values: Vec<Exact> = rows.iter().map(|(_, row)| exact(row)).collect::<Option<_>>()?;
    text::adding_up(&values, &exact(&table.total)?, report.currency, words.numbers)
        .map(|texts| texts.iter().map(|text| (words.figure)(text)).collect())
}

fn label_titles(report: &Report, words: &Words<'_>) -> Vec<String> {
    if report.table.dimensions.is_empty() {
        return vec![String::new()];
    }
    let titles = report.table.dimensions.iter();
    titles.map(|name| words.label(&capitalised(name))).collect()
}

fn heading(title: String, numeric: bool, importance: Option<u8>) -> Heading {
    Heading { title, numeric, importance, metric: None }
}

/// One metric a line, as `calc` shows them.
fn facts(report: &Report, words: &Words<'_>) -> Sheet {
    let total = &report.table.total;
    let level = report.level.as_ref().filter(|_| total.intervals.iter().any(Option::is_some));
    let mut rows: Vec<Vec<String>> = shown_columns(report)
        .into_iter()
        .filter_map(|(place, column)| Some((place, column, total.values.get(place)?)))
        .map(|(place, column, value)| {
            let cell = words.cell(value, column.metric.unit(), &column.limits);
            let own = vec![(words.own)(&column.metric.heading()), cell];
            let interval = level.filter(|_| total.intervals.get(place).is_some_and(Option::is_some));
            let blank =
                level.map(|_| interval.map_or_else(String::new, |_| interval_cell(total, place, column, words)));
            own.into_iter().chain(blank).collect()
        })
        .collect();
    if let Some(band) = total.band.filter(|_| report.table.judges()) {
        let blank = level.map(|_| String::new());
        rows.push(["Band".to_owned(), words::band(band).to_owned()].into_iter().chain(blank).collect());
    }
    let mut headings = vec![heading("Metric".to_owned(), false, None), heading("Value".to_owned(), true, None)];
    headings.extend(level.map(|level| heading(text::limit(level, Unit::Percent, words.numbers), true, Some(FOLLOWER))));
    Sheet { headings, rows, totals: Vec::new() }
}
