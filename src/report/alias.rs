//! Pairs channels that only one side names: by a table of names for one platform, then by near spelling.

use std::collections::{BTreeMap, BTreeSet};

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
    let sides = results.remarks.iter().find_map(|remark| {
        let Remark::OneSided { spend_only, customers_only, both } = remark else { return None };
        Some((spend_only, customers_only, both))
    });
    let Some((spend_only, customers_only, both)) = sides else { return Unmatched::default() };
    let pairs = pairs(spend_only, customers_only, both);
    let named: BTreeSet<&String> = pairs.iter().flat_map(|(own, others)| others.iter().chain([own])).collect();
    let paired = |name: &&String| named.contains(name);
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

/// The longest name, in characters, that is looked at for a near spelling.
const LONGEST: usize = 80;

/// The most pairs of names that are held against each other: among more than this a near spelling tells nothing.
const MOST: usize = 250_000;

/// A channel, and its name without what spellings differ in.
struct Named<'a> {
    name: &'a String,
    plain: String,
    length: usize,
}

impl<'a> Named<'a> {
    /// Those of the names that an alias can say.
    fn all(names: &'a [String]) -> Vec<Self> {
        let can_stand = |name: &&String| !name.contains([',', '=']);
        names.iter().filter(can_stand).map(Self::of).collect()
    }

    fn of(name: &'a String) -> Self {
        let plain = plain(name);
        Self { name, length: plain.chars().count(), plain }
    }

    /// Whether one name is a part of the other, or misspelt.
    fn by_spelling(&self, other: &Self) -> bool {
        let short = self.length.max(other.length) <= LONGEST && self.length.min(other.length) >= 4;
        let within = short && (self.plain.contains(&other.plain) || other.plain.contains(&self.plain));
        within || self.misspelt(other)
    }

    fn misspelt(&self, other: &Self) -> bool {
        let (shorter, longer) = (self.length.min(other.length), self.length.max(other.length));
        // The distance is at least what one is longer by.
        longer <= LONGEST
            && longer.saturating_sub(shorter) <= shorter / 4
            && strsim::osa_distance(&self.plain, &other.plain) <= shorter / 4
    }
}

/// Pairs of a channel with spend and the channels that may be other names of it: of a platform, one that has spend
/// and customers, or spend and one that has customers.
pub(super) fn pairs(spend_only: &[String], customers_only: &[String], both: &[String]) -> Vec<(String, Vec<String>)> {
    let (spend, customers, both) = (Named::all(spend_only), Named::all(customers_only), Named::all(both));
    let mut found = of_platforms(&spend, &customers, &both);
    let taken: BTreeSet<String> = found.iter().flat_map(|(own, others)| others.iter().chain([own])).cloned().collect();
    let free = |named: &&Named<'_>| !taken.contains(named.name);
    let with_spend = spend.iter().map(|named| (named, false)).chain(both.iter().map(|named| (named, true)));
    let with_spend: Vec<(&Named<'_>, bool)> = with_spend.filter(|(named, _)| free(named)).collect();
    let mut left: Vec<(&Named<'_>, bool)> = customers.iter().map(|named| (named, true)).collect();
    left.extend(spend.iter().map(|named| (named, false)));
    left.retain(|(named, _)| free(named));
    if with_spend.len().saturating_mul(left.len()) > MOST {
        found.sort();
        return found;
    }
    let mut said: BTreeSet<&String> = BTreeSet::new();
    for (named, complete) in with_spend {
        if said.contains(named.name) {
            continue;
        }
        let near = |(other, won): &(&Named<'_>, bool)| {
            if complete { named.misspelt(other) } else { *won && named.by_spelling(other) }
        };
        let (same, others): (Vec<_>, Vec<_>) = left.iter().copied().partition(near);
        if !same.is_empty() {
            said.extend(same.iter().map(|(other, _)| other.name));
            found.push((named.name.clone(), same.into_iter().map(|(other, _)| other.name.clone()).collect()));
            left = others;
        }
    }
    found.sort();
    found
}

/// The pairs that are names of one platform.
fn of_platforms(spend: &[Named<'_>], customers: &[Named<'_>], both: &[Named<'_>]) -> Vec<(String, Vec<String>)> {
    let groups: BTreeMap<&str, usize> =
        KNOWN.iter().enumerate().flat_map(|(at, group)| group.iter().map(move |name| (*name, at))).collect();
    let mut known: BTreeMap<usize, [Vec<&String>; 3]> = BTreeMap::new();
    for (side, names) in [spend, customers, both].into_iter().enumerate() {
        for named in names {
            let group = groups.get(named.plain.as_str()).map(|group| known.entry(*group).or_default());
            if let Some(names) = group.and_then(|group| group.get_mut(side)) {
                names.push(named.name);
            }
        }
    }
    let pair = |[spend, customers, both]: [Vec<&String>; 3]| {
        let name = *both.first().or(spend.first().filter(|_| !customers.is_empty()))?;
        let others: Vec<String> =
            spend.iter().chain(&customers).filter(|other| **other != name).map(|other| (*other).clone()).collect();
        (!others.is_empty()).then(|| (name.clone(), others))
    };
    known.into_values().filter_map(pair).collect()
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

    /// One name of a megabyte has as many near spellings as a name without any.
    #[test]
    fn very_long_names_and_very_many_are_not_held_against_each_other() {
        let (one, other) = ("x".repeat(1 << 20), format!("{}y", "x".repeat(1 << 20)));
        assert!(of(&[one.as_str()], &[other.as_str()], &[]).is_empty());
        let many = |word: &str| (0..100_000).map(|n| format!("{word} {n}")).collect::<Vec<_>>();
        let (mut spend, mut customers) = (many("spend"), many("won"));
        spend.push("Meta".to_owned());
        customers.push("facebook".to_owned());
        assert_eq!(pairs(&spend, &customers, &[]), [("Meta".to_owned(), vec!["facebook".to_owned()])]);
    }

    #[test]
    fn near_spellings_are_paired_and_others_are_not() {
        assert_eq!(of(&["Newsleter"], &["newsletter"], &[]).len(), 1);
        assert!(of(&["Radio"], &["organic"], &[]).is_empty());
    }
}
