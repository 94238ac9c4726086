//! The input of the rounds: a made-up stream of wires with its copies, updates and kills, in three languages.

use std::{
    path::Path,
    time::{Duration, SystemTime},
};

use dateline_schemas::{Codec, RawReference, Timestamp, Topic, header, identity};
use dateline_tests::stream::{Stream, StreamPlan};
use rdkafka::{
    ClientConfig,
    message::{Header, OwnedHeaders},
    producer::{BaseProducer, BaseRecord, Producer as _},
};

use crate::field::Field;

/// The same stream in every run: what is compared is Dateline.
const SEED: u64 = 1;

/// The stream began so long ago: its short embargoes are over when it is read, and its long ones are not.
const AGE: Duration = Duration::from_secs(3 * 3_600);

/// How far apart items come in: ten a second, a busy desk.
const PACE_MS: i64 = 100;

/// Items in one delivery.
const ITEMS_PER_DELIVERY: usize = 500;

/// The stream, and its items as records.
pub struct Input {
    stream: Stream,
    records: Vec<InputRecord>,
}

struct InputRecord {
    key: String,
    value: Vec<u8>,
    headers: [header::Header; 2],
}

impl Input {
    /// A stream of so many items.
    pub fn of(items: usize) -> anyhow::Result<Self> {
        let starts_at = (SystemTime::now() - AGE).duration_since(SystemTime::UNIX_EPOCH)?;
        let starts_at = Timestamp::from_millis(i64::try_from(starts_at.as_millis())?);
        let stream = Stream::generate(&StreamPlan {
            seed: SEED,
            inputs: items,
            starts_at,
            embargoes_end_within_ms: 1_000,
        });
        let codec = Codec::single_object();
        let mut received_at = starts_at.plus_millis(3_600_000);
        let mut records = Vec::with_capacity(items);
        for (index, input) in stream.inputs.iter().enumerate() {
            received_at = received_at.plus_millis(PACE_MS);
            let mut item = input.item.clone();
            item.source = "bench".to_owned();
            item.received_at = received_at;
            item.raw = RawReference {
                delivery_id: identity::delivery_id("bench", &index.to_string(), b""),
                span: None,
            };
            item.content_hash = identity::content_hash(&item);
            records.push(InputRecord {
                value: codec.encode(&item)?,
                headers: header::common(&item.raw.delivery_id, &item.source),
                key: item.uri,
            });
        }
        Ok(Self { stream, records })
    }

    /// How many items it has.
    pub const fn count(&self) -> usize {
        self.records.len()
    }

    /// Average size of a record's value.
    pub fn mean_bytes(&self) -> usize {
        let all: usize = self.records.iter().map(|record| record.value.len()).sum();
        all / self.records.len().max(1)
    }

    /// Writes the first `count` items into `wire.items`, from the beginning again behind the last.
    pub fn fill(&self, field: &Field, count: usize) -> anyhow::Result<()> {
        let topic = field.topic(Topic::Items);
        let mut config: ClientConfig = field.cluster.config();
        config
            .set("compression.type", "lz4")
            .set("batch.size", "1000000")
            .set("linger.ms", "20")
            .set("partitioner", "murmur2_random");
        let producer: BaseProducer = config.create()?;
        for input in self.records.iter().cycle().take(count) {
            let mut headers = OwnedHeaders::new();
            for (name, value) in &input.headers {
                headers = headers.insert(Header {
                    key: name,
                    value: Some(value.as_bytes()),
                });
            }
            let mut record = BaseRecord::to(topic.as_str())
                .key(input.key.as_bytes())
                .payload(input.value.as_slice())
                .headers(headers);
            while let Err((_, refused)) = producer.send(record) {
                record = refused;
                producer.poll(Duration::from_millis(10));
            }
        }
        while producer.in_flight_count() > 0 {
            producer.poll(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Writes the stream as the deliveries that a producer takes in.
    pub fn write_deliveries(&self, folder: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder)?;
        self.stream.write_deliveries(folder, ITEMS_PER_DELIVERY)?;
        Ok(())
    }
}
