//! Sentences, piece by piece, and what rows are called in them.

use super::study::Side;
use super::{Interval, Phrase, Piece};
use crate::calc::results::{Band, Label};
use crate::domain::exact::Exact;
use crate::domain::metric::Unit;
use crate::domain::value::Value;

/// A sentence in the making.
#[derive(Default)]
pub(super) struct Sentence(Phrase);

impl Sentence {
    pub(super) fn of(text: impl Into<String>) -> Self {
        Self::default().text(text)
    }

    pub(super) fn text(mut self, text: impl Into<String>) -> Self {
        self.0.push(Piece::Text(text.into()));
        self
    }

    /// The user's own text.
    pub(super) fn name(mut self, text: impl Into<String>) -> Self {
        self.0.push(Piece::Name(text.into()));
        self
    }

    pub(super) fn figure(mut self, value: &Value, unit: Unit) -> Self {
        self.0.push(Piece::Figure(value.clone(), unit));
        self
    }

    /// Our own words, as one thing of a list.
    pub(super) fn text_of(self, text: &&str) -> Self {
        self.text(*text)
    }

    /// Where a figure lies; its ends are not shown equal to a limit they are not equal to.
    pub(super) fn interval(mut self, interval: &Interval, unit: Unit, limits: Vec<Exact>) -> Self {
        self.0.push(Piece::Interval(interval.clone(), unit, limits));
        self
    }

    /// A figure to calculate on with.
    pub(super) fn precise(mut self, value: &Value, unit: Unit) -> Self {
        self.0.push(Piece::Precise(value.clone(), unit));
        self
    }

    /// A figure that is not shown equal to a limit it is not equal to.
    pub(super) fn apart(mut self, value: &Value, unit: Unit, limits: Vec<Exact>) -> Self {
        self.0.push(Piece::Apart(value.clone(), unit, limits));
        self
    }

    /// The highest that still holds.
    pub(super) fn highest(mut self, value: &Value, unit: Unit) -> Self {
        self.0.push(Piece::Bound(value.clone(), unit, Side::Down));
        self
    }

    /// The least that holds.
    pub(super) fn least(mut self, value: &Value, unit: Unit) -> Self {
        self.0.push(Piece::Bound(value.clone(), unit, Side::Up));
        self
    }

    pub(super) fn money(self, sum: &Exact) -> Self {
        self.figure(&Value::exact(sum.clone()), Unit::Money)
    }

    /// Things one after another with commas, and `and` before the last.
    pub(super) fn listed<T>(mut self, items: impl ExactSizeIterator<Item = T>, each: impl Fn(Self, T) -> Self) -> Self {
        let last = items.len().saturating_sub(1);
        for (at, item) in items.enumerate() {
            if at > 0 {
                self = self.text(if at == last { " and " } else { ", " });
            }
            self = each(self, item);
        }
        self
    }

    pub(super) fn done(self) -> Phrase {
        self.0
    }
}

/// Words with commas, and `and` before the last.
pub(super) fn joined(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// A label as it is shown.
pub(super) fn label(label: &Label) -> String {
    label.shown()
}

/// What a row is called in a sentence.
pub(super) fn row(labels: &[Label]) -> String {
    let names: Vec<String> = labels.iter().map(label).collect();
    names.join(", ")
}

/// A band in words.
pub(super) fn band(band: Band) -> &'static str {
    match band {
        Band::LosesMoney => "loses money",
        Band::BelowMinimum => "below the minimum",
        Band::BelowTarget => "below target",
        Band::Healthy => "healthy",
        Band::UnderInvested => "may be under-invested: on average CAC",
    }
}
