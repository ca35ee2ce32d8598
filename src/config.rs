//! `cacltv.toml`: where it is found, and its words. What they mean is `plan`'s affair, as with flags.
//!
//! Every fault names the file, the line and the column; an unknown key is a fault, never passed over.

mod checks;
pub mod keys;
mod reader;
mod tables;
pub mod template;

use std::path::{Path, PathBuf};

use toml::de::DeTable;

use crate::cli::{CostArgs, InputArgs, ModelArgs, OutputArgs};
use crate::domain::path;
use crate::input::whole_file;
use crate::usage::Usage;

pub use self::checks::CheckWords;
use self::checks::checks;
use self::reader::{Reader, entries};
use self::tables::{bands, channels, costs, input, model, output};

/// The name of the file.
pub const NAME: &str = "cacltv.toml";

/// A line and a column, from 1.
pub type Place = (usize, usize);

/// A word of the file, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The text, as it would follow a flag.
    pub text: String,
    /// Where it stands.
    pub at: Place,
}

/// `[[input.file]]`: how one file is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileWords {
    /// Its keys with their words.
    pub keys: Vec<(&'static str, Word)>,
    /// `columns`: a field and its column.
    pub columns: Vec<(String, Word)>,
}

/// The most bytes a configuration may have.
const LIMIT: u64 = 16 << 20;

/// The words of a configuration.
#[derive(Debug, Default)]
pub struct Config {
    /// The file as shown.
    pub name: String,
    /// The folder that its paths begin from.
    pub folder: PathBuf,
    /// `[input]`, as flags.
    pub input: InputArgs,
    /// `files` of `[input]`.
    pub listed: Vec<Word>,
    /// `where` of `[input]`, as flags.
    pub conditions: Vec<String>,
    /// `[channels.aliases]`: a name and the others that are it.
    pub aliases: Vec<(Word, Vec<Word>)>,
    /// `[[input.file]]`.
    pub files: Vec<FileWords>,
    /// `[model]` and `[costs]`, as flags.
    pub model: ModelArgs,
    /// `[costs]`, as flags.
    pub costs: CostArgs,
    /// `[costs.categories]`: a text and the category it is.
    pub categories: Vec<(String, String)>,
    /// `unpaid` of `[channels]`.
    pub unpaid: Vec<String>,
    /// `lag` of `[costs]`.
    pub lag: Option<String>,
    /// `[model.channel."X"]`, as flags.
    pub channels: Vec<(Word, ModelArgs)>,
    /// `[bands]`: a name and its limit.
    pub bands: Vec<(&'static str, Word)>,
    /// `[[check]]`.
    pub checks: Vec<CheckWords>,
    /// `[output]`, as flags.
    pub output: OutputArgs,
    /// `year_start` of `[output]`.
    pub year_start: Option<String>,
    /// Where the words of each table stand, by the table's and the key's name; `…[0]` is the first of several.
    places: Vec<(String, Place)>,
}

/// Finds and reads the configuration: the file given, else the nearest upward to the repository's root, else the
/// user's own.
///
/// # Errors
/// A file that is given and cannot be read, and every fault of what it says.
pub fn load(given: Option<&str>, none: bool) -> Result<Option<Config>, Usage> {
    if none {
        return Ok(None);
    }
    let variable = std::env::var_os("CACLTV_CONFIG").map(|name| path::text(&name)).filter(|name| !name.is_empty());
    let (path, name) = match given.map(str::to_owned).or(variable) {
        Some(name) => (path::path(&name), name),
        None => match nearest_file() {
            Some(found) => found,
            None => return Ok(None),
        },
    };
    let text = whole_file(&name, LIMIT)
        .map_err(|why| Usage { message: format!("the configuration '{name}' cannot be read: {why}"), help: None })?;
    let text = String::from_utf8(text).map_err(|_| Usage {
        message: format!("the configuration '{name}' is not UTF-8"),
        help: Some("save it as UTF-8".to_owned()),
    })?;
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    read(&text, name, folder).map(Some)
}

fn nearest_file() -> Option<(PathBuf, String)> {
    let here = std::env::current_dir().ok()?;
    let mut shown = String::new();
    for folder in here.ancestors() {
        if folder.join(NAME).is_file() {
            let name = format!("{shown}{NAME}");
            return Some((PathBuf::from(&name), name));
        }
        if folder.join(".git").exists() {
            break;
        }
        shown.push_str("../");
    }
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
    let path = base.join("cacltv").join(NAME);
    path.is_file().then(|| (path.clone(), path::text(&path)))
}

/// The words of a configuration's text.
///
/// # Errors
/// The first fault, with its line and column.
pub fn read(text: &str, name: String, folder: PathBuf) -> Result<Config, Usage> {
    let reader = Reader::new(text, &name);
    let document = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or((1, 1), |span| reader.at(span.start));
        reader.wrong(at, error.message().to_owned(), None)
    })?;
    let mut config = Config { folder, ..Config::default() };
    for (key, value) in entries(document.get_ref()) {
        match &**key.get_ref() {
            "input" => input(&reader, reader.table(value, "input")?, &mut config)?,
            "channels" => channels(&reader, reader.table(value, "channels")?, &mut config)?,
            "costs" => costs(&reader, reader.table(value, "costs")?, &mut config)?,
            "model" => model(&reader, reader.table(value, "model")?, &mut config)?,
            "bands" => bands(&reader, reader.table(value, "bands")?, &mut config)?,
            "check" => config.checks = checks(&reader, value)?,
            "output" => output(&reader, reader.table(value, "output")?, &mut config)?,
            other => {
                let known: Vec<&str> = keys::TABLES.iter().chain([&&keys::CHECK]).map(|table| table.name).collect();
                return Err(reader.unknown(key.span().start, "table", other, "", &known));
            }
        }
    }
    config.name = name;
    Ok(config)
}

impl Config {
    /// A fault of what a key of a table says, at its place.
    #[must_use]
    pub fn fault(&self, table: &str, usage: Usage) -> Usage {
        let flag = usage.message.strip_prefix("--");
        let key = flag.and_then(|text| text.split([':', ' ']).next()).unwrap_or_default();
        let wanted = format!("{table}.{}", key.replace('-', "_"));
        let found = self.places.iter().find(|(name, _)| *name == wanted);
        let found = found.or_else(|| self.places.iter().find(|(name, _)| name.starts_with(&format!("{table}."))));
        self.put(found.map_or((1, 1), |(_, at)| *at), in_words_of_the_file(usage))
    }

    /// A fault of one of the things that a key holds, by its place among them, when the flag has another name.
    #[must_use]
    pub fn fault_of(&self, key: &str, item: usize, usage: Usage) -> Usage {
        let wanted = format!("{key}[{item}]");
        let at = self.places.iter().find(|(name, _)| *name == wanted).map_or((1, 1), |(_, at)| *at);
        let (_, name) = key.rsplit_once('.').unwrap_or(("", key));
        let what = usage.message.strip_prefix("--").and_then(|text| text.split_once(": "));
        let message = what.map(|(_, what)| format!("--{name}: {what}"));
        let message = message.unwrap_or(usage.message);
        self.put(at, in_words_of_the_file(Usage { message, help: usage.help }))
    }

    fn put(&self, (line, column): Place, usage: Usage) -> Usage {
        Usage { message: format!("{}:{line}:{column}: {}", self.name, usage.message), help: usage.help }
    }

    /// A fault of a word.
    #[must_use]
    pub fn at(&self, word: &Word, message: &str, help: Option<String>) -> Usage {
        self.put(word.at, Usage { message: message.to_owned(), help })
    }

    /// A fault of what a word says, which speaks of flags.
    #[must_use]
    pub fn fault_at(&self, word: &Word, usage: Usage) -> Usage {
        self.put(word.at, in_words_of_the_file(usage))
    }

    /// A path of the file, from where the program runs.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        // `-` is standard input, wherever the file lies.
        if path == "-" || self.folder.as_os_str().is_empty() || Path::new(path).is_absolute() {
            return path.to_owned();
        }
        path::text(self.folder.join(path::path(path)))
    }

    /// A path of the file as a pattern from where the program runs: what looks like one in the folder is none.
    #[must_use]
    pub fn pattern(&self, path: &str) -> String {
        let folder = path::text(&self.folder);
        let whole = self.path(path);
        match whole.strip_suffix(path).filter(|before| !before.is_empty() && before.starts_with(&folder)) {
            Some(before) => format!("{}{path}", glob::Pattern::escape(before)),
            None => whole,
        }
    }
}

/// Keys of the file are named as there, not as flags: `--churn-base` is `churn_base`.
fn in_words_of_the_file(usage: Usage) -> Usage {
    let spelled = |text: String| {
        let mut parts = text.split("--");
        let mut all = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            if !part.starts_with(|c: char| c.is_ascii_lowercase()) {
                all.push_str("--");
            }
            let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(part.len());
            let (name, rest) = part.split_at_checked(end).unwrap_or((part, ""));
            all.push_str(&name.replace('-', "_"));
            all.push_str(rest);
        }
        all
    };
    Usage { message: spelled(usage.message), help: usage.help.map(spelled) }
}
