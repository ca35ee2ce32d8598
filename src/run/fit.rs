//! Refuses a model whose inputs, wherever they come from, are not those that it is computed from.

use crate::domain::assumptions::{Assumption, Assumptions, Billing, Method};
use crate::plan::Usage;

/// Sees whether there is what the model is computed from.
///
/// # Errors
/// A discounted value without any discount, or yearly contracts of customers whose lifetime alone is known.
pub(super) fn fits(assumptions: &Assumptions) -> Result<(), Usage> {
    let Assumptions { rows, common, method, billing, preset, .. } = assumptions;
    let discounts = common.discount.is_some() || rows.iter().any(|row| row.inputs.discount.is_some());
    if *method == Some(Method::Discounted) && !discounts {
        let flag = preset.map_or_else(|| "--method discounted".to_owned(), |preset| format!("--as {}", preset.name));
        let help = Some("--discount 10%/yr".to_owned());
        return Err(Usage { message: format!("{flag} needs --discount"), help });
    }
    let by_lifetime = |row: &&Assumption| {
        let churn = row.inputs.churn.is_some() && *method != Some(Method::Lifetime);
        row.inputs.lifetime.is_some() && !churn && !is_behind(row, rows)
    };
    match rows.iter().find(by_lifetime).filter(|_| *billing == Billing::Year) {
        None => Ok(()),
        Some(row) => {
            let whose = match (&row.channel, &row.segment) {
                (None, None) => "everyone".to_owned(),
                (Some(one), None) | (None, Some(one)) => format!("'{one}'"),
                (Some(channel), Some(segment)) => format!("'{segment}' of '{channel}'"),
            };
            let message = format!("--billing year needs churn, and the assumptions for {whose} have a lifetime");
            Err(Usage { message, help: Some("give the churn there, or --billing month".to_owned()) })
        }
    }
}

/// Whether a row of the configuration stands behind a file's that says how long the same customers stay.
fn is_behind(row: &Assumption, rows: &[Assumption]) -> bool {
    let same = |other: &&Assumption| other.channel == row.channel && other.segment == row.segment && !other.configured;
    let says = |other: &Assumption| other.inputs.churn.is_some() || other.inputs.lifetime.is_some();
    row.configured && rows.iter().filter(same).any(says)
}
