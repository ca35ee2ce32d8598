//! Fuzzes what `bodies/workbook.rs` holds.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cacltv_fuzz::workbook::holds(bytes));
