//! What the commands say that answer with tables of their own: `plan`, `funnel`, `reconcile`, the views of `report`.
//!
//! Every figure is still exact; which way it is rounded at print stands beside it.

use super::build::View;
use super::chart::Chart;
use super::{InputFile, Phrase};
use crate::calc::results::Results;
use crate::domain::currency::Currency;
use crate::domain::exact::Exact;
use crate::domain::metric::{Metric, Unit};
use crate::domain::period::Span;
use crate::domain::place::Diagnostic;
use crate::domain::value::Value;

/// Everything an answer of several tables says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Study {
    /// What it is, which is the last part of its schema: `plan`, `funnel`, …
    pub name: &'static str,
    /// The currency, when a code is known.
    pub currency: Option<Currency>,
    /// The months covered.
    pub period: Option<Span>,
    /// Scope, method and what else machines are told, by key.
    pub facts: Vec<(&'static str, String)>,
    /// The first sentence.
    pub headline: Phrase,
    /// Notes that stand above the tables.
    pub above: Vec<Phrase>,
    /// The tables.
    pub tables: Vec<Exhibit>,
    /// Tables for machines alone: what is too long to be read.
    pub further: Vec<Exhibit>,
    /// Charts, for the formats that draw.
    pub charts: Vec<Chart>,
    /// Formulas, what is assumed, files read, what was skipped.
    pub footer: Vec<Phrase>,
    /// The files read.
    pub inputs: Vec<InputFile>,
    /// Errors, warnings and notes about the input.
    pub diagnostics: Vec<Diagnostic>,
}

impl Study {
    /// A study of results, without its tables: what they are of, how they were computed, what was read.
    #[must_use]
    pub fn of(name: &'static str, results: &Results, view: &View) -> Self {
        let mut footer = super::footer::footer(results, view, &[]);
        footer.extend(view.notes.iter().cloned());
        Self {
            name,
            currency: view.currency,
            period: results.period,
            facts: vec![
                ("scope", results.scope.name().to_owned()),
                ("method", results.method.name().to_owned()),
                ("basis", results.basis.name().to_owned()),
                ("timing", results.timing.name().to_owned()),
            ],
            headline: Phrase::new(),
            above: super::build::above(results),
            tables: Vec::new(),
            further: Vec::new(),
            charts: Vec::new(),
            footer,
            inputs: view.inputs.clone(),
            diagnostics: view.diagnostics.clone(),
        }
    }
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exhibit {
    /// Its key in machine formats.
    pub key: &'static str,
    /// What people read above it; may be empty.
    pub title: Phrase,
    /// One a column.
    pub columns: Vec<Heading>,
    /// The rows; those that are totals come last.
    pub rows: Vec<Entry>,
}

/// A column's heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its key in machine formats.
    pub key: String,
    /// What people read.
    pub title: Phrase,
    /// Whether its cells are figures, which stand on the right.
    pub numeric: bool,
    /// Columns with the least importance are dropped first on a narrow terminal; `None` stays.
    pub importance: Option<u8>,
}

impl Heading {
    /// A column of names or words, which always stays.
    #[must_use]
    pub fn label(key: &str, title: &str) -> Self {
        let title = vec![super::Piece::Text(title.to_owned())];
        Self { key: key.to_owned(), title, numeric: false, importance: None }
    }

    /// The column of a dimension, whose name may be a header of the user's.
    #[must_use]
    pub fn dimension(name: &str) -> Self {
        Self { title: vec![super::Piece::Name(capitalised(name))], ..Self::label(name, name) }
    }

    /// A column of figures.
    #[must_use]
    pub fn figure(key: &str, title: &str, importance: u8) -> Self {
        Self { numeric: true, importance: Some(importance), ..Self::label(key, title) }
    }

    /// The column of a metric, by its name and heading.
    #[must_use]
    pub fn metric(metric: Metric, importance: u8) -> Self {
        Self::figure(metric.name(), &metric.heading(), importance)
    }
}

/// A name with a capital at its start, as a heading has it.
#[must_use]
pub fn capitalised(name: &str) -> String {
    let mut rest = name.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// One a column.
    pub cells: Vec<Cell>,
    /// Whether it is a total, which stands apart.
    pub total: bool,
}

/// Which way a figure is rounded where it does not fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// To the nearest.
    #[default]
    Nearest,
    /// Down: the highest that still holds.
    Down,
    /// Up: the least that holds.
    Up,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Our own word.
    Word(String),
    /// Text from the user's files or flags.
    Name(String),
    /// A sentence.
    Said(Phrase),
    /// A figure, or why there is none.
    Figure {
        /// The value.
        value: Value,
        /// Its unit.
        unit: Unit,
        /// Limits it is judged by: it is never shown equal to one it is not equal to.
        limits: Vec<Exact>,
        /// Which way it is rounded.
        side: Side,
    },
    /// An interval; an end without a value is open.
    Between(Value, Value, Unit),
    /// A line of figures in small, for people alone: 0 to 7 from the lowest to the highest, none where there is a gap.
    Spark(Vec<Option<u8>>),
}

impl Cell {
    /// A figure, rounded to the nearest.
    #[must_use]
    pub fn figure(value: &Value, unit: Unit) -> Self {
        Self::Figure { value: value.clone(), unit, limits: Vec::new(), side: Side::Nearest }
    }

    /// A metric's value, rounded to the nearest.
    #[must_use]
    pub fn metric(value: &Value, metric: Metric) -> Self {
        Self::figure(value, metric.unit())
    }

    /// The highest that still holds: never rounded up.
    #[must_use]
    pub fn highest(value: &Value, unit: Unit) -> Self {
        Self::Figure { value: value.clone(), unit, limits: Vec::new(), side: Side::Down }
    }

    /// The least that holds: never rounded down.
    #[must_use]
    pub fn least(value: &Value, unit: Unit) -> Self {
        Self::Figure { value: value.clone(), unit, limits: Vec::new(), side: Side::Up }
    }
}
