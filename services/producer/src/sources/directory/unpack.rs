//! Files that gzip, zstd or zip made: what is in them, within the limits.
//!
//! What a file is, its first bytes say, and not its name. Archives in archives are not opened. What cannot or must not be
//! opened becomes a delivery that says why, with its bytes.

mod zip;

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek as _},
    path::Path,
};

use data_encoding::HEXLOWER;
use dateline_runtime::Reason;
use sha2::{Digest as _, Sha256};

use super::sidecar::Described;
use crate::{
    formats::MAX_DELIVERY_BYTES,
    source::Content,
    sources::{OVERSIZE_HEAD_BYTES, folder::Stopped, read_delivery},
};

/// No text of a wire is worth this much less when it is compressed.
const MAX_RATIO: u64 = 100;

/// How far back a zstd stream may reach (2^25 bytes), which is the memory that it takes; its levels up to 20 stay within.
const MAX_ZSTD_WINDOW_LOG: u32 = 25;

/// A delivery in a file.
pub(super) struct Part {
    /// Its name in an archive of several.
    pub(super) member: Option<String>,
    pub(super) content: Content,
    /// What its own sidecar in the archive says, or why that cannot be read.
    pub(super) sidecar: Option<Result<Described, String>>,
}

/// What takes one part.
type OnPart<'a> = dyn FnMut(Part) -> Result<(), Stopped> + 'a;

/// What the first bytes say that a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Gzip,
    Zstd,
    Zip,
    Tar,
}

/// As many bytes are needed to tell: a tar's mark comes last.
const HEAD_BYTES: usize = 512;

/// Why something is not opened: a label, and a text for a person.
#[derive(Debug)]
struct Unopened(Reason, String);

/// All deliveries in a file, one after the other.
pub(super) fn parts(
    mut file: File,
    open_archives: bool,
    on_part: &mut OnPart<'_>,
) -> Result<(), Stopped> {
    let mut head = Vec::new();
    file.by_ref()
        .take(HEAD_BYTES as u64)
        .read_to_end(&mut head)?;
    file.rewind()?;
    let kind = if open_archives {
        Kind::of(&head)
    } else {
        Kind::Plain
    };
    let size = file.metadata()?.len();
    let opened = match kind {
        Kind::Zip => return zip::members(file, on_part),
        Kind::Plain => {
            return on_part(Part::whole(read_delivery(file)?));
        }
        Kind::Tar => Err(nested_or_tar(kind)),
        Kind::Gzip => {
            let input = BufReader::new(&file);
            decompressed(flate2::bufread::MultiGzDecoder::new(input), size)
        }
        Kind::Zstd => zstd_decoder(&file).and_then(|decoder| decompressed(decoder, size)),
    };
    let content = match opened {
        Ok(bytes) => Content::Bytes(bytes),
        Err(Unopened(reason, message)) => {
            file.rewind()?;
            unopened(read_delivery(file)?, reason, &message)
        }
    };
    on_part(Part::whole(content))
}

impl Part {
    fn whole(content: Content) -> Self {
        Self {
            member: None,
            content,
            sidecar: None,
        }
    }

    /// Its position in the file of this path.
    pub(super) fn position_in(&self, path: &Path) -> String {
        match &self.member {
            Some(member) => format!("{}!{member}", path.display()),
            None => path.display().to_string(),
        }
    }
}

impl Kind {
    fn of(head: &[u8]) -> Self {
        if head.starts_with(b"\x1F\x8B\x08") {
            Self::Gzip
        } else if head.starts_with(b"\x28\xB5\x2F\xFD") {
            Self::Zstd
        } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            Self::Zip
        } else if head.get(257..262) == Some(b"ustar") {
            Self::Tar
        } else {
            Self::Plain
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Zip => "zip",
            Self::Tar => "tar",
        }
    }
}

fn nested_or_tar(kind: Kind) -> Unopened {
    let name = kind.name();
    let message = format!(
        "a {name} archive is not opened here; deliver its files, or put them into one zip archive"
    );
    Unopened(Reason::Unparsable, message)
}

fn zstd_decoder(file: &File) -> Result<impl Read, Unopened> {
    let decoder = zstd::stream::read::Decoder::new(file).and_then(|mut decoder| {
        decoder.window_log_max(MAX_ZSTD_WINDOW_LOG)?;
        Ok(decoder)
    });
    decoder.map_err(|error| broken(&error))
}

/// All that comes out of a decoder that is fed this many bytes, if it is within the limits. It is not asked for more.
fn decompressed(decoder: impl Read, compressed: u64) -> Result<Vec<u8>, Unopened> {
    let by_ratio = compressed.saturating_mul(MAX_RATIO);
    let limit = by_ratio.min(MAX_DELIVERY_BYTES as u64);
    let mut bytes = Vec::new();
    let read = decoder.take(limit + 1).read_to_end(&mut bytes);
    read.map_err(|error| broken(&error))?;
    if bytes.len() as u64 > limit {
        let why = if by_ratio < MAX_DELIVERY_BYTES as u64 {
            format!(
                "it is more than {MAX_RATIO} times the {compressed} bytes that it was compressed to"
            )
        } else {
            format!("it is more than the limit of {MAX_DELIVERY_BYTES} bytes")
        };
        let message = format!(
            "what was compressed was not taken: {why}; split it at its source, or deliver it as it is"
        );
        return Err(Unopened(Reason::Oversize, message));
    }
    match Kind::of(&bytes[..bytes.len().min(HEAD_BYTES)]) {
        Kind::Plain => Ok(bytes),
        kind => Err(nested_or_tar(kind)),
    }
}

fn broken(error: &io::Error) -> Unopened {
    let message = format!(
        "it cannot be decompressed: {error}; compress it again, and deliver it when it is complete"
    );
    Unopened(Reason::Unparsable, message)
}

/// What was not opened, as it is or the head of it.
fn unopened(content: Content, reason: Reason, message: &str) -> Content {
    let sha256 = content.sha256();
    let (head, size) = match content {
        Content::Bytes(bytes) => (bytes, None),
        Content::Oversize { head, size, .. } => (head, Some(size)),
        Content::Unopened { .. } => return content,
    };
    let message = match size {
        Some(size) => format!(
            "{message} (of its {size} bytes, SHA-256 {sha256}, these are the first {})",
            head.len()
        ),
        None => message.to_owned(),
    };
    Content::Unopened {
        head,
        sha256,
        reason,
        message,
    }
}

/// The head of what was not opened, whatever its size: there may be thousands of them in one archive.
fn unopened_head(mut raw: impl Read, reason: Reason, message: String) -> io::Result<Content> {
    let (mut hash, mut head) = (Sha256::new(), Vec::new());
    let mut buffer = vec![0; OVERSIZE_HEAD_BYTES];
    loop {
        let count = raw.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hash.update(&buffer[..count]);
        let room = OVERSIZE_HEAD_BYTES - head.len();
        head.extend_from_slice(&buffer[..count.min(room)]);
    }
    Ok(Content::Unopened {
        head,
        sha256: HEXLOWER.encode(&hash.finalize()),
        reason,
        message,
    })
}

#[cfg(test)]
mod tests;
