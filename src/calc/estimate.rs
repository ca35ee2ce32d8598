//! Which figures of a run are estimates: the customers of every row, and churns that were counted.

use std::collections::{BTreeMap, BTreeSet};

use super::compute::Desk;
use super::inputs::Counted;
use super::interval::carry::{Carrier, Cost, Estimated, Unit};
use super::interval::compare::{self, Group};
use super::results::{Comparison, Estimation, Interval, Label, Line, Remark, Results};
use super::values::Values;
use crate::domain::assumptions::Assumptions;
use crate::domain::exact::Exact;
use crate::domain::ledger::{Dimension, Minor};
use crate::domain::metric::Metric;
use crate::domain::sample::{Sample, whole_number};
use crate::domain::value::Value;

/// The level of a bound that is offered where none was asked for.
const USUAL: (u32, u32) = (95, 2);

/// The intervals of a run.
pub(super) struct Estimates {
    pub(super) carrier: Carrier,
    /// Whether they were asked for.
    pub(super) wanted: bool,
    /// The one sample behind the churn of a row, by its labels.
    lost: BTreeMap<Vec<Label>, (Sample, Counted)>,
}

impl Estimates {
    pub(super) fn of(level: Option<&Exact>) -> Self {
        let usual = Exact::decimal(USUAL.0, USUAL.1);
        let carrier = Carrier::new(level.cloned().unwrap_or(usual));
        Self { carrier, wanted: level.is_some(), lost: BTreeMap::new() }
    }
}

/// The cost of customers: spend over their number, which is an estimate. None without spend.
pub(super) fn cost(values: &Values, customers: &Value) -> Option<Cost> {
    let spend = values.get(&Metric::Spend).and_then(Value::figure);
    let count = customers.figure().filter(|figure| figure.is_exact()).and_then(|figure| whole_number(figure.low()));
    spend.map(|spend| Cost::Customers(spend.clone(), count))
}

/// What a row's intervals follow from.
pub(super) fn intervals(
    desk: &mut Desk<'_>,
    line: &Line,
    sums: &BTreeMap<usize, Minor>,
) -> BTreeMap<Metric, Option<Interval>> {
    let unit = |(place, customers): (&usize, &Minor)| {
        let (facts, worth) = (desk.facts.get(*place)?, desk.worths.get(*place)?);
        Some(Unit { place: *place, customers: customers.exact(), facts, worth })
    };
    let units: Vec<Unit<'_>> = sums.iter().filter_map(unit).collect();
    let sources: BTreeSet<Counted> = units.iter().filter_map(|unit| Some(unit.facts.estimate?.1)).collect();
    if let (1, Some((sample, whose))) = (sources.len(), units.first().and_then(|unit| unit.facts.estimate))
        && units.iter().all(|unit| unit.facts.estimate.is_some())
    {
        desk.estimates.lost.insert(line.key.clone(), (sample, whose));
    }
    let none = Value::Undefined(crate::domain::value::Reason::NoData);
    let own = line.values.get(&Metric::NewCustomers).unwrap_or(&none);
    desk.estimates.carrier.intervals(&Estimated {
        values: &line.values,
        cost: cost(&line.values, own),
        part: cost(&line.values, &desk.all_customers),
        units,
        manner: desk.manner,
        target: &desk.target,
        ltv_given: false,
    })
}

/// How the intervals of a run were taken; `None` when none were asked for.
pub(super) fn estimation(results: &Results, desk: &mut Desk<'_>, assumptions: &Assumptions) -> Option<Estimation> {
    let level = assumptions.level.clone()?;
    let (mut counted_churn, mut known_churn) = (false, false);
    for facts in desk.counted_facts() {
        counted_churn |= facts.estimate.is_some();
        known_churn |= facts.churn.is_some() && facts.estimate.is_none();
    }
    let whole = |line: &Line| {
        line.values
            .get(&Metric::NewCustomers)
            .and_then(Value::figure)
            .is_none_or(|customers| customers.is_exact() && customers.low().is_whole())
    };
    Some(Estimation {
        level,
        together: desk.estimates.carrier.most,
        counted_churn,
        known_churn,
        fractions: !results.rows.iter().chain([&results.total]).all(whole),
        comparisons: comparisons(results, desk),
    })
}

/// The channels, or the segments, against the largest of them.
fn comparisons(results: &Results, desk: &mut Desk<'_>) -> Vec<Comparison> {
    let groups_of_customers = results.dimensions.iter().all(|dimension| match dimension {
        Dimension::Channel | Dimension::Segment | Dimension::Other(..) => true,
        Dimension::Category | Dimension::Period(_) => false,
    });
    if !groups_of_customers {
        return Vec::new();
    }
    let estimates = &mut desk.estimates;
    let lost = |line: &Line| estimates.lost.get(&line.key).copied();
    let groups: Vec<Group<'_>> = results.rows.iter().map(|line| Group { line, lost: lost(line) }).collect();
    compare::comparisons(&groups, &mut estimates.carrier)
}

/// What LTV is at least, where it has no value because nobody of those counted left.
pub(super) fn least_ltv(results: &Results, desk: &mut Desk<'_>) -> Option<Remark> {
    if !results.remarks.contains(&Remark::ZeroChurn) {
        return None;
    }
    let sums = desk.customers_of_all();
    let found = intervals(desk, &results.total, &sums);
    bound(&found, desk.estimates.carrier.level())
}

/// The remark of an LTV that only has a lower end.
pub(super) fn bound(found: &BTreeMap<Metric, Option<Interval>>, level: &Exact) -> Option<Remark> {
    let Interval { low, high: None } = found.get(&Metric::Ltv)?.as_ref()? else { return None };
    Some(Remark::LeastLtv(level.clone(), low.clone()?))
}
