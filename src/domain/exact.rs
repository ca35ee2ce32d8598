//! Exact quotients: what every figure is made of.
//!
//! A quotient is compared by cross-multiplication and divided only for display, because a quotient of
//! decimals is wrong at one threshold in eight.

mod divisor;
mod grid;
mod long;
mod short;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

pub(crate) use self::divisor::greatest;
pub(super) use self::grid::{Grid, PLACES};
use self::short::Short;

/// An exact quotient of two integers, in lowest terms, with a positive denominator.
#[derive(Clone, Debug)]
pub struct Exact(Terms);

/// The two terms: short wherever they can be, so that equal values have equal terms.
#[derive(Clone, Debug)]
enum Terms {
    Short(Short),
    Long(Box<BigRational>),
}

impl Exact {
    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Self(Terms::Short(Short::whole(0)))
    }

    /// One.
    #[must_use]
    pub fn one() -> Self {
        Self(Terms::Short(Short::whole(1)))
    }

    /// A whole number.
    #[must_use]
    pub fn whole(number: impl Into<BigInt>) -> Self {
        Self::lowest(number.into(), BigInt::one())
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
        let mut digits = digits.into();
        if let Some(short) = digits.to_i128().and_then(|digits| Short::decimal(digits, scale)) {
            return Self(Terms::Short(short));
        }
        let (mut twos, mut fives) = (scale, scale);
        // The only common factors are 2 and 5: far cheaper than a greatest common divisor.
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
        Self::lowest(digits, BigInt::from(5).pow(fives) << twos)
    }

    /// The same of the digits of a machine, without long integers where they do.
    #[must_use]
    pub fn of_digits(digits: i128, scale: u32) -> Self {
        Short::decimal(digits, scale).map_or_else(|| Self::decimal(digits, scale), |short| Self(Terms::Short(short)))
    }

    /// A quotient that is in lowest terms, with a positive denominator.
    fn lowest(numerator: BigInt, denominator: BigInt) -> Self {
        match (numerator.to_i128(), denominator.to_i128()) {
            (Some(top), Some(bottom)) => Self(Terms::Short(Short { top, bottom })),
            (Some(_) | None, None) | (None, Some(_)) => {
                Self(Terms::Long(Box::new(BigRational::new_raw(numerator, denominator))))
            }
        }
    }

    /// The numerator and the denominator, where both fit into a long machine word.
    #[must_use]
    pub fn short(&self) -> Option<(i128, i128)> {
        match &self.0 {
            Terms::Short(short) => Some((short.top, short.bottom)),
            Terms::Long(_) => None,
        }
    }

    /// The terms as long integers.
    fn long(&self) -> Cow<'_, BigRational> {
        match &self.0 {
            Terms::Short(short) => {
                let (top, bottom) = (short.top, short.bottom);
                Cow::Owned(BigRational::new_raw(BigInt::from(top), BigInt::from(bottom)))
            }
            Terms::Long(long) => Cow::Borrowed(long),
        }
    }

    /// What short terms give, where both are and the result is.
    fn shortly(&self, other: &Self, operation: impl Fn(Short, Short) -> Option<Short>) -> Option<Self> {
        match (&self.0, &other.0) {
            (Terms::Short(one), Terms::Short(other)) => operation(*one, *other).map(|short| Self(Terms::Short(short))),
            (Terms::Short(_) | Terms::Long(_), Terms::Long(_)) | (Terms::Long(_), Terms::Short(_)) => None,
        }
    }

    /// A quotient in lowest terms, with a positive denominator; the denominator is not zero.
    fn reduced(numerator: BigInt, denominator: BigInt) -> Self {
        let (numerator, denominator) =
            if denominator.is_negative() { (-numerator, -denominator) } else { (numerator, denominator) };
        if let (Some(top), Some(bottom)) = (numerator.to_i128(), denominator.to_i128()) {
            return Self(Terms::Short(Short::reduced(top, bottom)));
        }
        let common = greatest(&numerator, &denominator);
        if common.is_one() {
            Self::lowest(numerator, denominator)
        } else {
            Self::lowest(numerator / &common, denominator / common)
        }
    }

    /// The numerator, which carries the sign.
    #[must_use]
    pub fn numerator(&self) -> BigInt {
        match &self.0 {
            Terms::Short(short) => BigInt::from(short.top),
            Terms::Long(long) => long.numer().clone(),
        }
    }

    /// The denominator, always positive.
    #[must_use]
    pub fn denominator(&self) -> BigInt {
        match &self.0 {
            Terms::Short(short) => BigInt::from(short.bottom),
            Terms::Long(long) => long.denom().clone(),
        }
    }

    /// How many bits the longer of the two terms has.
    #[must_use]
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Terms::Short(short) => {
                let zeros = short.top.unsigned_abs().leading_zeros().min(short.bottom.leading_zeros());
                u64::from(128_u32.saturating_sub(zeros))
            }
            Terms::Long(long) => long.numer().bits().max(long.denom().bits()),
        }
    }

    /// `self ÷ divisor`; `None` when the divisor is zero.
    #[must_use]
    pub fn divided_by(&self, divisor: &Self) -> Option<Self> {
        if divisor.is_zero() {
            return None;
        }
        if let Some(short) = self.shortly(divisor, |one, other| one.times(other.reciprocal()?)) {
            return Some(short);
        }
        let (one, two) = (self.long(), divisor.long());
        let (numerator, denominator) = long::quotient(&one, &two);
        Some(Self::lowest(numerator, denominator))
    }

    /// `1 ÷ self`; `None` for zero.
    #[must_use]
    pub fn reciprocal(&self) -> Option<Self> {
        Self::one().divided_by(self)
    }

    /// `self` to a whole power.
    #[must_use]
    pub fn power(&self, exponent: u32) -> Self {
        if let Some(short) = self.shortly(self, |one, _| one.power(exponent)) {
            return short;
        }
        let long = self.long();
        Self::lowest(long.numer().pow(exponent), long.denom().pow(exponent))
    }

    /// The value without its sign.
    #[must_use]
    pub fn magnitude(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The greatest whole number that is not above the value.
    #[must_use]
    pub fn floor(&self) -> BigInt {
        self.long().floor().to_integer()
    }

    /// The least whole number that is not below the value.
    #[must_use]
    pub fn ceiling(&self) -> BigInt {
        self.long().ceil().to_integer()
    }

    /// Whether the value is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.signum() == 0
    }

    /// Whether the value is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.signum() < 0
    }

    /// Whether the value is above zero.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.signum() > 0
    }

    /// Whether the value has no fractional part.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Terms::Short(short) => short.bottom == 1,
            Terms::Long(long) => long.denom().is_one(),
        }
    }

    /// The value on a grid of `10^-places`, towards minus infinity; the companion of [`Exact::above`] for
    /// keeping the bounds of an enclosure short.
    #[must_use]
    pub fn below(&self, places: u32) -> Self {
        Grid(places).below(self.numerator(), &self.denominator())
    }

    /// The value on a grid of `10^-places`, towards plus infinity.
    #[must_use]
    pub fn above(&self, places: u32) -> Self {
        Grid(places).above(self.numerator(), &self.denominator())
    }

    /// The sign: -1, 0 or 1.
    fn signum(&self) -> i8 {
        match &self.0 {
            Terms::Short(short) => match short.top {
                ..0 => -1,
                0 => 0,
                1.. => 1,
            },
            // Zero is short.
            Terms::Long(long) => {
                if long.numer().is_negative() {
                    -1
                } else {
                    1
                }
            }
        }
    }
}

impl Default for Exact {
    fn default() -> Self {
        Self::zero()
    }
}

impl PartialEq for Exact {
    /// Both are in lowest terms, and short where they can be, so equal values have equal terms.
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Terms::Short(one), Terms::Short(other)) => one == other,
            (Terms::Long(one), Terms::Long(other)) => one.numer() == other.numer() && one.denom() == other.denom(),
            (Terms::Short(_), Terms::Long(_)) | (Terms::Long(_), Terms::Short(_)) => false,
        }
    }
}

impl Eq for Exact {}

impl Hash for Exact {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Terms::Short(short) => short.hash(state),
            Terms::Long(long) => (long.numer(), long.denom()).hash(state),
        }
    }
}

impl Ord for Exact {
    /// By cross-multiplication.
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Terms::Short(one), Terms::Short(other)) = (&self.0, &other.0)
            && let Some(order) = one.compare(*other)
        {
            return order;
        }
        let (one, two) = (self.long(), other.long());
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
        match self.short() {
            Some((top, 1)) => write!(out, "{top}"),
            Some((top, bottom)) => write!(out, "{top}/{bottom}"),
            None => write!(out, "{}", self.long()),
        }
    }
}

impl From<rust_decimal::Decimal> for Exact {
    fn from(amount: rust_decimal::Decimal) -> Self {
        Self::of_digits(amount.mantissa(), amount.scale())
    }
}

impl From<u64> for Exact {
    fn from(number: u64) -> Self {
        Self(Terms::Short(Short::whole(number.into())))
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $shortly:expr, $at_length:expr) => {
        impl $trait for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                if let Some(short) = self.shortly(other, $shortly) {
                    return short;
                }
                let at_length: fn(&BigRational, &BigRational) -> (BigInt, BigInt) = $at_length;
                let (numerator, denominator) = at_length(&self.long(), &other.long());
                Exact::lowest(numerator, denominator)
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
operator!(Add, add, Short::plus, |one, two| long::sum(one, two, false));
operator!(Sub, sub, |one, two| one.plus(two.negated()?), |one, two| long::sum(one, two, true));
operator!(Mul, mul, Short::times, long::product);

impl Neg for &Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        if let Some(short) = self.shortly(self, |one, _| one.negated()) {
            return short;
        }
        let long = self.long();
        Exact::lowest(-long.numer(), long.denom().clone())
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
        assert_eq!(Some([one.clone(), other.clone()].into_iter().sum()), sixths(31));
        assert_eq!(Some(one.clone() * other), sixths(35));
        assert_eq!(Exact::from(7_u64), Exact::whole(7));
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

    fn terms(exact: &Exact) -> BigRational {
        exact.long().into_owned()
    }

    /// Numbers at the ends of what 128 bits hold, and of any size between.
    fn any_number() -> impl Strategy<Value = i128> {
        let ends = [i128::MIN, i128::MIN + 1, -1, 0, 1, 2, i128::MAX - 1, i128::MAX];
        prop_oneof![
            proptest::sample::select(ends.to_vec()),
            (any::<i128>(), 0_u32..127).prop_map(|(number, shift)| number >> shift)
        ]
    }

    proptest! {
        #[test]
        fn short_terms_and_long_ones_are_one_arithmetic(
            a in any_number(), b in any_number(), c in any_number(), d in any_number(), exponent in 0_u32..5
        ) {
            prop_assume!(b != 0 && d != 0);
            let of = |top: i128, bottom: i128| Exact::quotient(top, bottom).unwrap_or_else(Exact::zero);
            let (one, two) = (of(a, b), of(c, d));
            let plain = |top: i128, bottom: i128| BigRational::new(top.into(), bottom.into());
            let (plain_one, plain_two) = (plain(a, b), plain(c, d));
            let mut found = vec![
                (&one + &two, &plain_one + &plain_two),
                (&one - &two, &plain_one - &plain_two),
                (&one * &two, &plain_one * &plain_two),
                (-&one, -&plain_one),
                (one.magnitude(), plain_one.abs()),
                (one.power(exponent), plain_one.pow(exponent.try_into().unwrap_or(0))),
                (Exact::whole(one.floor()), plain_one.floor()),
                (Exact::whole(one.ceiling()), plain_one.ceil()),
            ];
            found.extend(one.divided_by(&two).map(|quotient| (quotient, &plain_one / &plain_two)));
            for (found, wanted) in found {
                prop_assert_eq!(terms(&found), wanted.clone());
                let fits = wanted.numer().to_i128().is_some() && wanted.denom().to_i128().is_some();
                prop_assert_eq!(matches!(found.0, Terms::Short(_)), fits);
                prop_assert_eq!(found.bits(), wanted.numer().bits().max(wanted.denom().bits()));
                prop_assert_eq!((found.is_zero(), found.is_negative()), (wanted.is_zero(), wanted.is_negative()));
                prop_assert_eq!(found.is_whole(), wanted.is_integer());
                prop_assert_eq!(found.to_string(), wanted.to_string());
            }
            prop_assert_eq!(one.cmp(&two), plain_one.cmp(&plain_two));
            prop_assert_eq!(one == two, plain_one == plain_two);
        }

        #[test]
        fn arithmetic_is_that_of_fractions(a: i128, b: u64, c: i64, d: u64) {
            let ((one, plain_one), (two, plain_two)) = (pair(a, b), pair(c.into(), d));
            prop_assert_eq!(terms(&(&one + &two)), &plain_one + &plain_two);
            prop_assert_eq!(terms(&(&one - &two)), &plain_one - &plain_two);
            prop_assert_eq!(terms(&(&one * &two)), &plain_one * &plain_two);
            prop_assert_eq!(one.cmp(&two), plain_one.cmp(&plain_two));
            if let Some(quotient) = one.divided_by(&two) {
                prop_assert_eq!(terms(&quotient), &plain_one / &plain_two);
                prop_assert!(quotient.denominator().is_positive());
            }
        }

        #[test]
        fn a_grid_encloses_and_stays_in_lowest_terms(a: i128, b: u64, places in 0_u32..40) {
            let (one, plain) = pair(a, b);
            let (low, high) = (one.below(places), one.above(places));
            prop_assert!(low <= one && one <= high);
            prop_assert!(&high - &low <= Exact::decimal(1, places));
            prop_assert_eq!(low.long().reduced(), terms(&low));
            prop_assert_eq!(plain, terms(&one));
        }

        #[test]
        fn a_decimal_is_in_lowest_terms(digits: i128, scale in 0_u32..40) {
            let plain = BigRational::new(digits.into(), BigInt::from(10).pow(scale));
            let decimal = Exact::decimal(digits, scale);
            prop_assert_eq!(&decimal.numerator(), plain.numer());
            prop_assert_eq!(&decimal.denominator(), plain.denom());
        }
    }
}
