//! Marginal CAC of every row: between its period and the one before, or between the last two periods of the data.
//! Source: `marginal`.

use std::collections::{BTreeMap, BTreeSet};

use super::compute::compute;
use super::marginal::{Outlay, marginal_cac};
use super::results::{Label, Line, Results};
use crate::domain::assumptions::Assumptions;
use crate::domain::exact::Exact;
use crate::domain::fiscal::Period;
use crate::domain::ledger::{Dimension, Ledger, Minor, Name};
use crate::domain::lever::{self, Lever};
use crate::domain::metric::Metric;
use crate::domain::period::{Grain, Span};
use crate::domain::value::{Reason, Value};

/// Adds marginal CAC to the rows and totals. Rows of a period are compared with the period before, as long as the
/// data covers it whole (without rows it is zero); rows without one by the last two periods of the data. `paying` are the
/// channels that have spend in the whole selection: the paid channels of either period.
pub(super) fn add_marginal(
    results: &mut Results,
    ledger: &Ledger,
    assumptions: &Assumptions,
    paying: &BTreeSet<&Name>,
) {
    let by_period = results.dimensions.iter().find_map(|dimension| match dimension {
        Dimension::Period(grain) => Some(*grain),
        Dimension::Channel | Dimension::Segment | Dimension::Category | Dimension::Other(..) => None,
    });
    let last = by_period.or_else(|| grain(ledger)).and_then(|grain| last_two(results.period?, grain));
    // What else there is to say of a part of the months takes time, and is not asked.
    let mut plain = assumptions.clone();
    (plain.marginal, plain.without_retention_payback) = (false, true);
    let within = |span: Span| compute(&part(ledger, span), &plain, &results.dimensions);
    let parts = last.map(|(one, other)| ((one, within(one)), (other, within(other))));
    let between = |find: &dyn Fn(&(Span, Results)) -> Outlay| match &parts {
        None => Value::Undefined(Reason::NoData),
        Some((one, other)) => marginal_cac(&find(one), &find(other)),
    };
    let total = between(&|(_, part)| outlay(&part.total));
    let won = lever::product(&assumptions.scaled, &[Lever::NewCustomers]);
    let paid = between(&|(span, part)| {
        let all = outlay(&part.total);
        let theirs = &customers_of(paying, ledger, *span) * &won;
        Outlay { new_customers: all.new_customers.and_then(|_| Value::exact(theirs)), ..all }
    });
    let rows: Vec<Value> = match by_period {
        Some(_) => by_row(results),
        None => {
            let find = |line: &Line| between(&|(_, part)| part.row(&line.key).map_or_else(|| nothing(line), outlay));
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

/// The customers of these channels in a period.
fn customers_of(channels: &BTreeSet<&Name>, ledger: &Ledger, span: Span) -> Exact {
    let mut sum = Minor::default();
    for (key, totals) in &ledger.totals {
        if channels.contains(&key.channel) && key.period.is_some_and(|own| span.contains(own)) {
            sum += totals.new_customers;
        }
    }
    sum.exact()
}

/// The last period of a length, and the one before, if the data holds both whole.
pub(super) fn last_two(data: Span, grain: Grain) -> Option<(Span, Span)> {
    let last = Span::around(data.last, grain);
    Some((before(last, data)?, last))
}

/// What a ledger holds of a period.
pub(super) fn part(ledger: &Ledger, span: Span) -> Ledger {
    let mut part = ledger.clone();
    part.totals.retain(|key, _| key.period.is_some_and(|own| span.contains(own)));
    part
}

/// The period of the same length before, if all of both lies in the data.
fn before(span: Span, data: Span) -> Option<Span> {
    let length = span.months();
    let before = Span { first: span.first.plus(-length), last: span.last.plus(-length) };
    (data.contains(before) && data.contains(span)).then_some(before)
}

/// The shortest period that every row of the data fits into.
pub(super) fn grain(ledger: &Ledger) -> Option<Grain> {
    let fits = |grain: &Grain| {
        ledger.totals.keys().all(|key| key.period.is_some_and(|own| Span::around(own.first, *grain).contains(own)))
    };
    [Grain::Month, Grain::Quarter, Grain::Year].into_iter().find(fits)
}

/// A row in a period that has none of its kind: zero, unless it is not known at all what the row has.
pub(super) fn nothing(line: &Line) -> Outlay {
    let known = outlay(line);
    let zero = |value: Value| value.and_then(|_| Value::exact(Exact::zero()));
    Outlay { spend: zero(known.spend), new_customers: zero(known.new_customers) }
}

pub(super) fn outlay(line: &Line) -> Outlay {
    let of = |metric| line.values.get(&metric).cloned().unwrap_or(Value::Undefined(Reason::NoData));
    Outlay { spend: of(Metric::Spend), new_customers: of(Metric::NewCustomers) }
}

/// Each row against the row of the period before.
fn by_row(results: &Results) -> Vec<Value> {
    let known: BTreeMap<&[Label], &Line> = results.rows.iter().map(|line| (line.key.as_slice(), line)).collect();
    let earlier = |line: &Line| {
        let mut key = line.key.clone();
        for label in &mut key {
            if let Label::Period(period) = label {
                let own = (*period)?;
                *period = Some(Period { span: before(own.span, results.period?)?, ..own });
            }
        }
        Some(known.get(key.as_slice()).map_or_else(|| nothing(line), |line| outlay(line)))
    };
    let one = |line: &Line| {
        earlier(line).map_or(Value::Undefined(Reason::NoData), |earlier| marginal_cac(&earlier, &outlay(line)))
    };
    results.rows.iter().map(one).collect()
}

#[cfg(test)]
mod tests;
