//! What a walk from one definition to another owes its ends.

use cacltv::calc::compute;
use cacltv::calc::reconcile::{METRICS, Stop, Walk, walk};
use cacltv::domain::assumptions::{Assumptions, Basis, Billing, Method, Timing};
use cacltv::domain::definition::Definition;
use cacltv::domain::exact::Exact;
use cacltv::domain::ledger::Ledger;
use cacltv::domain::lever::{Level, Lever};
use cacltv::domain::metric::Metric;
use cacltv::domain::value::Value;
use proptest::prelude::*;

use crate::sketch::{self, model};

/// Definitions that mean something: capped has its horizon, and years are paid at their start.
fn definitions() -> impl Strategy<Value = Definition> {
    let methods = vec![None, Some(Method::Simple), Some(Method::Capped), Some(Method::Discounted)];
    let timings = vec![Timing::Start, Timing::End, Timing::Arrears];
    let bases = vec![None, Some(Basis::Margin), Some(Basis::Revenue)];
    let horizon = prop::option::of(1u32..40);
    let drawn = (prop::sample::select(methods), horizon, prop::option::of(0u32..50), prop::sample::select(timings));
    (drawn, prop::sample::select(bases), any::<bool>()).prop_map(
        |((method, horizon, discount, timing), basis, yearly)| {
            let horizon = horizon.or((method == Some(Method::Capped)).then_some(24));
            let rate = |percent| Level::read(Lever::Discount, &format!("{percent}/700/mo")).unwrap();
            Definition {
                basis,
                method,
                horizon: if yearly { horizon.map(|months| months * 12) } else { horizon },
                discount: discount.map(rate),
                timing: if yearly { Timing::Start } else { timing },
                billing: if yearly { Billing::Year } else { Billing::Month },
                ..Definition::default()
            }
        },
    )
}

fn walked(ledger: &Ledger, base: &Assumptions, from: &Definition, to: &Definition, metric: Metric) -> Walk {
    let way = std::iter::once((Vec::new(), from.clone())).chain(from.way_to(to));
    let stops = way.map(|(settings, definition)| {
        let found = Ok(Box::new(compute(ledger, &definition.model(base), &[])));
        Stop { settings, definition, found }
    });
    walk(stops.collect(), metric)
}

fn exact(value: &Value) -> Exact {
    let figure = value.figure().unwrap();
    assert!(figure.is_exact());
    figure.low().clone()
}

fn sum(walk: &Walk) -> Exact {
    walk.changes().iter().fold(Exact::zero(), |sum, change| &sum + &exact(&change.absolute))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_steps_add_up_exactly_there_and_back(
        sketch in sketch::attributed(), from in definitions(), to in definitions(), percent in 1u32..100,
        metric in prop::sample::select(METRICS.to_vec()),
    ) {
        let base = model("29/mo", "71%", &format!("{percent}%"));
        let reading = sketch::read(sketch.plain(), &sketch::options());
        let there = walked(&reading.ledger, &base, &from, &to, metric);
        let back = walked(&reading.ledger, &base, &to, &from, metric);
        let end = |definition: &Definition| {
            let results = compute(&reading.ledger, &definition.model(&base), &[]);
            results.total.values.get(&metric).cloned().unwrap()
        };
        let (first, last) = (end(&from), end(&to));
        prop_assert_eq!(there.stops.first().unwrap().value(metric), first.clone());
        prop_assert_eq!(there.stops.last().unwrap().value(metric), last.clone());
        if first.figure().is_some() && last.figure().is_some() {
            prop_assert_eq!(sum(&there), &exact(&last) - &exact(&first));
            prop_assert_eq!(sum(&there), exact(&there.whole().absolute));
            prop_assert_eq!(sum(&back), -&sum(&there));
        } else {
            prop_assert!(there.whole().absolute.figure().is_none());
        }
    }

    #[test]
    fn a_definition_is_no_step_from_itself(sketch in sketch::attributed(), from in definitions()) {
        let reading = sketch::read(sketch.plain(), &sketch::options());
        let base = model("29/mo", "71%", "3%");
        let still = walked(&reading.ledger, &base, &from, &from, Metric::LtvCac);
        prop_assert_eq!(still.stops.len(), 1);
        prop_assert!(still.changes().is_empty());
    }
}
