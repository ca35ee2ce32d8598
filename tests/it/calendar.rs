//! Years in a column of their own, beside months or quarters, as pivot tables have them.

use crate::program::{Desk, Ran};

fn report(table: &str, flags: &str) -> Ran {
    Desk::new([("spend.csv", table)])
        .line(&format!("report spend.csv --format csv --columns spend,new_customers {flags}"))
}

/// The columns of figures, without what is said of them and without the rows that follow the total.
fn figures(ran: &Ran) -> String {
    let lines = ran.stdout.lines().take(4).map(|line| line.split(',').take(3).collect::<Vec<_>>().join(","));
    lines.map(|line| line + "\n").collect()
}

#[test]
fn a_year_and_a_month_are_read_as_one() {
    for table in [
        "Year,Month,Channel,Spend,New customers\n2025,12,Google,100,2\n2026,1,Google,200,3\n",
        "År;Månad;Kanal;Kostnad;Nya kunder\n2025;December;Google;100;2\n2026;Januari;Google;200;3\n",
        "Jahr;Quartal;Monat;Kanal;Kosten;Neue Kunden\n2025;Q4;Dez;Google;100;2\n2026;Q1;Jan;Google;200;3\n",
        "Year,Date,Channel,Spend,New customers\n2025,2025-12-31,Google,100,2\n2026,2026-01-31,Google,200,3\n",
    ] {
        let ran = report(table, "--by month");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(figures(&ran), "month,spend,new_customers\n2025-12,100,2\n2026-01,200,3\n(total),300,5\n");
    }
    let ran = report("année,trimestre,dépenses,nouveaux clients\n2025,T4,100,2\n2026,1,200,3\n", "--by quarter");
    assert_eq!(figures(&ran), "quarter,spend,new_customers\n2025-Q4,100,2\n2026-Q1,200,3\n(total),300,5\n");
    let ran = report("year,spend,new customers\n2025,100,2\n2026,200,3\n", "--by year");
    assert_eq!(figures(&ran), "year,spend,new_customers\n2025,100,2\n2026,200,3\n(total),300,5\n");
}

#[test]
fn what_is_no_month_of_a_year_is_refused_at_its_cell() {
    for (table, place, said) in [
        ("Year,Month,Spend\n2026,13,1\n", ":2:6", "'2026 13' is a date that is in no calendar"),
        ("Year,Month,Spend\n,2,1\n", ":2:1", "'' is blank, not a date"),
        ("Year,Month,Spend\n2025/26,2,1\n", ":2:1", "'2025/26' is not a date"),
        ("Year,Month,Spend\n2026,,1\n", ":2:6", "'' is blank, not a date"),
        ("Year,Period,Spend\n2026,1,1\n", ":2:6", "'2026 1' is a number that may be a month, a week or a day"),
        ("Year,Date,Spend\n2025,2026-01-05,1\n", ":2:6", "'2025 2026-01-05' is a date of another year than"),
    ] {
        let ran = report(table, "");
        assert_eq!(ran.code, 3, "{table}");
        assert!(
            ran.stderr.contains(said) && ran.stderr.contains(place) && ran.stderr.contains("E201"),
            "{}",
            ran.stderr
        );
    }
    let weeks = "Year,Week,Spend,New customers\n2026,2025-12-29,100,2\n2026,2026-01-05,200,3\n";
    let ran = report(weeks, "--by month");
    assert!(ran.code == 3 && ran.stderr.contains("take the dates alone: --map period=COLUMN"), "{}", ran.stderr);
    let ran = report(weeks, "--by month --map period=Week");
    assert_eq!(figures(&ran), "month,spend,new_customers\n2025-12,100,2\n2026-01,200,3\n(total),300,5\n");
    let ran = report("Year,Month,Day,Spend\n2026,1,5,1\n", "");
    assert!(ran.stderr.contains("error[E015]: 'Month' and 'Day' are both period"), "{}", ran.stderr);
}

#[test]
fn a_total_row_without_a_month_is_left_out() {
    let table = "Year;Quarter;Month;Channel;Spend;New customers\n2026;Q1;Jan;Google;100;2\n2026;Q1;Feb;Google;200;3\n";
    let ran = report(&format!("{table}2026;;;Total;300;5\n"), "--by month");
    assert_eq!(figures(&ran), "month,spend,new_customers\n2026-01,100,2\n2026-02,200,3\n(total),300,5\n");
    assert!(ran.stderr.contains("warning[W201]: 'Total' equals the sum"), "{}", ran.stderr);
}
