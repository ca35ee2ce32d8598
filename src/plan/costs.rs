//! What counts as cost, and where, by flags and `cacltv.toml`.

use std::collections::{BTreeSet, HashSet};

use super::{Planned, flag, wrong};
use crate::cli::CostArgs;
use crate::config::Config;
use crate::domain::category::Category;
use crate::domain::costs::{Allocation, Costs, Place};
use crate::domain::exact::Exact;
use crate::domain::quantity;
use crate::input;
use crate::input::suggest::nearest;

/// The flags, over the configuration's words.
pub(super) fn cost_args(args: &CostArgs, config: Option<&Config>) -> CostArgs {
    let mut all = args.clone();
    let Some(config) = config else { return all };
    let words = &config.costs;
    for (own, word) in [
        (&mut all.include, &words.include),
        (&mut all.exclude, &words.exclude),
        (&mut all.cost_part, &words.cost_part),
        (&mut all.shared, &words.shared),
        (&mut all.reward, &words.reward),
    ] {
        if own.is_empty() {
            own.clone_from(word);
        }
    }
    all.allocate = all.allocate.or_else(|| words.allocate.clone());
    all
}

/// The category of a name: one of ours in any language, or a text of the files.
fn category(name: &str) -> Category {
    let name = name.trim();
    input::category(name).unwrap_or_else(|| Category::Named(name.to_owned()))
}

/// What counts as cost; `places` are texts and the categories they are.
pub(super) fn costs(args: &CostArgs, places: &[(String, String)]) -> Planned<Costs> {
    let named = |names: &[String]| {
        let names = names.iter().flat_map(|text| parted(text, &[',']));
        names.map(|name| category(&unquoted(name))).collect::<Vec<_>>()
    };
    let (include, exclude) = (named(&args.include), named(&args.exclude));
    let without: BTreeSet<&Category> = exclude.iter().collect();
    if let Some(both) = include.iter().find(|one| without.contains(one)) {
        return Err(wrong(format!("--exclude: '{both}' is included too"), Some("give one of them".to_owned())));
    }
    if include.contains(&Category::Retention) {
        let help = Some("retention_cost stands beside CAC by itself".to_owned());
        return Err(wrong("--include: retention is never CAC", help));
    }
    let mut parts: Vec<(Category, Exact)> = Vec::new();
    for text in &args.cost_part {
        let (name, share) = amount_of("cost-part", text, "CATEGORY=60%")?;
        let share = quantity::share(share).map_err(|fault| wrong(format!("--cost-part: {name}: {fault}"), None))?;
        let category = category(name);
        if parts.iter().any(|(known, _)| *known == category) {
            return Err(wrong(format!("--cost-part: '{name}' stands twice"), None));
        }
        parts.push((category, share));
    }
    let (mut all, mut known) = (Vec::new(), HashSet::new());
    for (from, to) in places {
        let to = input::category(to).ok_or_else(|| {
            let names = Category::NAMED.iter().map(|(_, name)| *name);
            let help = match nearest(to, names.clone()) {
                Some(near) => format!("did you mean '{near}'?"),
                None => format!("one of {}", names.collect::<Vec<_>>().join(", ")),
            };
            wrong(format!("--categories: there is no category '{to}'"), Some(help))
        })?;
        // A name in any of the languages is read as its category already.
        let name = from;
        let from = input::category(from).map_or_else(|| from.trim().to_lowercase(), |known| known.to_string());
        if !known.insert(from.clone()) {
            return Err(wrong(format!("--categories: '{name}' stands twice"), None));
        }
        all.push(Place { from, to });
    }
    let allocation = flag("allocate", args.allocate.as_ref(), allocation)?.flatten();
    let shared = named(&args.shared);
    Ok(Costs {
        places: all,
        include,
        exclude,
        parts,
        shared,
        rewards: rewards(&args.reward)?,
        unpaid: Vec::new(),
        signs: args
            .reward
            .iter()
            .filter_map(|text| Some(("--reward", quantity::sign(text.rsplit_once('=')?.1)?)))
            .collect(),
        allocation,
    })
}

/// `NAME=AMOUNT`: a name may hold a `=`, an amount does not.
fn amount_of<'a>(flag: &str, text: &'a str, shape: &str) -> Planned<(&'a str, &'a str)> {
    match text.rsplit_once('=') {
        Some((name, amount)) if !name.trim().is_empty() && !amount.trim().is_empty() => {
            Ok((name.trim(), amount.trim()))
        }
        _ => Err(wrong(format!("--{flag}: '{text}' is not {shape}"), None)),
    }
}

/// The parts between marks that stand outside of double quotes.
fn parted<'a>(text: &'a str, marks: &[char]) -> Vec<&'a str> {
    let mut quoted = false;
    let apart = |c: char| {
        quoted ^= c == '"';
        !quoted && marks.contains(&c)
    };
    text.split(apart).collect()
}

/// A name without the quotes that keep its marks together.
fn unquoted(name: &str) -> String {
    let name = name.trim();
    let inner = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
    inner.map_or_else(|| name.to_owned(), |inner| inner.replace("\"\"", "\""))
}

/// What each customer of a channel was paid, by channel.
fn rewards(texts: &[String]) -> Planned<Vec<(String, Exact)>> {
    let (mut all, mut known) = (Vec::new(), HashSet::new());
    for text in texts {
        let (name, amount) = amount_of("reward", text, "CHANNEL=20")?;
        let amount = quantity::amount(amount).map_err(|fault| wrong(format!("--reward: {name}: {fault}"), None))?;
        if amount.is_negative() {
            return Err(wrong(format!("--reward: that of '{name}' is below 0"), None));
        }
        if !known.insert(input::name_key(name)) {
            return Err(wrong(format!("--reward: '{name}' stands twice"), None));
        }
        all.push((name.trim().to_owned(), amount));
    }
    Ok(all)
}

/// `none`, `spend`, `customers`, `revenue`, `even`, or weights by channel.
pub(super) fn allocation(text: &str) -> Result<Option<Allocation>, String> {
    let plain = text.trim().to_lowercase();
    let known = [
        ("none", None),
        ("spend", Some(Allocation::Spend)),
        ("customers", Some(Allocation::Customers)),
        ("revenue", Some(Allocation::Revenue)),
        ("even", Some(Allocation::Even)),
    ];
    if let Some((_, found)) = known.iter().find(|(name, _)| *name == plain) {
        return Ok(found.clone());
    }
    if !text.contains('=') {
        let near = nearest(&plain, known.iter().map(|(name, _)| *name));
        let near = near.map_or_else(String::new, |near| format!("; did you mean '{near}'?"));
        return Err(format!(
            "'{}' is none of none, spend, customers, revenue, even, nor weights as 'Meta=60,Google Ads=40'{near}",
            text.trim()
        ));
    }
    let (mut weights, mut known) = (Vec::<(String, Exact)>::new(), HashSet::new());
    for part in parted(text, &[',', ';']) {
        let (name, weight) = part.rsplit_once('=').ok_or_else(|| format!("'{}' is no NAME=WEIGHT", part.trim()))?;
        let name = unquoted(name);
        let weight = quantity::amount(weight.trim().trim_end_matches('%'))?;
        if weight.is_negative() {
            return Err(format!("the weight of '{}' is below 0", name.trim()));
        }
        if !known.insert(input::name_key(&name)) {
            return Err(format!("'{}' stands twice", name.trim()));
        }
        weights.push((name.trim().to_owned(), weight));
    }
    if weights.iter().all(|(_, weight)| weight.is_zero()) {
        return Err("no weight is above 0".to_owned());
    }
    Ok(Some(Allocation::Weights(weights)))
}
