//! The members of a zip archive.

use std::{
    fs::File,
    io::{BufReader, Seek as _},
    path::Path,
};

use dateline_runtime::Reason;
use zip::{ZipArchive, read::Config, result::ZipError, unstable::read::ZipIterable};

use super::{OnPart, Part, Unopened, broken, decompressed, unopened, unopened_head};
use crate::sources::{
    directory::sidecar::{self, Described},
    folder::Stopped,
    read_delivery,
};

/// An archive of more is not opened: an index of all of them is kept in memory.
const MAX_MEMBERS: usize = 10_000;

type Archive = ZipArchive<BufReader<File>>;

/// Hands over each member as a delivery of its own; what cannot be opened of the archive leaves its neighbours alone.
pub(super) fn members(file: File, on_part: &mut OnPart<'_>) -> Result<(), Stopped> {
    let mut whole = file.try_clone()?;
    let content = match opened(file) {
        Ok(mut archive) => {
            if take(&mut archive, on_part)? {
                return Ok(());
            }
            let message = "there is no file in the zip archive; deliver one that has files in it";
            Unopened(Reason::Empty, message.to_owned())
        }
        Err(why) => why,
    };
    whole.rewind()?;
    let content = unopened(read_delivery(whole)?, content.0, &content.1);
    on_part(Part::whole(content))
}

fn opened(file: File) -> Result<Archive, Unopened> {
    let not_opened = |error: ZipError| {
        let message = format!(
            "it cannot be opened as a zip archive: {error}; make it again, and deliver it when it is complete"
        );
        Unopened(Reason::Unparsable, message)
    };
    let mut reader = BufReader::new(file);
    let members = ZipIterable::try_new(&mut reader, Config::default());
    let members = members.map_err(not_opened)?.len();
    if members > MAX_MEMBERS {
        let message = format!(
            "there are {members} files in the zip archive, more than the limit of {MAX_MEMBERS}; split it"
        );
        return Err(Unopened(Reason::Oversize, message));
    }
    let mut archive = ZipArchive::new(reader).map_err(not_opened)?;
    // Members that share their bytes make gigabytes of a small archive, each within its own limits.
    if archive.has_overlapping_files().map_err(not_opened)? {
        let message = "files in the zip archive share their bytes, as in a bomb; make it again with a common program";
        return Err(Unopened(Reason::Oversize, message.to_owned()));
    }
    Ok(archive)
}

/// Whether there was any member to take.
fn take(archive: &mut Archive, on_part: &mut OnPart<'_>) -> Result<bool, Stopped> {
    let mut is_any_there = false;
    for index in 0..archive.len() {
        let Some(name) = name_of(archive, index) else {
            continue;
        };
        is_any_there = true;
        let content = match bytes_of(archive, index) {
            Ok(bytes) => crate::source::Content::Bytes(bytes),
            Err(Unopened(reason, message)) => {
                let raw = archive.by_index_raw(index).map_err(std::io::Error::other)?;
                unopened_head(raw, reason, message)?
            }
        };
        let sidecar = archive.index_for_name(&sidecar::name_of(&name));
        on_part(Part {
            content,
            sidecar: sidecar.map(|index| described(archive, index)),
            member: Some(name),
        })?;
    }
    Ok(is_any_there)
}

/// Name of a member that is a delivery: no folder, and no sidecar of another member.
fn name_of(archive: &Archive, index: usize) -> Option<String> {
    let entry = archive.by_index_data(index).ok()?;
    let name = match entry.name() {
        Ok(name) => name.into_owned(),
        Err(_) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
    };
    (!entry.is_dir() && !sidecar::is_one(Path::new(&name))).then_some(name)
}

fn bytes_of(archive: &mut Archive, index: usize) -> Result<Vec<u8>, Unopened> {
    let member = archive.by_index(index).map_err(|error| {
        let why = match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
                "it is encrypted; deliver it without a password".to_owned()
            }
            ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
                format!("{error}; compress it with deflate, as all programs can")
            }
            error => return broken(&std::io::Error::other(error)),
        };
        Unopened(Reason::Unparsable, why)
    })?;
    let compressed = member.compressed_size();
    decompressed(member, compressed)
}

fn described(archive: &mut Archive, index: usize) -> Result<Described, String> {
    let member = archive.by_index(index).map_err(|error| error.to_string())?;
    sidecar::described(member)
}
