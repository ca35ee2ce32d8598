//! Text from the user made safe to show: what is invisible is spelled out, what a format would act on is
//! escaped. Names only; numbers never come here.

use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub use crate::domain::hidden::is_hidden;
use crate::domain::path;

/// The text with hidden characters as `\n`, `\t` or `\u{1b}`, all on one line.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        push_visible(&mut shown, c);
    }
    shown
}

/// The text as [`visible`] shows it, at the start of a line: `::` and `##[` there are commands to the logs of CI
/// services, and get a `'` before them.
#[must_use]
pub fn leading(text: &str) -> String {
    let shown = visible(text);
    if is_log_command(&shown) { format!("'{shown}") } else { shown }
}

fn is_log_command(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("::") || text.starts_with("##[")
}

/// Adds a character as [`visible`] shows it.
pub(super) fn push_visible(shown: &mut String, c: char) {
    match c {
        '\n' => shown.push_str("\\n"),
        '\r' => shown.push_str("\\r"),
        '\t' => shown.push_str("\\t"),
        // Writing to a String does not fail.
        c if is_hidden(c) => {
            let _ = match path::byte(c) {
                Some(byte) => write!(shown, "\\x{byte:X}"),
                None => write!(shown, "\\u{{{:x}}}", u32::from(c)),
            };
        }
        c => shown.push(c),
    }
}

/// The text cut in the middle where it is wider than `width` columns: both ends stay, with `mark` between.
#[must_use]
pub fn cut(text: &str, width: usize, mark: &str) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(mark.width());
    let tail = room / 2;
    let head = first_columns(text, room.saturating_sub(tail));
    format!("{head}{mark}{}", last_columns(text, tail))
}

/// The longest beginning that is no wider than `width` columns.
pub(super) fn first_columns(text: &str, width: usize) -> String {
    fitting(text.chars(), width)
}

/// The longest end that is no wider than `width` columns.
pub(super) fn last_columns(text: &str, width: usize) -> String {
    fitting(text.chars().rev(), width).chars().rev().collect()
}

fn fitting(characters: impl Iterator<Item = char>, width: usize) -> String {
    let mut used = 0_usize;
    characters
        .take_while(|c| {
            used = used.saturating_add(c.width().unwrap_or(0));
            used <= width
        })
        .collect()
}

/// The text as Markdown (GitHub's) that shows nothing but it: no markup, HTML, link, mention or formula.
#[must_use]
pub fn markdown(text: &str) -> String {
    let shown = visible(text);
    let mut escaped = String::with_capacity(shown.len());
    let mut rest = shown.chars();
    while let Some(c) = rest.next() {
        let link = (c == ':' && rest.as_str().starts_with("//")) || (c == '.' && ends_with_www(&escaped));
        let markup =
            matches!(c, '|' | '\\' | '`' | '<' | '>' | '*' | '_' | '[' | ']' | '#' | '&' | '~' | '$' | '@' | '!');
        if link || markup {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// The text as HTML and XML that shows nothing but it, in elements and in attributes.
#[must_use]
pub fn html(text: &str) -> String {
    escaped(&visible(text))
}

/// The text with what HTML and XML act on, or do not allow, escaped.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' => escaped.push_str("\\u{fffe}"),
            '\u{ffff}' => escaped.push_str("\\u{ffff}"),
            c => escaped.push(c),
        }
    }
    escaped
}

fn ends_with_www(text: &str) -> bool {
    text.len().checked_sub(3).and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

/// The text as a cell of a spreadsheet: what a spreadsheet would take for a formula, or the log of a CI service for
/// a command, begins with `'`.
#[must_use]
pub fn unformula(text: &str) -> String {
    // A line of a cell is a line of the log.
    let lines: Vec<String> = text
        .split('\n')
        .enumerate()
        .map(|(at, line)| if at > 0 && is_log_command(line) { format!("'{line}") } else { line.to_owned() })
        .collect();
    let text = lines.join("\n");
    let first = text.chars().find(|c| matches!(c, '\t' | '\r' | '\n') || !(c.is_whitespace() || is_hidden(*c)));
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            format!("'{text}")
        }
        Some(_) if is_log_command(&text) => format!("'{text}"),
        Some(_) | None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_spelled_out() {
        assert_eq!(visible("a\u{1b}[31m\nb\tc"), "a\\u{1b}[31m\\nb\\tc");
        assert_eq!(visible("x\u{202e}y\u{200b}\u{e0041}"), "x\\u{202e}y\\u{200b}\\u{e0041}");
        assert_eq!(visible("\u{9b}\u{7f}\u{2028}"), "\\u{9b}\\u{7f}\\u{2028}");
        assert_eq!(visible("Größe ❤\u{fe0f} 広告"), "Größe ❤\u{fe0f} 広告");
    }

    #[test]
    fn long_names_keep_both_ends() {
        assert_eq!(cut("abcdefghij", 10, "…"), "abcdefghij");
        assert_eq!(cut("abcdefghijk", 10, "…"), "abcde…hijk");
        assert!(cut("広告広告広告広告", 7, "...").width() <= 7);
    }

    #[test]
    fn markdown_stays_text() {
        assert_eq!(markdown("a|b*c_"), "a\\|b\\*c\\_");
        assert_eq!(markdown("<img src=x>"), "\\<img src=x\\>");
        assert_eq!(markdown("[x](http://e.vil)"), "\\[x\\](http\\://e.vil)");
        assert_eq!(markdown("WWW.e.vil"), "WWW\\.e.vil");
        assert_eq!(markdown("a\nb"), "a\\\\nb");
    }

    #[test]
    fn html_stays_text_in_elements_and_attributes() {
        assert_eq!(html("<b a='1' c=\"2\">&amp;"), "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;");
        assert_eq!(html("a\u{202e}\u{1b}\n\u{ffff}"), "a\\u{202e}\\u{1b}\\n\\u{ffff}");
    }

    #[test]
    fn formulas_are_guarded_wherever_a_spreadsheet_would_see_one() {
        for text in ["=1+1", "+1", "-1", "@x", "  =1", "\u{200b}=1", "\t=1", "\rx", "＝1", "\u{a0}-1"] {
            assert_eq!(unformula(text), format!("'{text}"));
        }
        assert_eq!(unformula("::error::x"), "'::error::x");
        assert_eq!(unformula("a\r\n ::error::b\n##[error]c"), "a\r\n' ::error::b\n'##[error]c");
        assert_eq!(unformula("Meta = Ads"), "Meta = Ads");
        assert_eq!(unformula("(total)"), "(total)");
    }
}
