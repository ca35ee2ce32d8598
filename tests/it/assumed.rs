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
        // The file stands before the flag, which holds for the row without one.
        assert_eq!(ltv("--channel Meta --discount 0%"), "440\n", "{name}");
        assert_eq!(ltv("--channel Meta --discount 30%/mo"), "440\n", "{name}");
        assert_eq!(ltv("--channel Google --discount 30%/mo"), "260\n", "{name}");
        assert_eq!(ltv("--channel Google --discount 0%"), "800\n", "{name}");
        let ran = desk.line("report s.csv c.csv a.csv --discount 0% -f json");
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

/// 2,900 × 70 % ÷ 5 %.
#[test]
fn assumptions_in_another_currency_are_refused_whatever_says_it() {
    let rows = "channel,arpa,margin,churn,currency\nMeta,2900,70%,5%";
    assert_eq!(with(&format!("{rows},eur\n")).line("get ltv s.csv c.csv a.csv --channel Meta").stdout, "40600\n");
    for (table, place) in [
        (format!("{rows},JPY\n"), "a.csv:2:18"),
        (format!("{rows},EUR\nGoogle,5,70%,5%,JPY\n"), "a.csv:3:17"),
        ("channel,aov (JPY),orders_per_year,margin,churn\nMeta,2900,12,70%,5%\n".to_owned(), "a.csv"),
    ] {
        let ran = with(&table).line("check s.csv c.csv a.csv --min-ratio 3");
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{table}");
        assert!(ran.stderr.contains("error[E301]: the currency JPY stands here"), "{}", ran.stderr);
        assert!(ran.stderr.contains(place), "{}", ran.stderr);
    }
    let desk = with(&format!("{rows},JPY\n"));
    desk.write("r.csv", b"from,to,rate\nJPY,EUR,0.006\n");
    let ran = desk.line("get ltv s.csv c.csv a.csv --rates r.csv --currency EUR");
    assert_eq!(ran.code, 3, "{}", ran.stdout);
    assert!(ran.stderr.contains("error[E301]: the assumption is in JPY"), "{}", ran.stderr);
    let ran = with(&format!("{rows},XYZ\n")).line("get ltv s.csv c.csv a.csv");
    assert_eq!(ran.code, 3, "{}", ran.stdout);
    assert!(ran.stderr.contains("'XYZ' is no currency code"), "{}", ran.stderr);
}

/// A churn has no currency.
#[test]
fn a_currency_beside_no_money_says_nothing() {
    let desk = with("channel,arpa,margin,churn,currency\nMeta,100,80%,10%,EUR\nGoogle,,,5%,JPY\n");
    assert_eq!(desk.line("get ltv s.csv c.csv a.csv --channel Meta").stdout, "800\n");
}

/// 100 × 80 % ÷ 5 % by the file, ÷ 2 % by the configuration where the file is silent.
#[test]
fn a_row_of_the_configuration_stands_behind_that_of_a_file() {
    for (table, ltv) in [
        ("channel,arpa,margin,churn\nMeta,100,80%,5%\nGoogle,100,80%,5%\n", "1600\n"),
        ("channel,arpa,margin,churn\nMeta,100,80%,\nGoogle,100,80%,5%\n", "4000\n"),
    ] {
        let desk = with(table);
        desk.write("cacltv.toml", b"[model.channel.Meta]\nchurn = '2%'\n");
        assert_eq!(desk.line("get ltv s.csv c.csv a.csv --channel Meta").stdout, ltv);
        let ran = desk.line("report s.csv c.csv a.csv");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(!ran.stdout.contains("not used"), "{}", ran.stdout);
    }
}

#[test]
fn yearly_contracts_are_not_of_a_lifetime() {
    let refused = |desk: &Desk, line: &str, told: &str| {
        let ran = desk.line(line);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{line}");
        assert!(ran.stderr.starts_with(&format!("error: {told}")), "{line}: {}", ran.stderr);
    };
    let desk = with("channel,arpa,margin,lifetime\nMeta,30,80%,20\n");
    let flags = "--billing year needs churn, and --lifetime gives none of a year\n";
    for more in ["", " --horizon 24mo", " --discount 10%/yr", " --method simple", " --churn 5% --method lifetime"] {
        let line = format!("calc --cac 100 --arpa 30 --margin 80% --lifetime 20mo --billing year{more}");
        refused(&desk, &line, flags);
    }
    let rows = "--billing year needs churn, and the assumptions for 'Meta' have a lifetime\n";
    for command in ["report", "check --min-ratio 1", "trend", "get ltv", "report --horizon 24mo", "plan"] {
        refused(&desk, &format!("{command} s.csv c.csv a.csv --billing year"), rows);
    }
    refused(
        &desk,
        "reconcile s.csv c.csv a.csv --from own --to own,billing=year",
        "'own,billing=year': --billing year",
    );
    let set = "plan s.csv c.csv --arpa 30 --margin 80% --churn 36%/yr --billing year --set lifetime=20mo";
    refused(&desk, set, "--set: lifetime is of months, and --billing is year\n");
    // A churn beside it is what the method takes: 348 ÷ 36 %, by hand 2900/3.
    let ran = desk
        .line("calc --arpa 348/yr --margin 100% --churn 36%/yr --lifetime 20mo --method simple --billing year -f json");
    assert_eq!(ran.json()["total"]["exact"]["ltv"], "2900/3", "{}", ran.stdout);
}

#[test]
fn a_discount_of_some_customers_is_asked_for_the_others() {
    let refused = |rows: &str, flags: &str, whose: &str| {
        let ran = with(rows).line(&format!("report s.csv c.csv a.csv {flags}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{rows}");
        let told = format!("error: the assumptions for {whose} have no discount, and others have one\n");
        assert!(ran.stderr.starts_with(&told) && ran.stderr.contains("--discount 10%/yr"), "{}", ran.stderr);
    };
    let head = "channel,arpa,margin,churn,discount\n";
    refused(&format!("{head}Meta,100,80%,10%,10%/mo\nGoogle,100,80%,10%,\n"), "", "'Google'");
    refused(&format!("{head}Meta,100,80%,10%,10%/mo\nGoogle,100,80%,10%,\n"), "--method discounted", "'Google'");
    refused(
        &format!("{head}Meta,100,80%,10%,10%/mo\n"),
        "--arpa 50 --margin 80% --churn 5%",
        "those without a row of their own",
    );
    // A row for all has the discount of those that lack one, as a flag has: 80 × 1.1 ÷ 20 %.
    let all = format!("{head}Meta,100,80%,10%,10%/mo\nGoogle,100,80%,10%,\n");
    for (rows, flags) in [(format!("{all},100,80%,10%,10%/mo\n"), ""), (all, "--discount 10%/mo")] {
        let ran = with(&rows).line(&format!("get ltv s.csv c.csv a.csv {flags}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (0, "440\n"), "{}", ran.stderr);
    }
}

/// m = 80: 80 ÷ 10 % at no discount.
#[test]
fn a_discounted_value_needs_a_discount() {
    let desk = with("channel,arpa,margin,churn\nMeta,100,80%,10%\nGoogle,100,80%,10%\n");
    let refused = |line: &str, told: &str| {
        let ran = desk.line(line);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{line}");
        assert_eq!(ran.stderr, format!("error: {told} needs --discount\n  = help: --discount 10%/yr\n"), "{line}");
    };
    let figures = "calc --arpa 100 --margin 80% --churn 10%";
    refused(&format!("{figures} --method discounted"), "--method discounted");
    refused(&format!("{figures} --as gupta-lehmann"), "--as gupta-lehmann");
    for command in ["report", "check --min-ratio 3", "get ltv", "plan", "trend"] {
        refused(&format!("{command} s.csv c.csv a.csv --method discounted"), "--method discounted");
    }
    refused("reconcile s.csv c.csv a.csv --from skok --to gupta-lehmann", "'gupta-lehmann': --method discounted");
    let ltv = |line: &str| desk.line(&format!("{line} --method discounted --discount 0%")).stdout;
    assert_eq!(ltv("get ltv s.csv c.csv a.csv"), "800\n");
    // 80 × 1.1 ÷ 20 %.
    desk.write("d.csv", b"channel,arpa,margin,churn,discount\nMeta,100,80%,10%,10%/mo\nGoogle,100,80%,10%,10%/mo\n");
    assert_eq!(desk.line("get ltv s.csv c.csv d.csv --method discounted").stdout, "440\n");
    desk.write("cacltv.toml", b"[model]\ndiscount = '10%/mo'\n");
    assert_eq!(desk.line("get ltv s.csv c.csv a.csv --method discounted").stdout, "440\n");
}

#[test]
fn single_figures_are_what_they_can_be() {
    for (flags, told) in [
        ("--cac=-5 --ltv 100", "--cac is below 0"),
        ("--cpl=-5 --close-rate 20%", "--cpl is below 0"),
        ("--spend 10 --customers 2.5", "--customers is no whole number"),
        ("--spend 10 --step leads=100 --step customers=2.5", "--step customers is no whole number"),
    ] {
        let ran = Desk::new([]).line(&format!("calc {flags}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{flags}");
        assert!(ran.stderr.starts_with(&format!("error: {told}\n")), "{}", ran.stderr);
    }
    // 10 ÷ 4: only what is counted is whole, and 8.0 is.
    assert_eq!(Desk::new([]).line("calc --spend 10 --cac 4 -f json").total("new_customers").as_deref(), Some("2.5"));
    assert_eq!(Desk::new([]).line("calc --spend 10 --customers 8.0 -f json").total("cac").as_deref(), Some("1.25"));
}

/// 80 ÷ 5 %, 50 × 12 ÷ 12 × 80 % ÷ 5 % and 80 × 20 months: one formula, of which all are cases.
#[test]
fn the_formula_below_holds_for_every_row() {
    let footer = |table: &str| {
        let ran = with(table).line("report s.csv c.csv a.csv");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.stdout
    };
    let head = "channel,arpa,margin,churn,lifetime,aov,orders_per_year";
    let both = footer(&format!("{head}\nMeta,100,80%,,20,,\nGoogle,,80%,5%,,50,12\n"));
    for line in [
        "LTV = m ÷ c, m = AOV × margin × orders a month, or ARPA × margin where there are no orders, c = churn a month; \
         method orders, basis margin\n",
        "\nARPA, Margin, Churn or lifetime from the assumptions file\n",
        "\nchurn is 1 ÷ the lifetime where that is given\n",
    ] {
        assert!(both.contains(line), "{line}: {both}");
    }
    for value in ["1,600.00", "800.00"] {
        assert!(both.contains(value), "{value}: {both}");
    }
    let alike = footer(&format!("{head}\nMeta,,80%,,20,50,12\nGoogle,,80%,,10,50,12\n"));
    for line in [
        "LTV = m × L, m = AOV × margin × orders a month, L = the lifetime given; method orders, basis margin\n",
        "\nARPA, Margin, Lifetime from the assumptions file\n",
        "\nchurn is 1 ÷ the lifetime given\n",
    ] {
        assert!(alike.contains(line), "{line}: {alike}");
    }
}
