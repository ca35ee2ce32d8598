//! The fold: blocks of records become exact totals by key. Rows are never kept.
//!
//! An amount is added under both decimal marks at once: `sums` holds the reading with the dot (or the only one
//! there is), `differences` what the reading with the comma adds to it. The file settles which of them counts.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use hashbrown::HashMap;
use siphasher::sip128::{Hasher128, SipHasher13};

use super::aliases::{folded, is_total};
use super::cells::{Amount, CellFault};
use super::code::Code;
use super::date::{NoDate, Reader, When};
use super::dialect::not_utf8;
use super::encoding::western;
use super::found::{Faults, Found, Spot, Witness};
use super::header::{CATEGORY, CHANNEL, Layout, Measure, MeasureColumn, OTHERS, SEGMENT};
use super::ids::{Customer, Ids, Met, More};
use super::names::{NameCell, Registry, Spellings, key};
use super::proof::Proof;
use super::records::{Broken, Cell, Record, Records, index};
use super::source::RECORD_LIMIT;
use super::{Options, Role};
use crate::domain::currency::Sign;
use crate::domain::number::Fault;

/// Distinct rows up to which every column that tells rows apart is kept, so that totals can be proved.
const FINE_LIMIT: usize = 50_000;
/// Rows among which equal ones are looked for.
pub(crate) const REPEAT_LIMIT: u64 = 100_000;
const KEY_LIMIT: usize = 1_000_000;
const FIELD_LIMIT: usize = 1 << 20;

/// What all readers of a file share.
pub(crate) struct Shared<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) options: &'a Options,
    pub(crate) delimiter: u8,
    pub(crate) file: usize,
    pub(crate) registries: &'a Mutex<Vec<Registry>>,
    /// Which registry each of the layout's names belongs to.
    pub(crate) dimensions: &'a [usize],
    pub(crate) ids: &'a Ids,
    /// Rows read so far in the run, of which the first are compared.
    pub(crate) rows_before: u64,
    pub(crate) rows_done: AtomicU64,
    /// Whether amounts of spend change their sign.
    pub(crate) negate: bool,
    /// How the dates of the file are read.
    pub(crate) dates: &'a Reader,
}

/// A row that may be a total: kept aside until the sums are known.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) witness: Witness,
    pub(crate) when: Option<When>,
    /// Its names; `None` where a total word or nothing stands.
    pub(crate) names: Vec<Option<u32>>,
    pub(crate) key: Vec<u32>,
    pub(crate) values: Vec<(i128, i128)>,
    /// Whether a total word says so.
    pub(crate) labelled: bool,
}

/// What is remembered of a block.
#[derive(Clone, Debug, Default)]
pub(crate) struct BlockNote {
    pub(crate) number: u32,
    pub(crate) lines: u32,
    pub(crate) rows: u64,
    last_row: Option<u32>,
    /// The first blank line after the last row (after the block's start, when it has no row).
    blank: Option<u32>,
    /// Short rows after the last row, which are a footer if the file ends so: the row, and the fault it is else.
    trailing: Vec<(u32, Code, Found)>,
    trailing_more: u64,
    /// Fingerprints of rows with the spot of each.
    pub(crate) rows_seen: Vec<(u128, Spot)>,
}

/// What one reader has folded.
pub(crate) struct Fold {
    keys: HashMap<Box<[u32]>, u32>,
    rows: Vec<u64>,
    sums: Vec<i128>,
    differences: HashMap<usize, i128>,
    pub(crate) fine: bool,
    pub(crate) magnitude: u64,
    pub(crate) proof: Proof,
    pub(crate) faults: Faults,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) blocks: Vec<BlockNote>,
    pub(crate) signs: BTreeMap<Sign, Witness>,
    pub(crate) unsigned: u64,
    pub(crate) days: Option<(i32, i32)>,
    pub(crate) not_first: bool,
    pub(crate) missing: u64,
    /// The first byte that is no UTF-8, with its fault if other characters are.
    pub(crate) western: Option<(Spot, Found)>,
    /// Whether there are characters beyond ASCII that are UTF-8.
    pub(crate) multibyte: bool,
    /// Whether spend is above zero anywhere, and below.
    pub(crate) above_zero: bool,
    pub(crate) below_zero: bool,
    /// Deals and orders that were not won.
    pub(crate) lost: u64,
    /// Rows that `--where` cuts.
    pub(crate) cut: u64,
    /// What stands in the stage column, with counts.
    pub(crate) stages: BTreeMap<String, u64>,
    pub(crate) repeats: u64,
    pub(crate) ties: u64,
    /// Rows with surplus empty cells, rows without, and the faults that they are if both occur.
    pub(crate) surplus: (u64, u64, Faults),
}

impl Default for Fold {
    fn default() -> Self {
        Self {
            keys: HashMap::new(),
            rows: Vec::new(),
            sums: Vec::new(),
            differences: HashMap::new(),
            fine: true,
            magnitude: 0,
            proof: Proof::default(),
            faults: Faults::default(),
            candidates: Vec::new(),
            blocks: Vec::new(),
            signs: BTreeMap::new(),
            unsigned: 0,
            days: None,
            not_first: false,
            missing: 0,
            western: None,
            multibyte: false,
            above_zero: false,
            below_zero: false,
            lost: 0,
            cut: 0,
            stages: BTreeMap::new(),
            repeats: 0,
            ties: 0,
            surplus: (0, 0, Faults::default()),
        }
    }
}

/// One line of a fold: its key, its rows, and what each measure adds up to under both marks.
pub(crate) struct Line<'a> {
    pub(crate) key: &'a [u32],
    pub(crate) rows: u64,
    pub(crate) values: Vec<(i128, i128)>,
}

impl Fold {
    /// Adds a row's values under a key.
    fn add(&mut self, key: &[u32], rows: u64, values: &[(i128, i128)]) {
        let width = values.len();
        let at = match self.keys.get(key) {
            Some(at) => *at as usize,
            None => {
                let at = self.rows.len();
                self.rows.push(0);
                self.sums.resize(self.sums.len().saturating_add(width), 0);
                self.keys.insert(key.into(), u32::try_from(at).unwrap_or(u32::MAX));
                at
            }
        };
        if let Some(count) = self.rows.get_mut(at) {
            *count = count.saturating_add(rows);
        }
        let from = at.saturating_mul(width);
        let sums = self.sums.get_mut(from..from.saturating_add(width)).unwrap_or_default();
        for (offset, (sum, (value, difference))) in sums.iter_mut().zip(values).enumerate() {
            // The file is refused when its amounts could leave the range.
            *sum = sum.wrapping_add(*value);
            if *difference != 0 {
                let slot = self.differences.entry(from.saturating_add(offset)).or_default();
                *slot = slot.wrapping_add(*difference);
            }
        }
    }

    /// Every key with its sums.
    pub(crate) fn lines(&self, width: usize) -> impl Iterator<Item = Line<'_>> {
        self.keys.iter().map(move |(key, at)| {
            let from = (*at as usize).saturating_mul(width);
            let sums = self.sums.get(from..from.saturating_add(width)).unwrap_or_default();
            let values = sums
                .iter()
                .enumerate()
                .map(|(offset, sum)| {
                    let difference = self.differences.get(&from.saturating_add(offset)).copied().unwrap_or_default();
                    (*sum, difference)
                })
                .collect();
            Line { key, rows: self.rows.get(*at as usize).copied().unwrap_or_default(), values }
        })
    }

    /// Keeps only what the report asks for: months instead of days, and no further columns.
    fn coarsen(&mut self, width: usize, names: usize) {
        if !self.fine {
            return;
        }
        self.fine = false;
        let fine = Self {
            keys: std::mem::take(&mut self.keys),
            rows: std::mem::take(&mut self.rows),
            sums: std::mem::take(&mut self.sums),
            differences: std::mem::take(&mut self.differences),
            ..Self::default()
        };
        for line in fine.lines(width) {
            self.add(&coarse(line.key, names), line.rows, &line.values);
        }
    }

    /// Takes over another reader's part of the file.
    pub(crate) fn merge(&mut self, mut other: Self, width: usize, names: usize) {
        if !self.fine || !other.fine {
            self.coarsen(width, names);
            other.coarsen(width, names);
        }
        for line in other.lines(width) {
            self.add(line.key, line.rows, &line.values);
        }
        if self.fine && self.keys.len() > FINE_LIMIT {
            self.coarsen(width, names);
        }
        self.magnitude = self.magnitude.saturating_add(other.magnitude);
        self.proof.merge(other.proof);
        self.faults.merge(other.faults);
        self.candidates.append(&mut other.candidates);
        self.blocks.append(&mut other.blocks);
        for (sign, witness) in other.signs {
            let known = self.signs.entry(sign).or_insert_with(|| witness.clone());
            if witness.spot < known.spot {
                *known = witness;
            }
        }
        self.unsigned = self.unsigned.saturating_add(other.unsigned);
        self.days = match (self.days, other.days) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (mine, theirs) => mine.or(theirs),
        };
        self.not_first |= other.not_first;
        self.missing = self.missing.saturating_add(other.missing);
        self.cut = self.cut.saturating_add(other.cut);
        self.above_zero |= other.above_zero;
        self.below_zero |= other.below_zero;
        self.lost = self.lost.saturating_add(other.lost);
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
        self.repeats = self.repeats.saturating_add(other.repeats);
        self.ties = self.ties.saturating_add(other.ties);
        self.surplus.0 = self.surplus.0.saturating_add(other.surplus.0);
        self.surplus.1 = self.surplus.1.saturating_add(other.surplus.1);
        self.surplus.2.merge(other.surplus.2);
    }

    pub(crate) fn key_count(&self) -> usize {
        self.keys.len()
    }
}

/// Marks the key of a row that `--where` cuts: it counts in proofs of totals and nowhere else.
pub(crate) const CUT: u32 = 1 << 31;

/// The most values of a stage column that are listed.
const STAGE_LIMIT: usize = 1_000;

/// A key at the grain of the report.
pub(crate) fn coarse(key: &[u32], names: usize) -> Vec<u32> {
    let mut key: Vec<u32> = key.get(..names.saturating_add(1).min(key.len())).unwrap_or_default().to_vec();
    if let Some(first) = key.first_mut()
        && let Some(when) = When::of_token(*first)
    {
        *first = when.in_months().token() | (*first & CUT);
    }
    key
}

/// One reader of a file.
pub(crate) struct Worker<'a> {
    shared: &'a Shared<'a>,
    pub(crate) fold: Fold,
    spellings: Vec<Spellings>,
    cells: Vec<Cell>,
    key: Vec<u32>,
    names: Vec<Option<u32>>,
    values: Vec<(i128, i128)>,
    scratch: Vec<u8>,
    signs: HashMap<Vec<u8>, Option<Sign>>,
    wanted: HashMap<(usize, Vec<u8>), bool>,
}

/// A block being read.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a> {
    pub(crate) number: u32,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Worker<'a> {
    pub(crate) fn new(shared: &'a Shared<'a>) -> Self {
        Self {
            shared,
            fold: Fold::default(),
            spellings: shared.layout.names.iter().map(|_| Spellings::default()).collect(),
            cells: Vec::new(),
            key: Vec::new(),
            names: Vec::new(),
            values: Vec::new(),
            scratch: Vec::new(),
            signs: HashMap::new(),
            wanted: HashMap::new(),
        }
    }

    /// Hands over the spellings met, for the most frequent to be shown.
    pub(crate) fn finish(mut self) -> Fold {
        let mut registries = self.shared.registries.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (spellings, dimension) in self.spellings.iter_mut().zip(self.shared.dimensions) {
            if let Some(registry) = registries.get_mut(*dimension) {
                spellings.hand_over(registry);
            }
        }
        drop(registries);
        self.fold
    }

    /// Folds a block, decoded first if it is not UTF-8. `marks` is room to work in.
    pub(crate) fn read(&mut self, block: Block<'_>, marks: &mut Vec<u32>) {
        let Err(error) = std::str::from_utf8(block.bytes) else {
            self.fold.multibyte |= !block.bytes.is_ascii();
            return self.read_text(block, marks);
        };
        let at = error.valid_up_to();
        if self.shared.options.encoding == Some(encoding_rs::UTF_8) {
            self.fold.faults.add(Code::Encoding, || not_utf8(block.number, block.bytes, at, false));
        } else if self.fold.western.is_none() {
            let found = not_utf8(block.number, block.bytes, at, true);
            self.fold.western = Some((found.witness.spot, found));
        }
        self.fold.multibyte |= block.bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
        let text = western(block.bytes, self.shared.options.encoding);
        self.read_text(Block { number: block.number, bytes: &text }, marks);
    }

    fn read_text(&mut self, block: Block<'_>, marks: &mut Vec<u32>) {
        let mut note = BlockNote { number: block.number, ..BlockNote::default() };
        if !self.sound(block) {
            note.lines = u32::try_from(memchr::memchr_iter(b'\n', block.bytes).count()).unwrap_or(u32::MAX);
            self.fold.blocks.push(note);
            return;
        }
        let before = self.shared.rows_before.saturating_add(self.shared.rows_done.load(Ordering::Relaxed));
        let compare = before < REPEAT_LIMIT && self.shared.layout.id.is_none();
        index(block.bytes, self.shared.delimiter, marks);
        let mut records = Records::new(block.bytes, marks, self.shared.delimiter);
        let mut cells = std::mem::take(&mut self.cells);
        while let Some(record) = records.read(&mut cells) {
            self.record(block, &record, &cells, &mut note, compare);
        }
        self.cells = cells;
        note.lines = records.lines();
        self.shared.rows_done.fetch_add(note.rows, Ordering::Relaxed);
        self.fold.blocks.push(note);
    }

    /// Whether the bytes are text at all.
    fn sound(&mut self, block: Block<'_>) -> bool {
        let fault = |at: usize, text: &str, message: String, help: &str| Found {
            witness: Witness::at(block.number, block.bytes, at, text),
            message,
            help: Some(help.to_owned()),
        };
        if let Some(at) = memchr::memchr(0, block.bytes) {
            self.fold.faults.add(Code::Nul, || {
                fault(at, "\0", "a NUL byte (0x00)".to_owned(), "export the file again as CSV UTF-8")
            });
            return false;
        }
        true
    }

    fn record(&mut self, block: Block<'_>, record: &Record, cells: &[Cell], note: &mut BlockNote, compare: bool) {
        let layout = self.shared.layout;
        if let Some(broken) = record.broken {
            self.broken(block, broken);
            note.rows = note.rows.saturating_add(1);
            return;
        }
        if record.end.saturating_sub(record.start) > FIELD_LIMIT && self.too_long(block, record, cells) {
            return;
        }
        let blank = |cell: &Cell| cell.raw(block.bytes).trim_ascii().is_empty();
        let width = layout.header.len();
        if cells.len() != width {
            if cells.iter().all(blank) {
                note.blank = note.blank.or(Some(record.line));
                return;
            }
            let surplus = cells.get(width..).is_some_and(|surplus| surplus.iter().all(blank));
            let lacking = cells.len() < width && cells.len() >= layout.named;
            if !surplus && !lacking {
                self.ragged(block, record, cells, note);
                return;
            }
            if surplus {
                self.fold.surplus.0 = self.fold.surplus.0.saturating_add(1);
                let found = || ragged_fault(block, cells, width, self.shared.delimiter);
                self.fold.surplus.2.add(Code::Ragged, found);
            }
        } else if cells.iter().all(blank) {
            note.blank = note.blank.or(Some(record.line));
            return;
        } else {
            self.fold.surplus.1 = self.fold.surplus.1.saturating_add(1);
        }
        let maybe_behind_blank = note.last_row.is_none() && self.shared.options.missing.is_none();
        if width > 1 && (note.blank.is_some() || maybe_behind_blank) {
            // After a blank line a row may be part of a footer or of a second table.
            let filled = cells.iter().filter(|cell| !blank(cell)).count();
            let remark = |cell: &Cell| is_remark(cell.raw(block.bytes));
            if filled == 1 && cells.first().is_some_and(remark) {
                self.remark(block, record, cells, note);
                return;
            }
            if note.blank.is_some() && filled > 1 && cells.iter().all(remark) {
                note.settle(&mut self.fold.faults);
                note.rows = note.rows.saturating_add(1);
                self.fold.faults.add(Code::SecondTable, || second_table(block, cells));
                return;
            }
        }
        note.settle(&mut self.fold.faults);
        note.last_row = Some(record.line);
        note.blank = None;
        note.rows = note.rows.saturating_add(1);
        if compare && (note.rows_seen.len() as u64) < REPEAT_LIMIT {
            let (line, column) = (record.line, 1);
            note.rows_seen.push((fingerprint(block.bytes, cells), Spot { block: block.number, line, column }));
        }
        self.row(block, cells);
    }

    fn broken(&mut self, block: Block<'_>, broken: Broken) {
        let (code, at, text, message, help) = match broken {
            Broken::Unclosed(at) => (
                Code::UnclosedQuote,
                at,
                "\"",
                "a quote is opened here and never closed",
                "close the quote; a quote inside a cell is doubled (\"\")",
            ),
            Broken::AfterQuote(open, _) => (
                Code::AfterQuote,
                open,
                "\"",
                "text follows the closing quote of the cell that opens here",
                "double the quotes inside the cell (\"\"), or remove the text behind it",
            ),
            Broken::BeforeQuote(at) => (
                Code::AfterQuote,
                at,
                " ",
                "a space stands before the opening quote of this cell",
                "remove the space: a quote opens a cell only as its first character",
            ),
        };
        self.fold.faults.add(code, || Found {
            witness: Witness::at(block.number, block.bytes, at, text),
            message: message.to_owned(),
            help: Some(help.to_owned()),
        });
    }

    fn too_long(&mut self, block: Block<'_>, record: &Record, cells: &[Cell]) -> bool {
        let long = cells.iter().find(|cell| cell.len() > FIELD_LIMIT);
        let whole = record.end.saturating_sub(record.start) > RECORD_LIMIT;
        if long.is_none() && !whole {
            return false;
        }
        let at = long.map_or(record.start, Cell::at);
        let what = if whole { "the row is longer than 4 MiB" } else { "the cell is longer than 1 MiB" };
        self.fold.faults.add(Code::Limit, || Found {
            witness: Witness::at(block.number, block.bytes, at, " "),
            message: what.to_owned(),
            help: Some("a quote that is never closed, or a file that is no CSV, looks like this".to_owned()),
        });
        true
    }

    fn ragged(&mut self, block: Block<'_>, record: &Record, cells: &[Cell], note: &mut BlockNote) {
        let width = self.shared.layout.header.len();
        let filled = cells.iter().filter(|cell| !cell.raw(block.bytes).trim_ascii().is_empty()).count();
        let first = cells.first().is_some_and(|cell| is_remark(cell.raw(block.bytes)));
        if filled == 1 && first && width > 1 {
            self.remark(block, record, cells, note);
            return;
        }
        note.settle(&mut self.fold.faults);
        note.rows = note.rows.saturating_add(1);
        if note.blank.is_some() && filled > 1 && cells.iter().all(|cell| is_remark(cell.raw(block.bytes))) {
            self.fold.faults.add(Code::SecondTable, || second_table(block, cells));
            return;
        }
        self.fold.faults.add(Code::Ragged, || ragged_fault(block, cells, width, self.shared.delimiter));
    }

    /// A row whose only filled cell is its first: a footer, if nothing but such rows follow a blank line.
    fn remark(&mut self, block: Block<'_>, record: &Record, cells: &[Cell], note: &mut BlockNote) {
        if note.trailing.len() >= 20 {
            note.trailing_more = note.trailing_more.saturating_add(1);
            return;
        }
        let width = self.shared.layout.header.len();
        let blank = self.shared.layout.measures.iter().find_map(|measure| cells.get(measure.column));
        let (code, found) = match blank {
            Some(cell) if cells.len() >= width => (
                Code::Missing,
                Found {
                    witness: Witness::at(block.number, block.bytes, cell.at(), ""),
                    message: format!("the cell is {}", Fault::Blank.sentence()),
                    help: Some(Fault::Blank.fix().to_owned()),
                },
            ),
            _ => (Code::Ragged, ragged_fault(block, cells, width, self.shared.delimiter)),
        };
        note.trailing.push((record.line, code, found));
    }

    /// Folds one row of figures.
    fn row(&mut self, block: Block<'_>, cells: &[Cell]) {
        let layout = self.shared.layout;
        let mut total = false;
        let mut bad = false;
        self.key.clear();
        self.names.clear();
        let lost = self.is_lost(block, cells);
        if lost {
            self.fold.lost = self.fold.lost.saturating_add(1);
            return;
        }
        let cut = !layout.conditions.is_empty() && !self.is_wanted(block, cells);
        if cut {
            self.fold.cut = self.fold.cut.saturating_add(1);
            if layout.id.is_some() {
                return;
            }
        }
        if let Some(cell) = layout.stage.and_then(|column| cells.get(column)).filter(|_| !cut) {
            self.stage(block, cell);
        }
        let when = match self.when(block, cells) {
            Ok(when) => when,
            Err(labelled) => {
                total |= labelled;
                bad |= !labelled;
                None
            }
        };
        let keeps =
            if self.fold.fine { layout.names.len() } else { OTHERS.saturating_add(self.shared.options.by.len()) };
        self.key.push(match when {
            None => 0,
            Some(when) if !self.fold.fine => when.in_months().token(),
            Some(when) => when.token(),
        });
        if let Some(first) = self.key.first_mut().filter(|_| cut) {
            *first |= CUT;
        }
        for at in 0..layout.names.len() {
            let cell = layout.names.get(at).copied().flatten().and_then(|column| cells.get(column));
            let name = match cell {
                None => NameCell::Blank,
                Some(_) if at >= keeps => continue,
                Some(cell) => self.name(block, cell, at),
            };
            let id = match name {
                NameCell::Name(id) => Some(id),
                NameCell::Blank => None,
                NameCell::Total => {
                    total = true;
                    None
                }
                NameCell::TooMany => {
                    bad = true;
                    let cell = cell.copied();
                    self.fold.faults.add(Code::Limit, || Found {
                        witness: Witness::at(block.number, block.bytes, cell.map_or(0, |cell| cell.at()), " "),
                        message: "more than 200,000 distinct names in one column".to_owned(),
                        help: Some("--map another column, or sum the file up first".to_owned()),
                    });
                    None
                }
            };
            self.names.push(id);
            self.key.push(id.unwrap_or(0));
        }
        total |= self.labelled_elsewhere(block, cells);
        if layout.id.is_some() {
            if !bad {
                self.customer(block, cells, when, total);
            }
            return;
        }
        let read = self.values(block, cells);
        self.currency(block, cells);
        if !read || bad {
            return;
        }
        if self.is_stock_of_a_day(block, cells, when) {
            return;
        }
        self.look_at_signs(total);
        let magnitude = self.values.iter().fold(0u64, |sum, (value, difference)| {
            let size = |amount: i128| u64::try_from(amount.unsigned_abs() >> 64).unwrap_or(u64::MAX).saturating_add(1);
            let extra = if *difference == 0 { 0 } else { size(*difference) };
            sum.saturating_add(size(*value)).saturating_add(extra)
        });
        self.fold.magnitude = self.fold.magnitude.saturating_add(magnitude);
        let unnamed = !total && layout.names.iter().any(Option::is_some) && self.names.iter().all(Option::is_none);
        if total || unnamed {
            self.candidate(block, cells, when, total);
            if total {
                return;
            }
        }
        self.fold.add(&self.key, 1, &self.values);
        if self.fold.fine && self.fold.key_count() > FINE_LIMIT {
            let names = OTHERS.saturating_add(self.shared.options.by.len());
            self.fold.coarsen(layout.measures.len(), names);
        }
        if self.fold.key_count() > KEY_LIMIT {
            self.fold.faults.add(Code::Limit, || Found {
                witness: Witness::at(block.number, block.bytes, cells.first().map_or(0, Cell::at), " "),
                message: "more than 1,000,000 distinct combinations of period, channel, segment and category"
                    .to_owned(),
                help: Some("group by fewer columns".to_owned()),
            });
        }
    }

    /// Whether `--where` keeps a row.
    fn is_wanted(&mut self, block: Block<'_>, cells: &[Cell]) -> bool {
        let (layout, options) = (self.shared.layout, self.shared.options);
        layout.conditions.iter().all(|(column, places)| {
            let Some(cell) = cells.get(*column) else { return true };
            let known = (*column, cell.raw(block.bytes).to_vec());
            if let Some(wanted) = self.wanted.get(&known) {
                return *wanted;
            }
            let own = key(&cell.text(block.bytes));
            let all = || places.iter().filter_map(|place| options.conditions.get(*place));
            let mut asked = all().filter(|condition| !condition.unwanted).peekable();
            let wanted = (asked.peek().is_none() || asked.any(|condition| key(&condition.value) == own))
                && !all().any(|condition| condition.unwanted && key(&condition.value) == own);
            if self.wanted.len() < 100_000 {
                self.wanted.insert(known, wanted);
            }
            wanted
        })
    }

    /// Notes whether spend is ever above or below zero; turns it round where that was asked for.
    fn look_at_signs(&mut self, total: bool) {
        for ((value, difference), column) in self.values.iter_mut().zip(&self.shared.layout.measures) {
            if !matches!(column.measure, Measure::Spend | Measure::SpendOn(_)) {
                continue;
            }
            if self.shared.negate {
                (*value, *difference) = (value.wrapping_neg(), difference.wrapping_neg());
            } else if !total && *value != 0 {
                self.fold.above_zero |= *value > 0;
                self.fold.below_zero |= *value < 0;
            }
        }
    }

    /// Whether a deal or order is at a stage that its platform does not call won. A condition on the column decides
    /// instead, where there is one.
    fn is_lost(&self, block: Block<'_>, cells: &[Cell]) -> bool {
        let layout = self.shared.layout;
        let (Some(platform), Some(column)) = (layout.platform.filter(|one| !one.won.is_empty()), layout.stage) else {
            return false;
        };
        let asked = layout.conditions.iter().any(|(known, _)| *known == column);
        let won = |cell: &Cell| platform.won.contains(&folded(&cell.text(block.bytes)).as_str());
        !asked && !cells.get(column).is_some_and(won)
    }

    /// Counts a value of the stage column.
    fn stage(&mut self, block: Block<'_>, cell: &Cell) {
        let text = cell.text(block.bytes).trim().to_owned();
        if self.fold.stages.len() < STAGE_LIMIT || self.fold.stages.contains_key(&text) {
            let count = self.fold.stages.entry(text).or_default();
            *count = count.saturating_add(1);
        }
    }

    /// Keeps a row aside that may be a total. Of rows without any name only the largest can be one.
    fn candidate(&mut self, block: Block<'_>, cells: &[Cell], when: Option<When>, labelled: bool) {
        let make = |this: &Self| {
            let cell = cells.iter().find(|cell| !cell.raw(block.bytes).trim_ascii().is_empty()).or(cells.first());
            let text = cell.map_or_else(String::new, |cell| cell.text(block.bytes));
            Candidate {
                witness: Witness::at(block.number, block.bytes, cell.map_or(0, Cell::at), &text),
                when,
                names: this.names.clone(),
                key: this.key.clone(),
                values: this.values.clone(),
                labelled,
            }
        };
        let kept = self.fold.candidates.iter().filter(|candidate| candidate.labelled == labelled).count();
        if labelled || kept < 32 {
            if kept < 10_000 {
                self.fold.candidates.push(make(self));
            }
            return;
        }
        let size = |values: &[(i128, i128)]| values.iter().map(|(value, _)| value.saturating_abs()).max().unwrap_or(0);
        let smallest = self
            .fold
            .candidates
            .iter()
            .enumerate()
            .filter(|(_, candidate)| !candidate.labelled)
            .min_by_key(|(_, candidate)| (size(&candidate.values), std::cmp::Reverse(candidate.witness.spot)))
            .map(|(at, candidate)| (at, size(&candidate.values)));
        if let Some((at, least)) = smallest
            && size(&self.values) > least
        {
            let new = make(self);
            if let Some(slot) = self.fold.candidates.get_mut(at) {
                *slot = new;
            }
        }
    }

    fn name(&mut self, block: Block<'_>, cell: &Cell, at: usize) -> NameCell {
        let dimension = self.shared.dimensions.get(at).copied().unwrap_or(at);
        let Some(spellings) = self.spellings.get_mut(at) else {
            return NameCell::Blank;
        };
        if cell.is_doubled() {
            let text = cell.text(block.bytes);
            spellings.look_up(text.trim().as_bytes(), self.shared.registries, dimension)
        } else {
            spellings.look_up(cell.raw(block.bytes).trim_ascii(), self.shared.registries, dimension)
        }
    }

    /// The row's period; `Err(true)` when a total word stands in its place, `Err(false)` when it is no date.
    fn when(&mut self, block: Block<'_>, cells: &[Cell]) -> Result<Option<When>, bool> {
        let layout = self.shared.layout;
        let Some(cell) = layout.period.and_then(|column| cells.get(column)) else {
            return Ok(None);
        };
        let dates = self.shared.dates;
        let read = dates.read(cell.raw(block.bytes)).and_then(|start| {
            let Some(end) = layout.period_end.and_then(|column| cells.get(column)) else {
                return Ok(start);
            };
            dates.read(end.raw(block.bytes)).and_then(|end| start.to(end).ok_or(NoDate::Text))
        });
        match read {
            Ok(when) => {
                let (first, last) = (when.first_day().0, when.last_day().0);
                self.fold.days = Some(self.fold.days.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
                if let When::Day(day) = when
                    && !self.fold.not_first
                {
                    self.fold.not_first = day.month().first_day() != day;
                }
                Ok(Some(when))
            }
            Err(fault) => {
                let text = cell.text(block.bytes);
                if is_total(&text) {
                    return Err(true);
                }
                if text.trim().is_empty() && self.labelled_elsewhere(block, cells) {
                    return Err(true);
                }
                let named = layout.names.iter().flatten().filter_map(|column| cells.get(*column));
                if text.trim().is_empty() && named.map(|cell| cell.text(block.bytes)).any(|name| is_total(&name)) {
                    return Err(true);
                }
                self.fold.faults.add(Code::Date, || Found {
                    witness: Witness::at(block.number, block.bytes, cell.at(), &text),
                    message: format!("'{text}' is {}", fault.sentence()),
                    help: Some(fault.fix().to_owned()),
                });
                Err(false)
            }
        }
    }

    /// A total word in the first filled cell, where that column has no other use.
    fn labelled_elsewhere(&self, block: Block<'_>, cells: &[Cell]) -> bool {
        let layout = self.shared.layout;
        let Some((at, cell)) =
            cells.iter().enumerate().find(|(_, cell)| !cell.raw(block.bytes).trim_ascii().is_empty())
        else {
            return false;
        };
        let used = layout.period == Some(at)
            || layout.names.contains(&Some(at))
            || layout.measures.iter().any(|measure| measure.column == at);
        !used && cell.len() < 200 && is_total(&cell.text(block.bytes))
    }

    fn values(&mut self, block: Block<'_>, cells: &[Cell]) -> bool {
        let layout = self.shared.layout;
        self.values.clear();
        let mut all = true;
        let mut skip = false;
        for measure in &layout.measures {
            match self.amount(block, cells, measure) {
                Ok(amount) => self.values.push((amount.value, amount.difference)),
                Err(CellFault::Skip) => skip = true,
                Err(CellFault::Bad) => all = false,
            }
        }
        if skip {
            self.fold.missing = self.fold.missing.saturating_add(1);
        }
        if all
            && !skip
            && let Some(column) = layout.wide_total
        {
            self.wide_total(block, cells, column);
        }
        all && !skip
    }

    fn amount(&mut self, block: Block<'_>, cells: &[Cell], column: &MeasureColumn) -> Result<Amount, CellFault> {
        let Some(cell) = cells.get(column.column) else {
            return Err(CellFault::Bad);
        };
        super::cells::amount(&mut self.fold, self.shared, block, cells, cell, column)
    }

    fn wide_total(&mut self, block: Block<'_>, cells: &[Cell], column: usize) {
        let Some(cell) = cells.get(column) else {
            return;
        };
        let sum = self.values.iter().zip(&self.shared.layout.measures).fold((0i128, 0i128), |sum, (value, column)| {
            match column.measure {
                Measure::SpendOn(_) => (sum.0.wrapping_add(value.0), sum.1.wrapping_add(value.1)),
                _ => sum,
            }
        });
        super::cells::wide_total(&mut self.fold, self.shared, block, cell, sum);
    }

    fn currency(&mut self, block: Block<'_>, cells: &[Cell]) {
        let Some(cell) = self.shared.layout.currency.and_then(|column| cells.get(column)) else {
            return;
        };
        self.scratch.clear();
        self.scratch.extend_from_slice(cell.raw(block.bytes).trim_ascii());
        let sign = match self.signs.get(&self.scratch) {
            Some(known) => *known,
            None => {
                let sign = Sign::named(&String::from_utf8_lossy(&self.scratch));
                if self.signs.len() < 10_000 {
                    self.signs.insert(self.scratch.clone(), sign);
                }
                sign
            }
        };
        match sign {
            Some(sign) => {
                self.fold.sign(sign, || Witness::at(block.number, block.bytes, cell.at(), &cell.text(block.bytes)))
            }
            None if self.scratch.is_empty() => {}
            None => {
                let text = cell.text(block.bytes);
                self.fold.faults.add(Code::Currency, || Found {
                    witness: Witness::at(block.number, block.bytes, cell.at(), &text),
                    message: format!("'{text}' is no currency code"),
                    help: Some("write an ISO 4217 code such as EUR or SEK".to_owned()),
                });
            }
        }
    }

    fn is_stock_of_a_day(&mut self, block: Block<'_>, cells: &[Cell], when: Option<When>) -> bool {
        let layout = self.shared.layout;
        let Some(stock) = layout.measures.iter().find(|column| column.measure.is_stock()) else {
            return false;
        };
        if !matches!(when, Some(When::Day(_) | When::Week(_))) {
            return false;
        }
        let Some(cell) = layout.period.and_then(|column| cells.get(column)) else {
            return false;
        };
        let column = layout.header.get(stock.column).cloned().unwrap_or_default();
        self.fold.faults.add(Code::Stock, || Found {
            witness: Witness::at(block.number, block.bytes, cell.at(), &cell.text(block.bytes)),
            message: format!("'{column}' is a number of customers in a period, and this row is a day"),
            help: Some("write the month (2026-03) and one row a month".to_owned()),
        });
        true
    }

    /// Counts a customer's row by its id.
    fn customer(&mut self, block: Block<'_>, cells: &[Cell], when: Option<When>, total: bool) {
        let layout = self.shared.layout;
        let Some(cell) = layout.id.and_then(|column| cells.get(column)) else {
            return;
        };
        let id = cell.text(block.bytes);
        let id = id.trim();
        if id.is_empty() || total || is_total(id) {
            self.fold.faults.add(if total { Code::TotalRow } else { Code::BlankId }, || Found {
                witness: Witness::at(block.number, block.bytes, cell.at(), id),
                message: if id.is_empty() {
                    "the customer id is blank".to_owned()
                } else {
                    format!("'{id}' looks like a row of sums in a list of customers")
                },
                help: Some("fill the id, or remove the row".to_owned()),
            });
            return;
        }
        let day = match when {
            Some(when) => when.first_day().0,
            None if layout.role == Role::Known => i32::MIN,
            None => return,
        };
        let mut pair = |column: Option<usize>, rate: bool| -> Result<Option<(i128, i128)>, CellFault> {
            let Some(cell) = column.and_then(|column| cells.get(column)) else {
                return Ok(None);
            };
            super::cells::own(&mut self.fold, self.shared, block, cell, rate)
        };
        let (revenue, margin) = match (pair(layout.own_revenue, false), pair(layout.own_margin, true)) {
            (Ok(revenue), Ok(margin)) => (revenue, margin),
            _ => return,
        };
        self.currency(block, cells);
        let name = |at: usize| self.names.get(at).copied().flatten().unwrap_or(0);
        let others: Vec<u32> = (0..self.shared.options.by.len()).map(|at| name(OTHERS.saturating_add(at))).collect();
        let more = (!others.is_empty() || revenue.is_some()).then_some(More {
            others,
            revenue,
            margin,
            file: self.shared.file,
        });
        if layout.role == Role::Known {
            self.shared.ids.meet(
                id.as_bytes(),
                Customer { day, channel: 0, segment: 0, more: 0 },
                None,
                self.shared.registries,
            );
            return;
        }
        let customer = Customer { day, channel: name(CHANNEL), segment: name(SEGMENT), more: 0 };
        debug_assert!(layout.names.get(CATEGORY).is_none_or(Option::is_none));
        match self.shared.ids.meet(id.as_bytes(), customer, more, self.shared.registries) {
            Met::New => {}
            Met::Again => self.fold.repeats = self.fold.repeats.saturating_add(1),
            Met::Tie => {
                self.fold.repeats = self.fold.repeats.saturating_add(1);
                self.fold.ties = self.fold.ties.saturating_add(1);
            }
            Met::Conflict => self.fold.faults.add(Code::Conflict, || Found {
                witness: Witness::at(block.number, block.bytes, cell.at(), id),
                message: format!("the customer '{id}' has two different revenues on its first day"),
                help: Some("keep one row of that day".to_owned()),
            }),
        }
    }
}

impl Fold {
    pub(crate) fn sign(&mut self, sign: Sign, witness: impl FnOnce() -> Witness) {
        self.signs.entry(sign).or_insert_with(witness);
    }

    /// Lines before each block, from the notes of all blocks in order.
    pub(crate) fn first_lines(&mut self, first: u64) -> Vec<u64> {
        self.blocks.sort_by_key(|note| note.number);
        let mut line = first;
        let mut all = Vec::with_capacity(self.blocks.len());
        for note in &self.blocks {
            all.push(line);
            line = line.saturating_add(u64::from(note.lines));
        }
        all
    }

    /// Decides on the rows that stand alone: a footer after a blank line at the end of the file, else faults.
    pub(crate) fn settle_trailing(&mut self) -> u64 {
        let last = self.blocks.iter().rposition(|note| note.last_row.is_some());
        let mut footers: u64 = 0;
        let mut blank_seen = false;
        let mut blocks = std::mem::take(&mut self.blocks);
        for (at, note) in blocks.iter_mut().enumerate() {
            let behind = last.is_none_or(|last| at >= last);
            for (line, code, found) in std::mem::take(&mut note.trailing) {
                if behind && (blank_seen || note.blank.is_some_and(|blank| blank < line)) {
                    footers = footers.saturating_add(1);
                } else {
                    self.faults.add(code, || found);
                }
            }
            blank_seen |= behind && note.blank.is_some();
            footers = footers.saturating_add(note.trailing_more);
        }
        self.blocks = blocks;
        footers
    }
}

impl BlockNote {
    /// A row of figures follows: what stood alone before it was no footer.
    fn settle(&mut self, faults: &mut Faults) {
        for (_, code, found) in self.trailing.drain(..) {
            faults.add(code, || found);
        }
        self.trailing_more = 0;
    }
}

/// Text that is neither a number nor a date.
fn is_remark(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii();
    !text.is_empty() && crate::domain::number::read(text).is_err() && Reader::default().read(text).is_err()
}

fn second_table(block: Block<'_>, cells: &[Cell]) -> Found {
    let cell = cells.first();
    let text = cell.map_or_else(String::new, |cell| cell.text(block.bytes));
    Found {
        witness: Witness::at(block.number, block.bytes, cell.map_or(0, Cell::at), &text),
        message: format!("a second table seems to begin here, at '{text}'"),
        help: Some("cut it into a file of its own".to_owned()),
    }
}

fn ragged_fault(block: Block<'_>, cells: &[Cell], width: usize, delimiter: u8) -> Found {
    let cell = if cells.len() > width { cells.get(width) } else { cells.last() };
    let count = cells.len();
    let text = cell.map_or_else(String::new, |cell| cell.text(block.bytes));
    let split = delimiter == b','
        && cells.windows(2).any(|pair| {
            let digits = |cell: Option<&Cell>, least: usize| {
                cell.is_some_and(|cell| {
                    let raw = cell.raw(block.bytes);
                    raw.len() >= least && raw.iter().all(u8::is_ascii_digit)
                })
            };
            digits(pair.first(), 1) && digits(pair.last(), 2)
        });
    let cells_of = |n: usize| {
        if n == 1 { "1 field".to_owned() } else { format!("{n} fields") }
    };
    Found {
        witness: Witness::at(block.number, block.bytes, cell.map_or(0, Cell::at), &text),
        message: format!("the row has {}, the header {}", cells_of(count), cells_of(width)),
        help: Some(if count > width && split {
            "quote amounts with a decimal comma (\"12,50\"), or separate the columns by ;".to_owned()
        } else {
            "give the row one cell for each column of the header".to_owned()
        }),
    }
}

/// A fingerprint of a row's cells.
fn fingerprint(block: &[u8], cells: &[Cell]) -> u128 {
    let mut hasher = SipHasher13::new();
    for cell in cells {
        let raw = cell.raw(block).trim_ascii();
        std::hash::Hasher::write(&mut hasher, raw);
        std::hash::Hasher::write(&mut hasher, &[0xff]);
    }
    hasher.finish128().as_u128()
}
