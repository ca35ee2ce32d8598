//! The currency of each row, where amounts are converted: by its column, its cells and its header, never guessed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::code::Code;
use super::date::When;
use super::file::{FileRead, Read};
use super::fold::Fold;
use super::found::{Found, Witness};
use super::header::MeasureColumn;
use super::rates::{Rates, Unconverted};
use super::records::Cell;
use super::worker::{Block, Worker};
use super::{Options, whole};
use crate::domain::currency::{Currency, Sign};
use crate::domain::place::{Diagnostic, Severity};

/// What is wrong with the currency of a row.
struct Unclear {
    code: Code,
    message: String,
    help: String,
}

impl Unclear {
    fn currency(message: String, help: &str) -> Self {
        Self { code: Code::Currency, message, help: help.to_owned() }
    }
}

/// The codes that all signs have in common; all of them where there is no sign.
fn common(signs: impl Iterator<Item = Sign>) -> Result<Option<Vec<&'static str>>, Unclear> {
    let mut all: Option<Vec<&'static str>> = None;
    let mut texts: Vec<&'static str> = Vec::new();
    for sign in signs {
        let codes = sign.codes();
        let both = match all {
            None => codes,
            Some(known) => known.into_iter().filter(|code| codes.contains(code)).collect(),
        };
        texts.push(sign.text());
        if both.is_empty() {
            let message = format!("the row carries two currencies: {}", texts.join(" and "));
            return Err(Unclear::currency(message, "keep one currency in a row, or one column for each"));
        }
        all = Some(both);
    }
    Ok(all)
}

/// The one currency that signs can mean; `None` without signs.
fn meant(rates: &Rates, signs: impl Iterator<Item = Sign> + Clone) -> Result<Option<&'static str>, Unclear> {
    let Some(codes) = common(signs.clone())? else { return Ok(None) };
    rates.meant(&codes).map(Some).map_err(|left| {
        let text = signs.map(Sign::text).next().unwrap_or_default();
        let of = if left.is_empty() { codes.as_slice() } else { left.as_slice() };
        let mut names = of.iter().take(4).copied().collect::<Vec<_>>().join(", ");
        if of.len() > 4 {
            names.push_str(" …");
        }
        let message = format!("'{text}' can mean {names}, and neither --currency nor {} settles it", rates.file());
        Unclear::currency(
            message,
            "write the code: in a column named currency, in the header (Amount (SEK)), or in the cell",
        )
    })
}

/// Whether a column is money, and so has a currency.
fn is_money(column: &&MeasureColumn) -> bool {
    !column.measure.is_count()
}

impl Worker<'_> {
    /// Finds the currency of the row and puts it in the key; `aside` for rows that may be totals, whose rate is
    /// looked for when they count, as for rows that `--where` cuts. `false` when the row cannot be converted.
    pub(super) fn exchange(
        &mut self,
        block: Block<'_>,
        cells: &[Cell],
        when: Option<When>,
        (aside, cut): (bool, bool),
    ) -> bool {
        let Some((rates, place)) = self.shared.options.rates.as_ref().zip(self.shared.options.currency_place()) else {
            return true;
        };
        let layout = self.shared.layout;
        let when = when.or(self.shared.fixed);
        let aside = aside || cut;
        let one_sign = match self.fold.row_signs.as_slice() {
            [] => Some(None),
            [sign] => Some(Some(*sign)),
            _ => None,
        };
        let known = one_sign.map(|sign| (sign, when.map_or(0, When::token)));
        let token = match known.and_then(|known| self.exchanged.get(&known)) {
            Some(token) => Ok(*token),
            None => self.currency_of_row(rates, when, aside),
        };
        match token {
            Ok(token) => {
                let blank = token == 0 && layout.measures.iter().filter(is_money).any(|column| column.sign.is_none());
                let every = self.values.iter().all(|(value, difference)| *value != 0 || *difference != 0);
                let zero = self.values.iter().all(|(value, difference)| *value == 0 && *difference == 0);
                if blank
                    && !aside
                    && !zero
                    && let Some(cell) = self.money_cell(cells)
                {
                    self.fold.note_bare(Witness::at(block.number, block.bytes, cell.at(), &cell.text(block.bytes)));
                }
                if let Some(slot) = self.key.get_mut(place.saturating_add(1)) {
                    *slot = token;
                }
                if let Some(slot) = self.names.get_mut(place) {
                    *slot = (token > 0).then_some(token);
                }
                if let Some(known) = known.filter(|_| !aside && every && self.exchanged.len() < 100_000) {
                    self.exchanged.insert(known, token);
                }
                true
            }
            Err(_) if cut => true,
            Err(unclear) => {
                self.unclear(block, cells, unclear);
                false
            }
        }
    }

    /// The currency of the row's own signs, 0 for none, once every amount of it is known to have a rate.
    fn currency_of_row(&self, rates: &Rates, when: Option<When>, aside: bool) -> Result<u32, Unclear> {
        let own = self.fold.row_signs.iter().copied();
        let columns = self.shared.layout.measures.iter().zip(&self.values).filter(|(column, _)| is_money(column));
        let mut found: Option<&'static str> = None;
        for (column, value) in columns {
            let code = meant(rates, own.clone().chain(column.sign))?;
            let when = column.when.or(when);
            if !self.fold.row_signs.is_empty() {
                found = found.or(code);
            }
            let code = code.unwrap_or(rates.target().code);
            if !aside && *value != (0, 0) && !rates.has(code, when) {
                let (message, help) = rates.missing(code, when);
                return Err(Unclear { code: Code::MissingRate, message, help });
            }
        }
        Ok(found.and_then(Currency::named).map_or(0, Currency::token))
    }

    /// The currency of a customer's own revenue; `None` when it cannot be converted.
    pub(super) fn own_currency(
        &mut self,
        block: Block<'_>,
        cells: &[Cell],
        when: Option<When>,
        has_revenue: bool,
    ) -> Option<u32> {
        let Some(rates) = self.shared.options.rates.as_ref().filter(|_| has_revenue) else {
            return Some(0);
        };
        let signs = self.fold.row_signs.iter().chain(&self.shared.layout.header_signs).copied();
        let day = when.map(|when| When::Day(when.first_day()));
        let found = meant(rates, signs).and_then(|code| match code {
            Some(code) if !rates.has(code, day) => {
                let (message, help) = rates.missing(code, day);
                Err(Unclear { code: Code::MissingRate, message, help })
            }
            code => Ok(code),
        });
        match found {
            Ok(Some(code)) => Some(Currency::named(code).map_or(0, Currency::token)),
            Ok(None) => {
                if let Some(cell) = self.money_cell(cells) {
                    self.fold.note_bare(Witness::at(block.number, block.bytes, cell.at(), &cell.text(block.bytes)));
                }
                Some(0)
            }
            Err(unclear) => {
                self.unclear(block, cells, unclear);
                None
            }
        }
    }

    fn money_cell<'c>(&self, cells: &'c [Cell]) -> Option<&'c Cell> {
        let layout = self.shared.layout;
        let money = layout.measures.iter().filter(is_money).map(|column| column.column).chain(layout.own_revenue);
        money.filter_map(|at| cells.get(at)).next()
    }

    fn unclear(&mut self, block: Block<'_>, cells: &[Cell], unclear: Unclear) {
        let filled = |cell: &&Cell| !cell.raw(block.bytes).trim_ascii().is_empty();
        let column = self.shared.layout.currency.and_then(|column| cells.get(column)).filter(filled);
        let cell = column.or(self.money_cell(cells));
        self.fold.faults.add(unclear.code, || Found {
            witness: Witness::at(
                block.number,
                block.bytes,
                cell.map_or(0, Cell::at),
                &cell.map_or_else(String::new, |cell| cell.text(block.bytes)),
            ),
            message: unclear.message,
            help: Some(unclear.help),
        });
    }
}

/// Amounts without a currency in a file whose others have one.
pub(super) fn without_currency(file: &FileRead, fold: &Fold, options: &Options) -> Option<Diagnostic> {
    let rates = options.rates.as_ref()?;
    let bare = fold.bare.as_ref()?;
    let layout = &file.dialect.layout;
    let target = rates.target().code;
    let other = fold.signs.keys().find(|sign| meant(rates, std::iter::once(**sign)).ok().flatten() != Some(target));
    if layout.currency.is_none() && other.is_none() {
        return None;
    }
    let message = match other {
        Some(other) => {
            let code = meant(rates, std::iter::once(*other)).ok().flatten().unwrap_or(other.text());
            format!("the amount carries no currency, and others of the file are in {code}")
        }
        None => "the amount carries no currency, and the file has a column for it".to_owned(),
    };
    Some(Diagnostic {
        code: Code::Currency.code(),
        severity: Severity::Error,
        place: Some(file.places.of(bare.spot)),
        excerpt: Some(file.places.excerpt(&bare.excerpt)),
        message,
        help: Some("write the currency of every amount".to_owned()),
    })
}

/// Converts amounts as the ledger is built, and counts them.
pub(super) struct Exchange<'a> {
    rates: Option<&'a Rates>,
    pub(super) converted: BTreeMap<&'static str, u64>,
    pub(super) faults: Vec<Diagnostic>,
    magnitude: u128,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(options: &'a Options) -> Self {
        Self { rates: options.rates.as_deref(), converted: BTreeMap::new(), faults: Vec::new(), magnitude: 0 }
    }

    /// An amount of so many rows in the run's currency: `token` is the row's own, `sign` that of its header.
    pub(super) fn convert(
        &mut self,
        amount: i128,
        rows: u64,
        (token, sign): (u32, Option<Sign>),
        when: Option<When>,
        file: &Arc<str>,
    ) -> i128 {
        let Some(rates) = self.rates else { return amount };
        let own = Currency::of_token(token).map(|currency| currency.code);
        let header = || sign.and_then(|sign| rates.meant(&sign.codes()).ok());
        let code = own.or_else(header).unwrap_or(rates.target().code);
        if code == rates.target().code {
            return amount;
        }
        let count = self.converted.entry(code).or_default();
        *count = count.saturating_add(rows);
        let (code, message, help) = match rates.convert(amount, code, when) {
            Ok(amount) => {
                self.magnitude = self.magnitude.saturating_add(amount.unsigned_abs());
                if self.magnitude < 1 << 126 {
                    return amount;
                }
                (
                    Code::TooLarge,
                    "the converted amounts add up to more than is exact: too large".to_owned(),
                    String::new(),
                )
            }
            Err(Unconverted::TooLarge) => {
                (Code::TooLarge, "a converted amount is more than is exact: too large".to_owned(), String::new())
            }
            Err(Unconverted::Inexact) => (
                Code::Inexact,
                format!("amounts in {code} times their rate in {} have more than 18 decimals", rates.file()),
                format!("give the rate with fewer decimals, as published: {code},{},<rate>", rates.target().code),
            ),
            Err(Unconverted::NoRate) => {
                let (message, help) = rates.missing(code, when);
                (Code::MissingRate, message, help)
            }
        };
        let fault = whole(code, Severity::Error, file, message, Some(help));
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
        0
    }
}

/// Revenue per account in files of assumptions, which is not converted.
pub(super) fn foreign_assumptions(reads: &[FileRead], rates: &Rates) -> Vec<Diagnostic> {
    let target = rates.target().code;
    let mut faults = Vec::new();
    for file in reads {
        let Read::Assumptions { signs, .. } = &file.read else { continue };
        let header = file.dialect.layout.header_signs.iter().map(|sign| (*sign, None));
        let cells = signs.iter().map(|(sign, witness)| (*sign, Some(witness)));
        let foreign =
            header.chain(cells).find(|(sign, _)| meant(rates, std::iter::once(*sign)).ok().flatten() != Some(target));
        let Some((sign, witness)) = foreign else { continue };
        faults.push(Diagnostic {
            code: Code::Currency.code(),
            severity: Severity::Error,
            place: Some(witness.map_or_else(|| file.sign_place(), |witness| file.places.of(witness.spot))),
            excerpt: witness.map(|witness| file.places.excerpt(&witness.excerpt)),
            message: format!("the assumption is in {}, and assumptions are not converted", sign.text()),
            help: Some(format!("write it in {target}")),
        });
    }
    faults
}
