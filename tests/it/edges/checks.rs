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

/// A rule for one row knows too few customers as one for each does: it judges nothing, and nothing passes.
#[test]
fn a_single_row_with_too_few_customers_is_not_judged() {
    for row in ["total", "paid", "last"] {
        let ran = check(&desk(), &format!("{row}: cac <= 100 min_customers 11"));
        assert_eq!(ran.code, 4, "{row}: {}", ran.stdout);
        assert!(ran.stdout.contains("it has fewer than 11 new customers"), "{row}: {}", ran.stdout);
        assert!(ran.stdout.contains("1 limit, 2 judgements: 1 undecided, 1 not judged"), "{row}: {}", ran.stdout);
        assert_eq!(check(&desk(), &format!("{row}: cac <= 100 min_customers 10")).code, 0, "{row}");
    }
    let desk = desk();
    desk.write("cacltv.toml", b"[[check]]\nmetric = 'cac'\nmax = 100\nmin_customers = 11\n");
    assert_eq!(desk.line("check spend.csv customers.csv").code, 4);
}

#[test]
fn what_is_for_one_row_excepts_none() {
    for row in ["total", "paid", "last", "channel \"Meta\"", "segment \"SMB\""] {
        let ran = check(&desk(), &format!("{row}: cac <= 100 except \"Meta\""));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{row}: {}", ran.stdout);
        assert!(ran.stderr.contains("except leaves out rows of 'each' or 'each month'"), "{row}: {}", ran.stderr);
    }
}

/// March costs 100 a customer, February 200 ÷ 10 = 20.
#[test]
fn a_month_is_excepted_by_its_name_or_that_of_its_quarter() {
    let desk = desk();
    desk.write("spend.csv", b"month,channel,amount\n2026-02,Meta,200\n2026-03,Meta,1000\n");
    desk.write("customers.csv", b"month,channel,new_customers\n2026-02,Meta,10\n2026-03,Meta,10\n");
    let code = |except: &str| check(&desk, &format!("each month: cac <= 50 {except}")).code;
    assert_eq!(["", "except \"2026-03\"", "except \"2026-02\"", "except \"2026-Q1\""].map(code), [1, 0, 1, 4]);
}

#[test]
fn a_name_that_is_excepted_and_that_no_row_has_is_told() {
    let ran = check(&desk(), "each: cac <= 100 except \"Mete\",\"Search\"");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert_eq!(
        ran.stderr,
        "warning[W205]: no row is called 'Mete', so that except leaves nothing out by it\n  = help: did you mean 'Meta'?\n"
    );
}

/// 9,000,000 ÷ 30 = 300,000: a quarter of spend is no month.
#[test]
fn a_rule_for_months_refuses_rows_that_are_longer() {
    let desk = Desk::new([
        ("quarter.csv", "quarter,channel,spend\n2026-Q1,Meta,9000000\n"),
        ("months.csv", "month,channel,new customers\n2026-01,Meta,10\n2026-02,Meta,10\n2026-03,Meta,10\n"),
        ("undated.csv", "channel,spend,new customers\nMeta,100,10\n"),
    ]);
    for rule in ["last: cac <= 50", "each month: cac <= 5000000"] {
        let ran = desk.run(&["check", "quarter.csv", "months.csv", "--require", rule]);
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{rule}");
        assert!(ran.stderr.contains("error[E202]: rows for 2026-Q1 are longer than a month"), "{}", ran.stderr);
    }
    assert_eq!(desk.run(&["check", "quarter.csv", "months.csv", "--require", "cac <= 300000"]).code, 0);
    let ran = desk.run(&["check", "--spend", "undated.csv", "--require", "last: spend <= 500"]);
    assert!(ran.code == 3 && ran.stderr.contains("error[E205]"), "{}", ran.stderr);
}

/// The spend of March is not exported yet: 0 ÷ 10 is no CAC to pass with.
#[test]
fn months_whose_spend_is_missing_pass_no_limit() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,spend\n2026-01,Meta,100\n2026-02,Meta,100\n"),
        ("none.csv", "month,channel,spend\n2026-01,Meta,100\n2026-02,Meta,100\n2026-03,Meta,0\n"),
        ("won.csv", "month,channel,new customers\n2026-01,Meta,10\n2026-02,Meta,10\n2026-03,Meta,10\n"),
    ]);
    for cut in [["--period", "2026-03"], ["--from", "2026-03"]] {
        let ran = desk.run(&["check", "spend.csv", "won.csv", "--max-cac", "5", cut[0], cut[1]]);
        assert_eq!((ran.code, ran.stdout.as_str()), (4, ""), "{cut:?}");
        let said = "error[E204]: no row of spend in 2026-03: spend covers 2026-01..2026-02";
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
        assert_eq!(desk.run(&["report", "spend.csv", "won.csv", cut[0], cut[1]]).code, 3);
    }
    // A row says that nothing was spent.
    assert_eq!(desk.line("check none.csv won.csv --max-cac 5 --period 2026-03").code, 0);
    let ran = desk.run(&["check", "spend.csv", "won.csv", "--period", "2026-Q1", "--require", "last: cac <= 5"]);
    assert!(ran.code == 4 && ran.stdout.contains("it has no spend"), "{}", ran.stdout);
    // Customers that were won in other months only are named.
    let desk = Desk::new([
        ("spend.csv", "month,channel,spend\n2026-01,Meta,100\n2026-02,Meta,100\n"),
        ("won.csv", "month,channel,new customers\n2026-01,Meta,10\n"),
    ]);
    let ran = desk.line("check spend.csv won.csv --max-cac 5 --period 2026-02");
    assert!(ran.code == 4 && ran.stderr.contains("customers: no rows in 2026-02"), "{}", ran.stderr);
}

#[test]
fn a_month_without_rows_is_not_passed_over() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,spend\n2026-01,Meta,100\n2026-03,Meta,100\n"),
        ("won.csv", "month,channel,new customers\n2026-01,Meta,10\n2026-03,Meta,10\n"),
    ]);
    let check =
        |rule: &str, period: &str| desk.run(&["check", "spend.csv", "won.csv", "--period", period, "--require", rule]);
    for (period, month) in [("2026-01..2026-02", "2026-02"), ("2026-01..2026-05", "2026-05")] {
        let ran = check("last: cac <= 200", period);
        assert_eq!(ran.code, 4, "{}", ran.stdout);
        assert!(ran.stdout.contains(&format!("UNDECIDED  {month}")), "{}", ran.stdout);
    }
    assert_eq!(check("last: cac <= 200", "2026-01..2026-03").code, 0);
    let ran = check("each month: cac <= 200", "2026-01..2026-03");
    assert!(ran.code == 0 && ran.stdout.contains("NOT JUDGED  2026-02"), "{}", ran.stdout);
    let ran = desk.line("check spend.csv won.csv --max-cac 200 --period 2026-02");
    assert!(ran.code == 4 && ran.stderr.contains("E204"), "{}", ran.stderr);
}

/// All spend is salaries: what a paid CAC of 0 would pass is nothing.
#[test]
fn a_scope_without_any_cost_passes_no_limit() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,category,amount\n2026-01,Meta,salaries,9000\n"),
        ("other.csv", "month,channel,category,amount\n2026-01,Meta,Influencer,9000\n"),
        ("won.csv", "month,channel,new customers\n2026-01,Meta,10\n"),
    ]);
    for args in [
        "--max-cac 60 --scope paid",
        "--max-cac 60 --exclude salaries",
        "--max-payback 3 --arpa 29/mo --margin 70% --churn 5% --scope paid",
    ] {
        let ran = desk.line(&format!("check spend.csv won.csv {args}"));
        assert!(ran.code == 4 && ran.stdout.contains("it has no spend"), "{args}: {}", ran.stdout);
    }
    assert_eq!(desk.line("check spend.csv won.csv --max-cac 900").code, 0);
    assert_eq!(desk.run(&["check", "spend.csv", "won.csv", "--scope", "paid", "--require", "spend <= 5"]).code, 0);
    for (file, said) in [("spend.csv", "no spend counts in this scope"), ("other.csv", "whether 'Influencer' counts")] {
        let ran = desk.line(&format!("get cac {file} won.csv --scope paid"));
        assert_eq!((ran.code, ran.stdout.as_str()), (4, ""), "{file}");
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
        assert_eq!(desk.line(&format!("get cac {file} won.csv")).stdout, "900\n");
    }
}
