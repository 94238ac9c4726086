//! The lock that keeps a second sink from a file.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::Path,
    process,
};

use super::progress::beside;
use crate::targets::TargetError;

/// An exclusive lock beside a file, with the holder's name in it; the operating system lets go of it with the process.
///
/// The lock file stays: removing it would let a third process lock a file that a second one still waits to open.
#[derive(Debug)]
pub(super) struct FileLock {
    _held: File,
}

impl FileLock {
    /// Takes the lock of `file`.
    ///
    /// # Errors
    /// [`TargetError::Locked`] with the name of the holder, or [`TargetError::Unwritable`].
    pub(super) fn take(file: &Path) -> Result<Self, TargetError> {
        let path = beside(file, ".lock");
        let unwritable = |source| TargetError::Unwritable {
            path: path.clone(),
            source,
        };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut held = options.open(&path).map_err(unwritable)?;
        match held.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let path = file.to_owned();
                return Err(TargetError::Locked {
                    holder: holder_named_in(&beside(file, ".lock")),
                    path,
                });
            }
            Err(TryLockError::Error(source)) => return Err(unwritable(source)),
        }
        name_holder(&mut held).map_err(unwritable)?;
        Ok(Self { _held: held })
    }
}

fn name_holder(held: &mut File) -> io::Result<()> {
    held.set_len(0)?;
    // The host matters where the file is on a shared volume and every process is number 1 of its container.
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let on = if host.is_empty() { "" } else { " on host " };
    held.write_all(format!("process {}{on}{}\n", process::id(), host.trim()).as_bytes())
}

fn holder_named_in(path: &Path) -> String {
    let named = fs::read_to_string(path).unwrap_or_default();
    match named.trim() {
        "" => "another process".to_owned(),
        named => named.to_owned(),
    }
}
