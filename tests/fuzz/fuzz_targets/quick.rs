//! Fuzzes what `bodies/quick.rs` holds.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cacltv_fuzz::quick::holds(bytes));
