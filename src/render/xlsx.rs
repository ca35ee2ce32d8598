//! Workbooks for Excel and LibreOffice: a sheet a table, figures as numbers with formats, formulas where they give
//! the figure exactly, a chart, and a sheet of notes with all that other formats say in sentences.
//!
//! A cell holds a binary double; the conversion is in [`double`] alone. A figure with more than 15 significant digits
//! of its own stands in the cell as the nearest double, and with all its digits on the sheet of notes. A figure
//! without a value is the code of its reason. The same report is the same bytes: the date of creation is fixed.

mod double;
mod formula;
mod page;
mod tables;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::thread::{self, Builder};

use anyhow::{Context, anyhow};
use rust_xlsxwriter::{Chart, DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook, Worksheet};

use crate::domain::exact::Exact;
use crate::domain::place::{Diagnostic, column_letters};
use crate::report::study::Study;
use crate::report::{InputFile, Report};

use self::page::{Item, Page, name, said};
use super::layout::Layout;
use super::{Style, findings, messages, safe, study as studies, table, text};

/// The widest a column is made.
const WIDEST: usize = 60;
/// The narrowest.
const NARROWEST: usize = 9;
/// Bars of a chart that can be told apart.
const BARS: usize = 50;

/// The report as the bytes of a workbook.
pub(super) fn report(report: &Report, style: &Style) -> anyhow::Result<Vec<u8>> {
    let style = unlimited(style);
    let words = table::words(report.currency, &style);
    let layout = Layout::of(report, &words, None);
    let mut notes: Vec<(&str, String)> = Vec::new();
    let mut say = |what: &'static str, lines: Vec<String>| notes.extend(lines.into_iter().map(|line| (what, line)));
    say("Result", vec![layout.headline]);
    say("Check", layout.findings.iter().map(|(status, line)| format!("{}: {line}", findings::word(*status))).collect());
    say("Check", layout.summary.into_iter().collect());
    say("Note", layout.above);
    say("Undefined", layout.legend);
    say("Formula", layout.explanations);
    say("How", layout.footer);
    let mut pages = tables::of_report(report, &words);
    let read = (report.inputs.as_slice(), report.diagnostics.as_slice());
    pages.push(noted(notes, &pages, read));
    written(&pages)
}

/// The study as the bytes of a workbook.
pub(super) fn study(study: &Study, style: &Style) -> anyhow::Result<Vec<u8>> {
    let style = unlimited(style);
    let words = table::words(study.currency, &style);
    let mut notes: Vec<(&str, String)> = vec![("Result", words.phrase(&study.headline))];
    notes.extend(study.above.iter().map(|note| ("Note", words.phrase(note))));
    let mut pages: Vec<Page> = Vec::new();
    for exhibit in study.tables.iter().chain(&study.further) {
        let taken: Vec<String> = pages.iter().map(|page| page.name.clone()).collect();
        let page = tables::of_exhibit(exhibit, study.currency, &words, &taken);
        notes.extend(studies::title(exhibit, &words).map(|title| ("Table", format!("{}: {title}", page.name))));
        notes.extend(studies::gaps(exhibit, &words).into_iter().map(|gap| ("Undefined", gap)));
        pages.push(page);
    }
    notes.extend(study.footer.iter().map(|line| ("How", words.phrase(line))));
    let read = (study.inputs.as_slice(), study.diagnostics.as_slice());
    pages.push(noted(notes, &pages, read));
    written(&pages)
}

/// The style without the end of a line.
fn unlimited(style: &Style) -> Style {
    Style { width: None, color: false, ..style.clone() }
}

/// The sheet of notes: what is said in sentences, the files, and what was found about them.
fn noted(said_so: Vec<(&str, String)>, pages: &[Page], (inputs, diagnostics): (&[InputFile], &[Diagnostic])) -> Page {
    let taken: Vec<String> = pages.iter().map(|page| page.name.clone()).collect();
    let mut notes = Page::new(&page::sheet_name("Notes", &taken));
    notes.prose = true;
    notes.head = vec!["About".to_owned(), "Note".to_owned()];
    let mut put = |what: &str, item: Item| {
        if item != Item::Blank {
            notes.rows.push(vec![Item::Text(what.to_owned()), item]);
        }
    };
    for (what, line) in &said_so {
        put(what, said(line.trim()));
    }
    for file in inputs {
        let file = format!(
            "{} ({}, {} rows, {} bytes, {})",
            safe::visible(&file.file),
            file.role,
            file.rows,
            file.bytes,
            file.encoding
        );
        put("File", name(&file));
    }
    for one in diagnostics {
        put(one.severity.word(), name(messages::message(one, false).trim()));
    }
    for (sheet, cell, digits) in pages.iter().flat_map(long) {
        put("Digits", name(&format!("{sheet}!{cell} is {digits}: a cell holds 15 digits for certain")));
    }
    notes.body = notes.rows.len();
    notes
}

/// Figures with more digits of their own than a cell holds.
fn long(page: &Page) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for (at, row) in page.rows.iter().enumerate() {
        for (column, item) in row.iter().enumerate() {
            let Item::Figure { value, .. } = item else { continue };
            let (text, complete) = text::machine(value);
            let digits = text.trim_start_matches(['-', '0', '.']).chars().filter(char::is_ascii_digit).count();
            let zeros =
                if text.contains('.') { 0 } else { text.len().saturating_sub(text.trim_end_matches('0').len()) };
            if complete && digits.saturating_sub(zeros) > 15 {
                all.push((page.name.clone(), address(at.saturating_add(1), column), text));
            }
        }
    }
    all
}

/// The cell of a row and a column, from 0; the headings are row 0.
pub(super) fn address(row: usize, column: usize) -> String {
    format!("{}{}", column_letters((column as u64).saturating_add(1)), row.saturating_add(1))
}

fn written(pages: &[Page]) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // A fixed date: the same report is the same bytes.
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_author("cacltv").set_creation_datetime(&date));
    for page in pages {
        sheet(workbook.add_worksheet(), page).with_context(|| format!("the sheet '{}' cannot be made", page.name))?;
    }
    // The writer starts a thread for each sheet, and panics where there is none to be had.
    let made = has_threads(pages.len()).then(|| catch_unwind(AssertUnwindSafe(|| workbook.save_to_buffer())));
    match made {
        Some(Ok(made)) => Ok(made.context("the workbook cannot be made")?),
        Some(Err(panic)) if !is_of_threads(&*panic) => resume_unwind(panic),
        Some(Err(_)) | None => {
            Err(anyhow!("the workbook cannot be made: no {} threads are to be had for its sheets", pages.len()))
        }
    }
}

/// Whether it is for want of a thread that something panicked, by what the standard library says of it.
fn is_of_threads(panic: &(dyn Any + Send)) -> bool {
    panic.downcast_ref::<String>().is_some_and(|text| text.starts_with("failed to spawn thread"))
}

/// Whether so many more threads can run at once.
fn has_threads(count: usize) -> bool {
    let all = Mutex::new(());
    let held = all.lock();
    thread::scope(|scope| {
        // Each waits until all are there.
        let mut started = (0..count).map(|_| Builder::new().spawn_scoped(scope, || drop(all.lock())));
        let enough = started.all(|thread| thread.is_ok());
        drop(held);
        enough
    })
}

fn sheet(sheet: &mut Worksheet, page: &Page) -> Result<(), rust_xlsxwriter::XlsxError> {
    sheet.set_name(&page.name)?;
    let bold = Format::new().set_bold();
    let heading = bold.clone().set_text_wrap().set_align(FormatAlign::Top).set_background_color(0x00E8_EEF4_u32);
    for (column, title) in page.head.iter().enumerate() {
        if let Item::Text(title) = name(title) {
            sheet.write_string_with_format(0, column_of(column), title, &heading)?;
        }
    }
    for (at, row) in page.rows.iter().enumerate() {
        let total = at >= page.body;
        let line = row_of(at.saturating_add(1));
        for (column, item) in row.iter().enumerate() {
            cell(sheet, (line, column_of(column)), item, total, page.prose)?;
        }
    }
    for column in 0..page.head.len() {
        sheet.set_column_width(column_of(column), width(page, column))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if page.body > 1 && !page.prose {
        sheet.autofilter(0, 0, row_of(page.body), column_of(page.head.len().saturating_sub(1)))?;
    }
    if let Some((names, figures)) = page.chart {
        chart(sheet, page, names, figures)?;
    }
    Ok(())
}

type At = (u32, u16);

fn row_of(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn column_of(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

fn cell(
    sheet: &mut Worksheet,
    (row, column): At,
    item: &Item,
    total: bool,
    prose: bool,
) -> Result<(), rust_xlsxwriter::XlsxError> {
    let mut format = Format::new();
    if total {
        format = format.set_bold();
    }
    match item {
        Item::Blank => {}
        Item::Text(text) => {
            if prose {
                format = format.set_text_wrap().set_align(FormatAlign::Top);
            }
            sheet.write_string_with_format(row, column, text, &format)?;
        }
        Item::Figure { value, format: shown, formula } => {
            let format = format.set_num_format(shown);
            match (double::double(value), formula) {
                (Some(number), Some(formula)) => {
                    let formula = Formula::new(format!("={formula}")).set_result(number.to_string());
                    sheet.write_formula_with_format(row, column, formula, &format)?;
                }
                (Some(number), None) => {
                    sheet.write_number_with_format(row, column, number, &format)?;
                }
                (None, _) => {
                    sheet.write_string_with_format(row, column, plain(value), &format)?;
                }
            }
        }
    }
    Ok(())
}

fn plain(value: &Exact) -> String {
    text::machine(value).0
}

/// A width in which the heading and every figure of a column can be read.
fn width(page: &Page, column: usize) -> u32 {
    if page.prose {
        return if column == 0 { 14 } else { 110 };
    }
    let length = |item: &Item| match item {
        Item::Blank => 0,
        Item::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or(0),
        Item::Figure { value, format, .. } => {
            let whole = value.floor().to_string().len();
            let decimals = format.split_once('.').map_or(0, |(_, rest)| rest.len().saturating_add(1));
            let code = if format.contains("[$") { 4 } else { 0 };
            whole.saturating_add(whole / 3).saturating_add(decimals).saturating_add(code)
        }
    };
    let cells = page.rows.iter().filter_map(|row| row.get(column)).map(length);
    let head = page.head.get(column).map_or(0, |title| title.chars().count().saturating_add(3));
    let widest = cells.chain([head]).max().unwrap_or(0).saturating_add(2);
    u32::try_from(widest.clamp(NARROWEST, WIDEST)).unwrap_or(12)
}

/// Bars of a column of figures by the names beside them.
fn chart(sheet: &mut Worksheet, page: &Page, names: usize, figures: usize) -> Result<(), rust_xlsxwriter::XlsxError> {
    let last = row_of(page.body.min(BARS));
    let mut chart = Chart::new_column();
    let title = page.head.get(figures).cloned().unwrap_or_default();
    let by = page.head.get(names).map_or("", String::as_str);
    chart
        .add_series()
        .set_name(&title)
        .set_categories((page.name.as_str(), 1, column_of(names), last, column_of(names)))
        .set_values((page.name.as_str(), 1, column_of(figures), last, column_of(figures)));
    chart.title().set_name(&format!("{title} by {}", by.to_lowercase()));
    chart.legend().set_hidden();
    sheet.insert_chart(1, column_of(page.head.len().saturating_add(1)), &chart)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sheet takes 1,048,576 rows, of which the headings are one.
    #[test]
    fn a_workbook_that_cannot_be_made_is_no_workbook() {
        let row = || vec![Item::Text("Meta".to_owned())];
        let mut page = Page::new("Report");
        page.head = vec!["Channel".to_owned()];
        page.rows.resize_with(1_048_574, Vec::new);
        page.rows.push(row());
        let made = written(&[page]).unwrap_or_default();
        assert!(made.starts_with(b"PK"));
        let mut page = Page::new("Report");
        page.rows.resize_with(1_048_575, Vec::new);
        page.rows.push(row());
        let said = written(&[page]).map_or_else(|error| format!("{error:#}"), |_| String::new());
        assert!(said.starts_with("the sheet 'Report' cannot be made: ") && said.contains("1,048,576"), "{said}");
    }

    #[test]
    fn threads_are_there_or_not() {
        assert!(has_threads(0) && has_threads(4));
        let said =
            "failed to spawn thread: Os { code: 11, kind: WouldBlock, message: \"Resource temporarily unavailable\" }";
        assert!(is_of_threads(&said.to_owned()));
        assert!(!is_of_threads(&"no thread was failed to spawn".to_owned()) && !is_of_threads(&"a fault"));
    }
}
