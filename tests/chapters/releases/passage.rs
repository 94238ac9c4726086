//! When items came in and when they were shown, by the log's clock.

use std::{collections::BTreeMap, time::Duration};

use anyhow::Context;
use dateline_schemas::{Change, Codec, EnrichedItem, WireItem, topic::Topic};
use dateline_tests::{installation::Installation, stack::kafka};
use rdkafka::Message;

/// A record of the public topic.
#[derive(Debug, Clone)]
pub struct Shown {
    pub uri: String,
    pub partition: i32,
    pub appended_ms: i64,
    /// The end of its embargo, if it was held until then.
    pub released_at_end_ms: Option<i64>,
}

/// What the topics tell.
#[derive(Debug)]
pub struct Passages {
    /// All records of the public topic, partition by partition, in order.
    pub shown: Vec<Shown>,
    /// How long each item without an embargo took from its own topic to the public one.
    pub ordinary_ms: Vec<i64>,
}

fn appended_ms(record: &impl Message) -> anyhow::Result<i64> {
    record.timestamp().to_millis().context("no append time")
}

/// Reads what is there.
pub fn read(installation: &Installation, within: Duration) -> anyhow::Result<Passages> {
    let codec = Codec::single_object();
    let records =
        |topic| kafka::records_of(installation.brokers(), &installation.topic(topic), within);
    let mut came_ms: BTreeMap<String, i64> = BTreeMap::new();
    for record in records(Topic::Items)? {
        let item: WireItem = codec.decode(record.payload().context("no value")?)?;
        came_ms.insert(item.uri, appended_ms(&record)?);
    }
    let mut passages = Passages {
        shown: Vec::new(),
        ordinary_ms: Vec::new(),
    };
    for record in records(Topic::Enriched)? {
        let item: EnrichedItem = codec.decode(record.payload().context("no value")?)?;
        let appended_ms = appended_ms(&record)?;
        let is_released = item.lineage.change == Change::Released;
        let end = item.item.embargoed_until.filter(|_| is_released);
        if item.item.embargoed_until.is_none() {
            let came_ms = came_ms
                .get(&item.item.uri)
                .context("shown and never came")?;
            passages.ordinary_ms.push(appended_ms - came_ms);
        }
        passages.shown.push(Shown {
            uri: item.item.uri,
            partition: record.partition(),
            appended_ms,
            released_at_end_ms: end.map(|end| end.as_millis()),
        });
    }
    Ok(passages)
}
