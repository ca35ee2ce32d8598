#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::calc::oneoff::{Given, derive};
use crate::domain::assumptions::{Assumptions, Basis, Inputs, Method, Timing};
use crate::domain::exact::Exact;
use crate::domain::lever::{Level, Lever};
use crate::domain::preset::Preset;
use crate::domain::quantity;

/// ARPA 100 a month, margin 80 %, churn 5 % a month.
fn inputs(margin: bool) -> Assumptions {
    let common = Inputs {
        arpa: Some(quantity::monthly_money("100").unwrap()),
        margin: margin.then(|| quantity::margin("80%").unwrap()),
        churn: Some(quantity::churn("5%").unwrap()),
        ..Inputs::default()
    };
    Assumptions { common, ..Assumptions::default() }
}

fn manner(name: &str) -> Definition {
    let preset = Preset::named(name).unwrap();
    Definition {
        method: Some(preset.method),
        basis: Some(preset.basis),
        timing: preset.timing,
        ..Definition::default()
    }
}

fn walked(from: &Definition, to: &Definition, base: &Assumptions, metric: Metric) -> Walk {
    let given = Given { cac: Some(Exact::whole(200)), ..Given::default() };
    let way = std::iter::once((Vec::new(), from.clone())).chain(from.way_to(to));
    let stops = way.map(|(settings, definition)| {
        let found = Ok(Box::new(derive(&given, &definition.model(base)).unwrap()));
        Stop { settings, definition, found }
    });
    walk(stops.collect(), metric)
}

fn fraction(numerator: i32, denominator: i32) -> Value {
    Value::exact(Exact::quotient(numerator, denominator).unwrap())
}

fn values(walk: &Walk) -> Vec<Value> {
    walk.stops.iter().map(|stop| stop.value(walk.metric)).collect()
}

/// W7: 100 ÷ 5 % = 2,000 of revenue and 1,600 of margin; at a CAC of 200 the ratio is 10 and 8.
#[test]
fn from_revenue_to_margin_the_ratio_falls_from_ten_to_eight() {
    let walk = walked(&manner("chartmogul"), &manner("skok"), &inputs(true), Metric::LtvCac);
    assert_eq!(values(&walk), [fraction(10, 1), fraction(8, 1)]);
    assert_eq!(walk.stops.last().unwrap().settings, [Setting::Basis]);
    assert_eq!(walk.changes(), [Change { absolute: fraction(-2, 1), relative: fraction(-1, 5) }]);
    let walk = walked(&manner("chartmogul"), &manner("skok"), &inputs(true), Metric::Ltv);
    assert_eq!(values(&walk), [fraction(2_000, 1), fraction(1_600, 1)]);
    let walk = walked(&manner("chartmogul"), &manner("skok"), &inputs(true), Metric::PaybackMonths);
    assert_eq!(values(&walk), [fraction(2, 1), fraction(5, 2)]);
}

/// m = 80, c = 5 %, d = 1 %: 80 ÷ 5 % = 1,600, then 80 × 1.01 ÷ 6 % = 4,040/3, then 80 × 0.95 ÷ 6 % = 3,800/3.
#[test]
fn from_a_plain_sum_to_the_present_value_at_each_months_end() {
    let rate = Some(Level::read(Lever::Discount, "1%/mo").unwrap());
    let skok = Definition { discount: rate.clone(), ..manner("skok") };
    let gupta = Definition { discount: rate, ..manner("gupta-lehmann") };
    let walk = walked(&skok, &gupta, &inputs(true), Metric::Ltv);
    assert_eq!(values(&walk), [fraction(1_600, 1), fraction(4_040, 3), fraction(3_800, 3)]);
    let settings: Vec<_> = walk.stops.iter().map(|stop| stop.settings.clone()).collect();
    assert_eq!(settings, [vec![], vec![Setting::Method], vec![Setting::Timing]]);
    let changes: Vec<Value> = walk.changes().into_iter().map(|change| change.absolute).collect();
    assert_eq!(changes, [fraction(-760, 3), fraction(-80, 1)]);
    assert_eq!(walk.whole().absolute, fraction(-1_000, 3));
}

#[test]
fn without_a_margin_the_walk_says_that_it_lacks_one() {
    let walk = walked(&manner("chartmogul"), &manner("skok"), &inputs(false), Metric::LtvCac);
    assert_eq!(values(&walk), [fraction(10, 1), Value::Undefined(Reason::NoMargin)]);
    assert_eq!(walk.whole().absolute, Value::Undefined(Reason::NoMargin));
}

#[test]
fn a_name_for_what_was_found_without_one_is_no_step() {
    let named = Definition { method: Some(Method::Simple), basis: Some(Basis::Margin), ..Definition::default() };
    let walk = walked(&Definition::default(), &named, &inputs(true), Metric::LtvCac);
    assert_eq!(values(&walk), [fraction(8, 1)]);
    assert!(walk.changes().is_empty());
    assert_eq!(walk.whole().absolute, fraction(0, 1));
}

/// Without a margin, `lifetime` by no lifetime and margin in between has no figure, while revenue at both ends has.
#[test]
fn a_definition_without_a_figure_between_two_that_have_one_is_no_stop() {
    let base = inputs(false);
    let stop = |settings: &[Setting], basis: Basis, timing: Timing| {
        let definition = Definition { basis: Some(basis), timing, ..Definition::default() };
        let given = Given { cac: Some(Exact::whole(200)), ..Given::default() };
        let found = Ok(Box::new(derive(&given, &definition.model(&base)).unwrap()));
        Stop { settings: settings.to_vec(), definition, found }
    };
    let all = vec![
        stop(&[], Basis::Revenue, Timing::Start),
        stop(&[Setting::Basis], Basis::Margin, Timing::Start),
        stop(&[Setting::Timing], Basis::Revenue, Timing::End),
    ];
    let walk = walk(all, Metric::LtvCac);
    assert_eq!(walk.stops.len(), 2);
    assert_eq!(walk.stops.last().unwrap().settings, [Setting::Basis, Setting::Timing]);
    assert_eq!(walk.whole().absolute, fraction(0, 1));
}

#[test]
fn a_walk_without_a_figure_says_which_input_is_lacking() {
    let lacks = |without: &dyn Fn(&mut Inputs)| {
        let mut base = inputs(true);
        without(&mut base.common);
        walked(&manner("skok"), &manner("chartmogul"), &base, Metric::Ltv).whole().absolute
    };
    assert_eq!(lacks(&|inputs| inputs.arpa = None), Value::Undefined(Reason::NoArpa));
    assert_eq!(lacks(&|inputs| inputs.churn = None), Value::Undefined(Reason::NoChurn));
    assert_eq!(lacks(&|inputs| inputs.margin = None), Value::Undefined(Reason::NoMargin));
    // A CAC of its own has no spend.
    let walk = walked(&manner("skok"), &manner("chartmogul"), &inputs(true), Metric::Spend);
    assert_eq!(walk.whole().absolute, Value::Undefined(Reason::NoData));
}

/// Two definitions are the same where nothing they find differs, and what they name is the same.
#[test]
fn a_stop_is_the_same_in_values_and_in_what_it_names() {
    let stop = |settings: &[Setting], discount: &str, margin: bool| {
        let discount = Some(Level::read(Lever::Discount, discount).unwrap());
        let definition = Definition { discount, method: Some(Method::Simple), ..Definition::default() };
        let given = Given { cac: Some(Exact::whole(200)), ..Given::default() };
        let base = Assumptions { basis: Some(Basis::Margin), ..inputs(margin) };
        Stop { settings: settings.to_vec(), definition, found: Ok(Box::new(derive(&given, &base).unwrap())) }
    };
    let one = stop(&[], "10%", true);
    assert!(one.same(&stop(&[Setting::Discount], "10%", true)) && one.same(&stop(&[Setting::Basis], "10%", true)));
    assert!(!one.same(&stop(&[Setting::Discount], "12%", true)) && !one.same(&stop(&[Setting::Timing], "10%", true)));
    assert!(!one.same(&stop(&[Setting::Basis], "10%", false)));
}
