//! Exact figures as the binary doubles that spreadsheets calculate with: the only place of the output where there
//! are any.
//!
//! The double is the nearest to the figure, half to even (IEEE 754), put together from integers. It has 15 decimal
//! digits for certain; what has more of its own is told on the sheet of notes.

use num_bigint::BigUint;
use num_traits::{ToPrimitive, Zero};

use crate::domain::exact::Exact;

/// Bits of a double's digits, the first of which is not stored.
const BITS: u64 = 53;
/// The exponent of 1, as stored, and the places behind the mark.
const BIAS: i64 = 1023 + 52;

/// The double nearest to a figure; `None` beyond what normal doubles hold.
pub(super) fn double(value: &Exact) -> Option<f64> {
    let (top, bottom) = (value.numerator().into_parts().1, value.denominator().into_parts().1);
    if top.is_zero() {
        return Some(0.0);
    }
    // A quotient with one or two bits more than are kept.
    let bits = |number: &BigUint| i64::try_from(number.bits()).ok();
    let shift = bits(&bottom)?.checked_sub(bits(&top)?)?.checked_add(i64::try_from(BITS).ok()?)?.checked_add(1)?;
    let by = shift.unsigned_abs();
    let (top, bottom) = if shift >= 0 { (top << by, bottom) } else { (top, bottom << by) };
    let (quotient, rest) = (&top / &bottom, &top % &bottom);
    let extra = quotient.bits().checked_sub(BITS)?;
    let half = BigUint::from(1u8) << extra.checked_sub(1)?;
    let kept = &quotient >> extra;
    let lost = &quotient - (&kept << extra);
    let odd = kept.bit(0);
    let up = lost > half || (lost == half && (odd || !rest.is_zero()));
    let rounded = if up { kept + 1u8 } else { kept };
    let carried = rounded.bits() > BITS;
    let digits = (if carried { rounded >> 1u8 } else { rounded }).to_u64()?;
    let exponent = i64::try_from(extra).ok()?.checked_sub(shift)?.checked_add(i64::from(carried))?;
    let stored = u64::try_from(exponent.checked_add(BIAS)?).ok().filter(|stored| (1..2047).contains(stored))?;
    let sign = u64::from(value.is_negative()) << 63;
    Some(f64::from_bits(sign | (stored << 52) | (digits & ((1 << 52) - 1))))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::float_cmp,
        reason = "a test may fail loudly, and doubles are compared by bit"
    )]
    use super::*;

    /// Doubles from Python: `float(Fraction(a, b))`, which is correctly rounded.
    #[test]
    fn the_double_is_the_nearest_to_the_fraction() {
        for (top, bottom, wanted) in [
            (1i64, 3i64, 0.333_333_333_333_333_3),
            (2, 3, 0.666_666_666_666_666_6),
            (-1, 10, -0.1),
            (72_901, 396, 184.093_434_343_434_34),
            (172_260, 72_901, 2.362_930_549_649_524_5),
            (1, 1, 1.0),
            (1 << 53, 1, 9_007_199_254_740_992.0),
            // Half way between two doubles: to the even one.
            ((1 << 53) + 1, 1, 9_007_199_254_740_992.0),
            ((1 << 53) + 3, 1, 9_007_199_254_740_996.0),
            (i64::MAX, 1, 9_223_372_036_854_775_807.0),
            (1, 1_000_000_000_000, 1e-12),
            (0, 5, 0.0),
        ] {
            assert_eq!(double(&Exact::quotient(top, bottom).unwrap()), Some(wanted), "{top}/{bottom}");
        }
    }

    #[test]
    fn decimals_are_the_doubles_that_their_text_is() {
        for (digits, scale) in [(123_456_789_012_345u64, 7), (1, 18), (99_999_999_999_999_999, 2), (15, 1), (7, 0)] {
            let exact = Exact::decimal(digits, scale);
            let wanted: f64 = format!("{digits}e-{scale}").parse().unwrap();
            assert_eq!(double(&exact), Some(wanted));
        }
    }

    #[test]
    fn what_no_double_holds_is_none() {
        let huge = Exact::whole(10).power(400);
        assert_eq!(double(&huge), None);
        assert_eq!(double(&huge.reciprocal().unwrap()), None);
    }
}
