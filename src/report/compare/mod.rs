//! What `compare` says: the headline, what every metric changed by, and why CAC and LTV:CAC changed.

mod charts;
mod headline;
mod tables;

use super::build::{self, View};
use super::footer::footer;
use super::phrase::Sentence;
use super::study::{Exhibit, Study};
use super::{InputFile, Phrase};
use crate::calc::compare::cac::Unsplit;
use crate::calc::compare::side::{Manner, Side};
use crate::calc::compare::{Comparison, Pair};
use crate::calc::results::Results;
use crate::domain::currency::Currency;
use crate::domain::metric::{Metric, Unit};
use crate::domain::place::Diagnostic;
use crate::domain::value::Value;

/// A side, and what is said of it.
#[derive(Clone, Debug)]
pub struct End {
    /// Its figures.
    pub side: Side,
    /// What the user called it.
    pub name: String,
    /// Notes for above the tables.
    above: Vec<Phrase>,
    /// How it was computed, and what was read.
    footer: Vec<Phrase>,
    inputs: Vec<InputFile>,
    diagnostics: Vec<Diagnostic>,
}

impl End {
    /// A side that was computed just now.
    #[must_use]
    pub fn computed(side: Side, name: String, results: &Results, view: &View) -> Self {
        let mut lines = footer(results, view, &[]);
        lines.extend(view.notes.iter().cloned());
        Self {
            side,
            name,
            above: build::above(results),
            footer: lines,
            inputs: view.inputs.clone(),
            diagnostics: view.diagnostics.clone(),
        }
    }

    /// A side that was saved.
    #[must_use]
    pub fn saved(side: Side, name: String) -> Self {
        let Manner { scope, method, basis, .. } = side.manner;
        let about = format!(" (saved result: scope {}", scope.name());
        let mut about = Sentence::of("read ").name(name.clone()).text(about);
        if side.has_ltv() {
            about = about.text(format!(", method {}, basis {}", method.name(), basis.name()));
        }
        let footer = vec![about.text(")").done()];
        Self { side, name, above: Vec::new(), footer, inputs: Vec::new(), diagnostics: Vec::new() }
    }

    /// Its period, where it has one.
    fn period(&self) -> Option<String> {
        self.side.period.map(|period| period.to_string())
    }
}

/// How a comparison is looked at.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The currency, when a code is known.
    pub currency: Option<Currency>,
    /// The rows to show, by their place; all when missing.
    pub rows: Option<Vec<usize>>,
}

/// The answer.
#[must_use]
pub fn study(comparison: &Comparison, ends: &[End; 2], look: &Look) -> Study {
    let [before, after] = ends;
    let shown = |at: usize| look.rows.as_ref().is_none_or(|rows| rows.contains(&at));
    let rows: Vec<&Pair> =
        comparison.rows.iter().enumerate().filter(|(at, _)| shown(*at)).map(|(_, pair)| pair).collect();
    let mut all: Vec<Exhibit> = vec![tables::changes(comparison, ends)];
    all.extend(tables::rows(comparison, &rows));
    all.extend(tables::cac(comparison, &rows));
    all.extend(tables::ratio(comparison));
    Study {
        name: "compare",
        currency: look.currency,
        period: None,
        facts: facts(ends),
        headline: headline::headline(comparison, ends),
        above: both(&before.above, &after.above),
        tables: all,
        further: tables::every(comparison, &rows).into_iter().collect(),
        charts: charts::charts(comparison, ends, &rows),
        footer: notes(comparison, ends, rows.len()),
        inputs: before
            .inputs
            .iter()
            .chain(after.inputs.iter().filter(|one| !before.inputs.contains(one)))
            .cloned()
            .collect(),
        diagnostics: before
            .diagnostics
            .iter()
            .chain(after.diagnostics.iter().filter(|one| !before.diagnostics.contains(one)))
            .cloned()
            .collect(),
    }
}

/// What machines are told of the sides.
fn facts([before, after]: &[End; 2]) -> Vec<(&'static str, String)> {
    let manner = after.side.manner;
    let mut facts = vec![("before", before.name.clone()), ("after", after.name.clone())];
    facts.extend(before.period().map(|period| ("period_before", period)));
    facts.extend(after.period().map(|period| ("period_after", period)));
    facts.push(("scope", manner.scope.name().to_owned()));
    if after.side.has_ltv() {
        facts.push(("method", manner.method.name().to_owned()));
        facts.push(("basis", manner.basis.name().to_owned()));
        facts.push(("timing", manner.timing.name().to_owned()));
    }
    facts
}

/// Lines that hold for both sides once, the others with the side that they are of.
fn both(before: &[Phrase], after: &[Phrase]) -> Vec<Phrase> {
    let of = |side: &str, line: &Phrase| {
        let mut own = Sentence::of(format!("{side}: ")).done();
        own.extend(line.iter().cloned());
        own
    };
    let alone = |line: &&Phrase| !after.contains(line);
    let mut all: Vec<Phrase> = after.iter().filter(|line| before.contains(line)).cloned().collect();
    all.extend(before.iter().filter(alone).map(|line| of("before", line)));
    all.extend(after.iter().filter(|line| !before.contains(line)).map(|line| of("after", line)));
    all
}

/// Formulas, what they assume, and what each side says of itself.
fn notes(comparison: &Comparison, ends: &[End; 2], shown: usize) -> Vec<Phrase> {
    let [before, after] = ends;
    let mut notes = Vec::new();
    let mut say = |text: String| notes.push(Sentence::of(text).done());
    say("change = after − before, in % of before; changes of percentages are in points".to_owned());
    match &comparison.cac {
        Ok(_) => {
            say("price = (CAC after − before) × mean share of customers; mix = (share after − before) × mean CAC; a row \
                 with customers on one side only is all mix; spend on a side without customers, over all customers of \
                 that side, stands apart; all of them add up to the change"
                .to_owned());
        }
        Err(Unsplit::NotAllRows) => {
            say("the change of CAC is not split by row: the rows of a side do not make up its \
                                         total, as when they were cut by --top or --channel when it was saved"
                .to_owned())
        }
        Err(Unsplit::NoFigure(reason)) if !comparison.rows.is_empty() => {
            say(format!("the change of CAC is not split by row: {}", reason.sentence()));
        }
        Err(Unsplit::NoRows | Unsplit::NoFigure(_)) => {}
    }
    if let Ok(ratio) = &comparison.ratio {
        let factors: Vec<&str> = ratio.effects.iter().map(|(factor, _)| factor.title()).collect();
        let what = if ratio.by_row {
            "; a row on one side only has that side's figures on both; spend without customers counts in CAC"
        } else {
            ""
        };
        say(format!(
            "LTV:CAC: what {} change, each the mean over all orders in which they may change (Shapley value){what}",
            super::phrase::joined(&factors)
        ));
    }
    let hidden = comparison.rows.len().saturating_sub(shown);
    if hidden > 0 {
        let rows = if hidden == 1 { "row" } else { "rows" };
        say(format!("{hidden} {rows} not shown; the totals count them"));
    }
    notes.extend(both(&before.footer, &after.footer));
    notes
}

/// Metrics of rows that people see side by side.
const SHOWN: [Metric; 3] = [Metric::NewCustomers, Metric::Cac, Metric::LtvCac];

/// A figure with its sign: `+1.20`.
fn signed(sentence: Sentence, value: &Value, unit: Unit) -> Sentence {
    let above = value.figure().is_some_and(crate::domain::figure::Figure::is_positive);
    let sentence = if above { sentence.text("+") } else { sentence };
    sentence.figure(value, unit)
}
