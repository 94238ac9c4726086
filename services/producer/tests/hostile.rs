//! Hostile deliveries of 1 MiB: each is read within 100 ms and 64 MiB, whatever becomes of it.
//!
//! Memory is the peak over what was there before; tests run one at a time for it. Time is that of the best of some
//! attempts, so that a busy machine fails nothing, and what is quadratic passes never.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use dateline_producer::formats::{DeliveryContext, Format, Parsed, parse_any};
use peak_alloc::PeakAlloc;

mod hostile {
    pub mod anpa1312;
    pub mod email;
    pub mod feed;
    pub mod iptc7901;
    pub mod json;
    pub mod newsml1;
    pub mod newsmlg2;
    pub mod ninjs;
    pub mod nitf;
    pub mod xml;
}

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// One at a time, for they share the memory that is measured.
static TURN: Mutex<()> = Mutex::new(());

const LONGEST: Duration = Duration::from_millis(100);
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A test that waits for its turn may be making its delivery meanwhile, and that is no part of what is measured.
const OTHER_TESTS_BYTES: usize = 4 * MEBIBYTE;

/// How often a delivery may be tried: what meets the limit once does not cost more than that.
const ATTEMPTS: usize = 20;

/// A build for tests is not optimised as one for use is.
const UNOPTIMISED: u32 = if cfg!(debug_assertions) { 5 } else { 1 };

/// About as much as a hostile delivery has here.
pub const MEBIBYTE: usize = 1024 * 1024;

/// Reads a delivery within the limits, `None` as what it is sniffed to be; what became of it.
pub fn read(format: Option<Format>, bytes: &[u8]) -> Parsed {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(bytes.len() <= 2 * MEBIBYTE, "{} bytes", bytes.len());
    let context = DeliveryContext {
        source: "hostile".to_owned(),
        namespace: "hostile".to_owned(),
        ..DeliveryContext::default()
    };
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let mut best = Duration::MAX;
    let mut parsed = Parsed::default();
    for _ in 0..ATTEMPTS {
        // What the attempt before gave is not part of the peak.
        drop(std::mem::take(&mut parsed));
        let started = Instant::now();
        parsed = parse_any(format, &context, bytes);
        best = best.min(started.elapsed());
        if best <= LONGEST * UNOPTIMISED {
            break;
        }
    }
    let peak = MEMORY.peak_usage().saturating_sub(before);
    assert!(
        peak <= MOST_BYTES + OTHER_TESTS_BYTES,
        "took {} MiB at its peak",
        peak / MEBIBYTE
    );
    assert!(best <= LONGEST * UNOPTIMISED, "took {best:?} at best");
    parsed
}

/// A text again and again, up to a mebibyte.
pub fn repeated(text: &str) -> String {
    text.repeat(MEBIBYTE / text.len())
}
