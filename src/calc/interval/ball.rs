//! Numbers with a proved error: a middle on a binary grid, and how far off the true value may be at most.
//!
//! ln y = k·ln 2 + 2·artanh((y′ − 1) ÷ (y′ + 1)) for y = y′·2^k; exp x = 2^k·(exp(t))^256 for x = k·ln 2 + 256·t, by
//! Taylor's series; ln n! by Stirling's series, whose error is below its first term left out. Source: the series of
//! Gregory, Taylor and Stirling (NIST Handbook of Mathematical Functions, 4.6, 4.2 and 5.11).

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use crate::domain::exact::Exact;

/// Binary places of the grid: 57 decimals.
pub(super) const BITS: u32 = 192;

/// What rounding down can lose in artanh: 3 units a term, at most 62 terms, and the rest of the series; doubled.
const LOG_SLACK: u32 = 500;

/// What rounding can lose in 8 squarings of a series of some 20 terms.
const EXP_SLACK: u32 = 1 << 15;

/// Halvings of the argument of exp, undone by squarings.
const HALVINGS: u32 = 8;

/// Up to here n! is multiplied out; above, Stirling's series is within 10^-60.
const FACTORIAL: u32 = 200;

/// B₂, B₄ … B₃₀: the Bernoulli numbers of Stirling's series.
pub(super) const BERNOULLI: [(i64, i64); 15] = [
    (1, 6),
    (-1, 30),
    (1, 42),
    (-1, 30),
    (5, 66),
    (-691, 2_730),
    (7, 6),
    (-3_617, 510),
    (43_867, 798),
    (-174_611, 330),
    (854_513, 138),
    (-236_364_091, 2_730),
    (8_553_103, 6),
    (-23_749_461_029, 870),
    (8_615_841_276_005, 14_322),
];

/// A number within `off` of `mid`, both in units of 2^-192.
#[derive(Clone, Debug)]
pub(super) struct Ball {
    pub(super) mid: BigInt,
    pub(super) off: BigInt,
}

/// One in units of the grid.
pub(super) fn one() -> BigInt {
    BigInt::one() << BITS
}

/// A fraction on the grid, rounded down: off by less than a unit.
pub(super) fn on_grid(value: &Exact) -> BigInt {
    (value.numerator() << BITS) / value.denominator()
}

impl Ball {
    /// A number that stands on the grid.
    pub(super) fn of(mid: BigInt) -> Self {
        Self { mid, off: BigInt::zero() }
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        Self { mid: &self.mid + &other.mid, off: &self.off + &other.off }
    }

    pub(super) fn minus(&self, other: &Self) -> Self {
        Self { mid: &self.mid - &other.mid, off: &self.off + &other.off }
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        let cross = self.mid.abs() * &other.off + other.mid.abs() * &self.off + &self.off * &other.off;
        Self { mid: (&self.mid * &other.mid) >> BITS, off: (cross >> BITS) + 2 }
    }

    /// The product with a whole number.
    pub(super) fn by(&self, count: &BigInt) -> Self {
        Self { mid: &self.mid * count, off: &self.off * count.abs() }
    }

    /// Half of it.
    pub(super) fn halved(&self) -> Self {
        Self { mid: &self.mid >> 1, off: (&self.off >> 1) + 1 }
    }
}

/// ln of a positive number on the grid.
pub(super) fn ln(value: &BigInt) -> Option<Ball> {
    if !value.is_positive() {
        return None;
    }
    let twos = i64::try_from(value.bits()).ok()?.checked_sub(i64::from(BITS))?.checked_sub(1)?;
    let unit = one();
    // 1 ≤ y < 2, times 2^twos; z = (y − 1) ÷ (y + 1) without rounding y, whose scale is a power of two.
    let (value, unit) =
        if twos >= 0 { (value.clone(), unit << twos.unsigned_abs()) } else { (value << twos.unsigned_abs(), unit) };
    let z = ((&value - &unit) << BITS) / (&value + &unit);
    let mid = (artanh(&z) << 1_u32) + ln_two() * twos;
    let off = BigInt::from(LOG_SLACK) * (twos.unsigned_abs().saturating_add(1));
    Some(Ball { mid, off })
}

/// ln 2 on the grid, within `LOG_SLACK`.
fn ln_two() -> &'static BigInt {
    static LN_TWO: OnceLock<BigInt> = OnceLock::new();
    LN_TWO.get_or_init(|| artanh(&(one() / 3)) << 1_u32)
}

/// artanh for 0 ≤ z ≤ 1/3, at most half of `LOG_SLACK` below the true value.
fn artanh(z: &BigInt) -> BigInt {
    let square: BigInt = (z * z) >> BITS;
    let (mut power, mut sum, mut odd) = (z.clone(), BigInt::zero(), 1_u32);
    while !power.is_zero() {
        sum += &power / odd;
        power = (&power * &square) >> BITS;
        odd = odd.saturating_add(2);
    }
    sum
}

/// exp of a number; `None` when its error is too large to tell, or the result beyond the grid.
pub(super) fn exp(exponent: &Ball) -> Option<Ball> {
    let two = ln_two();
    let twos = i64::try_from(num_integer::Integer::div_floor(&exponent.mid, two)).ok()?;
    let rest = &exponent.mid - two * twos;
    // What the exponent may be off by, ln 2 included; within 1/2, exp is off by at most twice that.
    let off = &exponent.off + BigInt::from(LOG_SLACK) * twos.unsigned_abs();
    if off > one() >> 1 || twos > i64::from(BITS) {
        return None;
    }
    let part: BigInt = rest >> HALVINGS;
    let (mut term, mut sum, mut n) = (one(), BigInt::zero(), 1_u32);
    while !term.is_zero() {
        sum += &term;
        term = ((&term * &part) >> BITS) / n;
        n = n.saturating_add(1);
    }
    for _ in 0..HALVINGS {
        sum = (&sum * &sum) >> BITS;
    }
    let off = off * 4 + EXP_SLACK;
    let shift = twos.unsigned_abs();
    Some(if twos >= 0 {
        Ball { mid: sum << shift, off: off << shift }
    } else {
        Ball { mid: sum >> shift, off: (off >> shift) + 2 }
    })
}

/// ln n!.
pub(super) fn ln_factorial(n: u64) -> Option<Ball> {
    if n <= u64::from(FACTORIAL) {
        let product = (1..=n).fold(one(), |product, factor| product * factor);
        return ln(&product);
    }
    Some(stirling(n)?.plus(half_ln_tau()?))
}

/// ½·ln 2π: what ln 200! is above the rest of Stirling's series.
pub(super) fn half_ln_tau() -> Option<&'static Ball> {
    static HALF_LN_TAU: OnceLock<Option<Ball>> = OnceLock::new();
    HALF_LN_TAU
        .get_or_init(|| Some(ln_factorial(u64::from(FACTORIAL))?.minus(&stirling(u64::from(FACTORIAL))?)))
        .as_ref()
}

/// (n + ½)·ln n − n + Σ B₂ⱼ ÷ (2j·(2j − 1)·n^(2j − 1)), for n of 200 and more.
fn stirling(n: u64) -> Option<Ball> {
    let whole = BigInt::from(n) << BITS;
    let log = ln(&whole)?;
    let mut sum = log.by(&BigInt::from(n)).plus(&log.halved()).minus(&Ball::of(whole));
    let (square, mut power, mut twice) = (BigInt::from(n) * n, BigInt::from(n), 2_i64);
    for (top, bottom) in BERNOULLI {
        let below = BigInt::from(bottom) * twice * twice.saturating_sub(1) * &power;
        sum.mid += (BigInt::from(top) << BITS) / below;
        power *= &square;
        twice = twice.saturating_add(2);
    }
    // A unit a term, and one for the series' own error, which is below 10^-60.
    sum.off += BERNOULLI.len().saturating_add(1);
    Some(sum)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// Whether an enclosure holds a value given by its digits, cut off, and is narrow.
    fn holds(ball: &Ball, digits: &str, places: u32) {
        let known: BigInt = digits.parse().unwrap();
        let bound = |digits: BigInt| Exact::quotient(digits, one()).unwrap();
        let (low, high) = (bound(&ball.mid - &ball.off), bound(&ball.mid + &ball.off));
        assert!(low < Exact::decimal(known.clone() + 1, places) && high > Exact::decimal(known, places), "{digits}");
        assert!(&high - &low < Exact::decimal(1, 45), "{digits}");
    }

    /// mpmath 1.4, 60 digits: log(2), log(1/7), exp(-3.5), exp(2), log(10!), log(1000!), log(2*pi)/2.
    #[test]
    fn series_enclose_the_known_digits() {
        holds(&ln(&(one() * 2)).unwrap(), "69314718055994530941723212145817656807550013436", 47);
        holds(&ln(&(one() / 8)).unwrap(), "-2079441541679835928251696364374529704226500403081", 48);
        holds(&exp(&Ball::of(one() * -7 / 2)).unwrap(), "30197383422318500739786292363619845071", 39);
        holds(&exp(&Ball::of(one() * 2)).unwrap(), "7389056098930650227230427460575007813180315570551", 48);
        holds(&ln_factorial(10).unwrap(), "15104412573075515295225709329251070371882250744", 45);
        holds(&ln_factorial(1_000).unwrap(), "591212817848816334887813088672549388247174571418", 44);
        holds(half_ln_tau().unwrap(), "91893853320467274178032973640561763986139747363", 47);
    }

    /// ln n! − ln (n − 1)! = ln n on both sides of the border between product and series, and far above.
    #[test]
    fn factorials_grow_by_their_number() {
        for n in [2_u64, 200, 201, 202, 5_000, 1_000_000_000] {
            let step = ln_factorial(n).unwrap().minus(&ln_factorial(n - 1).unwrap());
            let off = step.minus(&ln(&(one() * n)).unwrap());
            assert!(off.mid.abs() <= off.off, "{n}");
            assert!(off.off < one() >> 120, "{n}");
        }
    }

    /// By hand: |3|·7 + |−2|·5 + 5·7 = 66; a product is a unit more off for its own rounding and one for that of its error.
    #[test]
    fn errors_add_up_in_sums_and_cross_in_products() {
        let of = |mid: i32, off: i32| Ball { mid: one() * mid, off: one() * off };
        let told = |ball: Ball| (ball.mid, ball.off);
        let (a, b) = (of(3, 5), of(-2, 7));
        assert_eq!(told(a.plus(&b)), (one(), one() * 12));
        assert_eq!(told(a.minus(&b)), (one() * 5, one() * 12));
        assert_eq!(told(a.times(&b)), (one() * -6, one() * 66 + 2));
        assert_eq!(told(b.by(&BigInt::from(-4))), (one() * 8, one() * 28));
        assert_eq!(told(a.halved()), (one() * 3 / 2, one() * 5 / 2 + 1));
    }

    /// A logarithm is off by its series, and ln 2 for every power of two; a power by what the exponent is, four times, ln 2
    /// included (e² lies between 2² and 2³, e⁻¹ between 2⁻² and 2⁻¹), and by its series, with its power of two.
    #[test]
    fn what_a_series_may_be_off_by_grows_with_the_powers_of_two() {
        let off = |value: BigInt| ln(&value).unwrap().off;
        assert_eq!([off(one()), off(one() * 2), off(one() / 8)], [500, 1_000, 2_000].map(BigInt::from));
        let off = |mid: i32| exp(&Ball { mid: one() * mid, off: BigInt::from(10) }).unwrap().off;
        let series = 1 << 15;
        assert_eq!(off(0), BigInt::from(4 * 10 + series));
        assert_eq!(off(2), BigInt::from((4 * 1_010 + series) << 2));
        assert_eq!(off(-1), BigInt::from(((4 * 1_010 + series) >> 2) + 2));
        // 200·ln 200 is 200 times 8·500 off, half of ln 200 half of it, its 15 terms and what follows them a unit each.
        assert_eq!(stirling(200).unwrap().off, BigInt::from(200 * 4_000 + 2_001 + 16));
    }

    /// 133.5 ÷ ln 2 = 192.6, which is 192 powers of two and some; 134 ÷ ln 2 = 193.3, which is one too many.
    #[test]
    fn a_power_is_told_up_to_the_places_of_the_grid() {
        assert!(exp(&Ball::of(one() * 267 / 2)).is_some() && exp(&Ball::of(one() * 134)).is_none());
        assert!(exp(&Ball { mid: BigInt::zero(), off: one() >> 1 }).is_some());
    }

    #[test]
    fn nothing_has_no_logarithm_and_what_is_not_known_no_power() {
        assert!(ln(&BigInt::zero()).is_none() && ln(&-one()).is_none());
        let vague = |off: BigInt| exp(&Ball { mid: BigInt::zero(), off });
        assert!(vague((one() >> 1) + 1).is_none() && vague(one() >> 2).is_some());
        assert!(exp(&Ball::of(one() * 100_000)).is_none());
    }
}
