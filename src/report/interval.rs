//! What is said of confidence intervals: how they were taken, rows against each other, and where few customers make
//! a CAC uncertain.

use super::build::is_named;
use super::phrase::{self, Sentence};
use super::{Compared, Phrase};
use crate::calc::results::{Comparison, Estimation, Line, Results};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::ledger::Dimension;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::Value;

/// New customers from which on a CAC is not marked as uncertain.
const ENOUGH: u8 = 30;

/// Rows named, and comparisons told, before the others are only counted.
const NAMED: usize = 5;

/// A level as its flag spells it: `95%`.
pub(super) fn level(level: &Exact) -> String {
    let percent = level * &Exact::whole(100);
    let (whole, mut rest) = (percent.floor(), &percent - &Exact::whole(percent.floor()));
    let mut text = whole.to_string();
    if !rest.is_zero() {
        text.push('.');
    }
    // A level is typed, so its decimals end.
    while !rest.is_zero() {
        let next = &rest * &Exact::whole(10);
        text.push_str(&next.floor().to_string());
        rest = &next - &Exact::whole(next.floor());
    }
    text.push('%');
    text
}

/// The lines of the footer.
pub(super) fn notes(results: &Results, lines: &[&Line]) -> Vec<Phrase> {
    let mut said = Vec::new();
    if let Some(estimation) = &results.estimation {
        said.extend(taken(estimation, results));
        said.extend(compared(estimation).iter().take(NAMED).map(comparison));
        let more = estimation.comparisons.len().saturating_sub(NAMED);
        if more > 0 {
            said.push(Sentence::of(format!("{more} more comparisons: -f json has them all")).done());
        }
    }
    said.extend(few(results, lines));
    said
}

/// How the intervals were taken, and what was taken as known.
fn taken(estimation: &Estimation, results: &Results) -> Vec<Phrase> {
    let any = |line: &Line| line.intervals.values().any(Option::is_some);
    let level = level(&estimation.level);
    let mut said = Vec::new();
    if std::iter::once(&results.total).chain(&results.rows).any(any) {
        let cost = results.total.intervals.contains_key(&Metric::Cac)
            || results.rows.iter().any(|line| line.intervals.contains_key(&Metric::Cac));
        let closed = results.total.intervals.contains_key(&Metric::CloseRate);
        let sources = [
            (cost && !closed, "exact Poisson for new customers"),
            (closed, "Wilson for the close rate"),
            (estimation.counted_churn, "Wilson for churn"),
        ];
        let sources: Vec<&str> = sources.iter().filter(|(is, _)| *is).map(|(_, words)| *words).collect();
        let values = &results.total.values;
        let used = |metric: &Metric| values.get(metric).is_some_and(|value| value.figure().is_some());
        let inputs = [(Metric::Spend, "spend"), (Metric::Arpa, "ARPA"), (Metric::Margin, "margin")];
        let mut known: Vec<&str> = inputs.iter().filter(|(metric, _)| used(metric)).map(|(_, word)| *word).collect();
        if estimation.known_churn {
            known.push("churn, which was not counted,");
        }
        let mut sentence = Sentence::of(format!("{level} intervals: ")).listed(sources.iter(), Sentence::text_of);
        if !known.is_empty() {
            sentence = sentence.text("; ").listed(known.iter(), Sentence::text_of).text(" taken as known");
        }
        if estimation.together > 1 {
            let rest = super::interval::level(&(&Exact::one() - &estimation.level));
            let each = format!("; of k estimates together each is taken at 100% − {rest} ÷ k, which is conservative");
            sentence = sentence.text(each);
        }
        said.push(sentence.done());
    } else if !estimation.fractions {
        let text = format!("no {level} intervals: nothing here was counted (new customers, or churn as 5/100/mo)");
        said.push(Sentence::of(text).done());
    }
    if estimation.fractions {
        said.push(Sentence::of("a fraction of a customer has no interval: only whole customers are counted").done());
    }
    said
}

/// The comparisons, with rows as they are called.
pub(super) fn compared(estimation: &Estimation) -> Vec<Compared> {
    let each = |found: &Comparison| Compared {
        metric: found.metric,
        row: phrase::row(&found.row),
        against: phrase::row(&found.against),
        value: found.value.clone(),
        interval: found.interval.clone(),
        differs: found.differs,
    };
    estimation.comparisons.iter().map(each).collect()
}

/// `CAC of Meta is 76.9% of that of Google (58.7% to 100.6%): not shown to differ`
fn comparison(found: &Compared) -> Phrase {
    // What would make the two the same is never shown where it is not met.
    let same = vec![if found.metric == Metric::Cac { Exact::one() } else { Exact::zero() }];
    let sentence = if found.metric == Metric::Cac {
        let sentence = Sentence::of("CAC of ").name(&found.row).text(" is ");
        let told = |sentence: Sentence| match &found.value {
            Some(value) => sentence.apart(&Value::exact(value.middle()), Unit::Percent, same.clone()),
            None => sentence.interval(&found.interval, Unit::Percent, same.clone()),
        };
        told(sentence).text(" of that of ").name(&found.against)
    } else {
        let sentence = Sentence::of("churn of ").name(&found.row).text(" less that of ").name(&found.against);
        let value = found.value.as_ref().map(|value| Value::exact(value.middle()));
        value.iter().fold(sentence, |sentence, value| sentence.text(" is ").apart(value, Unit::Percent, same.clone()))
    };
    let sentence = match &found.value {
        Some(_) => sentence.text(" (").interval(&found.interval, Unit::Percent, same).text(")"),
        None => sentence,
    };
    let verdict = match found.differs {
        Some(true) => ": they differ",
        Some(false) => ": not shown to differ",
        None => ": it cannot be told whether they differ",
    };
    sentence.text(verdict).done()
}

/// Channels or segments whose CAC hangs on few customers.
fn few(results: &Results, lines: &[&Line]) -> Option<Phrase> {
    if !matches!(results.dimensions.as_slice(), [Dimension::Channel | Dimension::Segment]) {
        return None;
    }
    let enough = Exact::whole(ENOUGH);
    let is_few = |line: &&&Line| {
        let customers = line.values.get(&Metric::NewCustomers).and_then(Value::figure);
        let some = customers.is_some_and(|won| won.is_positive() && *won.high() < enough);
        let cost = line.values.get(&Metric::Cac).and_then(Value::figure);
        is_named(line) && some && cost.is_some_and(Figure::is_positive)
    };
    let named: Vec<&&Line> = lines.iter().filter(is_few).collect();
    let more = named.len().saturating_sub(NAMED);
    let shown = named.len().saturating_sub(more);
    if named.is_empty() {
        return None;
    }
    let each = |sentence: Sentence, line: &&Line| sentence.name(phrase::row(&line.key));
    let sentence = Sentence::of(format!("fewer than {ENOUGH} new customers, so that the CAC is uncertain: "));
    let sentence = if more == 0 {
        sentence.listed(named.into_iter(), each)
    } else {
        let first = named.into_iter().take(shown).enumerate();
        let listed = |sentence: Sentence, (at, line): (usize, &&Line)| {
            each(if at == 0 { sentence } else { sentence.text(", ") }, line)
        };
        first.fold(sentence, listed).text(format!(" and {more} more"))
    };
    let asked = results.estimation.is_some();
    Some(if asked { sentence } else { sentence.text(" (--interval 95% says how)") }.done())
}
