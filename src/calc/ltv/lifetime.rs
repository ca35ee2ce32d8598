//! Margin over a lifetime that is given: m·L. Source: lifetime given in months.

use crate::domain::figure::Figure;
use crate::domain::value::Value;

/// m·L, in money.
#[must_use]
pub fn value(monthly: &Figure, months: &Figure) -> Value {
    Value::Known(monthly.times(months))
}
