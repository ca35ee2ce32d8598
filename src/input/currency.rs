//! One currency in a run: symbols and codes must agree.

use super::code::Code;
use super::found::Witness;
use crate::domain::currency::{Currency, Sign};
use crate::domain::place::{Diagnostic, Place, Severity};

/// Collects the signs of a run and what they have in common.
#[derive(Default)]
pub(crate) struct Signs {
    common: Option<Vec<&'static str>>,
    first: Option<(Sign, Place)>,
    conflict: Option<Diagnostic>,
}

impl Signs {
    /// Adds a sign met at a place.
    pub(crate) fn add(&mut self, sign: Sign, place: Place, witness: Option<&Witness>) {
        let codes = sign.codes();
        let Some(common) = &mut self.common else {
            self.common = Some(codes);
            self.first = Some((sign, place));
            return;
        };
        let both: Vec<&'static str> = common.iter().copied().filter(|code| codes.contains(code)).collect();
        if both.is_empty() {
            if self.conflict.is_none() {
                let (first, at) = self.first.clone().unwrap_or((sign, place.clone()));
                self.conflict = Some(Diagnostic {
                    code: Code::Currency.code(),
                    severity: Severity::Error,
                    message: format!(
                        "the currency {} stands here, and {} in {} line {}: amounts in different currencies do not add up",
                        sign.text(),
                        first.text(),
                        at.file,
                        at.line
                    ),
                    place: Some(place),
                    excerpt: witness.map(|witness| witness.excerpt.clone()),
                    help: Some("convert the amounts to one currency, or run each currency by itself".to_owned()),
                });
            }
        } else {
            *common = both;
        }
    }

    /// Whether any sign was met.
    pub(crate) fn any(&self) -> bool {
        self.common.is_some()
    }

    /// The run's currency, when one code is left.
    ///
    /// # Errors
    /// The first sign that agrees with none before it.
    pub(crate) fn settle(self) -> Result<Option<Currency>, Box<Diagnostic>> {
        match (self.conflict, self.common.as_deref()) {
            (Some(conflict), _) => Err(Box::new(conflict)),
            (None, Some([code])) => Ok(Currency::named(code)),
            (None, _) => Ok(None),
        }
    }
}
