//! Bars: a metric row by row, before the bands of LTV:CAC or the limits it is judged by.

use super::scale::Scale;
use super::svg::{self, AXIS, About, BAR, BAR_HEIGHT, LETTERS, ROW, Svg};
use crate::domain::exact::Exact;
use crate::domain::metric::Unit;
use crate::render::safe;
use crate::render::text;
use crate::render::words::{self, Words};
use crate::report::chart::{Bar, Bars, Limit, Zone};

/// Where the axis of a chart with bands ends at the latest, twice the highest limit: what lies beyond has an arrow.
const FARTHEST: i64 = 10;
/// Where it begins at the latest.
const LOWEST: i64 = -2;
/// The height of a label above the bars.
const LABEL: usize = 16;

/// The bars as a figure; `words` spell plain text.
pub(super) fn draw(bars: &Bars, id: String, words: &Words<'_>) -> String {
    let unit = bars.metric.unit();
    let apart: Vec<Exact> = bars.limits.iter().map(|limit| limit.value.clone()).chain(limits(&bars.zones)).collect();
    let scale = scale(bars, words);
    let mut svg = Svg::new();
    let through: Vec<&Limit> = bars.limits.iter().filter(|limit| limit.only.is_none()).collect();
    let top = through.len().saturating_mul(LABEL).saturating_add(2);
    let bottom = top.saturating_add(bars.bars.len().saturating_mul(ROW));
    zones(&mut svg, bars, &scale, (top, bottom), words);
    svg.axis(&scale, (top, bottom), &svg::labels(&scale.ticks, unit, words));
    for (at, bar) in bars.bars.iter().enumerate() {
        let y = top.saturating_add(at.saturating_mul(ROW));
        row(&mut svg, bar, y, &scale, (unit, &apart, words));
        marks(&mut svg, bars, at, y, &scale);
    }
    for (at, limit) in through.iter().enumerate() {
        let y = at.saturating_mul(LABEL).saturating_add(11);
        let share = scale.share(&limit.value);
        svg.upright(&scale, &limit.value, (y.saturating_add(3), y.saturating_add(9)), "limit");
        svg.text(&scale.at(&limit.value), y, &format!("l{}", svg::anchor(&share)), &said(limit, unit, words));
    }
    let key = key(bars, &scale, words);
    let about = About { id, title: words.phrase(&bars.title), description: description(bars, &apart, words), key };
    svg.figure(&about, bottom.saturating_add(AXIS))
}

/// The limits between bands.
fn limits(zones: &[Zone]) -> impl Iterator<Item = Exact> {
    zones.iter().filter_map(|zone| zone.from.clone())
}

/// From zero to all figures and limits; with bands, as far as they are worth seeing.
fn scale(bars: &Bars, words: &Words<'_>) -> Scale {
    let unit = bars.metric.unit();
    let mut all = vec![Exact::zero()];
    all.extend(bars.bars.iter().filter_map(|bar| Some(bar.figure()?.middle())));
    all.extend(bars.limits.iter().map(|limit| limit.value.clone()));
    if bars.zones.is_empty() {
        // Far ends of intervals and generous limits would leave no room for the bars.
        let twice = |figure: Option<&Exact>| figure.map(|figure| figure * &Exact::whole(2)).unwrap_or_else(Exact::zero);
        let (least, most) = (twice(all.iter().min()), twice(all.iter().max()));
        let ends = bars.bars.iter().filter_map(|bar| bar.interval.as_ref());
        let ends = ends.flat_map(|interval| interval.low.iter().chain(&interval.high)).map(|end| end.middle());
        let others = ends.chain(bars.bars.iter().filter_map(|bar| Some(bar.most.as_ref()?.middle())));
        let others: Vec<Exact> = others.map(|end| end.max(least.clone()).min(most.clone())).collect();
        all.extend(others);
        return Scale::over(&all, |ticks| svg::fit(&svg::labels(ticks, unit, words)));
    }
    // The last band is to be seen too.
    let beyond = limits(&bars.zones).max().map(|last| &last + &Exact::one());
    all.extend(beyond);
    let ends = [Exact::whole(LOWEST), Exact::whole(FARTHEST)];
    let judged = || bars.limits.iter().map(|limit| &limit.value).chain(&ends);
    let least = judged().min().unwrap_or(&Exact::zero()).clone();
    let most = judged().max().unwrap_or(&Exact::one()).clone();
    let low = all.iter().min().cloned().unwrap_or_else(Exact::zero).max(least);
    let high = all.iter().max().cloned().unwrap_or_else(Exact::one).min(most);
    let (low, high) = (Exact::whole(low.floor()), Exact::whole(high.ceiling()));
    let mut ticks: Vec<Exact> = std::iter::once(Exact::zero()).chain(limits(&bars.zones)).collect();
    ticks.extend([low.clone(), high.clone()]);
    ticks.sort();
    ticks.dedup();
    Scale::between(low, high, ticks)
}

fn zones(svg: &mut Svg, bars: &Bars, scale: &Scale, (top, bottom): (usize, usize), words: &Words<'_>) {
    let far = Exact::whole(i64::MAX);
    for (at, zone) in bars.zones.iter().enumerate() {
        let from = zone.from.as_ref().unwrap_or_else(|| scale.low());
        let to = zone.to.as_ref().unwrap_or(&far);
        let title = within(zone, words);
        svg.bar(scale, [from, to], (top, bottom.saturating_sub(top)), &format!("z{at}"), &title);
    }
}

/// `below target from 1.5`
fn within(zone: &Zone, words: &Words<'_>) -> String {
    let spelled = |limit: &Exact| text::limit(limit, Unit::Ratio, words.numbers);
    let name = words::band(zone.band);
    match (&zone.from, &zone.to) {
        (None, Some(to)) => format!("{name} below {}", spelled(to)),
        (Some(from), _) => format!("{name} from {}", spelled(from)),
        (None, None) => name.to_owned(),
    }
}

/// A name, its figure, and the bar under them.
fn row(svg: &mut Svg, bar: &Bar, y: usize, scale: &Scale, (unit, apart, words): (Unit, &[Exact], &Words<'_>)) {
    let weight = if bar.total { " b" } else { "" };
    let (said, under) = (y.saturating_add(LETTERS), y.saturating_add(BAR));
    let told = svg::figure(&bar.value, unit, apart, words);
    let Some(figure) = bar.figure() else {
        svg.text("0", said, weight.trim(), &svg::beside(&bar.name, "–", words));
        svg.text("100%", said, "e none", "–");
        svg.text("0", under.saturating_add(9), "none", &told);
        return;
    };
    let told = match bar.band {
        Some(band) => format!("{told} {}", words::band(band)),
        None => told,
    };
    svg.text("0", said, weight.trim(), &svg::beside(&bar.name, &told, words));
    svg.text("100%", said, &format!("e{weight}"), &told);
    let end = figure.middle();
    let title = format!("{}: {told}", svg::named(&bar.name, words));
    let class = if bar.total { "sum" } else { "bar" };
    svg.bar(scale, [&Exact::zero(), &end], (under, BAR_HEIGHT), class, &title);
    if scale.is_beyond(&end) {
        svg.text("100%", under.saturating_add(9), "e arrow", "→");
    } else if scale.is_before(&end) {
        svg.text("0", under.saturating_add(9), "arrow", "←");
    }
    whisker(svg, bar, scale, under.saturating_add(BAR_HEIGHT / 2));
}

/// What the bar may be at most or must be at least: a mark across it, clear of the letters above.
fn marks(svg: &mut Svg, bars: &Bars, at: usize, y: usize, scale: &Scale) {
    let Some(bar) = bars.bars.get(at).filter(|bar| bar.figure().is_some()) else { return };
    let ends = (y.saturating_add(BAR).saturating_sub(3), y.saturating_add(BAR).saturating_add(BAR_HEIGHT + 3));
    for limit in &bars.limits {
        match limit.only {
            None => svg.upright(scale, &limit.value, ends, "limit"),
            Some(only) if only == at => svg.upright(scale, &limit.value, ends, "most"),
            Some(_) => {}
        }
    }
    if let Some(most) = &bar.most {
        svg.upright(scale, &most.middle(), ends, "most");
    }
}

/// Where the figure lies; an end that is open, or beyond the axis, has no cap.
fn whisker(svg: &mut Svg, bar: &Bar, scale: &Scale, y: usize) {
    let Some(interval) = &bar.interval else { return };
    let (low, high) = (interval.low.as_ref().map(|end| end.middle()), interval.high.as_ref().map(|end| end.middle()));
    if low.is_none() && high.is_none() {
        return;
    }
    let x = |end: &Option<Exact>, open: &str| end.as_ref().map_or_else(|| open.to_owned(), |end| scale.at(end));
    for class in ["halo", "whisker"] {
        svg.line((&x(&low, "0%"), y), (&x(&high, "100%"), y), class);
    }
    for end in [low, high].into_iter().flatten().filter(|end| !scale.is_beyond(end) && !scale.is_before(end)) {
        svg.upright(scale, &end, (y.saturating_sub(4), y.saturating_add(4)), "whisker");
    }
}

/// `limit ≤ 150`
fn said(limit: &Limit, unit: Unit, words: &Words<'_>) -> String {
    let sign = match limit.operator {
        ">=" => "≥",
        "<=" => "≤",
        other => other,
    };
    format!("limit {sign} {}", text::limit(&limit.value, unit, words.numbers))
}

/// All figures in words.
fn description(bars: &Bars, apart: &[Exact], words: &Words<'_>) -> String {
    let unit = bars.metric.unit();
    let mut said_of: Vec<String> = bars
        .bars
        .iter()
        .map(|bar| {
            let mut told = format!("{} {}", svg::named(&bar.name, words), svg::figure(&bar.value, unit, apart, words));
            if let Some(interval) = bar.interval.as_ref().filter(|_| bar.figure().is_some()) {
                told.push_str(&format!(" ({})", words.interval(interval, unit, apart, " to ")));
            }
            if let Some(band) = bar.band {
                told.push_str(&format!(", {}", words::band(band)));
            }
            told
        })
        .collect();
    said_of.extend(bars.limits.iter().map(|limit| of(limit, bars, words)));
    said_of.join("; ")
}

/// A limit, and whose it is when it is of one row.
fn of(limit: &Limit, bars: &Bars, words: &Words<'_>) -> String {
    let told = said(limit, bars.metric.unit(), words);
    match limit.only.and_then(|at| bars.bars.get(at)) {
        Some(bar) => format!("{told} for {}", svg::named(&bar.name, words)),
        None => told,
    }
}

/// What the marks mean, and what is not drawn.
fn key(bars: &Bars, scale: &Scale, words: &Words<'_>) -> Vec<String> {
    let mut key: Vec<String> = bars
        .zones
        .iter()
        .enumerate()
        .map(|(at, zone)| format!("<span><i class=\"z{at}\"></i>{}</span>", safe::escaped(&within(zone, words))))
        .collect();
    let mut say = |text: &str| key.push(svg::key(text));
    let own: Vec<String> =
        bars.limits.iter().filter(|limit| limit.only.is_some()).map(|limit| of(limit, bars, words)).collect();
    if !own.is_empty() {
        say(&format!("mark: {}", own.join("; ")));
    }
    if bars.bars.iter().any(|bar| bar.most.is_some()) {
        say("mark: the highest CAC at which LTV:CAC reaches its target");
    }
    if bars.bars.iter().any(|bar| bar.interval.is_some()) {
        say("thin line: the interval; an end without a cap is open or beyond the axis");
    }
    let ends = || bars.bars.iter().filter_map(|bar| Some(bar.figure()?.middle()));
    if ends().any(|end| scale.is_beyond(&end) || scale.is_before(&end)) {
        say("a bar with an arrow goes on beyond the axis");
    }
    match bars.left_out {
        0 => {}
        1 => say("1 more row is not drawn"),
        more => say(&format!("{more} more rows are not drawn")),
    }
    key
}

#[cfg(test)]
mod tests;
