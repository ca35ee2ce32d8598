//! Worked by hand: 40 on 1 customer, nothing, 60 on 9, 100 on none.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::domain::category::Category;
use crate::domain::ledger::{Acquired, Minor, Name, Revenue};
use crate::domain::period::Month;

fn month(number: i32) -> Month {
    Month::new(2025, 12).unwrap().plus(number)
}

fn key(number: Option<i32>, channel: &str, week: Option<&str>) -> Key {
    Key {
        period: number.map(|number| Span::month(month(number))),
        channel: Some(channel.into()),
        segment: None,
        category: Category::Uncategorised,
        others: week.map(|week| -> Vec<Name> { vec![Some(week.into())] }).unwrap_or_default(),
    }
}

fn totals(spend: i128, customers: i128) -> Totals {
    Totals {
        spend: Minor(spend * Minor::ONE),
        spend_rows: 1,
        new_customers: Minor(customers * Minor::ONE),
        customer_rows: 1,
        ..Totals::default()
    }
}

/// Search in 2026-01, 2026-03 and 2026-04; Social in 2026-04 alone.
fn ledger() -> Ledger {
    let mut ledger = Ledger { has_spend: true, has_customers: true, ..Ledger::default() };
    for side in [&mut ledger.spend_dimensions, &mut ledger.customer_dimensions] {
        side.extend(["channel".to_owned(), "period".to_owned()]);
    }
    ledger.add(key(Some(1), "Search", None), &totals(40, 1));
    ledger.add(key(Some(3), "Search", None), &totals(60, 9));
    ledger.add(key(Some(4), "Search", None), &totals(100, 0));
    ledger.add(key(Some(4), "Social", None), &totals(0, 5));
    ledger
}

fn months(rolling: usize) -> Trend {
    let axis = Axis::periods(Grain::Month, Span { first: month(1), last: month(4) });
    trend(&ledger(), &Assumptions::default(), axis, &[Dimension::Channel], rolling, false)
}

fn of(values: &[Values], metric: Metric) -> Vec<Value> {
    values.iter().map(|values| value(values, metric)).collect()
}

fn known(top: i64, bottom: i64) -> Value {
    Value::exact(Exact::quotient(top, bottom).unwrap())
}

fn none(reason: Reason) -> Value {
    Value::Undefined(reason)
}

#[test]
fn a_month_without_rows_has_spent_nothing_and_has_no_cac() {
    let trend = months(1);
    assert_eq!(trend.axis.names(), ["2026-01", "2026-02", "2026-03", "2026-04"]);
    assert_eq!(of(&trend.total, Metric::Spend), [known(40, 1), known(0, 1), known(60, 1), known(100, 1)]);
    assert_eq!(of(&trend.total, Metric::Cac), [known(40, 1), none(Reason::NoData), known(20, 3), known(20, 1)]);
    assert_eq!(value(&trend.total[1], Metric::Ltv), none(Reason::NoData));
}

#[test]
fn a_window_is_the_ratio_of_its_sums_and_no_mean_of_ratios() {
    let trend = months(2);
    // (40 + 0) ÷ 1, 60 ÷ 9, 160 ÷ 14.
    let cac = of(&trend.total, Metric::Cac);
    assert_eq!(cac, [none(Reason::NoData), known(40, 1), known(20, 3), known(80, 7)]);
    assert_eq!(value(&trend.total[0], Metric::Spend), none(Reason::NoData));
    // 100 ÷ 10, where the mean of 40 and 6.67 is 23.33.
    assert_eq!(value(&months(3).total[2], Metric::Cac), known(10, 1));
    assert_eq!(value(&months(4).total[3], Metric::Cac), value(&trend.whole.total.values, Metric::Cac));
}

#[test]
fn a_channel_without_rows_in_a_month_has_no_spend_and_no_customers_there() {
    let trend = months(1);
    assert_eq!(trend.rows.len(), 2);
    let (search, social) = (&trend.rows[0], &trend.rows[1]);
    assert_eq!(of(search, Metric::NewCustomers), [known(1, 1), known(0, 1), known(9, 1), known(0, 1)]);
    assert_eq!(value(&search[3], Metric::Cac), none(Reason::NoNewCustomers));
    assert_eq!(of(social, Metric::Spend), [known(0, 1), known(0, 1), known(0, 1), known(0, 1)]);
    assert_eq!(value(&social[0], Metric::Cac), none(Reason::NoData));
    assert_eq!(value(&social[0], Metric::ShareOfSpend), known(0, 1));
    assert_eq!(value(&social[3], Metric::ShareOfCustomers), known(1, 1));
}

#[test]
fn the_paid_channels_are_the_same_in_every_period() {
    // Search has spend; Social has none in any month and is not among them.
    let trend = months(1);
    let paid = trend.paid.unwrap();
    assert_eq!(of(&paid, Metric::NewCustomers), [known(1, 1), known(0, 1), known(9, 1), known(0, 1)]);
    assert_eq!(value(&paid[3], Metric::Cac), none(Reason::NoNewCustomers));
}

#[test]
fn a_quarter_reaches_over_the_months_selected() {
    let axis = Axis::periods(Grain::Quarter, Span { first: month(1), last: month(4) });
    assert_eq!(axis.names(), ["2026-Q1", "2026-Q2"]);
    let trend = trend(&ledger(), &Assumptions::default(), axis, &[], 1, false);
    assert_eq!(of(&trend.total, Metric::Cac), [known(10, 1), known(20, 1)]);
}

#[test]
fn weeks_follow_each_other_without_a_hole() {
    let mut ledger = ledger();
    ledger.totals.clear();
    ledger.add(key(Some(0), "Search", Some("2025-W52")), &totals(10, 1));
    ledger.add(key(Some(1), "Search", Some("2026-W02")), &totals(30, 2));
    let axis = Axis::weeks(&ledger, 0, None);
    assert_eq!(axis.names(), ["2025-W52", "2026-W01", "2026-W02"]);
    let found = trend(&ledger, &Assumptions::default(), axis, &[], 1, false);
    assert_eq!(of(&found.total, Metric::Cac), [known(10, 1), none(Reason::NoData), known(15, 1)]);
    // February has its 28 days in 2026-W05 to W09.
    let span = Span::month(month(2));
    assert_eq!(Axis::weeks(&ledger, 0, Some(span)).names().len(), 5);
}

#[test]
fn revenue_without_a_date_gives_inputs_to_every_month_and_is_the_return_of_none() {
    let mut ledger = Ledger { has_revenue: true, ..ledger() };
    let revenue = Revenue {
        revenue: Minor(900 * Minor::ONE),
        active_months: Minor(30 * Minor::ONE),
        rows: 1,
        with: [0, 1, 0, 0, 0],
        ..Revenue::default()
    };
    let totals = Totals { revenue: Some(Box::new(revenue)), ..Totals::default() };
    ledger.add(key(None, "Search", None), &totals);
    let axis = Axis::periods(Grain::Month, Span { first: month(1), last: month(4) });
    let found = trend(&ledger, &Assumptions::default(), axis, &[], 1, false);
    assert_eq!(value(&found.total[0], Metric::Arpa), known(30, 1));
    assert_eq!(value(&found.total[0], Metric::Mer), none(Reason::NoData));
    assert_eq!(value(&found.whole.total.values, Metric::Mer), known(900, 200));
}

#[test]
fn marginal_cac_holds_a_month_against_the_one_before() {
    let axis = Axis::periods(Grain::Month, Span { first: month(1), last: month(4) });
    let assumptions = Assumptions { marginal: true, ..Assumptions::default() };
    let found = trend(&ledger(), &assumptions, axis, &[Dimension::Channel], 1, true);
    // From 60 on 9 to 100 on 5 the spend grew and the customers fell.
    assert_eq!(value(&found.total[3], Metric::MarginalCac), none(Reason::NoCommonChange));
    assert_eq!(value(&found.total[0], Metric::MarginalCac), none(Reason::NoData));
    // From nothing in February to 60 on 9 in March.
    assert_eq!(value(&found.total[2], Metric::MarginalCac), known(20, 3));
    assert_eq!(value(&found.rows[0][2], Metric::MarginalCac), known(20, 3));
}

/// 10 ÷ 1 and 30 ÷ 2: a week by itself, also where metrics that look at the period before are asked for.
#[test]
fn a_week_has_its_own_cac_beside_metrics_of_neighbours() {
    let mut ledger = ledger();
    ledger.totals.clear();
    ledger.add(key(Some(1), "Search", Some("2026-W02")), &totals(10, 1));
    ledger.add(key(Some(1), "Search", Some("2026-W03")), &totals(30, 2));
    for dimensions in [vec![], vec![Dimension::Channel]] {
        let axis = Axis::weeks(&ledger, 0, None);
        assert_eq!((axis.count(), axis.unit()), (2, "week"));
        let assumptions = Assumptions { marginal: true, ..Assumptions::default() };
        let found = trend(&ledger, &assumptions, axis, &dimensions, 1, true);
        assert_eq!(of(&found.total, Metric::Cac), [known(10, 1), known(15, 1)]);
        assert_eq!(found.rows.len(), 1);
    }
}

/// What looks at the period before stands beside periods that are told of by themselves, where it is asked for.
#[test]
fn metrics_of_neighbours_stand_where_they_are_asked_for() {
    let told = |rolling: usize, neighbours: bool| {
        let axis = Axis::periods(Grain::Month, Span { first: month(1), last: month(4) });
        let assumptions = Assumptions { marginal: true, ..Assumptions::default() };
        let found = trend(&ledger(), &assumptions, axis, &[], rolling, neighbours);
        found.total[2].contains_key(&Metric::MarginalCac)
    };
    assert_eq!([told(1, true), told(2, true), told(1, false), told(2, false)], [true, false, false, false]);
}

#[test]
fn customers_without_a_date_give_their_revenue_to_every_month() {
    let mut ledger = ledger();
    let acquired = Some(Box::new(Acquired { customers: 3, revenue: Minor(90 * Minor::ONE), margin: None }));
    ledger.add(key(None, "Search", None), &Totals { acquired, ..totals(7, 1) });
    let axis = Axis::periods(Grain::Month, Span { first: month(1), last: month(4) });
    let parts = Parts::of(&ledger, &axis);
    let undated: Vec<_> =
        parts.undated.iter().map(|(_, totals)| (totals.acquired.is_some(), totals.spend_rows)).collect();
    assert_eq!(undated, [(true, 0)]);
    assert_eq!(parts.joined(0, 0).totals.values().filter(|totals| totals.acquired.is_some()).count(), 1);
}
