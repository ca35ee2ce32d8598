//! Shared cost is moved, never made or lost, whatever it is spread by.

use cacltv::calc::compute;
use cacltv::calc::costs::spread;
use cacltv::calc::results::Line;
use cacltv::domain::assumptions::Assumptions;
use cacltv::domain::category::Category;
use cacltv::domain::costs::{Allocation, Costs};
use cacltv::domain::exact::Exact;
use cacltv::domain::ledger::{Dimension, Key, Ledger, Minor, Totals};
use cacltv::domain::metric::Metric;
use cacltv::domain::period::{Month, Span};
use proptest::prelude::*;

/// A month, a channel or none, a category, cents of spend and customers.
type Row = (i32, Option<usize>, usize, i64, u8);

const CHANNELS: [&str; 3] = ["A", "B", "C"];
const CATEGORIES: [Category; 4] = [Category::Advertising, Category::Salaries, Category::Blank, Category::Retention];

fn ledger(rows: &[Row]) -> Ledger {
    let mut ledger = Ledger { has_spend: true, has_customers: true, ..Ledger::default() };
    for side in [&mut ledger.spend_dimensions, &mut ledger.customer_dimensions] {
        side.extend(["channel".to_owned(), "period".to_owned()]);
    }
    ledger.spend_dimensions.insert("category".to_owned());
    for (month, channel, category, cents, won) in rows {
        let key = |category: Category| Key {
            period: Some(Span::month(Month(2026 * 12 + month))),
            channel: channel.map(|channel| CHANNELS[channel].into()),
            segment: None,
            category,
            others: Vec::new(),
        };
        let cent = Minor::ONE / 100;
        let spent = Totals { spend: Minor(i128::from(*cents) * cent), spend_rows: 1, ..Totals::default() };
        ledger.add(key(CATEGORIES[*category].clone()), &spent);
        let customers =
            Totals { new_customers: Minor(i128::from(*won) * Minor::ONE), customer_rows: 1, ..Totals::default() };
        ledger.add(key(Category::Uncategorised), &customers);
    }
    ledger
}

fn value(line: &Line, metric: Metric) -> Exact {
    let figure = line.values.get(&metric).and_then(|value| value.figure());
    figure.map_or_else(Exact::zero, |figure| figure.low().clone())
}

fn allocations() -> impl Strategy<Value = Allocation> {
    let weights = prop::collection::vec(1i64..100, 3).prop_map(|weights| {
        let named = CHANNELS.iter().zip(weights);
        Allocation::Weights(named.map(|(name, weight)| ((*name).to_owned(), Exact::whole(weight))).collect())
    });
    prop_oneof![
        Just(Allocation::Spend),
        Just(Allocation::Customers),
        Just(Allocation::Even),
        Just(Allocation::Revenue),
        weights
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spreading_makes_and_loses_nothing(
        rows in prop::collection::vec((0i32..3, prop::option::weighted(0.7, 0usize..3), 0usize..4, -500i64..90_000, 0u8..9), 1..20),
        allocation in allocations(),
    ) {
        let before = ledger(&rows);
        let (after, _) =
            spread(before.clone(), &Costs { allocation: Some(allocation), ..Costs::default() }, |category| *category != Category::Retention);
        for by in [vec![Dimension::Channel], vec![Dimension::Category]] {
            let (one, other) =
                (compute(&before, &Assumptions::default(), &by), compute(&after, &Assumptions::default(), &by));
            prop_assert_eq!(value(&one.total, Metric::Spend), value(&other.total, Metric::Spend));
            let sum = other.rows.iter().fold(Exact::zero(), |sum, line| &sum + &value(line, Metric::Spend));
            prop_assert_eq!(sum, value(&other.total, Metric::Spend));
            prop_assert_eq!(value(&one.total, Metric::NewCustomers), value(&other.total, Metric::NewCustomers));
        }
    }
}
