//! The columns that say when a row was: a date or a period, its two ends, or a year beside a month or a quarter.

use super::aliases::folded;
use super::columns::Columns;
use super::date::{NoDate, Reader, When, month_of, number, plausible};
use super::header::{Field, Meaning, NoLayout};
use super::months;
use crate::domain::period::{Grain, Month, Span};

/// Headers of a column of months, folded and sorted.
const MONTHS: &[&str] =
    &["buchungsmonat", "kuukausi", "maand", "mes", "mese", "mois", "monat", "month", "månad", "måned", "mês"];

/// Headers of a column of quarters, folded and sorted.
const QUARTERS: &[&str] = &["kvartal", "kwartaal", "neljännes", "quartal", "quarter", "trimestre"];

/// What may stand before or behind the number of a quarter below such a header, folded and sorted.
const QUARTER: &[&str] = &["", "k", "kv", "kvartal", "kwartaal", "q", "qtr", "quartal", "quarter", "t", "trimestre"];

/// What part of a year a column holds, by its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Month,
    Quarter,
    Other,
}

/// A column of years beside the column of periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Year {
    pub(crate) column: usize,
    part: Part,
}

/// Which columns say when a row was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Dated {
    pub(super) period: Option<usize>,
    pub(super) period_end: Option<usize>,
    pub(super) year: Option<Year>,
}

impl Dated {
    /// By the names of the columns; the day on which a customer was won stands before all.
    pub(super) fn of(columns: &Columns, header: &[String], acquired: Option<usize>) -> Result<Self, NoLayout> {
        if acquired.is_some() {
            return Ok(Self { period: acquired, ..Self::default() });
        }
        let year = columns.one(Field::Year)?;
        let period = match columns.one(Field::Period) {
            Err(two) => Some(year.and_then(|_| month_of_three(columns, header)).ok_or(two)?),
            Ok(period) => period,
        };
        let (start, end) = (columns.one(Field::PeriodStart)?, columns.one(Field::PeriodEnd)?);
        Ok(match (period, year, start.zip(end)) {
            (None, _, Some((start, end))) => Self { period: Some(start), period_end: Some(end), year: None },
            (Some(period), Some(column), _) => {
                let part = part(header, period);
                // Dates that were asked for by their column need no year beside them.
                let alone = part == Part::Other && columns.is_mapped(&Meaning::Field(Field::Period));
                let year = Some(Year { column, part }).filter(|_| !alone);
                Self { period: Some(period), period_end: None, year }
            }
            (period, year, _) => Self { period: period.or(year), ..Self::default() },
        })
    }
}

/// What part of a year a column holds.
fn part(header: &[String], column: usize) -> Part {
    let name = header.get(column).map(|name| folded(name)).unwrap_or_default();
    let is_one_of = |names: &[&str]| names.binary_search(&name.as_str()).is_ok();
    if is_one_of(MONTHS) {
        Part::Month
    } else if is_one_of(QUARTERS) {
        Part::Quarter
    } else {
        Part::Other
    }
}

/// The column of months where it and columns of quarters are all that stand beside a year.
fn month_of_three(columns: &Columns, header: &[String]) -> Option<usize> {
    let is_period = |found: &Meaning| *found == Meaning::Field(Field::Period);
    let all = columns.found.iter().filter(|(found, _)| is_period(found)).map(|(_, at)| (part(header, *at), *at));
    let (months, others): (Vec<_>, Vec<_>) = all.partition(|(part, _)| *part == Part::Month);
    let [(_, month)] = months.as_slice() else { return None };
    let alone = others.iter().all(|(part, _)| *part == Part::Quarter);
    (alone && !columns.is_mapped(&Meaning::Field(Field::Period))).then_some(*month)
}

impl Year {
    /// The period of a row: its year, and the month or quarter of the other cell. A whole date there must lie in the year.
    pub(super) fn read(self, dates: &Reader, year: &[u8], cell: &[u8]) -> Result<When, NoDate> {
        let (year, cell) = (year.trim_ascii(), cell.trim_ascii());
        if cell.is_empty() || year.is_empty() {
            return Err(NoDate::Blank);
        }
        let year = year_of(year).ok_or(NoDate::Text)?;
        let text = String::from_utf8_lossy(cell);
        let short = number(cell).filter(|_| cell.len() <= 2);
        match self.part {
            Part::Month => {
                if let Some(month) = short.or_else(|| months::number(&text)) {
                    return month_of(year, month);
                }
            }
            Part::Quarter => {
                if let Some(quarter) = quarter(&text) {
                    let first =
                        Month::new(year, quarter.saturating_mul(3).saturating_sub(2)).ok_or(NoDate::NoSuchDay)?;
                    return Ok(When::Months(Span::around(first, Grain::Quarter)));
                }
            }
            Part::Other if short.is_some() => return Err(NoDate::Part),
            Part::Other => {}
        }
        let when = dates.read(cell)?;
        let within = Month::new(year, 1).map(|first| Span::around(first, Grain::Year)).ok_or(NoDate::Text)?;
        if within.contains(when.span()) { Ok(when) } else { Err(NoDate::OtherYear) }
    }
}

/// A year of four digits.
pub(super) fn year_of(text: &[u8]) -> Option<i32> {
    let text = text.trim_ascii();
    number(text).filter(|number| text.len() == 4 && plausible(*number))
}

/// The number of a quarter: `1`, `Q1`, `Kv 1`, `1. Quartal`.
fn quarter(text: &str) -> Option<i32> {
    let name = folded(text);
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    let beside = name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['.', ':']);
    let beside = beside.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('.');
    let number = digits.parse().ok().filter(|number| (1..=4).contains(number))?;
    QUARTER.binary_search(&beside).is_ok().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(part: Part, year: &str, cell: &str) -> Result<String, NoDate> {
        let year = Year { column: 0, part }.read(&Reader::default(), year.as_bytes(), cell.as_bytes());
        year.map(|when| when.span().to_string())
    }

    #[test]
    fn a_year_and_a_month_are_one_period_however_the_month_is_written() {
        for cell in ["3", "03", " 3 ", "mars", "März", "March", "mar.", "2026-03", "March 2026", "03/2026"] {
            assert_eq!(read(Part::Month, "2026", cell), Ok("2026-03".to_owned()), "{cell}");
        }
        for (year, cell, fault) in [
            ("2026", "13", NoDate::NoSuchDay),
            ("2026", "0", NoDate::NoSuchDay),
            ("2026", "", NoDate::Blank),
            ("", "3", NoDate::Blank),
            ("26", "3", NoDate::Text),
            ("2025/26", "3", NoDate::Text),
            ("2026", "Q1", NoDate::Text),
            ("2025", "2026-03", NoDate::OtherYear),
        ] {
            assert_eq!(read(Part::Month, year, cell), Err(fault), "{year} {cell}");
        }
    }

    #[test]
    fn a_year_and_a_quarter_are_one_period_and_a_number_below_another_header_is_none() {
        for cell in ["2", "Q2", "q 2", "Kv2", "Kvartal 2", "2. Quartal", "T2", "2026-Q2"] {
            assert_eq!(read(Part::Quarter, "2026", cell), Ok("2026-Q2".to_owned()), "{cell}");
        }
        for cell in ["5", "0", "Q5", "12", "H1", "tertial 1"] {
            assert!(read(Part::Quarter, "2026", cell).is_err(), "{cell}");
        }
        assert_eq!(read(Part::Other, "2026", "3"), Err(NoDate::Part));
        assert_eq!(read(Part::Other, "2026", "2026-03-14"), Ok("2026-03".to_owned()));
    }

    #[test]
    fn the_names_are_sorted_and_folded() {
        for names in [MONTHS, QUARTERS, QUARTER] {
            assert!(names.is_sorted_by(|one, other| one < other) && names.iter().all(|name| folded(name) == **name));
        }
    }
}
