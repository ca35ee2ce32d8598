//! Where something stands in a file, and what is said about it.

use std::sync::Arc;

/// A place in an input file, counted as an editor counts: from 1, columns in characters. In a sheet of a workbook
/// these are its row and its column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file as it was named by the user.
    pub file: Arc<str>,
    /// The line; 0 when the whole file is meant.
    pub line: u64,
    /// The column; 0 when the whole line is meant.
    pub column: u64,
    /// Whether the file is a sheet of a workbook, named `plan.xlsx!Spend`.
    pub sheet: bool,
}

impl Place {
    /// The file as a whole.
    #[must_use]
    pub fn file(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), line: 0, column: 0, sheet: false }
    }

    /// The cell of a sheet as a spreadsheet calls it: `C7`.
    #[must_use]
    pub fn cell(&self) -> Option<String> {
        let named = self.sheet && self.line > 0 && self.column > 0;
        named.then(|| format!("{}{}", column_letters(self.column), self.line))
    }
}

/// The letters of a column, the first being 1: A, …, Z, AA, ….
#[must_use]
pub fn column_letters(column: u64) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    while let Some(digit) = left.checked_sub(1) {
        let letter = u8::try_from(digit % 26).unwrap_or(0).saturating_add(b'A');
        letters.push(char::from(letter));
        left = digit / 26;
    }
    letters.iter().rev().collect()
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The input cannot be used.
    Error,
    /// The figures hold, but the user should know.
    Warning,
    /// A remark.
    Note,
}

impl Severity {
    /// The word in messages and machine formats.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// The line of a file that a message shows, and what of it is underlined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line's text, unescaped.
    pub text: String,
    /// How many characters stand before what is underlined.
    pub lead: usize,
    /// How many characters are underlined, from the place's column on.
    pub width: usize,
}

/// Something said about the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The code, such as `E105`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where, when it has a place.
    pub place: Option<Place>,
    /// The line at that place.
    pub excerpt: Option<Excerpt>,
    /// What is wrong; user text in it is unescaped.
    pub message: String,
    /// What to do; can be pasted.
    pub help: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (column, letters) in
            [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")]
        {
            assert_eq!(column_letters(column), letters);
        }
    }

    #[test]
    fn a_cell_of_a_sheet_is_called_as_a_spreadsheet_calls_it() {
        let at = |line, column, sheet| Place { file: "plan.xlsx!Spend".into(), line, column, sheet }.cell();
        assert_eq!(at(7, 3, true).as_deref(), Some("C7"));
        assert_eq!((at(7, 3, false), at(0, 3, true), at(7, 0, true)), (None, None, None));
        let whole = Place::file(&"spend.csv".into());
        assert_eq!((&*whole.file, whole.line, whole.column, whole.sheet), ("spend.csv", 0, 0, false));
        assert_eq!(column_letters(0), "");
        assert_eq!(
            [Severity::Error, Severity::Warning, Severity::Note].map(Severity::word),
            ["error", "warning", "note"]
        );
    }
}
