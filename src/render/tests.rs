//! One report in every format: the same figures in all, hostile names in none.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a wrong index fails the test")]

use std::sync::Arc;

use serde_json::Value as Document;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::domain::currency::Currency;
use crate::domain::exact::Exact;
use crate::domain::metric::{Metric, Unit};
use crate::domain::place::{Diagnostic, Place, Severity};
use crate::domain::value::{Reason, Value};
use crate::report::{Band, Checks, Column, Finding, InputFile, Kind, Piece, Rest, Row, Status, Table, Verdict};

const HOSTILE: &str = "=cmd|'/c'!A1\u{1b}[31m<img src=x>\u{202e}\n**b** @all https://e.vil";

fn known(top: i64, bottom: i64) -> Value {
    Exact::quotient(top, bottom).map_or(Value::Undefined(Reason::NoData), Value::exact)
}

fn row(label: &str, values: [Value; 6], band: Option<Band>) -> Row {
    let labels = Some(label.to_owned()).filter(|label| !label.is_empty());
    Row { labels: labels.into_iter().collect(), values: values.into(), intervals: Vec::new(), band, model: Vec::new() }
}

fn none(reason: Reason) -> Value {
    Value::Undefined(reason)
}

fn social(label: &str) -> Row {
    let values = [
        known(72_901, 2),
        known(198, 1),
        known(72_901, 396),
        known(435, 1),
        known(172_260, 72_901),
        known(1_822_525, 206_712),
    ];
    row(label, values, Some(Band::BelowTarget))
}

fn direct() -> Row {
    let values = [known(0, 1), known(64, 1), known(0, 1), known(435, 1), none(Reason::NoSpend), known(0, 1)];
    row("Direct", values, None)
}

fn idle(label: &str) -> Row {
    let values = [
        known(1200, 1),
        known(0, 1),
        none(Reason::NoNewCustomers),
        known(435, 1),
        none(Reason::NoNewCustomers),
        none(Reason::NoNewCustomers),
    ];
    row(label, values, None)
}

fn total() -> Row {
    let values = [known(75_301, 2), known(262, 1), known(75_301, 524), known(435, 1), known(2996, 1000), known(69, 10)];
    row("", values, Some(Band::BelowTarget))
}

fn columns() -> Vec<Column> {
    let importance = [
        (Metric::Spend, 80),
        (Metric::NewCustomers, 70),
        (Metric::Cac, 100),
        (Metric::Ltv, 60),
        (Metric::LtvCac, 90),
        (Metric::PaybackMonths, 50),
    ];
    importance
        .into_iter()
        .map(|(metric, importance)| Column {
            metric,
            shown: true,
            importance,
            estimated: false,
            limits: if metric == Metric::LtvCac { vec![Exact::whole(3)] } else { Vec::new() },
        })
        .collect()
}

fn sample(kind: Kind) -> Report {
    Report {
        kind,
        currency: Currency::named("EUR"),
        period: "2026-03".parse().ok(),
        scope: "full",
        method: "simple",
        basis: "margin",
        timing: "start",
        billing: "month",
        horizon: None,
        bands: crate::domain::bands::Bands::default(),
        matched: None,
        level: None,
        comparisons: Vec::new(),
        zero_churn: false,
        headline: vec![
            Piece::Text("LTV:CAC is ".to_owned()),
            Piece::Apart(known(2996, 1000), Unit::Ratio, vec![Exact::whole(3)]),
            Piece::Text(", best in ".to_owned()),
            Piece::Name(HOSTILE.to_owned()),
        ],
        above: vec![vec![Piece::Text("a note".to_owned())]],
        table: Table {
            dimensions: vec!["channel".to_owned()],
            columns: columns(),
            rows: vec![social("Paid social"), direct(), idle("TikTok"), idle(HOSTILE)],
            rest: None,
            total: total(),
            total_paid: Some(social("")),
            adds_up: false,
            paid_differs: true,
        },
        checks: (kind == Kind::Check).then(checks),
        explanations: Vec::new(),
        footer: vec![vec![Piece::Text("CAC = spend ÷ new customers".to_owned())]],
        inputs: vec![InputFile {
            file: Arc::from("spend.csv"),
            role: "spend",
            rows: 41,
            bytes: 1840,
            encoding: "utf-8",
            delimiter: Some(';'),
            decimal: Some(','),
        }],
        diagnostics: vec![Diagnostic {
            code: "W204",
            severity: Severity::Warning,
            place: Some(Place { file: Arc::from("spend.csv"), line: 42, column: 1, sheet: false }),
            excerpt: None,
            message: "a total row was left out".to_owned(),
            help: None,
        }],
    }
}

fn checks() -> Checks {
    let finding = |status, row: &str, value, needed| Finding {
        status,
        metric: Metric::LtvCac,
        row: row.to_owned(),
        operator: ">=",
        limit: Value::exact(Exact::whole(3)),
        warn: None,
        before: None,
        scope: None,
        place: None,
        value,
        bound: None,
        needed,
        why: None,
    };
    let needed = vec![(Metric::Cac, known(29_962, 300)), (Metric::Ltv, known(300, 1))];
    Checks {
        findings: vec![
            finding(Status::Fail, "total", known(2996, 1000), needed),
            finding(Status::Undecided, "TikTok", none(Reason::NoNewCustomers), Vec::new()),
            finding(Status::Pass, "Paid search", known(7, 2), Vec::new()),
        ],
        verdict: Verdict::Fail,
        baselines: Vec::new(),
        exit_zero: false,
    }
}

fn json(report: &Report) -> Document {
    serde_json::from_str(&render(report, Format::Json, &Style::default())).unwrap()
}

fn records(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    ::csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn the_json_document_is_that_of_the_contract() {
    let document = json(&sample(Kind::Report));
    assert_eq!(document["schema"], "cacltv/report");
    assert_eq!(document["period"]["from"], "2026-03");
    let social = &document["rows"][0];
    assert_eq!(social["spend"], "36450.5");
    assert_eq!(social["cac"], "184.0934343434343434343434343");
    assert_eq!(social["band"], "below_target");
    assert_eq!(social["exact"]["ltv_cac"], "172260/72901");
    assert_eq!(social["exact"].as_object().map(serde_json::Map::len), Some(3));
    assert!(social.get("undefined").is_none());
    let direct = &document["rows"][1];
    assert_eq!(direct["ltv_cac"], Document::Null);
    assert_eq!(direct["undefined"]["ltv_cac"], "no_spend");
    assert!(direct.get("exact").is_none());
    assert_eq!(document["rows"][3]["channel"], HOSTILE);
    assert_eq!(document["inputs"][0]["rows"], 41);
    assert_eq!(document["diagnostics"][0]["line"], 42);
}

#[test]
fn json_fields_keep_the_order_of_the_contract() {
    let text = render(&sample(Kind::Check), Format::Json, &Style::default());
    let names = [
        "\"schema\"",
        "\"schema_version\"",
        "\"currency\"",
        "\"period\"",
        "\"scope\"",
        "\"method\"",
        "\"basis\"",
        "\"timing\"",
        "\"rows\"",
        "\"channel\"",
        "\"spend\"",
        "\"cac\"",
        "\"band\"",
        "\"total\"",
        "\"total_paid\"",
        "\"checks\"",
        "\"result\"",
        "\"inputs\"",
        "\"diagnostics\"",
        "\"notes\"",
    ];
    let places: Vec<Option<usize>> = names.iter().map(|name| text.find(name)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
}

#[test]
fn calc_has_no_rows_and_check_has_its_findings() {
    assert!(json(&sample(Kind::Calc)).get("rows").is_none());
    let document = json(&sample(Kind::Check));
    assert_eq!(document["result"], "fail");
    let failed = &document["checks"][0];
    assert_eq!(failed["needed"]["ltv"], "300");
    assert_eq!(failed["needed"]["cac"], "99.87333333333333333333333333");
    assert_eq!(failed["exact"]["cac"], "14981/150");
    assert_eq!(document["checks"][1]["value"], Document::Null);
    assert_eq!(document["checks"][1]["undefined"]["value"], "no_new_customers");
}

#[test]
fn json_lines_are_one_object_each() {
    let text = render(&sample(Kind::Check), Format::JsonLines, &Style::default());
    let kinds: Vec<String> =
        text.lines().map(|line| serde_json::from_str::<Document>(line).unwrap()["kind"].to_string()).collect();
    let expected = ["report", "row", "row", "row", "row", "total", "total_paid", "check", "check", "check", "result"];
    assert_eq!(kinds, expected.map(|kind| format!("\"{kind}\"")));
}

#[test]
fn csv_read_back_holds_the_figures_of_json() {
    let report = sample(Kind::Report);
    let document = json(&report);
    for (format, delimiter) in [(Format::Csv, b','), (Format::Tsv, b'\t')] {
        let records = records(&render(&report, format, &Style::default()), delimiter);
        assert_eq!(records.len(), 7);
        let lines = document["rows"].as_array().unwrap().iter();
        let lines = lines.chain([&document["total"], &document["total_paid"]]);
        for (record, line) in records.iter().skip(1).zip(lines) {
            for (name, cell) in records[0].iter().zip(record).skip(1).take(6) {
                let quantity = line[name.as_str()].as_str().unwrap_or_default();
                assert_eq!(cell, quantity, "{name}");
            }
        }
        assert_eq!(records[3][8], "cac=no_new_customers;ltv_cac=no_new_customers;payback_months=no_new_customers");
        assert_eq!(records[5][0], "(total)");
    }
}

#[test]
fn people_see_the_figures_of_the_machine_formats() {
    let report = sample(Kind::Report);
    for format in [Format::Table, Format::Plain, Format::Markdown] {
        let text = render(&report, format, &Style::default());
        for figure in ["36,450.50", "198", "184.09", "435.00", "2.36", "8.8", "2.996", "143.70"] {
            assert!(text.contains(figure), "{figure} in {}:\n{text}", format.name());
        }
        assert!(!text.contains("3.00"), "{text}");
    }
}

#[test]
fn a_spreadsheet_gets_its_mark_its_delimiter_and_its_line_ends() {
    let style = Style { numbers: numbers::locale("sv").unwrap(), spreadsheet: true, ..Style::default() };
    let text = render(&sample(Kind::Report), Format::Csv, &style);
    assert!(text.starts_with("\u{feff}channel;spend;"));
    assert!(text.contains("Paid social;36450,5;198;184,0934343434343434343434343;435;"), "{text}");
    assert!(text.ends_with("\r\n"));
}

fn without_escapes(markdown: &str) -> String {
    let mut rest = markdown.chars();
    let mut bare = String::new();
    while let Some(c) = rest.next() {
        match c {
            '\\' => rest.next().map(|_| ()).unwrap_or_default(),
            c => bare.push(c),
        }
    }
    bare
}

#[test]
fn a_hostile_name_acts_in_no_format() {
    let report = sample(Kind::Check);
    for format in Format::ALL {
        let text = render(&report, *format, &Style::default());
        match format {
            Format::Table
            | Format::Plain
            | Format::Markdown
            | Format::Html
            | Format::Json
            | Format::JsonLines
            | Format::Junit
            | Format::GitHub
            | Format::Tap
            | Format::Prometheus => {
                assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
            }
            Format::Csv | Format::Tsv | Format::Xlsx => {}
        }
    }
    let markdown = render(&report, Format::Markdown, &Style::default());
    let bare = without_escapes(&markdown);
    for raw in ["<", "[", "`", "_", "@", "://", "b**"] {
        assert!(!bare.contains(raw), "{raw} in {bare}");
    }
    let rows = markdown.lines().filter(|line| line.starts_with('|'));
    for line in rows {
        let bars = without_escapes(line).matches('|').count();
        assert_eq!(bars, 9, "{line}");
    }
    for format in [Format::Csv, Format::Tsv] {
        let text = render(&sample(Kind::Report), format, &Style::default());
        assert!(text.contains("'=cmd"), "{text}");
        assert!(!text.contains("\n=") && !text.contains("\"="), "{text}");
    }
}

#[test]
fn tsv_has_one_line_a_row_whatever_the_names() {
    let mut report = sample(Kind::Report);
    report.table.rows = vec![idle("a\tb\nc\rd\\")];
    let text = render(&report, Format::Tsv, &Style::default());
    assert_eq!(text.lines().count(), 4);
    assert!(text.contains("a\\tb\\nc\\rd\\\\\t1200\t"), "{text}");
}

#[test]
fn narrow_terminals_drop_columns_and_never_break_a_number() {
    let report = sample(Kind::Report);
    for format in [Format::Table, Format::Plain] {
        for width in 29..130 {
            let style = Style { width: Some(width), ..Style::default() };
            let text = render(&report, format, &style);
            let cells: Vec<&str> = text.lines().filter(|line| line.contains("Paid social")).collect();
            assert_eq!(cells.len(), 1, "{text}");
            let table = text.lines().filter(|line| line.starts_with(['│', '┌']));
            assert!(table.clone().all(|line| line.width() <= width), "{width}\n{text}");
            let hidden = text.replace("\n  ", " ").contains(&format!("hidden at {width} columns wide"));
            let head = text.lines().find(|line| line.contains("Channel"));
            let all = head.is_some_and(|line| line.contains(" Payback") && line.contains(" Band"));
            assert_ne!(hidden, all, "{text}");
            assert!(text.contains("184.09"), "{text}");
            let spends = text.contains("36,450.50") == text.lines().any(|line| line.contains(" Spend "));
            assert!(spends, "{text}");
        }
    }
}

#[test]
fn a_check_begins_with_its_findings_and_ends_with_one_line() {
    for format in [Format::Table, Format::Plain] {
        let text = render(&sample(Kind::Check), format, &Style::default());
        assert!(
            text.contains("\n\nFAIL       total: ltv_cac >= 3, measured 2.996; needs CAC <= 99.87 or LTV >= 300.00\n"),
            "{text}"
        );
        assert!(text.contains("\nUNDECIDED  TikTok: ltv_cac >= 3, undefined: there is no new customer"), "{text}");
        assert!(text.ends_with("\n\n1 limit, 3 judgements: 1 failed, 1 undecided, 1 passed\n"), "{text}");
    }
}

#[test]
fn undefined_cells_are_explained_once_a_reason() {
    let text = render(&sample(Kind::Report), Format::Table, &Style::default());
    assert!(text.contains("\nLTV:CAC of Direct: undefined, the customers came without spend"), "{text}");
    assert!(text.contains("\nCAC, LTV:CAC and Payback of TikTok and =cmd"), "{text}");
    let mut report = sample(Kind::Report);
    report.table.rows = (0..15).map(|n| idle(&format!("C{n}"))).collect();
    let text = render(&report, Format::Plain, &Style::default());
    assert!(text.contains("of C0, C1, C2 and 12 more: undefined"), "{text}");
}

#[test]
fn rows_beyond_the_rest_are_one_line_for_people_and_all_there_for_machines() {
    let mut report = sample(Kind::Report);
    report.table.rest = Some(Rest { from: 2, row: idle("") });
    let text = render(&report, Format::Plain, &Style::default());
    assert!(text.contains("(2 more rows)") && !text.contains("TikTok "), "{text}");
    assert_eq!(json(&report)["rows"].as_array().map(Vec::len), Some(4));
}

#[test]
fn plain_text_is_ascii_apart_from_names() {
    let mut report = sample(Kind::Report);
    report.headline.clear();
    for width in [None, Some(60)] {
        let style = Style { width, ..Style::default() };
        let text = render(&report, Format::Plain, &style);
        assert!(text.is_ascii(), "{text}");
    }
}

#[test]
fn approximate_figures_are_marked_in_every_format() {
    let root = Exact::whole(2);
    let root = crate::domain::figure::Figure::exact(root).root(2).unwrap();
    let mut report = sample(Kind::Report);
    report.table.total.values[3] = Value::Known(root);
    assert_eq!(json(&report)["total"]["approximate"][0], "ltv");
    assert_eq!(json(&report)["total"]["ltv"], "1.414213562373095048801688724");
    assert!(render(&report, Format::Table, &Style::default()).contains("~1.41"));
    let records = records(&render(&report, Format::Csv, &Style::default()), b',');
    assert_eq!(records[5][9], "ltv");
}

#[test]
fn every_format_is_found_by_its_name() {
    for format in Format::ALL {
        assert_eq!(Format::named(format.name()), Some(*format));
    }
    assert_eq!(Format::from_extension("NDJSON"), Some(Format::JsonLines));
    assert_eq!(Format::from_extension("xyz"), None);
}
