//! `trend`, and `report --across`: the periods of a selection one by one.

use super::computed::{Finished, Prepared, finished, prepared, refused, too_many_rows};
use super::{Ended, Surroundings, default_numbers, resolve, studied, unlisted, viewed};
use crate::calc::has_more_rows;
use crate::calc::trend::{Axis, NEIGHBOURS, Trend, trend};
use crate::domain::assumptions::Assumptions;
use crate::domain::ledger::Dimension;
use crate::domain::metric::Metric;
use crate::exit::Exit;
use crate::plan::trend::{Crossing, Trending};
use crate::plan::{Input, Usage};
use crate::report::build::View;
use crate::report::{Kind, Numbers, across as columns, trend as lines};

/// The most periods that are looked at: a hundred years of months.
const MOST: usize = 1200;

/// The most rows times periods.
const MOST_FIGURES: usize = 1_000_000;

/// What was computed, and how it is looked at.
struct Followed {
    trend: Trend,
    finished: Finished,
    view: View,
    numbers: Numbers,
}

/// What is followed over time.
struct Course<'a> {
    time: &'a Dimension,
    by: &'a [Dimension],
    metrics: &'a [Metric],
    rolling: usize,
}

/// Carries out `trend`.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn trending(plan: Trending, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let Trending { input, assumptions, time, by, metrics, rolling, output } = plan;
    let others = unlisted(&input);
    let asked = metrics.as_deref();
    let course = Course { time: &time, by: &by, metrics: asked.unwrap_or_default(), rolling };
    match followed(input, assumptions, &course, around) {
        Err(exit) => Ok(exit),
        Ok(found) => {
            let study = lines::study(&found.trend, asked, found.finished.selected.period, &found.view);
            studied(&study, &found.numbers, &output, others, around)
        }
    }
}

/// Carries out `report --across`.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn across(plan: Crossing, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let Crossing { input, assumptions, time, by, metrics, sort, top, output } = plan;
    let others = unlisted(&input);
    let course = Course { time: &time, by: &by, metrics: &metrics, rolling: 1 };
    match followed(input, assumptions, &course, around) {
        Err(exit) => Ok(exit),
        Ok(found) => {
            let view = View { sort, top, ..found.view };
            let study = columns::study(&found.trend, &metrics, found.finished.selected.period, &view);
            studied(&study, &found.numbers, &output, others, around)
        }
    }
}

/// Reads, cuts and computes every period.
fn followed(
    mut input: Input,
    assumptions: Assumptions,
    course: &Course<'_>,
    around: &mut Surroundings<'_>,
) -> Ended<Followed> {
    let mut prepared = prepared(&input, assumptions, around)?;
    let ledger = std::mem::take(&mut prepared.ledger);
    let Prepared { reading, assumptions, .. } = prepared;
    // Rows by period are what tells whether every row lies within one.
    let by: Vec<Dimension> = std::iter::once(course.time).chain(course.by).cloned().collect();
    let plain = Assumptions { marginal: false, ..assumptions.clone() };
    let lag = input.lag.clone();
    let finished = finished(ledger, reading.ends, &input, lag.as_ref(), &plain, &by)
        .map_err(|fault| refused(&fault, false, around))?;
    for (names, dimension) in [(&mut input.channels, Dimension::Channel), (&mut input.segments, Dimension::Segment)] {
        *names = resolve(names, &dimension, &finished.results)
            .map_err(|diagnostic| around.refuse(&vec![*diagnostic].into()))?;
    }
    let axis = axis(course.time, &input, &finished);
    if axis.count() > MOST {
        let message = format!("there are {} {}s, and at most {MOST} are looked at", axis.count(), axis.unit());
        let help = Some("--by year, or --period with a shorter one".to_owned());
        return Err(around.usage(&Usage { message, help }));
    }
    let most = MOST_FIGURES.checked_div(axis.count()).unwrap_or(MOST_FIGURES);
    if has_more_rows(&finished.selected.ledger, course.by, most) {
        let message = format!("there are more than {most} rows, and {} {}s of each", axis.count(), axis.unit());
        return Err(around.refuse(&vec![too_many_rows(message)].into()));
    }
    let assumptions = Assumptions { unpaid: finished.unpaid.clone(), ..assumptions };
    let neighbours = course.metrics.iter().any(|metric| NEIGHBOURS.contains(metric));
    let trend = trend(&finished.selected.ledger, &assumptions, axis, course.by, course.rolling, neighbours);
    let view = View {
        channels: std::mem::take(&mut input.channels),
        segments: std::mem::take(&mut input.segments),
        ..viewed(Kind::Report, &input, &reading, &finished, around)?
    };
    Ok(Followed { trend, finished, view, numbers: default_numbers(&reading) })
}

/// The periods that were selected, or those of the data.
fn axis(time: &Dimension, input: &Input, finished: &Finished) -> Axis {
    let (ledger, period) = (&finished.selected.ledger, finished.selected.period);
    match (time, period) {
        (Dimension::Period(grain), Some(span)) => Axis::periods(*grain, span),
        (Dimension::Period(grain), None) => Axis::Periods(*grain, Vec::new()),
        (Dimension::Other(place, _), _) => Axis::weeks(ledger, *place, period.filter(|_| input.cut.is_some())),
        (Dimension::Channel | Dimension::Segment | Dimension::Category, _) => Axis::Weeks(0, Vec::new()),
    }
}
