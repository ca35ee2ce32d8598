//! The example on the page of every metric, method, reason, scope and preset gives what the page says.

use serde_json::Value as Json;

use crate::examples::{Tested, command, root};
use crate::numeral::{fraction, near};

/// The topics that a list page names: the first word of each of its lines.
fn listed(page: &str) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let text = explain(page)?;
    let lines = text.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    Ok(lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect())
}

fn explain(topic: &str) -> Result<String, Box<dyn std::error::Error>> {
    let output = command(env!("CARGO_BIN_EXE_cacltv"), root())?.args(["explain", topic]).output()?;
    assert!(output.status.success(), "{topic}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

/// Every object of a document that has the key, in order.
fn objects<'a>(document: &'a Json, all: &mut Vec<&'a serde_json::Map<String, Json>>) {
    match document {
        Json::Object(fields) => {
            all.push(fields);
            fields.values().for_each(|value| objects(value, all));
        }
        Json::Array(items) => items.iter().for_each(|value| objects(value, all)),
        _ => {}
    }
}

/// What stands under a key, of a row or of the total.
fn found(document: &Json, key: &str) -> Option<String> {
    let (row, metric) = key.rsplit_once(": ").map_or((None, key), |(row, metric)| (Some(row), metric));
    let mut all = Vec::new();
    objects(document, &mut all);
    let total = document.get("total").and_then(Json::as_object);
    let of_row = all.iter().copied().filter(|fields| match row {
        Some(row) => fields.values().any(|value| value.as_str() == Some(row)),
        None => true,
    });
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let first = if row.is_none() { total } else { None };
    first.into_iter().chain(of_row).find_map(|fields| {
        let beside = |name: &str| fields.get(name).and_then(|inner| inner.get(metric)).and_then(text);
        let listed = fields.get("metric").and_then(Json::as_str) == Some(metric);
        let own = if listed { fields.get("value").and_then(text) } else { fields.get(metric).and_then(text) };
        beside("exact").or(own).or_else(|| beside("undefined"))
    })
}

#[test]
fn the_example_of_every_topic_gives_what_its_page_says() -> Tested {
    let mut topics = Vec::new();
    for page in ["metrics", "methods", "reasons", "scopes", "presets"] {
        let names = listed(page)?;
        assert!(names.len() >= 3, "{page}: {names:?}");
        topics.extend(names);
    }
    // Amounts in several currencies and amounts that are too large are refused where they are read.
    topics.retain(|topic| topic != "mixed_currency" && topic != "too_large");
    assert!(topics.len() >= 60, "{}", topics.len());
    for topic in topics {
        let page = explain(&topic)?;
        let after = |mark: &str| {
            let rest = page.split_once(mark).map(|(_, rest)| rest);
            rest.and_then(|rest| rest.lines().next()).ok_or_else(|| format!("{topic} has no '{mark}'\n{page}"))
        };
        let (line, gives) = (after("try it: cacltv ")?, after("  gives ")?);
        let (key, wanted) = gives.rsplit_once(" = ").ok_or("no value")?;
        let output =
            command(env!("CARGO_BIN_EXE_cacltv"), root())?.args(line.split(' ')).args(["-f", "json"]).output()?;
        assert!(output.status.success(), "{topic}: {}", String::from_utf8_lossy(&output.stderr));
        let document: Json = serde_json::from_slice(&output.stdout)?;
        let got = found(&document, key).ok_or_else(|| format!("{topic}: no {key} in {document}"))?;
        if got == wanted {
            continue;
        }
        let (exact, stated) = (fraction(&got), fraction(wanted));
        let close = topic == "payback_retention_continuous" && near(&exact, wanted);
        assert!(close || exact == stated, "{topic}: {got}, not {wanted}");
    }
    Ok(())
}
