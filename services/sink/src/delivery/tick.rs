//! What is due by time: ends of partitions, what was left uncommitted, lag; and whether all is drained.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use dateline_runtime::log::{Cluster, LogError, StageLog as _, TableReader as _};

use super::{
    STAGE, Sink,
    error::{DeliveryError, Trouble},
};

/// How often lag is measured.
const LAG_INTERVAL: Duration = Duration::from_secs(1);

impl<C: Cluster> Sink<C> {
    pub(super) fn tick(&mut self) -> Result<(), Trouble> {
        self.last_tick = Instant::now();
        if self.last_lag.elapsed() >= LAG_INTERVAL {
            self.measure();
        }
        if self.take_ends() {
            self.deliver()?;
        }
        self.commit_positions()
    }

    /// At the end of a partition the position is after the last transaction marker: delivered, it makes the lag 0.
    /// Whether there is anything to deliver up to an end.
    fn take_ends(&mut self) -> bool {
        let mut found = false;
        for (partition, phase) in &self.partitions {
            let Some(running) = phase.running() else {
                continue;
            };
            if !running.at_end || running.waiting.is_some() {
                continue;
            }
            let position = self.log.position(*partition);
            if let Some(position) = position
                && position > self.batch.end_of(*partition, running)
            {
                self.batch.part(*partition, running).end = position;
            }
            found |= self.batch.parts.contains_key(partition);
        }
        found
    }

    fn measure(&mut self) {
        self.last_lag = Instant::now();
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now_ms = i64::try_from(now.unwrap_or_default().as_millis()).unwrap_or(i64::MAX);
        let mut answer = None;
        for (partition, phase) in &self.partitions {
            let Some(running) = phase.running() else {
                continue;
            };
            let topic = &self.setup.spec.input;
            let end = match self.table.last_stable_offset(topic, *partition) {
                Ok(end) => end,
                Err(LogError::Unavailable(reason)) => {
                    answer = Some(Err(reason));
                    break;
                }
                Err(_) => continue,
            };
            answer = Some(Ok(()));
            let behind = (end.0 - running.next.0).max(0);
            let age_ms = if behind == 0 || running.newest_append_ms == 0 {
                0
            } else {
                now_ms.saturating_sub(running.newest_append_ms).max(0)
            };
            let seconds = age_ms as f64 / 1_000.0;
            self.setup.metrics.set_lag(*partition, behind, seconds);
        }
        // A log that goes away or comes back while there is nothing to do has no record that would tell.
        match (answer, self.setup.control.ready()) {
            (Some(Ok(())), Err(_)) => self.report_ready(),
            (Some(Err(reason)), Ok(())) => self.setup.control.set_ready(STAGE, Err(reason)),
            _ => {}
        }
    }

    /// Whether every partition of the input is owned, delivered to its end, and the group knows.
    pub(super) fn is_drained(&mut self) -> Result<bool, DeliveryError> {
        if let Some(reason) = &self.halted {
            return Err(DeliveryError::Breaker(reason.clone()));
        }
        if !self.batch.is_empty() || self.has_uncommitted() {
            return Ok(false);
        }
        let topic = &self.setup.spec.input;
        let Ok(Some(count)) = self.table.partitions(topic) else {
            return Ok(false);
        };
        if usize::try_from(count).ok() != Some(self.partitions.len()) {
            return Ok(false);
        }
        for (partition, phase) in &self.partitions {
            let Some(running) = phase.running().filter(|running| running.at_end) else {
                return Ok(false);
            };
            match self.table.last_stable_offset(topic, *partition) {
                Ok(end) if end <= running.next => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }
}
