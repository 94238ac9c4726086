//! Months of a producer's life, on the log in memory and a clock that is moved.

mod months;

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use dateline_runtime::{
    Control, TopicName,
    local::{LocalCleanup, LocalCluster, LocalTopic},
    log::Writer as _,
    table::read_to_end,
};
use dateline_schemas::{Codec, WireItem};

use super::*;
use crate::{
    AfterTaken, Clock, DirectorySpec, FetchedAt, IntakeConfig, IntakeMetrics, IntakeTopics,
    SourceKind, SourceSpec, formats::Format,
};

const DAY: i64 = DAY_MILLIS.cast_signed();
const HOUR: i64 = HOUR_MILLIS.cast_signed();

/// Long enough for a machine that is busy with something else.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder of files, a log, and a clock that stands still until it is moved.
struct World {
    folder: tempfile::TempDir,
    cluster: LocalCluster,
    now: Arc<AtomicI64>,
    max_records: usize,
    is_directory: bool,
}

/// A record of the checkpoint topic: its key, its value, and the transaction that it was in.
type Told = (String, Option<Checkpoint>, i64);

impl World {
    fn new() -> Self {
        let topic = |name, cleanup| LocalTopic {
            name: TopicName::new(name),
            partitions: 1,
            cleanup,
        };
        let topics = [
            topic("raw", LocalCleanup::KeepBytes(u64::MAX)),
            topic("items", LocalCleanup::KeepBytes(u64::MAX)),
            topic("dead", LocalCleanup::KeepBytes(u64::MAX)),
            topic("checkpoints", LocalCleanup::KeepBytes(u64::MAX)),
        ];
        // The log asks for the time once a commit, so that a transaction's records share it with no other's.
        let transactions = AtomicI64::new(0);
        let clock = Arc::new(move || transactions.fetch_add(1, Ordering::SeqCst));
        Self {
            folder: tempfile::tempdir().unwrap(),
            cluster: LocalCluster::with_clock(&topics, clock, u64::MAX >> 1),
            now: Arc::new(AtomicI64::new(1_000 * DAY)),
            max_records: 5_000,
            is_directory: false,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file of two items.
    fn put(&self, name: &str) {
        let line =
            |number| format!("{{\"uri\":\"urn:x:{name}{number}\",\"headline\":\"{name}\"}}\n");
        fs::write(self.path(name), [line(1), line(2)].concat()).unwrap();
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap();
    }

    fn pass(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.now.load(Ordering::SeqCst))
    }

    fn kind(&self, rescan: Option<Duration>) -> SourceKind {
        if !self.is_directory {
            return SourceKind::Files {
                patterns: vec![self.path("*").display().to_string()],
                rescan,
            };
        }
        SourceKind::Directory(DirectorySpec {
            folders: vec![self.folder.path().to_owned()],
            settle: Duration::ZERO,
            rescan,
            open_archives: true,
            after_taken: AfterTaken::Leave,
        })
    }

    fn intake(&self, rescan: Option<Duration>, control: &Control) -> Intake<LocalCluster> {
        let source = SourceSpec {
            name: "desk".to_owned(),
            namespace: "desk".to_owned(),
            kind: self.kind(rescan),
            format: Some(Format::Jsonl),
            providers: Vec::new(),
            charset: None,
            zone: None,
            rights: None,
            declared_language: Default::default(),
            language_declared: None,
            fetched_at: FetchedAt::Unknown,
            expected_every: None,
        };
        let topics = IntakeTopics {
            raw: TopicName::new("raw"),
            items: TopicName::new("items"),
            checkpoints: TopicName::new("checkpoints"),
            dead: TopicName::new("dead"),
        };
        let config = IntakeConfig {
            transactional_id: "producer".to_owned(),
            topics,
            transaction_interval: Duration::from_millis(1),
            transaction_max_records: self.max_records,
            shutdown_budget: PATIENCE,
            push: Default::default(),
            heartbeat: None,
        };
        let metrics = IntakeMetrics::register(&prometheus::Registry::new()).unwrap();
        let (codec, now) = (Codec::single_object(), Arc::clone(&self.now));
        let clock = Clock::new(move || Timestamp::from_millis(now.load(Ordering::SeqCst)));
        let (sources, control) = (vec![source], control.clone());
        Intake::new(config, sources, &self.cluster, codec, control, metrics)
            .unwrap()
            .with_clock(clock)
    }

    /// A producer that takes what is there, and ends.
    fn run(&self) -> Result<(), IntakeError> {
        self.intake(None, &Control::default()).run()
    }

    /// An intake that has read its checkpoints, and whose source has looked and found nothing at all.
    fn restored(&self) -> Intake<LocalCluster> {
        let mut intake = self.intake(None, &Control::default());
        intake.restore().unwrap();
        intake.expiry = Expiry::new(self.now());
        intake.expiry.looked("desk", self.now());
        intake
    }

    /// Puts checkpoints into the log.
    fn write(&self, checkpoints: impl IntoIterator<Item = Checkpoint>) {
        let mut intake = self.intake(None, &Control::default());
        intake.writer.begin().unwrap();
        for checkpoint in checkpoints {
            let topic = &intake.config.topics.checkpoints;
            let outgoing = intake.checkpoints.set(&intake.codec, topic, checkpoint);
            intake.writer.send(outgoing.unwrap()).unwrap();
        }
        intake.writer.commit().unwrap();
    }

    fn records(&self, topic: &str, mut on_record: impl FnMut(&dateline_runtime::Record<'_>)) {
        let mut table = self.cluster.table().unwrap();
        read_to_end(
            &mut table,
            &TopicName::new(topic),
            &Control::default(),
            |record| {
                on_record(record);
            },
        )
        .unwrap();
    }

    fn told(&self) -> Vec<Told> {
        let mut told = Vec::new();
        self.records("checkpoints", |record| {
            let key = String::from_utf8(record.key.unwrap().to_vec()).unwrap();
            let value = record
                .value
                .map(|value| Codec::single_object().decode(value).unwrap());
            told.push((key, value, record.append_time_ms));
        });
        told
    }

    /// What the checkpoint topic says in the end, without its tombstones.
    fn standing(&self) -> BTreeMap<String, Checkpoint> {
        let latest: BTreeMap<_, _> = self
            .told()
            .into_iter()
            .map(|(key, value, _)| (key, value))
            .collect();
        latest
            .into_iter()
            .filter_map(|(key, value)| Some((key, value?)))
            .collect()
    }

    /// Keys of all tombstones, each with the transaction that it was in.
    fn tombstones(&self) -> Vec<(String, i64)> {
        let tombstones = self
            .told()
            .into_iter()
            .filter(|(_, value, _)| value.is_none());
        tombstones
            .map(|(key, _, transaction)| (key, transaction))
            .collect()
    }

    fn key(&self, name: &str) -> String {
        format!("desk\n{}", self.path(name).display())
    }

    /// How many deliveries were taken.
    fn taken(&self) -> usize {
        let mut count = 0;
        self.records("raw", |_| count += 1);
        count
    }

    fn wait_until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
            thread::park_timeout(Duration::from_millis(5));
        }
    }

    /// A producer that follows the folder while `story` is told.
    fn follow(&self, story: impl FnOnce()) {
        let control = Control::default();
        let intake = self.intake(Some(Duration::from_millis(1)), &control);
        thread::scope(|scope| {
            let following = scope.spawn(move || intake.run());
            let at_the_end = Stop(control);
            story();
            drop(at_the_end);
            following.join().unwrap().unwrap();
        });
    }
}

/// Stops an intake, after a failed story too: else nobody would see why it failed.
struct Stop(Control);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.stop();
    }
}

fn checkpoint(source: &str, position: &str, last_seen: Timestamp) -> Checkpoint {
    Checkpoint {
        source: source.to_owned(),
        position: Some(position.to_owned()),
        last_seen,
        ..Checkpoint::default()
    }
}

#[test]
fn a_file_that_is_there_every_day_is_taken_once_and_never_forgotten() {
    let world = World::new();
    world.put("a");
    world.run().unwrap();
    let taken = world.standing()[&world.key("a")].clone();
    for _ in 0..40 {
        world.pass(DAY);
        world.run().unwrap();
    }
    assert_eq!((world.taken(), world.tombstones()), (1, Vec::new()));
    // Seen now, and else as it was taken.
    let seen = Checkpoint {
        last_seen: world.now(),
        ..taken
    };
    assert_eq!(world.standing()[&world.key("a")], seen);
}

#[test]
fn a_checkpoint_is_written_again_once_a_day_however_often_its_file_is_seen() {
    let world = World::new();
    world.put("a");
    for _ in 0..24 * 3 {
        world.run().unwrap();
        world.pass(HOUR);
    }
    let of_file = |told: &&Told| told.0 == world.key("a");
    assert_eq!(world.told().iter().filter(of_file).count(), 3);
}

#[test]
fn a_file_that_is_gone_for_a_month_is_forgotten_and_is_new_when_it_comes_back() {
    let world = World::new();
    world.put("a");
    world.put("b");
    world.run().unwrap();
    world.remove("b");
    world.pass(30 * DAY);
    world.run().unwrap();
    assert_eq!(world.tombstones(), []);
    assert_eq!(world.restored().checkpoints.after(None).count(), 2);
    world.pass(1);
    world.run().unwrap();
    let forgotten: Vec<_> = world.tombstones().into_iter().map(|(key, _)| key).collect();
    assert_eq!(forgotten, [world.key("b")]);
    assert_eq!(world.restored().checkpoints.after(None).count(), 1);
    world.put("b");
    world.run().unwrap();
    assert_eq!(world.taken(), 3);
    assert_eq!(world.standing()["desk"].totals["taken"], 3);
}

#[test]
fn what_is_there_after_a_long_rest_of_the_producer_is_not_forgotten() {
    let world = World::new();
    world.put("a");
    for days in [0, 31, 400] {
        world.pass(days * DAY);
        world.run().unwrap();
    }
    assert_eq!((world.taken(), world.tombstones()), (1, Vec::new()));
}

#[test]
fn a_source_that_finds_nothing_says_nothing_of_what_is_gone() {
    let world = World::new();
    world.put("a");
    world.run().unwrap();
    // As if the file system were not mounted.
    world.remove("a");
    world.pass(100 * DAY);
    assert!(matches!(world.run(), Err(IntakeError::Source { .. })));
    world.put("a");
    world.run().unwrap();
    assert_eq!((world.taken(), world.tombstones()), (1, Vec::new()));
}

#[test]
fn a_source_that_follows_tells_of_files_that_stand_still_and_forgets_those_that_are_gone() {
    let world = World::new();
    world.put("a");
    world.put("b");
    world.follow(|| {
        world.wait_until("both files", |world| world.taken() == 2);
        world.remove("b");
        for _ in 0..3 {
            world.pass(DAY);
            world.wait_until("a file to be seen", |world| {
                world.standing()[&world.key("a")].last_seen == world.now()
            });
        }
        // As if the machine had been suspended: the hour of the walk comes before the source has looked again.
        world.pass(40 * DAY);
        world.wait_until("a tombstone", |world| {
            world.pass(HOUR);
            !world.tombstones().is_empty()
        });
    });
    let forgotten: Vec<_> = world.tombstones().into_iter().map(|(key, _)| key).collect();
    assert_eq!((world.taken(), forgotten), (2, vec![world.key("b")]));
}

#[test]
fn nothing_is_forgotten_by_the_clock_alone() {
    let world = World::new();
    world.write([
        checkpoint("desk", "a", world.now()),
        checkpoint("of another producer", "a", world.now()),
    ]);
    let mut intake = world.restored();
    world.pass(31 * DAY);
    intake.expire_some().unwrap();
    assert_eq!(world.tombstones().len(), 0, "its source has not looked");
    intake.expiry.looked("desk", world.now());
    intake.expire_some().unwrap();
    assert_eq!(world.tombstones().len(), 0, "once an hour");
    world.pass(HOUR);
    intake.expire_some().unwrap();
    let forgotten: Vec<_> = world.tombstones().into_iter().map(|(key, _)| key).collect();
    assert_eq!(forgotten, ["desk\na"]);
}

#[test]
fn a_partly_taken_delivery_keeps_its_time_until_it_is_complete() {
    let world = World::new();
    let began = world.now();
    let half = Checkpoint {
        next_item: Some(1),
        ..checkpoint("desk", "half", began)
    };
    world.write([half.clone()]);
    world.pass(30 * DAY);
    let mut intake = world.restored();
    intake.see("desk", "half").unwrap();
    intake.expire_all().unwrap();
    assert_eq!(intake.checkpoints.get("desk", "half"), Some(&half));
    world.pass(1);
    let mut intake = world.restored();
    intake.expire_all().unwrap();
    assert_eq!(intake.checkpoints.get("desk", "half"), None);
    assert_eq!(world.tombstones().len(), 1);
}

#[test]
fn a_partly_taken_delivery_is_completed_after_a_long_rest_and_remembered() {
    let mut world = World::new();
    world.max_records = 2;
    world.put("a");
    let began = world.now();
    // Raw and the first item fill a transaction; the rest of the run is as if it had not been.
    world.run().unwrap();
    let half = world
        .told()
        .into_iter()
        .find_map(|(_, value, _)| value.filter(|value| value.next_item.is_some()));
    world.write(half);
    world.pass(31 * DAY);
    world.run().unwrap();
    world.run().unwrap();
    assert_eq!((world.taken(), world.tombstones()), (1, Vec::new()));
    let standing = &world.standing()[&world.key("a")];
    assert_eq!(
        (standing.next_item, standing.last_seen),
        (None, world.now())
    );
    let mut items = Vec::new();
    world.records("items", |record| {
        let item: WireItem = Codec::single_object()
            .decode(record.value.unwrap())
            .unwrap();
        items.push((item.uri, item.received_at));
    });
    let (first, second) = ("urn:x:a1".to_owned(), "urn:x:a2".to_owned());
    assert_eq!(
        items,
        [(first, began), (second.clone(), began), (second, began)]
    );
}

#[test]
fn a_transaction_forgets_at_most_a_thousand_and_no_totals() {
    for (max_records, portions) in [(5_000, vec![1_000, 1_000, 500]), (900, vec![900, 900, 700])] {
        let mut world = World::new();
        world.max_records = max_records;
        let old = |index| checkpoint("desk", &format!("file {index:04}"), world.now());
        world.write((0..2_500).map(old));
        world.pass(31 * DAY);
        let mut intake = world.restored();
        // What is not due stands between.
        let young = checkpoint("desk", "file 1000 and a half", world.now());
        intake.batch.touch("desk");
        intake.remember(young).unwrap();
        intake.commit().unwrap();
        intake.expire_all().unwrap();
        assert_eq!(intake.checkpoints.after(None).count(), 1);
        let mut by_transaction = BTreeMap::<i64, usize>::new();
        for (_, transaction) in world.tombstones() {
            *by_transaction.entry(transaction).or_default() += 1;
        }
        assert_eq!(by_transaction.into_values().collect::<Vec<_>>(), portions);
        world.pass(100 * DAY);
        world.restored().expire_all().unwrap();
        assert_eq!(world.standing()["desk"].totals["expired"], 2_501);
    }
}

#[test]
fn between_two_portions_the_intake_is_free_for_deliveries() {
    let world = World::new();
    world.write((0..1_500).map(|index| checkpoint("desk", &index.to_string(), world.now())));
    world.pass(31 * DAY);
    let mut intake = world.restored();
    world.pass(HOUR);
    for forgotten in [1_000, 1_500, 1_500] {
        intake.expire_some().unwrap();
        assert_eq!(world.tombstones().len(), forgotten);
    }
}

#[test]
fn a_file_of_a_directory_is_taken_once_under_all_its_names_and_forgotten_a_month_after_the_last() {
    let world = World {
        is_directory: true,
        ..World::new()
    };
    world.put("a");
    world.put("other");
    world.run().unwrap();
    for day in 0..40 {
        let (from, to) = (format!("{day}"), format!("{}", day + 1));
        let from = if day == 0 { "a" } else { &from };
        fs::rename(world.path(from), world.path(&to)).unwrap();
        world.pass(DAY);
        world.run().unwrap();
    }
    assert_eq!((world.taken(), world.tombstones()), (2, Vec::new()));
    world.remove("40");
    world.pass(30 * DAY + 1);
    world.run().unwrap();
    let forgotten: Vec<_> = world.tombstones().into_iter().map(|(key, _)| key).collect();
    let [key] = &forgotten[..] else {
        panic!("{forgotten:?}");
    };
    assert!(key.starts_with("desk\nsha256:"), "{key}");
    assert_eq!(world.restored().checkpoints.after(None).count(), 1);
}
