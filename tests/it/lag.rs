//! A lag where it has nothing to hold against each other.

use crate::program::Desk;

const SPEND: &str = "month,channel,spend\n2026-01,Meta,100\n2026-02,Meta,200\n";
const CUSTOMERS: &str = "month,channel,new_customers\n2026-01,Meta,1\n2026-02,Meta,4\n";

/// A lag in the configuration is for runs with both sides; others are read as ever.
#[test]
fn one_side_alone_is_read_whole_and_the_lag_is_said_to_be_unused() {
    let desk = Desk::new([("spend.csv", SPEND), ("customers.csv", CUSTOMERS), ("cacltv.toml", "[costs]\nlag = 1\n")]);
    assert_eq!(desk.line("get spend spend.csv").stdout, "300\n");
    assert_eq!(desk.line("get new_customers customers.csv").stdout, "5\n");
    // February's four customers against January's 100.
    assert_eq!(desk.line("get cac spend.csv customers.csv").stdout, "25\n");
    let ran = desk.line("report spend.csv -f plain");
    assert!(ran.stdout.contains("lag 1 month is not used: it needs both spend and customers"), "{}", ran.stdout);
    assert_eq!(desk.line("get cac spend.csv").code, 4);
}

/// Customers that --where cuts to none are none, not unknown.
#[test]
fn a_cut_that_leaves_nothing_of_a_side_leaves_0() {
    let desk = Desk::new([("spend.csv", SPEND), ("customers.csv", "month,channel,new_customers\n2026-01,TV,1\n")]);
    let ran = desk.line("report spend.csv customers.csv --where channel=Meta --period 2026-01 -f json");
    assert_eq!((ran.total("spend").as_deref(), ran.total("new_customers").as_deref()), (Some("100"), Some("0")));
    assert_eq!(ran.json()["total"]["undefined"]["cac"], "no_new_customers");
    let ran = desk.line("report spend.csv customers.csv --where channel=TV --period 2026-01 -f json");
    assert_eq!((ran.total("spend").as_deref(), ran.total("cac").as_deref()), (Some("0"), Some("0")), "{}", ran.stderr);
}
