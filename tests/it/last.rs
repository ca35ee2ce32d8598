//! The last complete month: the last one that every side of the data covers to its end.

use cacltv::domain::period::Month;
use cacltv::input::Ends;

use crate::program::Desk;

const SPEND: &str = "month,channel,spend\n2026-01,G,200\n2026-02,G,300\n";
const CUSTOMERS: &str = "month,channel,new_customers\n2026-01,G,2\n2026-02,G,3\n2026-03,G,5\n";

/// March has customers and no spend: February's 300 ÷ 3 = 100, and over both months 500 ÷ 5.
#[test]
fn a_month_without_spend_is_not_the_last_one_and_no_gate_passes_on_it() {
    let desk = Desk::new([("s.csv", SPEND), ("c.csv", CUSTOMERS)]);
    let ran = desk.line("check s.csv c.csv --period last --max-cac 60 -f json");
    assert_eq!((ran.code, ran.total("cac").as_deref()), (1, Some("100")), "{}", ran.stderr);
    assert_eq!(ran.json()["period"]["to"], "2026-02");
    assert_eq!(desk.line("get cac s.csv c.csv --period last").stdout, "100\n");
    assert_eq!(desk.line("get spend s.csv c.csv --period last:2").stdout, "500\n");
    assert_eq!(desk.line("get spend s.csv c.csv --period last-1").stdout, "200\n");
    // A month later February's spend wins March's customers: 300 ÷ 5.
    assert_eq!(desk.line("get cac s.csv c.csv --period last --lag 1").stdout, "60\n");
}

/// The other way round: spend to March, customers to February.
#[test]
fn a_month_without_customers_or_revenue_is_not_the_last_one() {
    let spend = "month,channel,spend\n2026-01,G,200\n2026-02,G,300\n2026-03,G,900\n";
    let customers = "month,channel,new_customers\n2026-01,G,2\n2026-02,G,3\n";
    let desk = Desk::new([("s.csv", spend), ("c.csv", customers), ("r.csv", "month,revenue\n2026-01,1000\n")]);
    assert_eq!(desk.line("get cac s.csv c.csv --period last").stdout, "100\n");
    // Revenue of January alone: 1,000 ÷ 200, and not nothing ÷ 300.
    assert_eq!(desk.line("get mer s.csv c.csv r.csv --period last").stdout, "5\n");
}

/// Google's spend by day to 10 February: January's 200 ÷ 4, whatever the customers cover.
#[test]
fn advertising_that_ends_within_a_month_ends_with_the_month_before() {
    let spend = "Campaign,Day,Currency code,Cost,Impr.\nBrand,2026-01-01,SEK,100,1\nBrand,2026-01-31,SEK,100,1\n\
                 Brand,2026-02-10,SEK,50,1\n";
    let customers = "date,channel,new_customers\n2026-01-15,Google Ads,4\n2026-02-28,Google Ads,2\n";
    let desk = Desk::new([("s.csv", spend), ("c.csv", customers)]);
    assert_eq!(desk.line("get cac s.csv c.csv --period last").stdout, "50\n");
    let ran = desk.line("report s.csv c.csv");
    assert!(ran.stderr.contains("2026-02 is not covered to its end; --period last is 2026-01"), "{}", ran.stderr);
}

/// Nobody was won after the 20th, and salaries are booked on the 25th: 300 ÷ 1. Neither makes half a month of February.
#[test]
fn events_need_not_come_on_the_last_day() {
    let ids = "customer_id,acquired_on,channel\na,2026-01-03,G\nb,2026-02-20,G\n";
    let ledger = "date,channel,spend\n2026-01-25,G,200\n2026-02-25,G,300\n";
    let desk = Desk::new([("s.csv", SPEND), ("c.csv", ids), ("l.csv", ledger)]);
    assert_eq!(desk.line("get cac s.csv c.csv --period last").stdout, "300\n");
    let counts = "date,channel,new_customers\n2026-01-31,G,4\n2026-02-28,G,2\n";
    desk.write("n.csv", counts.as_bytes());
    assert_eq!(desk.line("get cac l.csv n.csv --period last").stdout, "150\n");
    // Alone they prove no more than January.
    for file in ["c.csv", "l.csv"] {
        let ran = desk.line(&format!("report {file} --period last -f json"));
        assert_eq!(ran.json()["period"]["to"], "2026-01");
    }
    assert_eq!(desk.line("get new_customers c.csv --period last").stdout, "1\n");
}

#[test]
fn the_last_month_is_the_earliest_end_with_spend_moved_by_the_lag() {
    let month = |number| Month::new(2026, number);
    let ends = Ends { spend: month(2), customers: month(4), others: None };
    assert_eq!([0, 1, 2, 3].map(|lag| ends.last(lag)), [month(2), month(3), month(4), month(4)]);
    assert_eq!(Ends { others: month(1), ..ends }.last(2), month(1));
    assert_eq!(Ends { customers: month(4), ..Ends::default() }.last(1), month(4));
    assert_eq!(Ends::default().last(0), None);
}
