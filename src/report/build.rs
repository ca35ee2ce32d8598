//! Describes results: which rows and columns, in what order, and the sentences around them.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::phrase::{self, Sentence};
use super::{Column, InputFile, Kind, Phrase, Report, Rest, Row, Table};
use super::{alias, columns, explain, findings, footer, headline, interval};
use crate::calc::cac::cac;
use crate::calc::check::Judgement;
use crate::calc::compare::side::further;
use crate::calc::costs::Spread;
use crate::calc::lag::Matched;
use crate::calc::results::{Interval, Label, Line, Remark, Results};
use crate::domain::currency::Currency;
use crate::domain::figure::Figure;
use crate::domain::ledger::Dimension;
use crate::domain::metric::Metric;
use crate::domain::period::Span;
use crate::domain::place::Diagnostic;
use crate::domain::value::{Reason, Value};

/// Rows that people see before the rest is summed up.
const LIMIT: usize = 50;

/// How results are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The command.
    pub kind: Kind,
    /// The columns, when they were asked for.
    pub columns: Option<Vec<Metric>>,
    /// The metric to sort by, highest first; ties by name, what has no value last.
    pub sort: Option<Metric>,
    /// Rows after this many are cut, in every format.
    pub top: Option<usize>,
    /// Channels to show; all when empty.
    pub channels: Vec<String>,
    /// Segments to show; all when empty.
    pub segments: Vec<String>,
    /// Rows after this many are one row for people.
    pub limit: usize,
    /// The currency, when a code is known.
    pub currency: Option<Currency>,
    /// What a lag held against what.
    pub matched: Option<Matched>,
    /// What became of shared cost.
    pub spread: Spread,
    /// The files read.
    pub inputs: Vec<InputFile>,
    /// What was said about the input.
    pub diagnostics: Vec<Diagnostic>,
    /// How rules ended.
    pub judgements: Vec<Judgement>,
    /// The saved results that rules name, with the months they cover.
    pub baselines: Vec<(String, Option<Span>)>,
    /// Whether a check ends with 0 whatever its verdict.
    pub exit_zero: bool,
    /// Whether formulas are shown with the figures put in.
    pub explain: bool,
    /// Further lines of the footer: what reading and selecting left out.
    pub notes: Vec<Phrase>,
}

impl View {
    /// The default view of a command.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            columns: None,
            sort: None,
            top: None,
            channels: Vec::new(),
            segments: Vec::new(),
            limit: LIMIT,
            currency: None,
            matched: None,
            spread: Spread::default(),
            inputs: Vec::new(),
            diagnostics: Vec::new(),
            judgements: Vec::new(),
            baselines: Vec::new(),
            exit_zero: false,
            explain: false,
            notes: Vec::new(),
        }
    }
}

/// Everything that is said about results, before the format is known.
#[must_use]
pub fn describe(results: &Results, view: &View) -> Report {
    let columns = columns::columns(results, view);
    let chosen = Chosen::of(results, view);
    let explanations = if view.explain { explain::explain(results, &chosen.lines, view.kind) } else { Vec::new() };
    let mut footer = footer::footer(results, view, &chosen.lines);
    footer.extend(chosen.notes(view));
    footer.extend(interval::notes(results, &chosen.lines));
    footer.extend(view.notes.iter().cloned());
    Report {
        kind: view.kind,
        currency: view.currency,
        period: results.period,
        scope: results.scope.name(),
        method: results.method.name(),
        basis: results.basis.name(),
        timing: results.timing.name(),
        billing: results.billing.name(),
        horizon: results.horizon,
        bands: results.bands.clone(),
        matched: view.matched.clone(),
        level: results.estimation.as_ref().map(|estimation| estimation.level.clone()),
        comparisons: results.estimation.as_ref().map(interval::compared).unwrap_or_default(),
        zero_churn: results.remarks.contains(&Remark::ZeroChurn),
        headline: headline::headline(results, view.currency),
        above: above(results),
        table: table(results, columns, &chosen, view),
        checks: match view.kind {
            Kind::Check => Some(findings::checks(view)),
            Kind::Calc | Kind::Report => None,
        },
        explanations,
        footer,
        inputs: view.inputs.clone(),
        diagnostics: view.diagnostics.clone(),
    }
}

/// The rows that are left after hiding, sorting and cutting.
pub(super) struct Chosen<'a> {
    pub(super) lines: Vec<&'a Line>,
    hidden: usize,
    cut: usize,
}

impl<'a> Chosen<'a> {
    pub(super) fn of(results: &'a Results, view: &View) -> Self {
        let wanted = Wanted::of(results, view);
        let mut lines: Vec<&Line> = results.rows.iter().filter(|line| wanted.shows(line)).collect();
        let hidden = results.rows.len().saturating_sub(lines.len());
        if let Some(metric) = view.sort {
            lines.sort_by(|one, other| descending(one, other, metric));
        }
        let cut = view.top.map_or(0, |top| lines.len().saturating_sub(top));
        lines.truncate(lines.len().saturating_sub(cut));
        Self { lines, hidden, cut }
    }

    pub(super) fn notes(&self, view: &View) -> Vec<Phrase> {
        let rows = |count: usize| if count == 1 { "row" } else { "rows" };
        let mut notes = Vec::new();
        if self.hidden > 0 {
            let text = format!("{} {} not shown; the total counts them", self.hidden, rows(self.hidden));
            notes.push(Sentence::of(text).done());
        }
        if let (Some(top), true) = (view.top, self.cut > 0) {
            let text =
                format!("{} {} after the first {top} not shown; the total counts them", self.cut, rows(self.cut));
            notes.push(Sentence::of(text).done());
        }
        notes
    }
}

/// The channels and segments that are shown, by the place of each dimension among the labels of a row.
pub(super) struct Wanted(Vec<(usize, BTreeSet<String>)>);

impl Wanted {
    /// Those of a view.
    pub(super) fn of(results: &Results, view: &View) -> Self {
        let asked = [(Dimension::Channel, &view.channels), (Dimension::Segment, &view.segments)];
        let asked = asked.into_iter().filter(|(_, names)| !names.is_empty());
        let placed = asked.filter_map(|(dimension, names)| {
            let place = results.dimensions.iter().position(|one| *one == dimension)?;
            Some((place, names.iter().map(|name| name.trim().to_lowercase()).collect()))
        });
        Self(placed.collect())
    }

    /// Whether a row is one of them.
    pub(super) fn shows(&self, line: &Line) -> bool {
        let label = |place: usize| line.key.get(place).map(|label| phrase::label(label).to_lowercase());
        self.0.iter().all(|(place, names)| label(*place).is_none_or(|own| names.contains(&own)))
    }
}

/// Highest first, without a value last; rows of equal rank stay in the order of their names.
fn descending(one: &Line, other: &Line, metric: Metric) -> Ordering {
    let figure = |line: &Line| {
        let figure = line.values.get(&metric).and_then(Value::figure);
        figure.map(Figure::middle)
    };
    figure(other).cmp(&figure(one))
}

fn row(line: &Line, columns: &[Column]) -> Row {
    Row {
        labels: line.key.iter().map(phrase::label).collect(),
        values: columns
            .iter()
            .map(|column| {
                let value = line.values.get(&column.metric);
                value.cloned().unwrap_or(Value::Undefined(Reason::NoData))
            })
            .collect(),
        intervals: intervals(line, columns),
        band: line.band,
        model: model(line, columns),
    }
}

fn intervals(line: &Line, columns: &[Column]) -> Vec<Option<Interval>> {
    if line.intervals.is_empty() {
        return Vec::new();
    }
    columns.iter().map(|column| line.intervals.get(&column.metric).cloned().flatten()).collect()
}

/// What an LTV is computed from, as far as no column shows it.
fn model(line: &Line, columns: &[Column]) -> Vec<(&'static str, Value)> {
    if line.values.get(&Metric::Ltv).is_none_or(|ltv| ltv.figure().is_none()) {
        return Vec::new();
    }
    let shown = |metric: Metric| columns.iter().any(|column| column.metric == metric);
    let inputs = [Metric::Arpa, Metric::Margin, Metric::Churn].into_iter().filter(|metric| !shown(*metric));
    let inputs = inputs.filter_map(|metric| Some((metric.name(), line.values.get(&metric)?.clone())));
    let further = further(line);
    let rest = [("discount", further.discount), ("growth", further.growth), ("order_cost", further.order_cost)];
    let rest = rest.into_iter().filter_map(|(name, figure)| Some((name, Value::Known(figure?))));
    inputs.filter(|(_, value)| value.figure().is_some()).chain(rest).collect()
}

fn table(results: &Results, columns: Vec<Column>, chosen: &Chosen<'_>, view: &View) -> Table {
    let total_paid = results.total_paid.as_ref().map(|line| row(line, &columns));
    let total = row(&results.total, &columns);
    let too_many = view.top.is_none() && chosen.lines.len() > view.limit;
    let rest = too_many.then(|| {
        let (_, rest) = chosen.lines.split_at_checked(view.limit).unwrap_or_default();
        Rest { from: view.limit, row: rest_row(results, rest, &columns) }
    });
    Table {
        dimensions: results.dimensions.iter().map(|dimension| dimension.name().to_owned()).collect(),
        rows: chosen.lines.iter().map(|line| row(line, &columns)).collect(),
        rest,
        adds_up: view.spread.moved.is_some() && chosen.hidden == 0 && chosen.cut == 0,
        paid_differs: total_paid.as_ref().is_some_and(|paid| differs(paid, &total, &columns)),
        total_paid,
        total,
        columns,
    }
}

/// Whether two rows differ in what people see.
fn differs(one: &Row, other: &Row, columns: &[Column]) -> bool {
    let pairs = one.values.iter().zip(&other.values).zip(columns);
    pairs.filter(|(_, column)| column.shown).any(|((one, other), _)| one != other)
}

/// Several rows as one: sums, and CAC as their ratio.
fn rest_row(results: &Results, lines: &[&Line], columns: &[Column]) -> Row {
    let sum = |metric: Metric| {
        let none = Value::Undefined(Reason::NoData);
        lines
            .iter()
            .map(|line| line.values.get(&metric).unwrap_or(&none))
            .fold(Value::Known(Figure::zero()), |sum, value| {
                sum.and_then(|sum| value.and_then(|value| Value::Known(sum.plus(value))))
            })
    };
    let values = columns
        .iter()
        .map(|column| match column.metric {
            Metric::Spend
            | Metric::NewCustomers
            | Metric::ShareOfSpend
            | Metric::ShareOfCustomers
            | Metric::CacPart => sum(column.metric),
            Metric::Cac => cac(&sum(Metric::Spend), &sum(Metric::NewCustomers)),
            Metric::Arpa
            | Metric::Margin
            | Metric::Churn
            | Metric::LifetimeMonths
            | Metric::Ltv
            | Metric::LtvCac
            | Metric::PaybackMonths
            | Metric::PaybackRetentionMonths
            | Metric::PaybackRetentionContinuous
            | Metric::MarginalCac
            | Metric::MaxCac
            | Metric::RetentionCost
            | Metric::BreakEvenRoas
            | Metric::Cpl
            | Metric::CloseRate
            | Metric::BounceWaste
            | Metric::Conversion
            | Metric::CostPerStep
            | Metric::Roas
            | Metric::Mer
            | Metric::MerInverse
            | Metric::Nrr
            | Metric::Grr
            | Metric::QuickRatio
            | Metric::MagicNumber
            | Metric::MagicNumberClassic => Value::Undefined(Reason::NoData),
        })
        .collect();
    let mut labels = vec![String::new(); results.dimensions.len()];
    if let Some(first) = labels.first_mut() {
        *first = format!("({} more)", lines.len());
    }
    Row { labels, values, intervals: Vec::new(), band: None, model: Vec::new() }
}

/// Notes that stand above the table.
pub(super) fn above(results: &Results) -> Vec<Phrase> {
    let mut notes = Vec::new();
    for remark in &results.remarks {
        if let Remark::OneSided { spend_only, customers_only, both } = remark {
            let pairs = alias::pairs(spend_only, customers_only, both);
            let others: BTreeSet<&String> = pairs.iter().flat_map(|(_, others)| others).collect();
            let paired = |name: &&String| others.contains(name);
            // With names on one side only, those that are other names of a channel with both are of interest.
            let all = !spend_only.is_empty() && !customers_only.is_empty();
            let of = |names: &[String]| names.iter().filter(|name| all || paired(name)).cloned().collect::<Vec<_>>();
            let quoted = |sentence: Sentence, name: &String| sentence.text("'").name(name).text("'");
            let mut sentence = Sentence::default();
            let mut said = false;
            for (what, names) in [("spend only: ", of(spend_only)), ("customers only: ", of(customers_only))] {
                if !names.is_empty() {
                    let begun = if said { sentence.text("; ") } else { sentence };
                    sentence = begun.text(what).listed(names.iter().take(5), quoted);
                    said = true;
                }
            }
            if said {
                let end = if all { "the same channels under two names" } else { "second names of other channels" };
                notes.push(sentence.text(". They may be ").text(end).done());
            }
            if !pairs.is_empty() {
                let each = |sentence: Sentence, (name, others): &(String, Vec<String>)| {
                    let text = format!("{name}={}", others.join(","));
                    sentence.text(" --alias '").name(text.replace('\'', r"'\''")).text("'")
                };
                notes.push(pairs.iter().fold(Sentence::of("to read them as one:"), each).done());
            }
        }
    }
    notes
}

/// Whether a row's first label is a name from the files.
pub(super) fn is_named(line: &Line) -> bool {
    !line.unattributed
        && line.key.iter().all(|label| match label {
            Label::Name(name) => name.is_some(),
            Label::Category(_) | Label::Period(_) => true,
        })
}

#[cfg(test)]
mod tests;
