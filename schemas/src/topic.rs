//! The one table of topics: names, keys, values, and how each is kept.

pub mod acl;
pub mod plan;
mod table;

use crate::contract::RecordKind;

/// Prefix of the topic names where none is configured.
pub const DEFAULT_PREFIX: &str = "wire";

/// A topic of Dateline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Deliveries as received.
    Raw,
    /// Items as parsed.
    Items,
    /// Items with lineage, language, regions and fingerprints.
    Annotated,
    /// The public records.
    Enriched,
    /// What annotate knows about each uri.
    Current,
    /// Items held under embargo.
    Embargoed,
    /// Members of stories.
    Fingerprints,
    /// Where sources stand.
    Checkpoints,
    /// Schemas by fingerprint.
    Schemas,
    /// Dead letters.
    Dead,
}

/// A party that reads or writes topics, as access is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// Takes deliveries in.
    Producer,
    /// Annotates and links.
    Enricher,
    /// Delivers to targets.
    Sink,
    /// The operator's tools.
    Operator,
    /// Whoever consumes the public topic.
    Consumer,
}

/// What a topic's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TopicValue {
    /// A record of the contract.
    Record(RecordKind),
    /// A schema's JSON.
    SchemaJson,
    /// The bytes that could not be handled, as they were.
    OriginalBytes,
}

/// How a topic's old records go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cleanup {
    /// By age.
    Delete,
    /// By key.
    Compact,
    /// By key and by age.
    CompactAndDelete,
}

impl Cleanup {
    /// The value of `cleanup.policy`.
    pub const fn policy(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Compact => "compact",
            Self::CompactAndDelete => "compact,delete",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TopicSpec {
    /// Name behind the prefix.
    pub suffix: &'static str,
    /// What the key is, in words.
    pub key: &'static str,
    /// What the value is.
    pub value: TopicValue,
    /// How old records go.
    pub cleanup: Cleanup,
    /// `retention.ms`; `None` where age removes nothing.
    pub retention_ms: Option<i64>,
    /// `max.message.bytes`.
    pub max_message_bytes: i64,
    /// `min.compaction.lag.ms`: a record can be seen at least this long.
    pub min_compaction_lag_ms: Option<i64>,
    /// `max.compaction.lag.ms`: a replaced record is gone after this long.
    pub max_compaction_lag_ms: Option<i64>,
    /// `segment.ms`: compaction never touches the active segment.
    pub segment_ms: Option<i64>,
    /// Partitions where none are configured.
    pub partitions: i32,
    /// Topics with the same number here have equal partition counts: state goes to its input's partition number.
    pub partition_group: Option<u8>,
    /// Part of the public contract; the others are internal.
    pub public: bool,
    /// Who writes.
    pub writers: &'static [Party],
    /// Who reads.
    pub readers: &'static [Party],
}

impl Topic {
    /// Every topic, in the order of the flow, state and side topics behind.
    pub const ALL: [Self; 10] = [
        Self::Raw,
        Self::Items,
        Self::Annotated,
        Self::Enriched,
        Self::Current,
        Self::Embargoed,
        Self::Fingerprints,
        Self::Checkpoints,
        Self::Schemas,
        Self::Dead,
    ];

    /// Full name under a prefix: `wire` gives `wire.items`.
    pub fn name(self, prefix: &str) -> String {
        format!("{prefix}.{}", self.spec().suffix)
    }

    /// The topic of this full name.
    pub fn from_name(prefix: &str, name: &str) -> Option<Self> {
        let suffix = name.strip_prefix(prefix)?.strip_prefix('.')?;
        Self::ALL
            .into_iter()
            .find(|topic| topic.spec().suffix == suffix)
    }

    /// The topic's row.
    pub const fn spec(self) -> TopicSpec {
        match self {
            Self::Raw => table::RAW,
            Self::Items => table::ITEMS,
            Self::Annotated => table::ANNOTATED,
            Self::Enriched => table::ENRICHED,
            Self::Current => table::CURRENT,
            Self::Embargoed => table::EMBARGOED,
            Self::Fingerprints => table::FINGERPRINTS,
            Self::Checkpoints => table::CHECKPOINTS,
            Self::Schemas => table::SCHEMAS,
            Self::Dead => table::DEAD,
        }
    }
}

#[cfg(test)]
mod tests;
