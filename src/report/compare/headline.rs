//! The first sentence of `compare`: what happened, and why.

use super::{End, signed};
use crate::calc::compare::cac::{Effect, Split};
use crate::calc::compare::{Changed, Comparison, Presence, shapley};
use crate::domain::bands::Bands;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::Value;
use crate::report::phrase::Sentence;
use crate::report::{Phrase, Piece};

/// Rows that came or went, up to which they are named.
const NAMED: usize = 3;

/// `CAC fell by 27.3%, from 22.00 to 16.00: prices -5.10, mix -0.90; LTV:CAC rose by …`
pub(super) fn headline(comparison: &Comparison, ends: &[End; 2]) -> Phrase {
    let (total, bands) = (|metric| comparison.total.get(metric), &comparison.bands);
    let told = |one: &&Changed| one.before.figure().is_some() || one.after.figure().is_some();
    let mut said = Vec::new();
    if let Some(cac) = total(Metric::Cac).filter(told) {
        let split = comparison.cac.as_ref().ok().filter(|_| !still(cac));
        said.push(why_cac(moved(cac, bands), split));
    }
    if let Some(ratio) = total(Metric::LtvCac).filter(told) {
        let split = comparison.ratio.as_ref().ok().filter(|_| !still(ratio));
        said.push(why_ratio(moved(ratio, bands), split));
    }
    if said.is_empty() {
        let metrics = &comparison.total.metrics;
        let both = |one: &&Changed| one.change.absolute.figure().is_some();
        let found = total(Metric::Ltv).filter(both).or_else(|| metrics.iter().find(both));
        said.extend(found.or_else(|| metrics.iter().find(told)).map(|one| moved(one, bands)));
    }
    if said.is_empty() {
        return Sentence::of("the two sides have no figure in common").done();
    }
    said.extend(turnover(comparison, Presence::Came, "came: "));
    said.extend(turnover(comparison, Presence::Went, "went: "));
    let mut headline = periods(ends).done();
    for (at, sentence) in said.into_iter().enumerate() {
        if at > 0 {
            headline.push(Piece::Text("; ".to_owned()));
        }
        headline.extend(sentence.done());
    }
    headline
}

/// `2026-02 to 2026-03: `, where both are known and differ.
fn periods([before, after]: &[End; 2]) -> Sentence {
    match (before.period(), after.period()) {
        (Some(one), Some(other)) if one != other => Sentence::of(format!("{one} to {other}: ")),
        (Some(_), Some(_)) | (None, _) | (_, None) => Sentence::default(),
    }
}

/// Whether nothing is known to have changed.
fn still(one: &Changed) -> bool {
    one.change.absolute.figure().is_some_and(|change| !change.is_positive() && !change.is_negative())
}

/// `CAC fell by 27.3%, from 22.00 to 16.00`
fn moved(one: &Changed, bands: &Bands) -> Sentence {
    let unit = one.metric.unit();
    let title = one.metric.title();
    let limits = if one.metric == Metric::LtvCac { bands.limits().to_vec() } else { Vec::new() };
    let figure = |sentence: Sentence, value: &Value| sentence.apart(value, unit, limits.clone());
    match (&one.before, &one.after) {
        (Value::Known(_), Value::Known(_)) if still(one) => {
            figure(Sentence::of(format!("{title} stayed at ")), &one.after)
        }
        (Value::Known(_), Value::Known(_)) => {
            let down = one.change.absolute.figure().is_some_and(Figure::is_negative);
            let mut sentence = Sentence::of(format!("{title} {}", if down { "fell" } else { "rose" }));
            if let Some(relative) = one.change.relative.figure() {
                let size = if down { relative.negated() } else { relative.clone() };
                sentence = sentence.text(" by ").figure(&Value::Known(size), Unit::Percent).text(",");
            }
            figure(figure(sentence.text(" from "), &one.before).text(" to "), &one.after)
        }
        (Value::Known(_), Value::Undefined(reason)) => figure(Sentence::of(format!("{title} was ")), &one.before)
            .text(format!(" and has no value now ({})", reason.code())),
        (Value::Undefined(reason), Value::Known(_)) => figure(Sentence::of(format!("{title} is ")), &one.after)
            .text(format!(" and had no value before ({})", reason.code())),
        (Value::Undefined(reason), Value::Undefined(_)) => {
            Sentence::of(format!("{title} has no value ({})", reason.code()))
        }
    }
}

fn why_cac(sentence: Sentence, split: Option<&Split>) -> Sentence {
    let Some(split) = split else { return sentence };
    let parts = [
        ("prices ", &split.total.price),
        ("mix ", &split.total.mix),
        ("spend without customers ", &split.total.without_customers),
    ];
    let sentence = listed(sentence.text(": "), parts.into_iter(), Unit::Money);
    match leader(split) {
        None => sentence,
        Some((name, effect)) => {
            let sentence = sentence.text(", most of all ").name(name).text(" (");
            signed(sentence, &Value::Known(effect), Unit::Money).text(")")
        }
    }
}

/// The row that moves CAC most in the direction it moved, where there are others.
fn leader(split: &Split) -> Option<(String, Figure)> {
    let down = split.total.sum().is_negative();
    let size = |figure: &Figure| {
        let size: Exact = if down { figure.negated().middle() } else { figure.middle() };
        size
    };
    let sums = split.rows.iter().map(|row: &Effect| (row, row.sum())).filter(|(_, sum)| !sum.is_zero());
    let sums: Vec<(&Effect, Figure)> = sums.collect();
    if sums.len() < 2 {
        return None;
    }
    // Of equal ones the first is named.
    let (row, sum) = sums.into_iter().rev().max_by_key(|(_, sum)| size(sum))?;
    Some((row.labels.as_ref()?.join(", "), sum))
}

fn why_ratio(sentence: Sentence, split: Option<&shapley::Split>) -> Sentence {
    let Some(split) = split else { return sentence };
    let parts: Vec<(String, &Figure)> =
        split.effects.iter().map(|(factor, effect)| (format!("{} ", factor.title()), effect)).collect();
    listed(sentence.text(": "), parts.iter().map(|(name, effect)| (name.as_str(), *effect)), Unit::Ratio)
}

/// What has an effect, with its sign.
fn listed<'a>(mut sentence: Sentence, parts: impl Iterator<Item = (&'a str, &'a Figure)>, unit: Unit) -> Sentence {
    for (at, (name, effect)) in parts.filter(|(_, effect)| !effect.is_zero()).enumerate() {
        let comma = if at > 0 { ", " } else { "" };
        sentence = signed(sentence.text(comma).text(name), &Value::Known(effect.clone()), unit);
    }
    sentence
}

fn turnover(comparison: &Comparison, presence: Presence, words: &str) -> Option<Sentence> {
    let names: Vec<String> =
        comparison.rows.iter().filter(|row| row.presence == presence).map(|row| row.labels.join(", ")).collect();
    let one_sided = comparison.rows.iter().all(|row| row.presence != Presence::Both);
    if names.is_empty() || one_sided {
        return None;
    }
    let rest = names.len().saturating_sub(NAMED);
    let sentence = Sentence::of(words);
    let shown: Vec<&String> = names.iter().take(NAMED).collect();
    Some(if rest == 0 {
        sentence.listed(shown.into_iter(), |sentence, name| sentence.name(name.clone()))
    } else {
        let sentence = shown.iter().fold(sentence, |sentence, name| sentence.name((*name).clone()).text(", "));
        sentence.text(format!("and {rest} more"))
    })
}
