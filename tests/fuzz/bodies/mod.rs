//! What the fuzz targets hold. Each file has one function `holds`, which takes any bytes and panics where a promise is
//! broken; `cargo test` calls the same functions on the corpus and on bytes without order.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::wildcard_enum_match_arm,
    unreachable_pub,
    reason = "a test may fail loudly, and says where"
)]

pub mod checks;
pub mod config;
pub mod dates;
pub mod draw;
pub mod number;
pub mod quick;
pub mod records;
pub mod rendering;
pub mod runs;
pub mod saved;
pub mod shape;
pub mod workbook;
