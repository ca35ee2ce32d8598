//! The words of the trade as types. Imports nothing of ours.

pub mod assumptions;
pub mod category;
pub mod costs;
pub mod currency;
pub mod definition;
pub mod exact;
pub mod figure;
pub mod fiscal;
pub mod funnel;
pub mod hidden;
pub mod lag;
pub mod ledger;
pub mod lever;
pub mod metric;
pub mod movements;
pub mod number;
pub mod period;
pub mod place;
pub mod preset;
pub mod quantity;
pub mod rate;
pub mod sample;
pub mod steps;
pub mod sweep;
pub mod understood;
pub mod value;
