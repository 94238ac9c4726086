//! A source on a thread of its own, a folder to play with, and a clock that stands still until it is moved.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use dateline_runtime::Control;
use dateline_schemas::Timestamp;
use tempfile::TempDir;

use crate::{
    Clock,
    source::{Answer, Arrival, Content, FetchedAt, SourceKind, SourceSpec, Taken, Told},
    sources::{ToIntake, run},
};

/// Long enough for a machine that is busy with something else.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long one look at what was told waits.
const A_MOMENT: Duration = Duration::from_millis(20);

pub(in crate::sources) struct Stage {
    folder: TempDir,
    now: Arc<AtomicI64>,
    source: Option<(Receiver<Told>, Control, JoinHandle<()>)>,
}

impl Stage {
    pub(in crate::sources) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            now: Arc::new(AtomicI64::new(1_700_000_000_000)),
            source: None,
        }
    }

    pub(in crate::sources) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and closes it.
    pub(in crate::sources) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(in crate::sources) fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    pub(in crate::sources) fn exists(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    pub(in crate::sources) fn pass(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
    }

    pub(in crate::sources) fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.now.load(Ordering::SeqCst))
    }

    /// Starts the source.
    pub(in crate::sources) fn start(&mut self, kind: SourceKind) {
        let spec = SourceSpec {
            name: "desk".to_owned(),
            namespace: "desk".to_owned(),
            kind,
            format: None,
            providers: Vec::new(),
            charset: None,
            zone: None,
            rights: None,
            declared_language: Default::default(),
            language_declared: None,
            fetched_at: FetchedAt::Unknown,
            expected_every: None,
        };
        let (sender, receiver) = sync_channel(4);
        let (now, control) = (Arc::clone(&self.now), Control::default());
        let intake = ToIntake {
            source: 0,
            sender,
            control: control.clone(),
            clock: Clock::new(move || Timestamp::from_millis(now.load(Ordering::SeqCst))),
            is_failing: Default::default(),
        };
        let source =
            thread::spawn(move || run(&intake, &spec, Default::default(), &Default::default()));
        self.source = Some((receiver, control, source));
    }

    /// What it tells next, if it does within a moment; `None` in the end is that it has ended.
    pub(in crate::sources) fn told_now(&self) -> Result<Told, RecvTimeoutError> {
        self.source.as_ref().unwrap().0.recv_timeout(A_MOMENT)
    }

    /// What it tells next. Between two looks the clock goes on by so much.
    pub(in crate::sources) fn told_while_passing(&self, millis: i64) -> Told {
        let start = Instant::now();
        loop {
            match self.told_now() {
                Ok(told) => return told,
                Err(RecvTimeoutError::Disconnected) => panic!("the source has ended"),
                Err(RecvTimeoutError::Timeout) => {
                    assert!(start.elapsed() < PATIENCE, "waited in vain");
                    self.pass(millis);
                }
            }
        }
    }

    /// What arrives next, whatever else is told.
    pub(in crate::sources) fn arrival_while_passing(&self, millis: i64) -> Arrival {
        loop {
            if let Told::Arrival(arrival) = self.told_while_passing(millis) {
                return *arrival;
            }
        }
    }

    /// What arrives next while the clock stands still.
    pub(in crate::sources) fn arrival(&self) -> Arrival {
        self.arrival_while_passing(0)
    }

    pub(in crate::sources) fn wait_until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
            // Nothing that is told may keep the source from going on.
            drop(self.told_now());
        }
    }

    /// Waits until it has told that it has looked.
    pub(in crate::sources) fn wait_until_looked(&self) {
        while !matches!(self.told_while_passing(0), Told::Looked { .. }) {}
    }

    /// All that is told from now on until it has ended by itself.
    pub(in crate::sources) fn rest(&self) -> Vec<Told> {
        let (start, mut rest) = (Instant::now(), Vec::new());
        loop {
            match self.told_now() {
                Ok(told) => rest.push(told),
                Err(RecvTimeoutError::Disconnected) => return rest,
                Err(RecvTimeoutError::Timeout) => self.pass(60_000),
            }
            assert!(start.elapsed() < PATIENCE, "it does not end");
        }
    }

    /// The position of an arrival from the folder on.
    pub(in crate::sources) fn name_of(&self, arrival: &Arrival) -> String {
        let position = Path::new(&arrival.position);
        let name = position.strip_prefix(self.folder.path());
        name.unwrap_or(position).display().to_string()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some((receiver, control, source)) = self.source.take() {
            control.stop();
            drop(receiver);
            let ended = source.join();
            assert!(thread::panicking() || ended.is_ok(), "the source panicked");
        }
    }
}

pub(in crate::sources) fn text_of(arrival: &Arrival) -> String {
    match &arrival.content {
        Content::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap(),
        other => panic!("{other:?}"),
    }
}

/// Answers as an intake does that has committed it.
pub(in crate::sources) fn commit(arrival: Arrival) {
    arrival.receipt.unwrap().answer(Answer::Taken(Taken {
        delivery_id: String::new(),
        already_taken: false,
        counts: None,
        messages: Vec::new(),
    }));
}
