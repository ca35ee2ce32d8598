//! Amounts in several currencies: converted at rates from a file, exactly, or refused.

use crate::program::{Desk, Ran};

const RATES: &str = "from,to,rate,period\nUSD,EUR,0.9,2026-01\nUSD,EUR,0.8,2026-02\nSEK,EUR,0.09,2026\nGBP,EUR,1.15,\n";

fn with(spend: &str, flags: &str) -> Ran {
    let desk = Desk::new([("spend.csv", spend), ("rates.csv", RATES)]);
    desk.line(&format!("get spend spend.csv --rates rates.csv --currency EUR {flags}"))
}

fn converted(spend: &str) -> String {
    let ran = with(spend, "");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout.trim().to_owned()
}

fn refused(spend: &str, said: &[&str]) {
    let ran = with(spend, "");
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
    for part in said {
        assert!(ran.stderr.contains(part), "{part} is not in {}", ran.stderr);
    }
}

/// 100 × 0.9 + 100 × 0.8 + 10: by a column, by the cells, by the header.
#[test]
fn the_currency_of_a_row_stands_in_a_column_in_its_cell_or_in_the_header() {
    for table in [
        "month,amount,currency\n2026-01,100,USD\n2026-02,100,usd\n2026-02,10,EUR\n",
        "month,amount\n2026-01,100 USD\n2026-02,US$100\n2026-02,€10\n",
        "month,amount,valuta\n2026-01,100,$\n2026-02,$100,USD\n2026-02,10,€\n",
    ] {
        assert_eq!(converted(table), "180", "{table}");
    }
    assert_eq!(converted("month,Amount (USD)\n2026-01,100\n2026-02,100\n"), "170");
    // A column each: 100 × 0.9 and 100 × 0.09.
    assert_eq!(converted("month,Marketing (USD),Sales (SEK)\n2026-01,100,100\n"), "99");
    assert_eq!(converted("channel,Jan 2026 USD,Feb 2026 USD,Spend\nMeta,100,100,200\n"), "170");
}

/// A day lies in its month, and a rate without a period holds for all.
#[test]
fn a_rate_holds_for_every_row_within_its_period() {
    assert_eq!(converted("date,amount,currency\n2026-01-31,10,USD\n2026-02-01,10,USD\n2026-02-01,10,GBP\n"), "28.5");
    let days = "from,to,rate,period\nUSD,EUR,0.9,2026-02-02\nUSD,EUR,0.8,2026-02-03\n";
    let desk = Desk::new([("rates.csv", days)]);
    let mut spend = String::from("date,campaign,amount\n");
    for row in 0..60_000 {
        spend.push_str(&format!("2026-02-{:02},c{row},$1\n", 2 + row % 2));
    }
    desk.write("spend.csv", spend.as_bytes());
    // More rows than are kept apart by every column: 30,000 × 0.9 + 30,000 × 0.8.
    assert_eq!(desk.line("get spend spend.csv --rates rates.csv --currency EUR").stdout, "51000\n");
}

#[test]
fn a_missing_rate_is_named_with_the_line_to_add() {
    let table = "month,amount,currency\n2026-01,10,USD\n2026-03,10,USD\n";
    refused(table, &["error[E303]", "spend.csv:3:12", "from USD to EUR for 2026-03", "USD,EUR,<rate>,2026-03"]);
    refused("month,amount,currency\n2026-Q1,10,USD\n", &["error[E303]", "USD,EUR,<rate>,2026-Q1"]);
    refused("channel,amount,currency\nMeta,10,USD\n", &["error[E303]", "without a period"]);
    refused("date,amount,currency\n2026-W05,10,USD\n", &["error[E303]", "USD,EUR,<rate>,2026-W05"]);
    // The way back is another figure.
    let desk = Desk::new([("spend.csv", "month,amount\n2026-01,10 EUR\n"), ("rates.csv", RATES)]);
    let ran = desk.line("get spend spend.csv --rates rates.csv --currency USD");
    assert!(ran.code == 3 && ran.stderr.contains("EUR,USD,<rate>"), "{}", ran.stderr);
}

#[test]
fn what_a_symbol_stands_for_is_never_guessed() {
    // Of the dollars only one has a rate.
    assert_eq!(converted("month,amount\n2026-01,$100\n"), "90");
    assert_eq!(converted("month,amount\n2026-01,100 kr\n"), "9");
    let desk = Desk::new([("spend.csv", "month,amount\n2026-01,100 kr\n")]);
    desk.write("rates.csv", b"from,to,rate\nSEK,EUR,0.09\nNOK,EUR,0.08\n");
    let ran = desk.line("get spend spend.csv --rates rates.csv --currency EUR");
    assert!(ran.code == 3 && ran.stderr.contains("'kr' can mean NOK, SEK"), "{}", ran.stderr);
    let ran = desk.line("get spend spend.csv --rates rates.csv --currency SEK");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "100\n"), "{}", ran.stderr);
    refused("month,amount,currency\n2026-01,$100,SEK\n", &["error[E301]", "two currencies"]);
}

#[test]
fn amounts_without_a_currency_are_the_runs_only_where_no_other_stands_beside() {
    let ran = with("month,amount\n2026-01,100\n", "");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "100\n"));
    refused("month,amount\n2026-01,$100\n2026-01,50\n", &["error[E301]", "spend.csv:3:9", "USD"]);
    refused("month,amount,currency\n2026-01,100,USD\n2026-01,50,\n", &["error[E301]", "spend.csv:3:9"]);
    // Nothing is nothing in any currency.
    assert_eq!(converted("month,amount,currency\n2026-01,100,USD\n2026-01,0,\n"), "90");
}

#[test]
fn a_total_row_is_a_sum_in_one_currency_only() {
    let rows = "month,channel,amount,currency\n2026-01,Meta,100,USD\n2026-02,Meta,100,USD\n";
    assert_eq!(converted(&format!("{rows},Total,200,USD\n")), "170");
    assert_eq!(converted(&format!("{rows},Total,200,\n")), "170");
    let mixed = format!("{rows}2026-02,Meta,10,EUR\n");
    assert_eq!(converted(&format!("{mixed},Total,200,USD\n,Total,10,EUR\n")), "180");
    refused(&format!("{mixed},Total,210,\n"), &["error[E401]", "several currencies"]);
    assert_eq!(with(&format!("{mixed},Total,210,\n"), "--totals skip").stdout, "180\n");
    // Rows that are cut count in the proof of a total.
    assert_eq!(with(&format!("{rows}2026-02,X,50,USD\n,Total,250,USD\n"), "--where channel=X").stdout, "40\n");
}

#[test]
fn revenue_of_customers_is_converted_and_assumptions_are_refused() {
    let desk = Desk::new([
        ("rates.csv", RATES),
        ("won.csv", "customer_id,acquired_on,mrr,currency\na,2026-01-05,100,USD\nb,2026-02-05,10,EUR\n"),
        ("spend.csv", "month,amount\n2026-01,100 EUR\n2026-02,1 EUR\n"),
        ("revenue.csv", "month,revenue,active_customers,currency\n2026-01,100,10,USD\n2026-02,20,10,EUR\n"),
        ("terms.csv", "channel,arpa\nMeta,$29\n"),
    ]);
    let flags = "--rates rates.csv --currency EUR";
    // (100 × 0.9 + 10) ÷ 2, and (100 × 0.9 + 20) ÷ 20.
    assert_eq!(desk.line(&format!("get arpa spend.csv won.csv {flags}")).stdout, "50\n");
    assert_eq!(desk.line(&format!("get arpa revenue.csv {flags}")).stdout, "5.5\n");
    let ran = desk.line(&format!("get spend spend.csv terms.csv {flags}"));
    assert!(ran.code == 3 && ran.stderr.contains("assumptions are not converted"), "{}", ran.stderr);
}

#[test]
fn a_product_is_exact_or_refused() {
    let desk = Desk::new([("spend.csv", "month,amount\n2026-01,0.01 USD\n")]);
    desk.write("rates.csv", b"from;to;rate\nUSD;EUR;0,9215000000000001\n");
    let get = |desk: &Desk| desk.line("get spend spend.csv --rates rates.csv --currency EUR");
    assert_eq!(get(&desk).stdout, "0.009215000000000001\n");
    desk.write("rates.csv", b"from;to;rate\nUSD;EUR;0,92150000000000001\n");
    assert!(get(&desk).stderr.contains("error[E305]"), "{}", get(&desk).stderr);
}

#[test]
fn a_declared_currency_holds_for_what_carries_none_and_contradicts_others() {
    let desk = Desk::new([("spend.csv", "month,amount\n2026-01,100\n"), ("euro.csv", "month,amount\n2026-01,€100\n")]);
    let json = desk.line("report spend.csv --currency sek -f json").json();
    assert_eq!(json["currency"], "SEK");
    let ran = desk.line("report euro.csv --currency SEK");
    assert!(ran.code == 3 && ran.stderr.contains("--currency says SEK"), "{}", ran.stderr);
    assert_eq!(desk.line("report spend.csv --rates rates.csv").code, 2);
    assert_eq!(desk.line("report spend.csv --currency XXQ").code, 2);
    let ran = desk.line("get spend spend.csv --rates nowhere.csv --currency EUR");
    assert!(ran.code == 3 && ran.stderr.contains("error[E001]"), "{}", ran.stderr);
}

/// Yen have no minor digits.
#[test]
fn figures_have_the_digits_of_the_currency_converted_into() {
    let desk = Desk::new([("spend.csv", "month,amount\n2026-01,100.50 EUR\n")]);
    desk.write("rates.csv", b"from,to,rate\nEUR,JPY,160.25\n");
    let ran = desk.line("report spend.csv --rates rates.csv --currency JPY -f plain");
    // 100.5 × 160.25 = 16105.125
    assert!(ran.stdout.contains("16,105 JPY"), "{}{}", ran.stdout, ran.stderr);
    let ran = desk.line("report spend.csv --rates rates.csv --currency JPY -o csv:rates.csv");
    assert!(ran.code == 2 && ran.stderr.contains("overwrite the input"), "{}", ran.stderr);
}

/// A rate with a decimal comma in a file of commas is cut in two.
#[test]
fn a_row_of_rates_has_a_cell_for_each_column() {
    let spend = "month,channel,spend,currency\n2026-01,Meta,1000,SEK\n";
    for (rates, at) in [
        ("from,to,rate\nSEK,EUR,11,234\n", "rates.csv:2:12"),
        ("from,to,rate,period\nSEK,EUR,0.09,2026-01,x,y\n", "rates.csv:2:22"),
        ("from,to,rate\nNOK,EUR,0.1\nSEK,EUR\n", "rates.csv:3:1"),
    ] {
        let desk = Desk::new([("spend.csv", spend), ("rates.csv", rates)]);
        let ran = desk.line("get spend spend.csv --rates rates.csv --currency EUR");
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{rates}");
        assert!(ran.stderr.starts_with("error[E009]") && ran.stderr.contains(at), "{}", ran.stderr);
    }
    let desk = Desk::new([("spend.csv", spend), ("rates.csv", "from,to,rate\nSEK,EUR,0.09,\n")]);
    assert_eq!(desk.line("get spend spend.csv --rates rates.csv --currency EUR").stdout, "90\n");
}
