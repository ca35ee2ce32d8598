//! The metrics of one row, from its spend, its customers and what they are worth.

use super::mix::Mix;
use super::values::Values;
use super::worth::Worth;
use super::{band, cac, payback, ratio};
use crate::calc::results::Band;
use crate::domain::bands::Bands;
use crate::domain::exact::Exact;
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// What the metrics of a row hang on.
pub(super) struct Basis<'a> {
    pub(super) spend: Value,
    pub(super) new_customers: Value,
    /// The CAC, unless it is spend ÷ new customers.
    pub(super) cac: Option<Value>,
    /// The LTV, unless it follows from the customers' worth.
    pub(super) ltv: Option<Value>,
    /// Spend and customers of the whole, for shares.
    pub(super) all_spend: &'a Value,
    pub(super) all_customers: &'a Value,
    pub(super) target: &'a Exact,
    pub(super) bands: &'a Bands,
    /// Whether payback with churn, which takes by far the longest, is wanted.
    pub(super) retention: bool,
}

/// The metrics, and the band of the ratio.
pub(super) fn measures(basis: Basis<'_>, mix: &Mix<'_>, worth: &Worth) -> (Values, Option<Band>) {
    let cac = basis.cac.unwrap_or_else(|| cac::cac(&basis.spend, &basis.new_customers));
    let ltv = basis.ltv.unwrap_or_else(|| worth.ltv.clone());
    let ltv_cac = ratio::ltv_cac(&ltv, &cac);
    let band = band::band(&ltv_cac, basis.bands);
    let mut values = Values::from([
        (Metric::Spend, basis.spend.clone()),
        (Metric::NewCustomers, basis.new_customers.clone()),
        (Metric::Cac, cac.clone()),
        (Metric::CacPart, cac::cac(&basis.spend, basis.all_customers)),
        (Metric::Arpa, worth.arpa.clone()),
        (Metric::Margin, worth.margin.clone()),
        (Metric::Churn, worth.churn.clone()),
        (Metric::LifetimeMonths, worth.lifetime.clone()),
        (Metric::Ltv, ltv.clone()),
        (Metric::LtvCac, ltv_cac),
        (Metric::PaybackMonths, payback::simple(&cac, &worth.monthly)),
        (Metric::MaxCac, ratio::max_cac(&ltv, basis.target)),
        (Metric::ShareOfSpend, cac::share(&basis.spend, basis.all_spend, Reason::NoSpend)),
        (Metric::ShareOfCustomers, cac::share(&basis.new_customers, basis.all_customers, Reason::NoNewCustomers)),
        (Metric::BreakEvenRoas, ratio::break_even_roas(&worth.margin)),
    ]);
    if basis.retention {
        let months = mix.payback(&cac);
        // No formula has the continuous months of a mix; where the whole months lack a value, so do they.
        let continuous = match mix.shared() {
            Some(_) => {
                let plain = payback::simple(&cac, &worth.monthly);
                Some(payback::with_log(&plain, &worth.churn, worth.log_kept.as_ref()))
            }
            None => Some(months.clone()).filter(|months| months.reason().is_some()),
        };
        values.insert(Metric::PaybackRetentionMonths, months);
        values.extend(continuous.map(|months| (Metric::PaybackRetentionContinuous, months)));
    }
    (values, band)
}
