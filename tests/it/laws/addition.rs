//! Totals add like numbers: zero changes nothing, and neither order nor grouping matters.

use cacltv::domain::exact::Exact;
use cacltv::domain::funnel::{Bounced, Steps};
use cacltv::domain::ledger::{Acquired, Minor, Revenue, Totals};
use cacltv::domain::movements::{Movement, Movements};
use proptest::prelude::*;

fn minor() -> impl Strategy<Value = Minor> {
    (-(1i128 << 80)..(1i128 << 80)).prop_map(Minor)
}

fn revenue() -> impl Strategy<Value = Revenue> {
    (prop::collection::vec(minor(), 7), 0u64..9, prop::array::uniform5(0u64..9)).prop_map(|(sums, rows, with)| {
        Revenue {
            revenue: sums[0],
            cost: sums[1],
            refunds: sums[2],
            active_months: sums[3],
            at_start: sums[4],
            at_end: sums[5],
            churned: sums[6],
            rows,
            with,
        }
    })
}

fn acquired() -> impl Strategy<Value = Acquired> {
    let margin =
        prop::option::of((-1000i64..1000, 1i64..50).prop_map(|(top, bottom)| Exact::quotient(top, bottom).unwrap()));
    (0u64..100, minor(), margin).prop_map(|(customers, revenue, margin)| Acquired { customers, revenue, margin })
}

fn exact() -> impl Strategy<Value = Exact> {
    (-1000i64..1000, 1i64..50).prop_map(|(top, bottom)| Exact::quotient(top, bottom).unwrap())
}

fn steps() -> impl Strategy<Value = Steps> {
    let bounced = ((exact(), exact()), (exact(), exact())).prop_map(|(spend, visits)| Bounced { spend, visits });
    // A step that no row gives is no step with a count of zero at the end of the list.
    let counts = prop::collection::vec(prop::option::of(minor()), 3).prop_map(|mut counts| {
        while counts.last() == Some(&None) {
            counts.pop();
        }
        counts
    });
    (counts, prop::option::of(bounced)).prop_map(|(counts, bounced)| Steps { counts, bounced })
}

fn movements() -> impl Strategy<Value = Movements> {
    (0u64..9, prop::collection::vec(prop::option::of(minor()), 7)).prop_map(|(rows, sums)| {
        let mut all = Movements::of_rows(rows);
        for (movement, sum) in Movement::ALL.iter().zip(sums) {
            if let Some(sum) = sum {
                all.add(*movement, sum);
            }
        }
        all
    })
}

fn totals() -> impl Strategy<Value = Totals> {
    let more = (prop::option::of(steps()), prop::option::of(movements()));
    let parts = (prop::option::of(exact()), prop::option::of(exact()));
    let boxed = (prop::option::of(revenue()), prop::option::of(acquired()), parts, more);
    (minor(), 0u64..9, minor(), 0u64..9, boxed).prop_map(
        |(
            spend,
            spend_rows,
            new_customers,
            customer_rows,
            (revenue, acquired, (fraction, spread), (steps, movements)),
        )| Totals {
            spend,
            fraction: fraction.map(Box::new),
            spread: spread.map(Box::new),
            spend_rows,
            new_customers,
            customer_rows,
            revenue: revenue.map(Box::new),
            acquired: acquired.map(Box::new),
            steps: steps.map(Box::new),
            movements: movements.map(Box::new),
        },
    )
}

fn sum<'a>(all: impl IntoIterator<Item = &'a Totals>) -> Totals {
    let mut sum = Totals::default();
    for totals in all {
        sum += totals;
    }
    sum
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_default_is_zero(totals in totals()) {
        prop_assert_eq!(&sum([&Totals::default(), &totals]), &totals);
        prop_assert_eq!(&sum([&totals, &Totals::default()]), &totals);
    }

    #[test]
    fn any_order_gives_the_same_sum(all in prop::collection::vec(totals(), 0..8), turn in 0usize..8) {
        let forward = sum(&all);
        prop_assert_eq!(&sum(all.iter().rev()), &forward);
        let mut turned = all.clone();
        turned.rotate_left(turn.min(all.len()));
        prop_assert_eq!(&sum(&turned), &forward);
    }

    #[test]
    fn any_split_gives_the_same_sum(all in prop::collection::vec(totals(), 0..8), at in any::<prop::sample::Index>()) {
        let (one, other) = all.split_at(at.index(all.len() + 1));
        prop_assert_eq!(sum([&sum(one), &sum(other)]), sum(&all));
    }
}
