//! Formulas with the figures put in: `CAC = spend ÷ new customers = 30,000.00 ÷ 500 = 60.00`.

use super::phrase::{self, Sentence};
use super::{Kind, Phrase};
use crate::calc::results::{Line, Model, Results};
use crate::domain::assumptions::{Basis, Method, Timing};
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::{Reason, Value};

/// The formulas of every row that is shown, and of the totals.
pub(super) fn explain(results: &Results, lines: &[&Line], kind: Kind) -> Vec<Phrase> {
    let mut all: Vec<(String, &Line)> = lines.iter().map(|line| (phrase::row(&line.key), *line)).collect();
    let paid = results.total_paid.iter().filter(|paid| paid.values != results.total.values);
    all.extend(paid.map(|line| ("(paid channels)".to_owned(), line)));
    all.push(("total".to_owned(), &results.total));
    all.into_iter()
        .flat_map(|(name, line)| {
            let label = match kind {
                Kind::Calc => None,
                Kind::Report | Kind::Check => Some(name),
            };
            of_line(results, line, label)
        })
        .collect()
}

fn of_line(results: &Results, line: &Line, label: Option<String>) -> Vec<Phrase> {
    let open = || match &label {
        Some(name) => Sentence::default().name(name.clone()).text(": "),
        None => Sentence::default(),
    };
    let given = |metric| line.values.get(&metric);
    let known = |metric| given(metric).is_some_and(|value| value.figure().is_some());
    let stated = |metric| given(metric).is_some();
    let missing = Value::Undefined(Reason::NoData);
    let of = |metric: Metric| given(metric).unwrap_or(&missing);
    let put = |sentence: Sentence, metric: Metric| sentence.figure(of(metric), metric.unit());
    let close = |sentence: Sentence, metric: Metric| match of(metric) {
        Value::Known(_) => put(sentence.text(" = "), metric),
        Value::Undefined(reason) => sentence.text(format!(": {}", reason.sentence())),
    };
    let quotient = |metric: Metric, words: &str, top: Metric, bottom: Metric| {
        let sentence = open().text(format!("{} = {words} = ", metric.title()));
        let sentence = put(put(sentence, top).text(" ÷ "), bottom);
        close(sentence, metric).done()
    };
    let mut said = Vec::new();
    if stated(Metric::Cac) && known(Metric::Spend) && known(Metric::NewCustomers) {
        said.push(quotient(Metric::Cac, "spend ÷ new customers", Metric::Spend, Metric::NewCustomers));
    }
    if known(Metric::Cpl) && known(Metric::CloseRate) {
        said.push(quotient(Metric::Cac, "CPL ÷ close rate", Metric::Cpl, Metric::CloseRate));
    }
    match &line.model {
        Some(model) if known(Metric::Ltv) || stated(Metric::Ltv) => {
            said.push(monthly(open(), model, of(Metric::Arpa), of(Metric::Margin)));
            said.push(close(ltv(open(), model, of(Metric::LifetimeMonths)), Metric::Ltv).done());
        }
        None if known(Metric::Ltv) && known(Metric::Arpa) => {
            let sentence = open().text("LTV = Σ customers × LTV of each ÷ Σ customers");
            said.push(close(sentence, Metric::Ltv).done());
        }
        Some(_) | None => {}
    }
    if known(Metric::Ltv) && known(Metric::Cac) {
        said.push(quotient(Metric::LtvCac, "LTV ÷ CAC", Metric::Ltv, Metric::Cac));
    }
    if let (Some(model), true) = (&line.model, known(Metric::Cac)) {
        let sentence = open().text("Payback = CAC ÷ m = ");
        let sentence = put(sentence, Metric::Cac).text(" ÷ ");
        let sentence = sentence.figure(&model.monthly, Unit::Money);
        said.push(close(sentence, Metric::PaybackMonths).done());
        if stated(Metric::PaybackRetentionMonths) {
            let sentence = open().text("Payback with churn = least n with m × (1 − r^n) ÷ c ≥ CAC");
            said.push(close(sentence, Metric::PaybackRetentionMonths).done());
        }
    }
    if known(Metric::MaxCac) {
        let sentence = open().text("Max CAC = LTV ÷ target = ");
        let sentence = put(sentence, Metric::Ltv).text(" ÷ ");
        let target = Value::exact(results.target.clone());
        let sentence = sentence.figure(&target, Unit::Ratio);
        said.push(close(sentence, Metric::MaxCac).done());
    }
    said
}

fn monthly(open: Sentence, model: &Model, arpa: &Value, margin: &Value) -> Phrase {
    let sentence = match model.basis {
        Basis::Margin => open
            .text("m = ARPA × margin = ")
            .figure(arpa, Unit::Money)
            .text(" × ")
            .figure(margin, Unit::Percent)
            .text(" = "),
        Basis::Revenue => open.text("m = ARPA = "),
    };
    sentence.figure(&model.monthly, Unit::Money).text(" a month").done()
}

/// The formula of the method with the figures put in, up to the result.
fn ltv(open: Sentence, model: &Model, lifetime: &Value) -> Sentence {
    let m = |sentence: Sentence| sentence.figure(&model.monthly, Unit::Money);
    let c = |sentence: Sentence| sentence.figure(&model.churn, Unit::Percent);
    let none = Value::exact(crate::domain::exact::Exact::zero());
    let discount = model.discount.as_ref().unwrap_or(&none);
    let d = |sentence: Sentence| sentence.figure(discount, Unit::Percent);
    match (model.method, model.horizon) {
        (Method::Simple, None) => c(m(open.text("LTV = m ÷ c = ")).text(" ÷ ")),
        (Method::Lifetime, None) => m(open.text("LTV = m × lifetime = ")).text(" × ").figure(lifetime, Unit::Months),
        (Method::Capped, None) => open.text("LTV = m × (1 − r^H) ÷ c"),
        (Method::Simple | Method::Lifetime | Method::Capped, Some(horizon)) => {
            let sentence = m(open.text("LTV = m × (1 − r^H) ÷ c = ")).text(" × (1 − (1 − ");
            c(c(sentence).text(format!(")^{horizon}) ÷ ")))
        }
        (Method::Discounted, None) => {
            let sentence = match model.timing {
                Timing::Start => {
                    let sentence = m(open.text("LTV = m × (1 + d) ÷ (c + d) = "));
                    d(sentence.text(" × (1 + ")).text(") ÷ (")
                }
                Timing::End => {
                    let sentence = m(open.text("LTV = m × (1 − c) ÷ (c + d) = "));
                    c(sentence.text(" × (1 − ")).text(") ÷ (")
                }
                Timing::Arrears => m(open.text("LTV = m ÷ (c + d) = ")).text(" ÷ ("),
            };
            d(c(sentence).text(" + ")).text(")")
        }
        (Method::Discounted, Some(horizon)) => {
            let words = match model.timing {
                Timing::Start => "LTV = m × (1 − q^H) ÷ (1 − q)",
                Timing::End => "LTV = m × q × (1 − q^H) ÷ (1 − q)",
                Timing::Arrears => "LTV = m × (1 − q^H) ÷ (1 − q) ÷ (1 + d)",
            };
            let sentence = m(open.text(format!("{words}, q = (1 − c) ÷ (1 + d), m = ")));
            let sentence = d(c(sentence.text(", c = ")).text(", d = "));
            sentence.text(format!(", H = {horizon}"))
        }
    }
}
