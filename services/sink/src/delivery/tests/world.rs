//! A log with enriched items of every kind, sinks that can be crashed, and what has to be true in the end.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use dateline_runtime::{
    Control, NextOffset, Offset, Outgoing, PumpMetrics, TopicName, Totals, dead_letter,
    local::{LocalCleanup, LocalCluster, LocalTopic, LocalWriter},
    log::{
        Cluster as _, MemberSpec, Position as GroupPosition, StageLog as _, StartAt, TablePolled,
        TableReader as _, Writer as _,
    },
};
use dateline_schemas::{Codec, EnrichedItem, Heartbeat, Timestamp, WireItem};
use prometheus::Registry;

use super::{
    super::{DeliveryConfig, STAGE, Setup, Sink},
    faulty::{FaultyCluster, Script, end_of},
    memory::{MemoryTarget, Store},
};
use crate::{
    metrics::SinkMetrics,
    targets::{LogIdentity, Target},
};

const INPUT: &str = "wire.enriched";
const DEAD: &str = "wire.dead";
const GROUP: &str = "sink";

/// A record to feed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fed {
    Row(u32),
    /// The target will not have it.
    Refused(u32),
    Undecodable(u32),
    /// Bytes that are none.
    Empty(u32),
    UnknownSchema(u32),
    Tombstone,
    Heartbeat,
}

pub(super) struct World {
    pub(super) cluster: FaultyCluster,
    pub(super) store: Store,
    feeder: LocalWriter,
    partitions: i32,
    fed: Vec<Fed>,
    refreshed: Arc<AtomicUsize>,
}

impl World {
    pub(super) fn new(partitions: i32) -> Self {
        Self::keeping(partitions, u64::MAX)
    }

    /// A log that keeps this many consumed bytes a partition.
    pub(super) fn keeping(partitions: i32, bytes: u64) -> Self {
        let topics = [(INPUT, bytes), (DEAD, u64::MAX)].map(|(name, bytes)| LocalTopic {
            name: TopicName::new(name),
            partitions,
            cleanup: LocalCleanup::KeepBytes(bytes),
        });
        let local = LocalCluster::new(&topics);
        local.create_group(GROUP, &TopicName::new(INPUT));
        let feeder = local.writer("feeder").unwrap();
        let cluster = FaultyCluster {
            local,
            group: GROUP.to_owned(),
            script: Script::default(),
        };
        Self {
            cluster,
            store: Store::default(),
            feeder,
            partitions,
            fed: Vec::new(),
            refreshed: Arc::default(),
        }
    }

    pub(super) fn feed(&mut self, fed: Fed) {
        let of_item = |uri: String| {
            let item = EnrichedItem {
                item: WireItem {
                    uri,
                    headline: Some("Brug bij Zwolle weer open".to_owned()),
                    ..WireItem::default()
                },
                ..EnrichedItem::default()
            };
            Codec::single_object().encode(&item).unwrap()
        };
        let value = match fed {
            Fed::Row(_) | Fed::Refused(_) => Some(of_item(key_of(fed))),
            Fed::Undecodable(_) => Some(b"\x01 no Avro".to_vec()),
            Fed::Empty(_) => Some(Vec::new()),
            Fed::UnknownSchema(_) => Some(b"\xc3\x01 unknown and the rest".to_vec()),
            Fed::Tombstone | Fed::Heartbeat => None,
        };
        let mut outgoing = Outgoing::keyed(&TopicName::new(INPUT), key_of(fed).as_bytes(), value);
        if matches!(fed, Fed::Heartbeat) {
            let heartbeat = Heartbeat {
                producer: "main".to_owned(),
                emitted_at: Timestamp::from_millis(1_780_000_000_000),
            };
            outgoing = outgoing.with_headers(heartbeat.headers());
        }
        self.feeder.begin().unwrap();
        self.feeder.send(outgoing).unwrap();
        self.feeder.commit().unwrap();
        self.fed.push(fed);
    }

    /// Lets the group consume all that is there, without a target.
    pub(super) fn consume_all(&self) {
        let spec = spec(GROUP);
        let mut member = self.cluster.local.member(&spec).unwrap();
        member.poll(Duration::ZERO, &mut |_| {}).unwrap();
        let positions = (0..self.partitions).map(|partition| GroupPosition {
            partition,
            next: end_of(&self.cluster, &spec.input, partition),
            metadata: String::new(),
        });
        member.begin().unwrap();
        member.send_offsets(&positions.collect::<Vec<_>>()).unwrap();
        member.commit().unwrap();
    }

    pub(super) fn sink(&self, config: DeliveryConfig) -> Sink<FaultyCluster> {
        self.sink_into(self.memory(), config)
    }

    /// A second sink of the same target, beside the first.
    pub(super) fn rival(&self, config: DeliveryConfig) -> Sink<FaultyCluster> {
        self.sink_as("sink-2", self.memory(), config)
    }

    fn memory(&self) -> Box<dyn Target> {
        Box::new(MemoryTarget {
            store: self.store.clone(),
            script: self.cluster.script.clone(),
        })
    }

    pub(super) fn sink_into(
        &self,
        target: Box<dyn Target>,
        config: DeliveryConfig,
    ) -> Sink<FaultyCluster> {
        self.sink_as("sink-1", target, config)
    }

    fn sink_as(
        &self,
        transactional_id: &str,
        target: Box<dyn Target>,
        config: DeliveryConfig,
    ) -> Sink<FaultyCluster> {
        let registry = Registry::new();
        let refreshed = Arc::clone(&self.refreshed);
        let setup = Setup {
            spec: spec(transactional_id),
            config,
            codec: Codec::single_object(),
            identity: LogIdentity {
                cluster_id: "cluster-one".to_owned(),
                topic: INPUT.to_owned(),
                topic_id: "topic-one".to_owned(),
            },
            control: Control::default(),
            metrics: PumpMetrics::register(&registry).unwrap().of_stage(STAGE),
            sink_metrics: SinkMetrics::register(&registry).unwrap(),
            refresh: Box::new(move || {
                refreshed.fetch_add(1, Ordering::SeqCst);
            }),
        };
        Sink::new(target, &self.cluster, setup).unwrap()
    }

    /// How often schemas were looked for.
    pub(super) fn refreshed(&self) -> usize {
        self.refreshed.load(Ordering::SeqCst)
    }

    /// Key and reason of every dead letter, sorted.
    pub(super) fn dead(&self) -> Vec<String> {
        let mut table = self.cluster.local.table().unwrap();
        let name = TopicName::new(DEAD);
        let mut found = Vec::new();
        for partition in 0..self.partitions {
            table.start(&name, partition, Offset::FIRST).unwrap();
            loop {
                let polled = table.poll(Duration::ZERO, &mut |record| {
                    let key = String::from_utf8_lossy(record.key.unwrap()).into_owned();
                    assert!(record.headers.get(dead_letter::ERROR_OFFSET).is_some());
                    found.push(key);
                });
                if polled.unwrap() != TablePolled::Record {
                    break;
                }
            }
            table.stop(&name, partition).unwrap();
        }
        found.sort();
        found
    }

    pub(super) fn expected_rows(&self) -> Vec<String> {
        self.expected(|fed| matches!(fed, Fed::Row(_)))
    }

    pub(super) fn expected_dead(&self) -> Vec<String> {
        self.expected(|fed| !matches!(fed, Fed::Row(_) | Fed::Tombstone | Fed::Heartbeat))
    }

    fn expected(&self, wanted: impl Fn(Fed) -> bool) -> Vec<String> {
        let fed = self.fed.iter().copied();
        let mut keys: Vec<String> = fed.filter(|fed| wanted(*fed)).map(key_of).collect();
        keys.sort();
        keys
    }

    /// The target's ledger, over all partitions.
    pub(super) fn target_totals(&self) -> Totals {
        let mut sum = Totals::default();
        for position in self.store.lock().positions.values() {
            sum.add(&Totals::from_metadata(&position.ledger));
        }
        sum
    }

    pub(super) fn check_rows_and_dead(&self) {
        assert_eq!(self.store.lock().uris(), self.expected_rows());
        assert_eq!(self.dead(), self.expected_dead());
    }

    /// Rows and dead letters are there once, the lag is 0, and the group's ledger is the target's and adds up.
    pub(super) fn check(&self, sink: &mut Sink<FaultyCluster>) {
        self.check_rows_and_dead();
        let totals = self.target_totals();
        assert_eq!(totals.inputs, self.fed.len() as u64);
        assert_eq!(totals.sum_of_outcomes(), totals.inputs);
        let dead: u64 = totals.quarantined.values().sum();
        assert_eq!(dead, self.expected_dead().len() as u64);
        for partition in 0..self.partitions {
            let end = end_of(&self.cluster, &TopicName::new(INPUT), partition);
            let committed = sink.log.committed(partition).unwrap();
            let position = self.store.lock().positions.get(&partition).cloned();
            if end == NextOffset(0) {
                continue;
            }
            let (committed, position) = (committed.unwrap(), position.unwrap());
            assert_eq!((committed.next, position.next), (end, end));
            assert_eq!(committed.metadata, position.ledger);
        }
    }
}

fn key_of(fed: Fed) -> String {
    match fed {
        Fed::Row(index) => format!("row-{index}"),
        Fed::Refused(index) => format!("refused-{index}"),
        Fed::Undecodable(index) => format!("undecodable-{index}"),
        Fed::Empty(index) => format!("empty-{index}"),
        Fed::UnknownSchema(index) => format!("unknown-{index}"),
        Fed::Tombstone => "tombstone".to_owned(),
        Fed::Heartbeat => "heartbeat".to_owned(),
    }
}

fn spec(transactional_id: &str) -> MemberSpec {
    MemberSpec {
        group: GROUP.to_owned(),
        input: TopicName::new(INPUT),
        transactional_id: transactional_id.to_owned(),
        instance_id: None,
        start: StartAt::Error,
    }
}

/// Delivers after every `records` records and at the end of a partition, ticks at once, and waits for nothing.
pub(super) fn quick(records: u64) -> DeliveryConfig {
    DeliveryConfig {
        batch_interval: Duration::from_secs(3_600),
        batch_max_records: records,
        tick_interval: Duration::ZERO,
        schema_wait: Duration::ZERO,
        schema_retry: Duration::ZERO,
        breaker_window: 100_000,
        retry_first: Duration::ZERO,
        retry_longest: Duration::ZERO,
        ..DeliveryConfig::new(TopicName::new(DEAD))
    }
}

/// Turns the sink until all of its input is delivered and the group knows.
pub(super) fn settle(sink: &mut Sink<FaultyCluster>) {
    for _ in 0..1_000_000 {
        sink.turn().unwrap();
        if sink.is_drained().unwrap() {
            return;
        }
    }
    panic!("the sink does not come to the end of its input");
}
