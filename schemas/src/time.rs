//! An instant, as the records carry it.

use std::fmt;

use jiff::Timestamp as Instant;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Milliseconds since 1970-01-01T00:00:00Z: Avro's `timestamp-millis`, RFC 3339 in UTC in JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The earliest instant: -9999-01-02T01:59:59Z, where RFC 3339 in JSON ends.
    pub const MIN: Self = Self(-377_705_023_201_000);

    /// The latest instant: 9999-12-30T22:00:00.999Z.
    pub const MAX: Self = Self(253_402_207_200_999);

    /// The instant this many milliseconds after the epoch, stopping at the ends of the range.
    pub const fn from_millis(millis: i64) -> Self {
        match Self::try_from_millis(millis) {
            Some(instant) => instant,
            None if millis < 0 => Self::MIN,
            None => Self::MAX,
        }
    }

    /// The instant this many milliseconds after the epoch; `None` beyond the ends of the range.
    pub const fn try_from_millis(millis: i64) -> Option<Self> {
        if millis < Self::MIN.0 || millis > Self::MAX.0 {
            return None;
        }
        Some(Self(millis))
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Later by `millis`, stopping at the ends of the range.
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Instant::from_millisecond(self.0) {
            Ok(instant) => write!(formatter, "{instant:.3}"),
            Err(_) => write!(formatter, "{} ms", self.0),
        }
    }
}

impl std::str::FromStr for Timestamp {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Instant>()
            .map(|instant| Self(instant.as_millisecond()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
            text.parse().map_err(D::Error::custom)
        } else {
            let millis = i64::deserialize(deserializer)?;
            Self::try_from_millis(millis)
                .ok_or_else(|| D::Error::custom(format_args!("{millis} ms is no time")))
        }
    }
}
