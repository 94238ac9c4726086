//! Signals and notices in words, and media types.

#![no_main]

use dateline_producer::formats::invariants;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::text(bytes, invariants::of_words));
