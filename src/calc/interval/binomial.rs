//! The exact interval of a proportion k of n: the lower limit p has P(X ≥ k | n, p) = α ÷ 2; the upper is what is left of
//! the lower limit of the others, n − k. Source: C. J. Clopper and E. S. Pearson, The use of confidence or fiducial
//! limits illustrated in the case of the binomial, Biometrika 26 (1934).
//!
//! The tail is summed away from k: pmf(k)·(1 + x·(n−k)÷(k+1) + …) with x = p ÷ (1 − p).

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::ball::{BITS, Ball, exp, ln, ln_factorial, on_grid, one};
use super::root::{Search, Tail, quotient, root, square_root};
use super::{Limits, MOST};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;

/// The limits of the proportion behind `part` of `whole`, when `tail` = α ÷ 2 of the probability is left out on each
/// side; `z` is the normal quantile of that tail. `None` for a part above the whole, and beyond a thousand million.
#[must_use]
pub fn limits(part: u64, whole: u64, tail: &Exact, z: &Figure) -> Option<Limits> {
    let others = whole.checked_sub(part)?;
    if whole > MOST || whole == 0 {
        return None;
    }
    let z = on_grid(&z.middle());
    let low = |part: u64| if part == 0 { Some(Figure::zero()) } else { lower(part, whole, tail, &z) };
    Some(Limits { low: low(part)?, high: Figure::one().minus(&low(others)?) })
}

fn lower(part: u64, whole: u64, tail: &Exact, z: &BigInt) -> Option<Figure> {
    let others = whole.checked_sub(part)?;
    let ways = ln_factorial(whole)?.minus(&ln_factorial(part)?).minus(&ln_factorial(others)?);
    let share = (BigInt::from(part) << BITS) / whole;
    // At p = k ÷ n the mean is k, and so is the median, so that the tail is above a half there.
    let search = Search {
        target: tail,
        rising: true,
        bracket: (BigInt::zero(), share + 1),
        start: wilson(part, whole, z),
        deviations: BigInt::from(whole).sqrt() + 1,
    };
    root(&search, |p| {
        let left = one() - p;
        let logs = ln(p)?.by(&BigInt::from(part)).plus(&ln(&left)?.by(&BigInt::from(others)));
        let mass = exp(&logs.plus(&ways))?;
        let sum = sum_above(part, others, p, &left);
        let density = ((&mass.mid * part) << BITS) / p;
        let (less, more) = (BigInt::from(part.saturating_sub(1)) << BITS, BigInt::from(others) << BITS);
        let (of_less, of_more) = (quotient(&less, p), quotient(&more, &left));
        let twist = -(quotient(&of_less, p) + quotient(&of_more, &left));
        Some(Tail { probability: mass.times(&sum), density, bend: of_less - of_more, twist })
    })
}

/// Wilson's lower limit for half a customer less: near the exact one, and only where the search begins.
fn wilson(part: u64, whole: u64, z: &BigInt) -> BigInt {
    let n = BigInt::from(whole);
    let square = (z * z) >> BITS;
    let count = (BigInt::from(part) << BITS) - (one() >> 1);
    let share = &count / &n;
    let spread: BigInt = ((&share * (one() - &share)) >> BITS) * &n + (&square >> 2);
    let reach = (z * square_root(&spread)) >> BITS;
    let top: BigInt = count + (&square >> 1) - reach;
    quotient(&top, &((n << BITS) + square)).max(BigInt::one())
}

/// 1 + x·(n−k)÷(k+1) + x²·(n−k)(n−k−1)÷((k+1)(k+2)) + …, for p below k ÷ n.
fn sum_above(part: u64, others: u64, p: &BigInt, left: &BigInt) -> Ball {
    let odds = quotient(p, left);
    let (mut term, mut sum, mut next, mut factor, mut terms) = (one(), BigInt::zero(), part, others, 0_u64);
    while !term.is_zero() {
        sum += &term;
        next = next.saturating_add(1);
        terms = terms.saturating_add(1);
        term = ((&term * &odds) >> BITS) * factor / next;
        factor = factor.saturating_sub(1);
    }
    // A term loses its own rounding and what the odds' does to it: with a factor of at most n ÷ k before each, no more
    // than 3·(n − k + 1) units. Those after the last shrink, and are never more than n − k.
    let each = BigInt::from(3) * (BigInt::from(others) + 1);
    let steps = BigInt::from(terms) + 1;
    Ball { off: &each * &steps * &steps + each * steps * (BigInt::from(others) + 1), mid: sum }
}
