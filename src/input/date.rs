//! Dates as they are written in cells: days, weeks, months, quarters and years.
//!
//! Dotted dates are day first. Dates with slashes, and with dashes and the year last, are day first or month first:
//! the column proves which, or a flag says so; nothing is guessed.

use super::date_format::DateFormat;
use super::months;
use crate::domain::period::{Day, Grain, Month, Span};

/// What a cell of a period column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum When {
    /// A day.
    Day(Day),
    /// Seven days from a Monday.
    Week(Day),
    /// Whole months.
    Months(Span),
}

/// Which of day and month stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Order {
    /// `14/03/2026`
    DayFirst,
    /// `03/14/2026`
    MonthFirst,
}

/// How the dates of a column are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reader {
    /// What the column proves, or a flag says, of day and month.
    pub(crate) order: Option<Order>,
    /// A form given by `--date-format`.
    pub(crate) format: Option<DateFormat>,
}

impl When {
    /// The months it lies in.
    pub(crate) fn span(self) -> Span {
        Span { first: self.first_day().month(), last: self.last_day().month() }
    }

    /// Its first day.
    pub(crate) fn first_day(self) -> Day {
        match self {
            Self::Day(day) | Self::Week(day) => day,
            Self::Months(span) => span.first.first_day(),
        }
    }

    /// Its last day.
    pub(crate) fn last_day(self) -> Day {
        match self {
            Self::Day(day) => day,
            Self::Week(day) => Day(day.0.saturating_add(6)),
            Self::Months(span) => span.last.last_day(),
        }
    }

    /// Its place among days, weeks, months, quarters and years.
    pub(crate) fn length(self) -> u8 {
        match self {
            Self::Day(_) => 0,
            Self::Week(_) => 1,
            Self::Months(span) => match span.months() {
                1 => 2,
                3 => 3,
                _ => 4,
            },
        }
    }

    /// The least of day, month, quarter and year that holds this and `end`; `None` when there is none.
    pub(crate) fn to(self, end: Self) -> Option<Self> {
        let (first, last) = (self.first_day(), end.last_day());
        if first > last {
            return None;
        }
        if first == last {
            return Some(Self::Day(first));
        }
        let (from, to) = (first.month(), last.month());
        [Grain::Month, Grain::Quarter, Grain::Year]
            .into_iter()
            .map(|grain| Span::around(from, grain))
            .find(|span| span.last >= to)
            .map(Self::Months)
    }

    /// The ISO week it lies in; `None` for what is longer.
    pub(crate) fn week(self) -> Option<String> {
        match self {
            Self::Day(day) | Self::Week(day) => Some(day.week()),
            Self::Months(_) => None,
        }
    }

    /// The same without its day, where a report knows months only.
    pub(crate) fn in_months(self) -> Self {
        match self {
            Self::Day(day) => Self::Months(Span::month(day.month())),
            Self::Week(_) | Self::Months(_) => self,
        }
    }

    /// A small number for it, the same for the same period; 0 is kept for none.
    pub(crate) fn token(self) -> u32 {
        let (kind, number) = match self {
            Self::Day(day) => (1u32, day.0),
            Self::Week(day) => (5, day.0),
            Self::Months(span) => match span.months() {
                1 => (2, span.first.0),
                3 => (3, span.first.0),
                _ => (4, span.first.0),
            },
        };
        (kind << 28) | (number.wrapping_add(1 << 26)).unsigned_abs()
    }

    /// The period behind a token.
    pub(crate) fn of_token(token: u32) -> Option<Self> {
        let number = i32::try_from(token & ((1 << 28) - 1)).ok()?.wrapping_sub(1 << 26);
        match (token >> 28) & 7 {
            1 => Some(Self::Day(Day(number))),
            2 => Some(Self::Months(Span::month(Month(number)))),
            3 => Some(Self::Months(Span::around(Month(number), Grain::Quarter))),
            4 => Some(Self::Months(Span::around(Month(number), Grain::Year))),
            5 => Some(Self::Week(Day(number))),
            _ => None,
        }
    }
}

/// Why a cell is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoDate {
    Blank,
    /// No such day in the calendar.
    NoSuchDay,
    /// No such day with this order of day and month, which the column or a flag has settled.
    AgainstOrder(Order),
    /// Day and month could change places.
    Ambiguous,
    /// A spreadsheet's day number.
    Serial,
    /// Six digits that may be a year and a month.
    Undivided,
    /// A year of two digits.
    ShortYear,
    /// Not as `--date-format` says.
    Format,
    /// A number beside a year, below a header that does not say of what.
    Part,
    /// A date beside another year than its own.
    OtherYear,
    /// Anything else.
    Text,
}

impl NoDate {
    /// What the text is, to follow "'text' is …".
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Blank => "blank, not a date",
            Self::NoSuchDay => "a date that is in no calendar",
            Self::AgainstOrder(Order::DayFirst) => "no date with the day first, as others of the column have it",
            Self::AgainstOrder(Order::MonthFirst) => "no date with the month first, as others of the column have it",
            Self::Ambiguous => "a date whose day and month could change places",
            Self::Serial => "a number, not a date; it may be a spreadsheet's serial date",
            Self::Undivided => "a number, not a date; it may be a year and a month",
            Self::ShortYear => "a date with a year of two digits",
            Self::Format => "not a date of the form that --date-format says",
            Self::Part => "a number that may be a month, a week or a day",
            Self::OtherYear => "a date of another year than the column of years has",
            Self::Text => "not a date",
        }
    }

    /// What to do.
    pub(crate) fn fix(self) -> &'static str {
        match self {
            Self::Blank => "fill the date, or leave the row out",
            Self::NoSuchDay => "correct the date; 29 February is in leap years only",
            Self::AgainstOrder(_) => "correct the date: one column has one order of day and month",
            Self::Ambiguous => "--date-format %d/%m/%Y (day first)   or   --date-format %m/%d/%Y (month first)",
            Self::Serial => "--date-format excel, or format the column as a date and export again",
            Self::Undivided => "--date-format %Y%m, or write months as 2026-03",
            Self::ShortYear => "--date-format with %y, such as %d.%m.%y, %m/%d/%y or %b-%y",
            Self::Format => "correct the date or the form",
            Self::Part => "name its column month or quarter in the header, or write 2026-03 or 2026-W12",
            Self::OtherYear => "correct the date or the year, or take the dates alone: --map period=COLUMN",
            Self::Text => "write dates as 2026-03-14, months as 2026-03, quarters as 2026-Q1, years as 2026",
        }
    }
}

/// A number of one or more digits.
pub(super) fn number(text: &[u8]) -> Option<i32> {
    if text.is_empty() || text.len() > 8 {
        return None;
    }
    text.iter().try_fold(0i32, |sum, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| sum.wrapping_mul(10).wrapping_add(i32::from(digit)))
    })
}

pub(super) fn month_of(year: i32, month: i32) -> Result<When, NoDate> {
    Month::new(year, month).map(|month| When::Months(Span::month(month))).ok_or(NoDate::NoSuchDay)
}

fn day_of(year: i32, month: i32, day: i32) -> Result<When, NoDate> {
    Day::new(year, month, day).map(When::Day).ok_or(NoDate::NoSuchDay)
}

pub(super) fn plausible(year: i32) -> bool {
    (1900..=2199).contains(&year)
}

impl Reader {
    /// Reads a period or date.
    pub(crate) fn read(&self, text: &[u8]) -> Result<When, NoDate> {
        let text = text.trim_ascii();
        if let Some(when) = iso_day(text) {
            return when;
        }
        if text.is_empty() {
            return Err(NoDate::Blank);
        }
        if let Some(format) = &self.format
            && let Some(when) = format.read(&String::from_utf8_lossy(text))
        {
            return when.ok_or(NoDate::NoSuchDay);
        }
        let read = self.other(text);
        match read {
            Err(_) if self.format.is_some() => Err(NoDate::Format),
            other => other,
        }
    }

    fn other(&self, text: &[u8]) -> Result<When, NoDate> {
        let text = without_time(text);
        if let Some(year) = number(text) {
            return match text.len() {
                4 if plausible(year) => {
                    Month::new(year, 1).map(|m| When::Months(Span::around(m, Grain::Year))).ok_or(NoDate::Text)
                }
                8 if plausible(year / 10_000) => day_of(year / 10_000, year / 100 % 100, year % 100),
                6 if plausible(year / 100) && (1..=12).contains(&(year % 100)) => Err(NoDate::Undivided),
                // Five digits are days of 1927 to 2173; a day and a month alone are four.
                5 => Err(NoDate::Serial),
                _ => Err(NoDate::Text),
            };
        }
        let separator = text.iter().copied().find(|byte| matches!(byte, b'.' | b'/' | b'-'));
        let parts: Vec<&[u8]> = match separator {
            Some(separator) => text.split(|byte| *byte == separator).map(<[u8]>::trim_ascii).collect(),
            None => Vec::new(),
        };
        let numbers: Vec<Option<i32>> = parts.iter().map(|part| number(part)).collect();
        let length = |at: usize| parts.get(at).map_or(0, |part| part.len());
        match (numbers.as_slice(), separator) {
            ([Some(year), Some(month)], _) if length(0) == 4 && length(1) <= 2 => month_of(*year, *month),
            ([Some(month), Some(year)], _) if length(1) == 4 && length(0) <= 2 => month_of(*year, *month),
            ([Some(year), Some(month), Some(day)], _) if length(0) == 4 && length(1) <= 2 && length(2) <= 2 => {
                day_of(*year, *month, *day)
            }
            ([Some(one), Some(other), Some(year)], Some(separator))
                if length(2) == 4 && length(0) <= 2 && length(1) <= 2 =>
            {
                self.year_last(*one, *other, *year, separator)
            }
            ([Some(_), Some(_), Some(_)], _) if length(2) == 2 => Err(NoDate::ShortYear),
            ([Some(year), None], Some(b'-')) if length(0) == 4 => {
                coded(*year, parts.get(1).copied().unwrap_or_default())
            }
            _ => worded(&String::from_utf8_lossy(text)),
        }
    }

    /// A date with its year last: dotted ones are day first.
    fn year_last(&self, one: i32, other: i32, year: i32, separator: u8) -> Result<When, NoDate> {
        let order = match (separator, self.order) {
            (b'.', _) => Some(Order::DayFirst),
            (_, settled) => settled,
        };
        match order {
            Some(Order::DayFirst) if other > 12 && one <= 12 => Err(NoDate::AgainstOrder(Order::DayFirst)),
            Some(Order::DayFirst) => day_of(year, other, one),
            Some(Order::MonthFirst) if one > 12 && other <= 12 => Err(NoDate::AgainstOrder(Order::MonthFirst)),
            Some(Order::MonthFirst) => day_of(year, one, other),
            None if one == other => day_of(year, other, one),
            None if one > 12 => day_of(year, other, one),
            None if other > 12 => day_of(year, one, other),
            None => Err(NoDate::Ambiguous),
        }
    }
}

/// What a date proves of the order of day and month in its column.
pub(crate) fn proves(text: &[u8]) -> Option<Order> {
    let text = text.trim_ascii();
    // The year comes first, as it mostly does.
    let is_year = text.split_at_checked(4).is_some_and(|(year, _)| year.iter().all(u8::is_ascii_digit));
    if is_year && text.first() != Some(&b'0') {
        return None;
    }
    let text = without_time(text);
    let separator = text.iter().copied().find(|byte| matches!(byte, b'/' | b'-'))?;
    let mut parts = text.split(|byte| *byte == separator).map(number);
    let (one, other, year) = (parts.next()??, parts.next()??, parts.next()??);
    if year < 1000 || one > 31 || other > 31 {
        return None;
    }
    match (one > 12, other > 12) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// The common case: `2026-03-14`, with or without a time.
fn iso_day(text: &[u8]) -> Option<Result<When, NoDate>> {
    let (date, rest) = text.split_at_checked(10)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    let digits = |digits: &[&u8]| {
        digits.iter().try_fold(0i32, |sum, byte| {
            let digit = byte.wrapping_sub(b'0');
            (digit < 10).then(|| sum.wrapping_mul(10).wrapping_add(i32::from(digit)))
        })
    };
    let (year, month, day) = (digits(&[y1, y2, y3, y4])?, digits(&[m1, m2])?, digits(&[d1, d2])?);
    is_time(rest).then(|| day_of(year, month, day))
}

/// What may follow a date: nothing, or a time of day.
fn is_time(rest: &[u8]) -> bool {
    match rest.split_first() {
        None => true,
        Some((b'T' | b't' | b' ' | b',', time)) => {
            let time = time.trim_ascii_start();
            let hours = time.iter().take_while(|byte| byte.is_ascii_digit()).count();
            (1..=2).contains(&hours)
                && matches!(time.get(hours), Some(b':' | b'.'))
                && time.iter().all(|byte| {
                    byte.is_ascii_digit()
                        || matches!(byte, b':' | b'.' | b'+' | b'-' | b' ' | b'A'..=b'Z' | b'a'..=b'z' | b'(' | b')')
                })
        }
        Some(_) => false,
    }
}

/// A date-time's date, as written.
fn without_time(text: &[u8]) -> &[u8] {
    let at = (6..text.len())
        .find(|at| matches!(text.get(*at), Some(b'T' | b' ' | b',')) && is_time(text.get(*at..).unwrap_or_default()));
    text.get(..at.unwrap_or(text.len())).unwrap_or(text)
}

/// `2026-Q1`, `2026-W05`, `2026-Mar`.
fn coded(year: i32, rest: &[u8]) -> Result<When, NoDate> {
    match rest.split_first() {
        Some((b'Q' | b'q', [quarter @ b'1'..=b'4'])) => {
            let month = i32::from(quarter.wrapping_sub(b'0')).wrapping_mul(3);
            let month = Month::new(year, month).ok_or(NoDate::Text)?;
            Ok(When::Months(Span::around(month, Grain::Quarter)))
        }
        Some((b'W' | b'w', week)) => iso_week(year, number(week).ok_or(NoDate::Text)?).ok_or(NoDate::NoSuchDay),
        _ => match months::number(&String::from_utf8_lossy(rest)) {
            Some(month) => month_of(year, month),
            None => Err(NoDate::Text),
        },
    }
}

/// An ISO week: weeks begin on Monday, and the first holds 4 January; each belongs to the year of its Thursday. Source:
/// ISO 8601.
fn iso_week(year: i32, week: i32) -> Option<When> {
    let first = Day::new(year, 1, 4)?.monday();
    let monday = Day(first.0.saturating_add(week.saturating_sub(1).saturating_mul(7)));
    let thursday = Day(monday.0.saturating_add(3));
    ((1..=53).contains(&week) && thursday.civil().0 == year).then_some(When::Week(monday))
}

/// `14 mars 2026`, `September 1, 2026`, `mars 2026`, `1. März 2026`, `Q1 2026`.
fn worded(text: &str) -> Result<When, NoDate> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '/' | '.'))
        .filter(|word| !word.is_empty() && !matches!(*word, "de" | "of" | "do"))
        .collect();
    let digits = |word: &str| number(word.trim_end_matches(|c: char| c.is_alphabetic()).as_bytes());
    let year = |word: &str| digits(word).filter(|year| word.len() == 4 && plausible(*year));
    let short = |word: &str| word.len() == 2 && digits(word).is_some();
    match words.as_slice() {
        [name, last] => match (months::number(name), year(last), name.split_at_checked(1)) {
            (Some(month), Some(year), _) => month_of(year, month),
            (Some(_), None, _) if short(last) => Err(NoDate::ShortYear),
            (None, Some(year), Some(("Q" | "q", quarter))) => coded(year, format!("Q{quarter}").as_bytes()),
            _ => match (year(name), months::number(last)) {
                (Some(year), Some(month)) => month_of(year, month),
                _ => Err(NoDate::Text),
            },
        },
        [first, second, last] => match (months::number(second), months::number(first), year(last)) {
            (Some(month), _, Some(year)) => day_of(year, month, digits(first).ok_or(NoDate::Text)?),
            (None, Some(month), Some(year)) => day_of(year, month, digits(second).ok_or(NoDate::Text)?),
            (Some(_), _, None) | (None, Some(_), None) if short(last) => Err(NoDate::ShortYear),
            _ => Err(NoDate::Text),
        },
        _ => Err(NoDate::Text),
    }
}

#[cfg(test)]
#[path = "date_tests.rs"]
mod tests;
