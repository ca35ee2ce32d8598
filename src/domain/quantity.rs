//! Quantities as they are typed: `2.5%/mo`, `348/yr`, `40mo`, `5/100/mo`, `3:1`. Exact, with the unit as typed.

use std::cmp::Ordering;

use super::currency::Sign;
use super::exact::Exact;
use super::figure::Figure;
use super::number::typed;
use super::rate::{Lifetime, Margin, MonthlyChurn, MonthlyDiscount, MonthlyMoney, Per};
use super::sample::Sample;

/// Units as they may be written after a number, longest first.
const UNITS: &[(&str, Per)] = &[
    ("/months", Per::Month),
    ("/month", Per::Month),
    ("/years", Per::Year),
    ("/year", Per::Year),
    ("/mån", Per::Month),
    ("/mo", Per::Month),
    ("/yr", Per::Year),
    ("/m", Per::Month),
    ("/y", Per::Year),
];

/// Lengths of time as they may be written after a number, longest first.
const LENGTHS: &[(&str, Per)] = &[
    ("months", Per::Month),
    ("month", Per::Month),
    ("years", Per::Year),
    ("year", Per::Year),
    ("mo", Per::Month),
    ("yr", Per::Year),
    ("m", Per::Month),
    ("y", Per::Year),
];

/// A text without the unit and percent sign behind its number.
#[must_use]
pub fn split(text: &str, lengths: bool) -> (&str, bool, Option<Per>) {
    let trimmed = text.trim();
    let units = if lengths { LENGTHS } else { UNITS };
    let (rest, per) = units
        .iter()
        .find_map(|(unit, per)| Some((trimmed.strip_suffix(unit)?.trim_end(), Some(*per))))
        .unwrap_or((trimmed, None));
    let bare = rest.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '%' | '.' | ','));
    let (rest, per) = if lengths && !bare { (trimmed, None) } else { (rest, per) };
    match rest.strip_suffix('%') {
        Some(shorter) => (shorter.trim_end(), true, per),
        None => (rest, false, per),
    }
}

/// The currency that a text carries: `29 EUR/mo` or `€29`. `None` without one, and where the text is no number.
#[must_use]
pub fn sign(text: &str) -> Option<Sign> {
    let (body, _, _) = split(text, false);
    typed(body.split('/').next().unwrap_or(body)).ok()?.1
}

/// A number, or an exact quotient of two.
fn number(text: &str) -> Result<Exact, String> {
    match text.split_once('/') {
        Some((top, bottom)) => {
            let (top, bottom) = (typed(top)?.0, typed(bottom)?.0);
            top.divided_by(&bottom).ok_or_else(|| format!("'{text}' divides by zero"))
        }
        None => typed(text).map(|(number, _)| number),
    }
}

/// A number as typed and the length of time it is for, when one is written; a percentage as its fraction.
///
/// # Errors
/// What is wrong with the text.
pub fn number_per(text: &str, lengths: bool) -> Result<(Exact, Option<Per>), String> {
    let (body, percent, per) = split(text, lengths);
    let number = number(body)?;
    Ok((if percent { &number * &Exact::decimal(1, 2) } else { number }, per))
}

/// A fraction: `2.5%` or `0.025`.
fn fraction(text: &str) -> Result<(Exact, bool, Option<Per>), String> {
    let (body, percent, per) = split(text, false);
    let number = number(body)?;
    Ok((if percent { &number * &Exact::decimal(1, 2) } else { number }, percent, per))
}

/// Refuses `1`, which may be 1 % or 100 %, and what is above.
fn certain(text: &str, fraction: &Exact, percent: bool) -> Result<(), String> {
    let shown = text.trim();
    match fraction.cmp(&Exact::one()) {
        Ordering::Equal if !percent => Err(format!("'{shown}' is 1% or 100%? Write the percent sign")),
        Ordering::Greater if !percent => Err(format!("'{shown}' is above 1: write {shown}% if a percentage is meant")),
        Ordering::Less | Ordering::Equal | Ordering::Greater => Ok(()),
    }
}

/// Churn; per month unless a unit says otherwise.
///
/// # Errors
/// What is wrong with the text.
pub fn churn(text: &str) -> Result<MonthlyChurn, String> {
    let (fraction, percent, per) = fraction(text)?;
    certain(text, &fraction, percent)?;
    let per = per.unwrap_or(Per::Month);
    // A quotient of whole numbers is a count of customers; one with a percent sign is none.
    let counted = counts(text).and_then(|(lost, all)| MonthlyChurn::counted(&lost, &all, per));
    counted
        .or_else(|| MonthlyChurn::new(&fraction, per))
        .ok_or_else(|| format!("'{}' is no churn: it lies from 0 to 100%", text.trim()))
}

/// The two sides of a quotient; one with a percent sign is no quotient of counts.
fn counts(text: &str) -> Option<(Exact, Exact)> {
    let (body, percent, _) = split(text, false);
    let (part, whole) = body.split_once('/').filter(|_| !percent)?;
    Some((number(part).ok()?, number(whole).ok()?))
}

/// What a share was counted of: `20/100`.
#[must_use]
pub fn sample(text: &str) -> Option<Sample> {
    let (part, whole) = counts(text)?;
    Sample::new(&part, &whole, 1)
}

/// A discount rate; per year unless a unit says otherwise.
///
/// # Errors
/// What is wrong with the text.
pub fn discount(text: &str) -> Result<MonthlyDiscount, String> {
    let (fraction, percent, per) = fraction(text)?;
    certain(text, &fraction, percent)?;
    MonthlyDiscount::new(&fraction, per.unwrap_or(Per::Year))
        .ok_or_else(|| format!("'{}' is no discount rate: it is not below 0", text.trim()))
}

/// A margin; `1` is 100 %.
///
/// # Errors
/// What is wrong with the text.
pub fn margin(text: &str) -> Result<Margin, String> {
    let (fraction, percent, per) = fraction(text)?;
    let shown = text.trim();
    if per.is_some() {
        return Err(format!("'{shown}' has a unit of time, and a margin has none"));
    }
    if !percent && fraction > Exact::one() {
        return Err(format!("'{shown}' is above 1: write {shown}% if a percentage is meant; a margin is at most 100%"));
    }
    Margin::new(Figure::exact(fraction)).ok_or_else(|| format!("'{shown}' is no margin: it is at most 100%"))
}

/// A share from 0 to 100 %: a close rate, a bounce rate.
///
/// # Errors
/// What is wrong with the text.
pub fn share(text: &str) -> Result<Exact, String> {
    let (fraction, percent, per) = fraction(text)?;
    certain(text, &fraction, percent)?;
    if per.is_some() || fraction.is_negative() || fraction > Exact::one() {
        return Err(format!("'{}' is no share: it lies from 0 to 100%", text.trim()));
    }
    Ok(fraction)
}

/// The level of an interval: `95%` or `0.95`, from a half to below 1.
///
/// # Errors
/// What is wrong with the text.
pub fn level(text: &str) -> Result<Exact, String> {
    let shown = text.trim();
    let (level, percent, per) = fraction(text)?;
    certain(text, &level, percent)?;
    let half = Exact::decimal(5, 1);
    if per.is_none() && level < half && level.is_positive() {
        let rest = &(&Exact::one() - &level) * &Exact::whole(100);
        return Err(if rest.is_whole() {
            format!("'{shown}' leaves out more than it holds: write {rest}% if {shown} is to be left out")
        } else {
            format!("'{shown}' leaves out more than it holds: 95% is usual")
        });
    }
    if per.is_some() || level < half || level >= Exact::one() {
        return Err(format!("'{shown}' is no level of an interval: from 50% to below 100%, such as 95%"));
    }
    Ok(level)
}

/// Money per account; per month unless a unit says otherwise.
///
/// # Errors
/// What is wrong with the text.
pub fn monthly_money(text: &str) -> Result<MonthlyMoney, String> {
    let (body, percent, per) = split(text, false);
    if percent {
        return Err(format!("'{}' is a percentage, not an amount", text.trim()));
    }
    Ok(MonthlyMoney::new(&number(body)?, per.unwrap_or(Per::Month)))
}

/// A lifetime; in months unless a unit says otherwise.
///
/// # Errors
/// What is wrong with the text.
pub fn lifetime(text: &str) -> Result<Lifetime, String> {
    let (body, percent, per) = split(text, true);
    let length = number(body)?;
    let shown = text.trim();
    if percent {
        return Err(format!("'{shown}' is a percentage, not a length of time"));
    }
    Lifetime::new(&length, per.unwrap_or(Per::Month)).ok_or_else(|| format!("'{shown}' is under a month"))
}

/// Orders of a customer per month; a number without a unit is per year.
///
/// # Errors
/// What is wrong with the text.
pub fn orders(text: &str) -> Result<Exact, String> {
    let (body, percent, per) = split(text, false);
    let orders = number(body)?;
    let shown = text.trim();
    if percent || orders.is_negative() {
        return Err(format!("'{shown}' is no number of orders, such as 12 or 2.8/mo"));
    }
    Ok(match per.unwrap_or(Per::Year) {
        Per::Month => orders,
        Per::Year => orders.divided_by(&Exact::whole(12)).unwrap_or_else(Exact::zero),
    })
}

/// A horizon in whole months.
///
/// # Errors
/// What is wrong with the text.
pub fn horizon(text: &str) -> Result<u32, String> {
    let (body, percent, per) = split(text, true);
    let shown = text.trim();
    let length = number(body)?;
    let months = match per {
        Some(Per::Year) => &length * &Exact::whole(12),
        Some(Per::Month) | None => length,
    };
    let whole = u32::try_from(months.floor()).ok().filter(|n| (1..=1200).contains(n));
    match whole {
        Some(whole) if months.is_whole() && !percent => Ok(whole),
        _ => Err(format!("'{shown}' is no horizon: a whole number of months from 1 to 1200, such as 36mo or 3yr")),
    }
}

/// A ratio of LTV to CAC: `3`, `3:1`, `3,5:1`.
///
/// # Errors
/// What is wrong with the text.
pub fn ratio(text: &str) -> Result<Exact, String> {
    let shown = text.trim();
    match shown.split_once(':') {
        None => number(shown),
        Some((top, bottom)) => {
            let (top, bottom) = (typed(top)?.0, typed(bottom)?.0);
            if bottom == Exact::one() {
                Ok(top)
            } else if top == Exact::one() {
                Err(format!("'{shown}' is CAC:LTV; CAC:LTV {shown} is LTV:CAC {bottom}"))
            } else {
                Err(format!("'{shown}' is no ratio to one: write 3 or 3:1"))
            }
        }
    }
}

/// An amount of money, or a number of customers.
///
/// # Errors
/// What is wrong with the text.
pub fn amount(text: &str) -> Result<Exact, String> {
    let trimmed = text.trim();
    if trimmed.ends_with('%') {
        return Err(format!("'{trimmed}' is a percentage, not an amount"));
    }
    number(trimmed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]
    use super::*;

    #[test]
    fn units_are_part_of_the_number() {
        assert_eq!(churn("2.5%/mo").unwrap(), churn("0.025").unwrap());
        assert_eq!(monthly_money("348/yr").unwrap(), monthly_money("29/mo").unwrap());
        assert_eq!(lifetime("2yr").unwrap(), lifetime("24").unwrap());
        assert_eq!(horizon("3 years").unwrap(), 36);
        assert_eq!(*churn("5/100/mo").unwrap().figure().low(), Exact::decimal(5, 2));
        assert_eq!(churn("5/100/mo").unwrap().sample().map(|n| (n.part(), n.whole(), n.months())), Some((5, 100, 1)));
        assert_eq!(churn("36/100/yr").unwrap().sample().map(|n| n.months()), Some(12));
        assert!(churn("10/12%/mo").unwrap().sample().is_none() && churn("2.5/100").unwrap().sample().is_none());
        assert_eq!(*discount("10/12%/mo").unwrap().figure().low(), Exact::quotient(1, 120).unwrap());
        assert_eq!(amount("20 000 €").unwrap(), Exact::whole(20_000));
    }

    #[test]
    fn what_can_mean_two_things_is_refused() {
        assert!(churn("1").unwrap_err().contains("1% or 100%"));
        assert!(churn("2.5").unwrap_err().contains("2.5%"));
        assert!(margin("70").unwrap_err().contains("70%"));
        assert_eq!(*margin("1").unwrap().figure().low(), Exact::one());
        assert!(ratio("1:3").unwrap_err().contains("LTV:CAC 3"));
        assert_eq!(ratio("3,5:1").unwrap(), Exact::decimal(35, 1));
        assert!(ratio("NaN").is_err() && ratio("inf").is_err());
        assert!(lifetime("0.5mo").is_err());
        assert!(level("95").unwrap_err().contains("95%"));
        assert!(level("5%").unwrap_err().contains("write 95%"));
        assert!(level("100%").is_err() && level("1").is_err() && level("0%").is_err() && level("95%/yr").is_err());
        assert_eq!(level("99.9%").unwrap(), level("0.999").unwrap());
        assert!(level("0.1234%").unwrap_err().contains("95% is usual"));
        assert_eq!(level("50%").unwrap(), Exact::decimal(5, 1));
        assert!(level("49.9%").is_err() && level("-95%").is_err());
        assert!(margin("70%/mo").unwrap_err().contains("unit of time"));
        assert!(margin("100.1%").is_err() && margin("-10%").is_ok());
        assert!(monthly_money("5%").unwrap_err().contains("percentage"));
        assert!(lifetime("40%").unwrap_err().contains("percentage"));
        assert!(orders("-1").is_err() && orders("5%").is_err() && orders("0").is_ok());
        assert!(ratio("3:2").unwrap_err().contains("no ratio to one"));
        assert!(share("101%").is_err() && share("-1%").is_err() && share("5%/mo").is_err());
        assert_eq!((share("0%").unwrap(), share("100%").unwrap()), (Exact::zero(), Exact::one()));
        assert!(amount("5 %").is_err() && amount("1/0").unwrap_err().contains("divides by zero"));
        assert!(discount("-1%").is_err() && discount("0%").is_ok() && discount("200%").is_ok());
        assert!(churn("-1%").is_err() && churn("101%").is_err() && churn("0%").is_ok() && churn("100%").is_ok());
    }

    #[test]
    fn a_horizon_is_a_whole_number_of_months_up_to_a_century() {
        for (text, months) in [("1", 1), ("1200mo", 1200), ("100yr", 1200), ("0.5yr", 6), ("36 months", 36), ("2y", 24)]
        {
            assert_eq!(horizon(text), Ok(months), "{text}");
        }
        for text in ["0", "1201", "101yr", "1.5mo", "50%", "-1", "x"] {
            assert!(horizon(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_unit_behind_a_number_is_taken_off() {
        assert_eq!(split(" 29 /mo ", false), ("29", false, Some(Per::Month)));
        assert_eq!(split("2.5 %/year", false), ("2.5", true, Some(Per::Year)));
        assert_eq!(split("40 mo", true), ("40", false, Some(Per::Month)));
        assert_eq!(split("40 demo", true), ("40 demo", false, None));
        assert_eq!(split("5%", true), ("5", true, None));
        assert_eq!(sign("29 EUR/mo").map(Sign::text), Some("EUR"));
        assert_eq!((sign("29/mo"), sign("x")), (None, None));
        assert_eq!(orders("2.8/mo").unwrap(), Exact::decimal(28, 1));
        assert_eq!(orders("12").unwrap(), Exact::one());
        assert_eq!(number_per("36%/yr", false).unwrap(), (Exact::decimal(36, 2), Some(Per::Year)));
        assert_eq!(sample("20/100").map(|n| (n.part(), n.whole(), n.months())), Some((20, 100, 1)));
        assert!(sample("20%").is_none() && sample("20/100%").is_none());
    }
}
