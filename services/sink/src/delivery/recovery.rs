//! What follows when the log or the target says no.

use std::time::{Duration, Instant};

use dateline_runtime::log::{Cluster, LogError, StageLog as _, Writer as _};

use super::{
    STAGE, Sink,
    error::{DeliveryError, Trouble},
    partition::Phase,
};
use crate::targets::TargetError;

/// Fenced twice within this time: a rival is alive, and one of the two has to go.
const FENCED_AGAIN: Duration = Duration::from_secs(600);

/// Pause between two attempts to reach a log that is not there.
const RETRY_PAUSE: Duration = Duration::from_millis(200);

/// The target does not answer, or cannot be written.
#[derive(Debug)]
pub(super) struct Outage {
    pub(super) reason: String,
    pub(super) again_at: Instant,
    pause: Duration,
}

impl<C: Cluster> Sink<C> {
    /// Whether the target is given time.
    pub(super) fn is_blocked(&self) -> bool {
        let outage = self.outage.as_ref();
        outage.is_some_and(|outage| Instant::now() < outage.again_at)
    }

    /// Takes the target's answer in: any that came ends an outage.
    pub(super) fn answered<T>(&mut self, answer: Result<T, TargetError>) -> Result<T, Trouble> {
        match &answer {
            Err(error) => self.setup.sink_metrics.failed(error),
            Ok(_) => {
                if self.outage.take().is_some() {
                    tracing::info!(stage = STAGE, "the target is back");
                    self.report_ready();
                }
            }
        }
        answer.map_err(Trouble::Target)
    }

    /// Puts right what can be, so that the next turn goes on.
    pub(super) fn overcome(&mut self, trouble: Trouble) -> Result<(), DeliveryError> {
        match trouble {
            Trouble::Stop(error) => Err(error),
            Trouble::Log(error) => self.recover_log(error),
            Trouble::Target(error) => self.recover_target(error),
        }
    }

    fn recover_target(&mut self, error: TargetError) -> Result<(), DeliveryError> {
        match error {
            TargetError::Moved { .. } => {
                tracing::info!(stage = STAGE, %error, "batch dropped");
                self.outage = None;
                self.seek_anew();
                Ok(())
            }
            TargetError::Unavailable { .. } | TargetError::Unwritable { .. } => {
                self.begin_outage(error.to_string());
                Ok(())
            }
            error => {
                let reason = error.to_string();
                self.setup.control.set_ready(STAGE, Err(reason));
                Err(DeliveryError::Target(error))
            }
        }
    }

    /// The batch stays, the group is polled on, and nothing more is read until the target is back.
    fn begin_outage(&mut self, reason: String) {
        let config = &self.setup.config;
        let pause = match &self.outage {
            Some(outage) => (outage.pause * 2).min(config.retry_longest),
            None => {
                tracing::warn!(stage = STAGE, reason, "the target is away, waiting for it");
                config.retry_first
            }
        };
        self.outage = Some(Outage {
            reason,
            again_at: Instant::now() + pause,
            pause,
        });
        self.report_ready();
    }

    fn recover_log(&mut self, error: LogError) -> Result<(), DeliveryError> {
        match error {
            LogError::Fenced(detail) => return self.fenced(detail),
            LogError::Fatal(reason) => {
                self.setup.control.set_ready(STAGE, Err(reason.clone()));
                // The broker aborts what stays open; the error is what matters.
                let _ = self.log.abort();
                return Err(DeliveryError::Log(reason));
            }
            LogError::OutcomeUnknown(reason) => {
                tracing::info!(stage = STAGE, reason, "renewing the producer");
                self.transaction_open = false;
                self.renew()?;
            }
            error @ (LogError::Abort(_) | LogError::Unavailable(_) | LogError::TooEarly { .. }) => {
                tracing::info!(stage = STAGE, %error, "batch taken back");
            }
        }
        if self.transaction_open {
            self.transaction_open = false;
            match self.log.abort() {
                Ok(()) => {}
                Err(LogError::Fenced(detail)) => return self.fenced(detail),
                Err(_) => self.renew()?,
            }
        }
        self.seek_anew();
        Ok(())
    }

    /// Drops the batch and asks group and target where everything stands: that is right whatever has happened.
    fn seek_anew(&mut self) {
        if !self.batch.is_empty() {
            self.setup.metrics.aborted();
        }
        self.batch.take();
        for (partition, phase) in &mut self.partitions {
            // Records of a partition that is being sought are passed over, should the log still hand some out.
            if let Err(error) = self.log.pause(*partition) {
                tracing::debug!(partition, %error, "partition could not be paused");
            }
            *phase = Phase::Seeking;
        }
        self.report_ready();
    }

    /// A new producer of the same identity, as soon as there is a log again.
    fn renew(&mut self) -> Result<(), DeliveryError> {
        loop {
            match self.log.renew() {
                Ok(()) => return Ok(()),
                Err(LogError::Fenced(detail)) => return self.fenced(detail),
                Err(LogError::Fatal(reason)) => return Err(DeliveryError::Log(reason)),
                Err(error) => self.wait_for_log(&error.to_string())?,
            }
        }
    }

    /// Another member has this identity: start over once, and give way the second time.
    fn fenced(&mut self, detail: String) -> Result<(), DeliveryError> {
        self.setup.metrics.fenced();
        let transactional_id = self.setup.spec.transactional_id.clone();
        if self.fenced_at.is_some_and(|at| at.elapsed() < FENCED_AGAIN) {
            return Err(DeliveryError::Fenced {
                transactional_id,
                detail,
            });
        }
        tracing::warn!(transactional_id, detail, "fenced, joining again");
        self.fenced_at = Some(Instant::now());
        self.transaction_open = false;
        self.batch.take();
        let all: Vec<i32> = self.partitions.keys().copied().collect();
        for partition in all {
            self.forget(partition);
        }
        loop {
            match self.log.rejoin() {
                Ok(()) => return Ok(()),
                Err(LogError::Fenced(detail)) => {
                    return Err(DeliveryError::Fenced {
                        transactional_id,
                        detail,
                    });
                }
                Err(LogError::Fatal(reason)) => return Err(DeliveryError::Log(reason)),
                Err(error) => self.wait_for_log(&error.to_string())?,
            }
        }
    }

    fn wait_for_log(&mut self, reason: &str) -> Result<(), DeliveryError> {
        self.setup.control.beat();
        self.setup.control.set_ready(STAGE, Err(reason.to_owned()));
        if self.setup.control.is_stopping() {
            return Err(DeliveryError::Abandoned {
                target: self.target.describe(),
                reason: reason.to_owned(),
            });
        }
        std::thread::sleep(RETRY_PAUSE);
        Ok(())
    }
}
