//! CAC = spend in scope ÷ new customers, one period, one currency. Source: the specification articles (W1, W2).

use crate::domain::value::{Reason, Value};

/// Spend ÷ new customers, in money. Zero customers, zero of both and negative spend have no CAC.
#[must_use]
pub fn cac(spend: &Value, new_customers: &Value) -> Value {
    spend.and_then(|spend| {
        new_customers.and_then(|customers| {
            if spend.is_negative() {
                Value::Undefined(Reason::NegativeSpend)
            } else if !customers.is_zero() {
                spend.divided_by(customers).map_or(Value::Undefined(Reason::NoNewCustomers), Value::Known)
            } else if spend.is_zero() {
                Value::Undefined(Reason::NoData)
            } else {
                Value::Undefined(Reason::NoNewCustomers)
            }
        })
    })
}

/// A row's part of a whole: spend of all spend, customers of all customers; `none` when the whole is zero.
#[must_use]
pub fn share(part: &Value, whole: &Value, none: Reason) -> Value {
    part.and_then(|part| {
        whole.and_then(|whole| {
            if part.is_negative() || whole.is_negative() {
                return Value::Undefined(Reason::NegativeSpend);
            }
            part.divided_by(whole).map_or(Value::Undefined(none), Value::Known)
        })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::domain::exact::Exact;

    fn of(spend: i32, customers: i32) -> Value {
        cac(&Value::exact(Exact::whole(spend)), &Value::exact(Exact::whole(customers)))
    }

    #[test]
    fn spend_over_customers_is_the_cac_of_the_articles() {
        assert_eq!(of(30_000, 500), Value::exact(Exact::whole(60)));
        assert_eq!(of(5_000, 100), Value::exact(Exact::whole(50)));
        assert_eq!(of(28_000, 420), Value::exact(Exact::quotient(200, 3).unwrap()));
    }

    #[test]
    fn no_customers_is_undefined_not_zero() {
        assert_eq!(of(500, 0), Value::Undefined(Reason::NoNewCustomers));
        assert_eq!(of(0, 0), Value::Undefined(Reason::NoData));
        assert_eq!(of(0, 8), Value::exact(Exact::zero()));
        assert_eq!(of(-1, 8), Value::Undefined(Reason::NegativeSpend));
        assert_eq!(of(-1, 0), Value::Undefined(Reason::NegativeSpend));
    }
}
