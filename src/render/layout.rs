//! What a human format says, in the order it says it, as text: each format draws it its own way.

use crate::report::{Phrase, Report, Status};

use super::findings;
use super::legend::legend;
use super::sheet::Sheet;
use super::words::Words;

/// The parts of an answer.
pub(super) struct Layout {
    /// The first sentence; may be empty.
    pub(super) headline: String,
    /// Findings of a check.
    pub(super) findings: Vec<(Status, String)>,
    /// Notes that stand above the table.
    pub(super) above: Vec<String>,
    /// The table.
    pub(super) sheet: Sheet,
    /// Why cells have no value.
    pub(super) legend: Vec<String>,
    /// Formulas with figures.
    pub(super) explanations: Vec<String>,
    /// How it was computed.
    pub(super) footer: Vec<String>,
    /// The last line of a check.
    pub(super) summary: Option<String>,
}

impl Layout {
    /// The parts of a report.
    pub(super) fn of(report: &Report, words: &Words<'_>) -> Self {
        let phrases = |phrases: &[Phrase]| phrases.iter().map(|phrase| words.phrase(phrase)).collect();
        let checks = report.checks.as_ref();
        Self {
            headline: words.phrase(&report.headline),
            findings: checks
                .into_iter()
                .flat_map(|checks| &checks.findings)
                .map(|finding| (finding.status, findings::line(finding, words)))
                .collect(),
            above: phrases(&report.above),
            sheet: Sheet::of(report, words),
            legend: legend(report, words),
            explanations: phrases(&report.explanations),
            footer: phrases(&report.footer),
            summary: checks.map(|checks| (words.own)(&findings::summary(checks))),
        }
    }
}

/// What is said when columns were dropped to fit a narrow terminal.
pub(super) fn hidden(titles: &[String], width: usize) -> Option<String> {
    let noun = match titles.len() {
        0 => return None,
        1 => "column",
        _ => "columns",
    };
    Some(format!(
        "{} {noun} hidden at {width} columns wide: {} (use --columns or a wider terminal)",
        titles.len(),
        titles.join(", ")
    ))
}

/// Blocks of lines with a blank line between two of them; empty blocks leave nothing behind.
pub(super) fn blocks(blocks: Vec<Vec<String>>) -> String {
    let blocks: Vec<String> =
        blocks.into_iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n")).collect();
    let mut text = blocks.join("\n\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}
