//! Rules of checks: one that is drawn and written down is read as it was drawn; any text that is read as a rule, written
//! down and read again, is the same rule.

use cacltv::calc::check::{self, Limit, Operator, Rule, Target};
use cacltv::domain::exact::Exact;
use cacltv::domain::metric::{Metric, Unit};
use num_bigint::BigInt;

use super::draw::Draw;

const NAMES: [&str; 12] = [
    "Meta",
    "Google Ads",
    "a \"b\" c",
    ">= 3",
    "except",
    "x: y",
    " ",
    "min_customers 5",
    "≤",
    "Mässor",
    "\"",
    "total: cac < 1",
];

/// A fraction as a decimal number; `None` where it does not end.
fn decimal(number: &Exact) -> Option<String> {
    let mut top = number.numerator().clone();
    let mut places = 0usize;
    let bottom = number.denominator();
    while &top % &bottom != BigInt::from(0) {
        top *= 10;
        places += 1;
        if places > 40 {
            return None;
        }
    }
    let whole = top / bottom;
    let (sign, digits) = (if number.is_negative() { "-" } else { "" }, whole.magnitude().to_string());
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (one, other) = digits.split_at(digits.len() - places);
    Some(if other.is_empty() { format!("{sign}{one}") } else { format!("{sign}{one}.{other}") })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The rule in words; gaps are drawn.
fn written(rule: &Rule, gap: &mut dyn FnMut() -> &'static str) -> Option<String> {
    let row = match &rule.row {
        Target::Total => "total".to_owned(),
        Target::Paid => "paid".to_owned(),
        Target::Each => "each".to_owned(),
        Target::Channel(name) => format!("channel {}{}", gap(), quoted(name)),
        Target::Segment(name) => format!("segment{}{}", gap(), quoted(name)),
        Target::EachMonth => format!("each {}month", gap()),
        Target::Last => "last".to_owned(),
    };
    let Limit::At(limit) = &rule.limit else { return None };
    let limit = match rule.metric.unit() {
        Unit::Percent => format!("{}{}%", decimal(&(limit * &Exact::whole(100)))?, gap()),
        Unit::Money | Unit::Count | Unit::Ratio | Unit::Months | Unit::WholeMonths => decimal(limit)?,
    };
    let mut text = format!(
        "{}{row}{}:{}{}{}{}{}{limit}",
        gap(),
        gap(),
        gap(),
        rule.metric.name(),
        gap(),
        rule.operator.sign(),
        gap()
    );
    if !rule.except.is_empty() {
        let names: Vec<String> = rule.except.iter().map(|name| quoted(name)).collect();
        text.push_str(&format!(" except{}{}", gap(), names.join(&format!("{},{}", gap(), gap()))));
    }
    if let Some(count) = rule.min_customers {
        text.push_str(&format!(" min_customers {}{count}{}", gap(), gap()));
    }
    Some(text)
}

fn drawn(draw: &mut Draw<'_>) -> Rule {
    let metric = draw.one_of(Metric::ALL);
    let operator = draw.one_of(&[Operator::AtLeast, Operator::AtMost, Operator::Above, Operator::Below]);
    let places = draw.below(12);
    let digits = draw.number(6) as i64 * if draw.once_in(4) { -1 } else { 1 };
    let mut limit = Exact::decimal(digits, places as u32);
    if metric.unit() == Unit::Percent {
        limit = &limit * &Exact::decimal(1, 2);
    }
    let mut name = || draw.one_of(&NAMES).to_owned();
    let row = match digits.rem_euclid(7) {
        0 => Target::Total,
        1 => Target::Paid,
        2 => Target::Each,
        3 => Target::Channel(name()),
        4 => Target::Segment(name()),
        5 => Target::EachMonth,
        _ => Target::Last,
    };
    let except = (0..places % 3).map(|_| name()).collect();
    let min_customers = draw.once_in(3).then(|| draw.number(5));
    Rule { row, except, min_customers, ..Rule::total(metric, operator, limit) }
}

/// Reads a rule that is drawn, or any text. The first byte chooses.
pub fn holds(bytes: &[u8]) {
    let mut draw = Draw::new(bytes);
    if draw.byte() % 2 == 0 {
        let rule = drawn(&mut draw);
        let text = written(&rule, &mut || draw.one_of(&["", " ", "  ", "\t", ""])).expect("a decimal limit");
        // A rule for one row has no others to leave out.
        if !rule.except.is_empty() && !rule.row.is_many() {
            assert!(check::parse(&text).is_err_and(|fault| fault.starts_with("except ")), "{text:?}");
            return;
        }
        assert_eq!(check::parse(&text).as_ref(), Ok(&rule), "{text:?}");
        return;
    }
    let Ok(text) = std::str::from_utf8(draw.rest()) else { return };
    match check::parse(text) {
        Err(message) => assert!(!message.is_empty()),
        Ok(rule) => {
            assert!(["<", ">", "≤", "≥"].iter().any(|sign| text.contains(sign)), "{text:?} has no operator");
            let again = written(&rule, &mut || "").unwrap_or_else(|| panic!("{text:?} has a limit that does not end"));
            assert_eq!(check::parse(&again).as_ref(), Ok(&rule), "{text:?} is {again:?}");
        }
    }
    if let Ok(row) = check::row(text) {
        let rule = Rule { row, ..Rule::total(Metric::Cac, Operator::AtMost, Exact::one()) };
        let again = written(&rule, &mut || "").expect("a whole limit");
        assert_eq!(check::parse(&again).as_ref(), Ok(&rule), "{text:?} is {again:?}");
    }
}
