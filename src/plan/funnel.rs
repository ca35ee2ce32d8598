//! The plan of `funnel`.

use std::collections::BTreeSet;

use super::{Plan, Planned, configured, dimensions, flag, output, spending, wrong};
use crate::cli::{FunnelArgs, ModelArgs};
use crate::config::Config;
use crate::domain::exact::Exact;
use crate::domain::ledger::Dimension;
use crate::domain::quantity;
use crate::input::Wanted;

/// Rows of a funnel.
#[derive(Clone, Debug)]
pub struct FunnelLayout {
    /// The dimensions.
    pub by: Vec<Dimension>,
    /// The step or metric to sort by; which there are is known once the files are read.
    pub sort: Option<String>,
    /// How many rows.
    pub top: Option<usize>,
    /// The bounce rate of spend that carries none.
    pub bounce: Option<Exact>,
}

/// The plan of `funnel`.
///
/// # Errors
/// What is wrong with the command line.
pub fn funnel(args: &FunnelArgs, config: Option<&Config>) -> Planned<Plan> {
    if args.cut.lag.is_some() {
        let help = Some("cacltv report --lag holds spend against later customers".to_owned());
        return Err(wrong("--lag: a funnel holds the steps of a month against the spend of the same month", help));
    }
    if !args.input.assumptions.is_empty() {
        let help = Some("cacltv report takes them for LTV; --margin gives the break-even ROAS here".to_owned());
        return Err(wrong("--assumptions: a funnel has no LTV", help));
    }
    if args.top == Some(0) {
        return Err(wrong("--top is at least 1", None));
    }
    let (by, others) = dimensions(&args.by, config)?;
    let mut input = configured(&args.input, &args.cut, others, config)?;
    input.options.funnel = Some(steps(&args.steps)?);
    input.costs = spending(&args.costs, config)?;
    let model = ModelArgs {
        margin: args.margin.clone(),
        scope: args.scope.clone(),
        interval: args.interval.clone(),
        ..ModelArgs::default()
    };
    let mut assumptions = configured::assumptions(&model, config)?;
    assumptions.without_retention_payback = true;
    let bounce = flag("bounce-rate", args.bounce_rate.as_ref(), quantity::share)?;
    Ok(Plan::Funnel {
        input: Box::new(input),
        assumptions: Box::new(assumptions),
        layout: FunnelLayout { by, sort: args.sort.clone(), top: args.top, bounce },
        output: output(&configured::output_args(&args.output, config))?,
    })
}

/// `visits,leads=Neue Kontakte,customers`.
fn steps(texts: &[String]) -> Planned<Vec<Wanted>> {
    let (mut all, mut keys) = (Vec::new(), BTreeSet::new());
    for text in texts {
        let (name, column) = match text.split_once('=') {
            Some((name, column)) => (name.trim(), Some(column.trim().to_owned())),
            None => (text.trim(), None),
        };
        if name.is_empty() || column.as_deref() == Some("") {
            return Err(wrong("--steps: a name is missing", Some("--steps visits,leads,customers".to_owned())));
        }
        let wanted = Wanted { name: name.to_owned(), column };
        if !keys.insert(wanted.key()) {
            return Err(wrong(format!("--steps: '{name}' is named twice"), None));
        }
        all.push(wanted);
    }
    if all.len() == 1 {
        return Err(wrong("--steps: a funnel has two steps at least", Some("--steps leads,customers".to_owned())));
    }
    Ok(all)
}
