//! Which deliveries are replayed: those of a source that were received within a time.

use std::{fmt, str::FromStr};

use dateline_schemas::{Delivery, Timestamp};
use jiff::{civil::Date, tz::TimeZone};

/// A day or an instant, as it is written on a command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub Timestamp);

/// A text that is neither.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no day like 2026-03-01 and no time like 2026-03-01T14:05:00Z")]
pub struct NoMoment(String);

impl FromStr for Moment {
    type Err = NoMoment;

    fn from_str(text: &str) -> Result<Self, NoMoment> {
        if let Ok(instant) = text.parse() {
            return Ok(Self(instant));
        }
        // A date with a time but without a zone is not a day: whose time it is, is not known.
        let is_day = text.len() == "2026-03-01".len();
        let day: Option<Date> = text.parse().ok().filter(|_| is_day);
        let start = day.map(|day| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)));
        let start = start.and_then(Result::ok);
        let start = start.and_then(|start| Timestamp::try_from_millis(start.as_millisecond()));
        start.map(Self).ok_or_else(|| NoMoment(text.to_owned()))
    }
}

/// A span of time without anything in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nothing was received from {since} on and before {until}")]
pub struct EmptySpan {
    since: Timestamp,
    until: Timestamp,
}

/// Deliveries of one source that were received within a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    source: String,
    since: Timestamp,
    until: Timestamp,
}

impl Selection {
    /// Deliveries of the source from `since` on, or from the first one, and before `until`, or before `now`. What comes
    /// meanwhile is parsed by today's parsers anyway.
    ///
    /// # Errors
    /// A time that ends before it begins.
    pub fn try_new(
        source: &str,
        since: Option<Moment>,
        until: Option<Moment>,
        now: Timestamp,
    ) -> Result<Self, EmptySpan> {
        let since = since.map_or(Timestamp::MIN, |since| since.0);
        let until = until.map_or(now, |until| until.0);
        if since >= until {
            return Err(EmptySpan { since, until });
        }
        Ok(Self {
            source: source.to_owned(),
            since,
            until,
        })
    }

    /// Whether a record of `wire.raw` can be of the source, by its key.
    pub fn takes_key(&self, key: Option<&[u8]>) -> bool {
        key == Some(self.source.as_bytes())
    }

    /// Whether the delivery is one of them.
    pub fn takes(&self, delivery: &Delivery) -> bool {
        let is_within = delivery.received_at >= self.since && delivery.received_at < self.until;
        is_within && delivery.source == self.source
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "of {:?} received ", self.source)?;
        if self.since != Timestamp::MIN {
            write!(formatter, "from {} on and ", self.since)?;
        }
        write!(formatter, "before {}", self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn a_moment_is_an_instant_or_the_beginning_of_a_day_in_utc() {
        let of = |text: &str| moment(text).0.to_string();
        assert_eq!(of("2026-03-01"), "2026-03-01T00:00:00.000Z");
        assert_eq!(of("2026-03-01T14:05:00+01:00"), "2026-03-01T13:05:00.000Z");
        assert_eq!(of("2026-03-01T14:05:00.25Z"), "2026-03-01T14:05:00.250Z");
        for text in [
            "",
            "yesterday",
            "2026-03-01T14:05:00",
            "2026-02-30",
            "14:05",
            "20260301",
        ] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_time_without_anything_in_it_is_refused() {
        let now = moment("2026-03-03").0;
        let of = |since: &str, until: Option<&str>| {
            Selection::try_new("desk", Some(moment(since)), until.map(moment), now).is_ok()
        };
        assert!(of("2026-03-01", Some("2026-03-02")));
        assert!(!of("2026-03-02", Some("2026-03-02")));
        assert!(!of("2026-03-02", Some("2026-03-01")));
        assert!(of("2026-03-02", None));
        assert!(!of("2026-03-03", None), "it has not begun");
    }

    #[test]
    fn deliveries_of_the_source_are_taken_from_the_first_moment_on_and_before_the_last() {
        let (since, until) = (moment("2026-03-01"), moment("2026-03-02"));
        let within = Selection::try_new("desk", Some(since), Some(until), until.0).unwrap();
        let all = Selection::try_new("desk", None, None, until.0).unwrap();
        let of = |source: &str, received_at: Timestamp| Delivery {
            source: source.to_owned(),
            received_at,
            ..Delivery::default()
        };
        for (millis, is_within, is_in_all) in [
            (since.0.as_millis() - 1, false, true),
            (since.0.as_millis(), true, true),
            (until.0.as_millis() - 1, true, true),
            (until.0.as_millis(), false, false),
        ] {
            let delivery = of("desk", Timestamp::from_millis(millis));
            assert_eq!(
                within.takes(&delivery),
                is_within,
                "{}",
                delivery.received_at
            );
            assert_eq!(all.takes(&delivery), is_in_all, "{}", delivery.received_at);
        }
        assert!(!all.takes(&of("other", since.0)));
        assert!(
            all.takes_key(Some(b"desk")) && !all.takes_key(Some(b"desk2")) && !all.takes_key(None)
        );
    }
}
