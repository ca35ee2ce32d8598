//! Fuzzes what `bodies/runs.rs` holds.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cacltv_fuzz::runs::holds(bytes));
