//! What is said about the input, for people: the place, the line with the cell underlined, and the fix.

use std::collections::{BTreeMap, BTreeSet};

use unicode_width::UnicodeWidthStr;

use crate::domain::place::{Diagnostic, Excerpt, Place, Severity};

use super::safe;
use super::table::painted;

/// How many messages of one code are shown in full.
pub const SHOWN: usize = 10;
/// Columns of a line of input that are shown.
const WINDOW: usize = 72;
/// Columns shown before the place, where the line is too long.
const BEFORE: usize = 24;

/// All messages as text, in their order, then how many there are more of each kind, then a summary when there
/// is more than one error. `more` counts, by code, errors that were found and are not among `diagnostics`.
#[must_use]
pub fn messages(diagnostics: &[Diagnostic], more: &BTreeMap<&'static str, u64>, color: bool) -> String {
    let mut seen: BTreeMap<&'static str, (Severity, u64)> = BTreeMap::new();
    let mut blocks = Vec::new();
    for said in diagnostics {
        let (_, count) = seen.entry(said.code).or_insert((said.severity, 0));
        *count = count.saturating_add(1);
        if usize::try_from(*count).is_ok_and(|count| count <= SHOWN) {
            blocks.push(message(said, color));
        }
    }
    let shown = u64::try_from(SHOWN).unwrap_or(u64::MAX);
    for (code, (severity, count)) in &seen {
        let further = more.get(code).copied().unwrap_or(0);
        let rest = count.saturating_sub(shown).saturating_add(further);
        if rest > 0 {
            let word = word(*severity, code, color);
            blocks.push(format!("{word}: {rest} more of the same kind\n"));
        }
    }
    blocks.extend(summary(diagnostics, more, color));
    joined(&blocks)
}

/// The most columns of a sentence: a header or a name in it may be as long as its file allows.
const SENTENCE: usize = 4_000;

/// A sentence as it is shown: on one line, and cut in the middle where it is endless.
fn told(sentence: &str) -> String {
    safe::cut(&safe::visible(sentence), SENTENCE, " … ")
}

/// One message.
#[must_use]
pub fn message(said: &Diagnostic, color: bool) -> String {
    let word = word(said.severity, said.code, color);
    let mut text = format!("{word}: {}\n", told(&said.message));
    let gutter = gutter(said.place.as_ref());
    if let Some(place) = &said.place {
        text.push_str(&format!("{gutter}--> {}\n", located(place)));
        let lined = said.excerpt.as_ref().filter(|_| place.line > 0);
        if let Some(excerpt) = lined.filter(|_| said.severity == Severity::Error) {
            text.push_str(&quoted(place, excerpt, &gutter));
        }
    }
    if let Some(help) = &said.help {
        text.push_str(&format!("{gutter} = help: {}\n", told(help)));
    }
    text
}

/// One message on one line: `error[E105] march.csv:2:6: …; --decimal ,`.
#[must_use]
pub fn brief(said: &Diagnostic) -> String {
    let place = said.place.as_ref().map_or_else(String::new, |place| format!(" {}", located(place)));
    let help = said.help.as_ref().map_or_else(String::new, |help| format!("; help: {}", told(help)));
    format!("{}{place}: {}{help}", word(said.severity, said.code, false), told(&said.message))
}

/// One message for where its place is shown beside it, its help on a second line.
pub(super) fn without_place(said: &Diagnostic) -> String {
    let help = said.help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {}", told(help)));
    format!("{}{help}", told(&said.message))
}

/// What stands for errors that were found and are not told one by one.
pub(super) fn further(more: u64) -> Option<String> {
    (more > 0).then(|| format!("{more} more of the same kind"))
}

/// Long messages have a blank line between them, short ones stand together.
fn joined(blocks: &[String]) -> String {
    let mut text = String::new();
    let mut long_before = false;
    for block in blocks {
        let long = block.lines().count() > 3;
        if !text.is_empty() && (long || long_before) {
            text.push('\n');
        }
        text.push_str(block);
        long_before = long;
    }
    text
}

/// What a message begins with: `error`, or `warning[W204]`.
#[must_use]
pub fn word(severity: Severity, code: &str, color: bool) -> String {
    let paint = match severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Note => "1;36",
    };
    let word = if code.is_empty() { severity.word().to_owned() } else { format!("{}[{code}]", severity.word()) };
    painted(&word, paint, color)
}

fn located(place: &Place) -> String {
    let file = safe::visible(&place.file);
    match (place.line, place.column) {
        (0, _) => file,
        (line, 0) => format!("{file}:{line}"),
        (line, column) => match place.cell() {
            Some(cell) => format!("{file}:{cell}"),
            None => format!("{file}:{line}:{column}"),
        },
    }
}

/// As wide as the line number.
fn gutter(place: Option<&Place>) -> String {
    let line = place.map_or(0, |place| place.line);
    " ".repeat(line.to_string().len())
}

/// The line of input, with the place underlined.
fn quoted(place: &Place, excerpt: &Excerpt, gutter: &str) -> String {
    let (line, lead, width) = window(excerpt);
    let line = format!("{} | {line}", place.line);
    let mut text = format!("{gutter} |\n{}\n", line.trim_end());
    if place.column > 0 {
        let carets = "^".repeat(width.max(1));
        text.push_str(&format!("{gutter} | {}{carets}\n", " ".repeat(lead)));
    }
    text
}

/// The part of the line around the place, the columns before the place in it, and the columns of the place.
fn window(excerpt: &Excerpt) -> (String, usize, usize) {
    let skip = excerpt.lead;
    let head: String = excerpt.text.chars().take(skip).collect();
    let cell: String = excerpt.text.chars().skip(skip).take(excerpt.width).collect();
    let tail_from = skip.saturating_add(excerpt.width);
    let tail: String = excerpt.text.chars().skip(tail_from).take(WINDOW).collect();
    let (head, cell) = (safe::visible(&head), safe::visible(&cell));
    let tail = safe::visible(&tail);
    let whole = excerpt.text.chars().count() <= tail_from.saturating_add(WINDOW);
    if whole && head.width().saturating_add(cell.width()).saturating_add(tail.width()) <= WINDOW {
        return (format!("{head}{cell}{tail}"), head.width(), cell.width());
    }
    let head = if head.width() > BEFORE {
        format!("…{}", safe::last_columns(&head, BEFORE.saturating_sub(1)))
    } else {
        head
    };
    let room = WINDOW.saturating_sub(head.width());
    let shown = safe::first_columns(&cell, room.saturating_sub(1));
    let cut = shown != cell;
    let left = room.saturating_sub(shown.width()).saturating_sub(1);
    let rest = if cut { String::new() } else { safe::first_columns(&tail, left) };
    let dots = if cut || rest != tail || !whole { "…" } else { "" };
    let (lead, width) = (head.width(), shown.width());
    (format!("{head}{shown}{rest}{dots}"), lead, width)
}

/// How many errors there were, where there was more than one.
fn summary(diagnostics: &[Diagnostic], more: &BTreeMap<&'static str, u64>, color: bool) -> Option<String> {
    let errors = diagnostics.iter().filter(|said| said.severity == Severity::Error);
    let files: BTreeSet<&str> = errors.clone().filter_map(|said| Some(&*said.place.as_ref()?.file)).collect();
    let found = u64::try_from(errors.count()).unwrap_or(u64::MAX);
    let all = more.values().fold(found, |sum, count| sum.saturating_add(*count));
    if all < 2 {
        return None;
    }
    let place = match files.len() {
        0 => String::new(),
        1 => " in 1 file".to_owned(),
        count => format!(" in {count} files"),
    };
    let word = word(Severity::Error, "", color);
    Some(format!("{word}: {all} errors{place}\n"))
}

#[cfg(test)]
#[path = "messages_tests.rs"]
mod tests;
