//! The plan of `reconcile`: two definitions, and what they are of.

use super::model::{method_of, preset, without_interval};
use super::planning::{Material, given, has_files, typed_signs};
use super::{Output, Plan, Planned, configured as selected, costs, flag, metric, model, output, wrong};
use crate::calc::reconcile::METRICS;
use crate::cli::{CutArgs, ModelArgs, ReconcileArgs};
use crate::config::Config;
use crate::domain::assumptions::Assumptions;
use crate::domain::definition::{Definition, Setting};
use crate::domain::lever::{Level, Lever};
use crate::domain::metric::Metric;
use crate::domain::preset::{PRESETS, Preset};
use crate::input::suggest::nearest;
use crate::plan::configured::{self, bands as selected_bands};

/// The definition that the flags and the configuration make.
const OWN: &str = "own";

/// One of the two definitions.
#[derive(Clone, Debug)]
pub struct End {
    /// As it was typed.
    pub title: String,
    /// In whose manner it is.
    pub preset: Option<&'static Preset>,
    /// What it says.
    pub definition: Definition,
}

/// Everything that `reconcile` needs.
#[derive(Debug)]
pub struct Reconciling {
    /// What it is made from.
    pub material: Material,
    /// Everything that is the same on both sides.
    pub assumptions: Assumptions,
    /// The first definition.
    pub from: End,
    /// The other.
    pub to: End,
    /// What is walked.
    pub metric: Metric,
    /// Where the answer goes.
    pub output: Output,
}

/// The plan of `reconcile`.
///
/// # Errors
/// What is wrong with the command line.
pub fn reconcile(args: &ReconcileArgs, config: Option<&Config>) -> Planned<Plan> {
    without_interval(&args.model, "a walk is from figure to figure")?;
    if args.model.target.is_some() {
        return Err(wrong("--target has no use here: a walk judges no ratio", None));
    }
    let metric = walked(args.metric.as_ref())?;
    let (given, own) = given(&args.given, &args.model)?;
    let cut = CutArgs {
        period: args.period.clone(),
        lag: args.lag.clone(),
        conditions: args.conditions.clone(),
        ..CutArgs::default()
    };
    let words = (words("from", args.from.as_ref())?, words("to", args.to.as_ref())?);
    idle(args, &words)?;
    let material = match given {
        None => {
            let mut input = selected(&args.input, &cut, Vec::new(), config)?;
            input.costs = super::spending(&args.costs, config)?;
            Material::Files(Box::new(input))
        }
        Some(given) => {
            only_files(args, &words)?;
            if given.ltv.is_some() {
                let help = Some("--given 'cac=200 arpa=100 margin=80% churn=5%'".to_owned());
                return Err(wrong("--given: no definition has a say in an ltv that is given", help));
            }
            Material::Figures(Box::new(given), flag("currency", args.input.currency.as_ref(), super::currency)?)
        }
    };
    let files = matches!(material, Material::Files(_));
    let base = Base {
        model: configured::model_args(&own, config),
        lag: configured::cut_args(&cut, config)?.lag.filter(|_| files),
        allocate: costs::cost_args(&args.costs, config).allocate.filter(|_| files),
    };
    preset(&base.model)?;
    let (from, mut assumptions) = end("from", words.0, &base)?;
    assumptions.signs.extend(typed_signs("--given", &args.given));
    let (to, _) = end("to", words.1, &base)?;
    let configured = configured::not_by_flag(&assumptions.common, &own);
    Ok(Plan::Reconcile(Box::new(Reconciling {
        material,
        assumptions: Assumptions {
            configured,
            bands: selected_bands(config)?,
            level: None,
            without_retention_payback: true,
            ..assumptions
        },
        from,
        to,
        metric,
        output: output(&configured::output_args(&args.output, config))?,
    })))
}

fn walked(name: Option<&String>) -> Planned<Metric> {
    let Some(name) = name else { return Ok(Metric::LtvCac) };
    let found = metric(name)?;
    if METRICS.contains(&found) {
        return Ok(found);
    }
    let names: Vec<&str> = METRICS.iter().map(|metric| metric.name()).collect();
    let message = format!("--metric: definitions are not walked by {}", found.name());
    Err(wrong(message, Some(format!("one of {}", names.join(", ")))))
}

/// What a definition names.
struct Words {
    title: String,
    preset: Option<&'static Preset>,
    settings: Vec<(Setting, String)>,
}

impl Words {
    /// Whether it says what a setting is.
    fn names(&self, setting: Setting) -> bool {
        let of_presets = [Setting::Method, Setting::Basis, Setting::Timing].contains(&setting);
        (self.preset.is_some() && of_presets) || self.settings.iter().any(|(known, _)| *known == setting)
    }
}

/// `skok`, `scope=paid,lag=1`, `skok,scope=paid`, `own`.
fn words(flag: &str, text: Option<&String>) -> Planned<Words> {
    let Some(text) = text.map(|text| text.trim()).filter(|text| !text.is_empty()) else {
        let help = "cacltv reconcile FILE... --from chartmogul --to skok; own is what the flags say".to_owned();
        return Err(wrong(format!("reconcile needs --{flag}, a definition"), Some(help)));
    };
    let mut words = Words { title: text.to_owned(), preset: None, settings: Vec::new() };
    for (at, part) in text.split(',').map(str::trim).enumerate() {
        match part.split_once('=') {
            Some((name, value)) => {
                let setting = setting(flag, name.trim(), &words)?;
                if words.settings.iter().any(|(known, _)| *known == setting) {
                    return Err(wrong(format!("--{flag}: {} stands twice", setting.name()), None));
                }
                if value.trim().is_empty() {
                    return Err(wrong(format!("--{flag}: {} has no value", setting.name()), None));
                }
                words.settings.push((setting, value.trim().to_owned()));
            }
            None if at == 0 && part.eq_ignore_ascii_case(OWN) => {}
            None if at == 0 => words.preset = Some(named(flag, part)?),
            None => return Err(stray(flag, part, &words)),
        }
    }
    Ok(words)
}

fn named(flag: &str, name: &str) -> Planned<&'static Preset> {
    Preset::named(name).ok_or_else(|| {
        let names = || PRESETS.iter().map(|preset| preset.name).chain([OWN]);
        let help = match nearest(name, names()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("one of {}, or settings such as scope=paid", names().collect::<Vec<_>>().join(", ")),
        };
        wrong(format!("--{flag}: there is no definition '{name}'"), Some(help))
    })
}

fn setting(flag: &str, name: &str, words: &Words) -> Planned<Setting> {
    let plain = name.to_lowercase().replace(['_', ' '], "-");
    let names = || Setting::ALL.iter().map(|setting| setting.name());
    Setting::ALL.iter().copied().find(|setting| setting.name() == plain).ok_or_else(|| {
        let help = match (nearest(&plain, names()), words.settings.last()) {
            (Some(near), _) => format!("did you mean '{near}'?"),
            (None, Some((Setting::Allocate, _))) => "weights within a definition are joined by ;".to_owned(),
            (None, _) => format!("the settings are {}", names().collect::<Vec<_>>().join(", ")),
        };
        wrong(format!("--{flag}: there is no setting '{name}'"), Some(help))
    })
}

fn stray(flag: &str, part: &str, words: &Words) -> super::Usage {
    let help = match words.settings.last() {
        Some((Setting::Lag | Setting::Allocate, _)) => "weights within a definition are joined by ;",
        _ if Preset::named(part).is_some() => "a name stands first, and there is one of them",
        _ => "'skok,scope=paid,method=capped,horizon=24mo'",
    };
    wrong(format!("--{flag}: '{part}' is no setting and a value, such as scope=paid"), Some(help.to_owned()))
}

/// Flags without a say, because both definitions name what they set.
fn idle(args: &ReconcileArgs, (from, to): &(Words, Words)) -> Planned<()> {
    let flags = |setting: Setting| match setting {
        Setting::Scope => &args.model.scope,
        Setting::Lag => &args.lag,
        Setting::Allocate => &args.costs.allocate,
        Setting::ChurnBase => &args.model.churn_base,
        Setting::Window => &args.model.window,
        Setting::Basis => &args.model.basis,
        Setting::Method => &args.model.method,
        Setting::Horizon => &args.model.horizon,
        Setting::Discount => &args.model.discount,
        Setting::Timing => &args.model.timing,
        Setting::Billing => &args.model.billing,
    };
    let both = |setting: Setting| from.names(setting) && to.names(setting);
    let manner =
        args.model.manner.is_some() && [Setting::Method, Setting::Basis, Setting::Timing].map(both) == [true; 3];
    let found = Setting::ALL.iter().find(|setting| flags(**setting).is_some() && both(**setting));
    match found.map(|setting| setting.name()).or(manner.then_some("as")) {
        None => Ok(()),
        Some(name) => {
            let help = Some("leave it out, or out of one of them".to_owned());
            Err(wrong(format!("--{name} has no say: both definitions set what it sets"), help))
        }
    }
}

/// What has a meaning for files alone.
fn only_files(args: &ReconcileArgs, (from, to): &(Words, Words)) -> Planned<()> {
    if has_files(&args.input) {
        return Err(wrong("--given takes the place of files", Some("leave one of them out".to_owned())));
    }
    let of_files = [Setting::Scope, Setting::Lag, Setting::Allocate, Setting::ChurnBase, Setting::Window];
    let one_row = "needs files, and --given is one row of figures";
    for (flag, words) in [("from", from), ("to", to)] {
        if let Some((setting, _)) = words.settings.iter().find(|(setting, _)| of_files.contains(setting)) {
            return Err(wrong(format!("--{flag}: {} {one_row}", setting.name()), None));
        }
    }
    let all = [
        ("period", args.period.is_some()),
        ("lag", args.lag.is_some()),
        ("where", !args.conditions.is_empty()),
        ("allocate", args.costs.allocate.is_some()),
        ("scope", args.model.scope.is_some()),
        ("churn-base", args.model.churn_base.is_some()),
        ("window", args.model.window.is_some()),
    ];
    match all.into_iter().find(|(_, given)| *given) {
        Some((name, _)) => Err(wrong(format!("--{name} {one_row}"), None)),
        None => Ok(()),
    }
}

/// What the flags and the configuration say.
struct Base {
    model: ModelArgs,
    lag: Option<String>,
    allocate: Option<String>,
}

/// A definition over what the flags say, and the model that it makes.
fn end(name: &str, words: Words, base: &Base) -> Planned<(End, Assumptions)> {
    let mut own = base.model.clone();
    let (mut lag, mut allocate) = (base.lag.clone(), base.allocate.clone());
    let preset = match words.preset {
        Some(preset) => Some(preset),
        None => preset(&base.model)?,
    };
    if let Some(preset) = preset {
        own.method = Some(method_of(preset, &own).name().to_owned());
        own.basis = Some(preset.basis.name().to_owned());
        own.timing = Some(preset.timing.name().to_owned());
        own.manner = None;
    }
    let one_discount = words.names(Setting::Discount);
    for (setting, value) in &words.settings {
        let (slot, may_be_none) = match setting {
            Setting::Scope => (&mut own.scope, false),
            Setting::Lag => (&mut lag, true),
            Setting::Allocate => (&mut allocate, true),
            Setting::ChurnBase => (&mut own.churn_base, false),
            Setting::Window => (&mut own.window, true),
            Setting::Basis => (&mut own.basis, false),
            Setting::Method => (&mut own.method, false),
            Setting::Horizon => (&mut own.horizon, true),
            Setting::Discount => (&mut own.discount, true),
            Setting::Timing => (&mut own.timing, false),
            Setting::Billing => (&mut own.billing, false),
        };
        *slot = Some(value.clone()).filter(|value| !(may_be_none && value.eq_ignore_ascii_case("none")));
    }
    let inside = |usage: super::Usage| match model(&base.model) {
        // What is wrong without the definition is not its fault.
        Err(without) if without == usage => usage,
        Ok(_) | Err(_) => wrong(format!("--{name} '{}': {}", words.title, usage.message), usage.help),
    };
    let assumptions = model(&own).map_err(inside)?;
    let discount =
        flag("discount", own.discount.as_ref(), |text| Level::read(Lever::Discount, text)).map_err(inside)?;
    let definition = Definition {
        scope: assumptions.scope,
        lag: flag("lag", lag.as_ref(), |text| text.parse()).map_err(inside)?,
        allocation: flag("allocate", allocate.as_ref(), costs::allocation).map_err(inside)?.flatten(),
        churn_base: assumptions.churn_base,
        window: assumptions.window,
        basis: assumptions.basis,
        method: assumptions.method,
        horizon: assumptions.horizon,
        discount,
        one_discount,
        timing: assumptions.timing,
        billing: assumptions.billing,
    };
    Ok((End { title: words.title, preset, definition }, assumptions))
}
