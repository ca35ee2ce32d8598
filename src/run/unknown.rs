//! Names of categories and channels that settings of cost have and no row does.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::category::Category;
use crate::domain::costs::Costs;
use crate::domain::ledger::Ledger;
use crate::domain::place::{Diagnostic, Severity};
use crate::input::code::Code;
use crate::input::name_key;
use crate::input::suggest::nearest;

/// How many names are held against those of the rows, and the most of those: each is held against each.
const LOOKED_AT: usize = 100;
const AMONG: usize = 5_000;

/// What is said of them, by all that was read, whichever months are reported. A category that has a word of its own is
/// no slip, and a month may be without it.
pub(super) fn unknown(costs: &Costs, ledger: &Ledger) -> Vec<Diagnostic> {
    let mut all = categories(costs, ledger);
    all.extend(channels(&costs.unpaid, ledger));
    all
}

fn categories(costs: &Costs, ledger: &Ledger) -> Vec<Diagnostic> {
    let parts: Vec<Category> = costs.parts.iter().map(|(category, _)| category.clone()).collect();
    let lists =
        [("exclude", &costs.exclude), ("include", &costs.include), ("shared", &costs.shared), ("cost-part", &parts)];
    let own_text = |(_, category): &(&str, &Category)| matches!(category, Category::Named(_));
    let asked = lists.iter().flat_map(|(flag, list)| list.iter().map(move |category| (*flag, category)));
    let asked: Vec<(&str, &Category)> = asked.filter(own_text).collect();
    if asked.is_empty() || !ledger.has_spend {
        return Vec::new();
    }
    let known: BTreeSet<&Category> = ledger.totals.keys().map(|key| &key.category).collect();
    let texts = known.iter().filter(|category| matches!(category, Category::Named(_))).map(ToString::to_string);
    let names: Vec<String> = texts.chain(Category::NAMED.iter().map(|(_, name)| (*name).to_owned())).collect();
    let said = |(flag, category): (&str, &Category)| {
        let name = category.to_string();
        let near = nearest(&name, names.iter().map(String::as_str));
        warning(format!("no row has the category '{name}', so --{flag} does nothing by it"), near)
    };
    first_ten(asked.into_iter().filter(|(_, category)| !known.contains(category)), said)
}

fn channels(unpaid: &[String], ledger: &Ledger) -> Vec<Diagnostic> {
    let names = ledger.totals.keys().filter_map(|key| key.channel.as_deref());
    let names: BTreeSet<&str> = if unpaid.is_empty() { BTreeSet::new() } else { names.collect() };
    if names.len() > AMONG {
        return Vec::new();
    }
    let known: BTreeMap<String, &str> = names.into_iter().map(|name| (name_key(name), name)).collect();
    let gone = unpaid.iter().filter(|name| !known.contains_key(&name_key(name)));
    // A channel that is not paid for need not occur in every run: only one that is nearly another is a slip.
    let slips = gone.take(LOOKED_AT).filter_map(|name| Some((name, nearest(name, known.values().copied())?)));
    let said = |(name, near): (&String, &str)| {
        warning(format!("no row has the channel '{name}', so unpaid does nothing by it"), Some(near))
    };
    first_ten(slips, said)
}

/// What is said of the first ten, and how many more there are.
fn first_ten<T>(names: impl Iterator<Item = T>, said: impl Fn(T) -> Diagnostic) -> Vec<Diagnostic> {
    let mut names = names;
    let mut all: Vec<Diagnostic> = names.by_ref().take(10).map(said).collect();
    let more = names.count();
    if let (Some(last), true) = (all.last_mut(), more > 0) {
        last.message.push_str(&format!(" (and {more} more such names)"));
    }
    all
}

fn warning(message: String, near: Option<&str>) -> Diagnostic {
    let help = near.map(|near| format!("did you mean '{near}'?"));
    let code = Code::UnknownName.code();
    Diagnostic { code, severity: Severity::Warning, place: None, excerpt: None, message, help }
}
