//! The contract: the records that Dateline puts on its topics, as Rust types that follow `avro/*.avsc`.
//!
//! Pure data: no network, no clock, no Kafka.

pub mod annotated;
#[cfg(test)]
mod bundle;
pub mod checkpoint;
pub mod codec;
pub mod contract;
pub mod delivery;
pub mod enriched;
pub mod evolution;
pub mod header;
pub mod heartbeat;
pub mod identity;
pub mod item;
pub mod json;
pub mod lineage;
pub mod story;
mod symbol;
pub mod time;
pub mod topic;

pub use annotated::{
    AnnotatedItem, Enrichment, EvidenceField, EvidenceSpan, Fingerprints, Language, Place, Region,
    RegionRole,
};
pub use checkpoint::Checkpoint;
pub use codec::{Codec, DecodeError, EncodeError, SchemaError, SchemaIds, SchemaKey};
pub use contract::{Contract, RecordKind};
pub use delivery::Delivery;
pub use enriched::{Dedup, DedupEvidence, EnrichedItem, Relation};
pub use heartbeat::Heartbeat;
pub use item::{
    AltId, Association, Dateline, Headline, Located, ProvenanceNote, PubStatus, PublishedBasis,
    PublishedInterval, PublishedPrecision, RawReference, Representation, Signal, Span, Subject,
    WireItem,
};
pub use lineage::{Change, Lineage, LineagePosition, LineageState, LineageStatus};
pub use story::{StoryAction, StoryMember};
pub use time::Timestamp;
pub use topic::{Topic, TopicSpec};
