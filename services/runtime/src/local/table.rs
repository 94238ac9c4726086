//! Reading tables of the local log.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use super::{Shared, State, partition::Stored};
use crate::{
    log::{LogError, TablePolled, TableReader},
    record::{NextOffset, Offset, Record, TopicName},
};

/// Reads partitions outside any group.
pub struct LocalTable {
    shared: Arc<Shared>,
    readings: BTreeMap<(TopicName, i32), Reading>,
}

struct Reading {
    next: NextOffset,
    reported_end: Option<NextOffset>,
}

enum Found {
    Record(TopicName, i32, Arc<Stored>),
    End(i32),
}

impl LocalTable {
    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        Self {
            shared: Arc::clone(shared),
            readings: BTreeMap::new(),
        }
    }

    fn find(&mut self, state: &mut State) -> Result<Option<Found>, LogError> {
        for ((topic, partition), reading) in &mut self.readings {
            let log = state.partition(topic, *partition)?;
            if let Some(stored) = log.at_or_after(reading.next) {
                reading.next = NextOffset(stored.offset + 1);
                return Ok(Some(Found::Record(topic.clone(), *partition, stored)));
            }
            if reading.reported_end != Some(log.end()) {
                reading.reported_end = Some(log.end());
                return Ok(Some(Found::End(*partition)));
            }
        }
        Ok(None)
    }
}

impl TableReader for LocalTable {
    fn high_watermark(
        &mut self,
        topic: &TopicName,
        partition: i32,
    ) -> Result<NextOffset, LogError> {
        self.shared
            .lock()
            .partition(topic, partition)
            .map(|log| log.end())
    }

    fn low_watermark(&mut self, topic: &TopicName, partition: i32) -> Result<NextOffset, LogError> {
        let mut state = self.shared.lock();
        let log = state.partition(topic, partition)?;
        let oldest = log.at_or_after(NextOffset(0));
        Ok(oldest.map_or(log.end(), |stored| NextOffset(stored.offset)))
    }

    fn last_stable_offset(
        &mut self,
        topic: &TopicName,
        partition: i32,
    ) -> Result<NextOffset, LogError> {
        self.high_watermark(topic, partition)
    }

    fn start(&mut self, topic: &TopicName, partition: i32, from: Offset) -> Result<(), LogError> {
        self.shared.lock().partition(topic, partition)?;
        let reading = Reading {
            next: NextOffset(from.0),
            reported_end: None,
        };
        self.readings.insert((topic.clone(), partition), reading);
        Ok(())
    }

    fn poll(
        &mut self,
        timeout: Duration,
        on_record: &mut dyn FnMut(&Record<'_>),
    ) -> Result<TablePolled, LogError> {
        let deadline = Instant::now() + timeout;
        let shared = Arc::clone(&self.shared);
        let mut state = shared.lock();
        loop {
            match self.find(&mut state)? {
                Some(Found::Record(topic, partition, stored)) => {
                    drop(state);
                    on_record(&stored.record(topic.as_str(), partition));
                    return Ok(TablePolled::Record);
                }
                Some(Found::End(partition)) => return Ok(TablePolled::EndOfPartition(partition)),
                None => {}
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(TablePolled::Nothing);
            }
            state = shared.wait(state, left);
        }
    }

    fn stop(&mut self, topic: &TopicName, partition: i32) -> Result<(), LogError> {
        self.readings.remove(&(topic.clone(), partition));
        Ok(())
    }

    fn partitions(&mut self, topic: &TopicName) -> Result<Option<i32>, LogError> {
        Ok(self
            .shared
            .lock()
            .topics
            .get(topic)
            .map(|(topic, _)| topic.partitions))
    }
}
