//! The fold: exact totals by key, of one reader of a file or of all together. Rows are never kept.
//!
//! An amount is added under both decimal marks at once: `sums` holds the reading with the dot (or the only one
//! there is), `differences` what the reading with the comma adds to it. The file settles which of them counts.

use std::collections::{BTreeMap, HashMap};

use super::date::When;
use super::found::{Byte, Faults, Found, Spot, Witness};
use super::header::Layout;
use super::keys::Keys;
use super::note::BlockNote;
use super::proof::Proof;
use super::refunds::Refunds;
use crate::domain::currency::Sign;

/// Distinct rows up to which every column that tells rows apart is kept, so that totals can be proved.
pub(crate) const FINE_LIMIT: usize = 50_000;

/// A row that may be a total: kept aside until the sums are known.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) witness: Witness,
    pub(crate) when: Option<When>,
    /// Its names; `None` where a total word or nothing stands.
    pub(crate) names: Vec<Option<u32>>,
    pub(crate) key: Vec<u32>,
    pub(crate) values: Vec<(i128, i128)>,
    /// Places among the values that do not count.
    pub(crate) absent: Vec<usize>,
    pub(crate) kind: Kind,
    /// The total word stands in a column that is not read.
    pub(crate) elsewhere: bool,
    /// The names that it may be the total of: `Meta` of `Meta Total`.
    pub(crate) wholes: Vec<Whole>,
}

/// A name that a total word stands beside.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    /// Its place among the names of a row.
    pub(crate) at: usize,
    pub(crate) name: String,
    /// Whether the total word stands before it.
    pub(crate) led: bool,
}

/// Why a row may be a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A total word says so.
    Labelled,
    /// A name begins or ends with a total word: a total if it adds up, a row like others if not.
    Suspect,
    /// It has no name at all.
    Unnamed,
}

/// The most rows of one kind that are kept aside.
pub(crate) const ASIDE: usize = 1_000;

/// The rows kept aside.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates {
    pub(crate) labelled: Vec<Candidate>,
    pub(crate) suspects: Vec<Candidate>,
    pub(crate) unnamed: Vec<Candidate>,
}

impl Candidates {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.labelled.is_empty() && self.suspects.is_empty() && self.unnamed.is_empty()
    }
}

/// What one reader has folded.
pub(crate) struct Fold {
    keys: Keys,
    /// The rows of each key, and its sums one behind the other.
    rows: Vec<u64>,
    sums: Vec<i128>,
    differences: HashMap<usize, i128>,
    /// Rows of a key whose cell in a column does not count, where that is not the row as a whole.
    absent: HashMap<usize, u64>,
    pub(crate) fine: bool,
    /// Whether days stay apart whatever the size of the file.
    pub(crate) keeps_days: bool,
    pub(crate) magnitude: u64,
    pub(crate) proof: Proof,
    pub(crate) faults: Faults,
    pub(crate) refunds: Refunds,
    pub(crate) candidates: Candidates,
    pub(crate) blocks: Vec<BlockNote>,
    /// The first cell with each sign.
    pub(crate) signs: BTreeMap<Sign, (Byte, Witness)>,
    /// Those of the row being read, while amounts are converted.
    pub(super) row_signs: Vec<Sign>,
    /// The first amount that carries no currency, while amounts are converted.
    pub(super) bare: Option<Witness>,
    pub(crate) unsigned: u64,
    pub(crate) days: Option<(i32, i32)>,
    /// The lengths of periods met, a bit each.
    pub(crate) lengths: u8,
    pub(crate) not_first: bool,
    pub(crate) missing: u64,
    /// Total rows left out beyond those that are told one by one.
    pub(crate) totals_skipped: u64,
    /// Names of accounts below which no row stands, and a platform's lines of copyright: remarks at the end of the file.
    pub(crate) empty_sections: u64,
    /// The first byte that is no UTF-8, with its fault if other characters are.
    pub(crate) western: Option<(Spot, Found)>,
    /// Whether there are characters beyond ASCII that are UTF-8.
    pub(crate) multibyte: bool,
    /// Whether spend is above zero anywhere, and below.
    pub(crate) above_zero: bool,
    pub(crate) below_zero: bool,
    /// Deals and orders that were not won.
    pub(crate) lost: u64,
    /// Rows of further items of an order.
    pub(crate) items: u64,
    /// Rows without any text.
    pub(crate) blanks: u64,
    /// Rows that `--where` cuts.
    pub(crate) cut: u64,
    /// What stands in the stage column, with counts.
    pub(crate) stages: BTreeMap<String, u64>,
    pub(crate) repeats: u64,
    /// Rows of customers that were won before.
    pub(crate) known: u64,
    /// Customers with two revenues on the first day so far: id, place, and the fault it is if that stays.
    pub(crate) conflicts: Vec<(u128, (i32, u32, u32), Found)>,
    /// Rows with surplus empty cells, rows without, and the faults that they are if both occur.
    pub(crate) surplus: (u64, u64, Faults),
}

impl Default for Fold {
    fn default() -> Self {
        Self {
            keys: Keys::default(),
            rows: Vec::new(),
            sums: Vec::new(),
            differences: HashMap::new(),
            absent: HashMap::new(),
            fine: true,
            keeps_days: false,
            magnitude: 0,
            proof: Proof::default(),
            faults: Faults::default(),
            refunds: Refunds::default(),
            candidates: Candidates::default(),
            blocks: Vec::new(),
            signs: BTreeMap::new(),
            row_signs: Vec::new(),
            bare: None,
            unsigned: 0,
            days: None,
            lengths: 0,
            not_first: false,
            missing: 0,
            totals_skipped: 0,
            empty_sections: 0,
            western: None,
            multibyte: false,
            above_zero: false,
            below_zero: false,
            lost: 0,
            items: 0,
            blanks: 0,
            cut: 0,
            stages: BTreeMap::new(),
            repeats: 0,
            known: 0,
            conflicts: Vec::new(),
            surplus: (0, 0, Faults::default()),
        }
    }
}

/// One line of a fold: its key, its rows, and what each measure adds up to under both marks.
pub(crate) struct Line<'a> {
    pub(crate) key: &'a [u32],
    pub(crate) rows: u64,
    sums: &'a [i128],
    differences: &'a HashMap<usize, i128>,
    at: usize,
}

impl Line<'_> {
    /// What each measure adds up to: under the dot, and what the comma adds to it.
    pub(crate) fn values(&self) -> impl Iterator<Item = (i128, i128)> {
        let from = self.at.saturating_mul(self.sums.len());
        self.sums.iter().zip(from..).map(|(sum, at)| {
            (*sum, if self.differences.is_empty() { 0 } else { self.differences.get(&at).copied().unwrap_or_default() })
        })
    }
}

impl Fold {
    /// A fold of nothing, whose days stay apart if `keeps_days` says so.
    pub(super) fn new(keeps_days: bool) -> Self {
        Self { keeps_days, ..Self::default() }
    }

    /// Adds a row's values under a key; those at the places of `absent` do not count.
    pub(super) fn add(&mut self, key: &[u32], rows: u64, values: &[(i128, i128)], absent: &[usize]) {
        let at = self.sum(key, rows, values.len(), values.iter().copied());
        for place in absent {
            let count = self.absent.entry(at.saturating_mul(values.len()).saturating_add(*place)).or_default();
            *count = count.saturating_add(rows);
        }
    }

    /// Takes over a line of another fold, under a key of this.
    fn take(&mut self, key: &[u32], line: &Line<'_>, other: &Self) {
        let width = line.sums.len();
        let at = self.sum(key, line.rows, width, line.values());
        if other.absent.is_empty() {
            return;
        }
        for place in 0..width {
            let absent = line.rows.saturating_sub(other.present(line, place));
            if absent > 0 {
                let count = self.absent.entry(at.saturating_mul(width).saturating_add(place)).or_default();
                *count = count.saturating_add(absent);
            }
        }
    }

    /// The rows of a line whose cell in a column counts.
    pub(crate) fn present(&self, line: &Line<'_>, place: usize) -> u64 {
        if self.absent.is_empty() {
            return line.rows;
        }
        let slot = line.at.saturating_mul(line.sums.len()).saturating_add(place);
        line.rows.saturating_sub(self.absent.get(&slot).copied().unwrap_or_default())
    }

    /// Adds so many rows' values under a key; gives the place of its sums.
    fn sum(&mut self, key: &[u32], rows: u64, width: usize, values: impl Iterator<Item = (i128, i128)>) -> usize {
        let at = self.keys.number(key);
        let from = at.saturating_mul(width);
        if at == self.rows.len() {
            self.rows.push(0);
            self.sums.resize(from.saturating_add(width), 0);
        }
        if let Some(count) = self.rows.get_mut(at) {
            *count = count.saturating_add(rows);
        }
        let sums = self.sums.get_mut(from..from.saturating_add(width)).unwrap_or_default();
        for ((offset, sum), (value, difference)) in (from..).zip(sums).zip(values) {
            // The file is refused when its amounts could leave the range.
            *sum = sum.wrapping_add(value);
            if difference != 0 {
                let slot = self.differences.entry(offset).or_default();
                *slot = slot.wrapping_add(difference);
            }
        }
        at
    }

    /// Every key with its sums, in the order in which they came.
    pub(crate) fn lines(&self, width: usize) -> impl Iterator<Item = Line<'_>> {
        let used = self.rows.iter().enumerate().filter(|(_, rows)| **rows > 0);
        used.map(move |(at, rows)| {
            let from = at.saturating_mul(width);
            let sums = self.sums.get(from..from.saturating_add(width)).unwrap_or_default();
            Line { key: self.keys.get(at), rows: *rows, sums, differences: &self.differences, at }
        })
    }

    /// Keeps only what the report asks for: months instead of days, and no further columns.
    pub(crate) fn coarsen(&mut self, width: usize, names: usize) {
        if !self.fine {
            return;
        }
        self.fine = false;
        let fine = Self {
            keys: std::mem::take(&mut self.keys),
            rows: std::mem::take(&mut self.rows),
            sums: std::mem::take(&mut self.sums),
            differences: std::mem::take(&mut self.differences),
            absent: std::mem::take(&mut self.absent),
            ..Self::default()
        };
        let mut key = Vec::new();
        for line in fine.lines(width) {
            self.coarse(line.key, names, &mut key);
            self.take(&key, &line, &fine);
        }
    }

    /// Takes over another reader's part of the file.
    pub(crate) fn merge(&mut self, mut other: Self, width: usize, names: usize) {
        if !self.fine || !other.fine {
            self.coarsen(width, names);
            other.coarsen(width, names);
        }
        for line in other.lines(width) {
            self.take(line.key, &line, &other);
        }
        if self.fine && self.size(width) > FINE_LIMIT {
            self.coarsen(width, names);
        }
        self.magnitude = self.magnitude.saturating_add(other.magnitude);
        self.proof.merge(other.proof);
        self.faults.merge(other.faults);
        self.candidates.labelled.append(&mut other.candidates.labelled);
        self.candidates.suspects.append(&mut other.candidates.suspects);
        self.candidates.unnamed.append(&mut other.candidates.unnamed);
        self.blocks.append(&mut other.blocks);
        for (sign, (at, witness)) in other.signs {
            self.sign(sign, at, || witness);
        }
        if let Some(witness) = other.bare {
            self.note_bare(witness);
        }
        self.refunds.merge(other.refunds);
        self.unsigned = self.unsigned.saturating_add(other.unsigned);
        self.days = match (self.days, other.days) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (mine, theirs) => mine.or(theirs),
        };
        self.not_first |= other.not_first;
        self.totals_skipped = self.totals_skipped.saturating_add(other.totals_skipped);
        self.empty_sections = self.empty_sections.saturating_add(other.empty_sections);
        self.missing = self.missing.saturating_add(other.missing);
        self.blanks = self.blanks.saturating_add(other.blanks);
        self.cut = self.cut.saturating_add(other.cut);
        self.above_zero |= other.above_zero;
        self.below_zero |= other.below_zero;
        self.lost = self.lost.saturating_add(other.lost);
        self.items = self.items.saturating_add(other.items);
        self.multibyte |= other.multibyte;
        if let Some(theirs) = other.western
            && self.western.as_ref().is_none_or(|mine| theirs.0 < mine.0)
        {
            self.western = Some(theirs);
        }
        for (stage, count) in other.stages {
            let mine = self.stages.entry(stage).or_default();
            *mine = mine.saturating_add(count);
        }
        self.lengths |= other.lengths;
        self.known = self.known.saturating_add(other.known);
        self.repeats = self.repeats.saturating_add(other.repeats);
        self.conflicts.append(&mut other.conflicts);
        self.surplus.0 = self.surplus.0.saturating_add(other.surplus.0);
        self.surplus.1 = self.surplus.1.saturating_add(other.surplus.1);
        self.surplus.2.merge(other.surplus.2);
    }

    /// Takes a row off the sums again.
    pub(super) fn take_off(&mut self, candidate: &Candidate, width: usize, names: usize) {
        let mut key = candidate.key.clone();
        if !self.fine {
            self.coarse(&candidate.key, names, &mut key);
        }
        let Some(at) = self.keys.find(&key) else { return };
        if let Some(count) = self.rows.get_mut(at) {
            *count = count.saturating_sub(1);
        }
        for (offset, (value, difference)) in candidate.values.iter().enumerate() {
            let slot = at.saturating_mul(width).saturating_add(offset);
            if candidate.absent.contains(&offset)
                && let Some(count) = self.absent.get_mut(&slot)
            {
                *count = count.saturating_sub(1);
            }
            if let Some(sum) = self.sums.get_mut(slot) {
                *sum = sum.wrapping_sub(*value);
            }
            if *difference != 0 {
                let sum = self.differences.entry(slot).or_default();
                *sum = sum.wrapping_sub(*difference);
            }
        }
    }

    /// Takes all rows of a key off the sums.
    pub(super) fn clear(&mut self, key: &[u32], width: usize) {
        let Some(at) = self.keys.find(key) else { return };
        if let Some(rows) = self.rows.get_mut(at) {
            *rows = 0;
        }
        let from = at.saturating_mul(width);
        for slot in from..from.saturating_add(width) {
            if let Some(sum) = self.sums.get_mut(slot) {
                *sum = 0;
            }
            self.differences.remove(&slot);
            self.absent.remove(&slot);
        }
    }

    /// Notes the days of periods that stand across, as far as any row has a figure there.
    pub(crate) fn note_days(&mut self, layout: &Layout) {
        let width = layout.measures.len();
        for (place, column) in layout.measures.iter().enumerate() {
            let Some(when) = column.when else { continue };
            if self.lines(width).any(|line| self.present(&line, place) > 0) {
                self.note_day(when);
            }
        }
    }

    /// Notes the days of a row.
    pub(super) fn note_day(&mut self, when: When) {
        let (first, last) = (when.first_day().0, when.last_day().0);
        self.lengths |= 1 << when.length();
        self.days = Some(self.days.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
        if let When::Day(day) = when
            && !self.not_first
        {
            self.not_first = day.month().first_day() != day;
        }
    }

    /// How many keys there are, those of a wide table counting for several.
    pub(crate) fn size(&self, width: usize) -> usize {
        self.keys.len().saturating_mul(width.div_ceil(16))
    }
}

/// Marks the key of a row that `--where` cuts: it counts in proofs of totals and nowhere else.
pub(crate) const CUT: u32 = 1 << 31;

impl Fold {
    /// Writes a key at the grain of the report.
    fn coarse(&self, key: &[u32], names: usize, to: &mut Vec<u32>) {
        to.clear();
        to.extend_from_slice(key.get(..names.saturating_add(1)).unwrap_or(key));
        self.make_coarse(to);
    }

    /// Makes the day of a key its month, where the report asks for no more.
    pub(super) fn make_coarse(&self, key: &mut [u32]) {
        if let Some(first) = key.first_mut().filter(|_| !self.keeps_days)
            && let Some(when) = When::of_token(*first)
        {
            *first = when.in_months().token() | (*first & CUT);
        }
    }

    /// How many keys there are.
    pub(super) fn keys(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is a key.
    pub(super) fn has(&self, key: &[u32]) -> bool {
        self.keys.find(key).is_some()
    }

    /// Notes a cell with a sign; the first by place is kept.
    pub(crate) fn sign(&mut self, sign: Sign, at: Byte, witness: impl FnOnce() -> Witness) {
        if self.signs.get(&sign).is_none_or(|(first, _)| at < *first) {
            self.signs.insert(sign, (at, witness()));
        }
    }

    /// The same, and that the row has it.
    pub(super) fn row_sign(&mut self, sign: Sign, at: Byte, witness: impl FnOnce() -> Witness) {
        self.sign(sign, at, witness);
        if !self.row_signs.contains(&sign) {
            self.row_signs.push(sign);
        }
    }

    /// Notes an amount without a currency; the first of the file is kept.
    pub(super) fn note_bare(&mut self, witness: Witness) {
        if self.bare.as_ref().is_none_or(|known| witness.spot < known.spot) {
            self.bare = Some(witness);
        }
    }
}
