//! What is said, before the format is known: typed cells, sentences with figures in them, and notes.
//!
//! Every number that any format shows stands here. A cell knows its unit, not its width, colour or decimals.

pub mod across;
pub mod alias;
pub mod build;
pub mod chart;
mod columns;
pub mod compare;
mod explain;
mod findings;
mod fiscal;
mod footer;
pub mod funnel;
mod headline;
mod hidden;
pub mod inspection;
mod interval;
mod phrase;
pub mod planning;
pub mod reconcile;
pub mod study;
pub mod trend;
pub mod views;

use std::sync::Arc;

pub use crate::calc::check::Before;
pub use crate::calc::lag::Matched;
pub use crate::calc::results::{Band, Interval};
use crate::domain::bands::Bands;
use crate::domain::currency::Currency;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::{Metric, Unit};
use crate::domain::period::Span;
use crate::domain::place::{Diagnostic, Place};
use crate::domain::value::Value;

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Our own words.
    Text(String),
    /// Text from the user's files or flags: escaped wherever it is shown.
    Name(String),
    /// A figure, shown in the number style of the output.
    Figure(Value, Unit),
    /// A figure with digits enough to calculate on with it.
    Precise(Value, Unit),
    /// A figure that is rounded to its safe side.
    Bound(Value, Unit, study::Side),
    /// A figure that must not be shown equal to any of these, unless it is.
    Apart(Value, Unit, Vec<Exact>),
    /// Where a figure lies; an end must not be shown equal to any of these, unless it is.
    Interval(Interval, Unit, Vec<Exact>),
}

/// A sentence whose figures are still exact.
pub type Phrase = Vec<Piece>;

/// Which command it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `calc`: facts, one metric a line.
    Calc,
    /// `report`: rows.
    Report,
    /// `check`: findings, then rows.
    Check,
}

/// A column of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The metric, whose name is the key in machine formats.
    pub metric: Metric,
    /// Whether people see it: a column without any value is kept for machines only.
    pub shown: bool,
    /// Columns with the least importance are dropped first on a narrow terminal.
    pub importance: u8,
    /// Whether its figures are estimates, and intervals were asked for.
    pub estimated: bool,
    /// Limits the column is judged by: a figure is never shown equal to one it is not equal to.
    pub limits: Vec<Exact>,
}

/// A row of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// One label a dimension. For totals empty.
    pub labels: Vec<String>,
    /// One value a column.
    pub values: Vec<Value>,
    /// Where each of them lies, as far as that can be told; empty where that was not asked for.
    pub intervals: Vec<Option<Interval>>,
    /// How the ratio is judged.
    pub band: Option<Band>,
    /// What its LTV is computed from, as far as no column shows it; for machines.
    pub model: Vec<(&'static str, Value)>,
}

/// Rows that people see as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// Rows from this one on are summed up.
    pub from: usize,
    /// Their sum.
    pub row: Row,
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The names of the dimensions, which are the keys in machine formats.
    pub dimensions: Vec<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, sorted and cut.
    pub rows: Vec<Row>,
    /// The rows that people see summed up, if there are too many.
    pub rest: Option<Rest>,
    /// The total.
    pub total: Row,
    /// The total without organic customers; `None` where no channel has spend.
    pub total_paid: Option<Row>,
    /// Whether the printed spend of the rows is to add up to that of the total: shares of shared cost are fractions.
    pub adds_up: bool,
    /// Whether `total_paid` differs from `total`, so that people are shown both.
    pub paid_differs: bool,
}

impl Table {
    /// Whether the ratio that bands judge is among the columns.
    #[must_use]
    pub fn judges(&self) -> bool {
        self.columns.iter().any(|column| column.metric == Metric::LtvCac)
    }
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The limit is not met.
    Fail,
    /// It is met in the total but not everywhere, or by less than the limit that warns.
    Warn,
    /// It could not be decided.
    Undecided,
    /// The rule does not apply to the row.
    NotJudged,
    /// It is met.
    Pass,
}

impl Status {
    /// The word in every format.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Undecided => "undecided",
            Self::NotJudged => "not_judged",
            Self::Pass => "pass",
        }
    }
}

/// One rule held against one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How it ended.
    pub status: Status,
    /// The metric.
    pub metric: Metric,
    /// The row: `total`, `(paid channels)`, or a name.
    pub row: String,
    /// `>=`, `<=`, `>` or `<`.
    pub operator: &'static str,
    /// The limit; without a value where it is measured from one that has none.
    pub limit: Value,
    /// The limit inside it that warns.
    pub warn: Option<Value>,
    /// What a limit on a change is measured from.
    pub before: Option<Before>,
    /// The scope, when it is the rule's own.
    pub scope: Option<&'static str>,
    /// Where the rule stands.
    pub place: Option<Place>,
    /// What was measured.
    pub value: Value,
    /// The unfavourable end of the interval, when that is judged.
    pub bound: Option<Bound>,
    /// What each of these would have to be for the rule to be met.
    pub needed: Vec<(Metric, Value)>,
    /// Why it was not judged or decided, or what else should be known.
    pub why: Option<Phrase>,
}

/// What a finding is judged by, when it is the unfavourable end of the interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// That end.
    End(Figure),
    /// It has none.
    Open,
    /// The figure is no estimate.
    Known,
}

/// Two rows against each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// CAC, whose quotient it is, or churn, whose difference.
    pub metric: Metric,
    /// The row.
    pub row: String,
    /// The row it is held against.
    pub against: String,
    /// The quotient or difference.
    pub value: Option<Figure>,
    /// Where it lies.
    pub interval: Interval,
    /// Whether they differ for certain at the level; `None` where that cannot be told.
    pub differs: Option<bool>,
}

/// How all checks ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every check was evaluated and passed.
    Pass,
    /// One failed.
    Fail,
    /// None failed, but one could not be decided.
    Undecided,
}

impl Verdict {
    /// The word in every format.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Undecided => "undecided",
        }
    }
}

/// The checks of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checks {
    /// Failures first, then warnings, undecided, not judged, passes.
    pub findings: Vec<Finding>,
    /// All of them together.
    pub verdict: Verdict,
    /// The saved results that rules name, by their files, with the months they cover.
    pub baselines: Vec<(String, Option<Span>)>,
    /// Whether the exit status is 0 whatever the verdict.
    pub exit_zero: bool,
}

/// How a file was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// Its role.
    pub role: &'static str,
    /// Data rows.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// The encoding.
    pub encoding: &'static str,
    /// The delimiter; a sheet of a workbook has none.
    pub delimiter: Option<char>,
    /// The decimal mark, when the file proved one or a flag gave it.
    pub decimal: Option<char>,
}

/// How numbers are written for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The decimal mark.
    pub decimal: char,
    /// What stands between groups of three digits, if anything.
    pub group: Option<char>,
    /// The decimals that were asked for.
    pub precision: Precision,
}

/// The decimals that figures of a kind are shown with, where they were asked for; a figure beside a limit gets as many
/// more as it needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Precision {
    /// Of money.
    pub money: Option<u32>,
    /// Of ratios.
    pub ratio: Option<u32>,
    /// Of months.
    pub months: Option<u32>,
    /// Of percentages.
    pub percent: Option<u32>,
}

impl Default for Numbers {
    /// `1,234.56`
    fn default() -> Self {
        Self { decimal: '.', group: Some(','), precision: Precision::default() }
    }
}

/// Everything an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The command.
    pub kind: Kind,
    /// The currency, when a code is known.
    pub currency: Option<Currency>,
    /// The months covered.
    pub period: Option<Span>,
    /// The scope's name.
    pub scope: &'static str,
    /// The method's name.
    pub method: &'static str,
    /// The basis' name.
    pub basis: &'static str,
    /// The timing's name.
    pub timing: &'static str,
    /// The billing's name.
    pub billing: &'static str,
    /// Months after which nothing is counted.
    pub horizon: Option<u32>,
    /// The limits between the bands of LTV:CAC.
    pub bands: Bands,
    /// What a lag held against what.
    pub matched: Option<Matched>,
    /// The level of the intervals, when they were asked for.
    pub level: Option<Exact>,
    /// Rows against each other.
    pub comparisons: Vec<Compared>,
    /// Whether LTV has no value because churn is zero, not because it is missing.
    pub zero_churn: bool,
    /// The first sentence.
    pub headline: Phrase,
    /// Notes that stand above the table.
    pub above: Vec<Phrase>,
    /// The figures.
    pub table: Table,
    /// The checks, for `check`.
    pub checks: Option<Checks>,
    /// Formulas with the figures put in, when asked for.
    pub explanations: Vec<Phrase>,
    /// Formula, scope, basis, method, timing, files read, what was skipped.
    pub footer: Vec<Phrase>,
    /// The files read.
    pub inputs: Vec<InputFile>,
    /// Errors, warnings and notes about the input.
    pub diagnostics: Vec<Diagnostic>,
}
