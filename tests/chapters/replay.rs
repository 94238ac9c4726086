//! Replay: a source that was taken in with a wrong configuration, corrected, and parsed again out of the log.

use std::{collections::BTreeMap, fs, time::Duration};

use dateline_schemas::{Codec, WireItem, topic::Topic};
use dateline_tests::{
    deadline::wait_for,
    installation::{Installation, Service},
    stack::{kafka, process::Ended},
};
use rdkafka::message::{Headers as _, Message as _, OwnedMessage};
use serde_json::{Value, json};

const WITHIN: Duration = Duration::from_secs(120);

/// Two messages of an agency in Latin-1; the second has letters that code page 437 has otherwise.
const MESSAGES: &str = "\u{1}nkd0007 5 vm 6\r\n\u{2}Storch kehrt nach Rathen heim\r\n\u{3}120915 Mar 26\r\n\u{4}\
                        \u{1}nkd0008 5 vm 6\r\n\u{2}Brücke über die Elbe geöffnet\r\n\u{3}120930 Mar 26\r\n\u{4}";

/// Items of the delivery that the wrong configuration puts aside whole.
const LINES: usize = 40;

/// All items of the two deliveries.
const ALL: usize = LINES + 2;

struct World {
    installation: Installation,
}

impl World {
    fn new() -> Self {
        let installation = Installation::shared(crate::PROGRAM, "replay").unwrap();
        let installation = installation.with("enricher.languages=de,en");
        installation.apply_topics().unwrap();
        let world = Self { installation };
        fs::create_dir(world.installation.folder().join("agency")).unwrap();
        world
    }

    /// Says how the source is to be read.
    fn configure(&self, keys: &str) {
        let source = format!(
            "[[producer.sources]]\nname = \"agency\"\nkind = \"directory\"\npaths = [\"agency\"]\nfollow = true\n{keys}\n"
        );
        fs::write(self.installation.folder().join("newsroom.toml"), source).unwrap();
    }

    fn start(&self) -> Service {
        let command = [
            "run",
            "--config",
            "newsroom.toml",
            "--sink",
            "jsonl:rows.jsonl",
        ];
        let mut service = self.installation.start(&command).unwrap();
        service.wait_until_ready(WITHIN).unwrap();
        service
    }

    /// Puts a whole file into the directory at once.
    fn deliver(&self, name: &str, text: &[u8]) {
        let folder = self.installation.folder();
        fs::write(folder.join(name), text).unwrap();
        fs::rename(folder.join(name), folder.join("agency").join(name)).unwrap();
    }

    fn start_replay(&self, flags: &[&str]) -> Service {
        let mut command = vec!["replay", "--source", "agency", "--config", "newsroom.toml"];
        command.extend(flags);
        self.installation.start(&command).unwrap()
    }

    fn replay(&self, flags: &[&str]) -> Ended {
        let ended = self.start_replay(flags).wait(WITHIN).unwrap();
        ended.successful().unwrap()
    }

    /// How often a dry run says of an item that this would become of it.
    fn expected(&self) -> BTreeMap<String, usize> {
        let told = self.replay(&["--dry-run", "--json"]);
        let mut counts = BTreeMap::new();
        for line in told.stdout.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let outcome = line["outcome"].as_str().unwrap().to_owned();
            *counts.entry(outcome).or_default() += 1;
        }
        counts
    }

    fn rows(&self) -> Vec<Value> {
        let path = self.installation.folder().join("rows.jsonl");
        let text = fs::read_to_string(path).unwrap_or_default();
        let rows = text.lines();
        rows.filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    }

    fn wait_for_rows(&self, count: usize) -> Vec<Value> {
        let what = format!("{count} rows");
        let rows = wait_for(&what, WITHIN, || {
            Ok(Some(self.rows()).filter(|rows| rows.len() >= count))
        });
        let rows = rows.unwrap();
        assert_eq!(rows.len(), count);
        rows
    }

    /// Waits until annotate has consumed all that there is, and more than so many items; what audit says then.
    fn wait_until_consumed(&self, items: usize) -> Value {
        let account = wait_for("annotate to be at the end", WITHIN, || {
            let account = self.installation.account()?;
            let annotate = &account["stages"][0];
            let is_there =
                annotate["behind"] == 0 && annotate["inputs"].as_u64() >= Some(items as u64);
            Ok(Some(account).filter(|_| is_there))
        });
        account.unwrap()
    }

    fn records(&self, topic: Topic) -> Vec<OwnedMessage> {
        let topic = self.installation.topic(topic);
        kafka::records_of(self.installation.brokers(), &topic, WITHIN).unwrap()
    }

    /// What replays have written, a list for each partition: key, bytes and headers of each record.
    fn replayed(&self) -> BTreeMap<i32, Vec<Value>> {
        let mut replayed: BTreeMap<i32, Vec<Value>> = BTreeMap::new();
        for record in self.records(Topic::Items) {
            let bytes = record.payload().unwrap();
            let item: WireItem = Codec::single_object().decode(bytes).unwrap();
            if item.is_replayed() {
                let headers = record.headers().unwrap().iter();
                let headers: Vec<_> = headers
                    .map(|header| json!([header.key, header.value]))
                    .collect();
                let partition = replayed.entry(record.partition()).or_default();
                partition.push(json!([record.key(), bytes, headers]));
            }
        }
        replayed
    }
}

fn lines() -> String {
    let line = |number| {
        let headline = format!("Harbour number {number} reopens after the storm");
        format!(
            "{}\n",
            json!({"uri": format!("urn:test:{number}"), "version": 1, "headline": headline})
        )
    };
    (0..LINES).map(line).collect()
}

/// What a row says of the history of its item.
fn told(row: &Value) -> Value {
    let lineage = &row["lineage"];
    json!([
        row["item"]["headline"],
        lineage["revision"],
        lineage["change"],
        lineage["changed_fields"]
    ])
}

/// Takes two deliveries in as code page 437 and as one format, which they are not.
fn take_in_wrongly(world: &World) {
    world.configure("format = \"iptc7901\"\ncharset = \"cp437\"");
    let service = world.start();
    let latin_1 = MESSAGES.chars().map(|letter| u8::try_from(letter).unwrap());
    world.deliver("messages.iptc", &latin_1.collect::<Vec<u8>>());
    let rows = world.wait_for_rows(2);
    let wrong = "Brⁿcke ⁿber die Elbe ge÷ffnet";
    assert!(
        rows.iter().any(|row| row["item"]["headline"] == wrong),
        "{rows:?}"
    );
    world.deliver("lines.jsonl", lines().as_bytes());
    let dead = wait_for("the lines to be put aside", WITHIN, || {
        Ok(Some(world.records(Topic::Dead)).filter(|dead| !dead.is_empty()))
    });
    assert_eq!(dead.unwrap().len(), 1);
    service.stop(WITHIN).unwrap();
    world.configure("charset = \"iso-8859-1\"");
}

#[test]
fn what_was_read_wrongly_is_read_again_and_live_items_do_not_wait_for_it() {
    let world = World::new();
    take_in_wrongly(&world);
    let service = world.start();

    let expected = [("new", LINES), ("reparsed", 1), ("unchanged", 1)];
    let expected = expected.map(|(outcome, count)| (outcome.to_owned(), count));
    assert_eq!(world.expected(), expected.into());
    assert!(world.replayed().is_empty(), "a dry run writes nothing");

    let fast = ["--reason", "it is Latin-1", "--rate", "1000"];
    world.replay(&fast);
    let rows = world.wait_for_rows(2 + 1 + LINES);
    let reparsed: Vec<&Value> = rows
        .iter()
        .filter(|row| row["lineage"]["change"] == "reparsed")
        .collect();
    let [reparsed] = reparsed[..] else {
        panic!("{reparsed:?}");
    };
    assert_eq!(
        told(reparsed),
        json!(["Brücke über die Elbe geöffnet", 2, "reparsed", ["headline"]])
    );
    let note = json!({"field": "raw", "method": "replayed", "note": "it is Latin-1"});
    let notes = reparsed["item"]["provenance"].as_array().unwrap();
    assert!(notes.contains(&note), "{notes:?}");

    world.replay(&fast);
    world.wait_until_consumed(2 + 2 * ALL);
    assert_eq!(world.expected(), [("unchanged".to_owned(), ALL)].into());
    world.wait_for_rows(2 + 1 + LINES);
    let replayed = world.replayed();
    assert_eq!(replayed.values().map(Vec::len).sum::<usize>(), 2 * ALL);
    for (partition, records) in replayed {
        let (first, second) = records.split_at(records.len() / 2);
        assert!(
            first == second,
            "partition {partition}: two replays give equal bytes"
        );
    }

    let slow = a_live_item_passes_a_slow_replay(&world);
    assert_eq!(slow.status.code(), Some(9), "{}", slow.stderr);
    assert!(
        slow.stderr.contains("goes on from there"),
        "{}",
        slow.stderr
    );
    world.wait_until_consumed(2 + 2 * ALL + 2);
    service.stop(WITHIN).unwrap();
    let account = world.installation.audit().unwrap();
    let items = account["sources"]["dateline:replay"]["items"]
        .as_u64()
        .unwrap();
    assert!(items > 2 * ALL as u64 && items < 3 * ALL as u64, "{items}");
    assert_eq!(
        world.records(Topic::Raw).len(),
        3,
        "deliveries are as they were"
    );
    assert_eq!(
        world.records(Topic::Dead).len(),
        1,
        "nothing is put aside again"
    );
}

/// Replays an item a second, lets a delivery come meanwhile, and ends the replay when that is through.
fn a_live_item_passes_a_slow_replay(world: &World) -> Ended {
    let mut slow = world.start_replay(&["--rate", "1"]);
    wait_for("the replay to have begun", WITHIN, || {
        let sources = &world.installation.account()?["sources"];
        let items = sources["dateline:replay"]["items"].as_u64();
        Ok((items > Some(2 * ALL as u64)).then_some(()))
    })
    .unwrap();
    let live = json!({"uri": "urn:test:live", "version": 1, "headline": "Live from the harbour"});
    world.deliver("live.jsonl", format!("{live}\n").as_bytes());
    let rows = world.wait_for_rows(2 + 1 + LINES + 1);
    assert_eq!(rows.last().unwrap()["item"]["uri"], "urn:test:live");
    assert!(
        slow.running.is_running().unwrap(),
        "the replay takes {ALL} seconds"
    );
    slow.running.terminate().unwrap();
    slow.wait(WITHIN).unwrap()
}
