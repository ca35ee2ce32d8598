//! LTV by method. Each method is a file with its formula and source.

pub mod capped;
pub mod discounted;
pub mod expansion;
pub mod lifetime;
pub mod orders;
pub mod simple;

use crate::domain::assumptions::{Method, Timing};
use crate::domain::figure::Figure;
use crate::domain::value::{Reason, Value};

/// What an LTV is made of; rates and money are per month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// m: margin (or revenue) per customer.
    pub monthly: Figure,
    /// c: churn, unless it is not known.
    pub churn: Option<Figure>,
    /// L: lifetime in months, when it was given.
    pub lifetime: Option<Figure>,
    /// d: discount.
    pub discount: Option<Figure>,
    /// m′: how much m grows a month.
    pub growth: Option<Figure>,
    /// H: months counted.
    pub horizon: Option<u32>,
    /// When a month is paid.
    pub timing: Timing,
}

/// LTV by a method. Any method takes a horizon.
#[must_use]
pub fn value(method: Method, terms: &Terms) -> Value {
    let Some(churn) = &terms.churn else {
        return Value::Undefined(Reason::NoChurn);
    };
    let monthly = &terms.monthly;
    match (method, terms.horizon) {
        (Method::Discounted, horizon) => {
            let none = Figure::zero();
            let discount = terms.discount.as_ref().unwrap_or(&none);
            discounted::value(monthly, churn, discount, horizon, terms.timing)
        }
        (Method::Orders, _) => orders::value(terms, churn),
        (Method::Expansion, horizon) => {
            let none = Figure::zero();
            let (growth, discount) = (terms.growth.as_ref(), terms.discount.as_ref());
            let (growth, discount) = (growth.unwrap_or(&none), discount.unwrap_or(&none));
            expansion::value((monthly, growth), churn, discount, horizon, terms.timing)
        }
        (Method::Simple | Method::Lifetime | Method::Capped, Some(horizon)) => capped::value(monthly, churn, horizon),
        (Method::Capped, None) => Value::Undefined(Reason::NoData),
        (Method::Simple, None) => simple::value(monthly, churn),
        (Method::Lifetime, None) => match &terms.lifetime {
            Some(months) => lifetime::value(monthly, months),
            None => simple::value(monthly, churn),
        },
    }
}

#[cfg(test)]
mod tests;
