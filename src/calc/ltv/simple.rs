//! Margin over the expected lifetime: m ÷ c. Source: Skok, Finmark; on revenue, A ÷ c: ChartMogul, Baremetrics.

use crate::domain::figure::Figure;
use crate::domain::value::{Reason, Value};

/// m ÷ c, in money; `no_churn` when nobody ever leaves.
#[must_use]
pub fn value(monthly: &Figure, churn: &Figure) -> Value {
    monthly.divided_by(churn).map_or(Value::Undefined(Reason::NoChurn), Value::Known)
}
