//! Refuses a model whose inputs, wherever they come from, are not those that it is computed from.

use crate::domain::assumptions::{Assumption, Assumptions, Billing, Method};
use crate::plan::Usage;

/// Sees whether there is what the model is computed from.
///
/// # Errors
/// A discounted value without any discount, or without one for some of the customers, or yearly contracts of customers whose lifetime alone is known.
pub(super) fn fits(assumptions: &Assumptions) -> Result<(), Usage> {
    let Assumptions { rows, common, method, billing, preset, .. } = assumptions;
    let discounts = common.discount.is_some() || rows.iter().any(|row| row.inputs.discount.is_some());
    if *method == Some(Method::Discounted) && !discounts {
        let flag = preset.map_or_else(|| "--method discounted".to_owned(), |preset| format!("--as {}", preset.name));
        let help = Some("--discount 10%/yr".to_owned());
        return Err(Usage { message: format!("{flag} needs --discount"), help });
    }
    if matches!(method, None | Some(Method::Discounted)) && discounts && common.discount.is_none() {
        let lacks = rows.iter().find(|row| !has_discount(row, rows)).map(whose);
        // Those without a row of their own have what is common.
        let lacks = lacks.or_else(|| common.arpa.as_ref().map(|_| "those without a row of their own".to_owned()));
        if let Some(whose) = lacks {
            let message = format!("the assumptions for {whose} have no discount, and others have one");
            return Err(Usage {
                message,
                help: Some("--discount 10%/yr  (for all without one), or fill it there".to_owned()),
            });
        }
    }
    let by_lifetime = |row: &&Assumption| {
        let churn = row.inputs.churn.is_some() && *method != Some(Method::Lifetime);
        row.inputs.lifetime.is_some() && !churn && !is_behind(row, rows)
    };
    match rows.iter().find(by_lifetime).filter(|_| *billing == Billing::Year) {
        None => Ok(()),
        Some(row) => {
            let message = format!("--billing year needs churn, and the assumptions for {} have a lifetime", whose(row));
            Err(Usage { message, help: Some("give the churn there, or --billing month".to_owned()) })
        }
    }
}

/// Whose assumptions a row has.
fn whose(row: &Assumption) -> String {
    match (&row.channel, &row.segment) {
        (None, None) => "everyone".to_owned(),
        (Some(one), None) | (None, Some(one)) => format!("'{one}'"),
        (Some(channel), Some(segment)) => format!("'{segment}' of '{channel}'"),
    }
}

/// Whether a row has a discount, of its own or of a row for more than its customers.
fn has_discount(row: &Assumption, rows: &[Assumption]) -> bool {
    let holds = |wide: &Option<_>, own: &Option<_>| wide.is_none() || wide == own;
    let wider = |other: &&Assumption| holds(&other.channel, &row.channel) && holds(&other.segment, &row.segment);
    rows.iter().filter(wider).any(|other| other.inputs.discount.is_some())
}

/// Whether a row of the configuration stands behind a file's that says how long the same customers stay.
fn is_behind(row: &Assumption, rows: &[Assumption]) -> bool {
    let same = |other: &&Assumption| other.channel == row.channel && other.segment == row.segment && !other.configured;
    let says = |other: &Assumption| other.inputs.churn.is_some() || other.inputs.lifetime.is_some();
    row.configured && rows.iter().filter(same).any(says)
}
