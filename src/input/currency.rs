//! One currency in a run: symbols and codes must agree.

use std::sync::Arc;

use super::code::Code;
use super::file::{FileRead, Read};
use super::found::Witness;
use super::workbook::Lines;
use super::{Options, whole};
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
    /// The currency that `--currency` declares.
    fn declare(&mut self, currency: Option<Currency>) {
        self.common = currency.map(|currency| vec![currency.code]);
    }

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
                let stands = match &self.first {
                    Some((first, at)) => format!("{} in {} line {}", first.text(), at.file, at.line),
                    None => format!("--currency says {}", common.join(" or ")),
                };
                self.conflict = Some(Diagnostic {
                    code: Code::Currency.code(),
                    severity: Severity::Error,
                    message: format!(
                        "the currency {} stands here, and {stands}: amounts in different currencies do not add up",
                        sign.text(),
                    ),
                    excerpt: witness.map(|witness| match place.sheet {
                        true => Lines::excerpt(&witness.excerpt),
                        false => witness.excerpt.clone(),
                    }),
                    place: Some(place),
                    help: Some(
                        "--rates FILE --currency CODE  (converts them), or run each currency by itself".to_owned(),
                    ),
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

/// The currency of the run, and notes on the files that carry none.
///
/// # Errors
/// The first sign that agrees with none before it; where amounts are converted each row has its own.
pub(super) fn currency(
    reads: &[FileRead],
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Option<Currency>, Box<Diagnostic>> {
    let mut signs = Signs::default();
    signs.declare(options.currency);
    let mut without = Vec::new();
    for file in reads {
        let mut own: Vec<(Sign, Place, Option<Witness>)> =
            file.dialect.layout.header_signs.iter().map(|sign| (*sign, file.sign_place(), None)).collect();
        let witnessed: Vec<_> = match &file.read {
            Read::Sums { fold, .. } => fold.signs.iter().map(|(sign, (_, witness))| (*sign, witness.clone())).collect(),
            Read::Assumptions { signs, .. } => signs.clone(),
        };
        let mut witnessed: Vec<_> =
            witnessed.into_iter().map(|(sign, witness)| (sign, file.places.of(witness.spot), Some(witness))).collect();
        witnessed.sort_by_key(|(_, place, _)| (place.line, place.column));
        own.extend(witnessed);
        let money = file.dialect.layout.measures.iter().any(|column| !column.measure.is_count());
        if own.is_empty() && money {
            without.push(Arc::clone(&file.info.file));
        }
        if options.rates.is_some() {
            continue;
        }
        for (sign, place, witness) in own {
            signs.add(sign, place, witness.as_ref());
        }
    }
    let any = signs.any();
    let currency = signs.settle()?;
    // A currency that was declared is no news, except beside others.
    if any && (options.currency.is_none() || options.rates.is_some()) {
        for file in without {
            let message = match currency {
                Some(currency) => format!("the amounts carry no currency and are taken to be {}", currency.code),
                None => "the amounts carry no currency and are taken to be in that of the other files".to_owned(),
            };
            diagnostics.push(whole(Code::NoCurrency, Severity::Note, &file, message, None));
        }
    }
    Ok(currency)
}
