//! What annotate knows about a uri: the compact, in-memory form of `LineageState`.

use dateline_runtime::Offset;
use dateline_schemas::{LineageState, LineageStatus, Timestamp, lineage::MEMORY_MS};

use super::order::{ContentHash, DeliveryPrefix, Usability, VersionKey};
use crate::annotate::link_group::LinkGroup;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How long a uri is remembered after its last change once a kill is known: longer than an archive delivery is late.
pub const KILL_MEMORY_MS: i64 = 400 * DAY_MS;

/// What annotate knows about a uri; small and `Copy`, because a million of them are in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownUri {
    /// Pinned group; `None` until a text or an emission pins it.
    pub link_group: Option<LinkGroup>,
    /// Where the uri stands.
    pub status: LineageStatus,
    /// The largest revision given so far; 0 while nothing was emitted.
    pub revision: i64,
    /// The newest revision that was public with its text.
    pub public_revision: Option<i64>,
    /// The newest text that no kill covers.
    pub newest: Option<Newest>,
    /// Where in the input the newest text that was public stands, for a later version to be compared with; a kill strikes
    /// it out.
    pub public_offset: Option<Offset>,
    /// The widest kill so far.
    pub kill: Option<Kill>,
    /// The embargo that governs the newest text and runs on for its successors; `None` once it is public.
    pub embargoed_until: Option<Timestamp>,
    /// Stream time of the last change.
    pub changed_at: Timestamp,
}

/// The newest text of a uri, without the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Newest {
    /// Its place among the versions.
    pub key: VersionKey,
    /// The delivery that brought it.
    pub delivery: Option<DeliveryPrefix>,
    /// Where in the input it stands; `None` where an older version of Dateline wrote the state.
    pub offset: Option<Offset>,
}

/// What a kill covers. Ordered: a wider kill is the larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kill {
    /// Versions up to and including this one, and those without a number.
    UpTo(i64),
    /// All versions, for good.
    All,
}

impl Kill {
    /// What a kill notice of this version covers.
    pub fn of_version(version: Option<i64>) -> Self {
        version.map_or(Self::All, Self::UpTo)
    }

    /// Whether a text of this version is killed.
    pub fn covers(self, version: Option<i64>) -> bool {
        match self {
            Self::All => true,
            Self::UpTo(killed) => version.is_none_or(|version| version <= killed),
        }
    }
}

impl KnownUri {
    /// When the uri is forgotten, by stream time in milliseconds. While a text is held it is not.
    pub fn expires_at_ms(&self) -> i64 {
        let memory_ms = match (self.status, self.kill) {
            (LineageStatus::Held, _) => return i64::MAX,
            (_, Some(_)) => KILL_MEMORY_MS,
            (_, None) => MEMORY_MS,
        };
        self.changed_at.plus_millis(memory_ms).as_millis()
    }

    /// When the held text is due; `None` when nothing is held for a time.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self.status {
            LineageStatus::Held => self.embargoed_until,
            _ => None,
        }
    }

    /// Whether an input of this uri is kept back: the open side of the ledger's second equation.
    pub fn keeps_an_input_back(&self) -> bool {
        matches!(
            self.status,
            LineageStatus::Held | LineageStatus::Withheld | LineageStatus::Unknown
        )
    }

    /// The form of `wire.current`.
    pub fn to_state(&self) -> LineageState {
        let newest = self.newest;
        LineageState {
            link_group: self
                .link_group
                .map_or_else(String::new, |group| group.as_str().to_owned()),
            status: self.status,
            revision: self.revision,
            public_revision: self.public_revision,
            version: newest.and_then(|newest| newest.key.version),
            version_created: newest.and_then(|newest| newest.key.version_created),
            content_hash: newest.map_or_else(String::new, |newest| newest.key.content.to_string()),
            delivery: newest
                .and_then(|newest| newest.delivery)
                .map_or_else(String::new, |delivery| delivery.to_string()),
            killed_version: match self.kill {
                Some(Kill::UpTo(version)) => Some(version),
                Some(Kill::All) | None => None,
            },
            embargoed_until: self.embargoed_until,
            changed_at: self.changed_at,
            input_offset: newest
                .and_then(|newest| newest.offset)
                .map(|offset| offset.0),
            public_offset: self.public_offset.map(|offset| offset.0),
        }
    }

    /// Reads the form of `wire.current`.
    pub fn from_state(state: &LineageState) -> Self {
        let status = match state.status {
            LineageStatus::Unknown => LineageStatus::Withheld,
            status => status,
        };
        // A kill's newest text is one that the kill does not cover and that is not usable, or none.
        let usability = match status {
            LineageStatus::Public | LineageStatus::Held => Usability::Usable,
            _ => Usability::Withheld,
        };
        let newest = ContentHash::parse(&state.content_hash).map(|content| Newest {
            key: VersionKey {
                version: state.version,
                version_created: state.version_created,
                usability,
                content,
            },
            delivery: DeliveryPrefix::parse(&state.delivery),
            offset: state.input_offset.map(Offset),
        });
        let kill = match (state.killed_version, status) {
            (Some(version), _) => Some(Kill::UpTo(version)),
            (None, LineageStatus::Killed) => Some(Kill::All),
            (None, _) => None,
        };
        Self {
            link_group: LinkGroup::parse(&state.link_group),
            status,
            revision: state.revision,
            public_revision: state.public_revision,
            newest,
            public_offset: state.public_offset.map(Offset),
            kill,
            embargoed_until: state.embargoed_until,
            changed_at: state.changed_at,
        }
    }
}
