//! Reads a result that `report`, `check` or `calc` saved as JSON, with all that is exact in it.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use serde_json::{Map, Value as Json};

use crate::calc::compare::side::{Further, Manner, Row, Side};
use crate::domain::assumptions::{Basis, Billing, Method, Timing};
use crate::domain::category::Scope;
use crate::domain::currency::Currency;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::lag::Lag;
use crate::domain::metric::Metric;
use crate::domain::period::Span;
use crate::domain::place::{Diagnostic, Place, Severity};
use crate::domain::value::{Reason, Value};
use crate::input::code::Code;
use crate::input::{Refusal, whole_file};

/// The documents that hold a result.
const SCHEMAS: [&str; 3] = ["cacltv/report", "cacltv/check", "cacltv/calc"];

/// The version of their shape that is read.
const VERSION: u64 = 1;

/// The longest file that is taken for a result.
const LONGEST: u64 = 256 << 20;

/// The longest number in one.
const DIGITS: usize = 100_000;

/// What a row holds beside its names and metrics.
const ABOUT: [&str; 6] = ["band", "exact", "undefined", "approximate", "interval", "model"];

/// A saved result. `key` makes one of the spellings of a name.
///
/// # Errors
/// Why the file is none, or cannot be read.
pub fn read(name: &str, key: impl Fn(&str) -> String) -> Result<Side, Refusal> {
    let unreadable = |why: String| refusal(name, (0, 0), Code::Unreadable, format!("'{name}' cannot be read: {why}"));
    let bytes = whole_file(name, LONGEST).map_err(unreadable)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let document: Json = serde_json::from_slice(bytes).map_err(|error| {
        let text = error.to_string();
        let what = text.split(" at line").next().unwrap_or_default();
        let place = (error.line() as u64, error.column() as u64);
        refusal(name, place, Code::Saved, format!("'{name}' is no JSON: {what}"))
    })?;
    side(&document, &key)
        .map_err(|why| refusal(name, (0, 0), Code::Saved, format!("'{name}' is no saved result: {why}")))
}

fn refusal(name: &str, (line, column): (u64, u64), code: Code, message: String) -> Refusal {
    let help = (code == Code::Saved).then(|| "cacltv report FILE... -o base.json saves one".to_owned());
    let place = (line > 0).then(|| Place { file: name.into(), line, column, sheet: false });
    vec![Diagnostic { code: code.code(), severity: Severity::Error, place, excerpt: None, message, help }].into()
}

type Found<T> = Result<T, String>;

fn side(document: &Json, key: &impl Fn(&str) -> String) -> Found<Side> {
    let schema = document.get("schema").and_then(Json::as_str);
    match schema {
        Some(schema) if SCHEMAS.contains(&schema) => {}
        Some(schema) => return Err(format!("its schema is '{schema}', and {} are results", SCHEMAS.join(", "))),
        None => return Err("it has no schema".to_owned()),
    }
    match document.get("schema_version") {
        Some(version) if version.as_u64() == Some(VERSION) => {}
        Some(version) => return Err(format!("its schema_version is {version}, and {VERSION} is read here")),
        None => return Err("it has no schema_version".to_owned()),
    }
    let none = Vec::new();
    let rows = match document.get("rows") {
        None => &none,
        Some(rows) => rows.as_array().ok_or("its rows are no list")?,
    };
    let dimensions = rows.first().map(|row| dimensions(object(row, "a row")?)).transpose()?.unwrap_or_default();
    let rows = rows.iter().map(|one| row(one, "a row", &dimensions, key)).collect::<Found<Vec<Row>>>()?;
    let mut keys: Vec<&[String]> = rows.iter().map(|row| &*row.key).collect();
    keys.sort_unstable();
    if let Some(twice) = keys.windows(2).find(|pair| pair.first() == pair.last()) {
        let name = twice.first().map(|key| key.join(", ")).unwrap_or_default();
        return Err(format!("two of its rows are '{name}'"));
    }
    let total = document.get("total").ok_or("it has no total")?;
    let paid = document.get("total_paid").filter(|paid| !paid.is_null());
    Ok(Side {
        dimensions,
        rows,
        total: row(total, "its total", &[], key)?,
        total_paid: paid.map(|paid| row(paid, "its total_paid", &[], key)).transpose()?,
        manner: manner(document)?,
        lag: None,
        period: period(document)?,
        currency: currency(document)?,
    }
    .lagged(lag(document)?))
}

fn object<'a>(json: &'a Json, what: &str) -> Found<&'a Map<String, Json>> {
    json.as_object().ok_or_else(|| format!("{what} is no object"))
}

/// The names of the dimensions: what is neither a metric nor about them.
fn dimensions(row: &Map<String, Json>) -> Found<Vec<String>> {
    let own = |name: &&String| metric(name).is_none() && !ABOUT.contains(&name.as_str());
    let names: Vec<String> = row.keys().filter(own).cloned().collect();
    if names.is_empty() { Err("a row has no name".to_owned()) } else { Ok(names) }
}

fn metric(name: &str) -> Option<Metric> {
    Metric::ALL.iter().copied().find(|metric| metric.name() == name)
}

fn row(json: &Json, what: &str, dimensions: &[String], key: &impl Fn(&str) -> String) -> Found<Row> {
    let fields = object(json, what)?;
    let mut found = Row::default();
    for name in dimensions {
        let label = fields.get(name).and_then(Json::as_str).ok_or_else(|| format!("{what} has no '{name}'"))?;
        found.key.push(key(label));
        found.labels.push(label.to_owned());
    }
    let known = |name: &str| ABOUT.contains(&name) || dimensions.iter().any(|own| own == name);
    for name in fields.keys().filter(|name| !known(name)) {
        let metric = metric(name).ok_or_else(|| format!("{what} has an unknown '{name}'"))?;
        found.values.insert(metric, quantity(fields, name, what)?);
    }
    if let Some(model) = fields.get("model") {
        let model = object(model, "a model")?;
        for metric in [Metric::Arpa, Metric::Margin, Metric::Churn] {
            if model.contains_key(metric.name()) {
                found.values.insert(metric, quantity(model, metric.name(), "a model")?);
            }
        }
        let figure = |name: &str| match model.contains_key(name) {
            true => quantity(model, name, "a model").map(|value| value.figure().cloned()),
            false => Ok(None),
        };
        found.further =
            Further { discount: figure("discount")?, growth: figure("growth")?, order_cost: figure("order_cost")? };
    }
    Ok(found)
}

/// A quantity with what stands beside it: its fraction, why it has no value, or that it is approximate.
fn quantity(fields: &Map<String, Json>, name: &str, what: &str) -> Found<Value> {
    let beside = |list: &str| fields.get(list).and_then(|list| list.get(name)).and_then(Json::as_str);
    let fault = || format!("'{name}' of {what} is no quantity");
    match fields.get(name) {
        Some(Json::Null) => {
            let code = beside("undefined").ok_or_else(fault)?;
            let reason = Reason::ALL.iter().copied().find(|reason| reason.code() == code);
            Ok(Value::Undefined(reason.ok_or_else(|| format!("'{name}' of {what} has the unknown reason '{code}'"))?))
        }
        Some(Json::String(text)) => {
            let approximate = fields.get("approximate").and_then(Json::as_array);
            if approximate.is_some_and(|names| names.iter().any(|one| one.as_str() == Some(name))) {
                return enclosed(text).map(Value::Known).ok_or_else(fault);
            }
            let number = beside("exact").map_or_else(|| decimal(text).map(|(number, _)| number), fraction);
            number.map(Value::exact).ok_or_else(fault)
        }
        Some(Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) | None => Err(fault()),
    }
}

/// A decimal number and how many decimals it has.
fn decimal(text: &str) -> Option<(Exact, u32)> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain =
        |digits: &str| !digits.is_empty() && digits.len() <= DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(part) {
        return None;
    }
    let places = digits.split_once('.').map_or(0, |(_, part)| part.len());
    let all: BigInt = format!("{whole}{}", if places == 0 { "" } else { part }).parse().ok()?;
    let places = u32::try_from(places).ok()?;
    Some((Exact::decimal(if negative { -all } else { all }, places), places))
}

/// `72901/396`, or a whole number.
fn fraction(text: &str) -> Option<Exact> {
    let whole = |text: &str| -> Option<BigInt> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = !digits.is_empty() && digits.len() <= DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse().ok()).flatten()
    };
    let (top, bottom) = text.split_once('/').unwrap_or((text, "1"));
    Exact::quotient(whole(top)?, whole(bottom)?)
}

/// An approximate number: its last digit may be off by one.
fn enclosed(text: &str) -> Option<Figure> {
    let (number, places) = decimal(text)?;
    // Without decimals at least the 15 digits that are promised hold.
    let off = if places == 0 { &number.magnitude() * &Exact::decimal(1, 14) } else { Exact::decimal(1, places) };
    Some(Figure::between(&number - &off, &number + &off))
}

fn word<T: Copy>(document: &Json, name: &str, all: &[T], spell: impl Fn(T) -> &'static str) -> Found<T> {
    let text = document.get(name).and_then(Json::as_str).ok_or_else(|| format!("it has no {name}"))?;
    all.iter().copied().find(|one| spell(*one) == text).ok_or_else(|| format!("its {name} '{text}' is not known"))
}

fn manner(document: &Json) -> Found<Manner> {
    let horizon = match document.get("horizon_months") {
        None => None,
        Some(months) => {
            let months = months.as_str().and_then(|text| text.parse().ok());
            Some(months.ok_or("its horizon_months is no number of months")?)
        }
    };
    let billing =
        document.get("billing").map(|_| word(document, "billing", Billing::ALL, Billing::name)).transpose()?;
    Ok(Manner {
        scope: word(document, "scope", &[Scope::Paid, Scope::Direct, Scope::Full], Scope::name)?,
        method: word(document, "method", Method::ALL, Method::name)?,
        basis: word(document, "basis", Basis::ALL, Basis::name)?,
        timing: word(document, "timing", Timing::ALL, Timing::name)?,
        billing: billing.unwrap_or_default(),
        horizon,
    })
}

/// How long spend took to win customers.
fn lag(document: &Json) -> Found<Option<Lag>> {
    let Some(lag) = document.get("lag") else { return Ok(None) };
    let weight = |(months, share): (&String, &Json)| {
        let exact = lag.get("exact").and_then(|exact| exact.get(format!("weight_{months}"))).and_then(Json::as_str);
        let whole = || decimal(share.as_str()?).map(|(share, _)| share);
        Some((months.parse().ok()?, exact.map_or_else(whole, fraction)?))
    };
    let weights = lag.get("weights").and_then(Json::as_object);
    let weights = weights.and_then(|weights| weights.iter().map(weight).collect::<Option<BTreeMap<u32, Exact>>>());
    let known = weights.and_then(Lag::weighted).ok_or("its lag has no weights that add up to 1")?;
    Ok(Some(known))
}

fn period(document: &Json) -> Found<Option<Span>> {
    let Some(period) = document.get("period").filter(|period| !period.is_null()) else { return Ok(None) };
    let end = |name: &str| period.get(name).and_then(Json::as_str).unwrap_or_default();
    let text = format!("{}..{}", end("from"), end("to"));
    text.parse().map(Some).map_err(|_| format!("its period '{text}' is none"))
}

fn currency(document: &Json) -> Found<Option<Currency>> {
    let Some(code) = document.get("currency").filter(|code| !code.is_null()) else { return Ok(None) };
    let found = code.as_str().and_then(Currency::named);
    found.map(Some).ok_or_else(|| format!("its currency {code} is none"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_decimal_and_a_fraction_are_exact() {
        assert_eq!(decimal("-0.05").unwrap().0, Exact::decimal(-5, 2));
        assert_eq!(decimal("12").unwrap().0, Exact::whole(12));
        assert_eq!(fraction("72901/396").unwrap(), Exact::quotient(72_901, 396).unwrap());
        for wrong in ["", "-", "1e5", "1.", ".5", "NaN", "+1", "1,5", "0x10", "1_000"] {
            assert!(decimal(wrong).is_none(), "{wrong}");
        }
        for wrong in ["1/0", "1/", "/2", "1/2/3", "1.5/2"] {
            assert!(fraction(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn an_approximate_number_is_an_enclosure() {
        let figure = enclosed("0.0365").unwrap();
        assert_eq!((figure.low(), figure.high()), (&Exact::decimal(364, 4), &Exact::decimal(366, 4)));
        let whole = enclosed("1000000000000000000").unwrap();
        assert!(whole.low() < &Exact::whole(1_000_000_000_000_000_000_i64) && !whole.is_exact());
    }
}
