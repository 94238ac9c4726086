//! Writing what is replayed to `wire.items`: small transactions at a bounded rate, each with the totals of all replays.

use std::{
    io::Write,
    thread,
    time::{Duration, Instant, SystemTime},
};

use dateline_runtime::{
    Control, Outgoing, TopicName,
    log::{Cluster, LogError, Writer},
    table::patiently,
};
use dateline_schemas::{Checkpoint, Codec, Delivery, Timestamp, item::REPLAY_SOURCE, topic::Topic};

use super::pace::{MOST_BEHIND, Pace};
use crate::{
    commands::{lag::Lag, totals::read_totals},
    config::{Config, to_timestamp},
    pipeline::{Identity, SchemaExchange},
};

/// Longest sleep between two looks at the control.
const SLICE: Duration = Duration::from_millis(50);

/// Pause between two looks at annotate, and before a transaction is tried again.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// A wait that is longer is told.
const TELL_AFTER: Duration = Duration::from_secs(3);

/// Kind of the totals: what the ledger counts as input of annotate.
const ITEMS: &str = "items";

/// The one writer of replays under a prefix.
pub struct Sender<'a, C: Cluster> {
    cluster: &'a C,
    control: &'a Control,
    codec: Codec,
    items: TopicName,
    checkpoints: TopicName,
    annotate_group: String,
    writer: C::Writer,
    table: C::Table,
    totals: Checkpoint,
    pace: Pace,
    batch: Vec<Outgoing>,
    /// The delivery that the last item of the batch is from.
    from: Option<Place>,
    sent: u64,
    sent_until: Option<Place>,
}

/// A delivery: when it was received, and its position.
pub type Place = (Timestamp, String);

impl<'a, C: Cluster> Sender<'a, C> {
    /// A sender at this rate, in items a second. Whoever replays under the prefix now is fenced: the totals are its alone.
    ///
    /// # Errors
    /// A log that needs a person, or a control that asks to stop before there is one.
    pub fn new(
        cluster: &'a C,
        config: &Config,
        control: &'a Control,
        rate: u32,
    ) -> Result<Self, LogError> {
        let codec = Codec::single_object();
        let identity = Identity::of(config);
        let schemas = config.topic(Topic::Schemas);
        SchemaExchange::new(cluster, codec.clone(), vec![schemas], control.clone())
            .announce(cluster, &identity.tool("schemas"))?;
        let writer = patiently(control, || cluster.writer(&identity.tool("replay")))?;
        let table = patiently(control, || cluster.table())?;
        let mut sender = Self {
            cluster,
            control,
            codec,
            items: config.topic(Topic::Items),
            checkpoints: config.topic(Topic::Checkpoints),
            annotate_group: identity.group("annotate"),
            writer,
            table,
            totals: Checkpoint::default(),
            pace: Pace::new(rate, Instant::now()),
            batch: Vec::new(),
            from: None,
            sent: 0,
            sent_until: None,
        };
        sender.totals = sender.read_totals()?;
        Ok(sender)
    }

    /// Items that are in the log.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// The delivery of the last item that is in the log; all before it are there whole.
    pub fn sent_until(&self) -> Option<&Place> {
        self.sent_until.as_ref()
    }

    /// Takes the record of an item of this delivery, and sends all that it has when that is a transaction's worth.
    ///
    /// # Errors
    /// A log that needs a person, or another replay.
    pub fn push(
        &mut self,
        record: Outgoing,
        delivery: &Delivery,
        messages: &mut dyn Write,
    ) -> Result<(), LogError> {
        self.batch.push(record);
        self.from = Some((delivery.received_at, delivery.position.clone()));
        if self.batch.len() >= self.pace.batch() {
            self.flush(messages)?;
        }
        Ok(())
    }

    /// Sends all that it has, when it may. A control that asks to stop ends the wait, and nothing more is sent then.
    ///
    /// # Errors
    /// A log that needs a person, or another replay.
    pub fn flush(&mut self, messages: &mut dyn Write) -> Result<(), LogError> {
        if self.batch.is_empty() {
            return Ok(());
        }
        self.wait_until_due(messages)?;
        if self.control.is_stopping() {
            return Ok(());
        }
        self.commit()?;
        let items = self.batch.len();
        self.pace.sent(items, Instant::now());
        self.sent += items as u64;
        self.sent_until = self.from.take();
        self.batch.clear();
        Ok(())
    }

    /// Waits for the rate, and for annotate where live items would wait behind the replay.
    fn wait_until_due(&mut self, messages: &mut dyn Write) -> Result<(), LogError> {
        let mut behind_since = None;
        let mut is_told = false;
        while !self.control.is_stopping() {
            let now = Instant::now();
            let wait = self.pace.wait(now);
            if !wait.is_zero() {
                thread::sleep(wait.min(SLICE));
                continue;
            }
            if !self.pace.must_ask(now) {
                return Ok(());
            }
            let (group, topic) = (&self.annotate_group, &self.items);
            let why = match Lag::of(self.cluster, &mut self.table, group, topic) {
                Ok(lag) if lag.behind <= MOST_BEHIND => {
                    self.pace.may_go_on(Instant::now());
                    return Ok(());
                }
                Ok(lag) => format!(
                    "{} records of {topic} are before annotate, more than {MOST_BEHIND}: live items go first; if that \
                     stays so, see whether `dateline enrich` runs",
                    lag.behind
                ),
                Err(LogError::Unavailable(reason)) => reason,
                Err(error) => return Err(error),
            };
            let since = *behind_since.get_or_insert(now);
            if !is_told && since.elapsed() >= TELL_AFTER {
                is_told = true;
                // If standard error is gone, nobody waits for this.
                let _ = writeln!(messages, "waiting: {why}");
            }
            thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    /// Writes the batch and the totals with it, until they are in the log, once.
    fn commit(&mut self) -> Result<(), LogError> {
        let mut totals = self.totals.clone();
        let items = i64::try_from(self.batch.len()).unwrap_or(i64::MAX);
        *totals.totals.entry(ITEMS.to_owned()).or_default() += items;
        totals.last_seen = to_timestamp(SystemTime::now()).unwrap_or_default();
        let value = self.codec.encode(&totals);
        let value = value.map_err(|error| LogError::Fatal(error.to_string()))?;
        let key = REPLAY_SOURCE.as_bytes();
        let totals_record = Outgoing::keyed(&self.checkpoints, key, Some(value));
        loop {
            match self.write(&totals_record) {
                Ok(()) => break,
                Err(LogError::OutcomeUnknown(reason)) => {
                    tracing::info!(reason, "asking the log what became of the last items");
                    patiently(self.control, || self.writer.renew())?;
                    if is_in_the_log(&self.read_totals()?, &self.totals, &totals)? {
                        break;
                    }
                }
                Err(error @ (LogError::Fenced(_) | LogError::Fatal(_))) => return Err(error),
                Err(error) if self.control.is_stopping() => return Err(error),
                Err(error) => {
                    tracing::info!(%error, "items are sent again");
                    // What cannot be aborted is taken back at the next attempt.
                    let _ = self.writer.abort();
                    thread::sleep(LOOK_EVERY);
                }
            }
        }
        self.totals = totals;
        Ok(())
    }

    fn write(&mut self, totals: &Outgoing) -> Result<(), LogError> {
        self.writer.begin()?;
        for outgoing in &self.batch {
            self.writer.send(outgoing.clone())?;
        }
        self.writer.send(totals.clone())?;
        loop {
            // A commit without an answer may have begun, so that nothing else is safe.
            match self.writer.commit() {
                Err(LogError::Unavailable(_)) if !self.control.is_stopping() => {}
                committed => return committed,
            }
        }
    }

    /// What replays have written in all.
    fn read_totals(&mut self) -> Result<Checkpoint, LogError> {
        let (topic, codec) = (&self.checkpoints, &self.codec);
        read_totals(&mut self.table, topic, REPLAY_SOURCE, codec, self.control)
    }
}

/// Whether a batch is in the log, by the totals there: those from before it, or those with it. Others are another replay's.
fn is_in_the_log(
    now: &Checkpoint,
    before: &Checkpoint,
    with_it: &Checkpoint,
) -> Result<bool, LogError> {
    if now != before && now != with_it {
        let detail = "the totals of replays are not those that this one left in the log";
        return Err(LogError::Fenced(detail.to_owned()));
    }
    Ok(now == with_it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_tell_whether_a_batch_is_in_the_log_or_another_replay_wrote() {
        let totals = |items, seen_ms| Checkpoint {
            totals: [(ITEMS.to_owned(), items)].into(),
            last_seen: Timestamp::from_millis(seen_ms),
            ..Checkpoint::default()
        };
        let (before, with_it) = (totals(1, 10), totals(3, 20));
        assert_eq!(is_in_the_log(&before, &before, &with_it), Ok(false));
        assert_eq!(is_in_the_log(&with_it, &before, &with_it), Ok(true));
        // As many items at another time are others.
        for others in [totals(2, 15), totals(3, 21)] {
            let told = is_in_the_log(&others, &before, &with_it);
            assert!(matches!(told, Err(LogError::Fenced(_))), "{told:?}");
        }
    }
}
