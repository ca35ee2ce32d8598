//! Files of assumptions: what their columns mean.

use crate::program::Desk;

const SIDES: [(&str, &str); 2] = [
    ("s.csv", "month,channel,spend,currency\n2026-01,Meta,200,EUR\n2026-01,Google,200,EUR\n"),
    ("c.csv", "month,channel,new_customers\n2026-01,Meta,2\n2026-01,Google,2\n"),
];

fn with(assumptions: &str) -> Desk {
    Desk::new(SIDES.into_iter().chain([("a.csv", assumptions)]))
}

/// m = 100 × 80 %: 80 × 1.1 ÷ (10 % + 10 %) = 440, without a discount 80 ÷ 10 % = 800, at 30 % 80 × 1.3 ÷ 40 % = 260.
#[test]
fn a_discount_among_assumptions_is_the_rate() {
    let rows = "Meta,100,80%,10%,10%/mo\nGoogle,100,80%,10%,\n";
    for name in ["discount", "Discount (%)", "descuento", "Sconto", "diskont", "discount rate"] {
        let desk = with(&format!("channel,arpa,margin,churn,{name}\n{rows}"));
        let ltv = |flags: &str| {
            let ran = desk.line(&format!("get ltv s.csv c.csv a.csv {flags}"));
            assert_eq!(ran.code, 0, "{name}: {}", ran.stderr);
            ran.stdout
        };
        assert_eq!((ltv("--channel Meta"), ltv("--channel Google")), ("440\n".to_owned(), "800\n".to_owned()), "{name}");
        // The file stands before the flag, which holds for the row without one.
        assert_eq!(ltv("--channel Meta --discount 30%/mo"), "440\n", "{name}");
        assert_eq!(ltv("--channel Google --discount 30%/mo"), "260\n", "{name}");
        let ran = desk.line("report s.csv c.csv a.csv -f json");
        assert_eq!(ran.json()["method"], "discounted", "{}", ran.stdout);
    }
}

/// Off a price it is of no use here: an amount, a column of spend, or nothing beside it.
#[test]
fn a_discount_elsewhere_is_no_rate() {
    let desk = with("channel,arpa,margin,churn,discount (EUR)\nMeta,100,80%,10%,5\nGoogle,100,80%,10%,5\n");
    assert_eq!(desk.line("get ltv s.csv c.csv a.csv").stdout, "800\n");
    let desk = Desk::new([("s.csv", "channel,amount,discount\nMeta,100,10%\n")]);
    assert_eq!(desk.line("get spend s.csv").stdout, "100\n");
    let desk = with("channel,discount\nMeta,10%\n");
    assert_eq!(desk.line("report s.csv c.csv a.csv").code, 3);
    // Two columns for one field are refused, never chosen.
    let desk = with("channel,arpa,margin,churn,discount,discount rate\nMeta,100,80%,10%,10%/mo,10%/mo\n");
    let ran = desk.line("report s.csv c.csv a.csv");
    assert_eq!(ran.code, 3, "{}", ran.stdout);
    assert!(ran.stderr.contains("discount"), "{}", ran.stderr);
}
