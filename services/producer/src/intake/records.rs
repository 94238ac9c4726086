//! From a parsed delivery to the records that it becomes.

use std::collections::BTreeMap;

use dateline_runtime::{Outgoing, Reason, TopicName, dead_letter};
use dateline_schemas::{Checkpoint, Codec, Delivery, EncodeError, Timestamp, WireItem, header};

use super::{checkpoints::Checkpoints, metrics::IntakeMetrics, watches::Brings};
use crate::{
    formats::{Parsed, Rejected},
    source::{Arrival, Counts, SourceSpec, Taken},
};

/// A delivery with what its parser made of it.
pub(super) struct Delivered<'a> {
    pub(super) spec: &'a SourceSpec,
    pub(super) arrival: &'a Arrival,
    pub(super) delivery: Delivery,
    pub(super) content_hash: String,
    pub(super) parsed: Parsed,
    /// Whether its source waits for what becomes of it.
    pub(super) is_asked_after: bool,
}

/// As many messages on rejected parts go back to a source: each part is a dead letter of its own.
const MAX_MESSAGES: usize = 20;

/// The record of an item, as an intake writes it and a replay writes it again.
pub(crate) fn item_record(
    item: &WireItem,
    source: &str,
    codec: &Codec,
    topic: &TopicName,
) -> Result<Outgoing, EncodeError> {
    let value = codec.encode(item)?;
    let outgoing = Outgoing::keyed(topic, item.uri.as_bytes(), Some(value));
    Ok(outgoing.with_headers(header::common(&item.raw.delivery_id, source)))
}

impl Delivered<'_> {
    /// The delivery as received.
    pub(super) fn raw(&self, codec: &Codec, topic: &TopicName) -> Result<Outgoing, EncodeError> {
        let source = &self.spec.name;
        let value = codec.encode(&self.delivery)?;
        let outgoing = Outgoing::keyed(topic, source.as_bytes(), Some(value));
        Ok(outgoing.with_headers(header::common(&self.delivery.delivery_id, source)))
    }

    /// The parts that are no items, each with its own bytes.
    pub(super) fn dead_letters(&self, topic: &TopicName) -> Vec<Outgoing> {
        let letters = self.parsed.rejected.iter().map(|rejected| {
            let all = &self.delivery.bytes.0;
            let bytes = all.get(rejected.span.clone()).unwrap_or(all);
            let (name, message) = (
                &self.spec.name,
                format!("{}: {}", self.arrival.position, rejected.message),
            );
            let reason = rejected.reason;
            let dead = dead_letter::of_bytes(topic, name, bytes, "parse", reason, &message);
            let salvaged = header::salvaged(
                rejected.salvage.id.as_deref(),
                rejected.salvage.headline.as_deref(),
            );
            let common = header::common(&self.delivery.delivery_id, name);
            dead.with_headers(salvaged).with_headers(common)
        });
        letters.collect()
    }

    /// Counts the delivery and its rejected parts; its items are counted as they are written.
    pub(super) fn count(&self, checkpoints: &mut Checkpoints, metrics: &IntakeMetrics) {
        let name = &self.spec.name;
        let has_nothing = self.parsed.items.is_empty();
        // One without any part that could be missed, a feed on a quiet day, was taken.
        let outcome = if has_nothing && !self.parsed.rejected.is_empty() {
            "quarantined"
        } else {
            "taken"
        };
        checkpoints.count(name, outcome);
        for rejected in &self.parsed.rejected {
            checkpoints.count(name, &format!("rejected.{}", rejected.reason.label()));
            self.log(rejected);
        }
        metrics.received(name, self.delivery.bytes.0.len());
    }

    /// A defect of ours is for somebody to act on; of all else only the counters speak.
    fn log(&self, rejected: &Rejected) {
        let (source, position) = (&self.spec.name, &self.arrival.position);
        let why = &rejected.message;
        match rejected.reason {
            Reason::Defect => {
                tracing::error!(source, position, why, "delivery quarantined");
            }
            reason => {
                let reason = reason.label();
                tracing::debug!(
                    source,
                    position,
                    reason,
                    why,
                    "part of a delivery quarantined"
                );
            }
        }
    }

    /// Where its source stands with it: at an item of it, or behind it. What goes on with it after a restart takes
    /// `received_at` from there; it may have been partially taken for long when it is completed.
    pub(super) fn checkpoint(&self, next_item: Option<usize>, now: Timestamp) -> Checkpoint {
        Checkpoint {
            source: self.spec.name.clone(),
            position: Some(
                self.arrival
                    .checkpoint_position(|| self.content_hash.clone()),
            ),
            content_hash: Some(self.content_hash.clone()),
            delivery_id: Some(self.delivery.delivery_id.clone()),
            next_item: next_item.and_then(|next| i64::try_from(next).ok()),
            etag: self.arrival.standing.etag.clone(),
            last_modified: self.arrival.standing.last_modified.clone(),
            cursor: self.arrival.standing.cursor.clone(),
            last_seen: match next_item {
                Some(_) => self.delivery.received_at,
                None => now,
            },
            totals: match next_item {
                None if self.is_asked_after => self.counts().to_totals(),
                _ => BTreeMap::new(),
            },
        }
    }

    /// What it brings, as far as its source's rhythm is concerned.
    pub(super) fn brings(&self) -> Brings {
        if self.parsed.items.is_empty() {
            Brings::Nothing
        } else {
            Brings::Something
        }
    }

    /// What its source is told of it.
    pub(super) fn taken(&self) -> Taken {
        let rejected = self.parsed.rejected.iter().take(MAX_MESSAGES);
        Taken {
            delivery_id: self.delivery.delivery_id.clone(),
            already_taken: false,
            counts: Some(self.counts()),
            messages: rejected.map(|rejected| rejected.message.clone()).collect(),
        }
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts {
            items: self.parsed.items.len() as u64,
            ..Counts::default()
        };
        for rejected in &self.parsed.rejected {
            *counts.rejected.entry(rejected.reason).or_default() += 1;
        }
        counts
    }
}
