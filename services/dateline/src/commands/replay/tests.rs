//! A replay on the log in memory.

mod waiting;

use std::{ffi::OsString, fs, io::Write, thread};

use dateline_runtime::{Outgoing, local::LocalCluster, log::Writer as _};
use dateline_schemas::{Checkpoint, WireItem, delivery::Bytes, item::REPLAY_SOURCE};
use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::{cli, cli::Command, pipeline::in_memory};

/// When the first delivery was received.
const FIRST_MS: i64 = 1_773_000_000_000;

/// A log with deliveries of a source that is configured now, and of another.
struct Desk {
    cluster: LocalCluster,
    config: Config,
    _folder: TempDir,
    file: String,
}

struct Answer {
    ended: anyhow::Result<Exit>,
    output: String,
    messages: String,
}

impl Desk {
    fn new(configured: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("dateline.toml");
        let rest = "kind = \"directory\"\npaths = [\"incoming\"]\n";
        fs::write(&path, format!("[[producer.sources]]\n{configured}{rest}")).unwrap();
        let file = path.display().to_string();
        let arguments = arguments(&file, "--dry-run");
        let plan = ServicePlan::of_tool(&arguments.tool).unwrap();
        let config = plan.config.value;
        Self {
            cluster: in_memory(&config).cluster,
            config,
            _folder: folder,
            file,
        }
    }

    /// Puts a delivery into the log, received so many milliseconds after the first.
    fn deliver(&self, source: &str, after_ms: i64, text: &str) {
        let position = format!("key:{after_ms}");
        let delivery = Delivery {
            delivery_id: dateline_schemas::identity::delivery_id(
                source,
                &position,
                text.as_bytes(),
            ),
            source: source.to_owned(),
            position,
            bytes: Bytes(text.into()),
            received_at: Timestamp::from_millis(FIRST_MS + after_ms),
            ..Delivery::default()
        };
        let value = Codec::single_object().encode(&delivery).unwrap();
        let topic = self.config.topic(Topic::Raw);
        self.write(Outgoing::keyed(&topic, source.as_bytes(), Some(value)));
    }

    fn write(&self, outgoing: Outgoing) {
        let mut writer = self.cluster.writer("test").unwrap();
        writer.begin().unwrap();
        writer.send(outgoing).unwrap();
        writer.commit().unwrap();
    }

    fn replay(&self, flags: &str) -> Answer {
        self.replay_telling(&Control::default(), flags)
    }

    fn replay_telling(&self, control: &Control, flags: &str) -> Answer {
        let mut messages = Vec::new();
        let answer = self.replay_under(control, &mut messages, flags);
        Answer {
            messages: String::from_utf8(messages).unwrap(),
            ..answer
        }
    }

    fn replay_under(&self, control: &Control, messages: &mut dyn Write, flags: &str) -> Answer {
        let arguments = arguments(&self.file, flags);
        let mut output = Vec::new();
        let mut streams = Streams {
            output: &mut output,
            messages,
        };
        let now = Timestamp::from_millis(FIRST_MS + 1_000_000);
        let (source, since, until) = (&arguments.source, arguments.since, arguments.until);
        let selection = Selection::try_new(source, since, until, now).unwrap();
        let ended = arguments.spec(&self.config).and_then(|spec| {
            let replay = Replay {
                arguments: &arguments,
                config: &self.config,
                spec: &spec,
                selection: &selection,
                now,
            };
            replay.run(&self.cluster, control, &mut streams)
        });
        Answer {
            ended,
            output: String::from_utf8(output).unwrap(),
            messages: String::new(),
        }
    }

    /// Keys and values of all items in the log.
    fn items(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut items = Vec::new();
        self.read(Topic::Items, |key, value| items.push((key, value)));
        items
    }

    fn read(&self, topic: Topic, mut on_record: impl FnMut(Vec<u8>, Vec<u8>)) {
        let mut table = self.cluster.table().unwrap();
        let topic = self.config.topic(topic);
        read_to_end(&mut table, &topic, &Control::default(), |record| {
            on_record(record.key.unwrap().to_vec(), record.value.unwrap().to_vec());
        })
        .unwrap();
    }
}

fn arguments(file: &str, flags: &str) -> ReplayArguments {
    let fixed = [
        "dateline",
        "replay",
        "--brokers",
        "none:1",
        "--config",
        file,
    ];
    let words = fixed.into_iter().chain(flags.split_whitespace());
    let words = words.chain(
        ["--source", "agency"]
            .into_iter()
            .filter(|_| !flags.contains("--source")),
    );
    match cli::parse(words.map(OsString::from)).unwrap() {
        Command::Replay(arguments) => arguments,
        other => panic!("{other:?}"),
    }
}

fn item(number: i64) -> String {
    format!("{{\"uri\": \"urn:x:{number}\", \"version\": 1, \"headline\": \"Item {number}\"}}\n")
}

fn desk() -> Desk {
    let desk = Desk::new("name = \"agency\"\nrights = \"For subscribers\"\n");
    desk.deliver("agency", 0, &(item(1) + "no JSON\n" + &item(2)));
    desk.deliver("other", 10, &item(8));
    desk.deliver("agency", 20, &(item(1) + &item(3)));
    desk.deliver("agency", 30, "nothing of ours\n");
    desk
}

fn lines(answer: &Answer) -> Vec<Value> {
    let lines = answer.output.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_dry_run_tells_all_and_writes_nothing() {
    let desk = desk();
    let answer = desk.replay("--dry-run");
    assert_eq!(answer.ended.unwrap(), Exit::Done);
    assert_eq!(answer.messages, "");
    insta::assert_snapshot!(answer.output);
    let answer = desk.replay("--dry-run --json");
    let told: Vec<String> = lines(&answer)
        .iter()
        .map(|line| format!("{} {} {}", line["outcome"], line["uri"], line["position"]))
        .collect();
    let expected = [
        r#""quarantined" null "key:0""#,
        r#""new" "urn:x:1" "key:0""#,
        r#""new" "urn:x:2" "key:0""#,
        r#""unchanged" "urn:x:1" "key:20""#,
        r#""new" "urn:x:3" "key:20""#,
        r#""quarantined" null "key:30""#,
    ];
    assert_eq!(told, expected);
    assert_eq!(desk.items(), []);
    let mut counts = 0;
    desk.read(Topic::Checkpoints, |_, _| counts += 1);
    assert_eq!(counts, 0);
}

#[test]
fn two_replays_write_equal_bytes_and_count_them() {
    let desk = desk();
    let (first, second) = (desk.replay("--rate 10000"), desk.replay("--rate 10000"));
    assert_eq!(
        (first.ended.unwrap(), second.ended.unwrap()),
        (Exit::Done, Exit::Done)
    );
    assert!(first.output.contains("items sent: 4;"), "{}", first.output);
    let items = desk.items();
    let (one, other) = items.split_at(4);
    assert_eq!(one, other);
    let written: WireItem = Codec::single_object().decode(&one[0].1).unwrap();
    assert_eq!(written.usage_terms.as_deref(), Some("For subscribers"));
    assert_eq!(written.received_at.as_millis(), FIRST_MS);
    let note = written.provenance.last().unwrap();
    let expected = format!("parsed again by dateline {}", env!("CARGO_PKG_VERSION"));
    assert_eq!(
        (note.method.as_str(), note.note.as_deref()),
        ("replayed", Some(expected.as_str()))
    );
    let mut totals = Vec::new();
    desk.read(Topic::Checkpoints, |_, value| {
        let checkpoint: Checkpoint = Codec::single_object().decode(&value).unwrap();
        totals.push((checkpoint.source, checkpoint.totals));
    });
    let last = totals.pop().unwrap();
    assert_eq!(
        last,
        (REPLAY_SOURCE.to_owned(), [("items".to_owned(), 8)].into())
    );
    let mut dead = 0;
    desk.read(Topic::Dead, |_, _| dead += 1);
    assert_eq!(dead, 0, "what was put aside before is not put aside again");
}

#[test]
fn only_what_was_received_within_the_time_is_sent() {
    let desk = desk();
    let since = Timestamp::from_millis(FIRST_MS + 1);
    let until = Timestamp::from_millis(FIRST_MS + 30);
    let answer = desk.replay(&format!("--since {since} --until {until} --reason why"));
    assert_eq!(answer.ended.unwrap(), Exit::Done);
    let keys: Vec<Vec<u8>> = desk.items().into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, [b"urn:x:1", b"urn:x:3"]);
    let none = desk.replay("--until 1990-01-01");
    assert!(
        none.output
            .starts_with("the log has no delivery of \"agency\""),
        "{}",
        none.output
    );
}

#[test]
fn the_format_of_the_command_line_wins_over_the_configured_one() {
    let desk = Desk::new("name = \"agency\"\nformat = \"nitf\"\n");
    desk.deliver("agency", 0, &item(1));
    assert!(
        desk.replay("--dry-run")
            .output
            .contains("quarantined (unparsable)")
    );
    for format in ["jsonl", "sniff"] {
        let answer = desk.replay(&format!("--dry-run --format {format}"));
        assert!(
            answer.output.contains("new  urn:x:1  Item 1"),
            "{}",
            answer.output
        );
    }
}

#[test]
fn a_source_that_is_not_configured_is_told_with_those_that_are() {
    let answer = desk().replay("--source agenyc");
    let error = answer.ended.unwrap_err().to_string();
    assert!(
        error.contains("no source \"agenyc\"") && error.contains("configured are agency"),
        "{error}"
    );
}

#[test]
fn a_record_that_is_no_delivery_is_told_with_its_place() {
    let desk = desk();
    let topic = desk.config.topic(Topic::Raw);
    desk.write(Outgoing::keyed(
        &topic,
        b"agency",
        Some(b"rubbish".to_vec()),
    ));
    let answer = desk.replay("--dry-run");
    assert_eq!(answer.ended.unwrap(), Exit::NotInOrder);
    assert!(
        answer.messages.contains("raw/0@4 is no delivery"),
        "{}",
        answer.messages
    );
}

#[test]
fn one_that_is_told_to_end_ends_between_transactions_and_says_where() {
    let desk = desk();
    let control = Control::default();
    let answer = thread::scope(|scope| {
        let replay = scope.spawn(|| desk.replay_telling(&control, "--rate 1"));
        while desk.items().is_empty() {
            thread::yield_now();
        }
        control.stop();
        replay.join().unwrap()
    });
    assert_eq!(answer.ended.unwrap(), Exit::NotInOrder);
    assert_eq!(desk.items().len(), 1);
    assert!(
        answer.output.contains("items sent: 1;"),
        "{}",
        answer.output
    );
    let first = Timestamp::from_millis(FIRST_MS);
    let said = format!("interrupted at key:0: --since {first} goes on from there");
    assert!(answer.messages.contains(&said), "{}", answer.messages);
}

#[test]
fn a_second_replay_takes_over_from_the_first() {
    let desk = desk();
    let (config, control) = (&desk.config, Control::default());
    let mut first = Sender::new(&desk.cluster, config, &control, 1).unwrap();
    assert_eq!(desk.replay("").ended.unwrap(), Exit::Done);
    let record = Outgoing::keyed(&config.topic(Topic::Items), b"urn:x:1", Some(Vec::new()));
    let pushed = first.push(record, &Delivery::default(), &mut Vec::new());
    assert!(matches!(pushed, Err(LogError::Fenced(_))), "{pushed:?}");
}
