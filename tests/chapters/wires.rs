//! Wires in the folder of an installation, for its producer to find: a made-up stream, and what is no delivery at all.

use std::{
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

use dateline_schemas::Timestamp;
use dateline_tests::{
    installation::Installation,
    stream::{Stream, StreamPlan},
};

/// What the producer is told to look for.
pub(crate) const INPUT: &str = "jsonl:wires/*.jsonl";

/// Writes the stream of this seed as deliveries; its short embargoes end within seconds.
pub(crate) fn deliver_stream(
    installation: &Installation,
    seed: u64,
    inputs: usize,
    per_delivery: usize,
) -> Stream {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = i64::try_from(now.as_millis()).unwrap();
    let stream = Stream::generate(&StreamPlan {
        seed,
        inputs,
        starts_at: Timestamp::from_millis(now),
        embargoes_end_within_ms: 5_000,
    });
    let folder = installation.folder().join("wires");
    fs::create_dir_all(&folder).unwrap();
    stream.write_deliveries(&folder, per_delivery).unwrap();
    stream
}

/// Writes a delivery that is none.
pub(crate) fn deliver_nonsense(installation: &Installation) {
    let path = installation.folder().join("wires/broken.jsonl");
    fs::write(path, "{\"uri\":\n").unwrap();
}
