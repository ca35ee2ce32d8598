//! Exact figures as text: the only place where anything is rounded, and only to be printed.
//!
//! Half is rounded away from zero on integers, so no quotient is ever cut off and zero never carries a sign.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{Signed, Zero};

use crate::domain::currency::Currency;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::Unit;
use crate::report::Numbers;

/// Significant digits of a figure in machine formats.
const SIGNIFICANT: u32 = 28;
/// Significant digits that an approximate figure carries at least.
const APPROXIMATE: u32 = 15;
/// Significant digits of a figure that is calculated on with.
const PRECISE: u32 = 6;
/// Decimals after which a figure is shown by the limit it lies beside.
const MOST_DECIMALS: u32 = 28;

/// Where what does not fit goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest, half away from zero.
    Nearest,
    /// Towards minus infinity: for a limit from above.
    Down,
    /// Towards plus infinity: for a limit from below.
    Up,
}

/// The decimals a unit is shown with, unless others are asked for.
#[must_use]
pub fn decimals(unit: Unit, currency: Option<Currency>) -> u32 {
    match unit {
        Unit::Money => currency.map_or(2, |currency| u32::from(currency.digits)),
        Unit::Count | Unit::Ratio => 2,
        Unit::Months | Unit::Percent => 1,
        Unit::WholeMonths => 0,
    }
}

/// The decimals a unit is shown with: those asked for, or its own.
#[must_use]
pub fn places(unit: Unit, currency: Option<Currency>, numbers: &Numbers) -> u32 {
    let asked = match unit {
        Unit::Money => numbers.precision.money,
        Unit::Ratio => numbers.precision.ratio,
        Unit::Months => numbers.precision.months,
        Unit::Percent => numbers.precision.percent,
        Unit::Count | Unit::WholeMonths => None,
    };
    asked.unwrap_or_else(|| decimals(unit, currency))
}

/// A figure for people. It is shown equal to one of `limits` when it is, and never when it is not; an
/// approximate figure is marked with `~`.
#[must_use]
pub fn figure(figure: &Figure, unit: Unit, limits: &[Exact], currency: Option<Currency>, numbers: &Numbers) -> String {
    let mark = if figure.is_exact() { "" } else { "~" };
    let value = shown(&figure.middle(), unit);
    let met = figure.is_exact() && limits.contains(figure.low());
    let missed: Vec<Exact> = limits
        .iter()
        .filter(|limit| *limit < figure.low() || *limit > figure.high())
        .map(|limit| shown(limit, unit))
        .collect();
    let least = match unit {
        Unit::Count if value.is_whole() => 0,
        // A conversion of 0.43% is no 0.4%, a third less would read the same.
        Unit::Percent if is_small(&value) => numbers.precision.percent.unwrap_or(2),
        Unit::Count | Unit::Money | Unit::Ratio | Unit::Months | Unit::WholeMonths | Unit::Percent => {
            places(unit, currency, numbers)
        }
    };
    let least = if met { least.max(own_decimals(&value)) } else { least };
    let text = match places_apart(&value, &missed, least) {
        Ok(places) => {
            let plain = plain(&scaled(&value, places, Rounding::Nearest), places);
            let plain = if unit == Unit::Count { trimmed(plain) } else { plain };
            dressed(&plain, numbers)
        }
        Err(limit) => {
            let side = if value < limit { '<' } else { '>' };
            let (limit, _) = machine(&limit);
            format!("{side}{}", dressed(&limit, numbers))
        }
    };
    format!("{mark}{text}{}", sign(unit))
}

/// Figures for people whose printed sum is that of `total`: each is rounded down or up, those with the largest
/// remainders up. `None` where they do not add up, or not within a unit each.
#[must_use]
pub fn adding_up(
    values: &[Exact],
    total: &Exact,
    currency: Option<Currency>,
    numbers: &Numbers,
) -> Option<Vec<String>> {
    let sum = values.iter().fold(Exact::zero(), |sum, value| &sum + value);
    if sum != *total {
        return None;
    }
    let places = places(Unit::Money, currency, numbers);
    let floors: Vec<BigInt> = values.iter().map(|value| scaled(value, places, Rounding::Down)).collect();
    let wanted = scaled(total, places, Rounding::Nearest);
    let missing = floors.iter().fold(wanted, |left, floor| left - floor);
    let missing = usize::try_from(missing).ok().filter(|missing| *missing <= values.len())?;
    let rest = |at: usize| {
        let pair = values.get(at).zip(floors.get(at));
        pair.map(|(value, floor)| value - &Exact::decimal(floor.clone(), places))
    };
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| rest(*other).cmp(&rest(*one)).then(one.cmp(other)));
    let up: std::collections::BTreeSet<usize> = order.into_iter().take(missing).collect();
    let texts = floors.into_iter().enumerate().map(|(at, floor)| {
        let digits = if up.contains(&at) { floor + 1 } else { floor };
        dressed(&plain(&digits, places), numbers)
    });
    Some(texts.collect())
}

/// A figure for people who calculate on with it: six significant digits, or all it has if they are fewer, and
/// never fewer decimals than its unit is shown with.
#[must_use]
pub fn precise(figure: &Figure, unit: Unit, currency: Option<Currency>, numbers: &Numbers) -> String {
    let mark = if figure.is_exact() { "" } else { "~" };
    let value = shown(&figure.middle(), unit);
    let usual = match unit {
        Unit::Count => 0,
        Unit::Money | Unit::Ratio | Unit::Months | Unit::WholeMonths | Unit::Percent => places(unit, currency, numbers),
    };
    let (text, _) = significant(&value, PRECISE, Rounding::Nearest);
    let places = text.split_once('.').map_or(0, |(_, digits)| u32::try_from(digits.len()).unwrap_or(0));
    let places = places.max(usual);
    let text = dressed(&plain(&scaled(&value, places, Rounding::Nearest), places), numbers);
    format!("{mark}{text}{}", sign(unit))
}

/// A bound for people, kept on its safe side, and whether the text is the exact value.
#[must_use]
pub fn bound(
    value: &Exact,
    unit: Unit,
    rounding: Rounding,
    currency: Option<Currency>,
    numbers: &Numbers,
) -> (String, bool) {
    let places = match unit {
        Unit::Count => 0,
        Unit::Money | Unit::Ratio | Unit::Months | Unit::WholeMonths | Unit::Percent => places(unit, currency, numbers),
    };
    let value = shown(value, unit);
    let digits = scaled(&value, places, rounding);
    let text = dressed(&plain(&digits, places), numbers);
    let exact = Exact::decimal(digits, places) == value;
    (format!("{text}{}", sign(unit)), exact)
}

/// A figure with so many decimals, whatever its unit is usually shown with.
#[must_use]
pub fn rounded(figure: &Figure, unit: Unit, places: u32, numbers: &Numbers) -> String {
    let mark = if figure.is_exact() { "" } else { "~" };
    let digits = scaled(&shown(&figure.middle(), unit), places, Rounding::Nearest);
    format!("{mark}{}{}", dressed(&plain(&digits, places), numbers), sign(unit))
}

/// A limit as it was set: all its digits, no more.
#[must_use]
pub fn limit(value: &Exact, unit: Unit, numbers: &Numbers) -> String {
    let (text, _) = machine(&shown(value, unit));
    format!("{}{}", dressed(&text, numbers), sign(unit))
}

/// A value for machines, and whether that is all of it: dot decimals, no groups, no exponent, no trailing
/// zeros; rounded half away from zero where 28 significant digits do not hold it.
#[must_use]
pub fn machine(value: &Exact) -> (String, bool) {
    significant(value, SIGNIFICANT, Rounding::Nearest)
}

/// A bound for machines, kept on its safe side, and whether that is all of it.
#[must_use]
pub fn machine_bound(value: &Exact, rounding: Rounding) -> (String, bool) {
    significant(value, SIGNIFICANT, rounding)
}

/// A figure for machines: all digits that are certain, from 15 to 28 of them when it is approximate. The flag
/// says whether that is all of it.
#[must_use]
pub fn machine_figure(figure: &Figure) -> (String, bool) {
    if figure.is_exact() {
        return machine(figure.low());
    }
    let certain = (APPROXIMATE..=SIGNIFICANT).rev().find_map(|digits| {
        let (low, _) = significant(figure.low(), digits, Rounding::Nearest);
        let (high, _) = significant(figure.high(), digits, Rounding::Nearest);
        (low == high).then_some(low)
    });
    let text = certain.unwrap_or_else(|| significant(&figure.middle(), APPROXIMATE, Rounding::Nearest).0);
    (text, false)
}

/// A value to so many decimals at most, with a dot and without trailing zeros: a coordinate of a drawing.
#[must_use]
pub fn fixed(value: &Exact, places: u32) -> String {
    trimmed(plain(&scaled(value, places, Rounding::Nearest), places))
}

/// The text of a machine number in a style: its decimal mark and groups.
#[must_use]
pub fn dressed(plain: &str, numbers: &Numbers) -> String {
    let (sign, rest) = match plain.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", plain),
    };
    let (whole, fraction) = match rest.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (rest, None),
    };
    let mut text = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && whole.len().saturating_sub(index) % 3 == 0 {
            text.extend(numbers.group);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push(numbers.decimal);
        text.push_str(fraction);
    }
    text
}

/// Whether a percentage lies below one and is not all told by one decimal.
fn is_small(percent: &Exact) -> bool {
    let tenths = percent * &Exact::whole(10);
    percent.magnitude() < Exact::one() && !tenths.is_whole()
}

/// The value in the unit's own scale: percent are hundredths.
fn shown(value: &Exact, unit: Unit) -> Exact {
    match unit {
        Unit::Percent => value * &Exact::whole(100),
        Unit::Money | Unit::Count | Unit::Ratio | Unit::Months | Unit::WholeMonths => value.clone(),
    }
}

fn sign(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "%",
        Unit::Money | Unit::Count | Unit::Ratio | Unit::Months | Unit::WholeMonths => "",
    }
}

/// The decimals that show a value in full, so that it reads as the limit it meets; 0 where none do.
fn own_decimals(value: &Exact) -> u32 {
    let (text, all) = machine(value);
    let fraction = text.split_once('.').filter(|_| all);
    fraction.map_or(0, |(_, digits)| u32::try_from(digits.len()).unwrap_or(0))
}

/// The fewest decimals, from `least` on, at which the value reads differently from every limit; else the limit
/// that it cannot be told from.
fn places_apart(value: &Exact, limits: &[Exact], least: u32) -> Result<u32, Exact> {
    let mut places = least;
    loop {
        let digits = scaled(value, places, Rounding::Nearest);
        let close = limits.iter().find(|limit| scaled(limit, places, Rounding::Nearest) == digits);
        match close {
            None => return Ok(places),
            Some(limit) if places >= MOST_DECIMALS => return Err(limit.clone()),
            Some(_) => places = places.saturating_add(1),
        }
    }
}

/// `value · 10^places` as a whole number.
fn scaled(value: &Exact, places: u32, rounding: Rounding) -> BigInt {
    shortly(value, places, rounding).map_or_else(|| scaled_at_length(value, places, rounding), BigInt::from)
}

fn scaled_at_length(value: &Exact, places: u32, rounding: Rounding) -> BigInt {
    let top = value.numerator() * BigInt::from(10).pow(places);
    let bottom = value.denominator();
    match rounding {
        Rounding::Down => top.div_floor(&bottom),
        Rounding::Up => -(-top).div_floor(&bottom),
        Rounding::Nearest => {
            let twice = &bottom * 2;
            let magnitude: BigInt = (top.abs() * 2 + bottom) / twice;
            if top.is_negative() { -magnitude } else { magnitude }
        }
    }
}

/// The same without long integers, where they are not needed.
fn shortly(value: &Exact, places: u32, rounding: Rounding) -> Option<i128> {
    let (top, bottom) = value.short()?;
    let top = top.checked_mul(10_i128.checked_pow(places)?)?;
    let (whole, rest) = (top.div_euclid(bottom), top.rem_euclid(bottom));
    let up = match rounding {
        Rounding::Down => false,
        Rounding::Up => rest > 0,
        // Half goes away from zero: up, unless the value is below it.
        Rounding::Nearest => match rest.cmp(&(bottom.checked_sub(rest)?)) {
            Ordering::Less => false,
            Ordering::Equal => top >= 0,
            Ordering::Greater => true,
        },
    };
    if up { whole.checked_add(1) } else { Some(whole) }
}

/// `digits · 10^-places` with a dot; zero has no sign because an integer zero has none.
fn plain(digits: &BigInt, places: u32) -> String {
    pointed(digits.is_negative(), &digits.magnitude().to_string(), places)
}

/// Digits with a dot before the last of them.
fn pointed(negative: bool, digits: &str, places: u32) -> String {
    let sign = if negative { "-" } else { "" };
    let places = usize::try_from(places).unwrap_or(usize::MAX);
    let text = format!("{digits:0>width$}", width = places.saturating_add(1));
    match text.split_at_checked(text.len().saturating_sub(places)) {
        Some((whole, fraction)) if !fraction.is_empty() => format!("{sign}{whole}.{fraction}"),
        Some(_) | None => format!("{sign}{text}"),
    }
}

fn trimmed(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// The value to so many significant digits, and whether that is all of it.
fn significant(value: &Exact, digits: u32, rounding: Rounding) -> (String, bool) {
    if value.is_zero() {
        return ("0".to_owned(), true);
    }
    significant_shortly(value, digits, rounding).unwrap_or_else(|| significant_at_length(value, digits, rounding))
}

fn significant_at_length(value: &Exact, digits: u32, rounding: Rounding) -> (String, bool) {
    let last = i64::from(digits).saturating_sub(1).saturating_sub(magnitude(value));
    let places = u32::try_from(last.unsigned_abs()).unwrap_or(u32::MAX);
    let (text, kept) = if last >= 0 {
        let digits = scaled_at_length(value, places, rounding);
        let text = trimmed(plain(&digits, places));
        (text, Exact::decimal(digits, places))
    } else {
        let grid = Exact::whole(BigInt::from(10).pow(places));
        let coarse = value.divided_by(&grid).unwrap_or_else(Exact::zero);
        let kept = &Exact::whole(scaled(&coarse, 0, rounding)) * &grid;
        (kept.numerator().to_string(), kept)
    };
    (text, kept == *value)
}

/// The same without long integers, as by hand: the whole part, then digits behind the dot, 19 at a time. `None` where
/// the denominator is no machine word, or the first digit stands too far from the dot.
fn significant_shortly(value: &Exact, digits: u32, rounding: Rounding) -> Option<(String, bool)> {
    let (top, bottom) = value.short()?;
    let (negative, divisor) = (top < 0, u128::from(u64::try_from(bottom).ok()?));
    let (mut kept, mut rest) = (top.unsigned_abs() / divisor, top.unsigned_abs() % divisor);
    let places = match kept.checked_ilog10() {
        Some(power) => digits.checked_sub(power.checked_add(1)?)?,
        None => {
            let first = rest.checked_mul(10_u128.pow(STRIDE))?.checked_div(divisor)?;
            digits.checked_add(STRIDE.checked_sub(first.checked_ilog10()?.checked_add(1)?)?)?
        }
    };
    let mut left = places;
    while left > 0 {
        let stride = left.min(STRIDE);
        let power = 10_u128.pow(stride);
        // The rest is below a word and the power too.
        rest = rest.checked_mul(power)?;
        kept = kept.checked_mul(power)?.checked_add(rest / divisor)?;
        (rest, left) = (rest % divisor, left.saturating_sub(stride));
    }
    let away = match rounding {
        Rounding::Down => negative && rest > 0,
        Rounding::Up => !negative && rest > 0,
        Rounding::Nearest => rest >= divisor.saturating_sub(rest),
    };
    let kept = if away { kept.checked_add(1)? } else { kept };
    Some((trimmed(pointed(negative, &kept.to_string(), places)), rest == 0))
}

/// How many digits a rest below 2^64 is multiplied by at once.
const STRIDE: u32 = 19;

/// The power of ten of the first digit of a value that is not zero.
fn magnitude(value: &Exact) -> i64 {
    let (top, bottom) = (value.numerator().into_parts().1, value.denominator().into_parts().1);
    let estimate = digits(&top).saturating_sub(digits(&bottom));
    let shift = u32::try_from(estimate.unsigned_abs()).unwrap_or(u32::MAX);
    let grid = BigUint::from(10_u8).pow(shift);
    let below = if estimate >= 0 { top < bottom * grid } else { top * grid < bottom };
    if below { estimate.saturating_sub(1) } else { estimate }
}

fn digits(number: &BigUint) -> i64 {
    if number.is_zero() {
        return 0;
    }
    i64::try_from(number.to_string().len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
