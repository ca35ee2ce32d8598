//! The exact interval of a Poisson count n: the lower limit λ has P(X ≥ n | λ) = α ÷ 2, the upper P(X ≤ n | λ) = α ÷ 2.
//! Source: F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936).
//!
//! With λ = n·x the probability of n is exp(−n·(x − 1 − ln x) − (ln n! − n·ln n + n)). Tails are summed away from n, where
//! every term is smaller than the one before: 1 + x·n÷(n+1) + … above, 1 + 1÷x + (n−1)÷n·1÷x² + … below.

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::fixed::{BITS, Fixed, UNIT, exp_of_minus, ln, narrowed, product, quotient, stirling};
use super::root::{Search, Tail, root};
use super::{Limits, MOST, ball};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;

/// The limits of the mean behind a count, when `tail` = α ÷ 2 of the probability is left out on each side; `z` is the
/// normal quantile of that tail. The lower limit of none is 0. `None` beyond a thousand million.
#[must_use]
pub fn limits(count: u64, tail: &Exact, z: &Figure) -> Option<Limits> {
    if count > MOST {
        return None;
    }
    // −ln(α ÷ 2), which is the upper limit of none.
    let rarity = ball::ln(&ball::on_grid(tail))?;
    if count == 0 {
        let bound = |digits: BigInt| Exact::quotient(digits, ball::one()).map(|bound| -&bound);
        let off = &rarity.off + 4;
        let high = Figure::between(bound(&rarity.mid + &off)?, bound(&rarity.mid - &off)?);
        return Some(Limits { low: Figure::zero(), high });
    }
    let point = Point { count, known: stirling(count)?, rarity: narrowed(&-rarity.mid)? };
    let z = ball::on_grid(&z.middle()) >> (ball::BITS - BITS);
    Some(Limits { low: point.limit(&-&z, true)?, high: point.limit(&z, false)? })
}

/// A count and what its tails are held against.
struct Point {
    count: u64,
    known: Fixed,
    rarity: u128,
}

impl Point {
    fn limit(&self, z: &BigInt, rising: bool) -> Option<Figure> {
        let count = if rising { self.count } else { self.count.saturating_add(1) };
        let start = wilson_hilferty(count, z) * count / self.count;
        let one = BigInt::from(UNIT);
        // The median of the counts at a mean of n is n, so that at x = 1 both tails are near a half, and above the one
        // sought. Three times a fair guess is far beyond; where it were not, the proof would fail and nothing be claimed.
        let bracket =
            if rising { (BigInt::zero(), one) } else { (one.clone(), (&start + &one).max(one.clone() << 1_u32) * 3) };
        let deviations = BigInt::from(self.count).sqrt() + 1;
        let search = Search { bits: BITS, rising, bracket, start, deviations };
        let (low, high) = root(&search, |at| self.tail(at, rising))?;
        let mean = |at: BigInt| Exact::quotient(at * self.count, UNIT);
        Some(Figure::between(mean(low)?, mean(high)?))
    }

    /// A tail at λ = n·x, as a part of α ÷ 2.
    fn tail(&self, at: &BigInt, rising: bool) -> Option<Tail> {
        let x = u128::try_from(at).ok()?;
        let mass = match self.mass(x)? {
            Mass::At(mass) => mass,
            Mass::Above => return Some(Tail::far(true, BigInt::from(UNIT))),
            Mass::Below => return Some(Tail::far(false, BigInt::from(UNIT))),
        };
        let sum = if rising { self.sum_above(x)? } else { self.sum_below(quotient(UNIT, x)?)? };
        let part = mass.times(sum)?;
        let whole = BigInt::from(self.count) << BITS;
        let (mid, n) = (BigInt::from(mass.mid), BigInt::from(self.count));
        // Above: f = n·mass ÷ x, f′ ÷ f = (n − 1) ÷ x − n. Below: f = −n·mass, f′ ÷ f = n ÷ x − n.
        let less = if rising { &whole - (BigInt::one() << BITS) } else { whole.clone() };
        let over = (&less << BITS) / at;
        let twist = -((&over << BITS) / at);
        let density = if rising { ((mid * n) << BITS) / at } else { -(mid * n) };
        Some(Tail { part: part.mid.into(), off: part.off.into(), density, bend: over - whole, twist })
    }

    /// The probability of n at λ = n·x, as a part of α ÷ 2.
    fn mass(&self, x: u128) -> Option<Mass> {
        let (log, off) = ln(x)?;
        let deviance = i128::try_from(x).ok()? - i128::try_from(UNIT).ok()? - log;
        // It is not below zero but by its own error.
        let deviance = u128::try_from(deviance.max(0)).ok()?;
        let n = u128::from(self.count);
        let Some(deviance) = deviance.checked_mul(n).and_then(|sum| sum.checked_add(self.known.mid)) else {
            return Some(Mass::Below);
        };
        let off = n * (off + 1) + self.known.off + 2;
        Mass::of(deviance, off, self.rarity)
    }

    /// 1 + x·n÷(n+1) + x²·n²÷((n+1)(n+2)) + …, for x below 1.
    fn sum_above(&self, x: u128) -> Option<Fixed> {
        let n = u128::from(self.count);
        let (mut term, mut sum, mut terms) = (UNIT, 0_u128, 0_u128);
        while term > 0 {
            sum = sum.checked_add(term)?;
            terms += 1;
            term = product(term, x)? * n / (n + terms);
        }
        Some(Fixed { mid: sum, off: lost(terms, n) })
    }

    /// 1 + y + (n−1)÷n·y² + (n−1)(n−2)÷n²·y³ + …, with y = 1 ÷ x below 1.
    fn sum_below(&self, y: u128) -> Option<Fixed> {
        let n = u128::from(self.count);
        let (mut term, mut sum, mut terms) = (UNIT, 0_u128, 0_u128);
        while term > 0 {
            sum = sum.checked_add(term)?;
            term = product(term, y)? * n.saturating_sub(terms) / n;
            terms += 1;
        }
        Some(Fixed { mid: sum, off: lost(terms, n) })
    }
}

/// The probability of a count, as a part of the probability sought.
pub(super) enum Mass {
    At(Fixed),
    /// More than all of it.
    Above,
    /// Next to nothing of it.
    Below,
}

impl Mass {
    /// exp(rarity − exponent), where `rarity` is minus the logarithm of the probability sought, off by two units.
    pub(super) fn of(exponent: u128, off: u128, rarity: u128) -> Option<Self> {
        match exponent.checked_sub(rarity) {
            None => Some(Self::Above),
            Some(exponent) if exponent >> BITS >= 64 => Some(Self::Below),
            Some(exponent) => exp_of_minus(Fixed { mid: exponent, off: off + 2 }).map(Self::At),
        }
    }
}

/// What a sum is off by: a term is at most five units more off than the one before it, and each term after the last, of
/// which a part k ÷ (k + terms) at most is the next, is no more than the last.
pub(super) fn lost(terms: u128, k: u128) -> u128 {
    let each = terms * 5 + 1;
    each * (terms + 1) / 2 + each * (k / terms.max(1) + 2)
}

/// n·(1 − 1 ÷ 9n + z ÷ 3√n)³ ÷ n: near the limit, and only where a search begins. Source: Wilson and Hilferty (1931).
fn wilson_hilferty(n: u64, z: &BigInt) -> BigInt {
    let one = BigInt::from(UNIT);
    let root = (BigInt::from(n) << (2 * BITS)).sqrt();
    let base = &one - &one / (BigInt::from(n) * 9) + (z << BITS) / (root * 3);
    let cube: BigInt = (&base * &base * &base) >> (BITS * 2);
    cube.max(BigInt::one())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// A mean of next to nothing brings so many next to never, whatever the number.
    #[test]
    fn far_from_the_count_the_tail_is_next_to_nothing() {
        for count in [1_000, MOST] {
            let point = Point { count, known: stirling(count).unwrap(), rarity: UNIT };
            let here = point.tail(&BigInt::one(), true).unwrap();
            assert!(here.part.is_zero() && here.off.is_zero(), "{count}");
        }
    }
}
