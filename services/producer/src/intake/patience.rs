//! How long the intake tries to commit.

use std::time::{Duration, Instant};

use dateline_runtime::Control;

/// How long a batch is tried to be committed: as long as it takes, and within the budget once the intake is to stop.
pub(super) struct Patience {
    control: Control,
    shutdown_budget: Duration,
    stopping_since: Option<Instant>,
}

impl Patience {
    pub(super) fn new(control: &Control, shutdown_budget: Duration) -> Self {
        Self {
            control: control.clone(),
            shutdown_budget,
            stopping_since: None,
        }
    }

    /// Whether there is time left; says why the intake is not ready meanwhile.
    pub(super) fn is_left(&mut self, reason: &str) -> bool {
        self.control.beat();
        self.control.set_ready("producer", Err(reason.to_owned()));
        if !self.control.is_stopping() {
            return true;
        }
        let since = *self.stopping_since.get_or_insert_with(Instant::now);
        since.elapsed() <= self.shutdown_budget
    }
}
