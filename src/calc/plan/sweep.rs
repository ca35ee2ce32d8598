//! One input, or two, at one level after another: everything computed anew at each. Source: sensitivity analysis.

use super::whatif::{self, Change, Fault};
use super::{Ground, value};
use crate::calc::results::{Line, Results};
use crate::domain::assumptions::Assumptions;
use crate::domain::lever::Level;
use crate::domain::metric::Metric;
use crate::domain::value::Value;

fn total(ground: &Ground<'_>, assumptions: &Assumptions, today: &Results, levels: &[&Level]) -> Result<Line, Fault> {
    let changes: Vec<Change> = levels.iter().map(|level| Change { channel: None, level: (*level).clone() }).collect();
    Ok(ground.total(&whatif::changed(ground, assumptions, today, &changes)?))
}

/// Whether the levels' inputs have a say here.
///
/// # Errors
/// Why not.
pub fn possible(
    ground: &Ground<'_>,
    assumptions: &Assumptions,
    today: &Results,
    levels: &[&Level],
) -> Result<(), Fault> {
    let changes: Vec<Change> = levels.iter().map(|level| Change { channel: None, level: (*level).clone() }).collect();
    whatif::what_if(ground, assumptions, today, &changes).map(|_| ())
}

/// The total at each level.
///
/// # Errors
/// Why the input cannot be changed here.
pub fn sweep(
    ground: &Ground<'_>,
    assumptions: &Assumptions,
    today: &Results,
    levels: &[Level],
) -> Result<Vec<Line>, Fault> {
    if let Some(first) = levels.first() {
        possible(ground, assumptions, today, &[first])?;
    }
    levels.iter().map(|level| total(ground, assumptions, today, &[level])).collect()
}

/// A metric of the total at each pair of levels: one row for each of the first, one column for each of the second.
///
/// # Errors
/// Why an input cannot be changed here.
pub fn grid(
    ground: &Ground<'_>,
    assumptions: &Assumptions,
    today: &Results,
    (rows, columns): (&[Level], &[Level]),
    metric: Metric,
) -> Result<Vec<Vec<Value>>, Fault> {
    if let (Some(row), Some(column)) = (rows.first(), columns.first()) {
        possible(ground, assumptions, today, &[row, column])?;
    }
    let cell = |row: &Level, column: &Level| {
        total(ground, assumptions, today, &[row, column]).map(|line| value(&line, metric))
    };
    rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect()
}
