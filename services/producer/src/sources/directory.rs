//! A folder, with all folders in it, in which files appear.
//!
//! A file is known by what is in it, and not by its name: renamed or copied, it is what was taken; changed, it is another.

mod sidecar;
mod unpack;
mod walk;

use std::{
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use self::{
    sidecar::Described,
    unpack::{Part, parts},
    walk::Walk,
};
use super::{
    ToIntake,
    folder::{self, Found, HandOver, Layout, Listing, Stopped, rename_beside_others},
};
use crate::source::{AfterTaken, DirectorySpec, KnownBy, SourceSpec};

pub(super) fn run(intake: &ToIntake, spec: &SourceSpec, directory: &DirectorySpec) {
    let layout = Directory {
        source: &spec.name,
        spec: directory,
        walk: Walk::new(directory),
    };
    folder::run(intake, spec, &layout, directory.settle, directory.rescan);
}

struct Directory<'a> {
    source: &'a str,
    spec: &'a DirectorySpec,
    walk: Walk,
}

impl Layout for Directory<'_> {
    fn watched(&self) -> Vec<PathBuf> {
        self.spec.folders.clone()
    }

    fn list(&self) -> Listing {
        self.walk.list()
    }

    fn is_candidate(&self, path: &Path) -> bool {
        self.walk.is_candidate(path)
    }

    fn lasting_name(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }

    fn read(&self, path: &Path, file: File, hand_over: &mut HandOver<'_>) -> Result<(), Stopped> {
        let of_file = self.described(path);
        parts(file, self.spec.open_archives, &mut |part: Part| {
            let position = part.position_in(path);
            let described = match part.sidecar {
                Some(sidecar) => self.told_of(&position, sidecar),
                None => of_file.clone(),
            };
            hand_over(Found {
                position,
                known_by: KnownBy::Content,
                content: part.content,
                fetched_at: described.fetched_at,
                transport: described.transport,
            })
        })
    }

    fn after_taken(&self) -> &AfterTaken {
        &self.spec.after_taken
    }

    fn let_go(&self, path: &Path) -> io::Result<()> {
        let sidecar = sidecar::path_of(path);
        match &self.spec.after_taken {
            AfterTaken::Delete => {
                fs::remove_file(path)?;
                unless_missing(fs::remove_file(sidecar))
            }
            AfterTaken::MoveTo(folder) => {
                let to = folder.join(self.walk.relative(path));
                let moved = rename_beside_others(path, &to)?;
                unless_missing(fs::rename(sidecar, sidecar::path_of(&moved)))
            }
            AfterTaken::Leave | AfterTaken::MarkSeen => Ok(()),
        }
    }
}

impl Directory<'_> {
    /// What the sidecar file of a file says, if there is one.
    fn described(&self, path: &Path) -> Described {
        match sidecar::read(path) {
            Some(sidecar) => self.told_of(&path.display().to_string(), sidecar),
            None => Described::default(),
        }
    }

    fn told_of(&self, position: &str, sidecar: Result<Described, String>) -> Described {
        sidecar.unwrap_or_else(|why| {
            let source = self.source;
            tracing::warn!(
                source,
                position,
                why,
                "sidecar cannot be read; its delivery was taken without it"
            );
            Described::default()
        })
    }
}

fn unless_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests;
