//! Why an intake ends before its time.

/// Why the intake ended other than by being asked to or by the end of its sources.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// Another process has the same identity.
    #[error(
        "another producer uses transactional id {transactional_id}: {detail}; give each producer an id of its own"
    )]
    Fenced {
        /// The identity.
        transactional_id: String,
        /// What the log said.
        detail: String,
    },
    /// The log needs a person.
    #[error("{0}")]
    Log(String),
    /// The address for pushed deliveries cannot be listened on, or its certificate not be used.
    #[error("{0}")]
    Listen(String),
    /// A source cannot go on.
    #[error("source {name}: {message}")]
    Source {
        /// The source.
        name: String,
        /// What is wrong and what to do.
        message: String,
    },
    /// The shutdown budget ended before the last batch was committed; its deliveries will be taken again.
    #[error(
        "the last deliveries could not be committed within the shutdown budget; they will be taken again"
    )]
    Abandoned,
}
