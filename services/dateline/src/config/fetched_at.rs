//! When bytes were fetched from their provider: what relative ages in them count from.

use std::{
    fmt,
    str::FromStr,
    time::{SystemTime, UNIX_EPOCH},
};

use dateline_producer::FetchedAt;
use dateline_schemas::Timestamp;

/// Where the fetch time of a delivery comes from, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchTime(pub FetchedAt);

/// A text that says no such thing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no time in RFC 3339 with a zone")]
pub struct NoFetchTime(String);

const NONE: &str = "none";
const MODIFICATION_TIME: &str = "modification_time";

impl FetchTime {
    /// The fetch time of a delivery whose file was last changed then; `None` for a delivery that is no file.
    pub fn of_delivery(self, modified: Option<SystemTime>) -> Option<Timestamp> {
        match self.0 {
            FetchedAt::Unknown => None,
            FetchedAt::ModificationTime => modified.and_then(to_timestamp),
            FetchedAt::At(instant) => Some(instant),
        }
    }
}

/// The instant on the system's clock.
pub(crate) fn to_timestamp(time: SystemTime) -> Option<Timestamp> {
    let since_epoch = time.duration_since(UNIX_EPOCH).ok()?;
    let millis = i64::try_from(since_epoch.as_millis()).ok()?;
    Timestamp::try_from_millis(millis)
}

impl FromStr for FetchTime {
    type Err = NoFetchTime;

    fn from_str(text: &str) -> Result<Self, NoFetchTime> {
        let fetched_at = match text {
            NONE => FetchedAt::Unknown,
            MODIFICATION_TIME => FetchedAt::ModificationTime,
            _ => match text.parse() {
                Ok(instant) => FetchedAt::At(instant),
                Err(_) => return Err(NoFetchTime(text.to_owned())),
            },
        };
        Ok(Self(fetched_at))
    }
}

impl fmt::Display for FetchTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            FetchedAt::Unknown => formatter.write_str(NONE),
            FetchedAt::ModificationTime => formatter.write_str(MODIFICATION_TIME),
            FetchedAt::At(instant) => instant.fmt(formatter),
        }
    }
}

dateline_runtime::text_setting!(
    FetchTime,
    "none, modification_time, or a time like 2026-03-01T14:05:00Z"
);
