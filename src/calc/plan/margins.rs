//! Marginal CAC between the two latest periods of a ledger: of the total and of every channel. A channel without a row
//! in one of them spent nothing and won nobody then. Source: `marginal`.

use std::collections::BTreeMap;

use super::value;
use crate::calc::compute;
use crate::calc::marginal::{Outlay, marginal_cac};
use crate::calc::results::{Label, Line};
use crate::domain::assumptions::Assumptions;
use crate::domain::exact::Exact;
use crate::domain::ledger::{Dimension, Ledger};
use crate::domain::metric::Metric;
use crate::domain::period::{Grain, Month, Span};
use crate::domain::value::{Reason, Value};

/// Marginal CAC, and what it lies between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Margins {
    /// The earlier period and the later one, where the data has two.
    pub between: Option<(Span, Span)>,
    /// Of the total.
    pub total: Value,
    /// Of each channel, by its label.
    pub channels: BTreeMap<Vec<Label>, Value>,
}

impl Margins {
    /// One that was given, of the total alone.
    #[must_use]
    pub fn given(total: Exact) -> Self {
        Self { between: None, total: Value::exact(total), channels: BTreeMap::new() }
    }

    /// None at all.
    #[must_use]
    pub fn unknown() -> Self {
        Self { between: None, total: Value::Undefined(Reason::NoData), channels: BTreeMap::new() }
    }

    /// That of a row.
    #[must_use]
    pub fn of(&self, key: &[Label]) -> Value {
        self.channels.get(key).cloned().unwrap_or(Value::Undefined(Reason::NoData))
    }
}

/// The least grain that holds the period of every row.
#[must_use]
pub fn least_grain(ledger: &Ledger) -> Grain {
    let longest = ledger.totals.keys().filter_map(|key| key.period).map(Span::months).max().unwrap_or(1);
    let holds = |grain: &Grain| longest <= grain.months();
    [Grain::Month, Grain::Quarter].into_iter().find(holds).unwrap_or(Grain::Year)
}

/// Marginal CAC between the two latest periods, of those up to the last complete month where there are two such.
#[must_use]
pub fn margins(ledger: &Ledger, assumptions: &Assumptions, grain: Grain, complete: Option<Month>) -> Margins {
    let period = Dimension::Period(grain);
    let totals = compute(ledger, assumptions, std::slice::from_ref(&period));
    let by_period: Vec<(Span, &Line)> = totals.rows.iter().filter_map(|line| Some((span(&line.key)?, line))).collect();
    let ended: Vec<_> =
        by_period.iter().filter(|(span, _)| complete.is_none_or(|complete| span.last <= complete)).collect();
    let chosen = if ended.len() >= 2 { ended } else { by_period.iter().collect() };
    let [.., (earlier, first), (later, second)] = chosen.as_slice() else { return Margins::unknown() };
    let rows = compute(ledger, assumptions, &[Dimension::Channel, period]);
    let mut channels: BTreeMap<Vec<Label>, [Option<&Line>; 2]> = BTreeMap::new();
    for line in &rows.rows {
        let (Some(span), Some(channel)) = (span(&line.key), line.key.first()) else { continue };
        let pair = channels.entry(vec![channel.clone()]).or_default();
        if span == *earlier {
            pair[0] = Some(line);
        } else if span == *later {
            pair[1] = Some(line);
        }
    }
    Margins {
        between: Some((*earlier, *later)),
        total: marginal_cac(&outlay(Some(first)), &outlay(Some(second))),
        channels: channels
            .into_iter()
            .map(|(channel, [before, after])| (channel, marginal_cac(&outlay(before), &outlay(after))))
            .collect(),
    }
}

fn span(key: &[Label]) -> Option<Span> {
    key.iter().find_map(|label| match label {
        Label::Period(span) => *span,
        Label::Name(_) | Label::Category(_) => None,
    })
}

fn outlay(line: Option<&Line>) -> Outlay {
    let none = || Value::exact(Exact::zero());
    Outlay {
        spend: line.map_or_else(none, |line| value(line, Metric::Spend)),
        new_customers: line.map_or_else(none, |line| value(line, Metric::NewCustomers)),
    }
}
