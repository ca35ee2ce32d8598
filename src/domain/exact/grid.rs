//! The decimal grid that the bounds of enclosures are rounded to, downwards and upwards.

use std::borrow::Cow;
use std::sync::OnceLock;

use num_bigint::BigInt;
use num_integer::Integer;

use super::Exact;

/// The places of the grid that enclosures stand on: well over the 15 correct digits that are promised.
pub(in crate::domain) const PLACES: u32 = 60;

/// A decimal grid, by its places. Results are rounded onto it before they are reduced, which is far cheaper than
/// reducing them as fractions.
#[derive(Clone, Copy)]
pub(in crate::domain) struct Grid(pub(in crate::domain) u32);

impl Grid {
    /// `10^places`.
    fn scale(self) -> Cow<'static, BigInt> {
        static USUAL: OnceLock<BigInt> = OnceLock::new();
        let power = || BigInt::from(10).pow(self.0);
        if self.0 == PLACES { Cow::Borrowed(USUAL.get_or_init(power)) } else { Cow::Owned(power()) }
    }

    pub(super) fn below(self, numerator: BigInt, denominator: &BigInt) -> Exact {
        let scaled = numerator * &*self.scale();
        Exact::decimal(scaled.div_floor(denominator), self.0)
    }

    pub(super) fn above(self, numerator: BigInt, denominator: &BigInt) -> Exact {
        let scaled = numerator * &*self.scale();
        Exact::decimal(scaled.div_ceil(denominator), self.0)
    }

    fn sum(one: &Exact, other: &Exact) -> (BigInt, BigInt) {
        let (one, two) = (one.long(), other.long());
        (one.numer() * two.denom() + two.numer() * one.denom(), one.denom() * two.denom())
    }

    pub(in crate::domain) fn sum_below(self, one: &Exact, other: &Exact) -> Exact {
        let (top, bottom) = Self::sum(one, other);
        self.below(top, &bottom)
    }

    pub(in crate::domain) fn sum_above(self, one: &Exact, other: &Exact) -> Exact {
        let (top, bottom) = Self::sum(one, other);
        self.above(top, &bottom)
    }

    pub(in crate::domain) fn product_below(self, one: &Exact, other: &Exact) -> Exact {
        let (one, two) = (one.long(), other.long());
        self.below(one.numer() * two.numer(), &(one.denom() * two.denom()))
    }

    pub(in crate::domain) fn product_above(self, one: &Exact, other: &Exact) -> Exact {
        let (one, two) = (one.long(), other.long());
        self.above(one.numer() * two.numer(), &(one.denom() * two.denom()))
    }

    /// The divisor is above zero.
    pub(in crate::domain) fn quotient_below(self, one: &Exact, divisor: &Exact) -> Exact {
        let (one, two) = (one.long(), divisor.long());
        self.below(one.numer() * two.denom(), &(one.denom() * two.numer()))
    }

    /// The divisor is above zero.
    pub(in crate::domain) fn quotient_above(self, one: &Exact, divisor: &Exact) -> Exact {
        let (one, two) = (one.long(), divisor.long());
        self.above(one.numer() * two.denom(), &(one.denom() * two.numer()))
    }
}
