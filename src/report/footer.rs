//! What stands below the table: formulas, scope, method, files, and what was left out or is missing.

use std::collections::BTreeMap;

use super::Phrase;
use super::build::{View, is_named};
use super::phrase::{self, Sentence};
use crate::calc::results::{Line, Origin, Remark, Results};
use crate::domain::assumptions::{Basis, Method, Timing};
use crate::domain::category::Category;
use crate::domain::ledger::Dimension;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::Value;

/// All lines, in a fixed order.
pub(super) fn footer(results: &Results, view: &View, lines: &[&Line]) -> Vec<Phrase> {
    let known = |metric| {
        let value = results.total.values.get(&metric);
        value.is_some_and(|value| value.figure().is_some())
    };
    let mut footer = Vec::new();
    if results.total.values.contains_key(&Metric::Cac) {
        footer.push(Sentence::of("CAC = spend ÷ new customers").done());
    }
    if !results.categories.is_empty() {
        footer.push(scope(results));
    }
    let modelled =
        results.total.model.is_some() || results.rows.iter().any(|line| line.model.is_some()) || known(Metric::Arpa);
    if known(Metric::Ltv) && modelled {
        footer.push(model(results));
    }
    footer.extend(remarks(results, lines));
    if !view.inputs.is_empty() {
        let each = |sentence: Sentence, input: &super::InputFile| {
            let rows = if input.rows == 1 { "row" } else { "rows" };
            let about = format!(" ({}, {} {rows})", input.role, input.rows);
            sentence.name(input.file.to_string()).text(about)
        };
        footer.push(Sentence::of("read ").listed(view.inputs.iter(), each).done());
    }
    footer
}

fn scope(results: &Results) -> Phrase {
    let sentence = Sentence::of(format!("scope {}: ", results.scope.name()));
    if results.categories == [Category::Uncategorised] {
        return sentence.text("all spend, which has no categories").done();
    }
    sentence.listed(results.categories.iter(), |sentence, category| sentence.name(category.to_string())).done()
}

/// `LTV = margin ÷ churn (method simple, basis margin)`
fn model(results: &Results) -> Phrase {
    let formula = match (results.method, results.horizon, results.timing) {
        (Method::Simple, None, _) => "m ÷ c",
        (Method::Lifetime, None, _) => "m × lifetime",
        (Method::Capped | Method::Simple | Method::Lifetime, _, _) => "m × (1 − r^H) ÷ c",
        (Method::Discounted, None, Timing::Start) => "m × (1 + d) ÷ (c + d)",
        (Method::Discounted, None, Timing::End) => "m × r ÷ (1 + d − r)",
        (Method::Discounted, None, Timing::Arrears) => "m ÷ (c + d)",
        (Method::Discounted, Some(_), Timing::Start) => "m × (1 − q^H) ÷ (1 − q)",
        (Method::Discounted, Some(_), Timing::End) => "m × q × (1 − q^H) ÷ (1 − q)",
        (Method::Discounted, Some(_), Timing::Arrears) => "m × (1 − q^H) ÷ (1 − q) ÷ (1 + d)",
    };
    let monthly = match results.basis {
        Basis::Margin => "m = ARPA × margin",
        Basis::Revenue => "m = ARPA",
    };
    let mut text = format!(
        "LTV = {formula}, {monthly}, c = churn a month; method {}, basis {}",
        results.method.name(),
        results.basis.name()
    );
    if results.method == Method::Discounted {
        text.push_str(&format!(", paid at timing {}", results.timing.name()));
    }
    if let Some(horizon) = results.horizon {
        text.push_str(&format!(", horizon {horizon} months"));
    }
    Sentence::of(text).done()
}

fn remarks(results: &Results, lines: &[&Line]) -> Vec<Phrase> {
    let mut said = Vec::new();
    let mut sources: BTreeMap<Origin, Vec<&'static str>> = BTreeMap::new();
    let mut out = Vec::new();
    for remark in &results.remarks {
        match remark {
            Remark::Source(metric, origin) => {
                sources.entry(*origin).or_default().push(metric.title());
            }
            Remark::OutOfScope(category, sum) => out.push((category, *sum)),
            Remark::OneSided { .. } => {}
            Remark::Unused(_)
            | Remark::UnusedAssumption(..)
            | Remark::Unattributed(_)
            | Remark::Undecided(..)
            | Remark::BlendedDiffers { .. }
            | Remark::PartialBecauseOf(..)
            | Remark::ChurnFromLifetime
            | Remark::Needs(_) => said.extend(remark_phrase(results, remark, lines)),
        }
    }
    let mut first = Vec::new();
    if !sources.is_empty() {
        let each = |sentence: Sentence, (origin, names): (&Origin, &Vec<&'static str>)| {
            sentence.text(format!("{} from {}", names.join(", "), source(*origin)))
        };
        first.push(Sentence::default().listed(sources.iter(), each).done());
    }
    if !out.is_empty() {
        let each = |sentence: Sentence, (category, sum): &(&Category, _)| {
            sentence.name(category.to_string()).text(" ").money(*sum)
        };
        let sentence = Sentence::of(format!("outside scope {}: ", results.scope.name()));
        first.push(sentence.listed(out.iter(), each).done());
    }
    first.extend(said);
    first
}

fn source(origin: Origin) -> &'static str {
    match origin {
        Origin::AssumptionRows => "the assumptions file",
        Origin::Flags => "flags",
        Origin::AcquiredCustomers => "the customers acquired",
        Origin::ActiveBase => "the active base",
    }
}

fn remark_phrase(results: &Results, remark: &Remark, lines: &[&Line]) -> Option<Phrase> {
    let sentence = match remark {
        Remark::Source(..) | Remark::OutOfScope(..) | Remark::OneSided { .. } => return None,
        Remark::Unused(name) => Sentence::of(format!("{name} was given and is not used")),
        Remark::UnusedAssumption(channel, segment) => {
            let names = [channel, segment].into_iter().flatten();
            let names: Vec<String> = names.cloned().collect();
            Sentence::of("the assumptions for ").name(names.join(", ")).text(" are not used: there is no such row")
        }
        Remark::Unattributed(sum) => {
            let what = match results.dimensions.first() {
                Some(Dimension::Channel) => "channel rows",
                Some(Dimension::Segment) => "segment rows",
                Some(Dimension::Category | Dimension::Period(_) | Dimension::Other(..)) | None => "rows",
            };
            let sentence = Sentence::of(format!("{what} exclude ")).money(*sum).text(" shared");
            let free = lines.iter().any(|line| {
                let cac = line.values.get(&Metric::Cac).and_then(Value::figure);
                is_named(line) && cac.is_some_and(crate::domain::figure::Figure::is_zero)
            });
            if free { sentence.text("; a CAC of 0 counts none of it") } else { sentence }
        }
        Remark::Undecided(category, sum) => Sentence::of("not counted: '")
            .name(category.to_string())
            .text("' ")
            .money(*sum)
            .text(format!(", which may or may not belong to scope {}; --scope full counts it", results.scope.name())),
        Remark::BlendedDiffers { blended, mix } => Sentence::of("LTV from blended inputs would be ")
            .figure(&Value::exact(blended.clone()), Unit::Money)
            .text("; the mix of the rows is ")
            .figure(&Value::exact(mix.clone()), Unit::Money),
        Remark::PartialBecauseOf(labels, reason) => Sentence::of("no total LTV, because '")
            .name(phrase::row(labels))
            .text(format!("' has customers and none: {}", reason.sentence())),
        Remark::ChurnFromLifetime => Sentence::of("churn is 1 ÷ the lifetime given"),
        Remark::Needs(metrics) => Sentence::of("for LTV, ratio and payback add ")
            .listed(metrics.iter(), |sentence, metric| sentence.text(flag(*metric))),
    };
    Some(sentence.done())
}

fn flag(metric: Metric) -> &'static str {
    match metric {
        Metric::Arpa => "ARPA (--arpa 29/mo)",
        Metric::Margin => "margin (--margin 72%, or --basis revenue)",
        Metric::Churn => "churn (--churn 2.5%/mo)",
        Metric::Spend
        | Metric::NewCustomers
        | Metric::Cac
        | Metric::CacPart
        | Metric::LifetimeMonths
        | Metric::Ltv
        | Metric::LtvCac
        | Metric::PaybackMonths
        | Metric::PaybackRetentionMonths
        | Metric::PaybackRetentionContinuous
        | Metric::MaxCac
        | Metric::ShareOfSpend
        | Metric::ShareOfCustomers
        | Metric::RetentionCost
        | Metric::BreakEvenRoas
        | Metric::Cpl
        | Metric::CloseRate
        | Metric::BounceWaste => metric.title(),
    }
}
