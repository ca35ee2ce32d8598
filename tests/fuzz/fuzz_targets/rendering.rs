//! Fuzzes what `bodies/rendering.rs` holds.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cacltv_fuzz::rendering::holds(bytes));
