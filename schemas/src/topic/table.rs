//! The rows of the table of topics.

use crate::{
    contract::RecordKind,
    topic::{Cleanup, Party, TopicSpec, TopicValue},
};

const MIB: i64 = 1024 * 1024;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Partitions of the topics that items flow through: the most enrichers that can share the work.
const FLOW_PARTITIONS: i32 = 12;
/// Partitions of the topics keyed by source or by what failed: few writers, little to share.
const SIDE_PARTITIONS: i32 = 3;

const SERVICES: &[Party] = &[Party::Producer, Party::Enricher, Party::Sink];
const EVERYBODY: &[Party] = &[
    Party::Producer,
    Party::Enricher,
    Party::Sink,
    Party::Operator,
    Party::Consumer,
];

/// What most rows have; each row says where it differs.
const INTERNAL: TopicSpec = TopicSpec {
    suffix: "",
    key: "uri",
    value: TopicValue::OriginalBytes,
    cleanup: Cleanup::Delete,
    retention_ms: Some(7 * DAY_MS),
    max_message_bytes: 4 * MIB,
    min_compaction_lag_ms: None,
    max_compaction_lag_ms: None,
    segment_ms: None,
    partitions: FLOW_PARTITIONS,
    partition_group: None,
    public: false,
    writers: &[Party::Enricher],
    readers: &[Party::Enricher],
};

const BY_URI: Option<u8> = Some(0);
const BY_LINK_GROUP: Option<u8> = Some(1);

pub(super) const RAW: TopicSpec = TopicSpec {
    suffix: "raw",
    key: "source",
    value: TopicValue::Record(RecordKind::Delivery),
    retention_ms: Some(90 * DAY_MS),
    max_message_bytes: 17 * MIB,
    partitions: SIDE_PARTITIONS,
    writers: &[Party::Producer],
    readers: &[Party::Producer, Party::Operator],
    ..INTERNAL
};

pub(super) const ITEMS: TopicSpec = TopicSpec {
    suffix: "items",
    value: TopicValue::Record(RecordKind::WireItem),
    partition_group: BY_URI,
    // The operator's word that a held item may go.
    writers: &[Party::Producer, Party::Operator],
    ..INTERNAL
};

pub(super) const ANNOTATED: TopicSpec = TopicSpec {
    suffix: "annotated",
    key: "link group",
    value: TopicValue::Record(RecordKind::AnnotatedItem),
    partition_group: BY_LINK_GROUP,
    ..INTERNAL
};

pub(super) const ENRICHED: TopicSpec = TopicSpec {
    suffix: "enriched",
    value: TopicValue::Record(RecordKind::EnrichedItem),
    cleanup: Cleanup::CompactAndDelete,
    retention_ms: Some(400 * DAY_MS),
    // A reader that was away for a week misses no revision; the text of a kill is gone a day later.
    min_compaction_lag_ms: Some(7 * DAY_MS),
    max_compaction_lag_ms: Some(8 * DAY_MS),
    segment_ms: Some(DAY_MS),
    public: true,
    readers: &[Party::Sink, Party::Operator, Party::Consumer],
    ..INTERNAL
};

pub(super) const CURRENT: TopicSpec = TopicSpec {
    suffix: "current",
    value: TopicValue::Record(RecordKind::LineageState),
    cleanup: Cleanup::CompactAndDelete,
    // Kills are remembered for 400 days; other entries get a tombstone after 45.
    retention_ms: Some(400 * DAY_MS),
    partition_group: BY_URI,
    readers: &[Party::Enricher, Party::Operator],
    ..INTERNAL
};

pub(super) const EMBARGOED: TopicSpec = TopicSpec {
    suffix: "embargoed",
    value: TopicValue::Record(RecordKind::AnnotatedItem),
    cleanup: Cleanup::Compact,
    retention_ms: None,
    partition_group: BY_URI,
    readers: &[Party::Enricher, Party::Operator],
    ..INTERNAL
};

pub(super) const FINGERPRINTS: TopicSpec = TopicSpec {
    suffix: "fingerprints",
    key: "link group",
    value: TopicValue::Record(RecordKind::StoryMember),
    // The dedup window is three days: what restores it must outlast it, segments rolled in between.
    retention_ms: Some(5 * DAY_MS),
    partition_group: BY_LINK_GROUP,
    ..INTERNAL
};

pub(super) const CHECKPOINTS: TopicSpec = TopicSpec {
    suffix: "checkpoints",
    key: "source and position",
    value: TopicValue::Record(RecordKind::Checkpoint),
    cleanup: Cleanup::Compact,
    retention_ms: None,
    partitions: 1,
    writers: &[Party::Producer, Party::Operator],
    readers: &[Party::Producer, Party::Operator],
    ..INTERNAL
};

pub(super) const SCHEMAS: TopicSpec = TopicSpec {
    suffix: "schemas",
    key: "fingerprint",
    value: TopicValue::SchemaJson,
    cleanup: Cleanup::Compact,
    retention_ms: None,
    partitions: 1,
    public: true,
    writers: &[
        Party::Producer,
        Party::Enricher,
        Party::Sink,
        Party::Operator,
    ],
    readers: EVERYBODY,
    ..INTERNAL
};

pub(super) const DEAD: TopicSpec = TopicSpec {
    suffix: "dead",
    key: "as it was",
    retention_ms: Some(90 * DAY_MS),
    max_message_bytes: 17 * MIB,
    partitions: SIDE_PARTITIONS,
    writers: SERVICES,
    readers: &[Party::Operator],
    ..INTERNAL
};
