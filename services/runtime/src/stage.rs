//! What a stage is to the pump: a pure decision over one partition's state.

use std::ops::RangeInclusive;

use crate::{
    ledger::{HoldEnd, Outcome},
    record::{Offset, Outgoing, Record, TopicName},
    tally::{Tally, TallyFamily},
};

/// A service's pure core. It owns no clock, client or metric; the pump calls it and does what it decided.
///
/// State is one object per input partition and a pure function of the state topics, and of the input where they point into
/// it: `decide` cannot change it. The pump applies what was decided by the same `restore` that replays the state topics at
/// start, keeps what undoes it, and undoes a whole batch when its transaction aborts.
pub trait Stage: Send + Sync + 'static {
    /// All that the stage remembers about one partition.
    type State: Send;
    /// One change of the state, decoded: what a record of a state topic says.
    type Change: Send;
    /// What undoes one change.
    type Undo: Send;

    /// A short, stable name: `annotate`, `link`.
    fn name(&self) -> &'static str;

    /// The topic that the stage reads.
    fn input(&self) -> &TopicName;

    /// The topics that hold its state, partitioned like the input. `StateRecord::topic` and `restore` index into this.
    fn state_topics(&self) -> &[TopicName];

    /// What it counts beside outcomes. `Tally::family` indexes into this.
    fn tally_families(&self) -> &[TallyFamily] {
        &[]
    }

    /// The state of a partition before its first record.
    fn empty_state(&self, partition: i32) -> Self::State;

    /// What to do with one record. Called again with the same record after an abort or a crash, it decides the same.
    ///
    /// # Errors
    /// `Undecided` when it cannot say yet: the pump asks again until its patience ends and then quarantines the record.
    fn decide(
        &self,
        state: &Self::State,
        record: &Record<'_>,
    ) -> Result<Decision<Self::Change>, Undecided>;

    /// What is due by time on one partition, in order; each decision has its own effects. Called at every tick on every
    /// restored partition, at most `limit` decisions a call so that a tick fits into one transaction.
    fn on_tick(
        &self,
        state: &Self::State,
        clocks: Clocks,
        limit: usize,
    ) -> Vec<Decision<Self::Change>>;

    /// Decodes a record of a state topic; `None` for a record that says nothing to this stage.
    ///
    /// # Errors
    /// A state record that cannot be read stops the process: state is never guessed.
    fn decode_change(
        &self,
        topic: usize,
        record: &Record<'_>,
    ) -> Result<Option<Self::Change>, UndecidableStateRecord>;

    /// Applies one change and returns what undoes it.
    fn restore(&self, state: &mut Self::State, change: Self::Change) -> Self::Undo;

    /// The input records that a state lacks once its topics are restored, the oldest and the newest of them: a state record
    /// may point into the input instead of repeating what stands there. None, where a stage does not.
    fn lacks(&self, _state: &Self::State) -> Option<RangeInclusive<Offset>> {
        None
    }

    /// Gives a restored state one of the input records from the oldest to the newest that it lacks, whether or not it lacks
    /// this one. Retention may have taken some.
    fn recall(&self, _state: &mut Self::State, _record: &Record<'_>) {}

    /// Undoes one change; undone in the reverse order of `restore`.
    fn undo(&self, state: &mut Self::State, undo: Self::Undo);

    /// How much the stage remembers, for metrics.
    fn state_size(&self, state: &Self::State) -> StateSize;
}

/// The clocks that a tick may look at. `decide` sees neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// This process's clock, in milliseconds since the epoch.
    pub local_ms: i64,
}

/// What a stage decided: all of it, or none of it, becomes true in one transaction.
#[derive(Debug, Clone)]
pub struct Decision<Change> {
    /// Records to append to output topics.
    pub outputs: Vec<Outgoing>,
    /// Changes of the state, in order.
    pub state: Vec<StateRecord<Change>>,
    /// The one outcome of the input; `None` on a tick, which has no input.
    pub outcome: Option<Outcome>,
    /// Held inputs that this decision let go or struck out.
    pub holds_ended: Vec<HoldEnd>,
    /// What is to be counted once all of it is committed.
    pub tallies: Vec<Tally>,
}

impl<Change> Decision<Change> {
    /// A decision with this outcome and no effects.
    pub fn of(outcome: Outcome) -> Self {
        Self {
            outputs: Vec::new(),
            state: Vec::new(),
            outcome: Some(outcome),
            holds_ended: Vec::new(),
            tallies: Vec::new(),
        }
    }

    /// A tick's decision without effects.
    pub fn of_tick() -> Self {
        Self {
            outputs: Vec::new(),
            state: Vec::new(),
            outcome: None,
            holds_ended: Vec::new(),
            tallies: Vec::new(),
        }
    }
}

/// A change of the state, as bytes for the log and decoded for the partition's state object.
#[derive(Debug, Clone)]
pub struct StateRecord<Change> {
    /// Index into `Stage::state_topics`. The record goes to the input's partition number.
    pub topic: usize,
    /// Key bytes.
    pub key: Vec<u8>,
    /// Value bytes; `None` is a tombstone.
    pub value: Option<Vec<u8>>,
    /// What `decode_change` would make of it.
    pub change: Change,
}

/// The stage cannot decide yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    /// The writer's schema is not known here yet; the text names it.
    #[error("unknown schema {0}")]
    UnknownSchema(String),
}

/// A state record that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UndecidableStateRecord(pub String);

/// How much a stage remembers about a partition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StateSize {
    /// Keys or members.
    pub entries: u64,
    /// Estimated bytes in memory.
    pub bytes: u64,
}
