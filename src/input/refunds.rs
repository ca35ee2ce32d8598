//! Refunds are written with a minus or without one. A file that does both may mean a refund taken back by one of
//! them: refused, since the sum would hide which.

use std::collections::BTreeMap;

use super::code::Code;
use super::found::{Found, Places, Witness};
use super::header::{Layout, Measure};
use crate::domain::place::Diagnostic;

/// The first loss of each sign in a column.
#[derive(Clone, Debug, Default)]
struct Signs {
    minus: Option<Witness>,
    plus: Option<Witness>,
}

/// The first refund, or other loss, of each sign in each column.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refunds(BTreeMap<usize, Signs>);

fn earlier(slot: &mut Option<Witness>, other: Option<Witness>) {
    if let Some(new) = other
        && slot.as_ref().is_none_or(|old| new.spot < old.spot)
    {
        *slot = Some(new);
    }
}

impl Refunds {
    /// Notes a refund written with a minus.
    pub(crate) fn minus(&mut self, column: usize, witness: impl FnOnce() -> Witness) {
        self.0.entry(column).or_default().minus.get_or_insert_with(witness);
    }

    /// Notes a refund written without one.
    pub(crate) fn plus(&mut self, column: usize, witness: impl FnOnce() -> Witness) {
        self.0.entry(column).or_default().plus.get_or_insert_with(witness);
    }

    /// Adds what another part of the file holds.
    pub(crate) fn merge(&mut self, other: Self) {
        for (column, theirs) in other.0 {
            let mine = self.0.entry(column).or_default();
            earlier(&mut mine.minus, theirs.minus);
            earlier(&mut mine.plus, theirs.plus);
        }
    }

    /// Refunds of both signs, at the one that came last.
    pub(crate) fn both(&self, layout: &Layout, places: &Places) -> Option<Vec<Diagnostic>> {
        let both = |(column, signs): (&usize, &Signs)| Some((*column, signs.minus.clone()?, signs.plus.clone()?));
        let (column, minus, plus) = self.0.iter().find_map(both)?;
        let refund = layout.measures.iter().any(|one| one.column == column && one.measure == Measure::Refunds);
        let what = if refund { "refund" } else { "loss" };
        let (first, second) = if minus.spot < plus.spot { (&minus, &plus) } else { (&plus, &minus) };
        let line = places.of(first.spot).line;
        let (one, other) = (&second.text, &first.text);
        let mut faults = super::found::Faults::default();
        faults.add(Code::Refunds, || Found {
            witness: second.clone(),
            message: format!("the {what} '{one}' has another sign than '{other}' on line {line}"),
            help: Some(format!("write every {what} with a minus, or every {what} without one")),
        });
        Some(faults.diagnose(places).diagnostics)
    }
}
