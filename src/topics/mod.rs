//! What `explain` says: every metric, method, reason, and the rules that hold for all of them.
//!
//! Texts only. Codes of errors and warnings belong to the reader, which hands them in.

mod compare;
mod funnel;
mod methods;
mod metrics;
mod planning;
mod reconcile;
mod returns;
mod rules;
mod trend;
mod worked;

use crate::domain::assumptions::Method;
use crate::domain::metric::Metric;
use crate::domain::preset::{PRESETS, Preset};
use crate::domain::value::Reason;

/// The code of a message, its title, and what it means and what to do.
pub type Code = (&'static str, &'static str, &'static str);

/// The text of a topic, by its name with hyphens and case aside; ends with a line break.
#[must_use]
pub fn topic(name: &str, codes: &[Code]) -> Option<String> {
    let text = page(name, codes)?;
    // A synonym has the page and the example of its topic.
    let own = text.split(':').next().map(plain).unwrap_or_default();
    Some(match worked::worked(&own) {
        Some(example) => format!("{text}\n{example}"),
        None => text,
    })
}

fn page(name: &str, codes: &[Code]) -> Option<String> {
    let plain = plain(name);
    if let Some(text) = rules::topic(&plain) {
        return Some(text);
    }
    if let Some(method) = Method::ALL.iter().find(|method| method.name() == plain) {
        return Some(methods::method(*method));
    }
    if let Some(metric) = Metric::named(&plain) {
        return Some(metrics::metric(metric));
    }
    if let Some(preset) = Preset::named(&plain) {
        return Some(rules::preset(preset));
    }
    if let Some((name, text)) = rules::SCOPED.iter().find(|(name, _)| *name == plain) {
        return Some(format!("{name}: {text}"));
    }
    if let Some(reason) = Reason::ALL.iter().find(|reason| reason.code() == plain) {
        return Some(reason_text(*reason));
    }
    codes
        .iter()
        .find(|(code, _, _)| code.eq_ignore_ascii_case(&plain))
        .map(|(code, title, text)| format!("{code}: {title}\n\n{}\n", text.trim_end()))
}

/// The names of all topics: rules, metrics, methods, reasons, codes.
#[must_use]
pub fn names(codes: &[Code]) -> Vec<&'static str> {
    rules::NAMES
        .iter()
        .copied()
        .chain(Metric::ALL.iter().map(|metric| metric.name()))
        .chain(Method::ALL.iter().map(|method| method.name()))
        .chain(rules::SCOPED.iter().map(|(name, _)| *name))
        .chain(PRESETS.iter().map(|preset| preset.name))
        .chain(Reason::ALL.iter().map(|reason| reason.code()))
        .chain(codes.iter().map(|(code, _, _)| *code))
        .collect()
}

/// The topic whose name is nearest to a name that is none, when one is near enough.
#[must_use]
pub fn nearest(name: &str, codes: &[Code]) -> Option<&'static str> {
    let plain = plain(name);
    let most = plain.chars().count().div_ceil(3).min(3);
    names(codes)
        .into_iter()
        .map(|topic| (strsim::osa_distance(&plain, &topic.to_lowercase()), topic))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, topic)| topic)
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', ' ', ':'], "_")
}

fn reason_text(reason: Reason) -> String {
    format!(
        "{}: why a metric has no value\n\n  means   {}\n  remedy  {}\n\n{}\n",
        reason.code(),
        reason.sentence(),
        reason.fix(),
        "A metric without a value is never shown as 0. In JSON it is null, with this word under\n\
         \"undefined\"; a check on it is undecided, which is exit status 4.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_text() {
        let codes = [("E105", "an ambiguous number", "say --decimal")];
        for name in names(&codes) {
            let text = topic(name, &codes).unwrap_or_default();
            assert!(text.starts_with(name) && text.ends_with('\n'), "{name}: {text}");
            // What is to be pasted stays on one line.
            let narrow = |line: &str| line.chars().count() <= 110 || line.starts_with("try it: ");
            assert!(text.lines().all(narrow), "{text}");
        }
    }

    #[test]
    fn no_two_topics_share_a_name() {
        let mut all = names(&[]);
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair.first() != pair.last()), "{all:?}");
    }

    #[test]
    fn a_name_is_found_under_its_synonyms_and_in_any_spelling() {
        let text = |name| topic(name, &[]).unwrap_or_default();
        assert_eq!(text("CLV"), text("ltv"));
        assert_eq!(text("LTV:CAC"), text("ltv_cac"));
        assert_eq!(text("No-New-Customers"), text("no_new_customers"));
        assert_eq!(topic("nonsense", &[]), None);
    }

    #[test]
    fn a_typo_has_a_nearest_topic() {
        assert_eq!(nearest("paybak_months", &[]), Some("payback_months"));
        assert_eq!(nearest("cca", &[]), Some("cac"));
        assert_eq!(nearest("elephants", &[]), None);
    }
}
