//! How an LTV:CAC is judged: loses money below 1, below the minimum below 1.5, below the target below 3, healthy
//! from 3, perhaps under-invested from 5. Limits are inclusive below, and can be configured. Source: the specification
//! articles.

use std::cmp::Ordering;

use super::results::Band;
use crate::domain::bands::Bands;
use crate::domain::figure::Figure;
use crate::domain::value::Value;

/// The bands that begin at a limit, from the lowest.
const FROM: [Band; 4] = [Band::BelowMinimum, Band::BelowTarget, Band::Healthy, Band::UnderInvested];

/// The band of a ratio; `None` when it has none or lies too near a limit to tell.
#[must_use]
pub fn band(ratio: &Value, bands: &Bands) -> Option<Band> {
    let ratio = ratio.figure()?;
    for (limit, band) in bands.limits().iter().zip(FROM).rev() {
        match ratio.compare(&Figure::exact(limit.clone()))? {
            Ordering::Greater | Ordering::Equal => return Some(band),
            Ordering::Less => {}
        }
    }
    Some(Band::LosesMoney)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::exact::Exact;

    fn of(digits: i32, scale: u32) -> Option<Band> {
        band(&Value::exact(Exact::decimal(digits, scale)), &Bands::default())
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

    #[test]
    fn limits_that_are_configured_judge_in_the_place_of_the_usual_ones() {
        let bands = Bands::new([None, None, Some(Exact::decimal(25, 1)), None]);
        let of =
            |digits: i32| bands.as_ref().ok().and_then(|bands| band(&Value::exact(Exact::decimal(digits, 1)), bands));
        assert_eq!((of(24), of(25)), (Some(Band::BelowTarget), Some(Band::Healthy)));
    }
}
