//! The period that the lines before a header name, in the languages of the users' files: `1. März 2026 - 31. März
//! 2026`, `January - March 2026`, `For the month ended 31 March 2026`, `# Start date: 20260301`. Lines that name
//! different periods name none.

use super::aliases::{field, folded};
use super::date::{Reader, When, proves};
use super::header::Field;
use super::months;
use crate::domain::currency::Sign;
use crate::domain::period::{Day, Grain, Month, Span};

/// What stands between the two ends of a range; the last are tried only where no other fits.
const BETWEEN: &[&str] = &[
    " - ",
    " – ",
    " — ",
    "–",
    "—",
    " to ",
    " through ",
    " until ",
    " till ",
    " til ",
    " t.o.m. ",
    " t/m ",
    " tot ",
    " tot en met ",
    " bis ",
    " au ",
    " al ",
    " a ",
    " hasta ",
    " hasta el ",
    " até ",
    " asti ",
    " to: ",
    "-",
];

/// Labels of the first day, folded.
const STARTS: &[&str] = &[
    "startdate",
    "start",
    "reportstart",
    "from",
    "fromdate",
    "periodstart",
    "startdatum",
    "startdato",
    "von",
    "vom",
    "fra",
    "från",
    "du",
    "début",
    "datededébut",
    "desde",
    "inicio",
    "fechadeinicio",
    "dal",
    "inizio",
    "datainizio",
    "início",
    "datadeinício",
    "van",
    "begindatum",
    "alku",
    "alkupäivä",
];

/// Labels of the last day, folded.
const ENDS: &[&str] = &[
    "enddate",
    "end",
    "reportend",
    "to",
    "todate",
    "periodend",
    "slutdatum",
    "slutdato",
    "sluttdato",
    "enddatum",
    "bis",
    "til",
    "till",
    "au",
    "fin",
    "datedefin",
    "hasta",
    "fechadefin",
    "al",
    "fine",
    "datafine",
    "fim",
    "datadefim",
    "tot",
    "einddatum",
    "loppu",
    "loppupäivä",
];

/// The period that the title lines name, each line as its cells; `delimiter` stood between them.
pub(crate) fn period<'a>(lines: impl Iterator<Item = &'a [String]>, delimiter: u8) -> Option<When> {
    let mut named: Vec<When> = Vec::new();
    let (mut start, mut end) = (None, None);
    for cells in lines {
        let whole = cells.join(char::from(delimiter).encode_utf8(&mut [0; 4]));
        let found = cells.iter().chain([&whole]).find_map(|text| of_line(text));
        if let Some(when) = found.filter(|when| !named.contains(when)) {
            named.push(when);
        }
        let Some((label, value)) = labelled(cells, &whole) else { continue };
        let day = |value: &str| Reader { order: proves(value.as_bytes()), format: None }.read(value.as_bytes()).ok();
        if STARTS.contains(&label.as_str()) {
            start = day(value.trim());
        } else if ENDS.contains(&label.as_str()) {
            end = day(value.trim());
        }
    }
    if let (Some(start), Some(end)) = (start, end) {
        named.extend(start.to(end).filter(|when| !named.contains(when)));
    }
    match named.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// `Start date: 20260301`, or the same in two cells: the folded label and what follows.
fn labelled<'a>(cells: &'a [String], whole: &'a str) -> Option<(String, &'a str)> {
    let plain = |label: &str| folded(label.trim().trim_start_matches('#'));
    match cells {
        [label, value, rest @ ..] if !value.trim().is_empty() && rest.iter().all(|cell| cell.trim().is_empty()) => {
            Some((plain(label.trim().trim_end_matches(':')), value))
        }
        _ => whole.split_once(':').map(|(label, value)| (plain(label), value.trim_matches('"'))),
    }
}

/// What stands between a word for amounts and their currency.
const IN: &[&str] = &["en", "i", "in"];

/// The currency that a line before the header names for the amounts below it: `Currency: USD`, the same in two cells, or
/// `Amounts in EUR`.
pub(super) fn sign(cells: &[String], delimiter: u8) -> Option<Sign> {
    let whole = cells.join(char::from(delimiter).encode_utf8(&mut [0; 4]));
    if let Some((label, value)) = labelled(cells, &whole)
        && field(&label) == Some(Field::Currency)
    {
        return Sign::named(value.trim());
    }
    let mut filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let text = filled.next().filter(|_| filled.next().is_none())?;
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches(['#', '(', ')', '[', ']'])).collect();
    let [before @ .., between, code] = words.as_slice() else { return None };
    let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    let short = before.len() <= 4 && IN.contains(&between.to_lowercase().as_str());
    Sign::named(code).filter(|_| is_code && short)
}

/// The period of one line.
fn of_line(text: &str) -> Option<When> {
    let text = text.trim().trim_start_matches('#').trim().trim_matches('"');
    if text.is_empty() || text.len() > 200 {
        return None;
    }
    let value = text.rsplit_once(": ").map_or(text, |(_, value)| value).trim();
    ended(text).or_else(|| BETWEEN.iter().find_map(|between| range(value, between))).or_else(|| alone(text))
}

/// A month or quarter that is all of the line, or any period behind a label that says so: `Period: 2026`.
fn alone(text: &str) -> Option<When> {
    let read = |text: &str| Reader::default().read(text.trim().as_bytes()).ok();
    if let Some((label, value)) = text.split_once(':')
        && matches!(field(&folded(label)), Some(Field::Period | Field::Year))
    {
        return read(value);
    }
    read(text).filter(|when| matches!(when, When::Months(span) if span.months() < 12))
}

/// `For the month ended 31 March 2026`, `For the 3 months ended …`, `For the year ended …`: whole months only.
fn ended(text: &str) -> Option<When> {
    let lower = text.to_lowercase();
    let (before, date) = lower.split_once(" ended ").or_else(|| lower.split_once(" ending "))?;
    let When::Day(last) = Reader::default().read(date.trim().as_bytes()).ok()? else { return None };
    let words: Vec<&str> = before.split_whitespace().collect();
    let months = match words.as_slice() {
        [.., "month"] => 1,
        [.., "quarter"] => 3,
        [.., "year"] => 12,
        [.., count, "months"] => count.parse::<i32>().ok().filter(|count| (1..=12).contains(count))?,
        _ => return None,
    };
    let month = last.month();
    let span = Span { first: month.plus(1i32.wrapping_sub(months)), last: month };
    let aligned = [Grain::Month, Grain::Quarter, Grain::Year].iter().any(|grain| Span::around(month, *grain) == span);
    (month.last_day() == last && aligned).then_some(When::Months(span))
}

/// A range whose ends stand around `between`, at any place where that stands.
fn range(text: &str, between: &str) -> Option<When> {
    text.match_indices(between).find_map(|(at, found)| {
        let (from, to) = (text.get(..at)?, text.get(at.saturating_add(found.len())..)?);
        let (from, to) = (without_words(from), to.trim());
        let order = proves(from.as_bytes()).or(proves(to.as_bytes()));
        let reader = Reader { order, format: None };
        match (reader.read(from.as_bytes()), reader.read(to.as_bytes())) {
            (Ok(from), Ok(to)) => from.to(to),
            _ => partly(from, to),
        }
    })
}

/// Without the words before the first number or month: `For the period 1 March 2026` begins at `1`.
fn without_words(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some(word) = rest.split_whitespace().next() {
        if word.starts_with(|c: char| c.is_ascii_digit()) || months::number(word.trim_end_matches(['.', ','])).is_some()
        {
            return rest;
        }
        rest = rest.get(word.len()..).unwrap_or_default().trim_start();
    }
    text.trim()
}

/// An end of a range, as far as it is written.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    day: Option<i32>,
    month: Option<i32>,
    year: Option<i32>,
}

/// `1 March`, `1er mars 2026`, `March 1`, `31, 2026`, `1.3.`, `January`.
fn part(text: &str) -> Option<Part> {
    let mut part = Part::default();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.')).filter(|word| !word.is_empty()) {
        if matches!(
            word.to_lowercase().as_str(),
            "de" | "of" | "do" | "du" | "del" | "the" | "den" | "der" | "el" | "le"
        ) {
            continue;
        }
        if let Some(month) = months::number(word) {
            part.month = part.month.xor(Some(month));
            part.month?;
            continue;
        }
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        let number: i32 = digits.parse().ok()?;
        match (digits.len(), part.day, part.month) {
            (4, _, _) if part.year.is_none() => part.year = Some(number),
            (1 | 2, None, _) => part.day = Some(number),
            // Day and month with dots, day first.
            (1 | 2, Some(_), None) if text.contains('.') => part.month = Some(number),
            _ => return None,
        }
    }
    Some(part)
}

/// A range whose ends share a year, or a month and a year: `January - March 2026`, `March 1-31, 2026`.
fn partly(from: &str, to: &str) -> Option<When> {
    let (mut from, mut to) = (part(from)?, part(to)?);
    if from.day.is_some() != to.day.is_some() || (from.month.is_none() && to.month.is_none()) {
        return None;
    }
    if from.day.is_some() {
        (from.month, to.month) = (from.month.or(to.month), to.month.or(from.month));
    }
    (from.year, to.year) = (from.year.or(to.year), to.year.or(from.year));
    let when = |part: Part| match part {
        Part { day: Some(day), month: Some(month), year: Some(year) } => Day::new(year, month, day).map(When::Day),
        Part { day: None, month: Some(month), year: Some(year) } => {
            Month::new(year, month).map(|month| When::Months(Span::month(month)))
        }
        _ => None,
    };
    when(from)?.to(when(to)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: &[&str]) -> Option<String> {
        let lines: Vec<Vec<String>> =
            lines.iter().map(|line| line.split(';').map(str::to_owned).collect::<Vec<_>>()).collect();
        period(lines.iter().map(Vec::as_slice), b';').map(|when| format!("{}..{}", when.first_day(), when.last_day()))
    }

    #[test]
    fn a_month_is_named_in_every_language() {
        for line in [
            "Mar 1, 2026 - Mar 31, 2026",
            "March 1, 2026 – March 31, 2026",
            "Report Time: 3/1/2026 - 3/31/2026",
            "2026-03-01 – 2026-03-31",
            "2026-03-01–2026-03-31",
            "2026-03-01 to 2026-03-31",
            "01/03/2026-31/03/2026",
            "March 1-31, 2026",
            "1–31 March 2026",
            "March 2026",
            "2026-03",
            "# 20260301-20260331",
            "For the month ended 31 March 2026",
            "For the period 1 March 2026 to 31 March 2026",
            "1 mars 2026 - 31 mars 2026",
            "1 mars 2026–31 mars 2026",
            "Från 1 mars 2026 till 31 mars 2026",
            "Fra 1. mars 2026 til 31. mars 2026",
            "1. marts 2026 - 31. marts 2026",
            "1.–31. maaliskuuta 2026",
            "1.3.–31.3.2026",
            "1. März 2026 - 31. März 2026",
            "Zeitraum: 01.03.2026 bis 31.03.2026",
            "vom 1. März 2026 bis 31. März 2026",
            "du 1er mars 2026 au 31 mars 2026",
            "mars 2026",
            "1 maart 2026 t/m 31 maart 2026",
            "1 de marzo de 2026 - 31 de marzo de 2026",
            "del 1 de marzo de 2026 al 31 de marzo de 2026",
            "dal 1 marzo 2026 al 31 marzo 2026",
            "1 de março de 2026 a 31 de março de 2026",
            "Periode: 2026-03",
            "Start date: 20260301",
        ] {
            let lines: &[&str] =
                if line.starts_with("Start") { &["# Start date: 20260301", "# End date: 20260331"] } else { &[line] };
            assert_eq!(told(lines).as_deref(), Some("2026-03-01..2026-03-31"), "{line}");
        }
        let pair = [
            "Report Start: March 1, 2026, 12:00 AM",
            "Report End: March 31, 2026, 11:59 PM",
            "Date Generated: April 1, 2026, 8:00 AM",
        ];
        assert_eq!(told(&pair).as_deref(), Some("2026-03-01..2026-03-31"));
        assert_eq!(told(&["Startdatum;2026-03-01", "Slutdatum;2026-03-31"]).as_deref(), Some("2026-03-01..2026-03-31"));
    }

    #[test]
    fn quarters_and_years_are_named_too() {
        for line in [
            "January - March 2026",
            "January - March, 2026",
            "Jan 1 - Mar 31, 2026",
            "For the 3 months ended 31 March 2026",
            "Q1 2026",
        ] {
            assert_eq!(told(&[line]).as_deref(), Some("2026-01-01..2026-03-31"), "{line}");
        }
        assert_eq!(told(&["For the year ended 31 December 2026"]).as_deref(), Some("2026-01-01..2026-12-31"));
    }

    #[test]
    fn what_is_no_period_or_two_is_none() {
        for lines in [
            &["Date generated: April 1, 2026"][..],
            &["Campaign report"],
            &["Acme 2026"],
            &["2026"],
            &["All time"],
            &["December - January 2026"],
            &["3/1/2026 - 3/2/2026"],
            &["For the year ended 31 March 2026"],
            &["1 March 2026 - 31 March 2026", "Compared to: 1 Feb 2026 - 28 Feb 2026"],
            &["Meta - Google"],
        ] {
            assert_eq!(told(lines), None, "{lines:?}");
        }
    }
}
