//! The same few stories told in every format, as far as it can say such a thing: a correction, a refile, a kill, a
//! withholding, an embargo, and an item that takes the place of another.
//!
//! | format | corrected, refiled | killed, withheld | embargoed | replaced |
//! |---|---|---|---|---|
//! | jsonl, dpa | versions | status | field | no word for it |
//! | ninjs, newsmlg2, newsml1, nitf | versions | status | field | link |
//! | feed | versions by their time | `at:deleted-entry`; none | none | none |
//! | iptc7901 | new message, reference in its header | "Please kill item", "Please hold item" | line | "ersetzt" |
//! | anpa1312 | corrective; no refile | KILL, WITHHOLD | line | writethru |
//! | email | subject and `In-Reply-To` | `Control`, subject and `In-Reply-To` | line | `Supersedes` |
//! | wire-page | its items have no ids | line that names an item of another format | published already | "vervangt:" |
//!
//! Where a format numbers no versions, a correction is an item of its own and the one that was wrong is gone.

mod letters;
mod markup;
mod numbered;
mod objects;
mod page;
mod versions;

use anyhow::Context as _;
use dateline_producer::formats::{DeliveryContext, Format, parse_any};
use dateline_schemas::{Timestamp, WireItem};

/// How what a wire speaks of ends, whatever order wires come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// What this wire says is the newest.
    Newest,
    /// It is killed.
    Killed,
    /// It is not public: recalled if it ever was.
    NotPublic,
    /// What this wire says is the newest from the end of its embargo on, and nothing of it shows before.
    Released,
}

/// One story in a format.
#[derive(Debug, Clone)]
pub struct Story {
    /// What becomes of it.
    pub name: &'static str,
    /// Format that it is told in.
    pub format: Format,
    /// Deliveries, in the order in which they were written.
    pub wires: Vec<String>,
    /// How the first item of a wire, by its place among them, ends.
    pub ends: Vec<(usize, Ending)>,
}

/// Where one uri is to stand at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The uri.
    pub uri: String,
    /// How it ends.
    pub ending: Ending,
    /// Hash of the content that it ends with, where it ends with one.
    pub content_hash: String,
}

/// What becomes of an item and of the one that takes its place.
const REPLACED: &[(usize, Ending)] = &[(0, Ending::Killed), (1, Ending::Newest)];

impl Story {
    fn new(
        name: &'static str,
        format: Format,
        wires: Vec<String>,
        ends: &[(usize, Ending)],
    ) -> Self {
        Self {
            name,
            format,
            wires,
            ends: ends.to_vec(),
        }
    }

    /// Where its uris are to stand at the end, as a source with this context reads it.
    ///
    /// # Errors
    /// When a wire has no item.
    pub fn expected(&self, context: &DeliveryContext) -> anyhow::Result<Vec<Expected>> {
        let ends = self.ends.iter().map(|(wire, ending)| {
            let item = first_item(context, &self.wires[*wire])?;
            Ok(Expected {
                uri: item.uri,
                ending: *ending,
                content_hash: item.content_hash,
            })
        });
        ends.collect()
    }
}

fn first_item(context: &DeliveryContext, wire: &str) -> anyhow::Result<WireItem> {
    let parsed = parse_any(None, context, wire.as_bytes());
    let rejected = parsed.rejected;
    let item = parsed.items.into_iter().next();
    item.with_context(|| format!("{rejected:?} in {wire:?}"))
}

/// All stories, those under an embargo until this time, which has to be a full minute: the formats of the teleprinter's age
/// print no seconds.
pub fn stories(embargoed_until: Timestamp) -> Vec<Story> {
    let versioned = [
        Format::Jsonl,
        Format::Dpa,
        Format::Ninjs,
        Format::Newsmlg2,
        Format::Newsml1,
        Format::Nitf,
        Format::Feed,
    ];
    let mut stories: Vec<Story> = Vec::new();
    for format in versioned {
        stories.extend(versions::stories(format, embargoed_until));
    }
    stories.extend(numbered::iptc7901(embargoed_until));
    stories.extend(numbered::anpa1312(embargoed_until));
    stories.extend(letters::stories(embargoed_until));
    stories.extend(page::stories());
    stories
}

#[cfg(test)]
mod tests;
