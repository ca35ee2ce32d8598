//! What changed between two figures: after − before, and that ÷ before. Source: the specification articles
//! (W4: CAC 22 → 16 is −27.27 %; W5: ratio 1.8 → 3.5 is +94.44 %; W6: 18 % → 31 % is +13 points, +72.22 %).
//! Between two results: that of every metric and row, and why CAC and LTV:CAC changed.

pub mod cac;
pub mod shapley;
pub mod side;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use self::side::{Row, Side};
use crate::domain::bands::Bands;
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// A change from one figure to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// after − before, in the metric's unit; for shares these are points.
    pub absolute: Value,
    /// (after − before) ÷ before, a fraction; `out_of_range` unless the first figure is above zero.
    pub relative: Value,
}

/// The change between two figures; the first reason where one has none.
#[must_use]
pub fn change(before: &Value, after: &Value) -> Change {
    let absolute = before.and_then(|before| after.and_then(|after| Value::Known(after.minus(before))));
    let relative = before.and_then(|start| {
        if start.is_positive() {
            absolute.divided_by(before, Reason::OutOfRange)
        } else {
            Value::Undefined(Reason::OutOfRange)
        }
    });
    Change { absolute, relative }
}

/// Which sides a row stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// Both.
    Both,
    /// After only.
    Came,
    /// Before only.
    Went,
}

/// A metric on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The metric.
    pub metric: Metric,
    /// Before.
    pub before: Value,
    /// After.
    pub after: Value,
    /// What changed.
    pub change: Change,
}

/// A row, or a total, on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The names as shown; empty for totals.
    pub labels: Vec<String>,
    /// Where it stands.
    pub presence: Presence,
    /// Its metrics, in the order of the documentation.
    pub metrics: Vec<Changed>,
}

impl Pair {
    /// A metric of it, when both sides carry it.
    #[must_use]
    pub fn get(&self, metric: Metric) -> Option<&Changed> {
        self.metrics.iter().find(|one| one.metric == metric)
    }
}

/// Two results side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The names of the dimensions of the rows.
    pub dimensions: Vec<String>,
    /// The rows of either side, by name; spend and customers without one come last.
    pub rows: Vec<Pair>,
    /// All of it.
    pub total: Pair,
    /// All channels that have spend, where both sides have some.
    pub total_paid: Option<Pair>,
    /// Why CAC changed.
    pub cac: Result<cac::Split, cac::Unsplit>,
    /// The limits between the bands of the ratio; the usual ones unless said otherwise.
    pub bands: Bands,
    /// Why LTV:CAC changed.
    pub ratio: Result<shapley::Split, Reason>,
}

/// Holds one result against another, whose dimensions are the same in the same order.
///
/// A metric that one side does not carry is left out; one that it carries without a value keeps the reason.
#[must_use]
pub fn compare(before: &Side, after: &Side) -> Comparison {
    let carried = |metric: &Metric| {
        let all = |side: &Side| side.rows.iter().chain([&side.total]).any(|row| row.values.contains_key(metric));
        all(before) && all(after)
    };
    let metrics: Vec<Metric> = Metric::ALL.iter().copied().filter(carried).collect();
    let pair = |before: Option<&Row>, after: Option<&Row>| pair(before, after, &metrics);
    let mut keys: BTreeMap<&[String], (Option<&Row>, Option<&Row>)> = BTreeMap::new();
    for row in &before.rows {
        keys.entry(&row.key).or_default().0 = Some(row);
    }
    for row in &after.rows {
        keys.entry(&row.key).or_default().1 = Some(row);
    }
    let mut rows: Vec<Pair> = keys.into_values().map(|(before, after)| pair(before, after)).collect();
    let nameless = |pair: &Pair| pair.labels.iter().any(|label| label == crate::calc::results::UNATTRIBUTED);
    rows.sort_by(|one, other| nameless(one).cmp(&nameless(other)).then_with(|| one.labels.cmp(&other.labels)));
    let paid = before.total_paid.as_ref().zip(after.total_paid.as_ref());
    Comparison {
        dimensions: if before.rows.is_empty() { after.dimensions.clone() } else { before.dimensions.clone() },
        rows,
        total: pair(Some(&before.total), Some(&after.total)),
        total_paid: paid.map(|(before, after)| pair(Some(before), Some(after))),
        bands: Bands::default(),
        cac: cac::split(before, after),
        ratio: shapley::split(before, after),
    }
}

fn pair(before: Option<&Row>, after: Option<&Row>, metrics: &[Metric]) -> Pair {
    let value = |row: Option<&Row>, metric| row.map_or(Value::Undefined(Reason::NoData), |row| row.value(metric));
    let changed = |metric: Metric| {
        let (before, after) = (value(before, metric), value(after, metric));
        let change = change(&before, &after);
        Changed { metric, before, after, change }
    };
    let has = |metric: &Metric| [before, after].into_iter().flatten().any(|row| row.values.contains_key(metric));
    Pair {
        labels: after.or(before).map(|row| row.labels.clone()).unwrap_or_default(),
        presence: match (before, after) {
            (Some(_), None) => Presence::Went,
            (None, Some(_)) => Presence::Came,
            (Some(_), Some(_)) | (None, None) => Presence::Both,
        },
        metrics: metrics.iter().copied().filter(has).map(changed).collect(),
    }
}
