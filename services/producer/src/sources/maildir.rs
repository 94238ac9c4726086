//! A Maildir: each message in `new` and `cur` is a delivery. What is in `tmp` is not finished, and never looked at.
//!
//! A message is known by its unique name, without the flags that mail programs add when they move it.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    ToIntake,
    folder::{self, Found, HandOver, Layout, Listing, Stopped, rename_beside_others, stamp_of},
    read_delivery,
    seen::Stamp,
};
use crate::source::{AfterTaken, KnownBy, MaildirSpec, SourceSpec, Transport};

const NEW: &str = "new";
const CURRENT: &str = "cur";

/// What begins the flags behind a unique name.
const INFO: &str = ":2,";
const SEEN: char = 'S';

const MEDIA_TYPE: &str = "message/rfc822";

pub(super) fn run(intake: &ToIntake, spec: &SourceSpec, maildir: &MaildirSpec) {
    // A message is complete as soon as it is in one of both folders.
    folder::run(
        intake,
        spec,
        &Maildir(maildir),
        Duration::ZERO,
        maildir.rescan,
    );
}

struct Maildir<'a>(&'a MaildirSpec);

impl Layout for Maildir<'_> {
    fn watched(&self) -> Vec<PathBuf> {
        let folders = self.0.folders.iter();
        folders
            .flat_map(|folder| [NEW, CURRENT].map(|name| folder.join(name)))
            .collect()
    }

    fn list(&self) -> Listing {
        let mut listing = Listing::default();
        for folder in self.watched() {
            if let Err(error) = messages(&folder, &mut listing.files) {
                listing.closed.push((folder, error));
            }
        }
        listing.files.sort();
        listing
    }

    fn is_candidate(&self, path: &Path) -> bool {
        let folder = path.parent().unwrap_or(path);
        !is_hidden(path) && self.watched().iter().any(|watched| watched == folder)
    }

    fn lasting_name(&self, path: &Path) -> PathBuf {
        unique_name(path).into()
    }

    fn read(&self, path: &Path, file: File, hand_over: &mut HandOver<'_>) -> Result<(), Stopped> {
        hand_over(Found {
            position: unique_name(path),
            known_by: KnownBy::Position,
            content: read_delivery(file)?,
            fetched_at: None,
            transport: Transport {
                media_type: Some(MEDIA_TYPE.to_owned()),
                ..Transport::default()
            },
        })
    }

    fn after_taken(&self) -> &AfterTaken {
        &self.0.after_taken
    }

    fn let_go(&self, path: &Path) -> io::Result<()> {
        match &self.0.after_taken {
            AfterTaken::Delete => fs::remove_file(path),
            AfterTaken::MarkSeen => match seen(path) {
                Some(to) => fs::rename(path, to),
                None => Ok(()),
            },
            AfterTaken::MoveTo(folder) => {
                rename_beside_others(path, &folder.join(unique_name(path))).map(drop)
            }
            AfterTaken::Leave => Ok(()),
        }
    }
}

fn messages(folder: &Path, files: &mut Vec<(PathBuf, Stamp)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() && !is_hidden(&path) => {
                files.push((path, stamp_of(&metadata)));
            }
            // Moved meanwhile, or no message.
            _ => {}
        }
    }
    Ok(())
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn is_hidden(path: &Path) -> bool {
    name_of(path).starts_with('.')
}

/// The name of a message without its flags.
fn unique_name(path: &Path) -> String {
    let name = name_of(path);
    let unique = name.split_once(':').map_or(name.as_str(), |(name, _)| name);
    unique.to_owned()
}

/// Where a message is when it is marked as seen; `None` if it is.
fn seen(path: &Path) -> Option<PathBuf> {
    let name = name_of(path);
    let flags = name.split_once(INFO).map_or("", |(_, flags)| flags);
    if flags.contains(SEEN) {
        return None;
    }
    // The standard wants them in the order of ASCII.
    let mut flags: Vec<char> = flags.chars().chain([SEEN]).collect();
    flags.sort_unstable();
    let flags: String = flags.into_iter().collect();
    let name = format!("{}{INFO}{flags}", unique_name(path));
    Some(path.parent()?.parent()?.join(CURRENT).join(name))
}

#[cfg(test)]
mod tests;
