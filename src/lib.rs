//! CAC, LTV and LTV:CAC from spend and customer files, exactly.
//!
//! The way of the data is one way: `input` folds files into a ledger of exact totals, `calc` computes exact
//! results from it, `report` describes them, `render` turns the description into text.

pub mod calc;
pub mod domain;
pub mod input;
pub mod render;
pub mod report;
pub mod topics;
