//! The plan of `calc`.

use super::{Plan, Planned, configured, flag, output, pair, wrong};
use crate::calc::oneoff::Given;
use crate::cli::CalcArgs;
use crate::config::Config;
use crate::domain::assumptions::Inputs;
use crate::domain::category::{Category, Scope};
use crate::domain::currency::Currency;
use crate::domain::exact::Exact;
use crate::domain::funnel::StepName;
use crate::domain::quantity;
use crate::input;

/// The plan of `calc`.
///
/// # Errors
/// What is wrong with the command line.
pub fn calc(args: &CalcArgs, config: Option<&Config>) -> Planned<Plan> {
    let amount = |name: &str, text: &Option<String>| flag(name, text.as_ref(), quantity::amount);
    let mut costs = Vec::new();
    costs.extend(amount("marketing", &args.marketing)?.map(|amount| (Category::Marketing, amount)));
    costs.extend(amount("sales", &args.sales)?.map(|amount| (Category::Sales, amount)));
    costs.extend(amount("spend", &args.spend)?.map(|amount| (Category::Uncategorised, amount)));
    for text in &args.cost {
        let (name, number) = pair("cost", text, "CATEGORY=N")?;
        let category = input::category(name).unwrap_or_else(|| Category::Named(name.to_owned()));
        let number = quantity::amount(number).map_err(|fault| wrong(format!("--cost {name}: {fault}"), None))?;
        costs.push((category, number));
    }
    let cost = |name: &str, text: &Option<String>| match amount(name, text)? {
        Some(number) if number.is_negative() => Err(wrong(format!("--{name} is below 0"), None)),
        found => Ok(found),
    };
    let customers = amount("customers", &args.customers)?;
    if let Some(number) = &customers {
        counted("customers", number)?;
    }
    let steps = steps(&args.step)?;
    let share = |name: &str, text: &Option<String>| flag(name, text.as_ref(), quantity::share);
    let given = Given {
        costs,
        customers,
        cac: cost("cac", &args.cac)?,
        ltv: amount("ltv", &args.ltv)?,
        cpl: cost("cpl", &args.cpl)?,
        close_rate: share("close-rate", &args.close_rate)?,
        closed: args.close_rate.as_deref().and_then(quantity::sample),
        bounce_rate: share("bounce-rate", &args.bounce_rate)?,
        steps,
    };
    let mut assumptions = configured::assumptions(&args.model, config)?;
    untold(&given.costs, assumptions.scope)?;
    let flags = [
        ("--marketing", &args.marketing),
        ("--sales", &args.sales),
        ("--spend", &args.spend),
        ("--cac", &args.cac),
        ("--ltv", &args.ltv),
        ("--cpl", &args.cpl),
    ];
    let own = flags.into_iter().filter_map(|(flag, text)| Some((flag, quantity::sign(text.as_ref()?)?)));
    let costs = args.cost.iter().filter_map(|text| Some(("--cost", quantity::sign(text.split_once('=')?.1)?)));
    assumptions.signs.splice(0..0, own.chain(costs));
    let nothing = given == Given::default() && assumptions.common == Inputs::default();
    if nothing {
        let help = "cacltv calc --marketing 20000 --sales 10000 --customers 500".to_owned();
        return Err(wrong("calc needs figures", Some(help)));
    }
    let currency = flag("currency", args.currency.as_ref(), |code| {
        Currency::named(code).ok_or_else(|| format!("'{}' is no ISO 4217 code such as EUR", code.trim()))
    })?;
    Ok(Plan::Calc {
        given: Box::new(given),
        assumptions: Box::new(assumptions),
        currency,
        output: output(&configured::output_args(&args.output, config))?,
        explain: args.explain,
    })
}

/// Refuses costs of which the scope cannot tell whether they count, where nothing else would be left.
fn untold(costs: &[(Category, Exact)], scope: Scope) -> Planned<()> {
    let is_untold = |(category, _): &&(Category, Exact)| scope.counts(category).is_none();
    let all = costs.iter().all(|cost| is_untold(&cost));
    let name = scope.name();
    for (category, _) in costs.iter().filter(is_untold) {
        let (message, help) = if matches!(category, Category::Marketing | Category::Sales) {
            (
                format!("--scope {name} cannot tell which part of --{category} is paid media"),
                "--cost advertising=8000, --scope direct   or   --scope full",
            )
        } else if *category == Category::Uncategorised {
            (
                format!("--scope {name} needs categories, and --spend has none"),
                "--cost advertising=8000 for each category, or --scope full",
            )
        } else if all {
            (
                format!("--scope {name} cannot tell whether '{category}' counts: it is no category of ours"),
                "--cost advertising=8000 for each category, or --scope full",
            )
        } else {
            continue;
        };
        return Err(wrong(message, Some(help.to_owned())));
    }
    Ok(())
}

/// Refuses what no count is.
fn counted(name: &str, number: &Exact) -> Planned<()> {
    if number.is_negative() {
        return Err(wrong(format!("--{name} is below 0"), None));
    }
    if number.is_whole() {
        return Ok(());
    }
    let help = "give the whole number that was counted; files may split customers: --fractional-customers".to_owned();
    Err(wrong(format!("--{name} is no whole number"), Some(help)))
}

/// `--step leads=1200`, from the first step to the last.
fn steps(texts: &[String]) -> Planned<Vec<(StepName, Exact)>> {
    let mut all: Vec<(StepName, Exact)> = Vec::new();
    for text in texts {
        let (name, number) = pair("step", text, "NAME=N")?;
        let count = quantity::amount(number).map_err(|fault| wrong(format!("--step {name}: {fault}"), None))?;
        counted(&format!("step {name}"), &count)?;
        let step = StepName { key: input::step_key(name), title: name.to_owned(), step: input::step(name) };
        if all.iter().any(|(known, _)| known.key == step.key) {
            return Err(wrong(format!("--step: '{name}' stands twice"), None));
        }
        all.push((step, count));
    }
    if all.len() == 1 {
        let help = Some("--step leads=1200 --step customers=60".to_owned());
        return Err(wrong("--step: a funnel has two steps at least", help));
    }
    Ok(all)
}
