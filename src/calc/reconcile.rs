//! From one definition's figure to another's: what each setting changes, the settings before it being those of the
//! other definition already. change = after − before, so that the changes add up to to − from, whatever the settings.
//! Source: a telescoping sum.

use super::compare::{Change, change};
use super::plan::value;
use super::results::{Remark, Results};
use crate::domain::definition::{Definition, Setting};
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// The metrics that can be walked.
pub const METRICS: &[Metric] = &[Metric::LtvCac, Metric::Ltv, Metric::Cac, Metric::PaybackMonths];

/// A definition on the way, and what it gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The settings that brought it here; none at the start.
    pub settings: Vec<Setting>,
    /// The definition.
    pub definition: Definition,
    /// Everything that it gives, or why the input cannot tell.
    pub found: Result<Box<Results>, String>,
}

impl Stop {
    /// A metric of the total, or why it has none.
    #[must_use]
    pub fn value(&self, metric: Metric) -> Value {
        let Ok(results) = &self.found else { return Value::Undefined(Reason::NoData) };
        let found = value(&results.total, metric);
        // Typed figures leave out what does not follow from them.
        let left_out = found.reason() == Some(Reason::NoData) && metric != Metric::Cac;
        if left_out { Value::Undefined(lacking(results)) } else { found }
    }

    fn known(&self, metric: Metric) -> bool {
        self.value(metric).figure().is_some()
    }

    /// Whether a definition that names what is found without a name anyway is the same in all.
    fn same(&self, other: &Self) -> bool {
        let (Ok(one), Ok(two)) = (&self.found, &other.found) else { return false };
        let found = |setting: &Setting| match setting {
            Setting::Basis => one.basis == two.basis,
            Setting::Method => one.method == two.method,
            Setting::Discount => self.definition.discount == other.definition.discount,
            Setting::Scope
            | Setting::Lag
            | Setting::Allocate
            | Setting::ChurnBase
            | Setting::Window
            | Setting::Horizon
            | Setting::Timing
            | Setting::Billing => false,
        };
        one.total.values == two.total.values && other.settings.iter().all(found)
    }
}

/// The first input that LTV lacks.
fn lacking(results: &Results) -> Reason {
    let needs = results.remarks.iter().find_map(|remark| match remark {
        Remark::Needs(metrics) => metrics.first(),
        Remark::Source(..)
        | Remark::Unused(_)
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
        | Remark::LeastLtv(..) => None,
    });
    match needs {
        Some(Metric::Arpa) => Reason::NoArpa,
        Some(Metric::Margin) => Reason::NoMargin,
        Some(Metric::Churn) => Reason::NoChurn,
        // What else is lacking is spend or customers.
        Some(_) | None => Reason::NoData,
    }
}

/// The way from one definition to another, and the metric that is walked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The definitions, from the first to the last; one where they are the same.
    pub stops: Vec<Stop>,
    /// The metric.
    pub metric: Metric,
}

/// The walk along these definitions.
///
/// A step that only names what was found without a name is left out. Where both ends have a figure and a definition
/// between them has none, its step is one with the next.
#[must_use]
pub fn walk(all: Vec<Stop>, metric: Metric) -> Walk {
    let known = |stop: Option<&Stop>| stop.is_some_and(|stop| stop.known(metric));
    let (ends, last) = (known(all.first()) && known(all.last()), all.len().saturating_sub(1));
    let mut stops: Vec<Stop> = Vec::new();
    let mut open: Vec<Setting> = Vec::new();
    for (at, mut stop) in all.into_iter().enumerate() {
        if open.is_empty() && stops.last().is_some_and(|before| before.same(&stop)) {
            continue;
        }
        open.append(&mut stop.settings);
        if ends && at != last && !stop.known(metric) {
            continue;
        }
        stop.settings = std::mem::take(&mut open);
        stops.push(stop);
    }
    Walk { stops, metric }
}

impl Walk {
    /// What each step changes.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        let values: Vec<Value> = self.stops.iter().map(|stop| stop.value(self.metric)).collect();
        let pairs = values.iter().zip(values.iter().skip(1));
        pairs.map(|(before, after)| change(before, after)).collect()
    }

    /// What all of them change together.
    #[must_use]
    pub fn whole(&self) -> Change {
        let end = |stop: Option<&Stop>| stop.map_or(Value::Undefined(Reason::NoData), |stop| stop.value(self.metric));
        change(&end(self.stops.first()), &end(self.stops.last()))
    }
}

#[cfg(test)]
mod tests;
