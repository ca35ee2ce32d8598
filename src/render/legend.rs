//! Why cells of the table have no value: one line a reason, naming the metrics and the rows.

use crate::domain::metric::Metric;
use crate::domain::value::Reason;
use crate::report::{Kind, Report, Row};

use super::sheet::{shown_columns, shown_rows, shown_totals};
use super::words::Words;

/// Rows named before the others are only counted.
const NAMED: usize = 3;

/// The same metrics undefined for the same reason, and the rows where they are.
struct Gap {
    reason: Reason,
    metrics: Vec<Metric>,
    rows: Vec<String>,
}

/// `dropped` are metrics whose columns did not fit. One line for each reason and the metrics it takes the value from, in the order of the table.
pub(super) fn legend(report: &Report, dropped: &[Metric], words: &Words<'_>) -> Vec<String> {
    let lines = lines(report, words);
    let all = lines.len();
    let mut gaps: Vec<Gap> = Vec::new();
    for (name, row) in lines {
        for (reason, metrics) in undefined(report, dropped, row) {
            let known = gaps.iter_mut().find(|gap| gap.reason == reason && gap.metrics == metrics);
            match known {
                Some(gap) => gap.rows.push(name.clone()),
                None => gaps.push(Gap { reason, metrics, rows: vec![name.clone()] }),
            }
        }
    }
    gaps.iter().map(|gap| sentence(gap, all, report, words)).collect()
}

fn lines<'a>(report: &'a Report, words: &Words<'_>) -> Vec<(String, &'a Row)> {
    let rows = match report.kind {
        Kind::Calc => Vec::new(),
        Kind::Report | Kind::Check => shown_rows(report),
    };
    let names = |labels: &[String]| {
        let names: Vec<String> =
            labels.iter().filter(|label| !label.is_empty()).map(|label| words.label(label)).collect();
        names.join((words.own)(" / ").as_str())
    };
    rows.into_iter()
        .map(|(labels, row)| (names(&labels), row))
        .chain(shown_totals(report).into_iter().map(|(name, row)| {
            let name = if name == "Total" { "the total" } else { name };
            ((words.own)(name), row)
        }))
        .collect()
}

/// The reasons in a row, each with its metrics, in the order of the columns.
fn undefined(report: &Report, dropped: &[Metric], row: &Row) -> Vec<(Reason, Vec<Metric>)> {
    let mut reasons: Vec<(Reason, Vec<Metric>)> = Vec::new();
    let stays = |metric: Metric| !dropped.contains(&metric);
    for (place, column) in shown_columns(report).into_iter().filter(|(_, column)| stays(column.metric)) {
        let Some(reason) = row.values.get(place).and_then(|value| value.reason()) else {
            continue;
        };
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, metrics)) => metrics.push(column.metric),
            None => reasons.push((reason, vec![column.metric])),
        }
    }
    reasons
}

fn sentence(gap: &Gap, all: usize, report: &Report, words: &Words<'_>) -> String {
    let why = if gap.reason == Reason::NoChurn && report.zero_churn {
        "churn is zero, so a lifetime has no end"
    } else {
        gap.reason.sentence()
    };
    let titles: Vec<&str> = gap.metrics.iter().map(|metric| metric.title()).collect();
    let metrics = (words.own)(&joined(&titles));
    let reason = (words.own)(&format!(": undefined, {} ({})", why, gap.reason.code()));
    let rows: Vec<&str> = gap.rows.iter().map(String::as_str).collect();
    let rows = match report.kind {
        Kind::Calc => return format!("{metrics}{reason}"),
        Kind::Report | Kind::Check if rows.len() == all && all > 1 => "all rows".to_owned(),
        Kind::Report | Kind::Check => named(&rows),
    };
    format!("{metrics} of {rows}{reason}")
}

pub(super) fn named(rows: &[&str]) -> String {
    let more = rows.len().saturating_sub(NAMED);
    if more <= 1 {
        return joined(rows);
    }
    let first: Vec<&str> = rows.iter().take(NAMED).copied().collect();
    format!("{} and {more} more", first.join(", "))
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined(parts: &[&str]) -> String {
    match parts.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
    }
}
