#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::domain::assumptions::Inputs;
use crate::domain::figure::Figure;
use crate::domain::rate::{Lifetime, Margin, MonthlyChurn, MonthlyMoney, Per};

fn exact(digits: i64, scale: u32) -> Exact {
    Exact::decimal(digits, scale)
}

fn inputs(arpa: Option<i32>, margin: Option<i32>, churn: Option<i32>) -> Assumptions {
    let percent = |n: i32| exact(n.into(), 2);
    Assumptions {
        common: Inputs {
            arpa: arpa.map(|n| MonthlyMoney::new(&Exact::whole(n), Per::Month)),
            margin: margin.and_then(|n| Margin::new(Figure::exact(percent(n)))),
            churn: churn.and_then(|n| MonthlyChurn::new(&percent(n), Per::Month)),
            ..Inputs::default()
        },
        ..Assumptions::default()
    }
}

fn costs(costs: &[(Category, i32)]) -> Vec<(Category, Exact)> {
    costs.iter().map(|(category, n)| (category.clone(), Exact::whole(*n))).collect()
}

fn metric(results: &Results, metric: Metric) -> Option<Value> {
    results.total.values.get(&metric).cloned()
}

fn whole(n: i64) -> Option<Value> {
    Some(Value::exact(Exact::whole(n)))
}

fn fraction(n: i64, d: i64) -> Option<Value> {
    Some(Value::exact(Exact::quotient(n, d).unwrap()))
}

/// W1, W2, W3 and the other ways round.
#[test]
fn two_figures_give_the_third() {
    let none = Assumptions::default();
    let given = Given {
        costs: costs(&[(Category::Marketing, 20_000), (Category::Sales, 10_000)]),
        customers: Some(Exact::whole(500)),
        ..Given::default()
    };
    let found = derive(&given, &none).unwrap();
    assert_eq!(metric(&found, Metric::Cac), whole(60));
    assert_eq!(metric(&found, Metric::Ltv), None);
    let given = Given {
        costs: costs(&[(Category::Advertising, 4_000), (Category::Tools, 1_000)]),
        customers: Some(Exact::whole(100)),
        ..Given::default()
    };
    assert_eq!(metric(&derive(&given, &none).unwrap(), Metric::Cac), whole(50));
    let given = Given {
        costs: costs(&[(Category::Uncategorised, 10_000)]),
        bounce_rate: Some(exact(8, 1)),
        ..Given::default()
    };
    let found = derive(&given, &none).unwrap();
    assert_eq!(metric(&found, Metric::BounceWaste), whole(8_000));
    assert_eq!(metric(&found, Metric::Cac), None);
    let given = Given { cac: Some(Exact::whole(4)), customers: Some(Exact::whole(2_000)), ..Given::default() };
    assert_eq!(metric(&derive(&given, &none).unwrap(), Metric::Spend), whole(8_000));
}

/// W23.
#[test]
fn a_lead_that_closes_one_time_in_five_costs_five_leads() {
    let given = Given { cpl: Some(Exact::whole(40)), close_rate: Some(exact(2, 1)), ..Given::default() };
    let found = derive(&given, &Assumptions::default()).unwrap();
    assert_eq!(metric(&found, Metric::Cac), whole(200));
}

/// W23 the other ways round: a CAC of 200 with leads at 40 is one customer of five leads.
#[test]
fn cac_and_one_of_cpl_and_close_rate_give_the_other() {
    let none = Assumptions::default();
    let given = Given { cac: Some(Exact::whole(200)), close_rate: Some(exact(2, 1)), ..Given::default() };
    assert_eq!(metric(&derive(&given, &none).unwrap(), Metric::Cpl), whole(40));
    let given = Given {
        costs: costs(&[(Category::Uncategorised, 10_000)]),
        customers: Some(Exact::whole(50)),
        cpl: Some(Exact::whole(40)),
        ..Given::default()
    };
    let found = derive(&given, &none).unwrap();
    assert_eq!(metric(&found, Metric::CloseRate), fraction(1, 5));
    assert_eq!(found.cac_from, CacFrom::Spend);
    // No customer costs less than the lead that became one.
    let given = Given { cac: Some(Exact::whole(30)), cpl: Some(Exact::whole(40)), ..Given::default() };
    let found = derive(&given, &none).unwrap();
    assert_eq!(metric(&found, Metric::CloseRate), Some(Value::Undefined(Reason::OutOfRange)));
    let given = Given { close_rate: Some(exact(5, 1)), ..given };
    let found = derive(&given, &none).unwrap_err();
    assert_eq!((found.metric, found.derived), (Metric::Cac, Value::exact(Exact::whole(80))));
}

/// W7 (calmops), W10 (guidewhale), W11 (churnzap), W16 (a VC post), W17.
#[test]
fn published_ratios_and_paybacks() {
    let cac = |n: i32| Given { cac: Some(Exact::whole(n)), ..Given::default() };
    let found = derive(&cac(200), &inputs(Some(100), Some(80), Some(5))).unwrap();
    assert_eq!(metric(&found, Metric::Ltv), whole(1_600));
    assert_eq!(metric(&found, Metric::LtvCac), whole(8));
    assert_eq!(metric(&found, Metric::PaybackMonths), fraction(5, 2));
    let given = Given {
        costs: costs(&[(Category::Marketing, 10_000), (Category::Sales, 15_000)]),
        customers: Some(Exact::whole(100)),
        ..Given::default()
    };
    let found = derive(&given, &inputs(Some(50), Some(75), Some(5))).unwrap();
    assert_eq!(metric(&found, Metric::Ltv), whole(750));
    assert_eq!(metric(&found, Metric::Cac), whole(250));
    assert_eq!(metric(&found, Metric::LtvCac), whole(3));
    assert_eq!(metric(&found, Metric::PaybackMonths), fraction(20, 3));
    let given = Given {
        costs: costs(&[(Category::Uncategorised, 50_000)]),
        customers: Some(Exact::whole(25)),
        ..Given::default()
    };
    let found = derive(&given, &inputs(Some(100), Some(80), None)).unwrap();
    assert_eq!(metric(&found, Metric::Cac), whole(2_000));
    assert_eq!(metric(&found, Metric::PaybackMonths), whole(25));
    assert_eq!(metric(&found, Metric::Ltv), None);
    let given = Given { ltv: Some(Exact::whole(30)), ..cac(40) };
    let found = derive(&given, &Assumptions::default()).unwrap();
    assert_eq!(metric(&found, Metric::LtvCac), fraction(3, 4));
    assert_eq!(metric(&found, Metric::MaxCac), whole(10));
    assert_eq!(metric(&found, Metric::PaybackMonths), None);
}

/// W14 (metrickittools): the scope decides the CAC.
#[test]
fn the_scope_decides_what_counts() {
    let given = Given {
        costs: costs(&[
            (Category::Advertising, 60_000),
            (Category::Content, 10_000),
            (Category::Salaries, 80_000),
            (Category::Tools, 5_000),
        ]),
        customers: Some(Exact::whole(120)),
        ..Given::default()
    };
    let mut assumptions = inputs(Some(800), Some(80), None);
    let found = derive(&given, &assumptions).unwrap();
    assert_eq!(metric(&found, Metric::Cac), fraction(155_000, 120));
    assert_eq!(metric(&found, Metric::PaybackMonths), fraction(155_000, 76_800));
    assumptions.scope = Scope::Paid;
    let found = derive(&given, &assumptions).unwrap();
    assert_eq!(metric(&found, Metric::Cac), fraction(70_000, 120));
    let left_out = Remark::OutOfScope(Category::Tools, Exact::whole(5_000));
    assert!(found.remarks.contains(&left_out));
}

#[test]
fn no_customers_is_undefined_not_zero() {
    let given =
        Given { costs: costs(&[(Category::Uncategorised, 500)]), customers: Some(Exact::zero()), ..Given::default() };
    let found = derive(&given, &Assumptions::default()).unwrap();
    let none = Some(Value::Undefined(Reason::NoNewCustomers));
    assert_eq!(metric(&found, Metric::Cac), none);
}

#[test]
fn figures_that_disagree_are_refused() {
    let given = Given {
        costs: costs(&[(Category::Uncategorised, 500)]),
        customers: Some(Exact::whole(10)),
        cac: Some(Exact::whole(60)),
        ..Given::default()
    };
    let found = derive(&given, &Assumptions::default()).unwrap_err();
    assert_eq!(found.metric, Metric::Cac);
    assert_eq!((found.given, found.derived), (Exact::whole(60), Value::exact(Exact::whole(50))));
    let given = Given { cac: Some(Exact::whole(50)), ..given };
    assert!(derive(&given, &Assumptions::default()).is_ok());
}

#[test]
fn a_lifetime_alone_is_the_method_and_stands_for_churn() {
    let mut assumptions = inputs(Some(50), Some(80), None);
    assumptions.common.lifetime = Lifetime::new(&Exact::whole(40), Per::Month);
    let given = Given { cac: Some(Exact::whole(400)), ..Given::default() };
    let found = derive(&given, &assumptions).unwrap();
    assert_eq!(found.method, crate::domain::assumptions::Method::Lifetime);
    assert_eq!(metric(&found, Metric::Ltv), whole(1_600));
    assert_eq!(metric(&found, Metric::Churn), fraction(1, 40));
    assert!(found.remarks.contains(&Remark::ChurnFromLifetime));
}

#[test]
fn a_negative_margin_never_pays_back() {
    let given = Given { cac: Some(Exact::whole(100)), ..Given::default() };
    let found = derive(&given, &inputs(Some(50), Some(-10), Some(5))).unwrap();
    assert_eq!(metric(&found, Metric::Ltv), whole(-100));
    let never = Some(Value::Undefined(Reason::NegativeMargin));
    assert_eq!(metric(&found, Metric::PaybackMonths), never);
    assert_eq!(metric(&found, Metric::PaybackRetentionMonths), never);
    assert_eq!(found.total.band, Some(crate::calc::results::Band::LosesMoney));
}

#[test]
fn without_margin_the_basis_is_revenue_and_nothing_is_judged() {
    let given = Given { cac: Some(Exact::whole(200)), ..Given::default() };
    let mut assumptions = inputs(Some(100), None, Some(5));
    let found = derive(&given, &assumptions).unwrap();
    assert_eq!(found.basis, Basis::Revenue);
    assert_eq!(metric(&found, Metric::Ltv), whole(2_000));
    assert_eq!(found.total.band, None);
    assumptions.basis = Some(Basis::Revenue);
    assert!(derive(&given, &assumptions).unwrap().total.band.is_some());
}

/// Whether a cost without a category is direct cannot be said.
#[test]
fn a_cost_that_the_scope_says_nothing_of_is_told() {
    let given = Given {
        costs: costs(&[(Category::Advertising, 300), (Category::Blank, 70)]),
        customers: Some(Exact::whole(3)),
        ..Given::default()
    };
    let found = derive(&given, &Assumptions { scope: Scope::Direct, ..Assumptions::default() }).unwrap();
    assert_eq!(metric(&found, Metric::Cac), whole(100));
    assert!(found.remarks.contains(&Remark::Undecided(Category::Blank, Exact::whole(70))));
}

fn step(name: &str, step: Option<Step>, count: i32) -> (StepName, Exact) {
    (StepName { key: name.to_owned(), title: name.to_owned(), step }, Exact::whole(count))
}

fn spent(amount: i32, customers: i32) -> Given {
    let costs = costs(&[(Category::Uncategorised, amount)]);
    Given { costs, customers: Some(Exact::whole(customers)), ..Given::default() }
}

/// 1,000 on 200 visits, 100 leads and 10 customers: 10 a lead, 100 a customer, one lead in ten.
#[test]
fn steps_give_customers_leads_and_their_rates() {
    let steps = || {
        vec![step("visits", None, 200), step("leads", Some(Step::Leads), 100), step("won", Some(Step::Customers), 10)]
    };
    let given = Given { steps: steps(), customers: None, ..spent(1_000, 0) };
    let found = derive(&given, &Assumptions::default()).unwrap();
    let told = [Metric::NewCustomers, Metric::Cac, Metric::Cpl, Metric::CloseRate].map(|one| metric(&found, one));
    assert_eq!(told, [whole(10), whole(100), whole(10), fraction(1, 10)]);
    let at = at_steps(&given, &Value::exact(Exact::whole(1_000)));
    assert_eq!(at.iter().map(|one| one.count.clone()).collect::<Vec<_>>(), [200, 100, 10].map(|n| whole(n).unwrap()));
    assert_eq!(names(&given).iter().map(|name| name.key.as_str()).collect::<Vec<_>>(), ["visits", "leads", "won"]);
    // Without leads it is one visit in twenty that closes.
    let without =
        Given { steps: vec![step("visits", None, 200), step("won", Some(Step::Customers), 10)], ..Given::default() };
    assert_eq!(metric(&derive(&without, &Assumptions::default()).unwrap(), Metric::CloseRate), fraction(1, 20));
    // What was said already is no contradiction unless it differs.
    let again = |customers: i32| Given { steps: steps(), ..spent(1_000, customers) };
    assert!(derive(&again(10), &Assumptions::default()).is_ok());
    let fault = derive(&again(12), &Assumptions::default()).unwrap_err();
    assert_eq!((fault.metric, fault.given), (Metric::NewCustomers, Exact::whole(12)));
    assert_eq!(fault.derived, Value::exact(Exact::whole(10)));
    // Spend below zero costs no lead anything.
    let given = Given { steps: steps(), customers: None, ..spent(-1_000, 0) };
    assert_eq!(
        metric(&derive(&given, &Assumptions::default()).unwrap(), Metric::Cpl),
        Some(Value::Undefined(Reason::NegativeSpend))
    );
}

/// Twice the spend on as many customers is twice the CAC.
#[test]
fn costs_are_multiplied_as_they_were_given() {
    let scaled = vec![Scaled { lever: Lever::Spend, by: Exact::whole(2) }];
    let found = derive(&spent(1_000, 10), &Assumptions { scaled, ..Assumptions::default() }).unwrap();
    assert_eq!(metric(&found, Metric::Cac), whole(200));
}

#[test]
fn what_was_not_asked_for_is_not_told() {
    let cac = Given { cac: Some(Exact::whole(40)), ..Given::default() };
    let found = derive(&cac, &Assumptions::default()).unwrap();
    assert_eq!((metric(&found, Metric::LtvCac), found.total.has_spend), (None, false));
    let needs = |found: &Results| found.remarks.iter().any(|remark| matches!(remark, Remark::Needs(_)));
    assert!(!needs(&found));
    let arpa = inputs(Some(10), None, None);
    assert!(needs(&derive(&cac, &arpa).unwrap()));
    let given = Given { ltv: Some(Exact::whole(120)), ..cac.clone() };
    assert!(!needs(&derive(&given, &arpa).unwrap()));
    // Without churn payback with churn is not asked for, nor is it without a CAC.
    let found = derive(&cac, &inputs(Some(10), Some(50), None)).unwrap();
    assert_eq!(
        (metric(&found, Metric::PaybackRetentionMonths), metric(&found, Metric::PaybackMonths)),
        (None, whole(8))
    );
    let found = derive(&Given::default(), &inputs(Some(10), Some(50), Some(5))).unwrap();
    assert_eq!((metric(&found, Metric::PaybackRetentionMonths), metric(&found, Metric::Ltv)), (None, whole(100)));
    let found = derive(&spent(1_000, 10), &Assumptions::default()).unwrap();
    assert!(found.total.has_spend && metric(&found, Metric::ShareOfSpend).is_none());
    let given = Given { ltv: Some(Exact::whole(120)), ..spent(0, 10) };
    let found = derive(&given, &Assumptions::default()).unwrap();
    assert!(!found.total.has_spend);
    assert_eq!(metric(&found, Metric::LtvCac), Some(Value::Undefined(Reason::NoSpend)));
}

/// A customer for every lead costs what the lead does; none for any is no CAC.
#[test]
fn every_lead_may_close_and_none_may() {
    let given = Given { cac: Some(Exact::whole(40)), cpl: Some(Exact::whole(40)), ..Given::default() };
    assert_eq!(metric(&derive(&given, &Assumptions::default()).unwrap(), Metric::CloseRate), whole(1));
    let given = Given { cpl: Some(Exact::whole(40)), close_rate: Some(Exact::zero()), ..Given::default() };
    let found = derive(&given, &Assumptions::default()).unwrap();
    assert_eq!(metric(&found, Metric::Cac), Some(Value::Undefined(Reason::NoNewCustomers)));
}

/// 100 customers are 81.364 to 121.627 (Garwood), 5 of 100 leads 2.154 % to 11.175 % (Wilson), by mpmath 1.4.
#[test]
fn what_was_counted_is_estimated() {
    let level = Assumptions { level: Some(Exact::decimal(95, 2)), ..Assumptions::default() };
    let cac = |given: &Given| {
        let found = derive(given, &level).unwrap();
        let cut = |end: Option<Figure>| i64::try_from(end?.middle().floor()).ok();
        let interval = found.total.intervals.get(&Metric::Cac).cloned().flatten();
        (interval.map(|interval| (cut(interval.low), cut(interval.high))), found.estimation.unwrap())
    };
    let (interval, estimation) = cac(&spent(10_000, 100));
    assert_eq!(interval, Some((Some(82), Some(122))));
    assert!(!estimation.known_churn && !estimation.fractions);
    let half = Given { customers: Some(exact(25, 1)), ..spent(10_000, 0) };
    assert!(cac(&half).1.fractions);
    let leads = Given {
        cpl: Some(Exact::whole(10)),
        close_rate: Some(exact(5, 2)),
        closed: Sample::new(&Exact::whole(5), &Exact::whole(100), 1),
        ..Given::default()
    };
    assert_eq!(cac(&leads).0, Some((Some(89), Some(464))));
    // A CAC that was given was not counted.
    assert_eq!(cac(&Given { cac: Some(Exact::whole(200)), ..leads }).0, None);
}

/// 100 × 80 % ÷ 5 % = 1,600.
#[test]
fn an_ltv_is_held_against_the_inputs_beside_it() {
    let cac = |n: i32| Given { cac: Some(Exact::whole(n)), ..Given::default() };
    let ltv = |n: i32| Given { ltv: Some(Exact::whole(n)), ..cac(200) };
    let model = inputs(Some(100), Some(80), Some(5));
    let found = contradicted_ltv(&ltv(900), &model).unwrap();
    assert_eq!((found.metric, found.given, Some(found.derived)), (Metric::Ltv, Exact::whole(900), whole(1_600)));
    assert_eq!(contradicted_ltv(&ltv(1_600), &model), None);
    assert_eq!(contradicted_ltv(&cac(200), &model), None);
    assert_eq!(contradicted_ltv(&ltv(900), &inputs(Some(100), Some(80), None)), None);
    let configured = Assumptions { configured: vec![Metric::Churn], ..model.clone() };
    assert_eq!(contradicted_ltv(&ltv(900), &configured), None);
    let stands = |given: &Given| derive(given, &model).unwrap().ltv_given;
    assert_eq!((stands(&ltv(900)), stands(&ltv(1_600)), stands(&cac(200))), (true, false, false));
}
