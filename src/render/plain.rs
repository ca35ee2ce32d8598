//! Plain text: the table's content in columns of spaces. ASCII, apart from names and the number style asked for.

use unicode_width::UnicodeWidthStr;

use crate::domain::currency::Currency;
use crate::report::Report;

use super::Style;
use super::layout::{self, Layout, Room};
use super::safe;
use super::sheet::{Heading, Sheet};
use super::study::Drawn;
use super::table::{finding_lines, label_width};
use super::words::{Words, ascii};

/// Spaces between two columns.
const GAP: &str = "  ";

/// Spaces between columns and no frame.
pub(super) const DRAWN: Drawn = Drawn { table: drawn, gap: GAP.len(), frame: 0, painted: false };

/// How it spells.
pub(super) fn words(currency: Option<Currency>, style: &Style) -> Words<'_> {
    Words {
        numbers: &style.numbers,
        currency,
        name: safe::leading,
        own: ascii,
        figure: str::to_owned,
        dash: "-",
        label_width: style.width.map(|width| (label_width(Some(width)), "...")),
    }
}

/// The report as plain text.
pub(super) fn render(report: &Report, style: &Style) -> String {
    let words = words(report.currency, style);
    let room = style.width.map(|width| Room { width, gap: DRAWN.gap, frame: DRAWN.frame });
    let layout = Layout::of(report, &words, room);
    let lines = |sentences: Vec<String>| layout::wrapped(sentences, style.width);
    layout::blocks(vec![
        lines(Some(layout.headline).filter(|text| !text.is_empty()).into_iter().collect()),
        finding_lines(&layout.findings, &Style { color: false, ..style.clone() }),
        lines(layout.above),
        drawn(&layout.sheet),
        lines(layout.hidden.into_iter().chain(layout.legend).collect()),
        lines(layout.explanations.iter().map(|line| safe::leading(line)).collect()),
        lines(layout::stamped(layout.footer, style)),
        lines(layout.summary.into_iter().collect()),
    ])
}

fn drawn(sheet: &Sheet) -> Vec<String> {
    if sheet.rows.is_empty() && sheet.totals.is_empty() {
        return Vec::new();
    }
    let widths = sheet.widths();
    let titles: Vec<String> = sheet.headings.iter().map(|h| h.title.clone()).collect();
    let line = |cells: &[String]| aligned(cells, &sheet.headings, &widths);
    let rule = widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<String>>().join(GAP);
    let mut lines = vec![line(&titles), rule.clone()];
    lines.extend(sheet.rows.iter().map(|row| line(row)));
    if !sheet.rows.is_empty() && !sheet.totals.is_empty() {
        lines.push(rule);
    }
    lines.extend(sheet.totals.iter().map(|row| line(row)));
    lines
}

fn aligned(cells: &[String], headings: &[Heading], widths: &[usize]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .zip(headings)
        .zip(widths)
        .map(|((cell, heading), width)| {
            let pad = " ".repeat(width.saturating_sub(cell.width()));
            if heading.numeric { format!("{pad}{cell}") } else { format!("{cell}{pad}") }
        })
        .collect();
    cells.join(GAP).trim_end().to_owned()
}
