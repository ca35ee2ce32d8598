//! How a number is written: sign, currency, digits in groups, one decimal mark.
//!
//! A text is read under both decimal marks. Where only one of the two readings is possible, the text proves its
//! mark; where both are and they differ (`1.234`), it is ambiguous, and only the rest of its file can settle it.

mod cell;

use num_bigint::BigInt;

use super::currency::Sign;
use super::exact::Exact;
use super::ledger::Minor;

/// A decimal mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// `1.5`
    Dot,
    /// `1,5`
    Comma,
}

impl Mark {
    /// The character.
    #[must_use]
    pub fn char(self) -> char {
        match self {
            Self::Dot => '.',
            Self::Comma => ',',
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Dot => Self::Comma,
            Self::Comma => Self::Dot,
        }
    }
}

/// What stands between groups of three digits. Both apostrophes are one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// A space.
    Space,
    /// A no-break space.
    NoBreak,
    /// A narrow no-break space.
    Narrow,
    /// A thin space.
    Thin,
    /// `'` or `’`.
    Apostrophe,
    /// A dot.
    Dot,
    /// A comma.
    Comma,
}

impl Group {
    /// The kind of a character.
    #[must_use]
    pub fn of(character: char) -> Option<Self> {
        match character {
            ' ' => Some(Self::Space),
            '\u{a0}' => Some(Self::NoBreak),
            '\u{202f}' => Some(Self::Narrow),
            '\u{2009}' => Some(Self::Thin),
            '\'' | '’' => Some(Self::Apostrophe),
            '.' => Some(Self::Dot),
            ',' => Some(Self::Comma),
            _ => None,
        }
    }

    /// The character it is written with.
    #[must_use]
    pub fn char(self) -> char {
        match self {
            Self::Space => ' ',
            Self::NoBreak => '\u{a0}',
            Self::Narrow => '\u{202f}',
            Self::Thin => '\u{2009}',
            Self::Apostrophe => '’',
            Self::Dot => '.',
            Self::Comma => ',',
        }
    }
}

/// A text read under one mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The amount.
    pub amount: Minor,
    /// The groups that were used.
    pub group: Option<Group>,
}

/// A text that is a number under at least one mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// With the dot as the decimal mark.
    pub dot: Option<Reading>,
    /// With the comma as the decimal mark.
    pub comma: Option<Reading>,
    /// The currency written beside it.
    pub sign: Option<Sign>,
}

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Nothing at all.
    Blank,
    /// Dashes, as some exports write for nothing.
    Dash,
    /// A word for nothing: `n/a`, `null`.
    Missing,
    /// A percent sign.
    Percent,
    /// An exponent.
    Exponent,
    /// Underscores between digits.
    Underscore,
    /// A hexadecimal number.
    Hexadecimal,
    /// NaN or infinity.
    NotFinite,
    /// A spreadsheet's error value.
    SheetError,
    /// Digits of another script.
    OtherDigits,
    /// More digits than are read exactly.
    TooManyDigits,
    /// Digits and marks that form no number.
    Grouping,
    /// Two currencies in one cell.
    TwoCurrencies,
    /// A control character.
    Control,
    /// Anything else.
    Text,
}

impl Fault {
    /// What the text is, to follow "'text' is …".
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Blank => "blank, and blank is not zero",
            Self::Dash => "a dash, which may mean zero or not known",
            Self::Missing => "a word for a missing value, not a number",
            Self::Percent => "a percentage, not an amount",
            Self::Exponent => "written with an exponent, which has lost digits already",
            Self::Underscore => "written with underscores, which is no amount",
            Self::Hexadecimal => "hexadecimal, not an amount",
            Self::NotFinite => "no finite number",
            Self::SheetError => "a spreadsheet's error value",
            Self::OtherDigits => "not written in the digits 0 to 9",
            Self::TooManyDigits => "too large or too long: at most 16 integer digits, 18 decimals, 28 digits in all",
            Self::Grouping => "not a number: its digits are not in groups of three with one decimal mark",
            Self::TwoCurrencies => "written with two currencies",
            Self::Control => "not a number: it holds a control character",
            Self::Text => "not a number",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn fix(self) -> &'static str {
        match self {
            Self::Blank | Self::Dash | Self::Missing => {
                "fill the cell, or say what it means: --missing zero (it is 0) or --missing skip (leave the row out)"
            }
            Self::Percent => "give the amount itself, not a share of it",
            Self::Exponent => "format the column as a number in the spreadsheet and export again",
            Self::Underscore | Self::Hexadecimal | Self::OtherDigits | Self::Text | Self::Control => {
                "write the amount in digits, such as 1234.50"
            }
            Self::NotFinite | Self::SheetError => {
                "mend the formula that gave it (### is a column too narrow), and export again"
            }
            Self::TooManyDigits => "export with fewer digits",
            Self::Grouping => "write it as 1234.50 or 1 234,50",
            Self::TwoCurrencies => "keep one currency in a cell",
        }
    }
}

const ONE: i128 = Minor::ONE;
const MAX_WHOLE: usize = 16;
const MAX_DECIMALS: usize = 18;
const MAX_DIGITS: usize = 28;

/// Reads an amount under both marks.
///
/// # Errors
/// What the text is, when it is a number under neither.
pub fn read(text: &[u8]) -> Result<Written, Fault> {
    if let Some(written) = plain(text) {
        return Ok(written);
    }
    careful(std::str::from_utf8(text).map_err(|_| Fault::Text)?)
}

/// The commonest case, for speed alone: digits, or digits with one mark and one or two decimals, which is certain
/// under one mark. `None` for everything else, certain or not.
#[must_use]
pub fn certain(text: &[u8]) -> Option<(Minor, Option<Mark>)> {
    let (digits, rest, mark) = match text {
        [whole @ .., mark @ (b'.' | b','), tenths] => (whole, std::slice::from_ref(tenths), Some(*mark)),
        [whole @ .., mark @ (b'.' | b','), _, _] => (whole, text.get(whole.len().checked_add(1)?..)?, Some(*mark)),
        whole => (whole, [].as_slice(), None),
    };
    if digits.is_empty() || digits.len() > MAX_WHOLE {
        return None;
    }
    let mut mantissa: u64 = 0;
    let mut all = true;
    for byte in digits.iter().chain(rest) {
        let digit = byte.wrapping_sub(b'0');
        all &= digit < 10;
        mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    if !all {
        return None;
    }
    let amount = i128::from(mantissa).wrapping_mul(*UNITS.get(rest.len())?);
    let mark = mark.map(|mark| if mark == b'.' { Mark::Dot } else { Mark::Comma });
    Some((Minor(amount), mark))
}

/// The common case: a minus at most, digits, one mark at most, no more than 18 digits.
fn plain(text: &[u8]) -> Option<Written> {
    let (negative, digits) = text.strip_prefix(b"-").map_or((false, text), |rest| (true, rest));
    if digits.len() > 17 {
        return None;
    }
    let mut mantissa: u64 = 0;
    let mut mark = None;
    for (at, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
        } else if mark.is_none() && matches!(byte, b'.' | b',') {
            mark = Some((*byte, at));
        } else {
            return None;
        }
    }
    let signed = |unit: i128| {
        let amount = i128::from(mantissa).wrapping_mul(unit);
        Some(Reading { amount: Minor(if negative { -amount } else { amount }), group: None })
    };
    let Some((mark, at)) = mark else {
        if digits.is_empty() || digits.len() > MAX_WHOLE {
            return None;
        }
        let reading = signed(ONE);
        return Some(Written { dot: reading, comma: reading, sign: None });
    };
    let decimals = digits.len().wrapping_sub(at).wrapping_sub(1);
    // With a mark and a decimal among 17 characters no more than 15 digits stand before the mark.
    if at == 0 || decimals == 0 {
        return None;
    }
    let as_decimal = signed(*UNITS.get(decimals)?);
    let (kind, mark) = if mark == b'.' { (Group::Dot, Mark::Dot) } else { (Group::Comma, Mark::Comma) };
    let as_group = if decimals == 3 && at <= 3 && digits.first() != Some(&b'0') {
        signed(ONE).map(|reading| Reading { group: Some(kind), ..reading })
    } else {
        None
    };
    Some(match mark {
        Mark::Dot => Written { dot: as_decimal, comma: as_group, sign: None },
        Mark::Comma => Written { dot: as_group, comma: as_decimal, sign: None },
    })
}

/// 10^(18 − n): what the last of n decimals is worth.
const UNITS: [i128; 19] = {
    let mut units = [1i128; 19];
    let mut at = 18;
    while at > 0 {
        #[expect(clippy::indexing_slicing, reason = "evaluated at compile time, where an error stops the build")]
        {
            units[at - 1] = units[at] * 10;
        }
        at -= 1;
    }
    units
};

/// The digits of a number and how many of them are decimals, with the sign and signs taken off.
struct Stripped<'a> {
    negative: bool,
    sign: Option<Sign>,
    /// `100,-` and `100,--` have their decimals written as dashes.
    dashed: Option<Mark>,
    body: &'a str,
}

fn careful(text: &str) -> Result<Written, Fault> {
    if let Some(number) = text.strip_prefix('\0') {
        return cell::read(number);
    }
    let stripped = strip(text)?;
    let runs = Runs::of(stripped.body);
    let read = |mark: Mark| {
        let (decimals, group) = runs.as_ref().map_err(|fault| *fault)?.under(mark, stripped.dashed)?;
        let digits = runs.as_ref().map_or(0, |runs| runs.digits);
        if digits.saturating_sub(decimals) > MAX_WHOLE || decimals > MAX_DECIMALS || digits > MAX_DIGITS {
            return Err(Fault::TooManyDigits);
        }
        let unit = UNITS.get(decimals).copied().ok_or(Fault::TooManyDigits)?;
        let amount = value(stripped.body).checked_mul(unit).ok_or(Fault::TooManyDigits)?;
        Ok(Reading { amount: Minor(if stripped.negative { -amount } else { amount }), group })
    };
    match (read(Mark::Dot), read(Mark::Comma)) {
        (Err(one), Err(other)) => Err(one.max_severity(other, stripped.body)),
        (dot, comma) => Ok(Written { dot: dot.ok(), comma: comma.ok(), sign: stripped.sign }),
    }
}

impl Fault {
    /// The more telling of the faults under both marks.
    fn max_severity(self, other: Self, body: &str) -> Self {
        if self == Self::TooManyDigits || other == Self::TooManyDigits {
            Self::TooManyDigits
        } else if body.bytes().any(|byte| byte.is_ascii_digit()) && self == Self::Grouping {
            Self::Grouping
        } else {
            Self::Text
        }
    }
}

fn is_minus(c: char) -> bool {
    matches!(c, '-' | '−' | '–' | '—')
}

/// Marks of direction and the like that exports put around a number.
fn is_edge(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}' | '\u{200b}' | '\u{2066}'..='\u{2069}' | '\u{202a}'..='\u{202e}')
}

/// Digits and what may stand between them, from a digit to a digit: nothing is to be taken off.
fn is_bare(text: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    text.starts_with(digit) && text.ends_with(digit) && text.chars().all(|c| digit(c) || Group::of(c).is_some())
}

fn strip(text: &str) -> Result<Stripped<'_>, Fault> {
    if is_bare(text) {
        return Ok(Stripped { negative: false, sign: None, dashed: None, body: text });
    }
    let mut body = text.trim_matches(is_edge);
    if let Some(fault) = known_fault(body) {
        return Err(fault);
    }
    let mut signed = None;
    let mut sign: Option<Sign> = None;
    let mut dashed = None;
    loop {
        body = body.trim_matches(is_edge);
        if is_bare(body) {
            break;
        }
        let dash = body.strip_suffix(is_minus).and_then(|rest| {
            let rest = rest.strip_suffix(is_minus).unwrap_or(rest);
            rest.strip_suffix(',')
                .map(|rest| (rest, Mark::Comma))
                .or_else(|| rest.strip_suffix('.').map(|r| (r, Mark::Dot)))
        });
        if let Some((rest, mark)) =
            dash.filter(|(rest, _)| dashed.is_none() && rest.ends_with(|c: char| c.is_ascii_digit()))
        {
            (body, dashed) = (rest, Some(mark));
        } else if let Some(rest) = body.strip_prefix(is_minus).filter(|_| signed.is_none()) {
            (body, signed) = (rest, Some(true));
        } else if let Some(rest) = body.strip_prefix('+').filter(|_| signed.is_none()) {
            (body, signed) = (rest, Some(false));
        } else if let Some(rest) = body.strip_suffix(is_minus).filter(|rest| signed.is_none() && !is_dashed(rest)) {
            (body, signed) = (rest, Some(true));
        } else if let Some(rest) =
            body.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|_| signed.is_none())
        {
            (body, signed) = (rest, Some(true));
        } else if let Some((found, rest)) = beside(body) {
            sign = Some(match sign {
                None => found,
                Some(earlier) if found.codes().iter().all(|code| earlier.codes().contains(code)) => found,
                Some(earlier) if earlier.codes().iter().all(|code| found.codes().contains(code)) => earlier,
                Some(_) => return Err(Fault::TwoCurrencies),
            });
            body = rest;
        } else {
            break;
        }
    }
    Ok(Stripped { negative: signed == Some(true), sign, dashed, body })
}

/// Whether a dash ends a text: one behind it is no sign, whatever it is.
fn is_dashed(text: &str) -> bool {
    text.trim_end_matches(is_edge).ends_with(is_minus)
}

/// A currency at the start of a text, or at its end, with the rest. None begins or ends with a digit.
fn beside(text: &str) -> Option<(Sign, &str)> {
    let digit = |c: char| c.is_ascii_digit();
    let first = if text.starts_with(digit) { None } else { Sign::strip_prefix(text) };
    first.or_else(|| if text.ends_with(digit) { None } else { Sign::strip_suffix(text) })
}

/// Texts that are known not to be amounts.
fn known_fault(body: &str) -> Option<Fault> {
    if body.is_empty() {
        return Some(Fault::Blank);
    }
    if body.chars().all(is_minus) {
        return Some(Fault::Dash);
    }
    if body.starts_with('#') {
        return Some(Fault::SheetError);
    }
    if body.chars().any(char::is_control) {
        return Some(Fault::Control);
    }
    // What is known as a word has letters.
    let lower =
        if body.contains(|c: char| c.is_alphabetic() || c == '∞') { body.to_lowercase() } else { String::new() };
    let unsigned = lower.trim_start_matches(|c| is_minus(c) || c == '+');
    if matches!(unsigned, "nan" | "inf" | "infinity" | "∞") {
        return Some(Fault::NotFinite);
    }
    if matches!(unsigned, "n/a" | "na" | "n.a." | "null" | "none" | "nil" | "k.a." | "i/t" | "e.t." | "n/d" | "s.o.") {
        return Some(Fault::Missing);
    }
    if body.contains('%') {
        return Some(Fault::Percent);
    }
    let digit = |c: char| c.is_ascii_digit();
    if body.contains(digit) && body.contains('_') {
        return Some(Fault::Underscore);
    }
    if unsigned.strip_prefix("0x").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_hexdigit())) {
        return Some(Fault::Hexadecimal);
    }
    if let Some((mantissa, exponent)) = unsigned.split_once('e') {
        let exponent = exponent.trim_start_matches(['+', '-', '−']);
        let number =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
        if number(mantissa) && number(exponent) {
            return Some(Fault::Exponent);
        }
    }
    if body.chars().any(|c| c.is_numeric() && !c.is_ascii_digit()) {
        return Some(Fault::OtherDigits);
    }
    None
}

/// Runs of digits and what stands between them.
struct Runs {
    /// How many digits there are.
    digits: usize,
    /// Whether the first of them is a zero.
    zero: bool,
    /// How long the first run is, and the last.
    first: usize,
    last: usize,
    /// Whether all runs between the first and the last are of three digits.
    threes: bool,
    /// How many separators there are, and the last of them.
    separators: usize,
    separator: Option<Group>,
    /// The kind of all before the last; `None` there if they differ.
    kind: Option<Option<Group>>,
    /// How many are dots, and how many commas.
    dots: usize,
    commas: usize,
}

impl Runs {
    fn of(text: &str) -> Result<Self, Fault> {
        let mut runs = Self {
            digits: 0,
            zero: text.starts_with('0'),
            first: 0,
            last: 0,
            threes: true,
            separators: 0,
            separator: None,
            kind: None,
            dots: 0,
            commas: 0,
        };
        for c in text.chars() {
            if c.is_ascii_digit() {
                runs.digits = runs.digits.saturating_add(1);
                runs.last = runs.last.saturating_add(1);
                continue;
            }
            let kind = Group::of(c).ok_or(Fault::Text)?;
            runs.dots = runs.dots.saturating_add(usize::from(kind == Group::Dot));
            runs.commas = runs.commas.saturating_add(usize::from(kind == Group::Comma));
            if let Some(before) = runs.separator.replace(kind) {
                runs.threes &= runs.last == 3;
                runs.kind = Some(runs.kind.unwrap_or(Some(before)).filter(|known| *known == before));
            } else {
                runs.first = runs.last;
            }
            runs.separators = runs.separators.saturating_add(1);
            runs.last = 0;
        }
        if runs.digits == 0 { Err(Fault::Text) } else { Ok(runs) }
    }

    /// How many digits are decimals, and the kind of groups, under one mark.
    fn under(&self, mark: Mark, dashed: Option<Mark>) -> Result<(usize, Option<Group>), Fault> {
        let (decimal, marks) = match mark {
            Mark::Dot => (Group::Dot, self.dots),
            Mark::Comma => (Group::Comma, self.commas),
        };
        let (decimals, grouped, kind) = match (marks, dashed) {
            (0, None) => (0, self.separators, self.kind_of_all()),
            (0, Some(dash)) if dash == mark => (0, self.separators, self.kind_of_all()),
            (1, None) if self.separator == Some(decimal) && self.last > 0 => {
                (self.last, self.separators.saturating_sub(1), self.kind.unwrap_or(None))
            }
            _ => return Err(Fault::Grouping),
        };
        if grouped == 0 {
            return Ok((decimals, None));
        }
        let even = kind.is_some() && self.threes && (decimals > 0 || self.last == 3);
        if even && (1..=3).contains(&self.first) && !self.zero { Ok((decimals, kind)) } else { Err(Fault::Grouping) }
    }

    /// The kind of all separators; `None` where they differ, or there are none.
    fn kind_of_all(&self) -> Option<Group> {
        match self.kind {
            None => self.separator,
            Some(kind) => kind.filter(|kind| self.separator == Some(*kind)),
        }
    }
}

/// The digits of a text as one number, of which there are no more than are read exactly.
fn value(text: &str) -> i128 {
    let digits = text.bytes().filter(u8::is_ascii_digit);
    digits.fold(0i128, |sum, digit| sum.wrapping_mul(10).wrapping_add(i128::from(digit.wrapping_sub(b'0'))))
}

/// Reads a number typed in a flag or a check: the mark is the dot; a comma counts only where nothing else fits
/// (`29,50`), and groups by space are read. Any number of digits up to 60 is exact.
///
/// # Errors
/// A sentence about the text, to be shown to the user.
pub fn typed(text: &str) -> Result<(Exact, Option<Sign>), String> {
    let shown = text.trim();
    let stripped = strip(text).map_err(|fault| format!("'{shown}' is {}", fault.sentence()))?;
    let read = |mark| {
        let runs = Runs::of(stripped.body).ok()?;
        let (decimals, _) = runs.under(mark, stripped.dashed).ok()?;
        if runs.digits > 60 {
            return None;
        }
        let digits: String = stripped.body.chars().filter(char::is_ascii_digit).collect();
        let digits: BigInt = digits.parse().ok()?;
        Some(Exact::decimal(if stripped.negative { -digits } else { digits }, u32::try_from(decimals).ok()?))
    };
    let (dot, comma) = (read(Mark::Dot), read(Mark::Comma));
    match (dot, comma) {
        (Some(dot), Some(comma)) if dot != comma && stripped.body.contains(',') => {
            let plain: String = stripped.body.chars().filter(|c| c.is_ascii_digit()).collect();
            Err(format!("'{shown}' can mean {plain} or {}: write it without a comma", stripped.body.replace(',', ".")))
        }
        (Some(dot), _) => Ok((dot, stripped.sign)),
        (None, Some(comma)) => Ok((comma, stripped.sign)),
        (None, None) => Err(format!("'{shown}' is {}", Fault::Text.sentence())),
    }
}

#[cfg(test)]
mod tests;
