//! A sheet before it is written: texts, reasons, and figures with their number formats.

use crate::domain::currency::Currency;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::Unit;
use crate::domain::value::Value;
use crate::report::study::Side;
use crate::report::{Interval, Numbers};

use super::super::safe;
use super::super::text::{self, Rounding};

/// Significant digits that a spreadsheet shows.
const DIGITS: usize = 15;
/// Characters of a text that a cell holds, a few less than Excel's 32,767.
const LONGEST: usize = 32_000;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// Nothing.
    Blank,
    /// A text.
    Text(String),
    /// A figure.
    Figure {
        /// The figure.
        value: Exact,
        /// How it is shown.
        format: String,
        /// The formula that gives it.
        formula: Option<String>,
    },
}

/// A sheet.
pub(super) struct Page {
    /// Its name, safe for a spreadsheet.
    pub(super) name: String,
    /// The headings.
    pub(super) head: Vec<String>,
    /// The rows.
    pub(super) rows: Vec<Vec<Item>>,
    /// How many of the rows stand before the totals.
    pub(super) body: usize,
    /// The columns of names and of CAC that a chart shows.
    pub(super) chart: Option<(usize, usize)>,
    /// Whether it is text to be read, not a table.
    pub(super) prose: bool,
}

impl Page {
    /// An empty table.
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), head: Vec::new(), rows: Vec::new(), body: 0, chart: None, prose: false }
    }
}

/// Text from the user, which no spreadsheet takes for a formula.
pub(super) fn name(own: &str) -> Item {
    let mut text = String::new();
    for c in safe::unformula(own).chars() {
        if c.is_control() && c != '\n' {
            safe::push_visible(&mut text, c);
        } else {
            text.push(c);
        }
    }
    if text.encode_utf16().count() > LONGEST {
        text = text.chars().take(LONGEST / 2).collect();
        text.push('…');
    }
    Item::Text(text)
}

/// A sentence, whatever it begins with.
pub(super) fn said(sentence: &str) -> Item {
    if sentence.is_empty() { Item::Blank } else { name(sentence) }
}

/// How figures are shown.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    /// The currency of money.
    pub(super) currency: Option<Currency>,
}

impl Shown {
    /// A value, or the code of the reason why there is none.
    pub(super) fn value(self, value: &Value, unit: Unit, limits: &[Exact]) -> Item {
        match value {
            Value::Known(figure) => self.figure(figure, unit, limits),
            Value::Undefined(reason) => Item::Text(reason.code().to_owned()),
        }
    }

    /// A figure; where a spreadsheet cannot show it apart from a limit, its text.
    pub(super) fn figure(self, figure: &Figure, unit: Unit, limits: &[Exact]) -> Item {
        let plain = Numbers { decimal: '.', group: None, ..Numbers::default() };
        let text = text::figure(figure, unit, limits, self.currency, &plain);
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let decimals = text.split_once('.').map_or(0, |(_, rest)| rest.trim_end_matches('%').len());
        if text.contains(['<', '>']) || (decimals > 2 && digits > DIGITS) {
            return Item::Text(text);
        }
        Item::Figure { value: figure.middle(), format: self.format(unit, decimals, !figure.is_exact()), formula: None }
    }

    /// A bound, kept on its safe side: rounded as it is shown.
    pub(super) fn bound(self, value: &Value, unit: Unit, side: Side, limits: &[Exact]) -> Item {
        let (figure, rounding) = match (value, side) {
            (Value::Undefined(_), _) | (_, Side::Nearest) => return self.value(value, unit, limits),
            (Value::Known(figure), Side::Down) => (figure.low(), Rounding::Down),
            (Value::Known(figure), Side::Up) => (figure.high(), Rounding::Up),
        };
        let plain = Numbers { decimal: '.', group: None, ..Numbers::default() };
        let (text, _) = text::bound(figure, unit, rounding, self.currency, &plain);
        let number = text.trim_end_matches('%');
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        let places = u32::try_from(decimals.len()).unwrap_or(0);
        let hundredths = if text.ends_with('%') { 2 } else { 0 };
        match format!("{whole}{decimals}").parse::<num_bigint::BigInt>() {
            Ok(digits) => Item::Figure {
                value: Exact::decimal(digits, places.saturating_add(hundredths)),
                format: self.format(unit, decimals.len(), false),
                formula: None,
            },
            Err(_) => Item::Text(text),
        }
    }

    /// The two ends of an interval; an open one is blank.
    pub(super) fn ends(self, interval: Option<&Interval>, unit: Unit, limits: &[Exact]) -> [Item; 2] {
        // The ends are enclosed far closer than they are shown, so that they need no mark.
        let end = |end: Option<&Figure>| {
            end.map_or(Item::Blank, |end| self.figure(&Figure::exact(end.middle()), unit, limits))
        };
        [end(interval.and_then(|found| found.low.as_ref())), end(interval.and_then(|found| found.high.as_ref()))]
    }

    /// A number format: the code of the currency before money, `~` before what is approximate.
    fn format(self, unit: Unit, decimals: usize, approximate: bool) -> String {
        let mark = if approximate { "\"~\"" } else { "" };
        let point = if decimals > 0 { "." } else { "" };
        let digits = format!("{point}{}", "0".repeat(decimals));
        match unit {
            Unit::Money => {
                let code = self.currency.map_or_else(String::new, |currency| format!("[${}]\\ ", currency.code));
                format!("{mark}{code}#,##0{digits}")
            }
            Unit::Count => format!("{mark}#,##0{digits}"),
            Unit::Percent => format!("{mark}0{digits}%"),
            Unit::Ratio | Unit::Months | Unit::WholeMonths => format!("{mark}0{digits}"),
        }
    }
}

/// Names as sheets may have them: at most 31 characters, none of `[ ] : * ? / \`, no apostrophe at an end, no two
/// alike.
pub(super) fn sheet_name(wanted: &str, taken: &[String]) -> String {
    let clean: String =
        wanted.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { ' ' } else { c }).collect();
    let clean = clean.trim().trim_matches('\'');
    let clean = if clean.is_empty() { "Sheet" } else { clean };
    let cut = |room: usize| {
        let mut used = 0usize;
        let fits = clean.chars().take_while(|c| {
            used = used.saturating_add(c.len_utf16());
            used <= room
        });
        fits.collect::<String>().trim_end_matches(['\'', ' ']).to_owned()
    };
    let free = |name: &String| taken.iter().all(|other| other.to_lowercase() != name.to_lowercase());
    let numbered = (2usize..).map(|number| {
        let end = format!(" {number}");
        format!("{}{end}", cut(31usize.saturating_sub(end.len())))
    });
    std::iter::once(cut(31)).chain(numbered).find(free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_what_a_spreadsheet_takes() {
        let taken = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(sheet_name("a[b]c:d*e?f/g\\h", &[]), "a b c d e f g h");
        assert_eq!(sheet_name("'quoted'", &[]), "quoted");
        assert_eq!(sheet_name("", &[]), "Sheet");
        assert_eq!(sheet_name("Report", &taken(&["REPORT"])), "Report 2");
        assert_eq!(sheet_name("Report", &taken(&["report", "report 2"])), "Report 3");
        let long = "x".repeat(40);
        assert_eq!(sheet_name(&long, &[]), "x".repeat(31));
        assert_eq!(sheet_name(&long, &[("x").repeat(31)]), format!("{} 2", "x".repeat(29)));
        assert!(sheet_name(&"👩".repeat(20), &[]).encode_utf16().count() <= 31);
    }

    #[test]
    fn money_has_the_decimals_of_its_currency() {
        let format = |code: &str, unit: Unit, value: Exact| match (Shown { currency: Currency::named(code) }).figure(
            &Figure::exact(value),
            unit,
            &[],
        ) {
            Item::Figure { format, .. } => format,
            other @ (Item::Blank | Item::Text(_)) => format!("{other:?}"),
        };
        let half = || Exact::decimal(15, 1);
        assert_eq!(format("EUR", Unit::Money, half()), "[$EUR]\\ #,##0.00");
        assert_eq!(format("JPY", Unit::Money, half()), "[$JPY]\\ #,##0");
        assert_eq!(format("KWD", Unit::Money, half()), "[$KWD]\\ #,##0.000");
        assert_eq!(format("", Unit::Money, half()), "#,##0.00");
        assert_eq!(format("", Unit::Percent, half()), "0.0%");
        assert_eq!(format("", Unit::Ratio, half()), "0.00");
        assert_eq!(format("", Unit::Months, half()), "0.0");
        assert_eq!(format("", Unit::Count, Exact::whole(3)), "#,##0");
    }
}
