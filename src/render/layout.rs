//! What a human format says, in the order it says it, as text: each format draws it its own way.

use unicode_width::UnicodeWidthStr;

use crate::domain::metric::Metric;
use crate::report::{Phrase, Report, Status};

use super::Style;
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
    /// Which columns were dropped to fit a narrow terminal.
    pub(super) hidden: Option<String>,
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
    /// The parts of a report, its table made to fit where there is an end to the line.
    pub(super) fn of(report: &Report, words: &Words<'_>, room: Option<Room>) -> Self {
        let mut sheet = Sheet::of(report, words);
        let dropped = room.map(|room| sheet.fit(room.width, room.gap, room.frame)).unwrap_or_default();
        let titles: Vec<String> = dropped.iter().map(|heading| heading.title.clone()).collect();
        let gone: Vec<Metric> = dropped.iter().filter_map(|heading| heading.metric).collect();
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
            sheet,
            hidden: room.and_then(|room| hidden(&titles, room.width, "use --columns or a wider terminal")),
            legend: legend(report, &gone, words),
            explanations: phrases(&report.explanations),
            footer: phrases(&report.footer),
            summary: checks.map(|checks| (words.own)(&findings::summary(checks))),
        }
    }
}

/// The lines of a footer, with when it was written where that was asked for.
pub(super) fn stamped(mut footer: Vec<String>, style: &Style) -> Vec<String> {
    footer.extend(style.stamp.as_ref().map(|stamp| format!("written {stamp}")));
    footer
}

/// The room for a table.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// The width of a line.
    pub(super) width: usize,
    /// What stands between two columns.
    pub(super) gap: usize,
    /// What stands at its sides.
    pub(super) frame: usize,
}

/// What is said when columns were dropped to fit a narrow terminal.
pub(super) fn hidden(titles: &[String], width: usize, remedy: &str) -> Option<String> {
    let noun = match titles.len() {
        0 => return None,
        1 => "column",
        _ => "columns",
    };
    Some(format!("{} {noun} hidden at {width} columns wide: {} ({remedy})", titles.len(), titles.join(", ")))
}

/// Sentences broken between words where a line ends; what goes on stands two columns in.
pub(super) fn wrapped(sentences: Vec<String>, width: Option<usize>) -> Vec<String> {
    match width {
        None => sentences,
        Some(width) => sentences.iter().flat_map(|sentence| broken(sentence, width)).collect(),
    }
}

fn broken(sentence: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in words_of(sentence) {
        let needed = line.width().saturating_add(word.trim_end().width());
        if needed > width && !line.trim().is_empty() {
            lines.push(line.trim_end().to_owned());
            line = "  ".to_owned();
        }
        line.push_str(word);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// The longest text in quotes that is kept on one line.
const LONGEST_QUOTED: usize = 60;

/// The parts of a sentence in single quotes, which are names and what is to be pasted; an apostrophe opens none.
fn quoted(sentence: &str) -> Vec<std::ops::Range<usize>> {
    let mut all = Vec::new();
    let mut open: Option<usize> = None;
    let mut before = ' ';
    let mut rest = sentence.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map_or(' ', |(_, next)| *next);
        if c == '\'' {
            match open {
                None if matches!(before, ' ' | '=' | '(') && next != ' ' => open = Some(at),
                Some(start) if matches!(next, ' ' | ',' | '.' | ':' | ';' | ')' | '?') => {
                    all.extend((at.saturating_sub(start) <= LONGEST_QUOTED).then_some(start..at));
                    open = None;
                }
                None | Some(_) => {}
            }
        }
        before = c;
    }
    all
}

/// Words with the spaces behind them. A space between two digits groups a number and parts no words, nor does one in
/// quotes.
fn words_of(sentence: &str) -> Vec<&str> {
    let quoted = quoted(sentence);
    let mut words = Vec::new();
    let mut rest = sentence;
    let mut from = 0;
    let end = |text: &str| text.chars().next_back();
    while let Some((before, after)) = rest.get(from..).and_then(|tail| tail.split_once(' ')) {
        let at = from.saturating_add(before.len()).saturating_add(1);
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let space = sentence.len().saturating_sub(rest.len()).saturating_add(at).saturating_sub(1);
        let in_quotes = quoted.iter().any(|range| range.contains(&space));
        if in_quotes || digit(end(before)) && digit(after.chars().next()) || after.starts_with(' ') {
            from = at;
        } else if let Some((word, left)) = rest.split_at_checked(at) {
            words.push(word);
            (rest, from) = (left, 0);
        }
    }
    words.push(rest);
    words
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_pasted_stays_on_one_line() {
        let sentence = "to read them as one: --alias 'Meta=Facebook Ads,facebook' and the month's end".to_owned();
        let lines = wrapped(vec![sentence], Some(40));
        assert_eq!(lines, ["to read them as one: --alias", "  'Meta=Facebook Ads,facebook' and the", "  month's end"]);
    }

    #[test]
    fn an_apostrophe_opens_no_quotes_and_long_quotes_are_broken() {
        assert_eq!(quoted("the month's end, o' clock 'twas so"), []);
        assert_eq!(quoted("'A b', it's 'c d'"), [0..4, 12..16]);
        assert_eq!(quoted(&format!("'{}'", "long ".repeat(30).trim_end())), []);
    }
}
