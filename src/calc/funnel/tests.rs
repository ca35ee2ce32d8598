//! Funnels by hand.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may fail loudly")]

use super::*;
use crate::domain::funnel::Steps;

const HUNDREDTH: i128 = Minor::ONE / 100;

fn name(step: Step) -> StepName {
    StepName { key: step.name().to_owned(), title: step.name().to_owned(), step: Some(step) }
}

fn whole(number: i64) -> Value {
    Value::exact(Exact::whole(number))
}

fn part(top: i64, bottom: i64) -> Value {
    Value::exact(Exact::quotient(top, bottom).unwrap())
}

fn key(channel: Option<&str>, category: Category) -> Key {
    Key { period: None, channel: channel.map(Into::into), segment: None, category, others: Vec::new() }
}

/// A channel's visits, leads, customers, spend in hundredths and bounce rate in percent.
type Channel = (&'static str, [Option<i64>; 2], Option<i64>, Option<i64>, Option<i64>);

fn ledger(channels: &[Channel]) -> Ledger {
    let mut ledger =
        Ledger { steps: [Step::Visits, Step::Leads, Step::Customers].map(name).to_vec(), ..Ledger::default() };
    for side in [&mut ledger.spend_dimensions, &mut ledger.customer_dimensions, &mut ledger.step_dimensions] {
        side.insert("channel".to_owned());
    }
    for (channel, counts, customers, spend, bounce) in channels {
        let mut steps = Steps::default();
        for (at, count) in counts.iter().enumerate() {
            if let Some(count) = count {
                steps.add(at, Minor(i128::from(*count) * Minor::ONE));
            }
        }
        let mut base = Totals { steps: Some(Box::new(steps)), ..Totals::default() };
        if let Some(customers) = customers {
            base.new_customers = Minor(i128::from(*customers) * Minor::ONE);
            base.customer_rows = 1;
            ledger.has_customers = true;
        }
        ledger.add(key(Some(channel), Category::Uncategorised), &base);
        if let Some(spend) = spend {
            ledger.has_spend = true;
            let money = Minor(i128::from(*spend) * HUNDREDTH);
            let bounced = bounce.map(|rate| {
                let share = Exact::quotient(rate, 100).unwrap();
                Bounced { spend: (money.exact(), &money.exact() * &share), ..Bounced::default() }
            });
            let steps = bounced.map(|bounced| Box::new(Steps { counts: Vec::new(), bounced: Some(bounced) }));
            let totals = Totals { spend: money, spend_rows: 1, steps, ..Totals::default() };
            ledger.add(key(Some(channel), Category::Advertising), &totals);
        }
    }
    ledger
}

fn of(ledger: &Ledger) -> Funnel {
    funnel(ledger, &Assumptions::default(), &[Dimension::Channel], None)
}

#[test]
fn every_step_has_its_conversion_and_its_cost() {
    let found = of(&ledger(&[("Google", [Some(20_000), Some(1_200)], Some(60), Some(2_000_000), None)]));
    let total = &found.total;
    assert_eq!(total.steps[0].conversion, None);
    assert_eq!(total.steps[0].cost, whole(1));
    assert_eq!(total.steps[1].conversion, Some(part(6, 100)));
    assert_eq!(total.steps[2].conversion, Some(part(5, 100)));
    assert_eq!(total.steps[2].overall, Some(part(3, 1_000)));
    assert_eq!(total.values[&Metric::Cpl], part(50, 3));
    assert_eq!(total.values[&Metric::CloseRate], part(5, 100));
    assert_eq!(total.values[&Metric::Cac], part(1_000, 3));
    assert_eq!(largest_drop(&found.total.steps), Some(2));
}

#[test]
fn totals_are_ratios_of_sums_and_never_means_of_ratios() {
    let found = of(&ledger(&[
        ("A", [Some(100), Some(50)], Some(5), Some(10_000), None),
        ("B", [Some(900), Some(50)], Some(20), Some(90_000), None),
    ]));
    // 100 ÷ 1,000, not the mean of 50 % and 5.6 %.
    assert_eq!(found.total.steps[1].conversion, Some(part(1, 10)));
    assert_eq!(found.total.values[&Metric::Cac], whole(40));
}

#[test]
fn nobody_at_a_step_is_no_conversion_and_not_zero() {
    let found = of(&ledger(&[("A", [Some(0), Some(0)], Some(0), Some(100), None)]));
    let total = &found.total;
    assert_eq!(total.steps[1].conversion, Some(NO_DATA));
    assert_eq!(total.steps[1].cost, NO_DATA);
    assert_eq!(total.values[&Metric::Cac], Value::Undefined(Reason::NoNewCustomers));
    assert_eq!(total.values[&Metric::CloseRate], NO_DATA);
}

#[test]
fn a_step_that_a_row_does_not_give_has_no_data_there() {
    let found = of(&ledger(&[
        ("Referral", [None, Some(50)], Some(5), None, None),
        ("Google", [Some(100), Some(50)], Some(5), Some(10_000), None),
    ]));
    let referral = found.rows.iter().find(|row| row.key == [Label::Name(Some("Referral".into()))]).unwrap();
    assert_eq!(referral.steps[0].count, NO_DATA);
    assert_eq!(referral.steps[1].conversion, Some(NO_DATA));
    assert_eq!(referral.steps[1].cost, whole(0));
    let lacking = found.lacking();
    assert_eq!(lacking.len(), 1);
    assert_eq!((lacking[0].0, lacking[0].1.len()), (0, 1));
    assert_eq!(lacking[0].1[0].key, label("Referral"));
}

#[test]
fn waste_is_the_sum_of_each_rows_own() {
    // 100 × 40 % + 300 × 80 % = 280, not 400 × 60 %.
    let channels = [
        ("A", [Some(10), Some(1)], Some(1), Some(10_000), Some(40)),
        ("B", [Some(10), Some(1)], Some(1), Some(30_000), Some(80)),
    ];
    let found = of(&ledger(&channels));
    assert_eq!(found.total.values[&Metric::BounceWaste], whole(280));
    assert_eq!(found.rated, Some(Exact::whole(400)));
}

#[test]
fn a_rate_that_is_given_is_of_spend_without_one() {
    let channels = [
        ("A", [Some(10), Some(1)], Some(1), Some(10_000), Some(40)),
        ("B", [Some(10), Some(1)], Some(1), Some(30_000), None),
    ];
    let half = Exact::quotient(1, 2).unwrap();
    let found = funnel(&ledger(&channels), &Assumptions::default(), &[Dimension::Channel], Some(&half));
    assert_eq!(found.total.values[&Metric::BounceWaste], whole(190));
    assert_eq!(of(&ledger(&channels)).rated, Some(Exact::whole(100)));
}

#[test]
fn the_rate_of_visits_is_of_the_spend_in_the_same_place() {
    let mut ledger = ledger(&[("A", [Some(10), Some(1)], Some(1), Some(10_000), None)]);
    let bounced = Bounced { visits: (Exact::whole(10), Exact::whole(4)), ..Bounced::default() };
    let steps = Steps { counts: Vec::new(), bounced: Some(bounced) };
    let totals = Totals { steps: Some(Box::new(steps)), ..Totals::default() };
    ledger.add(key(Some("A"), Category::Uncategorised), &totals);
    assert_eq!(of(&ledger).total.values[&Metric::BounceWaste], whole(40));
}

#[test]
fn more_at_a_step_than_before_is_told_with_its_row() {
    let found = of(&ledger(&[("A", [Some(10), Some(12)], Some(1), None, None)]));
    let rising = found.rising();
    assert_eq!(rising.len(), 1);
    assert_eq!((rising[0].0.key.clone(), rising[0].1), (vec![Label::Name(Some("A".into()))], 1));
}

#[test]
fn without_leads_the_close_rate_is_the_last_step_over_the_first() {
    let steps = [Step::Visits, Step::Carts, Step::Orders].map(name);
    assert_eq!(closing(&steps), (2, 0));
    let steps = [Step::Visits, Step::Leads, Step::Demos, Step::Customers].map(name);
    assert_eq!(closing(&steps), (3, 1));
    let steps = [Step::Visits, Step::Leads].map(name);
    assert_eq!(closing(&steps), (1, 0));
}

#[test]
fn credits_beyond_the_spend_cost_no_step() {
    let found = of(&ledger(&[("A", [Some(10), Some(2)], Some(1), Some(-100), None)]));
    assert_eq!(found.total.steps[0].cost, Value::Undefined(Reason::NegativeSpend));
    assert_eq!(found.total.values[&Metric::Cac], Value::Undefined(Reason::NegativeSpend));
}

#[test]
fn spend_without_segments_is_the_spend_of_no_segment() {
    let mut ledger = ledger(&[("A", [Some(10), Some(2)], Some(1), Some(10_000), None)]);
    ledger.customer_dimensions.insert("segment".to_owned());
    ledger.step_dimensions.insert("segment".to_owned());
    let found = funnel(&ledger, &Assumptions::default(), &[Dimension::Segment], None);
    assert_eq!(found.rows[0].values[&Metric::Spend], Value::Undefined(Reason::UnattributedSpend));
    assert_eq!(found.total.values[&Metric::Spend], whole(100));
}

#[test]
fn revenue_without_channels_is_the_return_of_none() {
    let mut ledger = ledger(&[("A", [Some(10), Some(2)], Some(1), Some(10_000), None)]);
    ledger.has_revenue = true;
    let revenue = crate::domain::ledger::Revenue { revenue: Minor(500 * Minor::ONE), rows: 1, ..Default::default() };
    let totals = Totals { revenue: Some(Box::new(revenue)), ..Totals::default() };
    ledger.add(key(None, Category::Uncategorised), &totals);
    let total = of(&ledger).total;
    assert_eq!((&total.values[&Metric::Roas], &total.values[&Metric::Mer]), (&NO_DATA, &whole(5)));
}

fn label(channel: &str) -> Vec<Label> {
    vec![Label::Name(Some(channel.into()))]
}

fn row<'a>(funnel: &'a Funnel, channel: &str) -> Option<&'a Row> {
    funnel.rows.iter().find(|row| row.key == label(channel))
}

fn with_revenue(ledger: &mut Ledger, channel: Option<&str>, amount: i128) {
    ledger.has_revenue = true;
    let revenue = crate::domain::ledger::Revenue { revenue: Minor(amount * Minor::ONE), rows: 1, ..Default::default() };
    let totals = Totals { revenue: Some(Box::new(revenue)), ..Totals::default() };
    ledger.add(key(channel, Category::Uncategorised), &totals);
}

/// 10 of 10 are all of them: nobody was lost, and nobody came from nowhere.
#[test]
fn all_who_go_on_are_neither_a_drop_nor_a_rise() {
    let found = of(&ledger(&[("A", [Some(10), Some(10)], Some(10), Some(100), None)]));
    assert_eq!((found.rising().len(), found.lacking().len(), largest_drop(&found.total.steps)), (0, 0, None));
    assert_eq!((found.total.steps[0].overall.clone(), found.total.steps[1].overall.clone()), (None, Some(whole(1))));
    let places = [Step::Visits, Step::Leads, Step::Customers, Step::Carts].map(|step| found.place(step));
    assert_eq!(places, [Some(0), Some(1), Some(2), None]);
    assert_eq!((found.total.value(Metric::Cac), found.total.value(Metric::Roas)), (Some(&part(1, 10)), None));
    let one = rates(&at_steps(&[whole(5)], &[name(Step::Visits)], &whole(1)), &[name(Step::Visits)]);
    assert_eq!(one, []);
}

/// Nobody gives visits, so that no row lacks what others have.
#[test]
fn a_step_that_no_row_gives_is_lacking_in_none() {
    let rows = [("A", [None, Some(10)], Some(1), None, None), ("B", [None, Some(5)], None, None, None)];
    let found = of(&ledger(&rows));
    let lacking: Vec<usize> = found.lacking().iter().map(|(at, _)| *at).collect();
    assert_eq!(lacking, [2]);
    // Who won nobody that is known of has no customers; who won nobody has none.
    let customers = |found: &Funnel| row(found, "B").unwrap().steps[2].count.clone();
    assert_eq!(customers(&found), NO_DATA);
    let rows = [("A", [None, Some(10)], Some(1), None, None), ("B", [None, Some(5)], Some(0), None, None)];
    assert_eq!(customers(&of(&ledger(&rows))), whole(0));
}

/// A row is made by a count, by spend in scope, even of nothing or a share alone, or by revenue with a name.
#[test]
fn a_row_stands_where_something_is_known() {
    let mut all = ledger(&[("A", [Some(10), Some(2)], Some(1), Some(10_000), None)]);
    all.revenue_dimensions.insert("channel".to_owned());
    with_revenue(&mut all, None, 500);
    with_revenue(&mut all, Some("B"), 500);
    let spent = |spend, spend_rows| Totals { spend: Minor(spend), spend_rows, ..Totals::default() };
    all.add(key(Some("C"), Category::Retention), &spent(Minor::ONE, 1));
    all.add(key(Some("D"), Category::Tools), &spent(0, 1));
    all.add(key(Some("E"), Category::Tools), &spent(Minor::ONE, 0));
    let spread = Some(Box::new(Exact::whole(40)));
    all.add(key(Some("F"), Category::Tools), &Totals { spread, ..Totals::default() });
    let found = of(&all);
    let keys: Vec<Vec<Label>> = found.rows.iter().map(|row| row.key.clone()).collect();
    assert_eq!(keys, ["A", "B", "D", "E", "F"].map(label));
    let spend = |channel| row(&found, channel).unwrap().values[&Metric::Spend].clone();
    assert_eq!(["A", "B", "D", "E", "F"].map(spend), [100, 0, 0, 1, 40].map(whole));
    assert_eq!(found.total.values[&Metric::Spend], whole(141));
}

/// 500 for 100 of advertising; tools advertise nothing, and without revenue there is no return.
#[test]
fn revenue_of_a_channel_is_the_return_of_its_advertising() {
    let mut all = ledger(&[
        ("A", [Some(10), Some(2)], Some(1), Some(10_000), None),
        ("B", [Some(10), Some(2)], Some(1), None, None),
        ("C", [Some(10), Some(2)], Some(1), None, None),
    ]);
    all.revenue_dimensions.insert("channel".to_owned());
    with_revenue(&mut all, Some("A"), 500);
    with_revenue(&mut all, Some("B"), 700);
    let found = of(&all);
    let roas = |channel| row(&found, channel).unwrap().values[&Metric::Roas].clone();
    let none = Value::Undefined(Reason::NoSpend);
    assert_eq!([roas("A"), roas("B"), roas("C")], [whole(5), none, NO_DATA]);
    assert_eq!((&found.total.values[&Metric::Roas], found.has_advertising), (&whole(5), true));
    // Tools alone are no advertising; whose revenue it is is not known either.
    let mut tools = ledger(&[("A", [Some(10), Some(2)], Some(1), None, None)]);
    tools.has_spend = true;
    let totals = Totals { spend: Minor(Minor::ONE), spend_rows: 1, ..Totals::default() };
    tools.add(key(Some("A"), Category::Tools), &totals);
    with_revenue(&mut tools, None, 500);
    let found = of(&tools);
    assert_eq!((&found.total.values[&Metric::Roas], found.has_advertising), (&NO_DATA, false));
}
