//! The log in memory, with commits that go wrong in the ways that a real one's do.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use dateline_runtime::{
    Outgoing,
    local::{LocalCleanup, LocalCluster, LocalMember, LocalTable, LocalTopic, LocalWriter},
    log::{Cluster, Committed, LogError, MemberSpec, Writer},
};
use dateline_schemas::{Delivery, WireItem};

use super::*;

pub const TOPICS: [&str; 4] = ["raw", "items", "checkpoints", "dead"];

/// What becomes of a commit.
#[derive(Debug, Clone, Copy)]
pub enum Commit {
    Done,
    Aborted,
    UnknownAndDone,
    UnknownAndNotDone,
    Fatal,
    /// A rival takes the transactional id over, which the abort tells.
    AbortedByRival,
    /// A rival takes it over, and two deliveries as well; the outcome is not known.
    UnknownBehindRival,
    /// So does one here, and what cannot be committed cannot be aborted either.
    UnabortableBehindRival,
}

/// A log whose next commits end like this, and all after them well.
#[derive(Clone)]
pub struct Moody {
    log: LocalCluster,
    commits: Arc<Mutex<VecDeque<Commit>>>,
}

/// Like a writer on Kafka, a new one of the same transactional id fences whoever has it.
pub struct MoodyWriter {
    cluster: Moody,
    transactional_id: String,
    writer: LocalWriter,
    can_abort: bool,
}

impl Moody {
    pub fn new(commits: impl IntoIterator<Item = Commit>) -> Self {
        let topics = TOPICS.map(|name| LocalTopic {
            name: TopicName::new(name),
            partitions: 1,
            cleanup: LocalCleanup::KeepBytes(u64::MAX),
        });
        let clock = Arc::new(|| 0);
        Self {
            log: LocalCluster::with_clock(&topics, clock, u64::MAX >> 1),
            commits: Arc::new(Mutex::new(commits.into_iter().collect())),
        }
    }

    /// Ids of all deliveries in the log.
    pub fn delivery_ids(&self) -> Vec<String> {
        let (mut table, mut ids) = (self.log.table().unwrap(), Vec::new());
        let (topic, control) = (TopicName::new("raw"), Control::default());
        read_to_end(&mut table, &topic, &control, |record| {
            let delivery: Delivery = Codec::single_object()
                .decode(record.value.unwrap())
                .unwrap();
            ids.push(delivery.delivery_id);
        })
        .unwrap();
        ids
    }
}

impl Moody {
    /// All records of a topic, as they were written.
    pub fn records(&self, topic: &str) -> Vec<Outgoing> {
        let (mut table, mut records) = (self.log.table().unwrap(), Vec::new());
        let (topic, control) = (TopicName::new(topic), Control::default());
        read_to_end(&mut table, &topic, &control, |record| {
            let (key, value) = (record.key.unwrap(), record.value.map(<[u8]>::to_vec));
            let headers = record.headers.iter();
            let headers = headers.map(|(name, value)| (name.to_owned(), value));
            records.push(Outgoing::keyed(&topic, key, value).with_headers(headers));
        })
        .unwrap();
        records
    }

    /// Ids of the deliveries that the items in the log are from.
    pub fn delivery_ids_of_items(&self) -> Vec<String> {
        let (mut table, mut ids) = (self.log.table().unwrap(), Vec::new());
        let (topic, control) = (TopicName::new("items"), Control::default());
        read_to_end(&mut table, &topic, &control, |record| {
            let item: WireItem = Codec::single_object()
                .decode(record.value.unwrap())
                .unwrap();
            ids.push(item.raw.delivery_id);
        })
        .unwrap();
        ids
    }
}

impl Cluster for Moody {
    type Log = LocalMember;
    type Writer = MoodyWriter;
    type Table = LocalTable;

    fn member(&self, spec: &MemberSpec) -> Result<LocalMember, LogError> {
        self.log.member(spec)
    }

    fn writer(&self, transactional_id: &str) -> Result<MoodyWriter, LogError> {
        Ok(MoodyWriter {
            cluster: self.clone(),
            transactional_id: transactional_id.to_owned(),
            writer: self.log.writer(transactional_id)?,
            can_abort: true,
        })
    }

    fn table(&self) -> Result<LocalTable, LogError> {
        self.log.table()
    }

    fn committed(
        &self,
        group: &str,
        topic: &TopicName,
        partitions: i32,
    ) -> Result<Vec<(i32, Committed)>, LogError> {
        self.log.committed(group, topic, partitions)
    }
}

impl MoodyWriter {
    /// Another intake of the same identity takes two deliveries.
    fn let_a_rival_write(&self) {
        let calm = Moody {
            commits: Arc::default(),
            ..self.cluster.clone()
        };
        let mut rival = intake(&calm, 100);
        for position in ["a", "b"] {
            let (arrival, _told) = delivery(position, LINES, Replacing::Allowed);
            rival.take(arrival).unwrap();
        }
        rival.commit().unwrap();
    }
}

impl Writer for MoodyWriter {
    fn begin(&mut self) -> Result<(), LogError> {
        match self.can_abort {
            true => self.writer.begin(),
            false => Err(LogError::OutcomeUnknown("it is to be renewed".to_owned())),
        }
    }

    fn send(&mut self, outgoing: Outgoing) -> Result<(), LogError> {
        self.writer.send(outgoing)
    }

    fn commit(&mut self) -> Result<(), LogError> {
        let why = || "as the test wants it".to_owned();
        let planned = self.cluster.commits.lock().unwrap().pop_front();
        match planned {
            None | Some(Commit::Done) => self.writer.commit(),
            Some(Commit::Aborted) => Err(LogError::Abort(why())),
            Some(Commit::UnknownAndDone) => {
                self.writer.commit()?;
                Err(LogError::OutcomeUnknown(why()))
            }
            Some(Commit::UnknownAndNotDone) => Err(LogError::OutcomeUnknown(why())),
            Some(Commit::Fatal) => Err(LogError::Fatal(why())),
            Some(Commit::AbortedByRival) => {
                self.cluster.log.writer(&self.transactional_id)?;
                Err(LogError::Abort(why()))
            }
            Some(Commit::UnknownBehindRival) => {
                self.let_a_rival_write();
                Err(LogError::OutcomeUnknown(why()))
            }
            Some(Commit::UnabortableBehindRival) => {
                self.let_a_rival_write();
                self.can_abort = false;
                Err(LogError::Abort(why()))
            }
        }
    }

    fn abort(&mut self) -> Result<(), LogError> {
        match self.can_abort {
            true => self.writer.abort(),
            false => Err(LogError::OutcomeUnknown("as the test wants it".to_owned())),
        }
    }

    fn renew(&mut self) -> Result<(), LogError> {
        self.writer = self.cluster.log.writer(&self.transactional_id)?;
        self.can_abort = true;
        Ok(())
    }
}
