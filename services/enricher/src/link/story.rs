//! Which story an item belongs to: same uri, same text, shared rare fingerprints, same headline, in this order.
//!
//! The verdict is a function of the item and of the window's live members, and is said twice: as the item's `Dedup` and
//! as the records of `wire.fingerprints` that make the next verdict.

mod compare;
mod corroboration;
mod likeness;
mod relation;

use std::collections::BTreeMap;

use dateline_schemas::{
    AnnotatedItem, Change, Dedup, DedupEvidence, Fingerprints, Relation, StoryAction, StoryMember,
};

pub use self::corroboration::owners;
use self::{
    compare::Profile,
    corroboration::{MEMBERS_MAX, corroboration, credits},
    likeness::{Likeness, share},
    relation::{
        SHARED_MIN, SHARED_MIN_HEADED, is_copy, is_same_story, merges, relation,
        relation_of_revision, weight,
    },
};
use super::{
    story_id::StoryId,
    window::{Found, Member, View, Window},
};

/// Version of the verdict; goes into `enrichment.dedup` behind that of the fingerprints.
pub const VERSION: &str = "story-4";

/// Tokens of the shortest body that can be told from another; below, an item is its headline.
const BODY_TOKENS_MIN: u32 = 6;
/// Equal headlines are one story for this long.
const HEADLINE_MS: i64 = 24 * 3_600_000;
/// Uris that a kill lists.
const CONTAINING_URIS_MAX: usize = 100;
/// Share of a killed text that another must have to be listed.
const CONTAINING: f64 = 0.8;

/// A verdict: what the item's record says, and what the window learns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Linked {
    /// For the item's record.
    pub dedup: Dedup,
    /// For `wire.fingerprints`, in order.
    pub members: Vec<StoryMember>,
}

/// What an item was matched with.
struct Match<'a> {
    found: Found<'a>,
    relation: Relation,
    containment: Option<f64>,
    containment_reverse: Option<f64>,
    evidence: DedupEvidence,
}

/// Links an item with text.
pub fn link(window: &Window, annotated: &AnnotatedItem, prints: &Fingerprints) -> Linked {
    let item = &annotated.item;
    let view = window.view(&annotated.link_group, item.received_at);
    let own = view.by_uri(&item.uri);
    if view.is_outside(item.received_at) {
        return outside(annotated, view, own);
    }
    let linking = Linking {
        view,
        annotated,
        prints,
        own,
    };
    let (found, merging) = linking.matches();
    let mut linked = Linked::default();
    linked.dedup.corroboration = linking.corroboration(found.as_ref(), &merging);
    let story = match &found {
        Some(found) => linking.merge(found.found.member, &merging, &mut linked),
        None => StoryId::founded_by(&item.uri, annotated.lineage.revision),
    };
    let action = if own.is_some() {
        StoryAction::Replaced
    } else {
        StoryAction::Joined
    };
    linked.members.push(StoryMember {
        credits: credits(item),
        fingerprints: Some(prints.clone()),
        ..record(annotated, action, story)
    });
    linked.dedup.story_id = Some(story.to_string());
    linking.describe(found, &mut linked.dedup);
    linked
}

/// Takes an item that has no text any more out of its story, and says who else has a killed text.
pub fn unlink(window: &Window, annotated: &AnnotatedItem) -> Linked {
    let view = window.view(&annotated.link_group, annotated.item.received_at);
    let mut linked = Linked::default();
    let Some(own) = view.by_uri(&annotated.item.uri) else {
        return linked;
    };
    if annotated.lineage.change == Change::Killed {
        linked.dedup.containing_uris = containing_uris(view, own);
    }
    if let Some(story) = view.story_id(own.member) {
        linked.dedup.story_id = Some(story.to_string());
        linked
            .members
            .push(record(annotated, StoryAction::Removed, story));
    }
    linked
}

/// An item that is older than the window founds nothing and joins nothing. If it replaces a member, that member's text
/// is nobody's any more.
fn outside(annotated: &AnnotatedItem, view: View<'_>, own: Option<Found<'_>>) -> Linked {
    let story = own.and_then(|own| view.story_id(own.member));
    let removed = story.map(|story| record(annotated, StoryAction::Removed, story));
    Linked {
        dedup: Dedup {
            outside_window: true,
            ..Dedup::default()
        },
        members: removed.into_iter().collect(),
    }
}

fn record(annotated: &AnnotatedItem, action: StoryAction, story: StoryId) -> StoryMember {
    StoryMember {
        action,
        uri: annotated.item.uri.clone(),
        revision: annotated.lineage.revision,
        story_id: story.to_string(),
        received_at: annotated.item.received_at,
        ..StoryMember::default()
    }
}

/// An item that is being linked.
struct Linking<'a> {
    view: View<'a>,
    annotated: &'a AnnotatedItem,
    prints: &'a Fingerprints,
    /// The earlier revision of the item.
    own: Option<Found<'a>>,
}

impl<'a> Linking<'a> {
    /// The member that the item relates to, and members of further stories that are the same.
    fn matches(&self) -> (Option<Match<'a>>, Vec<Found<'a>>) {
        let exact = self.exact();
        if let (None, Some(exact)) = (self.own, exact) {
            // A text that is there already was compared when it came.
            return (Some(self.exact_match(exact)), Vec::new());
        }
        let own_slot = self.own.map(|own| own.slot);
        let profile = Profile::new(
            self.view,
            self.prints,
            self.annotated.item.received_at,
            own_slot,
        );
        let mut likest = profile.likest(SHARED_MIN, SHARED_MIN_HEADED);
        let is_headed_elsewhere = profile.is_headed_elsewhere();
        likest.retain(|(_, likeness)| {
            let is_clear = likeness.same_headline || !is_headed_elsewhere || is_copy(likeness);
            is_clear && is_same_story(likeness)
        });
        likest.sort_by(|(_, one), (_, other)| weight(other).total_cmp(&weight(one)));
        let predecessor = self.own.or_else(|| self.replaced());
        if let Some(predecessor) = predecessor {
            let likeness = profile.compare(predecessor.member);
            let text = likest.iter().filter(|(_, likeness)| merges(likeness));
            let merging = text.map(|(found, _)| *found).chain(exact).collect();
            return (Some(self.revision_match(predecessor, &likeness)), merging);
        }
        match likest.split_first() {
            Some(((found, likeness), further)) => {
                let is_same = |other: &Likeness| {
                    merges(likeness) && merges(other) && other.overlaps(likeness)
                };
                let further = further
                    .iter()
                    .filter(|(_, other)| is_same(other))
                    .map(|(found, _)| *found);
                (Some(self.text_match(*found, likeness)), further.collect())
            }
            None => (self.headline_match(), Vec::new()),
        }
    }

    fn is_headline_only(&self) -> bool {
        self.prints.token_count < i64::from(BODY_TOKENS_MIN)
    }

    /// The oldest member with the same body.
    fn exact(&self) -> Option<Found<'a>> {
        let hash = self.prints.body_hash.filter(|_| !self.is_headline_only())?;
        oldest(self.view.by_body(hash).filter(|found| self.is_other(found)))
    }

    fn is_other(&self, found: &Found<'_>) -> bool {
        self.own.is_none_or(|own| own.slot != found.slot)
    }

    /// A member whose uri the item says that it replaces.
    fn replaced(&self) -> Option<Found<'a>> {
        self.annotated
            .item
            .replaces
            .iter()
            .find_map(|uri| self.view.by_uri(uri))
    }

    fn exact_match(&self, found: Found<'a>) -> Match<'a> {
        self.equal_match(
            found,
            "body_hash",
            relation(&self.annotated.item, found.member.uri(), 1.0, 1.0, true),
        )
    }

    fn equal_match(&self, found: Found<'a>, method: &str, relation: Relation) -> Match<'a> {
        Match {
            found,
            relation,
            containment: (method == "body_hash").then_some(1.0),
            containment_reverse: (method == "body_hash").then_some(1.0),
            evidence: DedupEvidence {
                method: method.to_owned(),
                time_distance_ms: self.distance_ms(found.member),
                ..DedupEvidence::default()
            },
        }
    }

    fn text_match(&self, found: Found<'a>, likeness: &Likeness) -> Match<'a> {
        let (containment, reverse) = (likeness.containment(), likeness.containment_reverse());
        Match {
            found,
            relation: relation(
                &self.annotated.item,
                found.member.uri(),
                containment,
                reverse,
                false,
            ),
            containment: Some(containment),
            containment_reverse: Some(reverse),
            evidence: likeness.evidence("rare_fingerprints"),
        }
    }

    fn revision_match(&self, found: Found<'a>, likeness: &Likeness) -> Match<'a> {
        let is_correction = self.annotated.lineage.change == Change::Corrected;
        Match {
            found,
            relation: relation_of_revision(&self.annotated.item, is_correction),
            containment: Some(likeness.containment()).filter(|_| likeness.own.rare > 0),
            containment_reverse: Some(likeness.containment_reverse())
                .filter(|_| likeness.other.rare > 0),
            evidence: likeness.evidence("uri"),
        }
    }

    /// The oldest member of the last day with the same headline, where one of the two is nothing else.
    fn headline_match(&self) -> Option<Match<'a>> {
        let members = self.view.by_headline(self.prints.headline_hash?);
        let found = oldest(members.filter(|found| {
            let is_alone = self.is_headline_only() || found.member.token_count < BODY_TOKENS_MIN;
            is_alone && self.is_other(found) && self.distance_ms(found.member) <= HEADLINE_MS
        }))?;
        let relation = match (
            self.is_headline_only(),
            found.member.token_count < BODY_TOKENS_MIN,
        ) {
            (true, false) => Relation::ExcerptOf,
            (false, _) => Relation::Supersedes,
            (true, true) => relation(&self.annotated.item, found.member.uri(), 1.0, 1.0, true),
        };
        Some(self.equal_match(found, "headline_hash", relation))
    }

    fn distance_ms(&self, member: &Member) -> i64 {
        (self.annotated.item.received_at.as_millis() - member.received_at.as_millis()).abs()
    }

    /// The oldest of the stories goes on; the others are merged into it.
    fn merge(&self, member: &'a Member, merging: &[Found<'a>], linked: &mut Linked) -> StoryId {
        let members = std::iter::once(member).chain(merging.iter().map(|found| found.member));
        let stories = members.filter_map(|member| Some((self.view.story_id(member)?, member)));
        let mut stories: BTreeMap<StoryId, &Member> = stories.collect();
        if stories.len() == 1
            && let Some((story, _)) = stories.pop_first()
        {
            return story;
        }
        let aged = stories.into_iter().filter_map(|(story, member)| {
            let founder = oldest(self.view.story_of(member))?;
            Some((founder.member.received_at, story, founder.member))
        });
        let mut aged: Vec<_> = aged.collect();
        aged.sort_by_key(|(received_at, story, _)| (*received_at, *story));
        let Some(((_, winner, founder), ended)) = aged.split_first() else {
            return StoryId::founded_by(&self.annotated.item.uri, self.annotated.lineage.revision);
        };
        for (_, story, _) in ended {
            linked.dedup.merged_story_ids.push(story.to_string());
            linked.members.push(StoryMember {
                uri: founder.uri().to_owned(),
                revision: founder.revision,
                merged_story_id: Some(story.to_string()),
                ..record(self.annotated, StoryAction::Merged, *winner)
            });
        }
        *winner
    }

    /// Owners of independent texts among the members of the stories that the item joins, and itself.
    fn corroboration(&self, found: Option<&Match<'_>>, merging: &[Found<'_>]) -> Option<i64> {
        let mut members = Vec::new();
        let mut stories = Vec::new();
        let joined = found.map(|found| found.found);
        for found in joined.iter().chain(merging) {
            if !stories.contains(&found.member.story) {
                stories.push(found.member.story);
                let others = self.view.story_of(found.member);
                let others = others.filter(|member| self.is_other(member));
                members.extend(others.take(MEMBERS_MAX).map(|found| found.member));
            }
        }
        corroboration(&self.annotated.item, &self.prints.shingles, &members)
    }

    fn describe(&self, found: Option<Match<'_>>, dedup: &mut Dedup) {
        if let Some(found) = found {
            dedup.relation = found.relation;
            dedup.of = Some(found.found.member.uri().to_owned());
            dedup.containment = found.containment;
            dedup.containment_reverse = found.containment_reverse;
            dedup.evidence = Some(found.evidence);
        } else if self.annotated.lineage.previous_revision.is_some() {
            // The window has forgotten the revision before, but lineage knows that there was one.
            let is_correction = self.annotated.lineage.change == Change::Corrected;
            dedup.relation = relation_of_revision(&self.annotated.item, is_correction);
            dedup.of = Some(self.annotated.item.uri.clone());
        } else {
            dedup.relation = Relation::Original;
        }
    }
}

fn oldest<'a>(members: impl Iterator<Item = Found<'a>>) -> Option<Found<'a>> {
    members.min_by(|one, other| age(one).cmp(&age(other)))
}

fn age<'a>(found: &Found<'a>) -> (dateline_schemas::Timestamp, &'a str) {
    (found.member.received_at, found.member.uri())
}

/// Members of the same story that contain a text, oldest first.
fn containing_uris(view: View<'_>, killed: Found<'_>) -> Vec<String> {
    let mut shingles: Vec<u32> = killed.member.shingles().collect();
    shingles.sort_unstable();
    let contains = |other: &Member| {
        let shared = other
            .shingles()
            .filter(|shingle| shingles.binary_search(shingle).is_ok())
            .count();
        match share(shared, shingles.len()) {
            Some(share) => share >= CONTAINING,
            None => {
                killed.member.headline_hash().is_some()
                    && killed.member.headline_hash() == other.headline_hash()
            }
        }
    };
    let others = view
        .story_of(killed.member)
        .filter(|found| found.slot != killed.slot && contains(found.member));
    let mut others: Vec<_> = others.collect();
    others.sort_by(|one, other| age(one).cmp(&age(other)));
    others.truncate(CONTAINING_URIS_MAX);
    others
        .into_iter()
        .map(|found| found.member.uri().to_owned())
        .collect()
}
