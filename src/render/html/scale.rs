//! Where figures lie on an axis: exact shares of its length, and ticks at round numbers.

use num_traits::Zero;

use crate::domain::exact::Exact;
use crate::render::text;

/// Steps between ticks are these, times a power of ten.
const STEPS: [u8; 3] = [1, 2, 5];
/// Powers of ten tried for a step. Figures have at most 28 digits before the mark; smaller ones have no ticks.
const POWERS: usize = 64;

/// An axis.
pub(super) struct Scale {
    low: Exact,
    high: Exact,
    /// Round numbers from end to end.
    pub(super) ticks: Vec<Exact>,
}

impl Scale {
    /// An axis over all figures, its ends at ticks, of which there are as many as `fits` allows and at most six.
    pub(super) fn over(figures: &[Exact], fits: impl Fn(&[Exact]) -> bool) -> Self {
        let low = figures.iter().min().cloned().unwrap_or_else(Exact::zero);
        let high = figures.iter().max().cloned().unwrap_or_else(Exact::one);
        // All the same: the axis needs a length.
        let (low, high) = if low == high { (&low - &half(&low), &high + &half(&high)) } else { (low, high) };
        let all = (1..=5_u8).rev().filter_map(|parts| Some(ticks(&low, &high, &step(&(&high - &low), parts)?)));
        let mut all = all.collect::<Vec<_>>().into_iter();
        let found = all.find(|ticks| fits(ticks)).unwrap_or_default();
        let low = found.first().filter(|first| **first < low).cloned().unwrap_or(low);
        let high = found.last().filter(|last| **last > high).cloned().unwrap_or(high);
        Self { low, high, ticks: found }
    }

    /// An axis from here to there with ticks of the caller's.
    pub(super) fn between(low: Exact, high: Exact, ticks: Vec<Exact>) -> Self {
        let ticks = ticks.into_iter().filter(|tick| *tick >= low && *tick <= high).collect();
        Self { low, high, ticks }
    }

    /// An axis over figures that need not begin at zero, unless they come near it.
    pub(super) fn near(figures: &[Exact], fits: impl Fn(&[Exact]) -> bool) -> Self {
        let low = figures.iter().min().cloned().unwrap_or_else(Exact::zero);
        let high = figures.iter().max().cloned().unwrap_or_else(Exact::zero);
        let twice = &high - &low > low.magnitude().min(high.magnitude());
        let mut all = figures.to_vec();
        if twice || low == high {
            all.push(Exact::zero());
        }
        Self::over(&all, fits)
    }

    /// Where a figure lies, from 0 to 1; what lies beyond an end lies at it.
    pub(super) fn share(&self, figure: &Exact) -> Exact {
        let length = &self.high - &self.low;
        let within = figure.max(&self.low).min(&self.high);
        (within - &self.low).divided_by(&length).unwrap_or_else(Exact::zero)
    }

    /// The share in percent, for an attribute.
    pub(super) fn at(&self, figure: &Exact) -> String {
        percent(&self.share(figure))
    }

    /// Whether a figure lies beyond the end.
    pub(super) fn is_beyond(&self, figure: &Exact) -> bool {
        *figure > self.high
    }

    /// Whether a figure lies before the beginning.
    pub(super) fn is_before(&self, figure: &Exact) -> bool {
        *figure < self.low
    }

    /// Its beginning.
    pub(super) fn low(&self) -> &Exact {
        &self.low
    }
}

/// A share in percent, for an attribute.
pub(super) fn percent(share: &Exact) -> String {
    format!("{}%", text::fixed(&(share * &Exact::whole(100)), 2))
}

/// Half of a figure's size, or a half of one.
fn half(figure: &Exact) -> Exact {
    let size = if figure.is_zero() { Exact::one() } else { figure.magnitude() };
    &size * &Exact::decimal(5, 1)
}

/// The least round step that parts a length into at most so many.
fn step(length: &Exact, parts: u8) -> Option<Exact> {
    let wanted = length.divided_by(&Exact::whole(parts))?;
    let ten = Exact::whole(10);
    let tenth = Exact::decimal(1, 1);
    let mut power = Exact::one();
    let mut tried = 0;
    while power < wanted && tried < POWERS {
        power = &power * &ten;
        tried = tried.saturating_add(1);
    }
    while &power * &tenth >= wanted && tried < POWERS {
        power = &power * &tenth;
        tried = tried.saturating_add(1);
    }
    let below = &power * &tenth;
    let steps = STEPS.iter().map(|step| &below * &Exact::whole(*step)).chain([power]);
    steps.into_iter().find(|step| *step >= wanted)
}

/// The multiples of a step from the last before `low` to the first after `high`.
fn ticks(low: &Exact, high: &Exact, step: &Exact) -> Vec<Exact> {
    let part = |figure: &Exact| figure.divided_by(step).unwrap_or_else(Exact::zero);
    let (mut at, last) = (part(low).floor(), part(high).ceiling());
    let mut all = Vec::new();
    while at <= last && all.len() <= 12 {
        all.push(&Exact::whole(at.clone()) * step);
        at += 1;
    }
    if step.numerator().is_zero() { Vec::new() } else { all }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(numbers: &[i64]) -> Vec<Exact> {
        numbers.iter().map(|number| Exact::whole(*number)).collect()
    }

    fn any(_: &[Exact]) -> bool {
        true
    }

    #[test]
    fn an_axis_ends_at_round_numbers() {
        let scale = Scale::over(&whole(&[0, 300]), any);
        assert_eq!(scale.ticks, whole(&[0, 100, 200, 300]));
        let scale = Scale::over(&whole(&[0, 437]), any);
        assert_eq!(scale.ticks, whole(&[0, 100, 200, 300, 400, 500]));
        // 437 of 500.
        assert_eq!(scale.at(&Exact::whole(437)), "87.4%");
    }

    #[test]
    fn an_axis_holds_figures_below_zero() {
        let scale = Scale::over(&whole(&[-30, 0, 110]), any);
        assert_eq!(scale.ticks, whole(&[-50, 0, 50, 100, 150]));
        // Zero lies a quarter in.
        assert_eq!((scale.at(&Exact::zero()), scale.at(&Exact::whole(-30))), ("25%".to_owned(), "10%".to_owned()));
    }

    #[test]
    fn coordinates_are_exact_quotients_rounded_once() {
        let scale = Scale::between(Exact::zero(), Exact::whole(3), Vec::new());
        assert_eq!(scale.at(&Exact::one()), "33.33%");
        assert_eq!(scale.at(&Exact::whole(2)), "66.67%");
        assert_eq!(scale.share(&Exact::one()), Exact::quotient(1, 3).unwrap_or_else(Exact::zero));
    }

    #[test]
    fn what_lies_beyond_an_end_lies_at_it_and_is_known_to() {
        let scale = Scale::between(Exact::whole(-1), Exact::whole(10), Vec::new());
        assert_eq!(scale.at(&Exact::whole(77)), "100%");
        assert_eq!(scale.at(&Exact::whole(-77)), "0%");
        assert!(scale.is_beyond(&Exact::whole(77)) && scale.is_before(&Exact::whole(-77)));
        assert!(!scale.is_beyond(&Exact::whole(10)) && !scale.is_before(&Exact::whole(-1)));
    }

    #[test]
    fn figures_that_are_all_the_same_or_missing_have_an_axis_too() {
        for figures in [whole(&[7, 7]), whole(&[0]), whole(&[-7]), Vec::new()] {
            let scale = Scale::over(&figures, any);
            assert!(scale.low < scale.high && scale.ticks.len() >= 2, "{figures:?}");
        }
    }

    #[test]
    fn an_axis_near_its_figures_begins_at_zero_only_when_they_come_near_it() {
        let scale = Scale::near(&whole(&[87, 97]), any);
        assert_eq!(scale.ticks.first(), Some(&Exact::whole(86)));
        let scale = Scale::near(&whole(&[20, 97]), any);
        assert_eq!(scale.ticks.first(), Some(&Exact::zero()));
    }

    #[test]
    fn ticks_become_fewer_until_their_labels_fit() {
        let scale = Scale::over(&whole(&[0, 500]), |ticks| ticks.len() <= 3);
        assert_eq!(scale.ticks, whole(&[0, 500]));
    }

    #[test]
    fn figures_of_any_size_have_an_axis() {
        let huge = Exact::whole(num_bigint::BigInt::from(10).pow(200));
        let tiny = Exact::decimal(1, 200);
        for figure in [huge, tiny] {
            let scale = Scale::over(&[Exact::zero(), figure.clone()], any);
            assert!(scale.share(&figure) > Exact::zero(), "{figure:?}");
        }
    }
}
