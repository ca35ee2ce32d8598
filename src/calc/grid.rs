//! Keeps exact figures from growing without end: beyond a size a figure becomes an enclosure on a decimal grid.

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::Zero;

use crate::domain::exact::Exact;
use crate::domain::figure::Figure;

/// Decimal places of the grid.
const PLACES: u32 = 60;

/// Bits up to which the arithmetic of a machine does.
const SHORT: u64 = 127;

/// Bits of a denominator up to which a power stays exact.
const POWER_BITS: u64 = 8_192;

/// The figure itself while its denominators are short, else an enclosure of it.
pub(super) fn kept_short(figure: &Figure, bits: u64) -> Figure {
    let long = |bound: &Exact| bound.denominator().bits() > bits;
    if long(figure.low()) || long(figure.high()) {
        Figure::between(figure.low().below(PLACES), figure.high().above(PLACES))
    } else {
        figure.clone()
    }
}

/// A whole power: exact while it is of a sane size.
pub(super) fn power(base: &Figure, exponent: u32) -> Figure {
    let bits = base.low().bits();
    if !base.is_exact() || bits.saturating_mul(u64::from(exponent)) <= POWER_BITS {
        return base.power(exponent);
    }
    let mut result = Figure::one();
    let mut square = base.clone();
    let mut rest = exponent;
    while rest > 1 {
        if rest & 1 == 1 {
            result = kept_short(&result.times(&square), 256);
        }
        square = kept_short(&square.times(&square), 256);
        rest >>= 1;
    }
    kept_short(&result.times(&square), 256)
}

/// Σ weight × value: exact while it is of a sane size.
pub(super) fn weighed<'a>(parts: impl ExactSizeIterator<Item = (&'a Exact, &'a Figure)>) -> Figure {
    let bits = if parts.len() <= 64 { 4_096 } else { 512 };
    let mut sum = Sum::Short(Exact::zero());
    for (weight, value) in parts {
        sum = sum.plus(&value.times(&Figure::exact(weight.clone())), bits);
    }
    sum.figure()
}

/// A sum of many parts, each of which costs about as much as the first: no sum is reduced on the way.
enum Sum {
    /// While both terms are those of a machine.
    Short(Exact),
    /// A quotient, its denominator common to all parts.
    Long(BigInt, BigInt),
    /// The bounds of an enclosure, in units of the grid.
    Grid(BigInt, BigInt),
}

impl Sum {
    fn plus(self, part: &Figure, bits: u64) -> Self {
        match self {
            Self::Grid(low, high) => Self::Grid(low + on_grid(part.low()).0, high + on_grid(part.high()).1),
            exact @ (Self::Short(_) | Self::Long(..)) if !part.is_exact() => exact.enclosed().plus(part, bits),
            Self::Short(sum) => {
                let sum = &sum + part.low();
                if sum.bits() < SHORT { Self::Short(sum) } else { Self::Long(sum.numerator(), sum.denominator()) }
            }
            Self::Long(top, bottom) => {
                let (more, part) = (part.low().numerator(), part.low().denominator());
                let (times, rest) = bottom.div_rem(&part);
                if rest.is_zero() {
                    return Self::Long(top + more * times, bottom);
                }
                let common = rest.gcd(&part);
                let missing = &part / &common;
                Self::Long(top * &missing + more * (&bottom / common), bottom * missing).kept(bits)
            }
        }
    }

    /// The same while its denominator is short, else an enclosure of it.
    fn kept(self, bits: u64) -> Self {
        match self {
            Self::Long(top, bottom) if bottom.bits() > bits => {
                let reduced = Exact::quotient(top, bottom).unwrap_or_else(Exact::zero);
                let sum = Self::Long(reduced.numerator(), reduced.denominator());
                if reduced.denominator().bits() > bits { sum.enclosed() } else { sum }
            }
            Self::Short(_) | Self::Long(..) | Self::Grid(..) => self,
        }
    }

    fn enclosed(self) -> Self {
        let figure = self.figure();
        Self::Grid(on_grid(figure.low()).0, on_grid(figure.high()).1)
    }

    fn figure(self) -> Figure {
        match self {
            Self::Short(sum) => Figure::exact(sum),
            Self::Long(top, bottom) => Exact::quotient(top, bottom).map_or_else(Figure::zero, Figure::exact),
            Self::Grid(low, high) => Figure::between(Exact::decimal(low, PLACES), Exact::decimal(high, PLACES)),
        }
    }
}

/// The greatest number of units of the grid that is not above a value, and the least that is not below it.
fn on_grid(value: &Exact) -> (BigInt, BigInt) {
    static UNITS: OnceLock<BigInt> = OnceLock::new();
    let units = UNITS.get_or_init(|| BigInt::from(10).pow(PLACES));
    let (below, rest) = (value.numerator() * units).div_mod_floor(&value.denominator());
    let above = if rest.is_zero() { below.clone() } else { &below + 1 };
    (below, above)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Σ 1/n·1/d, in the long way.
    fn plainly(parts: &[(Exact, Figure)]) -> Exact {
        parts.iter().map(|(weight, value)| weight * value.low()).sum()
    }

    fn sum(parts: &[(Exact, Figure)]) -> Figure {
        weighed(parts.iter().map(|(weight, value)| (weight, value)))
    }

    #[test]
    fn a_weighed_sum_is_exact_while_its_denominator_is_short() {
        let small: Vec<(Exact, Figure)> = (1..200_i32)
            .filter_map(|n| Some((Exact::whole(n), Figure::exact(Exact::quotient(n * 7 - 300, n % 50 + 3)?))))
            .collect();
        assert_eq!(sum(&small), Figure::exact(plainly(&small)));
        assert_eq!(sum(&[]), Figure::zero());
    }

    #[test]
    fn a_weighed_sum_beyond_that_is_enclosed_within_the_grid() {
        let primes = (1_000_003_i64..1_004_000).step_by(2);
        let long: Vec<(Exact, Figure)> = primes
            .filter_map(|n| Some((Exact::whole(n % 13 + 1), Figure::exact(Exact::quotient(n % 1_001 - 500, n)?))))
            .collect();
        let (found, plain) = (sum(&long), plainly(&long));
        assert!(!found.is_exact());
        assert!(*found.low() <= plain && plain <= *found.high());
        assert!(found.high() - found.low() < Exact::decimal(1, 50));
        let root = Figure::exact(Exact::whole(2)).root(2);
        let mixed: Vec<(Exact, Figure)> =
            long.iter().cloned().chain(root.clone().map(|root| (Exact::one(), root))).collect();
        let more = sum(&mixed).minus(&found);
        assert_eq!(root.and_then(|root| more.compare(&root)), None);
    }
}
