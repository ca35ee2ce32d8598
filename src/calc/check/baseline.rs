//! Holds a row against the same row of a result saved before: it may move by a share of what it was, and no further.
//!
//! The limit is `before − share × |before|` for a drop and `before + share × |before|` for an increase, on exact
//! fractions: a drop of exactly the share is at the limit, and passes. From 0 nothing may be lost, and nothing gained.

use std::collections::{BTreeMap, BTreeSet};

use super::{Before, Judged, Limit, Operator, Rule, Why};
use crate::calc::compare::side::{Row, Side};
use crate::calc::results::{Label, Line};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::ledger::Dimension;
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// The saved results of a run, by their files, and what makes one of the spellings of a name.
#[derive(Clone, Debug)]
pub struct Baselines {
    /// The results.
    pub all: BTreeMap<String, Side>,
    /// The key that the rows of the results were read with.
    pub key: fn(&str) -> String,
}

impl Default for Baselines {
    fn default() -> Self {
        Self { all: BTreeMap::new(), key: str::to_lowercase }
    }
}

/// A limit as it holds for one row.
pub(super) struct Held {
    pub(super) limit: Value,
    pub(super) warn: Option<Value>,
    pub(super) before: Option<Before>,
    /// Why there is no limit.
    pub(super) why: Option<Why>,
}

impl Held {
    /// A limit that is the same for every row, or none where it hangs on a baseline's row.
    pub(super) fn of_none(rule: &Rule) -> Self {
        let none = Value::Undefined(Reason::NoData);
        match &rule.limit {
            Limit::At(limit) => Self {
                limit: Value::exact(limit.clone()),
                warn: rule.warn.clone().map(Value::exact),
                before: None,
                why: None,
            },
            Limit::Within { share, baseline } => Self {
                limit: none.clone(),
                warn: None,
                before: Some(Before { baseline: baseline.clone(), share: share.clone(), value: none }),
                why: None,
            },
        }
    }
}

impl Baselines {
    /// The limit of a rule for a row; `dimensions` are those of the row's labels.
    pub(super) fn held(&self, rule: &Rule, row: &Judged, dimensions: &[Dimension]) -> Held {
        let held = Held::of_none(rule);
        let Some(before) = &held.before else { return held };
        let found = self.all.get(&before.baseline).and_then(|side| self.row(side, row, dimensions));
        let Some(found) = found else { return Held { why: Some(Why::NoRowBefore), ..held } };
        let (value, why) = match found.values.get(&rule.metric) {
            Some(Value::Known(figure)) => (Value::Known(figure.clone()), None),
            Some(Value::Undefined(reason)) => (Value::Undefined(*reason), Some(Why::UndefinedBefore(*reason))),
            None => (Value::Undefined(Reason::NoData), Some(Why::NotCarriedBefore)),
        };
        let moved = |share: &Exact| value.and_then(|figure| Value::Known(moved(figure, share, rule.operator)));
        Held {
            limit: moved(&before.share),
            warn: rule.warn.as_ref().map(moved),
            why,
            before: Some(Before { value: value.clone(), ..before.clone() }),
        }
    }

    fn row<'a>(&self, side: &'a Side, row: &Judged, dimensions: &[Dimension]) -> Option<&'a Row> {
        match row {
            Judged::Total => Some(&side.total),
            Judged::Paid => side.total_paid.as_ref(),
            Judged::Row(labels) => {
                let key = self.key(side, labels, dimensions)?;
                side.rows.iter().find(|row| row.key == key)
            }
            Judged::Absent(_) => None,
        }
    }

    /// The key of a row as the side would have it. `None` where the side's rows are by other dimensions.
    fn key(&self, side: &Side, labels: &[Label], dimensions: &[Dimension]) -> Option<Vec<String>> {
        if side.dimensions.len() != dimensions.len() {
            return None;
        }
        let label = |name: &String| {
            let place = dimensions.iter().position(|dimension| dimension.name() == name)?;
            labels.get(place).map(|label| (self.key)(&label.shown()))
        };
        side.dimensions.iter().map(label).collect()
    }

    /// The labels of the baseline's rows that had spend and are not among `lines`, for a rule on all rows.
    pub(super) fn gone(&self, rule: &Rule, lines: &[Line], dimensions: &[Dimension]) -> Vec<Vec<String>> {
        let Limit::Within { baseline, .. } = &rule.limit else { return Vec::new() };
        let Some(side) = self.all.get(baseline) else { return Vec::new() };
        let known: BTreeSet<Vec<String>> =
            lines.iter().filter_map(|line| self.key(side, &line.key, dimensions)).collect();
        let unattributed = Label::Name(None).shown();
        let had_spend = |row: &Row| row.figure(Metric::Spend).is_none_or(|spend| !spend.is_zero());
        let gone = side.rows.iter().filter(|row| had_spend(row) && !known.contains(&row.key));
        gone.filter(|row| !row.labels.contains(&unattributed)).map(|row| row.labels.clone()).collect()
    }
}

/// A value moved against a rule by a share of its size.
fn moved(value: &Figure, share: &Exact, operator: Operator) -> Figure {
    let (low, high) = (value.low().magnitude(), value.high().magnitude());
    let spans = value.low().is_negative() && value.high().is_positive();
    let size = if spans { Figure::between(Exact::zero(), low.max(high)) } else { Figure::between(low, high) };
    let step = size.times(&Figure::exact(share.clone()));
    match operator {
        Operator::AtLeast | Operator::Above => value.minus(&step),
        Operator::AtMost | Operator::Below => value.plus(&step),
    }
}
