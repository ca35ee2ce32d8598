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

/// Months of revenue alone are months of the report, with no spend and no customers in them.
#[test]
fn months_that_revenue_alone_has_are_named() {
    let desk = Desk::new([
        ("s.csv", "month,channel,spend\n2026-01,G,1000\n2026-02,G,1000\n"),
        ("c.csv", "month,channel,new customers\n2026-01,G,10\n2026-02,G,10\n"),
        ("r.csv", "month,revenue,active customers\n2026-01,1000,100\n2026-02,1100,110\n2026-03,9900,110\n"),
    ]);
    let ran = desk.line("report s.csv c.csv r.csv --margin 50% --churn 2%");
    for side in ["spend", "customers"] {
        let said = format!("warning[W203]: {side}: no rows in 2026-03; counted as 0");
        assert!(ran.stderr.contains(&said), "{}", ran.stderr);
    }
    let cut = desk.line("report s.csv c.csv r.csv --margin 50% --churn 2% --period 2026-01..2026-02");
    assert_eq!((cut.code, cut.stderr.as_str()), (0, ""));
}
