//! How far the restore of a partition is, shown while it lasts.

use prometheus::IntGaugeVec;

use super::families::Gauges;
use crate::record::NextOffset;

/// Shows a restore; what it showed is deleted with it, whether the restore was completed or the partition revoked.
pub(in crate::pump) struct RestoreProgress {
    offset: IntGaugeVec,
    end_offset: IntGaugeVec,
    stage: String,
    partition: String,
    topics: Vec<String>,
}

impl RestoreProgress {
    pub(super) fn new(gauges: &Gauges, stage: &str, partition: i32) -> Self {
        Self {
            offset: gauges.restore_offset.clone(),
            end_offset: gauges.restore_end_offset.clone(),
            stage: stage.to_owned(),
            partition: partition.to_string(),
            topics: Vec::new(),
        }
    }

    /// A state topic has to be read up to here.
    pub(in crate::pump) fn ends_at(&mut self, topic: &str, end: NextOffset) {
        let labels = [self.stage.as_str(), &self.partition, topic];
        self.end_offset.with_label_values(&labels).set(end.0);
        self.offset.with_label_values(&labels);
        self.topics.push(topic.to_owned());
    }

    /// A state topic has been read up to here.
    pub(in crate::pump) fn is_at(&self, topic: &str, next: NextOffset) {
        let labels = [self.stage.as_str(), &self.partition, topic];
        self.offset.with_label_values(&labels).set(next.0);
    }

    /// A state topic has been read; behind its last record there may still have been the marker of a transaction.
    pub(in crate::pump) fn is_complete(&self, topic: &str) {
        let labels = [self.stage.as_str(), &self.partition, topic];
        let end = self.end_offset.with_label_values(&labels).get();
        self.offset.with_label_values(&labels).set(end);
    }
}

impl Drop for RestoreProgress {
    fn drop(&mut self) {
        for topic in &self.topics {
            let labels = [self.stage.as_str(), &self.partition, topic];
            // A restore of the same partition that began anew may have deleted them before.
            let _ = self.offset.remove_label_values(&labels);
            let _ = self.end_offset.remove_label_values(&labels);
        }
    }
}
