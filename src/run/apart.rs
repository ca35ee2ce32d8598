//! Why two results do not compare, for `compare` and for baselines of `check`.

use crate::calc::compare::side::{Manner, Side};
use crate::domain::place::{Diagnostic, Severity};
use crate::input::code::Code;

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
    let computed = |party: &Party<'_>| party.side.has_ltv() && !party.ltv_is_given;
    if !computed(base) || !computed(new) || one.values_alike(other) {
        return None;
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
    let help = "the same flags of the model, or the same files of inputs, for both";
    Some(differ(base, new, what, [&one, &other], help))
}

/// Why their amounts do not compare, if they do not.
pub(super) fn currencies_apart(base: &Party<'_>, new: &Party<'_>) -> Option<Diagnostic> {
    let (one, other) = (base.side.currency?, new.side.currency?);
    (one != other).then(|| {
        let message = format!("'{}' is in {} and '{}' in {}", base.name, one.code, new.name, other.code);
        fault(Code::Currency, message, "--rates FILE --currency CODE when each is computed converts both into one")
    })
}
