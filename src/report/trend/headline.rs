//! The first sentence of `trend`: what happened between the first period with a value and the last.

use super::{Course, limits};
use crate::calc::trend::{Trend, value};
use crate::domain::figure::Figure;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::Value;
use crate::report::phrase::Sentence;
use crate::report::{Phrase, Piece};

/// `CAC rose from 26.03 (2026-01) to 40.10 (2026-03): +54.1%; LTV:CAC fell from …`
pub(super) fn headline(trend: &Trend, metrics: &[Metric]) -> Phrase {
    let told = [Metric::Cac, Metric::LtvCac];
    let mut all: Vec<Metric> = told.into_iter().filter(|metric| metrics.contains(metric)).collect();
    if all.is_empty() {
        all.extend(metrics.first());
    }
    let mut headline = Phrase::new();
    for metric in all {
        if !headline.is_empty() {
            headline.push(Piece::Text("; ".to_owned()));
        }
        headline.extend(course(trend, metric).done());
    }
    headline
}

/// One metric of the total.
fn course(trend: &Trend, metric: Metric) -> Sentence {
    let series: Vec<Value> = trend.total.iter().map(|values| value(values, metric)).collect();
    let (unit, names) = (trend.axis.unit(), trend.axis.names());
    let name = |place: usize| names.get(place).map_or("", String::as_str);
    let over = if trend.rolling > 1 { format!(" over {} {unit}s", trend.rolling) } else { String::new() };
    let title = format!("{}{over}", metric.title());
    let course = Course::of(&series);
    let own = || limits(trend, metric);
    let (Some((from, first)), Some((to, last))) = (&course.first, &course.last) else {
        if trend.rolling > series.len() {
            let counted =
                if series.len() == 1 { format!("is 1 {unit}") } else { format!("are {} {unit}s", series.len()) };
            return Sentence::of(format!(
                "{title} has no value: there {counted}, and a window takes {}",
                trend.rolling
            ));
        }
        let why = course.why;
        return Sentence::of(format!("{title} has no value in any {unit}: {} ({})", why.sentence(), why.code()));
    };
    let Some(change) = course.change() else {
        let sentence = Sentence::of(format!("{title} is ")).apart(first, metric.unit(), own());
        let only = if series.len() > 1 { format!(", the only {unit} with a value") } else { String::new() };
        return sentence.text(format!(" in {}{only}", name(*from)));
    };
    let (up, down) = (
        change.absolute.figure().is_some_and(Figure::is_positive),
        change.absolute.figure().is_some_and(Figure::is_negative),
    );
    if !up && !down {
        let sentence = Sentence::of(format!("{title} is ")).apart(last, metric.unit(), own());
        return sentence.text(format!(" in {} as in {}", name(*to), name(*from)));
    }
    // Two figures that differ are not shown as one.
    let apart = |other: &Value| own().into_iter().chain(other.figure().map(Figure::middle)).collect::<Vec<_>>();
    let sentence = Sentence::of(format!("{title} {} from ", if up { "rose" } else { "fell" }));
    let sentence = sentence.apart(first, metric.unit(), apart(last)).text(format!(" ({}) to ", name(*from)));
    let sentence = sentence.apart(last, metric.unit(), apart(first)).text(format!(" ({})", name(*to)));
    match change.relative.figure() {
        Some(_) => sentence.text(if up { ": +" } else { ": " }).figure(&change.relative, Unit::Percent),
        None => sentence,
    }
}
