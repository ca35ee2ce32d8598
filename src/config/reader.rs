//! Words of the file with their places, and what is said of those that are wrong.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Word;
use crate::input::suggest::nearest;
use crate::usage::Usage;

/// A text with the name of its file.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) name: &'a str,
}

pub(super) type Value<'a> = Spanned<DeValue<'a>>;

impl Reader<'_> {
    pub(super) fn at(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line = before.matches('\n').count().saturating_add(1);
        let start = before.rfind('\n').map_or(0, |at| at.saturating_add(1));
        let column = before.get(start..).map_or(0, |text| text.chars().count()).saturating_add(1);
        (line, column)
    }

    pub(super) fn wrong(&self, (line, column): (usize, usize), message: String, help: Option<String>) -> Usage {
        Usage { message: format!("{}:{line}:{column}: {message}", self.name), help }
    }

    pub(super) fn unknown(&self, byte: usize, what: &str, name: &str, table: &str, known: &[&str]) -> Usage {
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("known are {}", known.join(", ")),
        };
        let of = if table.is_empty() { String::new() } else { format!(" in [{table}]") };
        self.wrong(self.at(byte), format!("there is no {what} '{name}'{of}"), Some(help))
    }

    pub(super) fn table<'v, 't>(&self, value: &'v Value<'t>, name: &str) -> Result<&'v DeTable<'t>, Usage> {
        value.get_ref().as_table().ok_or_else(|| {
            let found = value.get_ref().type_str();
            self.wrong(self.at(value.span().start), format!("{name} is a table, not {found}"), None)
        })
    }

    /// A text, or a number or a truth value as it is written.
    pub(super) fn word(&self, value: &Value<'_>, key: &str) -> Result<Word, Usage> {
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

    pub(super) fn truth(&self, value: &Value<'_>, key: &str) -> Result<bool, Usage> {
        value.get_ref().as_bool().ok_or_else(|| {
            self.wrong(self.at(value.span().start), format!("{key} is true or false, without quotes"), None)
        })
    }

    /// One text, or a list of them.
    pub(super) fn words(&self, value: &Value<'_>, key: &str) -> Result<Vec<Word>, Usage> {
        match value.get_ref().as_array() {
            None => Ok(vec![self.word(value, key)?]),
            Some(list) => list.iter().map(|one| self.word(one, key)).collect(),
        }
    }

    /// A table of texts.
    pub(super) fn pairs(&self, value: &Value<'_>, key: &str) -> Result<Vec<(String, Word)>, Usage> {
        let table = self.table(value, key)?;
        let mut all: Vec<(String, Word)> = Vec::new();
        for (name, value) in table {
            all.push((name.get_ref().to_string(), self.word(value, name.get_ref())?));
        }
        Ok(all)
    }
}
