//! Packed bodies: the first byte says how.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::packed(bytes));
