//! Embargoes that end second by second while the process is killed and started again: none is public before its end, each is
//! within a second of it where a process was there to let it go, and the order is that of (end, uri).

mod passage;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dateline_schemas::Timestamp;
use dateline_tests::{
    deadline::wait_until,
    installation::{Installation, Service},
};
use serde_json::json;

use passage::{Passages, Shown};

const WITHIN: Duration = Duration::from_secs(120);

/// How many embargoes end at the same time, and how many such times there are, a second apart.
const AT_ONCE: usize = 4;
const ENDS: usize = 16;

/// Long enough for all to be held before the first ends on a busy machine; what is not shows as an item of its own, without
/// a release.
const AHEAD_MS: i64 = 12_000;

/// At which of the ends the process is killed, and at which it is started again: at once, and with ends in between.
const KILLS: [(usize, usize); 2] = [(4, 4), (9, 11)];

/// A release may be this late where its process was there; the middle of all of them has to keep it.
const ON_TIME_MS: i64 = 1_000;

/// No release is later than this behind its end, or behind the time at which the process was back: it would be lost.
const LOST_MS: i64 = 20_000;

fn now_ms() -> i64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since_epoch.as_millis()).unwrap()
}

fn wait_until_ms(end_ms: i64) {
    wait_until("an embargo's end", WITHIN, || now_ms() >= end_ms).unwrap();
}

/// When the embargoes of this chapter end.
struct Schedule {
    first_ms: i64,
}

impl Schedule {
    fn end_ms(&self, end: usize) -> i64 {
        self.first_ms + 1_000 * i64::try_from(end).unwrap()
    }

    /// All items under an embargo, those whose uris come last first.
    fn items(&self) -> String {
        let places = (0..ENDS).flat_map(|end| (0..AT_ONCE).map(move |place| (end, place)));
        let mut lines: Vec<String> = places
            .map(|(end, place)| {
                let until = Timestamp::from_millis(self.end_ms(end)).to_string();
                let uri = format!("urn:test:release:{place}:{end:02}");
                item(
                    &uri,
                    &format!("Prize {end} goes to the harbour of {place}"),
                    Some(&until),
                )
            })
            .collect();
        lines.reverse();
        lines.concat()
    }
}

fn item(uri: &str, headline: &str, until: Option<&str>) -> String {
    let item = json!({"uri": uri, "version": 1, "headline": headline, "embargoed_until": until});
    format!("{item}\n")
}

/// Puts a delivery where the producer finds it whole.
fn deliver(installation: &Installation, name: &str, lines: &str) {
    let part = installation.folder().join("part");
    std::fs::write(&part, lines).unwrap();
    let wires = installation.folder().join("wires");
    std::fs::create_dir_all(&wires).unwrap();
    std::fs::rename(part, wires.join(format!("{name}.jsonl"))).unwrap();
}

fn start(installation: &Installation) -> Service {
    let input = format!("jsonl:{}/wires/*.jsonl", installation.folder().display());
    // With a name of its own, a process that starts again is not taken for a second one.
    let command = [
        "run",
        "--follow",
        "--instance-id",
        "desk",
        "--input",
        &input,
        "--sink",
        "jsonl:rows.jsonl",
    ];
    let mut service = installation.start(&command).unwrap();
    service.wait_until_ready(WITHIN).unwrap();
    service
}

/// Kills and starts the process as planned while the embargoes end, and delivers an ordinary item at each end; the times at
/// which no process was there.
fn go_through(
    installation: &Installation,
    service: Service,
    schedule: &Schedule,
) -> (Service, Vec<(i64, i64)>) {
    let mut service = Some(service);
    let mut absences = Vec::new();
    let mut killed_ms = 0;
    for end in 0..ENDS {
        wait_until_ms(schedule.end_ms(end));
        let ordinary = item(
            &format!("urn:test:ordinary:{end:02}"),
            &format!("Ship {end} leaves the harbour"),
            None,
        );
        deliver(installation, &format!("ordinary-{end:02}"), &ordinary);
        if KILLS.iter().any(|(kill, _)| *kill == end)
            && let Some(mut killed) = service.take()
        {
            killed_ms = now_ms();
            killed.running.kill().unwrap();
        }
        if KILLS.iter().any(|(_, again)| *again == end) {
            service = Some(start(installation));
            absences.push((killed_ms, now_ms()));
        }
    }
    (service.unwrap(), absences)
}

/// In the order in which they are in one partition, those that were let go by time are in the order of (end, uri). Both
/// stages keep that of one link group, and all are in one language.
fn expect_in_order(shown: &[Shown]) {
    let released = |partition: i32| {
        let of_partition = shown.iter().filter(move |it| it.partition == partition);
        of_partition.filter_map(|it| {
            it.released_at_end_ms
                .map(|end_ms| (end_ms, it.uri.as_str()))
        })
    };
    let partitions = shown.iter().map(|it| it.partition).max().unwrap();
    for partition in 0..=partitions {
        let released: Vec<(i64, &str)> = released(partition).collect();
        assert!(released.is_sorted(), "partition {partition}: {released:?}");
    }
}

fn middle(mut values: Vec<i64>) -> i64 {
    values.sort_unstable();
    values[values.len() / 2]
}

/// How late each release was that a process could have made in time, and that no other was lost.
fn expect_on_time(passages: &Passages, absences: &[(i64, i64)]) {
    let (mut late, mut back) = (Vec::new(), 0);
    for shown in &passages.shown {
        let Some(end_ms) = shown.released_at_end_ms else {
            continue;
        };
        assert!(shown.appended_ms >= end_ms, "early: {shown:?}");
        // One that was killed just behind an end may have had no time to let it go.
        let absence = absences
            .iter()
            .find(|(from, to)| (*from - ON_TIME_MS..=*to).contains(&end_ms));
        let late_ms = shown.appended_ms - absence.map_or(end_ms, |(_, to)| *to);
        assert!(late_ms < LOST_MS, "late: {shown:?}, away {absences:?}");
        match absence {
            Some(_) => back += 1,
            None => late.push(late_ms),
        }
    }
    let slowest = late.iter().max().copied().unwrap_or(0);
    let (count, late) = (late.len(), middle(late));
    let ordinary = middle(passages.ordinary_ms.clone());
    eprintln!(
        "{count} released on time: {late} ms late in the middle, {slowest} ms at most; {back} when the process was back; \
         an ordinary item takes {ordinary} ms"
    );
    // Those before the first kill at least.
    assert!(
        count >= AT_ONCE,
        "only {count} ended while a process was there"
    );
    // What any item needs at that time on this machine is no lateness of a release.
    assert!(
        late <= ON_TIME_MS + ordinary,
        "{late} ms late, where an ordinary item takes {ordinary} ms"
    );
}

#[test]
fn embargoes_end_on_time_and_in_order_across_kills() {
    let installation = Installation::shared(crate::PROGRAM, "releases").unwrap();
    let installation = installation.with("enricher.languages=en,nl");
    installation.apply_topics().unwrap();
    // Everything has started before time counts.
    deliver(
        &installation,
        "first",
        &item("urn:test:ordinary:first", "Ship leaves", None),
    );
    let service = start(&installation);
    let schedule = Schedule {
        first_ms: now_ms() + AHEAD_MS,
    };
    deliver(&installation, "embargoed", &schedule.items());
    let (service, absences) = go_through(&installation, service, &schedule);
    let all = ENDS * AT_ONCE + ENDS + 1;
    let rows = || {
        let text = std::fs::read_to_string(installation.folder().join("rows.jsonl"));
        text.unwrap_or_default().lines().count()
    };
    wait_until("all items at the sink", WITHIN, || rows() >= all).unwrap();
    service.stop(WITHIN).unwrap();
    let passages = passage::read(&installation, WITHIN).unwrap();
    assert_eq!(
        passages.shown.len(),
        all,
        "each is shown once: {:?}",
        passages.shown
    );
    expect_in_order(&passages.shown);
    expect_on_time(&passages, &absences);
    installation.audit().unwrap();
}
