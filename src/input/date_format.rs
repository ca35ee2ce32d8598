//! Date forms given by hand: strftime's `%d %m %Y %y %b %B %e %j %H %M %S`, or a spreadsheet's serial days.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use super::date::When;
use super::months;
use crate::domain::period::{Day, Month, Span};

/// A form of dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateFormat {
    /// Days since 1899-12-30, as spreadsheets count them.
    Excel,
    /// Text and fields.
    Fields(Vec<Part>),
}

/// A part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A day of the month.
    Day,
    /// A month by its number.
    Month,
    /// A month by its name, in any header language.
    MonthName,
    /// A year of four digits.
    Year,
    /// A year of two digits, from 2000.
    ShortYear,
    /// Hours, minutes, seconds: passed over.
    Time,
    /// A character as it is.
    Text(char),
}

impl FromStr for DateFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("excel") {
            return Ok(Self::Excel);
        }
        let mut parts = Vec::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            if c != '%' {
                parts.push(Part::Text(c));
                continue;
            }
            let field = chars.find(|c| !matches!(c, '-' | '_' | '0'));
            parts.push(match field {
                Some('d' | 'e') => Part::Day,
                Some('m') => Part::Month,
                Some('b' | 'B' | 'h') => Part::MonthName,
                Some('Y') => Part::Year,
                Some('y') => Part::ShortYear,
                Some('H' | 'I' | 'M' | 'S' | 'p') => Part::Time,
                Some('%') => Part::Text('%'),
                other => {
                    let shown = other.map_or_else(String::new, String::from);
                    return Err(format!("'%{shown}' is not known: %d %m %b %B %Y %y %H %M %S, or excel"));
                }
            });
        }
        let has = |wanted: &[Part]| parts.iter().any(|part| wanted.contains(part));
        if !has(&[Part::Year, Part::ShortYear]) || !has(&[Part::Month, Part::MonthName]) {
            return Err(format!("'{text}' lacks a year or a month, such as %d/%m/%Y, %b-%y or excel"));
        }
        Ok(Self::Fields(parts))
    }
}

impl fmt::Display for DateFormat {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Fields(parts) = self else { return out.write_str("excel") };
        parts.iter().try_for_each(|part| match part {
            Part::Day => out.write_str("%d"),
            Part::Month => out.write_str("%m"),
            Part::MonthName => out.write_str("%b"),
            Part::Year => out.write_str("%Y"),
            Part::ShortYear => out.write_str("%y"),
            Part::Time => out.write_str("%H"),
            Part::Text('%') => out.write_str("%%"),
            Part::Text(text) => out.write_char(*text),
        })
    }
}

impl DateFormat {
    /// The order of day and month that the form has, for dates that are written otherwise alike.
    #[must_use]
    pub fn is_day_first(&self) -> Option<bool> {
        let Self::Fields(parts) = self else { return None };
        let at = |wanted: &[Part]| parts.iter().position(|part| wanted.contains(part));
        Some(at(&[Part::Day])? < at(&[Part::Month, Part::MonthName])?)
    }

    /// Reads a text: `None` when it is not of the form, `Some(None)` when there is no such day.
    pub(crate) fn read(&self, text: &str) -> Option<Option<When>> {
        match self {
            Self::Excel => {
                // What stands behind the mark is the time of day.
                let (whole, time) = text.split_once(['.', ',']).unwrap_or((text, ""));
                let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                if !digits(whole) || !digits(time) {
                    return None;
                }
                let serial: i32 = whole.parse().ok().filter(|serial| (1..=2_958_465).contains(serial))?;
                let epoch = Day::new(1899, 12, 30)?;
                Some(Some(When::Day(Day(epoch.0.saturating_add(serial)))))
            }
            Self::Fields(parts) => fields(parts, text),
        }
    }
}

fn fields(parts: &[Part], text: &str) -> Option<Option<When>> {
    let (mut day, mut month, mut year) = (None, None, None);
    let mut rest = text;
    for part in parts {
        let mut take = |most: usize, fits: fn(char) -> bool| -> Option<&str> {
            let end =
                rest.char_indices().take(most).take_while(|(_, c)| fits(*c)).last().map(|(at, c)| at + c.len_utf8())?;
            let (taken, left) = rest.split_at_checked(end)?;
            rest = left;
            Some(taken)
        };
        let digit = |c: char| c.is_ascii_digit();
        match part {
            Part::Day => day = Some(take(2, digit)?.parse::<i32>().ok()?),
            Part::Month => month = Some(take(2, digit)?.parse::<i32>().ok()?),
            Part::MonthName => month = Some(months::number(take(20, |c| c.is_alphabetic() || c == '.')?)?),
            Part::Year => year = Some(take(4, digit).filter(|digits| digits.len() == 4)?.parse::<i32>().ok()?),
            Part::ShortYear => {
                let digits = take(2, digit).filter(|digits| digits.len() == 2)?;
                year = Some(digits.parse::<i32>().ok()?.saturating_add(2000));
            }
            Part::Time => {
                take(2, |c| c.is_ascii_alphanumeric())?;
            }
            Part::Text(c) => rest = rest.strip_prefix(*c)?,
        }
    }
    if !rest.trim().is_empty() {
        return None;
    }
    let (year, month) = (year?, month?);
    Some(match day {
        Some(day) => Day::new(year, month, day).map(When::Day),
        None => Month::new(year, month).map(|month| When::Months(Span::month(month))),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]
    use super::*;

    fn read(form: &str, text: &str) -> String {
        let when = DateFormat::from_str(form).unwrap().read(text).unwrap().unwrap();
        format!("{}..{}", when.first_day(), when.last_day())
    }

    #[test]
    fn forms_given_by_hand_are_read() {
        assert_eq!(read("%d.%m.%y", "14.03.26"), "2026-03-14..2026-03-14");
        assert_eq!(read("%b-%y", "okt-25"), "2025-10-01..2025-10-31");
        assert_eq!(read("%m/%d/%Y", "03/04/2026"), "2026-03-04..2026-03-04");
        // Excel counts 1 for 1900-01-01 and has a 29 February 1900 that never was: 45658 is 2025-01-01.
        assert_eq!(read("excel", "45658"), "2025-01-01..2025-01-01");
        assert_eq!(read("%Y-%m-%d %H:%M:%S %p", "2026-03-14 09:05:07 PM"), "2026-03-14..2026-03-14");
        assert_eq!(read("%d%%%m%%%Y", "14%03%2026"), "2026-03-14..2026-03-14");
        let form = |text: &str| DateFormat::from_str(text).unwrap();
        for text in ["%d.%m.%y", "%b-%y", "%d%%%m%%%Y", "%Y-%m-%d %H", "excel"] {
            assert_eq!(form(text).to_string(), text);
        }
        assert_eq!(
            ["%d/%m/%Y", "%b %d %Y", "%b-%y", "excel"].map(|text| form(text).is_day_first()),
            [Some(true), Some(false), None, None]
        );
        // A serial has a time behind its mark; 0 and what is beyond the last day are none.
        assert_eq!(read("excel", "45658.75"), "2025-01-01..2025-01-01");
        for text in ["0", "2958466", "x", "-1", "+5", "45658.x"] {
            assert_eq!(form("excel").read(text), None, "{text}");
        }
        for text in ["14.03.2026", "14.3.2", "x", "14.03.26 x", "14-03-26"] {
            assert_eq!(form("%d.%m.%y").read(text), None, "{text}");
        }
        assert_eq!(form("%d.%m.%Y").read("14.03.26"), None);
        assert_eq!(form("%d.%m.%y").read("30.02.26"), Some(None));
        assert!(DateFormat::from_str("%d.%m").is_err() && DateFormat::from_str("%q").is_err());
    }
}
