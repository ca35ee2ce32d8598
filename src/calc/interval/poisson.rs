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
    let z = BigInt::from(narrowed(&ball::on_grid(&z.middle()))?);
    Some(Limits { low: point.limit(&z, true)?, high: point.limit(&z, false)? })
}

/// A count and what its tails are held against.
struct Point {
    count: u64,
    known: Fixed,
    rarity: u128,
}

impl Point {
    fn limit(&self, z: &BigInt, rising: bool) -> Option<Figure> {
        let start = self.start(z, rising);
        // The median of the counts at a mean of n is n, so that at x = 1 both tails are near a half, and above the one
        // sought. Four times a fair guess is far beyond; where it were not, the proof would fail and nothing be claimed.
        let one = BigInt::from(UNIT);
        let bracket = if rising { (BigInt::zero(), one) } else { (one, &start << 2_u32) };
        let search = Search { bits: BITS, rising, bracket, start, deviations: BigInt::from(self.count).sqrt() };
        let (low, high) = root(&search, |at| self.tail(at, rising))?;
        let mean = |at: BigInt| Exact::quotient(at * self.count, UNIT);
        Some(Figure::between(mean(low)?, mean(high)?))
    }

    /// m·(1 − 1 ÷ 9m ± z ÷ 3√m)³ ÷ n, with m = n below and n + 1 above: near the limit, and only where the search begins.
    /// Source: E. B. Wilson and M. M. Hilferty, The distribution of chi-square, PNAS 17 (1931).
    fn start(&self, z: &BigInt, rising: bool) -> BigInt {
        let (count, z) = if rising { (self.count, -z) } else { (self.count.saturating_add(1), z.clone()) };
        let one = BigInt::from(UNIT);
        let root = (BigInt::from(count) << (2 * BITS)).sqrt();
        let base = &one - &one / (BigInt::from(count) * 9) + (z << BITS) / (root * 3);
        let cube: BigInt = (&base * &base * &base) >> (BITS * 2);
        cube.max(BigInt::one()) * count / self.count
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// Billionths of billionths of a number on the grid, cut off, but for the last three.
    fn digits(value: &BigInt) -> BigInt {
        value * 1_000_000_000_000_000_i64 / UNIT
    }

    /// Three at a mean of 1.5: 1 − 3.625·e^−1.5 for three and more, 0.5625·e^−1.5 for three. At 6: 61·e^−6 for three and
    /// fewer, 36·e^−6 for three. By hand; the powers by mpmath 1.4. The slopes are those of the notes in the code.
    #[test]
    fn a_tail_is_told_with_its_slope() {
        let point = Point { count: 3, known: stirling(3).unwrap(), rarity: 0 };
        let whole = |value: i64| BigInt::from(value * 4) * UNIT / 4;
        let low = point.tail(&BigInt::from(UNIT / 2), true).unwrap();
        assert_eq!(
            (digits(&low.part), digits(&low.density)),
            (191_153_169_461_941_i64.into(), 753_064_290_500_950_i64.into())
        );
        assert_eq!((low.bend, low.twist), (whole(1), whole(-8)));
        let high = point.tail(&BigInt::from(UNIT * 2), false).unwrap();
        assert_eq!(
            (digits(&high.part), digits(&high.density)),
            (151_203_882_776_647_i64.into(), (-267_705_235_079_966_i64).into())
        );
        assert_eq!((high.bend, high.twist), (whole(-3) / 2, whole(-3) / 4));
    }

    /// By hand, for z = 2: (1 − 1/144 − 2/12)³ for 16; 16 ÷ 15·(1 − 1/144 + 2/12)³ for 15, whose limit above is sought by 16.
    #[test]
    fn a_search_begins_near_the_limit() {
        let of = |count: u64| Point { count, known: Fixed { mid: 0, off: 0 }, rarity: 0 };
        let z = BigInt::from(UNIT * 2);
        assert_eq!(digits(&of(16).start(&z, true)), 564_356_339_484_739_i64.into());
        assert_eq!(digits(&of(15).start(&z, false)), 1_663_759_930_841_335_i64.into());
        // Where the guess is below nothing the search begins just above it.
        assert_eq!(of(1).start(&(z * 8), true), BigInt::one());
    }

    /// By hand: ln 1 is off by 140, so that three of it with a unit each, 100 of the mass at the count and 2 are 525; 2 more,
    /// and a power of two, come in at the power, which makes 4·528 + 4,096 of it, halved, and 2.
    #[test]
    fn a_mass_is_off_by_what_its_exponent_is() {
        let point = Point { count: 3, known: Fixed { mid: 0, off: 100 }, rarity: 0 };
        let off = |mass: Option<Mass>| if let Some(Mass::At(mass)) = mass { Some(mass.off) } else { None };
        assert_eq!(off(point.mass(UNIT)), Some((4 * 528 + 4_096) / 2 + 2));
        assert_eq!(off(Mass::of(0, 7, 0)), Some((4 * 10 + 4_096) / 2 + 2));
    }

    /// By hand: three terms are off by 16 at most, 32 together; what follows them is five times 16, for 10 ÷ 3 and two more.
    #[test]
    fn a_sum_is_off_by_more_with_each_term() {
        assert_eq!([lost(3, 10), lost(0, 10)], [112, 12]);
    }

    /// A fortieth is 1.6·2^-6, so that its logarithm is off by 7·500; 4 more on both sides make a width of 7,008 units.
    #[test]
    fn the_limit_of_none_is_as_far_off_as_its_logarithm() {
        let z = crate::calc::interval::normal::quantile(&Exact::decimal(25, 3)).unwrap();
        let high = limits(0, &Exact::decimal(25, 3), &z).unwrap().high;
        let width = &(high.high() - high.low()) * &Exact::quotient(ball::one(), 1).unwrap();
        assert!(Exact::whole(7_008) <= width && width < Exact::whole(7_020), "{width}");
        // A thousand million is told still.
        assert!(limits(MOST, &Exact::decimal(25, 3), &z).is_some());
    }

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
