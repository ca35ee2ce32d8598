//! Charts before it is known how they are drawn: exact figures, what they are held against, and what was left out.

mod of_report;

pub use self::of_report::of_report;

use super::{Band, Interval, Phrase};
use crate::calc::band::band;
use crate::domain::bands::Bands;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::value::Value;

/// Rows, steps or series of a chart before the rest is left out and counted.
pub const MOST_ROWS: usize = 30;

/// Lines in one chart before the rest is left out and counted: more cannot be told apart.
pub const MOST_LINES: usize = 6;

/// A chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chart {
    /// A metric row by row.
    Bars(Bars),
    /// A metric over time.
    Lines(Lines),
    /// From one figure to another, step by step.
    Waterfall(Box<Waterfall>),
}

/// A metric row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bars {
    /// What it shows.
    pub title: Phrase,
    /// The metric.
    pub metric: Metric,
    /// One a row, in the order of the table; totals last.
    pub bars: Vec<Bar>,
    /// Rows that are not drawn.
    pub left_out: usize,
    /// What the figures are judged by.
    pub limits: Vec<Limit>,
    /// The bands behind the bars, from the lowest; may be empty.
    pub zones: Vec<Zone>,
}

/// A row of [`Bars`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it is called.
    pub name: Phrase,
    /// Its figure, or why there is none.
    pub value: Value,
    /// Where the figure lies, when intervals were asked for.
    pub interval: Option<Interval>,
    /// What the figure may be at most in this row, where that is known.
    pub most: Option<Figure>,
    /// How it is judged.
    pub band: Option<Band>,
    /// Whether it is a total.
    pub total: bool,
}

/// What figures are judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// `>=`, `<=`, `>` or `<`.
    pub operator: &'static str,
    /// The limit.
    pub value: Exact,
    /// The one bar it is for, by its place; `None` is all of them.
    pub only: Option<usize>,
}

/// A band of LTV:CAC, from its limit up to that of the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// The band.
    pub band: Band,
    /// Where it begins; `None` has no end below.
    pub from: Option<Exact>,
    /// Where the next begins; `None` has no end above.
    pub to: Option<Exact>,
}

/// A metric over time. Every series has one value a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// What it shows.
    pub title: Phrase,
    /// The metric, in one scale for all series.
    pub metric: Metric,
    /// The periods, in order and without a gap: a period without figures is here too.
    pub periods: Vec<String>,
    /// The series.
    pub series: Vec<Series>,
    /// Series that are not drawn.
    pub left_out: usize,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// What it is called.
    pub name: Phrase,
    /// One a period; what is undefined is a gap.
    pub values: Vec<Value>,
}

/// From one figure to another. The steps add up to the difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waterfall {
    /// What it shows.
    pub title: Phrase,
    /// The metric.
    pub metric: Metric,
    /// Where it begins.
    pub from: Level,
    /// What changes it, in order.
    pub steps: Vec<Step>,
    /// Where it ends.
    pub to: Level,
}

/// An end of a [`Waterfall`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// What it is called.
    pub name: Phrase,
    /// The figure.
    pub figure: Figure,
}

/// A step of a [`Waterfall`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is called.
    pub name: Phrase,
    /// What it adds or takes away.
    pub effect: Figure,
}

/// The bands of LTV:CAC, from the lowest. The ends of the scale have none.
#[must_use]
pub fn zones(bands: &Bands) -> Vec<Zone> {
    let limits = bands.limits();
    let ends = || std::iter::once(None).chain(limits.iter().cloned().map(Some)).chain([None]);
    let below = limits.first().map(|first| first - &Exact::one());
    ends()
        .zip(ends().skip(1))
        .filter_map(|(from, to)| {
            let within = from.clone().or_else(|| below.clone())?;
            Some(Zone { band: band(&Value::exact(within), bands)?, from, to })
        })
        .collect()
}

/// The steps that change something, the first [`MOST_ROWS`] of them by themselves and the rest as one.
#[must_use]
pub fn steps(all: Vec<Step>, rest: impl FnOnce(usize) -> Phrase) -> Vec<Step> {
    let mut steps: Vec<Step> = all.into_iter().filter(|step| !step.effect.is_zero()).collect();
    if steps.len() > MOST_ROWS {
        let left = steps.split_off(MOST_ROWS.saturating_sub(1));
        let effect = left.iter().fold(Figure::zero(), |sum, step| sum.plus(&step.effect));
        steps.push(Step { name: rest(left.len()), effect });
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zones_of_the_ratio_meet_at_the_limits_and_have_no_ends() {
        let limit = |tenths: u8| Some(Exact::decimal(tenths, 1));
        let zone = |band, from, to| Zone { band, from, to };
        assert_eq!(
            zones(&Bands::default()),
            [
                zone(Band::LosesMoney, None, limit(10)),
                zone(Band::BelowMinimum, limit(10), limit(15)),
                zone(Band::BelowTarget, limit(15), limit(30)),
                zone(Band::Healthy, limit(30), limit(50)),
                zone(Band::UnderInvested, limit(50), None),
            ]
        );
    }

    #[test]
    fn steps_without_effect_go_and_the_rest_beyond_thirty_is_one_step_of_their_sum() {
        let step = |effect: i64| Step { name: Phrase::new(), effect: Figure::exact(Exact::whole(effect)) };
        let few = steps(vec![step(2), step(0), step(-2)], |_| Phrase::new());
        assert_eq!(few, [step(2), step(-2)]);
        let mut counted = 0;
        let many = steps((0..=40).map(step).collect(), |count| {
            counted = count;
            Phrase::new()
        });
        // 1 to 29 stand by themselves; 30 to 40 are eleven steps of 385 together.
        assert_eq!((many.len(), counted), (30, 11));
        assert_eq!(many.last(), Some(&step(385)));
    }
}
