//! Results of ledgers that are drawn, in every format: each is read back by a reader of its own and says what was computed.

use std::collections::BTreeMap;

use cacltv::calc::check::{self, judge};
use cacltv::calc::compute;
use cacltv::calc::results::Results;
use cacltv::domain::assumptions::{Assumptions, Basis, Inputs, Method};
use cacltv::domain::category::{Category, Scope};
use cacltv::domain::currency::Currency;
use cacltv::domain::exact::Exact;
use cacltv::domain::ledger::{Acquired, Dimension, Key, Ledger, Minor, Revenue, Totals};
use cacltv::domain::metric::Metric;
use cacltv::domain::period::{Grain, Month};
use cacltv::domain::place::{Diagnostic, Place, Severity};
use cacltv::domain::quantity;
use cacltv::domain::value::Value;
use cacltv::render::{Format, Style, report_bytes};
use cacltv::report::build::{View, describe};
use cacltv::report::{InputFile, Kind, Numbers, Precision, Report};
use num_bigint::BigInt;
use serde_json::Value as Json;

use super::draw::Draw;
use super::shape;

const PIECES: [&str; 32] = [
    "Meta",
    "Google",
    " ",
    "|",
    "\u{1b}[31m",
    "\u{1b}]52;c;x\u{7}",
    "\u{202e}",
    "\u{200b}",
    "=HYPERLINK(1)",
    "+1",
    "-",
    "@",
    "<script>",
    "&amp;",
    "\"",
    "'",
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "::error::",
    "%0A",
    "Ä",
    "広告",
    "\u{fffe}",
    "\u{0}",
    "`*_[x](http://y)",
    "]]>",
    "\\",
    "𝄞",
    "e\u{301}",
];

fn name(draw: &mut Draw<'_>) -> String {
    (0..1 + draw.below(4)).map(|_| draw.one_of(&PIECES)).collect()
}

fn amount(draw: &mut Draw<'_>) -> Minor {
    let unit = draw.one_of(&[Minor::ONE, Minor::ONE / 100, 1, Minor::ONE * 1_000_000]);
    let sign = if draw.once_in(6) { -1 } else { 1 };
    Minor(i128::from(draw.number(3)) * unit * sign)
}

fn count(draw: &mut Draw<'_>) -> Minor {
    Minor(i128::from(draw.number(2)) * Minor::ONE / draw.one_of(&[1, 1, 1, 3]))
}

fn ledger(draw: &mut Draw<'_>) -> Ledger {
    let flags = draw.byte();
    let mut ledger = Ledger {
        has_spend: flags & 3 != 3,
        has_customers: flags & 12 != 12,
        has_revenue: flags & 48 == 48,
        uncategorised_spend: flags & 64 > 0,
        ..Ledger::default()
    };
    let dimensions = ["channel", "segment", "month", "quarter", "year"];
    for (at, set) in [&mut ledger.spend_dimensions, &mut ledger.customer_dimensions].into_iter().enumerate() {
        set.extend(
            dimensions
                .iter()
                .filter(|name| **name != "segment" || flags >> 7 == at as u8)
                .map(|name| (*name).to_owned()),
        );
    }
    let names: Vec<std::sync::Arc<str>> = (0..4).map(|_| name(draw).into()).collect();
    for _ in 0..1 + draw.below(12) {
        let some = |draw: &mut Draw<'_>| (!draw.once_in(8)).then(|| names[draw.below(names.len())].clone());
        let month = Month::new(2025 + draw.below(2) as i32, 1 + draw.below(12) as i32).expect("a month");
        let key = Key {
            period: (!draw.once_in(9)).then(|| cacltv::domain::period::Span::month(month)),
            channel: some(draw),
            segment: some(draw),
            category: [Category::Advertising, Category::Salaries, Category::Overhead, Category::Retention]
                [draw.below(4)]
            .clone(),
            others: Vec::new(),
        };
        let mut totals = Totals::default();
        if ledger.has_spend && !draw.once_in(3) {
            (totals.spend, totals.spend_rows) = (amount(draw), 1);
        }
        if ledger.has_customers && !draw.once_in(3) {
            (totals.new_customers, totals.customer_rows) = (count(draw), 1);
        }
        if ledger.has_revenue && draw.once_in(2) {
            totals.revenue = Some(Box::new(Revenue {
                revenue: amount(draw),
                cost: amount(draw),
                refunds: Minor(0),
                active_months: count(draw),
                at_start: count(draw),
                at_end: count(draw),
                churned: count(draw),
                rows: 1,
                with: [1; 5],
            }));
        }
        if draw.once_in(5) {
            totals.acquired =
                Some(Box::new(Acquired { customers: 1 + draw.number(1), revenue: amount(draw), margin: None }));
        }
        ledger.add(key, &totals);
    }
    ledger
}

fn assumptions(draw: &mut Draw<'_>) -> Assumptions {
    let mut common = Inputs::default();
    let flags = draw.byte();
    if flags & 1 == 0 {
        common.arpa = quantity::monthly_money(&format!("{}/7/mo", draw.number(2))).ok();
    }
    if flags & 2 == 0 {
        common.margin = quantity::margin(&format!("{}%", draw.below(101))).ok();
    }
    if flags & 12 == 0 {
        common.churn = quantity::churn(&format!("{}/997/mo", draw.below(998))).ok();
    } else if flags & 12 == 4 {
        common.churn = quantity::churn(&format!("{}%/yr", draw.below(100))).ok();
    } else if flags & 12 == 8 {
        common.lifetime = quantity::lifetime(&format!("{}mo", 1 + draw.below(90))).ok();
    }
    let mut all = Assumptions { common, ..Assumptions::default() };
    if flags & 16 > 0 {
        all.common.discount = quantity::discount(&format!("{}%/yr", draw.below(40))).ok();
        all.horizon = Some(1 + draw.below(60) as u32);
    }
    if flags & 32 > 0 {
        all.method = Some(draw.one_of(&[Method::Simple, Method::Lifetime, Method::Capped, Method::Discounted]));
    }
    if flags & 64 > 0 {
        all.basis = Some(draw.one_of(&[Basis::Margin, Basis::Revenue]));
        all.scope = draw.one_of(&[Scope::Paid, Scope::Direct, Scope::Full]);
    }
    if flags & 128 > 0 {
        all.level = quantity::level(draw.one_of(&["95%", "80%", "99.9%"])).ok();
        all.target = Some(Exact::decimal(draw.number(1) as i64 + 1, 1));
    }
    all.marginal = draw.once_in(4);
    all
}

fn view(draw: &mut Draw<'_>, results: &Results) -> View {
    let kind = draw.one_of(&[Kind::Report, Kind::Report, Kind::Check, Kind::Calc]);
    let mut view = View::new(kind);
    view.currency = Currency::named(draw.one_of(&["EUR", "JPY", "KWD", "none"]));
    view.limit = draw.one_of(&[50, 2]);
    view.explain = draw.once_in(3);
    view.sort = draw.once_in(3).then(|| draw.one_of(Metric::ALL));
    view.top = draw.once_in(8).then(|| draw.below(5));
    if draw.once_in(4) {
        view.columns = Some((0..1 + draw.below(5)).map(|_| draw.one_of(Metric::ALL)).collect());
    }
    let file: std::sync::Arc<str> = name(draw).into();
    let place = Place { file: file.clone(), line: draw.number(1), column: draw.number(1), sheet: draw.once_in(3) };
    view.inputs = vec![InputFile {
        file,
        role: "spend",
        rows: draw.number(2),
        bytes: draw.number(3),
        encoding: "utf-8",
        delimiter: Some(';'),
        decimal: None,
    }];
    view.diagnostics = vec![Diagnostic {
        code: "W202",
        severity: draw.one_of(&[Severity::Warning, Severity::Note]),
        place: Some(place),
        excerpt: None,
        message: name(draw),
        help: Some(name(draw)),
    }];
    if kind == Kind::Check {
        let rules = [
            "total: cac <= 100",
            "each: ltv_cac >= 3 except \"Meta\"",
            "paid: payback_months < 12",
            "channel \"Meta\": churn < 5%",
        ];
        let rules: Vec<_> = rules.iter().take(1 + draw.below(4)).filter_map(|rule| check::parse(rule).ok()).collect();
        view.judgements = judge(results, None, &rules);
    }
    view
}

fn numbers(draw: &mut Draw<'_>) -> Numbers {
    let decimal = draw.one_of(&['.', ',']);
    let group = draw.one_of(&[None, Some('\u{a0}'), Some('’'), Some(' ')]);
    let few = |draw: &mut Draw<'_>| draw.once_in(4).then(|| draw.below(30) as u32);
    let precision = Precision { money: few(draw), ratio: few(draw), months: few(draw), percent: few(draw) };
    Numbers { decimal, group, precision }
}

/// Computes and describes a ledger that is drawn, and reads it back from every format.
pub fn holds(bytes: &[u8]) {
    let mut draw = Draw::new(bytes);
    // Three formats at a time; a workbook takes longest.
    let (first, twice) = (draw.below(Format::ALL.len()), draw.once_in(4));
    let assumptions = assumptions(&mut draw);
    let by: &[Dimension] = match draw.below(5) {
        0 => &[Dimension::Channel],
        1 => &[Dimension::Channel, Dimension::Segment],
        2 => &[Dimension::Period(Grain::Month)],
        3 => &[Dimension::Category],
        _ => &[Dimension::Segment, Dimension::Period(Grain::Quarter)],
    };
    let style = Style {
        numbers: numbers(&mut draw),
        width: draw.once_in(2).then(|| draw.below(160)),
        color: false,
        spreadsheet: draw.once_in(3),
        stamp: None,
    };
    let ledger = ledger(&mut draw);
    let results = compute(&ledger, &assumptions, by);
    let view = view(&mut draw, &results);
    let report = describe(&results, &view);
    for at in [first, first + 4, first + 9] {
        let format = &Format::ALL[at % Format::ALL.len()];
        if *format == Format::Xlsx && !twice {
            continue;
        }
        let bytes = report_bytes(&report, *format, &style).unwrap();
        if twice {
            assert_eq!(bytes, report_bytes(&report, *format, &style).unwrap(), "{format:?} differs from itself");
        }
        if *format == Format::Xlsx {
            assert!(bytes.starts_with(b"PK"));
            continue;
        }
        let text = String::from_utf8(bytes).expect("UTF-8");
        if format.is_for_checks() && report.kind != Kind::Check {
            shape::no_controls(&text, &[]);
            continue;
        }
        assert!(text.ends_with('\n'), "{format:?} has no end");
        shape::holds(format.name(), &text, style.spreadsheet);
        match format {
            Format::Json => document(&report, &text),
            Format::Csv if report.kind == Kind::Report => table(&report, &text, &style),
            _ => {}
        }
    }
}

/// The figures of the document are those of the report, exactly.
fn document(report: &Report, text: &str) {
    let document = shape::json(text);
    let mut pairs = vec![(&report.table.total, &document["total"])];
    if report.kind != Kind::Calc {
        let rows = document["rows"].as_array().expect("rows");
        assert_eq!(rows.len(), report.table.rows.len());
        pairs.extend(report.table.rows.iter().zip(rows));
    }
    for (row, told) in pairs {
        for (dimension, label) in report.table.dimensions.iter().zip(&row.labels) {
            assert_eq!(told[dimension].as_str(), Some(label.as_str()));
        }
        for (column, value) in report.table.columns.iter().zip(&row.values) {
            figure(told, column.metric.name(), value);
        }
    }
}

fn figure(told: &Json, name: &str, value: &Value) {
    match value {
        Value::Undefined(reason) => {
            assert_eq!(told[name], Json::Null, "{name}");
            assert_eq!(told["undefined"][name].as_str(), Some(reason.code()), "{name}");
        }
        Value::Known(figure) if figure.is_exact() => {
            let exact = told["exact"][name].as_str();
            let text = exact.or(told[name].as_str()).unwrap_or_else(|| panic!("{name} is no text in {told}"));
            assert_eq!(&exact_of(text), figure.low(), "{name} is {text}");
            let digits = told[name].as_str().expect("a decimal");
            assert!(digits.bytes().filter(u8::is_ascii_digit).count() <= 60, "{name} is {digits}");
        }
        Value::Known(figure) => {
            let digits = told[name].as_str().expect("a decimal");
            let names = told["approximate"].as_array().expect("a list of what is approximate");
            assert!(names.iter().any(|one| one.as_str() == Some(name)), "{name} is approximate");
            let places = digits.split_once('.').map_or(0, |(_, part)| part.len() as u32);
            let (value, off) = (exact_of(digits), Exact::decimal(1, places));
            if places > 0 {
                assert!(&value + &off >= *figure.low() && &value - &off <= *figure.high(), "{name} is {digits}");
            }
        }
    }
}

fn exact_of(text: &str) -> Exact {
    let (top, bottom) = text.split_once('/').unwrap_or((text, "1"));
    let (whole, part) = top.split_once('.').unwrap_or((top, ""));
    let digits: BigInt = format!("{whole}{part}").parse().unwrap_or_else(|_| panic!("{text} is no number"));
    let bottom: BigInt = bottom.parse().expect("a whole number");
    let top = Exact::decimal(digits, part.len() as u32);
    top.divided_by(&Exact::whole(bottom)).expect("a quotient")
}

/// The names of the table, guarded from formulas, come back from CSV, and so do its figures.
fn table(report: &Report, text: &str, style: &Style) {
    let comma = style.spreadsheet && style.numbers.decimal == ',';
    let records = shape::records(text.trim_start_matches('\u{feff}'), if comma { b';' } else { b',' });
    let head: BTreeMap<&str, usize> = records[0].iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let further = 1 + usize::from(report.table.total_paid.is_some());
    assert_eq!(records.len(), 1 + report.table.rows.len() + further);
    for (row, record) in report.table.rows.iter().zip(&records[1..]) {
        for (label, cell) in row.labels.iter().zip(record) {
            let plain =
                |text: &str| text.chars().filter(|c| c.is_alphanumeric() && !c.is_control()).collect::<String>();
            assert!(plain(cell).len() >= plain(label).len(), "{label:?} is {cell:?}");
            let first = cell.chars().find(|c| !c.is_whitespace());
            assert!(!first.is_some_and(|c| "=+@-".contains(c)), "{cell:?} would be run");
        }
        for (column, value) in report.table.columns.iter().zip(&row.values) {
            let cell = &record[head[column.metric.name()]];
            match value {
                Value::Undefined(_) => assert_eq!(cell, ""),
                Value::Known(figure) if figure.is_exact() => {
                    let own = exact_of(&cell.replace(',', "."));
                    let off = (&own - figure.low()).magnitude();
                    let allowed =
                        figure.low().magnitude().divided_by(&Exact::whole(BigInt::from(10).pow(26))).expect("not 0");
                    assert!(off <= allowed, "{} is {cell}", column.metric.name());
                }
                Value::Known(_) => {}
            }
        }
    }
}
