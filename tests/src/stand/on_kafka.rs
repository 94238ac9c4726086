//! The program on real Kafka, with records written and read by plain clients.

use std::{path::Path, time::Duration};

use anyhow::Context;
use dateline_schemas::topic::Topic;
use rdkafka::{
    ClientConfig, Message as _,
    consumer::{BaseConsumer, Consumer as _},
    message::{Header, Headers as _, OwnedHeaders},
    producer::{BaseProducer, BaseRecord, Producer as _},
};
use serde_json::Value;

use super::{
    Account, FOREIGN_HEADER, Input, LANGUAGES, Place, SCHEMA_WAIT_MS, Stand, StoredRecord,
};
use crate::{installation::Installation, stack::kafka};

const WITHIN: Duration = Duration::from_secs(120);

/// An installation of its own on the Kafka that chapters share.
#[derive(Debug)]
pub struct OnKafka {
    installation: Installation,
}

impl OnKafka {
    /// Makes the topics.
    ///
    /// # Errors
    /// When they cannot be made.
    pub fn new(program: &str, chapter: &str) -> anyhow::Result<Self> {
        let installation = Installation::shared(program, chapter)?
            .with(&format!("pump.schema_wait_ms={SCHEMA_WAIT_MS}"))
            .with(&format!("enricher.languages={}", LANGUAGES.join(",")));
        installation.apply_topics()?;
        Ok(Self { installation })
    }

    /// The installation.
    pub const fn installation(&self) -> &Installation {
        &self.installation
    }
}

impl Stand for OnKafka {
    fn topic(&self, topic: Topic) -> String {
        self.installation.topic(topic)
    }

    fn put(&self, topic: Topic, key: Option<&[u8]>, value: Option<&[u8]>) -> anyhow::Result<Place> {
        let topic = self.topic(topic);
        let brokers = self.installation.brokers();
        let producer: BaseProducer = ClientConfig::new()
            .set("bootstrap.servers", brokers)
            .create()?;
        let mut record: BaseRecord<'_, [u8], [u8]> = BaseRecord::to(&topic).partition(0);
        let (name, header) = FOREIGN_HEADER;
        let header = Header {
            key: name,
            value: Some(header),
        };
        record = record.headers(OwnedHeaders::new().insert(header));
        record.key = key;
        record.payload = value;
        producer.send(record).map_err(|(error, _)| error)?;
        producer.flush(WITHIN)?;
        let reader: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", brokers)
            .create()?;
        // Nobody else writes to the topic before the pipeline runs.
        let (_, end) = reader.fetch_watermarks(&topic, 0, WITHIN)?;
        Ok(Place {
            topic,
            partition: 0,
            offset: end - 1,
        })
    }

    fn run(&self, inputs: &[Input], target: &str) -> anyhow::Result<()> {
        let inputs = inputs.iter();
        let inputs: Vec<String> = inputs
            .map(|input| format!("{}:{}", input.format, input.pattern))
            .collect();
        let mut command = vec!["run", "--sink", target];
        command.extend(inputs.iter().flat_map(|input| ["--input", input]));
        self.installation.run(&command, WITHIN)?.successful()?;
        Ok(())
    }

    fn records(&self, topic: Topic) -> anyhow::Result<Vec<StoredRecord>> {
        let brokers = self.installation.brokers();
        let records = kafka::records_of(brokers, &self.topic(topic), WITHIN)?;
        let stored = records.iter().map(|record| {
            let headers = record.headers().into_iter().flat_map(|all| all.iter());
            let headers = headers.map(|header| {
                let value = header.value.unwrap_or_default().to_vec();
                let value = String::from_utf8(value).context("a header that is no UTF-8")?;
                Ok((header.key.to_owned(), value))
            });
            Ok(StoredRecord {
                key: record.key().map(<[u8]>::to_vec),
                value: record.payload().map(<[u8]>::to_vec),
                headers: headers.collect::<anyhow::Result<_>>()?,
            })
        });
        stored.collect()
    }

    fn account(&self) -> anyhow::Result<Account> {
        let audit = self.installation.account()?;
        let mut account = Account::default();
        for stage in audit["stages"].as_array().into_iter().flatten() {
            let name = stage["stage"].as_str().unwrap_or_default();
            for counts in [&stage["outcomes"], &stage["quarantined"]] {
                for (label, count) in counts.as_object().into_iter().flatten() {
                    let count = count.as_u64().context("no count")?;
                    account.outcomes.insert(format!("{name} {label}"), count);
                }
            }
        }
        let problems = audit["problems"].as_array().into_iter().flatten();
        account.problems = problems
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        Ok(account)
    }

    fn folder(&self) -> &Path {
        self.installation.folder()
    }
}
