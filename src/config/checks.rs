//! `[[check]]`: a rule in words, with the place of each.

use super::Word;
use super::keys::CHECK;
use super::reader::{Reader, Value, entries};
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

pub(super) fn checks(reader: &Reader<'_>, value: &Value<'_>) -> Result<Vec<CheckWords>, Usage> {
    let list = value.get_ref().as_array().ok_or_else(|| {
        let help = Some("[[check]], with a pair of brackets on each side, once for each rule".to_owned());
        reader.wrong(reader.of(value), "checks stand as [[check]]".to_owned(), help)
    })?;
    list.iter().map(|one| check(reader, one)).collect()
}

fn check(reader: &Reader<'_>, value: &Value<'_>) -> Result<CheckWords, Usage> {
    let mut words = CheckWords { at: reader.of(value), ..CheckWords::default() };
    for (name, value) in entries(reader.table(value, "check")?) {
        let key = reader.key(&CHECK, name, value)?;
        if key == "except" {
            words.except = reader.words(value);
        } else {
            words.keys.push((key, reader.word(value)));
        }
    }
    Ok(words)
}
