//! Months until the margin has paid for the customer: CAC ÷ m. Source: churnzap (W11), guidewhale (W10).
//! With churn, continuous: ln(1 − CAC·c ÷ m) ÷ ln r.

use std::cmp::Ordering;

use super::log::ln;
use crate::domain::figure::Figure;
use crate::domain::value::{Reason, Value};

/// CAC ÷ m, in months; `negative_margin` unless the margin is above zero.
#[must_use]
pub fn simple(cac: &Value, monthly: &Value) -> Value {
    cac.and_then(|cost| {
        monthly.and_then(|monthly| {
            if monthly.is_positive() {
                cost.divided_by(monthly).map_or(Value::Undefined(Reason::NegativeMargin), Value::Known)
            } else {
                Value::Undefined(Reason::NegativeMargin)
            }
        })
    })
}

/// ln(1 − CAC·c ÷ m) ÷ ln r, in months: an enclosure. CAC ÷ m without churn.
#[must_use]
pub fn continuous(cac: &Value, monthly: &Value, churn: &Value) -> Value {
    let kept = churn.figure().and_then(log_kept);
    with_log(&simple(cac, monthly), churn, kept.as_ref())
}

/// ln r of a churn.
pub(super) fn log_kept(churn: &Figure) -> Option<Figure> {
    ln(&Figure::one().minus(churn))
}

/// The same from CAC ÷ m, with ln r at hand.
pub(super) fn with_log(plain: &Value, churn: &Value, kept: Option<&Figure>) -> Value {
    plain.and_then(|months| {
        churn.and_then(|churn| {
            if churn.is_zero() || months.is_zero() {
                return Value::Known(months.clone());
            }
            let lost = months.times(churn);
            match lost.compare(&Figure::one()) {
                Some(Ordering::Less) => {}
                Some(Ordering::Equal | Ordering::Greater) => {
                    return Value::Undefined(Reason::NeverPaysBack);
                }
                None => return Value::Undefined(Reason::OutOfRange),
            }
            let left = ln(&Figure::one().minus(&lost));
            left.zip(kept)
                .and_then(|(left, kept)| left.divided_by(kept))
                .map_or(Value::Undefined(Reason::OutOfRange), Value::Known)
        })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::domain::exact::Exact;

    fn exact(digits: i32, scale: u32) -> Value {
        Value::exact(Exact::decimal(digits, scale))
    }

    #[test]
    fn churnzap_pays_back_in_25_months() {
        assert_eq!(simple(&exact(2_000, 0), &exact(80, 0)), exact(25, 0));
    }

    #[test]
    fn a_margin_of_zero_or_less_never_pays() {
        let none = Value::Undefined(Reason::NegativeMargin);
        assert_eq!(simple(&exact(10, 0), &exact(0, 0)), none);
        assert_eq!(simple(&exact(10, 0), &exact(-5, 0)), none);
    }

    /// CAC 2000, m 80, c 2 %: ln 0.5 ÷ ln 0.98 = 34.309618…
    #[test]
    fn with_churn_the_months_are_a_logarithm() {
        let months = continuous(&exact(2_000, 0), &exact(80, 0), &exact(2, 2));
        let figure = months.figure().unwrap();
        assert!(!figure.is_exact());
        assert!(*figure.low() > Exact::decimal(34_309, 3));
        assert!(*figure.high() < Exact::decimal(34_310, 3));
        let never = continuous(&exact(2_000, 0), &exact(80, 0), &exact(5, 2));
        assert_eq!(never, Value::Undefined(Reason::NeverPaysBack));
    }

    /// Nothing is paid back at once, and without churn it is the quotient: 2,000 ÷ 80.
    #[test]
    fn without_churn_or_cost_it_is_the_simple_payback() {
        assert_eq!(continuous(&exact(2_000, 0), &exact(80, 0), &exact(0, 0)), exact(25, 0));
        assert_eq!(continuous(&exact(0, 0), &exact(80, 0), &exact(2, 2)), exact(0, 0));
    }

    /// 1 to 3 months at half of them leaving: less than all of the payments, or more.
    #[test]
    fn what_may_or_may_not_be_paid_back_is_out_of_range() {
        let months = Value::Known(Figure::between(Exact::one(), Exact::whole(3)));
        assert_eq!(continuous(&months, &exact(1, 0), &exact(5, 1)), Value::Undefined(Reason::OutOfRange));
    }
}
