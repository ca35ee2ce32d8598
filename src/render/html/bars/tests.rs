//! Where bars begin and end, what stands for a figure that there is none of, and what is told beside them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::super::plainly;
use super::*;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};
use crate::render::Style;
use crate::report::chart::zones;
use crate::report::{Band, Interval, Phrase, Piece};

fn name(text: &str) -> Phrase {
    vec![Piece::Name(text.to_owned())]
}

fn bar(text: &str, value: Value) -> Bar {
    Bar { name: name(text), value, interval: None, most: None, band: None, total: false }
}

fn known(top: i64, bottom: i64) -> Value {
    Value::exact(Exact::quotient(top, bottom).unwrap())
}

fn bars(metric: Metric, bars: Vec<Bar>) -> Bars {
    let zones = if metric == Metric::LtvCac { zones(&crate::domain::bands::Bands::default()) } else { Vec::new() };
    Bars { title: name("by channel"), metric, bars, left_out: 0, limits: Vec::new(), zones }
}

fn page(bars: &Bars) -> String {
    draw(bars, "chart1".to_owned(), &plainly(None, &Style::default()))
}

fn shapes(page: &str) -> Vec<&str> {
    page.lines().filter(|line| line.starts_with("<rect") && !line.contains("class=\"z")).collect()
}

/// On an axis from 0 to 300 in steps of 100.
#[test]
fn a_bar_is_as_long_as_its_figure() {
    let page = page(&bars(Metric::Cac, vec![bar("Search", known(100, 1)), bar("Social", known(300, 1))]));
    let shapes = shapes(&page);
    assert!(shapes[0].starts_with(r#"<rect x="0%" y="18" width="33.33%" height="9" class="bar">"#), "{page}");
    assert!(shapes[1].starts_with(r#"<rect x="0%" y="54" width="100%" height="9" class="bar">"#), "{page}");
    assert!(page.contains("Search 100.00; Social 300.00</desc>"), "{page}");
    assert!(page.contains(r#"height="92""#), "two rows of 36, 2 above and 18 below");
}

/// From -50 to 150: zero lies at a quarter, -30 at a tenth.
#[test]
fn a_bar_below_zero_ends_at_zero() {
    let page = page(&bars(Metric::Cac, vec![bar("Refunded", known(-30, 1)), bar("Search", known(110, 1))]));
    let shapes = shapes(&page);
    assert!(shapes[0].contains(r#"x="10%" y="18" width="15%""#), "{page}");
    assert!(shapes[1].contains(r#"x="25%" y="54" width="55%""#), "{page}");
}

#[test]
fn what_is_undefined_has_no_bar_and_says_why() {
    let none = Value::Undefined(Reason::NoNewCustomers);
    let page = page(&bars(Metric::Cac, vec![bar("Podcast", none), bar("Organic", known(0, 1))]));
    let shapes = shapes(&page);
    // A CAC of 0 is a figure: a bar without a length.
    assert_eq!(shapes.len(), 1, "{page}");
    assert!(shapes[0].contains(r#"width="0%""#), "{page}");
    assert!(page.contains(r#"class="none">undefined: no new customers</text>"#), "{page}");
    assert!(page.contains("Podcast undefined: no new customers; Organic 0.00"), "{page}");
}

#[test]
fn a_limit_goes_through_all_bars_or_marks_its_own() {
    let limit = |value: i64, only| Limit { operator: "<=", value: Exact::whole(value), only };
    let mut all = bars(Metric::Cac, vec![bar("Search", known(100, 1)), bar("Social", known(300, 1))]);
    all.limits = vec![limit(150, None), limit(60, Some(1))];
    let page = page(&all);
    assert!(page.contains(r#"<line x1="50%" y1="14" x2="50%" y2="20" class="limit"/>"#), "{page}");
    // At its label, and across each of the two bars.
    assert_eq!(page.matches("class=\"limit\"").count(), 3, "{page}");
    assert!(page.contains(">limit ≤ 150</text>"), "{page}");
    assert!(page.contains(r#"<line x1="20%" y1="67" x2="20%" y2="82" class="most"/>"#), "{page}");
    assert!(page.contains("mark: limit ≤ 60 for Social"), "{page}");
}

/// 299.999 misses a limit of 300 from below, and must not read as 300.00.
#[test]
fn a_figure_beside_a_limit_never_reads_as_that_limit() {
    let mut one = bars(Metric::LtvCac, vec![bar("Search", known(2999, 1000))]);
    one.bars[0].band = Some(Band::BelowTarget);
    assert!(page(&one).contains(">2.999 below target</text>"), "{}", page(&one));
}

/// The axis ends at 10: a ratio of 57 has an arrow and its figure, and the bands keep their room.
#[test]
fn a_ratio_far_beyond_the_bands_has_an_arrow() {
    let ratios = vec![bar("Referral", known(57, 1)), bar("Meta", known(2, 1)), bar("Lost", known(-9, 1))];
    let page = page(&bars(Metric::LtvCac, ratios));
    let shapes = shapes(&page);
    // From -2 to 10: zero lies at a sixth.
    assert!(shapes[0].contains(r#"x="16.67%" y="18" width="83.33%""#), "{page}");
    assert!(shapes[1].contains(r#"x="16.67%" y="54" width="16.67%""#), "{page}");
    assert!(shapes[2].contains(r#"x="0%" y="90" width="16.67%""#), "{page}");
    assert!(page.contains(">→</text>") && page.contains(">←</text>"), "{page}");
    assert!(page.contains("57.00") && page.contains("goes on beyond the axis"), "{page}");
    // Loses money: from the beginning of the axis to 1, a quarter.
    assert!(page.contains(r#"<rect x="0%" y="2" width="25%" height="108" class="z0">"#), "{page}");
    assert!(page.contains("healthy from 3"), "{page}");
}

#[test]
fn an_open_end_of_an_interval_has_no_cap() {
    let end = |value: i64| Some(Figure::exact(Exact::whole(value)));
    let mut two = bars(Metric::Cac, vec![bar("Search", known(100, 1)), bar("Social", known(300, 1))]);
    two.bars[0].interval = Some(Interval { low: end(50), high: end(200) });
    two.bars[1].interval = Some(Interval { low: end(200), high: None });
    let page = page(&two);
    // The line, and a cap for each end that is known.
    assert_eq!(page.matches("class=\"whisker\"").count(), 5, "{page}");
    assert!(page.contains("Search 100.00 (50.00 to 200.00); Social 300.00 (≥ 200.00)"), "{page}");
}

#[test]
fn long_and_hostile_names_are_shortened_text() {
    let long = format!("<script>{}\u{1b}", "x".repeat(60_000));
    let mut one = bars(Metric::Cac, vec![bar(&long, known(1, 1))]);
    one.left_out = 170;
    let page = page(&one);
    assert!(page.len() < 4_000 && !page.contains("<script") && !page.contains('\u{1b}'), "{page}");
    assert!(page.contains("170 more rows are not drawn"), "{page}");
}
