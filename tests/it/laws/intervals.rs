//! Intervals contain the figure, shrink as more is counted, and widen with the level.

use std::collections::BTreeMap;

use cacltv::calc::oneoff::{Given, derive};
use cacltv::calc::results::{Interval, Line};
use cacltv::domain::assumptions::{Assumptions, Inputs, Method, Timing};
use cacltv::domain::category::Category;
use cacltv::domain::exact::Exact;
use cacltv::domain::figure::Figure;
use cacltv::domain::metric::Metric;
use cacltv::domain::quantity;
use proptest::prelude::*;

/// Spend, customers, customers lost of those at the start, and the level in percent.
#[derive(Clone, Debug)]
struct Case {
    spend: u64,
    customers: u64,
    lost: u64,
    start: u64,
    level: u64,
}

fn cases() -> impl Strategy<Value = Case> {
    (1_u64..100_000, 1_u64..500, 1_u64..60, 60_u64..400, 50_u64..99)
        .prop_map(|(spend, customers, lost, start, level)| Case { spend, customers, lost, start, level })
}

/// Every way that LTV is computed, of monthly margins that bring or cost money.
fn manners() -> impl Strategy<Value = Assumptions> {
    let method = prop::sample::select(vec![Method::Simple, Method::Capped, Method::Discounted, Method::Expansion]);
    let timing = prop::sample::select(vec![Timing::Start, Timing::End, Timing::Arrears]);
    let margin = prop::sample::select(vec!["80%", "-20%", "5%"]);
    let horizon = prop::option::of(1_u32..60);
    (method, timing, margin, horizon).prop_map(|(method, timing, margin, horizon)| Assumptions {
        common: Inputs {
            arpa: quantity::monthly_money("40/mo").ok(),
            margin: quantity::margin(margin).ok(),
            discount: quantity::discount("12%/yr").ok().filter(|_| method == Method::Discounted),
            growth: quantity::monthly_money("0.5/mo").ok().filter(|_| method == Method::Expansion),
            ..Inputs::default()
        },
        method: Some(method),
        horizon: horizon.or((method == Method::Capped).then_some(24)),
        timing,
        ..Assumptions::default()
    })
}

fn line(case: &Case, manner: &Assumptions) -> Line {
    let mut assumptions = manner.clone();
    assumptions.level = Some(Exact::decimal(case.level, 2));
    assumptions.common.churn = quantity::churn(&format!("{}/{}/mo", case.lost, case.start)).ok();
    let given = Given {
        costs: vec![(Category::Uncategorised, Exact::from(case.spend))],
        customers: Some(Exact::from(case.customers)),
        ..Given::default()
    };
    derive(&given, &assumptions).unwrap().total
}

fn found(line: &Line) -> BTreeMap<Metric, Interval> {
    line.intervals.iter().filter_map(|(metric, interval)| Some((*metric, interval.clone()?))).collect()
}

/// Whether one figure is at most another, as far as can be told.
fn at_most(one: Option<&Figure>, other: Option<&Figure>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one.low() <= other.high())
}

/// Whether one interval lies within another; an open end holds everything.
fn within(inner: &Interval, outer: &Interval) -> bool {
    let low = outer.low.is_none() || inner.low.is_some();
    let high = outer.high.is_none() || inner.high.is_some();
    low && high && at_most(outer.low.as_ref(), inner.low.as_ref()) && at_most(inner.high.as_ref(), outer.high.as_ref())
}

/// 50 customers are 35.5 to 68.3, 10 of 100 that leave are 5.1 % to 18.7 %, both at 97.5 %, and a month brings 32: the ends of
/// ln(1 − CAC·c ÷ 32) ÷ ln(1 − c), by bisection of Poisson's sums and Wilson's formula in Python. Within a month the
/// payback falls with the churn c, beyond it it rises.
#[test]
fn a_continuous_payback_within_a_month_is_the_shorter_the_more_leave() {
    let manner = Assumptions {
        common: Inputs {
            arpa: quantity::monthly_money("40/mo").ok(),
            margin: quantity::margin("80%").ok(),
            ..Inputs::default()
        },
        ..Assumptions::default()
    };
    for (spend, low, high) in [(1_000, 43_178_116, 87_732_044), (2_000, 90_611_523, 192_898_250)] {
        let found = found(&line(&Case { spend, customers: 50, lost: 10, start: 100, level: 95 }, &manner));
        let interval = &found[&Metric::PaybackRetentionContinuous];
        for (end, known) in [(&interval.low, low), (&interval.high, high)] {
            let cut = (&end.as_ref().unwrap().middle() * &Exact::whole(100_000_000)).floor();
            assert_eq!(i64::try_from(cut), Ok(known), "{spend}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_interval_contains_its_figure(case in cases(), manner in manners()) {
        let line = line(&case, &manner);
        let intervals = found(&line);
        for metric in [Metric::Cac, Metric::Churn, Metric::Ltv, Metric::LtvCac] {
            prop_assert!(intervals.contains_key(&metric), "{metric:?}");
        }
        for (metric, interval) in intervals {
            let figure = line.values[&metric].figure();
            prop_assert!(at_most(interval.low.as_ref(), figure), "{metric:?}");
            prop_assert!(at_most(figure, interval.high.as_ref()), "{metric:?}");
        }
    }

    #[test]
    fn intervals_widen_with_the_level(case in cases(), manner in manners(), more in 1_u64..40) {
        prop_assume!(case.level + more < 100);
        let narrow = found(&line(&case, &manner));
        let wide = found(&line(&Case { level: case.level + more, ..case }, &manner));
        for (metric, interval) in narrow {
            prop_assert!(within(&interval, &wide[&metric]), "{metric:?}: {interval:?} {:?}", wide[&metric]);
        }
    }

    /// The same rates, counted on ten times as many.
    #[test]
    fn intervals_shrink_as_more_is_counted(case in cases(), manner in manners()) {
        let few = found(&line(&case, &manner));
        let times = |count: u64| count * 10;
        let more = Case {
            spend: times(case.spend),
            customers: times(case.customers),
            lost: times(case.lost),
            start: times(case.start),
            level: case.level,
        };
        let many = found(&line(&more, &manner));
        for metric in [Metric::Cac, Metric::Churn, Metric::Ltv, Metric::LtvCac, Metric::PaybackMonths] {
            if let (Some(inner), Some(outer)) = (many.get(&metric), few.get(&metric)) {
                prop_assert!(within(inner, outer), "{metric:?}: {inner:?} {outer:?}");
            }
        }
    }
}
