//! From the names of files to sources: folders and patterns are opened out, and single files get their own keys.

use std::path::{Path, PathBuf};

use crate::domain::place::{Diagnostic, Place, Severity};
use crate::input::code::Code;
use crate::input::{Origin, Refusal, Source};
use crate::plan::{Input, Named, Section};

/// The files behind names: folders and patterns are opened out, in the order of their names.
pub(super) fn sources(input: &Input) -> Result<Vec<Source>, Refusal> {
    let sections = opened(&input.sections);
    let mut all = Vec::new();
    let mut faults = Vec::new();
    for named in &input.files {
        let source = |name: &str| {
            let real = if sections.is_empty() { None } else { real(name) };
            let section = sections.iter().find(|(path, _)| real.as_ref() == Some(path)).map(|(_, section)| *section);
            Source {
                name: name.into(),
                origin: if name == "-" { Origin::Stdin } else { Origin::Path(PathBuf::from(name)) },
                role: named.role.or(section.and_then(|section| section.role)),
                channel: named.channel.clone().or(section.and_then(|section| section.channel.clone())),
                own: section.map(|section| section.own.clone()).unwrap_or_default(),
            }
        };
        let path = Path::new(&named.name);
        let pattern = named.listed.as_ref().map_or(&named.name, |listed| &listed.pattern);
        if path.is_dir() {
            let found = folder(path);
            if found.is_empty() {
                faults.push(unreadable(named, "it is a folder without .csv, .tsv, .xlsx or .ods files"));
            }
            all.extend(found.iter().map(|name| source(name)));
        } else if !path.exists() && named.name.contains(['*', '?', '[']) {
            let mut found: Vec<String> = glob::glob(pattern)
                .map(|paths| paths.filter_map(Result::ok).filter_map(|path| path.to_str().map(str::to_owned)).collect())
                .unwrap_or_default();
            found.sort();
            if found.is_empty() {
                faults.push(unreadable(named, "no file matches the pattern"));
            }
            all.extend(found.iter().map(|name| source(name)));
        } else if named.listed.is_some() && named.name != "-" && !path.exists() {
            faults.push(unreadable(named, "no such file"));
        } else {
            all.push(source(&named.name));
        }
    }
    if faults.is_empty() { Ok(all) } else { Err(faults.into()) }
}

/// The real files behind the paths of sections; of two for one file the first counts.
fn opened(sections: &[Section]) -> Vec<(PathBuf, &Section)> {
    let mut all = Vec::new();
    for section in sections {
        if let Some(path) = real(&section.path) {
            all.push((path, section));
        } else if let Ok(found) = glob::glob(&section.pattern) {
            let found = found.filter_map(Result::ok).filter_map(|path| std::fs::canonicalize(path).ok());
            all.extend(found.map(|path| (path, section)));
        }
    }
    all
}

/// The file behind a name, links followed; standard input is its own.
fn real(name: &str) -> Option<PathBuf> {
    if name == "-" { Some(PathBuf::from(name)) } else { std::fs::canonicalize(name).ok() }
}

/// The data files of a folder, in the order of their names.
pub(super) fn folder(path: &Path) -> Vec<String> {
    let data = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
        // What a spreadsheet leaves beside a workbook that is open.
        let lock = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("~$"));
        path.is_file() && !lock && matches!(ending.as_deref(), Some("csv" | "tsv" | "xlsx" | "ods"))
    };
    let mut names: Vec<String> = std::fs::read_dir(path)
        .map(|entries| {
            entries
                .filter_map(Result::ok)
                .map(|entry| entry.path())
                .filter(data)
                .filter_map(|path| path.to_str().map(str::to_owned))
                .collect()
        })
        .unwrap_or_default();
    names.sort();
    names
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
