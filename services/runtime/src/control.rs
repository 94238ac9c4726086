//! The handle by which a running loop is stopped, drained and asked how it is.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Shared between a loop on its thread and those who watch it; clones are the same handle.
#[derive(Debug, Clone)]
pub struct Control(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    stop: AtomicBool,
    drain: AtomicBool,
    health: Mutex<Health>,
}

#[derive(Debug)]
struct Health {
    ready: Result<(), String>,
    last_beat: Instant,
}

impl Default for Control {
    fn default() -> Self {
        let health = Health {
            ready: Err("starting".to_owned()),
            last_beat: Instant::now(),
        };
        Self(Arc::new(Inner {
            stop: AtomicBool::new(false),
            drain: AtomicBool::new(false),
            health: Mutex::new(health),
        }))
    }
}

impl Control {
    /// Asks the loop to finish its batch and end.
    pub fn stop(&self) {
        self.0.stop.store(true, Ordering::SeqCst);
    }

    /// Asks the loop to end once it has consumed all that is in its input.
    pub fn drain(&self) {
        self.0.drain.store(true, Ordering::SeqCst);
    }

    /// Whether the loop is to end.
    pub fn is_stopping(&self) -> bool {
        self.0.stop.load(Ordering::SeqCst)
    }

    /// Whether the loop is to end at the end of its input.
    pub fn is_draining(&self) -> bool {
        self.0.drain.load(Ordering::SeqCst)
    }

    /// How long ago the loop last went round.
    pub fn since_beat(&self) -> Duration {
        self.health().last_beat.elapsed()
    }

    /// Whether the loop does its work; else why not.
    ///
    /// # Errors
    /// The reason, for a person.
    pub fn ready(&self) -> Result<(), String> {
        self.health().ready.clone()
    }

    /// Says that the loop goes round.
    pub fn beat(&self) {
        self.beat_at(Instant::now());
    }

    /// The same, for a loop that has just looked at the clock.
    pub fn beat_at(&self, now: Instant) {
        self.health().last_beat = now;
    }

    /// Says whether the loop does its work; logged when it changes.
    pub fn set_ready(&self, name: &str, ready: Result<(), String>) {
        let mut health = self.health();
        if health.ready == ready {
            return;
        }
        match &ready {
            Ok(()) => tracing::info!(component = name, "ready"),
            Err(reason) => tracing::info!(component = name, reason, "not ready"),
        }
        health.ready = ready;
    }

    fn health(&self) -> std::sync::MutexGuard<'_, Health> {
        self.0.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
