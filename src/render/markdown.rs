//! Markdown as GitHub reads it: sentences, a table with alignment, lists. Everything shown is escaped.

use crate::domain::currency::Currency;
use crate::report::Report;
use crate::report::study::Study;

use super::Style;
use super::findings;
use super::layout::{self, Layout};
use super::safe;
use super::sheet::Sheet;
use super::study::{self};
use super::words::Words;

/// How it spells.
fn words(currency: Option<Currency>, style: &Style) -> Words<'_> {
    Words {
        numbers: &style.numbers,
        currency,
        name: safe::markdown,
        own: safe::markdown,
        figure: safe::markdown,
        dash: "–",
        label_width: None,
    }
}

/// The study as Markdown: each table under its title.
pub(super) fn study(study: &Study, style: &Style) -> String {
    let words = words(study.currency, style);
    let mut blocks = vec![paragraph(&words.phrase(&study.headline))];
    blocks.extend(study.above.iter().map(|note| paragraph(&words.phrase(note))));
    let mut below = Vec::new();
    for exhibit in &study.tables {
        blocks.extend(study::title(exhibit, &words).map(|title| vec![format!("### {title}")]));
        blocks.push(drawn(&study::sheet(exhibit, &words)));
        below.extend(study::gaps(exhibit, &words));
    }
    let mut below = study::distinct(below);
    below.extend(study.footer.iter().map(|line| words.phrase(line)));
    blocks.push(list(&layout::stamped(below, style)));
    layout::blocks(blocks)
}

/// The report as Markdown.
pub(super) fn render(report: &Report, style: &Style) -> String {
    let words = words(report.currency, style);
    let layout = Layout::of(report, &words, None);
    let findings = layout.findings.iter();
    let findings = findings.map(|(status, line)| format!("- **{}** {line}", findings::word(*status)));
    // Two lists in a row would be read as one, so what stands under the table is one list.
    let below = [layout.legend, layout.explanations, layout::stamped(layout.footer, style)].concat();
    let mut blocks = vec![paragraph(&layout.headline), findings.collect()];
    blocks.extend(layout.above.iter().map(|note| paragraph(note)));
    blocks.extend([drawn(&layout.sheet), list(&below)]);
    blocks.extend(layout.summary.iter().map(|text| paragraph(text)));
    layout::blocks(blocks)
}

fn paragraph(text: &str) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { vec![settled(text)] }
}

fn list(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| format!("- {}", settled(line))).collect()
}

/// The text with what would begin a list, a rule or a heading at its start escaped.
fn settled(text: &str) -> String {
    let text = text.trim_start();
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    if text.starts_with(['-', '+', '=']) {
        return format!("\\{text}");
    }
    match text.strip_prefix(digits.as_str()) {
        Some(rest) if !digits.is_empty() && rest.starts_with(['.', ')']) => {
            format!("{digits}\\{rest}")
        }
        Some(_) | None => text.to_owned(),
    }
}

fn drawn(sheet: &Sheet) -> Vec<String> {
    if sheet.rows.is_empty() && sheet.totals.is_empty() {
        return Vec::new();
    }
    let titles: Vec<String> = sheet.headings.iter().map(|h| h.title.clone()).collect();
    let marks: Vec<String> =
        sheet.headings.iter().map(|heading| if heading.numeric { "---:" } else { ":---" }.to_owned()).collect();
    let mut lines = vec![line(&titles), line(&marks)];
    lines.extend(sheet.rows.iter().map(|row| line(row)));
    lines.extend(sheet.totals.iter().map(|row| {
        let cells: Vec<String> = row.iter().map(|cell| strong(cell)).collect();
        line(&cells)
    }));
    lines
}

fn strong(cell: &str) -> String {
    if cell.is_empty() { String::new() } else { format!("**{cell}**") }
}

fn line(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}
