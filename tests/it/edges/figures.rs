//! Printed figures at the edges of rounding.

use crate::program::{Desk, line};

/// 2.01 ÷ 2 = 1.005 and 4.25 ÷ 2 = 2.125: half goes away from zero, whatever digit stands before it.
#[test]
fn half_a_cent_is_rounded_away_from_zero() {
    for (spend, shown) in [("2.01", "1.01"), ("4.25", "2.13"), ("4.23", "2.12"), ("4.2498", "2.12")] {
        let ran = line(&format!("calc --spend {spend} --customers 2 -f plain"));
        assert!(ran.stdout.contains(shown), "{spend}: {}", ran.stdout);
    }
}

/// A credit of 0.004 is no cent: it reads 0.00, and zero has no sign.
#[test]
fn what_rounds_to_zero_has_no_minus() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,amount\n2026-03,Meta,-0.004\n2026-03,Search,10.00\n"),
        ("customers.csv", "month,channel,new_customers\n2026-03,Meta,1\n2026-03,Search,1\n"),
    ]);
    let ran = desk.run(&["report", "spend.csv", "customers.csv", "-f", "csv"]);
    assert!(ran.stdout.contains("-0.004"), "{}", ran.stdout);
    let ran = desk.run(&["report", "spend.csv", "customers.csv", "-f", "plain"]);
    assert!(!ran.stdout.contains("-0.00"), "{}", ran.stdout);
}

/// 9,300,000,000 in units of 10^-18 is beyond 64 bits: 9,223,372,036.85… is the most they hold, and 9.2 of a single
/// amount.
#[test]
fn sums_do_not_wrap() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,amount\n2026-03,Meta,9000000000.01\n2026-03,Meta,300000000.02\n"),
        ("customers.csv", "month,channel,new_customers\n2026-03,Meta,3\n"),
    ]);
    let ran = desk.run(&["get", "cac", "spend.csv", "customers.csv"]);
    assert_eq!(ran.stdout, "3100000000.01\n");
}
