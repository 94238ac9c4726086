//! A change of the window: what a record of `wire.fingerprints` says.

use dateline_schemas::{Fingerprints, StoryAction, StoryMember, Timestamp};

use crate::link::{
    fingerprint::thinned,
    story::owners,
    story_id::{NoStoryId, StoryId},
};

/// A change of the window.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Link group: the record's key.
    pub group: String,
    /// Received time of the item that caused it: moves the stream time.
    pub received_at: Timestamp,
    /// What happened.
    pub event: Event,
}

/// What happened to a story's membership.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A uri is a member of a story, in place of an earlier revision if there is one.
    Member {
        /// The member.
        uri: String,
        /// Its revision.
        revision: i64,
        /// The story.
        story: StoryId,
        /// What it is compared by.
        fingerprints: Fingerprints,
        /// Hashes of who it is credited to.
        owners: Vec<u32>,
    },
    /// A uri is no member any more.
    Removed {
        /// Who was a member.
        uri: String,
    },
    /// Two stories are one.
    Merged {
        /// The story that goes on.
        into: StoryId,
        /// The story that ended.
        ended: StoryId,
    },
}

/// A record of `wire.fingerprints` that this build cannot apply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Inapplicable {
    /// A story id in another form.
    #[error(transparent)]
    NoStoryId(#[from] NoStoryId),
    /// A merge that does not say which story ended.
    #[error("the merge into story {0} names no story that ended")]
    NothingMerged(String),
    /// An action of a newer release.
    #[error("the action on {0} is not known to this release")]
    UnknownAction(String),
}

impl Change {
    /// The change that a record under this key says.
    pub fn of_record(group: &str, record: StoryMember) -> Result<Self, Inapplicable> {
        let received_at = record.received_at;
        let event = match record.action {
            StoryAction::Joined | StoryAction::Replaced => Event::Member {
                story: record.story_id.parse()?,
                uri: record.uri,
                revision: record.revision,
                owners: owners(&record.credits),
                fingerprints: thinned(record.fingerprints.unwrap_or_default()),
            },
            StoryAction::Removed => Event::Removed { uri: record.uri },
            StoryAction::Merged => {
                let Some(ended) = record.merged_story_id else {
                    return Err(Inapplicable::NothingMerged(record.story_id));
                };
                Event::Merged {
                    into: record.story_id.parse()?,
                    ended: ended.parse()?,
                }
            }
            StoryAction::Unknown => return Err(Inapplicable::UnknownAction(record.uri)),
        };
        Ok(Self {
            group: group.to_owned(),
            received_at,
            event,
        })
    }
}
