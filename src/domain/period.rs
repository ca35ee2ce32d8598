//! Days, months and spans of the Gregorian calendar, without a clock.

use std::fmt;
use std::str::FromStr;

use super::fiscal::YearStart;

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A month, counted from January of year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

/// How rows are grouped in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// Calendar months.
    Month,
    /// Calendar quarters.
    Quarter,
    /// Calendar years.
    Year,
    /// Quarters of fiscal years that begin in a month.
    FiscalQuarter(YearStart),
    /// Fiscal years that begin in a month.
    FiscalYear(YearStart),
}

/// Whole months from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first month.
    pub first: Month,
    /// The last month.
    pub last: Month,
}

impl Month {
    /// The month of a year; `month` counts from 1. `None` outside 1–12 or years 1–9999.
    #[must_use]
    pub fn new(year: i32, month: i32) -> Option<Self> {
        ((1..=9999).contains(&year) && (1..=12).contains(&month))
            .then(|| Self(year.saturating_mul(12).saturating_add(month).saturating_sub(1)))
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month of the year, from 1.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0.rem_euclid(12).saturating_add(1)
    }

    /// How many days it has.
    #[must_use]
    pub fn days(self) -> i32 {
        let year = self.year();
        match self.number() {
            2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// The month that many later (earlier when negative).
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Day {
        Day::new(self.year(), self.number(), 1).unwrap_or(Day(0))
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Day {
        Day(self.first_day().0.saturating_add(self.days()).saturating_sub(1))
    }
}

impl Day {
    /// A calendar day; `None` when there is no such day.
    #[must_use]
    pub fn new(year: i32, month: i32, day: i32) -> Option<Self> {
        let days = Month::new(year, month)?.days();
        if !(1..=days).contains(&day) {
            return None;
        }
        // Days from civil, by H. Hinnant: years start in March, eras have 400 years.
        let shifted = if month <= 2 { year - 1 } else { year };
        let era = shifted.div_euclid(400);
        let year_of_era = shifted.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Self(era * 146_097 + day_of_era - 719_468))
    }

    /// Year, month and day.
    #[must_use]
    pub fn civil(self) -> (i32, i32, i32) {
        let shifted = self.0.saturating_add(719_468);
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month, day)
    }

    /// The Monday of its week.
    #[must_use]
    pub fn monday(self) -> Self {
        // 1970-01-01 was a Thursday, three days behind its Monday.
        Self(self.0.saturating_sub(self.0.saturating_add(3).rem_euclid(7)))
    }

    /// The ISO week it lies in: `2026-W05`. Weeks belong to the year of their Thursday. Source: ISO 8601.
    #[must_use]
    pub fn week(self) -> String {
        let thursday = self.monday().0.saturating_add(3);
        let (year, _, _) = Self(thursday).civil();
        let first = Self::new(year, 1, 1).map_or(thursday, |first| first.0);
        let number = thursday.saturating_sub(first).div_euclid(7).saturating_add(1);
        format!("{year:04}-W{number:02}")
    }

    /// The Monday of a week as [`Day::week`] names it.
    #[must_use]
    pub fn of_week(name: &str) -> Option<Self> {
        let (year, number) = name.split_once("-W")?;
        let (year, number) = (year.parse().ok()?, number.parse::<i32>().ok()?);
        // Week 1 holds 4 January.
        let first = Self::new(year, 1, 4)?.monday();
        let monday = Self(first.0.saturating_add(number.saturating_sub(1).saturating_mul(7)));
        (monday.week() == name).then_some(monday)
    }

    /// The month the day lies in.
    #[must_use]
    pub fn month(self) -> Month {
        let (year, month, _) = self.civil();
        Month(year.saturating_mul(12).saturating_add(month).saturating_sub(1))
    }
}

impl Span {
    /// One month.
    #[must_use]
    pub fn month(month: Month) -> Self {
        Self { first: month, last: month }
    }

    /// The whole quarter, year or month that `month` lies in.
    #[must_use]
    pub fn around(month: Month, grain: Grain) -> Self {
        let length = grain.months();
        match grain.fiscal() {
            Some(start) => start.around(month, length),
            None => {
                let first = Month(month.0.div_euclid(length).saturating_mul(length));
                Self { first, last: first.plus(length.saturating_sub(1)) }
            }
        }
    }

    /// How many months it holds.
    #[must_use]
    pub fn months(self) -> i32 {
        self.last.0.saturating_sub(self.first.0).saturating_add(1)
    }

    /// Whether `other` lies within it.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Whether both have a month in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// The least span that holds both.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

impl Grain {
    /// How many months one has.
    #[must_use]
    pub fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter | Self::FiscalQuarter(_) => 3,
            Self::Year | Self::FiscalYear(_) => 12,
        }
    }

    /// The name, which is that of the dimension too.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter | Self::FiscalQuarter(_) => "quarter",
            Self::Year | Self::FiscalYear(_) => "year",
        }
    }

    /// The month in which the fiscal years begin whose periods these are; `None` for those of the calendar.
    #[must_use]
    pub fn fiscal(self) -> Option<YearStart> {
        match self {
            Self::Month | Self::Quarter | Self::Year => None,
            Self::FiscalQuarter(start) | Self::FiscalYear(start) => Some(start),
        }
    }

    /// The same length in fiscal years that begin in that month. A month is a month in all of them.
    #[must_use]
    pub fn in_fiscal_years(self, start: Option<YearStart>) -> Self {
        match (self, start) {
            (Self::Quarter | Self::FiscalQuarter(_), Some(start)) => Self::FiscalQuarter(start),
            (Self::Year | Self::FiscalYear(_), Some(start)) => Self::FiscalYear(start),
            (grain, _) => grain,
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(out, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}", self.year(), self.number())
    }
}

impl fmt::Display for Span {
    /// `2026-03`, `2026-Q1`, `2026`, or `2026-01..2026-05`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.first.year();
        if self.first == self.last {
            write!(out, "{}", self.first)
        } else if *self == Self::around(self.first, Grain::Quarter) {
            write!(out, "{year:04}-Q{}", self.first.number().saturating_add(2) / 3)
        } else if *self == Self::around(self.first, Grain::Year) {
            write!(out, "{year:04}")
        } else {
            write!(out, "{}..{}", self.first, self.last)
        }
    }
}

impl FromStr for Span {
    type Err = String;

    /// `2026-03`, `2026-Q1`, `2026`, or two of them joined by `..`.
    fn from_str(text: &str) -> Result<Self, String> {
        let one = |part: &str| single(part.trim()).ok_or_else(|| format!("'{part}' is no month, quarter or year"));
        match text.split_once("..") {
            None => one(text),
            Some((from, to)) => {
                let (from, to) = (one(from)?, one(to)?);
                if from.first > to.last {
                    return Err(format!("'{text}' ends before it begins"));
                }
                Ok(Self { first: from.first, last: to.last })
            }
        }
    }
}

fn single(text: &str) -> Option<Span> {
    let digits = |part: &str, length: usize| {
        (part.len() == length && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i32>().ok()).flatten()
    };
    match text.split_once('-') {
        None => Month::new(digits(text, 4)?, 1).map(|first| Span::around(first, Grain::Year)),
        Some((year, rest)) => {
            let year = digits(year, 4)?;
            if let Some(quarter) = rest.strip_prefix(['Q', 'q']) {
                let quarter = digits(quarter, 1).filter(|q| (1..=4).contains(q))?;
                Month::new(year, quarter * 3).map(|month| Span::around(month, Grain::Quarter))
            } else {
                Month::new(year, digits(rest, 2)?).map(Span::month)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_span_is_refused() {
        assert_eq!("2026-03..2026-01".parse::<Span>(), Err("'2026-03..2026-01' ends before it begins".to_owned()));
        for text in
            ["2026-13", "2026-0", "2026-Q5", "2026-Q0", "2026-q12", "26", "0000", "2026-03..", "x..2026", "", "+026"]
        {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
        let month = |number: i32| Month(2026 * 12 + number - 1);
        assert_eq!("2026-q2".parse(), Ok(Span { first: month(4), last: month(6) }));
        assert_eq!(" 2026-02 .. 2026-Q2 ".parse(), Ok(Span { first: month(2), last: month(6) }));
    }

    #[test]
    fn spans_hold_meet_and_join() {
        let span = |first: i32, last: i32| Span { first: Month(first), last: Month(last) };
        assert!(span(1, 5).contains(span(1, 5)) && span(1, 5).contains(span(2, 4)));
        assert!(!span(1, 5).contains(span(0, 5)) && !span(1, 5).contains(span(1, 6)));
        assert!(span(1, 5).overlaps(span(5, 9)) && span(5, 9).overlaps(span(1, 5)));
        assert!(!span(1, 4).overlaps(span(5, 9)) && !span(5, 9).overlaps(span(1, 4)));
        assert_eq!((span(1, 3).joined(span(5, 9)), span(1, 3).months()), (span(1, 9), 3));
    }

    /// Every fourth year has a leap day, of the centuries every fourth.
    #[test]
    fn a_century_has_a_leap_day_every_fourth_time() {
        let days = |year| Month::new(year, 2).map(Month::days);
        for (year, last) in [(2024, 29), (2026, 28), (1900, 28), (2100, 28), (2000, 29), (2400, 29)] {
            assert_eq!(days(year), Some(last), "{year}");
            assert_eq!(Day::new(year, 2, 29).is_some(), last == 29, "{year}");
        }
    }

    #[test]
    fn a_month_has_its_days() {
        let days: Vec<Option<i32>> = (1..=12).map(|month| Month::new(2026, month).map(Month::days)).collect();
        assert_eq!(days, [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].map(Some));
        assert_eq!(Month::new(2026, 4).map(|month| month.last_day().to_string()).as_deref(), Some("2026-04-30"));
    }

    /// Around the ends of centuries and of the 400 years after which the calendar repeats.
    #[test]
    fn a_day_is_that_of_its_year_month_and_number() {
        for (from, to) in [(1599, 1601), (1969, 1972), (1999, 2004), (2099, 2101), (2399, 2401)] {
            let day = |year| Day::new(year, 1, 1).map_or(0, |day| day.0);
            for number in day(from)..day(to) {
                let (year, month, day) = Day(number).civil();
                assert_eq!(Day::new(year, month, day), Some(Day(number)), "{year}-{month}-{day}");
            }
        }
        assert_eq!(Day(0).to_string(), "1970-01-01");
        assert_eq!(Day::new(2000, 2, 29).map(|day| day.to_string()).as_deref(), Some("2000-02-29"));
    }

    #[test]
    fn a_span_is_read_as_it_is_written() {
        for text in ["2026-03", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026", "2026-01..2026-05"] {
            assert_eq!(text.parse::<Span>().map(|span| span.to_string()).as_deref(), Ok(text));
        }
        assert_eq!("2026-03..2026-03".parse::<Span>().map(|span| span.months()), Ok(1));
        let month = |number: i32| Month(2026 * 12 + number - 1);
        assert_eq!("2026-Q1".parse(), Ok(Span { first: month(1), last: month(3) }));
        assert_eq!("2026".parse(), Ok(Span { first: month(1), last: month(12) }));
    }

    /// Source: ISO 8601, and the calendars of these years.
    #[test]
    fn a_week_belongs_to_the_year_of_its_thursday() {
        for (year, month, day, week) in [
            (2026, 1, 1, "2026-W01"),
            (2025, 12, 29, "2026-W01"),
            (2025, 12, 28, "2025-W52"),
            (2026, 12, 31, "2026-W53"),
            (2027, 1, 3, "2026-W53"),
            (2027, 1, 4, "2027-W01"),
            (2021, 1, 1, "2020-W53"),
            (1969, 12, 31, "1970-W01"),
        ] {
            assert_eq!(Day::new(year, month, day).map(Day::week).as_deref(), Some(week));
            assert_eq!(Day::of_week(week), Day::new(year, month, day).map(Day::monday));
        }
        assert_eq!(Day::of_week("2025-W53"), None);
    }
}
