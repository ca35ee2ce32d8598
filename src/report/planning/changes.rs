//! What follows when inputs change, beside today.

use super::{Page, channel, entry, said, spoken};
use crate::calc::compare::change;
use crate::calc::plan::whatif::Change;
use crate::calc::plan::{lines, same, value};
use crate::calc::results::Results;
use crate::domain::lever::Lever;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::{Reason, Value};
use crate::report::phrase::Sentence;
use crate::report::study::{Cell, Exhibit, Heading, Side};

/// The metrics that are set side by side.
const METRICS: [Metric; 4] = [Metric::Cac, Metric::Ltv, Metric::LtvCac, Metric::PaybackMonths];

/// The table of today and then.
pub(super) fn add(page: &mut Page<'_>, set: &[Change], then: &Results) {
    let goal = page.today.target.clone();
    let side = |value: &Value, metric: Metric| {
        let limits = if metric == Metric::LtvCac { vec![goal.clone()] } else { Vec::new() };
        Cell::Figure { value: value.clone(), unit: metric.unit(), limits, side: Side::Nearest }
    };
    let mut rows = Vec::new();
    for (who, line) in lines(page.today).into_iter().filter(|(who, _)| page.shown(who)) {
        for metric in METRICS {
            let now = value(line, metric);
            let new = same(then, &who).map_or(Value::Undefined(Reason::NoData), |line| value(line, metric));
            if now.figure().is_none() && new.figure().is_none() {
                continue;
            }
            let change = change(&now, &new);
            // Nothing is a part of nothing, which needs no reason of its own.
            let relative = match (&change.absolute, &change.relative) {
                (Value::Known(_), Value::Undefined(_)) => Cell::Empty,
                (_, relative) => Cell::figure(relative, Unit::Percent),
            };
            let cells = vec![
                Cell::Word(metric.name().to_owned()),
                side(&now, metric),
                side(&new, metric),
                Cell::figure(&change.absolute, metric.unit()),
                relative,
            ];
            rows.push(entry(&who, cells));
        }
    }
    let title = set_to(Sentence::of("today, and with "), set).done();
    let mut headline = set_to(Sentence::of("with "), set);
    let ratios = (value(&page.today.total, Metric::LtvCac), value(&then.total, Metric::LtvCac));
    if ratios.0.figure().is_some() || ratios.1.figure().is_some() {
        headline = headline.text(", LTV:CAC is ").apart(&ratios.1, Unit::Ratio, vec![goal.clone()]);
        headline = headline.text("; today it is ").apart(&ratios.0, Unit::Ratio, vec![goal]);
    }
    page.headline.push(headline.done());
    page.tables.push(Exhibit {
        key: "what_if",
        title,
        columns: vec![
            channel(),
            Heading::label("metric", "Metric"),
            Heading::figure("today", "Today", 90),
            Heading::figure("what_if", "What if", 100),
            Heading::figure("change", "Change", 60),
            Heading::figure("relative_change", "Change in %", 50),
        ],
        rows,
    });
    page.footer.extend(notes(page.today, set, then));
}

/// `churn 2.0% a month and ARPA 30.00 a month`
fn set_to(sentence: Sentence, set: &[Change]) -> Sentence {
    sentence.listed(set.iter(), |sentence, change| {
        let sentence = match &change.channel {
            Some(channel) => sentence.name(channel).text(": "),
            None => sentence,
        };
        let sentence = said(sentence.text(format!("{} ", spoken(change.level.lever()))), &change.level);
        let own = |other: &Change| other.channel.is_some() && same_input(other.level.lever(), change.level.lever());
        if change.channel.is_none() && set.iter().any(own) { sentence.text(" for the others") } else { sentence }
    })
}

/// Whether one input takes the place of the other: a churn and a lifetime stand for each other.
fn same_input(one: Lever, other: Lever) -> bool {
    let life = |lever| matches!(lever, Lever::Churn | Lever::Lifetime);
    one == other || life(one) && life(other)
}

fn notes(today: &Results, set: &[Change], then: &Results) -> Vec<Vec<crate::report::Piece>> {
    let mut notes = Vec::new();
    let levers: Vec<Lever> = set.iter().map(|change| change.level.lever()).collect();
    let of_total = |lever: &Lever| matches!(lever, Lever::Spend | Lever::NewCustomers | Lever::Cac);
    if levers.iter().any(of_total) && !today.rows.is_empty() {
        let text = "spend, new customers and CAC are those of the total; every row changes in proportion";
        notes.push(Sentence::of(text).done());
    }
    if then.method != today.method {
        let text = format!("method {} today, {} then", today.method.name(), then.method.name());
        notes.push(Sentence::of(text).done());
    }
    notes.push(Sentence::of("what was not set stays as it is: no input is assumed to answer to another").done());
    notes
}
