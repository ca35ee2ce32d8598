//! Fiscal years: years and quarters that begin in another month than January.
//!
//! A fiscal year has the name of the calendar year in which it ends, as most companies in the United Kingdom and the
//! Nordic countries name theirs: with April as its first month FY2026 is 2025-04 to 2026-03.

use std::fmt;

use super::period::{Grain, Month, Span};

/// The month in which fiscal years begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearStart(i32);

impl YearStart {
    /// A month of the year, from 1. `None` outside 1–12.
    #[must_use]
    pub fn new(month: i32) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self(month))
    }

    /// The whole period of `length` months (3 or 12) that `month` lies in.
    #[must_use]
    pub fn around(self, month: Month, length: i32) -> Span {
        let shift = self.0.saturating_sub(1);
        let first = month.0.saturating_sub(shift).div_euclid(length).saturating_mul(length).saturating_add(shift);
        Span { first: Month(first), last: Month(first).plus(length.saturating_sub(1)) }
    }

    /// `FY2026` or `FY2026-Q1`; what is neither keeps its name of the calendar.
    #[must_use]
    pub fn name(self, span: Span) -> String {
        let year = self.around(span.first, 12);
        let named = year.last.year();
        if span == year {
            format!("FY{named:04}")
        } else if span == self.around(span.first, 3) {
            let quarter = span.first.0.saturating_sub(year.first.0).div_euclid(3).saturating_add(1);
            format!("FY{named:04}-Q{quarter}")
        } else {
            span.to_string()
        }
    }

    /// The months of `FY2026` or `FY2026-Q1`, in any case.
    #[must_use]
    pub fn span(self, text: &str) -> Option<Span> {
        let (letters, rest) = text.trim().split_at_checked(2)?;
        if !letters.eq_ignore_ascii_case("FY") {
            return None;
        }
        let (year, quarter) = match rest.split_once('-') {
            None => (rest, None),
            Some((year, quarter)) => (year, Some(quarter.strip_prefix(['Q', 'q'])?)),
        };
        let digits = |text: &str, length: usize| {
            let all = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
            all.then(|| text.parse::<i32>().ok()).flatten()
        };
        let ends = Month::new(digits(year, 4)?, 12)?;
        // One that begins in January ends in December, any other in the month before its first.
        let last = if self.0 == 1 { ends } else { Month(ends.0.saturating_add(self.0).saturating_sub(13)) };
        let year = self.around(last, 12);
        Month::new(year.first.year(), 1)?;
        match quarter {
            None => Some(year),
            Some(quarter) => {
                let quarter = digits(quarter, 1).filter(|number| (1..=4).contains(number))?;
                Some(self.around(year.first.plus(quarter.saturating_sub(1).saturating_mul(3)), 3))
            }
        }
    }
}

/// A period that rows are grouped by: its months, and the fiscal years it is named in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The months.
    pub span: Span,
    /// The month in which the fiscal years begin that it is named in; `None` for the calendar.
    pub fiscal: Option<YearStart>,
}

impl Period {
    /// The period of a length that a month lies in.
    #[must_use]
    pub fn around(month: Month, grain: Grain) -> Self {
        Self { span: Span::around(month, grain), fiscal: grain.fiscal() }
    }

    /// The period of the same length that many of them later (earlier when negative).
    #[must_use]
    pub fn plus(self, periods: i32) -> Self {
        let months = self.span.months().saturating_mul(periods);
        let span = Span { first: self.span.first.plus(months), last: self.span.last.plus(months) };
        Self { span, ..self }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.fiscal {
            Some(start) => out.write_str(&start.name(self.span)),
            None => write!(out, "{}", self.span),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn april() -> YearStart {
        YearStart::new(4).unwrap()
    }

    fn span(from: (i32, i32), to: (i32, i32)) -> Span {
        Span { first: Month::new(from.0, from.1).unwrap(), last: Month::new(to.0, to.1).unwrap() }
    }

    #[test]
    fn a_fiscal_year_is_named_by_the_calendar_year_in_which_it_ends() {
        assert_eq!(april().span("FY2026"), Some(span((2025, 4), (2026, 3))));
        assert_eq!(april().name(span((2025, 4), (2026, 3))), "FY2026");
        assert_eq!(YearStart::new(1).unwrap().span("fy2026"), Some(span((2026, 1), (2026, 12))));
        assert_eq!(YearStart::new(12).unwrap().span("FY2026"), Some(span((2025, 12), (2026, 11))));
    }

    #[test]
    fn its_first_quarter_begins_with_it() {
        assert_eq!(april().span("FY2026-Q1"), Some(span((2025, 4), (2025, 6))));
        assert_eq!(april().span("FY2026-Q4"), Some(span((2026, 1), (2026, 3))));
        assert_eq!(april().name(span((2026, 1), (2026, 3))), "FY2026-Q4");
        // With May as the first month a quarter of the fiscal year is none of the calendar.
        let may = YearStart::new(5).unwrap();
        assert_eq!(may.around(Month::new(2026, 3).unwrap(), 3), span((2026, 2), (2026, 4)));
        assert_eq!(may.name(span((2026, 2), (2026, 4))), "FY2026-Q4");
        assert_eq!(may.name(span((2026, 1), (2026, 3))), "2026-Q1");
    }

    #[test]
    fn every_name_is_read_back_as_its_months() {
        for start in 1..=12 {
            let start = YearStart::new(start).unwrap();
            for month in 0..30 {
                for length in [3, 12] {
                    let own = start.around(Month::new(2025, 1).unwrap().plus(month), length);
                    assert_eq!(start.span(&start.name(own)), Some(own));
                }
            }
        }
        for none in ["FY26", "FY2026-5", "FY2026-Q5", "2026", "FY0000", "FY0001", "F", "", "FY2026Q1", "éé2026"] {
            assert_eq!(april().span(none), None, "{none}");
        }
    }

    #[test]
    fn a_period_is_named_in_the_years_it_is_of_and_followed_by_one_of_its_length() {
        let march = Month::new(2026, 3).unwrap();
        let of = |grain| Period::around(march, grain);
        let (plain, fiscal) = (of(Grain::Quarter), of(Grain::FiscalQuarter(april())));
        assert_eq!((plain.to_string(), fiscal.to_string()), ("2026-Q1".to_owned(), "FY2026-Q4".to_owned()));
        assert_eq!(
            (plain.plus(1).to_string(), fiscal.plus(1).to_string()),
            ("2026-Q2".to_owned(), "FY2027-Q1".to_owned())
        );
        assert_eq!(
            (plain.plus(-1).to_string(), of(Grain::Month).plus(10).to_string()),
            ("2025-Q4".into(), "2027-01".into())
        );
        assert_eq!(of(Grain::FiscalYear(april())).plus(2).to_string(), "FY2028");
        assert_eq!((YearStart::new(0), YearStart::new(13), YearStart::new(12).is_some()), (None, None, true));
    }
}
