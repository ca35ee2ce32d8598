//! Why two results do not compare, for `compare` and for baselines of `check`.

use std::collections::HashMap;

use crate::calc::compare::side::{Manner, Row, Side};
use crate::domain::assumptions::Method;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::place::{Diagnostic, Severity};
use crate::input::code::Code;
use crate::render::text;

/// What makes models the same.
const THE_SAME_MODEL: &str = "the same flags of the model, or the same files of inputs, for both";

/// A result, as far as that matters here.
pub(super) struct Party<'a> {
    /// What it is called.
    pub(super) name: &'a str,
    /// Its rows and totals, and how they were computed.
    pub(super) side: &'a Side,
    /// Whether its LTV was typed, so that no method stands behind it.
    pub(super) ltv_is_given: bool,
    /// Whether it is figures, which have no scope.
    pub(super) typed: bool,
}

fn fault(code: Code, message: String, help: &str) -> Diagnostic {
    let help = Some(help.to_owned());
    Diagnostic { code: code.code(), severity: Severity::Error, place: None, excerpt: None, message, help }
}

fn differ(base: &Party<'_>, new: &Party<'_>, what: &str, [one, other]: [&str; 2], help: &str) -> Diagnostic {
    let message = format!("'{}' has {what} {one} and '{}' has {what} {other}", base.name, new.name);
    fault(Code::Apart, message, help)
}

/// Why their rows are not the same rows, if they are not.
pub(super) fn rows_apart(base: &Party<'_>, new: &Party<'_>) -> Option<Diagnostic> {
    let sorted = |side: &Side| {
        let mut names = side.dimensions.clone();
        names.sort();
        names
    };
    if base.side.rows.is_empty() || new.side.rows.is_empty() || sorted(base.side) == sorted(new.side) {
        return None;
    }
    let by = |side: &Side| side.dimensions.join(", ");
    Some(differ(base, new, "rows by", [&by(base.side), &by(new.side)], "the same --by for both"))
}

/// Why their totals do not compare, if they do not.
pub(super) fn totals_apart(base: &Party<'_>, new: &Party<'_>) -> Option<Diagnostic> {
    let (one, other): (&Manner, &Manner) = (&base.side.manner, &new.side.manner);
    if one.scope != other.scope && !base.typed && !new.typed {
        let names = [one.scope.name(), other.scope.name()];
        return Some(differ(base, new, "scope", names, "the same --scope for both"));
    }
    // Single figures have no rows, and their months are not known.
    let rows = !base.side.rows.is_empty() && !new.side.rows.is_empty();
    if rows && base.side.lag != new.side.lag {
        let lag = |side: &Side| side.lag.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string);
        return Some(differ(base, new, "lag", [&lag(base.side), &lag(new.side)], "the same --lag for both"));
    }
    let computed = |party: &Party<'_>| party.side.has_ltv() && !party.ltv_is_given;
    if !computed(base) || !computed(new) {
        return None;
    }
    if one.values_alike(other) {
        return discounts_apart(base, new);
    }
    let horizon = |manner: &Manner| manner.horizon.map_or_else(|| "without end".to_owned(), |n| format!("{n} months"));
    let pairs = [
        ("basis", one.basis.name().to_owned(), other.basis.name().to_owned()),
        ("method", one.method.name().to_owned(), other.method.name().to_owned()),
        ("timing", one.timing.name().to_owned(), other.timing.name().to_owned()),
        ("billing", one.billing.name().to_owned(), other.billing.name().to_owned()),
        ("horizon", horizon(one), horizon(other)),
    ];
    let (what, one, other) = pairs.into_iter().find(|(_, one, other)| one != other)?;
    Some(differ(base, new, what, [&one, &other], THE_SAME_MODEL))
}

/// Why their LTVs are not discounted alike, if they are not: by the rows that both have and that have an LTV.
fn discounts_apart(base: &Party<'_>, new: &Party<'_>) -> Option<Diagnostic> {
    match base.side.manner.method {
        Method::Simple | Method::Lifetime | Method::Capped => return None,
        Method::Discounted | Method::Orders | Method::Expansion => {}
    }
    let known: HashMap<&[String], &Row> = new.side.rows.iter().map(|row| (row.key.as_slice(), row)).collect();
    let of_both = base.side.rows.iter().filter_map(|row| Some((row, *known.get(row.key.as_slice())?)));
    let rows: Vec<(&Row, &Row)> = of_both.collect();
    // A total has no discount where its rows have several, and is alone where there are none.
    let totals = Some((&base.side.total, &new.side.total));
    let totals = totals
        .filter(|(one, other)| rows.is_empty() || one.further.discount.is_some() && other.further.discount.is_some());
    let has_ltv = |(one, other): &(&Row, &Row)| [one, other].iter().all(|row| row.figure(Metric::Ltv).is_some());
    let discount = |row: &Row| row.further.discount.clone().unwrap_or_else(Figure::zero);
    let differs =
        |(one, other): &(&Row, &Row)| discount(one).compare(&discount(other)).is_some_and(std::cmp::Ordering::is_ne);
    let (one, other) = rows.into_iter().chain(totals).find(|pair| has_ltv(pair) && differs(pair))?;
    let shown = |row: &Row| match &row.further.discount {
        Some(discount) => format!("{} a month", text::machine_figure(discount).0),
        None => "none".to_owned(),
    };
    Some(differ(base, new, "discount", [&shown(one), &shown(other)], THE_SAME_MODEL))
}

/// Why their amounts do not compare, if they do not.
pub(super) fn currencies_apart(base: &Party<'_>, new: &Party<'_>) -> Option<Diagnostic> {
    let (one, other) = (base.side.currency?, new.side.currency?);
    (one != other).then(|| {
        let message = format!("'{}' is in {} and '{}' in {}", base.name, one.code, new.name, other.code);
        fault(Code::Currency, message, "--rates FILE --currency CODE when each is computed converts both into one")
    })
}
