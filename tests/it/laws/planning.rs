//! What a plan owes the figures it was made from.

use cacltv::calc::oneoff::Given;
use cacltv::calc::plan::breakeven::{Needed, targets};
use cacltv::calc::plan::budget::Today;
use cacltv::calc::plan::whatif::{Change, what_if};
use cacltv::calc::plan::{Ground, Who, sweep, value};
use cacltv::domain::assumptions::{Assumptions, Inputs, Timing};
use cacltv::domain::exact::Exact;
use cacltv::domain::figure::Figure;
use cacltv::domain::lever::{Level, Lever};
use cacltv::domain::metric::Metric;
use cacltv::domain::rate::{Margin, MonthlyChurn, MonthlyMoney, Per};
use cacltv::domain::value::Value;
use proptest::prelude::*;

use crate::sketch::{self, model, models};

/// The methods whose highest churn has a formula: simple, and discounted with each timing.
fn closed() -> impl Strategy<Value = Assumptions> {
    let timing = prop::sample::select(vec![Timing::Start, Timing::End, Timing::Arrears]);
    (models(), prop::option::of((0u32..50, timing))).prop_map(|(mut assumptions, discount)| {
        if let Some((percent, timing)) = discount {
            let typed = format!("{percent}/700/mo");
            assumptions.common.discount = Some(cacltv::domain::quantity::discount(&typed).unwrap());
            assumptions.timing = timing;
        }
        assumptions
    })
}

fn figures(spend: i64, customers: i64) -> Given {
    let (cac, customers) = (Exact::quotient(spend, customers).unwrap(), Exact::whole(customers));
    Given { cac: Some(cac), customers: Some(customers), ..Given::default() }
}

fn needed(ground: &Ground<'_>, assumptions: &Assumptions, target: &Exact) -> Needed {
    let today = ground.results(assumptions);
    targets(ground, assumptions, &today, target).into_iter().find(|needed| needed.who == Who::Total).unwrap()
}

fn exact(value: &Value) -> Option<Exact> {
    value.figure().map(|figure| {
        assert!(figure.is_exact());
        figure.low().clone()
    })
}

fn ratio(ground: &Ground<'_>, assumptions: &Assumptions, inputs: Inputs) -> Option<Exact> {
    let common = assumptions.common.clone().with(inputs);
    let fed = Assumptions { common, ..assumptions.clone() };
    exact(&value(&ground.results(&fed).total, Metric::LtvCac))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_target_needs_fed_back_gives_the_target_exactly(
        spend in 1i64..10_000_000, customers in 1i64..10_000, assumptions in closed(), target in 1i64..900,
    ) {
        let target = Exact::quotient(target, 130).unwrap();
        let ground = Ground::figures(&figures(spend, customers), &assumptions).unwrap();
        let found = needed(&ground, &assumptions, &target);
        if let Some(churn) = exact(&found.max_churn) {
            let churn = MonthlyChurn::new(&churn, Per::Month);
            prop_assert_eq!(ratio(&ground, &assumptions, Inputs { churn, ..Inputs::default() }), Some(target.clone()));
        }
        if let Some(arpa) = exact(&found.min_arpa) {
            let arpa = Some(MonthlyMoney::new(&arpa, Per::Month));
            prop_assert_eq!(ratio(&ground, &assumptions, Inputs { arpa, ..Inputs::default() }), Some(target.clone()));
        }
        if let Some(margin) = exact(&found.min_margin) {
            let margin = Margin::new(Figure::exact(margin));
            prop_assert_eq!(ratio(&ground, &assumptions, Inputs { margin, ..Inputs::default() }), Some(target.clone()));
        }
        if let Some(cac) = exact(&found.max_cac) {
            let given = Given { cac: Some(cac), ..Given::default() };
            let cheaper = Ground::figures(&given, &assumptions).unwrap();
            prop_assert_eq!(ratio(&cheaper, &assumptions, Inputs::default()), Some(target));
        }
    }

    #[test]
    fn the_fewest_customers_reach_the_target_and_one_fewer_does_not(
        spend in 1i64..1_000_000, customers in 1i64..10_000, assumptions in closed(), target in 1i64..900,
    ) {
        let target = Exact::quotient(target, 130).unwrap();
        let ground = Ground::figures(&figures(spend, customers), &assumptions).unwrap();
        let fewest = exact(&needed(&ground, &assumptions, &target).min_customers).unwrap();
        let with = |customers: Exact| {
            let given = Given { costs: vec![(cacltv::domain::category::Category::Uncategorised, Exact::whole(spend))], customers: Some(customers), ..Given::default() };
            ratio(&Ground::figures(&given, &assumptions).unwrap(), &assumptions, Inputs::default())
        };
        prop_assert!(with(fewest.clone()).unwrap() >= target);
        if fewest > Exact::one() {
            prop_assert!(with(&fewest - &Exact::one()).unwrap() < target);
        }
    }

    #[test]
    fn the_largest_budget_fed_back_gives_the_target_exactly(
        spend in 1i64..1_000_000, customers in 1i64..10_000, ltv in 1i64..100_000, marginal in 1i64..100_000,
    ) {
        let known = |number: i64| Value::exact(Exact::whole(number));
        let today = Today {
            spend: known(spend),
            new_customers: known(customers),
            cac: Value::exact(Exact::quotient(spend, customers).unwrap()),
            ltv: known(ltv),
        };
        let (target, marginal) = (Exact::whole(3), known(marginal));
        if let cacltv::calc::plan::budget::Largest::UpTo(most @ Value::Known(_)) = today.largest(&target, &marginal) {
            let point = today.at_largest(&most, &marginal);
            if !point.new_customers.figure().is_none_or(Figure::is_zero) && !most.figure().unwrap().is_zero() {
                prop_assert_eq!(point.ltv_cac, Value::exact(target));
            }
        }
    }

    #[test]
    fn setting_what_is_so_already_changes_nothing(sketch in sketch::attributed(), percent in 1u32..100, cents in 1u32..10_000) {
        let assumptions = model(&format!("{cents}/100/mo"), "71%", &format!("{percent}%"));
        let reading = sketch::read(sketch.plain(), &sketch::options());
        let ground = Ground::Ledger(&reading.ledger);
        let today = ground.results(&assumptions);
        let total = |metric| exact(&value(&today.total, metric)).unwrap();
        let set = [
            Level::read(Lever::Churn, &format!("{percent}%")).unwrap(),
            Level::read(Lever::Arpa, &format!("{cents}/100/mo")).unwrap(),
            Level::new(Lever::NewCustomers, total(Metric::NewCustomers), None).unwrap(),
            Level::new(Lever::Cac, total(Metric::Cac), None).unwrap(),
        ];
        for level in &set {
            let line = &sweep::sweep(&ground, &assumptions, &today, &[], std::slice::from_ref(level)).unwrap()[0];
            prop_assert_eq!(&line.values, &today.total.values);
        }
        let changes = set.map(|level| Change { channel: None, level });
        let then = what_if(&ground, &assumptions, &today, &changes).unwrap();
        for (before, after) in today.rows.iter().zip(&then.rows) {
            prop_assert_eq!(&before.values, &after.values);
        }
    }
}
