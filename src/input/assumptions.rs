//! Assumptions files: inputs of LTV by channel and segment. Their rows are kept, but no more of each than messages need.

use super::buffer::Buffer;
use super::code::Code;
use super::dialect::Dialect;
use super::encoding::western;
use super::found::{Byte, Faults, Found, Spot, Witness};
use super::header::{CHANNEL, Field, Layout, SEGMENT};
use super::proof::Proof;
use super::records::{Cell, Record, Records, index};
use super::source::{Blocks, RECORD_LIMIT};
use crate::domain::assumptions::Inputs;
use crate::domain::currency::Sign;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::ledger::Minor;
use crate::domain::number::{self, Mark, Written};
use crate::domain::place::Excerpt;
use crate::domain::quantity::{self, split};
use crate::domain::rate::{Lifetime, Margin, MonthlyChurn, MonthlyDiscount, MonthlyMoney, Per};
use std::borrow::Cow;

/// The most rows, which are as many as a report may have.
const MOST_ROWS: usize = 200_000;

/// What a row takes beside its text until all is told, about: its inputs, where they are looked up, and twice over that
/// nobody has its name.
const TOLD: usize = 1_100;

/// Rows whose decimal mark is not settled yet, one behind the other in few long vectors.
#[derive(Default)]
pub(crate) struct Rows {
    rows: Vec<Row>,
    /// Channel, segment and line of each row.
    text: String,
    given: Vec<Given>,
    /// Inputs that are none under the dot, and under the comma.
    late: [Faults; 2],
    pub(crate) proof: Proof,
    pub(crate) faults: Faults,
    /// The first cell with each sign.
    pub(crate) signs: Vec<(Sign, Witness)>,
    pub(crate) first_lines: Vec<u64>,
}

/// A row: where it stands, and how much of all text and inputs is its own.
struct Row {
    spot: Spot,
    /// How wide its first cell is.
    width: usize,
    channel: usize,
    segment: usize,
    line: usize,
    given: usize,
}

/// An input of a row.
enum Given {
    /// An amount under the dot and under the comma.
    Amounts { field: Field, percent: bool, per: Option<Per>, amounts: [Minor; 2] },
    /// Churn as it was counted, `5/100/mo`, which no decimal mark changes.
    Counted(Box<MonthlyChurn>),
}

/// Rows under the mark that is theirs.
pub(crate) struct Settled {
    rows: Vec<Row>,
    text: String,
    given: Vec<Given>,
    mark: Mark,
}

/// Whom a row of assumptions is for; blank is everyone.
pub(crate) struct Whom<'a> {
    pub(crate) channel: &'a str,
    pub(crate) segment: &'a str,
    pub(crate) spot: Spot,
    line: &'a str,
    width: usize,
}

/// A row in its block.
struct Cells<'a> {
    number: u32,
    bytes: &'a [u8],
    record: Record,
    cells: &'a [Cell],
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
            let row = Cells { number, bytes: &bytes, record, cells: &cells };
            if let Err((message, help)) = all.take(&row, &dialect.layout) {
                let (message, help) = (message.to_owned(), Some(help.to_owned()));
                all.faults.add(Code::Limit, || Found { witness: row.beginning(), message, help });
                return Ok(all);
            }
        }
        line = line.saturating_add(u64::from(records.lines()));
    }
    Ok(all)
}

/// A limit, and what to do about it.
type Limit = (&'static str, &'static str);

const NO_MEMORY: Limit = (
    "the assumptions up to here take more memory than there is",
    "give the program more memory, or the channels and segments of this report alone",
);

impl Cells<'_> {
    fn text(&self, at: usize) -> String {
        self.cells.get(at).map_or_else(String::new, |cell| cell.text(self.bytes).trim().to_owned())
    }

    fn byte(&self, at: usize) -> Byte {
        Byte { block: self.number, at: self.cells.get(at).map_or(self.record.start, Cell::at) }
    }

    fn witness(&self, at: usize) -> Witness {
        Witness::within(self.number, self.bytes, &self.record, self.byte(at).at, &self.text(at))
    }

    /// A witness for a row of whatever length.
    fn beginning(&self) -> Witness {
        let long = self.record.end.saturating_sub(self.record.start) > RECORD_LIMIT;
        if long { Witness::at(self.number, self.bytes, self.record.start, " ") } else { self.witness(0) }
    }
}

impl Rows {
    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.rows.len()
    }

    /// Takes a row in.
    ///
    /// # Errors
    /// When it is one too long or too many, or there is no memory for it and for what follows from it.
    fn take(&mut self, row: &Cells<'_>, layout: &Layout) -> Result<(), Limit> {
        if row.record.end.saturating_sub(row.record.start) > RECORD_LIMIT {
            let help = "a quote that is never closed, or a file that is no CSV, looks like this";
            return Err(("the row is longer than 4 MiB", help));
        }
        if (0..row.cells.len()).all(|at| row.text(at).is_empty()) {
            return Ok(());
        }
        if row.record.broken.is_some() || row.cells.len() != layout.header.len() {
            let code = if row.record.broken.is_some() { Code::UnclosedQuote } else { Code::Ragged };
            self.faults.add(code, || Found {
                witness: row.witness(0),
                message: if row.record.broken.is_some() {
                    "a quote is not closed, or text stands behind it".to_owned()
                } else {
                    format!("the row has {} fields, the header {}", row.cells.len(), layout.header.len())
                },
                help: Some("give the row one cell for each column of the header".to_owned()),
            });
            return Ok(());
        }
        let before = self.given.len();
        let mut money = false;
        for (column, field) in &layout.assumptions {
            let input = self.input(row, *column, *field);
            money |= is_money(*field) && input.is_some();
            self.given.try_reserve(1).map_err(|_| NO_MEMORY)?;
            self.given.extend(input);
        }
        if let Some(column) = layout.currency.filter(|_| money) {
            self.currency(row, column);
        }
        if self.rows.len() >= MOST_ROWS {
            let message = "the file has more than 200,000 rows of assumptions";
            return Err((message, "give each channel and segment one row"));
        }
        let given = self.given.len().saturating_sub(before);
        self.keep(row, layout, given).ok_or(NO_MEMORY)
    }

    /// The input in a cell, if there is one.
    fn input(&mut self, row: &Cells<'_>, column: usize, field: Field) -> Option<Given> {
        let cell = row.text(column);
        if cell.is_empty() {
            return None;
        }
        if field == Field::Churn
            && let Ok(churn) = quantity::churn(&cell)
            && churn.sample().is_some()
        {
            return Some(Given::Counted(Box::new(churn)));
        }
        let (body, percent, per) = split(&cell, field == Field::Lifetime);
        let witness = || row.witness(column);
        let written = match number::read(body.as_bytes()) {
            Ok(written) => written,
            Err(fault) => {
                self.faults.add(Code::NotANumber, || Found {
                    witness: witness(),
                    message: format!("'{cell}' is {}", fault.sentence()),
                    help: Some(
                        "write rates as 2.5% and money in digits; leave the cell blank where it is not known"
                            .to_owned(),
                    ),
                });
                return None;
            }
        };
        if let Some(sign) = written.sign {
            self.sign(sign, witness);
        }
        prove(&mut self.proof, &written, row.byte(column), witness);
        let (dot, comma) = (written.dot.or(written.comma)?.amount, written.comma.or(written.dot)?.amount);
        // A rate a year is one where the same a month is: its root is taken when all rows are read.
        let unit = per.filter(|_| !matches!(field, Field::Churn | Field::Discount)).or(Some(Per::Month));
        let possible = |amount: Minor| convert(field, &amount.exact(), percent, unit).err();
        let under_dot = possible(dot);
        let under_comma = if comma == dot { under_dot } else { possible(comma) };
        for (late, fault) in self.late.iter_mut().zip([under_dot, under_comma]) {
            let Some(fault) = fault else { continue };
            late.add(Code::Rate, || Found {
                witness: witness(),
                message: format!("'{cell}' {fault}"),
                help: Some(remedy(field).to_owned()),
            });
        }
        Some(Given::Amounts { field, percent, per, amounts: [dot, comma] })
    }

    /// Notes a sign, where it is the first of its kind.
    fn sign(&mut self, sign: Sign, witness: impl FnOnce() -> Witness) {
        if self.signs.iter().all(|(known, _)| *known != sign) {
            self.signs.push((sign, witness()));
        }
    }

    /// Notes the currency of a row's amounts.
    fn currency(&mut self, row: &Cells<'_>, column: usize) {
        let cell = row.text(column);
        match Sign::named(&cell) {
            Some(sign) => self.sign(sign, || row.witness(column)),
            None if cell.is_empty() => {}
            None => self.faults.add(Code::Currency, || no_currency(row.witness(column), &cell)),
        }
    }

    /// Keeps a row, and sees now and then whether there is room for what follows from all of them: whoever asks for
    /// memory later is ended where there is none.
    fn keep(&mut self, row: &Cells<'_>, layout: &Layout, given: usize) -> Option<()> {
        let name = |at: usize| layout.names.get(at).copied().flatten().map_or_else(String::new, |at| row.text(at));
        let Witness { spot, excerpt, .. } = row.witness(0);
        let (channel, segment, line) = (name(CHANNEL), name(SEGMENT), excerpt.text);
        self.text.try_reserve(channel.len().saturating_add(segment.len()).saturating_add(line.len())).ok()?;
        self.rows.try_reserve(1).ok()?;
        for part in [&channel, &segment, &line] {
            self.text.push_str(part);
        }
        let (channel, segment, line) = (channel.len(), segment.len(), line.len());
        self.rows.push(Row { spot, width: excerpt.width, channel, segment, line, given });
        if self.rows.len().is_multiple_of(10_000) {
            let follows = self.rows.len().saturating_mul(TOLD).saturating_add(self.text.len().saturating_mul(4));
            let mut room = Vec::<u8>::new();
            let is_there = room.try_reserve_exact(follows);
            // Room that nobody uses would not be asked for.
            std::hint::black_box(&room);
            is_there.ok()?;
        }
        Some(())
    }

    /// The rows under a mark.
    ///
    /// # Errors
    /// The inputs that are none under it.
    pub(crate) fn settle(self, mark: Mark) -> Result<Settled, Faults> {
        let [dot, comma] = self.late;
        let late = match mark {
            Mark::Dot => dot,
            Mark::Comma => comma,
        };
        let Self { rows, text, given, .. } = self;
        if late.is_empty() { Ok(Settled { rows, text, given, mark }) } else { Err(late) }
    }
}

impl Default for Settled {
    fn default() -> Self {
        Self { rows: Vec::new(), text: String::new(), given: Vec::new(), mark: Mark::Dot }
    }
}

impl Settled {
    /// How many rows there are.
    pub(crate) fn count(&self) -> usize {
        self.rows.len()
    }

    /// Each row's inputs, and whose they are.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = (Whom<'_>, Inputs)> {
        let (mut text, mut given) = (self.text.as_str(), self.given.as_slice());
        self.rows.iter().map(move |row| {
            let mut next = |length: usize| {
                let (part, rest) = text.split_at_checked(length).unwrap_or((text, ""));
                text = rest;
                part
            };
            let (channel, segment, line) = (next(row.channel), next(row.segment), next(row.line));
            let (own, rest) = given.split_at_checked(row.given).unwrap_or((given, &[]));
            given = rest;
            let inputs = own.iter().fold(Inputs::default(), |inputs, one| inputs.with(one.under(self.mark)));
            (Whom { channel, segment, spot: row.spot, line, width: row.width }, inputs)
        })
    }
}

impl Given {
    /// The input under a mark under which it is one.
    fn under(&self, mark: Mark) -> Inputs {
        match self {
            Self::Counted(churn) => Inputs { churn: Some((**churn).clone()), ..Inputs::default() },
            Self::Amounts { field, percent, per, amounts: [dot, comma] } => {
                let amount = match mark {
                    Mark::Dot => dot,
                    Mark::Comma => comma,
                };
                convert(*field, &amount.exact(), *percent, *per).unwrap_or_default()
            }
        }
    }
}

impl Whom<'_> {
    /// The line that the row begins on, with its first cell.
    pub(crate) fn excerpt(&self) -> Excerpt {
        let lead = (self.spot.column as usize).saturating_sub(1);
        Excerpt { text: self.line.to_owned(), lead, width: self.width }
    }
}

/// Notes what a cell proves of the decimal mark.
pub(super) fn prove(proof: &mut Proof, written: &Written, at: Byte, witness: impl Fn() -> Witness) {
    for (mark, reading) in [(Mark::Dot, written.dot), (Mark::Comma, written.comma)] {
        match reading {
            None => proof.exclude(mark, at, &witness),
            Some(reading) => {
                if let Some(group) = reading.group {
                    proof.group(mark, group, at, &witness);
                }
            }
        }
    }
    if let (Some(dot), Some(comma)) = (written.dot, written.comma)
        && dot.amount != comma.amount
    {
        proof.doubt(at, witness);
    }
}

/// A field's input from an amount, its percent sign and its unit.
fn convert(field: Field, amount: &Exact, percent: bool, per: Option<Per>) -> Result<Inputs, &'static str> {
    let mut inputs = Inputs::default();
    let fraction = if percent { amount * &Exact::decimal(1, 2) } else { amount.clone() };
    let bare_one = !percent && fraction == Exact::one();
    let fault = |text: &'static str| Err(text);
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
        | Field::Year
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

/// Whether a field of assumptions is an amount of money.
pub(super) fn is_money(field: Field) -> bool {
    matches!(field, Field::Arpa | Field::Aov)
}

/// A cell of the currency column that names none.
pub(super) fn no_currency(witness: Witness, text: &str) -> Found {
    Found {
        witness,
        message: format!("'{text}' is no currency code"),
        help: Some("write an ISO 4217 code such as EUR or SEK".to_owned()),
    }
}

/// How a field's input is written.
fn remedy(field: Field) -> &'static str {
    if is_money(field) {
        "write money in digits, such as 34.50"
    } else if field == Field::OrdersPerYear {
        "write how many orders a customer makes: 12 or 12/yr, 2.8/mo"
    } else {
        "rates are 2.5% or 0.025"
    }
}
