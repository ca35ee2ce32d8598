//! What is summed where.

use super::*;

fn share(amount: i32) -> Option<Box<Exact>> {
    Some(Box::new(Exact::whole(amount)))
}

/// 100 of one's own, and 10 with a share of 40 of a channel that is not paid for.
#[test]
fn a_share_of_shared_cost_is_spend_of_its_channel() {
    let mut ledger = channels(&[(Some("a"), 100, 10)]);
    ledger.add(key(Some("word of mouth")), &Totals { spread: share(40), ..spend(10) });
    ledger.add(key(Some("word of mouth")), &customers(5));
    let assumptions = Assumptions { unpaid: vec!["word of mouth".to_owned()], ..Assumptions::default() };
    let found = by_channel(&ledger, &assumptions);
    assert_eq!((of(&found.total, Metric::Spend), of(&found.rows[1], Metric::Spend)), (whole(150), whole(50)));
    assert_eq!(of(&found.total_paid.unwrap(), Metric::Spend), whole(100));
}

#[test]
fn spend_that_is_not_on_keeping_customers_keeps_none() {
    let found = by_channel(&months(&[(1, base(100, 40))]), &Assumptions::default());
    for line in found.rows.iter().chain([&found.total]) {
        assert_eq!(line.values.get(&Metric::RetentionCost), None);
    }
}

/// 1 % and 3 % churn on equal bases: 4 000 over both months, 8 000 ÷ 3 of the last alone.
#[test]
fn a_window_pools_the_months_up_to_the_end_of_the_selection() {
    let of_window = |count: u32| {
        let mut ledger = months(&[(1, base(100, 1)), (2, base(100, 3))]);
        ledger.window = Some(Box::new(ledger.window(count)));
        let last = Month::new(2026, 2).map(Span::month);
        ledger.totals.retain(|key, _| key.period == last);
        let found = compute(&ledger, &Assumptions::default(), &[Dimension::Period(Grain::Month)]);
        assert_eq!(of(&found.rows[0], Metric::Ltv), of(&found.total, Metric::Ltv));
        (of(&found.total, Metric::Ltv), found.window)
    };
    let month = |number| Month::new(2026, number).unwrap();
    let both = Span { first: month(1), last: month(2) };
    assert_eq!(of_window(2), (whole(4_000), Some((2, Some(both)))));
    assert_eq!(of_window(1), (fraction(8_000, 3), Some((1, Some(Span::month(month(2)))))));
}

/// 200 from 4 customers acquired in a month, in the month as in all.
#[test]
fn what_customers_of_a_month_bring_is_pooled_by_month_and_over_all() {
    let mut ledger = months(&[(1, base(100, 5)), (2, base(100, 5))]);
    for (month, paid) in [(1, 200), (2, 400)] {
        let own = Acquired { customers: 4, revenue: one(paid), margin: Some(Exact::whole(150)) };
        let at = Key { period: Month::new(2026, month).map(Span::month), ..key(Some("a")) };
        ledger.add(at, &Totals { acquired: Some(Box::new(own)), ..Totals::default() });
    }
    let found = compute(&ledger, &Assumptions::default(), &[Dimension::Period(Grain::Month)]);
    let arpa = |line: &Line| of(line, Metric::Arpa);
    assert_eq!((arpa(&found.rows[0]), arpa(&found.rows[1]), arpa(&found.total)), (whole(50), whole(100), whole(75)));
}

/// A row of customers is one though it counts none; revenue without a name is in the total alone.
#[test]
fn a_row_stands_where_a_side_of_the_ledger_says_something() {
    let mut ledger = channels(&[(Some("a"), 100, 10)]);
    ledger.add(key(Some("b")), &customers(0));
    ledger.add(key(Some("c")), &Totals { customer_rows: 0, ..customers(3) });
    ledger.has_revenue = true;
    ledger.revenue_dimensions.insert("channel".to_owned());
    ledger.add(key(Some("d")), &revenue(base(100, 1)));
    ledger.add(key(None), &revenue(base(100, 1)));
    let found = by_channel(&ledger, &Assumptions::default());
    let names: Vec<_> = found.rows.iter().map(|line| line.key[0].shown()).collect();
    assert_eq!(names, ["a", "b", "c", "d"]);
    let won: Vec<_> = found.rows.iter().map(|line| of(line, Metric::NewCustomers)).collect();
    assert_eq!(won, [10, 0, 3, 0].map(whole));
}
