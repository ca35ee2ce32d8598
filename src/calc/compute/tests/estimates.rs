//! Figures that are estimates.

use super::*;
use crate::calc::results::Estimation;

fn at_95(assumptions: Assumptions) -> Assumptions {
    Assumptions { level: Some(Exact::decimal(95, 2)), ..assumptions }
}

/// The limits of a count of 100 are 81.36 and 121.63 (Garwood): 10 000 ÷ 121.63 and 10 000 ÷ 81.36.
#[test]
fn a_cac_has_the_interval_of_its_customers() {
    let assumptions = Assumptions { level: Some(Exact::decimal(95, 2)), ..Assumptions::default() };
    let found = by_channel(&channels(&[(Some("a"), 10_000, 100)]), &assumptions);
    for line in [&found.total, &found.rows[0]] {
        let interval = line.intervals[&Metric::Cac].clone().unwrap();
        let cents = |end: Option<Figure>| (&end.unwrap().middle() * &Exact::whole(100)).floor();
        assert_eq!((cents(interval.low), cents(interval.high)), (8_221.into(), 12_290.into()));
    }
    let without = by_channel(&channels(&[(Some("a"), 10_000, 100)]), &Assumptions::default());
    assert!(without.total.intervals.is_empty());
}

/// None of 100 left in a month: LTV is at least 80 ÷ 3.70 % (Wilson).
#[test]
fn nobody_who_left_leaves_an_ltv_with_a_lower_end() {
    let found = by_channel(&months(&[(1, base(100, 0))]), &Assumptions::default());
    assert_eq!(of(&found.total, Metric::Ltv), none(Reason::NoChurn));
    let least = found
        .remarks
        .iter()
        .find_map(|remark| if let Remark::LeastLtv(_, least) = remark { Some(least.middle().floor()) } else { None });
    assert_eq!(least, Some(2_162.into()));
}

/// What was estimated: customers alone, customers and those of them who left, and no whole number of customers.
#[test]
fn it_is_told_what_was_counted_and_what_was_known() {
    let of =
        |ledger: &Ledger, assumptions| -> Estimation { by_channel(ledger, &at_95(assumptions)).estimation.unwrap() };
    let told = |found: &Estimation| (found.together, found.counted_churn, found.known_churn, found.fractions);
    let known = channels(&[(Some("a"), 10_000, 100)]);
    assert_eq!(told(&of(&known, flags(100, 80, 5))), (1, false, true, false));
    assert_eq!(told(&of(&known, Assumptions::default())), (1, false, false, false));
    let counted = months(&[(1, base(100, 3))]);
    assert_eq!(told(&of(&counted, Assumptions::default())), (2, true, false, false));
    let mut halves = known;
    halves.add(key(Some("a")), &Totals { new_customers: Minor(Minor::ONE / 2), customer_rows: 1, ..Totals::default() });
    assert!(of(&halves, Assumptions::default()).fractions);
    assert_eq!(of(&halves, Assumptions::default()).level, Exact::decimal(95, 2));
    assert_eq!(by_channel(&halves, &Assumptions::default()).estimation, None);
}

/// 10 000 for 100 against 10 000 for 50: half the CAC.
#[test]
fn channels_are_held_against_the_largest() {
    let ledger = channels(&[(Some("a"), 10_000, 100), (Some("b"), 10_000, 50), (None, 100, 1)]);
    let found = by_channel(&ledger, &at_95(Assumptions::default())).estimation.unwrap();
    assert_eq!(found.comparisons.len(), 1);
    let only = &found.comparisons[0];
    let label = |name: &str| vec![Label::Name(Some(name.into()))];
    assert_eq!((only.metric, &only.row, &only.against), (Metric::Cac, &label("b"), &label("a")));
    assert_eq!((&only.value, only.differs), (&Some(Figure::exact(Exact::whole(2))), Some(true)));
    // Months are no groups of customers.
    let months = months(&[(1, base(100, 3)), (2, base(100, 3))]);
    let found = compute(&months, &at_95(Assumptions::default()), &[Dimension::Period(Grain::Month)]);
    assert!(found.estimation.unwrap().comparisons.is_empty());
}

/// 10 customers at an ARPA of 100 and 30 at 200: 80 % of 175 ÷ 3.70 %.
#[test]
fn the_lower_end_of_an_ltv_is_that_of_the_mix() {
    let mut ledger = months(&[(1, base(100, 0))]);
    let period = Month::new(2026, 1).map(Span::month);
    ledger.add(Key { period, ..key(Some("b")) }, &customers(30));
    let mut assumptions = Assumptions::default();
    for (channel, arpa) in [("a", 100), ("b", 200)] {
        Arc::make_mut(&mut assumptions.rows).push(Assumption {
            channel: Some(channel.to_owned()),
            segment: None,
            inputs: Inputs { arpa: inputs(arpa, 80, 5).arpa, ..Inputs::default() },
            configured: false,
        });
    }
    let found = by_channel(&ledger, &assumptions);
    let least = found
        .remarks
        .iter()
        .find_map(|remark| if let Remark::LeastLtv(_, least) = remark { Some(least.middle().floor()) } else { None });
    assert_eq!(least, Some(3_784.into()));
}
