//! What annotate remembers about one partition: lineage by uri, held items, and what is due by time.
//!
//! It is a pure function of the partition's records in `wire.current` and `wire.embargoed`, in any interleaving of the two,
//! and of those of `wire.items` that they point to.

use std::{collections::BTreeSet, ops::RangeInclusive, sync::Arc};

use dateline_runtime::Offset;
use dateline_schemas::{AnnotatedItem, Timestamp};
use rustc_hash::FxHashMap;

use super::{kept::KeptText, lineage::KnownUri};

/// Estimated bytes of one uri: its key in the map and in the queue of expiry, and the tables' slack.
const URI_BYTES: u64 = 412;

/// A uri, shared between the maps and queues that know it.
pub type Uri = Arc<str>;

/// What annotate remembers about one partition; the default keeps no texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PartitionState {
    known: FxHashMap<Uri, KnownUri>,
    held: FxHashMap<Uri, Arc<AnnotatedItem>>,
    /// Texts that `known` points to, received no longer ago than the window.
    kept: FxHashMap<Uri, KeptText>,
    /// Uris of kept texts by when they were received: the order in which they go.
    kept_since: BTreeSet<(Timestamp, Uri)>,
    /// Held uris by the end of their embargo: the order of release.
    due: BTreeSet<(Timestamp, Uri)>,
    /// All uris by the stream time at which they are forgotten.
    expiry: BTreeSet<(i64, Uri)>,
    stream_time: Timestamp,
    kept_bytes: u64,
    text_window_ms: i64,
}

/// One change of a partition's state: what a record of a state topic says.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly all are the large one")]
pub enum StateChange {
    /// `wire.current`: what is known about a uri, `None` forgets it; and the text that becomes public with it, which the
    /// record leaves to the input.
    Known(Uri, Option<KnownUri>, Option<KeptText>),
    /// `wire.embargoed`: the item held for a uri; `None` lets it go.
    Held(Uri, Option<Arc<AnnotatedItem>>),
}

/// What undoes one change.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all are the large one")]
pub enum Undo {
    /// What was before.
    Known(Uri, Before),
    /// The item that was held before.
    Held(Uri, Option<Arc<AnnotatedItem>>),
}

/// What was before something else became known about a uri.
#[derive(Debug)]
pub struct Before {
    known: Option<KnownUri>,
    text: Option<KeptText>,
    stream_time: Timestamp,
    /// Texts that the new stream time let go, of any uri.
    too_old: Vec<(Uri, KeptText)>,
}

impl PartitionState {
    /// The state before the first record. Texts are kept for so many milliseconds of stream time.
    pub fn new(text_window_ms: i64) -> Self {
        Self {
            text_window_ms,
            ..Self::default()
        }
    }

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

    /// The text kept for a uri, unless it is too old at a stream time.
    pub fn kept_at(&self, uri: &str, stream_time: Timestamp) -> Option<&KeptText> {
        let horizon = self.text_horizon(stream_time);
        self.kept(uri).filter(|text| text.since() >= horizon)
    }

    /// The input records, oldest and newest, of texts that are pointed to and may be received within the window, but are
    /// not kept: once a state is restored.
    pub fn lacks(&self) -> Option<RangeInclusive<Offset>> {
        let horizon = self.text_horizon(self.stream_time);
        let offsets = self.known.iter().filter_map(|(uri, known)| {
            // Nothing is received after the change that it makes.
            let may_be_kept = self.text_window_ms > 0 && known.changed_at >= horizon;
            known
                .public_offset
                .filter(|_| may_be_kept && !self.kept.contains_key(uri))
        });
        offsets.fold(None, |range: Option<RangeInclusive<Offset>>, offset| {
            let (oldest, newest) = range.map_or((offset, offset), RangeInclusive::into_inner);
            Some(oldest.min(offset)..=newest.max(offset))
        })
    }

    /// The uri of this name, if its public text stands at this offset.
    pub fn pointing_to(&self, uri: &str, offset: Offset) -> Option<Uri> {
        let (uri, known) = self.known.get_key_value(uri)?;
        (known.public_offset == Some(offset)).then(|| uri.clone())
    }

    /// Keeps a text that a restored state points to.
    pub fn recall(&mut self, uri: Uri, text: KeptText) {
        self.put_kept(&uri, Some(text));
        self.let_go_old();
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
        (
            known + self.held.len() as u64 + self.kept.len() as u64,
            known * URI_BYTES + held_bytes.sum::<u64>() + self.kept_bytes,
        )
    }

    /// Applies a change.
    pub fn apply(&mut self, change: StateChange) -> Undo {
        match change {
            StateChange::Known(uri, known, text) => {
                let before = self.know(&uri, known, text);
                Undo::Known(uri, before)
            }
            StateChange::Held(uri, item) => {
                let before = self.put_held(&uri, item);
                Undo::Held(uri, before)
            }
        }
    }

    /// Undoes a change.
    pub fn undo(&mut self, undo: Undo) {
        match undo {
            Undo::Known(uri, before) => {
                for (uri, text) in before.too_old {
                    self.put_kept(&uri, Some(text));
                }
                self.put_kept(&uri, before.text);
                self.put_known(&uri, before.known);
                self.stream_time = before.stream_time;
            }
            Undo::Held(uri, item) => {
                self.put_held(&uri, item);
            }
        }
    }

    fn know(&mut self, uri: &Uri, known: Option<KnownUri>, text: Option<KeptText>) -> Before {
        let text_before = self.kept.get(uri).cloned();
        let public_offset = known.and_then(|known| known.public_offset);
        if text_before.as_ref().map(KeptText::offset) != public_offset {
            self.put_kept(uri, text);
        }
        let stream_time = self.stream_time;
        if let Some(known) = &known {
            self.stream_time = stream_time.max(known.changed_at);
        }
        Before {
            known: self.put_known(uri, known),
            text: text_before,
            stream_time,
            too_old: self.let_go_old(),
        }
    }

    /// Texts received before this are not compared with.
    fn text_horizon(&self, stream_time: Timestamp) -> Timestamp {
        stream_time.plus_millis(-self.text_window_ms)
    }

    /// Lets the texts go that were received longer ago than the window.
    fn let_go_old(&mut self) -> Vec<(Uri, KeptText)> {
        let horizon = self.text_horizon(self.stream_time);
        let mut too_old = Vec::new();
        while let Some((since, uri)) = self.kept_since.first()
            && *since < horizon
        {
            let uri = uri.clone();
            let text = self.put_kept(&uri, None);
            too_old.extend(text.map(|text| (uri, text)));
        }
        too_old
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
        self.kept_bytes += kept.as_ref().map_or(0, KeptText::size);
        let before = match kept {
            Some(kept) => self.kept.insert(uri.clone(), kept),
            None => self.kept.remove(uri),
        };
        if let Some(before) = &before {
            self.kept_since.remove(&(before.since(), uri.clone()));
            self.kept_bytes -= before.size();
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
