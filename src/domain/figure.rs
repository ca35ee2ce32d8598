//! A figure: an exact value, or a proved enclosure of one that no fraction can hold (a root, a logarithm).
//!
//! Every operation keeps the true value between `low` and `high`, so a comparison either holds for certain or
//! is undecided; nothing is ever decided by an approximation.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::exact::{Exact, Grid, PLACES};

/// The grid that the bounds of an enclosure stand on.
const GRID: Grid = Grid(PLACES);

/// A number known exactly, or enclosed between two exact bounds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Figure {
    low: Exact,
    /// The upper bound; none where it is the lower one, and the value is exact.
    high: Option<Box<Exact>>,
}

impl Figure {
    /// An exact figure.
    #[must_use]
    pub fn exact(value: Exact) -> Self {
        Self { low: value, high: None }
    }

    /// What lies between two bounds, the lower one first.
    fn enclosed(low: Exact, high: Exact) -> Self {
        let high = (low != high).then(|| Box::new(high));
        Self { low, high }
    }

    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Self::exact(Exact::zero())
    }

    /// One.
    #[must_use]
    pub fn one() -> Self {
        Self::exact(Exact::one())
    }

    /// A figure somewhere between two bounds, whichever way round they are given.
    #[must_use]
    pub fn between(one: Exact, other: Exact) -> Self {
        if one == other {
            return Self::exact(one);
        }
        let (low, high) = if one < other { (one, other) } else { (other, one) };
        Self::enclosed(low.below(PLACES), high.above(PLACES))
    }

    /// The lower bound; the value itself when exact.
    #[must_use]
    pub fn low(&self) -> &Exact {
        &self.low
    }

    /// The upper bound; the value itself when exact.
    #[must_use]
    pub fn high(&self) -> &Exact {
        self.high.as_deref().unwrap_or(&self.low)
    }

    /// Whether the value is known exactly.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.high.is_none()
    }

    /// The exact value, or the middle of the enclosure for display.
    #[must_use]
    pub fn middle(&self) -> Exact {
        if self.is_exact() { self.low.clone() } else { &(&self.low + self.high()) * &Exact::of_digits(5, 1) }
    }

    /// Certain order against another figure; `None` while the enclosures overlap.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.is_exact() && other.is_exact() {
            Some(self.low.cmp(&other.low))
        } else if *self.high() < other.low {
            Some(Ordering::Less)
        } else if self.low > *other.high() {
            Some(Ordering::Greater)
        } else {
            None
        }
    }

    /// Whether the value is certainly zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.low.is_zero() && self.high().is_zero()
    }

    /// Whether the value is certainly below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.high().is_negative()
    }

    /// Whether the value is certainly above zero.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.low.is_positive()
    }

    /// Sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        if self.is_exact() && other.is_exact() {
            return Self::exact(&self.low + &other.low);
        }
        Self::enclosed(GRID.sum_below(&self.low, &other.low), GRID.sum_above(self.high(), other.high()))
    }

    /// Difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negated())
    }

    /// Product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        if self.is_exact() && other.is_exact() {
            return Self::exact(&self.low * &other.low);
        }
        if !self.low.is_negative() && !other.low.is_negative() {
            let high = GRID.product_above(self.high(), other.high());
            return Self::enclosed(GRID.product_below(&self.low, &other.low), high);
        }
        let corners =
            [&self.low * &other.low, &self.low * other.high(), self.high() * &other.low, self.high() * other.high()];
        let low = corners.iter().min().cloned().unwrap_or_else(Exact::zero);
        let high = corners.iter().max().cloned().unwrap_or_else(Exact::zero);
        Self::between(low, high)
    }

    /// Quotient; `None` when the divisor is, or may be, zero.
    #[must_use]
    pub fn divided_by(&self, divisor: &Self) -> Option<Self> {
        if divisor.is_exact() && self.is_exact() {
            return self.low.divided_by(&divisor.low).map(Self::exact);
        }
        if !divisor.is_positive() && !divisor.is_negative() {
            return None;
        }
        if divisor.is_positive() && !self.low.is_negative() {
            let high = GRID.quotient_above(self.high(), &divisor.low);
            return Some(Self::enclosed(GRID.quotient_below(&self.low, divisor.high()), high));
        }
        let inverse = Self::between(divisor.low.reciprocal()?, divisor.high().reciprocal()?);
        Some(self.times(&inverse))
    }

    /// Negation.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self { low: -self.high(), high: self.high.is_some().then(|| Box::new(-&self.low)) }
    }

    /// A whole power of a figure that is not below zero.
    #[must_use]
    pub fn power(&self, exponent: u32) -> Self {
        if self.is_exact() || exponent == 0 {
            return Self::exact(self.low.power(exponent));
        }
        let mut result = Self::one();
        let mut base = self.clone();
        let mut rest = exponent;
        while rest > 1 {
            if rest & 1 == 1 {
                result = result.times(&base);
            }
            base = base.times(&base);
            rest >>= 1;
        }
        result.times(&base)
    }

    /// The `degree`-th root of a figure that is not below zero: exact when the root is a fraction of whole
    /// roots, an enclosure otherwise. `None` below zero.
    #[must_use]
    pub fn root(&self, degree: u32) -> Option<Self> {
        if self.low.is_negative() || degree == 0 {
            return None;
        }
        let (low, _) = root_bounds(&self.low, degree);
        let (_, high) = root_bounds(self.high(), degree);
        Some(Self::between(low, high))
    }
}

/// Two bounds of the root of a value that is not below zero; equal when the root is exact.
fn root_bounds(value: &Exact, degree: u32) -> (Exact, Exact) {
    let (numerator, denominator) = (value.numerator(), value.denominator());
    let (top, bottom) = (numerator.nth_root(degree), denominator.nth_root(degree));
    if top.pow(degree) == numerator && bottom.pow(degree) == denominator {
        let root = Exact::quotient(top, bottom).unwrap_or_else(Exact::zero);
        return (root.clone(), root);
    }
    // floor((value · grid^degree)^(1/degree)) / grid is below the root by less than 1/grid.
    let grid = BigInt::from(10).pow(PLACES);
    let scaled = (numerator * grid.pow(degree)) / denominator;
    let root = if scaled.is_zero() { BigInt::zero() } else { scaled.nth_root(degree) };
    let next = &root + BigInt::one();
    let bound = |digits: BigInt| Exact::decimal(digits, PLACES);
    (bound(root), bound(next))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn at(number: i32) -> Exact {
        Exact::whole(number)
    }

    fn between(low: i32, high: i32) -> Figure {
        Figure::between(at(low), at(high))
    }

    #[test]
    fn an_enclosure_holds_every_value_that_its_parts_may_have() {
        assert_eq!(between(3, 2), between(2, 3));
        assert_eq!(between(2, 3).plus(&between(10, 20)), between(12, 23));
        assert_eq!(between(2, 3).minus(&between(10, 20)), between(-18, -7));
        assert_eq!(between(2, 3).times(&between(10, 20)), between(20, 60));
        assert_eq!(between(-2, 3).times(&between(10, 20)), between(-40, 60));
        assert_eq!(between(2, 3).times(&between(-10, 20)), between(-30, 60));
        assert_eq!(between(-3, -2).times(&between(-20, -10)), between(20, 60));
        assert_eq!(between(20, 60).divided_by(&between(2, 4)), Some(between(5, 30)));
        assert_eq!(between(-60, 20).divided_by(&between(2, 4)), Some(between(-30, 10)));
        assert_eq!(between(20, 60).divided_by(&between(-4, -2)), Some(between(-30, -5)));
        assert_eq!(between(2, 3).power(3), between(8, 27));
        assert_eq!(between(2, 3).power(4), between(16, 81));
        assert_eq!(between(2, 3).power(1), between(2, 3));
        assert_eq!(between(2, 3).power(0), Figure::one());
        assert_eq!(between(4, 9).root(2), Some(between(2, 3)));
        assert_eq!(between(2, 3).middle(), Exact::decimal(25, 1));
        assert_eq!(between(2, 3).negated(), between(-3, -2));
        // One side exact is not both.
        assert_eq!(Figure::exact(at(10)).times(&between(2, 3)), between(20, 30));
        assert_eq!(between(2, 3).plus(&Figure::one()), between(3, 4));
        assert_eq!(Figure::exact(at(12)).divided_by(&between(2, 3)), Some(between(4, 6)));
    }

    /// Tenths: 0.5 to 1.5 and 0.2 to 0.4.
    #[test]
    fn bounds_that_are_no_whole_numbers_are_kept_to_their_places() {
        let tenths = |low: i32, high: i32| Figure::between(Exact::decimal(low, 1), Exact::decimal(high, 1));
        let (one, other) = (tenths(5, 15), tenths(2, 4));
        assert_eq!(one.plus(&other), tenths(7, 19));
        assert_eq!(one.minus(&other), tenths(1, 13));
        assert_eq!(one.times(&other), tenths(1, 6));
        assert_eq!(one.divided_by(&other), Some(Figure::between(Exact::decimal(125, 2), Exact::decimal(75, 1))));
        assert_eq!(one.negated().times(&other), tenths(-6, -1));
        assert_eq!(one.power(2), Figure::between(Exact::decimal(25, 2), Exact::decimal(225, 2)));
        // Thirds do not end: the bounds stand a unit of the grid apart from them at most, and on the outer side.
        let third = |number: i32| Exact::quotient(number, 3).unwrap();
        let thirds = Figure::between(third(1), third(2));
        let unit = Exact::decimal(1, PLACES);
        for (found, low, high) in [
            (thirds.plus(&thirds), third(2), third(4)),
            (thirds.times(&thirds), Exact::quotient(1, 9).unwrap(), Exact::quotient(4, 9).unwrap()),
            (thirds.divided_by(&thirds).unwrap(), Exact::decimal(5, 1), at(2)),
        ] {
            let slack = &unit * &at(8);
            assert!(*found.low() <= low && low <= found.low() + &slack, "{found:?}");
            assert!(high <= *found.high() && *found.high() <= &high + &slack, "{found:?}");
        }
    }

    #[test]
    fn what_may_be_zero_divides_nothing_and_what_is_below_it_has_no_root() {
        assert_eq!(Figure::one().divided_by(&between(-1, 1)), None);
        assert_eq!(between(1, 2).divided_by(&Figure::zero()), None);
        assert_eq!(between(1, 2).divided_by(&between(0, 1)), None);
        assert_eq!(between(-1, 1).root(2), None);
        assert_eq!(Figure::one().root(0), None);
        assert_eq!(Figure::zero().root(3), Some(Figure::zero()));
    }

    #[test]
    fn order_and_sign_are_told_where_they_are_certain() {
        use Ordering::{Equal, Greater, Less};
        assert_eq!(between(1, 2).compare(&between(3, 4)), Some(Less));
        assert_eq!(between(3, 4).compare(&between(1, 2)), Some(Greater));
        assert_eq!(between(1, 3).compare(&between(2, 4)), None);
        // Enclosures that touch may be equal.
        assert_eq!(between(1, 2).compare(&between(2, 3)), None);
        assert_eq!(between(2, 3).compare(&between(1, 2)), None);
        assert_eq!(between(1, 2).compare(&Figure::exact(at(2))), None);
        assert_eq!(Figure::one().compare(&Figure::one()), Some(Equal));
        let told = |figure: &Figure| (figure.is_negative(), figure.is_zero(), figure.is_positive());
        assert_eq!(told(&between(-2, -1)), (true, false, false));
        assert_eq!(told(&between(-1, 0)), (false, false, false));
        assert_eq!(told(&between(0, 1)), (false, false, false));
        assert_eq!(told(&between(1, 2)), (false, false, true));
        assert_eq!(told(&Figure::zero()), (false, true, false));
    }

    /// √2 lies between 1.41421356237309504880 and …81, and is no fraction.
    #[test]
    fn a_root_that_is_no_fraction_is_enclosed_to_sixty_places() {
        let root = Figure::exact(at(2)).root(2).unwrap();
        assert!(!root.is_exact() && *root.low() > Exact::decimal(141_421_356_237_309_504_880_u128, 20));
        assert!(*root.high() < Exact::decimal(141_421_356_237_309_504_881_u128, 20));
        assert_eq!(root.high() - root.low(), Exact::decimal(1, PLACES));
        let square = root.power(2);
        assert!(*square.low() < at(2) && at(2) < *square.high());
        assert_eq!(Figure::exact(Exact::decimal(64, 4)).root(2), Some(Figure::exact(Exact::decimal(8, 2))));
    }
}
