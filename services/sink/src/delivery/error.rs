//! Why a sink ended other than by being asked to.

use dateline_runtime::{NextOffset, log::LogError};

use crate::targets::TargetError;

/// Why a sink ended other than by being asked to: what, where, why and what to do.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The target cannot be used until a person acts.
    #[error(transparent)]
    Target(TargetError),
    /// The target has more than the log ever held.
    #[error(
        "{target} stands at offset {next} in partition {partition} of {topic}, but the log ends at {end}: the topic lost records \
         or the target was filled from another one, so nothing was written. Name another target, or bring the topic back"
    )]
    BeyondEnd {
        /// The target.
        target: String,
        /// Full name of the topic.
        topic: String,
        /// The partition.
        partition: i32,
        /// Where the target stands.
        next: NextOffset,
        /// Where the log ends.
        end: NextOffset,
    },
    /// Records that the target still wants are gone.
    #[error(
        "{target} stands at offset {next} in partition {partition} of {topic}, but the log begins at {start}: retention has \
         dropped what is between, and delivering on would hide the gap. Name another target to deliver what the log still \
         holds, or replay what is missing"
    )]
    BeforeStart {
        /// The target.
        target: String,
        /// Full name of the topic.
        topic: String,
        /// The partition.
        partition: i32,
        /// Where the target stands.
        next: NextOffset,
        /// Where the log begins.
        start: NextOffset,
    },
    /// Another process has the same identity and keeps taking over.
    #[error(
        "another process uses transactional id {transactional_id}: {detail}; give each process an instance_id of its own"
    )]
    Fenced {
        /// The identity.
        transactional_id: String,
        /// What the log said.
        detail: String,
    },
    /// The log needs a person.
    #[error("{0}")]
    Log(String),
    /// One reason quarantines most records, and the input was to be drained.
    #[error("{0}")]
    Breaker(String),
    /// The shutdown budget ended before the last batch was delivered.
    #[error(
        "the last batch could not be delivered to {target} within the shutdown budget: {reason}; the next start delivers it"
    )]
    Abandoned {
        /// The target.
        target: String,
        /// What it was waiting for.
        reason: String,
    },
}

/// What stands in the way of one step, before anybody has judged it.
#[derive(Debug)]
pub(super) enum Trouble {
    Log(LogError),
    Target(TargetError),
    Stop(DeliveryError),
}

impl From<LogError> for Trouble {
    fn from(error: LogError) -> Self {
        Self::Log(error)
    }
}

impl From<TargetError> for Trouble {
    fn from(error: TargetError) -> Self {
        Self::Target(error)
    }
}

impl From<DeliveryError> for Trouble {
    fn from(error: DeliveryError) -> Self {
        Self::Stop(error)
    }
}
