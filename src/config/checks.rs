//! `[[check]]`: a rule in words, with the place of each.

use super::Word;
use super::reader::{Reader, Value};
use crate::usage::Usage;

/// `[[check]]`: the words of one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckWords {
    /// Where it begins.
    pub at: (usize, usize),
    /// Its keys with their words.
    pub keys: Vec<(&'static str, Word)>,
    /// `except`: names.
    pub except: Vec<Word>,
}

impl CheckWords {
    /// The word of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Word> {
        self.keys.iter().find(|(own, _)| *own == key).map(|(_, word)| word)
    }
}

/// The keys beside `except`.
const KEYS: &[&str] =
    &["metric", "row", "min", "max", "warn", "max_drop", "max_increase", "baseline", "scope", "min_customers"];

pub(super) fn checks(reader: &Reader<'_>, value: &Value<'_>) -> Result<Vec<CheckWords>, Usage> {
    let at = reader.at(value.span().start);
    let list = value.get_ref().as_array();
    let list = list.ok_or_else(|| {
        let help = Some("[[check]], with a pair of brackets on each side, once for each rule".to_owned());
        reader.wrong(at, "checks stand as [[check]]".to_owned(), help)
    })?;
    list.iter().map(|one| check(reader, one)).collect()
}

fn check(reader: &Reader<'_>, value: &Value<'_>) -> Result<CheckWords, Usage> {
    let mut words = CheckWords { at: reader.at(value.span().start), ..CheckWords::default() };
    for (key, value) in reader.table(value, "check")? {
        let name: &str = key.get_ref();
        if name == "except" {
            words.except = reader.words(value, name)?;
            continue;
        }
        let Some(key) = KEYS.iter().find(|key| **key == name) else {
            let known: Vec<&str> = KEYS.iter().copied().chain(["except"]).collect();
            return Err(reader.unknown(key.span().start, "key", name, "[check]", &known));
        };
        words.keys.push((key, reader.word(value, name)?));
    }
    Ok(words)
}
