//! Dates as agencies print them: with their zone, in the zone of the source, or not known. Never the time of reading.
//!
//! ISO 8601 in its extended and basic forms, cut anywhere from the seconds to the month, and the dates of RFC 822, 850,
//! 2822 and 5322. A time on a day on which the clocks go back may be two instants, and one while they go forward is none: then an
//! interval covers both readings, an instant is the earlier and an embargo the later of them.

mod iso;
mod rfc822;

use dateline_schemas::{
    PublishedBasis, PublishedInterval, PublishedPrecision, Timestamp, WireItem,
};
use jiff::{Span, civil, tz::TimeZone};

use super::{DeliveryContext, item};

/// A time as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// The first instant that it can be.
    pub(super) earliest: Timestamp,
    /// The last one: for a day, its last millisecond.
    pub(super) latest: Timestamp,
    /// The unit that it was printed to.
    pub(super) precision: PublishedPrecision,
    /// Whether the zone is the source's.
    pub(super) zone_of_source: bool,
    /// Whether the clocks were put forward or back at that time.
    pub(super) at_clock_change: bool,
}

/// A date and time without a zone, and to which unit it was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) start: civil::DateTime,
    pub(super) precision: PublishedPrecision,
}

/// Why a text is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoMoment {
    /// Nobody knows the form.
    Unreadable,
    /// It has no zone, and neither has the source.
    WithoutZone,
}

impl NoMoment {
    fn why(self) -> &'static str {
        match self {
            Self::Unreadable => "is no date",
            Self::WithoutZone => "has no time zone, and the source has none configured",
        }
    }
}

impl Moment {
    /// The instant, where it was printed to the minute or finer: its first one.
    pub(super) fn instant(&self) -> Option<Timestamp> {
        use PublishedPrecision::{Minute, Second};
        matches!(self.precision, Second | Minute).then_some(self.earliest)
    }

    /// The moment as an interval that says how well it is known; `text` is what was printed.
    pub(super) fn interval(&self, text: &str) -> PublishedInterval {
        PublishedInterval {
            earliest: Some(self.earliest),
            latest: Some(self.latest),
            precision: self.precision,
            basis: PublishedBasis::Declared,
            text: Some(text.trim().to_owned()),
        }
    }

    fn of_zoned(instant: Timestamp, precision: PublishedPrecision) -> Self {
        Self {
            earliest: instant,
            latest: instant,
            precision,
            zone_of_source: false,
            at_clock_change: false,
        }
    }

    /// A civil time in the source's zone.
    pub(super) fn in_zone(civil: Civil, zone: Option<&TimeZone>) -> Result<Self, NoMoment> {
        let zone = zone.ok_or(NoMoment::WithoutZone)?;
        let unit = match civil.precision {
            PublishedPrecision::Second | PublishedPrecision::Minute => Span::new(),
            PublishedPrecision::Hour => Span::new().hours(1),
            PublishedPrecision::Day => Span::new().days(1),
            PublishedPrecision::Unknown => Span::new().months(1),
        };
        let first = zone.to_ambiguous_timestamp(civil.start);
        let at_clock_change = first.is_ambiguous();
        let earliest = first.earlier().map_err(|_| NoMoment::Unreadable)?;
        let last = civil
            .start
            .checked_add(unit)
            .map_err(|_| NoMoment::Unreadable)?;
        let last = zone
            .to_ambiguous_timestamp(last)
            .later()
            .map_err(|_| NoMoment::Unreadable)?;
        let open_end = i64::from(!unit.is_zero());
        Ok(Self {
            earliest: Timestamp::from_millis(earliest.as_millisecond()),
            latest: Timestamp::from_millis(last.as_millisecond() - open_end),
            precision: civil.precision,
            zone_of_source: true,
            at_clock_change,
        })
    }
}

/// The moment that a text says.
pub(super) fn read(context: &DeliveryContext, text: &str) -> Result<Moment, NoMoment> {
    let text = text.trim();
    match iso::read(text).or_else(|| rfc822::read(text)) {
        Some(iso::Read::Zoned(instant, precision)) => Ok(Moment::of_zoned(instant, precision)),
        Some(iso::Read::Civil(civil)) => Moment::in_zone(civil, context.zone.as_ref()),
        None => Err(NoMoment::Unreadable),
    }
}

/// The instant that a field's text says, with a note where it is not the text alone that says it, or none is said.
pub(super) fn instant(
    context: &DeliveryContext,
    wire_item: &mut WireItem,
    field: &str,
    text: &str,
) -> Option<Timestamp> {
    let read = read(context, text);
    note_reading(context, wire_item, field, text, &read);
    read.ok()?.instant()
}

/// Puts the time of publication that a text says into the item; one that cannot be read is kept as text.
pub(super) fn set_published(context: &DeliveryContext, wire_item: &mut WireItem, text: &str) {
    let read = read(context, text);
    note_reading(context, wire_item, "published", text, &read);
    wire_item.published = Some(read.map_or_else(
        |_| PublishedInterval {
            basis: PublishedBasis::None,
            text: Some(text.trim().to_owned()),
            ..PublishedInterval::default()
        },
        |moment| moment.interval(text),
    ));
}

/// Puts an embargo into the item. One that cannot be read to the minute is kept as text, and the item is held: an embargo
/// fails closed.
pub(super) fn set_embargo(context: &DeliveryContext, wire_item: &mut WireItem, text: &str) {
    let read = read(context, text);
    note_reading(context, wire_item, "embargoed_until", text, &read);
    match read.ok().filter(|moment| moment.instant().is_some()) {
        Some(moment) => {
            wire_item.embargoed_until = wire_item.embargoed_until.max(Some(moment.latest))
        }
        None => wire_item.embargo_text = Some(text.trim().to_owned()),
    }
}

/// How far the clocks of a publisher and of Dateline may be apart before a date is in the future.
const CLOCK_DIFFERENCE_MS: i64 = 5 * 60 * 1_000;

/// Notes on the times of an item that lie after its delivery: they stay as they are, for formats without embargoes.
pub(super) fn doubt_future(context: &DeliveryContext, wire_item: &mut WireItem) {
    let latest = context.received_at.plus_millis(CLOCK_DIFFERENCE_MS);
    let published = wire_item.published.as_ref().and_then(|it| it.earliest);
    for (field, time) in [
        ("published", published),
        ("version_created", wire_item.version_created),
    ] {
        if time.is_some_and(|time| time > latest) {
            let what =
                "lies after the time at which it was received: kept as it stands, and no embargo";
            wire_item
                .provenance
                .push(item::note(field, "inferred", what));
        }
    }
}

fn note_reading(
    context: &DeliveryContext,
    wire_item: &mut WireItem,
    field: &str,
    text: &str,
    read: &Result<Moment, NoMoment>,
) {
    let text = text.trim();
    let (method, what) = match read {
        Err(no_moment) => ("inferred", format!("{text:?} {}", no_moment.why())),
        Ok(moment) if moment.zone_of_source => {
            let zone = context
                .zone
                .as_ref()
                .and_then(TimeZone::iana_name)
                .unwrap_or("the source's zone");
            let doubt = if moment.at_clock_change {
                ", where the clocks change"
            } else {
                ""
            };
            ("computed", format!("{text:?} read in {zone}{doubt}"))
        }
        Ok(_) => return,
    };
    wire_item.provenance.push(item::note(field, method, &what));
}

#[cfg(test)]
mod tests;
