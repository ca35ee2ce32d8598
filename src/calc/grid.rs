//! Keeps exact figures from growing without end: beyond a size a figure becomes an enclosure on a decimal grid.

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::Zero;

use crate::domain::exact::{Exact, greatest};
use crate::domain::figure::Figure;

/// Decimal places of the grid.
const PLACES: u32 = 60;

/// Bits up to which the arithmetic of a machine does.
const SHORT: u64 = 127;

/// Bits of a denominator up to which a power stays exact.
const POWER_BITS: u64 = 8_192;

/// The figure itself while its denominators are short, else an enclosure of it.
pub(super) fn kept_short(figure: &Figure, bits: u64) -> Figure {
    // The bounds of an enclosure stand on the grid.
    if figure.low().denominator().bits() > bits {
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
                let common = greatest(&rest, &part);
                let missing = &part / &common;
                Self::Long(top * &missing + more * (&bottom / common), bottom * missing).kept(bits)
            }
        }
    }

    /// The same while its denominator is short, else an enclosure of it.
    fn kept(self, bits: u64) -> Self {
        let long = |bottom: &BigInt| bottom.bits() > bits;
        match self {
            Self::Long(top, bottom) if long(&bottom) => {
                let reduced = Exact::quotient(top, bottom).unwrap_or_else(Exact::zero);
                let sum = Self::Long(reduced.numerator(), reduced.denominator());
                if long(&reduced.denominator()) { sum.enclosed() } else { sum }
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

    fn plain(top: i64, bottom: i64) -> Option<Figure> {
        Exact::quotient(top, bottom).map(Figure::exact)
    }

    /// A third has a denominator of two bits. 3^200 has 317 bits, each power of a third up to 8,192 is kept.
    #[test]
    fn a_figure_is_kept_while_it_is_short() {
        let third = plain(1, 3);
        let kept = |bits: u64| third.as_ref().map(|third| kept_short(third, bits));
        assert_eq!(kept(2), third);
        assert_eq!(kept(1).map(|figure| figure.is_exact()), Some(false));
        let cube = third.as_ref().map(|third| power(third, 200));
        assert_eq!(cube.map(|power| power.is_exact()), Some(true));
        let root = Figure::exact(Exact::whole(2)).root(2);
        assert_eq!(root.as_ref().map(|root| power(root, 3)), root.map(|root| root.power(3)));
    }

    /// 0.9999^1001 by mpmath 1.4.
    #[test]
    fn a_power_beyond_that_is_enclosed_within_the_grid() {
        let found = plain(9_999, 10_000).map(|base| power(&base, 1_001));
        let known = Exact::decimal(90_474_241_026_919_040_041_362_581_814_583_730_858_i128, 38);
        let close = |found: Figure| {
            let off = |bound: &Exact| (bound - &known).magnitude() <= Exact::decimal(1, 37);
            !found.is_exact() && off(found.low()) && off(found.high())
        };
        assert_eq!(found.map(close), Some(true));
    }

    /// Twenty denominators of 60 bits are exact, since there are few; 70 of 130 bits are enclosed, since there are many.
    #[test]
    fn how_long_a_sum_may_be_hangs_on_how_many_it_adds() {
        let of = |count: u32, bits: u32| -> Vec<(Exact, Figure)> {
            let bottom = |n: u32| (BigInt::from(1) << bits) + 2 * n + 1;
            (0..count).filter_map(|n| Some((Exact::one(), Figure::exact(Exact::quotient(1, bottom(n))?)))).collect()
        };
        let few = of(20, 60);
        assert_eq!(sum(&few), Figure::exact(plainly(&few)));
        let many = of(70, 130);
        let (found, plain) = (sum(&many), plainly(&many));
        assert!(!found.is_exact() && *found.low() <= plain && plain <= *found.high());
    }

    /// What has a denominator that the sum has already is added to its numerator: 1/p + 5/p + 1 + 1/3.
    #[test]
    fn a_long_sum_adds_up() {
        let p: BigInt = (BigInt::from(1) << 140_u32) + 1;
        let long = |top: i32| Exact::quotient(top, p.clone()).map(Figure::exact);
        let parts: Vec<(Exact, Figure)> = [long(1), long(5), plain(1, 1), plain(1, 3)]
            .into_iter()
            .flatten()
            .map(|figure| (Exact::one(), figure))
            .collect();
        assert_eq!(parts.len(), 4);
        assert_eq!(sum(&parts), Figure::exact(plainly(&parts)));
        let root = Figure::exact(Exact::whole(2)).root(2);
        let first = root.map(|root| sum(&[(Exact::one(), root), (Exact::one(), Figure::one())]));
        assert_eq!(first.map(|first| first.is_exact()), Some(false));
    }

    /// By hand: 2/514 is 1/257, of nine bits; 4/20 is 1/5, of three; 1/257 has more than eight.
    #[test]
    fn a_sum_is_reduced_before_it_is_enclosed() {
        let exact = |top: i32, bottom: i32, bits: u64| {
            let kept = Sum::Long(BigInt::from(top), BigInt::from(bottom)).kept(bits);
            kept.figure().is_exact()
        };
        assert_eq!([exact(2, 514, 9), exact(4, 20, 4), exact(2, 514, 8)], [true, true, false]);
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
