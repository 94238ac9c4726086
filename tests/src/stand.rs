//! A stand on which a chapter runs: the whole pipeline on real Kafka, or the same services on the log in memory.

mod in_memory;
mod on_kafka;

use std::{collections::BTreeMap, path::Path};

use anyhow::Context;
use dateline_runtime::{TopicName, dead_letter};
use dateline_schemas::{Codec, EnrichedItem, topic::Topic};

pub use in_memory::{InMemory, source};
pub use on_kafka::OnKafka;

/// Patience with a schema that nobody knows: short, since chapters that have one wait for all of it.
const SCHEMA_WAIT_MS: u64 = 300;

/// The models of all languages take seconds to load, on every start.
const LANGUAGES: [&str; 2] = ["en", "nl"];

/// A header of every record that `Stand::put` writes.
pub const FOREIGN_HEADER: (&str, &str) = ("written-by", "somebody");

/// A log with all topics, and the pipeline that works on it.
pub trait Stand {
    /// Full name of a topic.
    fn topic(&self, topic: Topic) -> String;

    /// Writes a record to partition 0, as somebody would who is no part of Dateline.
    ///
    /// # Errors
    /// When it is not taken.
    fn put(&self, topic: Topic, key: Option<&[u8]>, value: Option<&[u8]>) -> anyhow::Result<Place>;

    /// Takes these deliveries in, and brings them and all else that is in the topics to the target.
    ///
    /// # Errors
    /// What ended the pipeline other than the end of its input.
    fn run(&self, inputs: &[Input], target: &str) -> anyhow::Result<()>;

    /// All committed records of a topic, each partition in order.
    ///
    /// # Errors
    /// When they cannot be read.
    fn records(&self, topic: Topic) -> anyhow::Result<Vec<StoredRecord>>;

    /// What became of all inputs so far.
    ///
    /// # Errors
    /// When nobody can say.
    fn account(&self) -> anyhow::Result<Account>;

    /// A folder for deliveries and results.
    fn folder(&self) -> &Path;

    /// The dead letters so far.
    ///
    /// # Errors
    /// When they cannot be read.
    fn dead_letters(&self) -> anyhow::Result<Vec<DeadLetter>> {
        let records = self.records(Topic::Dead)?;
        records.into_iter().map(DeadLetter::of).collect()
    }

    /// Uris of what went on to consumers, sorted.
    ///
    /// # Errors
    /// When it cannot be read.
    fn enriched_uris(&self) -> anyhow::Result<Vec<String>> {
        let codec = Codec::single_object();
        let records = self.records(Topic::Enriched)?;
        let values = records.iter().filter_map(|record| record.value.as_deref());
        let items = values.filter_map(|value| codec.decode::<EnrichedItem>(value).ok());
        let mut uris: Vec<String> = items.map(|enriched| enriched.item.uri).collect();
        uris.sort();
        Ok(uris)
    }
}

/// Deliveries: a format, or `sniff`, and a pattern of files.
#[derive(Debug, Clone)]
pub struct Input {
    /// Name of the format.
    pub format: String,
    /// Path or pattern of the files.
    pub pattern: String,
}

/// Where a record is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Full name of the topic.
    pub topic: String,
    /// Number of the partition.
    pub partition: i32,
    /// Offset there.
    pub offset: i64,
}

/// A record as it is stored.
#[derive(Debug, Clone)]
pub struct StoredRecord {
    /// Key bytes.
    pub key: Option<Vec<u8>>,
    /// Value bytes.
    pub value: Option<Vec<u8>>,
    /// Headers, which are UTF-8 text.
    pub headers: BTreeMap<String, String>,
}

/// What became of all inputs: how many by stage and outcome or reason (`annotate emitted`, `link empty`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Counts that are not zero.
    pub outcomes: BTreeMap<String, u64>,
    /// What does not add up.
    pub problems: Vec<String>,
}

/// A record of `wire.dead`.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// The key as it was.
    pub key: Option<Vec<u8>>,
    /// The bytes as they were.
    pub value: Option<Vec<u8>>,
    /// Where it was; `None` for what was in no topic yet.
    pub place: Option<Place>,
    /// Who put it aside.
    pub stage: String,
    /// Why, as a label.
    pub reason: String,
    /// What is wrong, where, why, and what to do.
    pub message: String,
    /// All headers.
    pub headers: BTreeMap<String, String>,
}

impl DeadLetter {
    fn of(record: StoredRecord) -> anyhow::Result<Self> {
        let header = |name: &str| record.headers.get(name).cloned();
        let needed = |name: &str| header(name).with_context(|| format!("no header {name}"));
        let place = header(dead_letter::ERROR_TOPIC).map(|topic| -> anyhow::Result<Place> {
            Ok(Place {
                topic,
                partition: needed(dead_letter::ERROR_PARTITION)?.parse()?,
                offset: needed(dead_letter::ERROR_OFFSET)?.parse()?,
            })
        });
        Ok(Self {
            place: place.transpose()?,
            stage: needed(dead_letter::ERROR_STAGE)?,
            reason: needed(dead_letter::ERROR_CLASS)?,
            message: needed(dead_letter::ERROR_MESSAGE)?,
            key: record.key,
            value: record.value,
            headers: record.headers,
        })
    }
}

fn name_of(topic: Topic, prefix: &str) -> TopicName {
    TopicName::new(&topic.name(prefix))
}
