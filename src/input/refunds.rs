//! Refunds are written with a minus or without one. A file that does both may mean a refund taken back by one of
//! them: refused, since the sum would hide which.

use super::code::Code;
use super::found::{Found, Places, Witness};
use crate::domain::place::Diagnostic;

/// The first refund of each sign.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refunds {
    minus: Option<Witness>,
    plus: Option<Witness>,
}

fn earlier(slot: &mut Option<Witness>, other: Option<Witness>) {
    if let Some(new) = other
        && slot.as_ref().is_none_or(|old| new.spot < old.spot)
    {
        *slot = Some(new);
    }
}

impl Refunds {
    /// Notes a refund written with a minus.
    pub(crate) fn minus(&mut self, witness: impl FnOnce() -> Witness) {
        if self.minus.is_none() {
            self.minus = Some(witness());
        }
    }

    /// Notes a refund written without one.
    pub(crate) fn plus(&mut self, witness: impl FnOnce() -> Witness) {
        if self.plus.is_none() {
            self.plus = Some(witness());
        }
    }

    /// Adds what another part of the file holds.
    pub(crate) fn merge(&mut self, other: Self) {
        earlier(&mut self.minus, other.minus);
        earlier(&mut self.plus, other.plus);
    }

    /// Refunds of both signs, at the one that came last.
    pub(crate) fn both(&self, places: &Places) -> Option<Vec<Diagnostic>> {
        let (minus, plus) = self.minus.as_ref().zip(self.plus.as_ref())?;
        let (first, second) = if minus.spot < plus.spot { (minus, plus) } else { (plus, minus) };
        let line = places.of(first.spot).line;
        let (one, other) = (&second.text, &first.text);
        let mut faults = super::found::Faults::default();
        faults.add(Code::Refunds, || Found {
            witness: second.clone(),
            message: format!("the refund '{one}' has another sign than '{other}' on line {line}"),
            help: Some("write every refund with a minus, or every refund without one".to_owned()),
        });
        Some(faults.diagnose(places).diagnostics)
    }
}
