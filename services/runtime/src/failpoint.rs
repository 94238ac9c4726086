//! What a test may break on purpose: it ends or freezes the process at named points, the moments between which exactly-once
//! could be lost, and lets a parser panic. Nothing of it is in a release.

/// A moment in the life of a transaction or a restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failpoint {
    /// A transaction was opened.
    Begin,
    /// The batch's records were handed to the producer.
    AfterProduce,
    /// The offsets were added to the transaction.
    AfterSendOffsets,
    /// All that is in the transaction is acknowledged; the commit is not asked for yet.
    BeforeCommit,
    /// The commit was asked for; nobody knows yet whether it happened.
    DuringCommit,
    /// The commit came back.
    AfterCommit,
    /// Partitions are being taken away.
    InRevoke,
    /// A partition's state is being read back.
    InRestore,
}

impl Failpoint {
    /// Every failpoint.
    pub const ALL: [Self; 8] = [
        Self::Begin,
        Self::AfterProduce,
        Self::AfterSendOffsets,
        Self::BeforeCommit,
        Self::DuringCommit,
        Self::AfterCommit,
        Self::InRevoke,
        Self::InRestore,
    ];

    /// The name by which a test asks for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::AfterProduce => "after-produce",
            Self::AfterSendOffsets => "after-send-offsets",
            Self::BeforeCommit => "before-commit",
            Self::DuringCommit => "during-commit",
            Self::AfterCommit => "after-commit",
            Self::InRevoke => "in-revoke",
            Self::InRestore => "in-restore",
        }
    }
}

/// Nothing, in every build but that of the end-to-end chapters.
#[cfg(not(feature = "failpoints"))]
#[inline]
pub const fn hit(_: Failpoint) {}

/// Ends the process like SIGKILL when `DATELINE_FAILPOINT=name:count` names this point for the `count`th time; freezes it
/// like SIGSTOP instead when the text goes on with `:freeze`.
#[cfg(feature = "failpoints")]
pub fn hit(point: Failpoint) {
    armed::hit(point);
}

/// Like `hit`, but ends the process a moment later, in the middle of the call that follows.
#[cfg(not(feature = "failpoints"))]
#[inline]
pub const fn hit_meanwhile(_: Failpoint) {}

/// Like `hit`, but ends the process a moment later, in the middle of the call that follows.
#[cfg(feature = "failpoints")]
pub fn hit_meanwhile(point: Failpoint) {
    armed::hit_meanwhile(point);
}

/// A delivery with these bytes in it makes its parser panic. Content and not the environment decides, so that tests in
/// one process do not disturb each other.
#[cfg(feature = "failpoints")]
pub const PANIC_MARK: &str = "dateline failpoint: let the parser panic";

/// Nothing, in every build but that of the end-to-end chapters.
#[cfg(not(feature = "failpoints"))]
#[inline]
pub const fn panic_where_marked(_: &[u8]) {}

/// Panics if the bytes have [`PANIC_MARK`] in them.
#[cfg(feature = "failpoints")]
pub fn panic_where_marked(bytes: &[u8]) {
    let mark = PANIC_MARK.as_bytes();
    let is_marked = memchr::memmem::find(bytes, mark).is_some();
    assert!(!is_marked, "the failpoint in the parser was hit");
}

#[cfg(feature = "failpoints")]
mod armed {
    use std::{
        io::Write as _,
        sync::{
            OnceLock,
            atomic::{AtomicI64, Ordering},
        },
        time::Duration,
    };

    use super::Failpoint;

    /// A commit takes two to six milliseconds: this is in the middle of it.
    const MEANWHILE: Duration = Duration::from_millis(2);

    const KILL: &str = "KILL";
    const FREEZE: &str = "STOP";

    struct Armed {
        name: String,
        left: AtomicI64,
        signal: &'static str,
    }

    static ARMED: OnceLock<Option<Armed>> = OnceLock::new();

    pub(super) fn hit(point: Failpoint) {
        if let Some(armed) = due(point) {
            strike(armed);
        }
    }

    pub(super) fn hit_meanwhile(point: Failpoint) {
        if let Some(armed) = due(point) {
            std::thread::spawn(move || {
                std::thread::sleep(MEANWHILE);
                strike(armed);
            });
        }
    }

    fn due(point: Failpoint) -> Option<&'static Armed> {
        let armed = ARMED.get_or_init(read_environment).as_ref()?;
        let is_due = armed.name == point.name() && armed.left.fetch_sub(1, Ordering::SeqCst) == 1;
        is_due.then_some(armed)
    }

    fn strike(armed: &Armed) {
        // Best effort: the process ends in the next line whether or not anybody can read this.
        let _ = writeln!(std::io::stderr(), "failpoint {} hit", armed.name);
        let process = std::process::id();
        // The shell's own `kill` needs no package, which the program of that name does.
        let mut kill = format!("kill -{} {process}", armed.signal);
        if armed.signal == FREEZE {
            // Until one thread has taken the signal the others run on, and this one would do what comes after the point.
            // A process that was ended meanwhile is not waited for.
            kill += &format!(
                "\nwhile read -r state < /proc/{process}/stat && [ -n \"${{state##*) [TZ] *}}\" ]; do :; done"
            );
        }
        let status = std::process::Command::new("sh")
            .args(["-c", &kill])
            .status();
        if armed.signal == KILL || !status.is_ok_and(|status| status.success()) {
            std::process::abort();
        }
    }

    fn read_environment() -> Option<Armed> {
        let text = std::env::var("DATELINE_FAILPOINT").ok()?;
        let (name, rest) = text.split_once(':')?;
        let (count, signal) = match rest.split_once(':') {
            None => (rest, KILL),
            Some((count, "freeze")) => (count, FREEZE),
            Some(_) => return None,
        };
        Some(Armed {
            name: name.to_owned(),
            left: AtomicI64::new(count.parse().ok()?),
            signal,
        })
    }
}
