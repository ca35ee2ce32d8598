//! Figures over time as programs and people read them.

use crate::program::Desk;

const FORMATS: [&str; 7] = ["table", "plain", "markdown", "csv", "tsv", "json", "jsonl"];
const HOSTILE: &str = "=cmd|'/c'!A1\u{1b}[31m<img src=x>\u{202e}";

fn hostile() -> Desk {
    let spend = format!("month,channel,amount\n2026-01,{HOSTILE},10\n2026-03,{HOSTILE},30\n2026-03,Meta,5\n");
    let customers = format!("month,channel,new_customers\n2026-01,{HOSTILE},1\n2026-03,{HOSTILE},2\n2026-03,Meta,0\n");
    Desk::new([("spend.csv", spend.as_str()), ("customers.csv", customers.as_str())])
}

#[test]
fn names_of_channels_act_in_no_format() {
    let desk = hostile();
    for command in ["trend spend.csv customers.csv --by month,channel", "report spend.csv customers.csv --across month"]
    {
        for format in FORMATS {
            let ran = desk.line(&format!("{command} -f {format}"));
            assert_eq!(ran.code, 0, "{}", ran.stderr);
            let allowed = |c: char| c == '\n' || (format == "tsv" && c == '\t');
            let bad: Vec<char> = ran.stdout.chars().filter(|c| c.is_control() && !allowed(*c)).collect();
            assert!(bad.is_empty(), "{command} -f {format}: {bad:?}");
            let bare = ran.stdout.replace("\\<", "");
            assert!(format != "markdown" || !bare.contains('<'), "{bare}");
            assert!(!matches!(format, "csv" | "tsv") || !ran.stdout.contains(",=cmd"), "{}", ran.stdout);
        }
    }
}

/// Blocks stand in what people read; plain text has ASCII in their place, and programs have the figures instead.
#[test]
fn lines_in_small_are_for_people() {
    let desk = hostile();
    let said = |format: &str| desk.line(&format!("trend spend.csv customers.csv --metric cac -f {format}")).stdout;
    for format in ["table", "markdown"] {
        assert!(said(format).contains("▁–█"), "{}", said(format));
    }
    assert!(said("plain").contains("_-#") && said("plain").is_ascii(), "{}", said("plain"));
    for format in ["csv", "tsv", "json", "jsonl"] {
        let text = said(format);
        let drawn = text.lines().filter(|line| !line.contains("trend:") && !line.contains("\"notes\""));
        assert!(drawn.into_iter().all(|line| !line.contains(['▁', '█'])), "{text}");
        assert!(!text.contains("\"trend\":") && !text.contains(",trend,"), "{text}");
    }
}

/// Seven days from Monday on: a week belongs to the months its days lie in, and to none as a whole.
#[test]
fn weeks_at_the_ends_of_a_selection_are_named() {
    let days = "date,channel,amount\n2026-02-25,Meta,1\n2026-03-02,Meta,2\n2026-03-16,Meta,4\n2026-04-01,Meta,8\n";
    let won =
        "date,channel,new_customers\n2026-02-25,Meta,1\n2026-03-02,Meta,1\n2026-03-16,Meta,1\n2026-04-01,Meta,1\n";
    let desk = Desk::new([("spend.csv", days), ("customers.csv", won)]);
    let ran = desk.line("trend spend.csv customers.csv --by week --period 2026-03 --metric cac -f json");
    let json = ran.json();
    let weeks: Vec<&str> = json["series"].as_array().unwrap().iter().filter_map(|row| row["week"].as_str()).collect();
    // 1 March 2026 is the Sunday of week 9, 31 March the Tuesday of week 14.
    assert_eq!(weeks, ["2026-W09", "2026-W10", "2026-W11", "2026-W12", "2026-W13", "2026-W14"]);
    let notes = json["notes"].to_string();
    assert!(notes.contains("only days within 2026-03 are in 2026-W09 and 2026-W14"), "{notes}");
    assert!(notes.contains("nothing in 2026-W09, 2026-W11, 2026-W13 and 2026-W14; counted as 0"), "{notes}");
}
