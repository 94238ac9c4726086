//! From likeness to a verdict: are two items the same story, and what is one to the other.

use dateline_schemas::{Relation, WireItem};

use super::likeness::{Likeness, share};

/// Rare fingerprints that both must have.
pub const SHARED_MIN: usize = 4;
/// Shared fingerprints that must stand in the same order.
const RUN_MIN: usize = 3;
/// The same, under the same headline.
pub const SHARED_MIN_HEADED: usize = 2;
/// Share of the smaller item's rare fingerprints that the other must have, when nothing speaks against it.
pub const CONTAINMENT_MIN: f64 = 0.4;
/// The same where all numbers of one stand in the other and little time is between them: an event told in other words.
const CONTAINMENT_MIN_NUMBERS: f64 = 0.25;
/// Up to so few shared fingerprints …
const SHARED_FEW: usize = 7;
/// … the share must be larger by this: a stock phrase is soon half of a brief.
const FEW_SURCHARGE: f64 = 0.2;
/// What the share must be larger by when no number agrees and there are `NUMBERS_TELLING` or more; in proportion below.
const NUMBERS_SURCHARGE: f64 = 0.5;
/// Share of agreeing numbers from which on numbers say nothing against it.
const NUMBERS_AGREE: f64 = 0.6;
/// So many numbers tell as much as more.
const NUMBERS_TELLING: f64 = 2.0;
/// Beyond so many shared fingerprints, some fifty words, numbers weigh less in proportion: templates are short.
const SHARED_MANY: f64 = 20.0;
/// Copies and corrections come within hours, templates come back the next day or month.
const NEAR_MS: i64 = 18 * 3_600_000;
/// How much more disagreeing numbers weigh beyond `NEAR_MS`.
const FAR_FACTOR: f64 = 1.2;
/// Shared fingerprints in a stretch that are those of a form, with something filled in every dozen words, …
const STRETCH_OF_FORMS: f64 = 5.0;
/// … and those of a text that was copied: then neither numbers nor time weigh.
const STRETCH_OF_COPIES: f64 = 9.0;
/// Under the same headline less is enough for this long: …
const HEADED_MS: i64 = 18 * 3_600_000;
/// … so many fingerprints in a stretch, …
const STRETCH_MIN_HEADED: f64 = 2.0;
/// … and later so many, with so many in a stretch.
const SHARED_MIN_HEADED_FAR: usize = 6;
const STRETCH_MIN_HEADED_FAR: f64 = 5.5;
/// A form comes back at its hour, give or take this much.
const SCHEDULE_MS: i64 = 15 * 60_000;
const DAY_MS: i64 = 24 * 3_600_000;
/// What the share must be larger by beyond `NEAR_MS`.
const FAR_SURCHARGE: f64 = 0.25;
/// Never more is needed than nearly all of the text, so that numbers alone never keep apart what is the same.
const NEEDED_MAX: f64 = 0.9;
/// From this share on a text counts as contained.
pub const CONTAINED: f64 = 0.8;
/// Share both ways that an item has with members of two stories for them to be one: less, and an item with two texts in
/// it, or a lead that stands in two texts, would make one story of them.
const MERGING: f64 = 0.6;
/// What the share of the item counts beside that of the other text: a digest has more of its longest text than of its
/// first, and is whole in neither.
const OWN_WEIGHT: f64 = 0.7;
/// How fast the lead loses its weight with the share of the other text that is missing.
const WHOLE: i32 = 12;
/// What the same headline counts beside the shares: of two texts in one item, it says which one the item is about.
const HEADLINE_WEIGHT: f64 = 1.0;
/// From this share both ways on, a text of the same source is an edit of the other.
const EDITED: f64 = 0.5;

/// Whether two items tell the same story.
pub fn is_same_story(likeness: &Likeness) -> bool {
    let shared = likeness.shared.len();
    let larger = likeness.containment().max(likeness.containment_reverse());
    let is_text =
        shared >= SHARED_MIN && likeness.longest_run >= RUN_MIN && larger >= needed(likeness);
    (is_text || is_headed(likeness)) && !is_of_schedule(likeness)
}

/// Whether a text comes under the headline of another at the same time of another day, with other numbers: the report
/// of that day, however much of it is always the same.
fn is_of_schedule(likeness: &Likeness) -> bool {
    let days = (likeness.distance_ms + SCHEDULE_MS) / DAY_MS;
    let has_other_numbers = likeness
        .number_agreement
        .is_some_and(|agreement| agreement < 1.0);
    days > 0
        && (likeness.distance_ms - days * DAY_MS).abs() <= SCHEDULE_MS
        && likeness.same_headline
        && has_other_numbers
}

/// Whether the same headline speaks for two items, with little of the text: a form comes back under it too, but after a
/// day, and what it shares is broken at every place that is filled in.
fn is_headed(likeness: &Likeness) -> bool {
    let shared = likeness.shared.len();
    let (least, stretch) = if likeness.distance_ms <= HEADED_MS {
        (SHARED_MIN_HEADED, STRETCH_MIN_HEADED)
    } else {
        (SHARED_MIN_HEADED_FAR, STRETCH_MIN_HEADED_FAR)
    };
    likeness.same_headline
        && shared >= least
        && likeness.longest_run >= SHARED_MIN_HEADED
        && stretch_length(likeness) >= stretch
}

/// Shared fingerprints in an unbroken stretch of text, on average.
fn stretch_length(likeness: &Likeness) -> f64 {
    likeness.shared_in_full() / likeness.stretches.max(1) as f64
}

/// The share of the smaller item that the other must contain.
fn needed(likeness: &Likeness) -> f64 {
    let (agreement, count) = likeness.numbers;
    let all_agree = count > 0 && agreement >= 1.0;
    let least = if likeness.shared.len() <= SHARED_FEW {
        CONTAINMENT_MIN + FEW_SURCHARGE
    } else if all_agree && likeness.distance_ms <= NEAR_MS {
        CONTAINMENT_MIN_NUMBERS
    } else {
        CONTAINMENT_MIN
    };
    let disagreement = (1.0 - agreement / NUMBERS_AGREE).max(0.0);
    let telling = (count as f64 / NUMBERS_TELLING).min(1.0);
    let (far, later) = if likeness.distance_ms > NEAR_MS {
        (FAR_FACTOR, FAR_SURCHARGE)
    } else {
        (1.0, 0.0)
    };
    let short = (SHARED_MANY / likeness.shared_in_full().max(1.0)).min(1.0);
    let broken =
        (STRETCH_OF_COPIES - stretch_length(likeness)) / (STRETCH_OF_COPIES - STRETCH_OF_FORMS);
    let form = short.min(broken.clamp(0.0, 1.0));
    let against = later + NUMBERS_SURCHARGE * disagreement * telling * far;
    (least + against * form).min(NEEDED_MAX)
}

/// Whether a text matches so well that it may join its story to another.
pub fn merges(likeness: &Likeness) -> bool {
    likeness.containment_both_ways() >= MERGING
}

/// Whether each of two texts is nearly all of the other.
pub fn is_copy(likeness: &Likeness) -> bool {
    likeness.containment_both_ways() >= CONTAINED
}

/// How well a text matches: the even shares both ways, that of the other more, the headline, and the share of the item's
/// first third, which says what the item is about when it has two texts one behind the other. A lead without the rest of
/// its text is borrowed, so that the lead counts as far as nearly all of the other text is there.
pub fn weight(likeness: &Likeness) -> f64 {
    let third = likeness.length.div_ceil(3);
    let in_lead = likeness
        .shared
        .partition_point(|position| (*position as usize) < third);
    let lead = share(in_lead, third).unwrap_or(0.0);
    let headline = if likeness.same_headline {
        HEADLINE_WEIGHT
    } else {
        0.0
    };
    let (own, other) = likeness.even_shares();
    OWN_WEIGHT * own + other + lead * other.powi(WHOLE) + headline
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

    use super::{super::likeness::Side, *};

    const DESK: &str = "urn:dateline:c1:desk:aaaa";

    fn likeness(shared: u32, rare: usize, numbers: (f64, usize), hours: i64) -> Likeness {
        let side = Side {
            rare,
            comparable: rare,
            shared: shared as usize,
            sampled: rare,
        };
        Likeness {
            length: rare,
            own: side,
            other: side,
            shared: (0..shared).collect(),
            shared_sampled: shared as usize,
            sampled: u32::MAX,
            longest_run: shared as usize,
            stretches: shared as usize / 4,
            number_agreement: None,
            numbers,
            same_headline: false,
            distance_ms: hours * 3_600_000,
        }
    }

    #[test]
    fn numbers_and_time_are_evidence_and_no_veto() {
        for (shared, rare, numbers, hours, same) in [
            (20, 50, (1.0, 0), 1, true),
            (19, 50, (1.0, 0), 1, false),
            (13, 50, (1.0, 1), 1, true),
            (12, 50, (1.0, 1), 1, false),
            (13, 50, (0.8, 8), 1, false),
            (13, 50, (1.0, 1), 19, false),
            (7, 20, (1.0, 1), 1, false),
            (20, 50, (0.0, 8), 1, false),
            (44, 50, (0.0, 8), 1, true),
            (15, 16, (0.0, 8), 1, true),
            (14, 16, (0.0, 8), 1, false),
            (46, 50, (0.0, 8), 60, true),
            (33, 50, (0.0, 1), 1, true),
            (20, 50, (1.0, 8), 40, false),
            (30, 50, (1.0, 8), 40, true),
            (18, 20, (0.0, 2), 1, true),
            (17, 20, (0.0, 2), 1, false),
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

    #[test]
    fn a_report_of_another_day_is_another_story() {
        const MINUTE: i64 = 60_000;
        for (minutes, agreement, same_headline, same) in [
            (24 * 60 - 15, 0.8, true, false),
            (48 * 60 + 15, 0.8, true, false),
            (24 * 60 - 16, 0.8, true, true),
            (48 * 60 + 16, 0.8, true, true),
            (24 * 60, 1.0, true, true),
            (24 * 60, 0.8, false, true),
            (10, 0.8, true, true),
        ] {
            let mut report = likeness(48, 50, (1.0, 1), 0);
            report.number_agreement = Some(agreement);
            (report.distance_ms, report.same_headline) = (minutes * MINUTE, same_headline);
            assert_eq!(is_same_story(&report), same, "{report:?}");
        }
    }

    #[test]
    fn what_is_copied_in_long_stretches_may_have_other_numbers_and_come_late() {
        for (stretches, same) in [(2, true), (4, false)] {
            let mut copy = likeness(20, 50, (0.0, 8), 60);
            copy.stretches = stretches;
            assert_eq!(is_same_story(&copy), same, "{copy:?}");
        }
    }

    #[test]
    fn under_the_same_headline_little_text_is_enough_but_not_that_of_a_form() {
        for (shared, stretches, hours, same) in [
            (2, 1, 1, true),
            (1, 1, 1, false),
            (4, 3, 1, false),
            (2, 1, 19, false),
            (6, 1, 19, true),
            (6, 2, 19, false),
        ] {
            let mut headed = likeness(shared, 80, (0.0, 8), hours);
            (headed.same_headline, headed.stretches) = (true, stretches);
            assert_eq!(is_same_story(&headed), same, "{headed:?}");
            headed.same_headline = false;
            assert!(!is_same_story(&headed), "{headed:?}");
        }
    }

    /// Of a hundred fingerprints of an item so many are shared, from one on, out of so many of the other text.
    fn shares(shared: std::ops::Range<u32>, of_other: usize) -> Likeness {
        let side = |rare| Side {
            rare,
            comparable: rare,
            shared: shared.len(),
            sampled: rare,
        };
        Likeness {
            length: 100,
            own: side(100),
            other: side(of_other),
            shared_sampled: shared.len(),
            shared: shared.collect(),
            sampled: u32::MAX,
            ..Likeness::default()
        }
    }

    #[test]
    fn the_lead_weighs_where_it_is_not_borrowed() {
        for (name, heavier, lighter) in [
            (
                "of two whole texts the first",
                shares(0..50, 50),
                shares(50..100, 50),
            ),
            (
                "the body, not a borrowed lead",
                shares(40..100, 92),
                shares(0..40, 57),
            ),
        ] {
            assert!(weight(&heavier) > weight(&lighter), "{name}");
        }
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
