//! The JSON Schema of `cacltv.toml`, for editors: it follows the list of keys that the reader follows.

use serde_json::{Map, Value, json};

use crate::config::keys::{CHECK, Key, Kind, MOST_DECIMALS, TABLES, Table};

/// The schema.
#[must_use]
pub fn config() -> Value {
    let checks = (CHECK.name.to_owned(), json!({"type": "array", "items": table(&CHECK)}));
    let tables = TABLES.iter().map(|one| (one.name.to_owned(), table(one))).chain([checks]);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cacltv.toml",
        "description": "The configuration of cacltv",
        "type": "object",
        "properties": tables.collect::<Map<String, Value>>(),
        "additionalProperties": false,
    })
}

fn table(table: &Table) -> Value {
    let keys = table.keys.iter().map(|key| (key.name.to_owned(), described(key)));
    let mut schema = json!({
        "description": table.about,
        "type": "object",
        "properties": keys.collect::<Map<String, Value>>(),
        "additionalProperties": false,
    });
    if !table.required.is_empty()
        && let Some(fields) = schema.as_object_mut()
    {
        fields.insert("required".to_owned(), json!(table.required));
    }
    schema
}

fn described(key: &Key) -> Value {
    let mut schema = value(key.kind);
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("description".to_owned(), json!(key.about));
    }
    schema
}

fn value(kind: Kind) -> Value {
    let text = || json!({"type": "string", "pattern": "\\S"});
    let figure = || json!({"type": ["string", "number"]});
    let word = |words: fn() -> Vec<&'static str>| json!({"type": "string", "enum": words()});
    let texts = || json!({"anyOf": [text(), {"type": "array", "items": text()}]});
    let by_name = |of: Value| json!({"type": "object", "additionalProperties": of, "propertyNames": text()});
    let decimals = || json!({"type": "integer", "minimum": 0, "maximum": MOST_DECIMALS});
    match kind {
        Kind::Text => text(),
        Kind::Figure => figure(),
        Kind::Word(words) => word(words),
        Kind::Truth => json!({"type": "boolean"}),
        Kind::Texts => texts(),
        Kind::TextOf => by_name(json!({"type": "string"})),
        Kind::FigureOf => by_name(figure()),
        Kind::TextsOf => by_name(texts()),
        Kind::WordOrFigureOf(words) => json!({"anyOf": [word(words), by_name(figure())]}),
        Kind::Decimals(kinds) => {
            let kinds = kinds.iter().map(|kind| ((*kind).to_owned(), decimals()));
            let kinds = kinds.collect::<Map<String, Value>>();
            json!({"anyOf": [decimals(), {"type": "object", "properties": kinds, "additionalProperties": false}]})
        }
        Kind::Tables(of) => json!({"type": "array", "items": table(of)}),
        Kind::TableOf(of) => by_name(table(of)),
    }
}
