//! Formulas with the figures put in: `CAC = spend ÷ new customers = 30,000.00 ÷ 500 = 60.00`.

use super::phrase::{self, Sentence};
use super::{Kind, Phrase};
use crate::calc::results::{CacFrom, Line, Model, Results};
use crate::domain::assumptions::{Basis, Billing, Method, Timing};
use crate::domain::figure::Figure;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::{Reason, Value};

/// The formulas of every row that is shown, and of the totals.
pub(super) fn explain(results: &Results, lines: &[&Line], kind: Kind) -> Vec<Phrase> {
    let shared = shared(results, lines, kind);
    let mut all: Vec<(String, &Line)> = lines.iter().map(|line| (phrase::row(&line.key), *line)).collect();
    let paid = results.total_paid.iter().filter(|paid| paid.values != results.total.values);
    all.extend(paid.map(|line| ("(paid channels)".to_owned(), line)));
    all.push(("total".to_owned(), &results.total));
    let apart = shared.is_some();
    let once = shared.into_iter().flat_map(|line| of_worth(results, line, Some("all rows".to_owned())));
    let each = all.into_iter().flat_map(|(name, line)| {
        let label = match kind {
            Kind::Calc => None,
            Kind::Report | Kind::Check => Some(name),
        };
        of_line(results, line, label, apart)
    });
    once.chain(each).collect()
}

/// The line that stands for all, where m, LTV and the highest CAC are the same in all that have customers.
fn shared<'a>(results: &'a Results, lines: &[&Line], kind: Kind) -> Option<&'a Line> {
    let total = &results.total;
    total.model.as_ref()?;
    let same = |line: &&Line| {
        line.model.is_none()
            || (line.model == total.model && line.values.get(&Metric::Ltv) == total.values.get(&Metric::Ltv))
    };
    (kind != Kind::Calc && lines.iter().all(same)).then_some(total)
}

/// m, LTV and the highest CAC.
fn of_worth(results: &Results, line: &Line, label: Option<String>) -> Vec<Phrase> {
    let open = || opened(label.as_ref());
    let given = |metric| line.values.get(&metric);
    let known = |metric| given(metric).is_some_and(|value| value.figure().is_some());
    let missing = Value::Undefined(Reason::NoData);
    let of = |metric: Metric| given(metric).unwrap_or(&missing);
    let mut said = Vec::new();
    match &line.model {
        Some(_) | None if results.ltv_given && known(Metric::Ltv) => {
            said.extend(line.model.as_ref().map(|model| monthly(open(), model, of(Metric::Arpa), of(Metric::Margin))));
            said.push(open().text("LTV as given = ").figure(of(Metric::Ltv), Unit::Money).done());
        }
        Some(model) if given(Metric::Ltv).is_some() => {
            said.push(monthly(open(), model, of(Metric::Arpa), of(Metric::Margin)));
            said.push(match of(Metric::Ltv) {
                Value::Known(_) => {
                    let sentence = ltv(open(), model, of(Metric::LifetimeMonths)).text(" = ");
                    sentence.figure(of(Metric::Ltv), Unit::Money).done()
                }
                Value::Undefined(reason) => open().text(format!("LTV: {}", reason.sentence())).done(),
            });
        }
        None if known(Metric::Ltv) && known(Metric::Arpa) => {
            let sentence = open().text("LTV = Σ customers × LTV of each ÷ Σ customers = ");
            said.push(sentence.figure(of(Metric::Ltv), Unit::Money).done());
        }
        Some(_) | None => {}
    }
    if known(Metric::MaxCac) {
        let target = Value::exact(results.target.clone());
        let sentence = open().text("Max CAC = LTV ÷ target = ").precise(of(Metric::Ltv), Unit::Money).text(" ÷ ");
        let sentence = sentence.figure(&target, Unit::Ratio).text(" = ");
        said.push(sentence.figure(of(Metric::MaxCac), Unit::Money).done());
    }
    said
}

fn opened(label: Option<&String>) -> Sentence {
    match label {
        Some(name) => Sentence::default().name(name.clone()).text(": "),
        None => Sentence::default(),
    }
}

fn of_line(results: &Results, line: &Line, label: Option<String>, apart: bool) -> Vec<Phrase> {
    let open = || opened(label.as_ref());
    let given = |metric| line.values.get(&metric);
    let known = |metric| given(metric).is_some_and(|value| value.figure().is_some());
    let stated = |metric| given(metric).is_some();
    let missing = Value::Undefined(Reason::NoData);
    let of = |metric: Metric| given(metric).unwrap_or(&missing);
    let put = |sentence: Sentence, metric: Metric| sentence.precise(of(metric), metric.unit());
    // A quotient without a value is not written out: there may be a zero under it.
    let close = |sentence: Sentence, metric: Metric| match of(metric) {
        Value::Known(_) => sentence.text(" = ").figure(of(metric), metric.unit()),
        Value::Undefined(reason) => open().text(format!("{}: {}", metric.title(), reason.sentence())),
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
        said.push(match results.cac_from {
            CacFrom::Funnel => quotient(Metric::Cac, "CPL ÷ close rate", Metric::Cpl, Metric::CloseRate),
            CacFrom::Given | CacFrom::Spend => quotient(Metric::CloseRate, "CPL ÷ CAC", Metric::Cpl, Metric::Cac),
        });
    }
    if !apart {
        said.extend(of_worth(results, line, label.clone()));
    }
    if known(Metric::Ltv) && known(Metric::Cac) {
        said.push(quotient(Metric::LtvCac, "LTV ÷ CAC", Metric::Ltv, Metric::Cac));
    }
    if let (Some(model), true) = (&line.model, known(Metric::Cac)) {
        let sentence = open().text("Payback = CAC ÷ m = ");
        let sentence = put(sentence, Metric::Cac).text(" ÷ ");
        let sentence = sentence.precise(&model.monthly, Unit::Money);
        said.push(close(sentence, Metric::PaybackMonths).done());
        let stays = model.churn.figure().is_some_and(Figure::is_zero);
        if stated(Metric::PaybackRetentionMonths) && !stays {
            let sentence = open().text("Payback with churn = least n with m × (1 − r^n) ÷ c ≥ CAC, r = 1 − c: ");
            let sentence = sentence.precise(&model.monthly, Unit::Money).text(" × (1 − (1 − ");
            let sentence = sentence.precise(&model.churn, Unit::Percent).text(")^n) ÷ ");
            let sentence = put(sentence.precise(&model.churn, Unit::Percent).text(" ≥ "), Metric::Cac).text(", n");
            said.push(close(sentence, Metric::PaybackRetentionMonths).done());
        }
    }
    said
}

fn monthly(open: Sentence, model: &Model, arpa: &Value, margin: &Value) -> Phrase {
    let sentence = match model.basis {
        Basis::Margin => {
            let cost = model.order_cost.as_ref();
            let words =
                if cost.is_some() { "m = ARPA × margin − cost of the orders = " } else { "m = ARPA × margin = " };
            let sentence = open.text(words).precise(arpa, Unit::Money).text(" × ").precise(margin, Unit::Percent);
            let sentence = match cost {
                Some(cost) => sentence.text(" − ").precise(cost, Unit::Money),
                None => sentence,
            };
            sentence.text(" = ")
        }
        Basis::Revenue => open.text("m = ARPA = "),
    };
    sentence.precise(&model.monthly, Unit::Money).text(" a month").done()
}

/// The formula of the method with the figures put in, up to the result.
fn ltv(open: Sentence, model: &Model, lifetime: &Value) -> Sentence {
    let m = |sentence: Sentence| sentence.precise(&model.monthly, Unit::Money);
    let c = |sentence: Sentence| sentence.precise(&model.churn, Unit::Percent);
    let none = Value::exact(crate::domain::exact::Exact::zero());
    let discount = model.discount.as_ref().unwrap_or(&none);
    let d = |sentence: Sentence| sentence.precise(discount, Unit::Percent);
    if model.billing == Billing::Year {
        let sentence = m(open.text("LTV by contracts of a year: 12 × ")).text(" a year, churn 1 − (1 − ");
        let sentence = c(sentence).text(")^12");
        return match model.horizon {
            Some(horizon) => sentence.text(format!(", the first {} years", horizon / 12)),
            None => sentence,
        };
    }
    let method = match (model.method, model.horizon) {
        (Method::Orders, _) if model.discount.is_some() => Method::Discounted,
        (Method::Orders, None) if model.churn_from_lifetime => Method::Lifetime,
        (Method::Orders, _) => Method::Simple,
        (other, _) => other,
    };
    match (method, model.horizon) {
        (Method::Orders, _) => open.text("LTV = m ÷ c"),
        (Method::Expansion, horizon) => {
            let growth = model.growth.as_ref().unwrap_or(&none);
            let words = "LTV = m ÷ (1 − K) + m′ × K ÷ (1 − K)², K = (1 − c) ÷ (1 + d), m = ";
            let sentence = m(open.text(words)).text(", m′ = ").precise(growth, Unit::Money);
            let sentence = d(c(sentence.text(", c = ")).text(", d = "));
            match horizon {
                Some(horizon) => sentence.text(format!(", the first H = {horizon} months of it")),
                None => sentence,
            }
        }
        (Method::Simple, None) => c(m(open.text("LTV = m ÷ c = ")).text(" ÷ ")),
        (Method::Lifetime, None) => m(open.text("LTV = m × lifetime = ")).text(" × ").precise(lifetime, Unit::Months),
        (Method::Capped, None) => open.text("LTV = m × (1 − r^H) ÷ c"),
        (Method::Simple | Method::Lifetime | Method::Capped, Some(horizon))
            if model.churn.figure().is_some_and(Figure::is_zero) =>
        {
            m(open.text("LTV = m × H without churn = ")).text(format!(" × {horizon}"))
        }
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
