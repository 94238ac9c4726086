//! How far a stage is: what its group has committed of its input.

use dateline_runtime::{
    TopicName,
    log::{Cluster, Committed, LogError, TableReader as _},
};

/// Where a group stands on a topic.
#[derive(Debug)]
pub struct Lag {
    /// Its committed positions, by partition; empty for a group that never ran.
    pub committed: Vec<(i32, Committed)>,
    /// Records, and control records, that it has not consumed.
    pub behind: i64,
}

impl Lag {
    /// Asks the log.
    ///
    /// # Errors
    /// `Unavailable` while it does not answer, `Fatal` for a missing topic.
    pub fn of<C: Cluster>(
        cluster: &C,
        table: &mut C::Table,
        group: &str,
        topic: &TopicName,
    ) -> Result<Self, LogError> {
        let count = table.partitions(topic)?.ok_or_else(|| missing(topic))?;
        let committed = cluster.committed(group, topic, count)?;
        let mut behind = 0;
        for partition in 0..count {
            let end = table.last_stable_offset(topic, partition)?;
            let position = committed.iter().find(|(of, _)| *of == partition);
            behind += end.0 - position.map_or(0, |(_, position)| position.next.0);
        }
        Ok(Self { committed, behind })
    }
}

fn missing(topic: &TopicName) -> LogError {
    LogError::Fatal(format!(
        "topic {topic} does not exist; `dateline topics apply` creates it"
    ))
}
