//! Thresholds: rules, and how results are held against them. A limit is compared exactly; what cannot be decided
//! never passes.

mod baseline;
mod judge;
mod parse;
mod worst;

use crate::calc::results::Label;
use crate::domain::category::{Category, Scope};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::place::Place;
use crate::domain::value::{Reason, Value};

pub use baseline::Baselines;
pub use judge::{is_out_of_scope, judge, judge_against, unknown_exceptions, unsaid};
pub use parse::{limit, metric, parse, ratio, row, sign};

/// Which rows a rule is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The total.
    Total,
    /// The channels that have spend.
    Paid,
    /// Every named row that has spend.
    Each,
    /// One channel.
    Channel(String),
    /// One segment.
    Segment(String),
    /// Every month.
    EachMonth,
    /// The last month.
    Last,
}

impl Target {
    /// Whether it is a row, or rows, by their names.
    #[must_use]
    pub fn by_name(&self) -> bool {
        match self {
            Self::Each | Self::Channel(_) | Self::Segment(_) => true,
            Self::Total | Self::Paid | Self::EachMonth | Self::Last => false,
        }
    }

    /// Whether it is rows, of which some may be left out.
    #[must_use]
    pub fn is_many(&self) -> bool {
        match self {
            Self::Each | Self::EachMonth => true,
            Self::Total | Self::Paid | Self::Channel(_) | Self::Segment(_) | Self::Last => false,
        }
    }

    /// Whether the rule needs results by month.
    #[must_use]
    pub fn by_month(&self) -> bool {
        match self {
            Self::EachMonth | Self::Last => true,
            Self::Total | Self::Paid | Self::Each | Self::Channel(_) | Self::Segment(_) => false,
        }
    }
}

/// How a figure is held against the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// Not below.
    AtLeast,
    /// Not above.
    AtMost,
    /// Above.
    Above,
    /// Below.
    Below,
}

impl Operator {
    /// The sign in every format.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::Below => "<",
        }
    }
}

/// Which figure a rule is held against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bound {
    /// The one measured.
    #[default]
    Point,
    /// The end of its interval that is the less favourable to the rule.
    Worst,
}

impl Bound {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Point, Self::Worst];

    /// The name after `--bound`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Worst => "worst",
        }
    }
}

/// What a metric is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// A figure.
    At(Exact),
    /// The same row of a baseline, as far as this share of its value from it: below it where the rule sets a lower
    /// limit, above it where it sets an upper one.
    Within {
        /// The share, from 0.
        share: Exact,
        /// The baseline, by its file.
        baseline: String,
    },
}

/// A threshold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The metric.
    pub metric: Metric,
    /// Which rows it is for.
    pub row: Target,
    /// How the metric is held against the limit.
    pub operator: Operator,
    /// The limit.
    pub limit: Limit,
    /// A limit inside the other, of the same kind, that is a warning to miss: a figure, or a share.
    pub warn: Option<Exact>,
    /// The scope of cost that it is judged under, when that is not the one of the results.
    pub scope: Option<Scope>,
    /// Where it stands, when that is a file.
    pub place: Option<Place>,
    /// Rows that it is not for.
    pub except: Vec<String>,
    /// New customers under which a row is not judged.
    pub min_customers: Option<u64>,
    /// Whether missing the limit is a warning only. An advisory rule that is met, or cannot be judged, is silent.
    pub advisory: bool,
    /// Which figure is held against the limit.
    pub bound: Bound,
}

impl Rule {
    /// A rule for the total, as flags give it.
    #[must_use]
    pub fn total(metric: Metric, operator: Operator, limit: Exact) -> Self {
        Self {
            metric,
            row: Target::Total,
            operator,
            limit: Limit::At(limit),
            warn: None,
            scope: None,
            place: None,
            except: Vec::new(),
            min_customers: None,
            advisory: false,
            bound: Bound::Point,
        }
    }

    /// The rule, and the same limit held against `(paid channels)` and every row as a warning.
    #[must_use]
    pub fn with_warnings(self) -> Vec<Self> {
        let warning = |row| Self { row, advisory: true, ..self.clone() };
        let (paid, each) = (warning(Target::Paid), warning(Target::Each));
        vec![self, paid, each]
    }
}

/// How a rule ended for a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The limit is not met.
    Fail,
    /// An advisory limit is not met, or the one inside the limit that only warns.
    Warn,
    /// It could not be decided.
    Undecided,
    /// The rule does not apply to the row.
    NotJudged,
    /// It is met.
    Pass,
}

/// What was judged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judged {
    /// The total.
    Total,
    /// The channels that have spend.
    Paid,
    /// A row, by its labels.
    Row(Vec<Label>),
    /// A row that was named and is not there, or rows of which none is left.
    Absent(String),
}

/// Why a rule ended as it did, where the figures alone do not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The metric has no value.
    Undefined(Reason),
    /// The limit lies within the error of an approximate figure.
    TooClose,
    /// The interval has no end on the side that is judged.
    OpenEnd,
    /// The figure is an estimate, and has no interval.
    NoInterval,
    /// Spend whose categories do not say whether it counts.
    UndecidedCategories(Vec<(Category, Exact)>),
    /// The figure rests on revenue LTV, and that was not asked for.
    NeedsRevenueBasis,
    /// There is no such channel, segment or month; the nearest name, if any is near.
    NoSuchRow(Option<String>),
    /// No row is left to judge.
    NothingToJudge,
    /// Spend or customers without a name.
    Unattributed,
    /// The row has no spend.
    WithoutSpend,
    /// The row has fewer new customers than the rule asks for.
    TooFewCustomers(u64),
    /// The rule excepts the row.
    Excepted,
    /// It passes, but churn takes the customers before their margin covers the CAC.
    NeverPaysBack,
    /// The baseline has no such row.
    NoRowBefore,
    /// The baseline's row does not carry the metric.
    NotCarriedBefore,
    /// The metric has no value in the baseline.
    UndefinedBefore(Reason),
    /// The baseline has a row that is not there any more.
    RowGone,
}

/// The end of an interval that was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// A figure.
    At(Figure),
    /// There is none.
    Open,
    /// The metric is no estimate, so that the figure itself was judged.
    Known,
}

/// The value that a rule on a change is measured from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The baseline, by its file.
    pub baseline: String,
    /// How far the metric may move from it, as a share of it.
    pub share: Exact,
    /// The value.
    pub value: Value,
}

/// One rule held against one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// How it ended.
    pub outcome: Outcome,
    /// The metric.
    pub metric: Metric,
    /// The row.
    pub row: Judged,
    /// How the metric was held against the limit.
    pub operator: Operator,
    /// The limit; without a value where it is measured from one that has none.
    pub limit: Value,
    /// The limit inside it that warns, where the rule has one.
    pub warn: Option<Value>,
    /// The value it is measured from, for a rule on a change.
    pub before: Option<Before>,
    /// The scope, when it is the rule's own.
    pub scope: Option<Scope>,
    /// Where the rule stands.
    pub place: Option<Place>,
    /// What was measured.
    pub value: Value,
    /// What was judged, when that is the end of an interval.
    pub end: Option<End>,
    /// What each of these would have to be for the rule to be met.
    pub needed: Vec<(Metric, Value)>,
    /// Why, where the figures alone do not say.
    pub why: Option<Why>,
}

/// All rules together: a failure fails, else anything undecided or nothing judged is undecided.
#[must_use]
pub fn verdict(judgements: &[Judgement]) -> Outcome {
    let any = |outcome| judgements.iter().any(|found| found.outcome == outcome);
    // A warning is never all there is: it stands beside a judgement of the total, or is a rule that holds.
    if any(Outcome::Fail) {
        Outcome::Fail
    } else if any(Outcome::Undecided) || !(any(Outcome::Pass) || any(Outcome::Warn)) {
        Outcome::Undecided
    } else {
        Outcome::Pass
    }
}

#[cfg(test)]
mod tests;
