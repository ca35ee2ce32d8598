//! Margin of orders: AOV·g·orders a year·years, or with what each order costs (AOV·g − cost)·orders a year·years;
//! a month of it is m, the years are 1/c or a lifetime, cut off by a horizon, discounted where a discount is given.
//! Source: Mailchimp; unit-econ-agent for the cost per order.

use super::{Terms, capped, discounted, lifetime, simple};
use crate::domain::figure::Figure;
use crate::domain::value::Value;

/// The value in money, of the monthly margin of the orders.
#[must_use]
pub fn value(terms: &Terms, churn: &Figure) -> Value {
    let monthly = &terms.monthly;
    match (&terms.discount, terms.horizon, &terms.lifetime) {
        (Some(discount), horizon, _) => discounted::value(monthly, churn, discount, horizon, terms.timing),
        (None, Some(horizon), _) => capped::value(monthly, churn, horizon),
        (None, None, Some(months)) => lifetime::value(monthly, months),
        (None, None, None) => simple::value(monthly, churn),
    }
}
