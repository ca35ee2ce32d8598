//! Cells and lines that a reader of another make takes for something else.

use crate::program::Desk;

fn refused(name: &str, text: &str) -> String {
    let desk = Desk::new([(name, text), ("customers.csv", "month,channel,new_customers\n2026-03,Meta,10\n")]);
    let ran = desk.run(&["report", name, "customers.csv"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
    ran.stderr
}

#[test]
fn a_quote_that_is_never_closed_is_refused_where_it_opens() {
    let said = refused("spend.csv", "month,channel,amount\n2026-03,Meta,10\n2026-03,\"Search,20\n2026-03,TV,30\n");
    assert!(said.contains("spend.csv:3:9"), "{said}");
}

#[test]
fn text_behind_a_closing_quote_is_refused_where_the_quote_opens() {
    let said = refused("spend.csv", "month,channel,amount\n2026-03,\"Me\"ta,10\n");
    assert!(said.contains("spend.csv:2:9"), "{said}");
}

/// Line 5 is the fifth line of an editor under every line end, with a blank line and a line break in quotes before it.
#[test]
fn a_line_has_the_number_that_an_editor_gives_it_under_every_line_end() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["month,channel,amount", "", "2026-03,\"Me", "ta\",10", "2026-03,Search,x", ""].join(end);
        let said = refused("spend.csv", &text);
        assert!(said.contains("spend.csv:5:16"), "{end:?}: {said}");
    }
}

#[test]
fn a_date_that_can_be_two_days_is_refused_and_never_guessed() {
    let said = refused("spend.csv", "date,channel,amount\n03/04/2026,Meta,10\n05/06/2026,Meta,10\n");
    assert!(said.contains("--date-format"), "{said}");
}

/// The dates with slashes prove the month first; one with dots has its day first all the same.
#[test]
fn a_dotted_date_is_day_first_beside_any_other() {
    let desk =
        Desk::new([("all.csv", "date,channel,amount,new_customers\n03/14/2026,Meta,10,1\n03.04.2026,Meta,20,2\n")]);
    let ran = desk.run(&["report", "all.csv", "--by", "month", "-f", "csv"]);
    assert!(ran.stdout.contains("2026-04,20,"), "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn an_amount_that_can_be_two_numbers_is_refused_and_never_guessed() {
    let said = refused("spend.csv", "month,channel,amount\n2026-03,Meta,1.234\n2026-03,Search,5.678\n");
    assert!(said.contains("1234") && said.contains("--decimal"), "{said}");
}

#[test]
fn an_amount_in_parentheses_is_taken_off() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,amount\n2026-03,Meta,100.00\n2026-03,Meta,(30.00)\n"),
        ("customers.csv", "month,channel,new_customers\n2026-03,Meta,10\n"),
    ]);
    assert_eq!(desk.run(&["get", "cac", "spend.csv", "customers.csv"]).stdout, "7\n");
}

#[test]
fn more_digits_than_are_exact_are_refused() {
    let said = refused("spend.csv", "month,channel,amount\n2026-03,Meta,12345678901234567.00\n");
    assert!(said.contains("spend.csv:2:14"), "{said}");
}

#[test]
fn a_total_row_is_counted_once() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,amount\n2026-03,Meta,100\n2026-03,Search,50\nTotal,,150\n"),
        ("customers.csv", "month,channel,new_customers\n2026-03,Meta,10\n2026-03,Search,5\n"),
    ]);
    assert_eq!(desk.run(&["get", "spend", "spend.csv", "customers.csv"]).stdout, "150\n");
    let said = refused("spend.csv", "month,channel,amount\n2026-03,Meta,100\n2026-03,Search,50\n2026-03,Total,151\n");
    assert!(said.contains("--totals"), "{said}");
}

#[test]
fn spend_of_three_months_is_not_held_against_customers_of_two() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,amount\n2026-01,Meta,1\n2026-02,Meta,1\n2026-03,Meta,1\n"),
        ("customers.csv", "month,channel,new_customers\n2026-02,Meta,1\n2026-03,Meta,1\n"),
    ]);
    let ran = desk.run(&["report", "spend.csv", "customers.csv"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("a CAC over unequal months"), "{}", ran.stderr);
    assert!(ran.stderr.contains("--period 2026-02..2026-03"), "{}", ran.stderr);
}

#[test]
fn the_last_month_is_one_that_the_days_cover_to_its_end() {
    let text = "date,channel,amount,new_customers\n2026-02-01,Meta,10,1\n2026-02-28,Meta,10,1\n2026-03-30,Meta,90,1\n";
    let desk = Desk::new([("all.csv", text)]);
    assert_eq!(desk.run(&["get", "spend", "all.csv", "--period", "last"]).stdout, "20\n");
    desk.write("all.csv", text.replace("03-30", "03-31").as_bytes());
    assert_eq!(desk.run(&["get", "spend", "all.csv", "--period", "last"]).stdout, "90\n");
}

#[test]
fn two_currencies_are_not_added_up() {
    let said = refused("spend.csv", "month,channel,amount\n2026-03,Meta,€100.50\n2026-03,Search,£50.50\n");
    assert!(said.contains("--rates"), "{said}");
}

#[test]
fn a_century_has_its_leap_day_only_every_fourth_time() {
    let said = refused("spend.csv", "date,channel,amount\n2100-02-29,Meta,10\n");
    assert!(said.contains("spend.csv:2:1"), "{said}");
    let desk = Desk::new([("all.csv", "date,channel,amount,new_customers\n2000-02-29,Meta,10,1\n")]);
    assert_eq!(desk.run(&["get", "cac", "all.csv"]).stdout, "10\n");
}

#[test]
fn a_churn_of_one_may_be_a_hundredth_and_is_refused() {
    let desk = Desk::new([]);
    let ran = desk.line("calc --arpa 10 --margin 50% --churn 1");
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("1% or 100%"), "{}", ran.stderr);
    assert_eq!(desk.line("calc --arpa 10 --margin 50% --churn 100%").code, 0);
}

/// Behind a blank line a cell that is no amount is told as that, and what may stand for none is read as asked for.
#[test]
fn a_row_behind_a_blank_line_is_no_second_table_for_what_its_amount_is_written_as() {
    for (amount, code) in [
        ("-", "E102"),
        ("n/a", "E102"),
        ("12%", "E101"),
        ("1e5", "E101"),
        ("#REF!", "E101"),
        ("NaN", "E101"),
        ("<10", "E101"),
        ("6 00", "E101"),
    ] {
        let desk = Desk::new([("spend.csv", format!("channel,spend\nGoogle,1000\n\nMeta,{amount}\n").as_str())]);
        let ran = desk.line("report spend.csv");
        assert_eq!(ran.code, 3, "{amount}");
        assert!(ran.stderr.starts_with(&format!("error[{code}]")), "{amount}: {}", ran.stderr);
        assert!(ran.stderr.contains("--> spend.csv:4:6"), "{amount}: {}", ran.stderr);
    }
    let desk = Desk::new([("spend.csv", "channel,spend\nGoogle,1000\n\nMeta,-\n")]);
    assert_eq!(desk.line("get spend spend.csv --missing zero").stdout, "1000\n");
    for header in ["segment,new customers", "Channel,Share %", "Account,# of leads"] {
        let text = format!("channel,spend\nGoogle,1000\n\n{header}\nGoogle,7\n");
        let ran = Desk::new([("spend.csv", text.as_str())]).line("report spend.csv");
        assert!(ran.stderr.starts_with("error[E013]") && ran.stderr.contains("spend.csv:4:1"), "{}", ran.stderr);
    }
}

/// What customers paid is no spend, whether or not a date stands beside it.
#[test]
fn amounts_of_customers_are_never_read_as_spend() {
    for (header, row, at) in [
        ("Customer ID,Email,Total Spent,Total Orders", "1,a@x,1250.50,3", "1:1"),
        ("Customer Id,Amount", "1,10", "1:1"),
        ("Datum;Kund;Belopp", "2026-01-03;A;50000,50", "1:7"),
        ("Date;Client;Montant", "2026-01-03;A;50000,50", "1:6"),
        ("Deal Name,Deal Stage,Close Date,Amount", "A,won,2026-01-03,10", "1:1"),
        ("Order date;Order No;Amount", "2026-01-03;7;10", "1:12"),
    ] {
        let desk = Desk::new([("x.csv", format!("{header}\n{row}\n").as_str())]);
        let ran = desk.line("report x.csv");
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{header}");
        assert!(ran.stderr.starts_with("error[E016]") && ran.stderr.contains(&format!("x.csv:{at}")), "{}", ran.stderr);
        let spend = desk.line("get spend --spend x.csv");
        assert_eq!(spend.code, 0, "{header}: {}", spend.stderr);
    }
    // A column of costs says what it is.
    let desk = Desk::new([("x.csv", "Datum;Kund;Kostnad\n2026-01-03;A;10,50\n")]);
    assert_eq!(desk.line("get spend x.csv").stdout, "10.5\n");
}

/// A row of a quarter cannot be cut to its first month: that fix would be refused in its turn.
#[test]
fn no_period_is_offered_that_would_cut_a_row() {
    let desk = Desk::new([
        ("spend.csv", "Period: 2026-01-01 - 2026-03-31\nchannel,cost\nGoogle,100\n"),
        ("won.csv", "month,channel,new_customers\n2026-01,Google,5\n"),
        ("months.csv", "month,channel,cost\n2026-01,Google,100\n2026-02,Google,100\n"),
    ]);
    let ran = desk.line("report spend.csv won.csv");
    assert!(ran.code == 3 && ran.stderr.contains("error[E203]: spend covers 2026-Q1"), "{}", ran.stderr);
    assert!(ran.stderr.contains("export both by month") && !ran.stderr.contains("--period"), "{}", ran.stderr);
    let ran = desk.line("report months.csv won.csv");
    assert!(ran.stderr.contains("--period 2026-01, which both cover"), "{}", ran.stderr);
}

/// Two lines before the header are one currency each: that of the amounts below them.
#[test]
fn a_currency_named_before_the_header_is_that_of_the_amounts() {
    let customers = "Monat;Kanal;Neue Kunden\n2026-03;Meta;10\n";
    let euros = "Monat;Kanal;Betrag (EUR)\n2026-03;Google;5\n";
    for titles in ["Currency: SEK", "Konto;Valuta;\nValuta;SEK", "Rapport\n# Alla belopp i SEK", "(Amounts in SEK)"] {
        let spend = format!("{titles}\nMonat;Kanal;Betrag\n2026-03;Meta;100\n");
        let desk = Desk::new([("spend.csv", &*spend), ("customers.csv", customers), ("more.csv", euros)]);
        let ran = desk.line("report spend.csv customers.csv --format json");
        assert!(
            ran.code == 0 && ran.stdout.contains("\"currency\": \"SEK\""),
            "{titles}: {}{}",
            ran.stderr,
            ran.stdout
        );
        let ran = desk.line("report spend.csv more.csv customers.csv");
        let line = format!("SEK in spend.csv line {}:", titles.lines().count());
        assert!(ran.code == 3 && ran.stderr.contains("error[E301]: the currency EUR stands here"), "{}", ran.stderr);
        assert!(ran.stderr.contains(&line), "{titles}: {}", ran.stderr);
    }
    for title in ["Opened in DEC", "Report made in March", "Currency:", "Sold in the shop in SEK and in EUR by hand"] {
        let spend = format!("{title}\nMonat;Kanal;Betrag\n2026-03;Meta;100\n");
        let desk = Desk::new([("spend.csv", &*spend), ("customers.csv", customers)]);
        let ran = desk.line("report spend.csv customers.csv --format json");
        assert!(ran.code == 0 && ran.stdout.contains("\"currency\": null"), "{title}: {}{}", ran.stderr, ran.stdout);
    }
}

#[test]
fn lines_in_quotes_and_numbers_that_are_no_dates_are_told_with_what_helps() {
    let said = refused("spend.csv", "\"month,channel,amount\"\n\"2026-03,Meta,10\"\n");
    assert!(said.contains("error[E014]: every line is one cell in quotes, with ',' inside of it"), "{said}");
    assert!(said.contains("take the outer quotes away"), "{said}");
    // 3 January, or 1 March, of no year: a serial date would be one of 1900.
    let said = refused("spend.csv", "month,channel,amount\n0301,Meta,10\n");
    assert!(said.contains("'0301' is not a date") && !said.contains("excel"), "{said}");
    let said = refused("spend.csv", "month,channel,amount\n45658,Meta,10\n");
    assert!(said.contains("--date-format excel"), "{said}");
    let said = refused("spend.csv", "month,channel,amount\n2026-03,Meta,######\n");
    assert!(said.contains("### is a column too narrow"), "{said}");
}

#[test]
fn a_flag_for_a_file_that_is_not_read_is_refused() {
    let desk = Desk::new([("spend.csv", "channel,amount\nMeta,-10\n")]);
    for (flags, told) in [
        ("--negate spent.csv", "--negate: 'spent.csv' is none of the files that are read"),
        ("--period-of ./spend.csv=2026-03", "--period-of: './spend.csv' is none of the files that are read"),
    ] {
        let ran = desk.line(&format!("get spend spend.csv {flags}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains(told) && ran.stderr.contains("spend.csv\n"), "{}", ran.stderr);
    }
    for (files, name) in [("spend.csv", "spend.csv"), (".", "./spend.csv"), ("*.csv", "spend.csv")] {
        let ran = desk.line(&format!("get spend {files} --negate {name} --period-of {name}=2026-03"));
        assert_eq!((ran.code, ran.stdout.as_str()), (0, "10\n"), "{files}: {}", ran.stderr);
    }
}
