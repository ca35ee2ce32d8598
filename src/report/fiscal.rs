//! How fiscal years are named, and which periods the data does not fill: what stands below rows and columns of time.

use super::Phrase;
use super::phrase::Sentence;
use crate::domain::fiscal::{Period, YearStart};
use crate::domain::ledger::Dimension;
use crate::domain::period::Span;

/// How the fiscal years of rows are named, where there are such.
pub(super) fn of_dimensions(dimensions: &[Dimension], period: Option<Span>) -> Option<Phrase> {
    let start = dimensions.iter().find_map(|dimension| match dimension {
        Dimension::Period(grain) => grain.fiscal(),
        Dimension::Channel | Dimension::Segment | Dimension::Category | Dimension::Other(..) => None,
    })?;
    Some(named(start, period?.last))
}

/// `a fiscal year is named by the calendar year in which it ends: FY2026 is 2025-04..2026-03`
pub(super) fn named(start: YearStart, month: crate::domain::period::Month) -> Phrase {
    let year = start.around(month, 12);
    let (name, from, to) = (start.name(year), year.first, year.last);
    Sentence::of(format!("a fiscal year is named by the calendar year in which it ends: {name} is {from} to {to}"))
        .done()
}

/// `2026-Q2 holds 2026-04 only`: periods that are longer than what was reported of them.
pub(super) fn cut_short(periods: &[Period], reported: Option<Span>) -> Vec<Phrase> {
    let Some(reported) = reported else { return Vec::new() };
    let ends = [periods.first(), periods.last().filter(|_| periods.len() > 1)];
    let cut = ends.into_iter().flatten().filter(|period| !reported.contains(period.span));
    cut.map(|period| {
        let own = Span { first: period.span.first.max(reported.first), last: period.span.last.min(reported.last) };
        let months = if own.months() == 1 { own.first.to_string() } else { format!("{} to {}", own.first, own.last) };
        Sentence::of(format!("{period} holds {months} only")).done()
    })
    .collect()
}
