//! The producer: takes deliveries in, parses them, and writes delivery, items and checkpoint in one transaction.

pub mod clock;
pub mod formats;
pub mod intake;
pub mod replay;
pub mod source;
mod sources;

pub use clock::Clock;
pub use intake::{Intake, IntakeConfig, IntakeError, IntakeMetrics, IntakeTopics};
pub use source::{
    AfterTaken, DirectorySpec, FetchedAt, MaildirSpec, PushCredentials, PushLimits, PushListener,
    PushTls, SourceKind, SourceSpec,
};
