//! Accounts as sections: rows stand below the name of their account, and a total of them below the rows.
//!
//! The name is the rows' category; the total is held against their sum and never added to it.

use super::TotalsRule;
use super::aliases::{folded, is_total, total_of};
use super::code::Code;
use super::found::{Found, Witness};
use super::header::CATEGORY;
use super::names::NameCell;
use super::note::is_remark;
use super::records::Cell;
use super::worker::{Block, Worker};
use crate::domain::number::Mark;

/// How deep accounts may lie in each other.
const DEEPEST: usize = 100;

/// An account whose total has not come yet.
#[derive(Clone, Debug)]
struct Open {
    name: String,
    sums: Vec<(i128, i128)>,
}

/// The accounts that the next row stands below, the outermost first.
#[derive(Clone, Debug, Default)]
pub(super) struct Sections {
    open: Vec<Open>,
    /// The sums of all rows.
    all: Vec<(i128, i128)>,
    /// Names since the last row.
    names: u64,
}

fn plus(sums: &mut Vec<(i128, i128)>, values: &[(i128, i128)]) {
    sums.resize(values.len(), (0, 0));
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum = (sum.0.wrapping_add(value.0), sum.1.wrapping_add(value.1));
    }
}

impl Sections {
    /// Adds a row to its account, to those around it, and to all.
    pub(super) fn add(&mut self, values: &[(i128, i128)]) {
        self.names = 0;
        plus(&mut self.all, values);
        for open in &mut self.open {
            plus(&mut open.sums, values);
        }
    }

    /// Names at the end of the file, below which no row stands.
    pub(super) fn empty(&self) -> u64 {
        self.names
    }

    /// The sums that a total row of that text is to equal; the account ends there. `None` when none is open for it.
    fn close(&mut self, text: &str) -> Option<Vec<(i128, i128)>> {
        self.names = 0;
        if is_total(text) {
            self.open.clear();
            return Some(std::mem::take(&mut self.all));
        }
        let whole = folded(total_of(text)?);
        let whole = whole.strip_suffix("withsubaccounts").unwrap_or(whole.as_str());
        let at = self.open.iter().rposition(|open| folded(&open.name) == whole)?;
        let sums = self.open.get_mut(at).map(|open| std::mem::take(&mut open.sums));
        self.open.truncate(at);
        sums
    }
}

/// Whether an account's name says that it holds income, or what is owned and owed.
fn is_no_spend(name: &str) -> bool {
    let plain = folded(name);
    let words = ["income", "revenue", "receivable", "payable", "equity", "retainedearnings", "undepositedfunds"];
    words.iter().any(|word| plain.contains(word)) || matches!(plain.as_str(), "sales" | "checking" | "savings" | "bank")
}

impl Worker<'_> {
    /// The account that the row stands below.
    pub(super) fn account(&mut self) -> NameCell {
        let dimension = self.shared.dimensions.get(CATEGORY).copied().unwrap_or(CATEGORY);
        match (self.sections.open.last(), self.spellings.get_mut(CATEGORY)) {
            (Some(open), Some(spellings)) => spellings.look_up(open.name.as_bytes(), self.shared.registries, dimension),
            _ => NameCell::Blank,
        }
    }

    /// Reads a row that is the name of an account, or the total of one; `false` for other rows.
    pub(super) fn section(&mut self, block: Block<'_>, cells: &[Cell]) -> bool {
        let Some(first) = cells.first() else { return false };
        let raw = first.raw(block.bytes);
        if !is_remark(raw) {
            return false;
        }
        let text = first.text(block.bytes).trim().to_owned();
        let filled = cells.iter().filter(|cell| !cell.raw(block.bytes).trim_ascii().is_empty()).count();
        if is_total(&text) || total_of(&text).is_some() {
            self.section_total(block, cells, first, &text);
            return true;
        }
        if filled > 1 {
            return false;
        }
        if is_no_spend(&text) {
            self.fold.faults.add(Code::Foreign, || Found {
                witness: Witness::at(block.number, block.bytes, first.at(), &text),
                message: format!("'{text}' is an account of income, or of what is owned or owed, not of spend"),
                help: Some("export only the accounts that are spend".to_owned()),
            });
        }
        if self.sections.open.len() < DEEPEST {
            self.sections.open.push(Open { name: text, sums: Vec::new() });
        }
        self.sections.names = self.sections.names.saturating_add(1);
        true
    }

    fn section_total(&mut self, block: Block<'_>, cells: &[Cell], first: &Cell, text: &str) {
        let found = |message: String| Found {
            witness: Witness::at(block.number, block.bytes, first.at(), text),
            message,
            help: Some("--totals skip (leave it out)".to_owned()),
        };
        let skip = self.shared.options.totals == Some(TotalsRule::Skip);
        let sums = self.sections.close(text);
        if skip || self.values(block, cells) {
            self.fold.totals_skipped = self.fold.totals_skipped.saturating_add(1);
        } else {
            return;
        }
        if skip {
            return;
        }
        let Some(mut sums) = sums else {
            self.fold.faults.add(Code::TotalRow, || {
                found(format!("'{text}' looks like the total of an account, and no row names that account"))
            });
            return;
        };
        sums.resize(self.values.len(), (0, 0));
        let under = |mark: Mark, (dot, more): (i128, i128)| match mark {
            Mark::Dot => dot,
            Mark::Comma => dot.wrapping_add(more),
        };
        for mark in [Mark::Dot, Mark::Comma] {
            let equal = sums.iter().zip(&self.values).all(|(sum, own)| under(mark, *sum) == under(mark, *own));
            if !equal {
                self.fold.proof.late(mark, Code::TotalRow, || {
                    found(format!("'{text}' looks like a total row, but does not equal the sum of the rows above it"))
                });
            }
        }
    }
}
