//! `wire.schemas`: every process writes its schemas before its first record, and learns those of others from it.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use dateline_runtime::{
    Control, Outgoing, TopicName,
    log::{Cluster, LogError, Writer},
    table::{patiently, read_to_end},
};
use dateline_schemas::{
    Codec,
    codec::{fingerprint_key, own_schemas},
};

/// Reads schema topics into a codec.
pub struct SchemaExchange<C: Cluster> {
    cluster: C,
    table: Mutex<Option<C::Table>>,
    codec: Codec,
    /// This installation's own first.
    topics: Vec<TopicName>,
    control: Control,
}

impl<C: Cluster> SchemaExchange<C> {
    /// An exchange on these topics, of which the first is this installation's own; it waits for a log that is not there until the control asks to stop.
    pub fn new(cluster: &C, codec: Codec, topics: Vec<TopicName>, control: Control) -> Self {
        Self {
            cluster: cluster.clone(),
            table: Mutex::new(None),
            codec,
            topics,
            control,
        }
    }

    /// Learns all that is in the topics.
    ///
    /// # Errors
    /// See [`read_to_end`].
    pub fn learn(&self) -> Result<(), LogError> {
        self.topics
            .iter()
            .try_for_each(|topic| self.learn_from(topic).map(drop))
    }

    /// Learns all that is in a topic; the keys of what is there.
    fn learn_from(&self, topic: &TopicName) -> Result<BTreeSet<Vec<u8>>, LogError> {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if table.is_none() {
            *table = Some(self.cluster.table()?);
        }
        let mut keys = BTreeSet::new();
        let Some(table) = table.as_mut() else {
            return Ok(keys);
        };
        read_to_end(table, topic, &self.control, |record| {
            let schema = record
                .value
                .and_then(|value| std::str::from_utf8(value).ok());
            match schema.map(|schema| self.codec.learn(schema)) {
                Some(Err(error)) => {
                    tracing::warn!(offset = %record.offset, %error, "schema cannot be used")
                }
                Some(Ok(_)) => {}
                None => tracing::warn!(offset = %record.offset, "schema record without a text"),
            }
            keys.extend(record.key.map(<[u8]>::to_vec));
        })?;
        Ok(keys)
    }

    /// Looks for schemas that were written since; one that cannot be read now is looked for again at the next record.
    pub fn refresh(&self) {
        if let Err(error) = self.learn() {
            tracing::info!(%error, "the schema topic cannot be read");
        }
    }

    /// Writes those of this build's schemas that are not there yet.
    ///
    /// # Errors
    /// A log that needs a person, or a control that asks to stop before there is one.
    pub fn announce(&self, cluster: &C, transactional_id: &str) -> Result<(), LogError> {
        let Some((topic, others)) = self.topics.split_first() else {
            return Ok(());
        };
        let known = self.learn_from(topic)?;
        for other in others {
            self.learn_from(other)?;
        }
        let new: Vec<Outgoing> = own_schemas()
            .map(|(fingerprint, json)| (fingerprint_key(fingerprint), json))
            .filter(|(key, _)| !known.contains(key.as_bytes()))
            .map(|(key, json)| {
                Outgoing::keyed(topic, key.as_bytes(), Some(json.as_bytes().to_vec()))
            })
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        // With a new writer each time: it ends what an attempt before left open. Written twice is as good as once.
        patiently(&self.control, || {
            let mut writer = cluster.writer(transactional_id)?;
            write(&mut writer, &new).map_err(|error| match error {
                LogError::Abort(reason) | LogError::OutcomeUnknown(reason) => {
                    LogError::Unavailable(reason)
                }
                other => other,
            })
        })
    }
}

fn write(writer: &mut impl Writer, schemas: &[Outgoing]) -> Result<(), LogError> {
    writer.begin()?;
    for outgoing in schemas {
        writer.send(outgoing.clone())?;
    }
    writer.commit()
}
