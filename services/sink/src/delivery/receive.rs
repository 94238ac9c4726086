//! From a record of `wire.enriched` to a row, a dead letter or nothing.

use std::{
    any::Any,
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use dateline_runtime::{Offset, Outgoing, Reason, Record, dead_letter};
use dateline_schemas::{Codec, DecodeError, EnrichedItem, Heartbeat};

use super::{STAGE, batch::Batch, config::DeliveryConfig, partition::Phase};

/// Items that the target has refused, with what it said, until their slice is delivered without them.
pub(super) type Condemned = BTreeMap<(i32, Offset), String>;

/// All that decides what becomes of a record.
pub(super) struct Receiver<'a> {
    pub(super) codec: &'a Codec,
    pub(super) config: &'a DeliveryConfig,
    pub(super) partitions: &'a BTreeMap<i32, Phase>,
    pub(super) batch: &'a Batch,
    pub(super) condemned: &'a Condemned,
}

/// What became of a record, after the record itself is gone.
pub(super) struct Received {
    pub(super) partition: i32,
    pub(super) offset: Offset,
    pub(super) bytes: u64,
    pub(super) append_time_ms: i64,
    pub(super) heartbeat: Option<Heartbeat>,
    pub(super) verdict: Verdict,
}

pub(super) enum Verdict {
    /// A row.
    Item(Box<EnrichedItem>),
    /// A key without a value: what it was is gone from the log, or a heartbeat. It says nothing to a target.
    Tombstone,
    /// Quarantined; without a letter where that is durable already.
    Dead {
        reason: Reason,
        message: String,
        letter: Option<Outgoing>,
    },
    /// The writer's schema, named here, is not known yet.
    Undecided(String),
}

impl Receiver<'_> {
    /// `None` for a record that nobody waits for: its partition is being sought, or it is in the batch already.
    pub(super) fn receive(&self, record: &Record<'_>) -> Option<Received> {
        let running = self.partitions.get(&record.partition)?.running()?;
        if record.offset.0 < self.batch.end_of(record.partition, running).0 {
            return None;
        }
        let condemned = self.condemned.get(&(record.partition, record.offset));
        let verdict = match (running.aside.get(&record.offset), condemned) {
            (Some(reason), _) => Verdict::Dead {
                reason: *reason,
                message: "put aside before a restart".to_owned(),
                letter: None,
            },
            (None, Some(message)) => self.dead(record, Reason::Refused, message.clone()),
            (None, None) => {
                let patience_ended = running.waiting.is_some_and(|waiting| {
                    waiting.offset == record.offset
                        && waiting.since.elapsed() >= self.config.schema_wait
                });
                self.decode(record, patience_ended)
            }
        };
        let bytes = record.value.map_or(0, <[u8]>::len) + record.key.map_or(0, <[u8]>::len);
        Some(Received {
            partition: record.partition,
            offset: record.offset,
            bytes: bytes as u64,
            append_time_ms: record.append_time_ms,
            heartbeat: heartbeat(record, &verdict),
            verdict,
        })
    }

    fn decode(&self, record: &Record<'_>, patience_ended: bool) -> Verdict {
        let Some(value) = record.value else {
            return Verdict::Tombstone;
        };
        let decoded = catch_unwind(AssertUnwindSafe(|| self.codec.decode(value)));
        match decoded {
            Ok(Ok(item)) => Verdict::Item(Box::new(item)),
            Ok(Err(DecodeError::UnknownSchema(key))) if !patience_ended => {
                Verdict::Undecided(key.to_string())
            }
            Ok(Err(error)) => self.dead(record, reason_of(&error), message_of(&error)),
            Err(panic) => self.dead(record, Reason::Defect, panic_text(panic.as_ref())),
        }
    }

    fn dead(&self, record: &Record<'_>, reason: Reason, message: String) -> Verdict {
        let dead_topic = &self.config.dead_topic;
        let letter = dead_letter::of_record(dead_topic, record, STAGE, reason, &message);
        Verdict::Dead {
            reason,
            message,
            letter: Some(letter),
        }
    }
}

/// The heartbeat that the record is, hidden in its headers or to be seen as an item.
fn heartbeat(record: &Record<'_>, verdict: &Verdict) -> Option<Heartbeat> {
    match verdict {
        Verdict::Tombstone => Heartbeat::of_headers(|name| record.headers.get(name)),
        Verdict::Item(enriched) => Heartbeat::of_item(&enriched.item),
        Verdict::Dead { .. } | Verdict::Undecided(_) => None,
    }
}

const fn reason_of(error: &DecodeError) -> Reason {
    match error {
        DecodeError::Empty => Reason::Empty,
        DecodeError::TooLarge { .. } => Reason::Oversize,
        DecodeError::UnknownSchema(_) => Reason::UnknownSchema,
        _ => Reason::Undecodable,
    }
}

fn message_of(error: &DecodeError) -> String {
    match error {
        DecodeError::UnknownSchema(_) => {
            format!("{error}; nobody wrote it to the schema topic in time: check the writer")
        }
        _ => error.to_string(),
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    format!("a defect of Dateline, please report it: {text}")
}
