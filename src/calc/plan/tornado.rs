//! Which input matters most: LTV:CAC of the total with each input a part lower and a part higher, the others as they
//! are, the widest swing first. Source: one-at-a-time sensitivity analysis, drawn as a tornado.

use std::cmp::Ordering;

use super::breakeven::scaled;
use super::{Ground, value};
use crate::calc::results::{Remark, Results};
use crate::domain::assumptions::{Assumptions, Basis, Inputs, Method};
use crate::domain::exact::Exact;
use crate::domain::lever::Lever;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::{Reason, Value};

/// What one input does to the ratio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The input.
    pub lever: Lever,
    /// What it is today, where it is one figure, and its unit.
    pub today: (Value, Unit),
    /// The ratio with the input that part lower.
    pub lower: Value,
    /// The ratio with the input that part higher.
    pub higher: Value,
    /// How far apart the two are; where one has no value, how far the other is from today.
    pub swing: Value,
}

/// The bars of every input that is known, the widest first.
#[must_use]
pub fn tornado(ground: &Ground<'_>, assumptions: &Assumptions, today: &Results, size: &Exact) -> Vec<Bar> {
    let one = Exact::one();
    let now = value(&today.total, Metric::LtvCac);
    let at = |lever: Lever, by: Exact| value(&ground.total(&scaled(assumptions, lever, by)), Metric::LtvCac);
    let mut bars: Vec<Bar> = known(ground, assumptions, today)
        .into_iter()
        .map(|(lever, figure, unit)| {
            let (lower, higher) = (at(lever, &one - size), at(lever, &one + size));
            let swing = match (&lower, &higher) {
                (Value::Known(_), Value::Known(_)) => distance(&lower, &higher),
                (Value::Undefined(_), _) => distance(&now, &higher),
                (_, Value::Undefined(_)) => distance(&now, &lower),
            };
            Bar { lever, today: (figure, unit), lower, higher, swing }
        })
        .collect();
    bars.sort_by(|one, other| wider(&other.swing, &one.swing).then(one.lever.cmp(&other.lever)));
    bars
}

fn distance(one: &Value, other: &Value) -> Value {
    one.and_then(|one| {
        other.and_then(|other| {
            let apart = one.minus(other);
            Value::Known(if apart.is_negative() { apart.negated() } else { apart })
        })
    })
}

fn wider(one: &Value, other: &Value) -> Ordering {
    let middle = |value: &Value| value.figure().map(crate::domain::figure::Figure::middle);
    middle(one).cmp(&middle(other))
}

/// The inputs that have a say in the total's ratio, with what they are today.
fn known(ground: &Ground<'_>, assumptions: &Assumptions, today: &Results) -> Vec<(Lever, Value, Unit)> {
    let of = |metric| value(&today.total, metric);
    let mut found = Vec::new();
    let mut add = |lever: Lever, figure: Value, unit: Unit| {
        if figure.reason().is_none_or(|reason| reason == Reason::Partial) {
            found.push((lever, figure, unit));
        }
    };
    if ground.ltv_is_given() {
        add(Lever::Ltv, of(Metric::Ltv), Unit::Money);
    } else {
        of_ltv(assumptions, today, &mut add);
    }
    let (spend, customers) = (of(Metric::Spend), of(Metric::NewCustomers));
    if spend.figure().is_some() && customers.figure().is_some() {
        add(Lever::Spend, spend, Unit::Money);
        add(Lever::NewCustomers, customers, Unit::Count);
    } else {
        add(Lever::Cac, of(Metric::Cac), Unit::Money);
    }
    found
}

fn of_ltv(assumptions: &Assumptions, today: &Results, add: &mut impl FnMut(Lever, Value, Unit)) {
    let of = |metric| value(&today.total, metric);
    let rows = &assumptions.rows;
    let any = |given: fn(&Inputs) -> bool| given(&assumptions.common) || rows.iter().any(|row| given(&row.inputs));
    // One figure for all, where nobody has one of their own.
    let shared = |get: fn(&Inputs) -> Option<Exact>| {
        let own = rows.iter().any(|row| get(&row.inputs).is_some());
        let common = get(&assumptions.common).filter(|_| !own);
        common.map_or(Value::Undefined(Reason::Partial), Value::exact)
    };
    if today.method == Method::Orders {
        add(Lever::Aov, shared(|inputs| inputs.aov.clone()), Unit::Money);
        let yearly = |inputs: &Inputs| Some(inputs.monthly_orders.as_ref()? * &Exact::whole(12));
        add(Lever::OrdersPerYear, shared(yearly), Unit::Count);
        if any(|inputs| inputs.cost_per_order.is_some()) {
            add(Lever::CostPerOrder, shared(|inputs| inputs.cost_per_order.clone()), Unit::Money);
        }
    } else {
        add(Lever::Arpa, of(Metric::Arpa), Unit::Money);
    }
    if today.basis == Basis::Margin {
        add(Lever::Margin, of(Metric::Margin), Unit::Percent);
    }
    if today.remarks.contains(&Remark::ChurnFromLifetime) {
        add(Lever::Lifetime, of(Metric::LifetimeMonths), Unit::Months);
    } else {
        add(Lever::Churn, of(Metric::Churn), Unit::Percent);
    }
    let used = |name: &'static str| !today.remarks.contains(&Remark::Unused(name));
    if used("discount") && any(|inputs| inputs.discount.is_some()) {
        let own = rows.iter().any(|row| row.inputs.discount.is_some());
        let common = assumptions.common.discount.as_ref().filter(|_| !own);
        let yearly = common.map_or(Value::Undefined(Reason::Partial), |discount| Value::Known(discount.yearly()));
        add(Lever::Discount, yearly, Unit::Percent);
    }
    if used("growth") && any(|inputs| inputs.growth.is_some()) {
        let own = rows.iter().any(|row| row.inputs.growth.is_some());
        let common = assumptions.common.growth.as_ref().filter(|_| !own);
        let growth = common.map_or(Value::Undefined(Reason::Partial), |growth| Value::Known(growth.figure().clone()));
        add(Lever::Growth, growth, Unit::Money);
    }
}
