//! Where points lie, and that gaps stay gaps.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::super::plainly;
use super::*;
use crate::domain::metric::Metric;
use crate::domain::value::Reason;
use crate::render::Style;
use crate::report::Piece;

fn known(number: i64) -> Value {
    Value::exact(Exact::whole(number))
}

fn lines(series: &[(&str, &[Value])]) -> Lines {
    let name = |name: &str| vec![Piece::Name(name.to_owned())];
    let series: Vec<Series> =
        series.iter().map(|(one, values)| Series { name: name(one), values: values.to_vec() }).collect();
    let periods = (1..=series[0].values.len()).map(|month| format!("2026-{month:02}")).collect();
    Lines { title: vec![Piece::Text("CAC by month".to_owned())], metric: Metric::Cac, periods, series, left_out: 0 }
}

fn page(lines: &Lines) -> String {
    draw(lines, "chart1".to_owned(), &plainly(None, &Style::default()))
}

/// Four periods: their middles are at 1/8, 3/8, 5/8 and 7/8. From 0 to 100 over 180: 50 lies 90 deep.
#[test]
fn points_lie_in_the_middle_of_their_period() {
    let page = page(&lines(&[("Meta", &[known(0), known(50), known(100), known(50)])]));
    assert!(page.contains(r#"<polyline class="s0" points="1250,180 3750,90 6250,0 8750,90"/>"#), "{page}");
    assert!(page.contains(r#"<circle cx="37.5%" cy="106" r="3" class="s0">"#), "{page}");
    assert_eq!(page.matches("<circle").count(), 4);
}

#[test]
fn a_gap_parts_the_line_and_is_told_with_its_reason() {
    let gap = || Value::Undefined(Reason::NoNewCustomers);
    let page = page(&lines(&[("Meta", &[known(10), known(20), gap(), known(30), gap()])]));
    // One run of two; 30 stands alone and is a point without a line.
    assert_eq!(page.matches("<polyline").count(), 1, "{page}");
    assert_eq!(page.matches("<circle").count(), 3);
    assert_eq!(page.matches("</title>×</text>").count(), 2, "{page}");
    assert!(page.contains("Meta has no figure in 2026-03: no new customers"), "{page}");
    assert!(page.contains("Meta: 2026-01 10.00, 2026-02 20.00, 2026-03 undefined: no new customers"), "{page}");
}

#[test]
fn a_series_without_any_figure_draws_nothing_and_is_told() {
    let page = page(&lines(&[("Meta", &[Value::Undefined(Reason::NoData), Value::Undefined(Reason::NoData)])]));
    assert_eq!((page.matches("<polyline").count(), page.matches("<circle").count()), (0, 0));
    assert!(page.contains("Meta has no figure in 2026-02: no data"), "{page}");
}

#[test]
fn several_series_share_one_scale_and_differ_in_more_than_colour() {
    let mut two = lines(&[("Meta", &[known(0), known(100)]), ("Search", &[known(50), known(50)])]);
    two.left_out = 3;
    let page = page(&two);
    assert!(page.contains(r#"<polyline class="s0" points="2500,180 7500,0"/>"#), "{page}");
    assert!(page.contains(r#"<polyline class="s1" points="2500,90 7500,90"/>"#), "{page}");
    assert!(page.contains("3 more series are not drawn"), "{page}");
}

#[test]
fn names_and_periods_stay_text() {
    let mut one = lines(&[("<script>&\"'\u{202e}\u{1b}", &[known(1), known(2)])]);
    one.periods[0] = "<b>".to_owned();
    let page = page(&one);
    assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains('\u{1b}'), "{page}");
}
