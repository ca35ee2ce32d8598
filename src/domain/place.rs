//! Where something stands in a file, and what is said about it.

use std::sync::Arc;

/// A place in an input file, counted as an editor counts: from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file as it was named by the user.
    pub file: Arc<str>,
    /// The line; 0 when the whole file is meant.
    pub line: u64,
    /// The column; 0 when the whole line is meant.
    pub column: u64,
}

impl Place {
    /// The file as a whole.
    #[must_use]
    pub fn file(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), line: 0, column: 0 }
    }
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
