//! The side file of a JSON Lines file: how long the file is, and up to where of which log.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use dateline_runtime::NextOffset;
use serde::{Deserialize, Serialize};

use super::Step;
use crate::targets::{LogIdentity, Position};

/// Form of the side file; another number is another form.
const FORM: u32 = 1;

/// What is recorded about a file. Bytes behind `length` are those of an unfinished delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) identity: LogIdentity,
    pub(super) length: u64,
    pub(super) positions: BTreeMap<i32, Position>,
}

/// Why a side file says nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProgressError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("{0}")]
    Unreadable(String),
}

#[derive(Serialize, Deserialize)]
struct SideFile {
    form: u32,
    cluster_id: String,
    topic: String,
    topic_id: String,
    length: u64,
    partitions: BTreeMap<i32, Partition>,
}

#[derive(Serialize, Deserialize)]
struct Partition {
    next_offset: i64,
    ledger: String,
}

/// `<file><suffix>`, in the directory of the file.
pub(super) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

impl Progress {
    /// A file in which nothing is.
    pub(super) const fn none(identity: LogIdentity) -> Self {
        Self {
            identity,
            length: 0,
            positions: BTreeMap::new(),
        }
    }

    /// Path of the side file.
    pub(super) fn path(file: &Path) -> PathBuf {
        beside(file, ".offsets.json")
    }

    /// Reads the side file of `file`; `None` if there is none.
    pub(super) fn read(file: &Path) -> Result<Option<Self>, ProgressError> {
        let bytes = match fs::read(Self::path(file)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            bytes => bytes?,
        };
        let side: SideFile = serde_json::from_slice(&bytes)
            .map_err(|error| ProgressError::Unreadable(error.to_string()))?;
        if side.form != FORM {
            let problem = format!(
                "it has form {}, and this version knows form {FORM}",
                side.form
            );
            return Err(ProgressError::Unreadable(problem));
        }
        Ok(Some(side.into()))
    }

    /// Replaces the side file of `file` by one atomic rename, and makes that durable.
    pub(super) fn write(
        &self,
        file: &Path,
        before: &mut dyn FnMut(Step) -> io::Result<()>,
    ) -> io::Result<()> {
        let path = Self::path(file);
        let unfinished = beside(&path, ".tmp");
        before(Step::WriteProgress)?;
        let mut side = File::create(&unfinished)?;
        serde_json::to_writer(&mut side, &SideFile::from(self))?;
        side.write_all(b"\n")?;
        before(Step::SyncProgress)?;
        side.sync_all()?;
        before(Step::RenameProgress)?;
        fs::rename(&unfinished, &path)?;
        before(Step::SyncDirectory)?;
        let directory = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl From<&Progress> for SideFile {
    fn from(progress: &Progress) -> Self {
        let partitions = progress.positions.iter().map(|(partition, position)| {
            let next_offset = position.next.0;
            let ledger = position.ledger.clone();
            (
                *partition,
                Partition {
                    next_offset,
                    ledger,
                },
            )
        });
        Self {
            form: FORM,
            cluster_id: progress.identity.cluster_id.clone(),
            topic: progress.identity.topic.clone(),
            topic_id: progress.identity.topic_id.clone(),
            length: progress.length,
            partitions: partitions.collect(),
        }
    }
}

impl From<SideFile> for Progress {
    fn from(side: SideFile) -> Self {
        let positions = side.partitions.into_iter().map(|(partition, found)| {
            let next = NextOffset(found.next_offset);
            let ledger = found.ledger;
            (partition, Position { next, ledger })
        });
        Self {
            identity: LogIdentity {
                cluster_id: side.cluster_id,
                topic: side.topic,
                topic_id: side.topic_id,
            },
            length: side.length,
            positions: positions.collect(),
        }
    }
}
