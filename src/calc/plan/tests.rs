#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::Arc;

use super::breakeven::{Needed, paid_back_within, targets};
use super::shift::{Amount, shift, worst_and_best};
use super::tornado::tornado;
use super::whatif::{Change, Fault, what_if};
use super::*;
use crate::domain::assumptions::{Assumption, Basis, Inputs, Method, Timing};
use crate::domain::exact::Exact;
use crate::domain::ledger::{Key, Minor, Totals};
use crate::domain::lever::{Level, Lever};
use crate::domain::quantity;

mod targets;

fn ledger(rows: &[(&str, i128, i128)]) -> Ledger {
    let mut ledger = Ledger { has_spend: true, has_customers: true, ..Ledger::default() };
    ledger.spend_dimensions.insert("channel".into());
    ledger.customer_dimensions.insert("channel".into());
    for (channel, spend, customers) in rows {
        let (channel, segment) = (Some((*channel).into()), None);
        let key = Key { period: None, channel, segment, category: Category::Advertising, others: Vec::new() };
        let totals = Totals {
            spend: Minor(spend * Minor::ONE),
            spend_rows: u64::from(*spend > 0),
            new_customers: Minor(customers * Minor::ONE),
            customer_rows: 1,
            ..Totals::default()
        };
        ledger.add(key, &totals);
    }
    ledger
}

fn model(arpa: &str, margin: &str, churn: &str) -> Assumptions {
    let common = Inputs {
        arpa: Some(quantity::monthly_money(arpa).unwrap()),
        margin: Some(quantity::margin(margin).unwrap()),
        churn: Some(quantity::churn(churn).unwrap()),
        ..Inputs::default()
    };
    Assumptions { common, ..Assumptions::default() }
}

fn whole(number: i64) -> Value {
    Value::exact(Exact::whole(number))
}

fn fraction(top: i64, bottom: i64) -> Value {
    Value::exact(Exact::quotient(top, bottom).unwrap())
}

fn needed(ground: &Ground<'_>, assumptions: &Assumptions, target: (i64, i64)) -> Needed {
    let today = ground.results(assumptions);
    let target = Exact::quotient(target.0, target.1).unwrap();
    let all = targets(ground, assumptions, &today, &target);
    all.into_iter().find(|needed| needed.who == Who::Total).unwrap()
}

fn level(lever: Lever, text: &str) -> Level {
    Level::read(lever, text).unwrap()
}

fn change(lever: Lever, text: &str) -> Change {
    Change { channel: None, level: level(lever, text) }
}

/// The line of the paid channels stands beside the total where organic customers make it another.
#[test]
fn the_paid_channels_have_a_line_where_they_are_not_all() {
    let whom = |rows: &[(&str, i128, i128)]| -> Vec<Who> {
        let results = Ground::Ledger(&ledger(rows)).results(&model("50", "75%", "5%"));
        lines(&results).into_iter().map(|(who, _)| who).skip(rows.len()).collect()
    };
    assert_eq!(whom(&[("Meta", 1_000, 10)]), [Who::Total]);
    assert_eq!(whom(&[("Meta", 1_000, 10), ("Organic", 0, 10)]), [Who::Total, Who::Paid]);
}

#[test]
fn a_churn_that_is_set_is_everyones() {
    let mut assumptions = model("50", "75%", "5%");
    Arc::make_mut(&mut assumptions.rows).push(Assumption {
        channel: Some("Meta".to_owned()),
        segment: None,
        inputs: Inputs { lifetime: Some(quantity::lifetime("10").unwrap()), ..Inputs::default() },
        configured: false,
    });
    let ledger = ledger(&[("Meta", 10_000, 100), ("Google", 15_000, 100)]);
    let ground = Ground::Ledger(&ledger);
    let today = ground.results(&assumptions);
    let then = what_if(&ground, &assumptions, &today, &[change(Lever::Churn, "3%")]).unwrap();
    for line in then.rows.iter().chain([&then.total]) {
        assert_eq!(value(line, Metric::Ltv), whole(1_250));
    }
    let own = Change { channel: Some("Google".to_owned()), level: level(Lever::Churn, "3%") };
    let then = what_if(&ground, &assumptions, &today, &[own]).unwrap();
    let ltv = |at: usize| value(&then.rows[at], Metric::Ltv);
    assert_eq!((ltv(0), ltv(1)), (whole(1_250), whole(375)));
}

#[test]
fn spend_and_customers_change_in_proportion() {
    let ledger = ledger(&[("Meta", 10_000, 100), ("Google", 15_000, 100)]);
    let (ground, assumptions) = (Ground::Ledger(&ledger), model("50", "75%", "5%"));
    let today = ground.results(&assumptions);
    let set = [change(Lever::Cac, "90"), change(Lever::NewCustomers, "700")];
    let then = what_if(&ground, &assumptions, &today, &set).unwrap();
    let of = |line: &Line| (value(line, Metric::Spend), value(line, Metric::NewCustomers), value(line, Metric::Cac));
    assert_eq!(of(&then.total), (whole(63_000), whole(700), whole(90)));
    assert_eq!(of(&then.rows[0]), (whole(37_800), whole(350), whole(108)));
    let shares = |results: &Results| value(&results.rows[0], Metric::ShareOfSpend);
    assert_eq!(shares(&then), shares(&today));
}

#[test]
fn what_has_no_say_is_refused() {
    let ledger = ledger(&[("Meta", 10_000, 100)]);
    let ground = Ground::Ledger(&ledger);
    let fault = |assumptions: &Assumptions, lever, text| {
        let today = ground.results(assumptions);
        what_if(&ground, assumptions, &today, &[change(lever, text)]).err()
    };
    let simple = model("50", "75%", "5%");
    assert_eq!(fault(&simple, Lever::Aov, "34"), Some(Fault::NotByOrders(Lever::Aov)));
    assert_eq!(fault(&simple, Lever::Ltv, "34"), Some(Fault::LtvFollows));
    assert_eq!(fault(&simple, Lever::Discount, "10%"), None);
    let explicit = Assumptions { method: Some(Method::Simple), ..simple.clone() };
    assert_eq!(fault(&explicit, Lever::Discount, "10%"), Some(Fault::Unused(Lever::Discount, Method::Simple)));
    let revenue = Assumptions { basis: Some(Basis::Revenue), ..simple };
    assert_eq!(fault(&revenue, Lever::Margin, "10%"), Some(Fault::OnRevenue));
    let given = Given { ltv: Some(Exact::whole(900)), cac: Some(Exact::whole(300)), ..Given::default() };
    let ground = Ground::figures(&given, &revenue).unwrap();
    let today = ground.results(&revenue);
    let fault = |lever, text| what_if(&ground, &revenue, &today, &[change(lever, text)]).err();
    assert_eq!(fault(Lever::Churn, "2%"), Some(Fault::LtvIsGiven(Lever::Churn)));
    assert_eq!(fault(Lever::Spend, "2"), Some(Fault::NoToday(Lever::Spend)));
    let then = what_if(&ground, &revenue, &today, &[change(Lever::Ltv, "1200"), change(Lever::Cac, "200")]);
    assert_eq!(value(&then.unwrap().total, Metric::LtvCac), whole(6));
}

#[test]
fn a_tornado_of_nothing_changes_nothing() {
    let ledger = ledger(&[("Meta", 10_000, 100)]);
    let (ground, assumptions) = (Ground::Ledger(&ledger), model("50", "75%", "5%"));
    let today = ground.results(&assumptions);
    let ratio = value(&today.total, Metric::LtvCac);
    let bars = tornado(&ground, &assumptions, &today, &Exact::zero());
    assert_eq!(bars.len(), 5);
    for bar in bars {
        assert_eq!((bar.lower, bar.higher, bar.swing), (ratio.clone(), ratio.clone(), whole(0)));
    }
}

/// Ratio 7.5: ÷ 0.9 and ÷ 1.1 for churn and spend, × 0.9 and × 1.1 for the others; a margin of 95 % cannot grow by 10 %.
#[test]
fn the_widest_swing_comes_first_and_what_cannot_be_is_told() {
    let ledger = ledger(&[("Meta", 10_000, 100)]);
    let (ground, assumptions) = (Ground::Ledger(&ledger), model("40", "95%", "5%"));
    let today = ground.results(&assumptions);
    let bars = tornado(&ground, &assumptions, &today, &Exact::decimal(1, 1));
    assert_eq!(bars[0].lever, Lever::Churn);
    assert_eq!((bars[0].lower.clone(), bars[0].higher.clone()), (fraction(76, 9), fraction(76, 11)));
    let margin = bars.last().unwrap();
    assert_eq!((margin.lever, margin.higher.clone()), (Lever::Margin, Value::Undefined(Reason::OutOfRange)));
    assert_eq!(margin.swing, fraction(76, 100));
}

/// 10 % of 1 000 at a CAC of 100 loses 1 customer, at a CAC of 50 wins 2: 1 500 ÷ 21.
#[test]
fn money_moves_from_the_worst_to_the_best() {
    let ledger = ledger(&[("Meta", 500, 10), ("Organic", 0, 0), ("Podcast", 1_000, 10)]);
    let assumptions = model("50", "30%", "5%");
    let today = Ground::Ledger(&ledger).results(&assumptions);
    let (worst, best) = worst_and_best(&today).unwrap();
    let found = shift(&today, worst, best, &Amount::Share(Exact::decimal(1, 1))).unwrap();
    assert_eq!((found.moved.clone(), found.lost.clone(), found.won.clone()), (Exact::whole(100), whole(1), whole(2)));
    assert_eq!((found.total.cac, found.total.ltv), (fraction(1_500, 21), whole(300)));
    assert_eq!((found.from.spend, found.to.new_customers), (whole(900), whole(12)));
    assert!(shift(&today, worst, best, &Amount::Money(Exact::whole(1_001))).is_none());
    assert!(shift(&today, worst, best, &Amount::Money(Exact::whole(1_000))).is_some());
}

fn own_of(channel: &str, inputs: Inputs) -> Assumption {
    Assumption { channel: Some(channel.to_owned()), segment: None, inputs, configured: false }
}

fn by_orders() -> Assumptions {
    let common = Inputs {
        aov: Some(Exact::whole(34)),
        monthly_orders: Some(Exact::decimal(28, 1)),
        cost_per_order: Some(Exact::decimal(42, 1)),
        margin: Some(quantity::margin("30%").unwrap()),
        churn: Some(quantity::churn("8%").unwrap()),
        ..Inputs::default()
    };
    Assumptions { common, ..Assumptions::default() }
}

fn bars(ledger: &Ledger, assumptions: &Assumptions) -> Vec<tornado::Bar> {
    let ground = Ground::Ledger(ledger);
    let today = ground.results(assumptions);
    tornado(&ground, assumptions, &today, &Exact::decimal(1, 1))
}

fn bar(bars: &[tornado::Bar], lever: Lever) -> (Value, Value, Value) {
    let bar = bars.iter().find(|bar| bar.lever == lever).unwrap();
    (bar.today.0.clone(), bar.lower.clone(), bar.higher.clone())
}

/// W21 at CAC 18: (34·0.9·30 % − 4.20) × 35 = 174.3 and (34·1.1·30 % − 4.20) × 35 = 245.7; 10.2·35 − 4.20·0.9·35 = 224.7
/// and 10.2·35 − 4.20·1.1·35 = 195.3.
#[test]
fn a_tornado_of_orders_has_their_inputs() {
    let ledger = ledger(&[("Meta", 1_800, 100)]);
    let all = bars(&ledger, &by_orders());
    let levers: std::collections::BTreeSet<Lever> = all.iter().map(|bar| bar.lever).collect();
    use Lever::{Aov, Churn, CostPerOrder, Margin, NewCustomers, OrdersPerYear, Spend};
    assert_eq!(levers, [Margin, Churn, Aov, OrdersPerYear, CostPerOrder, Spend, NewCustomers].into());
    assert_eq!(bar(&all, Aov), (whole(34), fraction(1_743, 180), fraction(2_457, 180)));
    assert_eq!(bar(&all, CostPerOrder), (fraction(42, 10), fraction(2_247, 180), fraction(1_953, 180)));
    // LTV 210 today, ÷ and × 2.8 orders a month alike.
    assert_eq!(bar(&all, OrdersPerYear), (fraction(336, 10), fraction(189, 18), fraction(231, 18)));
    let mut free = by_orders();
    free.common.cost_per_order = None;
    assert!(bars(&ledger, &free).iter().all(|bar| bar.lever != CostPerOrder));
    // Where a channel has an order of its own, there is no one figure for all.
    let own = Inputs { aov: Some(Exact::whole(40)), ..Inputs::default() };
    let mut mixed = by_orders();
    Arc::make_mut(&mut mixed.rows).push(own_of("Meta", own));
    assert_eq!(bar(&bars(&ledger, &mixed), Aov).0, Value::Undefined(Reason::Partial));
}

/// 50 × 40 months at CAC 1 000: 2, and 10 % of it either way.
#[test]
fn a_tornado_has_a_lifetime_where_that_was_given() {
    let mut assumptions = model("100", "50%", "5%");
    assumptions.common.churn = None;
    assumptions.common.lifetime = Some(quantity::lifetime("40mo").unwrap());
    let all = bars(&ledger(&[("Meta", 1_000, 1)]), &assumptions);
    assert_eq!(bar(&all, Lever::Lifetime), (whole(40), fraction(18, 10), fraction(22, 10)));
    assert!(all.iter().all(|bar| bar.lever != Lever::Churn && bar.lever != Lever::Discount));
}

/// 100 × 1.1 ÷ (20 % + 10 %) at Start: with a discount of 9 % 109 ÷ 0.29, with 11 % 111 ÷ 0.31. By the year it is
/// 1.1^12 − 1.
#[test]
fn a_tornado_has_the_discount_by_the_year() {
    let mut assumptions = model("100", "100%", "20%");
    assumptions.common.discount = Some(quantity::discount("10%/mo").unwrap());
    let ledger = ledger(&[("Meta", 100, 1)]);
    let yearly = Value::exact(&Exact::decimal(11, 1).power(12) - &Exact::one());
    assert_eq!(bar(&bars(&ledger, &assumptions), Lever::Discount), (yearly, fraction(109, 29), fraction(111, 31)));
    let own = Inputs { discount: Some(quantity::discount("5%/mo").unwrap()), ..Inputs::default() };
    Arc::make_mut(&mut assumptions.rows).push(own_of("Meta", own));
    assert_eq!(bar(&bars(&ledger, &assumptions), Lever::Discount).0, Value::Undefined(Reason::Partial));
    assumptions.method = Some(Method::Simple);
    assert!(bars(&ledger, &assumptions).iter().all(|bar| bar.lever != Lever::Discount));
}

/// W22 at CAC 1 000: 80 ÷ 3 % = 8 000/3, and 1.60 × 97 % ÷ 0.03² = 15 520/9, of which 9 and 11 tenths.
#[test]
fn a_tornado_has_the_growth() {
    let mut assumptions = model("80", "100%", "3%");
    assumptions.common.growth = Some(quantity::monthly_money("1.60").unwrap());
    let ledger = ledger(&[("Meta", 1_000, 1)]);
    let found = bar(&bars(&ledger, &assumptions), Lever::Growth);
    assert_eq!(found, (fraction(16, 10), fraction(12_656, 3_000), fraction(41_072, 9_000)));
    let own = Inputs { growth: Some(quantity::monthly_money("1").unwrap()), ..Inputs::default() };
    Arc::make_mut(&mut assumptions.rows).push(own_of("Meta", own));
    assert_eq!(bar(&bars(&ledger, &assumptions), Lever::Growth).0, Value::Undefined(Reason::Partial));
}

/// 900 ÷ 300 = 3: 2.7 and 3.3 by LTV, 3 ÷ 0.9 and 3 ÷ 1.1 by CAC, which are 20/33 apart.
#[test]
fn a_tornado_of_figures_as_typed_has_these_alone() {
    let given = Given { ltv: Some(Exact::whole(900)), cac: Some(Exact::whole(300)), ..Given::default() };
    let assumptions = Assumptions::default();
    let ground = Ground::figures(&given, &assumptions).unwrap();
    let all = tornado(&ground, &assumptions, &ground.results(&assumptions), &Exact::decimal(1, 1));
    assert_eq!(all.iter().map(|bar| bar.lever).collect::<Vec<_>>(), [Lever::Cac, Lever::Ltv]);
    assert_eq!(bar(&all, Lever::Cac), (whole(300), fraction(10, 3), fraction(30, 11)));
    assert_eq!(bar(&all, Lever::Ltv), (whole(900), fraction(27, 10), fraction(33, 10)));
    assert_eq!((all[0].swing.clone(), all[1].swing.clone()), (fraction(20, 33), fraction(6, 10)));
}

#[test]
fn what_follows_from_orders_or_is_of_months_is_refused() {
    let ledger = ledger(&[("Meta", 1_800, 100)]);
    let ground = Ground::Ledger(&ledger);
    let fault = |assumptions: &Assumptions, lever, text| {
        let today = ground.results(assumptions);
        what_if(&ground, assumptions, &today, &[change(lever, text)]).err()
    };
    assert_eq!(fault(&by_orders(), Lever::Arpa, "30"), Some(Fault::ByOrders));
    let billing = crate::domain::assumptions::Billing::Year;
    let yearly = Assumptions { billing, ..model("50", "75%", "5%") };
    assert_eq!(fault(&yearly, Lever::Growth, "1"), Some(Fault::ByYear(Lever::Growth)));
    assert_eq!(fault(&yearly, Lever::Lifetime, "20"), Some(Fault::ByYear(Lever::Lifetime)));
    assert_eq!(fault(&yearly, Lever::Horizon, "18"), Some(Fault::ByYear(Lever::Horizon)));
    assert_eq!(fault(&yearly, Lever::Horizon, "24"), None);
}

/// (40 × 30 % − 2) × 1 ÷ 8 % = 125, whatever the channel had of its own; LTV 80 ÷ 2 % + 1 × 98 % ÷ 0.02² = 6 450.
#[test]
fn what_is_set_for_all_is_taken_from_those_who_had_their_own() {
    let ledger = ledger(&[("Meta", 1_800, 100)]);
    let ground = Ground::Ledger(&ledger);
    let ltv = |assumptions: &mut Assumptions, own: Inputs, set: &[Change]| {
        let row = own_of("Meta", own);
        Arc::make_mut(&mut assumptions.rows).push(row);
        let today = ground.results(assumptions);
        value(&what_if(&ground, assumptions, &today, set).unwrap().total, Metric::Ltv)
    };
    let own = Inputs {
        aov: Some(Exact::whole(99)),
        monthly_orders: Some(Exact::whole(9)),
        cost_per_order: Some(Exact::whole(9)),
        ..Inputs::default()
    };
    let set = [change(Lever::Aov, "40"), change(Lever::OrdersPerYear, "12"), change(Lever::CostPerOrder, "2")];
    assert_eq!(ltv(&mut by_orders(), own, &set), whole(125));
    let own = Inputs {
        arpa: Some(quantity::monthly_money("9").unwrap()),
        margin: Some(quantity::margin("9%").unwrap()),
        growth: Some(quantity::monthly_money("9").unwrap()),
        lifetime: Some(quantity::lifetime("9").unwrap()),
        ..Inputs::default()
    };
    let set = [
        change(Lever::Arpa, "100"),
        change(Lever::Margin, "80%"),
        change(Lever::Churn, "2%"),
        change(Lever::Growth, "1.25"),
    ];
    let mut grows = model("50", "75%", "5%");
    grows.common.growth = Some(quantity::monthly_money("3").unwrap());
    assert_eq!(ltv(&mut grows, own, &set), whole(6_450));
}

/// 50 customers at 100: 5 000 spent. Twice the customers for the same spend cost 50 each.
#[test]
fn typed_figures_are_spend_and_customers_where_both_follow() {
    let given = Given { cac: Some(Exact::whole(100)), customers: Some(Exact::whole(50)), ..Given::default() };
    let assumptions = Assumptions::default();
    let ground = Ground::figures(&given, &assumptions).unwrap();
    let of = |line: &Line| (value(line, Metric::Spend), value(line, Metric::NewCustomers), value(line, Metric::Cac));
    assert_eq!(of(&ground.total(&assumptions)), (whole(5_000), whole(50), whole(100)));
    let twice = breakeven::scaled(&assumptions, Lever::NewCustomers, Exact::whole(2));
    assert_eq!(of(&ground.total(&twice)), (whole(5_000), whole(100), whole(50)));
    let ground = Ground::figures(&Given { ltv: Some(Exact::whole(900)), ..given }, &assumptions).unwrap();
    assert_eq!(value(&ground.total(&twice), Metric::LtvCac), whole(18));
}

/// 37.50 ÷ 5 % = 750 and 37.50 ÷ 2.5 % = 1 500; with a margin of 60 % 600 and 1 200.
#[test]
fn levels_are_swept_one_after_another() {
    let ledger = ledger(&[("Meta", 10_000, 100)]);
    let (ground, assumptions) = (Ground::Ledger(&ledger), model("50", "75%", "4%"));
    let today = ground.results(&assumptions);
    let churns = [level(Lever::Churn, "5%"), level(Lever::Churn, "2.5%")];
    let ltv = |set: &[Change]| -> Vec<Value> {
        let lines = sweep::sweep(&ground, &assumptions, &today, set, &churns).unwrap();
        lines.iter().map(|line| value(line, Metric::Ltv)).collect()
    };
    assert_eq!(ltv(&[]), [whole(750), whole(1_500)]);
    assert_eq!(ltv(&[change(Lever::Margin, "60%")]), [whole(600), whole(1_200)]);
    let margins = [level(Lever::Margin, "75%"), level(Lever::Margin, "60%")];
    let found = sweep::grid(&ground, &assumptions, &today, &[], (&churns, &margins), Metric::Ltv).unwrap();
    assert_eq!(found, [vec![whole(750), whole(600)], vec![whole(1_500), whole(1_200)]]);
}

#[test]
fn the_least_grain_holds_every_row() {
    let of = |months: &[std::ops::RangeInclusive<i32>]| {
        let mut ledger = ledger(&[]);
        for months in months {
            let month = |number: i32| crate::domain::period::Month::new(2026, number).unwrap();
            let span = crate::domain::period::Span { first: month(*months.start()), last: month(*months.end()) };
            let key = Key {
                period: Some(span),
                channel: None,
                segment: None,
                category: Category::Advertising,
                others: Vec::new(),
            };
            ledger.add(key, &Totals { spend_rows: 1, ..Totals::default() });
        }
        margins::least_grain(&ledger)
    };
    use crate::domain::period::Grain;
    assert_eq!(of(&[1..=1, 2..=2]), Some(Grain::Month));
    assert_eq!(of(&[1..=1, 4..=6]), Some(Grain::Quarter));
    assert_eq!((of(&[1..=1, 1..=12]), of(&[2..=4, 1..=1])), (Some(Grain::Year), Some(Grain::Year)));
}

/// Where customers are not known, there is a CAC to change and no spend nor customers.
#[test]
fn what_is_not_known_on_one_side_changes_on_none() {
    let mut ledger = ledger(&[("Meta", 1_000, 0)]);
    ledger.has_customers = false;
    let levers: Vec<Lever> = bars(&ledger, &model("50", "75%", "5%")).iter().map(|bar| bar.lever).collect();
    assert!(!levers.contains(&Lever::Spend) && !levers.contains(&Lever::NewCustomers), "{levers:?}");
}

/// Credits have no factor that makes spend of them.
#[test]
fn spend_below_zero_is_not_multiplied() {
    let ledger = ledger(&[("Meta", -100, 10)]);
    let (ground, assumptions) = (Ground::Ledger(&ledger), model("50", "75%", "5%"));
    let today = ground.results(&assumptions);
    let fault = what_if(&ground, &assumptions, &today, &[change(Lever::Spend, "500")]).err();
    assert_eq!(fault, Some(Fault::NoToday(Lever::Spend)));
}
