//! Where enriched items go: the seam between the delivery loop and one target, and the targets behind it.
//!
//! A target keeps rows *and* offsets, and changes both in one atomic step. So the target alone knows how far it is:
//! whoever delivers asks it on every assignment, and what a rival with an old position brings is refused as a whole.

mod address;
mod error;
#[cfg(test)]
mod fixtures;
pub mod jsonl;
pub mod postgres;
pub mod stream;

use std::fmt;

use dateline_runtime::{NextOffset, Offset};
use dateline_schemas::EnrichedItem;

pub use address::{AddressError, TargetAddress};
pub use error::TargetError;

/// A place that keeps enriched items together with how far it has them.
///
/// Calls block; a target is used from one blocking thread, never from inside an async task.
///
/// Every error leaves the target as it was before the call, or, where the answer to a commit was lost, as it is after
/// it: repeating the call is always safe, because a target that already has the slice answers [`TargetError::Moved`].
pub trait Target: Send {
    /// What and where the target is, for messages: without secrets.
    fn describe(&self) -> String;

    /// Opens the target for the records of one topic, creating what is missing.
    ///
    /// # Errors
    /// [`TargetError::ForeignLog`] when it was filled from another cluster or topic, and what else can be wrong with it.
    fn open(&mut self, identity: &LogIdentity) -> Result<(), TargetError>;

    /// Where the target stands in each of these partitions, in their order; `None` where it has nothing yet. To be asked
    /// on every assignment and after [`TargetError::Moved`].
    ///
    /// # Errors
    /// When the target cannot be asked.
    fn positions(&mut self, partitions: &[i32]) -> Result<Vec<Option<Position>>, TargetError>;

    /// Writes the items of a batch and moves every slice from its start to its end, all or nothing. Records without an
    /// item (tombstones, quarantined ones) are in no batch, but in the slice.
    ///
    /// # Errors
    /// [`TargetError::Moved`] when the target did not stand at the start of a slice, and what else can go wrong.
    fn deliver(
        &mut self,
        batch: &[Delivered<'_>],
        slices: &[Slice],
    ) -> Result<Delivery, TargetError>;

    /// Lets go of the target. What was delivered is durable already.
    ///
    /// # Errors
    /// When the target cannot be closed properly; nothing is lost by it.
    fn close(self: Box<Self>) -> Result<(), TargetError>;
}

/// Which log a target is filled from: offsets of one mean nothing in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogIdentity {
    /// Id of the cluster.
    pub cluster_id: String,
    /// Full name of the topic.
    pub topic: String,
    /// Id of the topic: another one after the topic was deleted and created again.
    pub topic_id: String,
}

impl fmt::Display for LogIdentity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cluster_id,
            topic,
            topic_id,
        } = self;
        write!(
            formatter,
            "topic {topic} (id {topic_id}) of cluster {cluster_id}"
        )
    }
}

/// One decoded record on its way to a target.
#[derive(Debug, Clone, Copy)]
pub struct Delivered<'a> {
    /// Number of its partition.
    pub partition: i32,
    /// Its position there.
    pub offset: Offset,
    /// The item.
    pub item: &'a EnrichedItem,
}

/// How far a batch brings the target in one partition. A batch has at most one slice of a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// Number of the partition.
    pub partition: i32,
    /// Where the target must stand before: the end of the slice before, or where the first one began.
    pub start: NextOffset,
    /// Where it stands after: behind the last record and behind control records that follow it.
    pub end: NextOffset,
    /// The ledger's running totals at the end, stored with it. JSON text that no target looks into.
    pub ledger: String,
}

/// Where a target stands in a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The next record that it wants.
    pub next: NextOffset,
    /// The ledger of the slice that ended there.
    pub ledger: String,
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Rows and positions are durable.
    Committed,
    /// Nothing was written, because the target will never take these, at least one, in the order of the batch. Put them
    /// aside durably, count them as refused in the ledger, and deliver the batch without them: in this order, a crash in
    /// between can double a dead letter but never lose one.
    Refused(Vec<Refused>),
}

/// An item that the target will never take as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its index in the batch.
    pub index: usize,
    /// What the target said.
    pub message: String,
}
