//! What a step of a walk does, in words.

use crate::calc::reconcile::Stop;
use crate::domain::assumptions::{Basis, Billing, ChurnBase, Method, Timing};
use crate::domain::category::Scope;
use crate::domain::definition::{self, Setting};

/// The names of settings.
pub(super) fn settings(settings: &[Setting]) -> String {
    let names: Vec<&str> = settings.iter().map(|setting| setting.name()).collect();
    names.join(", ")
}

/// What the settings of a step were before it, or are after it. A method or basis that follows from them is told too.
pub(super) fn value(before: &Stop, after: &Stop, then: bool) -> String {
    let stop = if then { after } else { before };
    let mut all: Vec<String> = after.settings.iter().map(|setting| one(*setting, stop)).collect();
    if let (Ok(was), Ok(is)) = (&before.found, &after.found) {
        let own = |setting| after.settings.contains(&setting);
        if was.method != is.method && !own(Setting::Method) {
            all.push(format!("method {}", one(Setting::Method, stop)));
        }
        if was.basis != is.basis && !own(Setting::Basis) {
            all.push(format!("basis {}", one(Setting::Basis, stop)));
        }
    }
    all.join(", ")
}

fn one(setting: Setting, stop: &Stop) -> String {
    let it = &stop.definition;
    let months = |months: &Option<u32>, without: &str| months.map_or_else(|| without.to_owned(), months_of);
    match setting {
        Setting::Scope => it.scope.name().to_owned(),
        Setting::Lag => it.lag.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string),
        Setting::Allocate => it.allocation.as_ref().map_or("none", |base| base.name()).to_owned(),
        Setting::ChurnBase => it.churn_base.name().to_owned(),
        Setting::Window => months(&it.window, "the selection"),
        Setting::Basis => match &stop.found {
            Ok(results) => results.basis.name().to_owned(),
            Err(_) => it.basis.map_or("as found", Basis::name).to_owned(),
        },
        Setting::Method => match &stop.found {
            Ok(results) => results.method.name().to_owned(),
            Err(_) => it.method.map_or("as found", Method::name).to_owned(),
        },
        Setting::Horizon => months(&it.horizon, "none"),
        Setting::Discount => match &it.discount {
            Some(level) => definition::discount(level),
            None => "none".to_owned(),
        },
        Setting::Timing => it.timing.name().to_owned(),
        Setting::Billing => it.billing.name().to_owned(),
    }
}

fn months_of(months: u32) -> String {
    format!("{months} {}", if months == 1 { "month" } else { "months" })
}

/// What a step does: `count all costs, not paid media only`.
pub(super) fn in_words(before: &Stop, after: &Stop) -> String {
    let by_horizon = after.settings.contains(&Setting::Horizon);
    // A capped method says nothing that its horizon does not say.
    let said = after.settings.iter().filter(|setting| {
        let capped = after.definition.method == Some(Method::Capped);
        !(**setting == Setting::Method && by_horizon && capped)
    });
    let words: Vec<String> = said.map(|setting| words(*setting, before, after)).collect();
    words.join(", ")
}

fn words(setting: Setting, before: &Stop, after: &Stop) -> String {
    let (was, is) = (&before.definition, &after.definition);
    match setting {
        Setting::Scope => match (was.scope, is.scope) {
            (Scope::Paid, Scope::Full) => "count all costs, not paid media only".to_owned(),
            (Scope::Direct | Scope::Full, Scope::Full) => "count all costs, not direct ones only".to_owned(),
            (Scope::Paid, Scope::Direct) => "count people and tools too, not paid media only".to_owned(),
            (Scope::Direct | Scope::Full, Scope::Direct) => "count direct costs only".to_owned(),
            (Scope::Paid | Scope::Direct | Scope::Full, Scope::Paid) => "count paid media only".to_owned(),
        },
        Setting::Lag => match is.lag {
            Some(_) => "hold spend against the customers it won later".to_owned(),
            None => "hold spend against the customers of the same month".to_owned(),
        },
        Setting::Allocate => match is.allocation {
            Some(_) => "spread shared cost over channels, which the total does not feel".to_owned(),
            None => "leave shared cost unspread, which the total does not feel".to_owned(),
        },
        Setting::ChurnBase => match is.churn_base {
            ChurnBase::Start => "churn of the customers at the start".to_owned(),
            ChurnBase::StartPlusNew => "churn of the customers at the start and those won".to_owned(),
            ChurnBase::Average => "churn of the average of the customers at start and end".to_owned(),
        },
        Setting::Window => match is.window {
            Some(months) => format!("inputs from data pooled over {}", months_of(months)),
            None => "inputs from data of the months selected".to_owned(),
        },
        Setting::Basis => match one(Setting::Basis, after).as_str() {
            "revenue" => "revenue instead of margin".to_owned(),
            _ => "margin instead of revenue".to_owned(),
        },
        Setting::Method => method(after),
        Setting::Horizon => match is.horizon {
            Some(months) => format!("count the first {} only", months_of(months)),
            None => "count without an end".to_owned(),
        },
        Setting::Discount => match (&was.discount, &is.discount) {
            (None, Some(_)) => "discount what comes later".to_owned(),
            (Some(_), Some(_)) => "discount at another rate".to_owned(),
            (Some(_) | None, None) => "discount nothing".to_owned(),
        },
        Setting::Timing => match is.timing {
            Timing::Start => "paid at the start of each month".to_owned(),
            Timing::End => "paid at the month's end by those still there".to_owned(),
            Timing::Arrears => "paid at the month's end by those there at its start".to_owned(),
        },
        Setting::Billing => match is.billing {
            Billing::Month => "paid every month".to_owned(),
            Billing::Year => "paid every year, at its start".to_owned(),
        },
    }
}

fn method(after: &Stop) -> String {
    let method = after.found.as_ref().map_or(after.definition.method, |results| Some(results.method));
    match method {
        Some(Method::Simple) => "margin over churn, undiscounted",
        Some(Method::Lifetime) => "margin over the lifetime",
        Some(Method::Capped) => "margin of the first months only",
        Some(Method::Discounted) => "present value instead of a plain sum",
        Some(Method::Orders) => "margin of the orders",
        Some(Method::Expansion) => "margin that grows while customers stay",
        None => "the method that the inputs ask for",
    }
    .to_owned()
}
