//! Pairs channels that only one side names: by a table of names for one platform, then by near spelling.

/// Names that stand for one channel; the first is the one proposed. Each group sorted after its first.
const KNOWN: &[&[&str]] = &[
    &["bing", "bing ads", "microsoft", "microsoft ads", "microsoft advertising"],
    &["facebook", "facebook ads", "fb", "instagram", "meta", "meta ads"],
    &["google", "adwords", "google ads", "google adwords", "sem"],
    &["linkedin", "linkedin ads"],
    &["organic", "direct", "organic search", "seo"],
    &["pinterest", "pinterest ads"],
    &["reddit", "reddit ads"],
    &["snapchat", "snap", "snapchat ads"],
    &["tiktok", "tik tok", "tiktok ads"],
    &["twitter", "twitter ads", "x", "x ads"],
    &["youtube", "youtube ads"],
];

/// Pairs of a channel with spend and the channels with customers that may be the same.
pub(super) fn pairs(spend_only: &[String], customers_only: &[String]) -> Vec<(String, Vec<String>)> {
    let mut left: Vec<&String> = customers_only.iter().collect();
    let mut found = Vec::new();
    for near in [by_table, by_spelling] {
        for spend in spend_only {
            if found.iter().any(|(name, _)| name == spend) {
                continue;
            }
            let (same, others): (Vec<&String>, Vec<&String>) = left.iter().partition(|name| near(spend, name));
            if !same.is_empty() {
                let same: Vec<String> = same.into_iter().cloned().collect();
                found.push((spend.clone(), same));
                left = others;
            }
        }
    }
    found.sort();
    found
}

fn by_table(one: &str, other: &str) -> bool {
    let (one, other) = (plain(one), plain(other));
    KNOWN.iter().any(|names| names.contains(&one.as_str()) && names.contains(&other.as_str()))
}

fn by_spelling(one: &str, other: &str) -> bool {
    let (one, other) = (plain(one), plain(other));
    let shorter = one.chars().count().min(other.chars().count());
    let within = shorter >= 4 && (one.contains(&other) || other.contains(&one));
    within || strsim::osa_distance(&one, &other) <= shorter / 4
}

fn plain(name: &str) -> String {
    let spaced: String = name.chars().map(|c| if matches!(c, '_' | '-' | '.') { ' ' } else { c }).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(spend: &[&str], customers: &[&str]) -> Vec<(String, Vec<String>)> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        pairs(&owned(spend), &owned(customers))
    }

    #[test]
    fn one_platform_under_two_names_is_paired() {
        let found = of(&["Meta", "Google Ads"], &["facebook", "google", "organic"]);
        let names = |text: &str| vec![text.to_owned()];
        assert_eq!(found, [("Google Ads".to_owned(), names("google")), ("Meta".to_owned(), names("facebook")),]);
    }

    #[test]
    fn near_spellings_are_paired_and_others_are_not() {
        assert_eq!(of(&["Newsleter"], &["newsletter"]).len(), 1);
        assert!(of(&["Radio"], &["organic"]).is_empty());
    }
}
