//! `cacltv.toml`: where it is found, and its words. What they mean is `plan`'s affair, as with flags.
//!
//! Every fault names the file, the line and the column; an unknown key is a fault, never passed over.

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::cli::{CostArgs, InputArgs, ModelArgs, OutputArgs};
use crate::input::suggest::nearest;
use crate::usage::Usage;

/// The name of the file.
const NAME: &str = "cacltv.toml";

/// A word of the file, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The text, as it would follow a flag.
    pub text: String,
    /// Its line and column, from 1.
    pub at: (usize, usize),
}

/// `[[input.file]]`: how one file is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileWords {
    /// Its keys with their words.
    pub keys: Vec<(&'static str, Word)>,
    /// `columns`: a field and its column.
    pub columns: Vec<(String, Word)>,
}

/// The words of a configuration.
#[derive(Debug, Default)]
pub struct Config {
    /// The file as shown.
    pub name: String,
    /// The folder that its paths begin from.
    pub folder: PathBuf,
    /// `[input]`, as flags.
    pub input: InputArgs,
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
    pub channels: Vec<(String, ModelArgs)>,
    /// `[output]`, as flags.
    pub output: OutputArgs,
    /// Where the words of each table stand, by the table's and the key's name.
    places: Vec<(String, (usize, usize))>,
}

/// The keys of `[[input.file]]` beside `columns`.
pub const FILE_KEYS: &[&str] = &[
    "path",
    "role",
    "channel",
    "encoding",
    "delimiter",
    "decimal",
    "date_format",
    "period",
    "negate",
    "totals",
    "missing",
    "fractional_customers",
];

/// Finds and reads the configuration: the file given, else the nearest upward to the repository's root, else the
/// user's own.
///
/// # Errors
/// A file that is given and cannot be read, and every fault of what it says.
pub fn load(given: Option<&str>, none: bool) -> Result<Option<Config>, Usage> {
    if none {
        return Ok(None);
    }
    let variable = std::env::var("CACLTV_CONFIG").ok().filter(|name| !name.is_empty());
    let (path, name) = match given.map(str::to_owned).or(variable) {
        Some(name) => (PathBuf::from(&name), name),
        None => match nearest_file() {
            Some(found) => found,
            None => return Ok(None),
        },
    };
    let text = std::fs::read(&path).map_err(|error| {
        let why = error.to_string();
        let why = why.split(" (os error").next().unwrap_or_default().to_lowercase();
        Usage { message: format!("the configuration '{name}' cannot be read: {why}"), help: None }
    })?;
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
    path.is_file().then(|| (path.clone(), path.display().to_string()))
}

/// The words of a configuration's text.
///
/// # Errors
/// The first fault, with its line and column.
pub fn read(text: &str, name: String, folder: PathBuf) -> Result<Config, Usage> {
    let reader = Reader { text, name: &name };
    let document = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or((1, 1), |span| reader.at(span.start));
        reader.wrong(at, error.message().to_owned(), None)
    })?;
    let mut config = Config { folder, ..Config::default() };
    for (key, value) in document.get_ref() {
        match &**key.get_ref() {
            "input" => input(&reader, reader.table(value, "input")?, &mut config)?,
            "channels" => channels(&reader, reader.table(value, "channels")?, &mut config)?,
            "costs" => costs(&reader, reader.table(value, "costs")?, &mut config)?,
            "model" => model(&reader, reader.table(value, "model")?, &mut config)?,
            "output" => output(&reader, reader.table(value, "output")?, &mut config)?,
            other => {
                let known = ["input", "channels", "costs", "model", "output"];
                return Err(reader.unknown(key.span().start, "table", other, "", &known));
            }
        }
    }
    config.name = name;
    Ok(config)
}

impl Config {
    /// A fault of what a key says, at its place.
    #[must_use]
    pub fn fault(&self, table: &str, usage: Usage) -> Usage {
        let flag = usage.message.strip_prefix("--");
        let key = flag.and_then(|text| text.split([':', ' ']).next()).unwrap_or_default();
        let key = key.replace('-', "_");
        let wanted = format!("{table}.{key}");
        let found = self.places.iter().find(|(name, _)| *name == wanted);
        let found = found.or_else(|| self.places.iter().find(|(name, _)| name.starts_with(&format!("{table}."))));
        let (line, column) = found.map_or((1, 1), |(_, at)| *at);
        let what = match usage.message.strip_prefix("--").and_then(|text| text.split_once(": ")) {
            Some((_, rest)) if !key.is_empty() => format!("{key}: {rest}"),
            // Keys of the file are named as there, not as flags.
            _ => usage.message.replace("--", ""),
        };
        Usage { message: format!("{}:{line}:{column}: {what}", self.name), help: usage.help }
    }

    /// A fault of a word.
    #[must_use]
    pub fn at(&self, word: &Word, message: &str, help: Option<String>) -> Usage {
        let (line, column) = word.at;
        Usage { message: format!("{}:{line}:{column}: {message}", self.name), help }
    }

    /// A path of the file, from where the program runs.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        // `-` is standard input, wherever the file lies.
        if path == "-" || self.folder.as_os_str().is_empty() || Path::new(path).is_absolute() {
            return path.to_owned();
        }
        self.folder.join(path).display().to_string()
    }
}

struct Reader<'a> {
    text: &'a str,
    name: &'a str,
}

type Value<'a> = Spanned<DeValue<'a>>;

impl Reader<'_> {
    fn at(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line = before.matches('\n').count().saturating_add(1);
        let start = before.rfind('\n').map_or(0, |at| at.saturating_add(1));
        let column = before.get(start..).map_or(0, |text| text.chars().count()).saturating_add(1);
        (line, column)
    }

    fn wrong(&self, (line, column): (usize, usize), message: String, help: Option<String>) -> Usage {
        Usage { message: format!("{}:{line}:{column}: {message}", self.name), help }
    }

    fn unknown(&self, byte: usize, what: &str, name: &str, table: &str, known: &[&str]) -> Usage {
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("known are {}", known.join(", ")),
        };
        let of = if table.is_empty() { String::new() } else { format!(" in [{table}]") };
        self.wrong(self.at(byte), format!("there is no {what} '{name}'{of}"), Some(help))
    }

    fn table<'v, 't>(&self, value: &'v Value<'t>, name: &str) -> Result<&'v DeTable<'t>, Usage> {
        value.get_ref().as_table().ok_or_else(|| {
            let found = value.get_ref().type_str();
            self.wrong(self.at(value.span().start), format!("{name} is a table, not {found}"), None)
        })
    }

    /// A text, or a number or a truth value as it is written.
    fn word(&self, value: &Value<'_>, key: &str) -> Result<Word, Usage> {
        let at = self.at(value.span().start);
        let written = || self.text.get(value.span()).unwrap_or_default().trim().to_owned();
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) => written(),
            DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                let found = value.get_ref().type_str();
                return Err(self.wrong(at, format!("{key} is a text or a number, not {found}"), None));
            }
        };
        Ok(Word { text, at })
    }

    fn truth(&self, value: &Value<'_>, key: &str) -> Result<bool, Usage> {
        value.get_ref().as_bool().ok_or_else(|| {
            self.wrong(self.at(value.span().start), format!("{key} is true or false, without quotes"), None)
        })
    }

    /// One text, or a list of them.
    fn words(&self, value: &Value<'_>, key: &str) -> Result<Vec<Word>, Usage> {
        match value.get_ref().as_array() {
            None => Ok(vec![self.word(value, key)?]),
            Some(list) => list.iter().map(|one| self.word(one, key)).collect(),
        }
    }

    /// A table of texts.
    fn pairs(&self, value: &Value<'_>, key: &str) -> Result<Vec<(String, Word)>, Usage> {
        let table = self.table(value, key)?;
        let mut all: Vec<(String, Word)> = Vec::new();
        for (name, value) in table {
            all.push((name.get_ref().to_string(), self.word(value, name.get_ref())?));
        }
        Ok(all)
    }
}

fn input(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Result<(), Usage> {
    let known = [
        "files",
        "file",
        "columns",
        "decimal",
        "encoding",
        "delimiter",
        "date_format",
        "missing",
        "totals",
        "fractional_customers",
        "revenue_period",
    ];
    for (key, value) in table {
        let name: &str = key.get_ref();
        config.places.push((format!("input.{name}"), reader.at(value.span().start)));
        let args = &mut config.input;
        let slot = match name {
            "files" => {
                args.files = reader.words(value, name)?.into_iter().map(|word| word.text).collect();
                continue;
            }
            "file" => {
                config.files = files(reader, value)?;
                continue;
            }
            "columns" => {
                let pairs = reader.pairs(value, name)?;
                args.map = pairs.into_iter().map(|(field, column)| format!("{field}={}", column.text)).collect();
                continue;
            }
            "fractional_customers" => {
                args.fractional_customers = reader.truth(value, name)?;
                continue;
            }
            "decimal" => &mut args.decimal,
            "encoding" => &mut args.encoding,
            "delimiter" => &mut args.delimiter,
            "date_format" => &mut args.date_format,
            "missing" => &mut args.missing,
            "totals" => &mut args.totals,
            "revenue_period" => &mut args.revenue_period,
            other => return Err(reader.unknown(key.span().start, "key", other, "input", &known)),
        };
        *slot = Some(reader.word(value, name)?.text);
    }
    Ok(())
}

fn files(reader: &Reader<'_>, value: &Value<'_>) -> Result<Vec<FileWords>, Usage> {
    let at = reader.at(value.span().start);
    let list = value.get_ref().as_array();
    let list = list.ok_or_else(|| reader.wrong(at, "files stand as [[input.file]]".to_owned(), None))?;
    let mut all = Vec::new();
    for one in list {
        let mut words = FileWords::default();
        for (key, value) in reader.table(one, "input.file")? {
            let name: &str = key.get_ref();
            if name == "columns" {
                words.columns = reader.pairs(value, name)?;
                continue;
            }
            let known: Vec<&str> = FILE_KEYS.iter().copied().chain(["columns"]).collect();
            let Some(key) = FILE_KEYS.iter().find(|key| **key == name) else {
                return Err(reader.unknown(key.span().start, "key", name, "[input.file]", &known));
            };
            if matches!(*key, "negate" | "fractional_customers") {
                reader.truth(value, name)?;
            }
            words.keys.push((key, reader.word(value, name)?));
        }
        if words.keys.iter().all(|(key, _)| *key != "path") {
            let at = reader.at(one.span().start);
            return Err(reader.wrong(
                at,
                "[[input.file]] needs a path".to_owned(),
                Some("path = \"spend.csv\"".to_owned()),
            ));
        }
        all.push(words);
    }
    Ok(all)
}

fn channels(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Result<(), Usage> {
    for (key, value) in table {
        match &**key.get_ref() {
            "aliases" => {
                for (name, others) in reader.table(value, "aliases")? {
                    let word = Word { text: name.get_ref().to_string(), at: reader.at(name.span().start) };
                    config.aliases.push((word, reader.words(others, name.get_ref())?));
                }
            }
            "unpaid" => config.unpaid = reader.words(value, "unpaid")?.into_iter().map(|word| word.text).collect(),
            "cost_per_customer" => {
                let place = ("costs.reward".to_owned(), reader.at(value.span().start));
                config.places.push(place);
                let rewards = reader.pairs(value, "cost_per_customer")?.into_iter();
                config.costs.reward = rewards.map(|(channel, amount)| format!("{channel}={}", amount.text)).collect();
            }
            other => {
                let known = ["aliases", "unpaid", "cost_per_customer"];
                return Err(reader.unknown(key.span().start, "key", other, "channels", &known));
            }
        }
    }
    Ok(())
}

fn costs(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Result<(), Usage> {
    let known = ["categories", "shared", "allocate", "scope", "include", "exclude", "cost_part", "lag"];
    for (key, value) in table {
        let name: &str = key.get_ref();
        let at = reader.at(value.span().start);
        let table = if name == "scope" { "model" } else { "costs" };
        config.places.push((format!("{table}.{name}"), at));
        let texts = |words: Vec<Word>| words.into_iter().map(|word| word.text).collect::<Vec<_>>();
        match name {
            "scope" => config.model.scope = Some(reader.word(value, name)?.text),
            "lag" => config.lag = Some(reader.word(value, name)?.text),
            "include" => config.costs.include = texts(reader.words(value, name)?),
            "exclude" => config.costs.exclude = texts(reader.words(value, name)?),
            "shared" => config.costs.shared = texts(reader.words(value, name)?),
            "cost_part" => {
                let parts = reader.pairs(value, name)?.into_iter();
                config.costs.cost_part = parts.map(|(category, part)| format!("{category}={}", part.text)).collect();
            }
            "allocate" => {
                config.costs.allocate = Some(match value.get_ref().as_table() {
                    None => reader.word(value, name)?.text,
                    Some(_) => {
                        let weights = reader.pairs(value, name)?.into_iter();
                        let each = weights.map(|(channel, weight)| format!("{channel}={}", weight.text));
                        each.collect::<Vec<_>>().join(",")
                    }
                });
            }
            "categories" => {
                let pairs = reader.pairs(value, name)?.into_iter();
                config.categories = pairs.map(|(from, to)| (from, to.text)).collect();
            }
            other => return Err(reader.unknown(key.span().start, "key", other, "costs", &known)),
        }
    }
    Ok(())
}

/// The keys of `[model]` that are figures or words.
const MODEL: &[&str] = &[
    "arpa",
    "margin",
    "churn",
    "lifetime",
    "aov",
    "orders_per_year",
    "cost_per_order",
    "growth",
    "as",
    "method",
    "horizon",
    "discount",
    "timing",
    "basis",
    "billing",
    "churn_base",
    "window",
    "target",
    "interval",
];
/// Those that a channel may have of its own.
const OWN: &[&str] =
    &["arpa", "margin", "churn", "lifetime", "discount", "aov", "orders_per_year", "cost_per_order", "growth"];

fn model(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Result<(), Usage> {
    for (key, value) in table {
        let name: &str = key.get_ref();
        if name == "channel" {
            for (channel, own) in reader.table(value, "model.channel")? {
                let mut args = ModelArgs::default();
                for (key, value) in reader.table(own, "model.channel")? {
                    let name: &str = key.get_ref();
                    let slot = slot(&mut args, name).filter(|_| OWN.contains(&name));
                    let Some(slot) = slot else {
                        return Err(reader.unknown(key.span().start, "key", name, "model.channel", OWN));
                    };
                    let place = format!("model.channel.{}.{name}", channel.get_ref());
                    config.places.push((place, reader.at(value.span().start)));
                    *slot = Some(reader.word(value, name)?.text);
                }
                config.channels.push((channel.get_ref().to_string(), args));
            }
            continue;
        }
        config.places.push((format!("model.{name}"), reader.at(value.span().start)));
        let known: Vec<&str> = MODEL.iter().copied().chain(["channel"]).collect();
        let slot = slot(&mut config.model, name);
        let slot = slot.ok_or_else(|| reader.unknown(key.span().start, "key", name, "model", &known))?;
        *slot = Some(reader.word(value, name)?.text);
    }
    Ok(())
}

/// The flag that a key of `[model]` stands for.
fn slot<'a>(args: &'a mut ModelArgs, key: &str) -> Option<&'a mut Option<String>> {
    Some(match key {
        "arpa" => &mut args.arpa,
        "margin" => &mut args.margin,
        "churn" => &mut args.churn,
        "lifetime" => &mut args.lifetime,
        "aov" => &mut args.aov,
        "orders_per_year" => &mut args.orders_per_year,
        "cost_per_order" => &mut args.cost_per_order,
        "growth" => &mut args.growth,
        "as" => &mut args.manner,
        "method" => &mut args.method,
        "horizon" => &mut args.horizon,
        "discount" => &mut args.discount,
        "timing" => &mut args.timing,
        "basis" => &mut args.basis,
        "billing" => &mut args.billing,
        "churn_base" => &mut args.churn_base,
        "window" => &mut args.window,
        "target" => &mut args.target,
        "interval" => &mut args.interval,
        _ => return None,
    })
}

fn output(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Result<(), Usage> {
    for (key, value) in table {
        let name: &str = key.get_ref();
        config.places.push((format!("output.{name}"), reader.at(value.span().start)));
        let slot = match name {
            "format" => &mut config.output.format,
            "numbers" => &mut config.output.numbers,
            "locale" => &mut config.output.locale,
            other => {
                return Err(reader.unknown(key.span().start, "key", other, "output", &["format", "numbers", "locale"]));
            }
        };
        *slot = Some(reader.word(value, name)?.text);
    }
    Ok(())
}
