//! HTML: one file that needs nothing else, acts on nothing, and is XML too, so that any reader of either takes it.
//! It has no script, its policy allows none, and its one style is named there by its hash.

mod bars;
mod inspection;
mod lines;
mod page;
mod scale;
mod svg;
mod table;
mod waterfall;

pub(super) use self::inspection::inspect;

use crate::domain::currency::Currency;
use crate::domain::metric::Metric;
use crate::domain::period::Span;
use crate::domain::place::Diagnostic;
use crate::report::chart::{self, Chart};
use crate::report::study::{Study, capitalised};
use crate::report::{Kind, Report, Status};

use self::page::Page;
use super::Style;
use super::findings;
use super::layout::Layout;
use super::safe;
use super::sheet::{Sheet, shown_columns};
use super::study as tables;
use super::words::{self, Words};

/// The widest a name is in a sentence or a table; all of it stands in the title of its cell.
const NAME: usize = 120;

/// What studies are called, sorted by name.
const TITLES: &[(&str, &str)] = &[
    ("across", "CAC and LTV over time"),
    ("calc", "CAC and LTV"),
    ("compare", "What changed, and why"),
    ("funnel", "From first contact to customer"),
    ("lag", "CAC by the time spend takes to work"),
    ("plan", "What reaches the target"),
    ("reconcile", "From one definition to another"),
    ("scopes", "CAC by what counts as cost"),
    ("trend", "CAC and LTV over time"),
];

/// The metrics of the total that stand above the table.
const TILES: [Metric; 4] = [Metric::Cac, Metric::Ltv, Metric::LtvCac, Metric::PaybackMonths];

/// How HTML spells.
fn words(currency: Option<Currency>, style: &Style) -> Words<'_> {
    Words {
        numbers: &style.numbers,
        currency,
        name,
        own: safe::html,
        figure: safe::escaped,
        dash: "–",
        label_width: None,
    }
}

/// How tables spell: all of a long name is at hand.
fn in_tables(currency: Option<Currency>, style: &Style) -> Words<'_> {
    Words { name: name_in_full, ..words(currency, style) }
}

/// How drawings spell: plain text, which is escaped where it is put in.
fn plainly(currency: Option<Currency>, style: &Style) -> Words<'_> {
    Words { name: safe::visible, own: str::to_owned, figure: str::to_owned, ..words(currency, style) }
}

/// A name in a direction of its own, shortened where it is very long.
fn name(text: &str) -> String {
    format!("<bdi>{}</bdi>", safe::escaped(&svg::shortened(&safe::visible(text), NAME)))
}

/// As [`name`], with the whole of a shortened one as its title.
fn name_in_full(text: &str) -> String {
    let whole = safe::visible(text);
    let short = svg::shortened(&whole, NAME);
    if short == whole {
        return name(text);
    }
    format!("<bdi title=\"{}\">{}</bdi>", safe::escaped(&whole), safe::escaped(&short))
}

/// A sentence with a capital at its start, where that is a word of ours and no symbol or name.
fn begun(sentence: &str) -> String {
    let word = sentence.chars().take_while(char::is_ascii_lowercase).count() > 1;
    let symbol = sentence.split(' ').next().is_some_and(|first| first.contains('_'));
    if word && !symbol { capitalised(sentence) } else { sentence.to_owned() }
}

fn all_begun(sentences: &[String]) -> Vec<String> {
    sentences.iter().map(|sentence| begun(sentence)).collect()
}

/// The report as a page.
pub(super) fn render(report: &Report, style: &Style) -> String {
    let words = words(report.currency, style);
    let layout = Layout::of(report, &words, None);
    let mut page = Page::new(&title(report), &about(report.period, report.currency), &begun(&layout.headline));
    if let (Some(checks), Some(summary)) = (&report.checks, &layout.summary) {
        page.section("Checks", &[judged(&layout.findings), summary_of(summary, checks.verdict.word())]);
    }
    page.notes(&all_begun(&layout.above));
    page.tiles(&tiles(report, &words));
    let sheet = table::with_reasons(Sheet::of(report, &in_tables(report.currency, style)), report);
    let (heading, by_row) = match report.kind {
        Kind::Calc => ("Figures".to_owned(), false),
        Kind::Report | Kind::Check => (by(report, "Figures"), true),
    };
    page.table(&heading, &sheet, by_row);
    page.list("Why figures are undefined", &all_begun(&layout.legend));
    page.charts(&draw(&chart::of_report(report), report.currency, style));
    page.list("Formulas", &layout.explanations);
    page.list("Warnings and notes", &said(&report.diagnostics));
    page.done(&all_begun(&layout.footer), style.stamp.as_deref())
}

/// The study as a page.
pub(super) fn study(study: &Study, style: &Style) -> String {
    let words = words(study.currency, style);
    let own = TITLES.binary_search_by(|(name, _)| (*name).cmp(study.name)).ok().and_then(|at| TITLES.get(at));
    let title = own.map_or_else(|| capitalised(study.name), |(_, title)| (*title).to_owned());
    let about = about(study.period, study.currency);
    let mut page = Page::new(&title, &about, &begun(&words.phrase(&study.headline)));
    let above: Vec<String> = study.above.iter().map(|note| begun(&words.phrase(note))).collect();
    page.notes(&above);
    let in_tables = in_tables(study.currency, style);
    let mut gaps = Vec::new();
    for exhibit in &study.tables {
        let title = tables::title(exhibit, &words).unwrap_or_else(|| "figures".to_owned());
        page.table(&begun(&title), &table::of_exhibit(exhibit, &in_tables), true);
        gaps.extend(tables::gaps(exhibit, &words));
    }
    gaps.dedup();
    page.list("Why figures are undefined", &all_begun(&gaps));
    page.charts(&draw(&study.charts, study.currency, style));
    page.list("Warnings and notes", &said(&study.diagnostics));
    let footer: Vec<String> = study.footer.iter().map(|line| begun(&words.phrase(line))).collect();
    page.done(&footer, style.stamp.as_deref())
}

/// `CAC and LTV by channel`, as HTML.
fn title(report: &Report) -> String {
    match report.kind {
        Kind::Calc => "CAC and LTV".to_owned(),
        Kind::Report => by(report, "CAC and LTV"),
        Kind::Check => by(report, "Check of CAC and LTV"),
    }
}

/// The words with the dimensions behind them, as HTML.
fn by(report: &Report, words: &str) -> String {
    let names: Vec<String> =
        report.table.dimensions.iter().map(|name| safe::html(&svg::shortened(name, NAME))).collect();
    if names.is_empty() { words.to_owned() } else { format!("{words} by {}", names.join(" and ")) }
}

/// Of when the figures are, and in which currency, as HTML.
fn about(period: Option<Span>, currency: Option<Currency>) -> String {
    let period = period.map(|period| safe::html(&period.to_string()));
    let currency = currency.map(|currency| format!("amounts in {}", currency.code));
    period.into_iter().chain(currency).collect::<Vec<_>>().join(" · ")
}

/// The total in large letters: names and figures, as HTML.
fn tiles(report: &Report, words: &Words<'_>) -> Vec<(String, String)> {
    if report.kind == Kind::Calc {
        return Vec::new();
    }
    let total = &report.table.total;
    let tile = |metric: Metric| {
        let (place, column) = shown_columns(report).into_iter().find(|(_, column)| column.metric == metric)?;
        let value = total.values.get(place)?;
        let text = match value.reason() {
            None => words.value(value, metric.unit(), &column.limits),
            Some(reason) => table::without(reason),
        };
        let band = total.band.filter(|_| metric == Metric::LtvCac);
        let band = band.map(|band| format!("<small>{}</small>", safe::html(words::band(band))));
        Some((safe::html(&metric.heading()), format!("{text}{}", band.unwrap_or_default())))
    };
    TILES.into_iter().filter_map(tile).collect()
}

/// The findings of a check as a list; the word of each stands before it.
fn judged(findings: &[(Status, String)]) -> String {
    let line = |(status, line): &(Status, String)| {
        format!("<li class=\"{}\"><strong>{}</strong> <span>{line}</span></li>", status.word(), findings::word(*status))
    };
    format!("<ul class=\"findings\">\n{}\n</ul>", findings.iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn summary_of(summary: &str, verdict: &str) -> String {
    format!("<p class=\"summary\">{summary}. Result: {}</p>", safe::html(verdict))
}

/// What was said about the input, as HTML.
fn said(diagnostics: &[Diagnostic]) -> Vec<String> {
    let line = |said: &Diagnostic| {
        let place = said.place.as_ref().map(|place| {
            let counted = [place.line, place.column].into_iter().take_while(|number| *number > 0);
            let counted: String = counted.map(|number| format!(":{number}")).collect();
            format!(" ({}{counted})", name(&place.file))
        });
        let help = said.help.as_ref().map(|help| format!("; {}", safe::html(help)));
        format!(
            "<strong>{} {}</strong> {}{}{}",
            safe::html(said.severity.word()),
            safe::html(said.code),
            safe::html(&said.message),
            place.unwrap_or_default(),
            help.unwrap_or_default()
        )
    };
    diagnostics.iter().map(line).collect()
}

/// The charts as figures of the page.
fn draw(charts: &[Chart], currency: Option<Currency>, style: &Style) -> Vec<String> {
    let words = plainly(currency, style);
    let one = |(at, chart): (usize, &Chart)| {
        let id = format!("chart{}", at.saturating_add(1));
        match chart {
            Chart::Bars(bars) => bars::draw(bars, id, &words),
            Chart::Lines(lines) => lines::draw(lines, id, &words),
            Chart::Waterfall(waterfall) => waterfall::draw(waterfall, id, &words),
        }
    };
    charts.iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests;
