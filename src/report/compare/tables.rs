//! The tables of `compare`.

use std::collections::{BTreeMap, BTreeSet};

use super::{End, SHOWN};
use crate::calc::compare::cac::Effect;
use crate::calc::compare::{Changed, Comparison, Pair, Presence};
use crate::domain::bands::Bands;
use crate::domain::figure::Figure;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::{Reason, Value};
use crate::report::phrase::Sentence;
use crate::report::study::{Cell, Entry, Exhibit, Heading, Side};

fn cell(value: &Value, metric: Metric, bands: &Bands) -> Cell {
    let limits = if metric == Metric::LtvCac { bands.limits().to_vec() } else { Vec::new() };
    Cell::Figure { value: value.clone(), unit: metric.unit(), limits, side: Side::Nearest }
}

/// A metric's columns: before, after, change, relative. A side that has no such row says nothing, and nothing is a part
/// of nothing without a reason of its own.
fn figures(one: &Changed, presence: Presence, bands: &Bands) -> [Cell; 4] {
    let on = |value: &Value, here: bool| if here { cell(value, one.metric, bands) } else { Cell::Empty };
    let both = presence == Presence::Both;
    let relative = match (&one.change.absolute, &one.change.relative) {
        (Value::Known(_), Value::Undefined(Reason::OutOfRange)) | (Value::Undefined(_), _) => Cell::Empty,
        (Value::Known(_), relative) => Cell::figure(relative, Unit::Percent),
    };
    let change = match &one.change.absolute {
        Value::Known(_) => Cell::metric(&one.change.absolute, one.metric),
        // Why stands beside it already.
        Value::Undefined(_) => Cell::Empty,
    };
    [
        on(&one.before, presence != Presence::Came),
        on(&one.after, presence != Presence::Went),
        if both { change } else { Cell::Empty },
        if both { relative } else { Cell::Empty },
    ]
}

fn headings() -> [Heading; 4] {
    [
        Heading::figure("before", "Before", 90),
        Heading::figure("after", "After", 100),
        Heading::figure("change", "Change", 80),
        Heading::figure("relative_change", "Change in %", 70),
    ]
}

/// The total, a metric a line.
pub(super) fn changes(comparison: &Comparison, [before, after]: &[End; 2]) -> Exhibit {
    let name = |sentence: Sentence, end: &End| sentence.name(end.name.clone());
    let title = name(name(Sentence::of("the total; before: "), before).text(", after: "), after);
    // The total is all of itself.
    let share = |metric: Metric| [Metric::ShareOfSpend, Metric::ShareOfCustomers, Metric::CacPart].contains(&metric);
    let told = |one: &&Changed| !share(one.metric) && (one.before.figure().is_some() || one.after.figure().is_some());
    let entry = |one: &Changed| {
        let metric = Cell::Word(one.metric.name().to_owned());
        let cells = std::iter::once(metric).chain(figures(one, Presence::Both, &comparison.bands)).collect();
        Entry { cells, total: false }
    };
    Exhibit {
        key: "changes",
        title: title.done(),
        columns: std::iter::once(Heading::label("metric", "Metric")).chain(headings()).collect(),
        rows: comparison.total.metrics.iter().filter(told).map(entry).collect(),
    }
}

/// The names of the dimensions as columns.
fn names(comparison: &Comparison) -> Vec<Heading> {
    comparison.dimensions.iter().map(|name| Heading::dimension(name)).collect()
}

/// The cells of a row's names; a total has one word and blanks.
fn labels(comparison: &Comparison, labels: &[String], word: Option<&str>) -> Vec<Cell> {
    let mut cells: Vec<Cell> = match word {
        Some(word) => vec![Cell::Word(word.to_owned())],
        None => labels.iter().map(|label| Cell::Name(label.clone())).collect(),
    };
    cells.resize(comparison.dimensions.len(), Cell::Empty);
    cells
}

fn status(presence: Presence) -> Cell {
    match presence {
        Presence::Both => Cell::Empty,
        Presence::Came => Cell::Word("came".to_owned()),
        Presence::Went => Cell::Word("went".to_owned()),
    }
}

/// The rows and totals with what they are called.
fn lines<'a>(comparison: &'a Comparison, rows: &[&'a Pair]) -> Vec<(&'a Pair, Option<&'static str>)> {
    let paid = comparison.total_paid.as_ref().filter(|paid| paid.metrics != comparison.total.metrics);
    let rows = rows.iter().map(|row| (*row, None)).chain([(&comparison.total, Some("Total"))]);
    rows.chain(paid.map(|paid| (paid, Some("(paid channels)")))).collect()
}

/// Row by row: customers, CAC and LTV:CAC.
pub(super) fn rows(comparison: &Comparison, rows: &[&Pair]) -> Option<Exhibit> {
    if comparison.rows.is_empty() {
        return None;
    }
    let lines = lines(comparison, rows);
    let known = |metric: &Metric| {
        let mut found = lines.iter().filter_map(|(pair, _)| pair.get(*metric));
        found.any(|one| one.before.figure().is_some() || one.after.figure().is_some())
    };
    let metrics: Vec<Metric> = SHOWN.into_iter().filter(known).collect();
    let mut columns = names(comparison);
    if lines.iter().any(|(pair, _)| pair.presence != Presence::Both) {
        columns.push(Heading::label("status", ""));
    }
    let marked = columns.len() > comparison.dimensions.len();
    for metric in &metrics {
        let (name, title) = (metric.name(), metric.title());
        // CAC is what the table is for.
        let importance = |most: u8| if *metric == Metric::Cac { most } else { most.saturating_sub(40) };
        columns.push(Heading::figure(&format!("{name}_before"), &format!("{title} before"), importance(90)));
        columns.push(Heading::figure(&format!("{name}_after"), "after", importance(95)));
        columns.push(Heading::figure(&format!("{name}_change"), "change", importance(80)));
        if *metric == Metric::Cac {
            columns.push(Heading::figure("cac_relative_change", "in %", 70));
        }
    }
    let entry = |(pair, word): (&Pair, Option<&str>)| {
        let mut cells = labels(comparison, &pair.labels, word);
        cells.extend(marked.then(|| status(pair.presence)));
        for metric in &metrics {
            let all = match pair.get(*metric) {
                Some(one) => figures(one, pair.presence, &comparison.bands),
                None => [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty],
            };
            let wanted = if *metric == Metric::Cac { 4 } else { 3 };
            cells.extend(all.into_iter().take(wanted));
        }
        Entry { cells, total: word.is_some() }
    };
    let rows = lines.iter().map(|(pair, word)| entry((pair, *word))).collect();
    Some(Exhibit { key: "rows", title: Sentence::of("row by row").done(), columns, rows })
}

/// Every metric of every row, for machines.
pub(super) fn every(comparison: &Comparison, rows: &[&Pair]) -> Option<Exhibit> {
    if comparison.rows.is_empty() {
        return None;
    }
    let mut columns = names(comparison);
    columns.extend([Heading::label("status", "Status"), Heading::label("metric", "Metric")]);
    columns.extend(headings());
    let mut entries = Vec::new();
    for (pair, word) in lines(comparison, rows) {
        for one in &pair.metrics {
            let mut cells = labels(comparison, &pair.labels, word);
            cells.push(status(pair.presence));
            cells.push(Cell::Word(one.metric.name().to_owned()));
            cells.extend(figures(one, pair.presence, &comparison.bands));
            entries.push(Entry { cells, total: word.is_some() });
        }
    }
    Some(Exhibit { key: "metrics", title: Sentence::of("every metric").done(), columns, rows: entries })
}

/// What each row contributed to the change of CAC.
pub(super) fn cac(comparison: &Comparison, shown: &[&Pair]) -> Option<Exhibit> {
    let split = comparison.cac.as_ref().ok()?;
    let idle = std::iter::once(&split.total).chain(&split.rows).any(|row| !row.without_customers.is_zero());
    let mut columns = names(comparison);
    columns.push(Heading::figure("price", "Price", 90));
    columns.push(Heading::figure("mix", "Mix", 85));
    if idle {
        columns.push(Heading::figure("without_customers", "Spend without customers", 80));
    }
    columns.push(Heading::figure("sum", "Sum", 100));
    let entry = |effect: &Effect, word: Option<&str>| {
        let money = |figure: &Figure| Cell::figure(&Value::Known(figure.clone()), Unit::Money);
        let mut cells = labels(comparison, effect.labels.as_deref().unwrap_or_default(), word);
        cells.extend([money(&effect.price), money(&effect.mix)]);
        cells.extend(idle.then(|| money(&effect.without_customers)));
        // The sum of all is the change itself.
        let change = comparison.total.get(Metric::Cac).and_then(|cac| cac.change.absolute.figure());
        let sum = if word == Some("Total") { change.cloned() } else { None };
        cells.push(money(&sum.unwrap_or_else(|| effect.sum())));
        Entry { cells, total: word == Some("Total") }
    };
    let shown: BTreeSet<&Vec<String>> = shown.iter().map(|pair| &pair.labels).collect();
    let wanted = |effect: &Effect| effect.labels.as_ref().is_none_or(|labels| shown.contains(labels));
    let mut found: Vec<&Effect> = split.rows.iter().filter(|effect| wanted(effect)).collect();
    let mut places: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
    for (place, pair) in comparison.rows.iter().enumerate() {
        places.entry(&pair.labels).or_insert(place);
    }
    let place = |effect: &Effect| effect.labels.as_ref().and_then(|own| places.get(own).copied()).unwrap_or(usize::MAX);
    found.sort_by_key(|effect| place(effect));
    let nowhere = |effect: &Effect| effect.labels.is_none().then_some("(spend in no row)");
    let mut rows: Vec<Entry> = found.into_iter().map(|effect| entry(effect, nowhere(effect))).collect();
    rows.push(entry(&split.total, Some("Total")));
    Some(Exhibit { key: "cac_effects", title: Sentence::of("why CAC changed").done(), columns, rows })
}

/// What each factor contributed to the change of LTV:CAC.
pub(super) fn ratio(comparison: &Comparison) -> Option<Exhibit> {
    let split = comparison.ratio.as_ref().ok()?;
    let entry = |name: &str, figure: &Figure, total| {
        let effect = Cell::figure(&Value::Known(figure.clone()), Unit::Ratio);
        Entry { cells: vec![Cell::Word(name.to_owned()), effect], total }
    };
    let effects = split.effects.iter().map(|(factor, effect)| entry(factor.name(), effect, false));
    Some(Exhibit {
        key: "ratio_effects",
        title: Sentence::of("why LTV:CAC changed").done(),
        columns: vec![Heading::label("factor", "Factor"), Heading::figure("effect", "Effect", 100)],
        rows: effects.chain([entry("Total", &split.change, true)]).collect(),
    })
}
