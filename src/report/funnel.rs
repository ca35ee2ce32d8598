//! What a funnel says: the steps of the total, a row for each channel or month, and where most are lost.

use std::cmp::Ordering;

use super::build::View;
use super::phrase::{self, Sentence};
use super::study::{Cell, Entry, Exhibit, Heading, Study};
use super::{Phrase, Piece, Report};
use crate::calc::funnel::{AtStep, Funnel, Row, closing, largest_drop};
use crate::calc::interval::share;
use crate::calc::results::{CacFrom, Label, Remark, Results};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::funnel::{Step, StepName};
use crate::domain::ledger::Dimension;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::{Reason, Value};

/// What rows are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The count at a step, by its place.
    Step(usize),
    /// A metric.
    Metric(Metric),
}

/// How a funnel is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunnelView {
    /// What to sort by, highest first; ties by name, what has no value last.
    pub sort: Option<Sort>,
    /// Rows after this many are cut, in every format.
    pub top: Option<usize>,
    /// Channels to show; all when empty.
    pub channels: Vec<String>,
    /// Segments to show; all when empty.
    pub segments: Vec<String>,
}

const NO_DATA: Value = Value::Undefined(Reason::NoData);

/// A part of a row's key as it is shown.
#[must_use]
pub fn label(one: &Label) -> String {
    phrase::label(one)
}

/// What a row is called.
#[must_use]
pub fn row(row: &Row) -> String {
    phrase::row(&row.key)
}

/// Everything that is said about a funnel.
#[must_use]
pub fn describe(funnel: &Funnel, results: &Results, view: &View, how: &FunnelView) -> Study {
    let mut study = Study::of("funnel", &plain(funnel, results), view);
    study.facts.truncate(1);
    study.headline = headline(funnel);
    let own = above(funnel);
    study.above.splice(0..0, own);
    let (rows, left_out) = chosen(funnel, how);
    let level = results.estimation.as_ref().map(|estimation| estimation.level.clone());
    let sure = level.as_ref().and_then(|level| Some((super::interval::level(level), share::quantile(level)?)));
    study.tables.push(steps(&funnel.steps, &funnel.total.steps, sure.as_ref()));
    let nameless = |row: &&Row| row.key.iter().all(|label| matches!(label, Label::Name(None) | Label::Period(None)));
    if !rows.iter().all(nameless) {
        study.tables.push(table(funnel, &rows, results, sure.as_ref()));
    } else if let Some(values) = totals(funnel, results) {
        study.tables.push(values);
    }
    let mut footer = formulas(funnel);
    if let Some((level, _)) = &sure {
        let text =
            format!("{level} intervals of conversions (Wilson): how far off they may be because few were counted");
        footer.push(Sentence::of(text).done());
    }
    footer.append(&mut study.footer);
    footer.extend(left_out);
    study.footer = footer;
    study
}

/// The results as far as a funnel speaks of them: no LTV, and CAC by way of leads.
fn plain(funnel: &Funnel, results: &Results) -> Results {
    let mut all = results.clone();
    for metric in [Metric::Ltv, Metric::Arpa] {
        all.total.values.remove(&metric);
    }
    let leads = funnel.place(Step::Leads).is_some();
    if leads && funnel.place(Step::Customers).is_some() {
        all.cac_from = CacFrom::Funnel;
    }
    all.remarks.retain(|remark| match remark {
        Remark::Unattributed(_) | Remark::OutOfScope(..) | Remark::Undecided(..) | Remark::OneSided { .. } => true,
        Remark::NoInput(metric) => *metric == Metric::Spend,
        Remark::Source(..)
        | Remark::Unused(_)
        | Remark::UnusedAssumption(..)
        | Remark::BlendedDiffers { .. }
        | Remark::PartialBecauseOf(..)
        | Remark::ChurnFromLifetime
        | Remark::Differ(_)
        | Remark::ZeroChurn
        | Remark::LeastLtv(..)
        | Remark::Needs(_) => false,
    });
    all
}

/// What a step is called in a sentence: our word where it is known.
fn said(sentence: Sentence, name: &StepName, count: Option<&Value>) -> Sentence {
    let one = count == Some(&Value::exact(Exact::one()));
    match name.step {
        Some(_) if one => sentence.text(name.key.strip_suffix('s').unwrap_or(&name.key)),
        Some(_) => sentence.text(name.key.as_str()),
        None => sentence.name(name.title.as_str()),
    }
}

fn counted(sentence: Sentence, name: &StepName, count: &Value) -> Sentence {
    said(sentence.figure(count, Unit::Count).text(" "), name, Some(count))
}

/// `1,200 leads became 60 customers: 5.0%; a customer costs 333.33`
fn headline(funnel: &Funnel) -> Phrase {
    let (last, first) = funnel.closing;
    let at = |place: usize| Some((funnel.steps.get(place)?, funnel.total.steps.get(place)?));
    let (Some((to, end)), Some((from, start))) = (at(last), at(first)) else { return Phrase::new() };
    headline_of((from, &start.count), (to, end), funnel.total.value(Metric::CloseRate))
}

fn headline_of((from, start): (&StepName, &Value), (to, end): (&StepName, &AtStep), rate: Option<&Value>) -> Phrase {
    let known = |value: &Value| value.figure().is_some();
    let mut sentence = match (known(start), known(&end.count)) {
        (true, true) => {
            let sentence = counted(Sentence::default(), from, start).text(" became ");
            counted(sentence, to, &end.count)
        }
        (true, false) => counted(Sentence::default(), from, start),
        (false, true) => counted(Sentence::default(), to, &end.count),
        (false, false) => return Sentence::of("nothing follows from this").done(),
    };
    if let Some(rate) = rate.filter(|rate| known(rate)) {
        sentence = sentence.text(": ").figure(rate, Unit::Percent);
    }
    if known(&end.cost) {
        let one = Value::exact(Exact::one());
        let article = if to.key.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let sentence_of = sentence.text(format!("; {article} "));
        sentence = said(sentence_of, to, Some(&one)).text(" costs ").figure(&end.cost, Unit::Money);
    }
    sentence.done()
}

/// What `calc` says of steps: the steps, then every metric that follows, one a line.
#[must_use]
pub fn of_figures(report: Report, names: &[StepName], at: &[AtStep]) -> Study {
    let (last, first) = closing(names);
    let total = &report.table.total;
    let intervals = total.intervals.iter().map(Option::as_ref).chain(std::iter::repeat(None));
    let metrics: Vec<_> = report.table.columns.iter().zip(&total.values).zip(intervals).collect();
    let rate = metrics.iter().find(|((column, _), _)| column.metric == Metric::CloseRate).map(|((_, value), _)| *value);
    let sure = report.level.as_ref().and_then(|level| Some((super::interval::level(level), share::quantile(level)?)));
    let place = |place: usize| Some((names.get(place)?, at.get(place)?));
    let headline = match (place(first), place(last)) {
        (Some((from, start)), Some(end)) => headline_of((from, &start.count), end, rate),
        (None, _) | (_, None) => Phrase::new(),
    };
    let row = |((column, value), interval): &((&super::Column, &Value), Option<&super::Interval>)| {
        let (metric, limits) = (column.metric, column.limits.clone());
        let figure =
            Cell::Figure { value: (*value).clone(), unit: metric.unit(), limits, side: super::study::Side::Nearest };
        let end = |end: &Option<Figure>| end.clone().map_or(NO_DATA, Value::Known);
        let between = interval.map(|one| Cell::Between(end(&one.low), end(&one.high), metric.unit()));
        let mut cells = vec![Cell::Word(metric.name().to_owned()), figure];
        cells.extend(sure.as_ref().map(|_| between.unwrap_or(Cell::Empty)));
        Entry { cells, total: false }
    };
    let mut headings = vec![Heading::label("metric", "Metric"), Heading::figure("value", "Value", 90)];
    headings.extend(sure.as_ref().map(|(level, _)| Heading::figure("interval", level, 50)));
    let figures =
        Exhibit { key: "metrics", title: Phrase::new(), columns: headings, rows: metrics.iter().map(row).collect() };
    let mut above: Vec<Phrase> = drop(names, at, largest_drop(at)).into_iter().collect();
    above.extend(report.above);
    let mut footer = report.explanations;
    footer.extend(report.footer);
    Study {
        name: "calc",
        currency: report.currency,
        period: None,
        facts: vec![
            ("scope", report.scope.to_owned()),
            ("method", report.method.to_owned()),
            ("basis", report.basis.to_owned()),
            ("timing", report.timing.to_owned()),
        ],
        headline,
        above,
        tables: vec![steps(names, at, sure.as_ref()), figures],
        further: Vec::new(),
        charts: Vec::new(),
        footer,
        inputs: Vec::new(),
        diagnostics: Vec::new(),
    }
}

/// Where most are lost, and which rows the total mixes.
fn above(funnel: &Funnel) -> Vec<Phrase> {
    let mut all: Vec<Phrase> = Vec::new();
    all.extend(drop(&funnel.steps, &funnel.total.steps, largest_drop(&funnel.total.steps)));
    for (at, rows) in funnel.lacking() {
        let Some(name) = funnel.steps.get(at) else { continue };
        let names: Vec<String> = rows.iter().take(5).map(|one| row(one)).collect();
        let each = |sentence: Sentence, name: &String| sentence.name(format!("'{name}'"));
        let mut sentence = Sentence::default().listed(names.iter(), each);
        if rows.len() > names.len() {
            sentence = sentence.text(format!(" and {} more", rows.len().saturating_sub(names.len())));
        }
        let have = if rows.len() == 1 { " has no " } else { " have no " };
        let sentence = said(sentence.text(have), name, None);
        all.push(sentence.text(": the total's conversions count rows with and without them").done());
    }
    all
}

/// `largest drop: of 20,000 visits 1,200 became leads (6.0%)`
fn drop(names: &[StepName], steps: &[AtStep], place: Option<usize>) -> Option<Phrase> {
    let (at, before) = (place?, place?.checked_sub(1)?);
    let (from, to) = (names.get(before)?, names.get(at)?);
    let (start, end) = (steps.get(before)?, steps.get(at)?);
    let sentence = counted(Sentence::of("largest drop: of "), from, &start.count).text(" ");
    let sentence = said(sentence.figure(&end.count, Unit::Count).text(" became "), to, Some(&end.count)).text(" (");
    Some(sentence.figure(end.conversion.as_ref()?, Unit::Percent).text(")").done())
}

/// The table of steps: one row a step.
///
/// `sure` is the level of intervals as it is spelled, and its quantile.
fn steps(names: &[StepName], steps: &[AtStep], sure: Option<&(String, Figure)>) -> Exhibit {
    let own_words = names.iter().any(|name| name.step.is_some() && name.title.to_lowercase() != name.key);
    let spent = steps.iter().any(|step| step.cost.reason() != Some(Reason::NoData));
    let mut columns = vec![Heading::label("step", "Step")];
    if own_words {
        columns.push(Heading { importance: Some(20), ..Heading::label("title", "In the files") });
    }
    columns.push(Heading::figure("count", "Count", 90));
    let interval = |key: &str| sure.map(|(level, _)| Heading::figure(&format!("{key}_interval"), level, 15));
    columns.push(Heading::figure("conversion", "From the step before", 80));
    columns.extend(interval("conversion"));
    if names.len() > 2 {
        columns.push(Heading::figure("conversion_overall", "From the first step", 60));
        columns.extend(interval("conversion_overall"));
    }
    if spent {
        columns.push(Heading::figure("cost_per_step", "Cost per step", 70));
    }
    let row = |(at, (name, step)): (usize, (&StepName, &AtStep))| {
        let of = |place: Option<usize>| {
            let whole = place.and_then(|place| steps.get(place)).filter(|_| at > 0);
            sure.map(|(_, z)| whole.map_or(Cell::Empty, |whole| between(&step.count, &whole.count, z)))
        };
        let optional =
            |value: &Option<Value>| value.as_ref().map_or(Cell::Empty, |value| Cell::figure(value, Unit::Percent));
        let mut cells = vec![match name.step {
            Some(step) => Cell::Word(step.name().to_owned()),
            None => Cell::Name(name.title.clone()),
        }];
        if own_words {
            cells.push(Cell::Name(name.title.clone()));
        }
        cells.push(Cell::figure(&step.count, Unit::Count));
        cells.push(optional(&step.conversion));
        cells.extend(of(at.checked_sub(1)));
        if names.len() > 2 {
            cells.push(optional(&step.overall));
            cells.extend(of(Some(0)));
        }
        if spent {
            cells.push(Cell::figure(&step.cost, Unit::Money));
        }
        Entry { cells, total: false }
    };
    Exhibit {
        key: "steps",
        title: Phrase::new(),
        columns,
        rows: names.iter().zip(steps).enumerate().map(row).collect(),
    }
}

/// The interval of a share; nothing where the counts have none.
fn between(part: &Value, whole: &Value, z: &Figure) -> Cell {
    let limits = share::limits(part, whole, z);
    limits
        .map_or(Cell::Empty, |limits| Cell::Between(Value::Known(limits.low), Value::Known(limits.high), Unit::Percent))
}

/// The rows that are left after hiding, sorting and cutting, and what is said of the others.
fn chosen<'a>(funnel: &'a Funnel, how: &FunnelView) -> (Vec<&'a Row>, Vec<Phrase>) {
    let wanted = |row: &&Row, dimension: &Dimension, names: &[String]| {
        let place = funnel.dimensions.iter().position(|one| one == dimension);
        let own = place.and_then(|place| row.key.get(place)).map(label);
        names.is_empty() || own.is_none_or(|own| names.contains(&own))
    };
    let mut rows: Vec<&Row> = funnel
        .rows
        .iter()
        .filter(|row| {
            wanted(row, &Dimension::Channel, &how.channels) && wanted(row, &Dimension::Segment, &how.segments)
        })
        .collect();
    let hidden = funnel.rows.len().saturating_sub(rows.len());
    if let Some(sort) = how.sort {
        rows.sort_by(|one, other| descending(one, other, sort));
    }
    let cut = how.top.map_or(0, |top| rows.len().saturating_sub(top));
    rows.truncate(rows.len().saturating_sub(cut));
    let noun = |count: usize| if count == 1 { "row" } else { "rows" };
    let mut notes = Vec::new();
    if hidden > 0 {
        notes.push(Sentence::of(format!("{hidden} {} not shown; the total counts them", noun(hidden))).done());
    }
    if let Some(top) = how.top.filter(|_| cut > 0) {
        let text = format!("{cut} {} after the first {top} not shown; the total counts them", noun(cut));
        notes.push(Sentence::of(text).done());
    }
    (rows, notes)
}

fn descending(one: &Row, other: &Row, sort: Sort) -> Ordering {
    let figure = |row: &Row| {
        let value = match sort {
            Sort::Step(at) => row.steps.get(at).map(|step| &step.count),
            Sort::Metric(metric) => row.value(metric),
        };
        value.and_then(Value::figure).map(Figure::middle)
    };
    figure(other).cmp(&figure(one))
}

/// A column of the table of rows.
enum Column {
    Count(usize),
    Conversion(usize),
    /// The interval of the count at the first place ÷ that at the second.
    Share(usize, usize, Figure),
    Cost(usize),
    Value(Metric),
}

/// The columns: for each step its count, conversion and cost, then what is said of the row.
fn columns(funnel: &Funnel, results: &Results, sure: Option<&(String, Figure)>) -> Vec<(Heading, Column)> {
    let mut all: Vec<(Heading, Column)> = Vec::new();
    let said = |metric: Metric| funnel.total.value(metric).is_some();
    let (last, first) = funnel.closing;
    let named = |name: &StepName, suffix: &str, title: &str, importance: u8| Heading {
        key: format!("{}{suffix}", name.key),
        title: [Piece::Name(name.title.clone()), Piece::Text(title.to_owned())]
            .into_iter()
            .filter(|piece| *piece != Piece::Text(String::new()))
            .collect(),
        numeric: true,
        importance: Some(importance),
    };
    if said(Metric::Spend) {
        all.push((Heading::metric(Metric::Spend, 85), Column::Value(Metric::Spend)));
    }
    let closes = last == first.saturating_add(1);
    for (at, name) in funnel.steps.iter().enumerate() {
        all.push((named(name, "", "", 75), Column::Count(at)));
        if at > 0 {
            let heading = if closes && at == last && said(Metric::CloseRate) {
                Heading::metric(Metric::CloseRate, 80)
            } else {
                named(name, "_conversion", " %", 60)
            };
            let key = format!("{}_interval", heading.key);
            all.push((heading, Column::Conversion(at)));
            all.extend(sure.map(|(level, z)| {
                (Heading::figure(&key, level, 15), Column::Share(at, at.saturating_sub(1), z.clone()))
            }));
        }
        if said(Metric::Spend) {
            let heading = match name.step {
                Some(Step::Leads) => Heading::metric(Metric::Cpl, 70),
                Some(Step::Customers) => Heading::metric(Metric::Cac, 95),
                Some(_) | None => named(name, "_cost", " cost", 40),
            };
            all.push((heading, Column::Cost(at)));
        }
    }
    let rest: [(Metric, u8, bool); 6] = [
        (Metric::CloseRate, 80, !closes),
        (Metric::Conversion, 65, funnel.steps.len() > 2 && (last, first) != (funnel.steps.len().saturating_sub(1), 0)),
        (Metric::BounceWaste, 50, true),
        (
            Metric::Roas,
            45,
            funnel.total.value(Metric::Roas).is_some_and(|value| value.reason() != Some(Reason::NoData)),
        ),
        (Metric::Mer, 44, true),
        (Metric::MerInverse, 12, true),
    ];
    for (metric, importance, shown) in rest {
        if shown && said(metric) {
            let own = Heading::metric(metric, importance);
            let overall = Heading::figure(metric.name(), "Overall", importance);
            let heading = if metric == Metric::Conversion { overall } else { own };
            all.push((heading, Column::Value(metric)));
            all.extend(sure.filter(|_| metric == Metric::CloseRate).map(|(level, z)| {
                (Heading::figure("close_rate_interval", level, 15), Column::Share(last, first, z.clone()))
            }));
        }
    }
    if break_even(results).is_some() {
        all.push((Heading::metric(Metric::BreakEvenRoas, 10), Column::Value(Metric::BreakEvenRoas)));
    }
    all
}

/// The break-even ROAS, when the margin is known.
fn break_even(results: &Results) -> Option<&Value> {
    results.total.values.get(&Metric::BreakEvenRoas).filter(|value| value.figure().is_some())
}

fn cells(columns: &[(Heading, Column)], row: &Row, results: &Results) -> Vec<Cell> {
    let at = |place: usize| row.steps.get(place);
    let cell = |(_, column): &(Heading, Column)| match column {
        Column::Count(place) => Cell::figure(at(*place).map_or(&NO_DATA, |step| &step.count), Unit::Count),
        Column::Conversion(place) => {
            let conversion = at(*place).and_then(|step| step.conversion.as_ref());
            Cell::figure(conversion.unwrap_or(&NO_DATA), Unit::Percent)
        }
        Column::Share(part, whole, z) => {
            at(*part).zip(at(*whole)).map_or(Cell::Empty, |(part, whole)| between(&part.count, &whole.count, z))
        }
        Column::Cost(place) => Cell::figure(at(*place).map_or(&NO_DATA, |step| &step.cost), Unit::Money),
        Column::Value(Metric::BreakEvenRoas) => {
            Cell::metric(break_even(results).unwrap_or(&NO_DATA), Metric::BreakEvenRoas)
        }
        Column::Value(metric) => Cell::metric(row.value(*metric).unwrap_or(&NO_DATA), *metric),
    };
    columns.iter().map(cell).collect()
}

/// One row a channel, segment or month, then the total.
fn table(funnel: &Funnel, rows: &[&Row], results: &Results, sure: Option<&(String, Figure)>) -> Exhibit {
    let columns = columns(funnel, results, sure);
    let labels = |row: &Row| -> Vec<Cell> { row.key.iter().map(|one| Cell::Name(label(one))).collect() };
    let mut entries: Vec<Entry> = rows
        .iter()
        .map(|row| {
            let mut all = labels(row);
            all.extend(cells(&columns, row, results));
            Entry { cells: all, total: false }
        })
        .collect();
    let mut total = vec![Cell::Word("Total".to_owned())];
    total.resize_with(funnel.dimensions.len(), || Cell::Empty);
    total.extend(cells(&columns, &funnel.total, results));
    entries.push(Entry { cells: total, total: true });
    let mut all: Vec<Heading> =
        funnel.dimensions.iter().map(|dimension| Heading::dimension(dimension.name())).collect();
    all.extend(columns.into_iter().map(|(heading, _)| heading));
    Exhibit { key: "rows", title: Phrase::new(), columns: all, rows: entries }
}

/// What is said of the total beside its steps, where there are no rows.
fn totals(funnel: &Funnel, results: &Results) -> Option<Exhibit> {
    let columns = columns(funnel, results, None);
    let columns: Vec<(Heading, Column)> =
        columns.into_iter().filter(|(heading, _)| Metric::named(&heading.key).is_some()).collect();
    let entry = Entry { cells: cells(&columns, &funnel.total, results), total: false };
    let headings: Vec<Heading> = columns.into_iter().map(|(heading, _)| heading).collect();
    (!headings.is_empty()).then(|| Exhibit { key: "total", title: Phrase::new(), columns: headings, rows: vec![entry] })
}

/// What the figures are.
fn formulas(funnel: &Funnel) -> Vec<Phrase> {
    let mut all = vec![
        Sentence::of("conversion = count at a step ÷ count at the step before, overall ÷ count at the first; cost per step = spend ÷ count").done(),
    ];
    let (last, first) = funnel.closing;
    if let (Some(to), Some(from)) = (funnel.steps.get(last), funnel.steps.get(first))
        && last > first
    {
        let sentence = said(Sentence::of("close rate = "), to, None).text(" ÷ ");
        all.push(said(sentence, from, None).done());
    }
    if let (Some(rated), Some(waste)) = (&funnel.rated, funnel.total.value(Metric::BounceWaste)) {
        let sentence = Sentence::of("bounce waste = spend × bounce rate: ").figure(waste, Unit::Money);
        let sentence = sentence.text(" of the ").money(rated);
        all.push(sentence.text(" whose bounce rate is known").done());
    }
    if funnel.total.value(Metric::Mer).is_some() {
        all.push(
            Sentence::of("MER = revenue ÷ spend; some print its inverse, spend ÷ revenue, under that name").done(),
        );
        if !funnel.has_advertising {
            let text = "no ROAS: no spend is known to be advertising (a category column, or --map advertising=COLUMN)";
            all.push(Sentence::of(text).done());
        } else if funnel.total.value(Metric::Roas).is_some_and(|roas| roas.figure().is_some()) {
            all.push(Sentence::of("ROAS = revenue of channels with advertising ÷ advertising spend").done());
        }
    }
    all
}
