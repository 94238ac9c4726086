//! What must stand at the end: the rules for versions, kills and embargoes once more, in the simplest form.
//!
//! It shares no code with the product, so that a mistake there is not made here, too.

use std::collections::BTreeMap;

use dateline_schemas::{PubStatus, Timestamp, WireItem};

/// How a uri stands at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// This version is public, with this text.
    Public {
        /// The provider's version.
        version: Option<i64>,
        /// Its headline.
        headline: Option<String>,
        /// Its text.
        body: Option<String>,
        /// When its embargo ended, where it had one: it may not be seen before.
        not_before: Option<Timestamp>,
    },
    /// Killed: nothing of its text may be left where consumers look.
    Killed,
    /// Its newest version is not to be used for now.
    Withheld,
    /// Its newest version waits for the end of an embargo, until this instant.
    Held(Timestamp),
}

/// Embargoes that end later than this after the newest item was made do not end in a run.
const LONG_MS: i64 = 24 * 3_600 * 1_000;

/// How every uri stands once all inputs were taken, in any order and any number of times.
pub(super) fn expected<'a>(
    items: impl Iterator<Item = &'a WireItem>,
) -> BTreeMap<String, Expected> {
    let mut by_uri: BTreeMap<String, Vec<&WireItem>> = BTreeMap::new();
    for item in items {
        by_uri.entry(item.uri.clone()).or_default().push(item);
    }
    by_uri
        .into_iter()
        .map(|(uri, items)| (uri, of_one_uri(&items)))
        .collect()
}

fn of_one_uri(items: &[&WireItem]) -> Expected {
    let (kills, versions): (Vec<&WireItem>, Vec<&WireItem>) = items
        .iter()
        .copied()
        .partition(|item| item.pub_status == PubStatus::Canceled);
    let newest = versions
        .into_iter()
        .max_by_key(|item| (item.version, item.version_created));
    let Some(newest) = newest else {
        return Expected::Killed;
    };
    let kills_newest = |kill: &&WireItem| kill.version.is_none() || kill.version >= newest.version;
    if kills.iter().any(kills_newest) {
        return Expected::Killed;
    }
    if newest.pub_status != PubStatus::Usable {
        return Expected::Withheld;
    }
    let made = newest.version_created.unwrap_or_default();
    match newest.embargoed_until {
        Some(until) if until > made.plus_millis(LONG_MS) => Expected::Held(until),
        not_before => Expected::Public {
            version: newest.version,
            headline: newest.headline.clone(),
            body: newest.body.clone(),
            not_before,
        },
    }
}
