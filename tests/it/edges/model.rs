//! What counts, and what it is divided by.

use crate::program::{Desk, line};

/// 1,000 of revenue, 200 of them paid back, goods for 400: 1 − 400 ÷ 800, not 1 − 400 ÷ 1,000.
#[test]
fn margin_is_of_the_revenue_that_stays() {
    let text = "month,revenue,refunds,cost_of_revenue,active_customers\n2026-03,1000,200,400,10\n";
    let desk = Desk::new([("revenue.csv", text)]);
    assert_eq!(desk.line("get margin revenue.csv").stdout, "0.5\n");
    assert_eq!(desk.line("get arpa revenue.csv").stdout, "80\n");
}

/// 80 × 50 % ÷ 5 %.
#[test]
fn what_is_paid_back_is_no_part_of_what_a_customer_is_worth() {
    let text = "month,revenue,refunds,cost_of_revenue,active_customers\n2026-03,1000,200,400,10\n";
    let desk = Desk::new([("revenue.csv", text)]);
    assert_eq!(desk.line("get ltv revenue.csv --churn 5%/mo").stdout, "800\n");
}

/// Advertising 100 and overhead 30 win 10 customers; what keeps customers wins nobody, under any scope.
#[test]
fn what_keeps_customers_is_never_the_cost_of_winning_them() {
    let spend = "month,channel,category,amount\n2026-03,Meta,advertising,100\n2026-03,Meta,retention,70\n\
                 2026-03,Meta,customer success,50\n2026-03,Meta,overhead,30\n";
    let desk = Desk::new([("spend.csv", spend), ("customers.csv", "month,channel,new_customers\n2026-03,Meta,10\n")]);
    for (scope, cac) in [("full", "13\n"), ("direct", "10\n"), ("paid", "10\n")] {
        assert_eq!(desk.line(&format!("get cac spend.csv customers.csv --scope {scope}")).stdout, cac, "{scope}");
    }
}

/// Spend alone and customers alone are rows of their own, and count in the total: 150 ÷ 15.
#[test]
fn channels_of_one_side_are_not_lost() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,amount\n2026-03,Meta,100\n2026-03,TV,50\n"),
        ("customers.csv", "month,channel,new_customers\n2026-03,Meta,10\n2026-03,Direct,5\n"),
    ]);
    let ran = desk.line("report spend.csv customers.csv -f csv");
    for row in ["Direct,0,5,0,", "Meta,100,10,10,", "TV,50,0,,", "(total),150,15,10,"] {
        assert!(ran.stdout.lines().any(|line| line.starts_with(row)), "{row}: {}", ran.stdout);
    }
}

/// 100 shared by three customers is 33.33… each, exactly; the printed column is 33.34 + 33.33 + 33.33.
#[test]
fn printed_shares_add_up_to_what_is_shared() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,amount\n2026-03,,100.00\n"),
        ("customers.csv", "month,channel,new_customers\n2026-03,A,1\n2026-03,B,1\n2026-03,C,1\n"),
    ]);
    let ran = desk.line("report spend.csv customers.csv --allocate customers -f plain");
    let shown = |name: &str| {
        let row = ran.stdout.lines().find(|line| line.starts_with(name)).unwrap();
        row.split_whitespace().nth(1).unwrap().to_owned()
    };
    assert_eq!(["A ", "B ", "C "].map(shown), ["33.34", "33.33", "33.33"]);
}

/// Nobody won is no customer at a cost of nothing, and no denominator of one.
#[test]
fn nobody_has_no_cac() {
    let ran = line("calc --spend 500 --customers 0 -f json");
    assert_eq!(ran.total("cac"), None, "{}", ran.stdout);
    assert_eq!(ran.json()["total"]["undefined"]["cac"], "no_new_customers");
}

/// 29 × 50 % ÷ 2 % = 725 and 90 × 50 % ÷ 2 % = 2,250: which of them is not chosen, and rows of months are two as well.
#[test]
fn two_rows_of_assumptions_for_one_are_refused() {
    let desk = Desk::new([
        ("s.csv", "month,channel,segment,spend\n2026-01,Google,SMB,200\n"),
        ("c.csv", "month,channel,segment,new_customers\n2026-01,Google,SMB,2\n"),
        ("one.csv", "channel,arpa,margin,churn\nGoogle,29,50%,2%\n"),
        ("two.csv", "channel,arpa,margin,churn\nGoogle,29,50%,2%\nMeta,1,50%,2%\nGoogle,90,50%,2%\n"),
        ("months.csv", "month,channel,arpa\n2026-01,Google,29\n2026-02,Google,90\n"),
        ("apart.csv", "channel,segment,arpa\nGoogle,,29\nGoogle,SMB,30\n,SMB,31\n,,32\n"),
        ("all.csv", "channel,segment,arpa\nGoogle,SMB,29\n,,30\ngoogle,smb,29\n,,32\n"),
    ]);
    assert_eq!(desk.line("get ltv s.csv c.csv one.csv").stdout, "725\n");
    for (file, line) in [("two.csv", 4), ("months.csv", 3)] {
        let ran = desk.line(&format!("report s.csv c.csv {file}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{file}");
        let told = format!("a second row of assumptions for 'Google': the first is {file}:2\n --> {file}:{line}:1\n");
        assert!(ran.stderr.contains(&told), "{}", ran.stderr);
    }
    let ran = desk.line("report s.csv c.csv all.csv");
    assert!(ran.stderr.contains("for 'smb' of 'google': the first is all.csv:2\n --> all.csv:4:1"), "{}", ran.stderr);
    assert!(ran.stderr.contains("for everyone: the first is all.csv:3\n --> all.csv:5:1"), "{}", ran.stderr);
    assert_eq!(desk.line("get arpa s.csv c.csv apart.csv").stdout, "30\n");
}

/// 5 × 50 % ÷ 5 % = 50, which is not 300.
#[test]
fn an_ltv_beside_inputs_that_make_it_another_is_refused_as_a_cac_is() {
    let fault = "error: ltv is given as 300, but the other figures make it 50\n  = help: leave one of them out\n";
    let ran = line("calc --ltv 300 --arpa 5 --churn 5% --margin 50% --cac 10");
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (2, "", fault));
    let ran = line("calc --ltv 50 --arpa 5 --churn 5% --margin 50% --cac 10 --explain -f plain");
    assert!(ran.stdout.contains("LTV = m / c = 2.50 / 5.0% = 50.00\n"), "{}", ran.stdout);
    // What is for all runs gives way to the figure of one.
    let desk = Desk::new([("cacltv.toml", "[model]\narpa = '5'\nmargin = '50%'\nchurn = '5%'\n")]);
    let ran = desk.line("calc --ltv 300 --cac 10 --explain -f plain");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("LTV as given = 300.00\n") && !ran.stdout.contains("LTV = m"), "{}", ran.stdout);
    let ran = line("calc --ltv 300 --cac 10 --explain -f plain");
    assert!(ran.stdout.ends_with("\nCAC as given\nLTV as given\n"), "{}", ran.stdout);
}

/// No number of customers at 0 costs 8,000, and nothing divided by nobody is no 4.
#[test]
fn figures_of_nothing_contradict_each_other_too() {
    let said = |arguments: &str| {
        let ran = line(&format!("calc {arguments}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments}");
        ran.stderr
    };
    assert!(
        said("--cac 0 --spend 8000").starts_with("error: spend is given as 8000, but the other figures make it 0\n")
    );
    let nobody = "error: cac is given as 4, but by the other figures it has no value: there is no new customer";
    assert!(said("--cac 4 --spend 0 --customers 0").starts_with(nobody));
    assert_eq!(line("calc --cac 0 --spend 0").code, 0);
    assert_eq!(line("calc --cac 0 --customers 5").code, 0);
}

#[test]
fn a_scope_that_cannot_tell_what_counts_refuses_single_figures_as_it_does_columns() {
    let faults = [
        ("paid", "--marketing 100", "--scope paid cannot tell which part of --marketing is paid media"),
        ("paid", "--cost advertising=50 --sales 100", "--scope paid cannot tell which part of --sales is paid media"),
        ("direct", "--spend 100", "--scope direct needs categories, and --spend has none"),
        ("paid", "--cost Influencer=100", "--scope paid cannot tell whether 'Influencer' counts"),
    ];
    for (scope, costs, fault) in faults {
        let ran = line(&format!("calc --scope {scope} {costs} --customers 5"));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{costs}");
        assert!(ran.stderr.starts_with(&format!("error: {fault}")), "{costs}: {}", ran.stderr);
    }
    let told = |arguments: &str| line(&format!("calc {arguments} --customers 5 -f plain")).stdout;
    assert!(told("--scope paid --cost advertising=100").contains("\nscope paid: advertising\n"));
    assert!(told("--scope direct --marketing 100").contains("\nscope direct: marketing\n"));
    // Beside what counts, what may count is listed with its amount: 50 ÷ 5.
    let beside = told("--scope paid --cost advertising=50 --cost Influencer=100");
    assert!(beside.starts_with("CAC 10.00: ") && beside.contains("not counted: 'Influencer' 100.00"), "{beside}");
}
