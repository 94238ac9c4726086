//! JSON Lines in a file, exactly once.
//!
//! Lines are appended and made durable first; then a side file, replaced by an atomic rename, says how long the file is
//! and how far in the log that brought it. What stands behind the recorded length was not delivered and is cut off.

pub(crate) mod lines;
mod lock;
mod progress;
#[cfg(test)]
mod tests;

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::PathBuf,
};

use self::{
    lines::Lines,
    lock::FileLock,
    progress::{Progress, ProgressError},
};
use super::{Delivered, Delivery, LogIdentity, Position, Slice, Target, TargetError};

/// A file of JSON Lines, with `<file>.offsets.json` and `<file>.lock` beside it.
pub struct JsonlTarget {
    path: PathBuf,
    before: Box<dyn FnMut(Step) -> io::Result<()> + Send>,
    lock: Option<FileLock>,
    identity: Option<LogIdentity>,
    opened: Option<Opened>,
}

/// The file as it is on disk. Given up on the first error and read anew by the next call, so that whatever an unfinished
/// step left behind is seen the way that a restart would see it.
struct Opened {
    file: File,
    progress: Progress,
}

/// The steps of a delivery, in order. Tests fail them one by one; a failed step is also what a crash before it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Append,
    SyncFile,
    WriteProgress,
    SyncProgress,
    RenameProgress,
    SyncDirectory,
}

impl JsonlTarget {
    /// The target of this file, which need not exist.
    pub fn new(path: PathBuf) -> Self {
        Self::with_steps(path, |_| Ok(()))
    }

    fn with_steps(
        path: PathBuf,
        before: impl FnMut(Step) -> io::Result<()> + Send + 'static,
    ) -> Self {
        Self {
            path,
            before: Box::new(before),
            lock: None,
            identity: None,
            opened: None,
        }
    }

    fn unwritable(&self, source: io::Error) -> TargetError {
        TargetError::Unwritable {
            path: self.path.clone(),
            source,
        }
    }

    fn fatal(&self, problem: String, remedy: &str) -> TargetError {
        TargetError::Fatal {
            target: self.describe(),
            problem,
            remedy: remedy.to_owned(),
        }
    }

    /// The file as recorded: reads what is on disk, and cuts off what was not delivered.
    fn opened(&mut self) -> Result<Opened, TargetError> {
        if let Some(opened) = self.opened.take() {
            return Ok(opened);
        }
        let Some(identity) = self.identity.clone() else {
            return Err(self.fatal(
                "it was used before it was opened".to_owned(),
                "This is a defect: please report it",
            ));
        };
        if self.lock.is_none() {
            if self.path.is_dir() {
                return Err(self.fatal("it is a directory".to_owned(), "Name a file in it"));
            }
            self.lock = Some(FileLock::take(&self.path)?);
        }
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        let file = options.open(&self.path);
        let file = file.map_err(|error| self.unwritable(error))?;
        let length = file.metadata().map(|metadata| metadata.len());
        let length = length.map_err(|error| self.unwritable(error))?;
        let progress = self.recorded(identity, length)?;
        if progress.length < length {
            let cut = file.set_len(progress.length).and_then(|()| file.sync_all());
            cut.map_err(|error| self.unwritable(error))?;
        }
        Ok(Opened { file, progress })
    }

    /// What is recorded about the file, checked against the file's length; a file that is new is recorded as empty
    /// before its first line, so that an unfinished first delivery is not taken for somebody's data.
    fn recorded(&mut self, expected: LogIdentity, length: u64) -> Result<Progress, TargetError> {
        let side = Progress::path(&self.path);
        let progress = match Progress::read(&self.path) {
            Ok(Some(progress)) => progress,
            Ok(None) if length == 0 => {
                let progress = Progress::none(expected.clone());
                let written = progress.write(&self.path, &mut self.before);
                written.map_err(|error| self.unwritable(error))?;
                progress
            }
            Ok(None) => {
                let problem = format!(
                    "it holds {length} bytes, but {} is missing, so nothing says where they came from",
                    side.display()
                );
                return Err(self.fatal(
                    problem,
                    "Put that file back, or name a file that does not exist",
                ));
            }
            Err(ProgressError::Io(error)) => return Err(self.unwritable(error)),
            Err(ProgressError::Unreadable(why)) => {
                let problem = format!("{} cannot be read: {why}", side.display());
                return Err(self.fatal(
                    problem,
                    "Put back the one that the sink wrote, or name a file that does not exist",
                ));
            }
        };
        if progress.identity != expected {
            return Err(TargetError::ForeignLog {
                target: self.describe(),
                found: Box::new(progress.identity),
                expected: Box::new(expected),
            });
        }
        if length < progress.length {
            let problem = format!(
                "it is {length} bytes long, but {} records {} delivered bytes: it was cut or replaced by something else",
                side.display(),
                progress.length
            );
            return Err(self.fatal(
                problem,
                "Put the file back, or name another one to have everything delivered again that the log still holds",
            ));
        }
        Ok(progress)
    }

    fn append(&mut self, opened: &mut Opened, bytes: &[u8], slices: &[Slice]) -> io::Result<()> {
        let before = &mut self.before;
        if !bytes.is_empty() {
            before(Step::Append)?;
            opened.file.write_all(bytes)?;
            before(Step::SyncFile)?;
            opened.file.sync_data()?;
        }
        opened.progress.length += bytes.len() as u64;
        opened.progress.positions.extend(lines::ends_of(slices));
        opened.progress.write(&self.path, before)
    }
}

impl Target for JsonlTarget {
    fn describe(&self) -> String {
        format!("file {}", self.path.display())
    }

    fn open(&mut self, identity: &LogIdentity) -> Result<(), TargetError> {
        self.identity = Some(identity.clone());
        self.opened = None;
        self.opened = Some(self.opened()?);
        Ok(())
    }

    fn positions(&mut self, partitions: &[i32]) -> Result<Vec<Option<Position>>, TargetError> {
        let opened = self.opened()?;
        let positions = lines::positions_of(&opened.progress.positions, partitions);
        self.opened = Some(opened);
        Ok(positions)
    }

    fn deliver(
        &mut self,
        batch: &[Delivered<'_>],
        slices: &[Slice],
    ) -> Result<Delivery, TargetError> {
        let mut opened = self.opened()?;
        if let Err(moved) =
            lines::check_starts(&self.describe(), &opened.progress.positions, slices)
        {
            self.opened = Some(opened);
            return Err(moved);
        }
        let bytes = match lines::lines_of(batch) {
            Lines::Written(bytes) => bytes,
            Lines::Refused(refused) => {
                self.opened = Some(opened);
                return Ok(Delivery::Refused(refused));
            }
        };
        let appended = self.append(&mut opened, &bytes, slices);
        appended.map_err(|error| self.unwritable(error))?;
        self.opened = Some(opened);
        Ok(Delivery::Committed)
    }

    fn close(self: Box<Self>) -> Result<(), TargetError> {
        Ok(())
    }
}
