//! The common block: rows as wide as the header, quotes only around whole cells and doubled in them, periods, names and amounts
//! that are read without a doubt, the latter with at most two decimals. Such a block is folded a column at a time by numbers
//! alone. One that holds anything else is left to the careful reader as a whole, so that no row is read by two rules
//! and every fault is found at its place.

mod cells;
mod columns;
mod marks;
mod pairs;
mod periods;

use self::cells::{is_plain_id, longer, short};
use self::columns::{Amounts, Places, Together};
use self::marks::{Cell, Marks};
use self::pairs::Pairs;
use self::periods::Periods;
use super::Role;
use super::bits::Bits;
use super::fold::{FINE_LIMIT, Fold};
use super::found::{Byte, Witness};
use super::header::{CHANNEL, Measure, MeasureColumn, SEGMENT};
use super::ids::{Coming, Handful};
use super::keys::Keys;
use super::known::{Known, product};
use super::names::Spellings;
use super::repeats::{Print, print};
use super::row::KEY_LIMIT;
use super::worker::{Block, FIELD_LIMIT, Shared};
use crate::domain::ledger::Minor;
use crate::domain::number::Mark;

/// What a hundredth is in the ledger's finest unit.
const HUNDREDTH: i128 = Minor::ONE / 100;
/// An amount of a common row has fewer hundredths.
const MOST: u64 = 10_000_000_000_000;
/// The most cells of a column that are known by their bytes.
const CELLS: usize = 65_536;
/// The most keys that are kept beside the fold.
const BESIDE: usize = 100_000;

/// How many rows wait for their keys at first: more than a fold keeps apart, if most of them have a key of their own.
const BATCH: usize = 60_000;

/// A column of figures.
struct Figure {
    column: usize,
    count: bool,
    spend: bool,
    /// The amounts of rows, in hundredths.
    amounts: Vec<i64>,
    /// What those of the block read last say together.
    met: Together,
}

/// A column of names.
struct Names {
    column: usize,
    /// Its place among the layout's names.
    at: usize,
    /// The places of spellings, by the bytes of cells up to 16, and of longer ones up to 32.
    cells: Known<[u64; 2]>,
    long: Known<[u64; 4]>,
    /// Whether a cell was ever blank.
    blank: bool,
    /// What is met so far together: of the first column, with the period; of the second, of all; of further ones, with
    /// those between it and the first.
    together: Pairs,
    /// The places of the spellings of rows.
    rows: Vec<u32>,
}

/// The reader of common blocks of one file.
pub(super) struct Quick {
    id: Option<usize>,
    periods: Periods,
    names: Vec<Names>,
    figures: Vec<Figure>,
    /// Whether days and all names are kept apart, as the fold has it.
    fine: bool,
    /// Whether rows wait for their keys until it shows whether those can be kept apart, and how many do.
    waits: bool,
    waiting: usize,
    /// Whether there are so many keys that the careful reader must look at each.
    full: bool,
    marks: Marks,
    /// Periods where there are no names: numbers from 0.
    alone: Pairs,
    /// Keys met, one behind the other: the period, and the spelling of each column of names.
    keys: Vec<u32>,
    /// The rows of each key, and what they add up to in hundredths, figure by figure.
    counts: Vec<u64>,
    sums: Vec<i128>,
    /// Where the ids' customers of a key stand.
    places: Vec<u32>,
    /// The places of the keys of rows.
    rows: Vec<u32>,
    /// What all columns of names but the first say together, row by row.
    beside: Vec<u32>,
    /// The fingerprints of the ids of rows.
    coming: Vec<u128>,
}

impl Names {
    /// The place of a name whose bytes are not known.
    #[inline(never)]
    fn other(&mut self, spellings: &mut Spellings, shared: &Shared<'_>, bytes: &[u8], cell: Cell) -> Option<u32> {
        let raw = std::str::from_utf8(bytes.get(cell.from..cell.to)?).ok()?;
        let single = raw.contains('"').then(|| raw.replace("\"\"", "\""));
        let name = single.as_deref().map_or(raw.as_bytes().trim_ascii(), |text| text.trim().as_bytes());
        let dimension = shared.dimensions.get(self.at).copied().unwrap_or(self.at);
        let (id, place) = spellings.plain(name, shared.registries, dimension)?;
        self.blank |= id == 0;
        if self.cells.len().saturating_add(self.long.len()) < CELLS {
            if let Some(text) = short(bytes, cell.from, cell.to) {
                self.cells.insert(text, place);
            } else if let Some(text) = longer(bytes, cell.from, cell.to) {
                self.long.insert(text, place);
            }
        }
        Some(place)
    }
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
            && !shared.marked
            && !shared.negate
            && options.rates.is_none()
            && options.week.is_none()
            && options.missing.is_none();
        let others =
            [layout.period_end, layout.year.map(|year| year.column), layout.currency, layout.wide_total, layout.stage];
        let own = [layout.own_revenue, layout.own_margin];
        if !usual || others.iter().chain(&own).any(Option::is_some) {
            return None;
        }
        let listed = layout.id.is_some();
        if listed && (!shared.waits || (layout.period.is_none() && layout.role != Role::Known)) {
            return None;
        }
        if !listed && layout.measures.is_empty() {
            return None;
        }
        let figure = |column: &MeasureColumn| Figure {
            column: column.column,
            count: column.measure.is_count(),
            spend: matches!(column.measure, Measure::Spend | Measure::SpendOn(_)),
            amounts: Vec::new(),
            met: Together::default(),
        };
        let sparing = shared.sparing;
        let names = layout.names.iter().enumerate().filter_map(|(at, column)| {
            let (cells, long, together) = (Known::new(sparing), Known::new(sparing), Pairs::new(sparing));
            Some(Names { column: (*column)?, at, cells, long, blank: false, together, rows: Vec::new() })
        });
        Some(Self {
            id: layout.id,
            periods: Periods::new(layout.period, sparing),
            names: names.collect(),
            figures: if listed { Vec::new() } else { layout.measures.iter().map(figure).collect() },
            fine: true,
            waits: !listed && layout.period.is_some(),
            waiting: 0,
            full: false,
            marks: Marks::default(),
            alone: Pairs::new(sparing),
            keys: Vec::new(),
            counts: Vec::new(),
            sums: Vec::new(),
            places: Vec::new(),
            rows: Vec::new(),
            beside: Vec::new(),
            coming: Vec::new(),
        })
    }

    /// Prints of the rows of the block that was read last, with the line of each: no more than are compared.
    pub(super) fn prints(&self, block: Block<'_>, shared: &Shared<'_>) -> Vec<(Print, u32)> {
        let most = usize::try_from(shared.options.work.compared).unwrap_or(usize::MAX).min(self.marks.rows);
        let secrets = shared.ids.secrets();
        let mut text = Vec::new();
        let rows = self.marks.by_rows().zip(self.marks.first_lines(block.bytes)).take(most);
        let mut all = Vec::with_capacity(most);
        all.extend(rows.map(|(row, line)| {
            self.marks.text(row, block.bytes, &mut text);
            (print(&mut text, secrets), line)
        }));
        all
    }

    /// How many lines the block has that was read last.
    pub(super) fn lines(&self) -> usize {
        self.marks.lines
    }

    /// Folds a block whose every row is common and tells how many there are; `None`, and nothing done, for any other.
    pub(super) fn read(
        &mut self,
        fold: &mut Fold,
        (spellings, handful): (&mut [Spellings], &mut Handful),
        shared: &Shared<'_>,
        block: Block<'_>,
    ) -> Option<u64> {
        if self.full || block.bytes.len() > FIELD_LIMIT {
            return None;
        }
        self.follow(fold, spellings, shared);
        // No row begins as a row of sums or of text may: where the first column says nothing itself, a total word may
        // stand in it.
        let (least, most) = if shared.first_is_used { (b'!', u8::MAX) } else { (b'0', b'9') };
        let begins = |first: u8| first.wrapping_sub(least) <= most.wrapping_sub(least);
        if !self.marks.list(block.bytes, shared.delimiter, shared.layout.header.len(), begins) {
            return None;
        }
        // Names come last: what is no common row must not make any known.
        self.figures(block.bytes)?;
        self.periods.read(self.waiting, shared, &self.marks, block.bytes)?;
        self.customers(shared, block.bytes)?;
        self.names(spellings, shared, block.bytes)?;
        self.note(fold, block);
        self.waiting = self.waiting.saturating_add(self.marks.rows);
        if !self.waits || self.waiting >= BATCH {
            if self.waits && self.are_too_many(spellings, shared) {
                fold.coarsen(self.figures.len(), shared.options.kept_names());
                self.coarsen(shared);
            }
            self.waits = false;
            self.count(spellings, shared);
            if self.id.is_some() {
                self.meet(shared, handful);
            }
            self.lighten(fold, spellings, shared);
        }
        Some(self.marks.rows as u64)
    }

    /// Keeps apart what the fold does.
    pub(super) fn follow(&mut self, fold: &mut Fold, spellings: &mut [Spellings], shared: &Shared<'_>) {
        if self.fine == fold.fine {
            return;
        }
        if !self.counts.is_empty() {
            self.flush(fold, spellings, shared);
        }
        self.coarsen(shared);
    }

    /// Keeps apart only what the report asks for, also of the rows that wait.
    fn coarsen(&mut self, shared: &Shared<'_>) {
        (self.fine, self.waits) = (false, false);
        if !shared.options.keeps_days() {
            self.periods.in_months();
        }
        self.names.retain(|names| names.at < shared.options.kept_names());
        self.names.iter_mut().for_each(|names| names.together.clear());
    }

    /// Whether the waiting rows have more keys than a fold keeps apart: as many bits of a field at least.
    fn are_too_many(&self, spellings: &[Spellings], shared: &Shared<'_>) -> bool {
        let (secret, other) = shared.ids.secrets();
        let mut all: Vec<u64> = self.periods.numbers().map(u64::from).collect();
        for names in &self.names {
            let Some(spellings) = spellings.get(names.at) else { continue };
            for (sum, place) in all.iter_mut().zip(&names.rows) {
                *sum = product(*sum ^ secret, other | 1) ^ u64::from(spellings.id(*place));
            }
        }
        let mut bits = Bits::of(all.len());
        let set = all.into_iter().filter(|sum| bits.set(product(*sum ^ secret, other | 1))).count();
        set > most_apart(self.figures.len())
    }

    /// Reads the amounts.
    fn figures(&mut self, bytes: &[u8]) -> Option<()> {
        let rows = self.waiting.checked_add(self.marks.rows)?;
        for figure in &mut self.figures {
            figure.amounts.resize(rows, 0);
            let amounts = figure.amounts.get_mut(self.waiting..)?;
            figure.met = self.marks.run(figure.column, 0, bytes, Amounts { bytes, count: figure.count, amounts })?;
        }
        Some(())
    }

    /// Reads the ids.
    fn customers(&mut self, shared: &Shared<'_>, bytes: &[u8]) -> Option<()> {
        self.coming.clear();
        let Some(column) = self.id else { return Some(()) };
        for cell in self.marks.column(column, bytes) {
            let id = bytes.get(cell.from..cell.to)?;
            if !is_plain_id(bytes, cell.from, cell.to) || (self.marks.doubled && id.contains(&b'"')) {
                return None;
            }
            self.coming.push(shared.ids.fingerprint(id));
        }
        Some(())
    }

    /// Reads the names.
    fn names(&mut self, spellings: &mut [Spellings], shared: &Shared<'_>, bytes: &[u8]) -> Option<()> {
        for names in &mut self.names {
            let spellings = spellings.get_mut(names.at)?;
            // Rows that wait stay, whatever becomes of these.
            let mut rows = std::mem::take(&mut names.rows);
            rows.resize(self.waiting.saturating_add(self.marks.rows), 0);
            let all = rows.get_mut(self.waiting..).and_then(|places| {
                let mut done = 0;
                while let Some(rest) = places.get_mut(done..).filter(|rest| !rest.is_empty()) {
                    let known = Places { bytes, known: &names.cells, long: &names.long, places: rest };
                    done = done.saturating_add(self.marks.run(names.column, done, bytes, known));
                    // One that is not known by its bytes.
                    if let Some(own) = places.get_mut(done) {
                        let cell = self.marks.cell(names.column, done, bytes)?;
                        *own = names.other(spellings, shared, bytes, cell)?;
                        done = done.saturating_add(1);
                    }
                }
                Some(())
            });
            names.rows = rows;
            all?;
        }
        if self.id.is_none() && !self.names.is_empty() && self.names.iter().all(|names| names.blank) {
            // A row without any name may be one of sums.
            let named = |row: usize| {
                self.names.iter().any(|names| {
                    let place = names.rows.get(row).copied().unwrap_or(0);
                    spellings.get(names.at).is_some_and(|spellings| spellings.id(place) != 0)
                })
            };
            return (self.waiting..self.waiting.saturating_add(self.marks.rows)).all(named).then_some(());
        }
        Some(())
    }

    /// Notes what a block's figures and periods say whatever their keys.
    fn note(&mut self, fold: &mut Fold, block: Block<'_>) {
        self.periods.note(fold, self.waiting);
        let rows = self.marks.rows as u64;
        fold.surplus.1 = fold.surplus.1.saturating_add(rows);
        let money = self.figures.iter().filter(|figure| !figure.count).count() as u64;
        fold.unsigned = fold.unsigned.saturating_add(rows.saturating_mul(money));
        // No less than what the amounts come to one by one.
        let size: u128 = self.figures.iter().map(|figure| u128::from(figure.met.size)).sum();
        let size = size.saturating_mul(HUNDREDTH.unsigned_abs()) >> 64;
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        let size = size.saturating_add(rows.saturating_mul(self.figures.len() as u64));
        fold.magnitude = fold.magnitude.saturating_add(size);
        let byte = |cell: Cell| Byte { block: block.number, at: cell.at };
        let witness = |cell: Cell| {
            let text = String::from_utf8_lossy(block.bytes.get(cell.from..cell.to).unwrap_or_default());
            Witness::at(block.number, block.bytes, cell.at, &text)
        };
        for Figure { met, spend, .. } in &self.figures {
            fold.above_zero |= *spend && met.above;
            fold.below_zero |= *spend && met.below;
            for (mark, cell) in [Mark::Dot, Mark::Comma].into_iter().zip(met.impossible) {
                if let Some(cell) = cell {
                    fold.proof.exclude(mark, byte(cell), || witness(cell));
                }
            }
            for (mark, group, cell) in &met.groups {
                fold.proof.group(*mark, *group, byte(*cell), || witness(*cell));
            }
            for (sign, cell) in &met.signs {
                fold.sign(*sign, byte(*cell), || witness(*cell));
            }
            fold.unsigned = fold.unsigned.saturating_sub(met.signed);
        }
    }

    /// Adds up the waiting rows by their keys.
    fn count(&mut self, spellings: &[Spellings], shared: &Shared<'_>) {
        self.keys(spellings, shared);
        if let [figure] = self.figures.as_slice() {
            // As most files have it.
            for (row, amount) in self.rows.iter().zip(&figure.amounts) {
                let at = *row as usize;
                if let (Some(count), Some(sum)) = (self.counts.get_mut(at), self.sums.get_mut(at)) {
                    *count = count.wrapping_add(1);
                    *sum = sum.wrapping_add(i128::from(*amount));
                }
            }
        } else {
            for row in &self.rows {
                if let Some(count) = self.counts.get_mut(*row as usize) {
                    *count = count.wrapping_add(1);
                }
            }
            let width = self.figures.len();
            for (at, figure) in self.figures.iter().enumerate() {
                for (row, amount) in self.rows.iter().zip(&figure.amounts) {
                    if let Some(sum) = self.sums.get_mut((*row as usize).wrapping_mul(width).wrapping_add(at)) {
                        *sum = sum.wrapping_add(i128::from(*amount));
                    }
                }
            }
        }
        self.waiting = 0;
    }

    /// Finds the keys of the waiting rows.
    fn keys(&mut self, spellings: &[Spellings], shared: &Shared<'_>) {
        self.rows.clear();
        let dated = self.periods.column.is_some() && self.id.is_none();
        let (periods, waiting) = (self.periods.numbers(), self.waiting);
        if dated {
            self.rows.extend(periods.take(waiting));
        } else {
            self.rows.resize(waiting, 0);
        }
        // The period and the first column become one number, all further columns another, and both together the row's:
        // where a file has many keys only the last table is large.
        match self.names.split_first_mut() {
            None => self.rows.iter_mut().for_each(|row| *row = self.alone.number(*row, 0)),
            Some((Names { together, rows, .. }, others)) => {
                together.join(&mut self.rows, rows);
                match others {
                    [] => {}
                    [Names { together, rows, .. }] => together.join(&mut self.rows, rows),
                    [Names { together: whole, rows, .. }, others @ ..] => {
                        self.beside.clear();
                        self.beside.extend_from_slice(rows);
                        for Names { together, rows, .. } in others {
                            together.join(&mut self.beside, rows);
                        }
                        whole.join(&mut self.rows, &self.beside);
                    }
                }
            }
        }
        let known = self.names.iter().take(2).next_back().map_or(&self.alone, |names| &names.together);
        if known.len() == self.counts.len() {
            return;
        }
        // Numbers are given in the order of the rows, so a new key is the next one.
        for (at, row) in self.rows.iter().enumerate() {
            if (*row as usize) < self.counts.len() {
                continue;
            }
            self.keys.push(if self.id.is_none() { self.periods.token(at) } else { 0 });
            let (mut channel, mut segment) = (0, 0);
            for names in &self.names {
                let place = names.rows.get(at).copied().unwrap_or(0);
                self.keys.push(place);
                let id = spellings.get(names.at).map_or(0, |spellings| spellings.id(place));
                match names.at {
                    CHANNEL => channel = id,
                    SEGMENT => segment = id,
                    _ => {}
                }
            }
            self.counts.push(0);
            self.sums.resize(self.sums.len().saturating_add(self.figures.len()), 0);
            if self.id.is_some() {
                let known = shared.layout.role == Role::Known;
                self.places.push(if known { shared.ids.place(0, 0) } else { shared.ids.place(channel, segment) });
            }
        }
    }

    /// Hands the sums over where they are too many to be kept beside the fold.
    fn lighten(&mut self, fold: &mut Fold, spellings: &mut [Spellings], shared: &Shared<'_>) {
        let width = self.figures.len();
        let all = fold.size(width).saturating_add(self.counts.len().saturating_mul(width.div_ceil(16)));
        if self.counts.len() > BESIDE || all > if self.fine { FINE_LIMIT } else { KEY_LIMIT / 2 } {
            self.flush(fold, spellings, shared);
            self.full = fold.size(width) > KEY_LIMIT / 2;
        }
    }

    /// Counts the customers of a block.
    fn meet(&mut self, shared: &Shared<'_>, handful: &mut Handful) {
        let places = self.rows.iter().map(|row| self.places.get(*row as usize).copied().unwrap_or(0));
        let rows = self.coming.iter().zip(places);
        let mut take = |fingerprint: u128, place: u32, day: i32| {
            shared.ids.take(handful, Coming { fingerprint, day, place }, shared.registries);
        };
        if self.periods.column.is_none() {
            rows.for_each(|(fingerprint, place)| take(*fingerprint, place, i32::MIN));
        } else {
            rows.zip(self.periods.first_days()).for_each(|((fingerprint, place), day)| take(*fingerprint, place, day));
        }
    }

    /// Hands the sums over to the fold, and the spellings how often each was met.
    pub(super) fn flush(&mut self, fold: &mut Fold, spellings: &mut [Spellings], shared: &Shared<'_>) {
        if self.waiting > 0 {
            self.count(spellings, shared);
        }
        let (width, length) = (self.figures.len(), self.names.len().saturating_add(1));
        let kept = shared.options.kept_names();
        let all = if self.fine { shared.layout.names.len() } else { kept.min(shared.layout.names.len()) };
        let (stride, mut values) = (all.saturating_add(1), Vec::new());
        let mut keys = vec![0u32; stride.saturating_mul(self.counts.len())];
        let parts = self.keys.chunks_exact(length).zip(&self.counts);
        for (whole, (key, rows)) in keys.chunks_exact_mut(stride).zip(parts) {
            let Some((token, parts)) = key.split_first() else { continue };
            if let Some(first) = whole.first_mut() {
                *first = *token;
            }
            for (names, spelling) in self.names.iter().zip(parts) {
                let Some(spellings) = spellings.get_mut(names.at) else { continue };
                spellings.count(*spelling, *rows);
                if let Some(part) = whole.get_mut(names.at.saturating_add(1)) {
                    *part = spellings.id(*spelling);
                }
            }
        }
        if self.id.is_none() {
            let apart = self.names.iter().all(|names| spellings.get(names.at).is_some_and(Spellings::are_apart));
            if self.fine && fold.fine && too_many(fold, &keys, (stride, width), apart) {
                fold.coarsen(width, kept);
            }
            let coarse = self.fine && !fold.fine;
            for (place, (whole, rows)) in keys.chunks_exact_mut(stride).zip(&self.counts).enumerate() {
                if *rows == 0 {
                    continue;
                }
                let from = place.saturating_mul(width);
                let sums = self.sums.get(from..from.saturating_add(width)).unwrap_or_default();
                values.clear();
                values.extend(sums.iter().map(|sum| (sum.wrapping_mul(HUNDREDTH), 0)));
                if coarse {
                    fold.make_coarse(whole);
                    fold.add(whole.get(..kept.saturating_add(1)).unwrap_or(whole), *rows, &values, &[]);
                } else {
                    fold.add(whole, *rows, &values, &[]);
                }
            }
        }
        if fold.fine && fold.size(width) > FINE_LIMIT {
            fold.coarsen(width, kept);
        }
        self.keys.clear();
        self.counts.clear();
        self.sums.clear();
        self.places.clear();
        self.alone.clear();
        self.names.iter_mut().for_each(|names| names.together.clear());
    }
}

/// Whether a fold that keeps all names apart would have too many keys with these, each of which is another where they
/// are apart.
fn too_many(fold: &Fold, keys: &[u32], (stride, width): (usize, usize), apart: bool) -> bool {
    let most = most_apart(width);
    let all = || keys.chunks_exact(stride);
    if all().len().saturating_add(fold.keys()) <= most {
        return false;
    }
    let new = all().filter(|key| fold.keys() == 0 || !fold.has(key));
    let new = if apart {
        new.count()
    } else {
        let mut distinct = Keys::default();
        new.for_each(|key| _ = distinct.number(key));
        distinct.len()
    };
    new.saturating_add(fold.keys()) > most
}

/// The most keys of rows with so many figures that a fold keeps apart.
fn most_apart(width: usize) -> usize {
    FINE_LIMIT / width.div_ceil(16).max(1)
}
