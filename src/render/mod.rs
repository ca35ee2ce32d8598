//! From a report to text in a format. Nothing is computed here; figures are rounded in `text` alone.

mod csv;
mod findings;
mod github;
mod html;
mod inspect;
mod json;
mod junit;
mod layout;
mod legend;
mod markdown;
pub mod messages;
pub mod numbers;
mod plain;
mod prom;
mod quantities;
pub mod safe;
mod sheet;
mod spark;
mod study;
mod table;
mod tap;
pub mod template;
pub mod text;
mod value;
mod words;
mod xlsx;

pub use inspect::{inspect, shell as shell_word};
pub use study::study;
pub use words::band_name;

use crate::domain::place::Diagnostic;
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
    /// One page that needs nothing else.
    Html,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// JUnit's XML, for `check` alone.
    Junit,
    /// Annotations of GitHub Actions, for `check` alone.
    GitHub,
    /// The Test Anything Protocol, for `check` alone.
    Tap,
    /// Prometheus' text exposition, for `check` alone.
    Prometheus,
    /// A workbook for Excel and LibreOffice: bytes, not text.
    Xlsx,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[
        Self::Table,
        Self::Plain,
        Self::Markdown,
        Self::Html,
        Self::Csv,
        Self::Tsv,
        Self::Json,
        Self::JsonLines,
        Self::Xlsx,
        Self::Junit,
        Self::GitHub,
        Self::Tap,
        Self::Prometheus,
    ];

    /// The name after `-f`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Plain => "plain",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Junit => "junit",
            Self::GitHub => "github",
            Self::Tap => "tap",
            Self::Prometheus => "prom",
            Self::Xlsx => "xlsx",
        }
    }

    /// Whether only a check has something to say in it.
    #[must_use]
    pub fn is_for_checks(self) -> bool {
        match self {
            Self::Junit | Self::GitHub | Self::Tap | Self::Prometheus => true,
            Self::Table
            | Self::Plain
            | Self::Markdown
            | Self::Html
            | Self::Csv
            | Self::Tsv
            | Self::Json
            | Self::JsonLines
            | Self::Xlsx => false,
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
            "html" | "htm" => Some(Self::Html),
            "csv" => Some(Self::Csv),
            "tsv" => Some(Self::Tsv),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "xml" => Some(Self::Junit),
            "tap" => Some(Self::Tap),
            "prom" => Some(Self::Prometheus),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// Whether it is read by programs, and so the same bytes in every country and terminal.
    #[must_use]
    pub fn is_machine(self) -> bool {
        match self {
            Self::Table | Self::Plain | Self::Markdown | Self::Html | Self::Xlsx => false,
            Self::Csv
            | Self::Tsv
            | Self::Json
            | Self::JsonLines
            | Self::Junit
            | Self::GitHub
            | Self::Tap
            | Self::Prometheus => true,
        }
    }

    /// Whether it has a place for the time it was written at: a table of values has none.
    #[must_use]
    pub fn has_stamp(self) -> bool {
        match self {
            Self::Table | Self::Plain | Self::Markdown | Self::Html | Self::Json | Self::JsonLines => true,
            Self::Csv | Self::Tsv | Self::Xlsx | Self::Junit | Self::GitHub | Self::Tap | Self::Prometheus => false,
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
    /// When it was written (UTC, RFC 3339), where that was asked for.
    pub stamp: Option<String>,
}

/// The report in a format, as the bytes that are written.
///
/// # Errors
/// When a workbook cannot be made: it has more rows than a sheet takes, or no threads are to be had.
pub fn report_bytes(report: &Report, format: Format, style: &Style) -> anyhow::Result<Vec<u8>> {
    if format == Format::Xlsx { xlsx::report(report, style) } else { Ok(render(report, format, style).into_bytes()) }
}

/// The study in a format, as the bytes that are written.
///
/// # Errors
/// When a workbook cannot be made: it has more rows than a sheet takes, or no threads are to be had.
pub fn study_bytes(told: &Study, format: Format, style: &Style) -> anyhow::Result<Vec<u8>> {
    if format == Format::Xlsx { xlsx::study(told, style) } else { Ok(study(told, format, style).into_bytes()) }
}

/// The report in a format; ends with a line break. A workbook is no text: see [`report_bytes`].
#[must_use]
pub fn render(report: &Report, format: Format, style: &Style) -> String {
    match format {
        Format::Table => table::render(report, style),
        Format::Plain => plain::render(report, style),
        Format::Markdown => markdown::render(report, style),
        Format::Html => html::render(report, style),
        Format::Csv => csv::render(report, b',', style),
        Format::Tsv => csv::render(report, b'\t', style),
        Format::Json => json::document(report, style),
        Format::JsonLines => json::lines(report, style),
        Format::Junit => junit::render(report),
        Format::GitHub => github::render(report),
        Format::Tap => tap::render(report),
        Format::Prometheus => prom::render(report),
        Format::Xlsx => String::new(),
    }
}

/// A check that was refused before anything could be judged, in a format for checks: what is read after the run must not
/// be the answer of the run before. `more` counts errors that are not among `refused`. Other formats have no way to say
/// it.
#[must_use]
pub fn refusal(refused: &[Diagnostic], more: u64, format: Format) -> Option<String> {
    match format {
        Format::Junit => Some(junit::refusal(refused, more)),
        Format::GitHub => Some(github::refusal(refused, more)),
        Format::Tap => Some(tap::refusal(refused, more)),
        Format::Prometheus => Some(prom::refusal(refused, more)),
        Format::Table
        | Format::Plain
        | Format::Markdown
        | Format::Html
        | Format::Csv
        | Format::Tsv
        | Format::Json
        | Format::JsonLines
        | Format::Xlsx => None,
    }
}

#[cfg(test)]
mod tests;
