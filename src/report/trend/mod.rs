//! What `trend` says: the headline, a line a metric from first to last, and the figures of every period.

mod headline;
mod lines;
pub mod spark;

use self::spark::Scale;
use super::Phrase;
use super::build::{View, Wanted};
use super::fiscal;
use super::phrase::Sentence;
use super::study::{Cell, Entry, Exhibit, Heading, Side, Study};
use crate::calc::compare::change;
use crate::calc::results::Line;
use crate::calc::trend::{Axis, Trend, value};
use crate::calc::values::Values;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::{Metric, Unit};
use crate::domain::period::{Day, Span};
use crate::domain::value::{Reason, Value};

/// The metrics shown when none are asked for; the last two where they are known.
const USUAL: [Metric; 5] = [Metric::Spend, Metric::NewCustomers, Metric::Cac, Metric::Ltv, Metric::LtvCac];

/// The metrics of a trend: those asked for, or the usual ones as far as they are known.
fn shown(trend: &Trend, asked: Option<&[Metric]>) -> Vec<Metric> {
    let known = |metric: &Metric| {
        let mut all = trend.rows.iter().flatten().chain(&trend.total);
        let always = matches!(metric, Metric::Spend | Metric::NewCustomers | Metric::Cac);
        always || all.any(|values| value(values, *metric).figure().is_some())
    };
    asked.map_or_else(|| USUAL.into_iter().filter(known).collect(), <[Metric]>::to_vec)
}

/// A row over time, with what it is called; the total has no names.
struct Track<'a> {
    line: &'a Line,
    values: &'a [Values],
    total: bool,
}

impl Track<'_> {
    fn series(&self, metric: Metric) -> Vec<Value> {
        self.values.iter().map(|values| value(values, metric)).collect()
    }
}

/// The rows that are shown, then the total.
fn tracks<'a>(trend: &'a Trend, view: &View) -> Vec<Track<'a>> {
    let whole = &trend.whole;
    let wanted = Wanted::of(whole, view);
    let rows = whole.rows.iter().zip(&trend.rows).filter(move |(line, _)| wanted.shows(line));
    // Without a dimension the one row is the total.
    let rows = rows.filter(|_| !whole.dimensions.is_empty());
    rows.map(|(line, values)| Track { line, values, total: false })
        .chain([Track { line: &whole.total, values: &trend.total, total: true }])
        .collect()
}

/// The answer. `reported` are the months that were selected.
#[must_use]
pub fn study(trend: &Trend, asked: Option<&[Metric]>, reported: Option<Span>, view: &View) -> Study {
    let metrics = shown(trend, asked);
    let tracks = tracks(trend, view);
    let mut study = Study::of("trend", &trend.whole, view);
    study.period = reported.or(study.period);
    study.facts.push(("by", trend.axis.unit().to_owned()));
    if trend.rolling > 1 {
        study.facts.push(("rolling", trend.rolling.to_string()));
    }
    study.headline = headline::headline(trend, &metrics);
    study.tables.push(summary(trend, &tracks, &metrics));
    study.charts = lines::charts(trend, &tracks, &metrics);
    let series = series(trend, &tracks, &metrics);
    // A row for each channel in each period is too long to be read.
    if trend.whole.dimensions.is_empty() {
        study.tables.push(series)
    } else {
        study.further.push(series)
    }
    let hidden = trend.whole.rows.len().saturating_add(1).saturating_sub(tracks.len());
    let mut footer = notes(trend, reported);
    if hidden > 0 && !trend.whole.dimensions.is_empty() {
        let rows = if hidden == 1 { "row" } else { "rows" };
        footer.push(Sentence::of(format!("{hidden} {rows} not shown; the total counts them")).done());
    }
    footer.append(&mut study.footer);
    study.footer = footer;
    study
}

/// What a line in small shows, what a window pools, and which periods are not whole.
fn notes(trend: &Trend, reported: Option<Span>) -> Vec<Phrase> {
    let (unit, names) = (trend.axis.unit(), trend.axis.names());
    let mut notes = vec![
        Sentence::of(format!(
            "trend: a {unit} each, – where there is no value; ▁ is the lowest figure of a metric over all its rows, not \
             zero, and █ the highest"
        ))
        .done(),
        Sentence::of(format!(
            "change is from the first {unit} with a value to the last; overall is of all {unit}s as one, never a mean of \
             theirs"
        ))
        .done(),
    ];
    if trend.rolling > 1 {
        let before = trend.rolling.saturating_sub(1);
        let text = format!(
            "rolling {n}: each {unit} and the {before} before it as one, ratios of their sums; the first {before} have no \
             full window",
            n = trend.rolling
        );
        notes.push(Sentence::of(text).done());
    }
    match &trend.axis {
        Axis::Periods(grain, periods) => {
            notes.extend(fiscal::cut_short(periods, reported));
            let last = periods.last().map(|period| period.span.last);
            notes.extend(grain.fiscal().zip(last).map(|(start, month)| fiscal::named(start, month)));
        }
        Axis::Weeks(_, mondays) => notes.extend(weeks(mondays, &names, reported, trend)),
    }
    notes
}

/// Weeks that reach over the months reported, and weeks without a row.
fn weeks(mondays: &[Day], names: &[String], reported: Option<Span>, trend: &Trend) -> Vec<Phrase> {
    let mut notes = Vec::new();
    if let Some(span) = reported {
        let (first, last) = (span.first.first_day(), span.last.last_day());
        let over = |monday: &Day| monday.0 < first.0 || monday.0.saturating_add(6) > last.0;
        let all: Vec<&String> = mondays.iter().zip(names).filter(|(day, _)| over(day)).map(|(_, name)| name).collect();
        if !all.is_empty() {
            let sentence = Sentence::of(format!("only days within {span} are in "));
            notes.push(sentence.listed(all.into_iter(), |sentence, name| sentence.text(name.as_str())).done());
        }
    }
    let zero = |values: &Values, metric| value(values, metric).figure().is_none_or(Figure::is_zero);
    let empty = |values: &Values| zero(values, Metric::Spend) && zero(values, Metric::NewCustomers);
    if trend.rolling <= 1 {
        let all = trend.total.iter().zip(names).filter(|(values, _)| empty(values)).map(|(_, name)| name.as_str());
        let all: Vec<&str> = all.collect();
        if !all.is_empty() {
            notes.push(Sentence::of(format!("nothing in {}; counted as 0", super::phrase::joined(&all))).done());
        }
    }
    notes
}

/// The limits of the bands that a metric is judged by.
fn limits(trend: &Trend, metric: Metric) -> Vec<Exact> {
    if metric == Metric::LtvCac { trend.whole.bands.limits().to_vec() } else { Vec::new() }
}

/// A figure that is not shown equal to a limit of a band it is not equal to.
pub(super) fn cell(trend: &Trend, value: &Value, metric: Metric) -> Cell {
    let limits = limits(trend, metric);
    Cell::Figure { value: value.clone(), unit: metric.unit(), limits, side: Side::Nearest }
}

/// The cells of a row's names; the total has one word and blanks.
fn names(track: &Track<'_>, dimensions: usize) -> Vec<Cell> {
    let mut cells: Vec<Cell> = match track.total {
        true => vec![Cell::Word("Total".to_owned())],
        false => track.line.key.iter().map(|label| Cell::Name(label.shown())).collect(),
    };
    cells.resize(dimensions, Cell::Empty);
    cells
}

/// A metric of a row from its first value to its last.
struct Course {
    first: Option<(usize, Value)>,
    last: Option<(usize, Value)>,
    lowest: Option<(usize, Value)>,
    highest: Option<(usize, Value)>,
    /// Why no period has a value, where none has.
    why: Reason,
}

impl Course {
    fn of(series: &[Value]) -> Self {
        let known = || series.iter().enumerate().filter(|(_, value)| value.figure().is_some());
        let figure = |(_, value): &(usize, &Value)| value.figure().map(Figure::middle);
        let own = |(place, value): (usize, &Value)| (place, value.clone());
        // That a window is not full says less than why a full one has no value.
        let why = series.iter().rev().find_map(Value::reason).unwrap_or(Reason::NoData);
        Self {
            first: known().next().map(own),
            last: known().next_back().map(own),
            lowest: known().min_by_key(figure).map(own),
            // Of equal ones the first is named.
            highest: known().rev().max_by_key(figure).map(own),
            why,
        }
    }

    /// The change from the first value to the last, where they are two.
    fn change(&self) -> Option<crate::calc::compare::Change> {
        let ((from, first), (to, last)) = (self.first.as_ref()?, self.last.as_ref()?);
        (from != to).then(|| change(first, last))
    }
}

/// A row a metric: first, last, change, lowest, highest, and the line in small.
fn summary(trend: &Trend, tracks: &[Track<'_>], metrics: &[Metric]) -> Exhibit {
    let whole = &trend.whole;
    let periods = trend.axis.names();
    let mut columns: Vec<Heading> =
        whole.dimensions.iter().map(|dimension| Heading::dimension(dimension.name())).collect();
    let text =
        |key: &str, title: &str, importance| Heading { importance: Some(importance), ..Heading::label(key, title) };
    columns.extend([
        Heading::label("metric", "Metric"),
        text("trend", "Trend", 95),
        Heading::figure("first", "First", 90),
        text("first_period", "First in", 40),
        Heading::figure("last", "Last", 100),
        text("last_period", "Last in", 45),
        Heading::figure("change", "Change", 70),
        Heading::figure("relative_change", "Change in %", 80),
        Heading::figure("minimum", "Lowest", 60),
        text("minimum_period", "Lowest in", 50),
        Heading::figure("maximum", "Highest", 65),
        text("maximum_period", "Highest in", 55),
        Heading::figure("overall", "Overall", 75),
    ]);
    let all: Vec<(Metric, Scale, Vec<Vec<Value>>)> = metrics
        .iter()
        .map(|metric| {
            let series: Vec<Vec<Value>> = tracks.iter().map(|track| track.series(*metric)).collect();
            (*metric, Scale::of(series.iter().flatten()), series)
        })
        .collect();
    let entry = |track: &Track<'_>, series: &[Value], metric: Metric, scale: &Scale| {
        let course = Course::of(series);
        let mut cells = names(track, whole.dimensions.len());
        cells.push(Cell::Word(metric.name().to_owned()));
        cells.push(Cell::Spark(series.iter().map(|value| scale.level(value)).collect()));
        let at = |found: &Option<(usize, Value)>| match found {
            Some((place, value)) => {
                [cell(trend, value, metric), periods.get(*place).map_or(Cell::Empty, |name| Cell::Name(name.clone()))]
            }
            None => [Cell::Empty, Cell::Empty],
        };
        match course.first {
            Some(_) => cells.extend(at(&course.first)),
            None => cells.extend([cell(trend, &Value::Undefined(course.why), metric), Cell::Empty]),
        }
        cells.extend(at(&course.last));
        let changed = course.change();
        let shown = |value: &Value, unit: Unit| match value {
            Value::Known(_) => Cell::figure(value, unit),
            // A figure that is not above zero has no part of it as its change.
            Value::Undefined(_) => Cell::Empty,
        };
        cells.push(changed.as_ref().map_or(Cell::Empty, |one| shown(&one.absolute, metric.unit())));
        cells.push(changed.as_ref().map_or(Cell::Empty, |one| shown(&one.relative, Unit::Percent)));
        cells.extend(at(&course.lowest));
        cells.extend(at(&course.highest));
        cells.push(cell(trend, &value(&track.line.values, metric), metric));
        Entry { cells, total: track.total && !whole.dimensions.is_empty() }
    };
    let row = |(place, track): (usize, &Track<'_>)| -> Vec<Entry> {
        let of = |(metric, scale, series): &(Metric, Scale, Vec<Vec<Value>>)| {
            series.get(place).map(|series| entry(track, series, *metric, scale))
        };
        all.iter().filter_map(of).collect()
    };
    let rows = tracks.iter().enumerate().flat_map(row).collect();
    Exhibit { key: "summary", title: Phrase::new(), columns, rows }
}

/// The figures of every period in order, a column a metric. By channel, each period has its rows and then its total.
fn series(trend: &Trend, tracks: &[Track<'_>], metrics: &[Metric]) -> Exhibit {
    let dimensions = &trend.whole.dimensions;
    let unit = trend.axis.unit();
    let mut columns = vec![Heading::dimension(unit)];
    columns.extend(dimensions.iter().map(|dimension| Heading::dimension(dimension.name())));
    columns.extend(metrics.iter().zip((0..=90).rev()).map(|(metric, importance)| Heading::metric(*metric, importance)));
    let rows = trend.axis.names().into_iter().enumerate().flat_map(|(place, period)| {
        tracks.iter().map(move |track| {
            let mut cells = vec![Cell::Name(period.clone())];
            cells.extend(match track.total {
                // No channel's name stands in brackets.
                true if !dimensions.is_empty() => {
                    let word = std::iter::once(Cell::Word("(total)".to_owned()));
                    word.chain(std::iter::repeat(Cell::Empty)).take(dimensions.len()).collect()
                }
                _ => names(track, dimensions.len()),
            });
            let values = track.values.get(place);
            cells.extend(metrics.iter().map(|metric| {
                let value = values.map_or(Value::Undefined(Reason::NoData), |values| value(values, *metric));
                cell(trend, &value, *metric)
            }));
            Entry { cells, total: track.total && !dimensions.is_empty() }
        })
    });
    Exhibit { key: "series", title: Phrase::new(), rows: rows.collect(), columns }
}
