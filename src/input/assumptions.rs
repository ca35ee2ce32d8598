//! Assumptions files: inputs of LTV by channel and segment. They are short, so their rows are kept.

use super::buffer::Buffer;
use super::code::Code;
use super::dialect::Dialect;
use super::encoding::western;
use super::found::{Faults, Found, Witness};
use super::header::{CHANNEL, Field, SEGMENT};
use super::proof::Proof;
use super::records::{Cell, Records, index};
use super::source::{Blocks, RECORD_LIMIT};
use crate::domain::assumptions::Inputs;
use crate::domain::currency::Sign;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::number::{self, Mark, Written};
use crate::domain::quantity::{self, split};
use crate::domain::rate::{Lifetime, Margin, MonthlyChurn, MonthlyDiscount, MonthlyMoney, Per};
use std::borrow::Cow;

/// The most rows, which are as many as a report may have.
const MOST_ROWS: usize = 200_000;

/// A row whose numbers are not settled yet.
pub(crate) struct Row {
    pub(crate) witness: Witness,
    pub(crate) channel: String,
    pub(crate) segment: String,
    cells: Vec<(Field, Witness, Written, bool, Option<Per>)>,
    /// Churn as it was counted, `5/100/mo`, which no decimal mark changes.
    counted: Option<MonthlyChurn>,
}

/// What was read.
#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<Row>,
    pub(crate) proof: Proof,
    pub(crate) faults: Faults,
    pub(crate) signs: Vec<(Sign, Witness)>,
    pub(crate) first_lines: Vec<u64>,
}

/// Reads all rows.
///
/// # Errors
/// When reading fails.
pub(crate) fn read(
    blocks: &mut Blocks,
    dialect: &Dialect,
    encoding: Option<&'static encoding_rs::Encoding>,
) -> std::io::Result<Rows> {
    let layout = &dialect.layout;
    let mut all = Rows::default();
    let (mut block, mut marks, mut cells) = (Buffer::default(), Vec::new(), Vec::<Cell>::new());
    let mut line = dialect.first_line;
    while let Some((number, _)) = blocks.next(&mut block)? {
        all.first_lines.push(line);
        let bytes = match std::str::from_utf8(block.bytes()) {
            Ok(text) => Cow::Borrowed(text.as_bytes()),
            Err(_) => Cow::Owned(western(block.bytes(), encoding)),
        };
        index(&bytes, dialect.delimiter, &mut marks);
        let mut records = Records::new(&bytes, &marks, dialect.delimiter);
        while let Some(record) = records.read(&mut cells) {
            if record.end.saturating_sub(record.start) > RECORD_LIMIT {
                all.faults.add(Code::Limit, || Found {
                    witness: Witness::at(number, &bytes, record.start, " "),
                    message: "the row is longer than 4 MiB".to_owned(),
                    help: Some("a quote that is never closed, or a file that is no CSV, looks like this".to_owned()),
                });
                return Ok(all);
            }
            let text = |at: usize| cells.get(at).map_or_else(String::new, |cell| cell.text(&bytes).trim().to_owned());
            if (0..cells.len()).all(|at| text(at).is_empty()) {
                continue;
            }
            let witness = |at: usize| {
                Witness::within(number, &bytes, &record, cells.get(at).map_or(record.start, Cell::at), &text(at))
            };
            if record.broken.is_some() || cells.len() != layout.header.len() {
                let code = if record.broken.is_some() { Code::UnclosedQuote } else { Code::Ragged };
                all.faults.add(code, || Found {
                    witness: witness(0),
                    message: if record.broken.is_some() {
                        "a quote is not closed, or text stands behind it".to_owned()
                    } else {
                        format!("the row has {} fields, the header {}", cells.len(), layout.header.len())
                    },
                    help: Some("give the row one cell for each column of the header".to_owned()),
                });
                continue;
            }
            let name = |at: usize| layout.names.get(at).copied().flatten().map_or_else(String::new, text);
            let mut row = Row {
                witness: witness(0),
                channel: name(CHANNEL),
                segment: name(SEGMENT),
                cells: Vec::with_capacity(layout.assumptions.len()),
                counted: None,
            };
            for (column, field) in &layout.assumptions {
                let cell = text(*column);
                if cell.is_empty() {
                    continue;
                }
                if *field == Field::Churn
                    && let Ok(churn) = quantity::churn(&cell)
                    && churn.sample().is_some()
                {
                    row.counted = Some(churn);
                    continue;
                }
                let (body, percent, per) = split(&cell, *field == Field::Lifetime);
                match number::read(body.as_bytes()) {
                    Err(fault) => all.faults.add(Code::NotANumber, || Found {
                        witness: witness(*column),
                        message: format!("'{cell}' is {}", fault.sentence()),
                        help: Some(
                            "write rates as 2.5% and money in digits; leave the cell blank where it is not known"
                                .to_owned(),
                        ),
                    }),
                    Ok(written) => {
                        if let Some(sign) = written.sign {
                            all.signs.push((sign, witness(*column)));
                        }
                        prove(&mut all.proof, &written, || witness(*column));
                        row.cells.push((*field, witness(*column), written, percent, per));
                    }
                }
            }
            if all.rows.len() >= MOST_ROWS {
                all.faults.add(Code::Limit, || Found {
                    witness: witness(0),
                    message: "the file has more than 200,000 rows of assumptions".to_owned(),
                    help: Some("give each channel and segment one row".to_owned()),
                });
                return Ok(all);
            }
            all.rows.push(row);
        }
        line = line.saturating_add(u64::from(records.lines()));
    }
    Ok(all)
}

pub(super) fn prove(proof: &mut Proof, written: &Written, witness: impl Fn() -> Witness) {
    for (mark, reading) in [(Mark::Dot, written.dot), (Mark::Comma, written.comma)] {
        match reading {
            None => proof.exclude(mark, &witness),
            Some(reading) => {
                if let Some(group) = reading.group {
                    proof.group(mark, group, &witness);
                }
            }
        }
    }
    if let (Some(dot), Some(comma)) = (written.dot, written.comma)
        && dot.amount != comma.amount
    {
        proof.doubt(witness);
    }
}

/// A field's input from an amount, its percent sign and its unit.
fn convert(field: Field, amount: &Exact, percent: bool, per: Option<Per>) -> Result<Inputs, String> {
    let mut inputs = Inputs::default();
    let fraction = if percent { amount * &Exact::decimal(1, 2) } else { amount.clone() };
    let bare_one = !percent && fraction == Exact::one();
    let fault = |text: &str| Err(text.to_owned());
    match field {
        Field::Arpa if percent => return fault("is a percentage, not an amount of money"),
        Field::Arpa => inputs.arpa = Some(MonthlyMoney::new(amount, per.unwrap_or(Per::Month))),
        Field::Margin => match Margin::new(Figure::exact(fraction)) {
            Some(margin) => inputs.margin = Some(margin),
            None => return fault("is no margin: 72% or 0.72, at most 1"),
        },
        Field::Churn if bare_one => return fault("is 1% or 100%? Write the percent sign"),
        Field::Churn => match MonthlyChurn::new(&fraction, per.unwrap_or(Per::Month)) {
            Some(churn) => inputs.churn = Some(churn),
            None => return fault("is no churn: 2.5% or 0.025, from 0 to 1"),
        },
        Field::Discount if bare_one => return fault("is 1% or 100%? Write the percent sign"),
        Field::Discount if !percent && fraction > Exact::one() => {
            return fault("is no rate: 10% or 0.10");
        }
        Field::Discount => match MonthlyDiscount::new(&fraction, per.unwrap_or(Per::Year)) {
            Some(discount) => inputs.discount = Some(discount),
            None => return fault("is no rate: 10% or 0.10"),
        },
        Field::Lifetime => match Lifetime::new(amount, per.unwrap_or(Per::Month)) {
            Some(lifetime) if !percent => inputs.lifetime = Some(lifetime),
            _ => return fault("is no lifetime: at least one month"),
        },
        Field::Aov if percent => return fault("is a percentage, not an amount of money"),
        Field::Aov => inputs.aov = Some(amount.clone()),
        Field::OrdersPerYear if percent || amount.is_negative() => return fault("is no number of orders: 12, 2.8/mo"),
        Field::OrdersPerYear => {
            let months = if per == Some(Per::Month) { Exact::one() } else { Exact::decimal(12, 0) };
            inputs.monthly_orders = amount.divided_by(&months);
        }
        // A layout binds no other field in such a file.
        Field::Period
        | Field::PeriodStart
        | Field::PeriodEnd
        | Field::Channel
        | Field::Segment
        | Field::Category
        | Field::Currency
        | Field::Campaign
        | Field::Stage
        | Field::CustomerId
        | Field::AcquiredOn
        | Field::Amount
        | Field::Debit
        | Field::Credit
        | Field::NewCustomers
        | Field::Customers
        | Field::Mrr
        | Field::Revenue
        | Field::ActiveCustomers
        | Field::MrrAtStart
        | Field::MrrAtEnd
        | Field::NewMrr
        | Field::Expansion
        | Field::Contraction
        | Field::ChurnedRevenue
        | Field::Reactivation
        | Field::CustomersAtStart
        | Field::CustomersAtEnd
        | Field::ChurnedCustomers
        | Field::CostOfRevenue
        | Field::Refunds => {}
    }
    Ok(inputs)
}

/// The inputs of all rows under the settled mark.
pub(crate) fn settle(rows: &[Row], mark: Mark) -> Result<Vec<(Whom, Inputs)>, Faults> {
    let mut faults = Faults::default();
    let mut all = Vec::new();
    for row in rows {
        let mut inputs = Inputs { churn: row.counted.clone(), ..Inputs::default() };
        for (field, witness, written, percent, per) in &row.cells {
            let reading = match mark {
                Mark::Dot => written.dot.or(written.comma),
                Mark::Comma => written.comma.or(written.dot),
            };
            let Some(reading) = reading else { continue };
            match convert(*field, &reading.amount.exact(), *percent, *per) {
                Ok(one) => inputs = inputs.with(one),
                Err(message) => faults.add(Code::Rate, || Found {
                    witness: witness.clone(),
                    message: format!("'{}' {message}", witness.text),
                    help: Some(
                        if matches!(field, Field::Aov | Field::Arpa) {
                            "write money in digits, such as 34.50"
                        } else if *field == Field::OrdersPerYear {
                            "write how many orders a customer makes: 12 or 12/yr, 2.8/mo"
                        } else {
                            "rates are 2.5% or 0.025"
                        }
                        .to_owned(),
                    ),
                }),
            }
        }
        let whom = Whom { channel: row.channel.clone(), segment: row.segment.clone(), witness: row.witness.clone() };
        all.push((whom, inputs));
    }
    if faults.is_empty() { Ok(all) } else { Err(faults) }
}

/// Whom a row of assumptions is for; blank is everyone.
pub(crate) struct Whom {
    pub(crate) channel: String,
    pub(crate) segment: String,
    pub(crate) witness: Witness,
}
