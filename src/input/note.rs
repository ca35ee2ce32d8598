//! What is remembered of a block, and of rows that may be a footer.

use std::collections::BTreeMap;

use super::code::Code;
use super::date::Reader;
use super::fold::Fold;
use super::found::{Faults, Found, Witness};
use super::records::Cell;
use super::repeats::Print;
use super::worker::Block;
use crate::domain::number::{self, Fault};

/// What is remembered of a block.
#[derive(Clone, Debug, Default)]
pub(crate) struct BlockNote {
    pub(crate) number: u32,
    pub(crate) lines: u32,
    pub(crate) rows: u64,
    pub(super) last_row: Option<u32>,
    /// The first blank line after the last row (after the block's start, when it has no row).
    pub(super) blank: Option<u32>,
    /// The first row, where it begins a second table if a blank line stands before it in an earlier block: that fault, and
    /// those that the row has if none does.
    pub(super) second: Option<Box<(Found, Faults)>>,
    /// Short rows after the last row, which are a footer if the file ends so: the row, and the fault it is else.
    pub(super) trailing: Vec<(u32, Code, Found)>,
    /// How many more there are of each.
    pub(super) trailing_more: BTreeMap<Code, u64>,
    /// Prints of rows with the line of each.
    pub(super) rows_seen: Vec<(Print, u32)>,
}

impl Fold {
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
        // Whether a blank line stands between the last row so far and the block.
        let mut behind_blank = false;
        let mut blocks = std::mem::take(&mut self.blocks);
        for (at, note) in blocks.iter_mut().enumerate() {
            match note.second.take().map(|second| *second) {
                Some((found, _)) if behind_blank => self.faults.place(Code::SecondTable, found),
                Some((_, own)) => self.faults.merge(own),
                None => {}
            }
            behind_blank = note.blank.is_some() || (behind_blank && note.last_row.is_none());
            let behind = last.is_none_or(|last| at >= last);
            let mut all = true;
            for (line, code, found) in std::mem::take(&mut note.trailing) {
                if behind && (blank_seen || note.blank.is_some_and(|blank| blank < line)) {
                    footers = footers.saturating_add(1);
                } else {
                    all = false;
                    self.faults.place(code, found);
                }
            }
            blank_seen |= behind && note.blank.is_some();
            for (code, more) in std::mem::take(&mut note.trailing_more) {
                if all {
                    footers = footers.saturating_add(more);
                } else {
                    self.faults.count(code, more);
                }
            }
        }
        self.blocks = blocks;
        footers
    }
}

impl BlockNote {
    /// Whether a row of text alone begins a second table if a blank line stands before it, here or in an earlier block.
    pub(super) fn may_be_second(&self, block: Block<'_>, cells: &[Cell]) -> bool {
        (self.blank.is_some() || self.last_row.is_none())
            && cells.len() > 1
            && cells.iter().all(|cell| is_heading(cell.raw(block.bytes)))
    }

    /// A row follows at a line: what stood alone before it was no footer.
    pub(super) fn row(&mut self, line: u32, faults: &mut Faults) {
        (self.last_row, self.blank) = (Some(line), None);
        self.rows = self.rows.saturating_add(1);
        for (_, code, found) in self.trailing.drain(..) {
            faults.place(code, found);
        }
        for (code, more) in std::mem::take(&mut self.trailing_more) {
            faults.count(code, more);
        }
    }
}

/// Text that is neither a number nor a date.
pub(super) fn is_remark(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii();
    // A file may end in millions of such lines, and without a digit there is nothing to read.
    let figures = text.iter().any(u8::is_ascii_digit);
    !text.is_empty() && (!figures || number::read(text).is_err() && Reader::default().read(text).is_err())
}

/// A remark that may be the name of a column: not what an amount is written as where there is none.
fn is_heading(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii();
    let words = !text.iter().any(u8::is_ascii_digit) && text.contains(&b' ');
    is_remark(text)
        && text.iter().any(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
        && match number::read(text) {
            Err(Fault::Text | Fault::Grouping) => true,
            // `Share %`, `# of leads`
            Err(Fault::Percent | Fault::SheetError) => words,
            _ => false,
        }
}

pub(super) fn second_table(block: Block<'_>, cells: &[Cell]) -> Found {
    let cell = cells.first();
    let text = cell.map_or_else(String::new, |cell| cell.text(block.bytes));
    Found {
        witness: Witness::at(block.number, block.bytes, cell.map_or(0, Cell::at), &text),
        message: format!("a second table seems to begin here, at '{text}'"),
        help: Some("cut it into a file of its own".to_owned()),
    }
}

pub(super) fn ragged_fault(block: Block<'_>, cells: &[Cell], width: usize, delimiter: u8) -> Found {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is taken for granted of text without a digit.
    #[test]
    fn without_a_digit_there_is_no_number_and_no_date() {
        for text in [
            "x",
            "-",
            "--",
            "–",
            "—",
            "mars",
            "March",
            "Q",
            "W",
            "Jan-Feb",
            "€",
            "EUR",
            "kr",
            "%",
            "( )",
            "()",
            ".",
            ",",
            "+",
            "n/a",
            "NaN",
            "inf",
            "today",
            "last",
            "１２",
            "²",
            "mars–avril",
            "jan",
            "'",
            "$ -",
            "-.",
            "1",
        ] {
            let read = number::read(text.as_bytes()).is_ok() || Reader::default().read(text.as_bytes()).is_ok();
            assert_eq!(read, text == "1", "{text}");
            assert_eq!(is_remark(text.as_bytes()), text != "1", "{text}");
        }
        assert!(!is_remark(b" ") && !is_remark(b"2026-03") && !is_remark(b"12.5") && is_remark(b"page 1 of 2"));
    }
}
