//! The limits of a share of counts, such as a conversion: those of Wilson, at a level. Source: `wilson`.

use super::{Limits, normal, wilson};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::sample::whole_number;
use crate::domain::value::Value;

/// The z of a level that both ends of an interval hold together. `None` unless the level lies between 0 and 1.
#[must_use]
pub fn quantile(level: &Exact) -> Option<Figure> {
    normal::quantile(&(&(&Exact::one() - level) * &Exact::decimal(5, 1)))
}

/// The limits of part ÷ whole. `None` where one of them is unknown or no whole number, or the part is above the whole.
#[must_use]
pub fn limits(part: &Value, whole: &Value, z: &Figure) -> Option<Limits> {
    let count =
        |value: &Value| value.figure().filter(|figure| figure.is_exact()).and_then(|one| whole_number(one.low()));
    wilson::limits(count(part)?, count(whole)?, z)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// 5 of 100: 2.15 % to 11.18 %.
    #[test]
    fn a_share_has_the_limits_of_wilson() {
        let z = quantile(&Exact::decimal(95, 2)).unwrap();
        let of =
            |part: i32, whole: i32| limits(&Value::exact(Exact::whole(part)), &Value::exact(Exact::whole(whole)), &z);
        let found = of(5, 100).unwrap();
        for (end, wanted) in [(found.low, 2_154), (found.high, 11_175)] {
            let off = &end.middle() - &Exact::decimal(wanted, 5);
            assert!(off.magnitude() < Exact::decimal(1, 5), "{end:?}");
        }
        assert_eq!(of(6, 5), None);
        assert_eq!(of(0, 0), None);
    }
}
