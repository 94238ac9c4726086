//! What a source is configured to be that takes files as they appear in a folder.

use std::{path::PathBuf, time::Duration};

/// A folder, with all folders in it, in which files appear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectorySpec {
    /// The folders; one in another of them is looked into once.
    pub folders: Vec<PathBuf>,
    /// How long size and modification time of a file stand still before it is taken, unless it was closed or renamed.
    pub settle: Duration,
    /// How often to look at all files, beside being told of changes; `None` looks once and is told of none.
    pub rescan: Option<Duration>,
    /// Whether what gzip, zstd or zip made is opened.
    pub open_archives: bool,
    /// What becomes of a file once it is in the log.
    pub after_taken: AfterTaken,
}

/// A Maildir.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaildirSpec {
    /// The folders that have `new` and `cur` in them.
    pub folders: Vec<PathBuf>,
    /// How often to look at all messages, beside being told of new ones; `None` looks once.
    pub rescan: Option<Duration>,
    /// What becomes of a message once it is in the log.
    pub after_taken: AfterTaken,
}

/// What becomes of a file once all deliveries in it are in the log. One of which anything is not there as it was (too
/// large, an archive that cannot be opened) stays where it is, whatever this says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum AfterTaken {
    /// It stays as it is.
    #[default]
    Leave,
    /// It is deleted.
    Delete,
    /// It goes to its place below this folder, which is on the same file system and outside of the source.
    MoveTo(PathBuf),
    /// It becomes a message that was seen: from `new` to `cur`, with the flag S.
    MarkSeen,
}
