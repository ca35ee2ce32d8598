//! From a report to text in a format. Nothing is computed here; figures are rounded in `text` alone.

mod csv;
mod findings;
mod inspect;
mod json;
mod layout;
mod legend;
mod markdown;
pub mod messages;
pub mod numbers;
mod plain;
mod quantities;
pub mod safe;
mod sheet;
mod study;
mod table;
pub mod text;
mod value;
mod words;
mod xlsx;

pub use inspect::inspect;
pub use study::study;
pub use words::band_name;

use crate::report::study::Study;
use crate::report::{Numbers, Report};

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Boxes for a terminal.
    Table,
    /// Columns of spaces.
    Plain,
    /// Markdown as GitHub reads it.
    Markdown,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// A workbook for Excel and LibreOffice: bytes, not text.
    Xlsx,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] =
        &[Self::Table, Self::Plain, Self::Markdown, Self::Csv, Self::Tsv, Self::Json, Self::JsonLines, Self::Xlsx];

    /// The name after `-f`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Plain => "plain",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Xlsx => "xlsx",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// The format of files with that extension, in any case.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "txt" => Some(Self::Plain),
            "md" => Some(Self::Markdown),
            "csv" => Some(Self::Csv),
            "tsv" => Some(Self::Tsv),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// Whether it is read by programs, and so the same bytes in every country and terminal.
    #[must_use]
    pub fn is_machine(self) -> bool {
        match self {
            Self::Table | Self::Plain | Self::Markdown | Self::Xlsx => false,
            Self::Csv | Self::Tsv | Self::Json | Self::JsonLines => true,
        }
    }
}

/// How a format looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// The number style of human formats, and of CSV and TSV for a spreadsheet.
    pub numbers: Numbers,
    /// The terminal's width; `None` is unlimited.
    pub width: Option<usize>,
    /// Whether words may be coloured.
    pub color: bool,
    /// Whether CSV and TSV are for a spreadsheet: a byte order mark, the decimal mark of `numbers`, CRLF.
    pub spreadsheet: bool,
}

/// The report in a format, as the bytes that are written.
#[must_use]
pub fn report_bytes(report: &Report, format: Format, style: &Style) -> Vec<u8> {
    if format == Format::Xlsx { xlsx::report(report, style) } else { render(report, format, style).into_bytes() }
}

/// The study in a format, as the bytes that are written.
#[must_use]
pub fn study_bytes(told: &Study, format: Format, style: &Style) -> Vec<u8> {
    if format == Format::Xlsx { xlsx::study(told, style) } else { study(told, format, style).into_bytes() }
}

/// The report in a format; ends with a line break. A workbook is no text: see [`report_bytes`].
#[must_use]
pub fn render(report: &Report, format: Format, style: &Style) -> String {
    match format {
        Format::Table => table::render(report, style),
        Format::Plain => plain::render(report, style),
        Format::Markdown => markdown::render(report, style),
        Format::Csv => csv::render(report, b',', style),
        Format::Tsv => csv::render(report, b'\t', style),
        Format::Json => json::document(report),
        Format::JsonLines => json::lines(report),
        Format::Xlsx => String::new(),
    }
}

#[cfg(test)]
mod tests;
