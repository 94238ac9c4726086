//! What an earlier producer of the same identity left open.

use dateline_runtime::{
    Control, TopicName,
    log::{Cluster, LogError, TableReader, Writer as _},
    table::patiently,
};

use super::Intake;

impl<C: Cluster> Intake<C> {
    /// Ends, in the topics that it writes, a transaction whose end a broker has lost: else nobody reads on behind it, and the next
    /// commit makes true what was taken back. A live one of another producer's is none of its, and goes on.
    pub(super) fn settle(&mut self) -> Result<(), LogError> {
        let topics = &self.config.topics;
        let mut open = Vec::new();
        for topic in [
            &topics.raw,
            &topics.items,
            &topics.checkpoints,
            &topics.dead,
        ] {
            if is_open(&mut self.table, topic, &self.control)? {
                open.push(topic.clone());
            }
        }
        if open.is_empty() {
            return Ok(());
        }
        patiently(&self.control, || self.writer.settle(&open))
    }
}

/// Whether a transaction is open on a topic, as far as readers are told.
fn is_open(
    table: &mut impl TableReader,
    topic: &TopicName,
    control: &Control,
) -> Result<bool, LogError> {
    let count = patiently(control, || table.partitions(topic))?;
    for partition in 0..count.unwrap_or(0) {
        let mark = patiently(control, || table.high_watermark(topic, partition))?;
        let stable = patiently(control, || table.last_stable_offset(topic, partition))?;
        if stable < mark {
            return Ok(true);
        }
    }
    Ok(false)
}
