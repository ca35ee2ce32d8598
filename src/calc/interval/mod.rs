//! Confidence intervals of counts and proportions, in proved digits: every limit is enclosed between two exact bounds
//! that agree in 20 digits and more. No floats: quantiles are found by series on integers and proved by both sides.

mod ball;
pub mod binomial;
pub(in crate::calc) mod carry;
pub(in crate::calc) mod compare;
mod fixed;
pub mod newcombe;
pub mod normal;
pub mod poisson;
mod root;
pub mod share;
pub mod wilson;

use crate::domain::figure::Figure;

/// The largest count whose limits are computed.
pub const MOST: u64 = 1_000_000_000;

/// The two limits of an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The lower limit.
    pub low: Figure,
    /// The upper limit.
    pub high: Figure,
}

#[cfg(test)]
mod tests;
