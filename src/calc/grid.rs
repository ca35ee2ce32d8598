//! Keeps exact figures from growing without end: beyond a size a figure becomes an enclosure on a decimal grid.

use crate::domain::exact::Exact;
use crate::domain::figure::Figure;

/// Decimal places of the grid.
const PLACES: u32 = 60;

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
    let bits = base.low().denominator().bits().max(base.low().numerator().bits());
    if !base.is_exact() || bits.saturating_mul(u64::from(exponent)) <= POWER_BITS {
        return base.power(exponent);
    }
    let mut result = Figure::one();
    let mut square = base.clone();
    let mut rest = exponent;
    while rest > 0 {
        if rest & 1 == 1 {
            result = kept_short(&result.times(&square), 256);
        }
        rest >>= 1;
        if rest > 0 {
            square = kept_short(&square.times(&square), 256);
        }
    }
    result
}

/// Σ weight × value: exact while it is of a sane size.
pub(super) fn weighed<'a>(parts: impl ExactSizeIterator<Item = (&'a Exact, &'a Figure)>) -> Figure {
    let bits = if parts.len() <= 64 { 4_096 } else { 512 };
    parts.fold(Figure::zero(), |sum, (weight, value)| {
        let part = value.times(&Figure::exact(weight.clone()));
        kept_short(&sum.plus(&part), bits)
    })
}
