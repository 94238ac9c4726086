//! What is alive and what is ready, told by the parts of the process themselves.
//!
//! Alive means that no loop stands still: a supervisor restarts what is not. Ready means that every part does its work:
//! a supervisor waits for what is not, and a person reads why.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::control::Control;

/// The parts of the process and how they are. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub struct Health {
    parts: Arc<Mutex<Parts>>,
}

#[derive(Debug, Default)]
struct Parts {
    components: BTreeMap<String, State>,
    loops: BTreeMap<String, Watched>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Ready,
    NotReady(String),
}

/// A loop that tells by its own handle how it is.
#[derive(Debug)]
struct Watched {
    control: Control,
    limit: Duration,
}

/// A part that says whether it is ready; dropped without [`Component::retire`], it is not ready for ever.
#[derive(Debug)]
pub struct Component {
    name: String,
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

    /// Enters a loop that has to come round at least once within every `limit`, and is ready when its handle says so.
    pub fn watch(&self, name: &str, control: &Control, limit: Duration) {
        let control = control.clone();
        let watched = Watched { control, limit };
        self.lock().loops.insert(name.to_owned(), watched);
    }

    /// Takes out a loop that ended as it should; one that is not taken out becomes overdue.
    pub fn unwatch(&self, name: &str) {
        self.lock().loops.remove(name);
    }

    /// Which loops are overdue.
    pub fn liveness(&self) -> Report {
        self.lock().liveness()
    }

    /// Which parts are not ready, or not even alive; a process without parts has not started yet.
    pub fn readiness(&self) -> Report {
        let parts = self.lock();
        let mut report = Report::default();
        if parts.components.is_empty() && parts.loops.is_empty() {
            report.add("process", "starting");
        }
        for (name, watched) in &parts.loops {
            let silence = watched.control.since_beat();
            match watched.control.ready() {
                Err(reason) => report.add(name, &reason),
                Ok(()) if silence > ANSWER_LIMIT => report.add(name, &unanswered(silence)),
                Ok(()) => {}
            }
        }
        report.reasons.extend(parts.liveness().reasons);
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

/// A call on the log or a target that is answered at all is answered within this time. A commit is waited for without a
/// limit, so that a loop in it cannot say by itself that nobody answers.
const ANSWER_LIMIT: Duration = Duration::from_secs(15);

fn unanswered(silence: Duration) -> String {
    let seconds = silence.as_secs();
    format!("waiting for an answer for {seconds} s; check that the brokers and the target run")
}

impl Parts {
    fn liveness(&self) -> Report {
        let mut report = Report::default();
        for (name, watched) in &self.loops {
            let silence = watched.control.since_beat();
            if silence > watched.limit {
                let (silence, limit) = (silence.as_secs_f64(), watched.limit.as_secs_f64());
                let reason = format!("no progress for {silence:.1} s, the limit is {limit} s");
                report.add(name, &reason);
            }
        }
        report
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
