//! The metadata of the group's offsets: the ledger, and which dead letters are durable before their records' slice is.
//!
//! Offsets are kept relative to the committed position, so that a few hundred of them fit into Kafka's 4,096 bytes.

use std::collections::BTreeMap;

use dateline_runtime::{NextOffset, Offset, Reason, Totals, log::Committed};
use serde::{Deserialize, Serialize};

/// How many dead letters one slice may have: 11 bytes each, so that the metadata stays below 3,000 bytes.
pub(super) const ASIDE_LIMIT: usize = 150;

/// Records that are in the dead-letter topic already, with why.
pub(super) type Aside = BTreeMap<Offset, Reason>;

/// Reads as [`Totals`] for whoever audits.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct GroupLedger {
    #[serde(flatten)]
    totals: Totals,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    aside: BTreeMap<Reason, Vec<i64>>,
}

/// The metadata to commit with this position.
pub(super) fn to_metadata(totals: &Totals, next: NextOffset, aside: &Aside) -> String {
    if aside.is_empty() {
        return totals.to_metadata();
    }
    let mut ledger = GroupLedger {
        totals: totals.clone(),
        ..GroupLedger::default()
    };
    for (offset, reason) in aside {
        let offsets = ledger.aside.entry(*reason).or_default();
        offsets.push(offset.0 - next.0);
    }
    serde_json::to_string(&ledger).expect("maps of strings and numbers are always JSON")
}

/// The dead letters that are durable although the slice of their records, from `start` on, may not be. A group that is
/// further than the target has served another target, whose refusals say nothing about this one.
pub(super) fn aside_of(committed: Option<&Committed>, start: NextOffset) -> Aside {
    let Some(committed) = committed.filter(|committed| committed.next <= start) else {
        return Aside::new();
    };
    let ledger: GroupLedger = serde_json::from_str(&committed.metadata).unwrap_or_default();
    let found = ledger.aside.into_iter().flat_map(|(reason, offsets)| {
        let offsets = offsets.into_iter();
        offsets.map(move |relative| (Offset(committed.next.0.saturating_add(relative)), reason))
    });
    found.filter(|(offset, _)| offset.0 >= start.0).collect()
}

#[cfg(test)]
mod tests {
    use dateline_runtime::Outcome;

    use super::*;

    fn committed(next: i64, aside: &Aside) -> Committed {
        let mut totals = Totals::default();
        totals.count(&Outcome::Emitted);
        Committed {
            next: NextOffset(next),
            metadata: to_metadata(&totals, NextOffset(next), aside),
        }
    }

    #[test]
    fn what_is_aside_comes_back_and_an_audit_reads_the_totals() {
        let aside = Aside::from([
            (Offset(7), Reason::Refused),
            (Offset(9), Reason::UnknownSchema),
            (Offset(12), Reason::Refused),
        ]);
        let committed = committed(7, &aside);
        assert_eq!(Totals::from_metadata(&committed.metadata).inputs, 1);
        assert_eq!(aside_of(Some(&committed), NextOffset(7)), aside);
        let later = aside_of(Some(&committed), NextOffset(10));
        assert_eq!(later, Aside::from([(Offset(12), Reason::Refused)]));
    }

    #[test]
    fn what_another_target_refused_is_asked_again() {
        let aside = Aside::from([(Offset(7), Reason::Refused)]);
        let committed = committed(7, &aside);
        assert_eq!(aside_of(Some(&committed), NextOffset(3)), Aside::new());
    }

    #[test]
    fn the_fullest_metadata_fits() {
        let offsets = (0..).map(|index| Offset(1_000_000_000 + index));
        let reasons = Reason::ALL.into_iter().cycle();
        let aside: Aside = offsets.zip(reasons).take(ASIDE_LIMIT).collect();
        let length = committed(0, &aside).metadata.len();
        assert!(length < 3_000, "{length} bytes");
    }
}
