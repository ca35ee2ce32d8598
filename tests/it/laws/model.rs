//! What the ways to compute LTV owe each other, and what a lag may not lose.

use cacltv::calc::lag::lag;
use cacltv::calc::ltv::{Terms, value};
use cacltv::domain::assumptions::{Assumptions, Inputs, Method, Timing};
use cacltv::domain::exact::Exact;
use cacltv::domain::figure::Figure;
use cacltv::domain::lag::Lag;
use cacltv::domain::metric::Metric;
use cacltv::domain::preset::PRESETS;
use cacltv::domain::value::Value;
use proptest::prelude::*;

use crate::sketch::{self, exact};

fn percent(hundredths: i64) -> Figure {
    Figure::exact(Exact::decimal(hundredths, 2))
}

fn terms(cents: i64, churn: i64) -> Terms {
    Terms {
        monthly: Figure::exact(Exact::decimal(cents, 2)),
        churn: Some(percent(churn)),
        lifetime: None,
        discount: None,
        growth: None,
        horizon: None,
        timing: Timing::Start,
    }
}

fn times(value: &Value, k: i64) -> Option<Exact> {
    Some(value.figure()?.low() * &Exact::whole(k))
}

fn low(value: &Value) -> Option<Exact> {
    value.figure().map(|figure| figure.low().clone())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ltv_is_linear_in_what_a_month_brings(
        cents in 1i64..100_000, churn in 1i64..=100, d in 0i64..30, horizon in prop::option::of(1u32..60), k in 2i64..50,
    ) {
        for method in [Method::Simple, Method::Capped, Method::Discounted] {
            for timing in [Timing::Start, Timing::End, Timing::Arrears] {
                let own = Terms { discount: Some(percent(d)), horizon: horizon.or(Some(12)), timing, ..terms(cents, churn) };
                let more = Terms { monthly: Figure::exact(Exact::decimal(cents * k, 2)), ..own.clone() };
                prop_assert_eq!(low(&value(method, &more)), times(&value(method, &own), k));
            }
        }
    }

    #[test]
    fn without_a_discount_only_the_end_of_the_month_is_worth_less(cents in 1i64..100_000, churn in 1i64..=100) {
        let plain = value(Method::Simple, &terms(cents, churn));
        let at = |timing| value(Method::Discounted, &Terms { discount: Some(percent(0)), timing, ..terms(cents, churn) });
        prop_assert_eq!(&at(Timing::Start), &plain);
        prop_assert_eq!(&at(Timing::Arrears), &plain);
        let kept = Exact::decimal(100 - churn, 2);
        prop_assert_eq!(low(&at(Timing::End)), low(&plain).map(|plain| &plain * &kept));
    }

    #[test]
    fn a_longer_horizon_is_worth_more_and_never_more_than_none(cents in 1i64..100_000, churn in 1i64..100, months in 1u32..200) {
        let at = |horizon| low(&value(Method::Capped, &Terms { horizon: Some(horizon), ..terms(cents, churn) })).unwrap();
        let whole = low(&value(Method::Simple, &terms(cents, churn))).unwrap();
        prop_assert!(at(months) < at(months + 1));
        prop_assert!(at(months + 1) < whole);
        // What is missing is what those still there bring: r^H of the whole.
        let left = &whole * &Exact::decimal(100 - churn, 2).power(months);
        prop_assert_eq!(&at(months) + &left, whole);
    }

    #[test]
    fn a_definition_changes_nothing_but_what_it_names(sketch in sketch::any(), arpa in 1i64..500, churn in 1i64..90) {
        let own = Assumptions { ..sketch::model(&arpa.to_string(), "75%", &format!("{churn}%")) };
        let plain = sketch.results(&own);
        for preset in PRESETS {
            let asked = Assumptions {
                preset: Some(preset),
                method: Some(preset.method),
                basis: Some(preset.basis),
                timing: preset.timing,
                common: Inputs { discount: None, ..own.common.clone() },
                ..own.clone()
            };
            let named = sketch.results(&asked);
            for metric in [Metric::Spend, Metric::NewCustomers, Metric::Cac, Metric::Arpa, Metric::Margin, Metric::Churn] {
                let of = |results: &cacltv::calc::results::Results| -> Vec<Option<Value>> {
                    let lines = results.rows.iter().chain([&results.total]).chain(&results.total_paid);
                    lines.map(|line| line.values.get(&metric).cloned()).collect()
                };
                prop_assert_eq!(of(&named), of(&plain), "{} {}", preset.name, metric.name());
            }
        }
    }

    #[test]
    fn a_lag_loses_no_spend_and_no_customers(sketch in sketch::any(), months in 0u32..5, weights in prop::bool::ANY) {
        let reading = sketch::read(sketch.plain(), &sketch::options());
        let wanted: Lag =
            if weights { format!("0:1/3,{}:2/3", months + 1).parse().unwrap() } else { Lag::months(months) };
        let all = |ledger: &cacltv::domain::ledger::Ledger| -> (Exact, Exact) {
            let sum = |of: fn(&cacltv::domain::ledger::Totals) -> Exact| ledger.totals.values().map(of).sum::<Exact>();
            (sum(|totals| totals.all_spend()), sum(|totals| totals.new_customers.exact()))
        };
        let before = all(&reading.ledger);
        let Ok(lagged) = lag(reading.ledger.clone(), &wanted, None, |_| Exact::one()) else { return Ok(()) };
        let after = all(&lagged.ledger);
        prop_assert_eq!(&lagged.matched.spend, &after.0);
        prop_assert_eq!(&lagged.matched.spend + &lagged.matched.unmatched_spend, before.0);
        prop_assert_eq!(&after.1 + &lagged.matched.unmatched_customers.exact(), before.1);
    }

    #[test]
    fn no_months_of_lag_are_no_lag(sketch in sketch::any()) {
        let reading = sketch::read(sketch.plain(), &sketch::options());
        let Ok(lagged) = lag(reading.ledger.clone(), &Lag::months(0), None, |_| Exact::one()) else { return Ok(()) };
        if lagged.matched.unmatched_spend.is_zero() && lagged.matched.unmatched_customers.exact().is_zero() {
            let of = |ledger| cacltv::calc::compute(ledger, &Assumptions::default(), &[]);
            let (one, other) = (of(&lagged.ledger), of(&reading.ledger));
            for metric in [Metric::Spend, Metric::NewCustomers, Metric::Cac] {
                prop_assert_eq!(exact(&one.total, metric), exact(&other.total, metric));
            }
        }
    }
}
