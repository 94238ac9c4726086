//! The end of a process: the first signal asks for it, the second one enforces it, and a budget bounds it.

mod signals;
#[cfg(test)]
mod tests;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tokio::sync::watch;

pub use signals::listen;

use crate::exit::Exit;

/// How long a graceful end may take unless configured otherwise: container runtimes kill after 10 s.
pub const DEFAULT_BUDGET: Duration = Duration::from_secs(10);

/// Tells everybody that the process is to end. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub struct Shutdown {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// Read in the pump's loop, so it is no lock.
    requested: AtomicBool,
    state: watch::Sender<Option<Request>>,
    budget: Duration,
}

/// That the process is to end, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Request {
    at: Instant,
    reason: String,
}

impl Shutdown {
    /// A shutdown that nobody has asked for yet.
    pub fn new(budget: Duration) -> Self {
        Self {
            shared: Arc::new(Shared {
                requested: AtomicBool::new(false),
                state: watch::Sender::new(None),
                budget,
            }),
        }
    }

    /// Asks for the end; the first reason stays.
    pub fn request(&self, reason: &str) {
        self.shared.state.send_if_modified(|state| {
            if state.is_some() {
                return false;
            }
            *state = Some(Request {
                at: Instant::now(),
                reason: reason.to_owned(),
            });
            self.shared.requested.store(true, Ordering::Release);
            true
        });
    }

    /// Whether the end was asked for; costs one load.
    pub fn is_requested(&self) -> bool {
        self.shared.requested.load(Ordering::Acquire)
    }

    /// Who asked for the end, and why.
    pub fn reason(&self) -> Option<String> {
        let state = self.shared.state.borrow();
        state.as_ref().map(|request| request.reason.clone())
    }

    /// What is left of the budget; `None` before the end was asked for.
    pub fn remaining(&self) -> Option<Duration> {
        let state = self.shared.state.borrow();
        let request = state.as_ref()?;
        Some(self.shared.budget.saturating_sub(request.at.elapsed()))
    }

    /// Waits until the end is asked for.
    pub async fn requested(&self) {
        let mut state = self.shared.state.subscribe();
        // The sender lives as long as `self`, so this cannot fail.
        let _ = state.wait_for(Option::is_some).await;
    }

    /// Ends the process with [`Exit::ShutdownBudget`] when the budget is used up, whatever the other threads wait for.
    ///
    /// It has a thread of its own, since a client library may block every other one.
    ///
    /// # Errors
    /// That the system has no thread left.
    pub fn enforce_budget(&self) -> std::io::Result<()> {
        self.at_end_of_budget(|| {
            tracing::error!("shutdown took longer than its budget, exiting with work open");
            std::process::exit(i32::from(Exit::ShutdownBudget.code()));
        })
    }

    fn at_end_of_budget(&self, end: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
        let shutdown = self.clone();
        let watchdog = thread::Builder::new().name("shutdown-budget".to_owned());
        watchdog.spawn(move || {
            let waiting = tokio::runtime::Builder::new_current_thread().build();
            match waiting {
                Ok(runtime) => runtime.block_on(shutdown.requested()),
                Err(error) => {
                    tracing::error!(%error, "the shutdown budget cannot be enforced");
                    return;
                }
            }
            while let Some(remaining) = shutdown.remaining().filter(|left| !left.is_zero()) {
                thread::sleep(remaining);
            }
            end();
        })?;
        Ok(())
    }
}

impl Default for Shutdown {
    fn default() -> Self {
        Self::new(DEFAULT_BUDGET)
    }
}
