//! The schema of `report -f json` and of `calc -f json`, which is told apart by the word under `schema`.

use serde_json::{Map, Value, json};

use super::study::body;
use super::{begun, computed, document, ended, object, of, with_rows};

/// The schema of a report: rows of figures, their total, and how it was computed.
#[must_use]
pub fn report() -> Value {
    let mut further = Map::new();
    further.insert("report".to_owned(), with_rows("cacltv/report", Vec::new()));
    further.insert("calc".to_owned(), calc());
    // Steps stand in tables of their own.
    let steps = [("steps", super::list(of("record"))), ("metrics", super::list(of("record")))];
    further.insert("calc_of_steps".to_owned(), body(&json!({"const": "cacltv/calc"}), &steps));
    further.insert("record".to_owned(), super::study::record());
    let body = json!({"oneOf": [of("report"), of("calc"), of("calc_of_steps")]});
    document("report", "what cacltv report and cacltv calc print with -f json", body, further)
}

/// One-off figures: a total, and no rows.
fn calc() -> Value {
    let (always, sometimes) = computed();
    let total = vec![("total", of("total")), ("total_paid", json!({"type": "null"}))];
    object(&[begun(json!({"const": "cacltv/calc"})), always, total, ended()].concat(), &sometimes)
}
