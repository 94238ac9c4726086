//! Where each source stands, and what it has taken in all: rebuilt from the checkpoint topic at start.

use std::{collections::BTreeMap, ops::Bound};

use dateline_runtime::{Outgoing, Record, TopicName};
use dateline_schemas::{Checkpoint, Codec, DecodeError, EncodeError, Timestamp};

use crate::source::Standing;

/// Checkpoints by source and position, and totals by source.
#[derive(Debug, Default)]
pub(super) struct Checkpoints {
    by_position: BTreeMap<(String, String), Checkpoint>,
    totals: BTreeMap<String, BTreeMap<String, i64>>,
    /// Rhythms by source: no positions of deliveries, so that they neither are expired nor tell where a source stands.
    rhythms: BTreeMap<String, BTreeMap<String, i64>>,
}

/// What a source's rhythm is kept under. No delivery is there: neither a path nor an address nor a header has a U+0000.
const RHYTHM_POSITION: &str = "\0rhythm";

/// A source's name cannot hold a line feed, so that this is unambiguous.
fn key(source: &str, position: Option<&str>) -> Vec<u8> {
    match position {
        Some(position) => format!("{source}\n{position}").into_bytes(),
        None => source.as_bytes().to_vec(),
    }
}

impl Standing {
    /// The checkpoint of what is known, with what was said of it now; `None` where that is nothing new.
    pub(super) fn seen_at(&self, known: &Checkpoint, now: Timestamp) -> Option<Checkpoint> {
        let said = Checkpoint {
            etag: self.etag.clone(),
            last_modified: self.last_modified.clone(),
            cursor: self.cursor.clone(),
            ..known.clone()
        };
        let last_seen = now;
        (said != *known).then_some(Checkpoint { last_seen, ..said })
    }
}

fn standing(checkpoint: &Checkpoint) -> Standing {
    Standing {
        etag: checkpoint.etag.clone(),
        last_modified: checkpoint.last_modified.clone(),
        cursor: checkpoint.cursor.clone(),
        // One that is taken in part has to come again.
        content_hash: checkpoint
            .content_hash
            .clone()
            .filter(|_| checkpoint.next_item.is_none()),
    }
}

impl Checkpoints {
    pub(super) fn restore(
        &mut self,
        codec: &Codec,
        record: &Record<'_>,
    ) -> Result<(), DecodeError> {
        let Some(value) = record.value else {
            let key = String::from_utf8_lossy(record.key.unwrap_or_default());
            if let Some((source, position)) = key.split_once('\n') {
                self.by_position
                    .remove(&(source.to_owned(), position.to_owned()));
            }
            return Ok(());
        };
        let checkpoint: Checkpoint = codec.decode(value)?;
        match &checkpoint.position {
            Some(position) if position == RHYTHM_POSITION => {
                self.rhythms.insert(checkpoint.source, checkpoint.totals);
            }
            Some(position) => {
                self.by_position
                    .insert((checkpoint.source.clone(), position.clone()), checkpoint);
            }
            None => {
                self.totals.insert(checkpoint.source, checkpoint.totals);
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, source: &str, position: &str) -> Option<&Checkpoint> {
        self.by_position
            .get(&(source.to_owned(), position.to_owned()))
    }

    /// Where a source stands at each position.
    pub(super) fn standing_of(&self, source: &str) -> BTreeMap<String, Standing> {
        let from = (source.to_owned(), String::new());
        let of_source = self.by_position.range(from..);
        let of_source = of_source.take_while(|((of, _), _)| of == source);
        of_source
            .map(|((_, position), checkpoint)| (position.clone(), standing(checkpoint)))
            .collect()
    }

    /// Remembers a checkpoint; the record that says so.
    pub(super) fn set(
        &mut self,
        codec: &Codec,
        topic: &TopicName,
        checkpoint: Checkpoint,
    ) -> Result<Outgoing, EncodeError> {
        let position = checkpoint.position.clone().unwrap_or_default();
        let value = codec.encode(&checkpoint)?;
        let outgoing =
            Outgoing::keyed(topic, key(&checkpoint.source, Some(&position)), Some(value));
        self.by_position
            .insert((checkpoint.source.clone(), position), checkpoint);
        Ok(outgoing)
    }

    /// Forgets a checkpoint; the record that says so.
    pub(super) fn forget(&mut self, topic: &TopicName, source: &str, position: &str) -> Outgoing {
        self.by_position
            .remove(&(source.to_owned(), position.to_owned()));
        Outgoing::keyed(topic, key(source, Some(position)), None)
    }

    /// Checkpoints by source and position, in the order of these, behind one of them or from the first.
    pub(super) fn after(
        &self,
        key: Option<&(String, String)>,
    ) -> impl Iterator<Item = (&(String, String), &Checkpoint)> {
        let from = key.map_or(Bound::Unbounded, Bound::Excluded);
        self.by_position
            .range::<(String, String), _>((from, Bound::Unbounded))
    }

    pub(super) fn count(&mut self, source: &str, what: &str) {
        let totals = self.totals.entry(source.to_owned()).or_default();
        *totals.entry(what.to_owned()).or_default() += 1;
    }

    pub(super) fn totals_of(&self, source: &str) -> &BTreeMap<String, i64> {
        static NONE: BTreeMap<String, i64> = BTreeMap::new();
        self.totals.get(source).unwrap_or(&NONE)
    }

    /// What was kept of a source's rhythm when the producer started.
    pub(super) fn rhythm_of(&self, source: &str) -> Option<&BTreeMap<String, i64>> {
        self.rhythms.get(source)
    }

    /// The record that keeps a source's rhythm.
    pub(super) fn rhythm(
        codec: &Codec,
        topic: &TopicName,
        source: &str,
        kept: BTreeMap<String, i64>,
        now: Timestamp,
    ) -> Result<Outgoing, EncodeError> {
        let checkpoint = Checkpoint {
            source: source.to_owned(),
            position: Some(RHYTHM_POSITION.to_owned()),
            last_seen: now,
            totals: kept,
            ..Checkpoint::default()
        };
        let key = key(source, Some(RHYTHM_POSITION));
        Ok(Outgoing::keyed(
            topic,
            key,
            Some(codec.encode(&checkpoint)?),
        ))
    }

    /// The record that carries a source's totals.
    pub(super) fn totals(
        &self,
        codec: &Codec,
        topic: &TopicName,
        source: &str,
        now: Timestamp,
    ) -> Result<Outgoing, EncodeError> {
        let totals = self.totals_of(source).clone();
        let checkpoint = Checkpoint {
            source: source.to_owned(),
            last_seen: now,
            totals,
            ..Checkpoint::default()
        };
        Ok(Outgoing::keyed(
            topic,
            key(source, None),
            Some(codec.encode(&checkpoint)?),
        ))
    }
}
