//! Reads a rule: `[total|paid|each|channel "NAME"|segment "NAME"|each month|last:] METRIC >=|<=|>|< NUMBER[%]
//! [except "A","B"] [min_customers N]`.

use super::{Operator, Rule, Target};
use crate::domain::currency::Sign;
use crate::domain::exact::Exact;
use crate::domain::metric::{Metric, Unit};

const SHAPE: &str = r#"a rule is [total|paid|each|channel "NAME"|segment "NAME"|each month|last:] METRIC >=|<=|>|< NUMBER[%] [except "A","B"] [min_customers N]"#;

/// The words that rows are named by.
const ROWS: &[&str] = &["total", "paid", "each", "channel", "segment", "each month", "last"];

const ROWS_SHAPE: &str = r#"one of total, paid, each, channel "NAME", segment "NAME", each month and last"#;

/// A rule from its text.
///
/// # Errors
/// With a message that says what is wrong, and what was probably meant.
pub fn parse(text: &str) -> Result<Rule, String> {
    let rule = whole(text)?;
    if !rule.except.is_empty() && !rule.row.is_many() {
        return Err(format!("except leaves out rows of 'each' or 'each month', and '{text}' is for one row"));
    }
    Ok(rule)
}

/// The currency that the limit of a rule carries, as in `cac <= 110 EUR`.
#[must_use]
pub fn sign(text: &str) -> Option<Sign> {
    let (_, _, right) = around_operator(text).ok()?;
    let number = options_start(right).and_then(|at| right.get(..at)).unwrap_or(right);
    signed(number.trim()).0
}

/// A number's currency, before or behind it, and what is left.
fn signed(text: &str) -> (Option<Sign>, &str) {
    let before = Sign::strip_prefix(text).map(|(sign, rest)| (Some(sign), rest.trim_start()));
    let behind = || Sign::strip_suffix(text).map(|(sign, rest)| (Some(sign), rest.trim_end()));
    before.or_else(behind).unwrap_or((None, text))
}

fn whole(text: &str) -> Result<Rule, String> {
    let (left, operator, right) = around_operator(text)?;
    let (row, metric) = target(left)?;
    let metric = self::metric(metric)?;
    let (number, mut options) = match options_start(right) {
        Some(at) => right.split_at_checked(at).unwrap_or((right, "")),
        None => (right, ""),
    };
    let mut rule = Rule { row, ..Rule::total(metric, operator, limit(metric, number)?) };
    loop {
        options = options.trim();
        if options.is_empty() {
            return Ok(rule);
        } else if let Some(rest) = word(options, "except") {
            options = excepted(rest, &mut rule.except)?;
        } else if let Some(rest) = word(options, "min_customers") {
            let rest = rest.trim_start();
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (count, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            rule.min_customers =
                Some(count.parse().map_err(|_| format!("min_customers wants a whole number, not '{count}'"))?);
            options = after;
        } else {
            return Err(format!("'{options}' is not understood: {SHAPE}"));
        }
    }
}

/// The rows that a rule is for, from their text: `total`, `paid`, `each`, `channel "NAME"`, `segment "NAME"`,
/// `each month` or `last`.
///
/// # Errors
/// With a message that says what is wrong, and what was probably meant.
pub fn row(text: &str) -> Result<Target, String> {
    let text = text.trim();
    let closed = format!("{text}:");
    match target(&closed)? {
        (row, "") => Ok(row),
        (Target::Channel(_) | Target::Segment(_), _) => {
            Err(format!("'{text}' has more than a name: write the name in quotes, channel \"NAME\""))
        }
        (Target::Total | Target::Paid | Target::Each | Target::EachMonth | Target::Last, _) => {
            let near = nearest(text, ROWS.iter().map(|word| (*word).to_owned()));
            let near = near.map_or_else(|| ROWS_SHAPE.to_owned(), |near| format!("did you mean {near}?"));
            Err(format!("'{text}' names no row: {near}"))
        }
    }
}

/// A ratio from its text: `3`, `3:1`, `3,5:1`.
///
/// # Errors
/// With a message that says what is wrong.
pub fn ratio(text: &str) -> Result<Exact, String> {
    let text = text.trim();
    let Some((left, right)) = text.split_once(':') else {
        return number(text);
    };
    match (left.trim(), right.trim()) {
        (left, "1") => number(left),
        ("1", right) => Err(format!("'{text}' has the sides the other way round: CAC:LTV {text} is LTV:CAC {right}")),
        _ => Err(format!("'{text}' is not a ratio: write 3 or 3:1")),
    }
}

/// The name nearest to a text, if one is near.
pub(super) fn nearest(text: &str, names: impl Iterator<Item = String>) -> Option<String> {
    let text = text.trim().to_lowercase();
    names
        .map(|name| {
            let far = strsim::osa_distance(&text, &name.to_lowercase());
            (far, name)
        })
        .filter(|(far, name)| *far <= name.chars().count().max(3) / 3)
        .min()
        .map(|(_, name)| name)
}

fn around_operator(text: &str) -> Result<(&str, Operator, &str), String> {
    let signs = [
        (">=", Operator::AtLeast),
        ("<=", Operator::AtMost),
        ("≥", Operator::AtLeast),
        ("≤", Operator::AtMost),
        (">", Operator::Above),
        ("<", Operator::Below),
    ];
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        quoted ^= c == '"';
        let rest = text.get(at..).unwrap_or_default();
        let found = signs.iter().find_map(|(sign, operator)| Some((*operator, rest.strip_prefix(sign)?)));
        if let (false, Some((operator, right))) = (quoted, found) {
            let left = text.get(..at).unwrap_or_default();
            return Ok((left.trim(), operator, right.trim()));
        }
    }
    Err(format!("'{text}' has no >=, <=, > or <: {SHAPE}"))
}

/// What follows a word at the start of a text.
fn word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.trim_start().strip_prefix(word)?;
    (!rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')).then_some(rest)
}

/// The metric's text after a target, whose colon may be left out.
fn past_colon(rest: &str) -> &str {
    let rest = rest.trim_start();
    rest.strip_prefix(':').unwrap_or(rest).trim()
}

fn target(left: &str) -> Result<(Target, &str), String> {
    if let Some(rest) = word(left, "each") {
        return Ok(match word(rest, "month") {
            Some(rest) => (Target::EachMonth, past_colon(rest)),
            None => (Target::Each, past_colon(rest)),
        });
    }
    for (name, row) in [("total", Target::Total), ("paid", Target::Paid), ("last", Target::Last)] {
        if let Some(rest) = word(left, name) {
            return Ok((row, past_colon(rest)));
        }
    }
    for kind in ["channel", "segment"] {
        if let Some(rest) = word(left, kind) {
            let (name, rest) =
                name(rest.trim_start()).ok_or_else(|| format!("{kind} wants a name in quotes: {SHAPE}"))?;
            let row = if kind == "channel" { Target::Channel(name) } else { Target::Segment(name) };
            return Ok((row, past_colon(rest)));
        }
    }
    match left.split_once(':') {
        Some((row, rest)) if Metric::named(left).is_none() && Metric::named(rest).is_some() => {
            let near = nearest(row, ROWS.iter().map(|word| (*word).to_owned()));
            let near = near.map_or_else(String::new, |near| format!("; did you mean {near}"));
            Err(format!("'{row}' names no row{near}: {SHAPE}"))
        }
        Some(_) | None => Ok((Target::Total, left)),
    }
}

/// A name in quotes, in which `""` is a quote, or without quotes up to a colon.
fn name(text: &str) -> Option<(String, &str)> {
    let Some(inner) = text.strip_prefix('"') else {
        let (name, rest) = text.split_once(':')?;
        let name = name.trim();
        return (!name.is_empty()).then(|| (name.to_owned(), rest));
    };
    let mut name = String::new();
    let mut rest = inner;
    loop {
        let (part, after) = rest.split_once('"')?;
        name.push_str(part);
        match after.strip_prefix('"') {
            Some(more) => {
                name.push('"');
                rest = more;
            }
            None => return Some((name, after)),
        }
    }
}

/// The metric of a name.
///
/// # Errors
/// With a message that says what was probably meant.
pub fn metric(text: &str) -> Result<Metric, String> {
    if let Some(metric) = Metric::named(text) {
        return Ok(metric);
    }
    let plain = text.trim().to_lowercase().replace(['-', ' '], "_");
    let near = if matches!(plain.as_str(), "cpa" | "cpo") {
        Some("cac".to_owned())
    } else {
        nearest(&plain, Metric::ALL.iter().map(|metric| metric.name().to_owned()))
    };
    Err(match near {
        Some(near) => format!("'{text}' is no metric; did you mean {near}"),
        None if plain.is_empty() => format!("a metric is missing: {SHAPE}"),
        None => format!("'{text}' is no metric: {SHAPE}"),
    })
}

/// Where options begin after the number.
fn options_start(right: &str) -> Option<usize> {
    ["except", "min_customers"]
        .iter()
        .filter_map(|name| {
            right.match_indices(name).map(|(at, _)| at).find(|at| {
                let before = right.get(..*at).unwrap_or_default();
                before.ends_with(char::is_whitespace)
            })
        })
        .min()
}

fn excepted<'a>(rest: &'a str, names: &mut Vec<String>) -> Result<&'a str, String> {
    let mut rest = rest;
    loop {
        let text = rest.trim_start();
        let found = text.starts_with('"').then(|| name(text)).flatten();
        let (one, after) = found.ok_or_else(|| format!("except wants names in quotes, not '{text}'"))?;
        names.push(one);
        match after.trim_start().strip_prefix(',') {
            Some(more) => rest = more,
            None => return Ok(after),
        }
    }
}

/// A limit on a metric, from its text.
///
/// # Errors
/// With a message that says what is wrong.
pub fn limit(metric: Metric, text: &str) -> Result<Exact, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("a number is missing: {SHAPE}"));
    }
    let percent = text.strip_suffix('%').map(str::trim_end);
    match (metric.unit(), percent) {
        (Unit::Percent, Some(percent)) => Ok(&number(percent)? * &Exact::decimal(1, 2)),
        (Unit::Percent, None) => {
            let share = number(text)?;
            if share.magnitude() > Exact::one() {
                return Err(format!("'{text}' is no share: write {text}% for percent"));
            }
            Ok(share)
        }
        (Unit::Money | Unit::Count | Unit::Ratio | Unit::Months | Unit::WholeMonths, Some(_)) => {
            Err(format!("{} is not a share, so '{text}' means nothing", metric.name()))
        }
        (Unit::Ratio, None) => ratio(text),
        (Unit::Months | Unit::WholeMonths, None) => {
            let months = ["months", "month", "mo"].iter().find_map(|unit| text.strip_suffix(unit));
            number(months.unwrap_or(text))
        }
        (Unit::Money, None) => number(signed(text).1),
        (Unit::Count, None) => number(text),
    }
}

/// A number with a decimal dot; a comma where nothing else fits; groups of three after spaces.
fn number(text: &str) -> Result<Exact, String> {
    let text = text.trim();
    let bad = || format!("'{text}' is no number: write it like 1250.50");
    let (negative, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mark = match (digits.matches('.').count(), digits.matches(',').count()) {
        (0 | 1, 0) => '.',
        (0, 1) => ',',
        _ => return Err(bad()),
    };
    let (whole, fraction) = digits.split_once(mark).unwrap_or((digits, ""));
    if mark == ',' && fraction.len() == 3 && !whole.starts_with('0') && whole.len() <= 3 {
        return Err(format!("'{text}' can mean {whole}{fraction} or {whole}.{fraction}: write the one you mean"));
    }
    let spaced = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    let groups: Vec<&str> = whole.split(spaced).collect();
    let grouped = groups.len() == 1
        || (groups.iter().skip(1).all(|group| group.len() == 3)
            && groups.first().is_some_and(|first| (1..=3).contains(&first.len())));
    let all: String = groups.concat() + fraction;
    let is_digits = all.bytes().all(|byte| byte.is_ascii_digit());
    let empty = whole.is_empty() || (digits.contains(mark) && fraction.is_empty());
    if !grouped || !is_digits || empty || all.len() > 28 {
        return Err(bad());
    }
    let scale = u32::try_from(fraction.len()).map_err(|_| bad())?;
    let value: i128 = all.parse().map_err(|_| bad())?;
    Ok(Exact::decimal(if negative { -value } else { value }, scale))
}
