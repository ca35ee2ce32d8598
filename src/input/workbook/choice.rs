//! Which sheets of a workbook are meant: those named, else the only one that can be.

use std::sync::Arc;

use super::super::code::Code;
use super::super::dialect::{Trouble, detect};
use super::super::names::key;
use super::super::suggest::nearest;
use super::super::{Options, Refusal, Role, whole};
use super::sheet::{Grid, SEPARATOR};
use super::{Book, MEND};
use crate::domain::place::{Diagnostic, Severity};
use crate::domain::understood::Skipped;

/// Bytes of a sheet in which its header is looked for.
const HEAD: usize = 256 << 10;

/// A sheet to read.
pub(crate) struct Chosen {
    /// Its name.
    pub(crate) name: String,
    /// Its cells.
    pub(crate) grid: Grid,
    /// Other sheets that were passed over, and why.
    pub(crate) passed: Vec<Skipped>,
}

/// The sheets to read, in the order of the workbook.
pub(crate) fn chosen(
    book: &mut Book,
    file: &Arc<str>,
    role: Option<Role>,
    options: &Options,
) -> Result<Vec<Chosen>, Refusal> {
    if options.sheets.is_empty() { found(book, file, role, options) } else { named(book, file, options) }
}

fn refused(file: &Arc<str>, message: String, help: String) -> Refusal {
    vec![whole(Code::Sheet, Severity::Error, file, message, Some(help))].into()
}

fn unreadable(file: &Arc<str>, name: &str, why: &str) -> Refusal {
    let message = format!("the sheet '{name}' cannot be read: {why}");
    vec![whole(Code::Unreadable, Severity::Error, file, message, Some(MEND.to_owned()))].into()
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}

/// A sheet's name as a word of a command line.
fn flag(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if plain && !name.starts_with('-') {
        format!("--sheet {name}")
    } else {
        format!("--sheet '{}'", name.replace('\'', "'\\''"))
    }
}

/// The sheets that flags or the configuration name, hidden ones too.
fn named(book: &mut Book, file: &Arc<str>, options: &Options) -> Result<Vec<Chosen>, Refusal> {
    let wanted: Vec<String> = options.sheets.iter().map(|name| key(name)).collect();
    let all: Vec<String> = book.sheets.iter().map(|(name, _)| name.clone()).collect();
    let names: Vec<&String> = all.iter().filter(|name| wanted.contains(&key(name))).collect();
    if names.is_empty() {
        let asked = quoted(options.sheets.iter().map(String::as_str));
        let message = format!("the workbook has no sheet {asked}; it has {}", quoted(all.iter().map(String::as_str)));
        let near = options.sheets.iter().find_map(|name| nearest(name, all.iter().map(String::as_str)));
        let near = near.or(all.first().map(String::as_str)).unwrap_or_default();
        return Err(refused(file, message, flag(near)));
    }
    let mut chosen = Vec::new();
    for name in names {
        let grid = book.grid(name).map_err(|why| unreadable(file, name, &why))?;
        chosen.push(Chosen { name: name.clone(), grid, passed: Vec::new() });
    }
    Ok(chosen)
}

/// The only sheet that holds anything, or the only one whose header resolves.
fn found(book: &mut Book, file: &Arc<str>, role: Option<Role>, options: &Options) -> Result<Vec<Chosen>, Refusal> {
    let shown: Vec<String> = book.sheets.iter().filter(|(_, shown)| *shown).map(|(name, _)| name.clone()).collect();
    let hidden = book.sheets.iter().filter(|(_, shown)| !*shown);
    let mut passed: Vec<Skipped> =
        hidden.map(|(name, _)| Skipped::Sheet("the hidden sheet", name.clone(), "")).collect();
    let mut grids: Vec<(String, Grid)> = Vec::new();
    for name in shown {
        let grid = book.grid(&name).map_err(|why| unreadable(file, &name, &why))?;
        if grid.is_empty() {
            passed.push(Skipped::Sheet("the empty sheet", name, ""));
        } else {
            grids.push((name, grid));
        }
    }
    if grids.len() > 1 {
        let fits: Vec<bool> = grids.iter().map(|(_, grid)| resolves(grid, file, role, options)).collect();
        let count = fits.iter().filter(|fits| **fits).count();
        if count != 1 {
            return Err(unclear(file, &grids, &fits, count));
        }
        let mut fit = fits.iter();
        let mut others = Vec::new();
        grids.retain(|(name, _)| {
            let fits = fit.next() == Some(&true);
            if !fits {
                others.push(Skipped::Sheet("the sheet", name.clone(), ", which has no such header"));
            }
            fits
        });
        passed.splice(0..0, others);
    }
    match grids.pop() {
        Some((name, grid)) => Ok(vec![Chosen { name, grid, passed }]),
        None if passed.is_empty() => Err(refused(file, "the workbook has no sheet".to_owned(), MEND.to_owned())),
        None => {
            let passed: Vec<String> = passed.iter().map(Skipped::to_string).collect();
            let message = format!("no sheet of the workbook is shown and filled: it has {}", passed.join(", "));
            let first = book.sheets.iter().find(|(_, shown)| !*shown).or(book.sheets.first());
            Err(refused(file, message, first.map_or_else(String::new, |(name, _)| flag(name))))
        }
    }
}

/// None of several sheets, or more than one, could be meant.
fn unclear(file: &Arc<str>, grids: &[(String, Grid)], fits: &[bool], count: usize) -> Refusal {
    let names = |wanted: bool| {
        grids.iter().zip(fits).filter(move |(_, fits)| **fits == wanted).map(|((name, _), _)| name.as_str())
    };
    if count == 0 {
        let message = format!("no sheet has a header with the columns needed: {}", quoted(names(false)));
        let help = names(false).next().map_or_else(String::new, |name| format!("{}  says what it lacks", flag(name)));
        return refused(file, message, help);
    }
    let message = format!("which sheet is meant? {count} of them could be: {}", quoted(names(true)));
    let all: Vec<String> = names(true).map(flag).collect();
    let one = all.first().cloned().unwrap_or_default();
    refused(file, message, format!("{one}   or, to read all of them,   {}", all.join(" ")))
}

/// Whether a sheet has a header, be it a faulty one.
fn resolves(grid: &Grid, file: &Arc<str>, role: Option<Role>, options: &Options) -> bool {
    let Ok(lines) = grid.lines(usize::MAX, |_| false) else { return true };
    let head = lines.text.get(..HEAD).unwrap_or(&lines.text);
    let options = Options { delimiter: Some(SEPARATOR), ..options.clone() };
    match detect(head, head.len() == lines.text.len(), role, file, &options) {
        Ok(_) => true,
        Err(Trouble::Whole(code, ..) | Trouble::At(code, _)) => {
            !matches!(code, Code::NoHeader | Code::Empty | Code::Foreign)
        }
    }
}

/// Names of sheets that no workbook of the run has.
pub(crate) fn unknown(wanted: &[String], read: &[Arc<str>]) -> Vec<Diagnostic> {
    let known =
        |name: &String| read.iter().any(|file| file.rsplit_once('!').is_some_and(|(_, own)| key(own) == key(name)));
    let missing = wanted.iter().filter(|name| !known(name));
    missing
        .map(|name| Diagnostic {
            code: Code::Sheet.code(),
            severity: Severity::Error,
            place: None,
            excerpt: None,
            message: if read.is_empty() {
                format!("--sheet '{name}' has no use: no file is a workbook")
            } else {
                format!("no workbook has a sheet '{name}'")
            },
            help: Some("cacltv inspect FILE  lists what was read".to_owned()),
        })
        .collect()
}
