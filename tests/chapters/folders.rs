//! A watched directory: what comes into it is taken once, under whatever name, in whatever package, and when it is complete.

mod archives;

use std::{
    collections::BTreeSet,
    fs::{self, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread,
    time::Duration,
};

use dateline_producer::{AfterTaken, Clock, DirectorySpec, SourceKind, SourceSpec};
use dateline_runtime::Control;
use dateline_schemas::{Codec, Delivery, Timestamp, WireItem, topic::Topic};
use dateline_tests::{
    deadline::wait_until,
    installation::Installation,
    stack::kafka,
    stand::{InMemory, Stand as _, source},
};

const WITHIN: Duration = Duration::from_secs(120);
const SETTLE_MS: i64 = 1_000;

fn line(name: &str) -> String {
    format!("{{\"uri\": \"urn:test:{name}\", \"headline\": \"Storm at {name}\"}}\n")
}

/// A log, a directory, and a clock that stands still until it is moved.
struct World {
    stand: InMemory,
    now: Arc<AtomicI64>,
}

impl World {
    fn new() -> Self {
        let world = Self {
            stand: InMemory::new().unwrap(),
            now: Arc::new(AtomicI64::new(1_770_000_000_000)),
        };
        fs::create_dir(world.path("")).unwrap();
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.stand.folder().join("in").join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn source(&self, settle_ms: u64, rescan: Option<Duration>) -> SourceSpec {
        let directory = DirectorySpec {
            folders: vec![self.path("")],
            settle: Duration::from_millis(settle_ms),
            rescan,
            open_archives: true,
            after_taken: AfterTaken::Leave,
        };
        source("desk", SourceKind::Directory(directory))
    }

    fn clock(&self) -> Clock {
        let now = Arc::clone(&self.now);
        Clock::new(move || Timestamp::from_millis(now.load(Ordering::SeqCst)))
    }

    /// Takes all that is there.
    fn take(&self) {
        let control = Control::default();
        let sources = vec![self.source(0, None)];
        self.stand.produce(sources, self.clock(), &control).unwrap();
    }

    /// Follows the directory while a story is told.
    fn follow(&self, story: impl FnOnce()) {
        let control = Control::default();
        let sources = vec![self.source(SETTLE_MS.unsigned_abs(), Some(Duration::from_secs(1)))];
        thread::scope(|scope| {
            let control = &control;
            let following = scope.spawn(|| self.stand.produce(sources, self.clock(), control));
            let at_the_end = Stop(control);
            story();
            drop(at_the_end);
            following.join().unwrap().unwrap();
        });
    }

    fn deliveries(&self) -> Vec<Delivery> {
        let records = self.stand.records(Topic::Raw).unwrap().into_iter();
        let codec = Codec::single_object();
        let deliveries = records.map(|record| codec.decode(&record.value.unwrap()).unwrap());
        deliveries.collect()
    }

    /// Names of the deliveries in their order, from the directory on.
    fn names(&self) -> Vec<String> {
        let folder = self.path("").display().to_string();
        let deliveries = self.deliveries().into_iter();
        deliveries
            .map(|delivery| delivery.position.replace(&folder, ""))
            .collect()
    }

    fn items(&self) -> Vec<WireItem> {
        let records = self.stand.records(Topic::Items).unwrap().into_iter();
        let codec = Codec::single_object();
        let items = records.map(|record| codec.decode(&record.value.unwrap()).unwrap());
        items.collect()
    }

    fn uris(&self) -> BTreeSet<String> {
        self.items().into_iter().map(|item| item.uri).collect()
    }

    /// Waits until a file is in the log that is complete as it comes.
    fn sign(&self, name: &str) {
        self.put(".sign", line(name));
        fs::rename(self.path(".sign"), self.path(name)).unwrap();
        self.wait_for(name, 0);
    }

    /// Waits until a file is in the log, while the clock goes on by so much between two looks.
    fn wait_for(&self, name: &str, passing_millis: i64) {
        wait_until(name, WITHIN, || {
            self.now.fetch_add(passing_millis, Ordering::SeqCst);
            self.names().iter().any(|it| it == name)
        })
        .unwrap();
    }
}

/// Stops a source, after a failed story too: else nobody would see why it failed.
struct Stop<'a>(&'a Control);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

#[test]
fn two_thousand_files_come_in_the_order_of_their_names_and_once_under_all_names() {
    let world = World::new();
    let name = |number: usize| format!("{:02}/{number:04}.jsonl", number / 100);
    for number in (0..2_000).rev() {
        world.put(&name(number), line(&number.to_string()));
    }
    world.take();
    let expected: Vec<String> = (0..2_000).map(name).collect();
    assert_eq!(world.names(), expected);
    assert_eq!(world.uris().len(), 2_000);
    fs::create_dir(world.path("moved")).unwrap();
    for number in 0..2_000 {
        let moved = world.path(&format!("moved/{}.txt", 2_000 - number));
        fs::rename(world.path(&name(number)), moved).unwrap();
    }
    world.put("new", line("new"));
    world.take();
    assert_eq!(world.names()[2_000..], ["new"]);
}

#[test]
fn a_file_that_grows_with_pauses_is_one_delivery() {
    let world = World::new();
    world.follow(|| {
        world.put("begin", line("begin"));
        world.wait_for("begin", SETTLE_MS);
        let path = world.path("growing.jsonl");
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(path)
            .unwrap();
        for part in 0..3 {
            file.write_all(line(&part.to_string()).as_bytes()).unwrap();
            // Files that are renamed come at once; when two have, the source has been through all that it does.
            for sign in ["a", "b"] {
                world.sign(&format!("sign-{part}-{sign}"));
            }
            world.now.fetch_add(SETTLE_MS - 1, Ordering::SeqCst);
        }
        world.wait_for("growing.jsonl", SETTLE_MS);
        world.sign("end");
    });
    let names = world.names();
    let of_it = names.iter().filter(|name| *name == "growing.jsonl");
    assert_eq!((of_it.count(), names.len()), (1, 9));
    for part in 0..3 {
        assert!(world.uris().contains(&format!("urn:test:{part}")));
    }
}

#[test]
fn archives_are_opened_and_a_bomb_is_put_aside() {
    let world = World::new();
    let texts = ["in-gzip", "in-zstd", "in-zip-1", "in-zip-2"].map(line);
    let [in_gzip, in_zstd, first, second] = texts.each_ref().map(String::as_bytes);
    world.put("a.gz", archives::gzip(in_gzip));
    world.put("b.zst", archives::zstd(in_zstd));
    world.put(
        "c.zip",
        archives::zip(&[("x.jsonl", first), ("deep/y.jsonl", second)]),
    );
    let bomb = archives::bomb();
    world.put("d.zst", &bomb);
    world.put("e.gz", &archives::gzip(in_gzip)[..30]);
    // What is packed again is nothing new.
    world.put("f.zst", archives::zstd(in_gzip));
    world.take();
    let names = [
        "a.gz",
        "b.zst",
        "c.zip!x.jsonl",
        "c.zip!deep/y.jsonl",
        "d.zst",
        "e.gz",
    ];
    assert_eq!(world.names(), names);
    let uris = ["in-gzip", "in-zip-1", "in-zip-2", "in-zstd"];
    assert_eq!(
        world.uris(),
        uris.map(|name| format!("urn:test:{name}")).into()
    );
    let letters = world.stand.dead_letters().unwrap();
    let of = |name: &str| {
        let mut letters = letters.iter();
        letters
            .find(|letter| letter.message.contains(name))
            .unwrap()
    };
    assert_eq!(letters.len(), 2);
    let (large, broken) = (of("in/d.zst: "), of("in/e.gz: "));
    assert_eq!(
        (large.reason.as_str(), &large.value),
        ("oversize", &Some(bomb))
    );
    assert!(
        large.message.contains("split it at its source"),
        "{}",
        large.message
    );
    assert_eq!(broken.reason, "unparsable");
    assert!(
        broken.message.contains("when it is complete"),
        "{}",
        broken.message
    );
}

#[test]
fn the_fetch_time_of_a_sidecar_resolves_an_age() {
    let world = World::new();
    let page = "Storm legt treinverkeer stil\nGRONINGEN (ANP) - Door een zware storm rijden er geen treinen.\n\
                Meer uit Binnenland\nASSEN (ANP) - In Assen is een brug afgesloten.\n45 minuten geleden\n";
    world.put("page.txt", page);
    let sidecar =
        r#"{"fetched_at": "2026-03-01T12:00:00Z", "source_url": "https://wire.example/"}"#;
    world.put("page.txt.meta.json", sidecar);
    world.take();
    let minute = 60 * 1_000;
    let noon = 1_772_366_400_000;
    let delivery = &world.deliveries()[0];
    assert_eq!(delivery.fetched_at, Some(Timestamp::from_millis(noon)));
    assert_eq!(delivery.attributes["source_url"], "https://wire.example/");
    let items = world.items();
    let published = items
        .iter()
        .find_map(|item| item.published.as_ref())
        .unwrap();
    let interval = (published.earliest, published.latest);
    let at = |minutes: i64| Some(Timestamp::from_millis(noon - minutes * minute));
    assert_eq!(interval, (at(46), at(45)));
}

fn files_in(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[test]
fn whatever_ends_the_producer_each_file_is_taken_once_and_deleted_after_that() {
    let installation = Installation::shared(crate::PROGRAM, "folders").unwrap();
    let folder = installation.folder().join("in");
    fs::create_dir(&folder).unwrap();
    let configuration = "[[producer.sources]]\nname = \"desk\"\nkind = \"directory\"\npaths = [\"in\"]\n\
                         follow = false\nsettle_ms = 0\nafter_taken = \"delete\"\n";
    fs::write(installation.folder().join("dateline.toml"), configuration).unwrap();
    for number in 0..50 {
        let path = folder.join(format!("{number:02}.jsonl"));
        fs::write(path, line(&number.to_string())).unwrap();
    }
    installation.apply_topics().unwrap();
    for failpoint in ["after-produce:1", "after-commit:1"] {
        let struck = installation
            .clone()
            .with_env("DATELINE_FAILPOINT", failpoint);
        let ended = struck.run(&["produce"], WITHIN).unwrap();
        assert!(!ended.status.success(), "{failpoint}: {}", ended.stderr);
        assert_eq!(
            files_in(&folder),
            50,
            "{failpoint}: nobody was told of a commit"
        );
    }
    installation
        .run(&["produce"], WITHIN)
        .unwrap()
        .successful()
        .unwrap();
    assert_eq!(files_in(&folder), 0);
    let topic = installation.topic(Topic::Raw);
    let records = kafka::records_of(installation.brokers(), &topic, WITHIN).unwrap();
    assert_eq!(records.len(), 50);
}
