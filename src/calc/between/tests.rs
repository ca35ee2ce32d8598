#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::domain::category::Category;
use crate::domain::ledger::{Key, Totals};
use crate::domain::lever::Scaled;
use crate::domain::period::Month;

/// Spend and customers of channels by the months that their rows are of.
fn ledger(rows: &[(i32, &str, i128, i128)]) -> Ledger {
    let both = || ["channel".to_owned(), "period".to_owned()].into();
    let mut ledger = Ledger {
        has_spend: true,
        has_customers: true,
        spend_dimensions: both(),
        customer_dimensions: both(),
        ..Ledger::default()
    };
    for (month, channel, spend, customers) in rows {
        let key = Key {
            period: Month::new(2026, *month).map(Span::month),
            channel: Some((*channel).into()),
            segment: None,
            category: Category::Advertising,
            others: Vec::new(),
        };
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

/// Meta spends 600 more for 4 more customers, and 2 more come by themselves.
fn two_months() -> Ledger {
    ledger(&[(1, "Meta", 1_000, 10), (1, "Organic", 0, 3), (2, "Meta", 1_600, 14), (2, "Organic", 0, 5)])
}

fn marginal() -> Assumptions {
    Assumptions { marginal: true, ..Assumptions::default() }
}

fn of(line: &Line) -> Value {
    line.values.get(&Metric::MarginalCac).cloned().unwrap()
}

fn whole(number: i32) -> Value {
    Value::exact(Exact::whole(number))
}

const NO_DATA: Value = Value::Undefined(Reason::NoData);

#[test]
fn the_last_customers_cost_what_was_spent_more_over_how_many_more_came() {
    let found = compute(&two_months(), &marginal(), &[Dimension::Channel]);
    assert_eq!((of(&found.total), of(found.total_paid.as_ref().unwrap())), (whole(100), whole(150)));
    // Organic customers came without any spend more or less.
    let none = Value::Undefined(Reason::NoCommonChange);
    assert_eq!((of(&found.rows[0]), of(&found.rows[1])), (whole(150), none));
    // Twice as many customers, and so twice as many more.
    let mut twice = marginal();
    twice.scaled.push(Scaled { lever: Lever::NewCustomers, by: Exact::whole(2) });
    let found = compute(&two_months(), &twice, &[Dimension::Channel]);
    assert_eq!((of(&found.total), of(found.total_paid.as_ref().unwrap())), (whole(50), whole(75)));
}

#[test]
fn each_month_is_held_against_the_one_before() {
    let found = compute(&two_months(), &marginal(), &[Dimension::Period(Grain::Month)]);
    assert_eq!((of(&found.rows[0]), of(&found.rows[1])), (NO_DATA, whole(100)));
    // A month without rows has nothing: 1 600 for 16 customers from nothing on.
    let found = compute(
        &ledger(&[(1, "Meta", 1_000, 10), (3, "Meta", 1_600, 16)]),
        &marginal(),
        &[Dimension::Period(Grain::Month)],
    );
    assert_eq!(of(&found.rows[1]), whole(100));
}

#[test]
fn one_month_has_none_before_it() {
    let found = compute(&ledger(&[(1, "Meta", 1_000, 10)]), &marginal(), &[Dimension::Channel]);
    assert_eq!((of(&found.total), of(&found.rows[0])), (NO_DATA, NO_DATA));
}
