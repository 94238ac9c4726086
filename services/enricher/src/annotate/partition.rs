//! What annotate remembers about one partition: lineage by uri, held items, and what is due by time.
//!
//! It is a pure function of the partition's records in `wire.current`, `wire.embargoed` and `wire.texts`, in any
//! interleaving of the three.

use std::{collections::BTreeSet, sync::Arc};

use dateline_schemas::{AnnotatedItem, Timestamp};
use rustc_hash::FxHashMap;

use super::{kept::KeptText, lineage::KnownUri};

/// Estimated bytes of one uri: its key in the map and in the queue of expiry, and the tables' slack.
const URI_BYTES: u64 = 380;

/// A uri, shared between the maps and queues that know it.
pub type Uri = Arc<str>;

/// What annotate remembers about one partition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PartitionState {
    known: FxHashMap<Uri, KnownUri>,
    held: FxHashMap<Uri, Arc<AnnotatedItem>>,
    kept: FxHashMap<Uri, KeptText>,
    /// Uris of kept texts by when they were received: the order in which they go.
    kept_since: BTreeSet<(Timestamp, Uri)>,
    /// Held uris by the end of their embargo: the order of release.
    due: BTreeSet<(Timestamp, Uri)>,
    /// All uris by the stream time at which they are forgotten.
    expiry: BTreeSet<(i64, Uri)>,
    stream_time: Timestamp,
}

/// One change of a partition's state: what a record of a state topic says.
#[derive(Debug, Clone, PartialEq)]
pub enum StateChange {
    /// `wire.current`: what is known about a uri; `None` forgets it.
    Known(Uri, Option<KnownUri>),
    /// `wire.embargoed`: the item held for a uri; `None` lets it go.
    Held(Uri, Option<Arc<AnnotatedItem>>),
    /// `wire.texts`: the newest public text of a uri; `None` lets it go.
    Kept(Uri, Option<KeptText>),
}

/// What undoes one change.
#[derive(Debug)]
pub enum Undo {
    /// What was known before, and the stream time.
    Known(Uri, Option<KnownUri>, Timestamp),
    /// The item that was held before.
    Held(Uri, Option<Arc<AnnotatedItem>>),
    /// The text that was kept before.
    Kept(Uri, Option<KeptText>),
}

impl PartitionState {
    /// The newest `received_at` that changed something here: the clock of expiry.
    pub fn stream_time(&self) -> Timestamp {
        self.stream_time
    }

    /// What is known about a uri at a stream time. A uri past its expiry is not known, whether or not a tick has
    /// forgotten it yet.
    pub fn known_at(&self, uri: &str, stream_time: Timestamp) -> Option<&KnownUri> {
        self.known
            .get(uri)
            .filter(|known| stream_time.as_millis() < known.expires_at_ms())
    }

    /// What was known about a uri that is past its expiry at a stream time, while no tick has forgotten it yet.
    pub fn forgotten_at(&self, uri: &str, stream_time: Timestamp) -> Option<&KnownUri> {
        self.known
            .get(uri)
            .filter(|known| stream_time.as_millis() >= known.expires_at_ms())
    }

    /// The item held for a uri.
    pub fn held(&self, uri: &str) -> Option<&Arc<AnnotatedItem>> {
        self.held.get(uri)
    }

    /// The text kept for a uri.
    pub fn kept(&self, uri: &str) -> Option<&KeptText> {
        self.kept.get(uri)
    }

    /// Uris whose kept text was received before `horizon`, oldest first.
    pub fn kept_before(&self, horizon: Timestamp) -> impl Iterator<Item = &Uri> {
        self.kept_since
            .iter()
            .take_while(move |(since, _)| *since < horizon)
            .map(|(_, uri)| uri)
    }

    /// Held uris whose embargo is over at `now`, in the order of (embargoed_until, uri).
    pub fn due_at(
        &self,
        now: Timestamp,
    ) -> impl Iterator<Item = (&Uri, &KnownUri, &Arc<AnnotatedItem>)> {
        self.due
            .iter()
            .take_while(move |(until, _)| *until <= now)
            .filter_map(|(_, uri)| Some((uri, self.known.get(uri)?, self.held.get(uri)?)))
    }

    /// Uris past their expiry, oldest first.
    pub fn expired(&self) -> impl Iterator<Item = (&Uri, &KnownUri)> {
        self.expiry
            .iter()
            .take_while(|(expires_at_ms, _)| *expires_at_ms <= self.stream_time.as_millis())
            .filter_map(|(_, uri)| Some((uri, self.known.get(uri)?)))
    }

    /// Uris and held items, and their estimated bytes.
    pub fn size(&self) -> (u64, u64) {
        let known = self.known.len() as u64;
        let held_bytes = self.held.values().map(|item| {
            let body = item.item.body.as_ref().map_or(0, String::len);
            (size_of::<AnnotatedItem>() + 2 * body) as u64
        });
        let kept_bytes = self.kept.values().map(KeptText::size);
        (
            known + self.held.len() as u64 + self.kept.len() as u64,
            known * URI_BYTES + held_bytes.sum::<u64>() + kept_bytes.sum::<u64>(),
        )
    }

    /// Applies a change.
    pub fn apply(&mut self, change: StateChange) -> Undo {
        match change {
            StateChange::Known(uri, known) => {
                let stream_time = self.stream_time;
                if let Some(known) = &known {
                    self.stream_time = stream_time.max(known.changed_at);
                }
                let before = self.put_known(&uri, known);
                Undo::Known(uri, before, stream_time)
            }
            StateChange::Held(uri, item) => {
                let before = self.put_held(&uri, item);
                Undo::Held(uri, before)
            }
            StateChange::Kept(uri, kept) => {
                let before = self.put_kept(&uri, kept);
                Undo::Kept(uri, before)
            }
        }
    }

    /// Undoes a change.
    pub fn undo(&mut self, undo: Undo) {
        match undo {
            Undo::Known(uri, known, stream_time) => {
                self.put_known(&uri, known);
                self.stream_time = stream_time;
            }
            Undo::Held(uri, item) => {
                self.put_held(&uri, item);
            }
            Undo::Kept(uri, kept) => {
                self.put_kept(&uri, kept);
            }
        }
    }

    fn put_known(&mut self, uri: &Uri, known: Option<KnownUri>) -> Option<KnownUri> {
        if let Some(known) = &known {
            if let Some(until) = known.due_at() {
                self.due.insert((until, uri.clone()));
            }
            self.expiry.insert((known.expires_at_ms(), uri.clone()));
        }
        let before = match known {
            Some(known) => self.known.insert(uri.clone(), known),
            None => self.known.remove(uri),
        };
        if let Some(before) = &before {
            self.unqueue(uri, before, known.as_ref());
        }
        before
    }

    /// Takes the old places in the queues away, unless the new entry stands in the same.
    fn unqueue(&mut self, uri: &Uri, before: &KnownUri, after: Option<&KnownUri>) {
        if let Some(until) = before.due_at()
            && after.and_then(KnownUri::due_at) != Some(until)
        {
            self.due.remove(&(until, uri.clone()));
        }
        let expires_at_ms = before.expires_at_ms();
        if after.map(KnownUri::expires_at_ms) != Some(expires_at_ms) {
            self.expiry.remove(&(expires_at_ms, uri.clone()));
        }
    }

    fn put_kept(&mut self, uri: &Uri, kept: Option<KeptText>) -> Option<KeptText> {
        let since = kept.as_ref().map(KeptText::since);
        let before = match kept {
            Some(kept) => self.kept.insert(uri.clone(), kept),
            None => self.kept.remove(uri),
        };
        if let Some(before) = &before {
            self.kept_since.remove(&(before.since(), uri.clone()));
        }
        if let Some(since) = since {
            self.kept_since.insert((since, uri.clone()));
        }
        before
    }

    fn put_held(
        &mut self,
        uri: &Uri,
        item: Option<Arc<AnnotatedItem>>,
    ) -> Option<Arc<AnnotatedItem>> {
        match item {
            Some(item) => self.held.insert(uri.clone(), item),
            None => self.held.remove(uri),
        }
    }
}
