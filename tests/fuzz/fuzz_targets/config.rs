//! Fuzzes what `bodies/config.rs` holds.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cacltv_fuzz::config::holds(bytes));
