//! Rows with a total word in their name that are the sum of part of the others: of a name that theirs begins with, or of
//! the rows beside them.

use std::collections::BTreeMap;

use super::Options;
use super::fold::{Candidate, Fold};
use super::totals::{agreeing, agrees, under};
use crate::domain::number::Mark;

/// What a row whose figures are `own` is the sum of, in words; `known` is the number of a name at a place among those
/// of a row.
pub(crate) fn of(
    fold: &Fold,
    candidate: &Candidate,
    own: &[i128],
    widths: (usize, usize),
    mark: Mark,
    options: &Options,
    known: &impl Fn(usize, &str) -> Option<u32>,
) -> Option<String> {
    if own.iter().all(|value| *value == 0) {
        return None;
    }
    let names = (options.kept_names(), options.currency_place());
    for whole in &candidate.wholes {
        let mut name = whole.name.as_str();
        // `Google Ads Total` below rows of Google.
        while let Some((shorter, _)) = name.rsplit_once(char::is_whitespace) {
            name = shorter.trim_end_matches(|c: char| !c.is_alphanumeric());
            let Some(id) = known(whole.at, name) else { continue };
            let mut of = candidate.clone();
            if let Some(slot) = of.names.get_mut(whole.at) {
                *slot = Some(id);
            }
            let equal = |(sums, rows): (Vec<i128>, u64)| rows > 0 && sums == own;
            if agreeing(fold, &of, widths, mark, names).is_some_and(equal) {
                return Some(format!("the sum of the rows of '{name}'"));
            }
        }
    }
    if options.currency_place().is_some() {
        return None;
    }
    let count = (0..candidate.names.len()).find_map(|at| beside(fold, candidate, at, own, widths, mark))?;
    Some(format!("the sum of the {count} rows beside it"))
}

/// How many rows of the names just before or behind a row's own, in the order in which names are met, add up to it: two
/// at least.
fn beside(
    fold: &Fold,
    candidate: &Candidate,
    at: usize,
    own: &[i128],
    (width, additive): (usize, usize),
    mark: Mark,
) -> Option<u64> {
    let place = at.saturating_add(1);
    let name = candidate.key.get(place).copied().filter(|id| *id > 0 && candidate.names.get(at) == Some(&None))?;
    let mut all: BTreeMap<u32, (u64, Vec<i128>)> = BTreeMap::new();
    for line in fold.lines(width).filter(|line| agrees(line.key, candidate)) {
        let Some(id) = line.key.get(place).copied().filter(|id| *id > 0 && *id != name) else { continue };
        let (rows, sums) = all.entry(id).or_insert_with(|| (0, vec![0; additive]));
        *rows = rows.saturating_add(line.rows);
        for (sum, value) in sums.iter_mut().zip(line.values()) {
            *sum = sum.wrapping_add(under(mark, value));
        }
    }
    let run = |mut lines: Box<dyn Iterator<Item = &(u64, Vec<i128>)> + '_>| {
        let (mut count, mut together) = (0u64, vec![0i128; additive]);
        lines.find_map(|(rows, sums)| {
            count = count.saturating_add(*rows);
            for (sum, value) in together.iter_mut().zip(sums) {
                *sum = sum.wrapping_add(*value);
            }
            (count > 1 && together == own).then_some(count)
        })
    };
    let above = run(Box::new(all.range(..name).rev().map(|(_, sums)| sums)));
    above.or_else(|| run(Box::new(all.range(name..).map(|(_, sums)| sums))))
}
