//! Fuzzes what `bodies/records.rs` holds.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cacltv_fuzz::records::holds(bytes));
