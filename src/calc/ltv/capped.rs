//! Margin over a fixed horizon: m·(1 − r^H) ÷ c; H·m when c = 0. Source: RevenueCat, realised LTV to 24 months;
//! Klaviyo, 365 days.

use crate::calc::grid::power;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::value::{Reason, Value};

/// m·(1 − r^H) ÷ c, in money.
#[must_use]
pub fn value(monthly: &Figure, churn: &Figure, horizon: u32) -> Value {
    if churn.is_zero() {
        return Value::Known(monthly.times(&Figure::exact(Exact::whole(horizon))));
    }
    let kept = Figure::one().minus(churn);
    let lost = Figure::one().minus(&power(&kept, horizon));
    lost.divided_by(churn).map_or(Value::Undefined(Reason::NoChurn), |months| Value::Known(monthly.times(&months)))
}
