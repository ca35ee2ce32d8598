//! Fuzzes what `bodies/number.rs` holds.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cacltv_fuzz::number::holds(bytes));
