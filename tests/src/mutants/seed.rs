//! What is built already: dependencies of the workspace, put where the copy's own Cargo looks for them.

use std::{fs, path::Path};

use anyhow::Context;

/// Larger files are linked instead of copied. Cargo rewrites only small ones in place, and none of these.
const LINK_FROM_BYTES: u64 = 64 << 10;

/// Folders of build results in which each entry begins with the name of its crate.
const FOLDERS: [&str; 3] = ["deps", "build", ".fingerprint"];

/// Takes every dependency over, but nothing of the workspace's own targets.
pub(super) fn plant(from: &Path, to: &Path, own_targets: &[String]) -> anyhow::Result<()> {
    for folder in FOLDERS {
        let entries = fs::read_dir(from.join(folder));
        for entry in entries.with_context(|| format!("no build results in {}", from.display()))? {
            let entry = entry?;
            let name = entry.file_name();
            if !is_own(&name.to_string_lossy(), own_targets) {
                take_over(&entry.path(), &to.join(folder).join(&name))?;
            }
        }
    }
    Ok(())
}

/// Whether a build result, `[lib]name-hash[.suffix]`, is of one of these targets or of its package.
fn is_own(file: &str, own_targets: &[String]) -> bool {
    let Some((name, _)) = file.rsplit_once('-') else {
        return false;
    };
    let name = name.replace('-', "_");
    let is_target = |name: &str| own_targets.iter().any(|own| own.replace('-', "_") == name);
    is_target(&name) || name.strip_prefix("lib").is_some_and(is_target)
}

/// Links or copies a file or a whole folder; times stay, since by them Cargo tells what is fresh.
fn take_over(from: &Path, to: &Path) -> anyhow::Result<()> {
    let metadata = fs::symlink_metadata(from)?;
    if metadata.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            take_over(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    if metadata.len() >= LINK_FROM_BYTES && fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to)?;
    let file = fs::File::options().write(true).open(to);
    // A file that may not be written is never newer than what was made of it.
    if let Ok(file) = file {
        file.set_modified(metadata.modified()?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_workspace_builds_itself_is_left_out() {
        let own = ["dateline_runtime", "dateline-under-test", "chapters"].map(str::to_owned);
        for file in [
            "dateline_runtime-1ed3b651861cde4e",
            "libdateline_runtime-08c7bc9dbde10377.rmeta",
            "dateline_under_test-c48a0cb4b598c349.d",
            "dateline-runtime-1ed3b651861cde4e",
            "chapters-55b3fd86b352ee26",
        ] {
            assert!(is_own(file, &own), "{file}");
        }
        for file in [
            "librdkafka_sys-880a65125d889c6e.rlib",
            "tokio-72782388cfb88e04",
        ] {
            assert!(!is_own(file, &own), "{file}");
        }
    }
}
