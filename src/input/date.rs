//! Dates as they are written in cells: ISO days, months, quarters and years, and date-times by their date.

use crate::domain::period::{Day, Grain, Month, Span};

/// What a cell of a period column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum When {
    /// A day.
    Day(Day),
    /// Whole months.
    Months(Span),
}

impl When {
    /// The months it lies in.
    pub(crate) fn span(self) -> Span {
        match self {
            Self::Day(day) => Span::month(day.month()),
            Self::Months(span) => span,
        }
    }

    /// Its first day.
    pub(crate) fn first_day(self) -> Day {
        match self {
            Self::Day(day) => day,
            Self::Months(span) => span.first.first_day(),
        }
    }

    /// Its last day.
    pub(crate) fn last_day(self) -> Day {
        match self {
            Self::Day(day) => day,
            Self::Months(span) => span.last.last_day(),
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

    /// A small number for it, the same for the same period; 0 is kept for none.
    pub(crate) fn token(self) -> u32 {
        let (kind, number) = match self {
            Self::Day(day) => (1u32, day.0),
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
    /// A spreadsheet's day number.
    Serial,
    /// A year of two digits.
    ShortYear,
    /// Day, month and year in another order.
    OtherOrder,
    /// Anything else.
    Text,
}

impl NoDate {
    /// What the text is, to follow "'text' is …".
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Blank => "blank, not a date",
            Self::NoSuchDay => "a date that is in no calendar",
            Self::Serial => "a number, not a date; it may be a spreadsheet's serial date",
            Self::ShortYear => "a date with a year of two digits",
            Self::OtherOrder => "a date that is not written year first",
            Self::Text => "not a date",
        }
    }

    /// What to do.
    pub(crate) fn fix(self) -> &'static str {
        match self {
            Self::Blank => "fill the date, or leave the row out",
            Self::NoSuchDay => "correct the day: 29 February is in leap years only",
            Self::Serial => "format the column as a date (2026-03-14) in the spreadsheet and export again",
            Self::ShortYear | Self::OtherOrder => "export the column as 2026-03-14",
            Self::Text => "write dates as 2026-03-14, months as 2026-03, quarters as 2026-Q1, years as 2026",
        }
    }
}

fn two(bytes: &[u8], at: usize) -> Option<i32> {
    let digit = |at: usize| bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10);
    Some(i32::from(digit(at)?).wrapping_mul(10).wrapping_add(i32::from(digit(at.wrapping_add(1))?)))
}

/// Reads a period or date.
pub(crate) fn read(text: &[u8]) -> Result<When, NoDate> {
    let text = text.trim_ascii();
    if text.is_empty() {
        return Err(NoDate::Blank);
    }
    let year = match (two(text, 0), two(text, 2)) {
        (Some(century), Some(year)) => century.wrapping_mul(100).wrapping_add(year),
        _ => return Err(other(text)),
    };
    match (text.len(), text.get(4)) {
        (4, None) => plausible(year)
            .then(|| Month::new(year, 1))
            .flatten()
            .map(|month| When::Months(Span::around(month, Grain::Year)))
            .ok_or(NoDate::Serial),
        (7, Some(b'-')) if matches!(text.get(5), Some(b'Q' | b'q')) => match text.get(6) {
            Some(quarter @ b'1'..=b'4') => {
                let month = i32::from(quarter.wrapping_sub(b'0')).wrapping_mul(3);
                let month = Month::new(year, month).ok_or(NoDate::Text)?;
                Ok(When::Months(Span::around(month, Grain::Quarter)))
            }
            _ => Err(NoDate::Text),
        },
        (7, Some(b'-')) => {
            let month = two(text, 5).ok_or(NoDate::Text)?;
            Month::new(year, month).map(|month| When::Months(Span::month(month))).ok_or(NoDate::NoSuchDay)
        }
        (10.., Some(b'-')) if text.get(7) == Some(&b'-') && is_time(text.get(10..).unwrap_or_default()) => {
            let (Some(month), Some(day)) = (two(text, 5), two(text, 8)) else {
                return Err(NoDate::Text);
            };
            Day::new(year, month, day).map(When::Day).ok_or(NoDate::NoSuchDay)
        }
        _ => Err(other(text)),
    }
}

/// What may follow a date: nothing, or a time of day.
fn is_time(rest: &[u8]) -> bool {
    match rest.split_first() {
        None => true,
        Some((b'T' | b't' | b' ', time)) => {
            two(time, 0).is_some()
                && time.get(2) == Some(&b':')
                && time.iter().all(|byte| {
                    byte.is_ascii_digit()
                        || matches!(byte, b':' | b'.' | b'+' | b'-' | b'Z' | b'z' | b' ' | b'U' | b'T' | b'C')
                })
        }
        Some(_) => false,
    }
}

fn plausible(year: i32) -> bool {
    (1900..=2199).contains(&year)
}

fn other(text: &[u8]) -> NoDate {
    if text.iter().all(u8::is_ascii_digit) {
        return NoDate::Serial;
    }
    let parts: Vec<&[u8]> = text.split(|byte| matches!(byte, b'.' | b'/' | b'-')).collect();
    match parts.as_slice() {
        [_, _, year] | [_, year] if year.len() == 2 && year.iter().all(u8::is_ascii_digit) => NoDate::ShortYear,
        [day, month, year]
            if [day, month].iter().all(|part| (1..=2).contains(&part.len()) && part.iter().all(u8::is_ascii_digit))
                && year.get(..4).is_some_and(|year| year.iter().all(u8::is_ascii_digit)) =>
        {
            NoDate::OtherOrder
        }
        _ => NoDate::Text,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]
    use super::*;

    fn span(text: &str) -> String {
        read(text.as_bytes()).unwrap().span().to_string()
    }

    #[test]
    fn iso_periods_are_read_and_nothing_else_is_guessed() {
        assert_eq!(span("2026-03-14"), "2026-03");
        assert_eq!(span("2026-03-14T23:59:00Z"), "2026-03");
        assert_eq!(span(" 2026-03 "), "2026-03");
        assert_eq!(span("2026-Q2"), "2026-Q2");
        assert_eq!(span("2026"), "2026");
        for (text, fault) in [
            ("45658", NoDate::Serial),
            ("13/01/2025", NoDate::OtherOrder),
            ("14.03.2026", NoDate::OtherOrder),
            ("01/02/26", NoDate::ShortYear),
            ("2026-02-29", NoDate::NoSuchDay),
            ("2026-13", NoDate::NoSuchDay),
            ("March", NoDate::Text),
            ("", NoDate::Blank),
        ] {
            assert_eq!(read(text.as_bytes()), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_token_stands_for_its_period() {
        for text in ["2026-03-14", "1969-12-31", "2026-03", "2026-Q4", "1900", "9999-12-31", "0001-01-01"] {
            let when = read(text.as_bytes()).unwrap();
            assert_eq!(When::of_token(when.token()), Some(when), "{text}");
        }
    }
}
