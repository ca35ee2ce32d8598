//! What `[[check]]` means. Every fault stands at the word it is about.

use super::share;
use crate::calc::check::{self, Limit, Operator, Rule};
use crate::config::{CheckWords, Config, Word};
use crate::domain::category::Scope;
use crate::domain::currency::Sign;
use crate::domain::exact::Exact;
use crate::domain::metric::{Metric, Unit};
use crate::domain::place::Place;
use crate::domain::quantity;
use crate::input::suggest::nearest;
use crate::plan::Planned;

/// The limits that a rule may have, and how each is held.
const LIMITS: &[(&str, Operator)] = &[
    ("min", Operator::AtLeast),
    ("max", Operator::AtMost),
    ("max_drop", Operator::AtLeast),
    ("max_increase", Operator::AtMost),
];

const SCOPES: &[Scope] = &[Scope::Paid, Scope::Direct, Scope::Full];

/// Signs of currencies, with the key that carries them.
type Signs = Vec<(&'static str, Sign)>;

/// All rules of the configuration. `given` is the baseline of the command line, for those that name none.
pub(super) fn rules<'a>(config: Option<&'a Config>, given: Option<&'a str>) -> Planned<(Vec<Rule>, Signs)> {
    let (mut rules, mut signs) = (Vec::new(), Signs::new());
    let readings = |config: &'a Config| config.checks.iter().map(move |words| Reading { config, words, given });
    for own in config.into_iter().flat_map(readings) {
        let all = own.rules()?;
        let money = all.first().is_some_and(|rule| rule.metric.unit() == Unit::Money);
        let typed = ["min", "max"].into_iter().filter_map(|key| Some((key, own.words.get(key)?)));
        signs.extend(typed.filter(|_| money).filter_map(|(key, word)| Some((key, quantity::sign(&word.text)?))));
        rules.extend(all);
    }
    Ok((rules, signs))
}

/// One `[[check]]`.
struct Reading<'a> {
    config: &'a Config,
    words: &'a CheckWords,
    given: Option<&'a str>,
}

impl Reading<'_> {
    fn rules(&self) -> Planned<Vec<Rule>> {
        let Some(word) = self.words.get("metric") else {
            let help = "metric = \"ltv_cac\", with min = 3".to_owned();
            return Err(self.whole("[[check]] needs a metric", Some(help)));
        };
        let metric = self.read(word, "metric", check::metric)?;
        let limits: Vec<(&'static str, Operator, &Word)> =
            LIMITS.iter().filter_map(|(key, operator)| Some((*key, *operator, self.words.get(key)?))).collect();
        if limits.is_empty() {
            let help = "min = 3, max = 60, or max_drop or max_increase = \"10%\" from a baseline".to_owned();
            let (at, message) = match self.words.get("warn") {
                Some(warn) => (Some(warn), "warn is a limit inside another, and there is none"),
                None => (None, "[[check]] needs a limit"),
            };
            return Err(match at {
                Some(word) => self.config.at(word, message, Some(help)),
                None => self.whole(message, Some(help)),
            });
        }
        let baseline = self.words.get("baseline");
        if let Some(word) = baseline.filter(|_| limits.iter().all(|(key, ..)| !is_change(key))) {
            let help = "max_drop = \"10%\" or max_increase = \"10%\"".to_owned();
            return Err(self.config.at(word, "no limit is measured from the baseline", Some(help)));
        }
        let common = self.common(metric)?;
        let rule = |(key, operator, word): (&str, Operator, &Word)| {
            let limit = self.limit(metric, key, operator, word)?;
            let warn = self.warn(metric, operator, &limit, limits.len())?;
            Ok(Rule { operator, limit, warn, ..common.clone() })
        };
        limits.iter().copied().map(rule).collect()
    }

    /// What all limits of it share.
    fn common(&self, metric: Metric) -> Planned<Rule> {
        let mut rule = Rule::total(metric, Operator::AtLeast, Exact::zero());
        let (line, column) = self.words.at;
        let counted = |number: usize| u64::try_from(number).unwrap_or(0);
        let place = Place {
            file: self.config.name.as_str().into(),
            line: counted(line),
            column: counted(column),
            sheet: false,
        };
        rule.place = Some(place);
        if let Some(word) = self.words.get("row") {
            rule.row = self.read(word, "row", check::row)?;
        }
        if let Some(word) = self.words.get("scope") {
            rule.scope = Some(self.read(word, "scope", scope)?);
        }
        if let Some(word) = self.words.get("min_customers") {
            let whole = |text: &str| {
                text.trim().parse().map_err(|_| format!("'{text}' is no whole number of customers, such as 10"))
            };
            rule.min_customers = Some(self.read(word, "min_customers", whole)?);
        }
        rule.except = self.words.except.iter().map(|word| word.text.clone()).collect();
        if let Some(word) = self.words.except.first().filter(|_| !rule.row.is_many()) {
            return Err(self.config.at(word, "except is for row = \"each\"", Some("row = \"each\"".to_owned())));
        }
        Ok(rule)
    }

    fn limit(&self, metric: Metric, key: &str, operator: Operator, word: &Word) -> Planned<Limit> {
        if !is_change(key) {
            return Ok(Limit::At(self.read(word, key, |text| check::limit(metric, text))?));
        }
        let share = self.read(word, key, |text| share(text, operator))?;
        let of_months = match self.words.get("row") {
            Some(row) => self.read(row, "row", check::row)?.by_month().then_some(row),
            None => None,
        };
        if let Some(row) = of_months {
            let help = Some("row = \"total\", and --period last".to_owned());
            let message = "a month has no row of the same name in a baseline";
            return Err(self.config.at(row, message, help));
        }
        let own = self.words.get("baseline").map(|word| self.config.path(&word.text));
        let Some(baseline) = own.or_else(|| self.given.map(str::to_owned)) else {
            let help = "baseline = \"last.json\" here, or --baseline last.json".to_owned();
            return Err(self.config.at(word, &format!("{key} needs a baseline to be measured from"), Some(help)));
        };
        Ok(Limit::Within { share, baseline })
    }

    /// The limit that warns: inside the other, on its own side.
    fn warn(&self, metric: Metric, operator: Operator, limit: &Limit, limits: usize) -> Planned<Option<Exact>> {
        let Some(word) = self.words.get("warn") else { return Ok(None) };
        if limits > 1 {
            let help = Some("a [[check]] for each limit".to_owned());
            return Err(self.config.at(word, "warn stands beside one limit, and there are several", help));
        }
        let (warn, inside) = match limit {
            Limit::At(limit) => {
                let warn = self.read(word, "warn", |text| check::limit(metric, text))?;
                let inside = if operator == Operator::AtLeast { warn > *limit } else { warn < *limit };
                (warn, inside)
            }
            Limit::Within { share: most, .. } => {
                let warn = self.read(word, "warn", |text| share(text, operator))?;
                let inside = warn < *most;
                (warn, inside)
            }
        };
        if !inside {
            let message = "warn lies beyond the limit, so that nothing would warn";
            let help = match (limit, operator) {
                (Limit::At(_), Operator::AtLeast | Operator::Above) => "a warn above min, such as min = 3, warn = 3.5",
                (Limit::At(_), Operator::AtMost | Operator::Below) => "a warn below max, such as max = 60, warn = 50",
                (Limit::Within { .. }, _) => "a smaller change, such as warn = \"5%\" beside \"10%\"",
            };
            return Err(self.config.at(word, message, Some(help.to_owned())));
        }
        Ok(Some(warn))
    }

    fn read<T>(&self, word: &Word, key: &str, read: impl Fn(&str) -> Result<T, String>) -> Planned<T> {
        read(&word.text).map_err(|fault| self.config.at(word, &format!("{key}: {fault}"), None))
    }

    /// A fault of the table as a whole.
    fn whole(&self, message: &str, help: Option<String>) -> crate::usage::Usage {
        self.config.at(&Word { text: String::new(), at: self.words.at }, message, help)
    }
}

fn is_change(key: &str) -> bool {
    matches!(key, "max_drop" | "max_increase")
}

fn scope(text: &str) -> Result<Scope, String> {
    let plain = text.trim().to_lowercase();
    SCOPES.iter().copied().find(|scope| scope.name() == plain).ok_or_else(|| {
        let near = nearest(&plain, SCOPES.iter().map(|scope| scope.name()));
        let near = near.map_or_else(|| "paid, direct or full".to_owned(), |near| format!("did you mean {near}?"));
        format!("there is no '{text}': {near}")
    })
}
