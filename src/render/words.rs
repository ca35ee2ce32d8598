//! Sentences and cells as text: what a human format needs to know to spell them.

use crate::domain::currency::Currency;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::Unit;
use crate::domain::value::Value;
use crate::report::study::Side;
use crate::report::{Band, Interval, Numbers, Phrase, Piece, Precision};

use super::safe;
use super::spark;
use super::text::{self, Rounding};

/// How a human format spells names, its own words and figures.
pub(super) struct Words<'a> {
    /// The number style.
    pub(super) numbers: &'a Numbers,
    /// The currency, which gives money its decimals.
    pub(super) currency: Option<Currency>,
    /// Makes text from the user safe.
    pub(super) name: fn(&str) -> String,
    /// Spells our own words.
    pub(super) own: fn(&str) -> String,
    /// Spells figures.
    pub(super) figure: fn(&str) -> String,
    /// Stands where there is no value.
    pub(super) dash: &'static str,
    /// How wide a name in a table may be, and what stands where it was cut.
    pub(super) label_width: Option<(usize, &'static str)>,
}

/// The number style of machines.
const MACHINE: Numbers = Numbers {
    decimal: '.',
    group: None,
    precision: Precision { money: None, ratio: None, months: None, percent: None },
};

/// How sentences are spelled in formats that CI reads: the same in every country, names with nothing hidden.
pub(super) fn machine(currency: Option<Currency>) -> Words<'static> {
    Words {
        numbers: &MACHINE,
        currency,
        name: safe::visible,
        own: str::to_owned,
        figure: str::to_owned,
        dash: "–",
        label_width: None,
    }
}

impl Words<'_> {
    /// A sentence.
    pub(super) fn phrase(&self, phrase: &Phrase) -> String {
        phrase.iter().map(|piece| self.piece(piece)).collect()
    }

    fn piece(&self, piece: &Piece) -> String {
        match piece {
            Piece::Text(words) => (self.own)(words),
            Piece::Name(name) => (self.name)(name),
            Piece::Figure(value, unit) => self.value(value, *unit, &[]),
            Piece::Precise(value, unit) => match value {
                Value::Known(figure) => (self.figure)(&text::precise(figure, *unit, self.currency, self.numbers)),
                Value::Undefined(_) => self.value(value, *unit, &[]),
            },
            Piece::Apart(value, unit, limits) => self.value(value, *unit, limits),
            Piece::Bound(value, unit, side) => match value {
                Value::Known(figure) => self.bound(figure, *unit, *side),
                Value::Undefined(_) => self.value(value, *unit, &[]),
            },
            Piece::Interval(interval, unit, limits) => self.interval(interval, *unit, limits, " to "),
        }
    }

    /// A figure in a sentence; where there is none, the reason.
    pub(super) fn value(&self, value: &Value, unit: Unit, limits: &[Exact]) -> String {
        match value {
            Value::Known(figure) => {
                let text = text::figure(figure, unit, limits, self.currency, self.numbers);
                (self.figure)(&text)
            }
            Value::Undefined(reason) => (self.own)(&format!("n/a ({}: {})", reason.code(), reason.sentence())),
        }
    }

    /// A figure on its safe side.
    pub(super) fn bound(&self, figure: &Figure, unit: Unit, side: Side) -> String {
        let (end, rounding) = match side {
            Side::Up => (figure.high(), Rounding::Up),
            Side::Down => (figure.low(), Rounding::Down),
            Side::Nearest => return (self.figure)(&text::figure(figure, unit, &[], self.currency, self.numbers)),
        };
        (self.figure)(&text::bound(end, unit, rounding, self.currency, self.numbers).0)
    }

    /// Where a figure lies: `63.44–289.53`, or `≥ 913.00` where one end is open.
    pub(super) fn interval(&self, interval: &Interval, unit: Unit, limits: &[Exact], between: &str) -> String {
        // The ends are enclosed far closer than they are shown, so that they need no mark.
        let end = |figure: &Figure| self.value(&Value::exact(figure.middle()), unit, limits);
        match (&interval.low, &interval.high) {
            (Some(low), Some(high)) => format!("{}{}{}", end(low), (self.own)(between), end(high)),
            (Some(low), None) => format!("{} {}", (self.own)("≥"), end(low)),
            (None, Some(high)) => format!("{} {}", (self.own)("≤"), end(high)),
            (None, None) => self.dash.to_owned(),
        }
    }

    /// A figure in a table; a dash where there is none.
    pub(super) fn cell(&self, value: &Value, unit: Unit, limits: &[Exact]) -> String {
        match value {
            Value::Known(_) => self.value(value, unit, limits),
            Value::Undefined(_) => self.dash.to_owned(),
        }
    }

    /// A name in a table, cut to the width for names.
    pub(super) fn label(&self, name: &str) -> String {
        match self.label_width {
            Some((width, mark)) => safe::cut(&(self.name)(name), width, mark),
            None => (self.name)(name),
        }
    }
}

/// Our own words with the characters that ASCII lacks replaced.
pub(super) fn ascii(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '÷' => text.push('/'),
            '×' => text.push('x'),
            '·' => text.push('*'),
            '−' | '–' | '—' => text.push('-'),
            '≥' => text.push_str(">="),
            '≤' => text.push_str("<="),
            '≈' => text.push('~'),
            '…' => text.push_str("..."),
            '→' => text.push_str("->"),
            'Σ' => text.push_str("sum "),
            '‘' | '’' => text.push('\''),
            '“' | '”' => text.push('"'),
            c => text.push(spark::plain(c).unwrap_or(c)),
        }
    }
    text
}

/// A band in a table.
pub(super) fn band(band: Band) -> &'static str {
    match band {
        Band::LosesMoney => "loses money",
        Band::BelowMinimum => "below minimum",
        Band::BelowTarget => "below target",
        Band::Healthy => "healthy",
        Band::UnderInvested => "under-invested?",
    }
}

/// A band in machine formats.
#[must_use]
pub fn band_name(band: Band) -> &'static str {
    match band {
        Band::LosesMoney => "loses_money",
        Band::BelowMinimum => "below_minimum",
        Band::BelowTarget => "below_target",
        Band::Healthy => "healthy",
        Band::UnderInvested => "under_invested",
    }
}
