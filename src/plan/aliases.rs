//! Names that stand for others: `--alias` and `[channels.aliases]`, held against each other.

use std::collections::{HashMap, HashSet};

use super::{Planned, pair, wrong};
use crate::config::Config;
use crate::input::name_key;

/// A name, and the others that are it.
pub(super) type Alias = (String, Vec<String>);

/// Aliases in their order, held against each other as they come.
#[derive(Default)]
struct Held {
    all: Vec<Alias>,
    /// The keys of names that others stand for, with the name as first typed.
    targets: HashMap<String, String>,
    /// The keys of others, with the key of the name that each is, and that name.
    others: HashMap<String, (String, String)>,
}

impl Held {
    /// Takes in a name, or says why it cannot stand beside those before it.
    fn add(&mut self, alias: Alias) -> Result<(), (String, String)> {
        if let Some(fault) = self.against(&alias) {
            return Err(fault);
        }
        let (name, others) = &alias;
        let target = name_key(name);
        self.targets.entry(target.clone()).or_insert_with(|| name.clone());
        for other in others {
            self.others.entry(name_key(other)).or_insert_with(|| (target.clone(), name.clone()));
        }
        self.all.push(alias);
        Ok(())
    }

    /// Why a name cannot stand beside those before it: one name would be two others, or one that is another itself.
    fn against(&self, (name, others): &Alias) -> Option<(String, String)> {
        let target = name_key(name);
        let elsewhere = |key: &String| self.others.get(key).filter(|(end, _)| *end != target).map(|(_, known)| known);
        let keys: Vec<(String, &String)> = others.iter().map(|other| (name_key(other), other)).collect();
        for (key, other) in &keys {
            if let Some(known) = elsewhere(key) {
                let message = format!("'{other}' is to be '{known}' and '{name}'");
                return Some((message, "keep it under one of them".to_owned()));
            }
        }
        let chained = elsewhere(&target).map(|known| (name, known));
        let chained = chained.or_else(|| {
            let mut known = keys.iter().filter(|(key, _)| *key != target).filter_map(|(key, _)| self.targets.get(key));
            known.next().map(|known| (known, name))
        });
        chained.map(|(between, end)| {
            let message = format!("'{between}' is to be '{end}', and others are to be '{between}'");
            (message, format!("give every name to '{end}'"))
        })
    }
}

/// The names of `--alias`.
pub(super) fn given(texts: &[String]) -> Planned<Vec<Alias>> {
    let mut held = Held::default();
    for text in texts {
        let (name, others) = pair("alias", text, "NAME=OTHER,OTHER")?;
        let others = others.split(',').map(|other| other.trim().to_owned()).filter(|other| !other.is_empty());
        let alias = (name.to_owned(), others.collect());
        held.add(alias).map_err(|(message, help)| wrong(format!("--alias: {message}"), Some(help)))?;
    }
    Ok(held.all)
}

/// The names of the configuration.
pub(super) fn configured(config: &Config) -> Planned<Vec<Alias>> {
    let mut held = Held::default();
    for (name, others) in &config.aliases {
        if name.text.trim().is_empty() {
            return Err(config.at(name, "a name is blank", None));
        }
        if let Some(blank) = others.iter().find(|other| other.text.trim().is_empty()) {
            return Err(config.at(blank, "a name is blank", None));
        }
        if others.is_empty() {
            return Err(config.at(name, &format!("'{}' stands for no name", name.text), None));
        }
        let alias = (name.text.clone(), others.iter().map(|other| other.text.clone()).collect());
        held.add(alias).map_err(|(message, help)| config.at(name, &message, Some(help)))?;
    }
    Ok(held.all)
}

/// The flags, and of the configuration what they leave.
pub(super) fn both(flags: Vec<Alias>, configured: Vec<Alias>) -> Planned<Vec<Alias>> {
    let said: HashSet<String> = flags.iter().flat_map(|(_, others)| others).map(|other| name_key(other)).collect();
    let mut held = Held::default();
    for alias in flags {
        // They were held against each other before.
        held.add(alias).map_err(|(message, help)| wrong(format!("--alias: {message}"), Some(help)))?;
    }
    for (name, mut others) in configured {
        others.retain(|other| !said.contains(&name_key(other)));
        let alias = (name, others);
        held.add(alias)
            .map_err(|(message, help)| wrong(format!("--alias and the configuration: {message}"), Some(help)))?;
    }
    Ok(held.all)
}
