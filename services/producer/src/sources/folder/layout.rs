//! What a kind of folder has to say of its files.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use dateline_schemas::Timestamp;

use crate::{
    source::{AfterTaken, Content, KnownBy, Transport},
    sources::{Gone, seen::Stamp},
};

/// How files lie in a kind of folder, and what they hold.
pub(in crate::sources) trait Layout {
    /// The folders in which to be told of changes.
    fn watched(&self) -> Vec<PathBuf>;

    /// All files that may be deliveries.
    fn list(&self) -> Listing;

    /// Whether a look would find a file of this path.
    fn is_candidate(&self, path: &Path) -> bool;

    /// What a file is called that keeps its name while the folder's owners rename it.
    fn lasting_name(&self, path: &Path) -> PathBuf;

    /// Hands over all deliveries in a file.
    fn read(&self, path: &Path, file: File, hand_over: &mut HandOver<'_>) -> Result<(), Stopped>;

    /// What becomes of a file once its deliveries are in the log.
    fn after_taken(&self) -> &AfterTaken;

    /// Makes it so.
    fn let_go(&self, path: &Path) -> io::Result<()>;
}

/// What takes one delivery of a file.
pub(in crate::sources) type HandOver<'a> = dyn FnMut(Found) -> Result<(), Stopped> + 'a;

/// What a look found.
#[derive(Debug, Default)]
pub(in crate::sources) struct Listing {
    /// The files with what they are like, in the order of their names.
    pub(in crate::sources) files: Vec<(PathBuf, Stamp)>,
    /// Folders that could not be looked into, and why.
    pub(in crate::sources) closed: Vec<(PathBuf, io::Error)>,
}

/// A delivery in a file.
#[derive(Debug)]
pub(in crate::sources) struct Found {
    /// Where it is.
    pub(in crate::sources) position: String,
    /// What makes it the same delivery when it comes again.
    pub(in crate::sources) known_by: KnownBy,
    /// What it is.
    pub(in crate::sources) content: Content,
    /// When it was fetched, if somebody said so; else the source's configuration has it.
    pub(in crate::sources) fetched_at: Option<Timestamp>,
    /// What else was said of it.
    pub(in crate::sources) transport: Transport,
}

/// Why a file was not read to its end.
#[derive(Debug)]
pub(in crate::sources) enum Stopped {
    /// The intake is gone, or the source is to end.
    Gone,
    /// It has changed meanwhile.
    Changed,
    /// It cannot be read.
    Unreadable(io::Error),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl From<Gone> for Stopped {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

impl Listing {
    /// Whether this file is in it, or may be behind what could not be looked into.
    pub(super) fn has(&self, path: &Path) -> bool {
        let files = &self.files;
        files
            .binary_search_by(|(it, _)| it.as_path().cmp(path))
            .is_ok()
            || self.closed.iter().any(|(it, _)| path.starts_with(it))
    }
}
