//! The charts of `compare`: the way of CAC by the price and mix of each row, and that of LTV:CAC by factor.

use std::collections::BTreeMap;

use super::End;
use crate::calc::compare::cac::Effect;
use crate::calc::compare::{Comparison, Pair};
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::report::chart::{Chart, Level, Step, Waterfall, steps};
use crate::report::phrase::Sentence;
use crate::report::{Phrase, Piece};

/// Both ways, as far as the change is split and there is one.
pub(super) fn charts(comparison: &Comparison, ends: &[End; 2], shown: &[&Pair]) -> Vec<Chart> {
    let cac = cac(comparison, shown).and_then(|steps| way(comparison, ends, Metric::Cac, steps));
    let ratio = ratio(comparison).and_then(|steps| way(comparison, ends, Metric::LtvCac, steps));
    cac.into_iter().chain(ratio).collect()
}

/// From the total of one side to that of the other; nothing where nothing moved.
fn way(comparison: &Comparison, [before, after]: &[End; 2], metric: Metric, steps: Vec<Step>) -> Option<Chart> {
    if steps.is_empty() {
        return None;
    }
    let total = comparison.total.get(metric)?;
    let level = |word: &str, end: &End, figure: &Figure| Level {
        name: Sentence::of(format!("{word}: ")).name(end.name.clone()).done(),
        figure: figure.clone(),
    };
    Some(Chart::Waterfall(Box::new(Waterfall {
        title: Sentence::of(format!("Why {} changed", metric.title())).done(),
        metric,
        from: level("before", before, total.before.figure()?),
        to: level("after", after, total.after.figure()?),
        steps,
    })))
}

/// The effects of each row that is shown, and of those that are not as one.
fn cac(comparison: &Comparison, shown: &[&Pair]) -> Option<Vec<Step>> {
    let split = comparison.cac.as_ref().ok()?;
    let mut places: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
    for (place, pair) in shown.iter().enumerate() {
        places.entry(&pair.labels).or_insert(place);
    }
    let place = |effect: &Effect| places.get(effect.labels.as_ref()?).copied();
    let (mut listed, others): (Vec<&Effect>, Vec<&Effect>) =
        split.rows.iter().partition(|effect| effect.labels.is_none() || place(effect).is_some());
    listed.sort_by_key(|effect| place(effect).unwrap_or(usize::MAX));
    let mut all: Vec<Step> = listed.into_iter().flat_map(parts).collect();
    if !others.is_empty() {
        let effect = others.iter().fold(Figure::zero(), |sum, effect| sum.plus(&effect.sum()));
        all.push(Step { name: Sentence::of("rows not shown").done(), effect });
    }
    Some(steps(all, |count| Sentence::of(format!("{count} further effects")).done()))
}

/// What a row contributes: by its price, its part of the customers, and spend without customers.
fn parts(effect: &Effect) -> [Step; 3] {
    let name = match &effect.labels {
        Some(labels) => vec![Piece::Name(labels.join(" / "))],
        None => vec![Piece::Text("(spend in no row)".to_owned())],
    };
    let step = |what: &str, effect: &Figure| {
        let mut name: Phrase = name.clone();
        name.push(Piece::Text(format!(": {what}")));
        Step { name, effect: effect.clone() }
    };
    [step("price", &effect.price), step("mix", &effect.mix), step("spend without customers", &effect.without_customers)]
}

/// What each factor contributes.
fn ratio(comparison: &Comparison) -> Option<Vec<Step>> {
    let split = comparison.ratio.as_ref().ok()?;
    let step = |factor: &str, effect: &Figure| Step { name: Sentence::of(factor).done(), effect: effect.clone() };
    let all = split.effects.iter().map(|(factor, effect)| step(factor.title(), effect)).collect();
    Some(steps(all, |count| Sentence::of(format!("{count} further factors")).done()))
}
