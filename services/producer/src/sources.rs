//! Where deliveries come from, one file each: all input and output of the producer but the log's.

mod directory;
mod files;
mod folder;
mod maildir;
mod poll;
mod push;
mod seen;
mod stdin;

use std::{
    collections::BTreeMap,
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use data_encoding::HEXLOWER;
use dateline_runtime::Control;
use sha2::{Digest as _, Sha256};

pub use self::push::PushMetrics;
use self::push::{PushServer, Pushed, Serving};
use crate::{
    clock::Clock,
    formats::MAX_DELIVERY_BYTES,
    intake::IntakeError,
    source::{
        Content, PollOutcome, PushListener, Reach, SourceKind, SourceSpec, Standing, Told,
        Transport,
    },
};

/// Deliveries that may wait for the intake: together with the largest delivery this bounds the memory they take.
const WAITING_DELIVERIES: usize = 4;

/// How much of an oversize delivery goes to the dead letters.
const OVERSIZE_HEAD_BYTES: usize = 64 * 1024;

/// Sources that run.
pub struct Sources {
    /// What they tell; it ends when all of them are exhausted.
    pub told: Receiver<Told>,
    push: Option<Serving>,
}

/// Starts every source on a thread of its own; all that are pushed to share one. `standing` tells where a source stands at
/// each position.
///
/// # Errors
/// When a thread cannot be started, or an address not be listened on.
pub fn start(
    sources: &[SourceSpec],
    listener: &PushListener,
    metrics: &PushMetrics,
    control: &Control,
    clock: &Clock,
    standing: impl Fn(&str) -> BTreeMap<String, Standing>,
) -> Result<Sources, IntakeError> {
    let failed =
        |error: io::Error| IntakeError::Log(format!("a source could not be started: {error}"));
    let hosts = Arc::new(poll::Hosts::default());
    let (sender, told) = sync_channel(WAITING_DELIVERIES);
    let to_intake = |source| ToIntake {
        source,
        sender: sender.clone(),
        control: control.clone(),
        clock: clock.clone(),
        is_failing: AtomicBool::new(false),
    };
    let mut pushed = Vec::new();
    for (index, spec) in sources.iter().enumerate() {
        let intake = to_intake(index);
        if let SourceKind::Push { credentials } = &spec.kind {
            pushed.push(Pushed {
                index,
                spec,
                credentials,
            });
            continue;
        }
        let spec = spec.clone();
        // Other sources have many positions, and ask for none.
        let standing = match spec.kind {
            SourceKind::Poll(_) => standing(&spec.name),
            _ => BTreeMap::new(),
        };
        let hosts = hosts.clone();
        thread::Builder::new()
            .name(format!("source-{}", spec.name))
            .spawn(move || run(&intake, &spec, standing, &hosts))
            .map_err(failed)?;
    }
    let push = match pushed.first() {
        None => None,
        Some(first) => {
            let intake = to_intake(first.index);
            let server = PushServer::bind(&pushed, listener, intake, metrics.clone())?;
            Some(server.start().map_err(failed)?)
        }
    };
    Ok(Sources { told, push })
}

impl Sources {
    /// Ends: the intake has told them all that it will. Waits shortly for those who still have to tell it on.
    pub fn end(self) {
        drop(self.told);
        if let Some(push) = self.push {
            // It has ended either way; of a panic the log has told.
            let _ = push.end();
        }
    }
}

/// Takes what a source has until it is exhausted, or is to end.
fn run(
    intake: &ToIntake,
    spec: &SourceSpec,
    standing: BTreeMap<String, Standing>,
    hosts: &poll::Hosts,
) {
    match &spec.kind {
        SourceKind::Files { patterns, rescan } => files::run(intake, spec, patterns, *rescan),
        SourceKind::Stdin => stdin::run(intake, spec, io::stdin().lock()),
        SourceKind::Directory(directory) => directory::run(intake, spec, directory),
        SourceKind::Maildir(maildir) => maildir::run(intake, spec, maildir),
        SourceKind::Poll(polled) => poll::run(intake, spec, polled, standing, hosts),
        // They have a server of their own, which they share.
        SourceKind::Push { .. } => {}
    }
    let source = intake.source;
    // Nobody listens any more: then nobody watches it either.
    let _ = intake.sender.send(Told::Ended { source });
}

/// A source's end of the channel.
struct ToIntake {
    source: usize,
    sender: SyncSender<Told>,
    control: Control,
    clock: Clock,
    /// What was told of its reach.
    is_failing: AtomicBool,
}

/// The intake is gone: the source ends.
struct Gone;

impl ToIntake {
    fn arrived(
        &self,
        position: String,
        content: Content,
        fetched_at: Option<dateline_schemas::Timestamp>,
    ) -> Result<(), Gone> {
        let (transport, standing) = (Transport::default(), Standing::default());
        self.fetched(position, content, transport, fetched_at, standing)
    }

    fn fetched(
        &self,
        position: String,
        content: Content,
        transport: Transport,
        fetched_at: Option<dateline_schemas::Timestamp>,
        standing: Standing,
    ) -> Result<(), Gone> {
        let arrival = crate::source::Arrival {
            known_by: crate::source::KnownBy::Position,
            source: self.source,
            position,
            content,
            fetched_at,
            transport,
            standing,
            replacing: crate::source::Replacing::Allowed,
            receipt: None,
        };
        self.tell(Told::Arrival(Box::new(arrival)))
    }

    fn polled(&self, outcome: PollOutcome) -> Result<(), Gone> {
        self.tell(Told::Polled {
            source: self.source,
            outcome,
        })
    }

    fn still_there(&self, position: String) -> Result<(), Gone> {
        self.tell(Told::StillThere {
            source: self.source,
            position,
        })
    }

    fn looked(&self, began: dateline_schemas::Timestamp) -> Result<(), Gone> {
        self.tell(Told::Looked {
            source: self.source,
            began,
        })
    }

    /// Tells whether deliveries can be got at, if that is not what was told last.
    fn reach(&self, reach: Reach) -> Result<(), Gone> {
        let is_failing = reach == Reach::Failed;
        if self.is_failing.swap(is_failing, Ordering::Relaxed) == is_failing {
            return Ok(());
        }
        self.tell(Told::Reach {
            source: self.source,
            reach,
        })
    }

    fn tell(&self, told: Told) -> Result<(), Gone> {
        self.sender.send(told).map_err(|_| Gone)
    }

    fn failed(&self, message: String) {
        // Nobody listens any more: then nobody needs to know.
        let _ = self.sender.send(Told::Failed {
            source: self.source,
            message,
        });
    }
}

/// Reads a delivery within the limit; of a larger one only the head is kept, and the rest is hashed as it streams by.
fn read_delivery(mut reader: impl Read) -> io::Result<Content> {
    let mut bytes = Vec::new();
    let limit = MAX_DELIVERY_BYTES as u64 + 1;
    reader.by_ref().take(limit).read_to_end(&mut bytes)?;
    if bytes.len() <= MAX_DELIVERY_BYTES {
        return Ok(Content::Bytes(bytes));
    }
    let mut hash = Sha256::new();
    hash.update(&bytes);
    let mut size = bytes.len() as u64;
    bytes.truncate(OVERSIZE_HEAD_BYTES);
    bytes.shrink_to_fit();
    let mut buffer = vec![0; OVERSIZE_HEAD_BYTES];
    loop {
        match reader.read(&mut buffer)? {
            0 => break,
            count => {
                hash.update(&buffer[..count]);
                size += count as u64;
            }
        }
    }
    Ok(Content::Oversize {
        head: bytes,
        size,
        sha256: HEXLOWER.encode(&hash.finalize()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_of_the_limit_is_taken_whole() {
        let content = read_delivery(io::repeat(b'x').take(MAX_DELIVERY_BYTES as u64)).unwrap();
        assert!(matches!(content, Content::Bytes(bytes) if bytes.len() == MAX_DELIVERY_BYTES));
    }

    #[test]
    fn of_a_larger_delivery_head_size_and_hash_are_kept() {
        let size = MAX_DELIVERY_BYTES as u64 + 1_000_000;
        let content = read_delivery(io::repeat(0).take(size)).unwrap();
        let mut hash = Sha256::new();
        for _ in 0..size / 1_000 {
            hash.update([0; 1_000]);
        }
        hash.update(vec![0; usize::try_from(size % 1_000).unwrap()]);
        let expected = Content::Oversize {
            head: vec![0; OVERSIZE_HEAD_BYTES],
            size,
            sha256: HEXLOWER.encode(&hash.finalize()),
        };
        assert_eq!(content, expected);
    }
}
