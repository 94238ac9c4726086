//! The conditions that a process can find itself in: what it says, how it ends, and that it goes on by itself where the
//! cause can go away.

mod at_start;
mod broker;
mod outage;
mod target;

use std::time::Duration;

use dateline_tests::{
    deadline::wait_for,
    installation::{Installation, Service},
    stack::process::Ended,
};

const WITHIN: Duration = Duration::from_secs(120);

/// Two languages, whose models are there at once.
const LANGUAGES: &str = "enricher.languages=en,nl";

/// An installation on the Kafka that chapters share.
fn shared(chapter: &str) -> Installation {
    let installation = Installation::shared(crate::PROGRAM, chapter);
    installation.unwrap().with(LANGUAGES)
}

fn on(brokers: &str, chapter: &str) -> Installation {
    let installation = Installation::new(crate::PROGRAM, brokers, chapter);
    installation.unwrap().with(LANGUAGES)
}

/// What a run that has ended told people, with its exit code, without what differs from run to run.
fn told(installation: &Installation, ended: &Ended) -> String {
    let lines = ended.stderr.lines().filter(|line| !line.starts_with('{'));
    let lines: Vec<&str> = ended.stdout.lines().chain(lines).collect();
    let code = ended.status.code().unwrap();
    neutral(
        installation,
        &format!("exit code {code}\n{}\n", lines.join("\n")),
    )
}

/// A text without what differs from run to run.
fn neutral(installation: &Installation, text: &str) -> String {
    text.replace(&installation.folder().display().to_string(), "FOLDER")
        .replace(installation.prefix(), "PREFIX")
        .replace(installation.brokers(), "BROKERS")
}

/// A running pipeline that follows a folder of deliveries.
struct Followed {
    installation: Installation,
    service: Service,
    written: Vec<String>,
}

impl Followed {
    fn start(installation: Installation, target: &str) -> Self {
        let deliveries = installation.folder().join("deliveries");
        std::fs::create_dir_all(&deliveries).unwrap();
        let input = format!("jsonl:{}/*.jsonl", deliveries.display());
        let command = ["run", "--follow", "--input", &input, "--sink", target];
        let service = installation.start(&command).unwrap();
        Self {
            installation,
            service,
            written: Vec::new(),
        }
    }

    /// What a part says for why it does not do its work, once that has this text in it.
    fn unready(&mut self, part: &str, text: &str) -> String {
        let said = self.service.wait_until_unready(part, text, WITHIN).unwrap();
        neutral(&self.installation, &said)
    }

    /// Writes a delivery of some items more.
    fn deliver(&mut self) {
        let number = self.written.len();
        let uris = (number..number + 20).map(|index| format!("urn:test:{index:04}"));
        let uris: Vec<String> = uris.collect();
        let line = |uri: &String| {
            format!(
                "{{\"uri\": \"{uri}\", \"headline\": \"Ships wait for {uri} off the coast\"}}\n"
            )
        };
        let lines: String = uris.iter().map(line).collect();
        let folder = self.installation.folder();
        // Whole or not at all: the source may look at any moment.
        let part = folder.join("part");
        std::fs::write(&part, lines).unwrap();
        let path = folder.join(format!("deliveries/{number:04}.jsonl"));
        std::fs::rename(part, path).unwrap();
        self.written.extend(uris);
    }

    /// Waits until every item that was delivered has its row, and then that none has two.
    fn expect_rows(&self, mut rows: impl FnMut() -> Vec<String>) {
        let count = self.written.len();
        wait_for(&format!("{count} rows"), WITHIN, || {
            Ok((rows().len() >= count).then_some(()))
        })
        .unwrap();
        let mut rows = rows();
        rows.sort();
        assert_eq!(rows, self.written);
    }

    /// Ends it; all of it balances.
    fn end(self) {
        self.service.stop(WITHIN).unwrap();
        self.installation.audit().unwrap();
    }
}
