//! The ledger: every input ends in exactly one outcome, and the totals travel with the committed offset.

/// What became of one input. Every input ends in exactly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Went on.
    Emitted,
    /// Nothing new in it.
    Unchanged,
    /// Older than what is known.
    Stale,
    /// Belongs to something killed, or was the kill.
    Killed,
    /// Kept back for a time; final for this input.
    Held,
    /// Not wanted by configuration.
    Filtered,
    /// Put aside in the dead-letter topic with its original bytes; the text says what is wrong and what to do.
    Quarantined(Reason, String),
}

/// Why an input was put aside. A closed set: a metric label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// No value, or no bytes in it.
    Empty,
    /// Bytes that are not in the topic's encoding.
    Undecodable,
    /// Written with a schema that nobody could name within the patience.
    UnknownSchema,
    /// Larger than the limit.
    Oversize,
    /// Text that is not in its declared character set.
    InvalidEncoding,
    /// Not what its format says.
    Unparsable,
    /// A format that nobody set and nobody recognised.
    UnknownFormat,
    /// About an item of a provider that the source does not carry.
    NoAuthority,
    /// The target refused it.
    Refused,
    /// A panic of ours.
    Defect,
}

/// How a held input's hold ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoldEnd {
    /// Its embargo ended and it went on.
    Released,
    /// It was killed while held.
    Killed,
    /// A newer version took its place while held.
    Superseded,
}
