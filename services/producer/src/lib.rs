//! The producer: takes deliveries in, parses them, and writes delivery, items and checkpoint in one transaction.

#[cfg(feature = "intake")]
pub mod clock;
#[cfg(any(feature = "intake", feature = "fuzzing"))]
mod encoding;
pub mod formats;
#[cfg(feature = "intake")]
pub mod intake;
#[cfg(feature = "intake")]
pub mod replay;
#[cfg(feature = "intake")]
pub mod source;
#[cfg(feature = "intake")]
mod sources;

#[cfg(feature = "intake")]
pub use clock::Clock;
#[cfg(feature = "intake")]
pub use intake::{HeartbeatConfig, Intake, IntakeConfig, IntakeError, IntakeMetrics, IntakeTopics};
#[cfg(feature = "intake")]
pub use source::{
    AfterTaken, DirectorySpec, FetchedAt, MaildirSpec, PushCredentials, PushLimits, PushListener,
    PushTls, SourceKind, SourceSpec,
};
