//! Where steps begin and end, and what is said of them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::super::plainly;
use super::*;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::render::Style;
use crate::report::{Phrase, Piece};

fn text(text: &str) -> Phrase {
    vec![Piece::Text(text.to_owned())]
}

fn figure(top: i64, bottom: i64) -> Figure {
    Figure::exact(Exact::quotient(top, bottom).unwrap())
}

fn way(metric: Metric, from: i64, steps: &[(&str, i64, i64)], to: i64) -> String {
    let waterfall = Waterfall {
        title: text("Why it changed"),
        metric,
        from: Level { name: text("before"), figure: figure(from, 1) },
        steps: steps
            .iter()
            .map(|(name, top, bottom)| Step { name: text(name), effect: figure(*top, *bottom) })
            .collect(),
        to: Level { name: text("after"), figure: figure(to, 1) },
    };
    let style = Style::default();
    draw(&waterfall, "chart1".to_owned(), &plainly(None, &style))
}

/// From 80 by +30 and -10 to 100 on an axis from 80 to 120, in steps of 10: 80 is 0 %, 110 is 75 %, 100 is 50 %.
#[test]
fn each_step_begins_where_the_one_before_it_ended() {
    let page = way(Metric::Cac, 80, &[("price", 30, 1), ("mix", -10, 1)], 100);
    let bars: Vec<&str> = page.lines().filter(|line| line.starts_with("<rect")).collect();
    assert_eq!(bars.len(), 2, "{page}");
    assert!(bars[0].contains(r#"x="0%" y="54" width="100%""#) && bars[0].contains(r#"class="bad""#), "{}", bars[0]);
    assert!(
        bars[1].contains(r#"x="66.67%" y="90" width="33.33%""#) && bars[1].contains(r#"class="good""#),
        "{}",
        bars[1]
    );
    assert!(page.contains(">+30.00</text>") && page.contains(">-10.00</text>"), "{page}");
    assert!(page.contains("before 80.00; price +30.00; mix -10.00; after 100.00"), "{page}");
}

/// Thirds add up where their roundings would not: three steps of a third reach 1 from 0.
#[test]
fn steps_are_added_before_they_are_rounded() {
    let third = ("a third", 1, 3);
    let page = way(Metric::LtvCac, 0, &[third, third, third], 1);
    let bars: Vec<&str> = page.lines().filter(|line| line.starts_with("<rect")).collect();
    for (bar, x) in bars.iter().zip(["0%", "33.33%", "66.67%"]) {
        assert!(bar.contains(&format!("x=\"{x}\"")) && bar.contains(r#"width="33.33%""#), "{bar}");
        assert!(bar.contains(r#"class="good""#), "a higher ratio is better: {bar}");
    }
}

#[test]
fn a_way_through_zero_keeps_both_sides_of_it() {
    let page = way(Metric::Cac, 10, &[("refunds", -30, 1)], -20);
    // The axis goes from -20 to 10.
    assert!(page.contains(r#"x="0%" y="54" width="100%""#), "{page}");
    assert!(page.contains(r#"x1="66.67%""#) && page.contains(r#"class="zero""#), "{page}");
}
