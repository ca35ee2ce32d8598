//! Names on the command line and in the configuration: those that rows have, and those that none has.

use crate::program::Desk;

const SPEND: &str = "month,channel,segment,category,amount
2026-01,Meta,B2B,advertising,1000
2026-01,Google,B2C,advertising,500
2026-01,,,salaries,300
2026-02,Meta,B2B,advertising,1200
2026-02,Google,B2C,advertising,700
2026-02,TV,B2C,events,400
2026-03,Meta,B2B,advertising,900
2026-03,Google,B2C,advertising,800
";
const CUSTOMERS: &str = "month,channel,segment,new customers
2026-01,Meta,B2B,10
2026-01,Google,B2C,8
2026-01,Organic,B2C,5
2026-02,Meta,B2B,12
2026-02,Google,B2C,7
2026-03,Meta,B2B,0
2026-03,Google,B2C,9
";
const FILES: &str = "s.csv c.csv";

fn desk() -> Desk {
    Desk::new([("s.csv", SPEND), ("c.csv", CUSTOMERS)])
}

#[test]
fn a_name_is_for_rows_that_are_by_what_it_names() {
    let desk = desk();
    let model = "--arpa 29/mo --margin 70% --churn 5%";
    for (line, message, help) in [
        (format!("report {FILES} --segment B2B"), "--segment: the rows are by channel", "--by channel,segment"),
        (format!("check {FILES} --segment Nope --max-cac 1000"), "--segment: the rows are by channel", "--by channel,"),
        (format!("report {FILES} --by month --channel Meta"), "--channel: the rows are by month", "--by month,channel"),
        (format!("report {FILES} --across month --segment B2B"), "--segment: the rows are by channel", "--by channel,"),
        (format!("report {FILES} --view scopes --segment B2B"), "--segment: the rows are by channel", "--by channel,"),
        (
            format!("report {FILES} --channel Meta --segment B2B"),
            "--segment: the rows are by channel",
            "--by channel,segment",
        ),
        (
            format!("report {FILES} --by segment --channel Meta --segment B2B"),
            "--channel: the rows are by segment",
            "--by segment,channel",
        ),
        (
            format!("plan {FILES} {model} --target 3 --segment B2B"),
            "--segment: the rows are by channel",
            "cacltv report --by segment",
        ),
        (format!("funnel {FILES} --segment B2B"), "--segment: the rows are by channel", "--by channel,segment"),
    ] {
        let ran = desk.line(&line);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{line}: {}", ran.stderr);
        assert!(ran.stderr.starts_with(&format!("error: {message}\n")), "{line}: {}", ran.stderr);
        assert!(ran.stderr.contains(&format!("help: {help}")), "{line}: {}", ran.stderr);
    }
    let compare = desk.line(&format!("compare {FILES} --period 2026-02 --against 2026-01 --segment B2B"));
    assert_eq!((compare.code, compare.stderr.as_str()), (2, "error: --segment: the rows are by channel\n"));
}

/// 1,000 + 1,200 + 900 is the spend of Meta, which is that of B2B.
#[test]
fn names_of_rows_that_have_them_choose_as_before() {
    let desk = desk();
    let json = |more: &str| desk.line(&format!("report {FILES} -f json {more}")).json();
    for more in [
        "--by channel,segment --channel Meta --segment B2B",
        "--by segment,channel --channel meta",
        "--by channel --channel Meta",
        "--by segment --segment b2b",
    ] {
        let found = json(more);
        let rows = found["rows"].as_array().unwrap();
        assert_eq!((rows.len(), rows[0]["spend"].as_str()), (1, Some("3100")), "{more}");
    }
    assert_eq!(json("--by month,channel --channel Meta")["rows"].as_array().unwrap().len(), 3);
    for line in ["get spend s.csv --segment B2B", "get spend s.csv c.csv --channel Meta"] {
        assert_eq!(desk.line(line).stdout, "3100\n", "{line}");
    }
    assert_eq!(desk.line(&format!("trend {FILES} --channel Meta")).code, 0);
    let gone = desk.line(&format!("report {FILES} --by segment --segment Nope"));
    assert!(gone.code == 3 && gone.stderr.contains("E204"), "{}", gone.stderr);
    let gone = desk.line(&format!("check {FILES} --by segment --segment Nope --max-cac 1000"));
    assert!(gone.code == 4 && gone.stderr.contains("E204"), "{}", gone.stderr);
}

#[test]
fn a_category_or_an_unpaid_channel_that_no_row_has_is_told_and_changes_nothing() {
    let desk = desk();
    let report = |more: &str| desk.line(&format!("report {FILES} -f csv {more}"));
    let plain = report("").stdout;
    for (flag, value) in [("exclude", "bogus"), ("include", "bogus"), ("shared", "bogus"), ("cost-part", "bogus=50%")] {
        let ran = report(&format!("--{flag} {value}"));
        let said = format!("warning[W205]: no row has the category 'bogus', so --{flag} does nothing by it\n");
        assert_eq!((ran.code, ran.stdout, ran.stderr), (0, plain.clone(), said));
    }
    let strict = report("--exclude bogus --strict");
    assert!(strict.code == 3 && strict.stderr.contains("error[W205]"), "{}", strict.stderr);
    for (config, name, near) in [
        ("[costs]\nexclude = ['salariess']\n", "category 'salariess'", "salaries"),
        ("[channels]\nunpaid = ['Metaa']\n", "channel 'Metaa'", "Meta"),
    ] {
        desk.write("cacltv.toml", config.as_bytes());
        let ran = report("");
        assert_eq!((ran.code, ran.stdout), (0, plain.clone()), "{config}");
        let said = format!("warning[W205]: no row has the {name}, so ");
        assert!(ran.stderr.starts_with(&said), "{}", ran.stderr);
        assert!(ran.stderr.ends_with(&format!("help: did you mean '{near}'?\n")), "{}", ran.stderr);
    }
}

/// A script of every month names what a month may be without.
#[test]
fn a_known_category_or_a_channel_of_another_month_is_not_told() {
    let desk = desk();
    desk.write("cacltv.toml", b"[channels]\nunpaid = ['TV', 'organic']\n");
    for more in ["--exclude demo", "--shared l\u{f6}ner", "--exclude salaries", "--cost-part tools=50%"] {
        let ran = desk.line(&format!("report {FILES} --period 2026-01 -f csv {more}"));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{more}");
    }
}

#[test]
fn of_many_names_that_no_row_has_ten_are_told() {
    let names: Vec<String> = ('a'..='n').map(|c| format!("'Meta{c}'")).collect();
    let desk = desk();
    desk.write("cacltv.toml", format!("[channels]\nunpaid = [{}]\n", names.join(", ")).as_bytes());
    let ran = desk.line(&format!("report {FILES} -f csv"));
    assert_eq!(ran.stderr.matches("W205").count(), 10, "{}", ran.stderr);
    assert!(ran.stderr.contains("'Metaj', so unpaid does nothing by it (and 4 more such names)"));
}

/// As the input is at fault too, it goes before the command line.
#[test]
fn a_condition_on_a_column_that_no_file_has_is_a_fault_of_the_command_line() {
    let desk = desk();
    for (line, code) in [
        ("report s.csv c.csv --where bogus=1", 2),
        ("check s.csv c.csv --max-cac 1 --where bogus!=1", 2),
        ("get cac s.csv c.csv --where bogus=1 --where other=1", 2),
        ("inspect s.csv --where bogus=1", 2),
        ("report s.csv c.csv --by bogus", 3),
        ("report s.csv c.csv --by bogus --where bogus=1", 3),
        ("report s.csv c.csv --map channel=bogus", 3),
    ] {
        let ran = desk.line(line);
        assert_eq!((ran.code, ran.stdout.as_str()), (code, ""), "{line}: {}", ran.stderr);
        assert!(ran.stderr.contains("error[E017]"), "{line}: {}", ran.stderr);
    }
}

/// The salaries of January, 300, are of no channel.
#[test]
fn a_rule_may_name_the_row_of_what_is_unattributed() {
    let desk = desk();
    let code = |rule: &str| desk.run(&["check", "s.csv", "c.csv", "--require", rule]).code;
    let channel = |limit: &str| code(&format!("channel \"(unattributed)\": spend <= {limit}"));
    assert_eq!((channel("300"), channel("299.99")), (0, 1));
    assert_eq!(code("segment \"(Unattributed)\": spend <= 300"), 0);
    assert_eq!(code("channel \"(unattributedd)\": spend <= 300"), 4);
}
