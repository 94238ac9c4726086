//! Where a command writes.

use std::{fmt, io::Write};

/// Data goes to the one, everything else to the other.
pub struct Streams<'a> {
    /// Data: standard output.
    pub output: &'a mut dyn Write,
    /// Everything else: standard error.
    pub messages: &'a mut dyn Write,
}

impl fmt::Debug for Streams<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Streams").finish_non_exhaustive()
    }
}
