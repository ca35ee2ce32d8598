//! Pure calculation: a ledger and assumptions in, exact results out. No input or output, no clock, no rounding.

pub mod band;
mod between;
pub mod cac;
pub mod check;
pub mod compare;
mod compute;
pub mod costs;
mod derived;
mod estimate;
mod fold;
pub mod funnel;
mod grid;
mod inputs;
pub mod interval;
pub mod lag;
mod line;
pub mod log;
pub mod ltv;
pub mod marginal;
mod mix;
pub mod oneoff;
pub mod payback;
pub mod plan;
pub mod ratio;
pub mod reconcile;
mod remarks;
/// What was computed for one row of a report: a channel, a month, or a total.
pub mod results;
pub mod retention;
pub mod returns;
pub mod reward;
pub mod trend;
pub mod values;
mod worth;

pub use compute::{compute, has_more_rows};
