//! One input, or two, at one level after another, beside inputs that are set: everything computed anew at each. Source:
//! sensitivity analysis.

use super::whatif::{self, Change, Fault};
use super::{Ground, value};
use crate::calc::results::{Line, Results};
use crate::domain::assumptions::Assumptions;
use crate::domain::lever::Level;
use crate::domain::metric::Metric;
use crate::domain::value::Value;

/// What is set, and the levels for everyone.
fn with(set: &[Change], levels: &[&Level]) -> Vec<Change> {
    let levels = levels.iter().map(|level| Change { channel: None, level: (*level).clone() });
    set.iter().cloned().chain(levels).collect()
}

fn total(ground: &Ground<'_>, assumptions: &Assumptions, today: &Results, changes: &[Change]) -> Result<Line, Fault> {
    Ok(ground.total(&whatif::changed(ground, assumptions, today, changes)?))
}

/// The total at each level, with what is set beside it.
///
/// # Errors
/// Why the input cannot be changed here.
pub fn sweep(
    ground: &Ground<'_>,
    assumptions: &Assumptions,
    today: &Results,
    set: &[Change],
    levels: &[Level],
) -> Result<Vec<Line>, Fault> {
    let first = levels.first();
    first.map(|first| whatif::what_if(ground, assumptions, today, &with(set, &[first]))).transpose()?;
    levels.iter().map(|level| total(ground, assumptions, today, &with(set, &[level]))).collect()
}

/// A metric of the total at each pair of levels: one row for each of the first, one column for each of the second.
///
/// # Errors
/// Why an input cannot be changed here.
pub fn grid(
    ground: &Ground<'_>,
    assumptions: &Assumptions,
    today: &Results,
    set: &[Change],
    (rows, columns): (&[Level], &[Level]),
    metric: Metric,
) -> Result<Vec<Vec<Value>>, Fault> {
    let first = rows.first().zip(columns.first());
    first.map(|(row, column)| whatif::what_if(ground, assumptions, today, &with(set, &[row, column]))).transpose()?;
    let cell = |row: &Level, column: &Level| {
        total(ground, assumptions, today, &with(set, &[row, column])).map(|line| value(&line, metric))
    };
    rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect()
}
