//! A transaction that some process began on a topic and does not end.

use std::time::Duration;

use dateline_schemas::topic::Topic;
use dateline_tests::installation::Installation;
use rdkafka::{
    ClientConfig,
    producer::{BaseProducer, BaseRecord, Producer as _},
    util::Timeout,
};

use super::WITHIN;

/// Not ended yet.
pub(super) struct OpenTransaction(BaseProducer);

impl OpenTransaction {
    /// Writes a record with this value to partition 0 of a topic.
    pub(super) fn begin(installation: &Installation, topic: Topic, value: &[u8]) -> Self {
        let producer: BaseProducer = ClientConfig::new()
            .set("bootstrap.servers", installation.brokers())
            .set(
                "transactional.id",
                format!("{}-foreign", installation.prefix()),
            )
            .set("transaction.timeout.ms", WITHIN.as_millis().to_string())
            .create()
            .unwrap();
        producer.init_transactions(WITHIN).unwrap();
        producer.begin_transaction().unwrap();
        let topic = installation.topic(topic);
        let record = BaseRecord::to(&topic).partition(0).key("foreign");
        let sent = producer.send(record.payload(value));
        sent.map_err(|(error, _)| error).unwrap();
        while producer.in_flight_count() > 0 {
            producer.poll(Duration::from_millis(1));
        }
        Self(producer)
    }

    pub(super) fn abort(self) {
        self.0.abort_transaction(Timeout::Never).unwrap();
    }

    pub(super) fn commit(self) {
        self.0.commit_transaction(Timeout::Never).unwrap();
    }
}
