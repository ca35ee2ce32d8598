#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::domain::assumptions::Inputs;
use crate::domain::figure::Figure;
use crate::domain::quantity;

fn unused_of(method: Method, timing: Timing, inputs: &Inputs) -> Vec<&'static str> {
    let told = unused_inputs(method, timing, std::iter::once(inputs));
    told.iter().filter_map(|remark| if let Remark::Unused(name) = remark { Some(*name) } else { None }).collect()
}

#[test]
fn what_a_method_has_no_use_for_is_told() {
    let discount = Inputs { discount: Some(quantity::discount("10%").unwrap()), ..Inputs::default() };
    let growth = Inputs { growth: Some(quantity::monthly_money("1").unwrap()), ..Inputs::default() };
    let order = Inputs {
        aov: Some(Exact::whole(34)),
        monthly_orders: Some(Exact::one()),
        cost_per_order: Some(Exact::one()),
        ..Inputs::default()
    };
    let (start, end) = (Timing::Start, Timing::End);
    for method in [Method::Simple, Method::Lifetime, Method::Capped] {
        assert_eq!(unused_of(method, start, &discount), ["discount"]);
        assert_eq!(unused_of(method, end, &discount), ["discount", "timing"]);
        assert_eq!(unused_of(method, start, &growth), ["growth"]);
        assert_eq!(unused_of(method, start, &order), ["aov", "cost_per_order"]);
        assert_eq!(unused_of(method, start, &Inputs::default()), [""; 0]);
    }
    for method in [Method::Discounted, Method::Expansion] {
        assert_eq!(unused_of(method, end, &discount), [""; 0]);
        assert_eq!(unused_of(method, start, &order), ["aov", "cost_per_order"]);
    }
    assert_eq!(unused_of(Method::Discounted, start, &growth), ["growth"]);
    assert_eq!(unused_of(Method::Expansion, start, &growth), [""; 0]);
    // What is paid at the end of a month is that only where months are discounted.
    assert_eq!(unused_of(Method::Orders, end, &discount), [""; 0]);
    assert_eq!(unused_of(Method::Orders, end, &order), ["timing"]);
    assert_eq!(unused_of(Method::Orders, start, &order), [""; 0]);
}

#[test]
fn an_order_is_no_ltv_without_its_number_and_an_arpa_none_beside_it() {
    let aov = Inputs { aov: Some(Exact::whole(34)), ..Inputs::default() };
    assert_eq!(unused_of(Method::Orders, Timing::Start, &aov), ["aov without orders_per_year"]);
    let arpa = Some(quantity::monthly_money("29").unwrap());
    let both = Inputs { arpa: arpa.clone(), monthly_orders: Some(Exact::one()), ..aov };
    assert_eq!(unused_of(Method::Orders, Timing::Start, &both), ["arpa"]);
    let arpa = Inputs { arpa, ..Inputs::default() };
    assert_eq!(unused_of(Method::Orders, Timing::Start, &arpa), [""; 0]);
    assert_eq!(unused_of(Method::Simple, Timing::Start, &arpa), [""; 0]);
}

#[test]
fn of_a_churn_and_a_lifetime_one_is_of_no_use() {
    let churn = Inputs { churn: Some(quantity::churn("5%").unwrap()), ..Inputs::default() };
    let lifetime = Inputs { lifetime: Some(quantity::lifetime("40mo").unwrap()), ..Inputs::default() };
    let both = Inputs { churn: churn.churn.clone(), ..lifetime.clone() };
    for (method, unused) in [(Method::Lifetime, "churn"), (Method::Simple, "lifetime"), (Method::Capped, "lifetime")] {
        assert_eq!(unused_of(method, Timing::Start, &both), [unused]);
        assert_eq!(unused_of(method, Timing::Start, &churn), [""; 0]);
        assert_eq!(unused_of(method, Timing::Start, &lifetime), [""; 0]);
    }
}

#[test]
fn who_won_nobody_counts_where_nobody_won() {
    let group = |won: &[i128]| Group {
        units: won.iter().enumerate().map(|(unit, won)| (unit, Minor(*won))).collect(),
        ..Group::default()
    };
    let counting = |won: &[i128]| units_that_count(&group(won)).collect::<Vec<_>>();
    assert_eq!((counting(&[5, 0, 1]), counting(&[0, 0]), counting(&[])), (vec![0, 2], vec![0, 1], vec![]));
}

#[test]
fn inputs_that_rows_have_in_two_ways_are_told() {
    let of = |all: [(bool, bool); 2]| {
        let facts = all.map(|(by_orders, churn_from_lifetime)| {
            let (arpa, churn) = (Some(Figure::one()), Some(Figure::one()));
            Cow::Owned(Facts { arpa, churn, by_orders, churn_from_lifetime, ..Facts::default() })
        });
        Known::of(facts.into_iter()).differing().collect::<Vec<_>>()
    };
    assert_eq!(of([(true, false), (false, false)]), [Metric::Arpa]);
    assert_eq!(of([(false, true), (false, false)]), [Metric::Churn]);
    assert!(of([(true, true); 2]).is_empty() && of([(false, false); 2]).is_empty());
    // What is not known is known in no way.
    let none = Facts { by_orders: true, ..Facts::default() };
    assert_eq!(Known::of([none].map(Cow::Owned).into_iter()).differing().count(), 0);
}

#[test]
fn one_churn_of_a_lifetime_is_told_among_others() {
    let of = |all: [bool; 2]| {
        let facts = all.map(|churn_from_lifetime| Cow::Owned(Facts { churn_from_lifetime, ..Facts::default() }));
        Known::of(facts.into_iter()).churn_from_lifetime
    };
    assert_eq!([of([true, false]), of([false, true]), of([false, false])], [true, true, false]);
}
