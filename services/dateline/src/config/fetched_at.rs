//! When bytes were fetched from their provider: what relative ages in them count from.

use std::{
    fmt,
    str::FromStr,
    time::{SystemTime, UNIX_EPOCH},
};

use dateline_schemas::Timestamp;

/// Where the fetch time of a delivery comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FetchedAt {
    /// Nobody knows it: ages stay text.
    #[default]
    None,
    /// The modification time of its file.
    ModificationTime,
    /// This instant.
    At(Timestamp),
}

/// A text that says no such thing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no time in RFC 3339 with a zone")]
pub struct NoFetchTime(String);

impl FetchedAt {
    /// The fetch time of a delivery whose file was last changed then; `None` for a delivery that is no file.
    pub fn of_delivery(self, modified: Option<SystemTime>) -> Option<Timestamp> {
        match self {
            Self::None => None,
            Self::ModificationTime => modified.and_then(to_timestamp),
            Self::At(instant) => Some(instant),
        }
    }
}

/// The instant on the system's clock.
pub(crate) fn to_timestamp(time: SystemTime) -> Option<Timestamp> {
    let since_epoch = time.duration_since(UNIX_EPOCH).ok()?;
    let millis = i64::try_from(since_epoch.as_millis()).ok()?;
    Timestamp::try_from_millis(millis)
}

impl FromStr for FetchedAt {
    type Err = NoFetchTime;

    fn from_str(text: &str) -> Result<Self, NoFetchTime> {
        match text {
            "none" => Ok(Self::None),
            "modification_time" => Ok(Self::ModificationTime),
            _ => text
                .parse()
                .map(Self::At)
                .map_err(|_| NoFetchTime(text.to_owned())),
        }
    }
}

impl fmt::Display for FetchedAt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => formatter.write_str("none"),
            Self::ModificationTime => formatter.write_str("modification_time"),
            Self::At(instant) => instant.fmt(formatter),
        }
    }
}

dateline_runtime::text_setting!(
    FetchedAt,
    "none, modification_time, or a time like 2026-03-01T14:05:00Z"
);
