//! What `tests/stack/install` found: where the programs are that the harness starts.

use std::path::PathBuf;

use anyhow::{Context, bail};

/// Path of a part, by its name in the file that `tests/stack/install` wrote.
///
/// # Errors
/// When that was never run, or found no such part.
pub fn path_of(part: &str) -> anyhow::Result<PathBuf> {
    let file = target_folder().join("stack/parts");
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("{} is not there; run tests/stack/install", file.display()))?;
    let path = find(&text, part).with_context(|| {
        format!(
            "{} names no {part}; run tests/stack/install",
            file.display()
        )
    })?;
    if !path.exists() {
        bail!(
            "{part} is no longer at {}; run tests/stack/install",
            path.display()
        );
    }
    Ok(path)
}

/// The workspace's own folder.
pub fn workspace() -> PathBuf {
    let mut folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    folder.pop();
    folder
}

fn target_folder() -> PathBuf {
    let given = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    workspace().join(given.unwrap_or_else(|| PathBuf::from("target")))
}

fn find(text: &str, part: &str) -> Option<PathBuf> {
    let mut entries = text.lines().filter_map(|line| line.split_once('='));
    entries
        .find(|(name, path)| *name == part && !path.is_empty())
        .map(|(_, path)| PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_was_not_found_is_none() {
        let text = "java=/opt/java\nkafka_lib=\n";
        assert_eq!(find(text, "java"), Some(PathBuf::from("/opt/java")));
        assert_eq!(find(text, "kafka_lib"), None);
        assert_eq!(find(text, "prometheus"), None);
    }
}
