//! The commented `cacltv.toml` that `init` writes: every table and key, those that are settled and the others as comments
//! with an example. `# ` begins a sentence, `#` without a space a line to take into use.

use super::keys::{CHANNELS, CHECK, INPUT, Key, Kind, TABLES, Table};
use crate::domain::quoted::{list, quoted};

/// Names up to this many are listed.
const LISTED: usize = 100;

const HEAD: &str = "\
# The configuration of cacltv, found from this folder and those below it. Flags stand before it.
# A line that begins with # and no space shows a key with an example: take away the # to use it.
# What each key may hold: cacltv schema config; what the words mean: cacltv explain
";

/// Rules that the sample files keep.
const RULES: &str = "\
[[check]]
metric = \"ltv_cac\"
min = 3

[[check]]
metric = \"payback_months\"
max = 12

";

/// What is settled of some files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pinned {
    /// The files as they were named.
    pub files: Vec<String>,
    /// Further keys of `[input]` with their values, as they stand in the file.
    pub input: Vec<(&'static str, String)>,
    /// `[[input.file]]`, a table a file.
    pub tables: String,
    /// Rules of `check`, as they stand in the file.
    pub rules: &'static str,
    /// Names that are others.
    pub aliases: Vec<(String, Vec<String>)>,
    /// Names that may be others.
    pub proposed: Vec<(String, Vec<String>)>,
    /// Names with spend and without customers, which no proposal names.
    pub spend_only: Vec<String>,
    /// Names with customers and without spend, which no proposal names.
    pub customers_only: Vec<String>,
}

/// The configuration of sample files.
#[must_use]
pub fn sample(files: &[String]) -> String {
    let settled = Pinned { files: files.to_vec(), rules: RULES, ..Pinned::default() };
    pinned(&settled)
}

/// The configuration that settles how files are read.
#[must_use]
pub fn pinned(settled: &Pinned) -> String {
    let mut text = HEAD.to_owned();
    for table in TABLES {
        text.push('\n');
        match table.name {
            "input" => input(&mut text, settled),
            "channels" => channels(&mut text, settled),
            _ => plain(&mut text, table, &[]),
        }
        if table.name == "bands" {
            text.push('\n');
            text.push_str(settled.rules);
            text.push_str(&format!("# {}\n#[[{}]]\n", CHECK.about, CHECK.name));
            CHECK.keys.iter().for_each(|key| line(&mut text, key, None));
        }
    }
    text
}

/// A table with its keys, and after it the tables within it.
fn plain(text: &mut String, table: &Table, settled: &[(&str, String)]) {
    text.push_str(&format!("# {}\n[{}]\n", table.about, table.name));
    for key in table.keys {
        match key.kind {
            Kind::Tables(_) | Kind::TableOf(_) => {}
            Kind::Text
            | Kind::Figure
            | Kind::Word(_)
            | Kind::Truth
            | Kind::Texts
            | Kind::TextOf
            | Kind::FigureOf
            | Kind::TextsOf
            | Kind::WordOrFigureOf(_)
            | Kind::Decimals(_) => line(text, key, settled.iter().find(|(name, _)| *name == key.name)),
        }
    }
    for key in table.keys {
        let (within, header) = match key.kind {
            Kind::Tables(within) => (within, format!("[[{}]]", within.name)),
            Kind::TableOf(within) => (within, format!("[{}.\"Newsletter\"]", within.name)),
            Kind::Text
            | Kind::Figure
            | Kind::Word(_)
            | Kind::Truth
            | Kind::Texts
            | Kind::TextOf
            | Kind::FigureOf
            | Kind::TextsOf
            | Kind::WordOrFigureOf(_)
            | Kind::Decimals(_) => continue,
        };
        text.push_str(&format!("\n# {}\n#{header}\n", within.about));
        within.keys.iter().for_each(|key| line(text, key, None));
    }
}

fn line(text: &mut String, key: &Key, settled: Option<&(&str, String)>) {
    text.push_str(&format!("# {}\n", key.about));
    match settled {
        Some((name, value)) => text.push_str(&format!("{name} = {value}\n")),
        None => text.push_str(&format!("#{} = {}\n", key.name, key.example)),
    }
}

fn input(text: &mut String, settled: &Pinned) {
    let mut all = vec![("files", list(&settled.files))];
    all.extend(settled.input.iter().cloned());
    plain(text, &INPUT, &all);
    if !settled.tables.is_empty() {
        text.push_str("\n# How these files are read, as their cells prove it\n");
        text.push_str(&settled.tables);
        text.push('\n');
    }
}

fn channels(text: &mut String, settled: &Pinned) {
    let known = [&settled.spend_only, &settled.customers_only];
    if settled.aliases.is_empty() && settled.proposed.is_empty() && known.iter().all(|names| names.is_empty()) {
        return plain(text, &CHANNELS, &[]);
    }
    text.push_str(&format!("# {}\n[{}]\n", CHANNELS.about, CHANNELS.name));
    CHANNELS.keys.iter().filter(|key| key.name != "aliases").for_each(|key| line(text, key, None));
    text.push_str(
        "\n# Other names of a channel: NAME = [\"other\", \"another\"]. Nothing merges by itself\n[channels.aliases]\n",
    );
    for (name, others) in &settled.aliases {
        text.push_str(&format!("{} = {}\n", quoted(name), list(others)));
    }
    if !settled.proposed.is_empty() {
        text.push_str("# These look like one channel each:\n");
    }
    for (name, others) in &settled.proposed {
        text.push_str(&format!("#{} = {}\n", quoted(name), list(others)));
    }
    for (what, names) in
        [("spend and no customers", &settled.spend_only), ("customers and no spend", &settled.customers_only)]
    {
        if !names.is_empty() {
            text.push_str(&format!("# Names with {what}:\n"));
        }
        for name in names.iter().take(LISTED) {
            text.push_str(&format!("#   {}\n", quoted(name)));
        }
        if let Some(more) = names.len().checked_sub(LISTED).filter(|more| *more > 0) {
            text.push_str(&format!("#   and {more} more\n"));
        }
    }
}
