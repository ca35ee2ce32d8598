//! Tables of a study in every format: the same cells in all of them.

use crate::domain::value::{Reason, Value};
use crate::report::Phrase;
use crate::report::study::{Cell, Entry, Exhibit, Side, Study};

use super::layout::{self, Room};
use super::sheet::{Heading, Sheet};
use super::words::Words;
use super::{Format, Style, csv, html, json, markdown, plain, spark, table};

/// The study in a format; ends with a line break. A workbook is no text: see [`super::study_bytes`].
#[must_use]
pub fn study(study: &Study, format: Format, style: &Style) -> String {
    match format {
        Format::Table => people(study, &table::words(study.currency, style), table::DRAWN, style),
        // A study has no findings: what is for checks alone shows it as plain text.
        Format::Plain | Format::Junit | Format::GitHub | Format::Tap | Format::Prometheus => {
            people(study, &plain::words(study.currency, style), plain::DRAWN, style)
        }
        Format::Markdown => markdown::study(study, style),
        Format::Html => html::study(study, style),
        Format::Csv => csv::study(study, b',', style),
        Format::Tsv => csv::study(study, b'\t', style),
        Format::Json => json::study(study, style),
        Format::JsonLines => json::study_lines(study, style),
        Format::Xlsx => String::new(),
    }
}

/// How a format draws: a table, what stands between columns and at the sides, and its first sentence.
#[derive(Clone, Copy)]
pub(super) struct Drawn {
    pub(super) table: fn(&Sheet) -> Vec<String>,
    pub(super) gap: usize,
    pub(super) frame: usize,
    pub(super) painted: bool,
}

fn people(study: &Study, words: &Words<'_>, drawn: Drawn, style: &Style) -> String {
    let lines = |sentences: Vec<String>| layout::wrapped(sentences, style.width);
    let headline = words.phrase(&study.headline);
    let color = style.color && drawn.painted;
    let mut blocks = vec![
        lines(Some(headline).filter(|text| !text.is_empty()).into_iter().collect())
            .iter()
            .map(|line| table::painted(line, "1", color))
            .collect(),
        lines(study.above.iter().map(|note| words.phrase(note)).collect()),
    ];
    let mut below = Vec::new();
    for exhibit in &study.tables {
        let mut sheet = sheet(exhibit, words);
        let room = style.width.map(|width| Room { width, gap: drawn.gap, frame: drawn.frame });
        let dropped = room.map(|room| sheet.fit(room.width, room.gap, room.frame)).unwrap_or_default();
        let titles: Vec<String> = dropped.into_iter().map(|heading| heading.title).collect();
        let mut block = lines(title(exhibit, words).into_iter().collect());
        block.extend((drawn.table)(&sheet));
        blocks.push(block);
        let hidden = room.and_then(|room| layout::hidden(&titles, room.width, "use a wider terminal"));
        below.extend(hidden.into_iter().chain(gaps(exhibit, words)));
    }
    blocks.push(lines(distinct(below)));
    let footer = study.footer.iter().map(|line| words.phrase(line)).collect();
    blocks.push(lines(layout::stamped(footer, style)));
    layout::blocks(blocks)
}

/// The lines without those that were there before: two tables may lack a figure for the same reason.
pub(super) fn distinct(lines: Vec<String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in lines {
        if !all.contains(&line) {
            all.push(line);
        }
    }
    all
}

/// What stands above a table.
pub(super) fn title(exhibit: &Exhibit, words: &Words<'_>) -> Option<String> {
    Some(words.phrase(&exhibit.title)).filter(|text| !text.is_empty())
}

/// A table as text.
pub(super) fn sheet(exhibit: &Exhibit, words: &Words<'_>) -> Sheet {
    let headings = exhibit.columns.iter().map(|heading| Heading {
        title: words.phrase(&heading.title),
        numeric: heading.numeric,
        importance: heading.importance,
        metric: None,
    });
    let line = |entry: &Entry| entry.cells.iter().map(|cell| shown(cell, words)).collect();
    let (totals, rows): (Vec<&Entry>, Vec<&Entry>) = exhibit.rows.iter().partition(|entry| entry.total);
    Sheet {
        headings: headings.collect(),
        rows: rows.into_iter().map(line).collect(),
        totals: totals.into_iter().map(line).collect(),
    }
}

fn shown(cell: &Cell, words: &Words<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Word(word) => (words.own)(word),
        Cell::Name(name) => words.label(name),
        Cell::Said(phrase) => words.phrase(phrase),
        Cell::Spark(levels) => (words.own)(&spark::blocks(levels)),
        Cell::Figure { value, unit, limits, side: Side::Nearest } => words.cell(value, *unit, limits),
        Cell::Figure { value, unit, side, .. } => match value {
            Value::Known(figure) => words.bound(figure, *unit, *side),
            Value::Undefined(_) => words.dash.to_owned(),
        },
        Cell::Between(low, high, unit) => {
            // The ends are enclosed far closer than they are shown, so that they need no mark.
            let plain = |value: &Value| value.figure().map(|figure| Value::exact(figure.middle()));
            let end = |value: &Value| words.cell(&plain(value).unwrap_or_else(|| value.clone()), *unit, &[]);
            match (low.figure().is_some(), high.figure().is_some()) {
                (true, true) => format!("{}{}{}", end(low), (words.own)("–"), end(high)),
                (true, false) => format!("{}{}", (words.own)("≥ "), end(low)),
                (false, true) => format!("{}{}", (words.own)("≤ "), end(high)),
                (false, false) => words.dash.to_owned(),
            }
        }
    }
}

/// What a row is called: the names and words that lead it, before its first figure.
fn called(exhibit: &Exhibit, entry: &Entry, words: &Words<'_>) -> String {
    let names: Vec<String> = exhibit
        .columns
        .iter()
        .zip(&entry.cells)
        .take_while(|(heading, _)| !heading.numeric)
        .filter_map(|(_, cell)| match cell {
            Cell::Name(_) | Cell::Word(_) => Some(shown(cell, words)),
            Cell::Empty | Cell::Said(_) | Cell::Spark(_) | Cell::Figure { .. } | Cell::Between(..) => None,
        })
        .filter(|name| !name.is_empty())
        .collect();
    if entry.total && names == [(words.own)("Total")] {
        (words.own)("the total")
    } else {
        names.join((words.own)(" / ").as_str())
    }
}

/// Why cells have no value: a line for each reason and the columns it takes values from.
pub(super) fn gaps(exhibit: &Exhibit, words: &Words<'_>) -> Vec<String> {
    let mut gaps: Vec<(Reason, Vec<usize>, Vec<String>)> = Vec::new();
    for entry in &exhibit.rows {
        let mut own: Vec<(Reason, Vec<usize>)> = Vec::new();
        for (at, cell) in entry.cells.iter().enumerate() {
            let Cell::Figure { value: Value::Undefined(reason), .. } = cell else { continue };
            match own.iter_mut().find(|(known, _)| known == reason) {
                Some((_, columns)) => columns.push(at),
                None => own.push((*reason, vec![at])),
            }
        }
        for (reason, columns) in own {
            let name = called(exhibit, entry, words);
            match gaps.iter_mut().find(|(one, places, _)| *one == reason && *places == columns) {
                Some((_, _, names)) => names.push(name),
                None => gaps.push((reason, columns, vec![name])),
            }
        }
    }
    let all = exhibit.rows.len();
    gaps.into_iter()
        .map(|(reason, columns, names)| {
            let titles: Vec<String> =
                columns.iter().filter_map(|at| exhibit.columns.get(*at)).map(|one| words.phrase(&one.title)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
            let rows = match names.len() {
                0 => String::new(),
                count if count == all && all > 1 => format!("{}all rows", (words.own)(" of ")),
                _ => format!("{}{}", (words.own)(" of "), super::legend::named(&names)),
            };
            let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
            let why = (words.own)(&format!(": undefined, {} ({})", reason.sentence(), reason.code()));
            format!("{}{rows}{why}", super::legend::joined(&titles))
        })
        .collect()
}

/// A row for machines: its table and its fields.
pub(super) struct Record<'a> {
    pub(super) table: &'static str,
    pub(super) fields: Vec<(String, Field<'a>)>,
    pub(super) total: bool,
}

/// A cell for machines.
pub(super) enum Field<'a> {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A sentence.
    Said(&'a Phrase),
    /// A figure, or why there is none.
    Figure(&'a Value),
}

impl Record<'_> {
    /// Its figures.
    pub(super) fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.fields.iter().filter_map(|(key, field)| match field {
            Field::Figure(value) => Some((key.as_str(), *value)),
            Field::Empty | Field::Text(_) | Field::Said(_) => None,
        })
    }
}

/// All rows of all tables.
pub(super) fn records(study: &Study) -> impl Iterator<Item = Record<'_>> {
    study.tables.iter().chain(&study.further).flat_map(records_of)
}

/// The rows of a table. An interval is two fields, and the name of a total stands in brackets, as no channel's does.
pub(super) fn records_of(exhibit: &Exhibit) -> impl Iterator<Item = Record<'_>> {
    let bounds = |at: usize| exhibit.rows.iter().any(|row| matches!(row.cells.get(at), Some(Cell::Between(..))));
    let bounds: Vec<bool> = (0..exhibit.columns.len()).map(bounds).collect();
    exhibit.rows.iter().map(move |entry| {
        let mut fields = Vec::new();
        for (at, ((heading, cell), between)) in exhibit.columns.iter().zip(&entry.cells).zip(&bounds).enumerate() {
            let key = heading.key.clone();
            let (low, high) = (format!("{key}_low"), format!("{key}_high"));
            match cell {
                Cell::Between(least, most, _) => {
                    fields.push((low, end(least)));
                    fields.push((high, end(most)));
                }
                _ if *between => fields.extend([(low, Field::Empty), (high, Field::Empty)]),
                Cell::Empty => fields.push((key, Field::Empty)),
                Cell::Word(word) if at == 0 && entry.total && !word.starts_with('(') && !word.is_empty() => {
                    fields.push((key, Field::Text(format!("({})", word.to_lowercase()))));
                }
                Cell::Word(word) => fields.push((key, Field::Text(word.clone()))),
                Cell::Name(name) => fields.push((key, Field::Text(name.clone()))),
                Cell::Said(phrase) => fields.push((key, Field::Said(phrase))),
                // What it draws, the figures of the series say.
                Cell::Spark(_) => {}
                Cell::Figure { value, .. } => fields.push((key, Field::Figure(value))),
            }
        }
        Record { table: exhibit.key, fields, total: entry.total }
    })
}

/// An end of an interval; an open one is nothing, not a figure without a value.
fn end(value: &Value) -> Field<'_> {
    if value.figure().is_some() { Field::Figure(value) } else { Field::Empty }
}

#[cfg(test)]
mod tests;
