//! Marginal CAC = Δspend ÷ Δnew customers between two periods: what the last customers cost, not the average one.
//! Source: the identity; marginal cost as in any textbook of microeconomics.

use crate::domain::figure::Figure;
use crate::domain::value::{Reason, Value};

/// Spend and new customers of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlay {
    /// Spend in scope.
    pub spend: Value,
    /// Customers won.
    pub new_customers: Value,
}

/// Δspend ÷ Δcustomers, in money; `no_common_change` unless both changed, and in the same direction.
#[must_use]
pub fn marginal_cac(before: &Outlay, after: &Outlay) -> Value {
    let change = |before: &Value, after: &Value| {
        before.and_then(|before| after.and_then(|after| Value::Known(after.minus(before))))
    };
    let spend = change(&before.spend, &after.spend);
    let customers = change(&before.new_customers, &after.new_customers);
    spend.and_then(|more| {
        customers.and_then(|won| {
            let up = more.is_positive() && won.is_positive();
            let down = more.is_negative() && won.is_negative();
            let quotient = (up || down).then(|| Figure::divided_by(more, won)).flatten();
            quotient.map_or(Value::Undefined(Reason::NoCommonChange), Value::Known)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::exact::Exact;

    fn of(spend: i32, customers: i32) -> Outlay {
        Outlay { spend: Value::exact(Exact::whole(spend)), new_customers: Value::exact(Exact::whole(customers)) }
    }

    #[test]
    fn the_last_customers_cost_more_than_the_average_one() {
        // 10 000 for 50 customers are 200 each; 2 000 more won 5 more: 400 each.
        assert_eq!(marginal_cac(&of(10_000, 50), &of(12_000, 55)), Value::exact(Exact::whole(400)));
        assert_eq!(marginal_cac(&of(12_000, 55), &of(10_000, 50)), Value::exact(Exact::whole(400)));
    }

    #[test]
    fn without_a_common_change_there_is_none() {
        let none = Value::Undefined(Reason::NoCommonChange);
        for after in [of(10_000, 55), of(12_000, 50), of(12_000, 45), of(8_000, 55), of(10_000, 50)] {
            assert_eq!(marginal_cac(&of(10_000, 50), &after), none);
        }
    }

    #[test]
    fn a_missing_figure_passes_its_reason_on() {
        let missing = Outlay { spend: Value::Undefined(Reason::NoData), ..of(0, 5) };
        assert_eq!(marginal_cac(&missing, &of(1, 6)), Value::Undefined(Reason::NoData));
    }
}
