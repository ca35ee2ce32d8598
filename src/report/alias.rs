//! Pairs channels that only one side names: by a table of names for one platform, then by near spelling.

use crate::calc::results::{Remark, Results};

/// Names with spend or with customers only, and which of them may be others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmatched {
    /// A name, and those that may be it.
    pub pairs: Vec<(String, Vec<String>)>,
    /// Names with spend and no customers, in no pair.
    pub spend_only: Vec<String>,
    /// Names with customers and no spend, in no pair.
    pub customers_only: Vec<String>,
}

/// The channels of results that one side alone names.
#[must_use]
pub fn unmatched(results: &Results) -> Unmatched {
    let sides = results.remarks.iter().find_map(|remark| match remark {
        Remark::OneSided { spend_only, customers_only, both } => Some((spend_only, customers_only, both)),
        _ => None,
    });
    let Some((spend_only, customers_only, both)) = sides else { return Unmatched::default() };
    let pairs = pairs(spend_only, customers_only, both);
    let paired = |name: &&String| pairs.iter().any(|(own, others)| own == *name || others.contains(name));
    let rest = |names: &[String]| names.iter().filter(|name| !paired(name)).cloned().collect();
    Unmatched { spend_only: rest(spend_only), customers_only: rest(customers_only), pairs }
}

/// Names that stand for one channel; the first is the one proposed. Each group sorted after its first.
const KNOWN: &[&[&str]] = &[
    &["bing", "bing ads", "microsoft", "microsoft ads", "microsoft advertising"],
    &["facebook", "facebook ads", "fb", "instagram", "meta", "meta ads"],
    &["google", "adwords", "google ads", "google adwords", "sem"],
    &["linkedin", "linkedin ads"],
    &["organic", "organic search", "seo"],
    &["pinterest", "pinterest ads"],
    &["reddit", "reddit ads"],
    &["snapchat", "snap", "snapchat ads"],
    &["tiktok", "tik tok", "tiktok ads"],
    &["twitter", "twitter ads", "x", "x ads"],
    &["youtube", "youtube ads"],
];

/// Pairs of a channel with spend and the channels that may be other names of it: of a platform, one that has spend
/// and customers, or spend and one that has customers.
pub(super) fn pairs(spend_only: &[String], customers_only: &[String], both: &[String]) -> Vec<(String, Vec<String>)> {
    let can_stand = |name: &&String| !name.contains([',', '=']);
    let mut left: Vec<&String> = customers_only.iter().chain(spend_only).filter(can_stand).collect();
    let mut found = Vec::new();
    for group in KNOWN {
        let of_group = |names: &[String]| {
            let own = names.iter().filter(|name| group.contains(&plain(name).as_str()));
            own.filter(can_stand).cloned().collect::<Vec<_>>()
        };
        let (spend, customers, both) = (of_group(spend_only), of_group(customers_only), of_group(both));
        let Some(name) = both.first().or(spend.first().filter(|_| !customers.is_empty())) else { continue };
        let others: Vec<String> = spend.iter().chain(&customers).filter(|other| *other != name).cloned().collect();
        if !others.is_empty() {
            left.retain(|one| *one != name && !others.contains(one));
            found.push((name.clone(), others));
        }
    }
    let spends = spend_only.iter().map(|name| (name, false)).chain(both.iter().map(|name| (name, true)));
    for (name, complete) in spends {
        let taken = found.iter().any(|(own, others)| own == name || others.contains(name));
        if taken || !can_stand(&name) {
            continue;
        }
        let near = |other: &&String| {
            let customers = customers_only.contains(other);
            if complete { misspelt(name, other) } else { customers && by_spelling(name, other) }
        };
        let (same, others): (Vec<&String>, Vec<&String>) = left.iter().copied().partition(near);
        if !same.is_empty() {
            found.push((name.clone(), same.into_iter().cloned().collect()));
            left = others;
        }
    }
    found.sort();
    found
}

fn by_spelling(one: &str, other: &str) -> bool {
    let (one, other) = (plain(one), plain(other));
    let shorter = one.chars().count().min(other.chars().count());
    let within = shorter >= 4 && (one.contains(&other) || other.contains(&one));
    within || misspelt(&one, &other)
}

fn misspelt(one: &str, other: &str) -> bool {
    let (one, other) = (plain(one), plain(other));
    let shorter = one.chars().count().min(other.chars().count());
    strsim::osa_distance(&one, &other) <= shorter / 4
}

fn plain(name: &str) -> String {
    let spaced: String = name.chars().map(|c| if matches!(c, '_' | '-' | '.') { ' ' } else { c }).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(spend: &[&str], customers: &[&str], both: &[&str]) -> Vec<String> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let found = pairs(&owned(spend), &owned(customers), &owned(both));
        found.into_iter().map(|(name, others)| format!("{name}={}", others.join(","))).collect()
    }

    #[test]
    fn one_platform_under_two_names_is_paired() {
        let found = of(&["Meta", "Google Ads"], &["facebook", "google", "organic"], &[]);
        assert_eq!(found, ["Google Ads=google", "Meta=facebook"]);
    }

    #[test]
    fn a_channel_that_has_spend_and_customers_takes_its_other_names() {
        let found = of(&["fb"], &["facebook", "Google", "Organic"], &["Google Ads", "Meta"]);
        assert_eq!(found, ["Google Ads=Google", "Meta=fb,facebook"]);
        assert_eq!(of(&[], &["Newsleter"], &["Newsletter"]), ["Newsletter=Newsleter"]);
        assert!(of(&[], &["Google organic", "Direct"], &["Google Ads", "Organic"]).is_empty());
    }

    #[test]
    fn what_an_alias_cannot_say_is_not_proposed() {
        assert!(of(&["a=b, c"], &["a=b c"], &[]).is_empty());
    }

    #[test]
    fn near_spellings_are_paired_and_others_are_not() {
        assert_eq!(of(&["Newsleter"], &["newsletter"], &[]).len(), 1);
        assert!(of(&["Radio"], &["organic"], &[]).is_empty());
    }
}
