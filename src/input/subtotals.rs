//! Rows of sums that no word tells: all names but some, and what the rows with those names add up to.
//!
//! A report with a row a campaign may have a row a channel above or below them, with the campaign blank. They are told
//! by the sums alone, once all rows are folded, so that reading is no slower for it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::code::Code;
use super::file::FileRead;
use super::fold::{CUT, Fold, Line};
use super::header::Layout;
use super::longer;
use super::names::Registry;
use super::totals::under;
use super::{Options, TotalsRule, whole};
use crate::domain::number::Mark;
use crate::domain::place::{Diagnostic, Severity};

/// Rows that have a sum of others each.
#[derive(Debug)]
pub(crate) struct Subtotals {
    /// Their keys.
    pub(crate) keys: Vec<Vec<u32>>,
    /// The places of the names that they lack.
    pub(crate) blank: Vec<usize>,
}

/// What the rows that agree with a key's names add up to.
struct Group {
    rows: u64,
    sums: Vec<i128>,
}

/// A key, its rows and its sums.
struct Row {
    key: Vec<u32>,
    rows: u64,
    sums: Vec<i128>,
    out: bool,
}

/// The places of a key's names that are filled, the currency's apart; a bit a place.
fn filled(key: &[u32], currency: Option<usize>) -> u64 {
    let names = key.iter().skip(1).take(64).enumerate().filter(|(at, id)| **id != 0 && Some(*at) != currency);
    names.fold(0, |all, (at, _)| all | (1 << at))
}

/// The part of a key that a row without some names has.
fn part(key: &[u32], pattern: u64, currency: Option<usize>) -> Vec<u32> {
    let kept = |at: usize| at == 0 || currency == at.checked_sub(1) || pattern >> at.saturating_sub(1) & 1 == 1;
    let cells = key.iter().enumerate().map(|(at, id)| if at == 0 { *id & !CUT } else { *id });
    cells.enumerate().map(|(at, id)| if kept(at) { id } else { 0 }).collect()
}

/// The rows that lack some names and equal, each of them, the sum of the rows that have them: at least one of them that
/// of two rows. One that does not equal its rows says that none is a sum; one that has no rows says nothing.
pub(crate) fn find(fold: &Fold, layout: &Layout, mark: Mark, currency: Option<usize>) -> Vec<Subtotals> {
    let mut found = Vec::new();
    if !fold.fine || layout.names.iter().flatten().count() < 2 || layout.names.len() > 64 {
        return found;
    }
    let mut patterns: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let (width, additive) = (layout.measures.len(), layout.additive());
    for (at, line) in fold.lines(width).enumerate() {
        patterns.entry(filled(line.key, currency)).or_default().push(at);
    }
    let whole = |pattern: u64, all: &BTreeMap<u64, Vec<usize>>| {
        all.keys().any(|other| *other != pattern && *other & pattern == pattern) && pattern != 0
    };
    let mut lacking: Vec<u64> = patterns.keys().copied().filter(|pattern| whole(*pattern, &patterns)).collect();
    if lacking.is_empty() {
        return found;
    }
    // The finest first: sums of sums are held against rows alone.
    lacking.sort_by_key(|pattern| std::cmp::Reverse(pattern.count_ones()));
    let line = |line: Line<'_>| Row {
        key: line.key.to_vec(),
        rows: line.rows,
        sums: line.values().take(additive).map(|value| under(mark, value)).collect(),
        out: false,
    };
    let mut rows: Vec<Row> = fold.lines(width).map(line).collect();
    for pattern in lacking {
        let mut groups: HashMap<Vec<u32>, Group> = HashMap::new();
        let finer = patterns.iter().filter(|(other, _)| **other != pattern && *other & pattern == pattern);
        let mut more = 0;
        for (other, places) in finer {
            for row in places.iter().filter_map(|at| rows.get(*at)).filter(|row| !row.out) {
                more |= other & !pattern;
                let empty = || Group { rows: 0, sums: vec![0; additive] };
                let group = groups.entry(part(&row.key, pattern, currency)).or_insert_with(empty);
                group.rows = group.rows.saturating_add(row.rows);
                for (sum, value) in group.sums.iter_mut().zip(&row.sums) {
                    *sum = sum.wrapping_add(*value);
                }
            }
        }
        let own = patterns.get(&pattern).map(Vec::as_slice).unwrap_or_default();
        let held = own.iter().filter_map(|at| {
            let row = rows.get(*at)?;
            Some((*at, row, groups.get(&part(&row.key, pattern, currency))?))
        });
        let held: Vec<(usize, &Row, &Group)> = held.collect();
        let equal = held.iter().all(|(_, row, group)| row.rows == 1 && row.sums == group.sums);
        let proved = held.iter().any(|(_, row, group)| group.rows > 1 && row.sums.iter().any(|sum| *sum != 0));
        if !equal || !proved {
            continue;
        }
        let keys = held.iter().map(|(_, row, _)| row.key.clone()).collect();
        let blank = (0..layout.names.len()).filter(|at| more >> at & 1 == 1).collect();
        let places: Vec<usize> = held.iter().map(|(at, ..)| *at).collect();
        for at in places {
            if let Some(row) = rows.get_mut(at) {
                row.out = true;
            }
        }
        found.push(Subtotals { keys, blank });
    }
    found
}

/// Refuses rows that have the sums of others, or leaves them out where that is asked: those that lack some names, and
/// those of long periods.
pub(crate) fn unlabelled(
    file: &mut FileRead,
    fold: &mut Fold,
    mark: Mark,
    options: &Options,
    (registries, dimensions): (&Mutex<Vec<Registry>>, &[usize]),
) -> Option<Diagnostic> {
    let layout = &file.dialect.layout;
    if options.totals == Some(TotalsRule::Keep) || layout.id.is_some() {
        return None;
    }
    let found = find(fold, layout, mark, options.currency_place());
    if !found.is_empty() {
        let registries = registries.lock().unwrap_or_else(PoisonError::into_inner);
        let shown: Vec<Vec<Arc<str>>> = registries.iter().map(Registry::shown).collect();
        let name = |at: usize, id: u32| {
            let names = dimensions.get(at).and_then(|dimension| shown.get(*dimension));
            let name = names.and_then(|names| names.get((id as usize).checked_sub(1)?));
            name.map_or_else(String::new, |name| name.to_string())
        };
        let told = found.into_iter().map(|all| (all.message(layout, name), all.keys)).collect();
        if let Some(refused) = left_out(file, fold, options, told, "shared cost") {
            return Some(refused);
        }
    }
    let found = longer::find(fold, &file.dialect.layout, mark);
    let told = found.into_iter().map(|all| (all.message(), all.keys)).collect();
    left_out(file, fold, options, told, "cost of its own")
}

/// Leaves out rows of sums, given with what is said of them; the refusal of the first where nothing was asked for, with
/// what they would be if they are no sums.
fn left_out(
    file: &mut FileRead,
    fold: &mut Fold,
    options: &Options,
    told: Vec<(String, Vec<Vec<u32>>)>,
    other: &str,
) -> Option<Diagnostic> {
    for (message, keys) in told {
        if options.totals.is_none() {
            let message = format!("{message}: a total, or {other}?");
            let help = Some(format!("--totals skip (it is a total)   or   --totals keep (it is {other})"));
            let place = Some(file.header_place());
            let (code, severity) = (Code::BlankTotal.code(), Severity::Error);
            return Some(Diagnostic { code, severity, place, excerpt: None, message, help });
        }
        let left = if keys.len() == 1 { "was left out" } else { "were left out" };
        let message = format!("{message} and {left}");
        file.warnings.push(whole(Code::TotalLeftOut, Severity::Warning, &file.info.file, message, None));
        for key in &keys {
            fold.clear(key, file.dialect.layout.measures.len());
        }
        fold.totals_skipped = fold.totals_skipped.saturating_add(keys.len() as u64);
    }
    None
}

impl Subtotals {
    /// What is said of them: `name` is the name of a number at a place among those of a row.
    pub(crate) fn message(&self, layout: &Layout, name: impl Fn(usize, u32) -> String) -> String {
        let columns = self.blank.iter().filter_map(|at| layout.header.get(layout.names.get(*at).copied().flatten()?));
        let columns: Vec<String> = columns.map(|column| format!("'{}'", column.trim())).collect();
        let label = |key: &Vec<u32>| {
            let names = key.iter().skip(1).enumerate().filter(|(_, id)| **id != 0).map(|(at, id)| name(at, *id));
            format!("'{}'", names.collect::<Vec<_>>().join(" / "))
        };
        // In no order that threads decide.
        let mut labels: Vec<String> = self.keys.iter().map(label).collect();
        labels.sort_unstable();
        labels.dedup();
        let more = if labels.len() > 3 { " …" } else { "" };
        labels.truncate(3);
        let (labels, columns) = (labels.join(", "), columns.join(" and "));
        match self.keys.len() {
            1 => format!("the row of {labels} without {columns} equals the sum of its rows that have it"),
            count => {
                format!("the {count} rows without {columns} ({labels}{more}) equal the sums of the rows that have it")
            }
        }
    }
}
