//! Rows that are not counted: cut by `--where`, lost deals; and customers that are counted by their ids.

use super::Role;
use super::aliases::is_total;
use super::cells::CellFault;
use super::code::Code;
use super::date::When;
use super::fold::Fold;
use super::found::{Found, Witness};
use super::header::{CHANNEL, Measure, OTHERS, SEGMENT};
use super::ids::{Coming, Met, More};
use super::names::key;
use super::platforms::Kind;
use super::records::Cell;
use super::worker::{Block, Worker};

/// The most values of a stage column that are listed.
const STAGE_LIMIT: usize = 1_000;
/// The most conflicts of revenue that are kept until the end.
const CONFLICT_LIMIT: usize = 10_000;

/// Why a text is the id of nobody, or of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NoId {
    /// It says that there is none: `#N/A`, `null`, `-`.
    Placeholder,
    /// A spreadsheet wrote it with an exponent: `1.23E+11`.
    Rounded,
}

/// What programs write where a value is missing, beside dashes and a spreadsheet's errors.
const PLACEHOLDERS: &[&str] =
    &["(none)", "(not set)", "(null)", "\\n", "k.a.", "n.a.", "n/a", "n/d", "nan", "nil", "none", "null", "undefined"];

/// Why a text that is not blank is no id of one customer. Each of them would be one customer, however many rows have it.
fn no_id(text: &str) -> Option<NoId> {
    let sheet = text.strip_prefix('#').is_some_and(|rest| {
        let word = rest.ends_with(['!', '?']) || matches!(rest, "N/A" | "NV" | "N/D" | "N/B" | "I/T" | "N/V");
        word || rest.chars().all(|c| c == '#') && !rest.is_empty()
    });
    let placeholder = || {
        let lower = text.to_lowercase();
        PLACEHOLDERS.binary_search(&lower.as_str()).is_ok() || text.chars().all(|c| matches!(c, '-' | '–' | '—' | '−'))
    };
    if sheet || text.len() < 12 && placeholder() {
        return Some(NoId::Placeholder);
    }
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let (whole, decimals) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let rounded =
        whole.len() == 1 && digits(whole) && digits(decimals) && exponent.strip_prefix('+').is_some_and(digits);
    rounded.then_some(NoId::Rounded)
}

impl Worker<'_> {
    /// Whether `--where` keeps a row.
    pub(super) fn is_wanted(&mut self, block: Block<'_>, cells: &[Cell]) -> bool {
        let (layout, options) = (self.shared.layout, self.shared.options);
        layout.conditions.iter().all(|(column, places)| {
            let Some(cell) = cells.get(*column) else { return true };
            let known = (*column, cell.raw(block.bytes).to_vec());
            if let Some(wanted) = self.wanted.get(&known) {
                return *wanted;
            }
            let own = key(&cell.text(block.bytes));
            let all = || places.iter().filter_map(|place| options.conditions.get(*place));
            let mut asked = all().filter(|condition| !condition.unwanted).peekable();
            let wanted = (asked.peek().is_none() || asked.any(|condition| key(&condition.value) == own))
                && !all().any(|condition| condition.unwanted && key(&condition.value) == own);
            if self.wanted.len() < 100_000 {
                self.wanted.insert(known, wanted);
            }
            wanted
        })
    }

    /// Notes whether spend is ever above or below zero; turns it round where that was asked for.
    pub(super) fn look_at_signs(&mut self, total: bool) {
        for ((value, difference), column) in self.values.iter_mut().zip(&self.shared.layout.measures) {
            if !matches!(column.measure, Measure::Spend | Measure::SpendOn(_)) {
                continue;
            }
            if self.shared.negate {
                (*value, *difference) = (value.wrapping_neg(), difference.wrapping_neg());
            } else if !total && *value != 0 {
                self.fold.above_zero |= *value > 0;
                self.fold.below_zero |= *value < 0;
            }
        }
    }

    /// Whether a deal or order is at a stage that its platform does not call won, which is counted. A condition on the
    /// column decides instead, where there is one.
    pub(super) fn is_lost(&mut self, block: Block<'_>, cells: &[Cell]) -> bool {
        let layout = self.shared.layout;
        let (Some(platform), Some(column)) = (layout.platform.filter(|one| !one.won.is_empty()), layout.stage) else {
            return false;
        };
        if layout.conditions.iter().any(|(known, _)| *known == column) {
            return false;
        }
        let Some(cell) = cells.get(column) else { return false };
        let stage = cell.text(block.bytes);
        if platform.calls_won(&stage) {
            return false;
        }
        // An order of several items has a row for each, and its status in the first alone.
        if stage.trim().is_empty() && platform.kind == Kind::Orders {
            self.fold.items = self.fold.items.saturating_add(1);
        } else {
            self.stage(block, cell);
            self.fold.lost = self.fold.lost.saturating_add(1);
        }
        true
    }

    /// Counts a value of the stage column.
    pub(super) fn stage(&mut self, block: Block<'_>, cell: &Cell) {
        let text = cell.text(block.bytes).trim().to_owned();
        if self.fold.stages.len() < STAGE_LIMIT || self.fold.stages.contains_key(&text) {
            let count = self.fold.stages.entry(text).or_default();
            *count = count.saturating_add(1);
        }
    }

    /// Counts a customer's row by its id.
    pub(super) fn customer(&mut self, block: Block<'_>, cells: &[Cell], when: Option<When>, total: bool) {
        let layout = self.shared.layout;
        let Some(cell) = layout.id.and_then(|column| cells.get(column)) else {
            return;
        };
        let id = cell.text(block.bytes);
        let id = id.trim();
        // An e-mail address is one in any case; other ids may differ by it.
        let address = id.contains('@').then(|| id.to_lowercase());
        if id.is_empty() || total || is_total(id) {
            self.fold.faults.add(if total { Code::TotalRow } else { Code::BlankId }, || Found {
                witness: Witness::at(block.number, block.bytes, cell.at(), id),
                message: if id.is_empty() {
                    "the customer id is blank".to_owned()
                } else {
                    format!("'{id}' looks like a row of sums in a list of customers")
                },
                help: Some("fill the id, or remove the row".to_owned()),
            });
            return;
        }
        if let Some(fault) = no_id(id) {
            let (code, message, help) = match fault {
                NoId::Placeholder => {
                    (Code::BlankId, format!("'{id}' stands for no customer id"), "fill the id, or remove the row")
                }
                NoId::Rounded => (
                    Code::RoundedId,
                    format!("the customer id '{id}' has lost digits: many customers may share it"),
                    "format the column as text in the spreadsheet, import the file anew and export again",
                ),
            };
            let witness = Witness::at(block.number, block.bytes, cell.at(), id);
            self.fold.faults.add(code, || Found { witness, message, help: Some(help.to_owned()) });
            return;
        }
        let day = match when {
            Some(when) => when.first_day().0,
            None if layout.role == Role::Known => i32::MIN,
            None => return,
        };
        self.fold.row_signs.clear();
        let mut pair = |column: Option<usize>, rate: bool| -> Result<Option<(i128, i128)>, CellFault> {
            let Some(cell) = column.and_then(|column| cells.get(column)) else {
                return Ok(None);
            };
            super::cells::own(&mut self.fold, self.shared, block, cell, rate)
        };
        let (revenue, margin) = match (pair(layout.own_revenue, false), pair(layout.own_margin, true)) {
            (Ok(revenue), Ok(margin)) => (revenue, margin),
            _ => return,
        };
        self.currency(block, cells, total);
        let Some(currency) = self.own_currency(block, cells, when, revenue.is_some()) else { return };
        let name = |at: usize| self.key.get(at.saturating_add(1)).copied().unwrap_or(0);
        let options = self.shared.options;
        // A week follows from the day, and needs no place of its own.
        let columns = if options.by.len() == usize::from(options.week.is_some()) { 0 } else { options.by.len() };
        let others: Vec<u32> = (0..columns).map(|at| name(OTHERS.saturating_add(at))).collect();
        let more = (!others.is_empty() || revenue.is_some()).then_some(More {
            others,
            revenue,
            margin,
            currency,
            file: self.shared.file,
        });
        let fingerprinted = address.as_deref().unwrap_or(id).as_bytes();
        let ids = self.shared.ids;
        let known = layout.role == Role::Known;
        let place = if known { (day, 0, 0) } else { (day, name(CHANNEL), name(SEGMENT)) };
        if self.shared.waits {
            let (day, channel, segment) = place;
            let place = ids.place(channel, segment);
            let coming = Coming { fingerprint: ids.fingerprint(fingerprinted), day, place };
            ids.take(&mut self.handful, coming, self.shared.registries);
            return;
        }
        let met = self.shared.ids.meet(fingerprinted, place, more, self.shared.registries);
        if known {
            return;
        }
        self.fold.count_customer(met, place, || (Witness::at(block.number, block.bytes, cell.at(), id), id.to_owned()));
    }
}

impl Fold {
    /// Counts a customer's row by how its id was met; `told` gives its place and its text.
    pub(super) fn count_customer(
        &mut self,
        met: Met,
        place: (i32, u32, u32),
        told: impl FnOnce() -> (Witness, String),
    ) {
        match met {
            Met::New => {}
            Met::Known => self.known = self.known.saturating_add(1),
            Met::Again => self.repeats = self.repeats.saturating_add(1),
            Met::Conflict(fingerprint) => {
                self.repeats = self.repeats.saturating_add(1);
                let (witness, id) = told();
                let found = Found {
                    witness,
                    message: format!("the customer '{id}' has two different revenues on its first day"),
                    help: Some("keep one row of that day".to_owned()),
                };
                // Whether that day is its first is known at the end; too many to remember are refused at once.
                if self.conflicts.len() < CONFLICT_LIMIT {
                    self.conflicts.push((fingerprint, place, found));
                } else {
                    self.faults.add(Code::Conflict, || found);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_no_id_or_for_many_is_told_from_ids() {
        for text in
            ["#N/A", "#DIV/0!", "#NAME?", "#VÄRDEFEL!", "#NV", "########", "-", "–", "null", "NULL", "NaN", "N/A"]
        {
            assert_eq!(no_id(text), Some(NoId::Placeholder), "{text}");
        }
        for text in PLACEHOLDERS {
            assert_eq!(no_id(text), Some(NoId::Placeholder), "{text}");
        }
        for text in ["1.23E+11", "1,23457E+15", "5E+12", "9e+20"] {
            assert_eq!(no_id(text), Some(NoId::Rounded), "{text}");
        }
        // Ids of shops, in hexadecimal, and words that someone is called.
        for text in
            ["#1001", "#", "12E45678", "4e5", "1e-5", "12E+3", "1.2.3E+4", "a1.5E+3", "1.E+3", "5E+", "Nan Li", "no-1"]
        {
            assert_eq!(no_id(text), None, "{text}");
        }
        assert!(PLACEHOLDERS.is_sorted());
    }
}
