//! Corrections, refiles, kills, withdrawals, embargoes and replacements in every format, as far as it has words for them, in
//! random order, early, late and doubled, with the process killed in between: each uri ends as its wires say, and nothing
//! under embargo shows early.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use dateline_producer::formats::DeliveryContext;
use dateline_schemas::Timestamp;
use dateline_tests::{
    deadline::wait_for,
    installation::{Installation, Service},
    notices::{self, Ending, Expected},
    random::Random,
};
use serde_json::Value;

const WITHIN: Duration = Duration::from_secs(180);

/// Embargoes end at the first full minute behind this: long enough for all other stories to end before it on a busy machine;
/// where it is not, the embargo is over on arrival.
const EMBARGO_MS: i64 = 30_000;

const MINUTE_MS: i64 = 60_000;

/// How often the process is killed.
const KILLS: usize = 3;

fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap())
}

fn end_of_embargoes() -> Timestamp {
    let earliest_ms = now().as_millis() + EMBARGO_MS;
    let minutes = earliest_ms.div_euclid(MINUTE_MS) + 1;
    Timestamp::from_millis(minutes * MINUTE_MS)
}

/// What the program's parsers are told where its input is named on the command line.
fn context() -> DeliveryContext {
    DeliveryContext {
        source: "input-1".to_owned(),
        namespace: "input".to_owned(),
        ..DeliveryContext::default()
    }
}

/// The record of the highest revision of each uri.
fn newest(installation: &Installation) -> BTreeMap<String, Value> {
    let path = installation.folder().join("rows.jsonl");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let records = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let revision = |record: &Value| record["lineage"]["revision"].as_i64().unwrap();
    let mut newest: BTreeMap<String, Value> = BTreeMap::new();
    for record in records {
        let uri = record["item"]["uri"].as_str().unwrap().to_owned();
        let is_newer = newest
            .get(&uri)
            .is_none_or(|known| revision(known) < revision(&record));
        if is_newer {
            newest.insert(uri, record);
        }
    }
    newest
}

/// Whether a uri stands where it is to end, with the content that it is to have there.
fn has_ended(expected: &Expected, records: &BTreeMap<String, Value>) -> bool {
    let record = records.get(&expected.uri);
    let position = record.map(|record| record["lineage"]["position"].as_str().unwrap());
    match expected.ending {
        Ending::Newest | Ending::Released => {
            let content = record.map(|record| record["item"]["content_hash"].as_str().unwrap());
            position == Some("newest") && content == Some(&expected.content_hash)
        }
        Ending::Killed => position == Some("killed"),
        Ending::NotPublic => position.is_none() || position == Some("recalled"),
    }
}

/// The wires of all stories, some of them twice, in an order that the seed decides.
fn shuffled(stories: &[notices::Story], random: &mut Random) -> Vec<String> {
    let wires = || stories.iter().flat_map(|story| &story.wires).cloned();
    let doubled: Vec<String> = wires().filter(|_| random.chance(40)).collect();
    let mut wires: Vec<String> = wires().chain(doubled).collect();
    random.shuffle(&mut wires);
    wires
}

/// Delivers the wires one by one to a process that is killed now and then; the one that is left alone.
fn deliver(installation: &Installation, wires: &[String]) -> Service {
    let deliveries = installation.folder().join("deliveries");
    std::fs::create_dir_all(&deliveries).unwrap();
    let input = format!("sniff:{}/*.wire", deliveries.display());
    let command = [
        "run",
        "--follow",
        "--input",
        &input,
        "--sink",
        "jsonl:rows.jsonl",
    ];
    let mut service = installation.start(&command).unwrap();
    for (number, wire) in wires.iter().enumerate() {
        let part = installation.folder().join("part");
        std::fs::write(&part, wire).unwrap();
        std::fs::rename(part, deliveries.join(format!("{number:03}.wire"))).unwrap();
        if (number + 1) % (wires.len() / KILLS) == 0 {
            service.wait_until_ready(WITHIN).unwrap();
            service.running.kill().unwrap();
            service = installation.start(&command).unwrap();
        }
    }
    service
}

/// Waits until every uri stands where it is to end, and sees that nothing under embargo shows before.
fn wait_for_endings(installation: &Installation, all: &[Expected], until: Timestamp) {
    let is_held = |expected: &&Expected| expected.ending == Ending::Released;
    wait_for("all stories to end", WITHIN, || {
        let (before, records) = (now(), newest(installation));
        for held in all.iter().filter(is_held).filter(|_| before < until) {
            let early = records.get(&held.uri).filter(|_| now() < until);
            assert!(early.is_none(), "shown {} before {until}: {early:?}", now());
        }
        let has_ended = all.iter().all(|expected| has_ended(expected, &records));
        Ok(has_ended.then_some(()))
    })
    .unwrap_or_else(|error| {
        let records = newest(installation);
        let open = all.iter().filter(|it| !has_ended(it, &records));
        let stand = open.map(|expected| {
            let record = records.get(&expected.uri);
            let lineage = record.map(|record| record["lineage"].to_string());
            format!("{expected:?}: {}\n", lineage.unwrap_or_default())
        });
        panic!("{error}\n{}", stand.collect::<String>());
    });
}

#[test]
fn every_story_ends_as_its_wires_say() {
    let seed = Random::seed_of_this_run();
    println!("DATELINE_TEST_SEED={seed}");
    let mut random = Random::seeded(seed);
    let installation = Installation::shared(crate::PROGRAM, "lineage").unwrap();
    let installation = installation.with("enricher.languages=en,nl");
    installation.apply_topics().unwrap();
    let until = end_of_embargoes();
    let stories = notices::stories(until);
    let service = deliver(&installation, &shuffled(&stories, &mut random));
    let context = context();
    let all: Vec<Expected> = stories
        .iter()
        .flat_map(|story| story.expected(&context).unwrap())
        .collect();
    wait_for_endings(&installation, &all, until);
    service.stop(WITHIN).unwrap();
    installation.audit().unwrap();
}
