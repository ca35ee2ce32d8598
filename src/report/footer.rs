//! What stands below the table: formulas, scope, method, files, and what was left out or is missing.

use std::collections::BTreeMap;

use super::Phrase;
use super::build::{View, is_named};
use super::hidden;
use super::phrase::{self, Sentence};
use crate::calc::costs::Spread;
use crate::calc::lag::Matched;
use crate::calc::results::{CacFrom, Line, Origin, Remark, Results};
use crate::domain::assumptions::{Basis, Billing, ChurnBase, Method, Timing};
use crate::domain::bands::Bands;
use crate::domain::category::Category;
use crate::domain::exact::Exact;
use crate::domain::ledger::Dimension;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::{Reason, Value};

/// All lines, in a fixed order.
pub(super) fn footer(results: &Results, view: &View, lines: &[&Line]) -> Vec<Phrase> {
    let known = |metric| {
        let value = results.total.values.get(&metric);
        value.is_some_and(|value| value.figure().is_some())
    };
    let mut footer = Vec::new();
    footer.extend(results.remarks.iter().filter_map(no_input));
    footer.extend(cac(results));
    footer.extend(view.matched.as_ref().map(lag));
    footer.extend(spread(&view.spread));
    if let Some(currency) = view.currency {
        footer.push(Sentence::of(format!("amounts in {}", currency.code)).done());
    }
    if !results.categories.is_empty() {
        footer.push(scope(results));
    }
    footer.extend(super::fiscal::of_dimensions(&results.dimensions, results.period));
    footer.extend(modelled(results).then(|| model(results)));
    footer.extend(bands(results));
    if results.basis == Basis::Revenue && !results.basis_asked && known(Metric::Ltv) {
        footer.push(
            Sentence::of("basis revenue: LTV is revenue LTV; a verdict needs --margin 72% or --basis revenue").done(),
        );
    }
    if let Some(preset) = results.preset {
        let text = format!("in the manner of {}; not imitated: {}", preset.title, preset.not_imitated);
        footer.push(Sentence::of(text).done());
    }
    footer.extend(hidden::organic(results));
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

/// Whether there is an LTV that was computed from something.
fn modelled(results: &Results) -> bool {
    let known = |metric| results.total.values.get(&metric).is_some_and(|value| value.figure().is_some());
    let model = std::iter::once(&results.total).chain(&results.rows).any(|line| line.model.is_some());
    known(Metric::Ltv) && (model || known(Metric::Arpa) || results.ltv_given)
}

/// The bands of the ratio, where they are not the usual ones: `bands as configured: below_minimum from 1.00, …`
fn bands(results: &Results) -> Option<Phrase> {
    let judged = std::iter::once(&results.total).chain(&results.rows).any(|line| line.band.is_some());
    if !judged || results.bands == Bands::default() {
        return None;
    }
    let each = |sentence: Sentence, (name, limit): (&str, &Exact)| {
        let sentence = sentence.text(format!("{name} from "));
        // As it was set, with all its digits.
        sentence.apart(&Value::exact(limit.clone()), Unit::Ratio, vec![limit.clone()])
    };
    let limits = Bands::NAMES.into_iter().zip(results.bands.limits());
    Some(Sentence::of("bands of LTV:CAC as configured: ").listed(limits, each).done())
}

/// What a definition comes to: the categories counted, and the formula of LTV.
pub(super) fn definition(results: &Results) -> Vec<Phrase> {
    let scope = (!results.categories.is_empty()).then(|| scope(results));
    scope.into_iter().chain(modelled(results).then(|| model(results))).collect()
}

/// What the lag held against what, and what has no counterpart.
fn lag(matched: &Matched) -> Phrase {
    let sentence = match matched.lag.weights().len() {
        1 => Sentence::of(format!("lag {}: the customers of a month against the spend that far before", matched.lag)),
        _ => Sentence::of(format!("lag {}", matched.lag)),
    };
    let sentence = sentence.text("; matched spend ").money(&matched.spend);
    let sentence = sentence.text(", unmatched spend ").money(&matched.unmatched_spend);
    let customers = Value::exact(matched.unmatched_customers.exact());
    let sentence = sentence.text(", customers without matched spend ").figure(&customers, Unit::Count);
    sentence.text(": the latter two are outside CAC").done()
}

/// What became of shared cost, and of categories that count in part.
fn spread(spread: &Spread) -> Vec<Phrase> {
    let mut said = Vec::new();
    for one in &spread.rewards {
        let sentence = Sentence::of("reward ").money(&one.reward).text(" × ");
        let sentence = sentence.figure(&Value::exact(one.customers.clone()), Unit::Count).text(" customers of ");
        let sentence = sentence.name(one.channel.clone()).text(" = ").money(&(&one.reward * &one.customers));
        said.push(sentence.text(" counts as referral cost").done());
    }
    for (category, share, counted, whole) in &spread.parts {
        let sentence = Sentence::default().figure(&Value::exact(share.clone()), Unit::Percent).text(" of ");
        let sentence = sentence.name(category.to_string()).text(" counts: ").money(counted);
        said.push(sentence.text(" of ").money(whole).done());
    }
    if let Some((base, moved)) = &spread.moved {
        said.push(Sentence::of("shared cost spread by ").text(*base).text(": ").money(moved).done());
    }
    if !spread.kept.is_zero() {
        let sentence = Sentence::of("shared cost without a base to spread it by stays unattributed: ");
        said.push(sentence.money(&spread.kept).done());
    }
    said
}

/// What a scope counts, and what it leaves out or cannot tell.
pub(super) fn scope_lines(results: &Results) -> Vec<Phrase> {
    let mut lines = Vec::new();
    if !results.categories.is_empty() {
        lines.push(scope(results));
    }
    let undecided = results.remarks.iter().filter(|remark| matches!(remark, Remark::Undecided(..)));
    lines.extend(undecided.filter_map(|remark| remark_phrase(results, remark, &[])));
    lines
}

fn scope(results: &Results) -> Phrase {
    let sentence = Sentence::of(format!("scope {}: ", results.scope.name()));
    if results.categories == [Category::Uncategorised] {
        return sentence.text("all spend, which has no categories").done();
    }
    sentence.listed(results.categories.iter(), |sentence, category| sentence.name(category.to_string())).done()
}

/// What CAC lacks, which comes before everything else.
fn no_input(remark: &Remark) -> Option<Phrase> {
    let Remark::NoInput(metric) = remark else {
        return None;
    };
    let text = if *metric == Metric::Spend {
        "no spend was given: for CAC add a spend file (--spend FILE)"
    } else {
        "no new customers were given: for CAC add a customers file (--customers FILE)"
    };
    Some(Sentence::of(text).done())
}

fn cac(results: &Results) -> Option<Phrase> {
    let known = |line: &Line| line.values.get(&Metric::Cac).is_some_and(|cac| cac.reason() != Some(Reason::NoData));
    if !std::iter::once(&results.total).chain(&results.rows).any(known) {
        return None;
    }
    let text = match results.cac_from {
        CacFrom::Spend => "CAC = spend ÷ new customers",
        CacFrom::Funnel => "CAC = CPL ÷ close rate",
        CacFrom::Given => "CAC as given",
    };
    Some(Sentence::of(text).done())
}

/// Whether rows have an input in two ways.
fn differs(results: &Results, metric: Metric) -> bool {
    results.remarks.contains(&Remark::Differ(metric))
}

/// `LTV = m ÷ c, m = ARPA × margin, c = churn a month; method simple, basis margin`
fn model(results: &Results) -> Phrase {
    const C: &str = "c = churn a month";
    const R: &str = "r = 1 − c";
    const D: &str = "d = discount a month";
    const Q: &str = "q = (1 − c) ÷ (1 + d)";
    // m × L is m ÷ c with c = 1 ÷ L, which holds for all rows where some have a churn.
    let lifetime = results.remarks.contains(&Remark::ChurnFromLifetime) && !differs(results, Metric::Churn);
    const K: &str = "K = (1 − c) ÷ (1 + d)";
    const GROWN: &str = "m′ = growth of m a month";
    let lines = || std::iter::once(&results.total).chain(&results.rows).filter_map(|line| line.model.as_ref());
    let discounts = lines().any(|model| model.discount.is_some());
    // Orders are worth what their monthly margin is, by the formula that the other inputs ask for.
    let method = match (results.method, results.horizon) {
        (Method::Orders, _) if discounts => Method::Discounted,
        (Method::Orders, None) if lifetime => Method::Lifetime,
        (Method::Orders, _) => Method::Simple,
        (other, _) => other,
    };
    let (formula, symbols): (_, &[&str]) = match (method, results.horizon, results.timing) {
        (Method::Orders, ..) => ("m ÷ c", &[C]),
        (Method::Expansion, None, _) if !discounts => ("m ÷ c + m′ × (1 − c) ÷ c²", &[GROWN, C]),
        (Method::Expansion, None, _) => ("m ÷ (1 − K) + m′ × K ÷ (1 − K)²", &[GROWN, K, C, D]),
        (Method::Expansion, Some(_), _) => {
            ("m × (1 − K^H) ÷ (1 − K) + m′ × K × (1 − H × K^(H−1) + (H − 1) × K^H) ÷ (1 − K)²", &[GROWN, K, C, D])
        }
        (Method::Lifetime, None, _) if lifetime => ("m × L", &["L = the lifetime given"]),
        (Method::Simple | Method::Lifetime, None, _) => ("m ÷ c", &[C]),
        (Method::Capped | Method::Simple | Method::Lifetime, _, _) => ("m × (1 − r^H) ÷ c", &[C, R]),
        (Method::Discounted, None, Timing::Start) => ("m × (1 + d) ÷ (c + d)", &[C, D]),
        (Method::Discounted, None, Timing::End) => ("m × r ÷ (c + d)", &[C, R, D]),
        (Method::Discounted, None, Timing::Arrears) => ("m ÷ (c + d)", &[C, D]),
        (Method::Discounted, Some(_), Timing::Start) => ("m × (1 − q^H) ÷ (1 − q)", &[Q, C, D]),
        (Method::Discounted, Some(_), Timing::End) => ("m × q × (1 − q^H) ÷ (1 − q)", &[Q, C, D]),
        (Method::Discounted, Some(_), Timing::Arrears) => ("m × (1 − q^H) ÷ (1 − q) ÷ (1 + d)", &[Q, C, D]),
    };
    let monthly = match results.basis {
        Basis::Margin if lines().any(|model| model.order_cost.is_some()) => {
            "m = (AOV × margin − cost per order) × orders a month"
        }
        Basis::Margin if results.method == Method::Orders => "m = AOV × margin × orders a month",
        Basis::Revenue if results.method == Method::Orders => "m = AOV × orders a month",
        Basis::Margin => "m = ARPA × margin",
        Basis::Revenue => "m = ARPA",
    };
    if results.ltv_given {
        return Sentence::of("LTV as given").done();
    }
    let by_arpa = match results.basis {
        _ if !differs(results, Metric::Arpa) => "",
        Basis::Margin => ", or ARPA × margin where there are no orders",
        Basis::Revenue => ", or ARPA where there are no orders",
    };
    let mut sentence = Sentence::of(format!("LTV = {formula}, {monthly}{by_arpa}, {}", symbols.join(", ")));
    if let Some(horizon) = results.horizon {
        sentence = sentence.text(format!(", H = {horizon} months"));
    }
    if results.billing == Billing::Year {
        sentence = sentence.text(", all of a year: 12 × m, 1 − (1 − c)^12, paid at the start of the year");
    }
    sentence = sentence.text(format!("; method {}, basis {}", results.method.name(), results.basis.name()));
    if method == Method::Discounted || method == Method::Expansion {
        let paid = match results.timing {
            Timing::Start => "at the start of each month",
            Timing::End => "at the month's end by those still there",
            Timing::Arrears => "at the month's end by those there at its start",
        };
        let rates = std::iter::once(&results.total).chain(&results.rows);
        let discount = rates.filter_map(|line| line.model.as_ref()?.discount.clone()).next();
        let shared = results.total.model.is_some();
        if let Some(discount) = discount.filter(|_| shared) {
            sentence = sentence.text(", discount ").precise(&discount, Unit::Percent).text(" a month");
        }
        sentence = sentence.text(format!(", paid {paid}"));
    }
    sentence.done()
}

fn remarks(results: &Results, lines: &[&Line]) -> Vec<Phrase> {
    let mut said = Vec::new();
    let mut sources: BTreeMap<Origin, Vec<&'static str>> = BTreeMap::new();
    let mut out = Vec::new();
    for remark in &results.remarks {
        match remark {
            Remark::Source(metric, origin) => {
                let given = *metric == Metric::Churn && *origin != Origin::ActiveBase;
                let as_lifetime = given && results.remarks.contains(&Remark::ChurnFromLifetime);
                let name = match (as_lifetime, differs(results, Metric::Churn)) {
                    (false, _) => metric.title(),
                    (true, false) => Metric::LifetimeMonths.title(),
                    (true, true) => "Churn or lifetime",
                };
                sources.entry(*origin).or_default().push(name);
            }
            Remark::OutOfScope(category, sum) => out.push((category, sum)),
            Remark::OneSided { .. } | Remark::NoInput(_) | Remark::Differ(_) => {}
            Remark::Unused(_)
            | Remark::UnusedAssumption(..)
            | Remark::Unattributed(_)
            | Remark::Undecided(..)
            | Remark::BlendedDiffers { .. }
            | Remark::PartialBecauseOf(..)
            | Remark::ChurnFromLifetime
            | Remark::ZeroChurn
            | Remark::LeastLtv(..)
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
    let from_base = sources.get(&Origin::ActiveBase).is_some_and(|names| names.contains(&Metric::Churn.title()));
    let over = match results.churn_base {
        ChurnBase::Start => None,
        ChurnBase::StartPlusNew => {
            Some("churn of the customers at the start and those won, which are those at the end and those lost")
        }
        ChurnBase::Average => Some("churn of the average of the customers at the start and at the end"),
    };
    if let Some(over) = over {
        let text = if from_base {
            over.to_owned()
        } else {
            format!(
                "churn-base {} is not used: churn is given, or no revenue file has customers_at_end and churned_customers",
                results.churn_base.name()
            )
        };
        first.push(Sentence::of(text).done());
    }
    let from_data = sources.contains_key(&Origin::ActiveBase) || sources.contains_key(&Origin::AcquiredCustomers);
    if let Some((months, span)) = results.window {
        let text = match span.filter(|_| from_data) {
            Some(span) => format!(
                "inputs from data are pooled over {span}, the window of {months} months as far as there is data"
            ),
            None => "window was given and is not used".to_owned(),
        };
        first.push(Sentence::of(text).done());
    }
    if !out.is_empty() {
        let each = |sentence: Sentence, (category, sum): &(&Category, &Exact)| {
            sentence.name(category.to_string()).text(" ").money(sum)
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
        Origin::Configuration => "the configuration",
        Origin::AcquiredCustomers => "the customers acquired",
        Origin::ActiveBase => "the revenue file(s)",
    }
}

fn remark_phrase(results: &Results, remark: &Remark, lines: &[&Line]) -> Option<Phrase> {
    let sentence = match remark {
        Remark::Source(..)
        | Remark::OutOfScope(..)
        | Remark::OneSided { .. }
        | Remark::NoInput(_)
        | Remark::Differ(_) => return None,
        Remark::ZeroChurn => Sentence::of(
            "churn is zero, so the sum of the margins has no end: --method capped --horizon 36mo counts the first 36 months",
        ),
        Remark::LeastLtv(level, least) => {
            let least = Value::exact(least.middle());
            let sentence =
                Sentence::of("nobody left of the customers counted: LTV is at least ").figure(&least, Unit::Money);
            sentence.text(format!(" ({} bound)", super::interval::level(level)))
        }
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
            let sentence = Sentence::of(format!("{what} exclude ")).money(sum).text(" shared");
            let free = lines.iter().any(|line| {
                let cac = line.values.get(&Metric::Cac).and_then(Value::figure);
                is_named(line) && cac.is_some_and(crate::domain::figure::Figure::is_zero)
            });
            if free { sentence.text("; a CAC of 0 counts none of it") } else { sentence }
        }
        Remark::Undecided(category, sum) => Sentence::of("not counted: '")
            .name(category.to_string())
            .text("' ")
            .money(sum)
            .text(format!(", which may or may not belong to scope {}; --scope full counts it", results.scope.name())),
        Remark::BlendedDiffers { blended, mix } => {
            Sentence::of("total LTV is that of the mix, Σ customers × LTV ÷ Σ customers = ")
                .figure(&Value::exact(mix.clone()), Unit::Money)
                .text("; averaged inputs would give ")
                .figure(&Value::exact(blended.clone()), Unit::Money)
        }
        Remark::PartialBecauseOf(labels, reason) => Sentence::of("no total LTV, because '")
            .name(phrase::row(labels))
            .text(format!("' has customers and none: {}", reason.sentence())),
        Remark::ChurnFromLifetime if differs(results, Metric::Churn) => {
            Sentence::of("churn is 1 ÷ the lifetime where that is given")
        }
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
        | Metric::MarginalCac
        | Metric::MaxCac
        | Metric::ShareOfSpend
        | Metric::ShareOfCustomers
        | Metric::RetentionCost
        | Metric::BreakEvenRoas
        | Metric::Cpl
        | Metric::CloseRate
        | Metric::BounceWaste
        | Metric::Conversion
        | Metric::CostPerStep
        | Metric::Roas
        | Metric::Mer
        | Metric::MerInverse
        | Metric::Nrr
        | Metric::Grr
        | Metric::QuickRatio
        | Metric::MagicNumber
        | Metric::MagicNumberClassic => metric.title(),
    }
}
