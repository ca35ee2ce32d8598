//! The charts of a report: CAC and LTV:CAC row by row, in the order of the table, with the limits of a check.

use std::collections::BTreeMap;

use super::{Bar, Bars, Chart, Limit, MOST_ROWS, zones};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::value::Value;
use crate::report::{Finding, Kind, Phrase, Piece, Report, Row, Status};

/// What findings call the totals.
const TOTAL: &str = "total";
const PAID: &str = "(paid channels)";

/// The charts of a report, from the figures that people see in it.
#[must_use]
pub fn of_report(report: &Report) -> Vec<Chart> {
    let known = |metric: &Metric| {
        let place = shown(report, *metric)?;
        let figure = |row: &Row| row.values.get(place).is_some_and(|value| value.figure().is_some());
        let rows = report.table.rows.iter().any(figure);
        // One bar says something only before the bands.
        let alone = *metric == Metric::LtvCac && figure(&report.table.total);
        (rows || alone).then_some(place)
    };
    let cost = [Metric::Cac, Metric::CacPart].into_iter().find_map(|metric| Some((metric, known(&metric)?)));
    let ratio = Some(Metric::LtvCac).and_then(|metric| Some((metric, known(&metric)?)));
    cost.into_iter().chain(ratio).map(|(metric, place)| Chart::Bars(bars(report, metric, place))).collect()
}

/// The place of a metric that has a column for people.
fn shown(report: &Report, metric: Metric) -> Option<usize> {
    report.table.columns.iter().position(|column| column.metric == metric && column.shown)
}

fn bars(report: &Report, metric: Metric, place: usize) -> Bars {
    let table = &report.table;
    let rows: &[Row] = match report.kind {
        Kind::Calc => &[],
        Kind::Report | Kind::Check => &table.rows,
    };
    let all = rows.len();
    let rows = rows.get(..all.min(MOST_ROWS)).unwrap_or_default();
    let judged = judged(report, metric);
    // Where nobody set a limit, the CAC that the target ratio allows is one.
    let own = judged.is_empty() && metric == Metric::Cac;
    let most = Some(Metric::MaxCac).filter(|_| own);
    let most = most.and_then(|metric| table.columns.iter().position(|column| column.metric == metric));
    let bar = |name: Phrase, row: &Row, total: bool| Bar {
        name,
        value: row.values.get(place).cloned().unwrap_or(NO_DATA),
        interval: row.intervals.get(place).cloned().flatten(),
        most: most.and_then(|place| row.values.get(place)?.figure().cloned()),
        band: row.band.filter(|_| metric == Metric::LtvCac),
        total,
    };
    let word = |word: &str| vec![Piece::Text(word.to_owned())];
    let paid = table.total_paid.as_ref().filter(|_| table.paid_differs);
    let mut bars: Vec<Bar> = rows.iter().map(|row| bar(name(&row.labels), row, false)).collect();
    // Parts of CAC add up, and their total is the CAC of all: a bar of another kind.
    if metric != Metric::CacPart {
        bars.push(bar(word("Total"), &table.total, true));
        bars.extend(paid.map(|row| bar(word(PAID), row, true)));
    }
    Bars {
        title: title(report, metric),
        metric,
        limits: limits(&judged, rows, paid.is_some()),
        bars,
        left_out: all.saturating_sub(rows.len()),
        zones: if metric == Metric::LtvCac { zones(&report.bands) } else { Vec::new() },
    }
}

const NO_DATA: Value = Value::Undefined(crate::domain::value::Reason::NoData);

/// `CAC by channel and segment`.
fn title(report: &Report, metric: Metric) -> Phrase {
    let mut title = vec![Piece::Text(metric.title().to_owned())];
    if report.kind != Kind::Calc {
        for (at, dimension) in report.table.dimensions.iter().enumerate() {
            title.push(Piece::Text(if at == 0 { " by " } else { " and " }.to_owned()));
            title.push(Piece::Name(dimension.clone()));
        }
    }
    title
}

/// The labels of a row as one name.
fn name(labels: &[String]) -> Phrase {
    let mut name = Phrase::new();
    for label in labels.iter().filter(|label| !label.is_empty()) {
        if !name.is_empty() {
            name.push(Piece::Text(" / ".to_owned()));
        }
        name.push(Piece::Name(label.clone()));
    }
    name
}

/// The findings on a metric that a rule applies to.
fn judged(report: &Report, metric: Metric) -> Vec<&Finding> {
    let findings = report.checks.iter().flat_map(|checks| &checks.findings);
    findings.filter(|finding| finding.metric == metric && finding.status != Status::NotJudged).collect()
}

/// The limits, from the lowest. One that judges a total, or several rows, is drawn through all bars.
fn limits(judged: &[&Finding], rows: &[Row], paid: bool) -> Vec<Limit> {
    let mut found: BTreeMap<(Exact, &'static str), Vec<usize>> = BTreeMap::new();
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        named.entry(row.labels.join(", ")).or_insert(place);
    }
    for finding in judged {
        let place = match finding.row.as_str() {
            TOTAL => Some(rows.len()),
            PAID if paid => Some(rows.len().saturating_add(1)),
            name => named.get(name).copied(),
        };
        let Some((place, own)) = place.zip(finding.limit.figure().map(Figure::middle)) else { continue };
        found.entry((own, finding.operator)).or_default().push(place);
    }
    let only = |places: &[usize]| match places {
        [one] if *one < rows.len() => Some(*one),
        _ => None,
    };
    let limit = |((value, operator), places): ((Exact, &'static str), Vec<usize>)| Limit {
        operator,
        only: only(&places),
        value,
    };
    found.into_iter().map(limit).collect()
}

/// The figure of a bar, if it has one.
impl Bar {
    /// Its figure.
    #[must_use]
    pub fn figure(&self) -> Option<&Figure> {
        self.value.figure()
    }
}
