//! Marginal CAC of every row: between its period and the one before, or between the last two periods of the data.
//! Source: `marginal`.

use std::collections::BTreeMap;

use super::compute::compute;
use super::marginal::{Outlay, marginal_cac};
use super::results::{Label, Line, Results};
use crate::domain::assumptions::Assumptions;
use crate::domain::exact::Exact;
use crate::domain::ledger::{Dimension, Ledger};
use crate::domain::metric::Metric;
use crate::domain::period::{Grain, Span};
use crate::domain::value::{Reason, Value};

/// Adds marginal CAC to the rows and totals. Rows of a period are compared with the period before, as long as the
/// data covers it whole (without rows it is zero); rows without one by the last two periods of the data.
pub(super) fn add_marginal(results: &mut Results, ledger: &Ledger, assumptions: &Assumptions) {
    let by_period = results.dimensions.iter().find_map(|dimension| match dimension {
        Dimension::Period(grain) => Some(*grain),
        Dimension::Channel | Dimension::Segment | Dimension::Category | Dimension::Other(..) => None,
    });
    let last = by_period.or_else(|| grain(ledger)).zip(results.period).and_then(|(grain, period)| {
        let last = Span::around(period.last, grain);
        Some((before(last, period)?, last))
    });
    let assumptions = &Assumptions { marginal: false, without_retention_payback: true, ..assumptions.clone() };
    let part = |span: Span| {
        let mut part = ledger.clone();
        part.totals.retain(|key, _| key.period.is_some_and(|own| span.contains(own)));
        compute(&part, assumptions, &results.dimensions)
    };
    let parts = last.map(|(one, other)| (part(one), part(other)));
    let between = |find: &dyn Fn(&Results) -> Option<Line>| match &parts {
        None => Value::Undefined(Reason::NoData),
        Some((one, other)) => {
            let outlay = |results| find(results).map_or_else(none, |line| outlay(&line));
            marginal_cac(&outlay(one), &outlay(other))
        }
    };
    let total = between(&|results| Some(results.total.clone()));
    let paid = between(&|results| results.total_paid.clone());
    let rows: Vec<Value> = match by_period {
        Some(_) => by_row(results),
        None => {
            let find = |line: &Line| between(&|part| part.rows.iter().find(|one| one.key == line.key).cloned());
            results.rows.iter().map(find).collect()
        }
    };
    for (line, value) in results.rows.iter_mut().zip(rows) {
        line.values.insert(Metric::MarginalCac, value);
    }
    results.total.values.insert(Metric::MarginalCac, total);
    if let Some(line) = &mut results.total_paid {
        line.values.insert(Metric::MarginalCac, paid);
    }
}

/// The period of the same length before, if all of both lies in the data.
fn before(span: Span, data: Span) -> Option<Span> {
    let length = span.months();
    let before = Span { first: span.first.plus(-length), last: span.last.plus(-length) };
    (data.contains(before) && data.contains(span)).then_some(before)
}

/// The shortest period that every row of the data fits into.
fn grain(ledger: &Ledger) -> Option<Grain> {
    let fits = |grain: &Grain| {
        ledger.totals.keys().all(|key| key.period.is_some_and(|own| Span::around(own.first, *grain).contains(own)))
    };
    [Grain::Month, Grain::Quarter, Grain::Year].into_iter().find(fits)
}

/// Nothing spent and nobody won.
fn none() -> Outlay {
    Outlay { spend: Value::exact(Exact::zero()), new_customers: Value::exact(Exact::zero()) }
}

fn outlay(line: &Line) -> Outlay {
    let of = |metric| line.values.get(&metric).cloned().unwrap_or(Value::Undefined(Reason::NoData));
    Outlay { spend: of(Metric::Spend), new_customers: of(Metric::NewCustomers) }
}

/// Each row against the row of the period before.
fn by_row(results: &Results) -> Vec<Value> {
    let known: BTreeMap<&[Label], &Line> = results.rows.iter().map(|line| (line.key.as_slice(), line)).collect();
    let earlier = |line: &Line| {
        let mut key = line.key.clone();
        for label in &mut key {
            if let Label::Period(span) = label {
                *span = Some(before((*span)?, results.period?)?);
            }
        }
        Some(known.get(key.as_slice()).map_or_else(none, |line| outlay(line)))
    };
    let one = |line: &Line| {
        earlier(line).map_or(Value::Undefined(Reason::NoData), |earlier| marginal_cac(&earlier, &outlay(line)))
    };
    results.rows.iter().map(one).collect()
}
