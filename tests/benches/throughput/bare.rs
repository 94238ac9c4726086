//! What rdkafka alone does: poll, send, offsets, commit. The yardsticks of everything else, with the pump's own settings;
//! one of them fetches ahead as librdkafka does by itself.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use dateline_runtime::{
    PumpConfig,
    kafka::{FETCH_AHEAD, Reports, serve_or_pause},
    log::StartAt,
};
use dateline_schemas::Topic;
use rdkafka::{
    Message as _, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer as _},
    error::KafkaError,
    message::BorrowedMessage,
    producer::{BaseProducer, BaseRecord, Producer as _},
    types::RDKafkaErrorCode,
    util::Timeout,
};

use crate::{
    field::{Field, PARTITIONS},
    measure::{Clock, Measured},
};

const REQUEST: Duration = Duration::from_secs(10);

/// For a client that gets its records one by one, what Dateline's writers do by handing over many at a time.
const LINGER_MS: &str = "20";

/// How a copy fetches ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fetching {
    /// As librdkafka does where nothing is set.
    Default,
    /// As Dateline does.
    Tuned,
}

/// Copies the input to the output with the same keys, values and headers, in transactions of the pump's length.
pub fn copy(field: &Field, fetching: Fetching) -> anyhow::Result<Measured> {
    let (input, output) = (field.topic(Topic::Items), field.topic(Topic::Annotated));
    let spec = field.member(&input, StartAt::Beginning);
    let mut config = field.cluster.group_config(&spec);
    if fetching == Fetching::Default {
        for (name, _) in FETCH_AHEAD {
            config.remove(name);
        }
    }
    let consumer: BaseConsumer = config.create()?;
    let mut config = field.cluster.producer_config(&spec.transactional_id);
    config.set("linger.ms", LINGER_MS);
    let producer: BaseProducer = config.create()?;
    producer.init_transactions(REQUEST)?;
    consumer.subscribe(&[input.as_str()])?;
    while consumer.assignment()?.count() == 0 {
        consumer.poll(Duration::ZERO);
    }
    let interval = PumpConfig::new(field.topic(Topic::Dead)).transaction_interval;
    let clock = Clock::start()?;
    let mut lap = clock.lap(0)?;
    let mut reports = Reports::default();
    let mut copied = 0;
    let mut ended = 0;
    while ended < PARTITIONS {
        producer.begin_transaction()?;
        let started = Instant::now();
        let mut ends = BTreeMap::new();
        while ended < PARTITIONS && started.elapsed() < interval {
            match consumer.poll(Duration::from_millis(10)) {
                Some(Ok(message)) => {
                    send(&producer, &mut reports, output.as_str(), &message)?;
                    ends.insert(message.partition(), message.offset() + 1);
                    copied += 1;
                }
                Some(Err(KafkaError::PartitionEOF(_))) => ended += 1,
                Some(Err(error)) => return Err(error.into()),
                None => {}
            }
        }
        if ends.is_empty() {
            producer.abort_transaction(Timeout::Never)?;
            continue;
        }
        commit(&producer, &consumer, input.as_str(), ends)?;
        // The end of the last partition may be told half a second after its last record.
        lap = clock.lap(copied)?;
    }
    Ok(lap)
}

fn send(
    producer: &BaseProducer,
    reports: &mut Reports,
    output: &str,
    message: &BorrowedMessage<'_>,
) -> anyhow::Result<()> {
    let mut record = BaseRecord::to(output);
    record.key = message.key();
    record.payload = message.payload();
    record.headers = message.headers().map(|headers| headers.detach());
    loop {
        match producer.send(record) {
            Ok(()) => {
                reports.sent(producer);
                return Ok(());
            }
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), refused)) => {
                record = refused;
                serve_or_pause(producer);
            }
            Err((error, _)) => return Err(error.into()),
        }
    }
}

fn commit(
    producer: &BaseProducer,
    consumer: &BaseConsumer,
    input: &str,
    ends: BTreeMap<i32, i64>,
) -> anyhow::Result<()> {
    let mut list = TopicPartitionList::new();
    for (partition, next) in ends {
        list.add_partition_offset(input, partition, Offset::Offset(next))?;
    }
    while producer.in_flight_count() > 0 {
        serve_or_pause(producer);
    }
    if let Some(metadata) = consumer.group_metadata() {
        producer.send_offsets_to_transaction(&list, &metadata, REQUEST)?;
    }
    producer.commit_transaction(Timeout::Never)?;
    Ok(())
}
