//! One side of a comparison: the rows and totals of a result, whether it was computed just now or saved before.

use crate::calc::results::{Label, Line, Results};
use crate::calc::values::Values;
use crate::domain::assumptions::{Basis, Billing, Method, Timing};
use crate::domain::category::Scope;
use crate::domain::currency::Currency;
use crate::domain::figure::Figure;
use crate::domain::lag::Lag;
use crate::domain::metric::Metric;
use crate::domain::period::Span;
use crate::domain::value::{Reason, Value};

/// How the figures of a side were computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// What counts as cost.
    pub scope: Scope,
    /// The method of LTV.
    pub method: Method,
    /// Margin or revenue.
    pub basis: Basis,
    /// When margins are paid.
    pub timing: Timing,
    /// How often a customer pays.
    pub billing: Billing,
    /// Months after which nothing is counted.
    pub horizon: Option<u32>,
}

impl Manner {
    /// Whether an LTV of one is computed as an LTV of the other. A lifetime without an end before it is 1 ÷ churn.
    #[must_use]
    pub fn values_alike(&self, other: &Self) -> bool {
        let plain = |manner: &Self| match manner.method {
            Method::Lifetime => Method::Simple,
            Method::Simple | Method::Capped | Method::Discounted | Method::Orders | Method::Expansion => manner.method,
        };
        let terms = |manner: &Self| (plain(manner), manner.basis, manner.timing, manner.billing, manner.horizon);
        terms(self) == terms(other)
    }
}

/// What an LTV hangs on beside ARPA, margin and churn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Further {
    /// Discount per month.
    pub discount: Option<Figure>,
    /// How much the monthly margin (or revenue) grows a month.
    pub growth: Option<Figure>,
    /// What the orders of a month cost beside their margin.
    pub order_cost: Option<Figure>,
}

/// A row or a total.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What makes rows of two sides the same, one a dimension; empty for totals.
    pub key: Vec<String>,
    /// The names as shown.
    pub labels: Vec<String>,
    /// The metrics that the side carries.
    pub values: Values,
    /// The rest of what LTV hangs on.
    pub further: Further,
}

impl Row {
    /// A metric; `no_data` where the side does not carry it.
    #[must_use]
    pub fn value(&self, metric: Metric) -> Value {
        self.values.get(&metric).cloned().unwrap_or(Value::Undefined(Reason::NoData))
    }

    /// A metric's figure.
    #[must_use]
    pub fn figure(&self, metric: Metric) -> Option<&Figure> {
        self.values.get(&metric).and_then(Value::figure)
    }
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The names of the dimensions of the rows.
    pub dimensions: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// All of it.
    pub total: Row,
    /// All channels that have spend.
    pub total_paid: Option<Row>,
    /// How it was computed.
    pub manner: Manner,
    /// How long spend took to win its customers, where it was not the same month.
    pub lag: Option<Lag>,
    /// The months covered.
    pub period: Option<Span>,
    /// The currency, when a code is known.
    pub currency: Option<Currency>,
}

impl Side {
    /// Results as a side. `key` makes one of the spellings of a name.
    #[must_use]
    pub fn of(results: &Results, currency: Option<Currency>, key: impl Fn(&str) -> String) -> Self {
        let row = |line: &Line| {
            let labels: Vec<String> = line.key.iter().map(Label::shown).collect();
            Row {
                key: labels.iter().map(|label| key(label)).collect(),
                labels,
                values: line.values.clone(),
                further: further(line),
            }
        };
        Self {
            dimensions: results.dimensions.iter().map(|dimension| dimension.name().to_owned()).collect(),
            rows: results.rows.iter().map(row).collect(),
            total: row(&results.total),
            total_paid: results.total_paid.as_ref().map(row),
            manner: Manner {
                scope: results.scope,
                method: results.method,
                basis: results.basis,
                timing: results.timing,
                billing: results.billing,
                horizon: results.horizon,
            },
            lag: None,
            period: results.period,
            currency,
        }
    }

    /// The same with the lag that its spend was held against customers by.
    #[must_use]
    pub fn lagged(self, lag: Option<Lag>) -> Self {
        Self { lag: lag.filter(|lag| lag.range() != (0, 0)), ..self }
    }

    /// Whether an LTV is known anywhere, so that it matters how it was computed.
    #[must_use]
    pub fn has_ltv(&self) -> bool {
        self.rows.iter().chain([&self.total]).any(|row| row.figure(Metric::Ltv).is_some())
    }

    /// The same with its dimensions in the order of another side. `None` where they are not the same dimensions.
    #[must_use]
    pub fn in_order_of(mut self, other: &Self) -> Option<Self> {
        if self.dimensions == other.dimensions {
            return Some(self);
        }
        let order: Vec<usize> = other
            .dimensions
            .iter()
            .map(|name| self.dimensions.iter().position(|own| own == name))
            .collect::<Option<_>>()?;
        if order.len() != self.dimensions.len() {
            return None;
        }
        let arranged =
            |names: &[String]| -> Vec<String> { order.iter().filter_map(|at| names.get(*at).cloned()).collect() };
        for row in &mut self.rows {
            (row.key, row.labels) = (arranged(&row.key), arranged(&row.labels));
        }
        self.dimensions = arranged(&self.dimensions);
        Some(self)
    }
}

/// What LTV hangs on beside ARPA, margin and churn, as a saved result carries it too.
#[must_use]
pub fn further(line: &Line) -> Further {
    let figure = |value: &Option<Value>| value.as_ref().and_then(Value::figure).cloned();
    line.model.as_ref().map_or_else(Further::default, |model| Further {
        discount: figure(&model.discount),
        growth: figure(&model.growth),
        order_cost: figure(&model.order_cost),
    })
}
