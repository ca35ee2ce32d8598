//! What the figures owe each other.

use cacltv::calc::check::{Operator, Outcome, Rule, judge};
use cacltv::calc::results::{Label, Line};
use cacltv::domain::assumptions::{Assumptions, Method, Timing};
use cacltv::domain::exact::Exact;
use cacltv::domain::metric::Metric;
use cacltv::domain::quantity;
use cacltv::domain::value::Value;
use cacltv::render::{Format, Style, render};
use cacltv::report::Kind;
use cacltv::report::build::{View, describe};
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::sketch::{self, Sketch, exact, model, models};

const CASES: u32 = 64;

fn whole(number: i64) -> Exact {
    Exact::whole(number)
}

fn by_name(lines: &[Line]) -> impl Iterator<Item = &Line> {
    lines.iter().filter(|line| matches!(line.key.first(), Some(Label::Name(Some(_)))))
}

/// A row and the total of every kind that a report has.
fn lines(results: &cacltv::calc::results::Results) -> Vec<&Line> {
    results.rows.iter().chain([&results.total]).chain(&results.total_paid).collect()
}

fn scaled(sketch: &Sketch, k: i64) -> Sketch {
    let mut scaled = sketch.clone();
    scaled.spend.iter_mut().for_each(|row| row.figure *= k);
    scaled
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn channels_add_up_to_the_total(sketch in sketch::any(), assumptions in models()) {
        let results = sketch.results(&assumptions);
        for metric in [Metric::Spend, Metric::NewCustomers] {
            let sum = results.rows.iter().filter_map(|line| exact(line, metric)).fold(Exact::zero(), |sum, next| &sum + &next);
            prop_assert_eq!(Some(sum), exact(&results.total, metric));
        }
    }

    #[test]
    fn parts_of_cac_and_shares_add_up(sketch in sketch::attributed()) {
        let results = sketch.results(&Assumptions::default());
        let sum = |metric| results.rows.iter().filter_map(|line| exact(line, metric)).fold(Exact::zero(), |sum, next| &sum + &next);
        prop_assert_eq!(sum(Metric::ShareOfSpend), Exact::one());
        prop_assert_eq!(sum(Metric::ShareOfCustomers), Exact::one());
        prop_assert_eq!(Some(sum(Metric::CacPart)), exact(&results.total, Metric::Cac));
    }

    #[test]
    fn blended_cac_lies_between_the_cheapest_and_the_dearest_channel(sketch in sketch::attributed()) {
        let results = sketch.results(&Assumptions::default());
        let cacs: Vec<Exact> = results.rows.iter().map(|line| exact(line, Metric::Cac).unwrap()).collect();
        let blended = exact(&results.total, Metric::Cac).unwrap();
        prop_assert!(cacs.iter().min().unwrap() <= &blended && &blended <= cacs.iter().max().unwrap());
    }

    #[test]
    fn spend_times_k_is_cac_times_k_and_ratio_over_k(sketch in sketch::attributed(), assumptions in models(), k in 1i64..1000) {
        let (before, after) = (sketch.results(&assumptions), scaled(&sketch, k).results(&assumptions));
        prop_assert_eq!(before.rows.len(), after.rows.len());
        for (before, after) in lines(&before).into_iter().zip(lines(&after)) {
            let (cac, ratio) = (exact(before, Metric::Cac).unwrap(), exact(before, Metric::LtvCac).unwrap());
            prop_assert_eq!(Some(&cac * &whole(k)), exact(after, Metric::Cac));
            prop_assert_eq!(ratio.divided_by(&whole(k)), exact(after, Metric::LtvCac));
            prop_assert_eq!(exact(before, Metric::Ltv), exact(after, Metric::Ltv));
        }
    }

    #[test]
    fn money_in_cents_has_the_same_ratio_payback_and_band(sketch in sketch::attributed(), cents in 1u32..100_000, limit in 1i64..2000) {
        let units = model(&format!("{cents}/100/mo"), "71%", "3.7%");
        let hundredths = model(&format!("{cents}/mo"), "71%", "3.7%");
        let (before, after) = (sketch.results(&units), scaled(&sketch, 100).results(&hundredths));
        for (before, after) in lines(&before).into_iter().zip(lines(&after)) {
            for metric in [Metric::LtvCac, Metric::PaybackMonths, Metric::PaybackRetentionMonths] {
                prop_assert_eq!(&before.values[&metric], &after.values[&metric]);
            }
            prop_assert_eq!(before.band, after.band);
        }
        let rule = [Rule::total(Metric::LtvCac, Operator::AtLeast, Exact::quotient(limit, 100).unwrap())];
        prop_assert_eq!(judge(&before, None, &rule)[0].outcome, judge(&after, None, &rule)[0].outcome);
    }

    #[test]
    fn ratio_times_cac_is_ltv_and_payback_times_margin_is_cac(sketch in sketch::any(), assumptions in models()) {
        for line in lines(&sketch.results(&assumptions)) {
            let of = |metric| exact(line, metric);
            if let Some(ratio) = of(Metric::LtvCac) {
                prop_assert_eq!(&ratio * &of(Metric::Cac).unwrap(), of(Metric::Ltv).unwrap());
            }
            if let Some(payback) = of(Metric::PaybackMonths) {
                let monthly = &of(Metric::Arpa).unwrap() * &of(Metric::Margin).unwrap();
                prop_assert_eq!(&payback * &monthly, of(Metric::Cac).unwrap());
            }
            if let Some(cac) = of(Metric::Cac) {
                prop_assert_eq!(&cac * &of(Metric::NewCustomers).unwrap(), of(Metric::Spend).unwrap());
            }
            if let Some(dearest) = of(Metric::MaxCac) {
                prop_assert_eq!(&dearest * &whole(3), of(Metric::Ltv).unwrap());
            }
        }
    }

    #[test]
    fn a_minimum_passes_exactly_where_the_exact_ratio_reaches_it(sketch in sketch::attributed(), assumptions in models(), nudge in -3i64..=3) {
        let results = sketch.results(&assumptions);
        let ratio = exact(&results.total, Metric::LtvCac).unwrap();
        let hair = Exact::decimal(nudge, 40);
        for limit in [&ratio + &hair, whole(3), &whole(3) + &hair] {
            for (operator, holds) in [
                (Operator::AtLeast, ratio >= limit),
                (Operator::AtMost, ratio <= limit),
                (Operator::Above, ratio > limit),
                (Operator::Below, ratio < limit),
            ] {
                let found = judge(&results, None, &[Rule::total(Metric::LtvCac, operator, limit.clone())]);
                prop_assert_eq!(found.len(), 1);
                prop_assert_eq!(found[0].outcome, if holds { Outcome::Pass } else { Outcome::Fail });
            }
        }
    }

    /// What it takes to pass is enough: at the CAC that is needed the rule holds, a hair above it it does not.
    #[test]
    fn what_a_failed_check_needs_is_the_very_limit(sketch in sketch::attributed(), assumptions in models()) {
        let results = sketch.results(&assumptions);
        let ratio = exact(&results.total, Metric::LtvCac).unwrap();
        let limit = &ratio * &whole(2);
        let found = judge(&results, None, &[Rule::total(Metric::LtvCac, Operator::AtLeast, limit.clone())]);
        prop_assert_eq!(found[0].outcome, Outcome::Fail);
        for (metric, value) in &found[0].needed {
            let needed = value.figure().unwrap().low().clone();
            match metric {
                Metric::Cac => prop_assert_eq!(exact(&results.total, Metric::Ltv).unwrap().divided_by(&needed), Some(limit.clone())),
                Metric::Ltv => prop_assert_eq!(needed.divided_by(&exact(&results.total, Metric::Cac).unwrap()), Some(limit.clone())),
                other => prop_assert!(false, "{other:?}"),
            }
        }
        prop_assert!(!found[0].needed.is_empty());
    }

    /// With as many customers as a failed check needs it passes, and with one fewer it does not.
    #[test]
    fn the_customers_that_a_check_needs_are_just_enough(spend in 1i64..1_000_000, won in 1i64..50, part in 1i64..=100, strict in any::<bool>()) {
        let row = |figure| sketch::Row { month: 0, channel: Some(0), figure };
        let with = |won| Sketch { spend: vec![row(spend)], customers: vec![row(won)] }.results(&Assumptions::default());
        let results = with(won);
        // From equal to the CAC, which only a strict limit misses, down to a hundredth of it.
        let limit = &exact(&results.total, Metric::Cac).unwrap() * &Exact::quotient(part, if strict { 100 } else { 101 }).unwrap();
        let rule = [Rule::total(Metric::Cac, if strict { Operator::Below } else { Operator::AtMost }, limit)];
        let found = judge(&results, None, &rule);
        prop_assert_eq!(found[0].outcome, Outcome::Fail);
        let needed = found[0].needed.iter().find(|(metric, _)| *metric == Metric::NewCustomers).unwrap();
        let needed: i64 = needed.1.figure().unwrap().low().to_string().parse().unwrap();
        prop_assert!(needed > won);
        prop_assert_eq!(judge(&with(needed), None, &rule)[0].outcome, Outcome::Pass);
        prop_assert_eq!(judge(&with(needed - 1), None, &rule)[0].outcome, Outcome::Fail);
    }

    #[test]
    fn undefined_never_becomes_a_number(sketch in sketch::any(), assumptions in prop::option::of(models())) {
        let results = sketch.results(&assumptions.unwrap_or_default());
        let report = describe(&results, &View::new(Kind::Report));
        let text = render(&report, Format::Json, &Style::default());
        let document: Json = serde_json::from_str(&text).unwrap();
        let rows = document["rows"].as_array().unwrap();
        let all: Vec<&Json> = rows.iter().chain([&document["total"], &document["total_paid"]]).filter(|row| !row.is_null()).collect();
        prop_assert_eq!(all.len(), lines(&results).len());
        for (row, line) in all.into_iter().zip(lines(&results)) {
            for (metric, value) in line.values.iter() {
                let Some(shown) = row.get(metric.name()) else { continue };
                match value {
                    Value::Known(figure) => {
                        let shown = row["exact"].get(metric.name()).unwrap_or(shown).as_str().unwrap();
                        prop_assert_eq!(&crate::numeral::fraction(shown), figure.low());
                        prop_assert!(row["undefined"].get(metric.name()).is_none());
                    }
                    Value::Undefined(reason) => {
                        prop_assert!(shown.is_null());
                        prop_assert_eq!(row["undefined"][metric.name()].as_str(), Some(reason.code()));
                    }
                }
            }
        }
        // CAC has a value exactly where there are customers and no negative spend, and the row is no one's in particular.
        for line in by_name(&results.rows).chain([&results.total]) {
            let won = exact(line, Metric::NewCustomers).unwrap().is_positive();
            let spent = !exact(line, Metric::Spend).unwrap().is_negative();
            prop_assert_eq!(exact(line, Metric::Cac).is_some(), won && spent);
        }
    }

    /// n payments by customers who are still there cover the CAC, and n − 1 do not.
    #[test]
    fn payback_with_churn_is_the_least_whole_number_of_payments(sketch in sketch::attributed(), cents in 100u32..100_000, churn in 1u32..60) {
        let results = sketch.results(&model(&format!("{cents}/100/mo"), "80%", &format!("{churn}/400/mo")));
        let monthly = &Exact::quotient(cents, 100).unwrap() * &Exact::decimal(8, 1);
        let churn = Exact::quotient(churn, 400).unwrap();
        let kept = &Exact::one() - &churn;
        for line in lines(&results) {
            let cac = exact(line, Metric::Cac).unwrap();
            let all = monthly.divided_by(&churn).unwrap();
            assert!(line.values.contains_key(&Metric::PaybackRetentionMonths));
            let Some(payments) = exact(line, Metric::PaybackRetentionMonths) else {
                prop_assert!(all <= cac, "never pays back, but all payments are {all} and CAC is {cac}");
                continue;
            };
            prop_assert!(all > cac);
            let n = payments.numerator().to_string().parse::<u32>().unwrap();
            if n > 500 {
                continue;
            }
            let (mut sum, mut pays, mut before) = (Exact::zero(), monthly.clone(), Exact::zero());
            for _ in 0..n {
                before = sum.clone();
                sum = &sum + &pays;
                pays = &pays * &kept;
            }
            prop_assert!(sum >= cac && before < cac, "{n} payments are {sum}, {cac} is needed");
        }
    }

    /// A capped LTV is the sum of its payments, grows with the horizon and never reaches the LTV without one.
    #[test]
    fn capped_ltv_is_the_sum_of_its_payments(cents in 1u32..100_000, churn in 1u32..400, horizon in 1u32..80) {
        let sketch = Sketch { spend: vec![sketch::Row { month: 0, channel: Some(0), figure: 100 }], customers: vec![sketch::Row { month: 0, channel: Some(0), figure: 1 }] };
        let uncapped = model(&format!("{cents}/mo"), "100%", &format!("{churn}/400/mo"));
        let capped = Assumptions { method: Some(Method::Capped), horizon: Some(horizon), ..uncapped.clone() };
        let ltv = |assumptions: &Assumptions| exact(&sketch.results(assumptions).total, Metric::Ltv).unwrap();
        let kept = &Exact::one() - &Exact::quotient(churn, 400).unwrap();
        let (mut sum, mut pays) = (Exact::zero(), whole(i64::from(cents)));
        for _ in 0..horizon {
            sum = &sum + &pays;
            pays = &pays * &kept;
        }
        prop_assert_eq!(&ltv(&capped), &sum);
        prop_assert!(churn == 400 || sum < ltv(&uncapped));
    }

    /// Paid at the end is r times paid in arrears, which is 1/(1+d) of paid at the start.
    #[test]
    fn timings_differ_by_one_month(cents in 1u32..100_000, churn in 1u32..400, discount in 1u32..200, horizon in prop::option::of(1u32..60)) {
        let sketch = Sketch { spend: vec![sketch::Row { month: 0, channel: Some(0), figure: 100 }], customers: vec![sketch::Row { month: 0, channel: Some(0), figure: 1 }] };
        let mut assumptions = model(&format!("{cents}/mo"), "100%", &format!("{churn}/400/mo"));
        assumptions.common.discount = Some(quantity::discount(&format!("{discount}/1000/mo")).unwrap());
        assumptions.horizon = horizon;
        let ltv = |timing| exact(&sketch.results(&Assumptions { timing, ..assumptions.clone() }).total, Metric::Ltv).unwrap();
        let grown = &Exact::one() + &Exact::quotient(discount, 1000).unwrap();
        let kept = &Exact::one() - &Exact::quotient(churn, 400).unwrap();
        prop_assert_eq!(ltv(Timing::Arrears), ltv(Timing::Start).divided_by(&grown).unwrap());
        prop_assert_eq!(ltv(Timing::End), &ltv(Timing::Arrears) * &kept);
    }
}

/// Showing some rows only changes no figure of those left, nor of the totals.
#[test]
fn hiding_rows_changes_no_figure() {
    let sketch = Sketch {
        spend: (0..4).map(|at| sketch::Row { month: 0, channel: Some(at), figure: 100_00 * (at as i64 + 1) }).collect(),
        customers: (0..4).map(|at| sketch::Row { month: 0, channel: Some(at), figure: 7 - at as i64 }).collect(),
    };
    let results = sketch.results(&model("10", "50%", "5%"));
    let document = |view: &View| -> Json {
        serde_json::from_str(&render(&describe(&results, view), Format::Json, &Style::default())).unwrap()
    };
    let all = document(&View::new(Kind::Report));
    let some = document(&View { channels: vec![sketch::CHANNELS[1].to_owned()], ..View::new(Kind::Report) });
    let top = document(&View { top: Some(2), sort: Some(Metric::Cac), ..View::new(Kind::Report) });
    for few in [&some, &top] {
        assert_eq!(few["total"], all["total"]);
        assert_eq!(few["total_paid"], all["total_paid"]);
        for row in few["rows"].as_array().unwrap() {
            assert!(all["rows"].as_array().unwrap().contains(row));
        }
    }
    assert_eq!(some["rows"].as_array().unwrap().len(), 1);
    assert_eq!(top["rows"].as_array().unwrap().len(), 2);
}
