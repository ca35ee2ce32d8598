//! How LTV is computed, and from what: the flags of the model and what contradicts itself among them.

use std::sync::Arc;

use super::{Planned, flag, word, wrong};
use crate::cli::ModelArgs;
use crate::domain::assumptions::{Assumptions, Basis, Billing, ChurnBase, Inputs, Method, Timing};
use crate::domain::bands::Bands;
use crate::domain::category::Scope;
use crate::domain::preset::{PRESETS, Preset};
use crate::domain::quantity;
use crate::input::suggest::nearest;

pub(super) fn model(args: &ModelArgs) -> Planned<Assumptions> {
    let preset = preset(args)?;
    let method = word("method", args.method.as_ref(), Method::ALL, Method::name)?;
    let method = preset.map(|preset| method_of(preset, args)).or(method);
    let common = Inputs {
        arpa: flag("arpa", args.arpa.as_ref(), quantity::monthly_money)?,
        margin: flag("margin", args.margin.as_ref(), quantity::margin)?,
        churn: flag("churn", args.churn.as_ref(), quantity::churn)?,
        lifetime: flag("lifetime", args.lifetime.as_ref(), quantity::lifetime)?,
        discount: flag("discount", args.discount.as_ref(), quantity::discount)?,
        aov: flag("aov", args.aov.as_ref(), quantity::amount)?,
        monthly_orders: flag("orders-per-year", args.orders_per_year.as_ref(), quantity::orders)?,
        cost_per_order: flag("cost-per-order", args.cost_per_order.as_ref(), quantity::amount)?,
        growth: flag("growth", args.growth.as_ref(), quantity::monthly_money)?,
    };
    if common.aov.is_some() != common.monthly_orders.is_some() {
        let (given, missing, help) = match common.aov {
            Some(_) => ("aov", "orders-per-year", "--orders-per-year 12"),
            None => ("orders-per-year", "aov", "--aov 34"),
        };
        return Err(wrong(format!("--{given} needs --{missing}"), Some(help.to_owned())));
    }
    if common.aov.is_some() && common.arpa.is_some() && method.is_none() {
        let help = "--method orders (by --aov)   or   --method simple (by --arpa)";
        return Err(wrong("--arpa and --aov say the same in two ways", Some(help.to_owned())));
    }
    if method == Some(Method::Orders) && common.aov.is_none() {
        return Err(wrong("--method orders needs --aov and --orders-per-year", None));
    }
    if method == Some(Method::Expansion) && common.growth.is_none() {
        return Err(wrong("--method expansion needs --growth", Some("--growth 1.60/mo".to_owned())));
    }
    if common.churn.is_some() && common.lifetime.is_some() && method.is_none() {
        let help = "--method simple (by churn)   or   --method lifetime";
        return Err(wrong("--churn and --lifetime say the same in two ways", Some(help.to_owned())));
    }
    let horizon = flag("horizon", args.horizon.as_ref(), quantity::horizon)?;
    if method == Some(Method::Capped) && horizon.is_none() {
        return Err(wrong("--method capped needs --horizon", Some("--horizon 36mo".to_owned())));
    }
    if common.arpa.as_ref().is_some_and(|arpa| arpa.figure().is_negative()) {
        return Err(wrong("--arpa is below 0", None));
    }
    let target = flag("target", args.target.as_ref(), quantity::ratio)?;
    if target.as_ref().is_some_and(|target| !target.is_positive()) {
        return Err(wrong("--target is not above 0", None));
    }
    let billing = word("billing", args.billing.as_ref(), Billing::ALL, Billing::name)?.unwrap_or_default();
    let timing = word("timing", args.timing.as_ref(), Timing::ALL, Timing::name)?.unwrap_or_default();
    let timing = preset.map_or(timing, |preset| preset.timing);
    if billing == Billing::Year {
        if timing != Timing::Start {
            return Err(wrong("--billing year is paid at the start of the year, so --timing has no say", None));
        }
        if common.lifetime.is_some() && (common.churn.is_none() || method == Some(Method::Lifetime)) {
            let help = "--churn 36%/yr in its place, or --billing month".to_owned();
            return Err(wrong("--billing year needs churn, and --lifetime gives none of a year", Some(help)));
        }
        if common.growth.is_some() {
            return Err(wrong("--growth is of monthly payments, and --billing is year", None));
        }
        if horizon.is_some_and(|months| months % 12 != 0) {
            return Err(wrong("--horizon is no whole number of years, and --billing is year", None));
        }
    }
    Ok(Assumptions {
        rows: Arc::default(),
        common,
        configured: Vec::new(),
        method,
        horizon,
        timing,
        billing,
        basis: match preset {
            Some(preset) => Some(preset.basis),
            None => word("basis", args.basis.as_ref(), Basis::ALL, Basis::name)?,
        },
        preset,
        scope: word("scope", args.scope.as_ref(), &[Scope::Paid, Scope::Direct, Scope::Full], Scope::name)?
            .unwrap_or_default(),
        include: Vec::new(),
        exclude: Vec::new(),
        target,
        bands: Bands::default(),
        churn_base: word("churn-base", args.churn_base.as_ref(), ChurnBase::ALL, ChurnBase::name)?.unwrap_or_default(),
        window: flag("window", args.window.as_ref(), |text| {
            quantity::horizon(text).map_err(|fault| fault.replace("no horizon", "no window"))
        })?,
        unpaid: Vec::new(),
        marginal: false,
        level: flag("interval", args.interval.as_ref(), quantity::level)?,
        signs: [
            ("--arpa", &args.arpa),
            ("--aov", &args.aov),
            ("--cost-per-order", &args.cost_per_order),
            ("--growth", &args.growth),
        ]
        .into_iter()
        .filter_map(|(flag, text)| Some((flag, quantity::sign(text.as_ref()?)?)))
        .collect(),
        without_retention_payback: false,
        scaled: Vec::new(),
        revenue_months: None,
    })
}

/// Refuses `--interval` where no intervals are shown.
pub(super) fn without_interval(args: &ModelArgs, why: &str) -> Planned<()> {
    if args.interval.is_none() {
        return Ok(());
    }
    let help = "cacltv report --interval 95% shows intervals, and -f json has them in full".to_owned();
    Err(wrong(format!("--interval has no use here: {why}"), Some(help)))
}

/// The method of a definition, which the growth may change.
pub(super) fn method_of(preset: &Preset, args: &ModelArgs) -> Method {
    if preset.name == "skok" && args.growth.is_some() { Method::Expansion } else { preset.method }
}

/// The definition of `--as`, which the flags of what it sets would contradict.
pub(super) fn preset(args: &ModelArgs) -> Planned<Option<&'static Preset>> {
    let Some(name) = &args.manner else { return Ok(None) };
    let Some(found) = Preset::named(name) else {
        let names = PRESETS.iter().map(|preset| preset.name);
        let help = match nearest(name, names.clone()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("one of {}", names.collect::<Vec<_>>().join(", ")),
        };
        return Err(wrong(format!("--as: there is no '{}'", name.trim()), Some(help)));
    };
    let set = [("method", &args.method), ("basis", &args.basis), ("timing", &args.timing)];
    match set.into_iter().find(|(_, given)| given.is_some()) {
        Some((flag, _)) => {
            let help = Some(format!("leave --{flag} out, or --as"));
            Err(wrong(format!("--as {} sets the {flag} already", found.name), help))
        }
        None => Ok(Some(found)),
    }
}
