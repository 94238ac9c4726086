//! How a sink batches, waits and gives up.

use std::time::Duration;

use dateline_runtime::TopicName;

/// How a sink batches, waits and gives up.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryConfig {
    /// A batch is delivered at the latest after this time.
    pub batch_interval: Duration,
    /// A batch is delivered at the latest after this many records.
    pub batch_max_records: u64,
    /// A batch is delivered at the latest after this many input bytes.
    pub batch_max_bytes: u64,
    /// How often ends of partitions, lag and what was left uncommitted are looked at.
    pub tick_interval: Duration,
    /// How long a record of an unknown schema is waited for before it is quarantined.
    pub schema_wait: Duration,
    /// How soon it is looked at again meanwhile.
    pub schema_retry: Duration,
    /// Of how many last records of a partition the breaker looks at the reasons.
    pub breaker_window: usize,
    /// The share of them that one reason may have.
    pub breaker_share: f64,
    /// How soon a target that did not answer is tried again; doubled at every attempt.
    pub retry_first: Duration,
    /// The longest pause between two attempts.
    pub retry_longest: Duration,
    /// How long a stopping sink may try to deliver its last batch.
    pub shutdown_budget: Duration,
    /// Where records go that the target cannot have.
    pub dead_topic: TopicName,
}

impl DeliveryConfig {
    /// The defaults of the design, with this dead-letter topic.
    pub const fn new(dead_topic: TopicName) -> Self {
        Self {
            batch_interval: Duration::from_millis(100),
            batch_max_records: 5_000,
            batch_max_bytes: 16 << 20,
            tick_interval: Duration::from_millis(200),
            schema_wait: Duration::from_secs(30),
            schema_retry: Duration::from_millis(200),
            breaker_window: 1_000,
            breaker_share: 0.5,
            retry_first: Duration::from_millis(200),
            retry_longest: Duration::from_secs(5),
            shutdown_budget: Duration::from_secs(8),
            dead_topic,
        }
    }
}
