//! `wire.fingerprints`: what link remembers about the members of stories.

use serde::{Deserialize, Serialize};

use crate::{annotated::Fingerprints, time::Timestamp};

/// A change to a story's membership; replaying these rebuilds link's window.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StoryMember {
    /// What happened.
    pub action: StoryAction,
    /// The member; the founding member's uri on a merge.
    pub uri: String,
    /// The member's revision.
    pub revision: i64,
    /// The `story_id`; on a merge, of the story that goes on.
    pub story_id: String,
    /// On a merge: the `story_id` that ended.
    pub merged_story_id: Option<String>,
    /// When the member was received: the clock of the window.
    pub received_at: Timestamp,
    /// Credits of the member, normalised (RTR is Reuters), in printed order.
    pub credits: Vec<String>,
    /// What it is compared by; null on removed and merged.
    pub fingerprints: Option<Fingerprints>,
}

/// What happened to a story's membership.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoryAction {
    /// The uri is a member now.
    Joined,
    /// The member's fingerprints are those of a later revision now.
    Replaced,
    /// Killed or recalled: the member and its fingerprints are gone.
    Removed,
    /// Two stories are one now.
    Merged,
    /// A symbol of a newer schema.
    #[default]
    #[serde(other)]
    Unknown,
}
