//! From likeness to a verdict: are two items the same story, and what is one to the other.

use dateline_schemas::{Relation, WireItem};

use super::compare::Likeness;

/// Rare fingerprints that both must have.
pub const SHARED_MIN: usize = 4;
/// Shared fingerprints that must stand in the same order.
const RUN_MIN: usize = 3;
/// Share of the smaller item's rare fingerprints that the other must have, when nothing speaks against it.
const CONTAINMENT_MIN: f64 = 0.4;
/// Up to so few shared fingerprints …
const SHARED_FEW: usize = 7;
/// … the share must be larger by this: a stock phrase is soon half of a brief.
const FEW_SURCHARGE: f64 = 0.2;
/// What the share must be larger by when no number agrees and there are `NUMBERS_TELLING` or more; in proportion below.
const NUMBERS_SURCHARGE: f64 = 0.45;
/// Share of agreeing numbers from which on numbers say nothing against it.
const NUMBERS_AGREE: f64 = 0.4;
/// So many numbers tell as much as more.
const NUMBERS_TELLING: f64 = 4.0;
/// Beyond so many shared fingerprints, some fifty words, numbers weigh less in proportion: templates are short.
const SHARED_MANY: f64 = 20.0;
/// Copies and corrections come within hours, templates come back the next day or month.
const NEAR_MS: i64 = 18 * 3_600_000;
/// How much more disagreeing numbers weigh beyond `NEAR_MS`.
const FAR_FACTOR: f64 = 1.2;
/// Never more is needed than nearly all of the text, so that numbers alone never keep apart what is the same.
const NEEDED_MAX: f64 = 0.9;
/// From this share on a text counts as contained.
const CONTAINED: f64 = 0.8;
/// From this share both ways on, a text of the same source is an edit of the other.
const EDITED: f64 = 0.5;

/// Whether two items tell the same story.
pub fn is_same_story(likeness: &Likeness) -> bool {
    let shared = likeness.shared.len();
    let larger = likeness.containment().max(likeness.containment_reverse());
    shared >= SHARED_MIN && likeness.longest_run >= RUN_MIN && larger >= needed(likeness)
}

/// The share of the smaller item that the other must contain.
fn needed(likeness: &Likeness) -> f64 {
    let few = if likeness.shared.len() <= SHARED_FEW {
        FEW_SURCHARGE
    } else {
        0.0
    };
    let (agreement, count) = likeness.numbers;
    let disagreement = (1.0 - agreement / NUMBERS_AGREE).max(0.0);
    let telling = (count as f64 / NUMBERS_TELLING).min(1.0);
    let far = if likeness.distance_ms > NEAR_MS {
        FAR_FACTOR
    } else {
        1.0
    };
    let short = (SHARED_MANY / likeness.shared.len().max(1) as f64).min(1.0);
    (CONTAINMENT_MIN + few + NUMBERS_SURCHARGE * disagreement * telling * far * short)
        .min(NEEDED_MAX)
}

/// What an item is to the member whose text it shares.
pub fn relation(
    item: &WireItem,
    of: &str,
    containment: f64,
    containment_reverse: f64,
    is_exact: bool,
) -> Relation {
    let same_source = namespace(&item.uri) == namespace(of);
    let both = containment.min(containment_reverse);
    let is_edit = has_no_identity(&item.uri) || signals(item, "update") || signals(item, "refile");
    if same_source && signals(item, "correction") && both >= CONTAINMENT_MIN {
        Relation::Correction
    } else if same_source && is_edit && both >= EDITED {
        Relation::Update
    } else if is_exact {
        Relation::ExactDuplicate
    } else if both >= CONTAINED {
        Relation::NearDuplicate
    } else if containment >= CONTAINED {
        Relation::ExcerptOf
    } else if containment_reverse >= CONTAINED {
        Relation::Supersedes
    } else if both >= CONTAINMENT_MIN {
        Relation::NearDuplicate
    } else {
        Relation::Related
    }
}

/// What a later revision is to the one before.
pub fn relation_of_revision(item: &WireItem, is_correction: bool) -> Relation {
    if is_correction || signals(item, "correction") {
        Relation::Correction
    } else {
        Relation::Update
    }
}

fn signals(item: &WireItem, name: &str) -> bool {
    item.signals.iter().any(|signal| signal.signal == name)
}

/// Whether the provider gave no id, so that an edit has another uri.
fn has_no_identity(uri: &str) -> bool {
    uri.starts_with("urn:dateline:c1:")
}

/// The part of a uri that its provider or source owns: `urn:dateline:anp`, `urn:dateline:c1:desk`, `https://host`.
fn namespace(uri: &str) -> &str {
    let (mark, parts) = match uri {
        _ if uri.contains("://") => ('/', 3),
        _ if has_no_identity(uri) => (':', 4),
        _ => (':', 3),
    };
    let end = uri.match_indices(mark).nth(parts - 1);
    end.and_then(|(at, _)| uri.get(..at)).unwrap_or(uri)
}

#[cfg(test)]
mod tests {
    use dateline_schemas::Signal;

    use super::*;

    const DESK: &str = "urn:dateline:c1:desk:aaaa";

    fn likeness(shared: u32, rare: usize, numbers: (f64, usize), hours: i64) -> Likeness {
        Likeness {
            length: rare,
            rare,
            rare_of_other: rare,
            shared: (0..shared).collect(),
            longest_run: shared as usize,
            number_agreement: None,
            numbers,
            distance_ms: hours * 3_600_000,
        }
    }

    #[test]
    fn numbers_and_time_are_evidence_and_no_veto() {
        for (shared, rare, numbers, hours, same) in [
            (20, 50, (1.0, 0), 1, true),
            (19, 50, (1.0, 0), 1, false),
            (20, 50, (0.0, 8), 1, false),
            (44, 50, (0.0, 8), 1, true),
            (14, 16, (0.0, 8), 1, true),
            (13, 16, (0.0, 8), 1, false),
            (46, 50, (0.0, 8), 60, true),
            (32, 50, (0.0, 2), 1, true),
            (20, 50, (1.0, 8), 40, true),
            (14, 20, (0.0, 2), 1, true),
            (13, 20, (0.0, 2), 40, false),
            (3, 3, (1.0, 0), 1, false),
            (4, 8, (1.0, 0), 1, false),
            (5, 8, (1.0, 0), 1, true),
        ] {
            let likeness = likeness(shared, rare, numbers, hours);
            assert_eq!(is_same_story(&likeness), same, "{likeness:?}");
        }
        let mut shuffled = likeness(30, 50, (1.0, 0), 1);
        shuffled.longest_run = 2;
        assert!(!is_same_story(&shuffled));
    }

    fn item(uri: &str, signal: &str) -> WireItem {
        let signal = Signal {
            signal: signal.to_owned(),
            evidence: None,
        };
        WireItem {
            uri: uri.to_owned(),
            signals: vec![signal],
            ..WireItem::default()
        }
    }

    #[test]
    fn the_relation_follows_containment_source_and_signals() {
        let other = "urn:dateline:anp:7";
        let again = "urn:dateline:c1:desk:bbbb";
        for (uri, signal, of, containment, reverse, is_exact, expected) in [
            (DESK, "", other, 1.0, 1.0, true, Relation::ExactDuplicate),
            (DESK, "", other, 0.9, 0.9, false, Relation::NearDuplicate),
            (DESK, "", other, 0.6, 0.5, false, Relation::NearDuplicate),
            (DESK, "", other, 1.0, 0.3, false, Relation::ExcerptOf),
            (DESK, "", other, 0.3, 1.0, false, Relation::Supersedes),
            (DESK, "", other, 0.6, 0.2, false, Relation::Related),
            (DESK, "", again, 1.0, 1.0, true, Relation::Update),
            (DESK, "", again, 0.7, 0.6, false, Relation::Update),
            (DESK, "", again, 1.0, 0.3, false, Relation::ExcerptOf),
            (
                DESK,
                "correction",
                again,
                0.7,
                0.6,
                false,
                Relation::Correction,
            ),
            (
                DESK,
                "correction",
                other,
                0.9,
                0.9,
                false,
                Relation::NearDuplicate,
            ),
            (
                "urn:dateline:anp:8",
                "",
                other,
                0.9,
                0.9,
                false,
                Relation::NearDuplicate,
            ),
            (
                "urn:dateline:anp:8",
                "update",
                other,
                0.9,
                0.9,
                false,
                Relation::Update,
            ),
            (
                "https://a.example/2",
                "correction",
                "https://a.example/1",
                0.9,
                0.9,
                false,
                Relation::Correction,
            ),
        ] {
            let item = item(uri, signal);
            assert_eq!(
                relation(&item, of, containment, reverse, is_exact),
                expected,
                "{uri} {signal} {of} {containment}"
            );
        }
    }
}
