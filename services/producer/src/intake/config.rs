//! What an intake is configured to be.

use std::time::Duration;

use dateline_runtime::TopicName;

use super::heartbeat::HeartbeatConfig;
use crate::source::PushListener;

/// Topics that the intake writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeTopics {
    /// Deliveries as received.
    pub raw: TopicName,
    /// Items as parsed.
    pub items: TopicName,
    /// Where sources stand.
    pub checkpoints: TopicName,
    /// What could not be parsed.
    pub dead: TopicName,
}

/// How the intake identifies itself and batches.
#[derive(Debug, Clone, PartialEq)]
pub struct IntakeConfig {
    /// Transactional id; a second process with the same one fences the first.
    pub transactional_id: String,
    /// Topics that it writes.
    pub topics: IntakeTopics,
    /// A transaction is committed at the latest after this time.
    pub transaction_interval: Duration,
    /// A transaction is committed at the latest after this many records: a larger delivery spans transactions.
    pub transaction_max_records: usize,
    /// How long a stopping intake may try to commit its last batch.
    pub shutdown_budget: Duration,
    /// Where deliveries are pushed to, if any source is of that kind.
    pub push: PushListener,
    /// Heartbeats that it sends, if any.
    pub heartbeat: Option<HeartbeatConfig>,
}
