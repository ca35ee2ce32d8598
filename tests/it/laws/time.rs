//! Days, months, spans, and quantities with a unit of time.

use std::str::FromStr;

use cacltv::domain::exact::Exact;
use cacltv::domain::period::{Day, Grain, Month, Span};
use cacltv::domain::quantity;
use cacltv::domain::rate::{MonthlyChurn, Per};
use proptest::prelude::*;

fn month() -> impl Strategy<Value = Month> {
    (1i32..=9999, 1i32..=12).prop_map(|(year, month)| Month::new(year, month).unwrap())
}

/// How many days the month has, by the rule of the Gregorian calendar.
fn days_of(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Every day from 1600 to 2400, counted up one by one: more than two of the calendar's cycles.
#[test]
fn days_follow_each_other_without_gap() {
    let mut expected = Day::new(1600, 1, 1).unwrap().0;
    for year in 1600..=2400 {
        for month in 1..=12 {
            for day in 1..=days_of(year, month) {
                let found = Day::new(year, month, day).unwrap();
                assert_eq!(found.0, expected);
                assert_eq!(found.civil(), (year, month, day));
                assert_eq!(found.month(), Month::new(year, month).unwrap());
                expected += 1;
            }
            assert_eq!(Day::new(year, month, days_of(year, month) + 1), None);
            assert_eq!(Day::new(year, month, 0), None);
        }
    }
    assert_eq!(Day::new(1970, 1, 1), Some(Day(0)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_month_begins_and_ends_with_its_own_days(month in month()) {
        prop_assert_eq!(month.first_day().month(), month);
        prop_assert_eq!(month.last_day().month(), month);
        prop_assert_eq!(month.last_day().0 - month.first_day().0 + 1, month.days());
        // Behind December 9999 the calendar has no day.
        if month.plus(1).year() <= 9999 {
            prop_assert_eq!(Day(month.last_day().0 + 1), month.plus(1).first_day());
        }
        prop_assert_eq!(month.days(), days_of(month.year(), month.number()));
    }

    #[test]
    fn a_span_reads_back_as_itself(first in month(), length in 0i32..40) {
        let span = Span { first, last: first.plus(length) };
        if span.last.year() <= 9999 {
            prop_assert_eq!(Span::from_str(&span.to_string()), Ok(span));
        }
        prop_assert_eq!(span.months(), length + 1);
    }

    #[test]
    fn quarters_and_years_hold_their_months(month in month()) {
        for grain in [Grain::Month, Grain::Quarter, Grain::Year] {
            let around = Span::around(month, grain);
            prop_assert!(around.contains(Span::month(month)));
            prop_assert_eq!(around.months(), grain.months());
            prop_assert_eq!((around.first.number() - 1) % grain.months(), 0);
            for inside in 0..grain.months() {
                prop_assert_eq!(Span::around(around.first.plus(inside), grain), around);
            }
        }
    }

    #[test]
    fn money_a_year_is_twelve_times_money_a_month(cents in 0u32..10_000_000) {
        let text = format!("{}.{:02}", cents / 100, cents % 100);
        let monthly = quantity::monthly_money(&format!("{text}/mo")).unwrap();
        let yearly = quantity::monthly_money(&format!("{text}/yr")).unwrap();
        prop_assert_eq!(monthly.figure().low(), &(yearly.figure().low() * &Exact::whole(12)));
        prop_assert_eq!(&quantity::monthly_money(&text).unwrap(), &monthly);
    }

    #[test]
    fn a_percentage_is_a_hundredth(thousandths in 0u32..=100_000) {
        let percent = format!("{}.{:03}%", thousandths / 1000, thousandths % 1000);
        let wanted = Exact::quotient(thousandths, 100_000).unwrap();
        for text in [percent.clone(), format!("{percent}/mo"), format!("{thousandths}/100000/mo")] {
            if text.ends_with('%') || text.ends_with("%/mo") || thousandths < 100_000 {
                let churn = quantity::churn(&text).unwrap();
                prop_assert_eq!(churn.figure().low(), &wanted, "{}", text);
            }
        }
        let margin = quantity::margin(&percent).unwrap();
        prop_assert_eq!(margin.figure().low(), &wanted);
        prop_assert_eq!(quantity::share(&percent).unwrap(), wanted);
    }

    #[test]
    fn a_bare_number_above_one_is_no_rate(hundredths in 101u32..100_000) {
        let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        prop_assert!(quantity::churn(&text).is_err() && quantity::margin(&text).is_err());
        prop_assert!(quantity::discount(&text).is_err() && quantity::share(&text).is_err());
    }

    #[test]
    fn years_of_lifetime_and_horizon_are_twelve_months(years in 1u32..=100) {
        let lifetime = |text: &str| quantity::lifetime(text).unwrap();
        prop_assert_eq!(lifetime(&format!("{years}yr")), lifetime(&format!("{}mo", years * 12)));
        prop_assert_eq!(lifetime(&format!("{years} years")), lifetime(&(years * 12).to_string()));
        prop_assert_eq!(quantity::horizon(&format!("{years}yr")), Ok(years * 12));
    }

    #[test]
    fn a_ratio_to_one_is_the_number(tenths in 11u32..1000) {
        let (dot, comma) = (format!("{}.{}", tenths / 10, tenths % 10), format!("{},{}", tenths / 10, tenths % 10));
        let wanted = Exact::quotient(tenths, 10).unwrap();
        for text in [dot.clone(), format!("{dot}:1"), format!("{comma}:1"), comma.clone()] {
            prop_assert_eq!(quantity::ratio(&text), Ok(wanted.clone()), "{}", text);
        }
        let turned = quantity::ratio(&format!("1:{dot}"));
        prop_assert!(turned.is_err());
    }

    /// A year's churn is what twelve months' churn leaves, and its month is that churn again.
    #[test]
    fn monthly_and_yearly_churn_are_each_other_s_inverse(ten_thousandths in 0u32..=10_000) {
        let monthly = Exact::quotient(ten_thousandths, 10_000).unwrap();
        let yearly = MonthlyChurn::new(&monthly, Per::Month).unwrap().yearly();
        prop_assert!(yearly.is_exact());
        let left = (0..12).fold(Exact::one(), |left, _| &left * &(&Exact::one() - &monthly));
        prop_assert_eq!(yearly.low(), &(&Exact::one() - &left));
        let back = MonthlyChurn::new(yearly.low(), Per::Year).unwrap();
        prop_assert_eq!(back.figure().low(), &monthly);
        prop_assert!(back.figure().is_exact());
    }

    /// A churn a year without an exact root is enclosed, by bounds that agree to more than 15 digits.
    #[test]
    fn a_yearly_churn_encloses_its_month(thousandths in 1u32..999) {
        let yearly = Exact::quotient(thousandths, 1000).unwrap();
        let churn = MonthlyChurn::new(&yearly, Per::Year).unwrap();
        let (low, high) = (churn.figure().low(), churn.figure().high());
        let year = |monthly: &Exact| {
            let kept = &Exact::one() - monthly;
            &Exact::one() - &kept.power(12)
        };
        prop_assert!(year(low) <= yearly && yearly <= year(high));
        prop_assert!((high - low) <= (low * &Exact::decimal(1, 18)));
    }
}
