//! Lines: a metric over time. What is undefined is a gap, marked with a cross and told in words.

use super::scale::Scale;
use super::svg::{self, About, Svg};
use crate::domain::exact::Exact;
use crate::domain::value::Value;
use crate::render::safe;
use crate::render::text;
use crate::render::words::Words;
use crate::report::chart::{Lines, Series};

/// The height of the plot, and of what stands above it.
const HEIGHT: usize = 180;
const TOP: usize = 16;
/// Labels of periods under the plot, at most.
const PERIODS: usize = 5;
/// Points that are drawn one by one, at most; beyond, only those that no line leads to.
const POINTS: usize = 120;
/// Gaps that are told one by one.
const GAPS: usize = 6;
/// The plot's own measures, which are stretched to its width.
const WIDE: i64 = 10_000;

/// The lines as a figure; `words` spell plain text.
pub(super) fn draw(lines: &Lines, id: String, words: &Words<'_>) -> String {
    let unit = lines.metric.unit();
    let figures: Vec<Exact> =
        lines.series.iter().flat_map(|one| &one.values).filter_map(|value| Some(value.figure()?.middle())).collect();
    let scale = Scale::near(&figures, |_| true);
    let mut svg = Svg::new();
    let bottom = TOP.saturating_add(HEIGHT);
    for (tick, label) in scale.ticks.iter().zip(svg::labels(&scale.ticks, unit, words)) {
        let y = upright(&scale, tick);
        let class = if tick.is_zero() { "zero" } else { "grid" };
        svg.element(&format!("<line x1=\"0\" y1=\"{y}\" x2=\"100%\" y2=\"{y}\" class=\"{class}\"/>"));
        let above = upright_above(&scale, tick);
        svg.element(&format!("<text x=\"0\" y=\"{above}\" class=\"tick\">{}</text>", safe::escaped(&label)));
    }
    svg.element(&format!(
        "<svg y=\"{TOP}\" width=\"100%\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDE} {HEIGHT}\" preserveAspectRatio=\"none\">"
    ));
    for (at, series) in lines.series.iter().enumerate() {
        for run in runs(&series.values).iter().filter(|run| run.len() > 1) {
            let points: Vec<String> = run.iter().map(|(place, figure)| point(lines, &scale, *place, figure)).collect();
            svg.element(&format!("<polyline class=\"s{at}\" points=\"{}\"/>", points.join(" ")));
        }
    }
    svg.element("</svg>");
    for (at, series) in lines.series.iter().enumerate() {
        dots(&mut svg, lines, (at, series), &scale, words);
    }
    crosses(&mut svg, lines, bottom, words);
    periods(&mut svg, lines, bottom.saturating_add(16));
    let title = words.phrase(&lines.title);
    let about = About { id, title, description: description(lines, words), key: key(lines, words) };
    svg.figure(&about, bottom.saturating_add(22))
}

/// Consecutive figures, with the place of each.
fn runs(values: &[Value]) -> Vec<Vec<(usize, Exact)>> {
    let mut runs: Vec<Vec<(usize, Exact)>> = Vec::new();
    let mut open = false;
    for (place, value) in values.iter().enumerate() {
        let Some(figure) = value.figure() else {
            open = false;
            continue;
        };
        let one = (place, figure.middle());
        match runs.last_mut().filter(|_| open) {
            Some(run) => run.push(one),
            None => runs.push(vec![one]),
        }
        open = true;
    }
    runs
}

/// The middle of a period, as a share of the width.
fn middle(lines: &Lines, place: usize) -> Exact {
    let half = &Exact::whole(place) + &Exact::decimal(5, 1);
    half.divided_by(&Exact::whole(lines.periods.len())).unwrap_or_else(Exact::zero)
}

/// How far below the top of the plot a figure lies.
fn depth(scale: &Scale, figure: &Exact) -> Exact {
    &(&Exact::one() - &scale.share(figure)) * &Exact::whole(HEIGHT)
}

fn upright(scale: &Scale, figure: &Exact) -> String {
    text::fixed(&(&depth(scale, figure) + &Exact::whole(TOP)), 1)
}

/// Where the label above a line stands.
fn upright_above(scale: &Scale, figure: &Exact) -> String {
    text::fixed(&(&depth(scale, figure) + &Exact::whole(TOP.saturating_sub(3))), 1)
}

fn point(lines: &Lines, scale: &Scale, place: usize, figure: &Exact) -> String {
    let x = &middle(lines, place) * &Exact::whole(WIDE);
    format!("{},{}", text::fixed(&x, 0), text::fixed(&depth(scale, figure), 1))
}

/// Points: all of them, or where there are very many those that stand alone.
fn dots(svg: &mut Svg, lines: &Lines, (at, series): (usize, &Series), scale: &Scale, words: &Words<'_>) {
    let many = lines.periods.len().saturating_mul(lines.series.len()) > POINTS;
    for run in runs(&series.values).iter().filter(|run| !many || run.len() == 1) {
        for (place, figure) in run {
            let period = lines.periods.get(*place).map(String::as_str).unwrap_or_default();
            let told = told(series, *place, lines, words);
            let title = format!("{}, {period}: {told}", svg::named(&series.name, words));
            let x = super::scale::percent(&middle(lines, *place));
            svg.dot(&x, &upright(scale, figure), &format!("s{at}"), &title);
        }
    }
}

/// A cross at the foot of each period in which a series has no figure.
fn crosses(svg: &mut Svg, lines: &Lines, bottom: usize, words: &Words<'_>) {
    for place in 0..lines.periods.len() {
        let gaps: Vec<String> =
            lines.series.iter().filter_map(|series| gap(series, place, lines, words)).take(GAPS).collect();
        if !gaps.is_empty() {
            let x = super::scale::percent(&middle(lines, place));
            let title = safe::escaped(&gaps.join("; "));
            let y = bottom.saturating_sub(3);
            svg.element(&format!("<text x=\"{x}\" y=\"{y}\" class=\"none m\"><title>{title}</title>×</text>"));
        }
    }
}

/// `Meta has no figure in 2026-02: no new customers`
fn gap(series: &Series, place: usize, lines: &Lines, words: &Words<'_>) -> Option<String> {
    let reason = series.values.get(place)?.reason()?;
    let period = lines.periods.get(place)?;
    let name = svg::named(&series.name, words);
    Some(format!("{name} has no figure in {}: {}", safe::visible(period), reason.code().replace('_', " ")))
}

/// The first, the last and some between.
fn periods(svg: &mut Svg, lines: &Lines, y: usize) {
    let every = lines.periods.len().div_ceil(PERIODS).max(1);
    for (place, period) in lines.periods.iter().enumerate().step_by(every) {
        let share = middle(lines, place);
        let class = format!("tick{}", svg::anchor(&share));
        svg.text(&super::scale::percent(&share), y, &class, &svg::shortened(&safe::visible(period), 10));
    }
}

fn told(series: &Series, place: usize, lines: &Lines, words: &Words<'_>) -> String {
    let value = series.values.get(place);
    value.map_or_else(String::new, |value| svg::figure(value, lines.metric.unit(), &[], words))
}

/// All figures in words, where they are few; else the first and the last of each series.
fn description(lines: &Lines, words: &Words<'_>) -> String {
    let all = lines.periods.len().saturating_mul(lines.series.len()) <= POINTS;
    let last = lines.periods.len().saturating_sub(1);
    let one = |series: &Series| {
        let places = lines.periods.iter().enumerate().filter(|(place, _)| all || *place == 0 || *place == last);
        let figures =
            places.map(|(place, period)| format!("{} {}", safe::visible(period), told(series, place, lines, words)));
        format!("{}: {}", svg::named(&series.name, words), figures.collect::<Vec<_>>().join(", "))
    };
    lines.series.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The names of the lines with their last figures, the gaps, and what is not drawn.
fn key(lines: &Lines, words: &Words<'_>) -> Vec<String> {
    let last = lines.periods.len().saturating_sub(1);
    let name = |(at, series): (usize, &Series)| {
        let text = format!("{} (last {})", svg::named(&series.name, words), told(series, last, lines, words));
        format!("<span><i class=\"line s{at}\"></i>{}</span>", safe::escaped(&text))
    };
    let mut key: Vec<String> = lines.series.iter().enumerate().map(name).collect();
    let every = |series| (0..lines.periods.len()).filter_map(move |place| gap(series, place, lines, words));
    let mut gaps: Vec<String> = lines.series.iter().flat_map(every).collect();
    let more = gaps.len().saturating_sub(GAPS);
    gaps.truncate(GAPS);
    if !gaps.is_empty() {
        let rest = if more > 0 { format!("; and {more} more gaps") } else { String::new() };
        key.push(svg::key(&format!("× {}{rest}", gaps.join("; "))));
    }
    match lines.left_out {
        0 => {}
        1 => key.push(svg::key("1 more series is not drawn")),
        more => key.push(svg::key(&format!("{more} more series are not drawn"))),
    }
    key
}

#[cfg(test)]
mod tests;
