//! Watches over the sources: what each is like beside what it delivers, and when it falls silent.

#[cfg(test)]
mod tests;

use dateline_runtime::log::Cluster;
use dateline_schemas::Timestamp;

use super::{
    Intake, IntakeError,
    checkpoints::Checkpoints,
    metrics::{SourceMetrics, SourceState},
    rhythm::Rhythm,
};
use crate::{
    clock::are_apart,
    source::{PollOutcome, Reach, SourceKind, SourceSpec},
};

/// How often it is looked whether a source has fallen silent.
const LOOK_EVERY_MS: u64 = 1_000;

/// A folder, of which changes are told at once, has nothing new when nothing came for so long.
const NOTHING_NEW_MS: i64 = 60_000;

/// A watch over each source, in their order.
#[derive(Debug)]
pub(super) struct Watches {
    watches: Vec<Watch>,
    metrics: SourceMetrics,
    looked_at: Option<Timestamp>,
}

/// A watch over one source.
#[derive(Debug)]
struct Watch {
    source: String,
    rhythm: Rhythm,
    finds: Finds,
    reach: Reach,
    newest: Option<Brings>,
    was_silent: bool,
    has_ended: bool,
}

/// How it is known that a source has nothing new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finds {
    /// By polls; how the newest went.
    Polls(Option<PollOutcome>),
    /// By looking into folders, all the time.
    Looks,
    /// Not at all: others bring its deliveries.
    Nothing,
}

/// What a delivery brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brings {
    /// Items that were not there before.
    Something,
    /// No item: it was taken before, or nothing in it was one.
    Nothing,
}

impl Watch {
    fn new(spec: &SourceSpec, checkpoints: &Checkpoints) -> Self {
        let rhythm = Rhythm::new(spec.zone.clone(), spec.expected_every);
        let rhythm = match checkpoints.rhythm_of(&spec.name) {
            Some(kept) => rhythm.restored(kept),
            None => rhythm,
        };
        Self {
            source: spec.name.clone(),
            // That it was silent before is told again: who reads this log may not have the last one.
            was_silent: false,
            rhythm,
            finds: match spec.kind {
                SourceKind::Poll(_) => Finds::Polls(None),
                SourceKind::Files { .. } | SourceKind::Directory(_) | SourceKind::Maildir(_) => {
                    Finds::Looks
                }
                SourceKind::Stdin | SourceKind::Push { .. } => Finds::Nothing,
            },
            reach: Reach::Reached,
            newest: None,
            has_ended: false,
        }
    }

    fn state(&self) -> SourceState {
        let is_reached = self.reach == Reach::Reached;
        let nothing_new = match self.finds {
            Finds::Polls(newest) => Some(newest == Some(PollOutcome::NothingNew)),
            Finds::Looks => {
                let nothing = self.rhythm.watched_since_ms() >= NOTHING_NEW_MS;
                Some(is_reached && nothing)
            }
            Finds::Nothing => None,
        };
        let seconds = |at: Timestamp| at.as_millis() as f64 / 1_000.0;
        SourceState {
            silent: self.rhythm.is_silent() && !self.has_ended,
            fetching_failed: (self.finds != Finds::Nothing).then_some(!is_reached),
            nothing_new,
            filtered: self.newest == Some(Brings::Nothing),
            last_new: self.rhythm.last_new().map(seconds),
            expected: self.rhythm.expected_since(),
            limit: self.rhythm.limit(),
            learned_an_hour: self.rhythm.arrivals_an_hour(),
        }
    }

    /// Tells of a silence that begins, and of its end.
    fn tell(&mut self) {
        let is_silent = self.rhythm.is_silent();
        if is_silent == self.was_silent {
            return;
        }
        self.was_silent = is_silent;
        let source = self.source.as_str();
        if is_silent {
            let since = self.rhythm.last_new();
            let since = since.map_or_else(|| "it is known".to_owned(), |since| since.to_string());
            let watched_minutes = self.rhythm.watched_since_ms() / 60_000;
            let expected_arrivals = self.rhythm.expected_since();
            let limit = self.rhythm.limit();
            tracing::warn!(
                source,
                since,
                watched_minutes,
                expected_arrivals,
                limit,
                "source is silent"
            );
        } else {
            tracing::info!(source, "source has something new again");
        }
    }
}

impl Watches {
    pub(super) fn new(
        sources: &[SourceSpec],
        checkpoints: &Checkpoints,
        metrics: SourceMetrics,
    ) -> Self {
        let watches = sources.iter().map(|spec| Watch::new(spec, checkpoints));
        Self {
            watches: watches.collect(),
            metrics,
            looked_at: None,
        }
    }

    /// Notes what a delivery brought.
    pub(super) fn delivered(&mut self, source: usize, what: Brings, now: Timestamp) {
        let watch = &mut self.watches[source];
        watch.newest = Some(what);
        if what == Brings::Something {
            watch.rhythm.arrived(now);
        }
        self.show(source);
    }

    /// Notes how a poll went.
    pub(super) fn polled(&mut self, source: usize, outcome: PollOutcome) {
        self.watches[source].finds = Finds::Polls(Some(outcome));
    }

    /// Notes whether the source can be reached.
    pub(super) fn reached(&mut self, source: usize, reach: Reach) {
        self.watches[source].reach = reach;
        self.show(source);
    }

    /// Notes that nothing more comes from a source: it is not watched any longer.
    pub(super) fn ended(&mut self, source: usize) {
        self.watches[source].has_ended = true;
        self.show(source);
    }

    /// Lets time pass, if it is time to look.
    fn look(&mut self, now: Timestamp) {
        let is_due = |looked: Timestamp| are_apart(looked, now, LOOK_EVERY_MS);
        if !self.looked_at.is_none_or(is_due) {
            return;
        }
        self.looked_at = Some(now);
        for source in 0..self.watches.len() {
            let watch = &mut self.watches[source];
            if watch.has_ended {
                continue;
            }
            if watch.reach == Reach::Failed {
                watch.rhythm.is_out_of_reach();
            }
            watch.rhythm.pass(now);
            self.show(source);
        }
    }

    fn show(&mut self, source: usize) {
        let watch = &mut self.watches[source];
        if !watch.has_ended {
            watch.tell();
        }
        self.metrics.show(&watch.source, &watch.state());
    }
}

impl<C: Cluster> Intake<C> {
    /// Looks at the sources, and keeps the rhythm of those whose it is time to.
    pub(super) fn watch(&mut self) -> Result<(), IntakeError> {
        self.watches.look(self.clock.now());
        self.keep_rhythms(Rhythm::is_to_be_kept)
    }

    /// Keeps what would be lost with the process.
    pub(super) fn keep_last_rhythms(&mut self) -> Result<(), IntakeError> {
        self.keep_rhythms(Rhythm::is_worth_keeping)
    }

    fn keep_rhythms(&mut self, is_to_be_kept: impl Fn(&Rhythm) -> bool) -> Result<(), IntakeError> {
        let now = self.clock.now();
        for watch in &mut self.watches.watches {
            if watch.has_ended || !is_to_be_kept(&watch.rhythm) {
                continue;
            }
            let topic = &self.config.topics.checkpoints;
            let kept = watch.rhythm.keep();
            let record = Checkpoints::rhythm(&self.codec, topic, &watch.source, kept, now);
            let record = record.map_err(|error| IntakeError::Log(error.to_string()))?;
            self.batch.begin();
            self.batch.push(record);
        }
        Ok(())
    }
}
