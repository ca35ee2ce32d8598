//! How a file was understood: what `inspect` says of it, and what would settle the same by flags.

use std::fmt;
use std::sync::Arc;

use super::period::{Day, Span};

/// A column and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub name: String,
    /// The fields it is read as; none when it is not used.
    pub fields: Vec<String>,
    /// Whether a flag said so.
    pub mapped: bool,
    /// The period of its figures, where its header is one and not a name that `--map` could give.
    pub period: Option<Span>,
}

/// A cell that proves something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnessed {
    /// Its line in the file.
    pub line: u64,
    /// Its column on the line, in characters; 0 where it is not known.
    pub column: u64,
    /// Its text.
    pub text: String,
}

/// Why a choice was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// A cell shows it.
    Cell(Witnessed),
    /// A flag says so.
    Flag(&'static str),
    /// Something of the file as a whole, in words.
    Words(String),
}

/// What was skipped, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// Rows, in words.
    Rows(String),
    /// A sheet of the workbook: what stands before its name, the name, and what follows it.
    Sheet(&'static str, String, &'static str),
}

impl fmt::Display for Skipped {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows(words) => write!(out, "{words}"),
            Self::Sheet(before, name, behind) => write!(out, "{before} '{name}'{behind}"),
        }
    }
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// Its role.
    pub role: &'static str,
    /// Whether a flag forced it.
    pub role_forced: bool,
    /// The flag that forces this role; none where the header alone decides.
    pub role_flag: Option<&'static str>,
    /// The channel of all its rows, where the file has no column of channels.
    pub channel: Option<String>,
    /// Whether a flag gave that channel.
    pub channel_given: bool,
    /// The platform whose export it is.
    pub platform: Option<&'static str>,
    /// Data rows.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The encoding, and why.
    pub encoding: (&'static str, Because),
    /// Whether the encoding has to be said for the file to be read so.
    pub encoding_needed: bool,
    /// The delimiter, and why.
    pub delimiter: (char, Because),
    /// Whether it is a sheet of a workbook, named `plan.xlsx!Spend`, which has no delimiter.
    pub sheet: bool,
    /// The line of the header; of a sheet, its row.
    pub header_line: u64,
    /// The decimal mark and why; `None` where no cell needs one.
    pub decimal: Option<(char, Because)>,
    /// What groups digits, in words.
    pub group: Option<&'static str>,
    /// The first and the last day.
    pub days: Option<(Day, Day)>,
    /// How its dates are written, where that had to be proved or said, as a form of `--date-format`, and why.
    pub date_form: Option<(String, Because)>,
    /// The period of a file without dates.
    pub period: Option<(Span, Because)>,
    /// The currencies it names.
    pub currencies: Vec<String>,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// What was skipped, and why.
    pub skipped: Vec<Skipped>,
    /// Whether its spend was turned round.
    pub negated: bool,
}

/// Spellings that are one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// What the name is for: channel, segment, category.
    pub dimension: String,
    /// The name as shown.
    pub shown: String,
    /// Every spelling and how many rows have it.
    pub spellings: Vec<(String, u64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_skipped_is_told_in_words_with_a_sheet_in_quotes() {
        assert_eq!(Skipped::Rows("2 rows of totals".to_owned()).to_string(), "2 rows of totals");
        let sheet = Skipped::Sheet("the sheet", "Notes".to_owned(), ", which is empty");
        assert_eq!(sheet.to_string(), "the sheet 'Notes', which is empty");
    }
}
