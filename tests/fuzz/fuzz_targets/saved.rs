//! Fuzzes what `bodies/saved.rs` holds.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cacltv_fuzz::saved::holds(bytes));
