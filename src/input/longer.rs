//! Rows of long periods that are sums of shorter ones: a quarter below its months, a year below its quarters.
//!
//! They are told by the sums alone, as are rows that lack a name: the salaries of a month beside the advertising of its days
//! are cost of their own.

use std::collections::HashMap;

use super::date::When;
use super::fold::{CUT, Fold, Line};
use super::header::Layout;
use super::totals::under;
use crate::domain::number::Mark;

/// Rows that have the sum of the shorter periods in theirs each.
#[derive(Debug, Default)]
pub(crate) struct Longer {
    /// Their keys.
    pub(crate) keys: Vec<Vec<u32>>,
    periods: Vec<When>,
}

struct Row {
    key: Vec<u32>,
    when: When,
    rows: u64,
    sums: Vec<i128>,
    out: bool,
}

/// The rows of one length of period that equal, each of them, the sum of the shorter periods that lie in theirs, under
/// the same names: at least one of them that of two rows. One that does not equal its rows says that none is a sum; one
/// that has no rows says nothing.
pub(crate) fn find(fold: &Fold, layout: &Layout, mark: Mark) -> Vec<Longer> {
    let (width, additive) = (layout.measures.len(), layout.additive());
    let mut found = Vec::new();
    if fold.lengths.count_ones() < 2 {
        return found;
    }
    let row = |line: Line<'_>| {
        let when = When::of_token(line.key.first()? & !CUT)?;
        let sums = line.values().take(additive).map(|value| under(mark, value)).collect();
        Some(Row { key: line.key.to_vec(), when, rows: line.rows, sums, out: false })
    };
    // Rows with the same names, in the order of their periods.
    let mut groups: HashMap<Vec<u32>, Vec<Row>> = HashMap::new();
    for row in fold.lines(width).filter_map(row) {
        groups.entry(row.key.get(1..).unwrap_or_default().to_vec()).or_default().push(row);
    }
    let mut groups: Vec<Vec<Row>> = groups.into_values().collect();
    for rows in &mut groups {
        rows.sort_by(|one, other| (one.when.first_day(), &one.key).cmp(&(other.when.first_day(), &other.key)));
    }
    // The shortest first: sums of sums are held against rows alone.
    for length in (1..=4).filter(|length| fold.lengths >> length & 1 == 1) {
        let mut sums: Vec<(usize, usize)> = Vec::new();
        let (mut equal, mut proved) = (true, false);
        for (group, rows) in groups.iter().enumerate() {
            for (at, long) in rows.iter().enumerate().filter(|(_, row)| row.when.length() == length) {
                let from = rows.partition_point(|row| row.when.first_day() < long.when.first_day());
                let within = rows.get(from..).unwrap_or_default().iter();
                let within = within.take_while(|row| row.when.first_day() <= long.when.last_day());
                let is_part =
                    |row: &&Row| !row.out && row.when.length() < length && row.when.last_day() <= long.when.last_day();
                let (mut parts, mut all) = (0u64, vec![0i128; additive]);
                for part in within.filter(is_part) {
                    parts = parts.saturating_add(part.rows);
                    for (sum, value) in all.iter_mut().zip(&part.sums) {
                        *sum = sum.wrapping_add(*value);
                    }
                }
                if parts == 0 {
                    continue;
                }
                equal &= long.rows == 1 && long.sums == all;
                proved |= parts > 1 && all.iter().any(|sum| *sum != 0);
                sums.push((group, at));
            }
        }
        if !equal || !proved {
            continue;
        }
        let mut longer = Longer::default();
        for (group, at) in sums {
            if let Some(row) = groups.get_mut(group).and_then(|rows| rows.get_mut(at)) {
                row.out = true;
                longer.keys.push(row.key.clone());
                longer.periods.push(row.when);
            }
        }
        // In no order that a table has.
        longer.periods.sort_unstable();
        longer.periods.dedup();
        found.push(longer);
    }
    found
}

impl Longer {
    /// What is said of them.
    pub(crate) fn message(&self) -> String {
        let name = |when: &When| match when {
            When::Day(day) => day.to_string(),
            When::Week(day) => day.week(),
            When::Months(span) => span.to_string(),
        };
        let names: Vec<String> = self.periods.iter().take(3).map(name).collect();
        let more = if self.periods.len() > 3 { " …" } else { "" };
        let names = names.join(", ");
        match self.keys.len() {
            1 => format!("the row of {names} equals the sum of the rows of shorter periods in it"),
            count => format!("the {count} rows of {names}{more} equal the sums of the rows of shorter periods in them"),
        }
    }
}
