//! From the names of files to sources: folders and patterns are opened out, and single files get their own keys.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::domain::path;
use crate::domain::place::{Diagnostic, Place, Severity};
use crate::input::code::Code;
use crate::input::{Origin, Refusal, Source};
use crate::output::plainly;
use crate::plan::{Input, Named, Section};

/// The files behind names: folders and patterns are opened out, in the order of their names.
pub(super) fn sources(input: &Input) -> Result<Vec<Source>, Refusal> {
    let sections = opened(&input.sections);
    let mut all = Vec::new();
    let mut faults = Vec::new();
    for named in &input.files {
        let source = |name: &str| {
            let real = if sections.is_empty() { None } else { real(name) };
            let section = real.and_then(|path| sections.get(&path)).copied();
            Source {
                name: name.into(),
                origin: if name == "-" { Origin::Stdin } else { Origin::Path(path::path(name)) },
                role: named.role.or(section.and_then(|section| section.role)),
                channel: named.channel.clone().or(section.and_then(|section| section.channel.clone())),
                own: section.map(|section| section.own.clone()).unwrap_or_default(),
            }
        };
        let path = &path::path(&named.name);
        let pattern = named.listed.as_ref().map_or(&named.name, |listed| &listed.pattern);
        if path.is_dir() {
            match folder(path) {
                Ok(found) if found.is_empty() => {
                    faults.push(unreadable(named, "it is a folder without .csv, .tsv, .xlsx or .ods files"));
                }
                Ok(found) => all.extend(found.iter().map(|name| source(name))),
                Err(error) => faults.push(unreadable(named, &plainly(&error.into()))),
            }
        } else if !path.exists() && named.name.contains(['*', '?', '[']) {
            match matching(pattern) {
                Ok(found) if found.is_empty() => faults.push(unreadable(named, "no file matches the pattern")),
                Ok(found) => all.extend(found.iter().map(|name| source(name))),
                Err(error) => {
                    let folder = path::text(error.path());
                    let why = plainly(&std::io::Error::from(error).into());
                    faults.push(unreadable(named, &format!("in '{folder}': {why}")));
                }
            }
        } else if named.listed.is_some() && named.name != "-" && !path.exists() {
            faults.push(unreadable(named, "no such file"));
        } else {
            all.push(source(&named.name));
        }
    }
    if faults.is_empty() { Ok(all) } else { Err(faults.into()) }
}

/// The real files behind the paths of sections; of two for one file the first counts.
fn opened(sections: &[Section]) -> HashMap<PathBuf, &Section> {
    let mut all = HashMap::new();
    for section in sections {
        if let Some(path) = real(&section.path) {
            all.entry(path).or_insert(section);
        } else if let Ok(found) = glob::glob(&section.pattern) {
            for path in found.filter_map(Result::ok).filter_map(|path| std::fs::canonicalize(path).ok()) {
                all.entry(path).or_insert(section);
            }
        }
    }
    all
}

/// The file behind a name, links followed; standard input is its own.
fn real(name: &str) -> Option<PathBuf> {
    if name == "-" { Some(PathBuf::from(name)) } else { std::fs::canonicalize(path::path(name)).ok() }
}

/// The files that a pattern matches, in the order of their names.
///
/// # Errors
/// A folder on the way that cannot be read, so that what lies in it is not known.
fn matching(pattern: &str) -> Result<Vec<String>, glob::GlobError> {
    let Ok(paths) = glob::glob(pattern) else { return Ok(Vec::new()) };
    let mut names = paths.map(|path| path.map(path::text)).collect::<Result<Vec<String>, _>>()?;
    names.extend(no_text(pattern));
    names.sort();
    Ok(names)
}

/// What a pattern matches among names that are no UTF-8, or lie in a folder of such a name: `glob` passes over them.
fn no_text(pattern: &str) -> Vec<String> {
    let (folder, last) = pattern.rsplit_once('/').unwrap_or((".", pattern));
    let Ok(last) = glob::Pattern::new(last) else { return Vec::new() };
    let folders = match glob::glob(folder) {
        Ok(found) if folder.contains(['*', '?', '[']) => found.filter_map(Result::ok).collect(),
        Ok(_) | Err(_) => vec![path::path(folder)],
    };
    let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().filter_map(Result::ok);
    let matching = entries.filter(|entry| last.matches(&path::text(entry.file_name())));
    let paths = matching.map(|entry| entry.path()).filter(|path| path.to_str().is_none());
    paths.map(|path| path::text(path.strip_prefix(".").unwrap_or(&path))).collect()
}

/// The data files of a folder, in the order of their names. A link that leads nowhere is one of them: what it stood
/// for is missing, and not to be passed over.
///
/// # Errors
/// When the folder cannot be read.
pub(super) fn folder(path: &Path) -> std::io::Result<Vec<String>> {
    let data = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
        // What a spreadsheet leaves beside a workbook that is open.
        let lock = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"~$"));
        !path.is_dir() && !lock && matches!(ending.as_deref(), Some("csv" | "tsv" | "xlsx" | "ods"))
    };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(path)? {
        names.extend(Some(entry?.path()).filter(data).map(path::text));
    }
    names.sort();
    Ok(names)
}

fn unreadable(named: &Named, why: &str) -> Diagnostic {
    let (name, place) = match &named.listed {
        None => (&named.name, None),
        Some(listed) => {
            let counted = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
            let (line, column) = listed.at;
            let place = Place {
                file: listed.config.as_str().into(),
                line: counted(line),
                column: counted(column),
                sheet: false,
            };
            (&listed.text, Some(place))
        }
    };
    Diagnostic {
        code: Code::Unreadable.code(),
        severity: Severity::Error,
        place,
        excerpt: None,
        message: format!("'{name}' cannot be read: {why}"),
        help: None,
    }
}
