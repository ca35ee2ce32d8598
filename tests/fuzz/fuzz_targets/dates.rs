//! Fuzzes what `bodies/dates.rs` holds.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cacltv_fuzz::dates::holds(bytes));
