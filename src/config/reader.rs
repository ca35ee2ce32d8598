//! Words of the file with their places, and what is said of those that are wrong.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::keys::{Key, Kind, MOST_DECIMALS, Table};
use super::{Place, Word};
use crate::input::suggest::nearest;
use crate::usage::Usage;

/// A text with the name of its file.
pub(super) struct Reader<'a> {
    text: &'a str,
    name: &'a str,
    /// The place of the first byte of every step: the file may say thousands of things in one line.
    steps: Vec<Place>,
}

/// How many bytes a step has.
const STEP: usize = 1024;

pub(super) type Name<'a> = Spanned<DeString<'a>>;
pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// The entries of a table in the order of the file.
pub(super) fn entries<'v, 't>(table: &'v DeTable<'t>) -> Vec<(&'v Name<'t>, &'v Value<'t>)> {
    let mut all: Vec<_> = table.iter().collect();
    all.sort_by_key(|(name, _)| name.span().start);
    all
}

/// The place behind some bytes that begin at a place.
fn behind(bytes: &[u8], from: Place) -> Place {
    bytes.iter().fold(from, |(line, column), byte| match byte {
        b'\n' => (line.saturating_add(1), 1),
        // What follows the first byte of a character is a part of it.
        0x80..=0xbf => (line, column),
        _ => (line, column.saturating_add(1)),
    })
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, name: &'a str) -> Self {
        let mut at = (1, 1);
        let mut steps = Vec::new();
        for step in text.as_bytes().chunks(STEP) {
            steps.push(at);
            at = behind(step, at);
        }
        steps.push(at);
        Self { text, name, steps }
    }
}

impl Reader<'_> {
    pub(super) fn at(&self, byte: usize) -> Place {
        let byte = byte.min(self.text.len());
        let step = byte / STEP;
        let from = self.steps.get(step).copied().unwrap_or((1, 1));
        let before = self.text.as_bytes().get(step.saturating_mul(STEP)..byte).unwrap_or_default();
        behind(before, from)
    }

    pub(super) fn of(&self, value: &Value<'_>) -> Place {
        self.at(value.span().start)
    }

    pub(super) fn wrong(&self, (line, column): Place, message: String, help: Option<String>) -> Usage {
        Usage { message: format!("{}:{line}:{column}: {message}", self.name), help }
    }

    pub(super) fn unknown(&self, byte: usize, what: &str, name: &str, table: &str, known: &[&str]) -> Usage {
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("known are {}", known.join(", ")),
        };
        let of = if table.is_empty() { String::new() } else { format!(" in {table}") };
        self.wrong(self.at(byte), format!("there is no {what} '{name}'{of}"), Some(help))
    }

    /// The key of a table, when the table has it and it may hold that value.
    pub(super) fn key(&self, of: &Table, name: &Name<'_>, value: &Value<'_>) -> Result<&'static str, Usage> {
        let text: &str = name.get_ref();
        let Some(key) = of.keys.iter().find(|key| key.name == text) else {
            let header = match of.name {
                "input.file" => "[[input.file]]".to_owned(),
                "model.channel" => "[model.channel.…]".to_owned(),
                "check" => "[[check]]".to_owned(),
                name => format!("[{name}]"),
            };
            return Err(self.unknown(name.span().start, "key", text, &header, &of.names()));
        };
        self.fits(key, value)?;
        Ok(key.name)
    }

    /// A key of the list that no table puts anywhere; a test holds that there is none.
    pub(super) fn unread(&self, name: &Name<'_>, key: &str) -> Usage {
        self.wrong(self.at(name.span().start), format!("the key '{key}' has no meaning"), None)
    }

    /// Refuses a value that is none of what its key holds.
    fn fits(&self, key: &Key, value: &Value<'_>) -> Result<(), Usage> {
        let one = |value: &Value<'_>, figure: bool| match value.get_ref() {
            DeValue::String(_) => true,
            DeValue::Integer(_) | DeValue::Float(_) => figure,
            DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => false,
        };
        let (word, wanted) = match key.kind {
            Kind::Text | Kind::Word(_) => (one(value, false), "a text in quotes"),
            Kind::Figure => (one(value, true), "a number, or a text in quotes"),
            Kind::Truth => (value.get_ref().as_bool().is_some(), "true or false, without quotes"),
            Kind::Texts => return self.all(value, key.name, "a text in quotes, or a list of them", false),
            Kind::TextOf => return self.named(value, key.name, "a table of texts in quotes", false),
            Kind::FigureOf => return self.named(value, key.name, "a table of numbers", true),
            Kind::WordOrFigureOf(_) => match value.get_ref().as_table() {
                Some(_) => return self.named(value, key.name, "a table of numbers", true),
                None => (one(value, false), "a text in quotes, or a table of numbers"),
            },
            Kind::TextsOf => {
                for (name, value) in entries(self.table(value, key.name)?) {
                    self.all(value, name.get_ref(), "a text in quotes, or a list of them", false)?;
                }
                return Ok(());
            }
            Kind::Decimals(kinds) => return self.decimals(value, key.name, kinds).map(|_| ()),
            Kind::Tables(table) => (
                value.get_ref().as_array().is_some_and(|list| list.iter().all(|one| one.get_ref().is_table())),
                if table.name == "input.file" { "a table that stands as [[input.file]]" } else { "tables" },
            ),
            Kind::TableOf(_) => {
                for (name, value) in entries(self.table(value, key.name)?) {
                    self.table(value, name.get_ref())?;
                }
                return Ok(());
            }
        };
        if word { Ok(()) } else { Err(self.other(value, key.name, wanted)) }
    }

    fn other(&self, value: &Value<'_>, name: &str, wanted: &str) -> Usage {
        let found = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date without quotes",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.wrong(self.of(value), format!("{name} is {wanted}, not {found}"), None)
    }

    fn all(&self, value: &Value<'_>, name: &str, wanted: &str, figures: bool) -> Result<(), Usage> {
        let fits = |value: &Value<'_>| match value.get_ref() {
            DeValue::String(text) => !text.trim().is_empty(),
            DeValue::Integer(_) | DeValue::Float(_) => figures,
            DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => false,
        };
        let items = match value.get_ref().as_array() {
            Some(list) => list.iter().collect(),
            None => vec![value],
        };
        match items.into_iter().find(|item| !fits(item)) {
            None => Ok(()),
            Some(blank) if blank.get_ref().is_str() => {
                Err(self.wrong(self.of(blank), "a name is blank".to_owned(), None))
            }
            Some(other) => Err(self.other(other, name, wanted)),
        }
    }

    fn named(&self, value: &Value<'_>, name: &str, wanted: &str, figures: bool) -> Result<(), Usage> {
        let Some(table) = value.get_ref().as_table() else { return Err(self.other(value, name, wanted)) };
        for (key, value) in entries(table) {
            let wanted = if figures { "a number, or a text in quotes" } else { "a text in quotes" };
            let fits = match value.get_ref() {
                DeValue::String(_) => true,
                DeValue::Integer(_) | DeValue::Float(_) => figures,
                DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => false,
            };
            if !fits {
                return Err(self.other(value, key.get_ref(), wanted));
            }
            if key.get_ref().trim().is_empty() {
                return Err(self.wrong(self.at(key.span().start), format!("{name}: a name is blank"), None));
            }
        }
        Ok(())
    }

    /// A whole number of decimals, or one for each of some kinds.
    pub(super) fn decimals(
        &self,
        value: &Value<'_>,
        name: &str,
        kinds: &'static [&'static str],
    ) -> Result<Vec<(&'static str, u32)>, Usage> {
        let one = |value: &Value<'_>, name: &str| {
            let places = value.get_ref().is_integer().then(|| self.written(value).parse().ok()).flatten();
            places.filter(|places| *places <= MOST_DECIMALS).ok_or_else(|| {
                let message = format!("{name} is a whole number of decimals from 0 to {MOST_DECIMALS}");
                self.wrong(self.of(value), message, None)
            })
        };
        let Some(table) = value.get_ref().as_table() else { return Ok(vec![("", one(value, name)?)]) };
        let mut all = Vec::new();
        for (key, value) in entries(table) {
            let text: &str = key.get_ref();
            let Some(kind) = kinds.iter().find(|kind| **kind == text) else {
                return Err(self.unknown(key.span().start, "kind of figure", text, name, kinds));
            };
            all.push((*kind, one(value, text)?));
        }
        Ok(all)
    }

    pub(super) fn table<'v, 't>(&self, value: &'v Value<'t>, name: &str) -> Result<&'v DeTable<'t>, Usage> {
        value.get_ref().as_table().ok_or_else(|| self.other(value, name, "a table"))
    }

    fn written(&self, value: &Value<'_>) -> String {
        self.text.get(value.span()).unwrap_or_default().trim().to_owned()
    }

    /// A text, or a number or a truth value as it is written.
    pub(super) fn word(&self, value: &Value<'_>) -> Word {
        let text = value.get_ref().as_str().map_or_else(|| self.written(value), str::to_owned);
        Word { text, at: self.of(value) }
    }

    /// One text, or a list of them.
    pub(super) fn words(&self, value: &Value<'_>) -> Vec<Word> {
        match value.get_ref().as_array() {
            None => vec![self.word(value)],
            Some(list) => list.iter().map(|one| self.word(one)).collect(),
        }
    }

    /// A table of texts, in the order of the file.
    pub(super) fn pairs(&self, value: &Value<'_>) -> Vec<(String, Word)> {
        let table = value.get_ref().as_table().into_iter().flat_map(entries);
        table.map(|(name, value)| (name.get_ref().to_string(), self.word(value))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line and a column counted from the beginning, as an editor does.
    fn counted(text: &str, byte: usize) -> Place {
        let before = text.get(..byte).unwrap_or_default();
        let line = before.split('\n').count();
        (line, before.split('\n').next_back().map_or(0, |last| last.chars().count()) + 1)
    }

    #[test]
    fn a_place_is_that_of_an_editor_however_long_the_file_or_its_lines() {
        let texts = [
            String::new(),
            "a = 1\n".repeat(1_000),
            "é€𝄞x ".repeat(900),
            format!("{}\n{}", "é".repeat(STEP), "𝄞\n".repeat(STEP)),
            "x".repeat(STEP * 2),
            "\n".repeat(STEP),
        ];
        for text in &texts {
            let reader = Reader::new(text, "x");
            for byte in (0..=text.len()).filter(|byte| text.is_char_boundary(*byte)) {
                assert_eq!(reader.at(byte), counted(text, byte), "{byte} of {}", text.len());
            }
            assert_eq!(reader.at(text.len() + 9), counted(text, text.len()));
        }
    }
}
