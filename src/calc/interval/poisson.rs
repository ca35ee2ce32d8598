//! The exact interval of a Poisson count n: the lower limit λ has P(X ≥ n | λ) = α ÷ 2, the upper P(X ≤ n | λ) = α ÷ 2.
//! Source: F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936).
//!
//! Tails are summed away from n, where every term is smaller than the one before: pmf(n)·(1 + λ÷(n+1) + …) above,
//! pmf(n)·(1 + n÷λ + …) below, with pmf(n) = exp(n·ln λ − λ − ln n!).

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::ball::{BITS, Ball, exp, ln, ln_factorial, on_grid, one};
use super::root::{Search, Tail, quotient, root, square_root};
use super::{Limits, MOST};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;

/// The limits of the mean behind a count, when `tail` = α ÷ 2 of the probability is left out on each side; `z` is the
/// normal quantile of that tail. The lower limit of none is 0. `None` beyond a thousand million.
#[must_use]
pub fn limits(count: u64, tail: &Exact, z: &Figure) -> Option<Limits> {
    if count > MOST {
        return None;
    }
    let z = on_grid(&z.middle());
    let low = if count == 0 { Figure::zero() } else { lower(count, tail, &z)? };
    Some(Limits { low, high: upper(count, tail, &z)? })
}

fn lower(count: u64, tail: &Exact, z: &BigInt) -> Option<Figure> {
    let n = BigInt::from(count) << BITS;
    let known = ln_factorial(count)?;
    // The median of the counts at a mean of n is n, so that at n the tail is above a half.
    let search = Search {
        target: tail,
        rising: true,
        bracket: (BigInt::zero(), n),
        start: wilson_hilferty(count, &-z),
        deviations: BigInt::from(count).sqrt() + 1,
    };
    root(&search, |mean| {
        let mass = mass(count, mean, &known)?;
        let sum = sum_above(count, mean);
        let density = ((&mass.mid * count) << BITS) / mean;
        let less = BigInt::from(count.saturating_sub(1)) << BITS;
        let bend = quotient(&less, mean) - one();
        let twist = -quotient(&quotient(&less, mean), mean);
        Some(Tail { probability: mass.times(&sum), density, bend, twist })
    })
}

fn upper(count: u64, tail: &Exact, z: &BigInt) -> Option<Figure> {
    let n = BigInt::from(count) << BITS;
    let known = ln_factorial(count)?;
    let next = count.saturating_add(1);
    let start = wilson_hilferty(next, z);
    // Three times a fair guess is far above; where it were not, the proof would fail and nothing be claimed.
    let search = Search {
        target: tail,
        rising: false,
        bracket: (n.clone(), (&start + one()) * 3),
        start,
        deviations: BigInt::from(next).sqrt() + 1,
    };
    root(&search, |mean| {
        let mass = mass(count, mean, &known)?;
        let sum = sum_below(count, mean);
        let bend = quotient(&n, mean) - one();
        let twist = -quotient(&quotient(&n, mean), mean);
        Some(Tail { probability: mass.times(&sum), density: -mass.mid, bend, twist })
    })
}

/// n·(1 − 1 ÷ 9n + z ÷ 3√n)³: near the limit, and only where a search begins. Source: Wilson and Hilferty (1931).
fn wilson_hilferty(n: u64, z: &BigInt) -> BigInt {
    let whole = BigInt::from(n) << BITS;
    let base = one() - one() / (BigInt::from(n) * 9) + quotient(z, &(square_root(&whole) * 3));
    let cube: BigInt = (&base * &base * &base) >> (BITS * 2);
    (cube * n).max(BigInt::one())
}

/// The probability of exactly n.
fn mass(count: u64, mean: &BigInt, ln_factorial: &Ball) -> Option<Ball> {
    let log = ln(mean)?.by(&BigInt::from(count));
    exp(&log.minus(&Ball::of(mean.clone())).minus(ln_factorial))
}

/// 1 + λ÷(n+1) + λ²÷((n+1)(n+2)) + …, for a mean below n.
fn sum_above(count: u64, mean: &BigInt) -> Ball {
    let (mut term, mut sum, mut next, mut terms) = (one(), BigInt::zero(), count, 0_u64);
    while !term.is_zero() {
        sum += &term;
        next = next.saturating_add(1);
        terms = terms.saturating_add(1);
        term = ((&term * mean) >> BITS) / next;
    }
    Ball { off: lost(terms) + rest(terms, next, &(mean >> BITS)), mid: sum }
}

/// 1 + n÷λ + n(n−1)÷λ² + … + n!÷λⁿ, for a mean above n.
fn sum_below(count: u64, mean: &BigInt) -> Ball {
    let (mut term, mut sum, mut factor, mut terms) = (one(), BigInt::zero(), count, 0_u64);
    while !term.is_zero() {
        sum += &term;
        term = ((&term * factor) << BITS) / mean;
        factor = factor.saturating_sub(1);
        terms = terms.saturating_add(1);
    }
    // What follows a term that is lost shrinks by the factor before each: never more than n of them.
    let below = BigInt::from(terms) * (BigInt::from(count) + 1);
    Ball { off: lost(terms) + below, mid: sum }
}

/// What rounding down loses: a term is at most as many units off as it has terms before it, twice over.
fn lost(terms: u64) -> BigInt {
    (BigInt::from(terms) + 1) * (BigInt::from(terms) + 1)
}

/// The terms after the last, each at most `terms` units and λ÷next of the one before.
fn rest(terms: u64, next: u64, mean: &BigInt) -> BigInt {
    let room = BigInt::from(next) - mean;
    let geometric = if room > BigInt::one() { BigInt::from(next) / (room - 1) + 2 } else { BigInt::from(next) + 2 };
    (BigInt::from(terms) + 1) * geometric * 2
}
