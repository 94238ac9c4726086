//! The heartbeat: an item of the producer's own, now and then, for the sink to measure.

use std::time::Duration;

use dateline_runtime::log::Cluster;
use dateline_schemas::{Heartbeat, Timestamp};

use super::{Intake, IntakeError, records::item_record};
use crate::clock::are_apart;

/// Who sends heartbeats, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeartbeatConfig {
    /// Id of the producer.
    pub producer: String,
    /// Time between two, and before the first.
    pub interval: Duration,
}

impl<C: Cluster> Intake<C> {
    /// Puts a heartbeat into the batch, if it is time to. It belongs to no delivery and no source, but is counted like an
    /// item of one, so that what annotate takes in is what was written.
    pub(super) fn beat_heart(&mut self) -> Result<(), IntakeError> {
        let Some(config) = &self.config.heartbeat else {
            return Ok(());
        };
        let now = self.clock.now();
        let interval_ms = u64::try_from(config.interval.as_millis()).unwrap_or(u64::MAX);
        let last: Timestamp = *self.last_heartbeat.get_or_insert(now);
        if !are_apart(last, now, interval_ms) {
            return Ok(());
        }
        self.last_heartbeat = Some(now);
        let heartbeat = Heartbeat {
            producer: config.producer.clone(),
            emitted_at: now,
        };
        let item = heartbeat.to_item();
        let topic = &self.config.topics.items;
        let outgoing = item_record(&item, &item.source, &self.codec, topic);
        let outgoing = outgoing.map_err(|error| IntakeError::Log(error.to_string()))?;
        let totals = Heartbeat::totals_name(&heartbeat.producer);
        self.checkpoints.count(&totals, "items");
        self.batch.touch(&totals);
        self.batch.push(outgoing);
        self.metrics.sent_heartbeat();
        Ok(())
    }
}
