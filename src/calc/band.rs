//! How an LTV:CAC is judged: loses money below 1, below the minimum below 1.5, below the target below 3, healthy
//! from 3, perhaps under-invested from 5. Limits are inclusive below. Source: the specification articles.

use std::cmp::Ordering;

use super::results::Band;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::value::Value;

/// The limits, in tenths, and the band that begins at each.
const LIMITS: [(u8, Band); 4] =
    [(50, Band::UnderInvested), (30, Band::Healthy), (15, Band::BelowTarget), (10, Band::BelowMinimum)];

/// The band of a ratio; `None` when it has none or lies too near a limit to tell.
#[must_use]
pub fn band(ratio: &Value) -> Option<Band> {
    let ratio = ratio.figure()?;
    for (tenths, band) in LIMITS {
        match ratio.compare(&Figure::exact(Exact::decimal(tenths, 1)))? {
            Ordering::Greater | Ordering::Equal => return Some(band),
            Ordering::Less => {}
        }
    }
    Some(Band::LosesMoney)
}

/// The limits as exact numbers, from the lowest.
#[must_use]
pub fn limits() -> Vec<Exact> {
    LIMITS.iter().rev().map(|(tenths, _)| Exact::decimal(*tenths, 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(digits: i32, scale: u32) -> Option<Band> {
        band(&Value::exact(Exact::decimal(digits, scale)))
    }

    #[test]
    fn a_limit_belongs_to_the_band_above_it() {
        assert_eq!(of(-2, 0), Some(Band::LosesMoney));
        assert_eq!(of(999, 3), Some(Band::LosesMoney));
        assert_eq!(of(1, 0), Some(Band::BelowMinimum));
        assert_eq!(of(15, 1), Some(Band::BelowTarget));
        assert_eq!(of(2_999, 3), Some(Band::BelowTarget));
        assert_eq!(of(3, 0), Some(Band::Healthy));
        assert_eq!(of(5, 0), Some(Band::UnderInvested));
    }
}
