//! Forms of dates, and what is none.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]
use super::*;

fn read(text: &str) -> Result<When, NoDate> {
    Reader::default().read(text.as_bytes())
}

fn days(text: &str) -> String {
    let when = read(text).unwrap();
    format!("{}..{}", when.first_day(), when.last_day())
}

#[test]
fn dates_are_read_in_the_forms_of_the_offices() {
    for text in [
        "2026-03-14",
        "2026-03-14T23:59:00Z",
        "14.03.2026",
        "14.3.2026",
        "14/03/2026",
        "03/14/2026",
        "20260314",
        "2026/03/14",
        "14 mars 2026",
        "14. März 2026",
        "March 14, 2026",
        "14-03-2026 10:22",
        "14 de marzo de 2026",
        "3/14/2026 12:00:00 AM",
        "14 maaliskuuta 2026",
        "14-Mar-2026",
    ] {
        assert_eq!(days(text), "2026-03-14..2026-03-14", "{text}");
    }
    assert_eq!(days("2026 mars"), "2026-03-01..2026-03-31");
    for text in ["2026-03", "03/2026", "03.2026", "mars 2026", "Mar 2026", "2026-Mar", "März 2026", "marts 2026"] {
        assert_eq!(days(text), "2026-03-01..2026-03-31", "{text}");
    }
    assert_eq!(days("2026-Q2"), "2026-04-01..2026-06-30");
    assert_eq!(days("Q2 2026"), "2026-04-01..2026-06-30");
    assert_eq!(days("2026"), "2026-01-01..2026-12-31");
    // ISO 8601: week 5 of 2026 runs from Monday 26 January to Sunday 1 February; 2026 has 53 weeks.
    assert_eq!(days("2026-W05"), "2026-01-26..2026-02-01");
    assert_eq!(days("2026-W53"), "2026-12-28..2027-01-03");
    assert_eq!(read("2025-W53"), Err(NoDate::NoSuchDay));
}

#[test]
fn what_is_no_certain_date_is_named() {
    for (text, fault) in [
        ("45658", NoDate::Serial),
        ("0301", NoDate::Text),
        ("301", NoDate::Text),
        ("202603", NoDate::Undivided),
        ("202612", NoDate::Undivided),
        ("202613", NoDate::Text),
        ("202600", NoDate::Text),
        ("189912", NoDate::Text),
        ("03/04/2026", NoDate::Ambiguous),
        ("01/02/26", NoDate::ShortYear),
        ("09-Mar-11", NoDate::ShortYear),
        ("Jan-23", NoDate::ShortYear),
        ("2026-02-29", NoDate::NoSuchDay),
        ("29.02.2026", NoDate::NoSuchDay),
        ("2026-13", NoDate::NoSuchDay),
        ("March", NoDate::Text),
        ("2026-Q5", NoDate::Text),
        ("2026-Q12", NoDate::Text),
        ("2026-W54", NoDate::NoSuchDay),
        ("2026-W00", NoDate::NoSuchDay),
        ("2026-Wx", NoDate::Text),
        ("2026-xyz", NoDate::Text),
        ("2026 x", NoDate::Text),
        ("14 xyz 2026", NoDate::Text),
        ("x mars 2026", NoDate::Text),
        ("14 mars 26", NoDate::ShortYear),
        ("mars 14 26", NoDate::ShortYear),
        ("a b c d", NoDate::Text),
        ("1899", NoDate::Text),
        ("2200", NoDate::Text),
        ("18991231", NoDate::Text),
        ("20261301", NoDate::NoSuchDay),
        ("20260230", NoDate::NoSuchDay),
        ("123456789", NoDate::Text),
        ("2026-03-14x", NoDate::Text),
        ("2026-03-14 x", NoDate::Text),
        ("2026-03-14 10", NoDate::Text),
        ("2026-03-14 100:00", NoDate::Text),
        ("2026-03-14 10:00 _", NoDate::Text),
        ("", NoDate::Blank),
        ("2026-", NoDate::Text),
        ("202:", NoDate::Text),
        ("2026-0:-01", NoDate::Text),
        ("26-Mar", NoDate::Text),
        ("mars 1850", NoDate::Text),
        ("mars 2026x", NoDate::Text),
        ("mars 260", NoDate::Text),
        ("mars xx", NoDate::Text),
        ("14 mars 260", NoDate::Text),
    ] {
        assert_eq!(read(text), Err(fault), "{text}");
    }
}

/// A day and a month have one digit or two, and a year has four.
#[test]
fn numbers_of_other_lengths_are_no_parts_of_a_date() {
    let texts = ["2026/003", "026/03", "03/026", "003/2026", "2026/03/014", "014/03/2026", "14/003/2026", "14/03/026"];
    for text in texts {
        assert_eq!(read(text), Err(NoDate::Text), "{text}");
    }
    for text in ["2026/003/14", "026/03/14"] {
        assert_eq!(read(text), Err(NoDate::ShortYear), "{text}");
    }
}

#[test]
fn a_column_settles_the_order_of_day_and_month() {
    assert_eq!(proves(b"14/03/2026"), Some(Order::DayFirst));
    assert_eq!(proves(b"03/14/2026"), Some(Order::MonthFirst));
    assert_eq!(proves(b"03/04/2026"), None);
    let day_first = Reader { order: Some(Order::DayFirst), format: None };
    assert_eq!(day_first.read(b"03/04/2026"), day_of(2026, 4, 3));
    assert_eq!(day_first.read(b"03/14/2026"), Err(NoDate::AgainstOrder(Order::DayFirst)));
    let month_first = Reader { order: Some(Order::MonthFirst), format: None };
    assert_eq!(month_first.read(b"03/04/2026"), day_of(2026, 3, 4));
    assert_eq!(month_first.read(b"14/03/2026"), Err(NoDate::AgainstOrder(Order::MonthFirst)));
    // A twelfth may be either, and 3 March is one day in both orders.
    assert_eq!(day_first.read(b"03/12/2026"), day_of(2026, 12, 3));
    assert_eq!(month_first.read(b"12/03/2026"), day_of(2026, 12, 3));
    assert_eq!([read("12/03/2026"), read("03/12/2026")], [Err(NoDate::Ambiguous); 2]);
    assert_eq!(read("03/03/2026"), day_of(2026, 3, 3));
    assert_eq!([read("13/12/2026"), read("12/13/2026")], [day_of(2026, 12, 13); 2]);
    // Dots are day first in every column.
    assert_eq!(month_first.read(b"03.04.2026"), day_of(2026, 4, 3));
}

#[test]
fn only_what_can_be_a_day_and_no_month_proves_the_order() {
    let (day, month) = (Some(Order::DayFirst), Some(Order::MonthFirst));
    for (text, order) in [
        ("31/03/2026", day),
        ("03/31/2026", month),
        ("13/12/2026", day),
        ("12/13/2026", month),
        ("14-03-1000", day),
        ("12/03/2026", None),
        ("03/12/2026", None),
        ("14/14/2026", None),
        ("32/03/2026", None),
        ("03/32/2026", None),
        ("14/03/999", None),
        ("2026/03/14", None),
        ("14.03.2026", None),
    ] {
        assert_eq!(proves(text.as_bytes()), order, "{text}");
    }
}

/// A form that is given reads what it fits; what is certain without it is read still, and all else is none of it.
#[test]
fn a_form_that_is_given_comes_first() {
    let us = Reader { order: None, format: "%m/%d/%y".parse().ok() };
    assert_eq!(us.read(b"03/04/26"), day_of(2026, 3, 4));
    assert_eq!(us.read(b"02/30/26"), Err(NoDate::NoSuchDay));
    assert_eq!(us.read(b"Q1 2026"), read("2026-Q1"));
    assert_eq!([us.read(b"x"), us.read(b"03/04/2026")], [Err(NoDate::Format); 2]);
    assert_eq!(us.read(b" "), Err(NoDate::Blank));
    // A day as ISO 8601 has it proves itself, with a time and without, whatever form is given.
    let swapped = Reader { order: None, format: "%Y-%d-%m".parse().ok() };
    assert_eq!([swapped.read(b"2026-03-04"), swapped.read(b"2026-03-04T10:22")], [day_of(2026, 3, 4); 2]);
}

#[test]
fn every_fault_says_what_the_text_is_and_what_to_do() {
    let all = [
        (NoDate::Blank, "blank", "fill"),
        (NoDate::NoSuchDay, "no calendar", "leap years"),
        (NoDate::AgainstOrder(Order::DayFirst), "day first", "one order"),
        (NoDate::AgainstOrder(Order::MonthFirst), "month first", "one order"),
        (NoDate::Ambiguous, "change places", "--date-format %d/%m/%Y"),
        (NoDate::Serial, "serial", "--date-format excel"),
        (NoDate::Undivided, "year and a month", "--date-format %Y%m"),
        (NoDate::ShortYear, "two digits", "%y"),
        (NoDate::Format, "of the form", "the form"),
        (NoDate::Text, "not a date", "2026-03-14"),
    ];
    for (fault, sentence, fix) in all {
        assert!(fault.sentence().contains(sentence) && fault.fix().contains(fix), "{fault:?}");
    }
}

#[test]
fn a_pair_of_dates_is_the_least_period_that_holds_it() {
    let to = |from: &str, until: &str| read(from).unwrap().to(read(until).unwrap());
    let of = |text: &str| Some(read(text).unwrap());
    assert_eq!(to("2026-03-14", "2026-03-14"), of("2026-03-14"));
    assert_eq!(to("2026-03-01", "2026-03-31"), of("2026-03"));
    assert_eq!(to("2026-03-14", "2026-03-20"), of("2026-03"));
    assert_eq!(to("2026-01-31", "2026-03-01"), of("2026-Q1"));
    assert_eq!(to("2026-03-31", "2026-04-01"), of("2026"));
    assert_eq!(to("2026-12-31", "2027-01-01"), None);
    assert_eq!(to("2026-03-15", "2026-03-14"), None);
}

#[test]
fn a_period_without_its_days_is_its_month() {
    assert_eq!(read("2026-03-14").unwrap().in_months(), read("2026-03").unwrap());
    assert_eq!(read("2026-Q1").unwrap().in_months(), read("2026-Q1").unwrap());
    assert_eq!(read("2026-W05").unwrap().in_months(), read("2026-W05").unwrap());
    assert_eq!(read("2026-03-14").unwrap().week().as_deref(), Some("2026-W11"));
    assert_eq!(read("2026-W05").unwrap().week().as_deref(), Some("2026-W05"));
    assert_eq!(read("2026-03").unwrap().week(), None);
}

#[test]
fn a_token_stands_for_its_period() {
    for text in ["2026-03-14", "1969-12-31", "2026-03", "2026-Q4", "1900", "9999-12-31", "0001-01-01", "2026-W01"] {
        let when = read(text).unwrap();
        assert_eq!(When::of_token(when.token()), Some(when), "{text}");
    }
}
