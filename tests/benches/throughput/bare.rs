//! What rdkafka alone does: poll, send, offsets, commit. The yardstick of everything else.

use std::time::{Duration, Instant};

use dateline_tests::stack::kafka::topic_prefix;
use rdkafka::{
    ClientConfig, Message as _, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer as _},
    producer::{BaseProducer, BaseRecord, Producer as _},
    util::Timeout,
};

use crate::measure::{Clock, Measured};

const REQUEST: Duration = Duration::from_secs(10);

/// Copies the input to the output with the same keys, values and headers, in transactions of 100 ms.
pub fn copy(
    brokers: &str,
    names: &[String; 3],
    group: &str,
    items: usize,
) -> anyhow::Result<Measured> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", group)
        .set("enable.auto.commit", "false")
        .set("isolation.level", "read_committed")
        .set("auto.offset.reset", "earliest")
        .create()?;
    let producer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("transactional.id", topic_prefix("bare"))
        .set("compression.type", "lz4")
        .set("batch.size", "1000000")
        .set("linger.ms", "5")
        .create()?;
    producer.init_transactions(REQUEST)?;
    consumer.subscribe(&[&names[0]])?;
    while consumer.assignment()?.count() == 0 {
        consumer.poll(Duration::ZERO);
    }
    let clock = Clock::start()?;
    let mut copied = 0;
    while copied < items {
        producer.begin_transaction()?;
        let started = Instant::now();
        let mut ends = std::collections::BTreeMap::new();
        while copied < items && started.elapsed() < Duration::from_millis(100) {
            let Some(message) = consumer.poll(Duration::from_millis(10)) else {
                continue;
            };
            let message = message?;
            let mut record = BaseRecord::to(&names[1]).key(message.key().unwrap_or_default());
            record = record.payload(message.payload().unwrap_or_default());
            if let Some(headers) = message.headers() {
                record = record.headers(headers.detach());
            }
            while let Err((_, refused)) = producer.send(record) {
                record = refused;
                producer.poll(Duration::from_millis(5));
            }
            ends.insert(message.partition(), message.offset() + 1);
            copied += 1;
        }
        let mut list = TopicPartitionList::new();
        for (partition, next) in ends {
            list.add_partition_offset(&names[0], partition, Offset::Offset(next))?;
        }
        while producer.in_flight_count() > 0 {
            producer.poll(Duration::from_millis(1));
        }
        if let Some(metadata) = consumer.group_metadata() {
            producer.send_offsets_to_transaction(&list, &metadata, REQUEST)?;
        }
        producer.commit_transaction(Timeout::Never)?;
    }
    clock.stop(items)
}
