//! What annotate will make of an item that is replayed: its own judgement, on its own state as the log has it.

use std::collections::BTreeMap;

use dateline_enricher::annotate::{
    PartitionState, StateChange,
    lineage::{self, Emission, Incoming, KnownUri, Notice},
};
use dateline_runtime::{
    Control, Outcome, Reason, TopicName,
    log::{Cluster, LogError, TableReader as _},
    partitioner::partition_of,
    table::{patiently, read_to_end},
};
use dateline_schemas::{Change, Codec, LineageState, Timestamp, WireItem};

/// What becomes of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fate(&'static str);

impl Fate {
    /// It is as it was.
    pub const UNCHANGED: Self = Self("unchanged");
    /// A newer version, or another delivery of this one, has taken its place.
    pub const STALE: Self = Self("stale");

    fn of(outcome: &Outcome, emission: Emission) -> Self {
        Self(match emission {
            Emission::Text(change) => change.symbol(),
            Emission::Textless(Change::Recalled, _) => Change::Recalled.symbol(),
            Emission::Textless(..) | Emission::Nothing => outcome.label(),
        })
    }

    /// The fate as the ledger or the lineage of a record calls it.
    pub const fn label(self) -> &'static str {
        self.0
    }
}

/// What annotate knows, as far as it decides what becomes of an item.
#[derive(Debug)]
pub struct Forecast {
    partitions: BTreeMap<i32, PartitionState>,
    count: i32,
    now: Timestamp,
}

impl Forecast {
    /// What `wire.current` says now.
    ///
    /// # Errors
    /// `Fatal` for a missing topic or a record that cannot be read; `Unavailable` when the control asks to stop.
    pub fn read<C: Cluster>(
        cluster: &C,
        topic: &TopicName,
        codec: &Codec,
        control: &Control,
        now: Timestamp,
    ) -> Result<Self, LogError> {
        let mut table = patiently(control, || cluster.table())?;
        let count = patiently(control, || table.partitions(topic))?.unwrap_or(1);
        let mut forecast = Self::of_nothing(count, now);
        let mut unreadable = None;
        read_to_end(&mut table, topic, control, |record| {
            let uri = String::from_utf8_lossy(record.key.unwrap_or_default());
            let state = record
                .value
                .map(|value| codec.decode::<LineageState>(value));
            match state.transpose() {
                Ok(state) => forecast.restore(record.partition, &uri, state.as_ref()),
                Err(error) => {
                    let (partition, offset) = (record.partition, record.offset);
                    unreadable = Some(format!("{topic}/{partition}@{offset}: {error}"));
                }
            }
        })?;
        unreadable.map_or(Ok(forecast), |message| Err(LogError::Fatal(message)))
    }

    fn of_nothing(count: i32, now: Timestamp) -> Self {
        Self {
            partitions: BTreeMap::new(),
            count,
            now,
        }
    }

    fn restore(&mut self, partition: i32, uri: &str, state: Option<&LineageState>) {
        let known = state.map(KnownUri::from_state);
        self.apply(partition, uri, known);
    }

    fn apply(&mut self, partition: i32, uri: &str, known: Option<KnownUri>) {
        let state = self.partitions.entry(partition).or_default();
        state.apply(StateChange::Known(uri.into(), known, None));
    }

    /// What becomes of the item, behind those that were asked about before it. Right as long as nothing else changes its
    /// uri meanwhile.
    pub fn foresee(&mut self, item: &WireItem) -> Fate {
        let Some(notice) = Notice::of(item) else {
            let nothing_to_judge = Outcome::Quarantined(Reason::Unparsable, String::new());
            return Fate::of(&nothing_to_judge, Emission::Nothing);
        };
        let partition = partition_of(item.uri.as_bytes(), self.count);
        let state = self.partitions.entry(partition).or_default();
        let stream_time = state.stream_time().max(item.received_at);
        let incoming = Incoming {
            notice,
            offset: None,
            stream_time,
            embargoes_over_until: stream_time.min(self.now),
        };
        let known = state.known_at(&item.uri, stream_time);
        let verdict = lineage::judge(known, false, &incoming);
        let fate = Fate::of(&verdict.outcome, verdict.emission);
        if let Some(next) = verdict.next {
            self.apply(partition, &item.uri, Some(next));
        }
        fate
    }
}

#[cfg(test)]
mod tests {
    use dateline_schemas::{LineageStatus, PubStatus, RawReference, identity};

    use super::*;

    fn item(version: i64, headline: &str, delivery: char) -> WireItem {
        let mut item = WireItem {
            uri: "urn:x:1".to_owned(),
            version: Some(version),
            headline: Some(headline.to_owned()),
            pub_status: PubStatus::Usable,
            received_at: Timestamp::from_millis(1_000),
            raw: RawReference {
                delivery_id: delivery.to_string().repeat(64),
                span: None,
            },
            ..WireItem::default()
        };
        item.content_hash = identity::content_hash(&item);
        item
    }

    /// A log in which the second version is public.
    fn forecast() -> Forecast {
        let known = item(2, "Bridge open", 'b');
        let state = LineageState {
            status: LineageStatus::Public,
            revision: 2,
            public_revision: Some(2),
            version: Some(2),
            content_hash: known.content_hash[..32].to_owned(),
            delivery: known.raw.delivery_id[..16].to_owned(),
            changed_at: Timestamp::from_millis(1_000),
            ..LineageState::default()
        };
        let mut forecast = Forecast::of_nothing(4, Timestamp::from_millis(9_000));
        let partition = partition_of(known.uri.as_bytes(), 4);
        forecast.restore(partition, &known.uri, Some(&state));
        forecast
    }

    #[test]
    fn what_becomes_of_an_item_is_what_annotate_will_say() {
        let killed = WireItem {
            pub_status: PubStatus::Canceled,
            ..item(2, "Bridge open", 'b')
        };
        let unknown = WireItem {
            uri: "urn:x:2".to_owned(),
            ..item(1, "Bridge shut", 'c')
        };
        let no_hash = WireItem {
            content_hash: String::new(),
            ..item(2, "Bridge open", 'b')
        };
        for (item, expected) in [
            (item(2, "Bridge open", 'b'), "unchanged"),
            (item(2, "Bridge open", 'c'), "unchanged"),
            (item(2, "Bridge is open", 'b'), "reparsed"),
            (item(1, "Bridge shut", 'a'), "stale"),
            (item(3, "Bridge open again", 'd'), "updated"),
            (killed, "killed"),
            (unknown, "new"),
            (no_hash, "quarantined"),
        ] {
            assert_eq!(forecast().foresee(&item).label(), expected, "{item:?}");
        }
    }

    #[test]
    fn an_item_is_judged_behind_those_before_it() {
        let mut forecast = forecast();
        let improved = item(2, "Bridge is open", 'b');
        assert_eq!(forecast.foresee(&improved).label(), "reparsed");
        assert_eq!(forecast.foresee(&improved), Fate::UNCHANGED);
    }

    #[test]
    fn an_embargo_that_is_over_by_the_clock_of_later_records_recalls_nothing() {
        let embargoed = WireItem {
            embargoed_until: Some(Timestamp::from_millis(3_000)),
            ..item(2, "Bridge is open", 'b')
        };
        assert_eq!(forecast().foresee(&embargoed).label(), "recalled");
        let mut later = forecast();
        let other = WireItem {
            uri: "urn:x:2".to_owned(),
            received_at: Timestamp::from_millis(5_000),
            ..item(1, "Bridge shut", 'c')
        };
        later.count = 1;
        let partition = later.partitions.remove(&partition_of(b"urn:x:1", 4));
        later.partitions = [(0, partition.unwrap())].into();
        later.foresee(&other);
        assert_eq!(later.foresee(&embargoed).label(), "reparsed");
    }
}
