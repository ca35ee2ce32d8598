//! Fuzzes what `bodies/checks.rs` holds.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cacltv_fuzz::checks::holds(bytes));
