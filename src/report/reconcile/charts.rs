//! The chart of `reconcile`: the way from one definition's figure to the other's.

use super::{Side, steps};
use crate::calc::reconcile::Walk;
use crate::domain::figure::Figure;
use crate::report::chart::{self, Chart, Level, Step, Waterfall};
use crate::report::phrase::Sentence;

/// The way, where every stop on it has a figure and one of them moves it.
pub(super) fn chart(walk: &Walk, [from, to]: &[Side; 2]) -> Option<Chart> {
    let figures: Vec<Figure> =
        walk.stops.iter().map(|stop| stop.value(walk.metric).figure().cloned()).collect::<Option<_>>()?;
    let level = |side: &Side, figure: &Figure| Level {
        name: Sentence::default().name(side.title.clone()).done(),
        figure: figure.clone(),
    };
    let changes = walk.changes();
    let all = walk.stops.windows(2).zip(&changes).map(|(pair, change)| match pair {
        [before, after] => Some(Step {
            name: Sentence::of(steps::in_words(before, after)).done(),
            effect: change.absolute.figure()?.clone(),
        }),
        _ => None,
    });
    let steps =
        chart::steps(all.collect::<Option<_>>()?, |count| Sentence::of(format!("{count} further steps")).done());
    if steps.is_empty() {
        return None;
    }
    Some(Chart::Waterfall(Box::new(Waterfall {
        title: Sentence::of(format!("The way of {}", walk.metric.title())).done(),
        metric: walk.metric,
        from: level(from, figures.first()?),
        to: level(to, figures.last()?),
        steps,
    })))
}
