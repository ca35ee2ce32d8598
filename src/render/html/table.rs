//! Tables: a heading for each column and row, figures on the right, totals apart, and in cells without a value why.

use crate::domain::value::{Reason, Value};
use crate::render::safe;
use crate::render::sheet::{Heading, Sheet, shown_columns, shown_rows, shown_totals};
use crate::render::study;
use crate::render::words::Words;
use crate::report::study::{Cell, Entry, Exhibit};
use crate::report::{Kind, Report, Row};

/// A cell without a value: a dash, and why in few words. The legend has the sentence.
pub(super) fn without(reason: Reason) -> String {
    let why = safe::html(&reason.code().replace('_', " "));
    format!("<span class=\"u\">– <small>{why}</small></span>")
}

/// The table of a report with reasons in its cells.
pub(super) fn with_reasons(mut sheet: Sheet, report: &Report) -> Sheet {
    match report.kind {
        Kind::Calc => {
            let values = shown_columns(report).into_iter().filter_map(|(at, _)| report.table.total.values.get(at));
            for (row, value) in sheet.rows.iter_mut().zip(values) {
                if let (Some(cell), Some(reason)) = (row.get_mut(1), value.reason()) {
                    *cell = without(reason);
                }
            }
        }
        Kind::Report | Kind::Check => {
            let places: Vec<Option<usize>> = sheet.headings.iter().map(|heading| place(heading, report)).collect();
            let rows = shown_rows(report).into_iter().map(|(_, row)| row);
            let totals = shown_totals(report).into_iter().map(|(_, row)| row);
            for (cells, row) in sheet.rows.iter_mut().chain(&mut sheet.totals).zip(rows.chain(totals)) {
                explain(cells, &places, row);
            }
        }
    }
    sheet
}

/// The place of a column's metric among the values of a row.
fn place(heading: &Heading, report: &Report) -> Option<usize> {
    let metric = heading.metric?;
    report.table.columns.iter().position(|column| column.shown && column.metric == metric)
}

fn explain(cells: &mut [String], places: &[Option<usize>], row: &Row) {
    for (cell, place) in cells.iter_mut().zip(places) {
        let value = place.and_then(|place| row.values.get(place));
        if let Some(reason) = value.and_then(Value::reason) {
            *cell = without(reason);
        }
    }
}

/// A table of a study with reasons in its cells.
pub(super) fn of_exhibit(exhibit: &Exhibit, words: &Words<'_>) -> Sheet {
    let mut sheet = study::sheet(exhibit, words);
    let (totals, rows): (Vec<&Entry>, Vec<&Entry>) = exhibit.rows.iter().partition(|entry| entry.total);
    for (cells, entry) in sheet.rows.iter_mut().chain(&mut sheet.totals).zip(rows.into_iter().chain(totals)) {
        for (text, cell) in cells.iter_mut().zip(&entry.cells) {
            if let Cell::Figure { value: Value::Undefined(reason), .. } = cell {
                *text = without(*reason);
            }
        }
    }
    sheet
}

/// The table. `by_row` says that its first column names rows.
pub(super) fn drawn(title: &str, sheet: &Sheet, by_row: bool) -> String {
    let mut lines = vec!["<table>".to_owned(), format!("<caption>{title}</caption>"), "<thead>".to_owned()];
    let heads = sheet.headings.iter().map(|heading| {
        let class = if heading.numeric { "" } else { " class=\"t\"" };
        if heading.title.is_empty() {
            format!("<td{class}></td>")
        } else {
            format!("<th scope=\"col\"{class}>{}</th>", heading.title)
        }
    });
    lines.push(format!("<tr>{}</tr>", heads.collect::<String>()));
    lines.push("</thead>".to_owned());
    for (rows, open) in [(&sheet.rows, "<tbody>"), (&sheet.totals, "<tbody class=\"totals\">")] {
        if !rows.is_empty() {
            lines.push(open.to_owned());
            lines.extend(rows.iter().map(|row| line(row, sheet, by_row)));
            lines.push("</tbody>".to_owned());
        }
    }
    lines.push("</table>".to_owned());
    lines.join("\n")
}

fn line(row: &[String], sheet: &Sheet, by_row: bool) -> String {
    let cells = row.iter().zip(&sheet.headings).enumerate().map(|(at, (cell, heading))| {
        if at == 0 && !heading.numeric && (by_row || sheet.totals.is_empty()) && !cell.is_empty() {
            let class = if is_long(cell) { " class=\"long\"" } else { "" };
            format!("<th scope=\"row\"{class}>{cell}</th>")
        } else if heading.numeric {
            format!("<td>{cell}</td>")
        } else {
            let class = if is_long(cell) { "t long" } else { "t" };
            format!("<td class=\"{class}\">{cell}</td>")
        }
    });
    format!("<tr>{}</tr>", cells.collect::<String>())
}

/// The letters of a cell that stay on one line where there is room.
const ONE_LINE: usize = 24;

/// Whether a cell may be broken anywhere; markup counts for nothing.
fn is_long(cell: &str) -> bool {
    let texts = cell.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    texts.map(|text| text.chars().count()).sum::<usize>() > ONE_LINE
}
