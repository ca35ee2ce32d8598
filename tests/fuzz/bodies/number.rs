//! Numbers, held against a slow reader: every way to take a sign, a currency or a dash off a text is tried, and what is
//! left is matched character by character.

use cacltv::domain::currency::Sign;
use cacltv::domain::exact::Exact;
use cacltv::domain::number::{self, Group, Mark, Reading, Written};
use num_bigint::BigInt;
use num_traits::{Pow, ToPrimitive};

/// What a text may be once what stands around its digits is off.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Peeled<'a> {
    /// Whether a sign was taken off, and whether it is a minus.
    signed: Option<bool>,
    currency: Option<Sign>,
    /// The mark before a dash that stands for decimals: `100,-`.
    dashed: Option<char>,
    body: &'a str,
}

/// A number as it is written under one mark.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Digits {
    whole: String,
    decimals: String,
    group: Option<Group>,
}

const MINUS: [char; 4] = ['-', '−', '–', '—'];

fn is_edge(c: char) -> bool {
    let hidden =
        [0x200e, 0x200f, 0x61c, 0xfeff, 0x200b, 0x2066, 0x2067, 0x2068, 0x2069, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e];
    c.is_whitespace() || hidden.contains(&u32::from(c))
}

/// The longest sign of a currency at the start, or at the end, and the rest.
fn currency(text: &str, at_start: bool) -> Option<(Sign, &str)> {
    let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let mut found = None;
    for at in places {
        let (head, tail) = text.split_at(at);
        let (sign, rest) = if at_start { (head, tail) } else { (tail, head) };
        if sign.is_empty() || sign.len() > 8 || sign.trim() != sign {
            continue;
        }
        let next = if at_start { rest.chars().next() } else { rest.chars().next_back() };
        // What is written in letters is no part of a longer word.
        let in_word = next.is_some_and(|c| c.is_ascii_alphabetic());
        let touches = |sign: &str| {
            let edge = if at_start { sign.chars().next_back() } else { sign.chars().next() };
            edge.is_some_and(char::is_alphabetic)
        };
        let fits = match Sign::named(sign) {
            Some(Sign::Symbol(_)) => !(touches(sign) && in_word),
            // A code is in capitals.
            Some(Sign::Code(code)) => code == sign && !in_word,
            None => false,
        };
        let longer = found.is_none_or(|(_, known): (Sign, &str)| known.len() > rest.len());
        // A symbol goes before a code of the same place.
        if let (true, true, Some(sign)) = (fits, longer, Sign::named(sign)) {
            found = Some((sign, rest));
        }
    }
    found
}

/// One currency of two that stand beside one number, where they can be one.
fn joined(one: Option<Sign>, other: Sign) -> Result<Option<Sign>, ()> {
    let Some(one) = one else { return Ok(Some(other)) };
    let (mine, theirs) = (one.codes(), other.codes());
    let within = |small: &[&str], large: &[&str]| small.iter().all(|code| large.contains(code));
    if within(&theirs, &mine) {
        Ok(Some(other))
    } else if within(&mine, &theirs) {
        Ok(Some(one))
    } else {
        Err(())
    }
}

/// Everything that a text can be, whatever is taken off first. `Err` where two currencies stand in it.
fn peel<'a>(from: Peeled<'a>, all: &mut Vec<Peeled<'a>>) -> Result<(), ()> {
    let body = from.body.trim_matches(is_edge);
    let from = Peeled { body, ..from };
    if all.contains(&from) {
        return Ok(());
    }
    all.push(from.clone());
    let with = |signed: Option<bool>, body: &'a str| Peeled { signed, body, ..from.clone() };
    if from.signed.is_none() {
        for minus in MINUS {
            if let Some(rest) = body.strip_prefix(minus) {
                peel(with(Some(true), rest), all)?;
            }
            // Of two dashes at the end none is a sign.
            if let Some(rest) = body.strip_suffix(minus).filter(|rest| !rest.trim_matches(is_edge).ends_with(MINUS)) {
                peel(with(Some(true), rest), all)?;
            }
        }
        if let Some(rest) = body.strip_prefix('+') {
            peel(with(Some(false), rest), all)?;
        }
        if let Some(rest) = body.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            peel(with(Some(true), rest), all)?;
        }
    }
    if from.dashed.is_none() {
        let one = body.strip_suffix(MINUS);
        for rest in [one, one.and_then(|rest| rest.strip_suffix(MINUS))].into_iter().flatten() {
            for mark in [',', '.'] {
                let rest = rest.strip_suffix(mark);
                if let Some(rest) = rest.filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit())) {
                    peel(Peeled { dashed: Some(mark), body: rest, ..from.clone() }, all)?;
                }
            }
        }
    }
    for at_start in [true, false] {
        if let Some((sign, rest)) = currency(body, at_start) {
            peel(Peeled { currency: joined(from.currency, sign)?, body: rest, ..from.clone() }, all)?;
        }
    }
    Ok(())
}

/// A body under one mark: digits, or groups of three after the first, then the mark and decimals.
fn matched(peeled: &Peeled<'_>, mark: char) -> Option<Digits> {
    let (whole, decimals) = match peeled.body.split_once(mark) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (peeled.body, None),
    };
    if let Some(dash) = peeled.dashed
        && (dash != mark || decimals.is_some())
    {
        return None;
    }
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let decimals = match decimals {
        Some(decimals) if decimals.is_empty() || !digits(decimals) => return None,
        other => other.unwrap_or_default(),
    };
    let mut group = None;
    let mut groups: Vec<String> = vec![String::new()];
    for c in whole.chars() {
        if c.is_ascii_digit() {
            groups.last_mut()?.push(c);
            continue;
        }
        let kind = Group::of(c)?;
        if c == mark || group.is_some_and(|known| known != kind) {
            return None;
        }
        group = Some(kind);
        groups.push(String::new());
    }
    if group.is_some() {
        let (first, rest) = groups.split_first()?;
        let fits = (1..=3).contains(&first.len()) && !first.starts_with('0');
        if !fits || rest.iter().any(|group| group.len() != 3) {
            return None;
        }
    }
    let whole = groups.concat();
    if whole.is_empty() && decimals.is_empty() {
        return None;
    }
    Some(Digits { whole, decimals: decimals.to_owned(), group })
}

/// What a text is under a mark: sign, digits and currency; all ways that lead to a number agree.
fn slow(text: &str, mark: char) -> Option<(bool, Digits, Option<Sign>)> {
    let trimmed = text.trim_matches(is_edge);
    if trimmed.chars().any(char::is_control) {
        return None;
    }
    // `0xcd` is 205 in hexadecimal, and may be no East Caribbean dollars.
    let unsigned: Vec<char> = trimmed.chars().skip_while(|c| MINUS.contains(c) || *c == '+').take(3).collect();
    if let ['0', 'x' | 'X', digit] = unsigned.as_slice()
        && digit.is_ascii_hexdigit()
    {
        return None;
    }
    let mut all = Vec::new();
    peel(Peeled { signed: None, currency: None, dashed: None, body: trimmed }, &mut all).ok()?;
    let mut found = all.iter().filter_map(|peeled| {
        let digits = matched(peeled, mark)?;
        Some((peeled.signed == Some(true), digits, peeled.currency))
    });
    let first = found.next()?;
    let codes = |sign: Option<Sign>| sign.map(Sign::codes);
    for other in found {
        let same = (first.0, &first.1, codes(first.2)) == (other.0, &other.1, codes(other.2));
        assert!(same, "{text:?} is two numbers: {first:?} and {other:?}");
    }
    Some(first)
}

/// The amount in units of 10^-18, where it has no more digits than are read exactly.
fn amount(negative: bool, digits: &Digits) -> Option<i128> {
    let (whole, decimals) = (digits.whole.len(), digits.decimals.len());
    if whole > 16 || decimals > 18 || whole + decimals > 28 {
        return None;
    }
    let all: BigInt = format!("{}{}", digits.whole, digits.decimals).parse().expect("digits");
    let units = all * BigInt::from(10).pow(18 - decimals as u32);
    (if negative { -units } else { units }).to_i128()
}

/// A number cell of a workbook, told by a NUL: digits with a dot under both marks.
fn cell(text: &str) -> Option<i128> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 16 || decimals.len() > 18 || !plain(whole) || !plain(decimals) {
        return None;
    }
    let all: BigInt = format!("{whole}{decimals}").parse().expect("digits");
    let units = all * BigInt::from(10).pow(18 - decimals.len() as u32);
    (if negative { -units } else { units }).to_i128()
}

fn reference(bytes: &[u8]) -> Option<Written> {
    let text = std::str::from_utf8(bytes).ok()?;
    if let Some(number) = text.strip_prefix('\0') {
        let amount = cell(number)?;
        let reading = Some(Reading { amount: cacltv::domain::ledger::Minor(amount), group: None });
        return Some(Written { dot: reading, comma: reading, sign: None });
    }
    let mut sign = None;
    let mut read = |mark| {
        let (negative, digits, currency) = slow(text, mark)?;
        let amount = amount(negative, &digits)?;
        sign = currency;
        Some(Reading { amount: cacltv::domain::ledger::Minor(amount), group: digits.group })
    };
    let (dot, comma) = (read('.'), read(','));
    (dot.is_some() || comma.is_some()).then_some(Written { dot, comma, sign })
}

/// Reads as the reader of cells does, by both of its short ways, and as the reader of flags does.
pub fn holds(bytes: &[u8]) {
    if bytes.len() > 80 {
        return;
    }
    let slow = reference(bytes);
    let read = number::read(bytes).ok();
    let told = |written: Option<Written>| written.map(|one| (one.dot, one.comma, one.sign.map(Sign::codes)));
    assert_eq!(told(read), told(slow), "{:?}", String::from_utf8_lossy(bytes));
    if let Some((amount, mark)) = number::certain(bytes) {
        let slow = slow.unwrap_or_else(|| panic!("certain, and no number: {:?}", String::from_utf8_lossy(bytes)));
        let amounts = (slow.dot.map(|one| one.amount), slow.comma.map(|one| one.amount));
        let expected = match mark {
            None => (Some(amount), Some(amount)),
            Some(Mark::Dot) => (Some(amount), None),
            Some(Mark::Comma) => (None, Some(amount)),
        };
        assert_eq!(amounts, expected, "{:?}", String::from_utf8_lossy(bytes));
        assert_eq!((slow.dot.and_then(|one| one.group), slow.comma.and_then(|one| one.group)), (None, None));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        typed(text);
    }
}

/// A number of a flag: the dot where it fits, the comma where nothing else does, refused where they differ by a comma.
fn typed(text: &str) {
    let value = |mark| {
        let (negative, digits, sign) = slow(text, mark)?;
        if digits.whole.len() + digits.decimals.len() > 60 {
            return None;
        }
        let all: BigInt = format!("{}{}", digits.whole, digits.decimals).parse().expect("digits");
        let places = u32::try_from(digits.decimals.len()).expect("few");
        let value = Exact::decimal(if negative { -all } else { all }, places);
        Some((value, sign))
    };
    let expected = match (value('.'), value(',')) {
        (Some(dot), Some(comma)) if dot.0 != comma.0 && text.contains(',') => None,
        (Some(found), _) | (None, Some(found)) => Some(found),
        (None, None) => None,
    };
    let told = |found: Option<(Exact, Option<Sign>)>| found.map(|(value, sign)| (value, sign.map(Sign::codes)));
    assert_eq!(told(number::typed(text).ok()), told(expected), "{text:?} in a flag");
}
