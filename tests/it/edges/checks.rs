//! Checks at their limits.

use crate::program::{Desk, Ran};

/// CAC 1,000 ÷ 10 = 100; margin 30 × 50 % = 15 a month over a churn of 5 %: LTV 300, LTV:CAC 3 and not a hair else.
fn desk() -> Desk {
    Desk::new([
        ("spend.csv", "month,channel,amount\n2026-03,Meta,1000\n2026-03,Search,0.00\n"),
        ("customers.csv", "month,channel,new_customers\n2026-03,Meta,10\n2026-03,Search,0\n"),
    ])
}

fn check(desk: &Desk, rule: &str) -> Ran {
    desk.run(&[
        "check",
        "spend.csv",
        "customers.csv",
        "--arpa",
        "30/mo",
        "--margin",
        "50%",
        "--churn",
        "5%/mo",
        "--require",
        rule,
    ])
}

#[test]
fn a_ratio_of_exactly_three_is_at_least_and_at_most_three_and_neither_above_nor_below_it() {
    let codes = [">=", "<=", ">", "<"].map(|sign| check(&desk(), &format!("ltv_cac {sign} 3")).code);
    assert_eq!(codes, [0, 0, 1, 1]);
}

/// 1,000.01 ÷ 10 = 100.001, and 300 ÷ 100.001 = 2.99997…, which two decimals would print as 3.00.
#[test]
fn a_ratio_a_hair_below_three_fails_and_is_not_shown_as_three() {
    let desk = desk();
    desk.write("spend.csv", b"month,channel,amount\n2026-03,Meta,1000.01\n");
    desk.write("customers.csv", b"month,channel,new_customers\n2026-03,Meta,10\n");
    let ran = check(&desk, "ltv_cac >= 3");
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("measured 2.99997"), "{}", ran.stdout);
}

#[test]
fn a_row_of_exactly_the_least_customers_is_judged_and_one_below_is_not() {
    assert_eq!(check(&desk(), "each: cac <= 99 min_customers 10").code, 1);
    let spared = check(&desk(), "each: cac <= 99 min_customers 11");
    assert_eq!(spared.code, 4, "nothing is left to judge, which is no pass: {}", spared.stdout);
}

#[test]
fn a_metric_without_a_value_decides_nothing() {
    let desk = desk();
    desk.write("customers.csv", b"month,channel,new_customers\n2026-03,Meta,0\n");
    let ran = check(&desk, "cac <= 100");
    assert_eq!(ran.code, 4, "{}", ran.stdout);
    assert!(!ran.stdout.contains("PASS"), "{}", ran.stdout);
}

#[test]
fn a_limit_that_is_no_number_is_no_limit() {
    for limit in ["NaN", "nan", "inf", "-inf", "infinity", "1e3", ""] {
        let ran = check(&desk(), &format!("ltv_cac >= {limit}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{limit}: {}", ran.stderr);
    }
}

#[test]
fn percent_of_a_limit_are_hundredths() {
    let codes = ["margin >= 50%", "margin >= 51%", "margin <= 49%", "churn <= 5%", "churn < 5%"];
    assert_eq!(codes.map(|rule| check(&desk(), rule).code), [0, 1, 1, 0, 1]);
}

/// Churn 15 % a month: m ÷ c = 100 is the CAC itself, reached after no number of months.
#[test]
fn a_payback_that_is_reached_in_no_number_of_months_is_never() {
    let rule = ["get", "payback_retention_continuous", "spend.csv", "customers.csv", "--arpa", "30", "--margin", "50%"];
    let at = |churn: &str| desk().run(&[&rule[..], &["--churn", churn]].concat());
    let never = at("15%");
    assert_eq!((never.code, never.stdout.as_str()), (4, ""), "{}", never.stderr);
    assert_eq!(at("14.9%").code, 0);
}

/// Meta's CAC is 1,000 ÷ 10 = 100, in whatever currency the file is.
#[test]
fn a_rule_in_another_currency_than_the_files_is_refused() {
    let desk = desk();
    desk.write("spend.csv", b"month,channel,amount (SEK)\n2026-03,Meta,1000\n2026-03,Search,0.00\n");
    for rule in
        ["total: cac <= 110 EUR", "cac <= \u{20ac}110 min_customers 1", "each: cac <= EUR 110 except \"Search\""]
    {
        let ran = check(&desk, rule);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{rule}: {}", ran.stdout);
        assert!(ran.stderr.contains("--require is in "), "{rule}: {}", ran.stderr);
        assert!(ran.stderr.contains(", and the files are in SEK"), "{rule}: {}", ran.stderr);
    }
    assert_eq!(["cac <= 110 SEK", "cac <= 110 kr", "cac <= 110"].map(|rule| check(&desk, rule).code), [0, 0, 0]);
}
