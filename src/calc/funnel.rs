//! A funnel: conversion into a step = its count ÷ that of the step before, overall = last ÷ first, cost per step =
//! spend ÷ count, close rate = customers ÷ leads, CAC = CPL ÷ close rate = spend ÷ customers, bounce waste = Σ spend ×
//! bounce rate. Totals are ratios of sums. Source: the specification articles (W3, W6), the identity W23.

use std::collections::{BTreeMap, BTreeSet};

use super::cac::cac;
use super::compute::in_order;
use super::fold::{is_blank, labels};
use super::results::Label;
use super::returns::{advertised, net_revenue, over, per_revenue};
use super::values::Values;
use crate::domain::assumptions::Assumptions;
use crate::domain::category::Category;
use crate::domain::exact::Exact;
use crate::domain::funnel::{Bounced, Step, StepName};
use crate::domain::ledger::{Dimension, Key, Ledger, Minor, Name, Totals};
use crate::domain::metric::Metric;
use crate::domain::period::Span;
use crate::domain::value::{Reason, Value};

/// What is known at one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtStep {
    /// How many came.
    pub count: Value,
    /// That ÷ those at the step before; nothing at the first.
    pub conversion: Option<Value>,
    /// That ÷ those at the first step; nothing at the first.
    pub overall: Option<Value>,
    /// Spend ÷ count.
    pub cost: Value,
}

/// One row: a channel, a month, or the total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The key, one label for each dimension; empty for the total.
    pub key: Vec<Label>,
    /// One for each step.
    pub steps: Vec<AtStep>,
    /// Spend, CPL, close rate, CAC and what else has something to say.
    pub values: Values,
}

/// Everything computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funnel {
    /// The steps, from the first to the last.
    pub steps: Vec<StepName>,
    /// The dimensions of the rows.
    pub dimensions: Vec<Dimension>,
    /// The rows, in the order of their labels.
    pub rows: Vec<Row>,
    /// All of it.
    pub total: Row,
    /// The steps that the close rate is of, by their places: customers ÷ leads, else last ÷ first.
    pub closing: (usize, usize),
    /// The spend whose bounce rate is known, where any is.
    pub rated: Option<Exact>,
    /// Whether spend is known to be advertising anywhere.
    pub has_advertising: bool,
}

impl Funnel {
    /// The place of a step.
    #[must_use]
    pub fn place(&self, step: Step) -> Option<usize> {
        self.steps.iter().position(|name| name.step == Some(step))
    }

    /// Rows with more at a step than at the one before: the row and the step.
    #[must_use]
    pub fn rising(&self) -> Vec<(&Row, usize)> {
        let above = |step: &AtStep| {
            let conversion = step.conversion.as_ref().and_then(Value::figure);
            conversion.is_some_and(|figure| *figure.low() > Exact::one())
        };
        let of = |row| {
            Row::steps(row)
                .iter()
                .enumerate()
                .filter(|(_, step)| above(step))
                .map(|(at, _)| (row, at))
                .collect::<Vec<_>>()
        };
        let all: Vec<(&Row, usize)> = self.rows.iter().flat_map(of).collect();
        if all.is_empty() { of(&self.total) } else { all }
    }

    /// Steps that some rows give and others do not, with the rows that do not: the total's conversion mixes them.
    #[must_use]
    pub fn lacking(&self) -> Vec<(usize, Vec<&Row>)> {
        let known = |row: &Row, at: usize| row.steps.get(at).is_some_and(|step| step.count.figure().is_some());
        let counts = |row: &&Row| (0..self.steps.len()).any(|at| known(row, at));
        let rows: Vec<&Row> = self.rows.iter().filter(counts).collect();
        let of = |at: usize| {
            let without: Vec<&Row> = rows.iter().copied().filter(|row| !known(row, at)).collect();
            (!without.is_empty() && without.len() < rows.len()).then_some((at, without))
        };
        (0..self.steps.len()).filter_map(of).collect()
    }
}

impl Row {
    fn steps(row: &Self) -> &[AtStep] {
        &row.steps
    }

    /// A metric of the row, when it follows.
    #[must_use]
    pub fn value(&self, metric: Metric) -> Option<&Value> {
        self.values.get(&metric)
    }
}

const NO_DATA: Value = Value::Undefined(Reason::NoData);

/// Every step from counts and spend: what `calc` and each row of a funnel say.
#[must_use]
pub fn at_steps(counts: &[Value], names: &[StepName], spend: &Value) -> Vec<AtStep> {
    let ratio = |count: &Value, of: Option<&Value>| of.map(|of| count.divided_by(of, Reason::NoData));
    let at = |(place, count): (usize, &Value)| {
        let before = place.checked_sub(1).and_then(|before| counts.get(before));
        let customers = names.get(place).and_then(|name| name.step) == Some(Step::Customers);
        AtStep {
            count: count.clone(),
            conversion: ratio(count, before),
            overall: ratio(count, counts.first().filter(|_| place > 0)),
            cost: if customers { cac(spend, count) } else { per_step(spend, count) },
        }
    };
    counts.iter().enumerate().map(at).collect()
}

/// Spend ÷ count at a step.
fn per_step(spend: &Value, count: &Value) -> Value {
    spend.and_then(|amount| {
        if amount.is_negative() {
            return Value::Undefined(Reason::NegativeSpend);
        }
        spend.divided_by(count, Reason::NoData)
    })
}

/// Which steps the close rate is of: customers ÷ leads, or the last ÷ the first where there are none.
#[must_use]
pub fn closing(steps: &[StepName]) -> (usize, usize) {
    let place = |step: Step| steps.iter().position(|name| name.step == Some(step));
    let last = place(Step::Customers).unwrap_or(steps.len().saturating_sub(1));
    let first = place(Step::Leads).filter(|at| *at < last).unwrap_or(0);
    (last, first)
}

/// CPL, close rate and CAC of steps, as far as they follow.
#[must_use]
pub fn rates(steps: &[AtStep], names: &[StepName]) -> Vec<(Metric, Value)> {
    let (last, first) = closing(names);
    let is = |at: usize, step: Step| names.get(at).and_then(|name| name.step) == Some(step);
    let count = |at: usize| steps.get(at).map_or(NO_DATA, |step| step.count.clone());
    let cost = |at: usize| steps.get(at).map_or(NO_DATA, |step| step.cost.clone());
    let mut all = Vec::new();
    if let Some(leads) = (0..names.len()).find(|at| is(*at, Step::Leads)) {
        all.push((Metric::Cpl, cost(leads)));
    }
    if last > first {
        all.push((Metric::CloseRate, count(last).divided_by(&count(first), Reason::NoData)));
    }
    if is(last, Step::Customers) {
        all.push((Metric::Cac, cost(last)));
    }
    all
}

/// The step with the lowest conversion: where most are lost, as a share.
#[must_use]
pub fn largest_drop(steps: &[AtStep]) -> Option<usize> {
    let known = steps.iter().enumerate().filter_map(|(at, step)| {
        let conversion = step.conversion.as_ref()?.figure()?.low().clone();
        (conversion < Exact::one()).then_some((conversion, at))
    });
    known.min().map(|(_, at)| at)
}

/// A ledger, cut to the months selected, as a funnel. `bounce` is the rate of spend that carries none.
#[must_use]
pub fn funnel(ledger: &Ledger, assumptions: &Assumptions, dimensions: &[Dimension], bounce: Option<&Exact>) -> Funnel {
    let side = Sides::of(ledger, dimensions);
    let context =
        Context { assumptions, bounce, visits: visits(ledger), advertised: advertised(ledger), steps: &ledger.steps };
    let mut groups: BTreeMap<Vec<Label>, Group> = BTreeMap::new();
    let mut total = Group::default();
    for (key, totals) in &ledger.totals {
        total.add(key, totals, &context, Sides::ALL);
        groups.entry(labels(key, dimensions)).or_default().add(key, totals, &context, side);
    }
    let mut rows: Vec<Row> = groups
        .iter()
        .filter(|(labels, group)| !group.is_empty() && (!is_blank(labels) || !group.is_revenue_alone()))
        .map(|(labels, group)| group.row(labels.clone(), ledger, side))
        .collect();
    rows.sort_by(|one, other| in_order(&one.key, &other.key));
    Funnel {
        steps: ledger.steps.clone(),
        dimensions: dimensions.to_vec(),
        rows,
        total: total.row(Vec::new(), ledger, Sides::ALL),
        closing: closing(&ledger.steps),
        rated: total.rated.clone(),
        has_advertising: total.advertising.is_some(),
    }
}

/// Months, channel and segment that visits and spend meet in.
type Place = (Option<Span>, Name, Name);

/// Visits with a bounce rate of their own, and those of them that left at once.
fn visits(ledger: &Ledger) -> BTreeMap<Place, (Exact, Exact)> {
    let mut all: BTreeMap<Place, (Exact, Exact)> = BTreeMap::new();
    for (key, totals) in &ledger.totals {
        let Some(Bounced { visits, .. }) = totals.steps.as_ref().and_then(|steps| steps.bounced.as_ref()) else {
            continue;
        };
        let place = (key.period, key.channel.clone(), key.segment.clone());
        let sum = all.entry(place).or_insert_with(|| (Exact::zero(), Exact::zero()));
        sum.0 += &visits.0;
        sum.1 += &visits.1;
    }
    all
}

/// What every key is looked at with.
struct Context<'a> {
    assumptions: &'a Assumptions,
    bounce: Option<&'a Exact>,
    visits: BTreeMap<Place, (Exact, Exact)>,
    advertised: BTreeSet<Name>,
    steps: &'a [StepName],
}

/// Which sides of the ledger carry the dimensions of the rows.
#[derive(Clone, Copy)]
struct Sides {
    spend: bool,
    revenue: bool,
    customers: bool,
    steps: bool,
    by_channel: bool,
}

impl Sides {
    const ALL: Self = Self { spend: true, revenue: true, customers: true, steps: true, by_channel: false };

    fn of(ledger: &Ledger, dimensions: &[Dimension]) -> Self {
        let carries = |all: &BTreeSet<String>| {
            dimensions.iter().all(|one| match one {
                Dimension::Period(_) => all.contains("period"),
                Dimension::Channel | Dimension::Segment | Dimension::Category | Dimension::Other(..) => {
                    all.contains(one.name())
                }
            })
        };
        Self {
            spend: carries(&ledger.spend_dimensions),
            revenue: carries(&ledger.revenue_dimensions),
            customers: carries(&ledger.customer_dimensions),
            steps: carries(&ledger.step_dimensions),
            by_channel: true,
        }
    }
}

/// What one row takes in.
#[derive(Clone, Debug, Default)]
struct Group {
    counts: Vec<Option<Exact>>,
    spend: Option<Exact>,
    advertising: Option<Exact>,
    revenue: Option<Exact>,
    advertised: Option<Exact>,
    /// Spend with a bounce rate, and what was wasted of it.
    rated: Option<Exact>,
    wasted: Option<Exact>,
}

fn add(slot: &mut Option<Exact>, amount: &Exact) {
    *slot.get_or_insert_with(Exact::zero) += amount;
}

impl Group {
    fn add(&mut self, key: &Key, totals: &Totals, context: &Context<'_>, sides: Sides) {
        let counts = self.counts.len().max(context.steps.len());
        self.counts.resize(counts, None);
        for (at, (name, slot)) in context.steps.iter().zip(&mut self.counts).enumerate() {
            let count: Option<Minor> = if name.step == Some(Step::Customers) {
                let won = totals.customer_rows > 0 || totals.new_customers != Minor::default();
                (sides.customers && won).then_some(totals.new_customers)
            } else {
                totals.steps.as_ref().and_then(|steps| steps.count(at)).filter(|_| sides.steps)
            };
            if let Some(count) = count {
                add(slot, &count.exact());
            }
        }
        if sides.revenue
            && let Some(revenue) = net_revenue(totals)
        {
            add(&mut self.revenue, &revenue);
            if context.advertised.contains(&key.channel) {
                add(&mut self.advertised, &revenue);
            }
        }
        let spent = totals.spend_rows > 0 || totals.spend != Minor::default() || totals.spread.is_some();
        if sides.spend && spent {
            let amount = totals.all_spend();
            if key.category == Category::Advertising {
                add(&mut self.advertising, &amount);
            }
            if context.assumptions.counts(&key.category) == Some(true) {
                add(&mut self.spend, &amount);
                self.waste(key, totals, &amount, context);
            }
        }
    }

    /// Waste by the rates of the rows themselves, else of the visits in the same place, else as given.
    fn waste(&mut self, key: &Key, totals: &Totals, amount: &Exact, context: &Context<'_>) {
        let bounced = totals.steps.as_ref().and_then(|steps| steps.bounced.as_ref());
        // Nothing spent is nothing wasted, whatever the rate.
        let told = |spend: &Exact| !spend.is_zero() || amount.is_zero();
        let own = bounced.map(|bounced| bounced.spend.clone()).filter(|(spend, _)| told(spend));
        let mut rest = amount.clone();
        if let Some((spend, wasted)) = own {
            rest = amount - &spend;
            add(&mut self.rated, &spend);
            add(&mut self.wasted, &wasted);
        }
        if rest.is_zero() {
            return;
        }
        let place = (key.period, key.channel.clone(), key.segment.clone());
        let of_visits = context.visits.get(&place).and_then(|(visits, left)| left.divided_by(visits));
        if let Some(rate) = of_visits.as_ref().or(context.bounce) {
            add(&mut self.rated, &rest);
            add(&mut self.wasted, &(&rest * rate));
        }
    }

    fn is_empty(&self) -> bool {
        self.counts.iter().all(Option::is_none) && self.spend.is_none() && self.revenue.is_none()
    }

    fn is_revenue_alone(&self) -> bool {
        self.counts.iter().all(Option::is_none) && self.spend.is_none()
    }

    fn row(&self, key: Vec<Label>, ledger: &Ledger, sides: Sides) -> Row {
        let unattributed = key.iter().any(|label| matches!(label, Label::Name(None)));
        let known = |sum: &Option<Exact>| sum.clone().map_or(NO_DATA, Value::exact);
        let spend = match (ledger.has_spend, sides.spend) {
            (false, _) => NO_DATA,
            (true, false) => Value::Undefined(Reason::UnattributedSpend),
            (true, true) => Value::exact(self.spend.clone().unwrap_or_else(Exact::zero)),
        };
        // Which of the shared cost brought them is not known.
        let costs =
            if unattributed && ledger.has_spend { Value::Undefined(Reason::UnattributedSpend) } else { spend.clone() };
        let counts: Vec<Value> = self.counts.iter().map(known).collect();
        let steps = at_steps(&counts, &ledger.steps, &costs);
        let mut values: Values = rates(&steps, &ledger.steps).into_iter().collect();
        let overall = steps.last().and_then(|step| step.overall.clone());
        values.extend(overall.map(|overall| (Metric::Conversion, overall)));
        if ledger.has_spend {
            values.insert(Metric::Spend, spend.clone());
            values.extend(self.wasted.clone().map(|wasted| (Metric::BounceWaste, Value::exact(wasted))));
        }
        if ledger.has_revenue {
            let revenue = if sides.revenue { known(&self.revenue) } else { NO_DATA };
            values.insert(Metric::Mer, over(&revenue, &spend, Reason::NoSpend));
            values.insert(Metric::MerInverse, per_revenue(&spend, &revenue));
            let by_channel = ledger.revenue_dimensions.contains("channel");
            let advertising = self.advertising.clone().filter(|spend| !spend.is_zero());
            let roas = if !by_channel || (sides.by_channel && self.revenue.is_none()) {
                NO_DATA
            } else {
                let spend = advertising.map_or(Value::Undefined(Reason::NoSpend), Value::exact);
                spend.and_then(|_| over(&known(&self.advertised), &spend, Reason::NoSpend))
            };
            values.insert(Metric::Roas, roas);
        }
        Row { key, steps, values }
    }
}

#[cfg(test)]
mod tests;
