//! A sheet as text: a record a row, and the way back from a place of the text to a cell.

use std::sync::Arc;

use super::super::records::{Cell, Records, index};
use crate::domain::place::{Excerpt, Place};

/// What stands between the cells of a row: a character that no cell of a workbook holds.
pub(crate) const SEPARATOR: u8 = 0x1f;

/// Rows and columns of a sheet, as Excel and LibreOffice have them.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;
/// The most bytes of text of a sheet.
const TEXT_LIMIT: usize = 128 << 20;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Text.
    Text(String),
    /// A number, as a plain decimal with a dot.
    Number(String),
    /// A date or time.
    Date(String),
    /// True or false.
    Truth(bool),
    /// An error, such as `#N/A`.
    Error(String),
    /// A formula without a value.
    Uncalculated,
}

/// The cells of a sheet that hold anything, in the order of their rows.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    cells: Vec<(u32, u32, Value)>,
}

/// The text of a sheet, and where its rows stand in it.
#[derive(Debug)]
pub(crate) struct Lines {
    /// The text.
    pub(crate) text: Arc<[u8]>,
    /// For each row its first byte and its first line, from 0. Every row is a record, blank ones too.
    rows: Vec<(usize, u64)>,
}

impl Grid {
    /// Adds a cell.
    ///
    /// # Errors
    /// When there is no such place in a sheet.
    pub(super) fn put(&mut self, row: u32, column: u32, value: Value) -> Result<(), String> {
        if row >= ROWS || column >= COLUMNS {
            return Err("the workbook is damaged: a cell lies outside of its sheet".to_owned());
        }
        if !matches!(&value, Value::Text(text) if text.trim().is_empty()) {
            self.cells.push((row, column, value));
        }
        Ok(())
    }

    /// Puts the cells in order.
    pub(super) fn settle(&mut self) {
        self.cells.sort_by_key(|(row, column, _)| (*row, *column));
        self.cells.dedup_by_key(|(row, column, _)| (*row, *column));
    }

    /// Whether no cell holds anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Cells that have no value: errors, and formulas that were never calculated.
    pub(crate) fn without_value(&self) -> impl Iterator<Item = (u32, u32, &Value)> {
        let without = |value: &Value| matches!(value, Value::Error(_) | Value::Uncalculated);
        self.cells.iter().filter(move |(.., value)| without(value)).map(|(row, column, value)| (*row, *column, value))
    }

    /// The sheet as text. From the byte `skip` on, number cells in columns of `figures` are marked as numbers that
    /// no decimal mark changes.
    ///
    /// # Errors
    /// When it is longer than is read.
    pub(crate) fn lines(&self, skip: usize, figures: impl Fn(usize) -> bool) -> Result<Lines, String> {
        let width = self.cells.iter().map(|(_, column, _)| column.saturating_add(1)).max().unwrap_or(0);
        let mut text: Vec<u8> = Vec::new();
        let (mut rows, mut line) = (Vec::new(), 0u64);
        let mut cells = self.cells.iter().peekable();
        let mut row = 0u32;
        while let Some((next, ..)) = cells.peek() {
            rows.push((text.len(), line));
            let start = text.len();
            if *next == row {
                for column in 0..width {
                    if column > 0 {
                        text.push(SEPARATOR);
                    }
                    if let Some((.., value)) = cells.next_if(|(at, one, _)| (*at, *one) == (row, column)) {
                        let at = usize::try_from(column).unwrap_or(usize::MAX);
                        write(&mut text, value, start >= skip && figures(at));
                    }
                }
            }
            text.push(b'\n');
            let written = text.get(start..).unwrap_or_default();
            line = line.saturating_add(line_ends(written));
            row = row.saturating_add(1);
            if text.len() > TEXT_LIMIT {
                return Err("the sheet has more than 128 MiB of text".to_owned());
            }
        }
        Ok(Lines { text: text.into(), rows })
    }
}

fn write(text: &mut Vec<u8>, value: &Value, figure: bool) {
    match value {
        Value::Text(own) => quote(text, own),
        Value::Number(number) => {
            if figure && number.contains('.') {
                text.push(0);
            }
            text.extend_from_slice(number.as_bytes());
        }
        Value::Date(date) => quote(text, date),
        Value::Truth(yes) => text.extend_from_slice(if *yes { b"TRUE" } else { b"FALSE" }),
        Value::Error(error) => quote(text, error),
        Value::Uncalculated => {}
    }
}

/// Writes a text by the rules of CSV, without the characters that mean something here.
fn quote(text: &mut Vec<u8>, own: &str) {
    let clean: String = own.chars().filter(|c| *c != '\0').map(|c| if c == '\u{1f}' { ' ' } else { c }).collect();
    if clean.contains(['"', '\n', '\r']) {
        text.push(b'"');
        text.extend_from_slice(clean.replace('"', "\"\"").as_bytes());
        text.push(b'"');
    } else {
        text.extend_from_slice(clean.as_bytes());
    }
}

/// Line ends, as an editor counts them.
fn line_ends(bytes: &[u8]) -> u64 {
    let ends = bytes
        .iter()
        .enumerate()
        .filter(|(at, byte)| **byte == b'\n' || (**byte == b'\r' && bytes.get(at.saturating_add(1)) != Some(&b'\n')));
    ends.count() as u64
}

impl Lines {
    /// The row of a line of the text, both from 1.
    pub(crate) fn row(&self, line: u64) -> u64 {
        let line = line.saturating_sub(1);
        self.rows.partition_point(|(_, first)| *first <= line) as u64
    }

    /// The place of a line and a column in characters: the row and the column of the sheet.
    pub(crate) fn place(&self, file: &Arc<str>, line: u64, column: u64) -> Place {
        let row = self.row(line);
        let column = if line == 0 || column == 0 { 0 } else { self.column(row, line, column) };
        Place { file: Arc::clone(file), line: if line == 0 { 0 } else { row }, column, sheet: true }
    }

    fn column(&self, row: u64, line: u64, column: u64) -> u64 {
        let at = usize::try_from(row.saturating_sub(1)).unwrap_or(usize::MAX);
        let Some((start, first)) = self.rows.get(at).copied() else { return column };
        let end = self.rows.get(at.saturating_add(1)).map_or(self.text.len(), |(next, _)| *next);
        let record = self.text.get(start..end).unwrap_or_default();
        // The byte at that column of that line of the record.
        let mut left = line.saturating_sub(1).saturating_sub(first);
        let mut from = 0;
        while left > 0 {
            let rest = record.get(from..).unwrap_or_default();
            let Some(end) = memchr::memchr2(b'\n', b'\r', rest) else { break };
            let two = rest.get(end..).is_some_and(|rest| rest.starts_with(b"\r\n"));
            from = from.saturating_add(end).saturating_add(if two { 2 } else { 1 });
            left = left.saturating_sub(1);
        }
        let rest = String::from_utf8_lossy(record.get(from..).unwrap_or_default()).into_owned();
        let skip = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
        let byte = from.saturating_add(rest.chars().take(skip).map(char::len_utf8).sum::<usize>());
        let mut marks = Vec::new();
        index(record, SEPARATOR, &mut marks);
        let mut cells: Vec<Cell> = Vec::new();
        Records::new(record, &marks, SEPARATOR).read(&mut cells);
        cells.iter().take_while(|cell| cell.at() <= byte).count().max(1) as u64
    }

    /// A line of the text as it is shown: bars stand between the cells.
    pub(crate) fn excerpt(excerpt: &Excerpt) -> Excerpt {
        let shown = |text: &str| text.replace('\0', "").replace('\u{1f}', " | ");
        let before: String = excerpt.text.chars().take(excerpt.lead).collect();
        let behind: String = excerpt.text.chars().skip(excerpt.lead).collect();
        let before = shown(&before);
        let text = format!("{before}{}", shown(&behind));
        let marked = behind.starts_with('\0');
        let width = if marked { excerpt.width.saturating_sub(1).max(1) } else { excerpt.width };
        Excerpt { lead: before.chars().count(), text: text.trim_end_matches([' ', '|']).to_owned(), width }
    }
}
