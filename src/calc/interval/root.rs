//! Where a tail of a distribution has a given probability: sought by inverting Taylor's series, which is as close
//! as it happens to be, and then proved by the tail on both sides of what was found.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use super::ball::{BITS, Ball, one};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;

/// Steps of the search; it takes two or three from a fair start, and halves the bracket where a step leaves it.
const STEPS: u32 = 400;

/// Times that a proof is tried, each with a bracket 256 times as wide.
const PROOFS: u32 = 14;

/// A tail at a point, with what the next step of the search needs: the density f (signed: the slope of the tail),
/// f′ ÷ f and its slope. Only the tail is proved.
pub(super) struct Tail {
    pub(super) probability: Ball,
    pub(super) density: BigInt,
    pub(super) bend: BigInt,
    pub(super) twist: BigInt,
}

/// What is sought.
pub(super) struct Search<'a> {
    /// The probability.
    pub(super) target: &'a Exact,
    /// Whether the tail grows with the point.
    pub(super) rising: bool,
    /// Points below and above the root.
    pub(super) bracket: (BigInt, BigInt),
    /// Where to begin.
    pub(super) start: BigInt,
    /// How many standard deviations the root is from zero, at least: how close the search must come.
    pub(super) deviations: BigInt,
}

/// The point where `tail` has the probability, enclosed; `None` where it cannot be told.
pub(super) fn root(search: &Search<'_>, tail: impl Fn(&BigInt) -> Option<Tail>) -> Option<Figure> {
    let target = Ball { mid: super::ball::on_grid(search.target), off: BigInt::one() };
    let (mut low, mut high) = search.bracket.clone();
    let mut point = search.start.clone();
    for _ in 0..STEPS {
        if point <= low || point >= high {
            point = (&low + &high) >> 1;
        }
        let here = tail(&point)?;
        let missing = &target.mid - &here.probability.mid;
        if missing.is_positive() == search.rising {
            low.clone_from(&point)
        } else {
            high.clone_from(&point)
        }
        let step = step(&missing, &here);
        let close = (&point / &search.deviations) >> 31;
        match step {
            Some(step) => {
                point += &step;
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
    proved(&point, &target, search.rising, tail)
}

/// h with T + f·h + f′·h² ÷ 2 + f″·h³ ÷ 6 = target, to the third power of u = missing ÷ f; `None` where the series
/// does not hold.
fn step(missing: &BigInt, here: &Tail) -> Option<BigInt> {
    if here.density.is_zero() {
        return None;
    }
    let times = |one: &BigInt, other: &BigInt| (one * other) >> BITS;
    let u = (missing << BITS) / &here.density;
    let bent = times(&u, &here.bend);
    if bent.abs() > one() >> 1 {
        return None;
    }
    let cubic = times(&times(&u, &bent), &bent) * 2 - times(&times(&times(&u, &u), &u), &here.twist);
    let h: BigInt = &u - times(&u, &bent) / 2 + cubic / 6;
    (h.abs() <= u.abs() << 1).then_some(h)
}

/// An enclosure around a point, its ends on different sides of the target for certain.
fn proved(point: &BigInt, target: &Ball, rising: bool, tail: impl Fn(&BigInt) -> Option<Tail>) -> Option<Figure> {
    let certain = |at: &BigInt| -> Option<bool> {
        let gap = tail(at)?.probability.minus(target);
        (gap.mid.abs() > gap.off).then(|| gap.mid.is_positive())
    };
    let mut width: BigInt = (point >> 116_u32) + (BigInt::one() << 10_u32);
    for _ in 0..PROOFS {
        let (low, high) = (point - &width, point + &width);
        if low.is_positive() && certain(&low) == Some(!rising) && certain(&high) == Some(rising) {
            let bound = |at: BigInt| Exact::quotient(at, one()).unwrap_or_else(Exact::zero);
            return Some(Figure::between(bound(low), bound(high)));
        }
        width <<= 8_u32;
    }
    None
}

/// The whole root of a number on the grid, on the grid.
pub(super) fn square_root(value: &BigInt) -> BigInt {
    if value.is_negative() { BigInt::zero() } else { (value << BITS).sqrt() }
}

/// `one ÷ other` on the grid.
pub(super) fn quotient(one: &BigInt, other: &BigInt) -> BigInt {
    if other.is_zero() { BigInt::zero() } else { (one << BITS).div_floor(other) }
}
