//! The table for a terminal: light borders, figures on the right, totals under a rule.

use comfy_table::{Cell, CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle};

use crate::domain::currency::Currency;
use crate::report::{Band, Report, Status};

use super::Style;
use super::findings;
use super::layout::{self, Layout, Room};
use super::safe;
use super::sheet::Sheet;
use super::study::Drawn;
use super::words::{self, Words};

/// The widest a name is shown.
const LABEL_WIDTH: usize = 60;
/// The least that is left of a name.
const LEAST_LABEL: usize = 16;
/// A name may take one part in so many of the line.
const LABEL_SHARE: usize = 4;

const RULE: LineStyle = LineStyle::new('├', '─', '┼', '┤');
const LIGHT: TableStyle = TableStyle::new()
    .top_border(LineStyle::new('┌', '─', '┬', '┐'))
    .header_lines(ContentLineStyle::new('│', '│', '│'))
    .header_separator(RULE)
    .content_lines(ContentLineStyle::new('│', '│', '│'))
    .bottom_border(LineStyle::new('└', '─', '┴', '┘'));

/// A cell has a space at each side and a border between; the frame is the two outer borders and spaces.
pub(super) const DRAWN: Drawn = Drawn { table: drawn, gap: 3, frame: 4, painted: true };

/// How it spells.
pub(super) fn words(currency: Option<Currency>, style: &Style) -> Words<'_> {
    Words {
        numbers: &style.numbers,
        currency,
        name: safe::visible,
        own: str::to_owned,
        figure: str::to_owned,
        dash: "–",
        label_width: Some((label_width(style.width), "…")),
    }
}

/// The report as a table and sentences.
pub(super) fn render(report: &Report, style: &Style) -> String {
    let words = words(report.currency, style);
    let room = style.width.map(|width| Room { width, gap: DRAWN.gap, frame: DRAWN.frame });
    let layout = Layout::of(report, &words, room);
    let lines = |sentences: Vec<String>| layout::wrapped(sentences, style.width);
    layout::blocks(vec![
        lines(Some(layout.headline).filter(|text| !text.is_empty()).into_iter().collect())
            .iter()
            .map(|line| painted(line, "1", style.color))
            .collect(),
        finding_lines(&layout.findings, style),
        lines(layout.above),
        banded(drawn(&layout.sheet), style.color),
        lines(layout.hidden.into_iter().chain(layout.legend).collect()),
        lines(layout.explanations.iter().map(|line| safe::leading(line)).collect()),
        lines(layout::stamped(layout.footer, style)),
        lines(layout.summary.into_iter().collect()),
    ])
}

/// How wide a name may be on a line of that width.
pub(super) fn label_width(width: Option<usize>) -> usize {
    width.map_or(LABEL_WIDTH, |width| (width / LABEL_SHARE).clamp(LEAST_LABEL, LABEL_WIDTH))
}

/// Findings, their status words under each other.
pub(super) fn finding_lines(findings: &[(Status, String)], style: &Style) -> Vec<String> {
    let widest = findings.iter().map(|(status, _)| findings::word(*status).len()).max().unwrap_or(0);
    findings
        .iter()
        .flat_map(|(status, line)| {
            let word = findings::word(*status);
            let pad = " ".repeat(widest.saturating_sub(word.len()));
            let mut lines = layout::wrapped(vec![format!("{word}{pad}  {line}")], style.width);
            if let Some(rest) = lines.first().and_then(|first| first.strip_prefix(word)) {
                let first = format!("{}{rest}", painted(word, paint(*status), style.color));
                lines.splice(..1, [first]);
            }
            lines
        })
        .collect()
}

fn paint(status: Status) -> &'static str {
    match status {
        Status::Fail => "1;31",
        Status::Warn => "1;33",
        Status::Undecided => "1;35",
        Status::NotJudged => "2",
        Status::Pass => "32",
    }
}

/// The text in a colour, by its number in the terminal's own code.
pub(super) fn painted(text: &str, paint: &str, color: bool) -> String {
    if color && !text.is_empty() { format!("\u{1b}[{paint}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// The lines of a table with the bands in their last cells coloured.
fn banded(lines: Vec<String>, color: bool) -> Vec<String> {
    if !color {
        return lines;
    }
    let border = |c: char| c == '│' || c == ' ';
    lines
        .into_iter()
        .map(|line| {
            let inside = line.trim_end_matches(border);
            let start = inside.rfind('│').map_or(0, |at| at.saturating_add('│'.len_utf8()));
            let word = inside.get(start..).unwrap_or_default().trim_start();
            let band = Band::ALL.iter().copied().find(|one| words::band(*one) == word);
            let Some((band, (before, _))) = band.zip(inside.split_at_checked(inside.len().saturating_sub(word.len())))
            else {
                return line;
            };
            let behind = line.get(inside.len()..).unwrap_or_default();
            format!("{before}{}{behind}", painted(word, hue(band), color))
        })
        .collect()
}

fn hue(band: Band) -> &'static str {
    match band {
        Band::LosesMoney | Band::BelowMinimum => "31",
        Band::BelowTarget => "33",
        Band::Healthy => "32",
        Band::UnderInvested => "36",
    }
}

fn drawn(sheet: &Sheet) -> Vec<String> {
    if sheet.rows.is_empty() && sheet.totals.is_empty() {
        return Vec::new();
    }
    let mut table = Table::new();
    table
        .load_style(LIGHT)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(sheet.headings.iter().map(|heading| Cell::new(&heading.title)));
    for row in sheet.all_rows() {
        table.add_row(row.iter().map(Cell::new));
    }
    for (column, heading) in table.column_iter_mut().zip(&sheet.headings) {
        if heading.numeric {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut lines: Vec<String> = table.lines().collect();
    if !sheet.rows.is_empty() && !sheet.totals.is_empty() {
        // Cells hold no line breaks, so a row is a line: two of borders and heads, then the rule under them.
        let rule = lines.get(2).cloned().unwrap_or_default();
        let at = sheet.rows.len().saturating_add(3).min(lines.len());
        lines.insert(at, rule);
    }
    lines
}
