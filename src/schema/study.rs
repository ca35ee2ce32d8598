//! The schema of the answers that have tables of their own: compare, plan, funnel, reconcile, trend and the views of
//! report. Which tables and columns there are hangs on what was asked; what a cell can be does not.

use serde_json::{Map, Value, json};

use super::{begun, beside, document, ended, list, object, of, text};

/// The schema of a study.
#[must_use]
pub fn study() -> Value {
    let name = json!({
        "type": "string", "pattern": "^cacltv/[a-z_]+$",
        "not": {"enum": ["cacltv/report", "cacltv/check", "cacltv/calc"]},
    });
    let further = Map::from_iter([("record".to_owned(), record())]);
    document("study", "what other commands of cacltv print with -f json", body(&name, &[]), further)
}

/// A document of tables: what it is, words on how it was computed, and lists of records.
pub(super) fn body(schema: &Value, tables: &[(&'static str, Value)]) -> Value {
    let required = [begun(schema.clone()), tables.to_vec(), ended()].concat();
    let mut all = object(&required, &[]);
    if let Value::Object(all) = &mut all {
        all.insert("additionalProperties".to_owned(), json!({"anyOf": [text(), list(of("record"))]}));
    }
    all
}

/// A row of a table: texts, and figures or `null`.
pub(super) fn record() -> Value {
    let mut optional = vec![("is_total", json!({"const": true}))];
    optional.extend(beside(false));
    let mut all = object(&[], &optional);
    if let Value::Object(all) = &mut all {
        all.insert("additionalProperties".to_owned(), json!({"type": ["string", "null"]}));
    }
    all
}
