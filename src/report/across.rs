//! `report --across`: periods in columns, the total last; a table a metric, the total and the paid channels apart.

use super::build::{Chosen, View};
use super::fiscal;
use super::headline::headline;
use super::phrase::{self, Sentence};
use super::study::{Cell, Entry, Exhibit, Heading, Study};
use super::trend::cell;
use crate::calc::trend::{Axis, Trend, value};
use crate::calc::values::Values;
use crate::domain::metric::Metric;
use crate::domain::period::Span;

/// How much the last period's column matters; each before it matters less, and the total always stays.
const LATEST: u8 = 200;

/// The answer. `reported` are the months that were selected.
#[must_use]
pub fn study(trend: &Trend, metrics: &[Metric], reported: Option<Span>, view: &View) -> Study {
    let whole = &trend.whole;
    let chosen = Chosen::of(whole, view);
    let mut study = Study::of("across", whole, view);
    study.period = reported.or(study.period);
    study.facts.push(("across", trend.axis.unit().to_owned()));
    study.headline = headline(whole, view.currency);
    study.tables = metrics.iter().map(|metric| table(trend, *metric, &chosen)).collect();
    let unit = trend.axis.unit();
    let mut footer = vec![
        Sentence::of(format!("a {unit} has the figures of its own sums, and the total those of all {unit}s as one"))
            .done(),
    ];
    if let Axis::Periods(grain, periods) = &trend.axis {
        footer.extend(fiscal::cut_short(periods, reported));
        let last = periods.last().map(|period| period.span.last);
        footer.extend(grain.fiscal().zip(last).map(|(start, month)| fiscal::named(start, month)));
    }
    footer.append(&mut study.footer);
    footer.extend(chosen.notes(view));
    study.footer = footer;
    study
}

fn table(trend: &Trend, metric: Metric, chosen: &Chosen<'_>) -> Exhibit {
    let whole = &trend.whole;
    let periods = trend.axis.names();
    let mut columns: Vec<Heading> =
        whole.dimensions.iter().map(|dimension| Heading::dimension(dimension.name())).collect();
    let age = |place: usize| u8::try_from(periods.len().saturating_sub(place)).unwrap_or(LATEST);
    let column = |(place, name): (usize, &String)| Heading::figure(name, name, LATEST.saturating_sub(age(place)));
    columns.extend(periods.iter().enumerate().map(column));
    columns.push(Heading { importance: None, ..Heading::figure("total", "Total", LATEST) });
    let figures = |values: &[Values], all: &Values| -> Vec<Cell> {
        values.iter().chain([all]).map(|values| cell(trend, &value(values, metric), metric)).collect()
    };
    let row = |line: &&crate::calc::results::Line| {
        let place = whole.place(&line.key)?;
        let mut cells: Vec<Cell> = line.key.iter().map(|label| Cell::Name(phrase::label(label))).collect();
        cells.extend(figures(trend.rows.get(place)?, &line.values));
        Some(Entry { cells, total: false })
    };
    let total = |word: &str, figures: Vec<Cell>| {
        let mut cells = vec![Cell::Word(word.to_owned())];
        cells.resize(whole.dimensions.len(), Cell::Empty);
        cells.extend(figures);
        Entry { cells, total: true }
    };
    let mut rows: Vec<Entry> = chosen.lines.iter().filter_map(row).collect();
    let all = figures(&trend.total, &whole.total.values);
    let paid = trend.paid.as_ref().zip(whole.total_paid.as_ref()).map(|(paid, line)| figures(paid, &line.values));
    rows.push(total("Total", all.clone()));
    rows.extend(paid.filter(|paid| *paid != all).map(|paid| total("(paid channels)", paid)));
    Exhibit { key: metric.name(), title: Sentence::of(metric.heading()).done(), columns, rows }
}
