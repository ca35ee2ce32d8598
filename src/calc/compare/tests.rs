#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::calc::ratio::ltv_cac;
use crate::domain::exact::Exact;

fn exact(digits: i32, scale: u32) -> Value {
    Value::exact(Exact::decimal(digits, scale))
}

fn fraction(numerator: i32, denominator: i32) -> Value {
    Value::exact(Exact::quotient(numerator, denominator).unwrap())
}

#[test]
fn changes_of_the_articles() {
    let cac = change(&exact(22, 0), &exact(16, 0));
    assert_eq!((cac.absolute, cac.relative), (exact(-6, 0), fraction(-3, 11)));
    assert_eq!(change(&exact(1_200, 0), &exact(780, 0)).relative, exact(-35, 2));
    assert_eq!(change(&exact(18, 1), &exact(35, 1)).relative, fraction(17, 18));
    let share = change(&exact(18, 2), &exact(31, 2));
    assert_eq!((share.absolute, share.relative), (exact(13, 2), fraction(13, 18)));
}

/// LTV 100 → 120 while CAC falls from 1 200 to 780: the ratio is 1.846153846… times what it was.
#[test]
fn a_lower_cac_and_a_higher_ltv_multiply() {
    let before = ltv_cac(&exact(100, 0), &exact(1_200, 0));
    let after = ltv_cac(&exact(120, 0), &exact(780, 0));
    assert_eq!(after.divided_by(&before, Reason::NoData), fraction(24, 13));
}

#[test]
fn nothing_has_no_relative_change() {
    let none = Value::Undefined(Reason::OutOfRange);
    assert_eq!(change(&exact(0, 0), &exact(5, 0)).relative, none);
    let missing = Value::Undefined(Reason::NoChurn);
    assert_eq!(change(&exact(1, 0), &missing).absolute, missing);
}
