//! Times, and embargoes, which fail closed.

#![no_main]

use dateline_producer::formats::invariants;

libfuzzer_sys::fuzz_target!(
    |bytes: &[u8]| dateline_fuzz::text(bytes, |text| invariants::of_date(
        &invariants::desk(),
        text
    ))
);
