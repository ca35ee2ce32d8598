//! Dates, held against a slow reader of texts and a calendar that counts one day after the other.

use std::sync::OnceLock;

use cacltv::domain::period::{Day, Month};
use cacltv::input::date_format::DateFormat;
use cacltv::input::probe;

use super::draw::Draw;

/// The names of months, January first, in the languages of headers. Source: Unicode CLDR.
const NAMES: [[&str; 12]; 13] = [
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "januar",
        "februar",
        "märz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
    ],
    [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ],
    [
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ],
    [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
    [
        "tammikuu",
        "helmikuu",
        "maaliskuu",
        "huhtikuu",
        "toukokuu",
        "kesäkuu",
        "heinäkuu",
        "elokuu",
        "syyskuu",
        "lokakuu",
        "marraskuu",
        "joulukuu",
    ],
    ["jan", "feb", "mrz", "apr", "maj", "jun", "jul", "ago", "sept", "okt", "nov", "dez"],
];

/// Every day from 0001-01-01 to 9999-12-31, one after the other.
struct Calendar {
    /// Year, month and day of each.
    days: Vec<(u16, u8, u8)>,
    /// Where 1970-01-01 stands.
    epoch: usize,
}

fn calendar() -> &'static Calendar {
    static CALENDAR: OnceLock<Calendar> = OnceLock::new();
    CALENDAR.get_or_init(|| {
        let mut days = Vec::with_capacity(3_652_059);
        for year in 1..=9999u16 {
            let leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
            let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (month, length) in (1u8..).zip(lengths) {
                days.extend((1..=length).map(|day| (year, month, day)));
            }
        }
        let epoch = days.binary_search(&(1970, 1, 1)).expect("1970");
        Calendar { days, epoch }
    })
}

impl Calendar {
    fn number(&self, year: i32, month: i32, day: i32) -> Option<i32> {
        let wanted = (u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let at = self.days.binary_search(&wanted).ok()?;
        Some(at as i32 - self.epoch as i32)
    }

    /// First and last day of a month.
    fn month(&self, year: i32, month: i32) -> Option<(i32, i32)> {
        let first = self.number(year, month, 1)?;
        let last = (28..=31).rev().find_map(|day| self.number(year, month, day))?;
        Some((first, last))
    }

    /// The Monday of an ISO week: the week that holds the year's first Thursday is the first.
    fn week(&self, year: i32, week: i32) -> Option<i32> {
        let mut thursday = self.number(year, 1, 1)?;
        // 1970-01-01 was a Thursday.
        while thursday.rem_euclid(7) != 0 {
            thursday += 1;
        }
        let own = thursday + (week - 1) * 7;
        let at = usize::try_from(own + self.epoch as i32).ok()?;
        let (found, _, _) = self.days.get(at)?;
        (week >= 1 && i32::from(*found) == year).then_some(own - 3)
    }
}

fn digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<i32> {
    (lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Whether a text is a time behind a date: `T10:22`, ` 9.30 pm`, `, 23:59:59Z`.
fn is_time(text: &str, small: bool) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        None => return small,
        Some('T' | ' ' | ',') => {}
        Some('t') if small => {}
        Some(_) => return false,
    }
    let time = chars.as_str().trim_start_matches(|c: char| c.is_ascii_whitespace());
    let hours = time.chars().take_while(char::is_ascii_digit).count();
    let known = |c: char| c.is_ascii_alphanumeric() || ":.+- ()".contains(c);
    (1..=2).contains(&hours) && time[hours..].starts_with([':', '.']) && time.chars().all(known)
}

/// What a text is: first and last day, or `None`; and whether it is refused since day and month could change places.
fn slow(text: &str, day_first: Option<bool>) -> (Option<(i32, i32)>, bool) {
    let days = calendar();
    let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
    let day = |year, month, day| days.number(year, month, day).map(|day| (day, day));
    // 2026-03-14, with or without a time.
    if text.len() >= 10 && text.is_char_boundary(10) && is_time(&text[10..], true) {
        let parts: Vec<&str> = text[..10].split('-').collect();
        if let [year, month, date] = parts[..]
            && let (Some(year), Some(month), Some(date)) =
                (digits(year, 4..=4), digits(month, 2..=2), digits(date, 2..=2))
        {
            return (day(year, month, date), false);
        }
    }
    let end = (6..text.len()).find(|at| text.is_char_boundary(*at) && is_time(&text[*at..], false));
    let text = &text[..end.unwrap_or(text.len())];
    let plausible = |year: &i32| (1900..=2199).contains(year);
    if let Some(year) = digits(text, 4..=4).filter(plausible) {
        return (day(year, 1, 1).zip(day(year, 12, 31)).map(|(first, last)| (first.0, last.1)), false);
    }
    if let Some(all) = digits(text, 8..=8) {
        let year = Some(all / 10_000).filter(plausible);
        return (year.and_then(|year| day(year, all / 100 % 100, all % 100)), false);
    }
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || ",-/.".contains(c)).filter(|word| !word.is_empty()).collect();
    if let [quarter, year] = words[..]
        && quarter.starts_with(['Q', 'q'])
        && let Some(year) = digits(year, 4..=4).filter(plausible)
    {
        return (coded(year, quarter), false);
    }
    let Some(separator) = text.chars().find(|c| ".-/".contains(*c)) else { return (None, false) };
    let parts: Vec<&str> =
        text.split(separator).map(|part| part.trim_matches(|c: char| c.is_ascii_whitespace())).collect();
    let short = |text: &str| digits(text, 1..=2);
    let year = |text: &str| digits(text, 4..=4);
    match parts[..] {
        [one, other] => match (year(one), short(other), short(one), year(other)) {
            (Some(year), Some(month), _, _) | (_, _, Some(month), Some(year)) => (days.month(year, month), false),
            (Some(year), ..) if separator == '-' => (coded(year, other), false),
            _ => (None, false),
        },
        [one, two, three] => match (year(one), short(two), short(three), short(one), year(three)) {
            (Some(year), Some(month), Some(date), _, _) => (day(year, month, date), false),
            (_, Some(two), _, Some(one), Some(year)) => {
                let first = if separator == '.' { Some(true) } else { day_first };
                match first {
                    Some(true) => (day(year, two, one), false),
                    Some(false) => (day(year, one, two), false),
                    None if one == two || one > 12 => (day(year, two, one), false),
                    None if two > 12 => (day(year, one, two), false),
                    None => (None, true),
                }
            }
            _ => (None, false),
        },
        _ => (None, false),
    }
}

/// `2026-Q1` and `2026-W05`.
fn coded(year: i32, text: &str) -> Option<(i32, i32)> {
    let days = calendar();
    if let Some(quarter) = text.strip_prefix(['Q', 'q']) {
        let quarter = digits(quarter, 1..=1).filter(|quarter| (1..=4).contains(quarter))?;
        return Some((days.month(year, quarter * 3 - 2)?.0, days.month(year, quarter * 3)?.1));
    }
    let monday = days.week(year, digits(text.strip_prefix(['W', 'w'])?, 1..=8)?)?;
    Some((monday, monday + 6))
}

/// Reads a cell as the reader of dates does, and counts days as the calendar does.
pub fn holds(bytes: &[u8]) {
    let mut draw = Draw::new(bytes);
    match draw.byte() % 4 {
        0 => counted(&mut draw),
        1 => written(&mut draw),
        order => {
            let day_first = [None, Some(true), Some(false)][usize::from(order - 1 + draw.byte() % 2) % 3];
            let Ok(text) = std::str::from_utf8(draw.rest()) else { return };
            if text.len() <= 60 {
                read(text, day_first);
            }
        }
    }
}

fn read(text: &str, day_first: Option<bool>) {
    let found = probe::date(text.as_bytes(), day_first, None);
    if let Ok((first, last)) = found {
        assert!(first <= last, "{text:?}");
    }
    assert_ne!(found, Err("a token that stands for another period"), "{text:?}");
    // Names of months are the other reader's to know.
    let lettered = |c: char| c.is_alphabetic() && !"TtQqWw".contains(c);
    if text.chars().any(lettered) || !text.is_ascii() {
        return;
    }
    let (slow, ambiguous) = slow(text, day_first);
    assert_eq!(found.ok(), slow, "{text:?}, day first: {day_first:?}, {found:?}");
    assert_eq!(found == Err("ambiguous"), ambiguous, "{text:?}, day first: {day_first:?}");
    if let Some(order) = probe::order(text.as_bytes())
        && day_first.is_none()
        && slow.is_some()
    {
        assert_eq!(self::slow(text, Some(order)).0, slow, "{text:?} proves an order it is not read in");
    }
}

/// A day by its number, and the other way round.
fn counted(draw: &mut Draw<'_>) {
    let days = calendar();
    let (year, month, day) = (draw.number(2) as i32 - 9, i32::from(draw.byte() % 15), i32::from(draw.byte() % 34));
    let number = days.number(year, month, day);
    assert_eq!(Day::new(year, month, day).map(|day| day.0), number, "{year}-{month}-{day}");
    assert_eq!(Month::new(year, month).map(|month| (month.first_day().0, month.last_day().0)), days.month(year, month));
    if let Some(number) = number {
        let own = Day(number);
        assert_eq!(own.civil(), (year, month, day));
        assert_eq!((own.month().year(), own.month().number()), (year, month));
        let week = own.week();
        let (named, week_number) = week.split_once("-W").expect("a week");
        let (named, week_number): (i32, i32) = (named.parse().expect("a year"), week_number.parse().expect("a week"));
        if (2..9999).contains(&year) {
            let monday = days.week(named, week_number).expect("the week is there");
            assert!((monday..monday + 7).contains(&number), "{week} holds {year}-{month}-{day}");
            assert_eq!(Day::of_week(&week), Some(Day(monday)));
        }
    }
}

/// A date written by hand is the date.
fn written(draw: &mut Draw<'_>) {
    let days = calendar();
    let (year, month, day) = (1900 + draw.below(300) as i32, 1 + draw.below(12) as i32, 1 + draw.below(31) as i32);
    let (whole, own) = (days.month(year, month), days.number(year, month, day).map(|day| (day, day)));
    let name = draw.one_of(&NAMES)[month as usize - 1];
    let name = match draw.below(3) {
        0 => name.to_owned(),
        1 => name.to_uppercase(),
        _ => name.chars().take(1).flat_map(char::to_uppercase).chain(name.chars().skip(1)).collect(),
    };
    let short = year % 100;
    type Days = Option<(i32, i32)>;
    let forms: [(String, &str, Days); 16] = [
        (format!("{day} {name} {year}"), "", own),
        (format!("{day}. {name} {year}"), "", own),
        (format!("{name} {day}, {year}"), "", own),
        (format!("{day:02}-{name}-{year}"), "", own),
        (format!("{day} de {name} de {year}"), "", own),
        (format!("{name} {year}"), "", whole),
        (format!("{year}-{name}"), "", whole),
        (format!("{name}-{year}"), "", whole),
        (format!("{day:02}.{month:02}.{year}"), "", own),
        (format!("{year}-{month:02}-{day:02} 23:59:59"), "", own),
        (format!("{day:02}/{month:02}/{year}"), "%d/%m/%Y", own),
        (format!("{month}/{day}/{year}"), "%m/%d/%Y", own),
        (format!("{year}{month:02}{day:02}"), "", own),
        (
            format!("{day:02}.{month:02}.{short:02}"),
            "%d.%m.%y",
            days.number(2000 + short, month, day).map(|day| (day, day)),
        ),
        (format!("{name}-{short:02}"), "%b-%y", days.month(2000 + short, month)),
        (format!("{}", own.map_or(0, |(day, _)| day + 25_569)), "excel", own.filter(|(day, _)| *day > -25_569)),
    ];
    let (text, form, expected) = &forms[draw.below(16)];
    let form: Option<DateFormat> = (!form.is_empty()).then(|| form.parse().expect("a form"));
    let text = if draw.once_in(4) { format!(" {text} ") } else { text.clone() };
    let found = probe::date(text.as_bytes(), None, form.as_ref());
    assert_eq!(found.ok(), *expected, "{text:?} {form:?} {found:?}");
}
