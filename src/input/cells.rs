//! Cells of figures: amounts, counts and rates under both marks, and what is wrong with them.

use super::Missing;
use super::aliases::folded;
use super::code::Code;
use super::fold::Fold;
use super::found::{Byte, Found, Witness};
use super::header::{Measure, MeasureColumn};
use super::platforms::Platform;
use super::records::Cell;
use super::worker::{Block, Shared};
use crate::domain::ledger::Minor;
use crate::domain::number::{self, Fault, Mark, Reading, Written};

/// An amount with the dot as its mark (or the only reading), and what the comma adds to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) value: i128,
    pub(crate) difference: i128,
}

/// Why a cell gives nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellFault {
    /// It was noted as a fault.
    Bad,
    /// Its row is to be left out.
    Skip,
}

fn witness(block: Block<'_>, cell: &Cell) -> Witness {
    Witness::at(block.number, block.bytes, cell.at(), &cell.text(block.bytes))
}

fn byte(block: Block<'_>, cell: &Cell) -> Byte {
    Byte { block: block.number, at: cell.at() }
}

/// Reads the cell of a column of figures.
pub(crate) fn amount(
    fold: &mut Fold,
    shared: &Shared<'_>,
    block: Block<'_>,
    cells: &[Cell],
    cell: &Cell,
    column: &MeasureColumn,
) -> Result<Amount, CellFault> {
    let raw = cell.raw(block.bytes);
    if column.micros {
        return micros(fold, shared, block, cell);
    }
    if column.measure == Measure::Refunds || matches!(column.measure, Measure::Movement(moved) if moved.is_loss()) {
        return refund(fold, shared, block, cell, column);
    }
    if let Some((amount, mark)) = number::certain(raw)
        && (mark.is_none() || !column.measure.is_count())
        && column.measure != Measure::Credit
    {
        if !column.measure.is_count() {
            fold.unsigned = fold.unsigned.saturating_add(1);
        }
        if let Some(mark) = mark {
            fold.proof.exclude(mark.other(), byte(block, cell), || witness(block, cell));
        }
        return Ok(Amount { value: amount.0, difference: 0 });
    }
    match number::read(raw) {
        Ok(written) if column.measure.is_count() => count(fold, shared, block, cell, column, written),
        Ok(written) => {
            let amount = settle(fold, block, cell, written, true);
            Ok(match column.measure {
                Measure::Credit => {
                    Amount { value: amount.value.wrapping_neg(), difference: amount.difference.wrapping_neg() }
                }
                Measure::Spend
                | Measure::SpendOn(_)
                | Measure::NewCustomers
                | Measure::Revenue
                | Measure::CostOfRevenue
                | Measure::Refunds
                | Measure::ActiveCustomers
                | Measure::AtStart
                | Measure::AtEnd
                | Measure::Churned
                | Measure::Movement(_)
                | Measure::Step(_)
                | Measure::Bounced { .. } => amount,
            })
        }
        Err(fault) => {
            if fault == Fault::Blank && other_side(shared, block, cells, column) {
                return Ok(Amount::default());
            }
            no_number(fold, shared, block, cell, fault, column.when.is_some())
        }
    }
}

/// A refund or another loss, written with a minus or without one: the same. Which way a column writes them is noted.
fn refund(
    fold: &mut Fold,
    shared: &Shared<'_>,
    block: Block<'_>,
    cell: &Cell,
    column: &MeasureColumn,
) -> Result<Amount, CellFault> {
    let written = match number::read(cell.raw(block.bytes)) {
        Ok(written) => written,
        Err(fault) => return no_number(fold, shared, block, cell, fault, false),
    };
    let amount = settle(fold, block, cell, written, true);
    // Its sign is the same under both marks.
    if amount.value < 0 {
        fold.refunds.minus(column.column, || witness(block, cell));
        return Ok(Amount { value: amount.value.wrapping_neg(), difference: amount.difference.wrapping_neg() });
    }
    if amount.value > 0 {
        fold.refunds.plus(column.column, || witness(block, cell));
    }
    Ok(amount)
}

/// Money in millionths: the quotient is exact, or the cell is refused.
fn micros(fold: &mut Fold, shared: &Shared<'_>, block: Block<'_>, cell: &Cell) -> Result<Amount, CellFault> {
    let written = match number::read(cell.raw(block.bytes)) {
        Ok(written) => written,
        Err(fault) => return no_number(fold, shared, block, cell, fault, false),
    };
    let amount = settle(fold, block, cell, written, true);
    let million = |amount: i128| (amount.checked_rem(1_000_000) == Some(0)).then(|| amount.wrapping_div(1_000_000));
    if let (Some(value), Some(difference)) = (million(amount.value), million(amount.difference)) {
        return Ok(Amount { value, difference });
    }
    fold.faults.add(Code::NotANumber, || Found {
        witness: witness(block, cell),
        message: format!("'{}' has too many decimals for an amount in millionths", cell.text(block.bytes)),
        help: Some("micros are whole numbers: 12500000 is 12.50".to_owned()),
    });
    Err(CellFault::Bad)
}

/// Whether the blank cell is the empty side of a debit and credit pair.
fn other_side(shared: &Shared<'_>, block: Block<'_>, cells: &[Cell], column: &MeasureColumn) -> bool {
    let measures = &shared.layout.measures;
    measures.iter().any(|one| one.measure == Measure::Credit)
        && measures
            .iter()
            .filter(|one| matches!(one.measure, Measure::Spend | Measure::Credit) && one.column != column.column)
            .filter_map(|one| cells.get(one.column))
            .any(|cell| !cell.raw(block.bytes).trim_ascii().is_empty())
}

fn no_number(
    fold: &mut Fold,
    shared: &Shared<'_>,
    block: Block<'_>,
    cell: &Cell,
    fault: Fault,
    alone: bool,
) -> Result<Amount, CellFault> {
    if matches!(fault, Fault::Blank | Fault::Dash) {
        if shared.layout.platform.is_some_and(Platform::is_advertising) {
            return Ok(Amount::default());
        }
        match shared.options.missing {
            Some(Missing::Zero) => {
                fold.missing = fold.missing.saturating_add(1);
                return Ok(Amount::default());
            }
            Some(Missing::Skip) => return Err(CellFault::Skip),
            None => {}
        }
    }
    let code =
        if matches!(fault, Fault::Blank | Fault::Dash | Fault::Missing) { Code::Missing } else { Code::NotANumber };
    if is_header(shared, block, cell) {
        fold.faults.add(Code::SecondTable, || {
            let text = cell.text(block.bytes);
            Found {
                witness: witness(block, cell),
                message: format!("the header stands here again, at '{text}'"),
                help: Some("remove the line: a file holds one table with one header".to_owned()),
            }
        });
        return Err(CellFault::Bad);
    }
    fold.faults.add(code, || {
        let text = cell.text(block.bytes);
        let message = if fault == Fault::Blank {
            format!("the cell is {}", fault.sentence())
        } else {
            format!("'{text}' is {}", fault.sentence())
        };
        let help = if alone && code == Code::Missing {
            "fill the cell, or say what it means: --missing zero (it is 0) or --missing skip (leave the cell out)"
        } else {
            fault.fix()
        };
        Found { witness: witness(block, cell), message, help: Some(help.to_owned()) }
    });
    Err(CellFault::Bad)
}

/// Whether a cell repeats a name of the header.
fn is_header(shared: &Shared<'_>, block: Block<'_>, cell: &Cell) -> bool {
    let text = folded(&cell.text(block.bytes));
    !text.is_empty()
        && shared
            .layout
            .measures
            .iter()
            .any(|measure| shared.layout.header.get(measure.column).is_some_and(|name| folded(name) == text))
}

/// Notes what a cell proves and gives its two readings.
fn settle(fold: &mut Fold, block: Block<'_>, cell: &Cell, written: Written, signed: bool) -> Amount {
    if signed {
        match written.sign {
            Some(sign) => fold.row_sign(sign, byte(block, cell), || witness(block, cell)),
            None => fold.unsigned = fold.unsigned.saturating_add(1),
        }
    }
    let at = byte(block, cell);
    for (mark, reading) in [(Mark::Dot, written.dot), (Mark::Comma, written.comma)] {
        match reading {
            None => fold.proof.exclude(mark, at, || witness(block, cell)),
            Some(Reading { group: Some(group), .. }) => fold.proof.group(mark, group, at, || witness(block, cell)),
            Some(Reading { group: None, .. }) => {}
        }
    }
    match (written.dot, written.comma) {
        (Some(dot), Some(comma)) => {
            let difference = comma.amount.0.wrapping_sub(dot.amount.0);
            if difference != 0 {
                fold.proof.doubt(at, || witness(block, cell));
            }
            Amount { value: dot.amount.0, difference }
        }
        (Some(one), None) | (None, Some(one)) => Amount { value: one.amount.0, difference: 0 },
        (None, None) => Amount::default(),
    }
}

/// A count: whole and not negative, unless attribution splits customers.
fn count(
    fold: &mut Fold,
    shared: &Shared<'_>,
    block: Block<'_>,
    cell: &Cell,
    column: &MeasureColumn,
    written: Written,
) -> Result<Amount, CellFault> {
    let fractional = shared.options.fractional_customers;
    let fits = |reading: &Reading| {
        reading.amount.0 >= 0 && (fractional || reading.amount.0.checked_rem(Minor::ONE) == Some(0))
    };
    let found = || {
        let text = cell.text(block.bytes);
        let negative = text.trim_start().starts_with(['-', '(', '−', '–']);
        let what = if let Measure::Step(key) = &column.measure { key.as_str() } else { "customers" };
        Found {
            witness: witness(block, cell),
            message: if negative {
                format!("'{text}' is negative, and {what} are counted")
            } else if written.sign.is_some() {
                format!("'{text}' carries a currency, and {what} are counted")
            } else {
                format!("'{text}' is not a whole number of {what}")
            },
            help: Some(if negative || written.sign.is_some() {
                let new = if matches!(column.measure, Measure::Step(_)) { "" } else { "new " };
                format!("give the number of {new}{what}")
            } else {
                "--fractional-customers (for attribution models that split customers)".to_owned()
            }),
        }
    };
    let (dot, comma) = (written.dot.filter(fits), written.comma.filter(fits));
    if (dot.is_none() && comma.is_none()) || written.sign.is_some() {
        fold.faults.add(Code::Count, found);
        return Err(CellFault::Bad);
    }
    if column.mapped || fractional {
        // Such a column proves nothing: a reading that is no count is a fault only if its mark is settled on.
        for (mark, read, fit) in [(Mark::Dot, written.dot, dot), (Mark::Comma, written.comma, comma)] {
            if read.is_some() && fit.is_none() {
                fold.proof.late(mark, Code::Count, found);
            }
        }
        return Ok(settle(fold, block, cell, written, false));
    }
    Ok(settle(fold, block, cell, Written { dot, comma, sign: None }, false))
}

/// A customer's own monthly revenue or margin, under both marks. Blank is not known.
pub(crate) fn own(
    fold: &mut Fold,
    shared: &Shared<'_>,
    block: Block<'_>,
    cell: &Cell,
    rate: bool,
) -> Result<Option<(i128, i128)>, CellFault> {
    let raw = cell.raw(block.bytes).trim_ascii();
    if raw.is_empty() {
        return Ok(None);
    }
    let (text, percent) = match raw.strip_suffix(b"%") {
        Some(text) if rate => (text.trim_ascii_end(), true),
        _ => (raw, false),
    };
    match number::read(text) {
        Ok(mut written) => {
            if percent {
                for reading in [&mut written.dot, &mut written.comma] {
                    *reading = reading.and_then(|mut read| {
                        (read.amount.0.checked_rem(100) == Some(0)).then(|| {
                            read.amount.0 = read.amount.0.wrapping_div(100);
                            read
                        })
                    });
                }
            }
            if rate {
                let most = Minor::ONE;
                let fits = |reading: &Reading| reading.amount.0 <= most;
                (written.dot, written.comma) = (written.dot.filter(fits), written.comma.filter(fits));
            }
            if written.dot.is_none() && written.comma.is_none() {
                fold.faults.add(Code::Rate, || Found {
                    witness: witness(block, cell),
                    message: format!("'{}' is no margin: 72% or 0.72, at most 1", cell.text(block.bytes)),
                    help: Some("write it as 72% or 0.72".to_owned()),
                });
                return Err(CellFault::Bad);
            }
            let amount = settle(fold, block, cell, written, !rate);
            Ok(Some((amount.value, amount.difference)))
        }
        Err(fault) => {
            no_number(fold, shared, block, cell, fault, false).map(|amount| Some((amount.value, amount.difference)))
        }
    }
}

/// A bounce rate under both marks.
pub(super) fn bounce_rate(
    fold: &mut Fold,
    shared: &Shared<'_>,
    block: Block<'_>,
    cell: &Cell,
) -> Result<(i128, i128), CellFault> {
    let raw = cell.raw(block.bytes).trim_ascii();
    let (text, percent) = raw.strip_suffix(b"%").map_or((raw, false), |text| (text.trim_ascii_end(), true));
    let mut written = match number::read(text) {
        Ok(written) => written,
        Err(fault) => {
            let read = no_number(fold, shared, block, cell, fault, false);
            return read.map(|amount| (amount.value, amount.value.wrapping_add(amount.difference)));
        }
    };
    let most = if percent { Minor::ONE.saturating_mul(100) } else { Minor::ONE };
    for reading in [&mut written.dot, &mut written.comma] {
        let fits = |read: &Reading| (0..=most).contains(&read.amount.0) && (!percent || read.amount.0 % 100 == 0);
        *reading = reading.filter(fits).map(|mut read| {
            read.amount.0 = if percent { read.amount.0.wrapping_div(100) } else { read.amount.0 };
            read
        });
    }
    if written.dot.is_none() && written.comma.is_none() {
        fold.faults.add(Code::Rate, || super::bounce::no_rate(witness(block, cell), &cell.text(block.bytes)));
        return Err(CellFault::Bad);
    }
    let amount = settle(fold, block, cell, written, false);
    Ok((amount.value, amount.value.wrapping_add(amount.difference)))
}

/// Holds a total column against the sum of its row under both marks.
pub(crate) fn wide_total(fold: &mut Fold, shared: &Shared<'_>, block: Block<'_>, cell: &Cell, sum: (i128, i128)) {
    let raw = cell.raw(block.bytes).trim_ascii();
    if raw.is_empty() {
        return;
    }
    let written = match number::read(raw) {
        Ok(written) => written,
        Err(fault) => {
            let _noted = no_number(fold, shared, block, cell, fault, false);
            return;
        }
    };
    settle(fold, block, cell, written, true);
    for (mark, reading, sum) in
        [(Mark::Dot, written.dot, sum.0), (Mark::Comma, written.comma, sum.0.wrapping_add(sum.1))]
    {
        if reading.is_some_and(|reading| reading.amount.0 != sum) {
            fold.proof.late(mark, Code::WideTotal, || Found {
                witness: witness(block, cell),
                message: format!("the total '{}' differs from the sum of the row's columns", cell.text(block.bytes)),
                help: Some("correct the row, or remove the total column".to_owned()),
            });
        }
    }
}
