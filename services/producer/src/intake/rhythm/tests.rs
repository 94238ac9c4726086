//! Weeks in the life of a source, minute by minute.

use std::collections::BTreeMap;

use jiff::{Timestamp as Instant, civil::Weekday};
use proptest::prelude::*;

use super::*;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const WEEK_MS: i64 = 7 * DAY_MS;

const AMSTERDAM: &str = "Europe/Amsterdam";
/// Mondays, eight weeks of which have the last Sunday of March in them, and of October.
const BEFORE_SPRING: &str = "2026-02-16T00:00:00+01:00";
const BEFORE_AUTUMN: &str = "2026-09-14T00:00:00+02:00";

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed everywhere.
struct Random(u64);

impl Random {
    /// At least 0, below 1.
    fn number(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Arrivals an hour at an instant, in milliseconds since 1970.
type Rate<'a> = &'a dyn Fn(i64) -> f64;

/// A source with the rhythm that is learned of it.
struct Life {
    rhythm: Rhythm,
    now_ms: i64,
    random: Random,
    /// When it fell silent.
    alarms: Vec<Instant>,
}

impl Life {
    fn new(zone: Option<&str>, every_minutes: Option<u64>, from: &str, seed: u64) -> Self {
        let from: Instant = from.parse().unwrap();
        let zone = zone.map(|zone| TimeZone::get(zone).unwrap());
        let now_ms = from.as_millisecond();
        let mut rhythm = Rhythm::new(zone, every_minutes.map(Duration::from_mins));
        rhythm.pass(Timestamp::from_millis(now_ms));
        Self {
            rhythm,
            now_ms,
            random: Random(seed),
            alarms: Vec::new(),
        }
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.now_ms)
    }

    /// A minute, with or without an arrival at its end.
    fn minute(&mut self, arrives: bool) {
        let was_silent = self.rhythm.is_silent();
        self.now_ms += MINUTE_MS;
        self.rhythm.pass(self.now());
        if self.rhythm.is_silent() && !was_silent {
            let now = Instant::from_millisecond(self.now_ms).unwrap();
            self.alarms.push(now);
        }
        if arrives {
            self.rhythm.arrived(self.now());
        }
    }

    /// So long, with arrivals at random (Poisson) at this rate.
    fn live(&mut self, millis: i64, rate: Rate<'_>) {
        for _ in 0..millis / MINUTE_MS {
            let none = (-rate(self.now_ms) / 60.0).exp();
            let arrives = self.random.number() >= none;
            self.minute(arrives);
        }
    }

    /// Time until the source is silent, while nothing comes; at most so long.
    fn until_silent(&mut self, at_most_ms: i64) -> Option<i64> {
        let from = self.now_ms;
        while self.now_ms - from < at_most_ms {
            self.minute(false);
            if self.rhythm.is_silent() {
                return Some(self.now_ms - from);
            }
        }
        None
    }
}

/// Busy on working days by day, quiet at night and on Sunday, by the clocks of Amsterdam.
fn newsroom(now_ms: i64) -> f64 {
    let now = Instant::from_millisecond(now_ms).unwrap();
    let local = TimeZone::get(AMSTERDAM).unwrap().to_datetime(now);
    match (local.weekday(), local.hour()) {
        (Weekday::Sunday, 7..22) => 1.5,
        (Weekday::Saturday, hour) if (7..20).contains(&hour) => 4.0,
        (Weekday::Sunday | Weekday::Saturday, _) => 0.2,
        (_, 7..19) => 15.0,
        (_, 19..23) => 5.0,
        _ => 0.3,
    }
}

/// Zones in which the table may be kept: the source's own, none, one whose clocks change at other times, one that never do.
const ZONES: [Option<&str>; 4] = [
    Some(AMSTERDAM),
    None,
    Some("America/New_York"),
    Some("Asia/Tokyo"),
];

#[test]
fn steady_arrivals_raise_no_false_alarm_in_eight_weeks_at_any_rate() {
    for (seed, rate) in [0.02, 0.2, 1.0, 3.0, 7.0, 20.0, 300.0]
        .into_iter()
        .enumerate()
    {
        let mut life = Life::new(Some(AMSTERDAM), None, BEFORE_SPRING, seed as u64);
        life.live(8 * WEEK_MS, &|_| rate);
        assert_eq!(life.alarms, [], "{rate} an hour");
    }
}

#[test]
fn a_weekly_pattern_raises_no_false_alarm_in_either_change_of_the_clocks_in_any_zone() {
    for from in [BEFORE_SPRING, BEFORE_AUTUMN] {
        for (seed, zone) in ZONES.into_iter().enumerate() {
            let mut life = Life::new(zone, None, from, 7 + seed as u64);
            life.live(8 * WEEK_MS, &newsroom);
            assert_eq!(life.alarms, [], "{zone:?} {from}");
        }
    }
}

#[test]
fn a_source_that_stops_is_silent_within_the_bound() {
    for (seed, rate) in [0.2, 1.0, 3.0, 7.0, 20.0].into_iter().enumerate() {
        let mut life = Life::new(None, None, BEFORE_SPRING, 30 + seed as u64);
        life.live(5 * WEEK_MS, &|_| rate);
        life.rhythm.arrived(life.now());
        // What four weeks teach of a rate is less than half off over so many hours.
        let limit = (WEEKS_A_FALSE_ALARM * 168.0 * rate).ln() / rate;
        let hours = life.until_silent(8 * WEEK_MS).expect("silence") as f64 / HOUR_MS as f64;
        assert!(hours >= 1.0, "{rate}: {hours}");
        assert!(
            hours <= (1.5 * limit).max(1.02),
            "{rate}: {hours}, limit {limit}"
        );
        assert!(hours >= 0.5 * limit, "{rate}: {hours}, limit {limit}");
    }
}

#[test]
fn silence_is_found_soon_by_day_and_not_before_the_morning_by_night() {
    let hours_of_silence = |stops_at_hour: i64| {
        let mut life = Life::new(Some(AMSTERDAM), None, BEFORE_SPRING, 5);
        life.live(5 * WEEK_MS + stops_at_hour * HOUR_MS, &newsroom);
        life.rhythm.arrived(life.now());
        life.until_silent(WEEK_MS).expect("silence") as f64 / HOUR_MS as f64
    };
    let by_day = hours_of_silence(10);
    assert!((1.0..2.0).contains(&by_day), "{by_day}");
    // From one o'clock to seven there are two arrivals, then fifteen an hour.
    let by_night = hours_of_silence(25);
    assert!((6.5..8.5).contains(&by_night), "{by_night}");
}

#[test]
fn one_delivery_a_day_is_missed_after_some_days() {
    let mut life = Life::new(Some(AMSTERDAM), None, BEFORE_SPRING, 1);
    // At nine in the morning, by clocks that change while the table learns.
    let zone = TimeZone::get(AMSTERDAM).unwrap();
    for _ in 0..8 * WEEK_MS / MINUTE_MS {
        let next = Instant::from_millisecond(life.now_ms + MINUTE_MS).unwrap();
        let local = zone.to_datetime(next);
        life.minute((local.hour(), local.minute()) == (9, 3));
    }
    assert_eq!(life.alarms, []);
    // A thousand weeks of one a day ask for nine that stay away; from the second week on the table has learned of those.
    let days = life.until_silent(8 * WEEK_MS).expect("silence") as f64 / DAY_MS as f64;
    assert!((8.0..12.0).contains(&days), "{days}");
}

#[test]
fn a_skipped_hour_teaches_nothing_and_a_doubled_one_twice() {
    let weeks_of_slot = |from: &str, weeks: i64| {
        let mut life = Life::new(Some(AMSTERDAM), None, from, 1);
        life.live(weeks * WEEK_MS, &|_| 60.0);
        let two_on_sunday = 6 * 24 + 2;
        life.rhythm.slots[two_on_sunday].weeks
    };
    // Three Sundays each, of which the last is that of the change.
    assert_eq!(weeks_of_slot("2026-03-09T00:00:00+01:00", 3), 2);
    assert_eq!(weeks_of_slot("2026-10-12T00:00:00+02:00", 2), 3);
}

#[test]
fn nothing_is_silence_before_two_weeks_have_taught_something() {
    let mut life = Life::new(None, None, BEFORE_SPRING, 1);
    life.live(WEEK_MS, &|_| 20.0);
    assert_eq!(life.until_silent(6 * DAY_MS), None);
    // The zeros of the second week are learned from like any others; with those of the third they are the rhythm.
    life.live(3 * HOUR_MS, &|_| 20.0);
    assert_eq!(life.rhythm.arrivals_an_hour(), None);
}

#[test]
fn a_configured_floor_is_the_limit_alone_until_something_is_learned_and_a_floor_after() {
    let mut life = Life::new(None, Some(30), BEFORE_SPRING, 1);
    assert_eq!(life.until_silent(DAY_MS), Some(30 * MINUTE_MS));
    life.rhythm.arrived(life.now());
    assert!(!life.rhythm.is_silent());
    assert_eq!(life.until_silent(DAY_MS), Some(30 * MINUTE_MS));
    // Six hundred minutes of a rhythm that would say so after seven.
    let mut life = Life::new(None, Some(600), BEFORE_SPRING, 1);
    life.live(3 * WEEK_MS, &|_| 60.0);
    life.rhythm.arrived(life.now());
    assert_eq!(life.until_silent(DAY_MS), Some(600 * MINUTE_MS));
}

#[test]
fn a_silence_stays_one_until_something_new_comes() {
    let mut life = Life::new(None, None, BEFORE_SPRING, 1);
    life.live(3 * WEEK_MS, &|_| 7.0);
    life.until_silent(DAY_MS).expect("silence");
    // Weeks of it are learned as the rhythm that they are.
    life.live(6 * WEEK_MS, &|_| 0.0);
    assert!(life.rhythm.is_silent());
    life.rhythm.arrived(life.now());
    assert!(!life.rhythm.is_silent());
    assert_eq!(life.alarms.len(), 1);
}

#[test]
fn deliveries_of_one_bunch_are_one_arrival_and_a_stream_is_many() {
    let hours = |gap_ms: i64| {
        let mut life = Life::new(Some(AMSTERDAM), None, BEFORE_SPRING, 1);
        life.rhythm.pass(life.now());
        for _ in 0..HOUR_MS / gap_ms {
            life.now_ms += gap_ms;
            life.rhythm.arrived(life.now());
        }
        life.rhythm.slots[0].arrivals
    };
    let of_stream = hours(7_200);
    assert!((50.0..=60.0).contains(&of_stream), "{of_stream}");
    let mut life = Life::new(None, None, BEFORE_SPRING, 1);
    for number in 0..5_i64 {
        life.rhythm.arrived(life.now().plus_millis(number * 10_000));
    }
    assert_eq!(life.rhythm.watch.unwrap().arrivals, 1);
}

#[test]
fn a_producer_that_was_down_finds_no_silence_and_learns_no_zeros() {
    let mut life = Life::new(None, None, BEFORE_SPRING, 1);
    life.live(3 * WEEK_MS, &|_| 20.0);
    let slots = life.rhythm.slots;
    // Three days later, after a restart within an hour.
    life.now_ms += 3 * DAY_MS + 20 * MINUTE_MS;
    life.rhythm = Rhythm::new(None, None).restored(&life.rhythm.keep());
    for _ in 0..30 {
        life.minute(false);
    }
    assert!(!life.rhythm.is_silent());
    for _ in 0..10 {
        life.minute(false);
    }
    assert!(
        near(&life.rhythm.slots, &slots),
        "learned from what was not watched as a whole"
    );
}

#[test]
fn hours_without_reach_teach_nothing() {
    let mut life = Life::new(None, None, BEFORE_SPRING, 1);
    life.live(3 * WEEK_MS, &|_| 20.0);
    let slots = life.rhythm.slots;
    for _ in 0..180 {
        life.rhythm.is_out_of_reach();
        life.minute(false);
    }
    assert_eq!(life.rhythm.slots, slots);
    assert!(
        life.rhythm.is_silent(),
        "nothing new came, whatever the cause"
    );
}

#[test]
fn it_is_kept_once_an_hour_and_when_a_long_gap_ends_and_is_small() {
    let mut life = Life::new(None, None, BEFORE_SPRING, 1);
    let mut kept = Vec::new();
    for _ in 0..2 * WEEK_MS / MINUTE_MS {
        life.live(MINUTE_MS, &newsroom);
        if life.rhythm.is_to_be_kept() {
            kept.push(life.rhythm.keep());
        }
    }
    assert!((336..700).contains(&kept.len()), "{}", kept.len());
    let checkpoint = dateline_schemas::Checkpoint {
        totals: kept.pop().unwrap(),
        ..Default::default()
    };
    let codec = dateline_schemas::Codec::single_object();
    let bytes = codec.encode(&checkpoint).unwrap().len();
    assert!(bytes < 3_000, "{bytes}");
}

fn near(left: &[Slot], right: &[Slot]) -> bool {
    let pairs = left.iter().zip(right);
    let mut near = pairs.map(|(left, right)| {
        left.weeks == right.weeks && (left.arrivals - right.arrivals).abs() < 0.001
    });
    near.all(|near| near)
}

/// What happens to a rhythm.
#[derive(Debug, Clone)]
enum Event {
    Passes(i64),
    Arrives,
    IsOutOfReach,
    Restarts,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        8 => (0..LONGEST_PAUSE_MS).prop_map(Event::Passes),
        1 => (-DAY_MS..WEEK_MS).prop_map(Event::Passes),
        2 => Just(Event::Arrives),
        1 => Just(Event::IsOutOfReach),
        1 => Just(Event::Restarts),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_a_gap_is_watched_time_and_a_silence_is_longer_than_the_floor(
        events in proptest::collection::vec(event(), 0..400),
        every_minutes in proptest::option::of(1_u64..120),
        zone in 0..ZONES.len(),
    ) {
        let mut life = Life::new(ZONES[zone], every_minutes, "2026-03-28T22:00:00Z", 1);
        let floor_ms = life.rhythm.floor_ms();
        life.rhythm.pass(life.now());
        let mut watched_ms = 0;
        for event in events {
            match event {
                Event::Passes(millis) => {
                    life.now_ms += millis;
                    life.rhythm.pass(life.now());
                    let is_watched = (0..=LONGEST_PAUSE_MS).contains(&millis);
                    watched_ms += if is_watched { millis } else { 0 };
                }
                Event::Arrives => {
                    life.rhythm.arrived(life.now());
                    watched_ms = 0;
                    prop_assert!(!life.rhythm.is_silent());
                }
                Event::IsOutOfReach => life.rhythm.is_out_of_reach(),
                Event::Restarts => {
                    let before = life.rhythm.clone();
                    let zone = ZONES[zone].map(|zone| TimeZone::get(zone).unwrap());
                    let every = every_minutes.map(Duration::from_mins);
                    life.rhythm = Rhythm::new(zone, every).restored(&life.rhythm.keep());
                    prop_assert_eq!(life.rhythm.last_new, before.last_new);
                    prop_assert_eq!(life.rhythm.gap.is_silence, before.gap.is_silence);
                    prop_assert!(near(&life.rhythm.slots, &before.slots));
                    life.rhythm.pass(life.now());
                }
            }
            prop_assert_eq!(life.rhythm.watched_since_ms(), watched_ms);
            prop_assert!(life.rhythm.expected_since() >= 0.0);
            prop_assert!(!life.rhythm.is_silent() || watched_ms >= floor_ms);
        }
    }

    #[test]
    fn numbers_that_nobody_kept_are_survived(
        kept in proptest::collection::btree_map("slot\\.[0-9]{1,3}|gap\\.(watched_ms|expected\\.[0-2])|last_new_ms", any::<i64>(), 0..20),
    ) {
        let kept: BTreeMap<String, i64> = kept;
        let mut life = Life::new(None, None, BEFORE_SPRING, 1);
        life.rhythm = life.rhythm.restored(&kept);
        life.live(3 * HOUR_MS, &|_| 1.0);
        prop_assert!(life.rhythm.slots.iter().all(|slot| slot.weeks <= MEMORY_WEEKS));
    }
}
