//! What a customer is worth: monthly margin m = ARPA × gross margin (or ARPA on the revenue basis), and LTV.

use super::inputs::Facts;
use super::ltv::{self, Terms};
use super::payback;
use super::results::Model;
use crate::domain::assumptions::{Assumptions, Basis, Billing, Method, Timing};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// How LTV is computed throughout a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Manner {
    pub(super) method: Method,
    pub(super) basis: Basis,
    pub(super) timing: Timing,
    pub(super) billing: Billing,
    pub(super) horizon: Option<u32>,
    /// Whether payback with churn, which takes by far the longest, is wanted.
    pub(super) retention: bool,
}

/// The metrics of a customer of one unit, or of a mix of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Worth {
    pub(super) arpa: Value,
    pub(super) margin: Value,
    pub(super) churn: Value,
    pub(super) lifetime: Value,
    pub(super) monthly: Value,
    pub(super) ltv: Value,
    pub(super) discount: Option<Figure>,
    pub(super) order_cost: Option<Figure>,
    /// m′ = growth of ARPA (times margin on the margin basis).
    pub(super) growth: Option<Figure>,
    pub(super) churn_from_lifetime: bool,
    /// ln r, which every payback with churn needs, where that is wanted.
    pub(super) log_kept: Option<Figure>,
}

impl Worth {
    pub(super) fn of(facts: &Facts, manner: Manner) -> Self {
        let known = |figure: &Option<Figure>, metric: Metric, reason: Reason| {
            let out = facts.impossible || facts.out_of_range.contains(&metric);
            let reason = if out { Reason::OutOfRange } else { reason };
            figure.clone().map_or(Value::Undefined(reason), Value::Known)
        };
        let arpa = known(&facts.arpa, Metric::Arpa, Reason::NoArpa);
        let margin = known(&facts.margin, Metric::Margin, Reason::NoMargin);
        let churn = known(&facts.churn, Metric::Churn, Reason::NoChurn);
        let lifetime = facts
            .lifetime
            .clone()
            .map_or_else(|| Value::Known(Figure::one()).divided_by(&churn, Reason::NoChurn), Value::Known);
        let monthly = match manner.basis {
            Basis::Margin => {
                let cost = facts.order_cost.clone();
                arpa.times(&margin).and_then(|m| Value::Known(cost.map_or_else(|| m.clone(), |cost| m.minus(&cost))))
            }
            Basis::Revenue => arpa.clone(),
        };
        let growth = facts.growth.as_ref().and_then(|growth| match manner.basis {
            Basis::Margin => margin.figure().map(|margin| growth.times(margin)),
            Basis::Revenue => Some(growth.clone()),
        });
        let ltv = monthly.and_then(|monthly| {
            if churn.reason() == Some(Reason::OutOfRange) {
                return churn.clone();
            }
            let terms = match manner.billing {
                Billing::Month => Terms {
                    monthly: monthly.clone(),
                    churn: facts.churn.clone(),
                    lifetime: facts.lifetime.clone(),
                    discount: facts.discount.clone(),
                    growth: growth.clone(),
                    horizon: manner.horizon,
                    timing: manner.timing,
                },
                Billing::Year => by_year(monthly, facts, manner),
            };
            ltv::value(manner.method, &terms)
        });
        Self {
            arpa,
            margin,
            churn,
            lifetime,
            monthly,
            ltv,
            discount: facts.discount.clone(),
            order_cost: facts.order_cost.clone(),
            growth,
            churn_from_lifetime: facts.churn_from_lifetime,
            log_kept: facts.churn.as_ref().filter(|_| manner.retention).and_then(payback::log_kept),
        }
    }

    /// The inputs for an explanation, unless m is not known.
    pub(super) fn model(&self, manner: Manner) -> Option<Model> {
        self.monthly.figure()?;
        Some(Model {
            method: manner.method,
            basis: manner.basis,
            timing: manner.timing,
            billing: manner.billing,
            horizon: manner.horizon,
            discount: self.discount.clone().map(Value::Known),
            order_cost: self.order_cost.clone().map(Value::Known),
            growth: self.growth.clone().map(Value::Known),
            monthly: self.monthly.clone(),
            churn: self.churn.clone(),
            churn_from_lifetime: self.churn_from_lifetime,
        })
    }
}

/// The terms of contracts paid by the year, at its start: yearly margin over yearly churn. What a lifetime in months
/// says of years is its churn.
fn by_year(monthly: &Figure, facts: &Facts, manner: Manner) -> Terms {
    let year = Figure::exact(Exact::whole(12));
    let computed = || facts.churn.as_ref().map(|churn| Figure::one().minus(&Figure::one().minus(churn).power(12)));
    Terms {
        monthly: monthly.times(&year),
        churn: facts.yearly_churn.clone().or_else(computed),
        lifetime: None,
        discount: facts.yearly_discount.clone(),
        growth: None,
        horizon: manner.horizon.map(|months| months / 12),
        timing: manner.timing,
    }
}

/// The method: the one asked for; else by orders, lifetime without churn, growth, discount, horizon, or simple.
pub(super) fn method<'a>(
    assumptions: &Assumptions,
    used: impl Iterator<Item = &'a crate::domain::assumptions::Inputs> + Clone,
) -> Method {
    if let Some(method) = assumptions.method {
        return method;
    }
    if used.clone().any(|inputs| inputs.aov.is_some()) {
        return Method::Orders;
    }
    let lifetime = used.clone().any(|inputs| inputs.lifetime.is_some());
    let churn = used.clone().any(|inputs| inputs.churn.is_some());
    if lifetime && !churn {
        Method::Lifetime
    } else if used.clone().any(|inputs| inputs.growth.is_some()) {
        Method::Expansion
    } else if used.clone().any(|inputs| inputs.discount.is_some()) {
        Method::Discounted
    } else if assumptions.horizon.is_some() {
        Method::Capped
    } else {
        Method::Simple
    }
}

/// The basis: the one asked for; else revenue where a revenue is known and no margin at all.
pub(super) fn basis(asked: Option<Basis>, facts: impl Iterator<Item = Facts>) -> Basis {
    if let Some(asked) = asked {
        return asked;
    }
    let mut arpa = false;
    for facts in facts {
        // A margin that cannot be is a fault to tell, no reason to go by revenue.
        if facts.margin.is_some() || facts.out_of_range.contains(&Metric::Margin) {
            return Basis::Margin;
        }
        arpa |= facts.arpa.is_some();
    }
    if arpa { Basis::Revenue } else { Basis::Margin }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::domain::assumptions::Inputs;
    use crate::domain::quantity;

    #[test]
    fn the_method_follows_from_what_is_given() {
        let of = |lifetime: bool, churn: bool, horizon: Option<u32>| {
            let churn = churn.then(|| quantity::churn("5%").unwrap());
            let lifetime = lifetime.then(|| quantity::lifetime("20 months").unwrap());
            let inputs = Inputs { churn, lifetime, ..Inputs::default() };
            method(&Assumptions { horizon, ..Assumptions::default() }, std::iter::once(&inputs))
        };
        assert_eq!([of(false, false, None), of(true, true, None), of(false, true, None)], [Method::Simple; 3]);
        assert_eq!([of(true, false, None), of(false, true, Some(24))], [Method::Lifetime, Method::Capped]);
    }

    /// 24 months are two years, 10 a month 120 a year.
    #[test]
    fn contracts_by_the_year_count_in_years() {
        let (method, basis, timing, billing) = (Method::Capped, Basis::Margin, Timing::Start, Billing::Year);
        let manner = Manner { method, basis, timing, billing, horizon: Some(24), retention: false };
        let terms = by_year(&Figure::exact(Exact::whole(10)), &Facts::default(), manner);
        assert_eq!((terms.horizon, terms.monthly), (Some(2), Figure::exact(Exact::whole(120))));
    }
}
