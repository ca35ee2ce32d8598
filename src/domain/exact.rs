//! Exact quotients: what every figure is made of.
//!
//! A quotient is compared by cross-multiplication and divided only for display, because a quotient of
//! decimals is wrong at one threshold in eight.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// An exact quotient of two integers, in lowest terms, with a positive denominator.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
        if denominator.is_zero() { None } else { Some(Self(BigRational::new(numerator.into(), denominator))) }
    }

    /// `digits · 10^-scale`, as in a decimal number.
    #[must_use]
    pub fn decimal(digits: impl Into<BigInt>, scale: u32) -> Self {
        Self(BigRational::new(digits.into(), BigInt::from(10).pow(scale)))
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
        if divisor.is_zero() { None } else { Some(Self(&self.0 / &divisor.0)) }
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
        let grid = BigInt::from(10).pow(places);
        Self(BigRational::new((&self.0 * &grid).floor().to_integer(), grid))
    }

    /// The value on a grid of `10^-places`, towards plus infinity.
    #[must_use]
    pub fn above(&self, places: u32) -> Self {
        let grid = BigInt::from(10).pow(places);
        Self(BigRational::new((&self.0 * &grid).ceil().to_integer(), grid))
    }

    /// The sign: -1, 0 or 1.
    #[must_use]
    pub fn signum(&self) -> i8 {
        match self.0.numer().sign() {
            Sign::Minus => -1,
            Sign::NoSign => 0,
            Sign::Plus => 1,
        }
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
    ($trait:ident, $method:ident, $sign:tt) => {
        impl $trait for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                Exact(&self.0 $sign &other.0)
            }
        }
        impl $trait for Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact {
                &self $sign &other
            }
        }
    };
}
operator!(Add, add, +);
operator!(Sub, sub, -);
operator!(Mul, mul, *);

impl Neg for &Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        Exact(-&self.0)
    }
}

impl AddAssign<&Exact> for Exact {
    fn add_assign(&mut self, other: &Exact) {
        self.0 += &other.0;
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::zero(), |sum, number| &sum + &number)
    }
}
