//! The normal quantile z: 1 − Φ(z) = α ÷ 2, with Φ(z) = ½ + φ(z)·(z + z³÷3 + z⁵÷15 + …), φ(z) = exp(−z²÷2 − ½·ln 2π).
//! Source: G. Marsaglia, Evaluating the normal distribution, Journal of Statistical Software 11 (2004).

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::ball::{BITS, Ball, exp, half_ln_tau, on_grid, one};
use super::root::{Search, Tail, root};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;

/// The z that a standard normal variable exceeds with probability `tail`, from above 0 to below ½, enclosed.
#[must_use]
pub fn quantile(tail: &Exact) -> Option<Figure> {
    if !tail.is_positive() || *tail >= Exact::decimal(5, 1) {
        return None;
    }
    let search = Search {
        bits: BITS,
        rising: false,
        bracket: (BigInt::zero(), one() * 16),
        start: on_grid(&Exact::whole(2)),
        deviations: BigInt::one(),
    };
    let sought = on_grid(tail);
    let (low, high) = root(&search, |z| above(z, &sought))?;
    let bound = |at: BigInt| Exact::quotient(at, one()).unwrap_or_else(Exact::zero);
    Some(Figure::between(bound(low), bound(high)))
}

/// What lies above z, as a part of the tail sought.
fn above(z: &BigInt, sought: &BigInt) -> Option<Tail> {
    let square: BigInt = (z * z) >> BITS;
    let exponent = Ball { mid: -(&square >> 1_u32), off: BigInt::from(2) };
    let density = exp(&exponent.minus(half_ln_tau()?))?;
    let above = Ball::of(one() >> 1).minus(&density.times(&sum(z, &square)));
    // The tail sought is off by a unit itself.
    let part: BigInt = (&above.mid << BITS) / sought;
    let off = ((above.off + 1 + (&part >> BITS)) << BITS) / sought + 2;
    Some(Tail { part, off, density: -((density.mid << BITS) / sought), bend: -z, twist: -one() })
}

/// z + z³÷3 + z⁵÷15 + …
fn sum(z: &BigInt, square: &BigInt) -> Ball {
    let (mut term, mut sum, mut odd, mut terms) = (z.clone(), BigInt::zero(), 1_u32, 0_u64);
    let mut off = BigInt::zero();
    let (mut own, mut largest) = (BigInt::zero(), one());
    while !term.is_zero() {
        sum += &term;
        off += &own;
        largest = largest.max(term.clone());
        odd = odd.saturating_add(2);
        terms = terms.saturating_add(1);
        // The square is a unit off at most, which a term takes over; its own rounding is another.
        own = ((&own * (square + 1)) >> BITS) / odd + (&largest >> BITS) + 3;
        term = ((&term * square) >> BITS) / odd;
    }
    // By the time a term is lost its factor is below a half, so that the rest is no more than it.
    Ball { off: off + own * 2 + terms, mid: sum }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// z = 3 by the recurrence of the code's notes, worked out in Python: 73 terms. By hand: a unit is one term, off by 2·4
    /// and a unit for itself.
    #[test]
    fn a_sum_is_off_by_what_its_terms_take_over() {
        let of = |z: BigInt, square: BigInt| sum(&z, &square).off;
        assert_eq!(of(one() * 3, one() * 9), BigInt::from(2_287));
        assert_eq!(of(one() * 3, one() * 9 - 1), BigInt::from(2_282));
        assert_eq!(of(one() * 3, one() >> 1), BigInt::from(244));
        assert_eq!(of(BigInt::one(), BigInt::zero()), BigInt::from(9));
    }

    /// Above 0 lies twice a quarter. No term is summed there, so that by hand half, less nothing, is off by 2 for the
    /// product: (2 + 1 + 2) ÷ ¼ + 2 = 22. The density is 4·φ(0) = 4 ÷ √2π and 4·φ(1) (mpmath 1.4, 15 digits).
    #[test]
    fn what_lies_above_is_told_with_its_slope() {
        let at = |z: i32| above(&(one() * z), &(one() >> 2)).unwrap();
        let digits = |value: &BigInt| value * 1_000_000_000_000_000_i64 / one();
        let here = at(0);
        assert_eq!((here.part, here.off), (one() * 2, BigInt::from(22)));
        assert_eq!(
            (digits(&here.density), here.bend, here.twist),
            ((-1_595_769_121_605_730_i64).into(), BigInt::zero(), -one())
        );
        let here = at(1);
        assert_eq!(
            (digits(&here.part), digits(&here.density)),
            (634_621_015_725_828_i64.into(), (-967_882_898_076_573_i64).into())
        );
        assert_eq!((here.bend, here.twist), (-one(), -one()));
    }
}
