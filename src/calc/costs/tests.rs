#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::domain::costs::Place;
use crate::domain::period::Month;

fn month(number: i32) -> Span {
    Span::month(Month::new(2026, number).unwrap())
}

fn key(number: i32, channel: &str, segment: &str, category: Category) -> Key {
    let name = |text: &str| (!text.is_empty()).then(|| text.into());
    Key { period: Some(month(number)), channel: name(channel), segment: name(segment), category, others: Vec::new() }
}

fn spent(ledger: &mut Ledger, key: Key, amount: i128) {
    let totals = Totals { spend: Minor(amount * Minor::ONE), spend_rows: 1, ..Totals::default() };
    ledger.add(key, &totals);
}

fn won(ledger: &mut Ledger, key: Key, count: i128) {
    let totals = Totals { new_customers: Minor(count * Minor::ONE), customer_rows: 1, ..Totals::default() };
    ledger.add(key, &totals);
}

fn by(allocation: Allocation) -> Costs {
    Costs { allocation: Some(allocation), ..Costs::default() }
}

fn of(ledger: &Ledger, channel: &str, segment: &str) -> Exact {
    let name = |text: &str| -> Name { (!text.is_empty()).then(|| text.into()) };
    let own = ledger.totals.iter().filter(|(key, _)| key.channel == name(channel) && key.segment == name(segment));
    own.fold(Exact::zero(), |sum, (_, totals)| &sum + &totals.all_spend())
}

/// Spread where every category but retention counts.
fn shared(ledger: Ledger, costs: &Costs) -> (Ledger, Spread) {
    spread(ledger, costs, |category| *category != Category::Retention)
}

fn fraction(numerator: i64, denominator: i64) -> Exact {
    Exact::quotient(numerator, denominator).unwrap()
}

/// 100 shared over three channels with one customer each: 33⅓ each, not 33.33, 33.33 and 33.34.
#[test]
fn shared_cost_is_spread_by_exact_thirds() {
    let mut ledger = Ledger::default();
    spent(&mut ledger, key(3, "", "", Category::Salaries), 100);
    for channel in ["A", "B", "C"] {
        won(&mut ledger, key(3, channel, "", Category::Uncategorised), 1);
    }
    for allocation in [Allocation::Customers, Allocation::Even] {
        let (spread, told) = shared(ledger.clone(), &by(allocation));
        for channel in ["A", "B", "C"] {
            assert_eq!(of(&spread, channel, ""), fraction(100, 3));
        }
        assert_eq!(of(&spread, "", ""), Exact::zero());
        assert_eq!(told.moved.unwrap().1, Exact::whole(100));
    }
}

/// January's 90 go by January's spend of 10 and 20, February's 50 have no spend to go by.
#[test]
fn shared_cost_goes_by_the_spend_of_its_own_month_or_stays() {
    let mut ledger = Ledger::default();
    spent(&mut ledger, key(1, "", "", Category::Tools), 90);
    spent(&mut ledger, key(2, "", "", Category::Tools), 50);
    spent(&mut ledger, key(1, "A", "", Category::Advertising), 10);
    spent(&mut ledger, key(1, "B", "", Category::Advertising), 20);
    let (spread, told) = shared(ledger, &by(Allocation::Spend));
    assert_eq!(of(&spread, "A", ""), Exact::whole(10 + 30));
    assert_eq!(of(&spread, "B", ""), Exact::whole(20 + 60));
    assert_eq!(of(&spread, "", ""), Exact::whole(50));
    assert_eq!(told.kept, Exact::whole(50));
}

#[test]
fn shared_cost_of_a_segment_stays_in_it_and_customers_fill_segments() {
    let mut ledger = Ledger::default();
    ledger.customer_dimensions.insert("segment".to_owned());
    spent(&mut ledger, key(1, "", "SMB", Category::Tools), 60);
    spent(&mut ledger, key(1, "A", "", Category::Advertising), 100);
    won(&mut ledger, key(1, "A", "SMB", Category::Uncategorised), 1);
    won(&mut ledger, key(1, "A", "Large", Category::Uncategorised), 3);
    won(&mut ledger, key(1, "B", "SMB", Category::Uncategorised), 2);
    let (spread, _) = shared(ledger, &by(Allocation::Customers));
    assert_eq!(of(&spread, "A", "SMB"), Exact::whole(20 + 25));
    assert_eq!(of(&spread, "A", "Large"), Exact::whole(75));
    assert_eq!(of(&spread, "B", "SMB"), Exact::whole(40));
}

#[test]
fn weights_need_not_add_up_to_a_hundred() {
    let mut ledger = Ledger::default();
    spent(&mut ledger, key(1, "", "", Category::Tools), 70);
    let weights = vec![("A".to_owned(), Exact::whole(3)), ("B".to_owned(), Exact::whole(4))];
    let (spread, _) = shared(ledger, &by(Allocation::Weights(weights)));
    assert_eq!((of(&spread, "A", ""), of(&spread, "B", "")), (Exact::whole(30), Exact::whole(40)));
}

/// A credit in one channel is no base: the cost stays, and the total is what it was.
#[test]
fn a_negative_base_is_none() {
    let mut ledger = Ledger::default();
    spent(&mut ledger, key(1, "", "", Category::Tools), 70);
    spent(&mut ledger, key(1, "A", "", Category::Advertising), -10);
    spent(&mut ledger, key(1, "B", "", Category::Advertising), 30);
    let (spread, told) = shared(ledger, &by(Allocation::Spend));
    assert_eq!(of(&spread, "", ""), Exact::whole(70));
    assert_eq!(told.kept, Exact::whole(70));
}

#[test]
fn retention_is_never_spread() {
    let mut ledger = Ledger::default();
    spent(&mut ledger, key(1, "", "", Category::Retention), 70);
    won(&mut ledger, key(1, "A", "", Category::Uncategorised), 1);
    let (spread, _) = shared(ledger, &by(Allocation::Customers));
    assert_eq!(of(&spread, "", ""), Exact::whole(70));
}

#[test]
fn a_category_may_count_in_part() {
    let mut ledger = Ledger::default();
    spent(&mut ledger, key(1, "A", "", Category::Salaries), 100);
    spent(&mut ledger, key(1, "A", "", Category::Tools), 7);
    let costs = Costs { parts: vec![(Category::Salaries, fraction(1, 3))], ..Costs::default() };
    let (found, told) = shared(ledger, &costs);
    assert_eq!(of(&found, "A", ""), &fraction(100, 3) + &Exact::whole(7));
    let third = (Category::Salaries, fraction(1, 3), fraction(100, 3), Exact::whole(100));
    assert_eq!(told.parts, [third]);
}

#[test]
fn categories_are_placed_by_name_and_by_beginning_and_shared_ones_lose_their_channel() {
    let mut ledger = Ledger::default();
    spent(&mut ledger, key(1, "A", "", Category::Named("Influencer".to_owned())), 5);
    spent(&mut ledger, key(1, "A", "", Category::Named("6231 Annonces".to_owned())), 6);
    let place = |from: &str, to| Place { from: from.to_owned(), to };
    let costs = Costs {
        places: vec![place("influencer", Category::Content), place("623*", Category::Advertising)],
        shared: vec![Category::Content],
        ..Costs::default()
    };
    let found = placed(ledger, &costs);
    let keys: Vec<(Option<&str>, &Category)> =
        found.totals.keys().map(|key| (key.channel.as_deref(), &key.category)).collect();
    assert_eq!(keys, [(None, &Category::Content), (Some("A"), &Category::Advertising)]);
}

/// Content of 30 goes by the advertising of A and B, 10 and 20; the salaries of B, which do not count, move nothing to B.
#[test]
fn shared_cost_goes_by_the_spend_that_counts() {
    let mut ledger = Ledger::default();
    spent(&mut ledger, key(1, "", "", Category::Content), 30);
    spent(&mut ledger, key(1, "A", "", Category::Advertising), 10);
    spent(&mut ledger, key(1, "B", "", Category::Advertising), 20);
    spent(&mut ledger, key(1, "B", "", Category::Salaries), 970);
    let (found, _) = spread(ledger, &by(Allocation::Spend), |category| *category != Category::Salaries);
    assert_eq!(of(&found, "A", ""), Exact::whole(10 + 10));
    assert_eq!(of(&found, "B", ""), Exact::whole(20 + 20 + 970));
}

/// A third of 100 counts for A and of 200 for B: 33⅓ and 66⅔, by which 30 are 10 and 20.
#[test]
fn a_part_without_an_end_is_a_base_and_the_channels_own() {
    let mut ledger = Ledger::default();
    spent(&mut ledger, key(1, "", "", Category::Tools), 30);
    spent(&mut ledger, key(1, "A", "", Category::Salaries), 100);
    spent(&mut ledger, key(1, "B", "", Category::Salaries), 200);
    let costs = Costs { parts: vec![(Category::Salaries, fraction(1, 3))], ..by(Allocation::Spend) };
    let (found, _) = shared(ledger, &costs);
    assert_eq!(of(&found, "A", ""), &fraction(100, 3) + &Exact::whole(10));
    assert_eq!(of(&found, "B", ""), &fraction(200, 3) + &Exact::whole(20));
    let own = |channel: &str| {
        let named = found.totals.iter().filter(|(key, _)| key.channel.as_deref() == Some(channel));
        named.fold(Exact::zero(), |sum, (_, totals)| &sum + &totals.own_spend())
    };
    assert_eq!((own("A"), own("B")), (fraction(100, 3), fraction(200, 3)));
}

/// 60 of A without a segment go to the segments of A's customers, and stay A's own; the shared 40 do not become so.
#[test]
fn spend_whose_segments_are_found_stays_the_channels_own() {
    let mut ledger = Ledger::default();
    ledger.customer_dimensions.insert("segment".to_owned());
    spent(&mut ledger, key(1, "A", "", Category::Advertising), 60);
    spent(&mut ledger, key(1, "", "", Category::Salaries), 40);
    won(&mut ledger, key(1, "A", "SMB", Category::Uncategorised), 1);
    won(&mut ledger, key(1, "A", "Large", Category::Uncategorised), 1);
    let (found, _) = shared(ledger, &by(Allocation::Customers));
    assert_eq!(of(&found, "A", "SMB"), Exact::whole(50));
    let own = found.totals.values().fold(Exact::zero(), |sum, totals| &sum + &totals.own_spend());
    assert_eq!(own, Exact::whole(60));
}

/// Revenue without segments cannot tell whose segment a cost is for, even where customers know theirs.
#[test]
fn revenue_without_segments_fills_none() {
    let mut ledger = Ledger::default();
    ledger.customer_dimensions.insert("segment".to_owned());
    ledger.revenue_dimensions.insert("channel".to_owned());
    spent(&mut ledger, key(1, "A", "", Category::Advertising), 60);
    spent(&mut ledger, key(1, "", "", Category::Salaries), 40);
    won(&mut ledger, key(1, "A", "SMB", Category::Uncategorised), 1);
    let revenue = crate::domain::ledger::Revenue { revenue: Minor(Minor::ONE), rows: 1, ..Default::default() };
    ledger.add(
        key(1, "A", "", Category::Uncategorised),
        &Totals { revenue: Some(Box::new(revenue)), ..Totals::default() },
    );
    let (found, _) = shared(ledger, &by(Allocation::Revenue));
    assert_eq!(of(&found, "A", ""), Exact::whole(100));
    assert!(!found.spend_dimensions.contains("segment"));
}

fn bounced(spend: i64, wasted: i64) -> Bounced {
    Bounced { spend: (Exact::whole(spend), Exact::whole(wasted)), ..Bounced::default() }
}

fn with_bounces(ledger: &mut Ledger, key: Key, amount: i128, wasted: i64) {
    let steps = crate::domain::funnel::Steps {
        counts: vec![Some(Minor(7 * Minor::ONE))],
        bounced: Some(bounced(i64::try_from(amount).unwrap(), wasted)),
    };
    let spend = Minor(amount * Minor::ONE);
    ledger.add(key, &Totals { spend, spend_rows: 1, steps: Some(Box::new(steps)), ..Totals::default() });
}

/// A quarter of 100 of which 40 bounced: 25 and 10.
#[test]
fn what_bounced_counts_in_part_with_its_spend() {
    let mut ledger = Ledger::default();
    with_bounces(&mut ledger, key(1, "A", "", Category::Advertising), 100, 40);
    let costs = Costs { parts: vec![(Category::Advertising, fraction(1, 4))], ..Costs::default() };
    let (found, _) = shared(ledger, &costs);
    let steps = found.totals.values().next().unwrap().steps.clone().unwrap();
    assert_eq!((steps.bounced, steps.counts), (Some(bounced(25, 10)), vec![Some(Minor(7 * Minor::ONE))]));
}

/// 90 shared, of which 30 bounced, go to A and B by 1 and 2 customers; what was counted stays where it was.
#[test]
fn what_bounced_goes_where_its_spend_goes() {
    let mut ledger = Ledger::default();
    with_bounces(&mut ledger, key(1, "", "", Category::Advertising), 90, 30);
    won(&mut ledger, key(1, "A", "", Category::Uncategorised), 1);
    won(&mut ledger, key(1, "B", "", Category::Uncategorised), 2);
    let (found, _) = shared(ledger, &by(Allocation::Customers));
    let of = |channel: Option<&str>| {
        let own = |key: &Key| key.channel.as_deref() == channel && key.category == Category::Advertising;
        found.totals.iter().find(|(key, _)| own(key)).unwrap().1.steps.clone().unwrap()
    };
    assert_eq!((of(Some("A")).bounced, of(Some("B")).bounced), (Some(bounced(30, 10)), Some(bounced(60, 20))));
    let left = of(None);
    assert_eq!((left.bounced, left.counts), (Some(Bounced::default()), vec![Some(Minor(7 * Minor::ONE))]));
}

/// A reward of a third is finer than the unit of the ledger: for 2 customers two thirds, and nothing is lost.
#[test]
fn a_reward_may_be_a_third() {
    let mut ledger = Ledger::default();
    won(&mut ledger, key(1, "A", "", Category::Uncategorised), 2);
    let (found, told) = shared(ledger, &Costs { rewards: vec![("A".to_owned(), fraction(1, 3))], ..Costs::default() });
    assert_eq!(of(&found, "A", ""), fraction(2, 3));
    assert_eq!((&told.rewards[0].reward, &told.rewards[0].customers), (&fraction(1, 3), &Exact::whole(2)));
}

/// 60 of which 20 bounced, of a channel with one customer in each of two segments.
#[test]
fn what_bounced_goes_into_the_segments_that_are_found() {
    let mut ledger = Ledger::default();
    ledger.customer_dimensions.insert("segment".to_owned());
    with_bounces(&mut ledger, key(1, "A", "", Category::Advertising), 60, 20);
    won(&mut ledger, key(1, "A", "SMB", Category::Uncategorised), 1);
    won(&mut ledger, key(1, "A", "Mid", Category::Uncategorised), 1);
    let (found, _) = shared(ledger, &by(Allocation::Customers));
    for segment in ["SMB", "Mid"] {
        let own = found.totals.get(&key(1, "A", segment, Category::Advertising)).unwrap();
        assert_eq!(own.all_spend(), Exact::whole(30));
        assert_eq!(own.steps.clone().unwrap().bounced, Some(bounced(30, 10)));
    }
}

/// A bill that is shared has channels from then on; where nothing is, there are none.
#[test]
fn spend_that_is_spread_has_channels() {
    let carries = |shares: &[(&str, i128)]| {
        let mut ledger = Ledger::default();
        spent(&mut ledger, key(1, "", "", Category::Tools), 90);
        for (channel, customers) in shares {
            won(&mut ledger, key(1, channel, "", Category::Uncategorised), *customers);
        }
        shared(ledger, &by(Allocation::Customers)).0.spend_dimensions.contains("channel")
    };
    assert!(carries(&[("A", 1)]) && !carries(&[]));
}

/// A has 100 of which 50 were refunded, B 50: a half each.
#[test]
fn revenue_is_a_base_less_its_refunds() {
    let mut ledger = Ledger::default();
    spent(&mut ledger, key(1, "", "", Category::Tools), 90);
    for (channel, revenue, refunds) in [("A", 100, 50), ("B", 50, 0)] {
        let own = crate::domain::ledger::Revenue {
            revenue: Minor(revenue * Minor::ONE),
            refunds: Minor(refunds * Minor::ONE),
            rows: 1,
            ..Default::default()
        };
        let totals = Totals { revenue: Some(Box::new(own)), ..Totals::default() };
        ledger.add(key(1, channel, "", Category::Uncategorised), &totals);
    }
    let (found, _) = shared(ledger, &by(Allocation::Revenue));
    assert_eq!((of(&found, "A", ""), of(&found, "B", "")), (Exact::whole(45), Exact::whole(45)));
}

#[test]
fn a_category_is_shared_or_placed_without_the_other() {
    let mut ledger = Ledger::default();
    spent(&mut ledger, key(1, "A", "", Category::Tools), 90);
    let costs = Costs { shared: vec![Category::Tools], ..Costs::default() };
    assert_eq!(of(&placed(ledger.clone(), &costs), "", ""), Exact::whole(90));
    let costs = Costs { places: vec![Place { from: "tools".to_owned(), to: Category::Events }], ..Costs::default() };
    let found = placed(ledger, &costs);
    assert_eq!(found.totals.keys().map(|key| key.category.clone()).collect::<Vec<_>>(), [Category::Events]);
}
