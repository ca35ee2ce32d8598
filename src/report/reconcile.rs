//! What `reconcile` says: the way from one definition's figure to another's, in steps that add up exactly.

mod charts;
mod steps;

use super::Phrase;
use super::build::View;
use super::footer;
use super::phrase::Sentence;
use super::study::{Cell, Entry, Exhibit, Heading, Side as Rounded, Study};
use crate::calc::compare::Change;
use crate::calc::reconcile::{Stop, Walk};
use crate::calc::results::Results;
use crate::domain::bands::Bands;
use crate::domain::definition::Setting;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::{Metric, Unit};
use crate::domain::preset::Preset;
use crate::domain::value::Value;

/// One of the two definitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// As it was typed.
    pub title: String,
    /// In whose manner it is.
    pub preset: Option<&'static Preset>,
}

/// The answer; `results` are those of the last definition on the way that can be computed.
#[must_use]
pub fn study(walk: &Walk, results: &Results, sides: &[Side; 2], view: &View) -> Study {
    let mut study = Study::of("reconcile", results, view);
    let [from, to] = sides;
    study.facts =
        vec![("from", from.title.clone()), ("to", to.title.clone()), ("metric", walk.metric.name().to_owned())];
    study.headline = headline(walk, sides, &results.bands);
    study.tables.push(table(walk, sides, &results.bands));
    study.charts.extend(charts::chart(walk, sides));
    let both = footer::definition(results);
    study.footer.retain(|line| !both.contains(line));
    let mut notes = definitions(walk, sides);
    notes.extend(refusals(walk));
    notes.extend(months(walk));
    notes.extend(order(walk));
    let reached = walk.stops.last().is_some_and(|stop| stop.found.is_ok());
    if reached && walk.stops.len() > 1 && !study.footer.is_empty() {
        notes.push(Sentence::of("the lines below are of ").name(to.title.clone()).done());
    }
    notes.append(&mut study.footer);
    study.footer = notes;
    study
}

fn limited(metric: Metric, bands: &Bands) -> Vec<Exact> {
    if metric == Metric::LtvCac { bands.limits().to_vec() } else { Vec::new() }
}

/// `LTV:CAC 10.00 by chartmogul is 8.00 by skok: -2.00 (-20.0%), by margin instead of revenue`
fn headline(walk: &Walk, [from, to]: &[Side; 2], bands: &Bands) -> Phrase {
    let metric = walk.metric;
    let figure = |sentence: Sentence, value: &Value| sentence.apart(value, metric.unit(), limited(metric, bands));
    let end = |stop: Option<&Stop>| stop.map(|stop| stop.value(metric));
    let (Some(first), Some(last)) = (end(walk.stops.first()), end(walk.stops.last())) else { return Phrase::new() };
    for (side, value, stop) in [(from, &first, walk.stops.first()), (to, &last, walk.stops.last())] {
        let Some(reason) = value.reason() else { continue };
        let sentence = Sentence::default().name(from.title.clone()).text(" and ").name(to.title.clone());
        let sentence = sentence.text(format!(" cannot be reconciled on this data: no {} by ", metric.title()));
        let sentence = sentence.name(side.title.clone()).text(": ");
        return match stop.map(|stop| &stop.found) {
            Some(Err(why)) => sentence.name(why.clone()).done(),
            Some(Ok(_)) | None => sentence.text(format!("{}; {}", reason.sentence(), reason.fix())).done(),
        };
    }
    let sentence = figure(Sentence::of(format!("{} ", metric.title())), &first);
    let sentence = sentence.text(" by ").name(from.title.clone());
    let changes = walk.changes();
    if changes.is_empty() {
        let sentence = sentence.text(" and by ").name(to.title.clone());
        return sentence.text(": no setting differs").done();
    }
    let sentence = figure(sentence.text(" is "), &last).text(" by ").name(to.title.clone());
    let Change { absolute, relative } = walk.whole();
    let mut sentence = sentence.text(": ").figure(&absolute, metric.unit());
    if relative.figure().is_some() {
        sentence = sentence.text(" (").figure(&relative, Unit::Percent).text(")");
    }
    let middle = |change: &Change| change.absolute.figure().map(|figure| figure.middle().magnitude());
    // Of equal ones the first is named.
    let most = changes.iter().zip(walk.stops.windows(2)).rev().max_by_key(|(change, _)| middle(change));
    match (most, changes.as_slice()) {
        (Some((_, [before, after])), [_]) => sentence.text(", by ").text(steps::in_words(before, after)).done(),
        (Some((change, [before, after])), _) if change.absolute.figure().is_some_and(|figure| !figure.is_zero()) => {
            let sentence = sentence.text(format!(" in {} steps, most by ", changes.len()));
            sentence.text(steps::in_words(before, after)).done()
        }
        (_, all) => sentence.text(format!(" in {} steps", all.len())).done(),
    }
}

/// A row for the start, for each step, and for all of them.
fn table(walk: &Walk, [from, to]: &[Side; 2], bands: &Bands) -> Exhibit {
    let metric = walk.metric;
    let beside: Vec<Metric> = [Metric::Ltv, Metric::Cac].into_iter().filter(|one| *one != metric).collect();
    let said =
        |key: &str, title: &str, importance| Heading { importance: Some(importance), ..Heading::label(key, title) };
    let mut columns = vec![
        Heading::label("step", "Step"),
        said("setting", "Setting", 30),
        said("before", "From", 40),
        said("after", "To", 45),
        Heading::metric(metric, 100),
        Heading::figure("change", "Change", 95),
        Heading::figure("relative_change", "Relative", 60),
    ];
    columns.extend(beside.iter().zip([70, 65]).map(|(metric, importance)| Heading::metric(*metric, importance)));
    let shown = |stop: &Stop, metric: Metric| match &stop.found {
        Ok(_) => Cell::Figure {
            value: stop.value(metric),
            unit: metric.unit(),
            limits: limited(metric, bands),
            side: Rounded::Nearest,
        },
        // The footer says why.
        Err(_) => Cell::Empty,
    };
    let row = |name: Cell, words: [Cell; 3], stop: &Stop, change: Option<&Change>, total: bool| {
        let mut cells = vec![name];
        cells.extend(words);
        cells.push(shown(stop, metric));
        match change.filter(|_| stop.found.is_ok()) {
            Some(Change { absolute, relative }) => {
                cells.push(Cell::figure(absolute, metric.unit()));
                cells.push(Cell::figure(relative, Unit::Percent));
            }
            None => cells.extend([Cell::Empty, Cell::Empty]),
        }
        cells.extend(beside.iter().map(|metric| shown(stop, *metric)));
        Entry { cells, total }
    };
    let blank = || [Cell::Empty, Cell::Empty, Cell::Empty];
    let mut rows = Vec::new();
    rows.extend(walk.stops.first().map(|stop| row(Cell::Name(from.title.clone()), blank(), stop, None, false)));
    for (change, pair) in walk.changes().iter().zip(walk.stops.windows(2)) {
        if let [before, after] = pair {
            let words = [
                steps::settings(&after.settings),
                steps::value(before, after, false),
                steps::value(before, after, true),
            ];
            let words = words.map(|text| Cell::Said(Sentence::of(text).done()));
            let name = Cell::Word(steps::in_words(before, after));
            rows.push(row(name, words, after, Some(change), false));
        }
    }
    let whole = walk.whole();
    rows.extend(walk.stops.last().map(|stop| row(Cell::Name(to.title.clone()), blank(), stop, Some(&whole), true)));
    Exhibit { key: "walk", title: Phrase::new(), columns, rows }
}

/// What each definition is, and what of it is not imitated.
fn definitions(walk: &Walk, sides: &[Side; 2]) -> Vec<Phrase> {
    let mut lines = Vec::new();
    for (side, stop) in sides.iter().zip([walk.stops.first(), walk.stops.last()]) {
        let named = || Sentence::default().name(side.title.clone()).text(": ");
        if let Some(Ok(results)) = stop.map(|stop| &stop.found) {
            for line in footer::definition(results) {
                let mut all = named().done();
                all.extend(line);
                lines.push(all);
            }
        }
        if let Some(preset) = side.preset {
            let text = format!("in the manner of {}; not imitated: {}", preset.title, preset.not_imitated);
            lines.push(named().text(text).done());
        }
    }
    lines
}

/// Why definitions on the way cannot be computed.
fn refusals(walk: &Walk) -> Vec<Phrase> {
    let said = walk.stops.iter().filter_map(|stop| {
        let why = stop.found.as_ref().err()?;
        let sentence = match stop.settings.as_slice() {
            [] => Sentence::of("the first definition"),
            settings => Sentence::of(format!("after the step of {}", steps::settings(settings))),
        };
        Some(sentence.text(": ").name(why.clone()).done())
    });
    said.collect()
}

/// The months of each definition, where a lag moves them.
fn months(walk: &Walk) -> Option<Phrase> {
    let told: Vec<&Results> = walk.stops.iter().filter_map(|stop| stop.found.as_deref().ok()).collect();
    let (first, last) = (told.first()?.period?, told.last()?.period?);
    let moved = walk.stops.iter().any(|stop| stop.settings.contains(&Setting::Lag));
    let text =
        format!("the lag of the first definition leaves the customers of {first}, that of the other those of {last}");
    (moved && first != last).then(|| Sentence::of(text).done())
}

/// What the order of the steps means for them.
fn order(walk: &Walk) -> Vec<Phrase> {
    if walk.stops.len() < 2 {
        return Vec::new();
    }
    let known = walk.stops.iter().all(|stop| stop.value(walk.metric).figure().is_some());
    let exact = walk.stops.iter().all(|stop| stop.value(walk.metric).figure().is_none_or(Figure::is_exact));
    let mut lines = Vec::new();
    if known {
        let text = if exact {
            "the changes add up exactly; only what is printed is rounded"
        } else {
            "the changes add up exactly, but for roots, which are enclosed to 60 decimal places; print is rounded"
        };
        lines.push(Sentence::of(text).done());
    }
    let names: Vec<&str> = Setting::ALL.iter().map(|setting| setting.name()).collect();
    if walk.stops.len() > 2 {
        let text = format!(
            "steps in this order: {}; another order gives each step another part of the same sum",
            names.join(", ")
        );
        lines.push(Sentence::of(text).done());
    }
    lines
}
