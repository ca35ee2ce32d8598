//! The plan of `trend`, and of `report --across`: what stands for time, and what for rows.

use super::{Input, Output, Plan, Planned, configured as selected, dimensions, layout, metrics, model, output};
use super::{spending, word, wrong};
use crate::calc::trend::NEIGHBOURS;
use crate::cli::{ReportArgs, TrendArgs};
use crate::config::Config;
use crate::domain::assumptions::Assumptions;
use crate::domain::ledger::Dimension;
use crate::domain::metric::Metric;
use crate::domain::period::Grain;
use crate::plan::configured;

/// The most periods that a window takes.
const LONGEST: usize = 1200;

/// Everything that `trend` needs.
#[derive(Debug)]
pub struct Trending {
    /// What to read.
    pub input: Input,
    /// The model.
    pub assumptions: Assumptions,
    /// Months, quarters, years or weeks.
    pub time: Dimension,
    /// What tells rows apart.
    pub by: Vec<Dimension>,
    /// The metrics asked for.
    pub metrics: Option<Vec<Metric>>,
    /// How many periods a value is pooled over.
    pub rolling: usize,
    /// Where the answer goes.
    pub output: Output,
}

/// Everything that a report with periods in columns needs.
#[derive(Debug)]
pub struct Crossing {
    /// What to read.
    pub input: Input,
    /// The model.
    pub assumptions: Assumptions,
    /// Months, quarters or years.
    pub time: Dimension,
    /// What tells rows apart.
    pub by: Vec<Dimension>,
    /// A table each.
    pub metrics: Vec<Metric>,
    /// The metric to sort by.
    pub sort: Option<Metric>,
    /// How many rows.
    pub top: Option<usize>,
    /// Where the answer goes.
    pub output: Output,
}

/// Whether a dimension is time.
fn is_time(dimension: &Dimension) -> bool {
    match dimension {
        Dimension::Period(_) => true,
        Dimension::Other(_, name) => name == "week",
        Dimension::Channel | Dimension::Segment | Dimension::Category => false,
    }
}

/// The plan of `trend`.
///
/// # Errors
/// What is wrong with the command line.
pub fn trend(args: &TrendArgs, config: Option<&Config>) -> Planned<Plan> {
    model::without_interval(&args.model, "trend shows what was measured")?;
    let (time, by, others) = axes(args, config)?;
    let rolling = match &args.rolling {
        None => 1,
        Some(text) => match text.trim().parse() {
            Ok(periods @ 2..=LONGEST) => periods,
            Ok(_) | Err(_) => {
                let message = format!("--rolling: '{}' is no number of periods from 2 to {LONGEST}", text.trim());
                return Err(wrong(message, Some("--rolling 3".to_owned())));
            }
        },
    };
    let metrics = metrics("metric", &args.metric)?;
    let alone = rolling == 1 && matches!(time, Dimension::Period(_));
    if let Some(metric) = metrics.iter().find(|metric| !alone && NEIGHBOURS.contains(metric)) {
        let message = format!("--metric {}: it holds a period against the one before", metric.name());
        return Err(wrong(message, Some("--by month, quarter or year, without --rolling".to_owned())));
    }
    let mut input = selected(&args.input, &args.cut, others, config)?;
    input.costs = spending(&args.costs, config)?;
    Ok(Plan::Trend(Box::new(Trending {
        input,
        assumptions: of_points(configured::assumptions(&args.model, config)?, &metrics),
        time,
        by,
        metrics: (!metrics.is_empty()).then_some(metrics),
        rolling,
        output: output(&configured::output_args(&args.output, config))?,
    })))
}

/// Time, what tells rows apart, and the columns that have no name of their own.
fn axes(args: &TrendArgs, config: Option<&Config>) -> Planned<(Dimension, Vec<Dimension>, Vec<String>)> {
    let month = || Dimension::Period(Grain::Month);
    let (all, others) = if args.by.is_empty() { (vec![month()], Vec::new()) } else { dimensions(&args.by, config)? };
    let (times, mut by): (Vec<Dimension>, Vec<Dimension>) = all.into_iter().partition(is_time);
    if times.len() > 1 {
        return Err(wrong("--by: one of week, month, quarter and year", None));
    }
    // A row is asked for by its name.
    for (names, dimension) in [(&args.cut.channel, Dimension::Channel), (&args.cut.segment, Dimension::Segment)] {
        if !names.is_empty() && !by.contains(&dimension) {
            by.push(dimension);
        }
    }
    Ok((times.into_iter().next().unwrap_or_else(month), by, others))
}

/// What each point needs: no intervals, and the slow metrics only where they are asked for.
fn of_points(assumptions: Assumptions, metrics: &[Metric]) -> Assumptions {
    let slow = [Metric::PaybackRetentionMonths, Metric::PaybackRetentionContinuous];
    Assumptions {
        marginal: metrics.contains(&Metric::MarginalCac),
        without_retention_payback: !metrics.iter().any(|metric| slow.contains(metric)),
        level: None,
        ..assumptions
    }
}

/// The plan of `report --across`.
///
/// # Errors
/// What is wrong with the command line.
pub(super) fn across(args: &ReportArgs, config: Option<&Config>) -> Planned<Plan> {
    let own = [
        ("columns", !args.layout.columns.is_empty()),
        ("view", args.view.is_some()),
        ("explain", args.explain),
        ("interval", args.model.interval.is_some()),
    ];
    if let Some((flag, _)) = own.iter().find(|(_, given)| *given) {
        let help = if *flag == "columns" { "--metric names the metrics of --across" } else { "leave one of them out" };
        return Err(wrong(format!("--across has no use for --{flag}"), Some(help.to_owned())));
    }
    let grains = &[Grain::Month, Grain::Quarter, Grain::Year];
    let grain = word("across", args.across.as_ref(), grains, Grain::name)?.unwrap_or(Grain::Quarter);
    let (layout, others) = layout(&args.layout, config)?;
    if layout.by.iter().any(is_time) {
        let help = Some("--by channel, or cacltv trend for periods in rows".to_owned());
        return Err(wrong("--by: --across has the periods in its columns", help));
    }
    let asked = metrics("metric", &args.metric)?;
    let metrics = if asked.is_empty() { vec![Metric::Cac] } else { asked };
    let mut input = selected(&args.input, &args.cut, others, config)?;
    input.costs = spending(&args.costs, config)?;
    let needed: Vec<Metric> = metrics.iter().copied().chain(layout.sort).collect();
    Ok(Plan::Across(Box::new(Crossing {
        input,
        assumptions: of_points(configured::assumptions(&args.model, config)?, &needed),
        time: Dimension::Period(grain.in_fiscal_years(configured::year_start(config)?)),
        by: layout.by,
        metrics,
        sort: layout.sort,
        top: layout.top,
        output: output(&configured::output_args(&args.output, config))?,
    })))
}
