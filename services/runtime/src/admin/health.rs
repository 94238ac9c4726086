//! What is alive and what is ready, told by the parts of the process themselves.
//!
//! Alive means that no loop stands still: a supervisor restarts what is not. Ready means that every part does its work:
//! a supervisor waits for what is not, and a person reads why.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// The parts of the process and how they are. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub struct Health {
    parts: Arc<Mutex<Parts>>,
}

#[derive(Debug, Default)]
struct Parts {
    components: BTreeMap<String, State>,
    heartbeats: BTreeMap<String, Arc<Pulse>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Ready,
    NotReady(String),
}

#[derive(Debug)]
struct Pulse {
    started: Instant,
    limit: Duration,
    /// Milliseconds from `started` to the last beat.
    last_ms: AtomicU64,
}

/// A part that says whether it is ready; dropped without [`Component::retire`], it is not ready for ever.
#[derive(Debug)]
pub struct Component {
    name: String,
    health: Health,
}

/// A loop that has to come round within a limit; dropped without [`Heartbeat::retire`], it is overdue for ever.
#[derive(Debug)]
pub struct Heartbeat {
    name: String,
    pulse: Arc<Pulse>,
    health: Health,
}

/// What is wrong, by part; nothing if all is well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    reasons: BTreeMap<String, String>,
}

impl Health {
    /// Enters a part, not ready for now.
    pub fn component(&self, name: &str) -> Component {
        let component = Component {
            name: name.to_owned(),
            health: self.clone(),
        };
        component.not_ready("starting");
        component
    }

    /// Enters a loop that beats now and then at least once within every `limit`.
    pub fn heartbeat(&self, name: &str, limit: Duration) -> Heartbeat {
        let pulse = Arc::new(Pulse {
            started: Instant::now(),
            limit,
            last_ms: AtomicU64::new(0),
        });
        let mut parts = self.lock();
        parts.heartbeats.insert(name.to_owned(), Arc::clone(&pulse));
        Heartbeat {
            name: name.to_owned(),
            pulse,
            health: self.clone(),
        }
    }

    /// Which loops are overdue.
    pub fn liveness(&self) -> Report {
        let parts = self.lock();
        let mut report = Report::default();
        for (name, pulse) in &parts.heartbeats {
            if let Some(silence) = pulse.overdue() {
                let limit = pulse.limit.as_secs_f64();
                let silence = silence.as_secs_f64();
                let reason = format!("no progress for {silence:.1} s, the limit is {limit} s");
                report.add(name, &reason);
            }
        }
        report
    }

    /// Which parts are not ready, or not even alive; a process without parts has not started yet.
    pub fn readiness(&self) -> Report {
        let mut report = self.liveness();
        let parts = self.lock();
        if parts.components.is_empty() {
            report.add("process", "starting");
        }
        for (name, state) in &parts.components {
            if let State::NotReady(reason) = state {
                report.add(name, reason);
            }
        }
        report
    }

    /// A map of states has no invariant that a panic elsewhere could break.
    fn lock(&self) -> MutexGuard<'_, Parts> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the state is another than before.
    fn set(&self, name: &str, state: State) -> bool {
        let mut parts = self.lock();
        let before = parts.components.insert(name.to_owned(), state.clone());
        before != Some(state)
    }
}

impl Component {
    /// The part does its work.
    pub fn ready(&self) {
        if self.health.set(&self.name, State::Ready) {
            tracing::info!(component = %self.name, "ready");
        }
    }

    /// The part does not do its work, for this reason.
    pub fn not_ready(&self, reason: &str) {
        let state = State::NotReady(reason.to_owned());
        if self.health.set(&self.name, state) {
            tracing::info!(component = %self.name, reason, "not ready");
        }
    }

    /// The part has done its work and is missed no more.
    pub fn retire(self) {
        self.health.lock().components.remove(&self.name);
    }
}

impl Heartbeat {
    /// The loop came round; costs a look at the clock and a store.
    pub fn beat(&self) {
        let elapsed = self.pulse.started.elapsed().as_millis();
        let elapsed = u64::try_from(elapsed).unwrap_or(u64::MAX);
        self.pulse.last_ms.store(elapsed, Ordering::Relaxed);
    }

    /// The loop ended as it should and is missed no more.
    pub fn retire(self) {
        self.health.lock().heartbeats.remove(&self.name);
    }
}

impl Pulse {
    /// How long there was no beat, if that is longer than allowed.
    fn overdue(&self) -> Option<Duration> {
        let last = Duration::from_millis(self.last_ms.load(Ordering::Relaxed));
        let silence = self.started.elapsed().saturating_sub(last);
        (silence > self.limit).then_some(silence)
    }
}

impl Report {
    /// Whether there is nothing to complain about.
    pub fn is_good(&self) -> bool {
        self.reasons.is_empty()
    }

    /// What is wrong, by part.
    pub fn reasons(&self) -> &BTreeMap<String, String> {
        &self.reasons
    }

    pub(super) fn add(&mut self, name: &str, reason: &str) {
        self.reasons.insert(name.to_owned(), reason.to_owned());
    }

    pub(super) fn text(&self, word: &str) -> String {
        if self.is_good() {
            return format!("{word}\n");
        }
        let mut text = format!("not {word}\n");
        for (name, reason) in &self.reasons {
            let _ = writeln!(text, "{name}: {reason}");
        }
        text
    }

    pub(super) fn json(&self, word: &str) -> serde_json::Value {
        serde_json::json!({ word: self.is_good(), "reasons": self.reasons })
    }
}
