#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::Arc;

use super::*;
use crate::domain::assumptions::{Assumption, Inputs, Method};
use crate::domain::category::{Category, Scope};
use crate::domain::figure::Figure;
use crate::domain::ledger::{Acquired, Key, Revenue, Totals};
use crate::domain::period::{Grain, Month, Span};
use crate::domain::rate::{Margin, MonthlyChurn, MonthlyMoney, Per};

use crate::calc::results::{Origin, Remark};

mod estimates;
mod pools;
mod remarks;

fn one(n: i128) -> Minor {
    Minor(n * Minor::ONE)
}

fn empty() -> Ledger {
    Ledger {
        has_spend: true,
        has_customers: true,
        spend_dimensions: ["channel".to_owned()].into(),
        customer_dimensions: ["channel".to_owned()].into(),
        ..Ledger::default()
    }
}

fn key(channel: Option<&str>) -> Key {
    Key {
        period: None,
        channel: channel.map(Arc::from),
        segment: None,
        category: Category::Uncategorised,
        others: Vec::new(),
    }
}

fn spend(n: i128) -> Totals {
    Totals { spend: one(n), spend_rows: 1, ..Totals::default() }
}

fn customers(n: i128) -> Totals {
    Totals { new_customers: one(n), customer_rows: 1, ..Totals::default() }
}

fn revenue(revenue: Revenue) -> Totals {
    Totals { revenue: Some(Box::new(revenue)), ..Totals::default() }
}

fn channels(rows: &[(Option<&str>, i128, i128)]) -> Ledger {
    let mut ledger = empty();
    for (channel, cost, won) in rows {
        if *cost != 0 {
            ledger.add(key(*channel), &spend(*cost));
        }
        if *won != 0 {
            ledger.add(key(*channel), &customers(*won));
        }
    }
    ledger
}

fn inputs(arpa: i32, margin: i32, churn: i32) -> Inputs {
    let percent = |n: i32| Exact::decimal(n, 2);
    Inputs {
        arpa: Some(MonthlyMoney::new(&Exact::whole(arpa), Per::Month)),
        margin: Margin::new(Figure::exact(percent(margin))),
        churn: MonthlyChurn::new(&percent(churn), Per::Month),
        ..Inputs::default()
    }
}

fn flags(arpa: i32, margin: i32, churn: i32) -> Assumptions {
    Assumptions { common: inputs(arpa, margin, churn), ..Assumptions::default() }
}

fn by_channel(ledger: &Ledger, assumptions: &Assumptions) -> Results {
    compute(ledger, assumptions, &[Dimension::Channel])
}

fn of(line: &Line, metric: Metric) -> Value {
    line.values.get(&metric).cloned().unwrap()
}

fn whole(n: i64) -> Value {
    Value::exact(Exact::whole(n))
}

fn fraction(n: i64, d: i64) -> Value {
    Value::exact(Exact::quotient(n, d).unwrap())
}

fn none(reason: Reason) -> Value {
    Value::Undefined(reason)
}

/// W15, a public script: the blended CAC is 700, never the mean of the CACs.
#[test]
fn the_total_is_a_ratio_of_sums() {
    let rows = [(Some("a"), 15_000, 10), (Some("b"), 12_000, 20), (Some("c"), 5_000, 15), (Some("d"), 3_000, 5)];
    let found = by_channel(&channels(&rows), &Assumptions::default());
    let cacs: Vec<Value> = found.rows.iter().map(|line| of(line, Metric::Cac)).collect();
    assert_eq!(cacs, [whole(1_500), whole(600), fraction(1_000, 3), whole(600)]);
    assert_eq!(of(&found.total, Metric::Cac), whole(700));
    let parts: Vec<Value> = found.rows.iter().map(|line| of(line, Metric::CacPart)).collect();
    let sum: Exact = parts.iter().map(|part| part.figure().unwrap().low().clone()).sum();
    assert_eq!(sum, Exact::whole(700));
}

/// W16, a VC post: blended 20, half the customers organic, so paid CAC is 40.
#[test]
fn organic_customers_are_in_the_total_and_not_in_paid() {
    let rows = [(Some("ads"), 4_000, 100), (Some("organic"), 0, 100)];
    let found = by_channel(&channels(&rows), &flags(3, 100, 10));
    assert_eq!(of(&found.total, Metric::Cac), whole(20));
    let paid = found.total_paid.unwrap();
    assert_eq!(of(&paid, Metric::Cac), whole(40));
    assert_eq!(of(&paid, Metric::LtvCac), fraction(3, 4));
    assert_eq!(of(&found.rows[1], Metric::Cac), whole(0));
    assert_eq!(of(&found.rows[1], Metric::LtvCac), none(Reason::NoSpend));
    assert_eq!(of(&found.rows[1], Metric::PaybackMonths), whole(0));
}

/// A channel whose credits exceed its spend is not organic: its customers stay beside its spend, 90 ÷ 15.
#[test]
fn the_customers_of_a_channel_with_a_net_credit_are_paid_ones() {
    let rows = [(Some("ads"), 100, 10), (Some("fair"), -10, 5), (Some("organic"), 0, 5)];
    let found = by_channel(&channels(&rows), &flags(10, 50, 5));
    let paid = found.total_paid.unwrap();
    assert_eq!(of(&paid, Metric::NewCustomers), whole(15));
    assert_eq!(of(&paid, Metric::Cac), whole(6));
}

/// A third of 100 has no end in decimals; the channel is a paid one all the same.
#[test]
fn a_channel_whose_spend_counts_in_part_is_a_paid_one() {
    let mut ledger = channels(&[(Some("ads"), 0, 10), (Some("organic"), 0, 10)]);
    let third = Some(Box::new(Exact::quotient(100, 3).unwrap()));
    ledger.add(key(Some("ads")), &Totals { fraction: third, spend_rows: 1, ..Totals::default() });
    let found = by_channel(&ledger, &flags(10, 50, 5));
    assert_eq!(of(&found.total_paid.unwrap(), Metric::Cac), fraction(10, 3));
}

#[test]
fn shared_cost_has_its_own_row_and_no_cac() {
    let rows = [(Some("ads"), 100, 10), (None, 50, 5)];
    let found = by_channel(&channels(&rows), &flags(10, 50, 5));
    let shared = &found.rows[1];
    assert!(shared.unattributed);
    assert_eq!(of(shared, Metric::Spend), whole(50));
    for metric in [Metric::Cac, Metric::LtvCac, Metric::PaybackMonths] {
        assert_eq!(of(shared, metric), none(Reason::UnattributedSpend));
    }
    assert_eq!(of(&found.total, Metric::Cac), whole(10));
    assert_eq!(of(&found.total_paid.unwrap(), Metric::Cac), whole(15));
    assert!(found.remarks.contains(&Remark::Unattributed(Exact::whole(50))));
}

#[test]
fn no_input_of_a_side_is_no_data_never_zero() {
    let mut ledger = channels(&[(Some("a"), 0, 10)]);
    ledger.has_spend = false;
    ledger.spend_dimensions.clear();
    let found = by_channel(&ledger, &flags(10, 50, 5));
    for line in [&found.rows[0], &found.total] {
        for metric in [Metric::Spend, Metric::Cac, Metric::LtvCac, Metric::PaybackMonths] {
            assert_eq!(of(line, metric), none(Reason::NoData));
        }
        assert_eq!(of(line, Metric::Ltv), whole(100));
    }
    assert_eq!(found.total_paid, None);
    let mut ledger = channels(&[(Some("a"), 10, 0)]);
    ledger.has_customers = false;
    ledger.customer_dimensions.clear();
    let found = by_channel(&ledger, &Assumptions::default());
    assert_eq!(of(&found.rows[0], Metric::Spend), whole(10));
    assert_eq!(of(&found.rows[0], Metric::NewCustomers), none(Reason::NoData));
    assert_eq!(of(&found.total, Metric::Cac), none(Reason::NoData));
}

#[test]
fn credits_beyond_the_spend_have_no_cac() {
    let found = by_channel(&channels(&[(Some("a"), -10, 5), (Some("b"), 30, 5)]), &flags(10, 50, 5));
    let line = &found.rows[0];
    assert_eq!(of(line, Metric::Spend), whole(-10));
    for metric in [Metric::Cac, Metric::LtvCac, Metric::PaybackMonths, Metric::ShareOfSpend] {
        assert_eq!(of(line, metric), none(Reason::NegativeSpend));
    }
    assert_eq!(of(&found.total, Metric::Cac), whole(2));
}

#[test]
fn a_dimension_only_customers_carry_has_no_cac_by_row() {
    let mut ledger = empty();
    ledger.spend_dimensions.clear();
    ledger.add(key(None), &spend(100));
    ledger.add(key(Some("team")), &customers(4));
    let found = by_channel(&ledger, &Assumptions::default());
    assert_eq!(found.rows.len(), 1);
    for metric in [Metric::Spend, Metric::Cac, Metric::LtvCac, Metric::PaybackMonths] {
        assert_eq!(of(&found.rows[0], metric), none(Reason::UnattributedSpend));
    }
    assert_eq!(of(&found.total, Metric::Cac), whole(25));
    assert!(found.remarks.contains(&Remark::Unattributed(Exact::whole(100))));
    assert_eq!(found.total_paid, None);
}

#[test]
fn categories_show_their_part_of_the_cac() {
    let mut ledger = empty();
    ledger.spend_dimensions.insert("category".to_owned());
    for (category, n) in [(Category::Advertising, 60), (Category::Salaries, 40)] {
        let key = Key { category, ..key(Some("a")) };
        ledger.add(key, &spend(n));
    }
    ledger.add(key(Some("a")), &customers(10));
    let found = compute(&ledger, &Assumptions::default(), &[Dimension::Category]);
    assert_eq!(found.rows.len(), 2);
    assert_eq!(of(&found.rows[0], Metric::CacPart), whole(6));
    assert_eq!(of(&found.rows[1], Metric::CacPart), whole(4));
    assert_eq!(of(&found.rows[0], Metric::ShareOfSpend), fraction(3, 5));
    assert_eq!(of(&found.rows[0], Metric::NewCustomers), none(Reason::NoData));
    assert_eq!(of(&found.rows[0], Metric::Cac), none(Reason::NoData));
    assert_eq!(of(&found.total, Metric::Cac), whole(10));
}

#[test]
fn a_scope_leaves_out_and_says_so() {
    let mut ledger = empty();
    for (category, n) in [
        (Category::Advertising, 60),
        (Category::Overhead, 40),
        (Category::Retention, 30),
        (Category::Named("Influencer".to_owned()), 5),
    ] {
        let key = Key { category, ..key(Some("a")) };
        ledger.add(key, &spend(n));
    }
    ledger.add(key(Some("a")), &customers(10));
    let base = Revenue { at_start: one(20), churned: one(5), rows: 1, with: [0, 0, 1, 1, 0], ..Revenue::default() };
    ledger.add(key(Some("a")), &revenue(base));
    let assumptions = Assumptions { scope: Scope::Paid, ..Assumptions::default() };
    let found = by_channel(&ledger, &assumptions);
    assert_eq!(of(&found.total, Metric::Cac), whole(6));
    assert_eq!(of(&found.total, Metric::RetentionCost), whole(2));
    let named = Category::Named("Influencer".to_owned());
    for remark in [
        Remark::OutOfScope(Category::Overhead, Exact::whole(40)),
        Remark::OutOfScope(Category::Retention, Exact::whole(30)),
        Remark::Undecided(named, Exact::whole(5)),
    ] {
        assert!(found.remarks.contains(&remark), "{remark:?}");
    }
    assert_eq!(found.categories, [Category::Advertising]);
}

/// 900 customers at 1 % and 100 at 20 %, m = 100: the mix is 9,050, blended churn gives 3,448.
#[test]
fn the_total_ltv_is_the_mix_not_the_blend() {
    let ledger = channels(&[(Some("a"), 900, 900), (Some("b"), 100, 100)]);
    let assumptions = Assumptions {
        rows: Arc::new(vec![
            Assumption { channel: Some("a".to_owned()), segment: None, inputs: inputs(100, 100, 1), configured: false },
            Assumption {
                channel: Some("b".to_owned()),
                segment: None,
                inputs: inputs(100, 100, 20),
                configured: false,
            },
        ]),
        ..Assumptions::default()
    };
    let found = by_channel(&ledger, &assumptions);
    assert_eq!(of(&found.total, Metric::Ltv), whole(9_050));
    assert_eq!(of(&found.total, Metric::Churn), fraction(29, 1_000));
    // (900 · 100 + 100 · 5) ÷ 1 000 months at 100 are that LTV; 1 ÷ 2.9 % would be 34.5 months.
    assert_eq!(of(&found.total, Metric::LifetimeMonths), fraction(181, 2));
    let differs = Remark::BlendedDiffers { blended: Exact::quotient(100_000, 29).unwrap(), mix: Exact::whole(9_050) };
    assert!(found.remarks.contains(&differs));
}

#[test]
fn a_channel_without_inputs_leaves_the_total_partial() {
    let ledger = channels(&[(Some("a"), 90, 9), (Some("b"), 10, 1)]);
    let assumptions = Assumptions {
        rows: Arc::new(vec![Assumption {
            channel: Some("a".to_owned()),
            segment: None,
            inputs: inputs(100, 50, 5),
            configured: false,
        }]),
        ..Assumptions::default()
    };
    let found = by_channel(&ledger, &assumptions);
    assert_eq!(of(&found.rows[0], Metric::Ltv), whole(1_000));
    assert_eq!(of(&found.rows[1], Metric::Ltv), none(Reason::NoArpa));
    assert_eq!(of(&found.total, Metric::Ltv), none(Reason::Partial));
    assert_eq!(of(&found.total, Metric::LtvCac), none(Reason::Partial));
    let because = Remark::PartialBecauseOf(found.rows[1].key.clone(), Reason::NoArpa);
    assert!(found.remarks.contains(&because));
    let nothing = by_channel(&ledger, &Assumptions::default());
    assert_eq!(of(&nothing.total, Metric::Ltv), none(Reason::NoArpa));
    let needs = Remark::Needs(vec![Metric::Arpa, Metric::Margin, Metric::Churn]);
    assert!(nothing.remarks.contains(&needs));
}

#[test]
fn the_most_specific_assumption_comes_first() {
    let mut ledger = channels(&[]);
    let smb = Key { segment: Some(Arc::from("SMB")), ..key(Some("a")) };
    ledger.add(smb, &customers(1));
    let row = |channel: Option<&str>, segment: Option<&str>, arpa: Option<i32>| Assumption {
        channel: channel.map(str::to_owned),
        segment: segment.map(str::to_owned),
        inputs: Inputs { arpa: arpa.map(|n| MonthlyMoney::new(&Exact::whole(n), Per::Month)), ..Inputs::default() },
        configured: false,
    };
    let mut assumptions = flags(10, 50, 5);
    assumptions.rows = Arc::new(vec![
        row(None, Some("SMB"), Some(30)),
        row(Some("a"), None, Some(20)),
        row(Some("a"), Some("SMB"), None),
        row(Some("b"), None, Some(5)),
    ]);
    let found = by_channel(&ledger, &assumptions);
    assert_eq!(of(&found.total, Metric::Arpa), whole(20));
    assert_eq!(of(&found.total, Metric::Ltv), whole(200));
    let unused = Remark::UnusedAssumption(Some("b".to_owned()), None);
    assert!(found.remarks.contains(&unused));
    let source = Remark::Source(Metric::Arpa, Origin::AssumptionRows);
    assert!(found.remarks.contains(&source));
}

fn months(rows: &[(i32, Revenue)]) -> Ledger {
    let mut ledger = empty();
    ledger.has_revenue = true;
    for set in [&mut ledger.spend_dimensions, &mut ledger.customer_dimensions, &mut ledger.revenue_dimensions] {
        set.insert("period".to_owned());
    }
    for (month, base) in rows {
        let period = Month::new(2026, *month).map(Span::month);
        let at = |channel| Key { period, ..key(channel) };
        ledger.add(at(Some("a")), &spend(100));
        ledger.add(at(Some("a")), &customers(10));
        ledger.add(at(None), &revenue(*base));
    }
    ledger
}

fn base(start: i128, lost: i128) -> Revenue {
    Revenue {
        revenue: one(start * 100),
        cost: one(start * 20),
        active_months: one(start),
        at_start: one(start),
        churned: one(lost),
        rows: 1,
        with: [1; 5],
        ..Revenue::default()
    }
}

/// 1 % and 3 % churn on equal bases: 50·m pooled, never 66.7·m, the mean of the months.
#[test]
fn over_months_inputs_are_pooled() {
    let ledger = months(&[(1, base(100, 1)), (2, base(100, 3))]);
    let found = compute(&ledger, &Assumptions::default(), &[Dimension::Period(Grain::Month)]);
    assert_eq!(of(&found.rows[0], Metric::Ltv), whole(8_000));
    assert_eq!(of(&found.rows[1], Metric::Ltv), fraction(8_000, 3));
    assert_eq!(of(&found.total, Metric::Ltv), whole(4_000));
    assert_eq!(of(&found.total, Metric::Margin), fraction(4, 5));
    let source = Remark::Source(Metric::Churn, Origin::ActiveBase);
    assert!(found.remarks.contains(&source));
    let channel = by_channel(&ledger, &Assumptions::default());
    assert_eq!(of(&channel.rows[0], Metric::Ltv), whole(4_000));
    assert_eq!(channel.rows.len(), 1);
}

/// 60 lost of 50 hide in 70 lost of 100: neither the month nor the sum has a churn, and the other month has.
#[test]
fn more_lost_than_there_were_is_out_of_range_in_every_sum() {
    let ledger = months(&[(1, base(50, 60)), (2, base(50, 10))]);
    let found = compute(&ledger, &Assumptions::default(), &[Dimension::Period(Grain::Month)]);
    let out = Value::Undefined(Reason::OutOfRange);
    for metric in [Metric::Churn, Metric::Ltv, Metric::LifetimeMonths] {
        assert_eq!((of(&found.rows[0], metric), of(&found.total, metric)), (out.clone(), out.clone()));
    }
    assert_eq!(of(&found.rows[1], Metric::Churn), fraction(1, 5));
    let given = compute(&ledger, &flags(100, 80, 5), &[Dimension::Period(Grain::Month)]);
    assert_eq!(of(&given.total, Metric::Churn), fraction(1, 20));
}

#[test]
fn a_cost_below_zero_is_no_margin_above_one() {
    let credit = Revenue { cost: one(-1), ..base(50, 5) };
    let found = by_channel(&months(&[(1, credit), (2, base(50, 5))]), &Assumptions::default());
    let out = Value::Undefined(Reason::OutOfRange);
    assert_eq!((of(&found.total, Metric::Margin), of(&found.total, Metric::Ltv)), (out.clone(), out));
    assert_eq!(found.basis, Margin);
}

/// A quarter that keeps 0.729 of its customers keeps 0.9 a month.
#[test]
fn the_churn_of_a_quarter_is_a_root() {
    let mut ledger = empty();
    ledger.revenue_dimensions.insert("period".to_owned());
    let quarter = Month::new(2026, 1).map(|month| Span::around(month, Grain::Quarter));
    let at = Key { period: quarter, ..key(None) };
    ledger.add(at, &revenue(base(1_000, 271)));
    ledger.add(key(Some("a")), &customers(1));
    let found = by_channel(&ledger, &Assumptions::default());
    assert_eq!(of(&found.total, Metric::Churn), fraction(1, 10));
}

#[test]
fn revenue_of_those_acquired_comes_before_the_active_base() {
    let mut ledger = months(&[(1, base(100, 5))]);
    let own = Totals {
        acquired: Some(Box::new(Acquired { customers: 4, revenue: one(200), margin: Some(Exact::whole(150)) })),
        ..Totals::default()
    };
    let at = Key { period: Month::new(2026, 1).map(Span::month), ..key(Some("a")) };
    ledger.add(at, &own);
    let found = by_channel(&ledger, &Assumptions::default());
    assert_eq!(of(&found.total, Metric::Arpa), whole(50));
    assert_eq!(of(&found.total, Metric::Margin), fraction(3, 4));
    assert_eq!(of(&found.total, Metric::Churn), fraction(1, 20));
    let source = Remark::Source(Metric::Arpa, Origin::AcquiredCustomers);
    assert!(found.remarks.contains(&source));
}

#[test]
fn without_channels_of_customers_nobody_knows_the_paid_ones() {
    let mut ledger = channels(&[(Some("Meta"), 10, 0), (None, 0, 5)]);
    assert!(by_channel(&ledger, &Assumptions::default()).total_paid.is_some());
    ledger.customer_dimensions.clear();
    assert_eq!(by_channel(&ledger, &Assumptions::default()).total_paid, None);
    let found = by_channel(&channels(&[(Some("Meta"), 10, 0)]), &Assumptions::default());
    assert!(found.total_paid.is_some());
}

#[test]
fn names_on_one_side_only_are_told() {
    let found = by_channel(
        &channels(&[(Some("Meta"), 10, 0), (Some("facebook"), 0, 5), (Some("b"), 1, 1)]),
        &Assumptions::default(),
    );
    assert!(found.remarks.contains(&Remark::OneSided {
        spend_only: vec!["Meta".to_owned()],
        customers_only: vec!["facebook".to_owned()],
        both: vec!["b".to_owned()],
    }));
}

#[test]
fn rows_are_in_the_order_of_their_names_and_the_blank_one_last() {
    let rows = [(None, 1, 0), (Some("b"), 1, 1), (Some("a"), 1, 1)];
    let found = by_channel(&channels(&rows), &Assumptions::default());
    let names: Vec<_> = found.rows.iter().map(|line| line.key[0].clone()).collect();
    let name = |name: &str| Label::Name(Some(Arc::from(name)));
    assert_eq!(names, [name("a"), name("b"), Label::Name(None)]);
}

#[test]
fn a_horizon_or_a_discount_chooses_the_method() {
    let ledger = channels(&[(Some("a"), 1, 1)]);
    let mut assumptions = flags(10, 50, 5);
    assumptions.horizon = Some(24);
    let capped = by_channel(&ledger, &assumptions);
    assert_eq!(capped.method, Method::Capped);
    assumptions.common.discount = crate::domain::rate::MonthlyDiscount::new(&Exact::decimal(1, 2), Per::Month);
    assert_eq!(by_channel(&ledger, &assumptions).method, Method::Discounted);
    assumptions.method = Some(Method::Simple);
    let simple = by_channel(&ledger, &assumptions);
    assert_eq!(of(&simple.total, Metric::Ltv), of(&capped.total, Metric::Ltv));
    assert!(simple.remarks.contains(&Remark::Unused("discount")));
}

#[test]
fn nothing_at_all_is_no_data() {
    let found = by_channel(&Ledger::default(), &Assumptions::default());
    assert!(found.rows.is_empty());
    assert_eq!(of(&found.total, Metric::Cac), none(Reason::NoData));
}

/// Three channels in six sums are three rows.
#[test]
fn rows_are_counted_and_not_sums() {
    let mut ledger = channels(&[(Some("a"), 1, 1), (Some("b"), 1, 1), (Some("c"), 1, 1)]);
    for channel in ["a", "b", "c"] {
        ledger.add(Key { category: Category::Tools, ..key(Some(channel)) }, &spend(1));
    }
    let more = |most| has_more_rows(&ledger, &[Dimension::Channel], most);
    assert_eq!([1, 2, 3, 4, 6, 7].map(more), [true, true, false, false, false, false]);
}

#[test]
fn shared_cost_without_customers_has_no_ltv_and_a_total_without_them_has() {
    let found = by_channel(&channels(&[(Some("a"), 100, 10), (None, 50, 0)]), &flags(100, 80, 5));
    let line = &found.rows[1];
    assert!(line.unattributed && line.model.is_none() && line.has_spend);
    assert_eq!((of(line, Metric::Ltv), of(line, Metric::MaxCac)), {
        (none(Reason::NoNewCustomers), none(Reason::NoNewCustomers))
    });
    // Customers whose channel is not known are worth what the others are.
    let found = by_channel(&channels(&[(Some("a"), 100, 10), (None, 0, 5)]), &flags(100, 80, 5));
    assert_eq!((of(&found.rows[1], Metric::Ltv), found.rows[1].has_spend), (whole(1_600), false));
    assert_eq!(of(&found.rows[1], Metric::Cac), none(Reason::UnattributedSpend));
    // Where customers are not known at all, that is what is missing.
    let mut ledger = channels(&[(Some("a"), 100, 0), (None, 50, 0)]);
    ledger.has_customers = false;
    assert_eq!(of(&by_channel(&ledger, &Assumptions::default()).rows[1], Metric::Cac), none(Reason::NoData));
}

/// 100 for 10 customers, and 50 for 5 of a channel that is not paid for.
#[test]
fn spend_of_a_channel_that_is_not_paid_for_is_no_paid_spend() {
    let rows = [(Some("a"), 100, 10), (Some("word of mouth"), 50, 5)];
    let assumptions = Assumptions { unpaid: vec!["word of mouth".to_owned()], ..Assumptions::default() };
    let found = by_channel(&channels(&rows), &assumptions);
    let paid = found.total_paid.unwrap();
    assert_eq!((of(&paid, Metric::Spend), of(&paid, Metric::Cac)), (whole(100), whole(10)));
    assert_eq!(of(&found.total, Metric::Spend), whole(150));
}

/// Spend alone is that of the paid channels whoever they won.
#[test]
fn without_any_customers_all_spend_is_paid() {
    let mut ledger = channels(&[(Some("a"), 100, 0)]);
    ledger.has_customers = false;
    ledger.customer_dimensions.clear();
    let found = by_channel(&ledger, &Assumptions::default());
    assert_eq!(of(&found.total_paid.unwrap(), Metric::Spend), whole(100));
}

/// 60 ÷ (100 − 40) kept; not where all left, nor where a row lacks one of the columns.
#[test]
fn what_keeping_a_customer_costs_is_over_those_kept() {
    let cost = |base: Revenue| {
        let mut ledger = months(&[(1, base)]);
        let period = Month::new(2026, 1).map(Span::month);
        ledger.add(Key { period, category: Category::Retention, ..key(Some("a")) }, &spend(60));
        of(&by_channel(&ledger, &Assumptions::default()).total, Metric::RetentionCost)
    };
    assert_eq!(cost(base(100, 40)), whole(1));
    assert_eq!(cost(base(100, 100)), none(Reason::NoData));
    for column in [2, 3] {
        let mut lacking = base(100, 40);
        lacking.with[column] = 0;
        assert_eq!(cost(lacking), none(Reason::NoData));
    }
}
