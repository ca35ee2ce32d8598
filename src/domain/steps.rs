//! Levels one after another, as they are typed: `1%..6%:1%` is 1 %, 2 %, … 6 %. Exact: no step is ever off by a hair.

use super::exact::Exact;
use super::lever::{Level, Lever};
use super::quantity;
use super::rate::Per;

/// The most levels of one range, and the most cells of a grid.
pub const MOST: usize = 1_000;

/// The levels of a range; the last is the last that is not above its end.
///
/// # Errors
/// What is wrong with the text.
pub fn read(lever: Lever, text: &str) -> Result<Vec<Level>, String> {
    let shape = || format!("'{}' is not FROM..TO:STEP, such as 1%..6%:1%", text.trim());
    let (from, rest) = text.split_once("..").ok_or_else(shape)?;
    let (to, step) = rest.rsplit_once(':').ok_or_else(shape)?;
    let (first, last) = (Level::read(lever, from)?, Level::read(lever, to)?);
    let (step, per) = wide(lever, step)?;
    if first.per() != last.per() || per != first.per() {
        return Err(format!("'{}' mixes months and years: one unit for all three, as 1%/mo..6%/mo:1%/mo", text.trim()));
    }
    let span = last.number() - first.number();
    if span.is_negative() {
        return Err(format!("'{}' ends before it begins: the lower number comes first", text.trim()));
    }
    let steps = span.divided_by(&step).filter(|_| step.is_positive());
    let steps = steps.ok_or_else(|| format!("the step of '{}' is not above 0", text.trim()))?.floor();
    let steps = usize::try_from(steps).unwrap_or(usize::MAX);
    if steps >= MOST {
        return Err(format!("'{}' has more than {MOST} steps: a wider step", text.trim()));
    }
    let at = |step_number: usize| {
        let number = first.number() + &(&step * &Exact::whole(step_number));
        Level::new(lever, number, first.per())
    };
    let all: Option<Vec<Level>> = (0..=steps).map(at).collect();
    all.ok_or_else(|| format!("{} cannot be every number of '{}'", lever.name(), text.trim()))
}

/// A step and its unit. It need not be a level: a lifetime may grow by less than a month.
fn wide(lever: Lever, text: &str) -> Result<(Exact, Option<Per>), String> {
    let lengths = matches!(lever, Lever::Lifetime | Lever::Horizon);
    let (number, per) = quantity::number_per(text, lengths)?;
    let percent = matches!(lever, Lever::Churn | Lever::Margin | Lever::Discount);
    if percent && number >= Exact::one() {
        return Err(format!(
            "a step of '{}' is 100% or more: write {}% if a percentage is meant",
            text.trim(),
            text.trim()
        ));
    }
    Ok((number, per.or(lever.usual())))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn numbers(lever: Lever, text: &str) -> Vec<Exact> {
        read(lever, text).unwrap().iter().map(|level| level.number().clone()).collect()
    }

    #[test]
    fn a_range_holds_both_ends_and_every_step_is_exact() {
        let percents: Vec<Exact> = (1..=6).map(|percent| Exact::decimal(percent, 2)).collect();
        assert_eq!(numbers(Lever::Churn, "1%..6%:1%"), percents);
        let tenths = numbers(Lever::Arpa, "0..1:0.1");
        assert_eq!(tenths.last(), Some(&Exact::one()));
        assert_eq!(tenths.len(), 11);
    }

    #[test]
    fn a_step_that_does_not_divide_ends_below_the_end() {
        let found = numbers(Lever::Margin, "50%..80%:20%");
        assert_eq!(found, [Exact::decimal(5, 1), Exact::decimal(7, 1)]);
    }

    #[test]
    fn years_step_in_years() {
        let found = read(Lever::Churn, "10%/yr..30%/yr:10%/yr").unwrap();
        assert_eq!(found.last().unwrap().heading(), "Churn/year");
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for (text, said) in [
            ("1%", "FROM..TO:STEP"),
            ("1%..6%", "FROM..TO:STEP"),
            ("6%..1%:1%", "ends before"),
            ("1%..6%:0%", "not above 0"),
            ("1%..6%:0.001%", "1000 steps"),
            ("1%/mo..60%/yr:1%/mo", "mixes"),
            ("1%..160%:1%", "no churn"),
            ("1..6:1", "1% or 100%"),
            ("1%..6%:1", "percentage"),
        ] {
            let fault = read(Lever::Churn, text).unwrap_err();
            assert!(fault.contains(said), "{text}: {fault}");
        }
        assert!(read(Lever::Horizon, "1mo..3mo:0.5mo").is_err());
    }

    #[test]
    fn a_range_has_at_most_a_thousand_levels() {
        assert_eq!(numbers(Lever::Spend, "0..999:1").len(), 1_000);
        assert!(read(Lever::Spend, "0..1000:1").unwrap_err().contains("more than 1000 steps"));
        assert_eq!(numbers(Lever::Spend, "5..5:1"), [Exact::whole(5)]);
        assert!(read(Lever::Spend, "0..5:-1").unwrap_err().contains("not above 0"));
    }

    #[test]
    fn a_step_has_the_unit_of_its_ends() {
        assert_eq!(numbers(Lever::Lifetime, "1mo..2mo:0.5mo"), [Exact::one(), Exact::decimal(15, 1), Exact::whole(2)]);
        assert_eq!(read(Lever::Horizon, "1yr..3yr:1yr").unwrap().last().and_then(Level::months), Some(36));
        assert!(read(Lever::Arpa, "10..20:1/yr").unwrap_err().contains("mixes"));
        assert!(read(Lever::Churn, "10%/yr..20%:1%").unwrap_err().contains("mixes"));
        assert!(read(Lever::Margin, "10%..20%:100%").unwrap_err().contains("100% or more"));
        assert_eq!(numbers(Lever::Arpa, "0..2:1").len(), 3);
    }
}
