//! Where a tail of a distribution has a given probability: sought by inverting Taylor's series, which is as close
//! as it happens to be, and then proved by the tail on both sides of what was found.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

/// Steps of the search; it takes two or three from a fair start, and halves the bracket where a step leaves it.
const STEPS: u32 = 400;

/// Times that a proof is tried, each with a bracket 16 times as wide.
const PROOFS: u32 = 24;

/// A step so many binary places below a standard deviation is the last: what is left is its fourth power.
const CLOSE: u32 = 24;

/// A tail at a point, as a part of the probability sought, and how far off that may be; with what the next step of the
/// search needs: the density f (signed: the slope of the tail), f′ ÷ f and its slope. Only the tail is proved.
pub(super) struct Tail {
    pub(super) part: BigInt,
    pub(super) off: BigInt,
    pub(super) density: BigInt,
    pub(super) bend: BigInt,
    pub(super) twist: BigInt,
}

impl Tail {
    /// A tail that is twice the probability sought or more, or next to nothing of it: there is no step from here.
    pub(super) fn far(above: bool, one: BigInt) -> Self {
        let part = if above { one << 1_u32 } else { BigInt::zero() };
        Self { part, off: BigInt::zero(), density: BigInt::zero(), bend: BigInt::zero(), twist: BigInt::zero() }
    }
}

/// What is sought, on a grid of so many binary places.
pub(super) struct Search {
    pub(super) bits: u32,
    /// Whether the tail grows with the point.
    pub(super) rising: bool,
    /// Points below and above the root.
    pub(super) bracket: (BigInt, BigInt),
    /// Where to begin.
    pub(super) start: BigInt,
    /// How many standard deviations the root is from zero, about: how close the search must come.
    pub(super) deviations: BigInt,
}

/// Two points with the one between them where the tail is the probability sought; `None` where it cannot be told.
pub(super) fn root(search: &Search, tail: impl Fn(&BigInt) -> Option<Tail>) -> Option<(BigInt, BigInt)> {
    let one = BigInt::one() << search.bits;
    let (mut low, mut high) = search.bracket.clone();
    let mut point = search.start.clone();
    let mut width = BigInt::one();
    for _ in 0..STEPS {
        if point <= low || point >= high {
            point = (&low + &high) >> 1;
        }
        let here = tail(&point)?;
        let missing = &one - &here.part;
        if missing.is_positive() == search.rising {
            low.clone_from(&point)
        } else {
            high.clone_from(&point)
        }
        let close: BigInt = (&point / &search.deviations) >> CLOSE;
        match step(search.bits, &missing, &here) {
            Some(step) => {
                point += &step;
                width = ((&here.off << search.bits) * 4 / here.density.abs()) + (&close >> (3 * CLOSE)) + 4;
                if step.abs() <= close {
                    break;
                }
            }
            // Without a slope to follow, the bracket is halved.
            None => point = (&low + &high) >> 1,
        }
        if &high - &low <= BigInt::from(4) {
            break;
        }
    }
    proved(search, &point, width, tail)
}

/// h with T + f·h + f′·h² ÷ 2 + f″·h³ ÷ 6 = target, to the third power of u = missing ÷ f; `None` where the series
/// does not hold.
fn step(bits: u32, missing: &BigInt, here: &Tail) -> Option<BigInt> {
    if here.density.is_zero() {
        return None;
    }
    let times = |one: &BigInt, other: &BigInt| -> BigInt { (one * other) >> bits };
    let u = (missing << bits) / &here.density;
    let bent = times(&u, &here.bend);
    if bent.abs() > BigInt::one() << (bits - 1) {
        return None;
    }
    let cubic = times(&times(&u, &bent), &bent) * 2 - times(&times(&times(&u, &u), &u), &here.twist);
    let h: BigInt = &u - times(&u, &bent) / 2 + cubic / 6;
    (h.abs() <= u.abs() << 1).then_some(h)
}

/// Points on both sides, for certain.
fn proved(
    search: &Search,
    point: &BigInt,
    mut width: BigInt,
    tail: impl Fn(&BigInt) -> Option<Tail>,
) -> Option<(BigInt, BigInt)> {
    let one = BigInt::one() << search.bits;
    let certain = |at: &BigInt| -> Option<bool> {
        let here = tail(at)?;
        let gap = here.part - &one;
        (gap.abs() > here.off).then(|| gap.is_positive())
    };
    for _ in 0..PROOFS {
        let (low, high) = (point - &width, point + &width);
        if low.is_positive() && certain(&low) == Some(!search.rising) && certain(&high) == Some(search.rising) {
            return Some((low, high));
        }
        width <<= 4_u32;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: i64 = 1 << 20;

    fn search() -> Search {
        let bracket = (BigInt::zero(), BigInt::from(ONE));
        Search { bits: 20, rising: true, bracket, start: BigInt::from(7), deviations: BigInt::one() }
    }

    /// A step at 12,345 has no slope to follow.
    #[test]
    fn a_step_is_found_by_halving_and_proved_on_both_sides() {
        let found = root(&search(), |at| Some(Tail::far(*at >= BigInt::from(12_345), BigInt::from(ONE))));
        let holds = |(low, high): (BigInt, BigInt)| {
            low < BigInt::from(12_345) && BigInt::from(12_345) <= high && &high - &low <= BigInt::from(40)
        };
        assert_eq!(found.map(holds), Some(true));
    }

    /// A start beyond the bracket, or at its very edge, is none: the search begins in the middle.
    #[test]
    fn a_start_outside_the_bracket_is_given_up_for_its_middle() {
        for start in [0, -7, ONE, ONE + 7] {
            let asked = std::cell::RefCell::new(Vec::new());
            let tail = |at: &BigInt| {
                asked.borrow_mut().push(at.clone());
                Some(Tail::far(*at >= BigInt::from(12_345), BigInt::from(ONE)))
            };
            let found = root(&Search { start: BigInt::from(start), ..search() }, tail);
            assert!(found.is_some(), "{start}");
            assert_eq!(asked.borrow().first(), Some(&BigInt::from(ONE / 2)), "{start}");
        }
    }

    /// A straight tail: what is missing is the step. Its error of 3, four times, and 4 more are the first bracket tried.
    #[test]
    fn a_straight_tail_is_inverted_at_once() {
        let tail = |off: i32, bits: u32| {
            let one = BigInt::one() << bits;
            move |at: &BigInt| {
                Some(Tail {
                    part: at.clone(),
                    off: off.into(),
                    density: one.clone(),
                    ..Tail::far(false, BigInt::zero())
                })
            }
        };
        let one = BigInt::from(ONE);
        let wide = Search { bracket: (BigInt::zero(), &one * 4), ..search() };
        assert_eq!(root(&wide, tail(3, 20)), Some((&one - 16, &one + 16)));
        // 2^-24 of a deviation of 2^-10: a step of 2^100 is the last, and its fourth power, 2^-72 of that, is what is left.
        let one = BigInt::one() << 160_u32;
        let fine = Search {
            bits: 160,
            rising: true,
            bracket: (BigInt::zero(), &one * 4),
            start: &one - (BigInt::one() << 100_u32),
            deviations: BigInt::from(1_024),
        };
        let width = (BigInt::one() << 54_u32) - 1 + 4;
        assert_eq!(root(&fine, tail(0, 160)), Some((&one - &width, &one + &width)));
    }

    /// From 7 of 2^20 the bracket is halved 18 times until 4 are left; two points prove it or are tried again.
    #[test]
    fn a_search_ends_when_its_bracket_is_narrow() {
        let asked = std::cell::Cell::new(0);
        let found = root(&search(), |at| {
            asked.set(asked.get() + 1);
            Some(Tail::far(*at >= BigInt::from(12_345), BigInt::from(ONE)))
        });
        assert!(found.is_some() && asked.get() <= 23, "{}", asked.get());
    }

    /// By hand, in parts of one: u = ¼, bend 2 and twist 2 make ¼ − ¼·½ ÷ 2 + (2·¼·½·½ − 2 ÷ 64) ÷ 6 = 13 ÷ 64.
    #[test]
    fn a_step_inverts_the_series_to_its_third_power() {
        let of = |bend: i64, twist: i64| {
            let here = Tail {
                density: BigInt::from(ONE),
                bend: BigInt::from(bend),
                twist: BigInt::from(twist),
                ..Tail::far(false, BigInt::zero())
            };
            step(20, &BigInt::from(ONE / 4), &here)
        };
        assert_eq!(of(2 * ONE, 2 * ONE), Some(BigInt::from(ONE / 64 * 13)));
        assert_eq!(of(0, 0), Some(BigInt::from(ONE / 4)));
        // Bent by more than a half of itself the series does not hold.
        assert_eq!([of(2 * ONE + 8, 0), of(ONE / 2 * 5, 0), of(-3 * ONE, 0)], [None, None, None]);
    }

    #[test]
    fn what_cannot_be_proved_is_no_root() {
        let vague = |at: &BigInt| {
            let tail = Tail::far(*at >= BigInt::from(12_345), BigInt::from(ONE));
            Some(Tail { off: BigInt::from(ONE), ..tail })
        };
        assert_eq!(root(&search(), vague), None);
    }
}
