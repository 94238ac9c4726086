//! Versions, kills, withdrawals, embargoes and replacements in every format that has them, in random order, early, late and
//! doubled, with the process killed in between: each story ends as its wires say, and nothing under embargo shows early.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use dateline_schemas::Timestamp;
use dateline_tests::{
    deadline::wait_for,
    installation::Installation,
    notices::{self, Ending, FORMATS},
    random::Random,
};
use serde_json::Value;

const WITHIN: Duration = Duration::from_secs(180);

/// Long enough for all other stories to end before it on a busy machine; where it is not, the embargo is over on arrival.
const EMBARGO_MS: i64 = 30_000;

/// How often the process is killed.
const KILLS: usize = 3;

fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap())
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

/// Whether a story stands where it is to end.
fn has_ended(ending: Ending, record: Option<&Value>) -> bool {
    let position = record.map(|record| record["lineage"]["position"].as_str().unwrap());
    match ending {
        Ending::Newest(version) => {
            let has_version = record.is_some_and(|record| {
                // A feed has no number for it, but the time at which it was made.
                let created = record["item"]["version_created"]
                    .as_str()
                    .unwrap_or_default();
                record["item"]["version"] == version
                    || created.contains(&format!("10:0{version}:00"))
            });
            position == Some("newest") && has_version
        }
        Ending::Released => position == Some("newest"),
        Ending::Killed => position == Some("killed"),
        Ending::NotPublic => position.is_none() || position == Some("recalled"),
    }
}

#[test]
fn every_story_ends_as_its_wires_say() {
    let seed = Random::seed_of_this_run();
    println!("DATELINE_TEST_SEED={seed}");
    let mut random = Random::seeded(seed);
    let installation = Installation::shared(crate::PROGRAM, "lineage").unwrap();
    let installation = installation.with("enricher.languages=en,nl");
    installation.apply_topics().unwrap();
    let until = now().plus_millis(EMBARGO_MS);
    let (mut wires, mut endings) = (Vec::new(), Vec::new());
    for format in FORMATS {
        let (told, ended) = notices::wires(format, until);
        wires.extend(told);
        endings.extend(ended);
    }
    let doubled: Vec<_> = wires
        .iter()
        .filter(|_| random.chance(40))
        .cloned()
        .collect();
    wires.extend(doubled);
    random.shuffle(&mut wires);

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
        std::fs::write(&part, &wire.text).unwrap();
        std::fs::rename(part, deliveries.join(format!("{number:03}.wire"))).unwrap();
        if (number + 1) % (wires.len() / KILLS) == 0 {
            service.wait_until_ready(WITHIN).unwrap();
            service.running.kill().unwrap();
            service = installation.start(&command).unwrap();
        }
    }

    let (held, others): (Vec<_>, Vec<_>) = endings
        .into_iter()
        .partition(|(_, ending)| *ending == Ending::Released);
    wait_for("all stories to end", WITHIN, || {
        let (before, records) = (now(), newest(&installation));
        for (uri, _) in held.iter().filter(|_| before < until) {
            let early = records.get(uri).filter(|_| now() < until);
            assert!(early.is_none(), "shown {} before {until}: {early:?}", now());
        }
        let open = |(uri, ending): &&(String, Ending)| !has_ended(*ending, records.get(uri));
        let open = held.iter().chain(&others).filter(open).count();
        Ok((open == 0).then_some(()))
    })
    .unwrap_or_else(|error| {
        let records = newest(&installation);
        let stand = |(uri, ending): &(String, Ending)| {
            let record = records.get(uri).map(|record| record["lineage"].to_string());
            format!("{uri} {ending:?}: {}\n", record.unwrap_or_default())
        };
        let open = held
            .iter()
            .chain(&others)
            .filter(|(uri, ending)| !has_ended(*ending, records.get(uri)));
        panic!("{error}\n{}", open.map(stand).collect::<String>());
    });
    service.stop(WITHIN).unwrap();
    installation.audit().unwrap();
}
