//! The shape of what is computed: exact values by row.

use std::collections::BTreeMap;

use super::values::Values;
use crate::domain::assumptions::{Basis, Billing, ChurnBase, Method, Timing};
use crate::domain::bands::Bands;
use crate::domain::category::{Category, Scope};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::fiscal::Period;
use crate::domain::ledger::{Dimension, Name};
use crate::domain::metric::Metric;
use crate::domain::period::Span;
use crate::domain::preset::Preset;
use crate::domain::value::{Reason, Value};

/// How an LTV:CAC ratio is judged, by the usual limits. Limits are inclusive below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Below 1.
    LosesMoney,
    /// From 1.
    BelowMinimum,
    /// From 1.5.
    BelowTarget,
    /// From 3.
    Healthy,
    /// From 5.
    UnderInvested,
}

impl Band {
    /// Every band, from the worst.
    pub const ALL: &'static [Self] =
        &[Self::LosesMoney, Self::BelowMinimum, Self::BelowTarget, Self::Healthy, Self::UnderInvested];
}

/// A part of a row's key as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// A name from the files; blank is `(unattributed)`.
    Name(Name),
    /// A category.
    Category(Category),
    /// Months; `None` when the input has no periods.
    Period(Option<Period>),
}

/// What a row without a name is called.
pub const UNATTRIBUTED: &str = "(unattributed)";

impl Label {
    /// The label as it is shown.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Name(Some(name)) => name.to_string(),
            Self::Name(None) => UNATTRIBUTED.to_owned(),
            Self::Category(category) => category.to_string(),
            Self::Period(Some(period)) => period.to_string(),
            Self::Period(None) => "(no period)".to_owned(),
        }
    }
}

/// Where an estimated metric lies, at the level of the results. An end without a figure is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The lower end.
    pub low: Option<Figure>,
    /// The upper end.
    pub high: Option<Figure>,
}

impl Interval {
    /// What is known, as an interval of itself.
    #[must_use]
    pub fn point(value: &Figure) -> Self {
        Self { low: Some(value.clone()), high: Some(value.clone()) }
    }
}

/// Two rows against each other: the quotient of their CACs, or the difference of their churns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// CAC or churn.
    pub metric: Metric,
    /// The row.
    pub row: Vec<Label>,
    /// The row it is held against.
    pub against: Vec<Label>,
    /// The quotient or difference; none where the row has no CAC.
    pub value: Option<Figure>,
    /// Where it lies.
    pub interval: Interval,
    /// Whether the interval leaves out that they are the same; `None` where that cannot be told.
    pub differs: Option<bool>,
}

/// How intervals were taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimation {
    /// The level, such as 0.95.
    pub level: Exact,
    /// The most inputs that were estimated together, each at the level that shares the rest among them.
    pub together: usize,
    /// Whether churn was counted anywhere.
    pub counted_churn: bool,
    /// Whether a churn is used that was not counted, and so is taken as known.
    pub known_churn: bool,
    /// Whether customers are counted in fractions, which have no interval.
    pub fractions: bool,
    /// Rows against each other.
    pub comparisons: Vec<Comparison>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The key, one label for each dimension; empty for totals.
    pub key: Vec<Label>,
    /// The metrics that apply to the row.
    pub values: Values,
    /// The intervals of metrics that hang on something counted, when they were asked for; `None` where such a metric
    /// has none.
    pub intervals: BTreeMap<Metric, Option<Interval>>,
    /// The band of its LTV:CAC, when that is certain.
    pub band: Option<Band>,
    /// Whether any spend in scope stands in the row (its sum is not zero).
    pub has_spend: bool,
    /// Whether the row is spend or customers without a channel (or whatever the first dimension is).
    pub unattributed: bool,
    /// What the row's LTV was computed from, when all its customers share it; for explanations.
    pub model: Option<Model>,
}

/// The inputs behind an LTV and how it was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// The method used.
    pub method: Method,
    /// The basis used.
    pub basis: Basis,
    /// The timing used.
    pub timing: Timing,
    /// How often a customer pays.
    pub billing: Billing,
    /// The horizon in months, when there is one.
    pub horizon: Option<u32>,
    /// The discount per month, when there is one.
    pub discount: Option<Value>,
    /// What the orders of a month cost beside their margin.
    pub order_cost: Option<Value>,
    /// How much m grows a month: m′.
    pub growth: Option<Value>,
    /// Margin (or revenue) per customer and month: m.
    pub monthly: Value,
    /// Churn per month: c.
    pub churn: Value,
    /// Whether the churn stands for a lifetime that was given.
    pub churn_from_lifetime: bool,
}

/// Where CAC comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CacFrom {
    /// Spend ÷ new customers.
    Spend,
    /// CPL ÷ close rate.
    Funnel,
    /// It was given as it is.
    Given,
}

impl Results {
    /// The place of the row with these labels; rows stand in the order of their labels.
    #[must_use]
    pub fn place(&self, key: &[Label]) -> Option<usize> {
        self.rows.binary_search_by(|line| super::compute::in_order(&line.key, key)).ok()
    }

    /// The row with these labels.
    #[must_use]
    pub fn row(&self, key: &[Label]) -> Option<&Line> {
        self.rows.get(self.place(key)?)
    }
}

/// Where an input came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A row of an assumptions file.
    AssumptionRows,
    /// Flags.
    Flags,
    /// The configuration.
    Configuration,
    /// ARPA or margin of the customers acquired.
    AcquiredCustomers,
    /// Figures of the active base, from revenue files.
    ActiveBase,
}

/// A remark that the calculation makes; the report words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Where ARPA, margin or churn came from.
    Source(Metric, Origin),
    /// An input that was given and that no row used.
    Unused(&'static str),
    /// Inputs given for a channel, a segment or both that do not occur.
    UnusedAssumption(Option<String>, Option<String>),
    /// Spend that no row of the report carries: it stands in the total only.
    Unattributed(Exact),
    /// Spend left out of a scope, by category.
    OutOfScope(Category, Exact),
    /// Spend whose category does not say whether it counts in the scope.
    Undecided(Category, Exact),
    /// LTV from blended inputs differs from the mix of the rows by more than 10 %.
    BlendedDiffers {
        /// From blended inputs.
        blended: Exact,
        /// The mix.
        mix: Exact,
    },
    /// A row with customers has no LTV, so the total has none.
    PartialBecauseOf(Vec<Label>, Reason),
    /// Churn was given as a lifetime.
    ChurnFromLifetime,
    /// Some rows have ARPA (or churn) itself, and others orders (or a lifetime) in its place.
    Differ(Metric),
    /// Channels that have spend only or customers only: perhaps others under a second name.
    OneSided {
        /// Channels with spend and no customers.
        spend_only: Vec<String>,
        /// Channels with customers and no spend.
        customers_only: Vec<String>,
        /// Channels with spend and customers.
        both: Vec<String>,
    },
    /// Spend or new customers, which CAC needs and no file gives.
    NoInput(Metric),
    /// Churn is zero, so that nothing ends the sum.
    ZeroChurn,
    /// Nobody left of the customers counted: LTV is at least this, at that level.
    LeastLtv(Exact, Figure),
    /// What LTV and what follows from it would need.
    Needs(Vec<Metric>),
}

/// Everything computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// The dimensions of the rows.
    pub dimensions: Vec<Dimension>,
    /// The rows, in the order of their labels.
    pub rows: Vec<Line>,
    /// All of it.
    pub total: Line,
    /// All channels that have spend: the total without organic customers. `None` where no channel has spend.
    pub total_paid: Option<Line>,
    /// The months covered; `None` for input without periods.
    pub period: Option<Span>,
    /// The scope.
    pub scope: Scope,
    /// The definition in whose manner all is computed.
    pub preset: Option<&'static Preset>,
    /// The method of LTV.
    pub method: Method,
    /// The basis of LTV.
    pub basis: Basis,
    /// When margins are paid.
    pub timing: Timing,
    /// How often a customer pays.
    pub billing: Billing,
    /// Months after which a customer's value is no longer counted.
    pub horizon: Option<u32>,
    /// Whether the basis was asked for, not chosen by what is known.
    pub basis_asked: bool,
    /// The target ratio for the highest CAC.
    pub target: Exact,
    /// The limits between the bands of the ratio.
    pub bands: Bands,
    /// The customers that churn from revenue files is measured against.
    pub churn_base: ChurnBase,
    /// The months of the window that inputs from data are pooled over, and those of them with data.
    pub window: Option<(u32, Option<Span>)>,
    /// The categories that count in CAC, as they occur.
    pub categories: Vec<Category>,
    /// Where CAC comes from.
    pub cac_from: CacFrom,
    /// Whether the LTV is the one given, and follows from no inputs.
    pub ltv_given: bool,
    /// How intervals were taken, when they were asked for.
    pub estimation: Option<Estimation>,
    /// Remarks, in a fixed order.
    pub remarks: Vec<Remark>,
}
