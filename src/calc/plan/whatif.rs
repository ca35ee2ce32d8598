//! What follows when inputs change: everything computed anew with them, beside today. Spend, new customers and CAC are
//! those of the total, and every row changes in proportion; an input of LTV is set for all, or for one channel.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Ground, value};
use crate::calc::results::{Remark, Results};
use crate::domain::assumptions::{Assumption, Assumptions, Basis, Billing, Inputs, Method};
use crate::domain::exact::Exact;
use crate::domain::lever::{Level, Lever, Scaled};
use crate::domain::metric::Metric;

/// An input that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The channel that it changes for; everyone when missing.
    pub channel: Option<String>,
    /// What it becomes.
    pub level: Level,
}

/// Why an input cannot be changed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It has no figure above zero today that it could change from.
    NoToday(Lever),
    /// LTV is that of orders, so ARPA follows from them.
    ByOrders,
    /// LTV is not that of orders.
    NotByOrders(Lever),
    /// LTV is on revenue, so the margin has no say.
    OnRevenue,
    /// LTV was typed, so no input of it has a say.
    LtvIsGiven(Lever),
    /// LTV follows from its inputs.
    LtvFollows,
    /// The method has no use for it.
    Unused(Lever, Method),
    /// Contracts are paid by the year, and it is of months.
    ByYear(Lever),
}

/// Everything with the changes.
///
/// # Errors
/// Why one of them cannot be made here.
pub fn what_if(
    ground: &Ground<'_>,
    assumptions: &Assumptions,
    today: &Results,
    changes: &[Change],
) -> Result<Results, Fault> {
    let changed = changed(ground, assumptions, today, changes)?;
    let results = ground.results(&changed);
    used(today, &results, changes)?;
    Ok(results)
}

/// Whether every input that was set has a say in the results.
pub(super) fn used(today: &Results, results: &Results, changes: &[Change]) -> Result<(), Fault> {
    let unused = |results: &Results| -> BTreeSet<&'static str> {
        let names = results.remarks.iter().filter_map(|remark| match remark {
            Remark::Unused(name) => Some(*name),
            Remark::Source(..)
            | Remark::UnusedAssumption(..)
            | Remark::Unattributed(_)
            | Remark::OutOfScope(..)
            | Remark::Undecided(..)
            | Remark::BlendedDiffers { .. }
            | Remark::PartialBecauseOf(..)
            | Remark::ChurnFromLifetime
            | Remark::Differ(_)
            | Remark::OneSided { .. }
            | Remark::NoInput(_)
            | Remark::ZeroChurn
            | Remark::LeastLtv(..)
            | Remark::Needs(_) => None,
        });
        names.collect()
    };
    let idle = &unused(results) - &unused(today);
    let found = changes.iter().map(|change| change.level.lever()).find(|lever| idle.contains(lever.name()));
    found.map_or(Ok(()), |lever| Err(Fault::Unused(lever, results.method)))
}

/// The assumptions with the changes.
///
/// # Errors
/// Why one of them cannot be made here.
pub fn changed(
    ground: &Ground<'_>,
    assumptions: &Assumptions,
    today: &Results,
    changes: &[Change],
) -> Result<Assumptions, Fault> {
    let mut all = assumptions.clone();
    let mut customers = Exact::one();
    // A CAC is met by the spend of the customers as they are then, so they come first; what is set for everyone comes
    // before what is set for one channel, which keeps its own.
    let mut ordered: Vec<&Change> = changes.iter().collect();
    ordered.sort_by_key(|change| (change.channel.is_some(), change.level.lever() != Lever::NewCustomers));
    for change in ordered {
        let (level, lever) = (&change.level, change.level.lever());
        fits(ground, today, level)?;
        match lever {
            Lever::Spend => scale(&mut all, lever, factor(today, level, Metric::Spend)?),
            Lever::NewCustomers => {
                customers = factor(today, level, Metric::NewCustomers)?;
                scale(&mut all, lever, customers.clone());
            }
            Lever::Cac => {
                let by = factor(today, level, Metric::Cac)?;
                // Where CAC stands alone, there are no customers whose number counts.
                let counted = value(&today.total, Metric::NewCustomers).figure().is_some();
                scale(&mut all, lever, if counted { &by * &customers } else { by });
            }
            Lever::Ltv => scale(&mut all, lever, factor(today, level, Metric::Ltv)?),
            Lever::Horizon => all.horizon = level.months(),
            Lever::Arpa
            | Lever::Margin
            | Lever::Churn
            | Lever::Lifetime
            | Lever::Discount
            | Lever::Aov
            | Lever::OrdersPerYear
            | Lever::CostPerOrder
            | Lever::Growth => {
                if let Some(inputs) = level.inputs() {
                    set(&mut all, &inputs, change.channel.as_deref());
                }
            }
        }
    }
    Ok(all)
}

fn scale(assumptions: &mut Assumptions, lever: Lever, by: Exact) {
    assumptions.scaled.push(Scaled { lever, by });
}

/// What today's total is to be multiplied by.
fn factor(today: &Results, level: &Level, metric: Metric) -> Result<Exact, Fault> {
    let figure = value(&today.total, metric);
    let now = figure.figure().filter(|figure| figure.is_positive() && figure.is_exact());
    let by = now.and_then(|now| level.number().divided_by(now.low()));
    by.ok_or(Fault::NoToday(level.lever()))
}

fn fits(ground: &Ground<'_>, today: &Results, level: &Level) -> Result<(), Fault> {
    let lever = level.lever();
    let orders = today.method == Method::Orders;
    let by_year = today.billing == Billing::Year;
    if ground.ltv_is_given() && (lever.is_of_ltv() || lever == Lever::Horizon) {
        return Err(Fault::LtvIsGiven(lever));
    }
    match lever {
        Lever::Ltv if !ground.ltv_is_given() => Err(Fault::LtvFollows),
        Lever::Arpa if orders => Err(Fault::ByOrders),
        Lever::Aov | Lever::OrdersPerYear | Lever::CostPerOrder if !orders => Err(Fault::NotByOrders(lever)),
        Lever::Margin if today.basis == Basis::Revenue => Err(Fault::OnRevenue),
        Lever::Growth | Lever::Lifetime if by_year => Err(Fault::ByYear(lever)),
        Lever::Horizon if by_year && level.months().is_some_and(|months| months % 12 != 0) => Err(Fault::ByYear(lever)),
        Lever::Arpa
        | Lever::Margin
        | Lever::Churn
        | Lever::Lifetime
        | Lever::Discount
        | Lever::Horizon
        | Lever::Aov
        | Lever::OrdersPerYear
        | Lever::CostPerOrder
        | Lever::Growth
        | Lever::Spend
        | Lever::NewCustomers
        | Lever::Cac
        | Lever::Ltv => Ok(()),
    }
}

/// Sets an input for a channel or for everyone, and takes it from whoever had one of their own.
fn set(assumptions: &mut Assumptions, inputs: &Inputs, channel: Option<&str>) {
    let rows = Arc::make_mut(&mut assumptions.rows);
    for row in &mut *rows {
        if channel.is_none() || row.channel.as_deref() == channel {
            strip(&mut row.inputs, inputs);
        }
    }
    let Some(channel) = channel else {
        strip(&mut assumptions.common, inputs);
        assumptions.common = assumptions.common.clone().with(inputs.clone());
        return;
    };
    let own = |row: &&mut Assumption| row.channel.as_deref() == Some(channel) && row.segment.is_none();
    match rows.iter_mut().find(own) {
        Some(row) => row.inputs = row.inputs.clone().with(inputs.clone()),
        None => rows.push(Assumption {
            channel: Some(channel.to_owned()),
            segment: None,
            inputs: inputs.clone(),
            configured: false,
        }),
    }
}

/// Takes away what others set. A churn and a lifetime stand for each other.
fn strip(inputs: &mut Inputs, others: &Inputs) {
    fn unless<T>(own: &mut Option<T>, set: bool) {
        own.take_if(|_| set);
    }
    let life = others.churn.is_some() || others.lifetime.is_some();
    unless(&mut inputs.arpa, others.arpa.is_some());
    unless(&mut inputs.margin, others.margin.is_some());
    unless(&mut inputs.churn, life);
    unless(&mut inputs.lifetime, life);
    unless(&mut inputs.discount, others.discount.is_some());
    unless(&mut inputs.aov, others.aov.is_some());
    unless(&mut inputs.monthly_orders, others.monthly_orders.is_some());
    unless(&mut inputs.cost_per_order, others.cost_per_order.is_some());
    unless(&mut inputs.growth, others.growth.is_some());
}
