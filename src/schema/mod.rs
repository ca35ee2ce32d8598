//! JSON Schemas (2020-12) of what the program prints, made from the names that the program has.
//!
//! They are closed: an object holds what is named here and nothing else, but for the dimensions of rows and the tables
//! of studies, whose names are the user's or the command's. A figure is a string or `null`, never a number.

mod check;
mod config;
mod report;
mod study;

pub use self::check::check;
pub use self::config::config;
pub use self::report::report;
pub use self::study::study;

use serde_json::{Map, Value, json};

use crate::calc::results::Band;
use crate::domain::assumptions::{Basis, Billing, Method, Timing};
use crate::domain::category::Scope;
use crate::domain::metric::Metric;
use crate::domain::place::Severity;
use crate::domain::value::Reason;
use crate::input::Role;
use crate::render::band_name;

/// A document of a name: what is said of every schema, around its body.
fn document(name: &str, title: &str, body: Value, further: Map<String, Value>) -> Value {
    let mut all = Map::new();
    all.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    all.insert("$id".to_owned(), json!(format!("urn:cacltv:schema:{name}:1")));
    all.insert("title".to_owned(), json!(title));
    if let Value::Object(body) = body {
        all.extend(body);
    }
    let mut shared = definitions();
    shared.extend(further);
    all.insert("$defs".to_owned(), Value::Object(shared));
    Value::Object(all)
}

/// A closed object: the fields it must have, and those it may have.
fn object(required: &[(&str, Value)], optional: &[(&str, Value)]) -> Value {
    let fields: Map<String, Value> =
        required.iter().chain(optional).map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let names: Vec<&str> = required.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": fields, "required": names, "additionalProperties": false})
}

/// What stands under a name of the definitions.
fn of(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

fn list(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

fn text() -> Value {
    json!({"type": "string"})
}

fn text_or_null() -> Value {
    json!({"type": ["string", "null"]})
}

/// One of these words.
fn word(all: impl IntoIterator<Item = &'static str>) -> Value {
    json!({"enum": all.into_iter().collect::<Vec<_>>()})
}

/// An object whose names are metrics, or anything where they are not.
fn map(values: Value, metrics: bool) -> Value {
    let mut all = json!({"type": "object", "additionalProperties": values, "minProperties": 1});
    if let (true, Value::Object(all)) = (metrics, &mut all) {
        all.insert("propertyNames".to_owned(), of("metric"));
    }
    all
}

/// What stands beside figures: fractions, reasons, and which are approximate.
fn beside(metrics: bool) -> [(&'static str, Value); 3] {
    [
        ("exact", map(of("fraction"), metrics)),
        ("undefined", map(of("reason"), metrics)),
        ("approximate", list(if metrics { of("metric") } else { text() })),
    ]
}

/// Fields with their schemas.
type Named = Vec<(&'static str, Value)>;

/// What every document begins with.
fn begun(schema: Value) -> Named {
    vec![
        ("schema", schema),
        ("schema_version", json!({"const": 1})),
        ("currency", json!({"type": ["string", "null"], "pattern": "^[A-Z]{3}$"})),
        ("period", json!({"anyOf": [of("period"), {"type": "null"}]})),
    ]
}

/// What every document ends with.
fn ended() -> Named {
    vec![("inputs", list(of("input"))), ("diagnostics", list(of("diagnostic"))), ("notes", list(text()))]
}

/// How figures were computed, which reports and checks tell.
fn computed() -> (Named, Named) {
    let always = vec![
        ("scope", word([Scope::Paid, Scope::Direct, Scope::Full].map(Scope::name))),
        ("method", word(Method::ALL.iter().map(|method| method.name()))),
        ("basis", word(Basis::ALL.iter().map(|basis| basis.name()))),
        ("timing", word(Timing::ALL.iter().map(|timing| timing.name()))),
    ];
    let sometimes = vec![
        ("billing", word([Billing::Year.name()])),
        ("horizon_months", of("quantity")),
        ("interval_level", of("quantity")),
        ("lag", of("lag")),
        ("comparisons", list(of("comparison"))),
    ];
    (always, sometimes)
}

/// The body of a document with rows.
fn with_rows(schema: &str, further: Named) -> Value {
    let (always, sometimes) = computed();
    let rows = vec![
        ("rows", list(of("row"))),
        ("total", of("total")),
        ("total_paid", json!({"anyOf": [of("total"), {"type": "null"}]})),
    ];
    let parts = [begun(json!({"const": schema})), always, rows, further, ended()];
    object(&parts.concat(), &sometimes)
}

/// The definitions that several documents have.
fn definitions() -> Map<String, Value> {
    let number = "^-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?$";
    let month = json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"});
    let all = [
        (
            "quantity",
            json!({"type": "string", "pattern": number,
            "description": "an exact decimal, or its first 28 digits: no exponent, no groups, no trailing zeros"}),
        ),
        (
            "figure",
            json!({"type": ["string", "null"], "pattern": number,
            "description": "a quantity; null where it is undefined"}),
        ),
        ("fraction", json!({"type": "string", "pattern": "^-?[0-9]+(/[1-9][0-9]*)?$"})),
        ("metric", word(Metric::ALL.iter().map(|metric| metric.name()))),
        ("reason", word(Reason::ALL.iter().map(|reason| reason.code()))),
        (
            "band",
            json!({"enum": Band::ALL.iter().map(|band| Some(band_name(*band))).chain([None]).collect::<Vec<_>>()}),
        ),
        ("period", object(&[("from", month.clone()), ("to", month)], &[])),
        ("row", row(true)),
        ("total", row(false)),
        ("model", model()),
        ("lag", lag()),
        ("comparison", comparison()),
        ("input", input()),
        ("diagnostic", diagnostic()),
    ];
    all.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

/// A row of figures; with dimensions, whose names are the user's and whose values are texts.
fn row(dimensions: bool) -> Value {
    let mut fields: Vec<(&str, Value)> = Metric::ALL.iter().map(|metric| (metric.name(), of("figure"))).collect();
    let ends = object(&[("low", of("figure")), ("high", of("figure"))], &[]);
    fields.extend([("band", of("band")), ("model", of("model")), ("interval", map(ends, true))]);
    fields.extend(beside(true));
    let mut all = object(&[], &fields);
    // What has no value has a reason.
    let told = |metric: &Metric| {
        let name = metric.name();
        json!({
            "if": {"properties": {name: {"type": "null"}}, "required": [name]},
            "then": {"required": ["undefined"], "properties": {"undefined": {"required": [name]}}},
        })
    };
    let told: Vec<Value> = Metric::ALL.iter().map(told).collect();
    if let Value::Object(all) = &mut all {
        all.insert("allOf".to_owned(), json!(told));
        if dimensions {
            all.insert("additionalProperties".to_owned(), text());
        }
    }
    all
}

/// What an LTV is computed from, as far as no column shows it.
fn model() -> Value {
    let names = ["arpa", "margin", "churn", "discount", "growth", "order_cost"];
    let mut fields: Vec<(&str, Value)> = names.map(|name| (name, of("quantity"))).to_vec();
    fields.extend(beside(false));
    object(&[], &fields)
}

fn lag() -> Value {
    let weights = json!({
        "type": "object", "patternProperties": {"^[0-9]+$": of("quantity")}, "additionalProperties": false,
    });
    let figures = ["matched_spend", "unmatched_spend", "unmatched_customers"].map(|name| (name, of("quantity")));
    let required = [vec![("weights", weights)], figures.to_vec()].concat();
    object(&required, &beside(false))
}

/// Two rows against each other.
fn comparison() -> Value {
    let required = [
        ("metric", word([Metric::Cac.name(), Metric::Churn.name()])),
        ("row", text()),
        ("against", text()),
        ("low", of("figure")),
        ("high", of("figure")),
        ("differs", json!({"type": ["boolean", "null"]})),
    ];
    let mut all = object(&required, &[("ratio", of("figure")), ("difference", of("figure"))]);
    if let Value::Object(all) = &mut all {
        all.insert("oneOf".to_owned(), json!([{"required": ["ratio"]}, {"required": ["difference"]}]));
    }
    all
}

/// A file that was read.
fn input() -> Value {
    let roles =
        [Role::Spend, Role::Customers, Role::Revenue, Role::Combined, Role::Assumptions, Role::Known, Role::Funnel];
    let count = json!({"type": "integer", "minimum": 0});
    let required = [
        ("file", text()),
        ("role", word(roles.map(Role::name))),
        ("rows", count.clone()),
        ("bytes", count),
        ("encoding", text()),
        ("delimiter", json!({"type": "string", "minLength": 1, "maxLength": 1})),
        ("decimal", json!({"enum": [".", ",", null]})),
    ];
    object(&required, &[])
}

/// A warning or note about the input.
fn diagnostic() -> Value {
    let place = json!({"type": ["integer", "null"], "minimum": 1});
    let required = [
        ("code", json!({"type": "string", "pattern": "^[EWN][0-9]{3}$"})),
        ("severity", word([Severity::Error, Severity::Warning, Severity::Note].map(Severity::word))),
        ("file", text_or_null()),
        ("line", place.clone()),
        ("column", place),
        ("message", text()),
        ("help", text_or_null()),
    ];
    object(&required, &[])
}
