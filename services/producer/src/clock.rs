//! The clock of the intake and its sources: the system's, or one that a test moves.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use dateline_schemas::Timestamp;

/// Tells the time; clones tell the same.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock of the caller's.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// What it is now.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl Default for Clock {
    /// The system's.
    fn default() -> Self {
        Self::new(|| {
            let since_epoch = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
        })
    }
}

/// Whether the two are at least this far apart. In either direction: a clock that was ahead for a while must not keep
/// what is done once a day from being done until that time has come.
pub(crate) fn are_apart(one: Timestamp, other: Timestamp, millis: u64) -> bool {
    one.as_millis().abs_diff(other.as_millis()) >= millis
}
