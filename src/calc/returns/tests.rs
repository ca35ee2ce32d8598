//! Revenue over spend, and revenue over itself, by hand.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may fail loudly")]

use super::*;
use crate::calc::compute;
use crate::calc::trend::Axis;
use crate::domain::ledger::{Minor, Revenue};
use crate::domain::period::{Grain, Month};

fn money(amount: i64) -> Minor {
    Minor(i128::from(amount) * Minor::ONE)
}

fn key(month: i32, channel: Option<&str>, category: Category) -> Key {
    let period = Some(Span::month(Month::new(2026, month).unwrap()));
    Key { period, channel: channel.map(Into::into), segment: None, category, others: Vec::new() }
}

fn ledger() -> Ledger {
    let mut ledger = Ledger { has_spend: true, has_revenue: true, ..Ledger::default() };
    ledger.spend_dimensions.insert("period".to_owned());
    ledger.revenue_dimensions.insert("period".to_owned());
    ledger
}

fn spend(ledger: &mut Ledger, month: i32, channel: Option<&str>, category: Category, amount: i64) {
    let totals = Totals { spend: money(amount), spend_rows: 1, ..Totals::default() };
    ledger.spend_dimensions.extend(channel.map(|_| "channel".to_owned()));
    ledger.add(key(month, channel, category), &totals);
}

fn revenue(ledger: &mut Ledger, month: i32, channel: Option<&str>, amount: i64, moved: &[(Movement, i64)]) {
    let mut movements = Movements::of_rows(1);
    for (movement, amount) in moved {
        movements.add(*movement, money(*amount));
    }
    let own = Revenue { revenue: money(amount), rows: 1, ..Revenue::default() };
    ledger.revenue_dimensions.extend(channel.map(|_| "channel".to_owned()));
    let movements = (!moved.is_empty()).then(|| Box::new(movements));
    let totals = Totals { revenue: Some(Box::new(own)), movements, ..Totals::default() };
    ledger.add(key(month, channel, Category::Uncategorised), &totals);
}

fn by(ledger: &Ledger, dimension: Dimension) -> Results {
    compute(ledger, &Assumptions::default(), &[dimension])
}

fn total(results: &Results, metric: Metric) -> Value {
    results.total.values[&metric].clone()
}

fn part(top: i64, bottom: i64) -> Value {
    Value::exact(Exact::quotient(top, bottom).unwrap())
}

use Movement as M;

#[test]
fn revenue_over_spend_is_named_in_both_directions() {
    let mut ledger = ledger();
    spend(&mut ledger, 1, None, Category::Salaries, 20_000);
    revenue(&mut ledger, 1, None, 100_000, &[]);
    let results = by(&ledger, Dimension::Channel);
    assert_eq!(total(&results, Metric::Mer), part(5, 1));
    assert_eq!(total(&results, Metric::MerInverse), part(1, 5));
    assert_eq!(total(&results, Metric::Roas), NO_DATA);
}

#[test]
fn roas_is_of_channels_that_have_advertising() {
    let mut ledger = ledger();
    spend(&mut ledger, 1, Some("Meta"), Category::Advertising, 10_000);
    spend(&mut ledger, 1, Some("Meta"), Category::Salaries, 5_000);
    revenue(&mut ledger, 1, Some("Meta"), 30_000, &[]);
    revenue(&mut ledger, 1, Some("Direct"), 70_000, &[]);
    let results = by(&ledger, Dimension::Channel);
    let row = |name: &str| results.rows.iter().find(|row| row.key == [Label::Name(Some(name.into()))]).unwrap();
    assert_eq!(row("Meta").values[&Metric::Roas], part(3, 1));
    assert_eq!(row("Meta").values[&Metric::Mer], part(2, 1));
    assert_eq!(row("Direct").values[&Metric::Roas], Value::Undefined(Reason::NoSpend));
    // 30,000 ÷ 10,000: what came directly was not bought by advertising.
    assert_eq!(total(&results, Metric::Roas), part(3, 1));
}

#[test]
fn revenue_retained_counts_expansion_net_and_leaves_it_out_gross() {
    let mut ledger = ledger();
    let moved = [(M::AtStart, 100_000), (M::Expansion, 12_000), (M::Contraction, 3_000), (M::Churned, 4_000)];
    revenue(&mut ledger, 1, None, 100_000, &moved);
    let results = by(&ledger, Dimension::Channel);
    assert_eq!(total(&results, Metric::Nrr), part(105, 100));
    assert_eq!(total(&results, Metric::Grr), part(93, 100));
    assert_eq!(total(&results, Metric::QuickRatio), NO_DATA);
}

fn quarter() -> Ledger {
    let mut ledger = ledger();
    for (month, start, end) in [(1, 100, 104), (2, 104, 107), (3, 107, 110)] {
        let moved = [
            (M::AtStart, start),
            (M::AtEnd, end),
            (M::New, 6),
            (M::Expansion, 3),
            (M::Contraction, 1),
            (M::Churned, 4),
        ];
        revenue(&mut ledger, month, None, start, &moved);
        spend(&mut ledger, month, None, Category::Salaries, 50);
    }
    ledger
}

#[test]
fn months_say_what_their_quarter_does() {
    let results = by(&quarter(), Dimension::Period(Grain::Quarter));
    let row = &results.rows[0];
    // (100 + 9 − 3 − 12) ÷ 100; (18 + 9) ÷ (3 + 12); 12 × (110 − 100) ÷ 150.
    assert_eq!(row.values[&Metric::Nrr], part(94, 100));
    assert_eq!(row.values[&Metric::QuickRatio], part(27, 15));
    assert_eq!(row.values[&Metric::MagicNumber], part(120, 150));
    assert_eq!(row.values, results.total.values);
}

#[test]
fn a_magic_number_is_of_a_quarter_and_of_nothing_else() {
    let mut ledger = quarter();
    assert_eq!(by(&ledger, Dimension::Period(Grain::Month)).rows[0].values[&Metric::MagicNumber], NO_DATA);
    spend(&mut ledger, 4, None, Category::Salaries, 50);
    assert_eq!(total(&by(&ledger, Dimension::Channel), Metric::MagicNumber), NO_DATA);
}

#[test]
fn a_month_without_its_row_leaves_the_whole_unknown() {
    let mut ledger = ledger();
    for month in [1, 3] {
        revenue(&mut ledger, month, None, 100, &[(M::AtStart, 100), (M::Contraction, 0), (M::Churned, 1)]);
    }
    assert_eq!(total(&by(&ledger, Dimension::Channel), Metric::Grr), NO_DATA);
}

#[test]
fn a_column_that_some_rows_lack_is_no_sum() {
    let mut ledger = ledger();
    revenue(&mut ledger, 1, Some("A"), 100, &[(M::AtStart, 100), (M::Contraction, 0), (M::Churned, 1)]);
    revenue(&mut ledger, 1, Some("B"), 100, &[(M::AtStart, 100), (M::Churned, 1)]);
    let results = by(&ledger, Dimension::Channel);
    assert_eq!(results.rows[0].values[&Metric::Grr], part(99, 100));
    assert_eq!(total(&results, Metric::Grr), NO_DATA);
}

#[test]
fn nothing_lost_is_no_quick_ratio() {
    let mut ledger = ledger();
    revenue(&mut ledger, 1, None, 1, &[(M::New, 5), (M::Expansion, 1), (M::Contraction, 0), (M::Churned, 0)]);
    let results = by(&ledger, Dimension::Channel);
    assert_eq!(total(&results, Metric::QuickRatio), Value::Undefined(Reason::NoChurn));
}

#[test]
fn the_classic_magic_number_looks_at_the_quarter_before() {
    let mut ledger = ledger();
    for month in 1..=6 {
        revenue(&mut ledger, month, None, if month <= 3 { 100_000 } else { 110_000 }, &[]);
        spend(&mut ledger, month, None, Category::Salaries, 50_000);
    }
    let results = by(&ledger, Dimension::Period(Grain::Quarter));
    assert_eq!(results.rows[0].values[&Metric::MagicNumberClassic], NO_DATA);
    // 4 × (330,000 − 300,000) ÷ 150,000.
    assert_eq!(results.rows[1].values[&Metric::MagicNumberClassic], part(8, 10));
    assert_eq!(total(&results, Metric::MagicNumberClassic), NO_DATA);
}

#[test]
fn a_row_without_a_month_beside_one_with_a_month_leaves_the_whole_unknown() {
    let moved = [(M::AtStart, 100), (M::Contraction, 0), (M::Churned, 1)];
    let mut ledger = ledger();
    revenue(&mut ledger, 1, None, 100, &moved);
    assert_eq!(total(&by(&ledger, Dimension::Channel), Metric::Grr), part(99, 100));
    let (key, totals) = ledger.totals.first_key_value().map(|(key, totals)| (key.clone(), totals.clone())).unwrap();
    ledger.add(Key { period: None, ..key }, &totals);
    assert_eq!(total(&by(&ledger, Dimension::Channel), Metric::Grr), NO_DATA);
}

#[test]
fn customers_who_came_back_count_where_every_row_tells_of_them() {
    let moved = [(M::New, 5), (M::Expansion, 1), (M::Contraction, 1), (M::Churned, 1)];
    let back: Vec<(Movement, i64)> = moved.iter().copied().chain([(M::Reactivation, 4)]).collect();
    let ratio = |rows: &[(&str, &[(Movement, i64)])]| {
        let mut ledger = ledger();
        for (channel, moved) in rows {
            revenue(&mut ledger, 1, Some(channel), 1, moved);
        }
        total(&by(&ledger, Dimension::Channel), Metric::QuickRatio)
    };
    assert_eq!(ratio(&[("A", &moved), ("B", &moved)]), part(12, 4));
    assert_eq!(ratio(&[("A", &back), ("B", &back)]), part(20, 4));
    assert_eq!(ratio(&[("A", &back), ("B", &moved)]), NO_DATA);
}

/// 12 × (110 − 100) ÷ 150, where a row without a month stands for three.
#[test]
fn a_row_without_a_month_is_a_quarter_where_it_is_said_to_be() {
    let mut ledger = ledger();
    revenue(&mut ledger, 1, None, 100, &[(M::AtStart, 100), (M::AtEnd, 110)]);
    spend(&mut ledger, 1, None, Category::Salaries, 150);
    let undated = std::mem::take(&mut ledger.totals).into_iter();
    ledger.totals = undated.map(|(key, totals)| (Key { period: None, ..key }, totals)).collect();
    let of = |months| {
        let assumptions = Assumptions { revenue_months: months, ..Assumptions::default() };
        let results = compute(&ledger, &assumptions, &[Dimension::Period(Grain::Month)]);
        assert_eq!(results.rows[0].key[0].shown(), "(no period)");
        total(&results, Metric::MagicNumber)
    };
    assert_eq!((of(Some(3)), of(Some(1)), of(None)), (part(120, 150), NO_DATA, NO_DATA));
}

/// 900 less 100 that were paid back; what is over nothing or less is none.
#[test]
fn revenue_is_net_and_divides_where_it_is_above_nothing() {
    let own = Revenue { revenue: money(900), refunds: money(100), ..Revenue::default() };
    let totals = Totals { revenue: Some(Box::new(own)), ..Totals::default() };
    assert_eq!(net_revenue(&totals), Some(Exact::whole(800)));
    let told = |spend: i64, revenue: i64| per_revenue(&part(spend, 1), &part(revenue, 1));
    assert_eq!([told(5, 10), told(5, -10), told(5, 0)], [part(1, 2), NO_DATA, NO_DATA]);
    assert_eq!(told(-5, 10), Value::Undefined(Reason::NegativeSpend));
}

#[test]
fn a_channel_is_advertised_by_spend_on_advertising_of_its_own() {
    let mut ledger = ledger();
    spend(&mut ledger, 1, Some("a"), Category::Advertising, 10);
    spend(&mut ledger, 1, Some("b"), Category::Tools, 10);
    spend(&mut ledger, 1, Some("c"), Category::Advertising, -10);
    spend(&mut ledger, 1, None, Category::Advertising, 10);
    assert_eq!(advertised(&ledger), [Some("a".into())].into());
}

/// Rows of revenue have no spend, and rows of spend are none of a group that spend is not told by.
#[test]
fn a_group_has_the_spend_of_rows_that_have_any() {
    let of = |totals: &Totals, sides: (bool, bool)| {
        let mut group = Group::default();
        group.add(&key(1, None, Category::Tools), totals, &Assumptions::default(), &BTreeSet::new(), sides);
        (group.spend, group.revenue)
    };
    let own = Revenue { revenue: money(900), rows: 1, ..Revenue::default() };
    let earned = Totals { revenue: Some(Box::new(own)), ..Totals::default() };
    let spent = Totals { spend: money(10), spend_rows: 1, ..Totals::default() };
    assert_eq!(of(&earned, (true, true)), (None, Some(Exact::whole(900))));
    assert_eq!(of(&spent, (true, true)), (Some(Exact::whole(10)), None));
    assert_eq!(of(&spent, (false, true)), (None, None));
}

#[test]
fn a_quarter_has_one_before_it_and_a_month_has_none() {
    let label = |first: i32, grain: Grain| {
        let month = Month::new(2026, first).unwrap();
        let axis = Axis::periods(grain, Span { first: month, last: month });
        let period = if let Axis::Periods(_, all) = axis { all.first().copied() } else { None };
        vec![Label::Name(Some("a".into())), Label::Period(period)]
    };
    assert_eq!(quarter_before(&label(4, Grain::Quarter)), Some(label(1, Grain::Quarter)));
    assert_eq!(quarter_before(&label(4, Grain::Month)), None);
}
