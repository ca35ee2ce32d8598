//! Tables with a row a channel and a column a period, as spreadsheets have them.

use crate::program::{Desk, Ran};

fn report(flags: &str, spend: &str) -> Ran {
    let desk = Desk::new([("spend.csv", spend), ("customers.csv", "channel,jan 2026,feb 2026\nMeta,5,5\n")]);
    desk.line(&format!("get spend {flags} --customers customers.csv"))
}

/// The spend of a table, in whole units.
fn spend(flags: &str, table: &str) -> String {
    let ran = report(flags, table);
    assert_eq!((ran.code, ran.stderr.contains("error")), (0, false), "{}", ran.stderr);
    ran.stdout.trim().to_owned()
}

fn refused(flags: &str, table: &str, said: &[&str]) {
    let ran = report(flags, table);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
    for part in said {
        assert!(ran.stderr.contains(part), "{part} is not in {}", ran.stderr);
    }
}

#[test]
fn every_way_to_write_a_period_may_stand_in_the_header() {
    for (one, other) in [
        ("jan 2026", "feb 2026"),
        ("2026-01", "2026-02"),
        ("01/2026", "02/2026"),
        ("Januar 2026", "Februar 2026"),
        ("janv. 2026", "févr. 2026"),
        ("2026-01-01", "2026-02-01"),
        ("01.01.2026", "01.02.2026"),
        ("2026-Jan (EUR)", "2026-Feb (EUR)"),
    ] {
        assert_eq!(spend("--spend spend.csv", &format!("channel,{one},{other}\nMeta,100,200\n")), "300");
    }
}

#[test]
fn quarters_years_weeks_and_days_are_periods_too() {
    for header in ["2026-Q1;Q2 2026", "2025;2026", "2026-W05;2026-W06", "2026-02-01;2026-02-02"] {
        let desk = Desk::new([("spend.csv", format!("channel;{header}\nMeta;100;200\n").as_str())]);
        assert_eq!(desk.line("get spend --spend spend.csv").stdout, "300\n", "{header}");
    }
}

#[test]
fn what_the_figures_are_is_never_guessed() {
    let help = ["error[E016]", "spend.csv:1:9", "--spend spend.csv   or   --customers spend.csv"];
    refused("spend.csv", "channel,jan 2026,feb 2026\nMeta,100,200\n", &help);
    // Referrals and events win customers as well as they cost money.
    refused("spend.csv", ",jan 2026,feb 2026\nReferral,100,200\nEvents,1,2\n", &["error[E016]"]);
}

#[test]
fn a_word_that_says_what_the_figures_are_is_enough() {
    for table in [
        "Spend,jan 2026,feb 2026\nMeta,100,200\n",
        "Ad spend 2026,,\nchannel,jan 2026,feb 2026\nMeta,100,200\n",
        "channel,jan 2026,feb 2026,Spend\nMeta,100,200,300\n",
        "channel,category,jan 2026,feb 2026\nMeta,salaries,100,200\n",
        ",jan 2026,feb 2026\nSalaries,60,200\nAdvertising,40,0\nTotal,100,200\n",
    ] {
        assert_eq!(spend("spend.csv", table), "300", "{table}");
    }
    let desk = Desk::new([("won.csv", "New customers;jan 2026;feb 2026\nMeta;5;7\n")]);
    assert_eq!(desk.line("get new_customers won.csv").stdout, "12\n");
    let desk = Desk::new([("revenue.csv", "Revenue;jan 2026;feb 2026\nMeta;5;7\n")]);
    assert_eq!(desk.line("get new_customers revenue.csv").code, 4);
}

#[test]
fn a_column_of_sums_is_proved_or_refused() {
    let spend_of = |header: &str, row: &str| format!("channel,jan 2026,feb 2026,{header}\nMeta,100,200,{row}\n");
    for header in ["Total", "Summa", "Gesamt 2026", "Spend", "", "2026"] {
        assert_eq!(spend("--spend spend.csv", &spend_of(header, "300")), "300", "{header}");
        refused("--spend spend.csv", &spend_of(header, "301"), &["error[E403]", "spend.csv:2:14"]);
    }
    refused("--spend spend.csv", &spend_of("Total,Spend", "300,300"), &["error[E015]"]);
}

#[test]
fn no_day_counts_twice() {
    let help = ["error[E015]", "more than one column for one period"];
    refused("--spend spend.csv", "channel,jan 2026,2026-01,feb 2026\nMeta,1,1,1\n", &help);
    let quarter = "channel,jan 2026,feb 2026,mar 2026,Q1 2026,apr 2026\nMeta,1,1,1,3,1\n";
    refused("--spend spend.csv", quarter, &help);
    refused("--spend spend.csv", "channel,marketing,jan 2026,feb 2026\nMeta,3,1,2\n", &["error[E016]"]);
    refused("--spend spend.csv", "channel,date,jan 2026,feb 2026\nMeta,2026-01,1,2\n", &["error[E016]"]);
}

#[test]
fn rows_of_several_figures_are_not_added_up() {
    let table = "channel,Metric,jan 2026,feb 2026\nMeta,Spend,100,200\nMeta,New customers,5,7\n";
    refused("--spend spend.csv", table, &["error[E016]", "'Spend' and 'New customers'", "--where 'Metric=Spend'"]);
    assert_eq!(spend("--spend spend.csv --where Metric=Spend", table), "300");
    refused("--spend spend.csv", ",jan 2026,feb 2026\nSpend,1,2\nNew customers,5,7\n", &["error[E016]"]);
}

#[test]
fn a_period_that_is_not_certain_is_refused_with_the_flag_that_settles_it() {
    let short = "channel,Jan-26,Feb-26\nMeta,100,200\n";
    refused("--spend spend.csv", short, &["error[E201]", "spend.csv:1:9", "--date-format"]);
    let desk = Desk::new([("spend.csv", short)]);
    assert_eq!(desk.line("get spend --spend spend.csv --date-format %b-%y").stdout, "300\n");
    for table in ["channel,jan,feb\nMeta,100,200\n", "channel,Q1,Q2\nMeta,100,200\n"] {
        refused("--spend spend.csv", table, &["error[E201]", "has no year", "--period-of 'spend.csv=2026'"]);
        let desk = Desk::new([("spend.csv", table)]);
        let ran = desk.line("report --spend spend.csv --period-of spend.csv=2026 --by quarter -f csv");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stdout.contains("2026-Q1"), "{}", ran.stdout);
    }
    let days = "channel,01/02/2026,01/03/2026\nMeta,100,200\n";
    refused("--spend spend.csv", days, &["error[E201]", "could change places", "--date-format"]);
}

#[test]
fn blank_cells_are_refused_or_said() {
    let table = "channel,jan 2026,feb 2026\nMeta,100,200\nRadio,,50\n";
    refused("--spend spend.csv", table, &["error[E102]", "spend.csv:3:7", "leave the cell out"]);
    assert_eq!(spend("--spend spend.csv --missing zero", table), "350");
    assert_eq!(spend("--spend spend.csv --missing skip", table), "350");
    // A cell that is left out is no row: February is the only month of the radio. Two more rows are totals.
    let desk = Desk::new([("spend.csv", table)]);
    let rows = |missing: &str| {
        let line = format!("report --spend spend.csv --missing {missing} --by channel,month -f csv");
        desk.line(&line).stdout.lines().count() - 1
    };
    assert_eq!((rows("zero"), rows("skip")), (6, 5));
}

#[test]
fn both_decimal_marks_signs_and_cuts_hold() {
    assert_eq!(spend("--spend spend.csv", "channel;jan 2026;feb 2026\nMeta;1.250;0,50\n"), "1250.5");
    refused("--spend spend.csv", "channel;jan 2026;feb 2026\nMeta;1.250;7\n", &["error[E105]", "spend.csv:2:6"]);
    assert_eq!(spend("--spend spend.csv --negate spend.csv", "channel,jan 2026,feb 2026\nMeta,-100,-200\n"), "300");
    let cut = "channel,country,jan 2026,feb 2026\nMeta,SE,100,200\nMeta,NO,1,1\nTotal,,101,201\n";
    assert_eq!(spend("--spend spend.csv --where country=SE", cut), "300");
    let twice = report("--spend spend.csv", "channel,jan 2026,feb 2026\nMeta,100,200\nMeta,100,200\n");
    assert!(twice.stderr.contains("warning[W202]") && twice.stdout == "600\n", "{}", twice.stderr);
}

#[test]
fn a_total_row_that_does_not_add_up_in_one_month_is_refused() {
    let table = "channel,jan 2026,feb 2026\nMeta,100,200\nRadio,10,20\nTotal,110,221\n";
    refused("--spend spend.csv", table, &["error[E401]", "spend.csv:4:1"]);
    assert_eq!(spend("--spend spend.csv --totals skip", table), "330");
}

/// Two dates in a title line, or in a row of data, are no header.
#[test]
fn dates_beside_each_other_are_no_header() {
    let title = "Report period,2026-01-01,2026-02-28\nchannel,month,amount\nMeta,2026-01,100\nMeta,2026-02,200\n";
    assert_eq!(spend("spend.csv", title), "300");
    let mapped = "channel,Cost,jan 2026,feb 2026\nMeta,300,1,2\n";
    let desk = Desk::new([("spend.csv", mapped)]);
    assert_eq!(desk.line("get spend spend.csv --map amount=Cost").stdout, "300\n");
}

/// One block or many, the sums are the same.
#[test]
fn a_table_of_many_rows_is_read_in_parallel() {
    let desk = Desk::new([]);
    let mut text = String::from("channel;kampanj;jan 2026;feb 2026;mar 2026;Summa\n");
    for row in 0..40_000 {
        text.push_str(&format!("Meta;kampanj nummer {row};{row};1,25;0;{},25\n", row + 1));
    }
    desk.write("spend.csv", text.as_bytes());
    // Σ 0..39,999 is 799,980,000, and 40,000 × 1.25 are 50,000.
    for threads in [1, 4] {
        let line = format!("get spend --spend spend.csv --threads {threads}");
        assert_eq!(desk.line(&line).stdout, "800030000\n");
    }
}

/// A word above a table is its title, though it would be a header by itself.
#[test]
fn a_word_above_the_header_is_a_title() {
    for title in ["Spend", "New customers;;", "Spend;;"] {
        let table = format!("{title}\nchannel;jan 2026;feb 2026\nMeta;5;7\n");
        let desk = Desk::new([("table.csv", table.as_str())]);
        let ran = desk.line("report table.csv -f json");
        assert_eq!(ran.code, 0, "{title} {}", ran.stderr);
        let metric = if title.starts_with("Spend") { "spend" } else { "new_customers" };
        assert_eq!(ran.total(metric).as_deref(), Some("12"), "{title}");
    }
    let desk = Desk::new([("long.csv", "Spend\n\nmonth,channel,amount\n2026-01,Meta,12.5\n")]);
    assert_eq!(desk.line("get spend long.csv").stdout, "12.5\n");
    // A column of its own stays one.
    let desk = Desk::new([("one.csv", "amount\n1,5\n2,25\n")]);
    assert_eq!(desk.line("get spend one.csv").stdout, "3.75\n");
}
