//! All names at once, as channels, segments, campaigns, categories, customers and rows of assumptions, in every format
//! of every command.

use super::{message, names, output, quoted};
use crate::program::{Desk, cacltv};

const FORMATS: [&str; 9] = ["table", "plain", "markdown", "html", "csv", "tsv", "json", "jsonl", "xlsx"];
const GATES: [&str; 4] = ["junit", "github", "tap", "prom"];

/// A folder whose files have the names in one place.
fn desk(place: &str) -> Desk {
    let mut texts = [
        "month,channel,segment,campaign,category,amount\n".to_owned(),
        "month,channel,segment,campaign,new_customers\n".to_owned(),
        "month,channel,segment,revenue,active_customers,customers_at_start,churned_customers,cost_of_revenue\n"
            .to_owned(),
        "month,channel,visits,leads,customers\n".to_owned(),
        "customer_id,acquired_on,channel,segment\n".to_owned(),
        "channel,arpa,margin,churn\n".to_owned(),
    ];
    for (at, name) in names().iter().enumerate() {
        let of = |here: &str, other: String| if place == here { quoted(name) } else { other };
        let (channel, segment) = (of("channel", format!("c{}", at % 7)), of("segment", format!("s{}", at % 3)));
        let (campaign, category) = (of("campaign", format!("k{}", at % 5)), of("category", "advertising".to_owned()));
        for month in ["2026-02", "2026-03"] {
            let amount = 100 + at;
            texts[0].push_str(&format!("{month},{channel},{segment},{campaign},{category},{amount}.5\n"));
            texts[1].push_str(&format!("{month},{channel},{segment},{campaign},{}\n", at % 9 + 1));
            let (revenue, active, lost) = (9_000 + at, 50 + at, at % 4 + 1);
            texts[2].push_str(&format!("{month},{channel},{segment},{revenue},{active},{active},{lost},{amount}\n"));
        }
        texts[3].push_str(&format!("2026-03,{channel},{},{},{}\n", 1_000 + at, 100 + at, 10 + at % 7));
        let id = of("id", format!("i{at}"));
        texts[4].push_str(&format!("{id},2026-0{}-05,c{},s{}\n", at % 2 + 2, at % 7, at % 3));
        texts[5].push_str(&format!("{},{},70%,3%\n", of("assumptions", format!("c{at}")), 30 + at));
    }
    let files = ["spend.csv", "won.csv", "revenue.csv", "funnel.csv", "ids.csv", "assumptions.csv"];
    Desk::new(files.into_iter().zip(texts.iter().map(String::as_str)))
}

/// One run, its output and messages held against what their readers do.
fn held(desk: &Desk, place: &str, line: &str, format: &str) {
    let whose = format!("{place}: {line} -f {format}");
    let mut command = cacltv();
    command.args(line.split_whitespace()).args(["--totals", "keep", "-n", "-f", format]);
    let ran = command.current_dir(desk.path()).output().unwrap();
    let told = String::from_utf8(ran.stderr).unwrap();
    assert!(matches!(ran.status.code(), Some(0 | 1 | 4)), "{whose}: {:?} {told}", ran.status);
    message(&told, &whose);
    output(format, &ran.stdout, &whose);
}

fn every_format(place: &str, by: &str) {
    let desk = desk(place);
    let won = if place == "id" { "ids.csv" } else { "won.csv" };
    let files = format!("spend.csv {won} revenue.csv");
    let files = if place == "assumptions" { format!("{files} assumptions.csv") } else { files };
    let by = if by.is_empty() { String::new() } else { format!(" --by {by}") };
    for format in FORMATS {
        held(&desk, place, &format!("report {files}{by}"), format);
    }
    for format in ["table", "markdown", "html", "json"] {
        held(&desk, place, &format!("report {files}{by} --explain -v"), format);
    }
    for format in FORMATS.iter().filter(|format| !matches!(**format, "plain" | "tsv" | "xlsx")).chain(&GATES) {
        let rules = "--max-cac 20 --require cac<=30 --require each:payback_months<=2";
        held(&desk, place, &format!("check {files}{by} {rules}"), format);
    }
    if place == "channel" {
        for format in FORMATS {
            held(&desk, place, &format!("trend {files}"), format);
            held(&desk, place, &format!("compare {files} --period 2026-03 --against 2026-02"), format);
            held(&desk, place, &format!("plan {files} --budget 100000"), format);
            held(&desk, place, "funnel funnel.csv", format);
            held(&desk, place, &format!("report {files} --across month --metric spend,cac"), format);
        }
        for format in ["table", "json", "html", "csv"] {
            held(&desk, place, &format!("report {files} --by channel,segment"), format);
            held(&desk, place, &format!("reconcile {files} --from scope=paid --to skok"), format);
        }
    }
}

#[test]
fn channels_act_in_no_format_of_any_command() {
    every_format("channel", "");
}

#[test]
fn segments_and_campaigns_act_in_no_format() {
    every_format("segment", "segment");
    every_format("campaign", "campaign");
}

#[test]
fn categories_customers_and_rows_of_assumptions_act_in_no_format() {
    every_format("category", "category");
    every_format("id", "");
    every_format("assumptions", "");
}

/// Read back, a cell of CSV is the name with control characters spelled out and with a mark before what would act.
#[test]
fn a_name_read_back_from_csv_is_the_name_made_safe() {
    let desk = Desk::new([]);
    for (name, cell) in [
        ("a\nb", "a\nb"),
        ("a\r\n::error::b\n##[error]c", "a\\r\n'::error::b\n'##[error]c"),
        ("=1+1", "'=1+1"),
        ("-2+3", "'-2+3"),
        ("\u{ff1d}1", "'\u{ff1d}1"),
        ("::error::x", "'::error::x"),
        ("a\u{1b}[31m\u{9b}b", "a\\u{1b}[31m\\u{9b}b"),
        ("a,b;c|d\"e\"", "a,b;c|d\"e\""),
        ("a\u{202e}b", "ab"),
    ] {
        desk.write("spend.csv", format!("month,channel,amount\n2026-03,{},1\n", quoted(name)).as_bytes());
        let ran = desk.line("report spend.csv -n -f csv");
        let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
        let record = reader.records().next().unwrap().unwrap();
        assert_eq!(&record[0], cell, "{}", ran.stdout);
    }
}
