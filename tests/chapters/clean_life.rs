//! A life without faults: nothing odd in the log, an end within ten seconds whatever the load, and no memory that grows.

mod memory;
mod shutdown;
mod start_and_stop;

use std::{ops::Range, time::Duration};

use dateline_tests::installation::Installation;

const WITHIN: Duration = Duration::from_secs(180);

/// An installation with its topics on the Kafka that chapters share.
fn installed(chapter: &str) -> Installation {
    let installation = Installation::shared(crate::PROGRAM, chapter).unwrap();
    let installation = installation.with("enricher.languages=en,nl");
    installation.apply_topics().unwrap();
    installation
}

/// Writes deliveries of these numbers, of so many items each; the uris of all of them, sorted, and the pattern of the
/// files.
fn write_deliveries(
    installation: &Installation,
    deliveries: Range<usize>,
    items: usize,
) -> (Vec<String>, String) {
    let folder = installation.folder().join("deliveries");
    std::fs::create_dir_all(&folder).unwrap();
    let mut uris = Vec::new();
    for delivery in deliveries {
        let mut lines = String::new();
        for item in 0..items {
            let uri = format!("urn:test:{delivery:04}:{item:04}");
            lines += &format!(
                "{{\"uri\": \"{uri}\", \"headline\": \"Ships wait for berth {item} of harbour {delivery}\", \
                 \"body\": \"Pilots said that {item} ships would be let in before the storm reached pier {delivery}.\"}}\n"
            );
            uris.push(uri);
        }
        std::fs::write(folder.join(format!("{delivery:04}.jsonl")), lines).unwrap();
    }
    (uris, format!("jsonl:{}/*.jsonl", folder.display()))
}
