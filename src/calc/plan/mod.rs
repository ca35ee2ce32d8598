//! Planning: what a target needs, what a budget buys, and what follows when an input changes. Everything is computed
//! anew from the same ledger with the same formulas, so that a changed churn goes through every method and mix.

pub mod breakeven;
pub mod budget;
mod crossing;
pub mod margins;
mod mixed;
pub mod referral;
pub mod shift;
pub mod sweep;
pub mod tornado;
pub mod whatif;

use super::compute;
use super::oneoff::{self, Contradiction, Given};
use super::results::{Label, Line, Results};
use crate::domain::assumptions::Assumptions;
use crate::domain::category::Category;
use crate::domain::ledger::{Dimension, Ledger};
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// What a plan is made from.
#[derive(Clone, Debug)]
pub enum Ground<'a> {
    /// Sums from files.
    Ledger(&'a Ledger),
    /// Figures as typed.
    Figures(Box<Given>),
}

impl Ground<'_> {
    /// Typed figures, as spend and customers where both follow.
    ///
    /// # Errors
    /// When the figures contradict each other.
    pub fn figures(given: &Given, assumptions: &Assumptions) -> Result<Self, Box<Contradiction>> {
        let total = oneoff::derive(given, assumptions)?.total;
        let known = |metric| Some(value(&total, metric).figure()?.low().clone());
        Ok(Self::Figures(Box::new(match (known(Metric::Spend), known(Metric::NewCustomers)) {
            (Some(spend), Some(customers)) => Given {
                costs: vec![(Category::Uncategorised, spend)],
                customers: Some(customers),
                ltv: given.ltv.clone(),
                ..Given::default()
            },
            (None, _) | (_, None) => given.clone(),
        })))
    }

    /// Everything that follows, by channel.
    #[must_use]
    pub fn results(&self, assumptions: &Assumptions) -> Results {
        self.by(assumptions, &[Dimension::Channel])
    }

    /// The total alone.
    #[must_use]
    pub fn total(&self, assumptions: &Assumptions) -> Line {
        self.by(assumptions, &[]).total
    }

    /// The same where LTV follows from its inputs alone, even where it was typed.
    #[must_use]
    pub fn of_inputs(&self) -> Self {
        match self {
            Self::Ledger(ledger) => Self::Ledger(ledger),
            Self::Figures(given) => Self::Figures(Box::new(Given { ltv: None, ..(**given).clone() })),
        }
    }

    fn by(&self, assumptions: &Assumptions, dimensions: &[Dimension]) -> Results {
        match self {
            Self::Ledger(ledger) => compute(ledger, assumptions, dimensions),
            // Spend and customers alone cannot contradict each other.
            Self::Figures(given) => oneoff::derive(given, assumptions)
                .unwrap_or_else(|_| compute(&Ledger::default(), assumptions, dimensions)),
        }
    }

    /// Whether LTV is a figure as typed, so that no input of it has a say.
    #[must_use]
    pub fn ltv_is_given(&self) -> bool {
        match self {
            Self::Ledger(_) => false,
            Self::Figures(given) => given.ltv.is_some(),
        }
    }
}

/// Whom a line of a plan is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A row, by its labels.
    Row(Vec<Label>),
    /// The channels that have spend.
    Paid,
    /// All of it.
    Total,
}

/// The rows, the total and, where it differs, the total of the channels that have spend.
#[must_use]
pub fn lines(results: &Results) -> Vec<(Who, &Line)> {
    let rows = results.rows.iter().map(|line| (Who::Row(line.key.clone()), line));
    let paid = results.total_paid.as_ref().filter(|paid| paid.values != results.total.values);
    rows.chain([(Who::Total, &results.total)]).chain(paid.map(|paid| (Who::Paid, paid))).collect()
}

/// The line of the same rows in other results.
#[must_use]
pub fn same<'a>(results: &'a Results, who: &Who) -> Option<&'a Line> {
    match who {
        Who::Row(key) => results.row(key),
        Who::Paid => results.total_paid.as_ref(),
        Who::Total => Some(&results.total),
    }
}

/// A metric of a line; `no_data` where it has none.
#[must_use]
pub fn value(line: &Line, metric: Metric) -> Value {
    line.values.get(&metric).cloned().unwrap_or(Value::Undefined(Reason::NoData))
}

#[cfg(test)]
mod tests;
