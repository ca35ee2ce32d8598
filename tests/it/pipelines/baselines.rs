//! Results held against one saved before: exactly, row by row, and never where the two do not compare.

use super::found;
use crate::program::{Desk, Ran};

/// LTV is 200: a margin of 5 a month over a churn of 2.5 %.
const CONFIG: &str = "[model]\narpa = 10\nmargin = '50%'\nchurn = '2.5%'\n";

fn file(month: &str, rows: &[(&str, &str, &str)]) -> String {
    let rows: String = rows.iter().map(|(channel, spend, won)| format!("{month},{channel},{spend},{won}\n")).collect();
    format!("month,channel,spend,new_customers\n{rows}")
}

/// A folder with `base.json`, saved from one month's rows, and `new.csv`, the next month's.
fn saved(before: &[(&str, &str, &str)], after: &[(&str, &str, &str)], flags: &[&str]) -> Desk {
    let (old, new) = (file("2026-02", before), file("2026-03", after));
    let desk = Desk::new([("old.csv", old.as_str()), ("new.csv", new.as_str()), ("cacltv.toml", CONFIG)]);
    let ran = desk.run(&[&["report", "old.csv", "-o", "base.json"], flags].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    desk
}

fn gate(desk: &Desk, flags: &[&str]) -> Ran {
    desk.run(&[&["check", "new.csv", "--baseline", "base.json"], flags].concat())
}

/// A ratio of 200 ÷ 30 = 6.67 that drops by 10 % is 6, which is 200 ÷ (300 ÷ 9). A decimal of any length would make the
/// limit a little more than 6.
#[test]
fn a_drop_of_exactly_ten_percent_passes_and_a_hair_more_fails() {
    let code = |spend: &str| {
        let desk = saved(&[("A", "270", "9")], &[("A", spend, "9")], &[]);
        gate(&desk, &["--max-drop", "10%"]).code
    };
    assert_eq!((code("300"), code("300.000000000001"), code("299.999999999999")), (0, 1, 0));
}

/// 300 ÷ 9 = 33.33 and a tenth of it is 330 ÷ 9.
#[test]
fn an_increase_of_exactly_ten_percent_passes_and_a_hair_more_fails() {
    let code = |spend: &str| {
        let desk = saved(&[("A", "300", "9")], &[("A", spend, "9")], &[]);
        gate(&desk, &["--max-increase", "10%"]).code
    };
    assert_eq!((code("330"), code("330.000000000001"), code("329")), (0, 1, 0));
    let desk = saved(&[("A", "300", "9")], &[("A", "330.000000000001", "9")], &[]);
    let ran = gate(&desk, &["--max-increase", "10%"]);
    let line = "FAIL  total: cac <= 36.6666666666667 (10% over 33.33 in base.json), measured 36.6666666666668";
    assert!(ran.stdout.contains(line), "{}", ran.stdout);
}

/// A value below 0 drops away from 0, and from 0 nothing may grow.
#[test]
fn a_change_is_of_the_size_of_what_was() {
    let rule =
        |metric: &str, change: &str| format!("[[check]]\nmetric = '{metric}'\n{change}\nbaseline = 'base.json'\n");
    let code = |before: &str, after: &str, margin: [&str; 2], rule: &str| {
        let desk = saved(&[("A", before, "10")], &[("A", after, "10")], &["--margin", margin[0]]);
        desk.write("cacltv.toml", format!("{CONFIG}{rule}").as_bytes());
        desk.run(&["check", "new.csv", "--margin", margin[1]]).code
    };
    // LTV −40 and −44, −44.4: 10 × −10 % ÷ 2.5 %, a tenth more, and a little more.
    let drop = rule("ltv", "max_drop = '10%'");
    assert_eq!(code("10", "10", ["-10%", "-11%"], &drop), 0);
    assert_eq!(code("10", "10", ["-10%", "-11.1%"], &drop), 1);
    let rise = rule("cac", "max_increase = '10%'");
    assert_eq!(code("0", "0", ["50%", "50%"], &rise), 0);
    assert_eq!(code("0", "0.01", ["50%", "50%"], &rise), 1);
}

#[test]
fn the_flags_judge_the_total_and_warn_of_rows() {
    // Total CAC 20 and 22; A 10 and 11.5, B 30 and 32.5.
    let desk = saved(&[("A", "100", "10"), ("B", "300", "10")], &[("A", "115", "10"), ("B", "325", "10")], &[]);
    let ran = gate(&desk, &["--max-increase", "10%", "--max-drop", "10%", "-f", "json"]);
    let wanted = [("warn", "A"), ("warn", "A"), ("pass", "total"), ("pass", "total")];
    assert_eq!(ran.code, 0);
    let mut all = found(&ran);
    all.sort();
    let mut wanted = super::pairs(&wanted);
    wanted.sort();
    // 1 ÷ 1.1 is a drop of 9.1 %, 1 ÷ 1.15 one of 13 %.
    assert_eq!(all, wanted);
}

#[test]
fn the_output_names_the_baseline_its_period_and_both_values() {
    let desk = saved(&[("A", "300", "9")], &[("A", "360", "9")], &[]);
    let ran = gate(&desk, &["--max-increase", "10%"]);
    assert!(ran.stdout.contains("cac <= 36.67 (10% over 33.33 in base.json), measured 40.00"), "{}", ran.stdout);
    assert!(ran.stdout.contains("\nbaseline base.json: 2026-02\n"), "{}", ran.stdout);
    let document = gate(&desk, &["--max-increase", "10%", "-f", "json"]).json();
    let one = &document["checks"][0];
    assert_eq!(one["baseline"]["file"], "base.json");
    assert_eq!(one["baseline"]["max_increase"], "0.1");
    assert_eq!(one["baseline"]["exact"]["value"], "100/3");
    assert_eq!((&one["exact"]["limit"], one["value"].as_str()), (&"110/3".into(), Some("40")));
    assert_eq!(document["baselines"][0]["period"]["from"], "2026-02");
    // Of the same month: allowed, and said.
    let ran = desk.run(&["check", "old.csv", "--baseline", "base.json", "--max-increase", "0%"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("baseline base.json: 2026-02, the same period as the files\n"), "{}", ran.stdout);
}

const EACH: &str = "[[check]]\nmetric = 'cac'\nrow = 'each'\nmax_increase = '10%'\nbaseline = 'base.json'\n";

#[test]
fn a_row_that_came_or_went_is_undecided() {
    let each = |before: &[(&str, &str, &str)], after: &[(&str, &str, &str)], more: &str| {
        let desk = saved(before, after, &[]);
        desk.write("cacltv.toml", format!("{CONFIG}{EACH}{more}").as_bytes());
        let ran = desk.run(&["check", "new.csv", "-f", "json"]);
        (ran.code, found(&ran))
    };
    let (a, b) = (("A", "100", "10"), ("B", "100", "10"));
    assert_eq!(each(&[a, b], &[a, b], ""), (0, super::pairs(&[("pass", "A"), ("pass", "B")])));
    assert_eq!(each(&[a], &[a, b], ""), (4, super::pairs(&[("undecided", "B"), ("pass", "A")])));
    assert_eq!(each(&[a, b], &[a], ""), (4, super::pairs(&[("undecided", "B"), ("pass", "A")])));
    assert_eq!(each(&[a, b], &[a], "except = 'b'\n"), (0, super::pairs(&[("not_judged", "B"), ("pass", "A")])));
    assert_eq!(each(&[a], &[a, b], "except = 'b'\n").0, 0);
    assert_eq!(each(&[a, b], &[a], "min_customers = 5\n"), (0, super::pairs(&[("not_judged", "B"), ("pass", "A")])));
    // What had no spend is judged in neither.
    assert_eq!(each(&[a, ("Organic", "0", "5")], &[a], ""), (0, super::pairs(&[("pass", "A")])));
    // A name in another case is the same row.
    assert_eq!(each(&[("META ads", "100", "10")], &[("Meta  Ads", "110", "10")], "").0, 0);
}

#[test]
fn a_metric_that_either_lacks_is_undecided() {
    let rows = [("A", "100", "10")];
    let lacks = saved(&rows, &rows, &["--columns", "spend"]);
    let ran = gate(&lacks, &["--max-increase", "10%"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stdout.contains("the baseline does not carry the metric"), "{}", ran.stdout);
    assert!(ran.stdout.contains("UNDECIDED  total: cac at most 10% over base.json, measured 10.00"), "{}", ran.stdout);
    let undefined = saved(&[("A", "100", "0")], &rows, &[]);
    let ran = gate(&undefined, &["--max-increase", "10%"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stdout.contains("undefined in the baseline: "), "{}", ran.stdout);
    let now = saved(&rows, &[("A", "100", "0")], &[]);
    assert_eq!(gate(&now, &["--max-increase", "10%"]).code, 4);
}

/// A yearly churn is a root, and a saved one is known to its last digit: within that nothing is decided.
#[test]
fn what_lies_within_the_error_of_a_root_is_undecided() {
    let rows = [("A", "100", "10")];
    let desk = saved(&rows, &rows, &["--churn", "36%/yr"]);
    let code = |drop: &str| gate(&desk, &["--churn", "36%/yr", "--max-drop", drop]).code;
    assert_eq!((code("0%"), code("0.0001%")), (4, 0));
}

#[test]
fn a_baseline_that_does_not_compare_is_refused() {
    let rows = [("A", "100", "10")];
    let desk = saved(&rows, &rows, &["--currency", "EUR"]);
    let refused = |desk: &Desk, flags: &[&str], code: &str, what: &str| {
        let ran = gate(desk, &[&["--max-drop", "10%"], flags].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
        assert!(ran.stderr.starts_with(&format!("error[{code}]: ")) && ran.stderr.contains(what), "{}", ran.stderr);
    };
    refused(&desk, &["--currency", "USD"], "E301", "'base.json' is in EUR and 'new.csv' in USD");
    refused(&desk, &["--method", "capped", "--horizon", "12mo"], "E602", "has method simple");
    refused(&desk, &["--basis", "revenue"], "E602", "has basis margin");
    desk.write("base.json", b"{\"schema\":\"cacltv/plan\",\"schema_version\":1}");
    refused(&desk, &[], "E601", "its schema is 'cacltv/plan'");
    desk.write("base.json", b"channel,spend\n");
    refused(&desk, &[], "E601", "is no JSON");
    std::fs::remove_file(desk.path().join("base.json")).unwrap();
    refused(&desk, &[], "E001", "cannot be read");
    // The place is that of the rule, where a rule names it.
    desk.write("cacltv.toml", format!("{CONFIG}{EACH}").as_bytes());
    let by_segment = file("2026-02", &rows).replace("channel", "segment");
    desk.write("segments.csv", by_segment.as_bytes());
    assert_eq!(desk.run(&["report", "segments.csv", "--by", "segment", "-o", "base.json"]).code, 0);
    let ran = desk.run(&["check", "new.csv"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("has rows by segment and 'new.csv' has rows by channel"), "{}", ran.stderr);
    assert!(ran.stderr.contains("--> cacltv.toml:5:1"), "{}", ran.stderr);
}

#[test]
fn a_baseline_is_of_the_scope_of_the_rule() {
    let spend = "month,channel,category,amount\n2026-02,A,advertising,100\n2026-02,A,salaries,50\n";
    let customers = "month,channel,new_customers\n2026-02,A,10\n";
    let rule = "[[check]]\nmetric = 'cac'\nscope = 'paid'\nmax_increase = '0%'\nbaseline = 'base.json'\n";
    let desk = Desk::new([("spend.csv", spend), ("customers.csv", customers), ("cacltv.toml", rule)]);
    let files = ["spend.csv", "customers.csv"];
    let save = |scope: &str| desk.run(&[&["report"], &files[..], &["--scope", scope, "-o", "base.json"]].concat()).code;
    let check = || desk.run(&[&["check"], &files[..]].concat());
    assert_eq!((save("paid"), check().code), (0, 0));
    assert_eq!(save("full"), 0);
    let ran = check();
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("'base.json' has scope full and 'spend.csv' has scope paid"), "{}", ran.stderr);
}

/// A path in cacltv.toml begins from there, one on the command line from where one stands; the latter serves rules
/// without one of their own.
#[test]
fn paths_begin_where_they_are_written() {
    let rows = [("A", "100", "10")];
    let desk = saved(&rows, &rows, &[]);
    std::fs::create_dir(desk.path().join("below")).unwrap();
    let inside = |rule: &str, args: &[&str]| {
        desk.write("cacltv.toml", format!("{CONFIG}{rule}").as_bytes());
        let mut command = crate::program::cacltv();
        command.args(["check", "../new.csv"]).args(args).current_dir(desk.path().join("below"));
        Ran::from(command.output().unwrap())
    };
    assert_eq!(inside(EACH, &[]).code, 0);
    let open = EACH.replace("baseline = 'base.json'\n", "");
    assert_eq!(inside(&open, &[]).code, 2);
    assert_eq!(inside(&open, &["--baseline", "../base.json"]).code, 0);
    assert_eq!(inside(&open, &["--baseline", "base.json"]).code, 3);
}

#[test]
fn flags_of_a_baseline_need_each_other() {
    let rows = [("A", "100", "10")];
    let desk = saved(&rows, &rows, &[]);
    for (args, what) in [
        (vec!["--max-drop", "10%"], "--max-drop needs --baseline"),
        (vec!["--max-increase", "10%"], "--max-increase needs --baseline"),
        (vec!["--baseline", "base.json"], "no rule is held against --baseline"),
        (vec!["--baseline", "base.json", "--max-cac", "60"], "no rule is held against --baseline"),
        (vec!["--baseline", "base.json", "--max-drop", "10"], "'10' can mean 10% or 10 times"),
        (vec!["--baseline", "base.json", "--max-drop", "110%"], "a drop lies from 0 to 100%"),
        (vec!["--baseline", "base.json", "--max-drop", "10%/mo"], "has a unit of time"),
        (vec!["--baseline", "base.json", "--max-drop", "NaN"], "--max-drop: "),
        (vec!["--baseline", "base.json", "--max-increase=-10%"], "is below 0"),
        (vec!["--baseline", "base.json", "--max-drop", "10%", "-o", "base.json"], "would overwrite the input"),
    ] {
        let ran = desk.run(&[&["check", "new.csv"], &args[..]].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?} {}", ran.stderr);
        assert!(ran.stderr.contains(what), "{args:?} {}", ran.stderr);
    }
    // More than twice as much is an increase like any other.
    assert_eq!(gate(&desk, &["--max-increase", "250%"]).code, 0);
}

/// A CAC of 10 that rises by 8 % is within 10 % and beyond 5 %, for a segment as for the total.
#[test]
fn a_smaller_change_may_warn() {
    let rows = |spend: &str| file("2026-03", &[("SMB", spend, "10")]).replace("channel", "segment");
    let rule = |row: &str, warn: &str| {
        format!(
            "{CONFIG}[[check]]\nmetric = 'cac'\nrow = '{row}'\nmax_increase = '10%'\nwarn = '{warn}'\nbaseline = 'base.json'\n"
        )
    };
    let desk = Desk::new([("old.csv", rows("100").as_str()), ("new.csv", &rows("108")), ("cacltv.toml", CONFIG)]);
    assert_eq!(desk.run(&["report", "old.csv", "--by", "segment", "-o", "base.json"]).code, 0);
    let check = |row: &str, warn: &str| {
        desk.write("cacltv.toml", rule(row, warn).as_bytes());
        desk.run(&["check", "new.csv", "-f", "json"])
    };
    for (row, named) in [("total", "total"), ("segment \"smb\"", "SMB")] {
        assert_eq!(found(&check(row, "5%")), super::pairs(&[("warn", named)]));
        assert_eq!(found(&check(row, "9%")), super::pairs(&[("pass", named)]));
    }
    let beyond = check("total", "10%");
    assert_eq!((beyond.code, beyond.stdout.as_str()), (2, ""));
    assert!(beyond.stderr.contains("a smaller change, such as warn = \"5%\" beside \"10%\""), "{}", beyond.stderr);
}

#[test]
fn a_baseline_without_months_says_so() {
    let rows = "channel,spend,new_customers\nA,100,10\n";
    let desk = Desk::new([("new.csv", rows)]);
    assert_eq!(desk.run(&["report", "new.csv", "-o", "base.json"]).code, 0);
    let ran = gate(&desk, &["--max-increase", "0%"]);
    assert!(ran.code == 0 && ran.stdout.contains("\nbaseline base.json: of no period\n"), "{}", ran.stdout);
}

/// What another lag or another discount makes of the same files is no change of what happened.
#[test]
fn a_result_of_another_lag_or_discount_is_no_baseline_and_no_side() {
    let rows = "month,channel,spend,new_customers\n2026-01,A,300,9\n2026-02,A,600,9\n2026-03,A,900,9\n";
    let desk = Desk::new([("a.csv", rows)]);
    let held = |before: &str, after: &str| {
        for (flags, file) in [(before, "base.json"), (after, "new.json")] {
            let ran = desk.line(&format!("report a.csv {flags} -o {file}"));
            assert_eq!(ran.code, 0, "{flags}: {}", ran.stderr);
        }
        let check = desk.line(&format!("check a.csv {after} --baseline base.json --max-increase 10%"));
        (check, desk.line("compare base.json new.json"))
    };
    let model = "--arpa 10 --margin 50% --churn 2.5%";
    let orders = "--aov 20 --orders-per-year 12 --margin 50% --churn 10% --method orders";
    let with = |flags: &str, more: &str| format!("{flags} {more}");
    for (before, after, what) in [
        ("--lag 1".to_owned(), String::new(), "lag 1 month and 'NEW' has lag none"),
        (
            String::new(),
            "--lag 0:50%,1:50%".to_owned(),
            "lag none and 'NEW' has lag 50% after 0 months, 50% after 1 month",
        ),
        ("--lag 0:1/3,1:2/3".to_owned(), "--lag 0:2/3,1:1/3".to_owned(), "lag 1/3 after 0 months, 2/3 after 1 month"),
        (
            with(model, "--discount 1%/mo"),
            with(model, "--discount 2%/mo"),
            "discount 0.01 a month and 'NEW' has discount 0.02 a month",
        ),
        (orders.to_owned(), with(orders, "--discount 2%/mo"), "discount none and 'NEW' has discount 0.02 a month"),
    ] {
        let (check, compare) = held(&before, &after);
        for (ran, new) in [(check, "a.csv"), (compare, "new.json")] {
            let said = format!("error[E602]: 'base.json' has {}", what.replace("NEW", new));
            assert!(ran.code == 3 && ran.stderr.contains(&said), "{before} {after}: {said} {}", ran.stderr);
            assert_eq!(ran.stdout, "");
        }
    }
    for (before, after) in [
        ("--lag 1".to_owned(), "--lag 1:100%".to_owned()),
        ("--lag 0".to_owned(), String::new()),
        ("--lag 0:1/3,1:2/3".to_owned(), "--lag 0:1/3,1:2/3".to_owned()),
        (with(model, "--discount 12%/yr"), with(model, "--discount 12%/yr")),
        // A method without discount has the same LTV with any.
        (with(model, "--method simple --discount 1%/mo"), with(model, "--method simple --discount 2%/mo")),
    ] {
        let (check, compare) = held(&before, &after);
        assert_eq!((check.code, compare.code), (0, 0), "{before} {after}: {} {}", check.stderr, compare.stderr);
    }
}
