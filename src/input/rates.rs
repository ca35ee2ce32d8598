//! Rates of exchange from a file: exact decimals, by pair and, where the file says so, by period.
//!
//! A rate is used as it is published, from one currency to the other. The inverse of a rate is another figure than
//! the published one for the way back, so it is never derived.

use std::collections::BTreeMap;
use std::sync::Arc;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};

use super::aliases::{field, folded};
use super::code::Code;
use super::date::{Order, Reader, When, proves};
use super::date_format::DateFormat;
use super::dialect::{Row, rows};
use super::encoding;
use super::file::unreadable;
use super::found::{Byte, Faults, Found, Places, Witness};
use super::header::Field;
use super::proof::Proof;
use super::source::Source;
use super::steady;
use super::{Options, Refusal, whole};
use crate::domain::currency::Currency;
use crate::domain::ledger::Minor;
use crate::domain::number::{self, Mark, Written};
use crate::domain::period::Day;
use crate::domain::place::Severity;

/// The most bytes a file of rates may have.
const LIMIT: u64 = 64 << 20;
/// Lines among which its header is looked for.
const HEADER_LINES: usize = 30;

/// A column of a file of rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    From,
    To,
    Rate,
}

/// Header names, folded and sorted.
const COLUMNS: &[(&str, Column)] = &[
    ("base", Column::From),
    ("basecurrency", Column::From),
    ("conversionrate", Column::Rate),
    ("exchangerate", Column::Rate),
    ("from", Column::From),
    ("fromcurrency", Column::From),
    ("från", Column::From),
    ("fxrate", Column::Rate),
    ("koers", Column::Rate),
    ("kurs", Column::Rate),
    ("kurssi", Column::Rate),
    ("nach", Column::To),
    ("quote", Column::To),
    ("quotecurrency", Column::To),
    ("rate", Column::Rate),
    ("source", Column::From),
    ("sourcecurrency", Column::From),
    ("target", Column::To),
    ("targetcurrency", Column::To),
    ("tassodicambio", Column::Rate),
    ("taux", Column::Rate),
    ("tauxdechange", Column::Rate),
    ("taxadecâmbio", Column::Rate),
    ("til", Column::To),
    ("till", Column::To),
    ("tipodecambio", Column::Rate),
    ("to", Column::To),
    ("tocurrency", Column::To),
    ("valutakurs", Column::Rate),
    ("vekselkurs", Column::Rate),
    ("vers", Column::To),
    ("von", Column::From),
    ("växelkurs", Column::Rate),
    ("wechselkurs", Column::Rate),
    ("wisselkoers", Column::Rate),
];

/// One rate.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rate {
    when: Option<When>,
    /// In units of 10^-18.
    value: i128,
}

/// Rates into one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates {
    file: Arc<str>,
    target: Currency,
    /// By the currency they convert from; those with periods in the order of time.
    from: BTreeMap<&'static str, Vec<Rate>>,
}

/// Why an amount has no exact value in the other currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unconverted {
    /// There is no rate for its period.
    NoRate,
    /// It has more than 18 decimals.
    Inexact,
    /// It is too large.
    TooLarge,
}

/// Where the columns stand.
#[derive(Clone, Copy)]
struct Columns {
    from: usize,
    to: usize,
    rate: usize,
    period: Option<usize>,
    /// How many columns the header has.
    width: usize,
}

impl Rates {
    /// Reads the rates into `target`.
    ///
    /// # Errors
    /// Every fault found in the file.
    pub fn read(source: Source, target: Currency, options: &Options) -> Result<Self, Refusal> {
        let file = Arc::clone(&source.name);
        let bytes = source.open().and_then(|reader| steady::all(reader, LIMIT));
        let bytes = bytes
            .map_err(|error| unreadable(&file, &error))?
            .ok_or_else(|| vec![whole(Code::Limit, Severity::Error, &file, steady::too_large(LIMIT), None)])?;
        let text = match encoding::marked(&bytes) {
            Some(wide) => wide.decode(&bytes).0.into_owned().into_bytes(),
            None if std::str::from_utf8(&bytes).is_err() => encoding::western(&bytes, options.encoding),
            None => bytes,
        };
        let mut text = text.as_slice();
        while let Some(rest) = text.strip_prefix(&[0xef, 0xbb, 0xbf]) {
            text = rest;
        }
        let Some((columns, rows)) = table(text) else {
            let message = format!("'{file}' is no file of rates: it needs the columns from, to and rate");
            let help = format!("from,to,rate,period   and rows such as   USD,{},0.92,2026-03", target.code);
            return Err(vec![whole(Code::Rates, Severity::Error, &file, message, Some(help))].into());
        };
        let places = Places { file: Arc::clone(&file), first_lines: vec![1], sheet: None };
        let mut rates = Self { file, target, from: BTreeMap::new() };
        rates.take(text, columns, &rows, options, &places)?;
        Ok(rates)
    }

    fn take(
        &mut self,
        text: &[u8],
        columns: Columns,
        rows: &[Row],
        options: &Options,
        places: &Places,
    ) -> Result<(), Refusal> {
        let mut faults = Faults::default();
        let mut proof = Proof::default();
        let cell = |row: &Row, at: usize| row.cells.get(at).map_or_else(String::new, |cell| cell.trim().to_owned());
        let order = columns.period.and_then(|at| rows.iter().find_map(|row| proves(cell(row, at).as_bytes())));
        let flag = options.date_format.as_ref().and_then(DateFormat::is_day_first);
        let flag = flag.map(|first| if first { Order::DayFirst } else { Order::MonthFirst });
        let reader = Reader { order: order.or(flag), format: options.date_format.clone() };
        let mut read: Vec<(&'static str, Option<When>, Written, Witness)> = Vec::new();
        for row in rows {
            let start = |at: usize| row.starts.get(at).copied().unwrap_or_default();
            let witness = |at: usize| Witness::at(0, text, start(at), &cell(row, at));
            let mut fault = |code: Code, at: usize, message: String, help: &str| {
                faults.add(code, || Found { witness: witness(at), message, help: Some(help.to_owned()) });
            };
            if row.broken.is_some() {
                fault(
                    Code::AfterQuote,
                    0,
                    "a quote is not closed, or text stands behind it".to_owned(),
                    "mend the row",
                );
                continue;
            }
            let surplus = row.cells.iter().skip(columns.width).position(|cell| !cell.trim().is_empty());
            if surplus.is_some() || row.cells.len() < columns.width {
                let at = surplus.map_or(0, |more| columns.width.saturating_add(more));
                let message = format!("the row has {} fields, the header {}", row.cells.len(), columns.width);
                let help = "quote a rate that has the file's delimiter in it, and give each column its cell";
                fault(Code::Ragged, at, message, help);
                continue;
            }
            let code = |at: usize| Currency::named(&cell(row, at));
            let (Some(from), Some(to)) = (code(columns.from), code(columns.to)) else {
                let at = if code(columns.from).is_none() { columns.from } else { columns.to };
                let message = format!("'{}' is no currency code", cell(row, at));
                fault(Code::Rates, at, message, "write an ISO 4217 code such as EUR or SEK");
                continue;
            };
            let written = match number::read(cell(row, columns.rate).as_bytes()) {
                Ok(written) if written.sign.is_none() => written,
                Ok(_) => {
                    let message = format!("'{}' carries a currency and is no rate", cell(row, columns.rate));
                    fault(Code::Rates, columns.rate, message, "write the rate alone, such as 0.0912");
                    continue;
                }
                Err(found) => {
                    let message = format!("'{}' is {}", cell(row, columns.rate), found.sentence());
                    fault(Code::Rates, columns.rate, message, "write the rate in digits, such as 0.0912");
                    continue;
                }
            };
            let text_of = columns.period.map(|at| cell(row, at)).filter(|text| !text.is_empty());
            let when = match text_of.as_ref().map(|text| reader.read(text.as_bytes())).transpose() {
                Ok(when) => when,
                Err(found) => {
                    let at = columns.period.unwrap_or_default();
                    fault(Code::Date, at, format!("'{}' is {}", cell(row, at), found.sentence()), found.fix());
                    continue;
                }
            };
            let at = Byte { block: 0, at: start(columns.rate) };
            super::assumptions::prove(&mut proof, &written, at, || witness(columns.rate));
            if to == self.target {
                read.push((from.code, when, written, witness(columns.rate)));
            }
        }
        if !faults.is_empty() {
            return Err(faults.diagnose(places));
        }
        let mark = proof.settle(options.decimal, |witness| places.of(witness.spot));
        let mark = mark.map_err(|faults| faults.diagnose(places))?;
        for (from, when, written, witness) in &read {
            let value = match mark {
                Mark::Dot => written.dot.or(written.comma),
                Mark::Comma => written.comma.or(written.dot),
            };
            let value = value.map_or(0, |reading| reading.amount.0);
            let fault = if value <= 0 {
                Some("is no rate: a rate is above 0".to_owned())
            } else if *from == self.target.code && value != Minor::ONE {
                Some(format!("is no rate from {from} to itself"))
            } else {
                let known = self.from.get(from).into_iter().flatten();
                let twice = known.into_iter().any(|rate| common(rate.when, *when));
                let period = when.map_or_else(String::new, |when| format!(" in {}", shown(when)));
                twice.then(|| format!("is a second rate from {from} to {}{period}", self.target.code))
            };
            if let Some(what) = fault {
                faults.add(Code::Rates, || Found {
                    witness: witness.clone(),
                    message: format!("'{}' {what}", witness.text),
                    help: Some("keep one rate for each pair and period".to_owned()),
                });
                continue;
            }
            self.from.entry(from).or_default().push(Rate { when: *when, value });
        }
        for all in self.from.values_mut() {
            all.sort_by_key(|rate| rate.when.map(When::first_day));
        }
        if faults.is_empty() { Ok(()) } else { Err(faults.diagnose(places)) }
    }

    /// The file, as named.
    #[must_use]
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// The currency converted into.
    #[must_use]
    pub fn target(&self) -> Currency {
        self.target
    }

    /// Whether any rate is for less than a month.
    pub(crate) fn has_days(&self) -> bool {
        let days = |rate: &Rate| matches!(rate.when, Some(When::Day(_) | When::Week(_)));
        self.from.values().flatten().any(days)
    }

    /// The one currency that can be meant: the only candidate, or the only one among them that is converted.
    ///
    /// # Errors
    /// The candidates that are left.
    pub(crate) fn meant(&self, codes: &[&'static str]) -> Result<&'static str, Vec<&'static str>> {
        if let [code] = codes {
            return Ok(code);
        }
        let known = |code: &&&'static str| **code == self.target.code || self.from.contains_key(**code);
        let left: Vec<&'static str> = codes.iter().filter(known).copied().collect();
        match left.as_slice() {
            [code] => Ok(code),
            _ => Err(left),
        }
    }

    fn rate(&self, code: &str, when: Option<When>) -> Option<&Rate> {
        let all = self.from.get(code)?;
        let first = |rate: &Rate| rate.when.map(When::first_day);
        let behind = all.partition_point(|rate| first(rate) <= when.map(When::first_day));
        // The last that begins with the period or before it; one without a period stands alone.
        let rate = behind.checked_sub(1).and_then(|at| all.get(at))?;
        match (rate.when, when) {
            (None, _) => Some(rate),
            (Some(_), None) => None,
            (Some(known), Some(row)) => (row.last_day() <= known.last_day()).then_some(rate),
        }
    }

    /// Whether amounts of a currency and period can be converted.
    pub(crate) fn has(&self, code: &str, when: Option<When>) -> bool {
        code == self.target.code || self.rate(code, when).is_some()
    }

    /// An amount in the currency converted into, exactly.
    ///
    /// # Errors
    /// Why it cannot be.
    pub(crate) fn convert(&self, amount: i128, code: &str, when: Option<When>) -> Result<i128, Unconverted> {
        if code == self.target.code || amount.is_zero() {
            return Ok(amount);
        }
        let rate = self.rate(code, when).ok_or(Unconverted::NoRate)?;
        let (product, rest) = (BigInt::from(amount) * BigInt::from(rate.value)).div_rem(&BigInt::from(Minor::ONE));
        if !rest.is_zero() {
            return Err(Unconverted::Inexact);
        }
        product.to_i128().filter(|amount| amount.unsigned_abs() < 1 << 126).ok_or(Unconverted::TooLarge)
    }

    /// What is missing, and the line to add.
    pub(crate) fn missing(&self, code: &str, when: Option<When>) -> (String, String) {
        let to = self.target.code;
        let (period, column) = match when {
            Some(when) => (format!(" for {}", shown(when)), format!(",{}", shown(when))),
            None if self.from.contains_key(code) => (" without a period, as these rows are".to_owned(), String::new()),
            None => (String::new(), String::new()),
        };
        let message = format!("{} has no rate from {code} to {to}{period}", self.file);
        (message, format!("add to {}:   {code},{to},<rate>{column}", self.file))
    }
}

/// A period as a rates file would have it.
pub(crate) fn shown(when: When) -> String {
    match when {
        When::Day(day) => day.to_string(),
        When::Week(monday) => monday.week(),
        When::Months(span) => span.to_string(),
    }
}

fn common(one: Option<When>, other: Option<When>) -> bool {
    let days = |when: When| -> (Day, Day) { (when.first_day(), when.last_day()) };
    match (one.map(days), other.map(days)) {
        (Some((from, to)), Some((first, last))) => from <= last && first <= to,
        _ => true,
    }
}

/// The columns of a file of rates and the rows below them.
fn table(text: &[u8]) -> Option<(Columns, Vec<Row>)> {
    [b',', b';', b'\t', b'|'].into_iter().find_map(|delimiter| {
        let all = rows(text, true, delimiter, usize::MAX);
        let (at, columns) = all.iter().take(HEADER_LINES).enumerate().find_map(|(at, row)| Some((at, header(row)?)))?;
        Some((columns, all.into_iter().skip(at.saturating_add(1)).collect()))
    })
}

fn header(row: &Row) -> Option<Columns> {
    let plain: Vec<String> = row.cells.iter().map(|cell| folded(cell)).collect();
    let named = |wanted: Column| {
        let is = |name: &String| {
            COLUMNS
                .binary_search_by(|(known, _)| (*known).cmp(name))
                .ok()
                .and_then(|at| COLUMNS.get(at))
                .map(|row| row.1)
                == Some(wanted)
        };
        let mut found = plain.iter().enumerate().filter(|(_, name)| is(name)).map(|(at, _)| at);
        found.next().filter(|_| found.next().is_none())
    };
    let period = plain.iter().position(|name| matches!(field(name), Some(Field::Period | Field::Year)));
    Some(Columns {
        from: named(Column::From)?,
        to: named(Column::To)?,
        rate: named(Column::Rate)?,
        period,
        width: row.cells.len(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]
    use super::*;

    fn rates(text: &'static str) -> Result<Rates, Refusal> {
        let source = Source::reader("rates.csv", std::io::Cursor::new(text));
        Rates::read(source, Currency::named("EUR").unwrap(), &Options::default())
    }

    #[test]
    fn the_header_names_are_sorted_and_folded() {
        assert!(COLUMNS.is_sorted_by(|one, other| one.0 < other.0));
        assert!(COLUMNS.iter().all(|(name, _)| folded(name) == *name));
    }

    #[test]
    fn a_product_is_exact_or_none() {
        let rates = rates("from;to;rate\nUSD;EUR;0,9215\nSEK;EUR;0,0871234567890123\n").unwrap();
        // 199.99 × 0.9215 = 184.290785
        assert_eq!(rates.convert(199_990_000_000_000_000_000, "USD", None), Ok(184_290_785_000_000_000_000));
        // 0.01 × 0.0871234567890123 has 18 decimals, 0.001 × it has 19.
        assert_eq!(rates.convert(10_000_000_000_000_000, "SEK", None), Ok(871_234_567_890_123));
        assert_eq!(rates.convert(1_000_000_000_000_000, "SEK", None), Err(Unconverted::Inexact));
        assert_eq!(rates.convert(1, "NOK", None), Err(Unconverted::NoRate));
        assert_eq!(rates.convert(i128::MAX / 2, "USD", None).unwrap_err(), Unconverted::Inexact);
    }

    #[test]
    fn a_rate_holds_for_what_lies_within_its_period() {
        let rates =
            rates("base,quote,period,rate\nUSD,EUR,2026-Q1,0.9\nUSD,EUR,2026-04,0.8\nUSD,SEK,2026-04,9\n").unwrap();
        let when = |text: &str| Reader::default().read(text.as_bytes()).ok();
        for (text, known) in [("2026-02", true), ("2026-03-31", true), ("2026-04", true), ("2026-05", false)] {
            assert_eq!(rates.has("USD", when(text)), known, "{text}");
        }
        assert!(!rates.has("USD", when("2026")) && !rates.has("USD", None) && !rates.has("USD", when("2026-W14")));
    }

    #[test]
    fn two_rates_of_one_period_are_refused() {
        for text in [
            "from,to,rate\nUSD,EUR,0.9\nUSD,EUR,0.9\n",
            "from,to,rate,period\nUSD,EUR,0.9,2026-03\nUSD,EUR,0.8,2026\n",
            "from,to,rate,period\nUSD,EUR,0.9,2026-03\nUSD,EUR,0.8,\n",
            "from,to,rate\nUSD,EUR,0\n",
            "from,to,rate\nEUR,EUR,1.1\n",
        ] {
            assert_eq!(rates(text).unwrap_err().diagnostics[0].code, "E304", "{text}");
        }
        assert_eq!(rates("from,to,rate\nUSD,EUR,1.234\n").unwrap_err().diagnostics[0].code, "E105");
    }
}
