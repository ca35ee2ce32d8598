//! Names that stand for others: `--alias` and `[channels.aliases]`, held against each other.

use super::{Planned, Usage, pair, wrong};
use crate::config::Config;
use crate::input::name_key;

/// A name, and the others that are it.
pub(super) type Alias = (String, Vec<String>);

/// The names of `--alias`.
pub(super) fn given(texts: &[String]) -> Planned<Vec<Alias>> {
    let mut all: Vec<Alias> = Vec::new();
    for text in texts {
        let (name, others) = pair("alias", text, "NAME=OTHER,OTHER")?;
        let others = others.split(',').map(|other| other.trim().to_owned()).filter(|other| !other.is_empty());
        let alias = (name.to_owned(), others.collect());
        if let Some((message, help)) = against(&all, &alias) {
            return Err(wrong(format!("--alias: {message}"), Some(help)));
        }
        all.push(alias);
    }
    Ok(all)
}

/// The names of the configuration.
pub(super) fn configured(config: &Config) -> Planned<Vec<Alias>> {
    let mut all: Vec<Alias> = Vec::new();
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
        if let Some((message, help)) = against(&all, &alias) {
            return Err(config.at(name, &message, Some(help)));
        }
        all.push(alias);
    }
    Ok(all)
}

/// The flags, and of the configuration what they leave.
pub(super) fn both(flags: Vec<Alias>, configured: Vec<Alias>) -> Planned<Vec<Alias>> {
    let mut all = flags;
    let said: Vec<String> = all.iter().flat_map(|(_, others)| others).map(|other| name_key(other)).collect();
    for (name, mut others) in configured {
        others.retain(|other| !said.contains(&name_key(other)));
        let alias = (name, others);
        if let Some((message, help)) = against(&all, &alias) {
            return Err(Usage { message: format!("--alias and the configuration: {message}"), help: Some(help) });
        }
        all.push(alias);
    }
    Ok(all)
}

/// Why a name cannot stand beside those before it: one name would be two others, or one that is another itself.
fn against(all: &[Alias], (name, others): &Alias) -> Option<(String, String)> {
    let target = name_key(name);
    for (known, theirs) in all.iter().filter(|(known, _)| name_key(known) != target) {
        let is_theirs = |other: &&String| theirs.iter().any(|their| name_key(their) == name_key(other));
        if let Some(other) = others.iter().find(is_theirs) {
            let message = format!("'{other}' is to be '{known}' and '{name}'");
            return Some((message, "keep it under one of them".to_owned()));
        }
        let chained = if is_theirs(&name) {
            Some((name, known))
        } else {
            others.iter().any(|other| name_key(other) == name_key(known)).then_some((known, name))
        };
        if let Some((between, end)) = chained {
            let message = format!("'{between}' is to be '{end}', and others are to be '{between}'");
            return Some((message, format!("give every name to '{end}'")));
        }
    }
    None
}
