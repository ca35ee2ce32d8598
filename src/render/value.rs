//! A JSON value whose fields keep the order they are put in.

use std::fmt::Write as _;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::safe;
use crate::domain::figure::Figure;

/// A value.
pub(super) enum Json {
    /// No value.
    Null,
    /// A text.
    Text(String),
    /// A quantity, with its text.
    Figure(Figure, String),
    /// A count of our own: lines, bytes, versions.
    Number(u64),
    /// Yes or no.
    Bool(bool),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Fields),
}

/// The fields of an object, in order.
pub(super) type Fields = Vec<(String, Json)>;

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Text(text) | Self::Figure(_, text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Bool(yes) => serializer.serialize_bool(*yes),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

/// Adds a field.
pub(super) fn put(fields: &mut Fields, name: &str, value: Json) {
    fields.push((name.to_owned(), value));
}

/// A text.
pub(super) fn string(text: &str) -> Json {
    Json::Text(text.to_owned())
}

/// The document with hidden characters, which stand in strings only, as `\u` escapes.
pub(super) fn escaped(document: String) -> String {
    // Most documents show with a look at their bytes that nothing in them is hidden.
    let is_plain = |byte: u8| matches!(byte, b'\n' | b' '..=b'~');
    if document.bytes().all(is_plain) || !document.chars().any(|c| c != '\n' && safe::is_hidden(c)) {
        return document;
    }
    let mut text = String::with_capacity(document.len());
    for c in document.chars() {
        if c == '\n' || !safe::is_hidden(c) {
            text.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String does not fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}
