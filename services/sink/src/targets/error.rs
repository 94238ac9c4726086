//! What can go wrong with a target: what, where, why and what to do.

use std::{io, path::PathBuf};

use dateline_runtime::NextOffset;

use super::LogIdentity;

/// What can go wrong with a target.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The target does not stand where the slice starts: somebody else wrote, or the answer to an earlier commit was
    /// lost. Nothing was written. Ask for the positions and seek to them.
    #[error(
        "{target} stands at {} in partition {partition} and not at {expected}: another sink wrote to it, or this one had \
         before; seeking to where it stands",
        found.map_or("the beginning".to_owned(), |next| format!("offset {next}"))
    )]
    Moved {
        /// The target.
        target: String,
        /// The partition.
        partition: i32,
        /// Start of the slice.
        expected: NextOffset,
        /// Where the target stands; `None` if it has nothing of the partition.
        found: Option<NextOffset>,
    },
    /// The target does not answer for now. The same call may succeed later; the target reconnects by itself.
    #[error(
        "{target} is not available: {cause}; nothing is lost, trying again until it is. Check that it runs and can be reached"
    )]
    Unavailable {
        /// The target.
        target: String,
        /// What it or the network said.
        cause: String,
    },
    /// The target was filled from another log.
    #[error(
        "{target} was filled from {found}, but this sink reads {expected}: offsets of one log mean nothing in another, so \
         nothing was written. Name another target, or read the log that it was filled from"
    )]
    ForeignLog {
        /// The target.
        target: String,
        /// The log that it was filled from.
        found: Box<LogIdentity>,
        /// The log that the sink reads.
        expected: Box<LogIdentity>,
    },
    /// A file cannot be written, for instance because its disk is full. What was recorded is intact, and the same call
    /// may succeed later.
    #[error(
        "{} cannot be written: {source}; nothing is lost, trying again until it can be. Make room, or check the path and its permissions",
        path.display()
    )]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Another process writes to the file.
    #[error(
        "{} is in use by {holder}: two sinks cannot write one file. Stop that one, or name another file",
        path.display()
    )]
    Locked {
        /// The file.
        path: PathBuf,
        /// The other one, as far as it is known.
        holder: String,
    },
    /// Whoever read the stream has gone.
    #[error(
        "{target} was closed by its reader: the lines that it has not read are delivered again by the next start"
    )]
    Closed {
        /// The target.
        target: String,
    },
    /// The target cannot be used until somebody mends it.
    #[error("{target}: {problem}. {remedy}")]
    Fatal {
        /// The target.
        target: String,
        /// What is wrong, and why.
        problem: String,
        /// What to do, as a sentence.
        remedy: String,
    },
}
