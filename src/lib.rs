//! CAC, LTV and LTV:CAC from spend and customer files, exactly.
//!
//! The way of the data is one way: `input` folds files into a ledger of exact totals, `calc` computes exact
//! results from it, `report` describes them, `render` turns the description into text, and `run` writes it once.
//!
//! | module | may import |
//! |---|---|
//! | `domain` | nothing of ours |
//! | `input` | `domain` |
//! | `calc` | `domain` |
//! | `report` | `domain`, `calc` |
//! | `render` | `domain`, `report` |
//! | `plan` | `cli`, `domain`, `calc`, names of `input` and `render` |
//! | `run`, `main` | all |

pub mod calc;
pub mod cli;
pub mod domain;
pub mod exit;
pub mod explain;
pub mod input;
pub mod plan;
pub mod render;
pub mod report;
pub mod run;
pub mod topics;
pub mod welcome;
