//! Refunds: the same with a minus or without one, and never both in a file.

use crate::program::Desk;

fn arpa(rows: &str) -> crate::program::Ran {
    let table = format!("month,channel,revenue,refunds,active_customers\n{rows}");
    Desk::new([("revenue.csv", table.as_str())]).line("get arpa revenue.csv")
}

/// (1000 − 5 − 5) ÷ 100.
#[test]
fn a_refund_is_the_same_with_a_minus_or_without_one() {
    for (one, other) in [("5", "5"), ("-5", "-5"), ("(5)", "-5.00"), ("10", "0"), ("0", "-10")] {
        let ran = arpa(&format!("2026-01,Meta,500,{one},50\n2026-01,Meta,500,{other},50\n"));
        assert_eq!((ran.stdout.as_str(), ran.code), ("9.9\n", 0), "{one} {other} {}", ran.stderr);
    }
}

#[test]
fn refunds_of_both_signs_are_refused_at_the_second_sign() {
    for (month, channel) in [("2026-01", "Meta"), ("2026-02", "Meta"), ("2026-01", "TV")] {
        let ran = arpa(&format!("2026-01,Meta,500,-5,50\n{month},{channel},500,5,50\n"));
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains("error[E110]") && ran.stderr.contains("revenue.csv:3:"), "{}", ran.stderr);
    }
}
