//! The sets, which are not in the repository: looked up through `DATELINE_DATA`.

use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The folder of the sets, and what was looked for there in vain.
#[derive(Debug)]
pub struct Data {
    folder: PathBuf,
    skipped: RefCell<Vec<String>>,
}

impl Data {
    /// `DATELINE_DATA`, or `../shared/data` beside the checkout.
    pub fn from_environment() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let folder = std::env::var_os("DATELINE_DATA")
            .map_or_else(|| root.join("../shared/data"), PathBuf::from);
        Self {
            folder,
            skipped: RefCell::default(),
        }
    }

    /// A file or folder of the sets; `None`, and noted as skipped, where it is not there.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        let path = self.folder.join(name);
        if path.exists() {
            return Some(path);
        }
        let note = format!(
            "no {}; set DATELINE_DATA to the folder that holds {name}",
            path.display()
        );
        self.skipped.borrow_mut().push(note);
        None
    }

    /// The text of a file of the sets; `None`, and noted as skipped, where it is not there.
    ///
    /// # Errors
    /// A file that cannot be read as UTF-8.
    pub fn text(&self, name: &str) -> anyhow::Result<Option<String>> {
        let read = |path: PathBuf| {
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
        };
        self.path(name).map(read).transpose()
    }

    /// What was not there.
    pub fn skipped(&self) -> Vec<String> {
        self.skipped.borrow().clone()
    }
}

/// Which half of a set an item is in: rules and constants are chosen on one, and checked on the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Half {
    /// May be looked at.
    Tune,
    /// Is only counted.
    Check,
}

impl Half {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Tune, Self::Check];

    /// The half of an item, by a hash of what it is: the same in every run and order.
    pub fn of(item: &str) -> Self {
        match Sha256::digest(item)[0] & 1 {
            0 => Self::Tune,
            _ => Self::Check,
        }
    }
}
