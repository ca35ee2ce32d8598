//! The first sentence: the answer.

use super::hidden;
use super::phrase::{self, Sentence};
use super::{Phrase, Piece};
use crate::calc::results::{Remark, Results};
use crate::domain::assumptions::Basis;
use crate::domain::currency::Currency;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::{Reason, Value};

/// `CAC 123.08: 1,600.00 spent on 13 new customers, 2026-03; LTV:CAC 3.53 (healthy), LTV 435.00`
pub(super) fn headline(results: &Results, currency: Option<Currency>) -> Phrase {
    let missing = Value::Undefined(Reason::NoData);
    let of = |metric| results.total.values.get(&metric).unwrap_or(&missing);
    let known = |metric| of(metric).figure().is_some();
    let mut said = Vec::new();
    let mut cost = cost(results);
    if known(Metric::BounceWaste) {
        let waste = |sentence: Sentence| sentence.figure(of(Metric::BounceWaste), Unit::Money);
        cost = cost.map(|sentence| waste(sentence.text(", ")).text(" of it wasted on visits that left at once"));
    }
    if let Some(period) = results.period {
        cost = cost.map(|sentence| sentence.text(format!(", {period}")));
    }
    said.extend(cost);
    if known(Metric::LtvCac) {
        let mut ratio =
            Sentence::of("LTV:CAC ").apart(of(Metric::LtvCac), Unit::Ratio, results.bands.limits().to_vec());
        if let Some(band) = results.total.band {
            ratio = ratio.text(format!(" ({})", phrase::band(band)));
        }
        said.push(ratio);
    }
    if known(Metric::Ltv) {
        let revenue = results.basis == Basis::Revenue;
        said.push(Sentence::of(if revenue { "revenue LTV " } else { "LTV " }).figure(of(Metric::Ltv), Unit::Money));
    }
    said.extend(hidden::losing(results));
    if results.remarks.contains(&Remark::ZeroChurn) {
        said.push(Sentence::of("no LTV: churn is zero, so a lifetime has no end"));
    }
    if said.is_empty() {
        said.extend(
            results
                .total
                .values
                .iter()
                .find(|(_, value)| value.figure().is_some())
                .map(|(metric, value)| Sentence::of(format!("{} ", metric.title())).figure(value, metric.unit())),
        );
    }
    if said.is_empty() {
        return Sentence::of("nothing follows from this").done();
    }
    let mut headline = Vec::new();
    for sentence in said {
        if !headline.is_empty() {
            headline.push(Piece::Text("; ".to_owned()));
        }
        headline.extend(sentence.done().into_iter().flat_map(|piece| with_code(piece, currency)));
    }
    headline
}

/// A piece, and the currency behind it where it is money.
fn with_code(piece: Piece, currency: Option<Currency>) -> Vec<Piece> {
    let money = matches!(&piece, Piece::Figure(_, Unit::Money) | Piece::Apart(_, Unit::Money, _));
    let code = currency.filter(|_| money).map(|currency| Piece::Text(format!(" {}", currency.code)));
    std::iter::once(piece).chain(code).collect()
}

/// ` (95% interval 63.44 to 289.53)`, when it was asked for.
fn between(sentence: Sentence, results: &Results) -> Sentence {
    let interval = results.total.intervals.get(&Metric::Cac).and_then(Option::as_ref);
    match (interval, &results.estimation) {
        (Some(interval), Some(estimation)) => sentence
            .text(format!(" ({} interval ", super::interval::level(&estimation.level)))
            .interval(interval, Unit::Money, Vec::new())
            .text(")"),
        (None, _) | (_, None) => sentence,
    }
}

fn cost(results: &Results) -> Option<Sentence> {
    let of = |metric| results.total.values.get(&metric);
    let known = |metric| of(metric).filter(|value| value.figure().is_some());
    let (spend, customers) = (known(Metric::Spend), known(Metric::NewCustomers));
    let counted = |sentence: Sentence, customers: &Value| {
        let one = *customers == Value::exact(crate::domain::exact::Exact::one());
        sentence.figure(customers, Unit::Count).text(if one { " new customer" } else { " new customers" })
    };
    match (of(Metric::Cac), spend, customers) {
        (Some(cac @ Value::Known(_)), Some(spend), Some(customers)) => {
            let sentence = between(Sentence::of("CAC ").figure(cac, Unit::Money), results).text(": ");
            let sentence = sentence.figure(spend, Unit::Money).text(" spent on ");
            Some(counted(sentence, customers))
        }
        (Some(cac @ Value::Known(_)), _, _) => Some(between(Sentence::of("CAC ").figure(cac, Unit::Money), results)),
        (_, Some(spend), Some(customers)) => {
            let sentence = Sentence::of("no CAC: ").figure(spend, Unit::Money);
            Some(counted(sentence.text(" spent, "), customers))
        }
        (_, Some(spend), None) => Some(Sentence::default().figure(spend, Unit::Money).text(" spent")),
        (_, None, Some(customers)) => Some(counted(Sentence::default(), customers)),
        (Some(Value::Undefined(_)) | None, None, None) => None,
    }
}
