//! One study in every format: the same figures in all, hostile names in none.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a wrong index fails the test")]

use serde_json::Value as Document;

use super::*;
use crate::domain::exact::Exact;
use crate::domain::metric::{Metric, Unit};
use crate::report::Piece;
use crate::report::study::Heading;

const HOSTILE: &str = "=cmd|'/c'!A1\u{1b}[31m<img src=x>\u{202e}";

fn known(top: i64, bottom: i64) -> Value {
    Value::exact(Exact::quotient(top, bottom).unwrap())
}

fn none(reason: Reason) -> Value {
    Value::Undefined(reason)
}

fn sample() -> Study {
    let row = |name: &str, cac: Value, highest: Value, low: Value, high: Value| Entry {
        cells: vec![
            Cell::Name(name.to_owned()),
            Cell::metric(&cac, Metric::Cac),
            Cell::highest(&highest, Unit::Money),
            Cell::Between(low, high, Unit::Money),
        ],
        total: false,
    };
    let mut total = row("", known(700, 1), known(2, 3), known(1, 1), known(1234, 1));
    total.cells[0] = Cell::Word("Total".to_owned());
    total.total = true;
    let open = || none(Reason::NoNewCustomers);
    Study {
        name: "plan",
        currency: None,
        period: None,
        facts: vec![("scope", "full".to_owned())],
        headline: vec![Piece::Text("a headline".to_owned())],
        above: Vec::new(),
        further: Vec::new(),
        charts: Vec::new(),
        tables: vec![
            Exhibit {
                key: "targets",
                title: vec![Piece::Text("What reaches it".to_owned())],
                columns: vec![
                    Heading::label("channel", "Channel"),
                    Heading::metric(Metric::Cac, 90),
                    Heading::figure("max_cac", "Highest CAC", 80),
                    Heading::figure("interval", "CAC 95 %", 20),
                ],
                rows: vec![
                    row(HOSTILE, known(1000, 3), known(2, 3), known(6344, 100), open()),
                    row("Direct", none(Reason::NoSpend), none(Reason::NoSpend), open(), open()),
                    total,
                ],
            },
            Exhibit {
                key: "budget",
                title: Vec::new(),
                columns: vec![Heading::figure("budget", "Budget", 10)],
                rows: vec![Entry { cells: vec![Cell::least(&known(2, 3), Unit::Money)], total: false }],
            },
        ],
        footer: vec![vec![Piece::Text("a footer".to_owned())]],
        inputs: Vec::new(),
        diagnostics: Vec::new(),
    }
}

#[test]
fn people_see_safe_sides_intervals_and_reasons() {
    let text = study(&sample(), Format::Plain, &Style::default());
    for wanted in ["333.33", "0.66", ">= 63.44", "1.00-1,234.00", "Total", "What reaches it", "0.67", "a footer"] {
        assert!(text.contains(wanted), "{wanted} in\n{text}");
    }
    assert!(text.contains("CAC and Highest CAC of Direct: undefined, the customers came without spend"), "{text}");
    assert!(!text.contains('\u{1b}') && text.is_ascii(), "{text}");
}

#[test]
fn a_narrow_terminal_drops_the_least_important_columns_and_says_so() {
    let style = Style { width: Some(48), ..Style::default() };
    let text = study(&sample(), Format::Table, &style);
    assert!(text.contains("1 column hidden at 48 columns wide: CAC 95 %"), "{text}");
    assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 48), "{text}");
}

#[test]
fn machines_read_exact_figures_and_reasons() {
    let document: Document = serde_json::from_str(&study(&sample(), Format::Json, &Style::default())).unwrap();
    assert_eq!(document["schema"], "cacltv/plan");
    assert_eq!(document["scope"], "full");
    let rows = document["targets"].as_array().unwrap();
    assert_eq!(rows[0]["channel"], HOSTILE);
    assert_eq!(rows[0]["exact"]["cac"], "1000/3");
    assert_eq!(rows[0]["interval_low"], "63.44");
    assert_eq!(rows[0]["interval_high"], Document::Null);
    assert_eq!(rows[1]["undefined"]["cac"], "no_spend");
    assert_eq!((&rows[2]["channel"], &rows[2]["is_total"]), (&"(total)".into(), &true.into()));
    assert_eq!(document["budget"][0]["exact"]["budget"], "2/3");
    let lines = study(&sample(), Format::JsonLines, &Style::default());
    assert_eq!(lines.lines().count(), 5);
    assert!(lines.lines().all(|line| serde_json::from_str::<Document>(line).is_ok()));
}

#[test]
fn csv_is_one_rectangle_with_a_column_for_the_table() {
    let text = study(&sample(), Format::Csv, &Style::default());
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let wanted = ["table", "channel", "cac", "max_cac", "interval_low", "interval_high", "budget", "undefined"];
    assert_eq!(head.iter().collect::<Vec<_>>(), wanted);
    let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 4);
    assert!(rows[0][1].starts_with("'=cmd"), "{:?}", rows[0]);
    assert_eq!(&rows[1][7], "cac=no_spend;max_cac=no_spend");
    assert_eq!((&rows[3][0], &rows[3][6]), ("budget", "0.6666666666666666666666666667"));
}

#[test]
fn markdown_has_a_heading_for_each_table_that_has_a_title() {
    let text = study(&sample(), Format::Markdown, &Style::default());
    assert!(text.contains("### What reaches it\n\n| Channel | CAC | Highest CAC |"), "{text}");
    assert!(text.contains(r"\<img"), "{text}");
}
