//! An intake whose clock is moved, on the log in memory.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use std::time::Duration;

use dateline_runtime::{Control, TopicName, log::Cluster as _, table::read_to_end};
use dateline_schemas::{
    Checkpoint, Codec, Heartbeat, WireItem, header, heartbeat::HEARTBEAT_SOURCE,
};

use super::*;
use crate::{
    Clock,
    intake::{
        HeartbeatConfig,
        tests::{LINES, delivery, intake, moody::Moody},
    },
    source::{PollSpec, Replacing, Rounds, Told},
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// 2026-02-16T00:00:00Z, a Monday.
const START: i64 = 1_771_200_000_000;

/// A producer with one source, and the time.
struct Desk {
    intake: Intake<Moody>,
    now: Arc<AtomicI64>,
}

impl Desk {
    fn new(cluster: &Moody, now: i64, adapt: impl FnOnce(&mut Intake<Moody>)) -> Self {
        let now = Arc::new(AtomicI64::new(now));
        let told = Arc::clone(&now);
        let clock = Clock::new(move || Timestamp::from_millis(told.load(Ordering::SeqCst)));
        let mut intake = intake(cluster, 100).with_clock(clock);
        adapt(&mut intake);
        intake.restore().unwrap();
        intake.watch().unwrap();
        Self { intake, now }
    }

    fn pass(&mut self, millis: i64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
        self.intake.watch().unwrap();
        self.intake.beat_heart().unwrap();
    }

    fn pass_minutes(&mut self, minutes: i64) {
        for _ in 0..minutes {
            self.pass(MINUTE);
        }
    }

    fn take(&mut self, position: &str, text: &str) {
        let (arrival, _) = delivery(position, text, Replacing::Allowed);
        self.intake.take(arrival).unwrap();
    }

    fn state(&self) -> SourceState {
        self.intake.watches.watches[0].state()
    }

    fn end(mut self) {
        self.intake.keep_last_rhythms().unwrap();
        self.intake.commit().unwrap();
    }
}

fn expecting_every_half_hour(intake: &mut Intake<Moody>) {
    intake.sources[0].expected_every = Some(Duration::from_mins(30));
}

fn beating(intake: &mut Intake<Moody>) {
    intake.config.heartbeat = Some(HeartbeatConfig {
        producer: "main".to_owned(),
        interval: Duration::from_mins(1),
    });
}

fn checkpoints(cluster: &Moody) -> Vec<Checkpoint> {
    let mut found = Vec::new();
    read(cluster, "checkpoints", |record| {
        found.push(
            Codec::single_object()
                .decode(record.value.unwrap())
                .unwrap(),
        );
    });
    found
}

fn read(cluster: &Moody, topic: &str, mut each: impl FnMut(&dateline_runtime::Record<'_>)) {
    let mut table = cluster.table().unwrap();
    let topic = TopicName::new(topic);
    read_to_end(&mut table, &topic, &Control::default(), |record| {
        each(record)
    })
    .unwrap();
}

#[test]
fn a_source_falls_silent_by_the_clock_and_speaks_again() {
    let mut desk = Desk::new(&Moody::new([]), START, expecting_every_half_hour);
    desk.pass_minutes(29);
    assert!(!desk.state().silent);
    desk.pass_minutes(1);
    assert!(desk.state().silent);
    desk.take("a", LINES);
    let state = desk.state();
    assert_eq!((state.silent, state.filtered), (false, false));
    assert_eq!(state.last_new, Some((START + 30 * MINUTE) as f64 / 1_000.0));
    desk.pass_minutes(29);
    assert!(!desk.state().silent);
}

#[test]
fn deliveries_without_an_item_are_filtered_and_end_no_silence() {
    let mut desk = Desk::new(&Moody::new([]), START, expecting_every_half_hour);
    desk.take("a", LINES);
    desk.pass_minutes(10);
    desk.take("b", "no JSON\n");
    assert!(desk.state().filtered, "quarantined");
    desk.pass_minutes(10);
    desk.take("a", LINES);
    assert!(desk.state().filtered, "taken before");
    desk.pass_minutes(10);
    assert!(desk.state().silent);
    desk.take("c", LINES);
    assert!(!desk.state().filtered);
}

#[test]
fn what_cannot_be_fetched_and_what_has_nothing_new_are_states_of_their_own() {
    let polled = |intake: &mut Intake<Moody>| {
        intake.sources[0].kind = SourceKind::Poll(PollSpec {
            urls: Vec::new(),
            rounds: Rounds::Endless,
            interval: Duration::ZERO,
            longest_interval: Duration::ZERO,
            request_timeout: Duration::ZERO,
            host_pause: Duration::ZERO,
            private_networks: Vec::new(),
            credential: None,
            pages: None,
        });
    };
    let mut desk = Desk::new(&Moody::new([]), START, polled);
    let mut hear = |told: Vec<Told>| {
        for told in told {
            desk.intake.hear(told).unwrap();
        }
        let state = desk.state();
        (state.fetching_failed, state.nothing_new)
    };
    let poll = |outcome| Told::Polled { source: 0, outcome };
    let reach = |reach| Told::Reach { source: 0, reach };
    assert_eq!(hear(vec![]), (Some(false), Some(false)));
    let nothing = || vec![poll(PollOutcome::NothingNew)];
    assert_eq!(hear(nothing()), (Some(false), Some(true)));
    let failed = vec![poll(PollOutcome::Failed), reach(Reach::Failed)];
    assert_eq!(hear(failed), (Some(true), Some(false)));
    // One of its addresses fails still.
    assert_eq!(hear(nothing()), (Some(true), Some(true)));
    let new = vec![poll(PollOutcome::New), reach(Reach::Reached)];
    assert_eq!(hear(new), (Some(false), Some(false)));
}

#[test]
fn a_source_that_has_come_to_its_end_is_not_silent() {
    let mut desk = Desk::new(&Moody::new([]), START, expecting_every_half_hour);
    desk.intake.hear(Told::Ended { source: 0 }).unwrap();
    desk.pass_minutes(90);
    assert!(!desk.state().silent);
    assert!(desk.intake.batch.is_empty(), "nothing of it is kept");
}

#[test]
fn a_rhythm_outlives_the_producer_and_touches_nothing_else() {
    let cluster = Moody::new([]);
    let mut desk = Desk::new(&cluster, START, expecting_every_half_hour);
    desk.take("a", LINES);
    desk.intake.commit().unwrap();
    let before = desk.intake.checkpoints.totals_of("desk").clone();
    desk.pass_minutes(125);
    let learned = desk.intake.watches.watches[0].rhythm.keep();
    desk.intake.commit().unwrap();
    let kept = checkpoints(&cluster);
    let rhythms = kept
        .iter()
        .filter(|kept| kept.totals.contains_key("slot.0"));
    assert_eq!(rhythms.count(), 2, "once an hour");

    // Months later it is there still, after the walk that forgets what no source has shown.
    let day = 24 * HOUR;
    let mut again = Desk::new(&cluster, START + 90 * day, expecting_every_half_hour);
    again.intake.expiry.looked("desk", again.intake.clock.now());
    again.intake.expire_all().unwrap();
    let checkpoints = &again.intake.checkpoints;
    assert_eq!(checkpoints.get("desk", "a"), None, "that was forgotten");
    assert!(checkpoints.rhythm_of("desk").is_some());
    assert!(checkpoints.standing_of("desk").is_empty());
    let mut totals = checkpoints.totals_of("desk").clone();
    assert_eq!(totals.remove("expired"), Some(1));
    assert_eq!(totals, before);
    assert!(again.state().silent, "it was silent before it went down");
    again.end();
    let last = Desk::new(&cluster, START + 90 * day, expecting_every_half_hour);
    let slots = |kept: &std::collections::BTreeMap<String, i64>| kept["slot.0"];
    let restored = last.intake.checkpoints.rhythm_of("desk").unwrap();
    assert_eq!(slots(restored), slots(&learned));
}

#[test]
fn a_gap_is_kept_when_the_producer_ends_and_grows_on_when_it_is_back() {
    let cluster = Moody::new([]);
    let mut desk = Desk::new(&cluster, START, expecting_every_half_hour);
    desk.pass_minutes(20);
    desk.end();
    let mut desk = Desk::new(&cluster, START + 5 * HOUR, expecting_every_half_hour);
    desk.pass_minutes(9);
    assert!(
        !desk.state().silent,
        "it was down for hours, which do not count"
    );
    desk.pass_minutes(1);
    assert!(desk.state().silent);
}

#[test]
fn a_heartbeat_is_an_item_that_the_totals_count_and_no_source_has() {
    let cluster = Moody::new([]);
    let mut desk = Desk::new(&cluster, START, beating);
    desk.pass(0);
    desk.pass(MINUTE - 1);
    assert!(
        desk.intake.batch.is_empty(),
        "the first comes after an interval"
    );
    desk.pass(1);
    desk.pass(MINUTE);
    desk.intake.commit().unwrap();
    let mut beats = Vec::new();
    read(&cluster, "items", |record| {
        let item: WireItem = Codec::single_object()
            .decode(record.value.unwrap())
            .unwrap();
        assert_eq!(record.key, Some(item.uri.as_bytes()));
        let source = record.headers.get(header::DATELINE_SOURCE);
        assert_eq!(source, Some(HEARTBEAT_SOURCE.as_bytes()));
        beats.push((item.version, Heartbeat::of_item(&item).unwrap()));
    });
    let beat = |at: i64| {
        let heartbeat = Heartbeat {
            producer: "main".to_owned(),
            emitted_at: Timestamp::from_millis(at),
        };
        (Some(at), heartbeat)
    };
    assert_eq!(beats, [beat(START + MINUTE), beat(START + 2 * MINUTE)]);
    assert_eq!(cluster.delivery_ids().len(), 0);
    // A restart goes on counting.
    let mut desk = Desk::new(&cluster, START + HOUR, beating);
    desk.pass(0);
    desk.pass(MINUTE);
    desk.intake.commit().unwrap();
    let totals = Heartbeat::totals_name("main");
    assert_eq!(desk.intake.checkpoints.totals_of(&totals)["items"], 3);
}

#[test]
fn a_clock_that_is_put_back_stops_no_heart() {
    let cluster = Moody::new([]);
    let mut desk = Desk::new(&cluster, START, beating);
    desk.pass(0);
    desk.pass(-3 * HOUR);
    assert!(!desk.intake.batch.is_empty());
}
