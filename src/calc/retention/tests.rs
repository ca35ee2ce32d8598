#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

fn part(customers: i32, monthly: Exact, churn: Exact) -> Part {
    Part { customers: Exact::whole(customers), monthly: Figure::exact(monthly), churn: Figure::exact(churn) }
}

fn one(cac: i32, monthly: i32, churn: (i32, u32)) -> Value {
    let churn = Exact::decimal(churn.0, churn.1);
    months(&Value::exact(Exact::whole(cac)), &[part(1, Exact::whole(monthly), churn)])
}

fn whole(months: i64) -> Value {
    Value::exact(Exact::whole(months))
}

#[test]
fn churn_lengthens_payback_and_can_prevent_it() {
    assert_eq!(one(2_000, 80, (2, 2)), whole(35));
    assert_eq!(one(2_000, 80, (5, 2)), Value::Undefined(Reason::NeverPaysBack));
    assert_eq!(one(2_000, 80, (4, 2)), Value::Undefined(Reason::NeverPaysBack));
}

#[test]
fn without_churn_it_is_the_quotient_rounded_up() {
    assert_eq!(one(2_000, 80, (0, 0)), whole(25));
    assert_eq!(one(2_001, 80, (0, 0)), whole(26));
}

#[test]
fn if_everyone_leaves_there_is_one_payment() {
    assert_eq!(one(80, 80, (1, 0)), whole(1));
    assert_eq!(one(81, 80, (1, 0)), Value::Undefined(Reason::NeverPaysBack));
    assert_eq!(one(0, 80, (1, 0)), whole(0));
}

/// m 1, c ½: after n payments 2·(1 − 2^-n); 1.75 is reached by the third exactly, and by no grid.
#[test]
fn a_tie_is_reached() {
    let cac = Value::exact(Exact::decimal(175, 2));
    let parts = [part(1, Exact::one(), Exact::decimal(5, 1))];
    assert_eq!(months(&cac, &parts), whole(3));
    let above = Value::exact(&Exact::decimal(175, 2) + &Exact::decimal(1, 40));
    assert_eq!(months(&above, &parts), whole(4));
}

/// c = 10^-6, CAC = (m ÷ c) ÷ 2: ln ½ ÷ ln(1 − 10^-6) = 693146.83…
#[test]
fn hundreds_of_thousands_of_months_are_found() {
    assert_eq!(one(500_000, 1, (1, 6)), whole(693_147));
}

/// 1 customer for ever at 1 a month and 1 at c ½: n + 2·(1 − 2^-n) ≥ 2·CAC. CAC 5: n = 8 gives 9.99…, 9 is needed.
#[test]
fn a_mix_is_paid_back_by_all_its_customers() {
    let parts = [part(1, Exact::one(), Exact::zero()), part(1, Exact::one(), Exact::decimal(5, 1))];
    assert_eq!(months(&Value::exact(Exact::whole(5)), &parts), whole(9));
}

#[test]
fn the_search_agrees_with_counting() {
    for churn in [1, 3, 7, 20, 55] {
        for cac in [1, 5, 30, 99] {
            let churn = Exact::decimal(churn, 2);
            let parts = [part(1, Exact::whole(3), churn.clone())];
            let found = months(&Value::exact(Exact::whole(cac)), &parts);
            let kept = &Exact::one() - &churn;
            let (mut paid, mut left, mut n) = (Exact::zero(), Exact::whole(3), 0);
            while paid < Exact::whole(cac) && n < 1_000 {
                paid += &left;
                left = &left * &kept;
                n += 1;
            }
            if n < 1_000 {
                assert_eq!(found, whole(n));
            } else {
                assert_eq!(found, Value::Undefined(Reason::NeverPaysBack));
            }
        }
    }
}

#[test]
fn of_nobody_there_is_no_payback() {
    let cac = Value::exact(Exact::one());
    assert_eq!(months(&cac, &[]), Value::Undefined(Reason::NoData));
    assert_eq!(months(&cac, &[part(0, Exact::one(), Exact::zero())]), Value::Undefined(Reason::NoData));
}

fn about(low: Exact, high: Exact, churn: Exact) -> Part {
    Part { customers: Exact::one(), monthly: Figure::between(low, high), churn: Figure::exact(churn) }
}

/// 1 to 3 a month at half of them leaving are 2 to 6 in all, which may cover 4 or not.
#[test]
fn a_margin_that_may_never_cover_the_cost_is_out_of_range() {
    let parts = [about(Exact::one(), Exact::whole(3), Exact::decimal(5, 1))];
    assert_eq!(months(&Value::exact(Exact::whole(4)), &parts), Value::Undefined(Reason::OutOfRange));
}

/// 1.75 after three months for a margin of 1: a hair less, and it takes a fourth.
#[test]
fn a_tie_that_cannot_be_told_is_an_enclosure_of_both() {
    let hair = Exact::decimal(1, 50);
    let parts = [about(&Exact::one() - &hair, &Exact::one() + &hair, Exact::decimal(5, 1))];
    let found = months(&Value::exact(Exact::decimal(175, 2)), &parts);
    assert_eq!(found, Value::Known(Figure::between(Exact::whole(3), Exact::whole(4))));
}

/// All that twelve kinds of customers ever bring but 2^-3000 takes some 3,000 months, by fractions too long to look at.
#[test]
fn a_tie_beyond_what_is_computed_is_too_large() {
    let kept = |halvings: u32| Exact::decimal(5, 1).power(halvings);
    let parts: Vec<Part> = (1..=12).map(|halvings| part(1, Exact::one(), &Exact::one() - &kept(halvings))).collect();
    let worth: Exact = parts.iter().map(|part| part.churn.low().reciprocal().unwrap()).sum();
    let cac = (&worth - &kept(3_000)).divided_by(&Exact::whole(12)).unwrap();
    assert_eq!(months(&Value::exact(cac), &parts), Value::Undefined(Reason::TooLarge));
}

fn cost(digits: i32, places: u32) -> Value {
    Value::exact(Exact::decimal(digits, places))
}

/// A payment that covers the cost at once: the grid holds 2·½ and what is missing without rounding, and they are equal.
#[test]
fn a_tie_on_the_grid_is_reached() {
    assert_eq!(months(&cost(1, 0), &[part(1, Exact::one(), Exact::decimal(5, 1))]), whole(1));
}

/// One of two stays for good, the other with a half. After two months they brought 2 and 1.5, which is twice 1.75. After
/// 21,200 months, of whom one in 10,000 leaves, they brought 29,999.81, and 30,000.93 a month later (mpmath 1.4).
#[test]
fn those_who_never_leave_bring_more_each_month() {
    let of = |churn: Exact| [part(1, Exact::one(), churn), part(1, Exact::one(), Exact::zero())];
    let half = of(Exact::decimal(5, 1));
    assert_eq!(months(&cost(175, 2), &half), whole(2));
    assert_eq!(months(&cost(15_000, 0), &of(Exact::decimal(1, 4))), whole(21_201));
    let bill = Figure::exact(Exact::decimal(35, 1));
    let sum = Sum::of(&half, &bill).unwrap();
    assert_eq!([1, 2, 3].map(|months| sum.reached_exactly(months)), [Some(false), Some(true), Some(true)]);
}

/// 20 who bring 1 ÷ p each, of whom a half leaves: after two months they brought 1.5 times as much. All the p together have
/// some 1,200 bits.
#[test]
fn a_tie_of_few_kinds_is_told_by_their_fractions() {
    let bring = |n: i64| Exact::quotient(1, 1_000_000_000_000_000_003_i64 + 2 * n).unwrap();
    let parts: Vec<Part> = (0..20).map(|n| part(1, bring(n), Exact::decimal(5, 1))).collect();
    let all: Exact = (0..20).map(bring).sum();
    let cac = (&all * &Exact::decimal(15, 1)).divided_by(&Exact::whole(20)).unwrap();
    assert_eq!(months(&Value::exact(cac), &parts), whole(2));
}

/// A half has two bits, so that its 100,000th power has 200,000.
#[test]
fn fractions_are_looked_at_up_to_a_size() {
    let bill = Figure::one();
    let sum = Sum::of(&[part(1, Exact::one(), Exact::decimal(5, 1))], &bill).unwrap();
    assert_eq!([100_000, 100_001].map(|months| sum.reached_exactly(months)), [Some(true), None]);
}
