//! Parts of the reader by themselves, for tests that hold them against slow readers of their own. No part of the
//! library's promise.

use super::date::{NoDate, Order, Reader, When, proves};
use super::date_format::DateFormat;
use super::records::{Broken, Records, index, locate};

/// A cell: where its content lies, where it begins (its quote included), and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The first byte of the content and the one behind its last.
    pub content: (usize, usize),
    /// Its first byte, the quote included.
    pub at: usize,
    /// Its line from 0, and its column in characters from 1.
    pub place: (u32, u32),
    /// What it says.
    pub text: String,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its first line, from 0.
    pub line: u32,
    /// Its first byte.
    pub start: usize,
    /// The byte behind its last.
    pub end: usize,
    /// The word for what is wrong with it, and where.
    pub broken: Option<(&'static str, usize)>,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// The records of a block, and how many lines it has.
#[must_use]
pub fn records(block: &[u8], delimiter: u8) -> (Vec<Record>, u32) {
    let (mut marks, mut cells, mut all) = (Vec::new(), Vec::new(), Vec::new());
    index(block, delimiter, &mut marks);
    let mut records = Records::new(block, &marks, delimiter);
    while let Some(record) = records.read(&mut cells) {
        let broken = record.broken.map(|broken| match broken {
            Broken::Unclosed(at) => ("unclosed", at),
            Broken::AfterQuote(at, _) => ("after", at),
            Broken::BeforeQuote(at) => ("before", at),
        });
        let told = cells.iter().map(|cell| {
            let (line, column, _) = locate(block, cell.at());
            let content = cell.at().saturating_add(usize::from(cell.is_quoted()));
            Cell {
                content: (content, content.saturating_add(cell.len())),
                at: cell.at(),
                place: (line, column),
                text: cell.text(block),
            }
        });
        all.push(Record { line: record.line, start: record.start, end: record.end, broken, cells: told.collect() });
    }
    (all, records.lines())
}

/// What a cell of a period column is, as its first and its last day counted from 1970-01-01, where the order of day
/// and month is proved to be day first, or month first, or is not proved; else the word for why it is none.
///
/// # Errors
/// The word.
pub fn date(text: &[u8], day_first: Option<bool>, format: Option<&DateFormat>) -> Result<(i32, i32), &'static str> {
    let order = day_first.map(|first| if first { Order::DayFirst } else { Order::MonthFirst });
    let read = Reader { order, format: format.cloned() }.read(text);
    let when = read.map_err(|fault| match fault {
        NoDate::Blank => "blank",
        NoDate::NoSuchDay => "no such day",
        NoDate::AgainstOrder(_) => "against the order",
        NoDate::Ambiguous => "ambiguous",
        NoDate::Serial | NoDate::Undivided => "serial",
        NoDate::ShortYear => "short year",
        NoDate::Format => "format",
        // The last two are said beside a column of years only.
        NoDate::Text | NoDate::Part | NoDate::OtherYear => "text",
    })?;
    if When::of_token(when.token()) != Some(when) {
        return Err("a token that stands for another period");
    }
    Ok((when.first_day().0, when.last_day().0))
}

/// Whether a date proves that its column has the day first, or the month.
#[must_use]
pub fn order(text: &[u8]) -> Option<bool> {
    proves(text).map(|order| order == Order::DayFirst)
}
