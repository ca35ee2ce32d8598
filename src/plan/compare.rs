//! The plan of `compare`: what its two sides are.

use std::path::Path;
use std::str::FromStr;

use super::fiscal;
use super::idle;
use super::planning::{figures, typed_signs};
use super::{Input, Output, Plan, Planned, configured, dimensions, flag, model, output, spending, wrong};
use crate::calc::oneoff::Given;
use crate::cli::{CompareArgs, CostArgs, CutArgs, InputArgs, ModelArgs};
use crate::config::Config;
use crate::domain::assumptions::Assumptions;
use crate::domain::currency::Currency;
use crate::domain::exact::Exact;
use crate::domain::ledger::Dimension;
use crate::domain::metric::{Metric, Unit};
use crate::domain::path;
use crate::domain::quantity;
use crate::input::Cut;

/// Figures as typed.
#[derive(Debug)]
pub struct Figures {
    /// The text.
    pub text: String,
    /// What CAC and LTV follow from.
    pub given: Given,
    /// Metrics that follow from nothing else.
    pub metrics: Vec<(Metric, Exact)>,
    /// The model.
    pub assumptions: Assumptions,
}

/// A side.
#[derive(Debug)]
pub enum Source {
    /// A combined file, or a folder of files.
    Files(Box<Input>),
    /// A saved result.
    Saved(String),
    /// Figures.
    Figures(Box<Figures>),
}

/// What is held against what.
#[derive(Debug)]
pub enum Sides {
    /// BASE and NEW.
    Two(Box<[Source; 2]>),
    /// Two periods of one input, the one before first.
    Periods(Box<Input>, [Cut; 2]),
}

/// Everything that `compare` needs.
#[derive(Debug)]
pub struct Comparing {
    /// The sides.
    pub sides: Sides,
    /// The model.
    pub assumptions: Assumptions,
    /// What tells rows apart.
    pub by: Vec<Dimension>,
    /// Channels to show.
    pub channels: Vec<String>,
    /// Segments to show.
    pub segments: Vec<String>,
    /// The currency of figures.
    pub currency: Option<Currency>,
    /// The configuration, as shown.
    pub config: Option<String>,
    /// Where the answer goes.
    pub output: Output,
}

/// The plan of `compare`.
///
/// # Errors
/// What is wrong with the command line.
pub fn compare(args: &CompareArgs, config: Option<&Config>) -> Planned<Plan> {
    model::without_interval(&args.model, "compare shows what was measured")?;
    let (by, others) = dimensions(&args.by, config)?;
    if by.iter().any(|dimension| matches!(dimension, Dimension::Period(_)) || dimension.name() == "week") {
        let help = "cacltv compare FILE... --period 2026-03 --against 2026-02".to_owned();
        return Err(wrong("--by: periods are what compare holds against each other", Some(help)));
    }
    let read = |files: &InputArgs, cut: &CutArgs| {
        let mut input = configured(files, cut, others.clone(), config)?;
        input.costs = spending(&args.costs, config)?;
        Ok(input)
    };
    let start = configured::year_start(config)?;
    let cut = |name: &str, text: Option<&String>| -> Planned<Option<Cut>> {
        flag(name, fiscal::period(name, text, start)?.as_ref(), Cut::from_str)
    };
    let sides = match cut("against", args.against.as_ref())? {
        Some(against) => {
            let Some(period) = cut("period", args.cut.period.as_ref())? else {
                let help = "--period 2026-03 --against 2026-02".to_owned();
                return Err(wrong("--against needs --period, the period that is held against it", Some(help)));
            };
            Sides::Periods(Box::new(read(&args.input, &args.cut)?), [against, period])
        }
        None => Sides::Two(Box::new(two(args, config, &read)?)),
    };
    let mut assumptions = configured::assumptions(&args.model, config)?;
    (assumptions.without_retention_payback, assumptions.level) = (true, None);
    Ok(Plan::Compare(Box::new(Comparing {
        sides,
        assumptions,
        by,
        channels: args.cut.channel.clone(),
        segments: args.cut.segment.clone(),
        currency: flag("currency", args.input.currency.as_ref(), super::currency)?,
        config: config.map(|config| config.name.clone()),
        output: output(&configured::output_args(&args.output, config))?,
    })))
}

/// BASE and NEW.
fn two(
    args: &CompareArgs,
    config: Option<&Config>,
    read: &impl Fn(&InputArgs, &CutArgs) -> Planned<Input>,
) -> Planned<[Source; 2]> {
    let input = &args.input;
    let named = [("spend", &input.spend), ("customers", &input.customers), ("revenue", &input.revenue)];
    if let Some((name, _)) = named.iter().find(|(_, files)| !files.is_empty()) {
        let help = "two folders, two combined files, or --period NEW --against BASE of one input".to_owned();
        return Err(wrong(format!("--{name} names a file of one input, and BASE and NEW are two"), Some(help)));
    }
    let [base, new] = input.files.as_slice() else {
        let help = "cacltv compare BASE NEW, or cacltv compare FILE... --period 2026-03 --against 2026-02".to_owned();
        let message = match input.files.len() {
            0 => "there is nothing to compare".to_owned(),
            1 => "there is one side, and nothing to hold it against".to_owned(),
            many => format!("{many} files are not two sides: a side is a combined file, a folder or a saved result"),
        };
        return Err(wrong(message, Some(help)));
    };
    if base == "-" && new == "-" {
        return Err(wrong("standard input cannot be both sides", None));
    }
    let source = |text: &String| -> Planned<Source> {
        if is_typed(text) {
            return Ok(Source::Figures(Box::new(typed(text, args, config)?)));
        }
        if is_saved(text) {
            return Ok(Source::Saved(text.clone()));
        }
        Ok(Source::Files(Box::new(read(&InputArgs { files: vec![text.clone()], ..input.clone() }, &args.cut)?)))
    };
    let sides = [source(base)?, source(new)?];
    idle(&sides, args)?;
    Ok(sides)
}

/// Whether a side is figures: `cac=1200 ltv=100`.
fn is_typed(text: &str) -> bool {
    let name = text.trim().split_once('=').map(|(name, _)| name);
    name.is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic() || "_-:".contains(c)))
        && !path::path(text).exists()
}

/// Whether a side is a saved result, by its ending.
fn is_saved(text: &str) -> bool {
    let ending = Path::new(text).extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case("json")) && !path::path(text).is_dir()
}

fn typed(text: &str, args: &CompareArgs, config: Option<&Config>) -> Planned<Figures> {
    let what = format!("'{text}'");
    let mut metrics: Vec<(Metric, Exact)> = Vec::new();
    let further = |given: &mut Given, name: &str, value: &str| {
        let Some(metric) = Metric::named(name) else { return Ok(false) };
        let number = number(metric, value).map_err(|fault| wrong(format!("{what}: {name}: {fault}"), None))?;
        let twice = || wrong(format!("{what}: '{name}' is given twice"), None);
        let slot = if metric == Metric::Ltv {
            &mut given.ltv
        } else if metric == Metric::Cpl {
            &mut given.cpl
        } else if metric == Metric::CloseRate {
            &mut given.close_rate
        } else {
            if metrics.iter().any(|(known, _)| *known == metric) {
                return Err(twice());
            }
            metrics.push((metric, number));
            return Ok(true);
        };
        if slot.is_some() {
            return Err(twice());
        }
        *slot = Some(number);
        Ok(true)
    };
    let (given, model) = figures(&what, &[text.to_owned()], &args.model, further)?;
    let mut assumptions = configured::assumptions(&model, config)?;
    (assumptions.without_retention_payback, assumptions.level) = (true, None);
    assumptions.signs.extend(typed_signs("a side", &[text.to_owned()]));
    Ok(Figures { text: text.trim().to_owned(), given, metrics, assumptions })
}

/// A metric as it is typed.
fn number(metric: Metric, text: &str) -> Result<Exact, String> {
    match metric.unit() {
        Unit::Percent => quantity::share(text).or_else(|fault| match quantity::number_per(text, false) {
            // Retention and steps may be above 100 %, when they say so.
            Ok((number, None)) if text.trim().ends_with('%') => Ok(number),
            Ok(_) | Err(_) => Err(fault),
        }),
        Unit::Ratio => quantity::ratio(text),
        Unit::Money | Unit::Count | Unit::Months | Unit::WholeMonths => quantity::amount(text),
    }
}

/// Refuses flags that no side has a use for.
fn idle(sides: &[Source; 2], args: &CompareArgs) -> Planned<()> {
    let files = sides.iter().any(|side| matches!(side, Source::Files(_)));
    let computed = sides.iter().any(|side| matches!(side, Source::Files(_) | Source::Figures(_)));
    let rows = sides.iter().any(|side| matches!(side, Source::Files(_) | Source::Saved(_)));
    let mut unused = Vec::new();
    if !files {
        unused.extend(of_files(&args.input, &args.cut, &args.costs));
        unused.extend((!args.by.is_empty()).then_some("by"));
    }
    if !computed {
        unused.extend(args.input.currency.as_ref().map(|_| "currency"));
        unused.extend(of_model(&args.model));
    }
    if !rows {
        unused.extend((!args.cut.channel.is_empty()).then_some("channel"));
        unused.extend((!args.cut.segment.is_empty()).then_some("segment"));
    }
    match unused.first() {
        Some(name) if computed => Err(wrong(format!("--{name} needs files, and no side is one"), None)),
        Some(name) => {
            let help = "save the results anew with it".to_owned();
            Err(wrong(format!("--{name} has no use: both results are computed already"), Some(help)))
        }
        None => Ok(()),
    }
}

/// The flags among these that have a meaning for files alone.
fn of_files(input: &InputArgs, cut: &CutArgs, costs: &CostArgs) -> Vec<&'static str> {
    let own = [
        ("assumptions", !input.assumptions.is_empty()),
        ("known", !input.known.is_empty()),
        ("period", cut.period.is_some()),
        ("from", cut.from.is_some()),
        ("to", cut.to.is_some()),
        ("lag", cut.lag.is_some()),
        ("where", !cut.conditions.is_empty()),
    ];
    let own = own.into_iter().filter(|(_, given)| *given).map(|(name, _)| name);
    own.chain(idle::of_files(input, costs)).collect()
}

/// The flags of the model that are given.
fn of_model(args: &ModelArgs) -> Vec<&'static str> {
    let all = [
        ("arpa", &args.arpa),
        ("margin", &args.margin),
        ("churn", &args.churn),
        ("lifetime", &args.lifetime),
        ("aov", &args.aov),
        ("orders-per-year", &args.orders_per_year),
        ("cost-per-order", &args.cost_per_order),
        ("growth", &args.growth),
        ("method", &args.method),
        ("as", &args.manner),
        ("horizon", &args.horizon),
        ("discount", &args.discount),
        ("timing", &args.timing),
        ("billing", &args.billing),
        ("basis", &args.basis),
        ("churn-base", &args.churn_base),
        ("window", &args.window),
        ("scope", &args.scope),
        ("target", &args.target),
    ];
    all.into_iter().filter(|(_, given)| given.is_some()).map(|(name, _)| name).collect()
}
