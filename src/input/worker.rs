//! One reader of a file: blocks of bytes become records, records rows, rows sums.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::code::Code;
use super::date::{Reader, When};
use super::dialect::not_utf8;
use super::encoding::western;
use super::fold::Fold;
use super::found::{Faults, Found, Witness};
use super::header::Layout;
use super::ids::{Handful, Ids};
use super::known::Sparing;
use super::names::{Registry, Spellings};
use super::note::{BlockNote, is_remark, ragged_fault, second_table};
use super::platforms::Platform;
use super::quick::Quick;
use super::records::{Broken, Cell, Record, Records, index, locate};
use super::repeats::{join, print};
use super::sections::Sections;
use super::source::RECORD_LIMIT;
use super::{Options, Role};
use crate::domain::currency::Sign;
use crate::domain::number::Fault;

pub(super) const FIELD_LIMIT: usize = 1 << 20;
/// How many dates are known without being read again.
pub(super) const DATES: usize = 1024;

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
    /// Whether the first column is read for what it says.
    pub(crate) first_is_used: bool,
    /// Whether any column is a stock of customers.
    pub(crate) has_stock: bool,
    /// Whether a NUL marks the number cells of a sheet.
    pub(crate) marked: bool,
    /// Whether amounts of spend change their sign.
    pub(crate) negate: bool,
    /// What its tables spare.
    pub(crate) sparing: Sparing,
    /// How the dates of the file are read.
    pub(crate) dates: &'a Reader,
    /// Whether customers of the file may wait to be held against those before them.
    pub(crate) waits: bool,
    /// The period of rows without one.
    pub(crate) fixed: Option<When>,
    /// The first of the layout's names that has too many of them, or one of the two below.
    pub(crate) crowded: AtomicUsize,
}

/// Nothing has too many.
pub(crate) const NONE_CROWDED: usize = usize::MAX;
/// There are too many combinations of names and periods.
pub(crate) const KEYS_CROWDED: usize = usize::MAX - 1;

impl Shared<'_> {
    /// Whether what was read is refused already, whatever follows.
    pub(crate) fn is_refused(&self) -> bool {
        self.ids.are_full() || self.crowded.load(Ordering::Relaxed) != NONE_CROWDED
    }
}

/// One reader of a file.
pub(crate) struct Worker<'a> {
    pub(super) shared: &'a Shared<'a>,
    pub(crate) fold: Fold,
    pub(super) spellings: Vec<Spellings>,
    pub(super) cells: Vec<Cell>,
    pub(super) key: Vec<u32>,
    pub(super) names: Vec<Option<u32>>,
    pub(super) values: Vec<(i128, i128)>,
    /// Places among the measures whose cells do not count.
    pub(super) absent: Vec<usize>,
    pub(super) scratch: Vec<u8>,
    /// Days as they were last read, each at the place its own bytes give.
    pub(super) dates: Vec<([u8; 10], When)>,
    pub(super) signs: HashMap<Vec<u8>, Option<Sign>>,
    /// Currencies and periods whose rate is known, with the currency of the row.
    pub(super) exchanged: HashMap<(Option<Sign>, u32), u32>,
    pub(super) wanted: HashMap<(usize, Vec<u8>), bool>,
    /// The accounts that rows stand below, in a file that has them so.
    pub(super) sections: Sections,
    /// Customers that are not yet counted among all.
    pub(super) handful: Handful,
    /// The reader of common blocks, where the file may have them.
    quick: Option<Quick>,
}

/// A block being read.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a> {
    pub(crate) number: u32,
    /// How many compared rows of the file precede it at least.
    pub(crate) rows: u64,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Worker<'a> {
    pub(crate) fn new(shared: &'a Shared<'a>) -> Self {
        Self {
            shared,
            fold: Fold::new(shared.options.keeps_days()),
            spellings: shared.layout.names.iter().map(|_| Spellings::default()).collect(),
            cells: Vec::new(),
            key: Vec::new(),
            names: Vec::new(),
            values: Vec::new(),
            absent: Vec::new(),
            scratch: Vec::new(),
            dates: Vec::new(),
            signs: HashMap::new(),
            exchanged: HashMap::new(),
            wanted: HashMap::new(),
            sections: Sections::default(),
            handful: Handful::default(),
            quick: Quick::of(shared),
        }
    }

    /// Counts the customers that waited for it, when nothing is left to read.
    pub(crate) fn rest(mut self) -> Self {
        self.shared.ids.take_rest(&mut self.handful, self.shared.registries);
        self
    }

    /// Whether any row may be a total.
    pub(crate) fn has_candidates(&self) -> bool {
        !self.fold.candidates.is_empty() || self.lacks_names()
    }

    /// The lengths of the periods of its rows, a bit each.
    pub(crate) fn lengths(&self) -> u8 {
        self.fold.lengths
    }

    /// Whether some rows have a name where others have none, so that these may be sums of those.
    fn lacks_names(&self) -> bool {
        let currency = self.shared.options.currency_place();
        let names = self.shared.layout.names.iter().flatten().count();
        let mut spellings = self.spellings.iter().enumerate().filter(|(at, _)| Some(*at) != currency);
        names > 1 && spellings.any(|(_, spellings)| spellings.has_blanks())
    }

    /// Hands over the sums, and the spellings met, for the most frequent to be shown. `apart` keeps all names apart, as
    /// totals need it; else what the report asks for is.
    pub(crate) fn finish(mut self, apart: bool) -> Fold {
        if !apart {
            self.fold.coarsen(self.shared.layout.measures.len(), self.shared.options.kept_names());
        }
        if let Some(mut quick) = self.quick.take() {
            quick.follow(&mut self.fold, &mut self.spellings, self.shared);
            quick.flush(&mut self.fold, &mut self.spellings, self.shared);
        }
        let mut registries = self.shared.registries.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (spellings, dimension) in self.spellings.iter_mut().zip(self.shared.dimensions) {
            if let Some(registry) = registries.get_mut(*dimension) {
                spellings.hand_over(registry);
            }
        }
        drop(registries);
        self.fold.empty_sections = self.fold.empty_sections.saturating_add(self.sections.empty());
        self.fold
    }

    /// Folds a block, decoded first if it is not UTF-8, and tells how many of its rows are compared. `marks` is room to work
    /// in.
    pub(crate) fn read(&mut self, block: Block<'_>, marks: &mut Vec<u32>) -> u64 {
        self.decoded(block, marks);
        self.fold.blocks.last().map_or(0, |note| note.rows_seen.len() as u64)
    }

    fn decoded(&mut self, block: Block<'_>, marks: &mut Vec<u32>) {
        if block.bytes.is_ascii() {
            return self.read_text(block, marks);
        }
        let Err(error) = std::str::from_utf8(block.bytes) else {
            self.fold.multibyte = true;
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
        self.read_text(Block { bytes: &text, ..block }, marks);
    }

    /// Whether rows of a block are compared with others.
    fn compares(&self, block: Block<'_>) -> bool {
        let before = self.shared.rows_before.saturating_add(block.rows);
        before < self.shared.options.work.compared && self.shared.layout.id.is_none()
    }

    /// Folds a block of common rows; `false`, and nothing done, for any other.
    fn read_common(&mut self, block: Block<'_>) -> bool {
        let Some(quick) = &mut self.quick else { return false };
        let hands = (self.spellings.as_mut_slice(), &mut self.handful);
        let Some(rows) = quick.read(&mut self.fold, hands, self.shared, block) else { return false };
        let lines = u32::try_from(quick.lines()).unwrap_or(u32::MAX);
        let mut note = BlockNote { number: block.number, lines, rows, ..BlockNote::default() };
        note.last_row = lines.checked_sub(1);
        if self.compares(block)
            && let Some(quick) = &self.quick
        {
            note.rows_seen = quick.prints(block, self.shared);
        }
        self.done(note);
        true
    }

    fn read_text(&mut self, block: Block<'_>, marks: &mut Vec<u32>) {
        if self.read_common(block) {
            return;
        }
        let mut note = BlockNote { number: block.number, ..BlockNote::default() };
        if !self.sound(block) {
            (note.lines, _, _) = locate(block.bytes, block.bytes.len());
            self.fold.blocks.push(note);
            return;
        }
        let compare = self.compares(block);
        index(block.bytes, self.shared.delimiter, marks);
        let mut records = Records::new(block.bytes, marks, self.shared.delimiter);
        let mut cells = std::mem::take(&mut self.cells);
        while let Some(record) = records.read(&mut cells) {
            self.record(block, &record, &cells, &mut note, compare);
        }
        self.cells = cells;
        note.lines = records.lines();
        self.done(note);
    }

    /// Notes a block that was read.
    fn done(&mut self, note: BlockNote) {
        if let Some(progress) = &self.shared.options.progress {
            progress.add_rows(note.rows);
        }
        self.fold.blocks.push(note);
    }

    /// Whether the bytes are text at all.
    fn sound(&mut self, block: Block<'_>) -> bool {
        let fault = |at: usize, text: &str, message: String, help: &str| Found {
            witness: Witness::at(block.number, block.bytes, at, text),
            message,
            help: Some(help.to_owned()),
        };
        if let Some(at) = memchr::memchr(0, block.bytes).filter(|_| !self.shared.marked) {
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
            note.row(record.line, &mut self.fold.faults);
            self.broken(block, broken);
            return;
        }
        if record.end.saturating_sub(record.start) > FIELD_LIMIT && self.too_long(block, record, cells) {
            return;
        }
        let blank = |cell: &Cell| cell.raw(block.bytes).trim_ascii().is_empty();
        let width = layout.header.len();
        // Below its last row a platform writes whose the export is; no row of figures begins so.
        let copyright = cells.first().is_some_and(|cell| is_copyright(cell.raw(block.bytes)));
        if copyright && layout.platform.is_some_and(Platform::is_advertising) && cells.iter().skip(1).all(blank) {
            self.fold.empty_sections = self.fold.empty_sections.saturating_add(1);
            return;
        }
        if cells.len() != width {
            if cells.iter().all(blank) {
                note.blank = note.blank.or(Some(record.line));
                self.fold.blanks = self.fold.blanks.saturating_add(1);
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
            self.fold.blanks = self.fold.blanks.saturating_add(1);
            return;
        } else {
            self.fold.surplus.1 = self.fold.surplus.1.saturating_add(1);
        }
        if layout.sectioned && self.section(block, cells) {
            return;
        }
        // A list of ids needs nothing but its first column.
        let remark = |cell: &Cell| is_remark(cell.raw(block.bytes));
        let alone = width > 1
            && layout.role != Role::Known
            && cells.iter().skip(1).all(blank)
            && cells.first().is_some_and(remark);
        // After a blank line a row may be part of a footer or of a second table.
        let maybe_behind_blank = note.last_row.is_none() && self.shared.options.missing.is_none();
        if alone && (note.blank.is_some() || maybe_behind_blank) {
            self.remark(block, record, cells, note);
            return;
        }
        let text = width > 1 && layout.role != Role::Known && note.may_be_second(block, cells);
        let behind_blank = note.blank.is_some();
        note.row(record.line, &mut self.fold.faults);
        if text && behind_blank {
            self.fold.faults.add(Code::SecondTable, || second_table(block, cells));
            return;
        }
        if compare && (note.rows_seen.len() as u64) < self.shared.options.work.compared {
            join(&mut self.scratch, cells.iter().map(|cell| cell.raw(block.bytes)));
            note.rows_seen.push((print(&mut self.scratch, self.shared.ids.secrets()), record.line));
        }
        let others = text.then(|| std::mem::take(&mut self.fold.faults));
        if alone {
            self.alone(block, cells)
        } else {
            self.row(block, cells)
        }
        if let Some(others) = others {
            let own = std::mem::replace(&mut self.fold.faults, others);
            note.second = Some(Box::new((second_table(block, cells), own)));
        }
    }

    /// A row with nothing but its first cell, behind one of figures: what is wrong with it is told once, as it is where
    /// the row could be a footer, so that it does not hang on where the file is cut.
    fn alone(&mut self, block: Block<'_>, cells: &[Cell]) {
        let others = std::mem::take(&mut self.fold.faults);
        self.row(block, cells);
        let own = std::mem::replace(&mut self.fold.faults, others);
        if !own.is_empty() {
            let (code, found) = remark_fault(self.shared, block, cells);
            self.fold.faults.add(code, found);
        }
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
        let text = note.may_be_second(block, cells);
        let behind_blank = note.blank.is_some();
        note.row(record.line, &mut self.fold.faults);
        let found = || ragged_fault(block, cells, width, self.shared.delimiter);
        if text && behind_blank {
            self.fold.faults.add(Code::SecondTable, || second_table(block, cells));
        } else if text {
            let mut own = Faults::default();
            own.add(Code::Ragged, found);
            note.second = Some(Box::new((second_table(block, cells), own)));
        } else {
            self.fold.faults.add(Code::Ragged, found);
        }
    }

    /// A row whose only filled cell is its first: a footer, if nothing but such rows follow a blank line.
    fn remark(&mut self, block: Block<'_>, record: &Record, cells: &[Cell], note: &mut BlockNote) {
        let (code, found) = remark_fault(self.shared, block, cells);
        if note.trailing.len() >= 20 {
            let more = note.trailing_more.entry(code).or_default();
            *more = more.saturating_add(1);
            return;
        }
        note.trailing.push((record.line, code, found()));
    }
}

/// Whether a cell begins with the sign of copyright, in UTF-8 or in one byte.
fn is_copyright(cell: &[u8]) -> bool {
    let text = cell.trim_ascii_start();
    text.starts_with("©".as_bytes()) || text.starts_with(b"\xa9")
}

/// What a row with nothing but its first cell is, if it is no footer.
fn remark_fault(shared: &Shared<'_>, block: Block<'_>, cells: &[Cell]) -> (Code, impl FnOnce() -> Found) {
    let width = shared.layout.header.len();
    let needed = shared.layout.measures.iter().map(|measure| measure.column).chain(shared.layout.period);
    let blank = needed.filter(|column| *column > 0).find_map(|column| cells.get(column));
    let blank = blank.filter(|_| cells.len() >= width);
    let code = if blank.is_some() { Code::Missing } else { Code::Ragged };
    let found = move || match blank {
        Some(cell) => Found {
            witness: Witness::at(block.number, block.bytes, cell.at(), ""),
            message: format!("the cell is {}", Fault::Blank.sentence()),
            help: Some(Fault::Blank.fix().to_owned()),
        },
        None => ragged_fault(block, cells, width, shared.delimiter),
    };
    (code, found)
}
