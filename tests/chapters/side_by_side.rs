//! Two enrichers on the same items: other batches, ticks and a crash change no byte, and what differs is told.

use std::time::Duration;

use dateline_schemas::{Timestamp, topic::Topic};
use dateline_tests::{
    deadline::wait_for,
    installation::Installation,
    stack::kafka,
    stream::{InputKind, PROVIDERS, Stream, StreamPlan},
};
use rdkafka::message::{Headers as _, Message as _};

const WITHIN: Duration = Duration::from_secs(120);
const INPUTS: usize = 400;
const STARTS_AT_MS: i64 = 1_780_000_000_000;

/// An item of a local paper, which says Virginia to its readers.
const LOCAL: &str =
    "{\"uri\": \"urn:test:local\", \"body\": \"A fire in Alexandria closed the bridge.\"}\n";

/// What a record is, but for the offset and time that the log gave it.
type Written = (Vec<u8>, Option<Vec<u8>>, Vec<(String, Vec<u8>)>);

/// An installation of one partition, in which records have one order.
fn installation(name: &str) -> Installation {
    let installation = Installation::shared(crate::PROGRAM, name).unwrap();
    let installation = installation.with("topics.partitions=1");
    installation.apply_topics().unwrap();
    installation
}

/// Takes a stream in, enriches it, and ends. What goes by time, an embargo's end, is left out: when it comes differs.
fn in_service() -> Installation {
    let installation = installation("service");
    let mut stream = Stream::generate(&StreamPlan {
        seed: 5,
        inputs: INPUTS,
        starts_at: Timestamp::from_millis(STARTS_AT_MS),
        embargoes_end_within_ms: 0,
    });
    let by_time = [InputKind::Embargoed, InputKind::HeldForLong];
    stream.inputs.retain(|input| !by_time.contains(&input.kind));
    let folder = installation.folder();
    stream.write_deliveries(folder, INPUTS).unwrap();
    let providers = PROVIDERS.map(|name| format!("\"{name}\"")).join(", ");
    let sources = format!(
        "[[producer.sources]]\nname = \"wires\"\nformat = \"jsonl\"\npaths = [\"delivery-*.jsonl\"]\nproviders = \
         [{providers}]\n\
         [[producer.sources]]\nname = \"local\"\nformat = \"jsonl\"\npaths = [\"local.jsonl\"]\n"
    );
    std::fs::write(folder.join("newsroom.toml"), sources).unwrap();
    std::fs::write(folder.join("local.jsonl"), LOCAL).unwrap();
    let command = [
        "run",
        "--config",
        "newsroom.toml",
        "--sink",
        "jsonl:rows.jsonl",
    ];
    let ended = installation.run(&command, WITHIN).unwrap();
    ended.successful().unwrap();
    installation
}

/// Enriches with a name, so that it need not wait for its dead former self to be missed.
const ENRICH: [&str; 3] = ["enrich", "--instance-id", "trial"];

/// An enricher beside the one in service.
struct Trial(Installation);

impl Trial {
    fn beside(service: &Installation, name: &str, setting: &str) -> Self {
        let items_of = format!("enricher.items_of={}", service.prefix());
        Self(installation(name).with(&items_of).with(setting))
    }

    /// Enriches until a failpoint ends the process.
    fn run_to(&self, failpoint: &str) {
        let dying = self.0.clone().with_env("DATELINE_FAILPOINT", failpoint);
        let ended = dying.run(&ENRICH, WITHIN);
        assert!(
            ended.unwrap().successful().is_err(),
            "{failpoint} is reached"
        );
    }

    /// Enriches all that there is.
    fn run(&self) {
        let mut service = self.0.start(&ENRICH).unwrap();
        // A dead process's transaction has ended by then, and positions can be asked for.
        service.wait_until_ready(WITHIN).unwrap();
        wait_for("both stages to be at the end", WITHIN, || {
            let account = self.0.account()?;
            let is_at_end = |stage| account["stages"][stage]["behind"] == 0;
            Ok((0..2).all(is_at_end).then_some(()))
        })
        .unwrap();
        service.stop(WITHIN).unwrap();
        self.0.audit().unwrap();
    }
}

fn written(installation: &Installation, topic: Topic) -> Vec<Written> {
    let topic = installation.topic(topic);
    let records = kafka::records_of(installation.brokers(), &topic, WITHIN).unwrap();
    let written = records.into_iter().map(|record| {
        let headers = record
            .headers()
            .into_iter()
            .flat_map(|headers| headers.iter());
        let headers = headers.map(|header| {
            (
                header.key.to_owned(),
                header.value.unwrap_or_default().to_vec(),
            )
        });
        let bytes = |bytes: Option<&[u8]>| bytes.map(<[u8]>::to_vec);
        (
            bytes(record.key()).unwrap_or_default(),
            bytes(record.payload()),
            headers.collect(),
        )
    });
    written.collect()
}

#[test]
fn an_enricher_gives_the_same_bytes_again_and_another_is_compared_with_it() {
    let service = in_service();
    let again = Trial::beside(&service, "again", "pump.transaction_max_records=7");
    again.run_to("before-commit:20");
    again.run();
    for topic in [Topic::Annotated, Topic::Enriched] {
        let [first, second] = [&service, &again.0].map(|it| written(it, topic));
        assert!(!first.is_empty(), "{topic:?}");
        assert_eq!(first.len(), second.len(), "{topic:?}");
        assert!(first == second, "{topic:?}: the same bytes");
    }
    let diff = service.run(&["diff", again.0.prefix()], WITHIN).unwrap();
    let diff = diff.successful().unwrap();
    assert!(diff.stdout.contains("; 0 only in"), "{}", diff.stdout);

    let trial = Trial::beside(&service, "trial", "enricher.languages=fi,tr");
    let trial = Trial(trial.0.with("enricher.home_regions.local=US"));
    trial.run();
    let other = trial.0.prefix();
    let diff = service.run(&["diff", "--json", other], WITHIN).unwrap();
    assert_eq!(diff.status.code(), Some(9), "{}", diff.stderr);
    let differs = |told: [&str; 3]| {
        let mut lines = diff.stdout.lines();
        lines.any(|line| told.iter().all(|told| line.contains(told)))
    };
    for told in [
        ["https://wire-", "\"field\":\"language.tag\"", "\"fi\""],
        ["urn:test:local", "\"field\":\"primary_region\"", "\"US\""],
    ] {
        assert!(differs(told), "{told:?}: {}", diff.stdout);
    }
}

#[test]
fn items_of_another_number_of_partitions_are_refused() {
    let service = installation("service");
    let trial = Installation::shared(crate::PROGRAM, "trial").unwrap();
    trial.apply_topics().unwrap();
    let command = ["enrich", "--items-of", service.prefix()];
    let ended = trial.run(&command, WITHIN).unwrap();
    assert_eq!(ended.status.code(), Some(4), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("they must be equal"),
        "{}",
        ended.stderr
    );
    let ended = trial
        .run(&["enrich", "--items-of", "nobody"], WITHIN)
        .unwrap();
    assert_eq!(ended.status.code(), Some(4), "{}", ended.stderr);
    assert!(ended.stderr.contains("does not exist"), "{}", ended.stderr);
}
