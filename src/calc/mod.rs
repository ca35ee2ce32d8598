//! Pure calculation: a ledger and assumptions in, exact results out. No input or output, no clock, no rounding.

/// What was computed for one row of a report: a channel, a month, or a total.
pub mod results;
