//! The plan of `plan`: what is asked of it.

use super::{Input, Output, Plan, Planned, configured, flag, idle, metric, output, pair, word, wrong};
use crate::calc::oneoff::Given;
use crate::calc::plan::shift::Amount;
use crate::calc::plan::whatif::Change;
use crate::cli::{InputArgs, ModelArgs, PlanArgs};
use crate::config::Config;
use crate::domain::assumptions::Assumptions;
use crate::domain::category::Category;
use crate::domain::currency::{Currency, Sign};
use crate::domain::exact::Exact;
use crate::domain::lever::{Level, Lever};
use crate::domain::metric::Metric;
use crate::domain::period::Grain;
use crate::domain::{path, quantity, steps};
use crate::input::suggest::nearest;

/// What a plan or a walk is made from.
#[derive(Debug)]
pub enum Material {
    /// Files.
    Files(Box<Input>),
    /// Figures.
    Figures(Box<Given>, Option<Currency>),
}

/// Everything that `plan` needs.
#[derive(Debug)]
pub struct Planning {
    /// What it is made from.
    pub from: Material,
    /// The model.
    pub assumptions: Assumptions,
    /// What is asked.
    pub asked: Asked,
    /// Where the answer goes.
    pub output: Output,
}

/// What is asked; each part is a table of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What the target ratio needs.
    pub targets: bool,
    /// Months to pay back in.
    pub payback: Option<u32>,
    /// A budget.
    pub budget: Option<Exact>,
    /// New customers.
    pub new_customers: Option<Exact>,
    /// The periods that marginal CAC lies between.
    pub marginal: Option<Grain>,
    /// The marginal CAC itself.
    pub marginal_cac: Option<Exact>,
    /// Inputs that change.
    pub changes: Vec<Change>,
    /// Inputs at level after level: at most two.
    pub sweeps: Vec<Vec<Level>>,
    /// The metric in the grid.
    pub metric: Metric,
    /// How far each input is moved.
    pub tornado: Option<Exact>,
    /// Customers that each one brings, and the reward.
    pub referrals: Option<(Exact, Exact)>,
    /// Money to move between channels.
    pub shift: Option<Amount>,
}

/// The plan of `plan`.
///
/// # Errors
/// What is wrong with the command line.
pub fn planning(args: &PlanArgs, config: Option<&Config>) -> Planned<Plan> {
    super::model::without_interval(&args.model, "a plan takes figures as they are")?;
    let (tornado, stray) = tornado(args.tornado.as_ref())?;
    let mut input_args = args.input.clone();
    input_args.files.extend(stray);
    let (given, model) = given(&args.given, &args.model)?;
    let asked = asked(args, tornado)?;
    let from = match given {
        None => {
            let mut input = configured(&input_args, &args.cut, Vec::new(), config)?;
            input.costs = super::spending(&args.costs, config)?;
            Material::Files(Box::new(input))
        }
        Some(given) => {
            if has_files(&input_args) {
                return Err(wrong("--given takes the place of files", Some("leave one of them out".to_owned())));
            }
            only_files(args, &asked)?;
            of_files(args)?;
            if given.ltv.is_some() {
                of_an_ltv(&model)?;
            }
            Material::Figures(Box::new(given), flag("currency", input_args.currency.as_ref(), super::currency)?)
        }
    };
    let mut assumptions = configured::assumptions(&model, config)?;
    assumptions.signs.extend(signs(args));
    Ok(Plan::Planning(Box::new(Planning {
        from,
        assumptions,
        asked,
        output: output(&configured::output_args(&args.output, config))?,
    })))
}

/// The currencies that the flags of a plan carry.
fn signs(args: &PlanArgs) -> Vec<(&'static str, Sign)> {
    let one = |flag: &'static str, text: &str| Some((flag, quantity::sign(text)?));
    let after = |text: &str| text.split_once('=').map_or_else(String::new, |(_, value)| value.to_owned());
    let money = [
        ("--budget", &args.budget),
        ("--marginal-cac", &args.marginal_cac),
        ("--referral-reward", &args.referral_reward),
        ("--move", &args.shift),
    ];
    let mut all: Vec<_> = money.into_iter().filter_map(|(flag, text)| one(flag, text.as_ref()?)).collect();
    all.extend(args.set.iter().filter_map(|text| one("--set", &after(text))));
    all.extend(typed_signs("--given", &args.given));
    for text in &args.sweep {
        let levels = after(text);
        let parts = levels.split("..").flat_map(|part| part.split(':'));
        all.extend(parts.filter_map(|part| one("--sweep", part)));
    }
    all
}

/// The currencies that figures as typed carry, such as `cac=200EUR`.
pub(super) fn typed_signs(what: &'static str, texts: &[String]) -> Vec<(&'static str, Sign)> {
    let pairs = texts.iter().flat_map(|text| text.split_whitespace());
    pairs.filter_map(|text| Some((what, quantity::sign(text.split_once('=')?.1)?))).collect()
}

/// Whether files are named.
pub(super) fn has_files(args: &InputArgs) -> bool {
    let named = [&args.files, &args.spend, &args.customers, &args.revenue, &args.assumptions, &args.known];
    named.iter().any(|files| !files.is_empty())
}

/// What has a meaning for files alone.
fn only_files(args: &PlanArgs, asked: &Asked) -> Planned<()> {
    let channel = asked.changes.iter().any(|change| change.channel.is_some());
    let all = [
        ("marginal", args.marginal.is_some()),
        ("move", args.shift.is_some()),
        ("period", args.cut.period.is_some() || args.cut.from.is_some() || args.cut.to.is_some()),
        ("lag", args.cut.lag.is_some()),
        ("channel", !args.cut.channel.is_empty()),
        ("segment", !args.cut.segment.is_empty()),
        ("where", !args.cut.conditions.is_empty()),
        ("set for one channel", channel),
    ];
    match all.into_iter().find(|(_, given)| *given) {
        Some((name, _)) => Err(wrong(format!("--{name} needs files, and --given is one row of figures"), None)),
        None => Ok(()),
    }
}

/// Flags of reading and of costs, which figures have no use for.
fn of_files(args: &PlanArgs) -> Planned<()> {
    let model = &args.model;
    let own = [
        ("scope", model.scope.is_some()),
        ("churn-base", model.churn_base.is_some()),
        ("window", model.window.is_some()),
    ];
    let own = own.into_iter().filter(|(_, given)| *given).map(|(name, _)| name);
    match idle::of_files(&args.input, &args.costs).into_iter().chain(own).next() {
        Some(name) => Err(wrong(format!("--given takes no files, so --{name} has no use"), None)),
        None => Ok(()),
    }
}

/// Flags of how LTV is computed, which an LTV as a figure has no use for.
fn of_an_ltv(model: &ModelArgs) -> Planned<()> {
    let all = [
        ("method", &model.method),
        ("as", &model.manner),
        ("horizon", &model.horizon),
        ("timing", &model.timing),
        ("discount", &model.discount),
        ("growth", &model.growth),
    ];
    match all.into_iter().find(|(_, given)| given.is_some()) {
        Some((name, _)) => {
            let help = "leave one of them out".to_owned();
            Err(wrong(format!("--given ltv says LTV itself, so --{name} has no use"), Some(help)))
        }
        None => Ok(()),
    }
}

fn asked(args: &PlanArgs, tornado: Option<Exact>) -> Planned<Asked> {
    let amount = |name: &str, text: &Option<String>| -> Planned<Option<Exact>> {
        let found = flag(name, text.as_ref(), quantity::amount)?;
        match found {
            Some(number) if number.is_negative() => Err(wrong(format!("--{name} is below 0"), None)),
            found => Ok(found),
        }
    };
    let above = |name: &str, text: &Option<String>| -> Planned<Option<Exact>> {
        match amount(name, text)? {
            Some(number) if number.is_zero() => Err(wrong(format!("--{name} is not above 0"), None)),
            found => Ok(found),
        }
    };
    let grains = &[Grain::Month, Grain::Quarter, Grain::Year];
    let marginal = word("marginal", args.marginal.as_ref(), grains, Grain::name)?;
    let marginal_cac = above("marginal-cac", &args.marginal_cac)?;
    if marginal.is_some() && marginal_cac.is_some() {
        return Err(wrong("--marginal and --marginal-cac say the same in two ways", None));
    }
    let mut changes = args.set.iter().map(|text| change(text)).collect::<Planned<Vec<Change>>>()?;
    // What is set for one channel is kept where the same is set for everyone, in whatever order they are written.
    changes.sort_by_key(|change| change.channel.is_none());
    contradictory(&changes)?;
    let sweeps = args.sweep.iter().map(|text| sweep(text)).collect::<Planned<Vec<Vec<Level>>>>()?;
    let metric = args.metric.as_ref().map(|name| metric(name)).transpose()?;
    grid(&sweeps, metric)?;
    beside(&changes, &sweeps)?;
    let referrals = amount("referrals", &args.referrals)?;
    let reward = amount("referral-reward", &args.referral_reward)?;
    if reward.is_some() && referrals.is_none() {
        return Err(wrong("--referral-reward needs --referrals, the customers that each one brings", None));
    }
    let parts = Asked {
        targets: false,
        payback: flag("payback", args.payback.as_ref(), months)?,
        budget: above("budget", &args.budget)?,
        new_customers: above("new-customers", &args.new_customers)?,
        marginal,
        marginal_cac,
        changes,
        sweeps,
        metric: metric.unwrap_or(Metric::LtvCac),
        tornado,
        referrals: referrals.map(|each| (each, reward.unwrap_or_else(Exact::zero))),
        shift: flag("move", args.shift.as_ref(), moved)?,
    };
    let others = parts.payback.is_some()
        || parts.budget.is_some()
        || parts.new_customers.is_some()
        || !parts.changes.is_empty()
        || !parts.sweeps.is_empty()
        || parts.tornado.is_some()
        || parts.referrals.is_some()
        || parts.shift.is_some();
    Ok(Asked { targets: args.model.target.is_some() || !others, ..parts })
}

/// Whole months.
fn months(text: &str) -> Result<u32, String> {
    quantity::horizon(text).map_err(|_| format!("'{}' is no whole number of months from 1 to 1200", text.trim()))
}

/// A share of a channel's spend, or an amount.
fn moved(text: &str) -> Result<Amount, String> {
    let text = text.trim();
    if text.ends_with('%') {
        return quantity::share(text).map(Amount::Share);
    }
    let money = quantity::amount(text)?;
    if money.is_negative() {
        return Err(format!("'{text}' is below 0"));
    }
    if money < Exact::one() {
        return Err(format!("'{text}' is a share or an amount? Write 10% for a share"));
    }
    Ok(Amount::Money(money))
}

/// The size of the tornado. Its value may be left out, so what follows it may be a file.
fn tornado(text: Option<&String>) -> Planned<(Option<Exact>, Option<String>)> {
    let Some(text) = text else { return Ok((None, None)) };
    let numeric = text.trim().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    if path::path(text).exists() || !(numeric || text.trim().ends_with('%')) {
        return Ok((Some(Exact::decimal(1, 1)), Some(text.clone())));
    }
    let size = flag("tornado", Some(text), quantity::share)?;
    if size.as_ref().is_some_and(Exact::is_zero) {
        return Err(wrong("--tornado is above 0%: an input that does not move says nothing", None));
    }
    if size.as_ref().is_some_and(|size| *size >= Exact::one()) {
        return Err(wrong("--tornado is below 100%: an input of nothing says nothing", None));
    }
    Ok((size, None))
}

fn lever(name: &str, flag: &str) -> Planned<Lever> {
    Lever::named(name).ok_or_else(|| {
        let names = Lever::ALL.iter().map(|lever| lever.name());
        let help = match nearest(name, names.clone()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("the inputs are {}", names.collect::<Vec<_>>().join(", ")),
        };
        wrong(format!("--{flag}: there is no input '{}'", name.trim()), Some(help))
    })
}

/// `churn=2%`, or `Meta:churn=2%`.
fn change(text: &str) -> Planned<Change> {
    let (left, value) = text.rsplit_once('=').ok_or_else(|| not_set(text))?;
    if left.trim().is_empty() || value.trim().is_empty() {
        return Err(not_set(text));
    }
    let (channel, name) = match left.rsplit_once(':') {
        Some((channel, name)) if !channel.trim().is_empty() => (Some(channel.trim().to_owned()), name),
        Some((_, name)) => (None, name),
        None => (None, left),
    };
    let lever = lever(name, "set")?;
    if channel.is_some() && !lever.is_of_ltv() {
        let help = "spend, new_customers, cac and horizon are set for all; --move moves spend between channels";
        let message = format!("--set: {} cannot be set for one channel", lever.name());
        return Err(wrong(message, Some(help.to_owned())));
    }
    if let Some(rest) = value.trim().strip_prefix('+') {
        let message = format!("--set {}: '{}' reads like a change", lever.name(), value.trim());
        let help = format!("give the value itself, such as {}={rest}", lever.name());
        return Err(wrong(message, Some(help)));
    }
    let level = Level::read(lever, value).map_err(|fault| wrong(format!("--set {}: {fault}", lever.name()), None))?;
    Ok(Change { channel, level })
}

fn not_set(text: &str) -> super::Usage {
    wrong(format!("--set: '{text}' is not INPUT=VALUE, such as churn=2%"), None)
}

/// Whether two inputs say the same: a churn and a lifetime do, and so do a spend and a CAC.
fn same(one: Lever, other: Lever) -> bool {
    let pair = |one_of: Lever, two_of: Lever| (one == one_of && other == two_of) || (one == two_of && other == one_of);
    one == other || pair(Lever::Churn, Lever::Lifetime) || pair(Lever::Spend, Lever::Cac)
}

/// What cannot be swept while it is set, for everyone.
fn beside(changes: &[Change], sweeps: &[Vec<Level>]) -> Planned<()> {
    let set = changes.iter().filter(|change| change.channel.is_none()).map(|change| change.level.lever());
    for set in set {
        let mut swept = sweeps.iter().filter_map(|levels| levels.first()).map(Level::lever);
        if let Some(swept) = swept.find(|swept| same(set, *swept)) {
            let message = if set == swept {
                format!("{} cannot be set and swept at once", set.name())
            } else {
                format!("--set {} and --sweep {} say the same in two ways", set.name(), swept.name())
            };
            return Err(wrong(message, Some("leave one of them out".to_owned())));
        }
    }
    Ok(())
}

/// What cannot be set together.
fn contradictory(changes: &[Change]) -> Planned<()> {
    for (at, one) in changes.iter().enumerate() {
        for other in changes.iter().skip(at.saturating_add(1)) {
            let (first, second) = (one.level.lever(), other.level.lever());
            if one.channel == other.channel && same(first, second) {
                let message = format!("--set: {} and {} say the same in two ways", first.name(), second.name());
                return Err(wrong(message, Some("leave one of them out".to_owned())));
            }
        }
    }
    Ok(())
}

fn sweep(text: &str) -> Planned<Vec<Level>> {
    let (name, range) = pair("sweep", text, "INPUT=FROM..TO:STEP, such as churn=1%..6%:1%")?;
    let lever = lever(name, "sweep")?;
    steps::read(lever, range).map_err(|fault| wrong(format!("--sweep {}: {fault}", lever.name()), None))
}

/// Whether there are two sweeps at most, of two inputs, and not too many cells.
fn grid(sweeps: &[Vec<Level>], metric: Option<Metric>) -> Planned<()> {
    match sweeps {
        [] | [_] if metric.is_some() => {
            let help = Some("--sweep churn=1%..6%:1% --sweep cac=50..150:25".to_owned());
            Err(wrong("--metric is for the grid of two --sweep", help))
        }
        [] | [_] => Ok(()),
        [rows, columns] => {
            let of = |levels: &[Level]| levels.first().map(Level::lever);
            if of(rows) == of(columns) {
                return Err(wrong("--sweep: the grid needs two inputs, not one of them twice", None));
            }
            if let Some((row, column)) = of(rows).zip(of(columns)).filter(|(row, column)| same(*row, *column)) {
                let message = format!("--sweep: {} and {} say the same in two ways", row.name(), column.name());
                return Err(wrong(message, Some("leave one of them out".to_owned())));
            }
            if rows.len().saturating_mul(columns.len()) > steps::MOST {
                let message = format!("--sweep: the grid has more than {} cells: wider steps", steps::MOST);
                return Err(wrong(message, None));
            }
            Ok(())
        }
        [_, _, ..] => Err(wrong("--sweep: two inputs at most", Some("leave one of them out".to_owned()))),
    }
}

/// The figures of `--given`, and the model's flags with those that it names.
pub(super) fn given(texts: &[String], model: &ModelArgs) -> Planned<(Option<Given>, ModelArgs)> {
    if texts.is_empty() {
        return Ok((None, model.clone()));
    }
    if texts.iter().all(|text| text.trim().is_empty()) {
        let help = "--given 'spend=100000 customers=500 ltv=900'".to_owned();
        return Err(wrong("--given has no figure", Some(help)));
    }
    let none = |_: &mut Given, _: &str, _: &str| Ok(false);
    let (given, model) = figures("--given", texts, model, none)?;
    Ok((Some(given), model))
}

/// Figures as typed, and the model's flags with those that they name. What is neither goes to `further`, which says
/// whether it knows it.
pub(super) fn figures(
    what: &str,
    texts: &[String],
    model: &ModelArgs,
    mut further: impl FnMut(&mut Given, &str, &str) -> Planned<bool>,
) -> Planned<(Given, ModelArgs)> {
    let mut model = model.clone();
    let mut given = Given::default();
    for text in texts.iter().flat_map(|text| text.split_whitespace()) {
        let (name, value) = typed(what, text)?;
        let plain = name.to_lowercase().replace('-', "_");
        let twice = |taken: bool| {
            if taken { Err(wrong(format!("{what}: '{name}' is given twice"), None)) } else { Ok(()) }
        };
        let amount = || {
            let amount = quantity::amount(value).map_err(|fault| wrong(format!("{what}: {fault}"), None))?;
            if amount.is_negative() { Err(wrong(format!("{what}: {plain} is below 0"), None)) } else { Ok(amount) }
        };
        match plain.as_str() {
            "spend" => {
                twice(!given.costs.is_empty())?;
                given.costs.push((Category::Uncategorised, amount()?));
            }
            "customers" | "new_customers" => {
                twice(given.customers.is_some())?;
                given.customers = Some(amount()?);
            }
            "cac" => {
                twice(given.cac.is_some())?;
                given.cac = Some(amount()?);
            }
            "ltv" => {
                twice(given.ltv.is_some())?;
                given.ltv = Some(amount()?);
            }
            other => match slot(&mut model, other) {
                Some(slot) => {
                    twice(slot.is_some())?;
                    *slot = Some(value.to_owned());
                }
                None => {
                    if !further(&mut given, name, value)? {
                        return Err(no_figure(what, name));
                    }
                }
            },
        }
    }
    Ok((given, model))
}

fn typed<'a>(what: &str, text: &'a str) -> Planned<(&'a str, &'a str)> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => Ok((name.trim(), value.trim())),
        _ => {
            let shape = "NAME=N, such as 'spend=100000 customers=500 ltv=900'";
            Err(wrong(format!("{what}: '{text}' is not {shape}"), None))
        }
    }
}

/// The inputs of LTV among the figures.
const INPUTS: &[&str] = &[
    "spend",
    "customers",
    "cac",
    "ltv",
    "arpa",
    "margin",
    "churn",
    "lifetime",
    "discount",
    "horizon",
    "aov",
    "orders_per_year",
    "cost_per_order",
    "growth",
];

fn no_figure(what: &str, name: &str) -> super::Usage {
    let help = match nearest(name, INPUTS.iter().copied()) {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("known are {}", INPUTS.join(", ")),
    };
    wrong(format!("{what}: there is no figure '{name}'"), Some(help))
}

fn slot<'a>(args: &'a mut ModelArgs, name: &str) -> Option<&'a mut Option<String>> {
    Some(match name {
        "arpa" => &mut args.arpa,
        "margin" => &mut args.margin,
        "churn" => &mut args.churn,
        "lifetime" => &mut args.lifetime,
        "discount" => &mut args.discount,
        "horizon" => &mut args.horizon,
        "aov" => &mut args.aov,
        "orders_per_year" => &mut args.orders_per_year,
        "cost_per_order" => &mut args.cost_per_order,
        "growth" => &mut args.growth,
        _ => return None,
    })
}
