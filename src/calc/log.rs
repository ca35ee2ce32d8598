//! The natural logarithm, enclosed: ln(y·2^k) = k·ln 2 + 2·artanh((y − 1) ÷ (y + 1)), 1 ≤ y < 2.
//! Source: the artanh series Σ z^(2j+1) ÷ (2j+1), whose rest is below its last term when z ≤ 1/3.

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_traits::Zero;

use crate::domain::exact::Exact;
use crate::domain::figure::Figure;

/// Decimal places of the working grid.
const PLACES: u32 = 60;

/// What rounding down on the grid can lose, in its units: 3 a term, at most 65 terms, and the rest of the series.
const SLACK: u32 = 250;

/// ln of a figure above zero, in bounds with more than 50 correct decimals; `None` unless it is above zero.
#[must_use]
pub fn ln(figure: &Figure) -> Option<Figure> {
    let low = ln_exact(figure.low())?;
    if figure.is_exact() {
        return Some(low);
    }
    let high = ln_exact(figure.high())?;
    Some(Figure::between(low.low().clone(), high.high().clone()))
}

fn ln_exact(value: &Exact) -> Option<Figure> {
    if !value.is_positive() {
        return None;
    }
    if *value == Exact::one() {
        return Some(Figure::zero());
    }
    let bits = |number: &BigInt| i64::try_from(number.bits()).ok();
    let mut twos = bits(&value.numerator())?.checked_sub(bits(&value.denominator())?)?;
    let mut reduced = halved(value, twos)?;
    if reduced < Exact::one() {
        twos = twos.checked_sub(1)?;
        reduced = halved(value, twos)?;
    }
    let z = (&reduced - &Exact::one()).divided_by(&(&reduced + &Exact::one()))?;
    // All in units of the grid: the slack is one-sided, so a negative k takes it from below.
    let (twice, whole) = (artanh(&z) * 2, ln_two() * twos);
    let slack = BigInt::from(SLACK) * 2;
    let of_twos: BigInt = &slack * twos;
    let sum = twice + whole;
    let low = &sum + of_twos.clone().min(BigInt::zero());
    let high = sum + of_twos.max(BigInt::zero()) + slack;
    Some(Figure::between(Exact::decimal(low, PLACES), Exact::decimal(high, PLACES)))
}

/// ln 2 = 2·artanh(1/3) in units of the grid, at most twice `SLACK` below the true value.
fn ln_two() -> &'static BigInt {
    static LN_TWO: OnceLock<BigInt> = OnceLock::new();
    LN_TWO.get_or_init(|| Exact::quotient(1, 3).map_or_else(BigInt::zero, |z| artanh(&z) * 2))
}

/// `value ÷ 2^twos`.
fn halved(value: &Exact, twos: i64) -> Option<Exact> {
    let power = BigInt::from(1) << twos.unsigned_abs();
    if twos >= 0 { value.divided_by(&Exact::whole(power)) } else { Some(value * &Exact::whole(power)) }
}

/// artanh for 0 ≤ z ≤ 1/3 in units of the grid: at most `SLACK` below the true value, never above it.
fn artanh(z: &Exact) -> BigInt {
    let grid = BigInt::from(10).pow(PLACES);
    let start: BigInt = (z.numerator() * &grid) / z.denominator();
    let square: BigInt = (&start * &start) / &grid;
    let (mut power, mut sum, mut odd) = (start, BigInt::zero(), 1_u32);
    while !power.is_zero() {
        sum += &power / odd;
        power = (&power * &square) / &grid;
        odd = odd.saturating_add(2);
    }
    sum
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// Digits of OEIS A002162 (ln 2) and A002392 (ln 10), cut off, so the value lies within one unit above.
    #[test]
    fn logarithms_enclose_the_published_digits() {
        for (number, digits) in
            [(2, "693147180559945309417232121458176568"), (10, "2302585092994045684017991454684364207")]
        {
            let known: BigInt = digits.parse().unwrap();
            let low = Exact::decimal(known.clone(), 36);
            let high = Exact::decimal(known + 1, 36);
            let found = ln(&Figure::exact(Exact::whole(number))).unwrap();
            assert!(*found.low() > low && *found.high() < high);
            assert!(Exact::decimal(1, 50) > (found.high() - found.low()));
        }
    }

    /// Digits of Python's decimal, cut off; 2^k is the greatest power of 2 that is no greater. Rounding may lose twice
    /// 250 units for each 2, and as much for what is left.
    #[test]
    fn bounds_are_as_far_apart_as_rounding_may_lose() {
        for (top, bottom, twos, digits) in [
            (3, 2, 0, "405465108108164381978013115464349136571990423462494197614014324144100671248"),
            (2, 1, 1, "693147180559945309417232121458176568075500134360255254120680009493393621969"),
            (1_000, 1, 9, "6907755278982137052053974364053092622803304465886318928099983702902717829032"),
            (127, 128, 1, "-7843177461025892873184042490943581654591816595701015937494858596570092053"),
            (1, 10, 4, "-2302585092994045684017991454684364207601101488628772976033327900967572609678"),
        ] {
            let known: BigInt = digits.parse().unwrap();
            let found = ln(&Figure::exact(Exact::quotient(top, bottom).unwrap())).unwrap();
            assert!(
                *found.low() <= Exact::decimal(known.clone(), 75) && Exact::decimal(known + 1, 75) <= *found.high()
            );
            assert_eq!(found.high() - found.low(), Exact::decimal(500 * (1 + twos), 60), "{top}/{bottom}");
        }
    }

    #[test]
    fn the_logarithm_of_bounds_has_those_of_its_ends() {
        let of = |number| Figure::exact(Exact::whole(number));
        let (low, high) = (ln(&of(2)).unwrap(), ln(&of(10)).unwrap());
        let both = ln(&Figure::between(Exact::whole(2), Exact::whole(10))).unwrap();
        assert_eq!((both.low(), both.high()), (low.low(), high.high()));
    }

    #[test]
    fn the_logarithm_of_a_reciprocal_is_the_negative() {
        let one = ln(&Figure::exact(Exact::quotient(7, 13).unwrap())).unwrap();
        let other = ln(&Figure::exact(Exact::quotient(13, 7).unwrap())).unwrap();
        let sum = one.plus(&other);
        assert!(*sum.low() <= Exact::zero() && Exact::zero() <= *sum.high());
        assert!(ln(&Figure::zero()).is_none());
        assert_eq!(ln(&Figure::one()), Some(Figure::zero()));
    }
}
