//! Levels of figures for a line in small: eight of them, from the lowest figure of all rows to the highest.
//!
//! The figures are compared exactly, so that a higher one never stands lower. The scale is that of one metric, not
//! from zero: it shows the shape, and the figures beside it the size.

use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::value::Value;

/// The highest level.
const TOP: u8 = 7;
/// Where figures stand that are all the same.
const MIDDLE: u8 = 3;

/// The lowest and the highest figure of a metric over all rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale(Option<(Exact, Exact)>);

impl Scale {
    /// The scale of these values; those without a figure have no part in it.
    #[must_use]
    pub fn of<'a>(values: impl Iterator<Item = &'a Value>) -> Self {
        let figures = values.filter_map(Value::figure).map(Figure::middle);
        Self(figures.fold(None, |ends: Option<(Exact, Exact)>, figure| {
            let (low, high) = ends.unwrap_or_else(|| (figure.clone(), figure.clone()));
            Some((low.min(figure.clone()), high.max(figure)))
        }))
    }

    /// The level of a value: 0 for the lowest figure and those next to it, 7 for the highest, the middle where all are
    /// the same; `None` without a figure.
    #[must_use]
    pub fn level(&self, value: &Value) -> Option<u8> {
        let (figure, (low, high)) = (value.figure()?.middle(), self.0.as_ref()?);
        if low == high {
            return Some(MIDDLE);
        }
        // Level k begins half a step below k sevenths of the way: (v − low) · 14 ≥ (2k − 1) · (high − low).
        let (way, whole) = (&(&figure - low) * &Exact::whole(14), high - low);
        let reached = |level: &u8| way >= &Exact::whole(i64::from(*level).saturating_mul(2).saturating_sub(1)) * &whole;
        (1..=TOP).rev().find(reached).or(Some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::Reason;

    fn levels(figures: &[Option<i64>]) -> Vec<Option<u8>> {
        let value =
            |figure: &Option<i64>| figure.map_or(Value::Undefined(Reason::NoData), |n| Value::exact(Exact::whole(n)));
        let values: Vec<Value> = figures.iter().map(value).collect();
        let scale = Scale::of(values.iter());
        values.iter().map(|value| scale.level(value)).collect()
    }

    #[test]
    fn the_lowest_stands_lowest_the_highest_highest_and_a_gap_is_a_gap() {
        assert_eq!(levels(&[Some(0), Some(1), None, Some(6), Some(7)]), [Some(0), Some(1), None, Some(6), Some(7)]);
        // Half a step of 14 is 1: 1 is as near to level 1 as to level 0, and goes up.
        assert_eq!(levels(&[Some(0), Some(1), Some(2), Some(14)]), [Some(0), Some(1), Some(1), Some(7)]);
        assert_eq!(levels(&[Some(-5), Some(5)]), [Some(0), Some(7)]);
    }

    #[test]
    fn what_never_changes_stands_in_the_middle() {
        assert_eq!(levels(&[Some(4), None, Some(4)]), [Some(3), None, Some(3)]);
        assert_eq!(levels(&[Some(0)]), [Some(3)]);
        assert_eq!(levels(&[None, None]), [None, None]);
    }
}
