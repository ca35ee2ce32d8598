//! LTV:CAC = LTV ÷ CAC, both on one basis; the highest CAC for a target T = LTV ÷ T. Source: Skok; guidewhale (W10).

use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::value::{Reason, Value};

/// LTV ÷ CAC; `no_spend` when the customers cost nothing.
#[must_use]
pub fn ltv_cac(ltv: &Value, cac: &Value) -> Value {
    cac.and_then(|cost| {
        if cost.is_zero() {
            Value::Undefined(Reason::NoSpend)
        } else {
            ltv.divided_by(&Value::Known(cost.clone()), Reason::NoSpend)
        }
    })
}

/// LTV ÷ target, in money: what a customer may cost.
#[must_use]
pub fn max_cac(ltv: &Value, target: &Exact) -> Value {
    let target = Value::exact(target.clone());
    ltv.divided_by(&target, Reason::OutOfRange)
}

/// 1 ÷ gross margin: the return on advertising that only just pays for the goods.
#[must_use]
pub fn break_even_roas(margin: &Value) -> Value {
    margin.and_then(|margin| {
        if margin.is_positive() {
            Value::Known(Figure::one()).divided_by(&Value::Known(margin.clone()), Reason::NoMargin)
        } else {
            Value::Undefined(Reason::NegativeMargin)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_without_spend_have_no_ratio() {
        let ltv = Value::exact(Exact::whole(435));
        let free = Value::exact(Exact::zero());
        assert_eq!(ltv_cac(&ltv, &free), Value::Undefined(Reason::NoSpend));
        let cost = Value::exact(Exact::whole(145));
        assert_eq!(ltv_cac(&ltv, &cost), Value::exact(Exact::whole(3)));
    }

    #[test]
    fn break_even_roas_is_not_one() {
        let margin = Value::exact(Exact::decimal(8, 1));
        assert_eq!(break_even_roas(&margin), Value::exact(Exact::decimal(125, 2)));
    }
}
