//! The common block: rows without quotes whose days and names were met before and whose amounts are plain. Such a
//! block is folded by numbers alone. One that holds anything else is left to the careful reader as a whole, so that
//! no row is read by two rules and every fault is found at its place.

use hashbrown::HashMap;

use super::Role;
use super::fold::{FINE_LIMIT, Fold};
use super::found::Witness;
use super::header::{CHANNEL, Measure, MeasureColumn, SEGMENT};
use super::ids::Customer;
use super::names::Spellings;
use super::row::KEY_LIMIT;
use super::worker::{Block, FIELD_LIMIT, Shared};
use crate::domain::ledger::Minor;
use crate::domain::number::Mark;

/// What a hundredth is in the ledger's finest unit.
const HUNDREDTH: i128 = Minor::ONE / 100;
/// How many cells are known by their bytes, each at the place these give.
const NEAR: usize = 1024;
/// How many keys are found without a search.
const KEYS: usize = 8192;
/// The most keys that are kept beside the fold.
const BESIDE: usize = 100_000;

/// A cell's bytes as numbers that no other bytes of that length have; up to 32 bytes.
type Packed = ([u64; 4], usize);

fn packed(raw: &[u8]) -> Option<Packed> {
    let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    let words = match raw.len() {
        0..8 => {
            let mut few = [0u8; 8];
            few.get_mut(..raw.len())?.copy_from_slice(raw);
            [word(&few), 0, 0, 0]
        }
        8..=16 => [word(raw.first_chunk()?), word(raw.last_chunk()?), 0, 0],
        17..=32 => {
            let (head, tail) = (raw.get(8..)?, raw.get(..raw.len().checked_sub(8)?)?);
            [word(raw.first_chunk()?), word(raw.last_chunk()?), word(head.first_chunk()?), word(tail.last_chunk()?)]
        }
        _ => return None,
    };
    Some((words, raw.len()))
}

fn place((words, length): &Packed) -> usize {
    let mixed =
        words.iter().fold(*length as u64, |sum, word| (sum.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    usize::try_from(mixed >> 54).unwrap_or(0)
}

/// Cells known by their bytes.
struct Near<T> {
    slots: Vec<(Packed, T)>,
}

impl<T: Copy + Default> Near<T> {
    fn new() -> Self {
        Self { slots: vec![(([0; 4], usize::MAX), T::default()); NEAR] }
    }

    /// What is known of the cell, or found out now; `None` where that is nothing plain.
    fn get(&mut self, raw: &[u8], find: impl FnOnce() -> Option<T>) -> Option<T> {
        let Some(own) = packed(raw) else { return find() };
        let slot = self.slots.get_mut(place(&own))?;
        if slot.0 == own {
            return Some(slot.1);
        }
        let found = find()?;
        *slot = (own, found);
        Some(found)
    }
}

/// A column of figures.
#[derive(Clone, Copy)]
struct Figure {
    column: usize,
    count: bool,
    spend: bool,
}

/// The reader of common blocks of one file.
pub(super) struct Quick {
    period: Option<usize>,
    id: Option<usize>,
    /// The columns of names by their places; one that the file does not have is blank.
    names: Vec<Option<usize>>,
    figures: Vec<Figure>,
    /// Whether days and all names are kept apart, as the fold has it.
    fine: bool,
    /// Whether there are so many keys that the careful reader must look at each.
    full: bool,
    days: Near<(u32, i32)>,
    known: Vec<Near<(u32, u32)>>,
    /// How often each spelling was met in the block, and which were.
    met: Vec<(Vec<u32>, Vec<u32>)>,
    key: Vec<u32>,
    /// Keys met, one behind the other, with their rows and what they add up to in hundredths.
    keys: Vec<u32>,
    rows: Vec<u64>,
    sums: Vec<i128>,
    near: Vec<u32>,
    places: HashMap<Box<[u32]>, u32>,
    /// The block's rows: the places of their keys, and their amounts.
    pending: Vec<u32>,
    amounts: Vec<i64>,
    customers: Vec<(u128, Customer)>,
    /// Where their ids stand.
    cells: Vec<(u32, u32)>,
}

/// What a block's figures say as a whole.
#[derive(Default)]
struct Seen {
    rows: u64,
    /// The first cell with a dot.
    dot: Option<(usize, usize)>,
    /// The first cell with a comma.
    comma: Option<(usize, usize)>,
    above: bool,
    below: bool,
    /// Hundredths, whatever their sign.
    size: u128,
}

impl Quick {
    /// The reader for a file whose rows can be common; `None` where each row needs a look of its own.
    pub(super) fn of(shared: &Shared<'_>) -> Option<Self> {
        let (layout, options) = (shared.layout, shared.options);
        let common = |column: &MeasureColumn| {
            let plain = match column.measure {
                Measure::Spend
                | Measure::SpendOn(_)
                | Measure::NewCustomers
                | Measure::Revenue
                | Measure::CostOfRevenue
                | Measure::Churned => true,
                Measure::Credit
                | Measure::Refunds
                | Measure::ActiveCustomers
                | Measure::AtStart
                | Measure::AtEnd
                | Measure::Movement(_)
                | Measure::Step(_)
                | Measure::Bounced { .. } => false,
            };
            plain && !column.micros && column.when.is_none()
        };
        let usual = !options.work.careful
            && layout.measures.iter().all(common)
            && layout.assumptions.is_empty()
            && layout.conditions.is_empty()
            && layout.platform.is_none_or(|platform| platform.won.is_empty())
            && !layout.sectioned
            && !shared.negate
            && options.rates.is_none()
            && options.week.is_none()
            && options.missing.is_none();
        let others = [layout.period_end, layout.currency, layout.wide_total, layout.stage];
        let own = [layout.own_revenue, layout.own_margin];
        if !usual || others.iter().chain(&own).any(Option::is_some) {
            return None;
        }
        let listed = layout.id.is_some();
        if listed && (!options.by.is_empty() || (layout.period.is_none() && layout.role != Role::Known)) {
            return None;
        }
        if !listed && layout.measures.is_empty() {
            return None;
        }
        let figure = |column: &MeasureColumn| Figure {
            column: column.column,
            count: column.measure.is_count(),
            spend: matches!(column.measure, Measure::Spend | Measure::SpendOn(_)),
        };
        let figures = if listed { Vec::new() } else { layout.measures.iter().map(figure).collect() };
        Some(Self {
            period: layout.period,
            id: layout.id,
            names: layout.names.clone(),
            figures,
            fine: true,
            full: false,
            days: Near::new(),
            known: layout.names.iter().map(|_| Near::new()).collect(),
            met: layout.names.iter().map(|_| (Vec::new(), Vec::new())).collect(),
            key: Vec::new(),
            keys: Vec::new(),
            rows: Vec::new(),
            sums: Vec::new(),
            near: vec![0; KEYS],
            places: HashMap::new(),
            pending: Vec::new(),
            amounts: Vec::new(),
            customers: Vec::new(),
            cells: Vec::new(),
        })
    }

    /// Folds a block whose every row is common and tells how many there are; `None`, and nothing done, for any other.
    pub(super) fn read(
        &mut self,
        fold: &mut Fold,
        spellings: &mut [Spellings],
        shared: &Shared<'_>,
        block: Block<'_>,
        marks: &[u32],
    ) -> Option<u64> {
        if self.full || block.bytes.len() > FIELD_LIMIT {
            return None;
        }
        if self.fine != fold.fine {
            self.flush(fold, shared);
            self.fine = fold.fine;
            self.days = Near::new();
            self.names.truncate(shared.options.kept_names());
        }
        match self.walk(fold, spellings, shared, block, marks) {
            Some(seen) => {
                self.settle(fold, spellings, shared, block, &seen);
                Some(seen.rows)
            }
            None => {
                self.forget();
                None
            }
        }
    }

    /// Reads all rows of a block without counting any.
    fn walk(
        &mut self,
        fold: &mut Fold,
        spellings: &mut [Spellings],
        shared: &Shared<'_>,
        block: Block<'_>,
        mut marks: &[u32],
    ) -> Option<Seen> {
        let (bytes, width) = (block.bytes, shared.layout.header.len());
        let named = self.names.iter().any(Option::is_some);
        let mut seen = Seen::default();
        let mut start = 0;
        while let Some((row, rest)) = marks.split_at_checked(width) {
            marks = rest;
            let (last, inner) = row.split_last()?;
            if inner.iter().any(|at| bytes.get(*at as usize) != Some(&shared.delimiter)) {
                return None;
            }
            let mut next = (*last as usize).checked_add(1)?;
            match bytes.get(*last as usize)? {
                b'\n' => {}
                b'\r' => {
                    let (second, rest) = marks.split_first()?;
                    if *second as usize != next || bytes.get(next) != Some(&b'\n') {
                        return None;
                    }
                    (marks, next) = (rest, next.checked_add(1)?);
                }
                _ => return None,
            }
            let begun = start;
            let from = |column: usize| match column.checked_sub(1) {
                None => Some(begun),
                Some(before) => (*inner.get(before)? as usize).checked_add(1),
            };
            let place = |column: usize| Some((from(column)?, *row.get(column)? as usize));
            let cell = |column: usize| {
                let (from, to) = place(column)?;
                bytes.get(from..to)
            };
            // Where the first column says nothing itself, a total word may stand in it; a number is none.
            let first = bytes.get(start..*row.first()? as usize)?.first()?;
            if !(if shared.first_is_used { *first > b' ' } else { first.is_ascii_digit() }) {
                return None;
            }
            let (token, day) = match self.period {
                None => (0, i32::MIN),
                Some(column) => self.day(fold, shared, cell(column)?)?,
            };
            self.key.clear();
            self.key.push(token);
            let mut any = false;
            for (at, column) in self.names.iter().enumerate() {
                let id = match column {
                    None => 0,
                    Some(column) => {
                        let raw = cell(*column)?;
                        let find = || {
                            let dimension = shared.dimensions.get(at).copied().unwrap_or(at);
                            spellings.get_mut(at)?.plain(raw.trim_ascii(), shared.registries, dimension)
                        };
                        let (id, spelling) = self.known.get_mut(at)?.get(raw, find)?;
                        let (counts, touched) = self.met.get_mut(at)?;
                        count(counts, touched, spelling);
                        id
                    }
                };
                any |= id != 0;
                self.key.push(id);
            }
            seen.rows = seen.rows.saturating_add(1);
            start = next;
            if let Some(column) = self.id {
                let raw = cell(column)?.trim_ascii();
                let plain = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b':' | b'@');
                if !raw.iter().all(plain) || !raw.iter().any(u8::is_ascii_digit) {
                    return None;
                }
                let name = |at: usize| self.key.get(at.saturating_add(1)).copied().unwrap_or(0);
                let customer = Customer { day, channel: name(CHANNEL), segment: name(SEGMENT), more: 0 };
                self.customers.push((shared.ids.fingerprint(raw), customer));
                let (from, to) = place(column)?;
                self.cells.push((u32::try_from(from).ok()?, u32::try_from(to).ok()?));
                continue;
            }
            if named && !any {
                return None;
            }
            let slot = self.slot()?;
            self.pending.push(slot);
            for figure in &self.figures {
                let (amount, mark) = hundredths(cell(figure.column)?, figure.count)?;
                match mark {
                    Some(Mark::Dot) => seen.dot = seen.dot.or_else(|| place(figure.column)),
                    Some(Mark::Comma) => seen.comma = seen.comma.or_else(|| place(figure.column)),
                    None => {}
                }
                if figure.spend {
                    seen.above |= amount > 0;
                    seen.below |= amount < 0;
                }
                seen.size = seen.size.wrapping_add(u128::from(amount.unsigned_abs()));
                self.amounts.push(amount);
            }
        }
        (marks.is_empty() && start == bytes.len() && seen.rows > 0).then_some(seen)
    }

    /// The period of a row as its key has it, and its first day.
    fn day(&mut self, fold: &mut Fold, shared: &Shared<'_>, raw: &[u8]) -> Option<(u32, i32)> {
        self.days.get(raw, || {
            let when = shared.dates.read(raw).ok()?;
            fold.note_day(when);
            let kept = if fold.fine || fold.keeps_days { when } else { when.in_months() };
            Some((kept.token(), when.first_day().0))
        })
    }

    /// The place of the row's key.
    fn slot(&mut self) -> Option<u32> {
        let key = self.key.as_slice();
        let mixed = key.iter().fold(0u32, |sum, part| (sum.rotate_left(5) ^ part).wrapping_mul(0x9e37_79b9));
        let near = self.near.get_mut((mixed >> 19) as usize)?;
        let known = |place: u32| {
            let from = (place as usize).checked_mul(key.len())?;
            self.keys.get(from..from.checked_add(key.len())?)
        };
        if let Some(place) = near.checked_sub(1)
            && known(place) == Some(key)
        {
            return Some(place);
        }
        let place = match self.places.get(key) {
            Some(place) => *place,
            None => {
                let place = u32::try_from(self.rows.len()).ok()?;
                self.keys.extend_from_slice(key);
                self.rows.push(0);
                self.sums.resize(self.sums.len().checked_add(self.figures.len())?, 0);
                self.places.insert(key.into(), place);
                place
            }
        };
        *near = place.checked_add(1)?;
        Some(place)
    }

    /// Counts what was read of a block.
    fn settle(
        &mut self,
        fold: &mut Fold,
        spellings: &mut [Spellings],
        shared: &Shared<'_>,
        block: Block<'_>,
        seen: &Seen,
    ) {
        fold.surplus.1 = fold.surplus.1.saturating_add(seen.rows);
        for ((counts, touched), spellings) in self.met.iter_mut().zip(spellings) {
            for place in touched.drain(..) {
                if let Some(count) = counts.get_mut(place as usize) {
                    spellings.count(place, u64::from(std::mem::take(count)));
                }
            }
        }
        if self.id.is_some() {
            self.meet(fold, shared, block);
            return;
        }
        let width = self.figures.len();
        for (place, amounts) in self.pending.iter().zip(self.amounts.chunks_exact(width)) {
            let place = *place as usize;
            if let Some(rows) = self.rows.get_mut(place) {
                *rows = rows.wrapping_add(1);
            }
            let from = place.wrapping_mul(width);
            let sums = self.sums.get_mut(from..from.wrapping_add(width)).unwrap_or_default();
            for (sum, amount) in sums.iter_mut().zip(amounts) {
                *sum = sum.wrapping_add(i128::from(*amount));
            }
        }
        self.pending.clear();
        self.amounts.clear();
        let money = self.figures.iter().filter(|figure| !figure.count).count() as u64;
        fold.unsigned = fold.unsigned.saturating_add(seen.rows.saturating_mul(money));
        fold.above_zero |= seen.above;
        fold.below_zero |= seen.below;
        // No less than what the amounts come to one by one.
        let size = seen.size.saturating_mul(HUNDREDTH.unsigned_abs()) >> 64;
        let size = u64::try_from(size).unwrap_or(u64::MAX).saturating_add(seen.rows.saturating_mul(width as u64));
        fold.magnitude = fold.magnitude.saturating_add(size);
        for (mark, cell) in [(Mark::Dot, seen.dot), (Mark::Comma, seen.comma)] {
            if let Some((from, to)) = cell {
                let text = || String::from_utf8_lossy(block.bytes.get(from..to).unwrap_or_default()).into_owned();
                fold.proof.exclude(mark.other(), || Witness::at(block.number, block.bytes, from, &text()));
            }
        }
        let all = fold.size(width).saturating_add(self.rows.len().saturating_mul(width.div_ceil(16)));
        if self.rows.len() > BESIDE || all > if self.fine { FINE_LIMIT } else { KEY_LIMIT / 2 } {
            self.flush(fold, shared);
            self.full = fold.size(width) > KEY_LIMIT / 2;
        }
    }

    /// Counts the customers of a block.
    fn meet(&mut self, fold: &mut Fold, shared: &Shared<'_>, block: Block<'_>) {
        let known = shared.layout.role == Role::Known;
        if known {
            for (_, customer) in &mut self.customers {
                (customer.channel, customer.segment) = (0, 0);
            }
        }
        shared.ids.meet_all(&self.customers, shared.registries, |at, met| {
            if known {
                return;
            }
            let (Some((from, to)), Some((_, customer))) = (self.cells.get(at), self.customers.get(at)) else { return };
            let (from, to) = (*from as usize, *to as usize);
            fold.count_customer(met, customer, || {
                let id = String::from_utf8_lossy(block.bytes.get(from..to).unwrap_or_default()).trim().to_owned();
                (Witness::at(block.number, block.bytes, from, &id), id)
            });
        });
        self.customers.clear();
        self.cells.clear();
    }

    /// Drops what was read of a block that is not common.
    fn forget(&mut self) {
        for (counts, touched) in &mut self.met {
            for place in touched.drain(..) {
                if let Some(count) = counts.get_mut(place as usize) {
                    *count = 0;
                }
            }
        }
        self.pending.clear();
        self.amounts.clear();
        self.customers.clear();
        self.cells.clear();
    }

    /// Hands the sums over to the fold.
    pub(super) fn flush(&mut self, fold: &mut Fold, shared: &Shared<'_>) {
        let (width, length) = (self.figures.len(), self.names.len().saturating_add(1));
        if width > 0 {
            let names = shared.options.kept_names();
            let lines = self.keys.chunks_exact(length).zip(&self.rows).zip(self.sums.chunks_exact(width));
            for ((key, rows), sums) in lines.filter(|((_, rows), _)| **rows > 0) {
                let values: Vec<_> = sums.iter().map(|sum| (sum.wrapping_mul(HUNDREDTH), 0)).collect();
                if self.fine && !fold.fine {
                    fold.add(&fold.coarse(key, names), *rows, &values, &[]);
                } else {
                    fold.add(key, *rows, &values, &[]);
                }
            }
            if fold.fine && fold.size(width) > FINE_LIMIT {
                fold.coarsen(width, names);
            }
        }
        self.keys.clear();
        self.rows.clear();
        self.sums.clear();
        self.places.clear();
        self.near.fill(0);
    }
}

fn count(counts: &mut Vec<u32>, touched: &mut Vec<u32>, place: u32) {
    let at = place as usize;
    if at >= counts.len() {
        counts.resize(at.saturating_add(1), 0);
    }
    if let Some(count) = counts.get_mut(at) {
        if *count == 0 {
            touched.push(place);
        }
        *count = count.saturating_add(1);
    }
}

/// A number of a common cell: hundredths, and the mark that stood in it.
fn hundredths(raw: &[u8], count: bool) -> Option<(i64, Option<Mark>)> {
    let (negative, digits) = match raw {
        [b'-', rest @ ..] if !count => (true, rest),
        _ => (false, raw),
    };
    let (whole, decimals, mark) = match digits {
        [whole @ .., mark @ (b'.' | b','), tenth] => (whole, [*tenth, b'0'], Some(*mark)),
        [whole @ .., mark @ (b'.' | b','), tenth, hundredth] => (whole, [*tenth, *hundredth], Some(*mark)),
        whole => (whole, [b'0', b'0'], None),
    };
    if whole.is_empty() || whole.len() > 11 || (count && mark.is_some()) {
        return None;
    }
    let (mut sum, mut all) = (0i64, true);
    for byte in whole.iter().chain(&decimals) {
        let digit = byte.wrapping_sub(b'0');
        all &= digit < 10;
        sum = sum.wrapping_mul(10).wrapping_add(i64::from(digit));
    }
    let mark = mark.map(|mark| if mark == b'.' { Mark::Dot } else { Mark::Comma });
    all.then_some((if negative { -sum } else { sum }, mark))
}
