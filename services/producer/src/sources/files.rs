//! Files and globs.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Component, Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use dateline_schemas::Timestamp;

use super::{
    Gone, ToIntake, read_delivery,
    seen::{Look, Seen},
};
use crate::source::{FetchedAt, Reach, SourceSpec};

/// How often a source between two scans looks whether it is to end.
const STOP_CHECK: Duration = Duration::from_millis(100);

pub(super) fn run(
    intake: &ToIntake,
    spec: &SourceSpec,
    patterns: &[String],
    rescan: Option<Duration>,
) {
    let mut seen = Seen::default();
    let mut told = HashSet::new();
    loop {
        let began = intake.clock.now();
        let found = match matching(patterns) {
            Ok(found) => found,
            Err(message) => return intake.failed(message),
        };
        if found.is_empty() && rescan.is_none() {
            return intake.failed(nothing_found(patterns));
        }
        let is_anything_there = !found.is_empty();
        let mut unread = Vec::new();
        seen.begin();
        for path in found {
            if intake.control.is_stopping() {
                return;
            }
            match take(intake, spec, &path, &mut seen) {
                Ok(Taken::Unreadable(error)) => {
                    unread.push(format!("{}: {error}", path.display()));
                    // Once, not at every scan.
                    if told.insert(path.clone()) {
                        tracing::warn!(source = spec.name, path = %path.display(), %error, "file cannot be read and was left");
                    }
                }
                Ok(Taken::Done) => {
                    told.remove(&path);
                }
                Err(Gone) => return,
            }
        }
        let reach = if unread.is_empty() {
            Reach::Reached
        } else {
            Reach::Failed
        };
        if intake.reach(reach).is_err() {
            return;
        }
        // Where nothing is found, a file system may not be mounted: that says nothing of what is there.
        if is_anything_there && intake.looked(began).is_err() {
            return;
        }
        let Some(interval) = rescan else {
            if !unread.is_empty() {
                intake.failed(format!(
                    "files that cannot be read were left, all others were taken: {}; make them readable and run it again",
                    unread.join(", ")
                ));
            }
            return;
        };
        let mut waited = Duration::ZERO;
        while waited < interval {
            if intake.control.is_stopping() {
                return;
            }
            std::thread::sleep(STOP_CHECK);
            waited += STOP_CHECK;
        }
    }
}

/// Why there is nothing to take, and what to do.
fn nothing_found(patterns: &[String]) -> String {
    let directory = patterns.iter().find(|pattern| Path::new(pattern).is_dir());
    match directory {
        Some(directory) => {
            let directory = directory.trim_end_matches('/');
            format!("{directory} is a directory: name the files in it, for example {directory}/*")
        }
        None => format!(
            "no file matches {}: check the pattern and the working directory",
            patterns.join(", ")
        ),
    }
}

/// What became of a file.
enum Taken {
    /// The intake has it, or had it before.
    Done,
    /// It was left, for this reason.
    Unreadable(io::Error),
}

/// All files that match, each once, in the order of their names; and what may hide some, for reading it to tell why.
fn matching(patterns: &[String]) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for pattern in patterns {
        // A path with glob characters in its name is still a path.
        if Path::new(pattern).is_file() {
            found.push(PathBuf::from(pattern));
            continue;
        }
        let paths = glob::glob(pattern)
            .map_err(|error| format!("{pattern} is no glob pattern: {error}"))?;
        found.extend(fixed_part(pattern).filter(|path| is_closed(path)));
        for path in paths {
            match path {
                Ok(path) if path.is_file() || is_closed(&path) => found.push(path),
                Ok(_) => {}
                Err(error) => found.push(error.path().to_owned()),
            }
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// The folders of a pattern before its first glob character.
fn fixed_part(pattern: &str) -> Option<PathBuf> {
    let is_fixed =
        |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
    let fixed: PathBuf = Path::new(pattern)
        .components()
        .take_while(is_fixed)
        .collect();
    (!fixed.as_os_str().is_empty()).then_some(fixed)
}

/// Whether it cannot even be said what is there, if only because a folder above may not be entered.
fn is_closed(path: &Path) -> bool {
    fs::metadata(path).is_err_and(|error| error.kind() != ErrorKind::NotFound)
}

fn take(intake: &ToIntake, spec: &SourceSpec, path: &Path, seen: &mut Seen) -> Result<Taken, Gone> {
    let look = fs::metadata(path).and_then(|metadata| Ok((metadata, File::open(path)?)));
    let (metadata, file) = match look {
        Ok(found) => found,
        Err(error) => return unreadable(intake, path, error),
    };
    let stamp = (metadata.len(), metadata.modified().ok());
    let (position, now) = (path.display().to_string(), intake.clock.now());
    match seen.look(path, stamp, now) {
        Look::Known => {}
        Look::StillThere(_) => intake.still_there(position)?,
        Look::Changed => match read_delivery(file) {
            Ok(content) => {
                let fetched_at = fetched_at(spec.fetched_at, stamp.1);
                intake.arrived(position.clone(), content, fetched_at)?;
                seen.told(path, stamp, now, vec![position]);
            }
            Err(error) => return unreadable(intake, path, error),
        },
    }
    Ok(Taken::Done)
}

fn unreadable(intake: &ToIntake, path: &Path, error: io::Error) -> Result<Taken, Gone> {
    if error.kind() != ErrorKind::NotFound {
        intake.still_there(path.display().to_string())?;
    }
    Ok(Taken::Unreadable(error))
}

/// When a file was fetched that was last changed then.
pub(super) fn fetched_at(configured: FetchedAt, modified: Option<SystemTime>) -> Option<Timestamp> {
    match configured {
        FetchedAt::Unknown => None,
        FetchedAt::At(instant) => Some(instant),
        FetchedAt::ModificationTime => {
            let since_epoch = modified?.duration_since(UNIX_EPOCH).ok()?;
            Some(Timestamp::from_millis(
                i64::try_from(since_epoch.as_millis()).ok()?,
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_once_and_in_the_order_of_their_names() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a.txt", "c.xml"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let pattern = |name: &str| folder.path().join(name).display().to_string();
        let found = matching(&[pattern("*.txt"), pattern("b.txt"), pattern("c.xml")]).unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|path| path.file_name().unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, ["a.txt", "b.txt", "c.xml"]);
    }

    #[test]
    fn what_cannot_be_looked_at_is_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        // A link to itself cannot be looked at, whoever runs the test; a link to nothing is nothing.
        let closed = folder.path().join("closed");
        std::os::unix::fs::symlink(&closed, &closed).unwrap();
        std::os::unix::fs::symlink(folder.path().join("none"), folder.path().join("gone")).unwrap();
        for pattern in ["*", "**/*", "closed", "closed/*.txt", "closed/**/*"] {
            let pattern = folder.path().join(pattern).display().to_string();
            assert_eq!(matching(&[pattern]).unwrap(), std::slice::from_ref(&closed));
        }
    }

    #[test]
    fn a_directory_is_told_from_a_pattern_that_matches_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().display().to_string();
        let told = nothing_found(std::slice::from_ref(&directory));
        assert_eq!(
            told,
            format!("{directory} is a directory: name the files in it, for example {directory}/*")
        );
        let told = nothing_found(&["*.none".to_owned()]);
        assert!(told.starts_with("no file matches *.none"), "{told}");
    }

    #[test]
    fn a_path_with_glob_characters_is_taken_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page[1].txt");
        fs::write(&path, "x").unwrap();
        assert_eq!(matching(&[path.display().to_string()]).unwrap(), [path]);
    }

    #[test]
    fn the_fetch_time_is_what_the_configuration_says() {
        let modified = Some(UNIX_EPOCH + Duration::from_millis(1_500));
        let instant = Timestamp::from_millis(7);
        for (configured, expected) in [
            (FetchedAt::Unknown, None),
            (FetchedAt::At(instant), Some(instant)),
            (
                FetchedAt::ModificationTime,
                Some(Timestamp::from_millis(1_500)),
            ),
        ] {
            assert_eq!(fetched_at(configured, modified), expected, "{configured:?}");
        }
    }
}
