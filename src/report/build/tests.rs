#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::Arc;

use super::*;
use crate::calc::check::{judge, parse};
use crate::calc::compute;
use crate::calc::oneoff::{Given, derive};
use crate::domain::assumptions::{Assumptions, Inputs};
use crate::domain::category::Category;
use crate::domain::exact::Exact;
use crate::domain::ledger::{Key, Ledger, Minor, Totals};
use crate::domain::period::{Month, Span};
use crate::domain::rate::{Margin, MonthlyChurn, MonthlyMoney, Per};
use crate::report::{Piece, Status, Verdict};

fn ledger(rows: &[(Option<&str>, i128, i128)]) -> Ledger {
    let dimensions = ["channel".to_owned(), "period".to_owned()];
    let mut ledger = Ledger {
        has_spend: true,
        has_customers: true,
        spend_dimensions: dimensions.clone().into(),
        customer_dimensions: dimensions.into(),
        ..Ledger::default()
    };
    for (channel, spend, customers) in rows {
        let key = Key {
            period: Month::new(2026, 3).map(Span::month),
            channel: channel.map(Arc::from),
            segment: None,
            category: Category::Uncategorised,
            others: Vec::new(),
        };
        let totals = Totals {
            spend: Minor(spend * Minor::ONE),
            spend_rows: u64::from(*spend != 0),
            new_customers: Minor(customers * Minor::ONE),
            customer_rows: u64::from(*customers != 0),
            ..Totals::default()
        };
        ledger.add(key, &totals);
    }
    ledger
}

fn inputs() -> Assumptions {
    Assumptions {
        common: Inputs {
            arpa: Some(MonthlyMoney::new(&Exact::whole(50), Per::Month)),
            margin: Margin::new(Figure::exact(Exact::decimal(75, 2))),
            churn: MonthlyChurn::new(&Exact::decimal(5, 2), Per::Month),
            ..Inputs::default()
        },
        ..Assumptions::default()
    }
}

fn results(rows: &[(Option<&str>, i128, i128)], assumptions: &Assumptions) -> Results {
    compute(&ledger(rows), assumptions, &[Dimension::Channel])
}

/// The words, with each exact figure as a fraction.
fn said(phrase: &Phrase) -> String {
    phrase
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) | Piece::Name(text) => text.clone(),
            Piece::Figure(Value::Known(figure), _)
            | Piece::Precise(Value::Known(figure), _)
            | Piece::Bound(Value::Known(figure), _, _)
            | Piece::Apart(Value::Known(figure), _, _) => figure.middle().to_string(),
            Piece::Interval(..) => String::new(),
            Piece::Figure(Value::Undefined(reason), _)
            | Piece::Precise(Value::Undefined(reason), _)
            | Piece::Bound(Value::Undefined(reason), _, _)
            | Piece::Apart(Value::Undefined(reason), _, _) => reason.code().to_owned(),
        })
        .collect()
}

fn footer(report: &Report) -> String {
    let lines: Vec<String> = report.footer.iter().map(said).collect();
    lines.join("\n")
}

fn names(report: &Report) -> Vec<&str> {
    report.table.rows.iter().map(|row| row.labels[0].as_str()).collect()
}

fn shown(report: &Report) -> Vec<&str> {
    let columns = report.table.columns.iter();
    columns.filter(|column| column.shown).map(|column| column.metric.name()).collect()
}

#[test]
fn the_headline_is_the_answer() {
    let rows = [(Some("ads"), 1_600, 13)];
    let plain = describe(&results(&rows, &Assumptions::default()), &View::new(Kind::Report));
    assert_eq!(said(&plain.headline), "CAC 1600/13: 1600 spent on 13 new customers, 2026-03");
    let full = describe(&results(&[(Some("ads"), 250, 1)], &inputs()), &View::new(Kind::Report));
    assert_eq!(said(&full.headline), "CAC 250: 250 spent on 1 new customer, 2026-03; LTV:CAC 3 (healthy); LTV 750");
}

#[test]
fn without_inputs_of_ltv_the_shares_are_shown_and_the_rest_is_named() {
    let rows = [(Some("ads"), 1_600, 13)];
    let report = describe(&results(&rows, &Assumptions::default()), &View::new(Kind::Report));
    let columns = ["spend", "new_customers", "cac", "share_of_spend", "share_of_customers"];
    assert_eq!(shown(&report), columns);
    let metrics: Vec<_> = report.table.columns.iter().map(|c| c.metric).collect();
    assert!(metrics.contains(&Metric::LtvCac));
    assert!(footer(&report).contains("for LTV, ratio and payback add ARPA (--arpa 29/mo), margin"));
    let full = describe(&results(&rows, &inputs()), &View::new(Kind::Report));
    let columns = ["spend", "new_customers", "cac", "ltv", "ltv_cac", "payback_months"];
    assert_eq!(shown(&full), columns);
}

#[test]
fn sorting_is_descending_with_the_undefined_last_and_ties_by_name() {
    let rows = [(Some("b"), 10, 1), (Some("a"), 10, 1), (Some("c"), 10, 0), (Some("d"), 20, 1)];
    let mut view = View::new(Kind::Report);
    view.sort = Some(Metric::Cac);
    let found = results(&rows, &Assumptions::default());
    assert_eq!(names(&describe(&found, &view)), ["d", "a", "b", "c"]);
    view.top = Some(1);
    let top = describe(&found, &view);
    assert_eq!(names(&top), ["d"]);
    assert!(footer(&top).contains("3 rows after the first 1 not shown"));
    assert_eq!(top.table.total.values[0], Value::exact(Exact::whole(50)));
}

#[test]
fn hiding_rows_changes_no_figure() {
    let rows = [(Some("a"), 10, 1), (Some("b"), 30, 1)];
    let mut view = View::new(Kind::Report);
    view.channels = vec!["A".to_owned()];
    view.columns = Some(vec![Metric::ShareOfSpend]);
    let report = describe(&results(&rows, &Assumptions::default()), &view);
    assert_eq!(names(&report), ["a"]);
    assert_eq!(report.table.rows[0].values, [Value::exact(Exact::decimal(25, 2))]);
    assert!(footer(&report).contains("1 row not shown"));
}

#[test]
fn many_rows_are_summed_for_people() {
    let rows = [(Some("a"), 10, 1), (Some("b"), 30, 1), (Some("c"), 50, 3), (None, 7, 0)];
    let mut view = View::new(Kind::Report);
    view.limit = 2;
    let report = describe(&results(&rows[..3], &Assumptions::default()), &view);
    let rest = report.table.rest.unwrap();
    assert_eq!((rest.from, rest.row.labels[0].as_str()), (2, "(1 more)"));
    let report = describe(&results(&rows, &Assumptions::default()), &view);
    let rest = report.table.rest.unwrap();
    let whole = |n: i32| Value::exact(Exact::whole(n));
    assert_eq!(rest.row.values[..3], [whole(57), whole(3), whole(19)]);
    assert_eq!(report.table.rows.len(), 4);
}

#[test]
fn organic_customers_make_the_paid_row_differ() {
    let report =
        describe(&results(&[(Some("a"), 10, 1), (Some("o"), 0, 1)], &Assumptions::default()), &View::new(Kind::Report));
    assert!(report.table.paid_differs);
    let report = describe(&results(&[(Some("a"), 10, 1)], &Assumptions::default()), &View::new(Kind::Report));
    assert!(!report.table.paid_differs);
}

#[test]
fn one_sided_channels_get_the_line_to_paste() {
    let rows = [(Some("Meta"), 10, 0), (Some("facebook"), 0, 4)];
    let report = describe(&results(&rows, &Assumptions::default()), &View::new(Kind::Report));
    let above: Vec<String> = report.above.iter().map(said).collect();
    assert!(above[1].ends_with("--alias 'Meta=facebook'"));
}

#[test]
fn shared_cost_is_named() {
    let rows = [(Some("a"), 10, 1), (Some("o"), 0, 1), (None, 12_000, 0)];
    let report = describe(&results(&rows, &Assumptions::default()), &View::new(Kind::Report));
    assert!(footer(&report).contains("channel rows exclude 12000 shared; a CAC of 0 counts none of it"));
    assert_eq!(names(&report), ["a", "o", "(unattributed)"]);
}

#[test]
fn checks_come_failures_first_and_limits_mark_their_column() {
    let found = results(&[(Some("a"), 250, 1)], &inputs());
    let rules: Vec<_> = ["cac <= 300", "ltv_cac >= 4"].iter().map(|text| parse(text).unwrap()).collect();
    let mut view = View::new(Kind::Check);
    view.judgements = judge(&found, None, &rules);
    let report = describe(&found, &view);
    let checks = report.checks.unwrap();
    assert_eq!(checks.verdict, Verdict::Fail);
    let statuses: Vec<Status> = checks.findings.iter().map(|f| f.status).collect();
    assert_eq!(statuses, [Status::Fail, Status::Pass]);
    let ratio = report.table.columns.iter().find(|column| column.metric == Metric::LtvCac).unwrap();
    assert!(ratio.limits.contains(&Exact::whole(4)));
}

/// W1 and W10, with the figures put in.
#[test]
fn formulas_are_shown_with_the_figures_put_in() {
    let given = Given {
        costs: vec![(Category::Uncategorised, Exact::whole(30_000))],
        customers: Some(Exact::whole(500)),
        ..Given::default()
    };
    let mut view = View::new(Kind::Calc);
    view.explain = true;
    let report = describe(&derive(&given, &inputs()).unwrap(), &view);
    let lines: Vec<String> = report.explanations.iter().map(said).collect();
    assert_eq!(lines[0], "CAC = spend ÷ new customers = 30000 ÷ 500 = 60");
    assert_eq!(lines[1], "m = ARPA × margin = 50 × 3/4 = 75/2 a month");
    assert_eq!(lines[2], "LTV = m ÷ c = 75/2 ÷ 1/20 = 750");
    assert_eq!(lines[4], "LTV:CAC = LTV ÷ CAC = 750 ÷ 60 = 25/2");
    assert_eq!(lines[5], "Payback = CAC ÷ m = 60 ÷ 75/2 = 8/5");
    assert!(report.table.columns.iter().all(|column| column.shown));
}
