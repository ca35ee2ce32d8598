//! Present value of the monthly margins, with q = r ÷ (1 + d): m·(1 − q^H) ÷ (1 − q) paid at the start of each
//! month, q times that at its end if still a customer, 1 ÷ (1 + d) times that in arrears. Without a horizon
//! m·(1+d) ÷ (c+d), m·r ÷ (1+d−r), m ÷ (c+d). Source: geometric sum; Gupta & Lehmann margin multiple (end).

use crate::calc::grid::power;
use crate::domain::assumptions::Timing;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::value::{Reason, Value};

/// The present value, in money; `no_churn` when neither churn, discount nor horizon ends the sum.
#[must_use]
pub fn value(monthly: &Figure, churn: &Figure, discount: &Figure, horizon: Option<u32>, timing: Timing) -> Value {
    let kept = Figure::one().minus(churn);
    let grown = Figure::one().plus(discount);
    let shrink = churn.plus(discount);
    let months = match horizon {
        Some(horizon) if shrink.is_zero() => Some(Figure::exact(Exact::whole(horizon))),
        Some(horizon) => kept
            .divided_by(&grown)
            .and_then(|step| Figure::one().minus(&power(&step, horizon)).divided_by(&shrink))
            .map(|sum| sum.times(&grown)),
        None => grown.divided_by(&shrink),
    };
    let paid = months.and_then(|months| match timing {
        Timing::Start => Some(months),
        Timing::End => months.times(&kept).divided_by(&grown),
        Timing::Arrears => months.divided_by(&grown),
    });
    paid.map_or(Value::Undefined(Reason::NoChurn), |months| Value::Known(monthly.times(&months)))
}
