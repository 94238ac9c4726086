//! Deliveries in `newsml1`.

#![no_main]

use dateline_producer::formats::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::format(Format::Newsml1, bytes));
