//! The seam between the pump and a log: Kafka, or the one in this process.
//!
//! Both give the same promises, held by one conformance suite: what a transaction wrote becomes visible at once or never,
//! offsets are committed with it, a rival's or a zombie's transaction fails, and a table can be read up to all that was
//! stable when the reading began.

use std::time::Duration;

use crate::record::{NextOffset, Offset, Outgoing, Record, TopicName};

/// Why a call on a log failed, by what the caller has to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The open transaction cannot commit: abort it, undo, read again.
    #[error("the transaction has to be aborted: {0}")]
    Abort(String),
    /// A record was appended before its time: abort, undo, try again at a later tick.
    #[error("the log's clock reads {append_time_ms} ms, before {not_before_ms} ms")]
    TooEarly {
        /// When the log appended the record.
        append_time_ms: i64,
        /// Before when it must not be appended.
        not_before_ms: i64,
    },
    /// A rival with the same transactional id or member took over.
    #[error("fenced: {0}")]
    Fenced(String),
    /// Whether the transaction committed is not known: renew the writer and compare offsets. A writer without a group also
    /// compares what else is in the log with what it left there: a rival may have ended the transaction.
    #[error("the outcome of the transaction is not known: {0}")]
    OutcomeUnknown(String),
    /// Not now; the same call may work later.
    #[error("not available: {0}")]
    Unavailable(String),
    /// The process cannot continue until a person acts.
    #[error("{0}")]
    Fatal(String),
}

/// Transactions on a log, under one transactional id.
pub trait Writer: Send {
    /// Opens a transaction.
    ///
    /// # Errors
    /// `Fenced`, `OutcomeUnknown` (renew and begin again), `Fatal`.
    fn begin(&mut self) -> Result<(), LogError>;

    /// Appends a record to the open transaction; may wait while the client's queue is full. A log may keep records back
    /// to append them together, at the latest with the positions or the commit: those then tell what is wrong with them.
    ///
    /// # Errors
    /// `Abort`, `Fenced`, `Fatal` (a missing topic).
    fn send(&mut self, outgoing: Outgoing) -> Result<(), LogError>;

    /// Makes all of the open transaction visible. After an error that is neither `Abort`, `TooEarly` nor `Fenced` nobody
    /// knows whether it did.
    ///
    /// # Errors
    /// See there.
    fn commit(&mut self) -> Result<(), LogError>;

    /// Takes the open transaction back.
    ///
    /// # Errors
    /// `Fenced`, `OutcomeUnknown` (renew: that takes it back too).
    fn abort(&mut self) -> Result<(), LogError>;

    /// Starts over with a new producer of the same transactional id: whatever was open is taken back or, if its commit
    /// had begun, completed.
    ///
    /// # Errors
    /// `Fenced`, `Unavailable`, `Fatal`.
    fn renew(&mut self) -> Result<(), LogError>;

    /// Ends for every reader of these topics what an earlier writer of the same transactional id left open there, should
    /// the log have lost its end. Nothing is open before and after it. A log that loses nothing has nothing to do.
    ///
    /// # Errors
    /// `Fenced`, `Unavailable` (the same again, or `renew`), `Fatal` (a missing topic).
    fn settle(&mut self, _topics: &[TopicName]) -> Result<(), LogError> {
        Ok(())
    }
}

/// A group member's view of one input topic, with the transactions that its outputs and offsets go through.
pub trait StageLog: Writer {
    /// Waits up to `timeout` for the next event, hands a record to `on_record`, and serves the group protocol.
    /// A newly assigned partition is paused until `resume`.
    ///
    /// # Errors
    /// `Unavailable`, `Fatal`.
    fn poll(
        &mut self,
        timeout: Duration,
        on_record: &mut dyn FnMut(&Record<'_>),
    ) -> Result<Polled, LogError>;

    /// The stable committed position of an assigned partition, with the metadata that was committed with it.
    ///
    /// # Errors
    /// `Unavailable` while a transaction that may commit offsets is still open.
    fn committed(&mut self, partition: i32) -> Result<Option<Committed>, LogError>;

    /// Where reading stands, transaction markers included; `None` before the first record.
    fn position(&mut self, partition: i32) -> Option<NextOffset>;

    /// Reads on from here.
    ///
    /// # Errors
    /// `Unavailable`, `Fatal`.
    fn rewind(&mut self, partition: i32, next: NextOffset) -> Result<(), LogError>;

    /// Stops handing out records of a partition.
    ///
    /// # Errors
    /// `Fatal`.
    fn pause(&mut self, partition: i32) -> Result<(), LogError>;

    /// Hands out records of a partition again.
    ///
    /// # Errors
    /// `Fatal`.
    fn resume(&mut self, partition: i32) -> Result<(), LogError>;

    /// Adds consumed positions to the open transaction, as the group member that this is *now*: a zombie's are refused.
    /// Positions may not be empty: an empty list fences nobody.
    ///
    /// # Errors
    /// `Abort`, `Fenced`, `OutcomeUnknown`.
    fn send_offsets(&mut self, positions: &[Position]) -> Result<(), LogError>;

    /// Leaves the group with all that is open taken back, and joins again as a new member with a new producer.
    ///
    /// # Errors
    /// `Unavailable`, `Fatal`.
    fn rejoin(&mut self) -> Result<(), LogError>;
}

/// What a poll came back with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Polled {
    /// `on_record` was called once.
    Record,
    /// The time is over, or something internal was served.
    Nothing,
    /// All that is stable in this partition has been handed out.
    EndOfPartition(i32),
    /// These partitions are this member's now; they are paused.
    Assigned(Vec<i32>),
    /// These partitions are another member's now. An open transaction was taken back before they went.
    Revoked(Vec<i32>),
}

/// A committed position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The next record to read.
    pub next: NextOffset,
    /// The metadata string that was committed with it.
    pub metadata: String,
}

/// A position to commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Partition of the input topic.
    pub partition: i32,
    /// The next record to read.
    pub next: NextOffset,
    /// At most 4,000 bytes: Kafka's default `offset.metadata.max.bytes` is 4,096.
    pub metadata: String,
}

/// Reads topics outside any group: state topics, checkpoints, schemas.
pub trait TableReader: Send {
    /// The position after all that was ever appended, open transactions included.
    ///
    /// # Errors
    /// `Unavailable`, `Fatal` (a missing topic).
    fn high_watermark(&mut self, topic: &TopicName, partition: i32)
    -> Result<NextOffset, LogError>;

    /// The position of the oldest record that retention has left, or the end where it has left none.
    ///
    /// # Errors
    /// `Unavailable`, `Fatal` (a missing topic).
    fn low_watermark(&mut self, topic: &TopicName, partition: i32) -> Result<NextOffset, LogError>;

    /// The position before the first open transaction, or the end where none is open.
    ///
    /// # Errors
    /// `Unavailable`, `Fatal` (a missing topic).
    fn last_stable_offset(
        &mut self,
        topic: &TopicName,
        partition: i32,
    ) -> Result<NextOffset, LogError>;

    /// Starts to read a partition at an offset, or at the oldest record behind it that there is; [`Offset::FIRST`] is its
    /// beginning. Only one topic at a time may be read for a partition number.
    ///
    /// # Errors
    /// `Unavailable`, `Fatal`.
    fn start(&mut self, topic: &TopicName, partition: i32, from: Offset) -> Result<(), LogError>;

    /// Waits up to `timeout` for the next committed record or the end of a partition.
    ///
    /// # Errors
    /// `Unavailable`, `Fatal`.
    fn poll(
        &mut self,
        timeout: Duration,
        on_record: &mut dyn FnMut(&Record<'_>),
    ) -> Result<TablePolled, LogError>;

    /// Stops reading a partition.
    ///
    /// # Errors
    /// `Fatal`.
    fn stop(&mut self, topic: &TopicName, partition: i32) -> Result<(), LogError>;

    /// How many partitions the topic has; `None` if there is no such topic.
    ///
    /// # Errors
    /// `Unavailable`.
    fn partitions(&mut self, topic: &TopicName) -> Result<Option<i32>, LogError>;
}

/// What a table's poll came back with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TablePolled {
    /// `on_record` was called once.
    Record,
    /// The time is over.
    Nothing,
    /// All that is stable in this partition has been handed out.
    EndOfPartition(i32),
}

/// What one group member reads and as whom it writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberSpec {
    /// Consumer group.
    pub group: String,
    /// The one topic that it reads.
    pub input: TopicName,
    /// Transactional id; a second one with the same id fences the first.
    pub transactional_id: String,
    /// Static membership: only with a stable identity, else `None`.
    pub instance_id: Option<String>,
    /// Where to begin without a committed position.
    pub start: StartAt,
}

/// Where a member begins without a committed position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartAt {
    /// At the beginning of the topic.
    Beginning,
    /// Nowhere: the caller seeks, and a position that is gone is an error.
    Error,
}

/// Makes clients of one log.
pub trait Cluster: Clone + Send + Sync + 'static {
    /// Its group members.
    type Log: StageLog + 'static;
    /// Its writers without a group.
    type Writer: Writer + 'static;
    /// Its table readers.
    type Table: TableReader + 'static;

    /// Joins a group.
    ///
    /// # Errors
    /// `Unavailable`, `Fenced`, `Fatal`.
    fn member(&self, spec: &MemberSpec) -> Result<Self::Log, LogError>;

    /// A writer under this transactional id; a writer that had it is fenced. Of a transaction that was open for longer than
    /// brokers allow (15 s on Kafka) it does not know who ended it: it tells `OutcomeUnknown` then, not `Fenced`, and leaves it to the
    /// caller to find a rival by what that wrote.
    ///
    /// # Errors
    /// `Unavailable`, `Fatal`.
    fn writer(&self, transactional_id: &str) -> Result<Self::Writer, LogError>;

    /// A table reader.
    ///
    /// # Errors
    /// `Unavailable`, `Fatal`.
    fn table(&self) -> Result<Self::Table, LogError>;

    /// What a group has committed on a topic, by partition; partitions without a position are left out.
    ///
    /// # Errors
    /// `Unavailable`, also while a transaction that may commit positions is open.
    fn committed(
        &self,
        group: &str,
        topic: &TopicName,
        partitions: i32,
    ) -> Result<Vec<(i32, Committed)>, LogError>;
}
