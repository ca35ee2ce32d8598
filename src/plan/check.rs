//! The plan of `check`: its rules, by flags and by `[[check]]` in cacltv.toml, which are judged both.

mod configured;

use super::{Input, Layout, Output, Plan, Planned, any_output, flag, layout, spending, word, wrong};
use crate::calc::check::{self, Bound, Limit, Operator, Rule};
use crate::cli::CheckArgs;
use crate::config::Config;
use crate::domain::assumptions::Assumptions;
use crate::domain::exact::Exact;
use crate::domain::metric::Metric;
use crate::domain::place::Place;
use crate::domain::quantity;
use crate::plan::configured as selected;

/// Everything that `check` needs.
#[derive(Debug)]
pub struct Checking {
    /// What to read.
    pub input: Input,
    /// The model.
    pub assumptions: Assumptions,
    /// Rows and columns.
    pub layout: Layout,
    /// The rules.
    pub rules: Vec<Rule>,
    /// The saved results that rules name.
    pub baselines: Vec<Saved>,
    /// Where the answer goes.
    pub output: Output,
    /// Whether a check that failed or is undecided ends with 0.
    pub exit_zero: bool,
}

/// A saved result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its file.
    pub file: String,
    /// Where it is named, when that is the configuration.
    pub place: Option<Place>,
}

/// The plan of `check`.
///
/// # Errors
/// What is wrong with the command line or with `[[check]]`.
pub fn check(args: &CheckArgs, config: Option<&Config>) -> Planned<Plan> {
    let bound = word("bound", args.bound.as_ref(), Bound::ALL, Bound::name)?.unwrap_or_default();
    let mut rules = given(args)?;
    let (configured, signs) = configured::rules(config, args.baseline.as_deref())?;
    let by_flag =
        |rule: &Rule| matches!(&rule.limit, Limit::Within { baseline, .. } if Some(baseline) == args.baseline.as_ref());
    if args.baseline.is_some() && !rules.iter().chain(&configured).any(by_flag) {
        let help = "--max-drop 10% for LTV:CAC, --max-increase 10% for CAC, or [[check]] for anything else".to_owned();
        return Err(wrong("no rule is held against --baseline", Some(help)));
    }
    rules.extend(configured);
    if rules.is_empty() {
        let help = "--min-ratio 3, --max-cac 60, --max-payback 12, --require 'each: ltv_cac >= 3', or [[check]] in \
                    cacltv.toml"
            .to_owned();
        return Err(wrong("check needs a rule", Some(help)));
    }
    for rule in &mut rules {
        rule.bound = bound;
    }
    let (layout, others) = layout(&args.layout, config)?;
    let mut input = super::configured(&args.input, &args.cut, others, config)?;
    input.costs = spending(&args.costs, config)?;
    let mut assumptions = selected::assumptions(&args.model, config)?;
    if bound == Bound::Worst {
        assumptions.level.get_or_insert_with(|| Exact::decimal(95, 2));
    }
    let limit = args.max_cac.as_ref().and_then(|text| quantity::sign(text));
    assumptions.signs.extend(limit.map(|sign| ("--max-cac", sign)));
    assumptions.signs.extend(signs);
    assumptions.signs.extend(args.require.iter().filter_map(|text| Some(("--require", check::sign(text)?))));
    Ok(Plan::Check(Box::new(Checking {
        input,
        assumptions,
        layout,
        baselines: saved(&rules),
        rules,
        output: any_output(&selected::output_args(&args.output, config))?,
        exit_zero: args.exit_zero,
    })))
}

/// The rules of the flags.
fn given(args: &CheckArgs) -> Planned<Vec<Rule>> {
    let mut rules = Vec::new();
    let months = |text: &str| quantity::amount(text.trim().trim_end_matches("months").trim_end_matches("mo"));
    let limits = [
        (Metric::LtvCac, Operator::AtLeast, flag("min-ratio", args.min_ratio.as_ref(), quantity::ratio)?),
        (Metric::Cac, Operator::AtMost, flag("max-cac", args.max_cac.as_ref(), quantity::amount)?),
        (Metric::PaybackMonths, Operator::AtMost, flag("max-payback", args.max_payback.as_ref(), months)?),
    ];
    for (metric, operator, limit) in limits {
        rules.extend(limit.into_iter().flat_map(|limit| Rule::total(metric, operator, limit).with_warnings()));
    }
    let changes = [
        ("max-drop", Metric::LtvCac, Operator::AtLeast, &args.max_drop),
        ("max-increase", Metric::Cac, Operator::AtMost, &args.max_increase),
    ];
    for (name, metric, operator, text) in changes {
        let Some(share) = flag(name, text.as_ref(), |text| share(text, operator))? else { continue };
        let Some(baseline) = args.baseline.clone() else {
            let help = format!("--baseline last.json --{name} 10%, with a result saved by report -o last.json");
            return Err(wrong(format!("--{name} needs --baseline, the result that it is measured from"), Some(help)));
        };
        let rule = Rule::total(metric, operator, Exact::zero());
        rules.extend(Rule { limit: Limit::Within { share, baseline }, ..rule }.with_warnings());
    }
    for text in &args.require {
        rules.push(check::parse(text).map_err(|fault| wrong(format!("--require: {fault}"), None))?);
    }
    Ok(rules)
}

/// How far a metric may move: `10%`, `0.1`. Nothing drops by more than all of it.
fn share(text: &str, operator: Operator) -> Result<Exact, String> {
    let shown = text.trim();
    let (share, per) = quantity::number_per(shown, false)?;
    let percent = shown.ends_with('%');
    if per.is_some() {
        return Err(format!("'{shown}' has a unit of time, and a change from a baseline has none"));
    }
    if share.is_negative() {
        return Err(format!("'{shown}' is below 0: write how far it may move, such as 10%"));
    }
    if !percent && share >= Exact::one() {
        return Err(format!("'{shown}' can mean {shown}% or {shown} times: write {shown}%"));
    }
    if operator == Operator::AtLeast && share > Exact::one() {
        return Err(format!("'{shown}' is more than all of it: a drop lies from 0 to 100%"));
    }
    Ok(share)
}

/// The saved results that rules name, each once, where it is named first.
fn saved(rules: &[Rule]) -> Vec<Saved> {
    let mut all: Vec<Saved> = Vec::new();
    for rule in rules {
        if let Limit::Within { baseline, .. } = &rule.limit
            && !all.iter().any(|saved| saved.file == *baseline)
        {
            all.push(Saved { file: baseline.clone(), place: rule.place.clone() });
        }
    }
    all
}
