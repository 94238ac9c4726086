//! `[[producer.sources]]` that take files as they appear in a folder: a directory, a Maildir.

use std::{path::PathBuf, time::Duration};

use dateline_producer::{AfterTaken, DirectorySpec, MaildirSpec};
use dateline_runtime::config::Violation;

use super::{SourceConfig, SourceKind, missing};

dateline_runtime::choice! {
    /// What becomes of a file once it is in the log.
    pub enum WhenTaken {
        /// It stays as it is.
        Leave = "leave",
        /// It is deleted.
        Delete = "delete",
        /// It goes to another folder.
        Move = "move",
        /// It is marked as seen, as mail programs do.
        MarkSeen = "mark_seen",
    }
}

impl SourceConfig {
    /// Whether it goes on when all that is there is taken.
    pub(crate) fn follows(&self) -> bool {
        let always_comes_more = matches!(
            self.kind,
            SourceKind::Directory | SourceKind::Maildir | SourceKind::Poll
        );
        self.follow.unwrap_or(always_comes_more)
    }

    /// How often it looks again, if it does.
    pub(super) fn rescan(&self) -> Option<Duration> {
        let interval = Duration::from_millis(self.rescan_interval_ms.get());
        self.follows().then_some(interval)
    }

    fn folders(&self) -> Vec<PathBuf> {
        self.paths.iter().map(PathBuf::from).collect()
    }

    fn after_taken(&self) -> AfterTaken {
        match self.after_taken {
            WhenTaken::Leave => AfterTaken::Leave,
            WhenTaken::Delete => AfterTaken::Delete,
            WhenTaken::Move => {
                AfterTaken::MoveTo(PathBuf::from(self.move_to.as_deref().unwrap_or_default()))
            }
            WhenTaken::MarkSeen => AfterTaken::MarkSeen,
        }
    }

    /// The directory as the producer wants it.
    pub(super) fn directory(&self) -> DirectorySpec {
        DirectorySpec {
            folders: self.folders(),
            settle: Duration::from_millis(self.settle_ms.get()),
            rescan: self.rescan(),
            open_archives: self.open_archives,
            after_taken: self.after_taken(),
        }
    }

    /// The Maildir as the producer wants it.
    pub(super) fn maildir(&self) -> MaildirSpec {
        MaildirSpec {
            folders: self.folders(),
            rescan: self.rescan(),
            after_taken: self.after_taken(),
        }
    }

    /// Keys that only folders have, at a source that is none or another.
    pub(super) fn of_folders(&self, key: impl Fn(&str) -> String) -> Vec<Violation> {
        let default = Self::default();
        let is_directory = self.kind == SourceKind::Directory;
        let is_maildir = self.kind == SourceKind::Maildir;
        let only_of_directories = [
            ("settle_ms", self.settle_ms != default.settle_ms),
            ("open_archives", self.open_archives != default.open_archives),
        ];
        let mut violations = Vec::new();
        for (field, is_set) in only_of_directories {
            if is_set && !is_directory {
                let why = "only the files of a directory are waited for and opened";
                violations.push(self.unfit(key(field), why));
            }
        }
        let fits = match self.after_taken {
            WhenTaken::Leave => true,
            WhenTaken::Delete | WhenTaken::Move => is_directory || is_maildir,
            WhenTaken::MarkSeen => is_maildir,
        };
        if !fits {
            let why = "only files of a directory and messages of a maildir are deleted or moved, and only messages marked";
            violations.push(self.unfit(key("after_taken"), why));
        }
        let is_moved = self.after_taken == WhenTaken::Move;
        if is_moved && self.move_to.is_none() {
            violations.push(missing(&key("move_to"), "after_taken is \"move\""));
        }
        if !is_moved && self.move_to.is_some() {
            violations.push(Violation {
                what: format!("`{}` has no effect", key("move_to")),
                why: "after_taken is not \"move\"".to_owned(),
                remedy: format!("remove it, or set `{}` to \"move\"", key("after_taken")),
                key: key("move_to"),
            });
        }
        violations
    }

    fn unfit(&self, key: String, why: &str) -> Violation {
        Violation {
            what: format!("`{key}` does not go with kind = \"{}\"", self.kind),
            why: why.to_owned(),
            remedy: format!("remove `{key}`, or make the source of another kind"),
            key,
        }
    }
}
