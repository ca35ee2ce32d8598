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
        start: one() * 2,
        deviations: BigInt::one(),
    };
    let sought = on_grid(tail);
    let (low, high) = root(&search, |z| {
        let square: BigInt = (z * z) >> BITS;
        let exponent = Ball { mid: -(&square >> 1_u32), off: BigInt::from(2) };
        let density = exp(&exponent.minus(half_ln_tau()?))?;
        let above = Ball::of(one() >> 1).minus(&density.times(&sum(z, &square)));
        // As parts of the tail sought, which is off by a unit itself.
        let part: BigInt = (&above.mid << BITS) / &sought;
        let off = ((above.off + 1 + (&part >> BITS)) << BITS) / &sought + 2;
        Some(Tail { part, off, density: -((density.mid << BITS) / &sought), bend: -z, twist: -one() })
    })?;
    let bound = |at: BigInt| Exact::quotient(at, one()).unwrap_or_else(Exact::zero);
    Some(Figure::between(bound(low), bound(high)))
}

/// z + z³÷3 + z⁵÷15 + …
fn sum(z: &BigInt, square: &BigInt) -> Ball {
    let (mut term, mut sum, mut odd, mut terms) = (z.clone(), BigInt::zero(), 1_u32, 0_u64);
    let mut off = BigInt::zero();
    let (mut own, mut largest) = (BigInt::zero(), one());
    while !term.is_zero() {
        sum += &term;
        off += &own;
        if term > largest {
            largest.clone_from(&term);
        }
        odd = odd.saturating_add(2);
        terms = terms.saturating_add(1);
        // The square is a unit off at most, which a term takes over; its own rounding is another.
        own = ((&own * (square + 1)) >> BITS) / odd + (&largest >> BITS) + 3;
        term = ((&term * square) >> BITS) / odd;
    }
    // By the time a term is lost its factor is below a half, so that the rest is no more than it.
    Ball { off: off + own * 2 + terms, mid: sum }
}
