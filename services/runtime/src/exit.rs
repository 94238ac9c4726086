//! How a process ends: exit codes that scripts and supervisors may rely on.

use std::process::ExitCode;

/// Why the process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exit {
    /// All that was asked for is done.
    Done,
    /// Something that nobody foresaw; for `healthcheck`, that the process is not well.
    Unexpected,
    /// The command line makes no sense.
    Usage,
    /// The configuration is wrong.
    Configuration,
    /// Something that must be there is missing or of another kind: topics, partition counts, a target of another cluster.
    Incompatible,
    /// A broker or a target cannot be reached or written to.
    Unreachable,
    /// Another process uses the same identity and has taken over.
    Fenced,
    /// Too many inputs were put aside for one reason, so the intake was stopped.
    BreakerOpen,
    /// The graceful end did not fit into its budget; the open transaction is left to be aborted.
    ShutdownBudget,
    /// The command ran, and what it looked at is not in order: rejected input, totals that do not add up.
    NotInOrder,
    /// A second signal ended the process at once; the number is the signal's.
    Signal(u8),
}

/// What shells report for a process that a signal ended, less the signal's number.
const SIGNAL_BASE: u8 = 128;

impl Exit {
    /// Every way to end, in the order of the codes; one signal stands for all.
    pub const ALL: [Self; 11] = [
        Self::Done,
        Self::Unexpected,
        Self::Usage,
        Self::Configuration,
        Self::Incompatible,
        Self::Unreachable,
        Self::Fenced,
        Self::BreakerOpen,
        Self::ShutdownBudget,
        Self::NotInOrder,
        Self::Signal(15),
    ];

    /// The code that the process hands to whoever started it.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Unexpected => 1,
            Self::Usage => 2,
            Self::Configuration => 3,
            Self::Incompatible => 4,
            Self::Unreachable => 5,
            Self::Fenced => 6,
            Self::BreakerOpen => 7,
            Self::ShutdownBudget => 8,
            Self::NotInOrder => 9,
            Self::Signal(number) => SIGNAL_BASE + number,
        }
    }

    /// What the code means, as the help prints it.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Unexpected => "an unforeseen error; for healthcheck: not well",
            Self::Usage => "a command line that makes no sense",
            Self::Configuration => "a wrong configuration",
            Self::Incompatible => "a topic or target is missing or does not fit",
            Self::Unreachable => "a broker or target cannot be reached or written to",
            Self::Fenced => "another process took over the same identity",
            Self::BreakerOpen => "too much input was put aside for one reason",
            Self::ShutdownBudget => "the graceful end did not fit into its budget",
            Self::NotInOrder => "the command found rejected or unreadable input, or wrong totals",
            Self::Signal(_) => "128 and the number of the signal that came second",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// An error with its exit code, to be found in an `anyhow` chain by whoever ends the process.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// How the process is to end.
    pub exit: Exit,
    /// What, where, why and what to do.
    pub message: String,
}

impl Failure {
    /// A failure with this message.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_end_has_a_code_of_its_own() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 143]);
    }
}
