//! Folders of a test run: kept while it runs and for a look afterwards, swept by a later run.

use std::{
    path::{Path, PathBuf},
    sync::{
        Once,
        atomic::{AtomicU32, Ordering},
    },
};

use anyhow::Context;

/// Under the system's folder for temporary files: PostgreSQL's own user must get there too, which a clone under
/// somebody's home may not allow.
const PREFIX: &str = "dateline-tests-";

static SWEEP: Once = Once::new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A new, empty folder of this process.
#[derive(Debug, Clone)]
pub struct RunFolder(PathBuf);

impl RunFolder {
    /// Makes a folder with this word in its name. What processes left behind that are no longer there is swept first.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(word: &str) -> anyhow::Result<Self> {
        SWEEP.call_once(|| sweep(&std::env::temp_dir()));
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{}-{number}-{word}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Path of something in it.
    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

fn sweep(parent: &Path) {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let owner = name.to_str().and_then(owner_of);
        if owner.is_some_and(|owner| !Path::new("/proc").join(owner).exists()) {
            // Another process may sweep the same folder at the same time.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn owner_of(name: &str) -> Option<&str> {
    let (owner, _) = name.strip_prefix(PREFIX)?.split_once('-')?;
    owner
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_of_processes_that_are_gone_are_swept() {
        let parent = RunFolder::new("sweep").unwrap();
        let mine = format!("{PREFIX}{}-0-kafka", std::process::id());
        // No process has a number this large: the kernel's limit is 2²².
        let gone = format!("{PREFIX}99999999-0-kafka");
        for name in [mine.as_str(), gone.as_str(), "somebody-elses"] {
            std::fs::create_dir(parent.join(name)).unwrap();
        }
        sweep(parent.path());
        assert!(parent.join(&mine).exists());
        assert!(!parent.join(&gone).exists());
        assert!(parent.join("somebody-elses").exists());
        std::fs::remove_dir_all(parent.path()).unwrap();
    }
}
