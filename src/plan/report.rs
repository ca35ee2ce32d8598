//! The plan of `report`.

use super::{Plan, Planned, configured as selected, layout, output, spending, trend, word, wrong};
use crate::cli::ReportArgs;
use crate::config::Config;
use crate::domain::sweep::Sweep;
use crate::plan::configured;

/// The plan of `report`.
///
/// # Errors
/// What is wrong with the command line.
pub fn report(args: &ReportArgs, config: Option<&Config>) -> Planned<Plan> {
    if args.across.is_some() {
        return trend::across(args, config);
    }
    if !args.metric.is_empty() {
        let help = "--across quarter --metric cac, or --columns cac for the columns of the table".to_owned();
        return Err(wrong("--metric needs --across, which has a table for each metric", Some(help)));
    }
    let (layout, others) = layout(&args.layout, config)?;
    let mut input = selected(&args.input, &args.cut, others, config)?;
    input.costs = spending(&args.costs, config)?;
    let mut assumptions = Box::new(configured::assumptions(&args.model, config)?);
    let output = output(&configured::output_args(&args.output, config))?;
    let Some(sweep) = word("view", args.view.as_ref(), Sweep::ALL, Sweep::name)? else {
        let (input, explain) = (Box::new(input), args.explain);
        return Ok(Plan::Report { input, assumptions, layout, output, explain });
    };
    let own = [
        ("columns", layout.columns.is_some()),
        ("sort", layout.sort.is_some()),
        ("top", layout.top.is_some()),
        ("explain", args.explain),
        ("interval", args.model.interval.is_some()),
        ("scope", sweep == Sweep::Scopes && args.model.scope.is_some()),
        ("lag", sweep == Sweep::Lag && args.cut.lag.is_some()),
        ("by", sweep == Sweep::Lag && !args.layout.by.is_empty()),
        ("channel", sweep == Sweep::Lag && !args.cut.channel.is_empty()),
        ("segment", sweep == Sweep::Lag && !args.cut.segment.is_empty()),
    ];
    if let Some((flag, _)) = own.iter().find(|(_, given)| *given) {
        let help = Some("leave one of them out".to_owned());
        return Err(wrong(format!("--view {} has no use for --{flag}", sweep.name()), help));
    }
    // A level that the configuration has is for reports that show intervals.
    assumptions.level = None;
    Ok(Plan::View { sweep, input: Box::new(input), assumptions, by: layout.by, output })
}
