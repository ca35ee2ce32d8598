//! The schema of `check -f json`: a report, with what each check came to.

use serde_json::{Map, Value};

use super::{beside, document, list, map, object, of, text, with_rows, word};
use crate::report::{Status, Verdict};

/// The schema of a check.
#[must_use]
pub fn check() -> Value {
    let verdicts = [Verdict::Pass, Verdict::Fail, Verdict::Undecided].map(Verdict::word);
    let body = with_rows("cacltv/check", vec![("checks", list(of("finding"))), ("result", word(verdicts))]);
    let further = Map::from_iter([("finding".to_owned(), finding())]);
    document("check", "what cacltv check prints with -f json", body, further)
}

/// A rule held against a row.
fn finding() -> Value {
    let statuses = [Status::Fail, Status::Warn, Status::Undecided, Status::NotJudged, Status::Pass].map(Status::word);
    let required = [
        ("metric", of("metric")),
        ("row", text()),
        ("status", word(statuses)),
        ("value", of("figure")),
        ("op", word([">=", "<=", ">", "<"])),
        ("limit", of("quantity")),
    ];
    let mut optional = vec![("bound", of("figure")), ("needed", map(of("quantity"), true)), ("why", text())];
    optional.extend(beside(false));
    object(&required, &optional)
}
