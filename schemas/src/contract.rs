//! Which records there are, and the released schemas of each.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    annotated::AnnotatedItem, checkpoint::Checkpoint, delivery::Delivery, enriched::EnrichedItem,
    item::WireItem, lineage::LineageState, story::StoryMember,
};

/// A record that Dateline puts on a topic; its Rust type follows its newest released schema field by field.
pub trait Contract: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Which record it is.
    const KIND: RecordKind;
    /// Its full Avro name.
    const NAME: &'static str = Self::KIND.full_name();
    /// Whether the type has the fields of the newest schema in its order, nested ones too, as the types of this crate
    /// have by a test. It is then read faster.
    const FOLLOWS_NEWEST: bool = false;
}

/// The records of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// Bytes as received.
    Delivery,
    /// One story text.
    WireItem,
    /// An item with lineage, language, regions and fingerprints.
    AnnotatedItem,
    /// The public record.
    EnrichedItem,
    /// What annotate knows about a uri.
    LineageState,
    /// A change to a story's membership.
    StoryMember,
    /// Where a source stands.
    Checkpoint,
}

const MIB: usize = 1024 * 1024;

/// What a record's key, headers and batch overhead may take of its topic's `max.message.bytes`.
pub const MESSAGE_OVERHEAD_BYTES: usize = 64 * 1024;

impl RecordKind {
    /// Every record, in the order of the flow.
    pub const ALL: [Self; 7] = [
        Self::Delivery,
        Self::WireItem,
        Self::AnnotatedItem,
        Self::EnrichedItem,
        Self::LineageState,
        Self::StoryMember,
        Self::Checkpoint,
    ];

    /// Name with its namespace, as Avro spells it.
    pub const fn full_name(self) -> &'static str {
        match self {
            Self::Delivery => "dev.dateline.wire.Delivery",
            Self::WireItem => "dev.dateline.wire.WireItem",
            Self::AnnotatedItem => "dev.dateline.wire.AnnotatedItem",
            Self::EnrichedItem => "dev.dateline.wire.EnrichedItem",
            Self::LineageState => "dev.dateline.wire.LineageState",
            Self::StoryMember => "dev.dateline.wire.StoryMember",
            Self::Checkpoint => "dev.dateline.wire.Checkpoint",
        }
    }

    /// Every schema ever released, oldest first, as self-contained JSON.
    pub const fn released(self) -> &'static [&'static str] {
        match self {
            Self::Delivery => &[include_str!("../avro/released/Delivery.1.avsc")],
            Self::WireItem => &[include_str!("../avro/released/WireItem.1.avsc")],
            Self::AnnotatedItem => &[include_str!("../avro/released/AnnotatedItem.1.avsc")],
            Self::EnrichedItem => &[include_str!("../avro/released/EnrichedItem.1.avsc")],
            Self::LineageState => &[
                include_str!("../avro/released/LineageState.1.avsc"),
                include_str!("../avro/released/LineageState.2.avsc"),
            ],
            Self::StoryMember => &[include_str!("../avro/released/StoryMember.1.avsc")],
            Self::Checkpoint => &[include_str!("../avro/released/Checkpoint.1.avsc")],
        }
    }

    /// The schema that this process writes, as self-contained JSON.
    pub const fn newest_schema(self) -> &'static str {
        let released = self.released();
        released[released.len() - 1]
    }

    /// Largest datum that is written or read: what the record's topic takes, less room for key and headers.
    pub const fn max_datum_bytes(self) -> usize {
        let topic = match self {
            Self::Delivery => 17 * MIB,
            _ => 4 * MIB,
        };
        topic - MESSAGE_OVERHEAD_BYTES
    }

    /// Position in [`RecordKind::ALL`].
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for RecordKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.full_name())
    }
}

macro_rules! contract {
    ($($record:ident),+ $(,)?) => {
        $(impl Contract for $record {
            const KIND: RecordKind = RecordKind::$record;
            const FOLLOWS_NEWEST: bool = true;
        })+
    };
}

contract!(
    Delivery,
    WireItem,
    AnnotatedItem,
    EnrichedItem,
    LineageState,
    StoryMember,
    Checkpoint,
);
