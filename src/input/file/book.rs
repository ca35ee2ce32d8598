//! A workbook: each sheet that is meant is read as a file of its own, named `plan.xlsx!Spend`.

use std::io::Cursor;
use std::sync::{Arc, Mutex};

use super::super::code::Code;
use super::super::dialect::Dialect;
use super::super::header::Layout;
use super::super::ids::Ids;
use super::super::names::Registry;
use super::super::source::Blocks;
use super::super::workbook::{Archive, Chosen, FILE_LIMIT, Grid, Lines, SEPARATOR, Value, chosen};
use super::super::{Options, Refusal, whole};
use super::{FileRead, Opened, unreadable};
use crate::domain::place::{Diagnostic, Place, Severity};
use crate::domain::understood::Because;

/// How many cells without a value are shown.
const SHOWN: usize = 10;

/// What is known of a sheet beside its text.
pub(super) struct Sheet {
    grid: Grid,
    /// Its text in hand.
    pub(super) lines: Arc<Lines>,
    /// The format of the workbook.
    pub(super) format: &'static str,
}

/// The sheets of a workbook that are meant.
pub(super) fn read(
    opened: &Opened,
    mut blocks: Blocks,
    (number, rows): (usize, u64),
    registries: &Mutex<Vec<Registry>>,
    ids: &Ids,
) -> Result<Vec<FileRead>, Refusal> {
    let file = &opened.name;
    let refuse = |code: Code, message: String, help: &str| {
        Refusal::from(vec![whole(code, Severity::Error, file, message, Some(help.to_owned()))])
    };
    let too_large = |what: &str| refuse(Code::Limit, what.to_owned(), "save the sheet as CSV, which has no such limit");
    let (bytes, complete) = blocks.all(FILE_LIMIT).map_err(|error| unreadable(file, &error))?;
    if !complete {
        return Err(too_large("the workbook is larger than 64 MiB"));
    }
    let mut book = match Archive::open(bytes) {
        Archive::Book(book) => book,
        Archive::Other(what, fix) => return Err(refuse(Code::NotCsv, format!("the file is {what}, not CSV"), fix)),
        Archive::Unreadable(why, fix) => {
            return Err(refuse(Code::Unreadable, format!("'{file}' cannot be read: {why}"), fix));
        }
        Archive::TooLarge(what) => return Err(too_large(&what)),
    };
    let format = book.format();
    let mut all: Vec<FileRead> = Vec::new();
    let mut faults = Refusal::default();
    let mut before = rows;
    for sheet in chosen(&mut book, file, opened.role, &opened.options)? {
        let Chosen { name, grid, passed } = sheet;
        let name: Arc<str> = format!("{file}!{name}").into();
        let lines = match grid.lines(usize::MAX, |_| false) {
            Ok(lines) => Arc::new(lines),
            Err(what) => {
                faults.extend(too_large(&what));
                continue;
            }
        };
        let options = own(&opened.options, file, &name);
        let text = lines.blocks();
        let sheet = Sheet { grid, lines, format };
        let part = Opened { name, options, role: opened.role, channel: opened.channel.clone(), sheet: Some(sheet) };
        match super::text(part, text, (number.saturating_add(all.len()), before), registries, ids) {
            Ok(mut read) => {
                before = before.saturating_add(read.info.rows);
                (read.info.bytes, read.sha256) = (blocks.passed().bytes(), blocks.passed().sha256());
                read.passed = passed;
                read.warnings.extend(unused(&opened.options, &read.info.file));
                all.push(read);
            }
            Err(found) => faults.extend(found),
        }
    }
    if faults.diagnostics.is_empty() { Ok(all) } else { Err(faults) }
}

impl Lines {
    /// The text as the blocks of a file.
    fn blocks(&self) -> Blocks {
        Blocks::new(Box::new(Cursor::new(Arc::clone(&self.text))), false, None)
    }
}

/// The options of a sheet: what is said of the file is said of it.
fn own(options: &Options, file: &Arc<str>, name: &Arc<str>) -> Options {
    let mut own = Options { delimiter: Some(SEPARATOR), encoding: None, ..options.clone() };
    let period = options.period_of.iter().find(|(known, _)| **known == **file).map(|(_, span)| *span);
    own.period_of.extend(period.map(|span| (name.to_string(), span)));
    own.negate.extend(options.negate.iter().any(|known| **known == **file).then(|| name.to_string()));
    own
}

/// Flags that settle what the cells of a workbook know by themselves.
fn unused<'a>(options: &Options, name: &'a Arc<str>) -> impl Iterator<Item = Diagnostic> + use<'a> {
    let flags = [("--delimiter", options.delimiter.is_some()), ("--encoding", options.encoding.is_some())];
    flags.into_iter().filter(|(_, given)| *given).map(|(flag, _)| {
        let message = format!("{flag} is not used here: a workbook needs none");
        whole(Code::UnusedFlag, Severity::Note, name, message, None)
    })
}

impl Sheet {
    /// Once the header is known: refuses cells without a value where one is read, and gives the text in which the
    /// figures are marked.
    pub(super) fn settle(&mut self, name: &Arc<str>, dialect: &mut Dialect) -> Result<Blocks, Refusal> {
        dialect.delimiter_because = Because::Words("the cells of a sheet need none".to_owned());
        self.hold(name, dialect)?;
        let figures = |column: usize| !is_plain(&dialect.layout, column);
        let lines = self.grid.lines(dialect.skip, figures);
        let lines = lines.map_err(|what| vec![whole(Code::Limit, Severity::Error, name, what, None)])?;
        self.lines = Arc::new(lines);
        dialect.header_line = self.lines.row(dialect.header_line);
        let mut blocks = self.lines.blocks();
        // The head is at hand before records are counted from its end.
        blocks.head().map_err(|error| unreadable(name, &error))?;
        Ok(blocks)
    }

    fn hold(&self, name: &Arc<str>, dialect: &Dialect) -> Result<(), Refusal> {
        let first = self.lines.row(dialect.first_line);
        let layout = &dialect.layout;
        let mut faults = Refusal::default();
        let mut more = 0u64;
        for (row, column, value) in self.grid.without_value() {
            let (line, at) = (u64::from(row).saturating_add(1), usize::try_from(column).unwrap_or(usize::MAX));
            let plain = is_plain(layout, at);
            let (message, help) = match value {
                Value::Error(error) if plain => (
                    format!("'{error}' is an error of the workbook, not a name or a date"),
                    "mend the formula that gave it",
                ),
                Value::Uncalculated if plain || is_figure(layout, at) => (
                    "the formula in this cell has no value: the program that wrote the workbook did not calculate it"
                        .to_owned(),
                    "open the workbook in a spreadsheet and save it",
                ),
                // An error among figures is refused where the figure is read, with the row's other faults.
                Value::Error(_)
                | Value::Uncalculated
                | Value::Text(_)
                | Value::Number(_)
                | Value::Date(_)
                | Value::Truth(_) => continue,
            };
            if line < first {
                continue;
            }
            if faults.diagnostics.len() >= SHOWN {
                more = more.saturating_add(1);
                continue;
            }
            faults.diagnostics.push(Diagnostic {
                code: Code::NoValue.code(),
                severity: Severity::Error,
                place: Some(Place {
                    file: Arc::clone(name),
                    line,
                    column: u64::from(column).saturating_add(1),
                    sheet: true,
                }),
                excerpt: None,
                message,
                help: Some(help.to_owned()),
            });
        }
        if more > 0 {
            faults.more.insert(Code::NoValue.code(), more);
        }
        if faults.diagnostics.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// Whether a column is read as a name, a date or an id, in which a number is its digits.
fn is_plain(layout: &Layout, column: usize) -> bool {
    let single = [layout.period, layout.period_end, layout.currency, layout.id, layout.stage];
    single.contains(&Some(column))
        || layout.year.is_some_and(|year| year.column == column)
        || layout.names.contains(&Some(column))
        || layout.conditions.iter().any(|(known, _)| *known == column)
}

/// Whether a column is read as figures.
fn is_figure(layout: &Layout, column: usize) -> bool {
    layout.measures.iter().any(|measure| measure.column == column)
        || [layout.wide_total, layout.own_revenue, layout.own_margin].contains(&Some(column))
        || layout.assumptions.iter().any(|(known, _)| *known == column)
}

/// What is said about a sheet, without the marks of its number cells.
pub(crate) fn unmarked(said: &mut [Diagnostic]) {
    for one in said.iter_mut().filter(|one| one.message.contains('\0')) {
        one.message = one.message.replace('\0', "");
    }
    for help in said.iter_mut().filter_map(|one| one.help.as_mut()).filter(|help| help.contains('\0')) {
        *help = help.replace('\0', "");
    }
}
