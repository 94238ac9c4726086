//! The ledger: every input ends in exactly one outcome, and the totals travel with the committed offset.
//!
//! Totals are kept per input partition and committed as the metadata of its offset, in the same transaction as what they
//! count: they survive any crash, and `dateline audit` can check that inputs are the sum of outcomes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What became of one input. Every input ends in exactly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Went on.
    Emitted,
    /// Nothing new in it.
    Unchanged,
    /// Older than what is known.
    Stale,
    /// Belongs to something killed, or was the kill.
    Killed,
    /// Kept back for a time; final for this input.
    Held,
    /// Not wanted by configuration.
    Filtered,
    /// Put aside in the dead-letter topic with its original bytes; the text says what is wrong and what to do.
    Quarantined(Reason, String),
}

impl Outcome {
    /// Every label.
    pub const LABELS: [&str; 7] = [
        "emitted",
        "unchanged",
        "stale",
        "killed",
        "held",
        "filtered",
        "quarantined",
    ];

    /// The outcome as a metric label.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Emitted => "emitted",
            Self::Unchanged => "unchanged",
            Self::Stale => "stale",
            Self::Killed => "killed",
            Self::Held => "held",
            Self::Filtered => "filtered",
            Self::Quarantined(..) => "quarantined",
        }
    }
}

/// Why an input was put aside. A closed set: a metric label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No value, or no bytes in it.
    Empty,
    /// Bytes that are not in the topic's encoding.
    Undecodable,
    /// Written with a schema that nobody could name within the patience.
    UnknownSchema,
    /// Larger than the limit.
    Oversize,
    /// Text that is not in its declared character set.
    InvalidEncoding,
    /// Not what its format says.
    Unparsable,
    /// A format that nobody set and nobody recognised.
    UnknownFormat,
    /// About an item of a provider that the source does not carry.
    NoAuthority,
    /// Understood, and no news: a concept, a catalog, an event of a planning calendar.
    NotNews,
    /// The target refused it.
    Refused,
    /// A panic of ours.
    Defect,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 11] = [
        Self::Empty,
        Self::Undecodable,
        Self::UnknownSchema,
        Self::Oversize,
        Self::InvalidEncoding,
        Self::Unparsable,
        Self::UnknownFormat,
        Self::NoAuthority,
        Self::NotNews,
        Self::Refused,
        Self::Defect,
    ];

    /// The reason as a metric label and in a dead letter's headers.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Undecodable => "undecodable",
            Self::UnknownSchema => "unknown_schema",
            Self::Oversize => "oversize",
            Self::InvalidEncoding => "invalid_encoding",
            Self::Unparsable => "unparsable",
            Self::UnknownFormat => "unknown_format",
            Self::NoAuthority => "no_authority",
            Self::NotNews => "not_news",
            Self::Refused => "refused",
            Self::Defect => "defect",
        }
    }
}

/// How a held input's hold ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoldEnd {
    /// Its embargo ended and it went on.
    Released,
    /// It was killed while held.
    Killed,
    /// A newer version took its place while held.
    Superseded,
}

impl HoldEnd {
    /// Every end.
    pub const ALL: [Self; 3] = [Self::Released, Self::Killed, Self::Superseded];

    /// How the hold ended, as a metric label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::Killed => "killed",
            Self::Superseded => "superseded",
        }
    }
}

/// Running totals of one input partition since its first record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Totals {
    /// Inputs that have an outcome.
    #[serde(rename = "in")]
    pub inputs: u64,
    /// Inputs by outcome, quarantined ones not included.
    #[serde(rename = "out", skip_serializing_if = "BTreeMap::is_empty")]
    pub outcomes: BTreeMap<String, u64>,
    /// Quarantined inputs by reason.
    #[serde(rename = "dead", skip_serializing_if = "BTreeMap::is_empty")]
    pub quarantined: BTreeMap<String, u64>,
    /// Ended holds by how they ended.
    #[serde(rename = "held", skip_serializing_if = "BTreeMap::is_empty")]
    pub holds_ended: BTreeMap<String, u64>,
}

impl Totals {
    /// Counts one input.
    pub fn count(&mut self, outcome: &Outcome) {
        self.inputs += 1;
        match outcome {
            Outcome::Quarantined(reason, _) => add(&mut self.quarantined, reason.label()),
            other => add(&mut self.outcomes, other.label()),
        }
    }

    /// Counts the end of a hold.
    pub fn count_hold_end(&mut self, end: HoldEnd) {
        add(&mut self.holds_ended, end.label());
    }

    /// Sums two partitions' totals.
    pub fn add(&mut self, other: &Self) {
        self.inputs += other.inputs;
        let pairs = [
            (&mut self.outcomes, &other.outcomes),
            (&mut self.quarantined, &other.quarantined),
            (&mut self.holds_ended, &other.holds_ended),
        ];
        for (mine, theirs) in pairs {
            for (label, count) in theirs {
                *mine.entry(label.clone()).or_default() += count;
            }
        }
    }

    /// Sum of all outcomes: equal to `inputs` when every input is accounted for.
    pub fn sum_of_outcomes(&self) -> u64 {
        self.outcomes.values().sum::<u64>() + self.quarantined.values().sum::<u64>()
    }

    /// How many held inputs are neither released, killed nor superseded; `None` when more holds ended than began.
    pub fn still_held(&self) -> Option<u64> {
        let held = self.outcomes.get("held").copied().unwrap_or(0);
        held.checked_sub(self.holds_ended.values().sum())
    }

    /// The totals as the metadata of an offset commit; well below Kafka's 4,096 bytes, since its labels are closed sets.
    pub fn to_metadata(&self) -> String {
        serde_json::to_string(self).expect("maps of strings and numbers are always JSON")
    }

    /// The totals out of an offset's metadata; those of a foreign or empty text are zero.
    pub fn from_metadata(metadata: &str) -> Self {
        serde_json::from_str(metadata).unwrap_or_default()
    }
}

fn add(counts: &mut BTreeMap<String, u64>, label: &str) {
    match counts.get_mut(label) {
        Some(count) => *count += 1,
        None => {
            counts.insert(label.to_owned(), 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_outcome() -> Vec<Outcome> {
        let plain = [
            Outcome::Emitted,
            Outcome::Unchanged,
            Outcome::Stale,
            Outcome::Killed,
            Outcome::Held,
            Outcome::Filtered,
        ];
        let dead = Reason::ALL.map(|reason| Outcome::Quarantined(reason, String::new()));
        plain.into_iter().chain(dead).collect()
    }

    #[test]
    fn inputs_are_the_sum_of_outcomes() {
        let mut totals = Totals::default();
        for outcome in every_outcome() {
            totals.count(&outcome);
        }
        assert_eq!((totals.inputs, totals.sum_of_outcomes()), (17, 17));
    }

    #[test]
    fn the_largest_totals_fit_into_offset_metadata() {
        let mut totals = Totals {
            inputs: u64::MAX,
            ..Totals::default()
        };
        for outcome in every_outcome() {
            totals.count_hold_end(HoldEnd::Released);
            totals.count_hold_end(HoldEnd::Killed);
            totals.count_hold_end(HoldEnd::Superseded);
            totals.inputs = 0;
            totals.count(&outcome);
        }
        for counts in [
            &mut totals.outcomes,
            &mut totals.quarantined,
            &mut totals.holds_ended,
        ] {
            counts.values_mut().for_each(|count| *count = u64::MAX);
        }
        let metadata = totals.to_metadata();
        assert!(metadata.len() < 1_000, "{} bytes", metadata.len());
        assert_eq!(Totals::from_metadata(&metadata), totals);
    }

    #[test]
    fn every_outcome_has_its_label_among_all() {
        for outcome in every_outcome() {
            assert!(Outcome::LABELS.contains(&outcome.label()), "{outcome:?}");
        }
    }

    #[test]
    fn a_foreign_metadata_text_counts_nothing() {
        for metadata in ["", "{", "null", "consumer-1"] {
            assert_eq!(
                Totals::from_metadata(metadata),
                Totals::default(),
                "{metadata}"
            );
        }
    }

    #[test]
    fn what_is_still_held_is_what_was_held_less_what_ended() {
        let mut totals = Totals::default();
        totals.count(&Outcome::Held);
        totals.count(&Outcome::Held);
        totals.count_hold_end(HoldEnd::Killed);
        assert_eq!(totals.still_held(), Some(1));
        totals.count_hold_end(HoldEnd::Released);
        totals.count_hold_end(HoldEnd::Released);
        assert_eq!(totals.still_held(), None);
    }
}
