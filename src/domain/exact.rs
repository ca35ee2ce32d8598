//! Exact quotients: what every figure is made of.
//!
//! A quotient is compared by cross-multiplication and divided only for display, because a quotient of
//! decimals is wrong at one threshold in eight.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// An exact quotient of two integers, in lowest terms, with a positive denominator.
#[derive(Clone, Debug)]
pub struct Exact(BigRational);

impl Exact {
    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// One.
    #[must_use]
    pub fn one() -> Self {
        Self(BigRational::one())
    }

    /// A whole number.
    #[must_use]
    pub fn whole(number: impl Into<BigInt>) -> Self {
        Self(BigRational::from_integer(number.into()))
    }

    /// `numerator ÷ denominator`; `None` when the denominator is zero.
    #[must_use]
    pub fn quotient(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> Option<Self> {
        let denominator = denominator.into();
        if denominator.is_zero() { None } else { Some(Self::reduced(numerator.into(), denominator)) }
    }

    /// `digits · 10^-scale`, as in a decimal number.
    #[must_use]
    pub fn decimal(digits: impl Into<BigInt>, scale: u32) -> Self {
        let (mut digits, mut twos, mut fives) = (digits.into(), scale, scale);
        // The only common factors are 2 and 5: far cheaper than a greatest common divisor.
        if digits.is_zero() {
            return Self::zero();
        }
        let halves = digits.trailing_zeros().unwrap_or(0).min(twos.into());
        digits >>= halves;
        twos = twos.saturating_sub(u32::try_from(halves).unwrap_or(twos));
        while fives > 0 {
            let (fifth, rest) = digits.div_rem(&BigInt::from(5));
            if !rest.is_zero() {
                break;
            }
            (digits, fives) = (fifth, fives.saturating_sub(1));
        }
        Self(BigRational::new_raw(digits, BigInt::from(5).pow(fives) << twos))
    }

    /// A quotient in lowest terms, with a positive denominator; the denominator is not zero.
    fn reduced(numerator: BigInt, denominator: BigInt) -> Self {
        let (numerator, denominator) =
            if denominator.is_negative() { (-numerator, -denominator) } else { (numerator, denominator) };
        let common = match (u128::try_from(numerator.magnitude()), u128::try_from(denominator.magnitude())) {
            // A machine's own divisor is some ten times faster than that of long integers.
            (Ok(one), Ok(other)) => BigInt::from(one.gcd(&other)),
            (Ok(_) | Err(_), Err(_)) | (Err(_), Ok(_)) => numerator.gcd(&denominator),
        };
        if common.is_one() {
            Self(BigRational::new_raw(numerator, denominator))
        } else {
            Self(BigRational::new_raw(numerator / &common, denominator / common))
        }
    }

    /// The numerator, which carries the sign.
    #[must_use]
    pub fn numerator(&self) -> &BigInt {
        self.0.numer()
    }

    /// The denominator, always positive.
    #[must_use]
    pub fn denominator(&self) -> &BigInt {
        self.0.denom()
    }

    /// `self ÷ divisor`; `None` when the divisor is zero.
    #[must_use]
    pub fn divided_by(&self, divisor: &Self) -> Option<Self> {
        if divisor.is_zero() {
            None
        } else {
            let (one, two) = (&self.0, &divisor.0);
            Some(Self::reduced(one.numer() * two.denom(), one.denom() * two.numer()))
        }
    }

    /// `1 ÷ self`; `None` for zero.
    #[must_use]
    pub fn reciprocal(&self) -> Option<Self> {
        Self::one().divided_by(self)
    }

    /// `self` to a whole power.
    #[must_use]
    pub fn power(&self, exponent: u32) -> Self {
        Self(BigRational::new_raw(self.0.numer().pow(exponent), self.0.denom().pow(exponent)))
    }

    /// The value without its sign.
    #[must_use]
    pub fn magnitude(&self) -> Self {
        Self(self.0.abs())
    }

    /// The greatest whole number that is not above the value.
    #[must_use]
    pub fn floor(&self) -> BigInt {
        self.0.floor().to_integer()
    }

    /// The least whole number that is not below the value.
    #[must_use]
    pub fn ceiling(&self) -> BigInt {
        self.0.ceil().to_integer()
    }

    /// Whether the value is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether the value is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Whether the value is above zero.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// Whether the value has no fractional part.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_integer()
    }

    /// The value on a grid of `10^-places`, towards minus infinity; the companion of [`Exact::above`] for
    /// keeping the bounds of an enclosure short.
    #[must_use]
    pub fn below(&self, places: u32) -> Self {
        Grid(places).below(self.0.numer().clone(), self.0.denom())
    }

    /// The value on a grid of `10^-places`, towards plus infinity.
    #[must_use]
    pub fn above(&self, places: u32) -> Self {
        Grid(places).above(self.0.numer().clone(), self.0.denom())
    }
}

/// A decimal grid, by its places. Results are rounded onto it before they are reduced, which is far cheaper than
/// reducing them as fractions.
#[derive(Clone, Copy)]
pub(super) struct Grid(pub(super) u32);

impl Grid {
    fn below(self, numerator: BigInt, denominator: &BigInt) -> Exact {
        let scaled = numerator * BigInt::from(10).pow(self.0);
        Exact::decimal(scaled.div_floor(denominator), self.0)
    }

    fn above(self, numerator: BigInt, denominator: &BigInt) -> Exact {
        let scaled = numerator * BigInt::from(10).pow(self.0);
        Exact::decimal(scaled.div_ceil(denominator), self.0)
    }

    fn sum(one: &Exact, other: &Exact) -> (BigInt, BigInt) {
        let (one, two) = (&one.0, &other.0);
        (one.numer() * two.denom() + two.numer() * one.denom(), one.denom() * two.denom())
    }

    pub(super) fn sum_below(self, one: &Exact, other: &Exact) -> Exact {
        let (top, bottom) = Self::sum(one, other);
        self.below(top, &bottom)
    }

    pub(super) fn sum_above(self, one: &Exact, other: &Exact) -> Exact {
        let (top, bottom) = Self::sum(one, other);
        self.above(top, &bottom)
    }

    pub(super) fn product_below(self, one: &Exact, other: &Exact) -> Exact {
        let (one, two) = (&one.0, &other.0);
        self.below(one.numer() * two.numer(), &(one.denom() * two.denom()))
    }

    pub(super) fn product_above(self, one: &Exact, other: &Exact) -> Exact {
        let (one, two) = (&one.0, &other.0);
        self.above(one.numer() * two.numer(), &(one.denom() * two.denom()))
    }

    /// The divisor is above zero.
    pub(super) fn quotient_below(self, one: &Exact, divisor: &Exact) -> Exact {
        let (one, two) = (&one.0, &divisor.0);
        self.below(one.numer() * two.denom(), &(one.denom() * two.numer()))
    }

    /// The divisor is above zero.
    pub(super) fn quotient_above(self, one: &Exact, divisor: &Exact) -> Exact {
        let (one, two) = (&one.0, &divisor.0);
        self.above(one.numer() * two.denom(), &(one.denom() * two.numer()))
    }
}

impl Default for Exact {
    fn default() -> Self {
        Self::zero()
    }
}

impl PartialEq for Exact {
    /// Both are in lowest terms, so equal values have equal terms.
    fn eq(&self, other: &Self) -> bool {
        self.0.numer() == other.0.numer() && self.0.denom() == other.0.denom()
    }
}

impl Eq for Exact {}

impl Hash for Exact {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.numer().hash(state);
        self.0.denom().hash(state);
    }
}

impl Ord for Exact {
    /// By cross-multiplication.
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, two) = (&self.0, &other.0);
        if one.denom() == two.denom() {
            return one.numer().cmp(two.numer());
        }
        (one.numer() * two.denom()).cmp(&(two.numer() * one.denom()))
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Exact {
    /// `numerator/denominator`, or the whole number alone.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0)
    }
}

impl From<rust_decimal::Decimal> for Exact {
    fn from(amount: rust_decimal::Decimal) -> Self {
        Self::decimal(amount.mantissa(), amount.scale())
    }
}

impl From<u64> for Exact {
    fn from(number: u64) -> Self {
        Self::whole(number)
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, |$one:ident, $two:ident| $terms:expr) => {
        impl $trait for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                let ($one, $two) = (&self.0, &other.0);
                let (numerator, denominator) = $terms;
                Exact::reduced(numerator, denominator)
            }
        }
        impl $trait for Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact {
                $trait::$method(&self, &other)
            }
        }
    };
}
operator!(Add, add, |one, two| if one.denom() == two.denom() {
    (one.numer() + two.numer(), one.denom().clone())
} else {
    (one.numer() * two.denom() + two.numer() * one.denom(), one.denom() * two.denom())
});
operator!(Sub, sub, |one, two| if one.denom() == two.denom() {
    (one.numer() - two.numer(), one.denom().clone())
} else {
    (one.numer() * two.denom() - two.numer() * one.denom(), one.denom() * two.denom())
});
operator!(Mul, mul, |one, two| (one.numer() * two.numer(), one.denom() * two.denom()));

impl Neg for &Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        Exact(-&self.0)
    }
}

impl AddAssign<&Exact> for Exact {
    fn add_assign(&mut self, other: &Exact) {
        *self = &*self + other;
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::zero(), |sum, number| &sum + &number)
    }
}

#[cfg(test)]
mod tests {
    use num_rational::BigRational;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_decimal_of_the_library_is_the_same_number() {
        for (digits, scale) in [(-2996, 3), (0, 2), (1250, 1), (i64::MAX, 28)] {
            let decimal = rust_decimal::Decimal::new(digits, scale);
            assert_eq!(Exact::from(decimal), Exact::decimal(digits, scale), "{decimal}");
        }
    }

    /// 7/2 and 5/3: 31/6, 11/6, 35/6, −7/2.
    #[test]
    fn the_operators_take_values_as_they_take_references() {
        let (one, other) = (pair(7, 1).0, pair(5, 2).0);
        let sixths = |number: i32| Exact::quotient(number, 6);
        assert_eq!(Some(one.clone() + other.clone()), sixths(31));
        assert_eq!(Some(one.clone() - other.clone()), sixths(11));
        assert_eq!(Some(one.clone() * other), sixths(35));
        assert_eq!(Some(-&one), sixths(-21));
        assert_eq!(
            (one.is_positive(), one.is_negative(), (-&one).is_positive(), (-&one).is_negative()),
            (true, false, false, true)
        );
        assert_eq!((Exact::zero().is_positive(), Exact::zero().is_negative()), (false, false));
        assert_eq!(
            (one.floor(), one.ceiling(), (-&one).floor(), (-&one).ceiling()),
            (3.into(), 4.into(), (-4).into(), (-3).into())
        );
        assert_eq!((one.to_string(), Exact::whole(3).to_string()), ("7/2".to_owned(), "3".to_owned()));
        assert_eq!((one.power(3), (-&one).magnitude()), (pair(343, 7).0, one));
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        assert_eq!(Exact::quotient(1, 0), None);
        assert_eq!(Exact::one().divided_by(&Exact::zero()), None);
        assert_eq!(Exact::zero().reciprocal(), None);
        assert_eq!(Exact::quotient(3, -6), Exact::quotient(-1, 2));
    }

    fn pair(numerator: i128, denominator: u64) -> (Exact, BigRational) {
        let denominator: BigInt = BigInt::from(denominator) + 1;
        let exact = Exact::quotient(numerator, denominator.clone());
        (exact.unwrap_or_else(Exact::zero), BigRational::new(numerator.into(), denominator))
    }

    proptest! {
        #[test]
        fn arithmetic_is_that_of_fractions(a: i128, b: u64, c: i64, d: u64) {
            let ((one, plain_one), (two, plain_two)) = (pair(a, b), pair(c.into(), d));
            prop_assert_eq!(&(&one + &two).0, &(&plain_one + &plain_two));
            prop_assert_eq!(&(&one - &two).0, &(&plain_one - &plain_two));
            prop_assert_eq!(&(&one * &two).0, &(&plain_one * &plain_two));
            prop_assert_eq!(one.cmp(&two), plain_one.cmp(&plain_two));
            if let Some(quotient) = one.divided_by(&two) {
                prop_assert_eq!(&quotient.0, &(&plain_one / &plain_two));
                prop_assert!(quotient.denominator().is_positive());
            }
        }

        #[test]
        fn a_grid_encloses_and_stays_in_lowest_terms(a: i128, b: u64, places in 0_u32..40) {
            let (one, plain) = pair(a, b);
            let (low, high) = (one.below(places), one.above(places));
            prop_assert!(low <= one && one <= high);
            prop_assert!(&high - &low <= Exact::decimal(1, places));
            prop_assert_eq!(low.0.reduced(), low.0.clone());
            prop_assert_eq!(plain, one.0);
        }

        #[test]
        fn a_decimal_is_in_lowest_terms(digits: i128, scale in 0_u32..40) {
            let plain = BigRational::new(digits.into(), BigInt::from(10).pow(scale));
            let decimal = Exact::decimal(digits, scale);
            prop_assert_eq!(decimal.numerator(), plain.numer());
            prop_assert_eq!(decimal.denominator(), plain.denom());
        }
    }
}
