//! A waterfall: from one figure to another in steps, each beginning where the one before it ended.

use super::scale::Scale;
use super::svg::{self, AXIS, About, BAR, BAR_HEIGHT, LETTERS, ROW, Svg};
use crate::domain::exact::Exact;
use crate::domain::value::Value;
use crate::render::findings::more_is_better;
use crate::render::words::Words;
use crate::report::chart::{Level, Step, Waterfall};

/// The waterfall as a figure; `words` spell plain text.
pub(super) fn draw(waterfall: &Waterfall, id: String, words: &Words<'_>) -> String {
    let unit = waterfall.metric.unit();
    let stops = stops(waterfall);
    let scale = Scale::near(&stops, |ticks| svg::fit(&svg::labels(ticks, unit, words)));
    let mut svg = Svg::new();
    let rows = waterfall.steps.len().saturating_add(2);
    let (top, bottom) = (2, rows.saturating_mul(ROW).saturating_add(2));
    svg.axis(&scale, (top, bottom), &svg::labels(&scale.ticks, unit, words));
    let y = |at: usize| at.saturating_mul(ROW).saturating_add(top);
    level(&mut svg, &waterfall.from, y(0), (&scale, waterfall, words));
    for (at, (step, ends)) in waterfall.steps.iter().zip(stops.windows(2)).enumerate() {
        let [before, after] = ends else { continue };
        let y = y(at.saturating_add(1));
        link(&mut svg, &scale, before, y);
        let told = signed(step, waterfall, words);
        let class = if step.effect.is_positive() == more_is_better(waterfall.metric) { "good" } else { "bad" };
        svg.text("0", y.saturating_add(LETTERS), "", &svg::beside(&step.name, &told, words));
        svg.text("100%", y.saturating_add(LETTERS), "e", &told);
        let title = format!("{}: {told}", svg::named(&step.name, words));
        svg.bar(&scale, [before, after], (y.saturating_add(BAR), BAR_HEIGHT), class, &title);
    }
    let last = y(waterfall.steps.len().saturating_add(1));
    link(&mut svg, &scale, &waterfall.to.figure.middle(), last);
    level(&mut svg, &waterfall.to, last, (&scale, waterfall, words));
    let title = words.phrase(&waterfall.title);
    let about = About { id, title, description: description(waterfall, words), key: key(waterfall) };
    svg.figure(&about, bottom.saturating_add(AXIS))
}

/// Where it begins, and where each step ends.
fn stops(waterfall: &Waterfall) -> Vec<Exact> {
    let mut at = waterfall.from.figure.clone();
    let mut stops = vec![at.middle()];
    for step in &waterfall.steps {
        at = at.plus(&step.effect);
        stops.push(at.middle());
    }
    stops.push(waterfall.to.figure.middle());
    stops
}

/// From where the step before ended down to where this one begins.
fn link(svg: &mut Svg, scale: &Scale, figure: &Exact, y: usize) {
    let above = y.saturating_add(BAR).saturating_add(BAR_HEIGHT).saturating_sub(ROW);
    svg.upright(scale, figure, (above, y.saturating_add(BAR)), "link");
}

/// An end: a mark at its figure, which need not lie on an axis from zero.
fn level(svg: &mut Svg, level: &Level, y: usize, (scale, waterfall, words): (&Scale, &Waterfall, &Words<'_>)) {
    let told = told(level, waterfall, words);
    svg.text("0", y.saturating_add(LETTERS), "b", &svg::beside(&level.name, &told, words));
    svg.text("100%", y.saturating_add(LETTERS), "e b", &told);
    let middle = level.figure.middle();
    let title = format!("{}: {told}", svg::named(&level.name, words));
    let x = scale.at(&middle);
    let top = y.saturating_add(BAR).saturating_sub(1);
    svg.element(&format!(
        "<svg x=\"{x}\" y=\"{top}\"><rect x=\"-3\" width=\"6\" height=\"12\" class=\"sum\"><title>{}</title></rect></svg>",
        crate::render::safe::escaped(&title)
    ));
}

fn told(level: &Level, waterfall: &Waterfall, words: &Words<'_>) -> String {
    words.value(&Value::Known(level.figure.clone()), waterfall.metric.unit(), &[])
}

/// `+1.20`
fn signed(step: &Step, waterfall: &Waterfall, words: &Words<'_>) -> String {
    let sign = if step.effect.is_positive() { "+" } else { "" };
    format!("{sign}{}", words.value(&Value::Known(step.effect.clone()), waterfall.metric.unit(), &[]))
}

/// All figures in words.
fn description(waterfall: &Waterfall, words: &Words<'_>) -> String {
    let end = |level: &Level| format!("{} {}", svg::named(&level.name, words), told(level, waterfall, words));
    let step = |step: &Step| format!("{} {}", svg::named(&step.name, words), signed(step, waterfall, words));
    let mut said = vec![end(&waterfall.from)];
    said.extend(waterfall.steps.iter().map(step));
    said.push(end(&waterfall.to));
    said.join("; ")
}

/// What the colours say beside the signs.
fn key(waterfall: &Waterfall) -> Vec<String> {
    let (good, bad) = if more_is_better(waterfall.metric) { ("rises", "falls") } else { ("falls", "rises") };
    let title = waterfall.metric.title();
    vec![
        format!("<span><i class=\"good\"></i>{title} {good}</span>"),
        format!("<span><i class=\"bad\"></i>{title} {bad}</span>"),
        svg::key("steps without effect are not drawn; the axis need not begin at zero"),
    ]
}

#[cfg(test)]
mod tests;
