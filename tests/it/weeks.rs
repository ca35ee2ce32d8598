//! `--by week`: ISO weeks, of days and weeks.

use crate::program::Desk;

const SPEND: &str =
    "date,channel,amount\n2026-03-30,Meta,10\n2026-03-31,Meta,10\n2026-04-01,Meta,5\n2026-04-06,Meta,1\n";

/// Week 14 of 2026 runs from 30 March to 5 April: a day belongs to its week and to its month.
#[test]
fn a_day_belongs_to_its_week_and_to_its_month() {
    let desk = Desk::new([("spend.csv", SPEND)]);
    let rows = |flags: &str| -> Vec<String> {
        let ran = desk.line(&format!("report spend.csv --columns spend -f csv {flags}"));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.stdout.lines().filter(|line| line.starts_with("2026-")).map(str::to_owned).collect()
    };
    let starts = |rows: Vec<String>, wanted: &[&str]| {
        assert_eq!(rows.len(), wanted.len(), "{rows:?}");
        assert!(rows.iter().zip(wanted).all(|(row, wanted)| row.starts_with(wanted)), "{rows:?}");
    };
    starts(rows("--by week"), &["2026-W14,25", "2026-W15,1"]);
    starts(rows("--by week --period 2026-03"), &["2026-W14,20"]);
    starts(rows("--by week --period 2026-04"), &["2026-W14,5", "2026-W15,1"]);
    starts(rows("--by week,month"), &["2026-W14,2026-03,20", "2026-W14,2026-04,5", "2026-W15,2026-04,1"]);
    let json = desk.line("report spend.csv --by week -f json").json();
    assert_eq!(json["rows"][0]["week"], "2026-W14");
}

#[test]
fn rows_and_columns_of_weeks_and_days_are_weeks() {
    for table in [
        "date,amount\n2026-W14,10\n2026-W15,5\n",
        "channel,2026-W14,2026-W15\nMeta,10,5\n",
        "channel,2026-03-30,2026-03-31,2026-04-06\nMeta,4,6,5\n",
    ] {
        let desk = Desk::new([("spend.csv", table)]);
        let ran = desk.line("report --spend spend.csv --by week -f csv --columns spend");
        assert!(ran.stdout.contains("\n2026-W14,10") && ran.stdout.contains("\n2026-W15,5"), "{}", ran.stderr);
    }
}

#[test]
fn months_cannot_be_split_into_weeks() {
    let desk = Desk::new([
        ("months.csv", "month,amount\n2026-03,10\n"),
        ("across.csv", "Spend,jan 2026,feb 2026\nMeta,10,5\n"),
        ("undated.csv", "channel,amount\nMeta,10\n"),
        ("won.csv", "customer_id,acquired_on\na,2026-03\n"),
        ("revenue.csv", "month,revenue,active_customers\n2026-03,100,10\n2026-04,100,10\n"),
        ("spend.csv", SPEND),
    ]);
    for (file, code, place) in [
        ("months.csv", "E202", "months.csv:2:1"),
        ("won.csv", "E202", "won.csv:2:3"),
        ("across.csv", "E202", "across.csv"),
        ("undated.csv", "E205", "undated.csv"),
        ("undated.csv --period-of undated.csv=2026-03", "E205", "undated.csv"),
    ] {
        let ran = desk.line(&format!("report {file} --by week"));
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{file}: {}", ran.stderr);
        assert!(ran.stderr.contains(code) && ran.stderr.contains(place), "{file}: {}", ran.stderr);
    }
    // Revenue gives the ARPA of all weeks, and stands in none of them.
    let ran = desk.line("report spend.csv revenue.csv --by week -f csv");
    assert_eq!((ran.code, ran.stdout.matches("2026-W1").count()), (0, 2), "{}{}", ran.stdout, ran.stderr);
}

/// More rows than are kept apart by every column still know their weeks.
#[test]
fn weeks_stand_whatever_the_size_of_the_file() {
    let desk = Desk::new([]);
    let mut spend = String::from("date,campaign,amount\n");
    for row in 0..60_000 {
        spend.push_str(&format!("2026-03-{:02},c{row},1\n", 1 + row % 30));
    }
    desk.write("spend.csv", spend.as_bytes());
    let ran = desk.line("report spend.csv --by week -f csv --columns spend");
    // Sunday 1 March is the end of week 9, Monday 30 March the start of week 14; 2,000 rows a day.
    for row in ["2026-W09,2000", "2026-W10,14000", "2026-W13,14000", "2026-W14,2000"] {
        assert!(ran.stdout.contains(row), "{row}: {}", ran.stdout);
    }
}
