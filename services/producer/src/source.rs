//! What a source is configured to be, and what it hands to the intake.

mod folder;
mod poll;
mod push;
mod receipt;

use std::{collections::BTreeMap, time::Duration};

use data_encoding::HEXLOWER;
use dateline_runtime::Reason;
use dateline_schemas::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

pub use self::{
    folder::{AfterTaken, DirectorySpec, MaildirSpec},
    poll::{Credential, Network, NoNetwork, Pages, PollSpec, Resume, Rounds},
    push::{MAX_PUSH_SECRETS, PushCredentials, PushLimits, PushListener, PushTls},
    receipt::{Answer, Counts, Receipt, Taken},
};
use crate::formats::{Charset, DeclaredLanguage, Format};

/// One configured source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceSpec {
    /// Name, unique among the sources of a producer: part of checkpoints and of the identity of deliveries.
    pub name: String,
    /// Namespace of the URIs of items without an id; sources that share one see the same text as the same item.
    pub namespace: String,
    /// Where its deliveries come from.
    pub kind: SourceKind,
    /// Format of its deliveries; `None` sniffs each.
    pub format: Option<Format>,
    /// Providers that it carries; none named means that it is not restricted.
    pub providers: Vec<String>,
    /// Character set of its deliveries that declare none themselves; `None` is UTF-8.
    pub charset: Option<Charset>,
    /// Zone of times that say none; `None`: such times are not known.
    pub zone: Option<TimeZone>,
    /// Usage terms of items that state none.
    pub rights: Option<String>,
    /// Whether the language that items declare is believed.
    pub declared_language: DeclaredLanguage,
    /// Language of its items as declared (BCP 47).
    pub language_declared: Option<String>,
    /// What is known of when its deliveries were fetched from the provider.
    pub fetched_at: FetchedAt,
    /// How often it has something new at the least; `None`: that is learned.
    pub expected_every: Option<Duration>,
}

/// Where deliveries come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceKind {
    /// Files that match these glob patterns, in the order of their names.
    Files {
        /// The patterns; a plain path is one too.
        patterns: Vec<String>,
        /// How often to look again for new and changed files; `None` looks once.
        rescan: Option<Duration>,
    },
    /// Standard input, once.
    Stdin,
    /// Servers that are asked over HTTP.
    Poll(PollSpec),
    /// Whatever is pushed over HTTP by who has these credentials.
    Push {
        /// Who may.
        credentials: PushCredentials,
    },
    /// A folder, with all folders in it, in which files appear.
    Directory(DirectorySpec),
    /// Messages of a Maildir.
    Maildir(MaildirSpec),
}

impl SourceKind {
    /// Whether what brings its deliveries may say which character set they are in.
    pub(crate) const fn tells_charset(&self) -> bool {
        match self {
            Self::Poll(_) | Self::Push { .. } | Self::Directory(_) => true,
            Self::Files { .. } | Self::Stdin | Self::Maildir(_) => false,
        }
    }
}

/// What is known of when a delivery was fetched from the provider: the base of relative ages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FetchedAt {
    /// Nothing: ages stay text.
    #[default]
    Unknown,
    /// The file's modification time.
    ModificationTime,
    /// This instant.
    At(Timestamp),
}

/// Bytes that arrived from a source.
#[derive(Debug)]
pub struct Arrival {
    /// Index of the source.
    pub source: usize,
    /// Where in the source: a path, or a range of standard input. The same for the same thing at every run.
    pub position: String,
    /// What makes it the same delivery when it comes again.
    pub known_by: KnownBy,
    /// What arrived.
    pub content: Content,
    /// When it was fetched from the provider.
    pub fetched_at: Option<Timestamp>,
    /// What else the transport said of it.
    pub transport: Transport,
    /// Where the source stands with it.
    pub standing: Standing,
    /// Whether it may take the place of other bytes that were taken at its position.
    pub replacing: Replacing,
    /// Whom to tell when it is in the log; `None` if nobody waits for that.
    pub receipt: Option<Receipt>,
}

impl Arrival {
    /// What its checkpoint is kept under.
    pub(crate) fn checkpoint_position(&self, sha256: impl FnOnce() -> String) -> String {
        match self.known_by {
            KnownBy::Position => self.position.clone(),
            KnownBy::Content => format!("sha256:{}", sha256()),
        }
    }
}

/// What makes a delivery the same one when it comes again: what its checkpoint is kept under.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KnownBy {
    /// Its position, with the content that was there last.
    #[default]
    Position,
    /// Its content, wherever it is.
    Content,
}

/// Whether a delivery may take the place of other bytes that were taken at its position before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Replacing {
    /// It may: the thing at this position has changed.
    #[default]
    Allowed,
    /// It may not: the position is a promise that the bytes are the same.
    Refused,
}

/// Where a source stands at a position: what the next request there goes by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// HTTP entity tag last seen, as sent.
    pub etag: Option<String>,
    /// HTTP Last-Modified last seen, as sent.
    pub last_modified: Option<String>,
    /// Address of the next page.
    pub cursor: Option<String>,
    /// SHA-256 of the bytes last taken there, lowercase hex.
    pub content_hash: Option<String>,
}

/// How a poll went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollOutcome {
    /// Something came that was not there before.
    New,
    /// All is as it was.
    NothingNew,
    /// It could not be fetched.
    Failed,
}

impl PollOutcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::New, Self::NothingNew, Self::Failed];

    /// The outcome as a metric label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::NothingNew => "nothing_new",
            Self::Failed => "failed",
        }
    }
}

/// Whether a source's deliveries can be got at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// They can.
    Reached,
    /// At least one of its addresses or folders, or a file, could not be fetched or read the last time.
    Failed,
}

/// What the transport said of a delivery.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transport {
    /// Media type (IANA), without its parameters.
    pub media_type: Option<String>,
    /// Character set (IANA).
    pub charset: Option<String>,
    /// Header fields, values of a sidecar file.
    pub attributes: BTreeMap<String, String>,
}

/// What arrived.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// The whole delivery.
    Bytes(Vec<u8>),
    /// Too large to be taken: its first bytes, its size and the SHA-256 of all of it.
    Oversize {
        /// The first bytes.
        head: Vec<u8>,
        /// Size of all of it.
        size: u64,
        /// SHA-256 of all of it, lowercase hex.
        sha256: String,
    },
    /// An archive, or a part of one, that cannot or must not be opened.
    Unopened {
        /// It as it is, or its first bytes.
        head: Vec<u8>,
        /// SHA-256 of all of it, lowercase hex.
        sha256: String,
        /// Why, as a label.
        reason: Reason,
        /// Why, and what to do.
        message: String,
    },
}

impl Content {
    /// SHA-256 of all of it, lowercase hex.
    pub(crate) fn sha256(&self) -> String {
        match self {
            Self::Bytes(bytes) => HEXLOWER.encode(&Sha256::digest(bytes)),
            Self::Oversize { sha256, .. } | Self::Unopened { sha256, .. } => sha256.clone(),
        }
    }

    /// Whether all bytes are there: what is not must not be let go of at its source.
    pub(crate) const fn is_whole(&self) -> bool {
        matches!(self, Self::Bytes(_))
    }
}

/// What a source's thread tells the intake.
#[derive(Debug)]
pub enum Told {
    /// Something arrived.
    Arrival(Box<Arrival>),
    /// What was taken at a position is there still, although it was not read: it stands still, or cannot be read now.
    StillThere {
        /// Index of the source.
        source: usize,
        /// Where in the source.
        position: String,
    },
    /// The source has polled an address.
    Polled {
        /// Index of the source.
        source: usize,
        /// How it went.
        outcome: PollOutcome,
    },
    /// Whether the source's deliveries can be got at has changed: it can at first.
    Reach {
        /// Index of the source.
        source: usize,
        /// Whether it can now.
        reach: Reach,
    },
    /// The source has told, within the last day, of all that was there when it began to look.
    Looked {
        /// Index of the source.
        source: usize,
        /// When it began.
        began: Timestamp,
    },
    /// The source has nothing more to tell.
    Ended {
        /// Index of the source.
        source: usize,
    },
    /// The source cannot go on, or has nothing to take; the text says what, where, why and what to do.
    Failed {
        /// Index of the source.
        source: usize,
        /// What is wrong.
        message: String,
    },
}
