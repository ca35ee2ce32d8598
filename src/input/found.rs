//! What is found wrong while blocks are read: places relative to their block, the first ten of each kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Refusal;
use super::code::Code;
use super::records::{Record, line_from, locate};
use super::workbook::Lines;
use crate::domain::place::{Diagnostic, Excerpt, Place, Severity};

/// How many faults of one kind are shown.
const SHOWN: usize = 10;

/// A place within a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot {
    pub(crate) block: u32,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A byte of a block: the earlier of two is the smaller, and told without a look at the lines before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Byte {
    pub(crate) block: u32,
    pub(crate) at: usize,
}

/// A cell that something is said about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Witness {
    pub(crate) spot: Spot,
    pub(crate) text: String,
    pub(crate) excerpt: Excerpt,
}

impl Witness {
    /// A witness at a byte of a block, `width` characters wide.
    pub(crate) fn at(number: u32, block: &[u8], at: usize, text: &str) -> Self {
        let (line, column, start) = locate(block, at);
        let shown = String::from_utf8_lossy(line_from(block, start)).into_owned();
        let width = text.lines().next().map_or(0, |line| line.chars().count()).max(1);
        Self {
            spot: Spot { block: number, line, column },
            text: text.to_owned(),
            excerpt: Excerpt { text: shown, lead: (column as usize).saturating_sub(1), width },
        }
    }
}

impl Witness {
    /// The same at a byte of a record, without a look at what precedes it.
    pub(crate) fn within(number: u32, block: &[u8], record: &Record, at: usize, text: &str) -> Self {
        let from = record.start.min(at);
        let mut witness = Self::at(number, block.get(from..).unwrap_or_default(), at.saturating_sub(from), text);
        witness.spot.line = witness.spot.line.saturating_add(record.line);
        witness
    }
}

/// A fault that is certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) witness: Witness,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// Faults by kind: the first ten of each and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    kinds: BTreeMap<Code, (Vec<Found>, u64)>,
}

impl Faults {
    pub(crate) fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Adds one; `found` is made only while it would be shown.
    pub(crate) fn add(&mut self, code: Code, found: impl FnOnce() -> Found) {
        let (shown, count) = self.kinds.entry(code).or_default();
        *count = count.saturating_add(1);
        if shown.len() < SHOWN {
            shown.push(found());
        }
    }

    /// Adds one that may stand before others of its kind.
    pub(crate) fn place(&mut self, code: Code, found: Found) {
        self.merge(Self { kinds: BTreeMap::from([(code, (vec![found], 1))]) });
    }

    /// Counts more of a kind, which are not shown.
    pub(crate) fn count(&mut self, code: Code, more: u64) {
        let (_, count) = self.kinds.entry(code).or_default();
        *count = count.saturating_add(more);
    }

    /// Takes over the faults of another part of the file.
    pub(crate) fn merge(&mut self, other: Self) {
        for (code, (found, count)) in other.kinds {
            let mine = self.kinds.entry(code).or_default();
            mine.0.extend(found);
            mine.0.sort_by_key(|found| found.witness.spot);
            mine.0.truncate(SHOWN);
            mine.1 = mine.1.saturating_add(count);
        }
    }

    /// The diagnostics, in the order of their kinds, then of their places.
    pub(crate) fn diagnose(&self, places: &Places) -> Refusal {
        let mut refusal = Refusal::default();
        // What holds two encodings or a NUL is no text: what else is wrong with it, and where, would hang on how the file
        // is cut into blocks, each of which is decoded by itself.
        let first = |code: Code| Some((code, self.kinds.get(&code)?.0.first()?));
        let alone = first(Code::Encoding).or_else(|| first(Code::Nul));
        let alone = alone.map(|(code, found)| BTreeMap::from([(code, (vec![found.clone()], 1))]));
        for (code, (found, count)) in alone.as_ref().unwrap_or(&self.kinds) {
            for fault in found {
                refusal.diagnostics.push(Diagnostic {
                    code: code.code(),
                    severity: Severity::Error,
                    place: Some(places.of(fault.witness.spot)),
                    excerpt: Some(places.excerpt(&fault.witness.excerpt)),
                    message: fault.message.clone(),
                    help: fault.help.clone(),
                });
            }
            let more = count.saturating_sub(found.len() as u64);
            if more > 0 {
                refusal.more.insert(code.code(), more);
            }
        }
        refusal
    }
}

/// Turns spots into places, once the lines before each block are known.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub(crate) file: Arc<str>,
    /// Lines before each block, the first line of the file being 1.
    pub(crate) first_lines: Vec<u64>,
    /// The rows of the sheet, where the file is one.
    pub(crate) sheet: Option<Arc<Lines>>,
}

impl Places {
    pub(crate) fn of(&self, spot: Spot) -> Place {
        let (line, column) = (self.line_of_text(spot), u64::from(spot.column));
        match &self.sheet {
            None => Place { file: Arc::clone(&self.file), line, column, sheet: false },
            Some(sheet) => sheet.place(&self.file, line, column),
        }
    }

    /// The line of a spot; in a sheet, its row.
    pub(crate) fn line(&self, spot: Spot) -> u64 {
        let line = self.line_of_text(spot);
        self.sheet.as_ref().map_or(line, |sheet| sheet.row(line))
    }

    fn line_of_text(&self, spot: Spot) -> u64 {
        let before = self.first_lines.get(spot.block as usize).copied().unwrap_or(1);
        before.saturating_add(u64::from(spot.line))
    }

    /// A line as it is shown.
    pub(crate) fn excerpt(&self, excerpt: &Excerpt) -> Excerpt {
        if self.sheet.is_some() { Lines::excerpt(excerpt) } else { excerpt.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::records::{Cell, Records, index};
    use super::*;

    #[test]
    fn a_place_is_the_same_from_the_record_and_from_the_beginning() {
        let block = "a,\"b\nc\",d\r\n\"é\",2,x\n\n1,2,\"three\n\nfour\"\n".as_bytes();
        let (mut marks, mut cells) = (Vec::new(), Vec::new());
        index(block, b',', &mut marks);
        let mut records = Records::new(block, &marks, b',');
        let mut count = 0;
        while let Some(record) = records.read(&mut cells) {
            for at in cells.iter().map(Cell::at) {
                count += 1;
                assert_eq!(Witness::within(3, block, &record, at, "x"), Witness::at(3, block, at, "x"));
            }
        }
        assert_eq!(count, 10);
    }
}
