//! `init`: writes a commented configuration, with sample files or with what was proved of the files named. What exists
//! is never written over.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::{Surroundings, read};
use crate::calc::compute;
use crate::config::{NAME, template};
use crate::domain::assumptions::Assumptions;
use crate::domain::ledger::Dimension;
use crate::domain::path;
use crate::exit::Exit;
use crate::output::{anew, plainly, stdout};
use crate::plan::{Init, Pins, Usage};
use crate::render::{messages, safe};
use crate::report::alias::unmatched;
use crate::report::inspection::tables;

/// Sample files, by name.
const SAMPLES: [(&str, &str); 3] = [
    ("spend.csv", include_str!("../config/sample/spend.csv")),
    ("customers.csv", include_str!("../config/sample/customers.csv")),
    ("revenue.csv", include_str!("../config/sample/revenue.csv")),
];

/// Carries out `init`.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn init(plan: Init, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    match plan {
        Init::Samples(folder) => samples(&folder, around),
        Init::Pins(plan) => pins(*plan, around),
    }
}

/// Why a file is not written, when something is there.
fn taken(path: &Path) -> Option<Usage> {
    std::fs::symlink_metadata(path).ok().map(|_| Usage {
        message: format!("'{}' exists, and init writes over nothing", path::text(path)),
        help: Some("name another folder; nothing was written".to_owned()),
    })
}

/// Why samples have no place in a folder: they would be read as its own figures.
fn among(folder: &Path) -> Option<Usage> {
    let first = super::sources::folder(folder).ok()?.into_iter().next()?;
    let own = folder.join("*.csv");
    Some(Usage {
        message: format!("the data of '{}' and samples would be read as one", path::text(plain(&path::path(&first)))),
        help: Some(format!(
            "cacltv init {} settles how your files are read; cacltv init demo tries samples",
            path::text(plain(&own))
        )),
    })
}

/// A path without a `./` before it.
fn plain(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}

fn samples(folder: &Path, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let names: Vec<String> = SAMPLES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let config = template::sample(&names);
    let files: Vec<(PathBuf, &str)> = std::iter::once((NAME, config.as_str()))
        .chain(SAMPLES)
        .map(|(name, text)| (plain(&folder.join(name)).to_path_buf(), text))
        .collect();
    if let Some(usage) = files.iter().find_map(|(path, _)| taken(path)) {
        return Ok(around.usage(&usage));
    }
    if let Some(usage) = among(folder) {
        return Ok(around.usage(&usage));
    }
    std::fs::create_dir_all(folder)
        .map_err(|error| anyhow!("the folder '{}' cannot be made: {}", path::text(folder), plainly(&error.into())))?;
    let mut said = String::new();
    for (path, text) in &files {
        write(path, text)?;
        said.push_str(&format!("wrote {}\n", shown(path)));
    }
    let go = if folder == Path::new(".") { String::new() } else { format!("cd {} && ", quoted(folder)) };
    said.push_str(&format!("next: {go}cacltv report\n"));
    stdout(around, &said)?;
    Ok(Exit::Done)
}

fn pins(plan: Pins, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let path = Path::new(NAME);
    if let Some(usage) = taken(path).filter(|_| !plan.printed) {
        let help = Some("-o - prints the configuration instead; nothing was written".to_owned());
        return Ok(around.usage(&Usage { help, ..usage }));
    }
    let reading = match read(&plan.input, around) {
        Ok(reading) => reading,
        Err(refusal) => return Ok(around.refuse(&refusal)),
    };
    around.say(&messages::messages(&reading.diagnostics, &BTreeMap::new(), around.color));
    let assumptions = Assumptions { without_retention_payback: true, ..Assumptions::default() };
    let found = unmatched(&compute(&reading.ledger, &assumptions, &[Dimension::Channel]));
    let proposed = found.pairs.len();
    let text = template::pinned(&template::Pinned {
        files: plan.files,
        input: plan.settled,
        tables: tables(&reading.understood),
        rules: "",
        aliases: plan.aliases,
        proposed: found.pairs,
        spend_only: found.spend_only,
        customers_only: found.customers_only,
    });
    if plan.printed {
        stdout(around, &text)?;
        return Ok(Exit::Done);
    }
    write(path, &text)?;
    let mut said = format!("wrote {NAME}\n");
    if proposed > 0 {
        let channels = if proposed == 1 { "1 channel".to_owned() } else { format!("{proposed} channels") };
        said.push_str(&format!("look at: [channels.aliases], where {channels} may stand under two names\n"));
    }
    said.push_str("next: cacltv report\n");
    stdout(around, &said)?;
    Ok(Exit::Done)
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    anew(path, text.as_bytes())
        .map_err(|error| anyhow!("'{}' cannot be written: {}", path::text(path), plainly(&error)))
}

fn shown(path: &Path) -> String {
    safe::visible(&path::text(path))
}

/// A path as a word of a shell.
fn quoted(path: &Path) -> String {
    crate::render::shell_word(&path::text(path))
}
