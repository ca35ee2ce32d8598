//! Fiscal years as they are written: `FY2026` is the months it stands for.

use super::{Planned, wrong};
use crate::domain::fiscal::YearStart;
use crate::domain::period::Span;

/// The month in which fiscal years begin: `04`.
pub(super) fn year_start(text: &str) -> Result<YearStart, String> {
    let month = text.trim();
    let digits = (1..=2).contains(&month.len()) && month.bytes().all(|b| b.is_ascii_digit());
    let found = digits.then(|| month.parse().ok().and_then(YearStart::new)).flatten();
    found.ok_or_else(|| format!("'{month}' is no month of the year: 04 is April"))
}

/// The value of a flag with the fiscal years and quarters in it as months of the calendar; any other text stays as it
/// is.
pub(super) fn period(name: &str, text: Option<&String>, start: Option<YearStart>) -> Planned<Option<String>> {
    let help = || start.is_none().then(|| "year_start = \"04\" under [output] in cacltv.toml".to_owned());
    let read = |text: &String| in_months(text, start).map_err(|fault| wrong(format!("--{name}: {fault}"), help()));
    text.map(read).transpose()
}

fn in_months(text: &str, start: Option<YearStart>) -> Result<String, String> {
    let span = |part: &str| -> Result<Option<Span>, String> {
        let part = part.trim();
        if !part.get(..2).is_some_and(|letters| letters.eq_ignore_ascii_case("FY")) {
            return Ok(None);
        }
        let unset = || format!("'{part}' is a fiscal year, and nothing says in which month one begins");
        let known = start.ok_or_else(unset)?.span(part);
        known.map(Some).ok_or_else(|| format!("'{part}' is no fiscal year: FY2026, or FY2026-Q1"))
    };
    match text.split_once("..") {
        None => Ok(span(text)?.map_or_else(|| text.to_owned(), |span| format!("{}..{}", span.first, span.last))),
        Some((from, to)) => {
            let first = span(from)?.map_or_else(|| from.to_owned(), |span| span.first.to_string());
            let last = span(to)?.map_or_else(|| to.to_owned(), |span| span.last.to_string());
            Ok(format!("{first}..{last}"))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_fiscal_year_is_read_as_its_months_and_all_else_as_written() {
        let april = year_start("04").ok();
        let read = |text: &str| in_months(text, april).unwrap();
        assert_eq!(read("FY2026"), "2025-04..2026-03");
        assert_eq!(read("fy2026-q2"), "2025-07..2025-09");
        assert_eq!(read("FY2025..FY2026"), "2024-04..2026-03");
        assert_eq!(read("2025-09..FY2026"), "2025-09..2026-03");
        for calendar in ["2026", "2026-Q1", "2026-01..2026-03", "last:3", "nonsense"] {
            assert_eq!(read(calendar), calendar);
        }
    }

    #[test]
    fn without_its_first_month_a_fiscal_year_is_refused() {
        assert!(in_months("FY2026", None).unwrap_err().contains("in which month"));
        assert!(in_months("FY26", year_start("4").ok()).is_err());
        for wrong in ["0", "13", "april", "", "004", "+4"] {
            assert!(year_start(wrong).is_err(), "{wrong}");
        }
    }
}
