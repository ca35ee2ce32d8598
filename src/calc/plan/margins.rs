//! Marginal CAC of a plan: of the total and of every channel, between the last two periods of the data, by the grain that
//! was asked for; as the metric of a report, or one that was given. Source: `marginal`.

use std::collections::BTreeMap;

use super::{Who, same};
use crate::calc::between::{self, nothing, outlay};
use crate::calc::compute;
use crate::calc::marginal::marginal_cac;
use crate::calc::results::{Label, Line, Results};
use crate::domain::assumptions::Assumptions;
use crate::domain::exact::Exact;
use crate::domain::ledger::{Dimension, Ledger};
use crate::domain::period::{Grain, Span};
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

/// The least grain that holds the period of every row; `None` without periods.
#[must_use]
pub fn least_grain(ledger: &Ledger) -> Option<Grain> {
    between::grain(ledger)
}

/// Marginal CAC between the last two periods of the ledger.
#[must_use]
pub fn margins(ledger: &Ledger, assumptions: &Assumptions, today: &Results, grain: Grain) -> Margins {
    let Some((earlier, later)) = today.period.and_then(|period| between::last_two(period, grain)) else {
        return Margins::unknown();
    };
    // What else there is to say of a part of the months takes time, and is not asked.
    let mut plain = assumptions.clone();
    (plain.marginal, plain.without_retention_payback) = (false, true);
    let within = |span: Span| compute(&between::part(ledger, span), &plain, &[Dimension::Channel]);
    let (before, after) = (within(earlier), within(later));
    let of = |who: &Who, today: &Line| {
        let side = |results: &Results| same(results, who).map_or_else(|| nothing(today), outlay);
        marginal_cac(&side(&before), &side(&after))
    };
    let channels = today.rows.iter().map(|line| (line.key.clone(), of(&Who::Row(line.key.clone()), line)));
    Margins { between: Some((earlier, later)), total: of(&Who::Total, &today.total), channels: channels.collect() }
}
