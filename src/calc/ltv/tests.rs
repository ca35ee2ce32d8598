#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::domain::exact::Exact;
use crate::domain::rate::{MonthlyChurn, Per};

fn terms(monthly: (i32, u32), churn: (i32, u32)) -> Terms {
    Terms {
        monthly: Figure::exact(Exact::decimal(monthly.0, monthly.1)),
        churn: Some(Figure::exact(Exact::decimal(churn.0, churn.1))),
        lifetime: None,
        discount: None,
        growth: None,
        horizon: None,
        timing: Timing::Start,
    }
}

fn fraction(numerator: i64, denominator: i64) -> Value {
    Value::exact(Exact::quotient(numerator, denominator).unwrap())
}

fn discounted(discount: (i32, u32), timing: Timing) -> Value {
    let terms = Terms {
        discount: Some(Figure::exact(Exact::decimal(discount.0, discount.1))),
        timing,
        ..terms((100, 0), (2, 1))
    };
    value(Method::Discounted, &terms)
}

fn near(value: &Value, digits: i64, scale: u32) -> bool {
    let middle = value.figure().unwrap().middle();
    let distance = (&middle - &Exact::decimal(digits, scale)).magnitude();
    distance <= Exact::decimal(1, scale)
}

/// W7 (ChartMogul, calmops), W8 (ProfitWell), W9 (stripereport), W10 (guidewhale).
#[test]
fn simple_is_margin_over_churn() {
    let of = |monthly, churn| value(Method::Simple, &terms(monthly, churn));
    assert_eq!(of((100, 0), (5, 2)), fraction(2_000, 1));
    assert_eq!(of((80, 0), (5, 2)), fraction(1_600, 1));
    assert_eq!(of((10, 0), (4, 2)), fraction(250, 1));
    assert_eq!(of((10, 0), (6, 2)), fraction(500, 3));
    assert_eq!(of((80, 0), (4, 2)), fraction(2_000, 1));
    assert_eq!(of((64, 0), (4, 2)), fraction(1_600, 1));
    assert_eq!(of((375, 1), (5, 2)), fraction(750, 1));
}

/// W12: 185 000 × 78 %, churn 4.8 %; the source prints 859 286 for the discounted value: we disagree.
#[test]
fn ryanconsulting_discounts_in_arrears() {
    let mut terms = terms((144_300, 0), (48, 3));
    assert_eq!(value(Method::Simple, &terms), fraction(3_006_250, 1));
    terms.discount = Some(Figure::exact(Exact::decimal(12, 2)));
    terms.timing = Timing::Arrears;
    assert_eq!(value(Method::Discounted, &terms), fraction(144_300_000, 168));
}

/// W13: r .8, i .1 give the margin multiple 2.6667; the other timings of the same example.
#[test]
fn timing_changes_the_answer() {
    assert_eq!(discounted((1, 1), Timing::Start), fraction(1_100, 3));
    assert_eq!(discounted((1, 1), Timing::Arrears), fraction(1_000, 3));
    assert_eq!(discounted((1, 1), Timing::End), fraction(800, 3));
}

#[test]
fn without_discount_only_the_end_differs() {
    assert_eq!(discounted((0, 0), Timing::Start), fraction(500, 1));
    assert_eq!(discounted((0, 0), Timing::Arrears), fraction(500, 1));
    assert_eq!(discounted((0, 0), Timing::End), fraction(400, 1));
}

/// W20 (everything-applied-ds): ARPU 16, churn 5 %, 10/12 % a month, 60 months, paid at the end.
#[test]
fn sixty_discounted_months_are_253_275() {
    let terms = Terms {
        discount: Some(Figure::exact(Exact::quotient(1, 120).unwrap())),
        horizon: Some(60),
        timing: Timing::End,
        ..terms((16, 0), (5, 2))
    };
    assert!(near(&value(Method::Discounted, &terms), 253_275, 3));
    let undiscounted = Terms { discount: None, horizon: None, ..terms };
    assert_eq!(value(Method::Simple, &undiscounted), fraction(320, 1));
}

/// Two months at churn ½: 100 + 50.
#[test]
fn a_horizon_counts_its_months_only() {
    let mut terms = terms((100, 0), (5, 1));
    terms.horizon = Some(2);
    for method in [Method::Simple, Method::Lifetime, Method::Capped] {
        assert_eq!(value(method, &terms), fraction(150, 1));
    }
    assert_eq!(value(Method::Discounted, &terms), fraction(150, 1));
    terms.churn = Some(Figure::zero());
    assert_eq!(value(Method::Capped, &terms), fraction(200, 1));
    assert_eq!(value(Method::Discounted, &terms), fraction(200, 1));
}

#[test]
fn without_churn_a_simple_ltv_is_undefined_not_infinite() {
    let mut terms = terms((100, 0), (0, 0));
    let none = Value::Undefined(Reason::NoChurn);
    assert_eq!(value(Method::Simple, &terms), none);
    assert_eq!(value(Method::Discounted, &terms), none);
    terms.discount = Some(Figure::exact(Exact::decimal(1, 1)));
    assert_eq!(value(Method::Discounted, &terms), fraction(1_100, 1));
    terms.churn = None;
    assert_eq!(value(Method::Discounted, &terms), none);
}

#[test]
fn a_lifetime_is_its_months_and_stands_for_churn() {
    let mut terms = terms((36, 0), (25, 3));
    terms.lifetime = Some(Figure::exact(Exact::whole(40)));
    assert_eq!(value(Method::Lifetime, &terms), fraction(1_440, 1));
    assert_eq!(value(Method::Simple, &terms), fraction(1_440, 1));
}

/// W18: 36 % a year is 3.6508 % a month, and ÷ 12 overstates LTV by 21.7 %. W19 the other way (churnkey).
#[test]
fn a_yearly_churn_becomes_monthly_by_a_root() {
    let churn = MonthlyChurn::new(&Exact::decimal(36, 2), Per::Year).unwrap();
    assert!(near(&Value::Known(churn.figure().clone()), 36_508, 6));
    let twelfth = Figure::exact(Exact::decimal(3, 2));
    let over = churn.figure().divided_by(&twelfth).unwrap();
    assert!(near(&Value::Known(over), 1_217, 3));
    for (monthly, yearly) in [(1, 1_136), (2, 2_153), (3, 3_062), (5, 4_596), (10, 7_176), (20, 9_313)] {
        let churn = MonthlyChurn::new(&Exact::decimal(monthly, 2), Per::Month).unwrap();
        assert!(near(&Value::Known(churn.yearly()), yearly, 4));
    }
}

#[test]
fn a_long_horizon_is_enclosed_not_cut_off() {
    let mut terms = terms((100, 0), (123_456_789, 10));
    terms.horizon = Some(1_200);
    let capped = value(Method::Capped, &terms);
    let figure = capped.figure().unwrap();
    assert!(!figure.is_exact());
    assert!(Exact::decimal(1, 40) > (figure.high() - figure.low()));
}

/// W21 (unit-econ-agent): AOV 34, margin 30 %, 4.20 an order: 6 an order, 2.8 orders a month: 16.80, churn 8 %.
#[test]
fn orders_are_worth_their_monthly_margin_over_the_lifetime() {
    let mut terms = terms((168, 1), (8, 2));
    assert_eq!(value(Method::Orders, &terms), fraction(210, 1));
    terms.horizon = Some(2);
    assert_eq!(value(Method::Orders, &terms), value(Method::Capped, &terms));
    terms.discount = Some(Figure::exact(Exact::decimal(1, 2)));
    assert_eq!(value(Method::Orders, &terms), value(Method::Discounted, &terms));
    (terms.horizon, terms.discount) = (None, None);
    terms.lifetime = Some(Figure::exact(Exact::whole(12)));
    assert_eq!(value(Method::Orders, &terms), fraction(1_008, 5));
}

fn expanding(growth: (i32, u32), churn: (i32, u32)) -> Terms {
    Terms { growth: Some(Figure::exact(Exact::decimal(growth.0, growth.1))), ..terms((80, 0), churn) }
}

/// W22: a = 80, growth 1.6, churn 3 %: 8 000/3 + 1.6·0.97/0.0009 = 4 391.11; the source prints 4 444.44: we disagree.
#[test]
fn expansion_counts_the_growth_of_those_who_stay() {
    let exact = &Exact::quotient(8_000, 3).unwrap() + &Exact::quotient(15_520, 9).unwrap();
    assert_eq!(value(Method::Expansion, &expanding((16, 1), (3, 2))), Value::exact(exact));
    assert!(near(&value(Method::Expansion, &expanding((16, 1), (3, 2))), 439_111, 2));
}

/// Without growth it is the discounted sum, whatever the timing and horizon.
#[test]
fn expansion_without_growth_is_the_discounted_value() {
    for timing in [Timing::Start, Timing::End, Timing::Arrears] {
        for horizon in [None, Some(1), Some(7)] {
            for discount in [None, Some(Figure::exact(Exact::decimal(1, 2)))] {
                let terms = Terms { timing, horizon, discount, ..expanding((0, 0), (5, 2)) };
                assert_eq!(value(Method::Expansion, &terms), value(Method::Discounted, &terms), "{terms:?}");
            }
        }
    }
}

/// By hand, three months: 80 + (80 + 10)·0.5 + (80 + 20)·0.25 = 150; nobody leaves: 80 + 90 + 100 = 270.
#[test]
fn expansion_over_a_horizon_is_the_sum_of_its_months() {
    let mut terms = expanding((10, 0), (5, 1));
    terms.horizon = Some(3);
    assert_eq!(value(Method::Expansion, &terms), fraction(150, 1));
    terms.churn = Some(Figure::zero());
    assert_eq!(value(Method::Expansion, &terms), fraction(270, 1));
    terms.horizon = None;
    assert_eq!(value(Method::Expansion, &terms), Value::Undefined(Reason::NoChurn));
}
