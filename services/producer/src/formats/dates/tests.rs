//! Dates in all their forms, and both edges of daylight saving time.

use super::*;

fn context(zone: Option<&str>) -> DeliveryContext {
    DeliveryContext {
        zone: zone.map(|name| TimeZone::get(name).unwrap()),
        ..DeliveryContext::default()
    }
}

#[test]
fn a_date_says_its_instant_in_every_form() {
    let cases = [
        ("2026-03-13T14:05:00Z", "2026-03-13T14:05:00.000Z"),
        ("2026-03-13T14:05:00.25+01:00", "2026-03-13T13:05:00.250Z"),
        ("20260313T140500+0100", "2026-03-13T13:05:00.000Z"),
        ("20260313T140500Z", "2026-03-13T14:05:00.000Z"),
        ("20260313T1405-05", "2026-03-13T19:05:00.000Z"),
        ("2026-03-13 14:05 +01:00", "2026-03-13T13:05:00.000Z"),
        ("2026-03-13t14:05:60z", "2026-03-13T14:05:59.000Z"),
        ("2026-03-13T24:00:00Z", "2026-03-14T00:00:00.000Z"),
        (
            "Fri, 13 Mar 2026 14:05:00 +0100",
            "2026-03-13T13:05:00.000Z",
        ),
        ("13 Mar 2026 14:05 GMT", "2026-03-13T14:05:00.000Z"),
        (" 2026-03-13T14:05:00Z\n", "2026-03-13T14:05:00.000Z"),
    ];
    for (text, expected) in cases {
        let moment = read(&context(Some("Asia/Tokyo")), text).unwrap();
        assert_eq!(moment.instant().unwrap().to_string(), expected, "{text}");
        assert!(!moment.zone_of_source, "{text}");
    }
}

#[test]
fn a_date_without_a_zone_is_in_the_source_s_or_not_known() {
    let cases = [
        (
            "2026-01-13T14:05:00",
            "2026-01-13T13:05:00.000Z",
            "2026-01-13T13:05:00.000Z",
        ),
        (
            "20260713T1405",
            "2026-07-13T12:05:00.000Z",
            "2026-07-13T12:05:00.000Z",
        ),
        (
            "2026-07-13",
            "2026-07-12T22:00:00.000Z",
            "2026-07-13T21:59:59.999Z",
        ),
        (
            "20260713",
            "2026-07-12T22:00:00.000Z",
            "2026-07-13T21:59:59.999Z",
        ),
        (
            "2026-07",
            "2026-06-30T22:00:00.000Z",
            "2026-07-31T21:59:59.999Z",
        ),
        (
            "2026-07-13T14",
            "2026-07-13T12:00:00.000Z",
            "2026-07-13T12:59:59.999Z",
        ),
        // Clocks go back: half past two is twice; and forward: it is never.
        (
            "2026-10-25T02:30:00",
            "2026-10-25T00:30:00.000Z",
            "2026-10-25T01:30:00.000Z",
        ),
        (
            "2026-03-29T02:30:00",
            "2026-03-29T00:30:00.000Z",
            "2026-03-29T01:30:00.000Z",
        ),
        // The days of both are 25 and 23 hours long.
        (
            "2026-10-25",
            "2026-10-24T22:00:00.000Z",
            "2026-10-25T22:59:59.999Z",
        ),
        (
            "2026-03-29",
            "2026-03-28T23:00:00.000Z",
            "2026-03-29T21:59:59.999Z",
        ),
    ];
    for (text, earliest, latest) in cases {
        let moment = read(&context(Some("Europe/Amsterdam")), text).unwrap();
        assert!(moment.zone_of_source);
        assert_eq!(moment.earliest.to_string(), earliest, "{text}");
        assert_eq!(moment.latest.to_string(), latest, "{text}");
        assert_eq!(
            read(&context(None), text),
            Err(NoMoment::WithoutZone),
            "{text}"
        );
    }
}

#[test]
fn the_dates_of_mails_and_feeds_are_read_with_their_dirt() {
    let cases = [
        ("Fri, 13 Mar 2026 14:05:00 +0100", "13:05:00"),
        ("Mon, 13 Mar 2026 14:05:00 +0100", "13:05:00"),
        ("Friday, 13 March 2026 14:05 UTC", "14:05:00"),
        ("Fri, 13 Mar 26 14:05:00 Z", "14:05:00"),
        ("13 Mar 2026 9:05:00 -0000", "09:05:00"),
        ("Fri, 13 Mar 2026 14:05:00 CET", "13:05:00"),
        ("Fri, 13 Mar 2026 14:05:00 EST (somewhere)", "19:05:00"),
        ("Fri, 13 Mar 2026 14:05:00 GMT+01:00", "13:05:00"),
        ("Friday, 13-Mar-26 14:05:00 GMT", "14:05:00"),
        ("March 13, 2026 14:05 +0000", "14:05:00"),
    ];
    for (text, expected) in cases {
        let moment = read(&context(None), text).unwrap();
        let expected = format!("2026-03-13T{expected}.000Z");
        assert_eq!(moment.instant().unwrap().to_string(), expected, "{text}");
    }
    for (text, expected) in [
        ("Fri, 13 Mar 2026 14:05:00", NoMoment::WithoutZone),
        ("13 March 2026", NoMoment::WithoutZone),
        ("Fri, 13 Mar 2026 14:05:00 BST", NoMoment::Unreadable),
        ("Fri, 13 Foo 2026 14:05:00 GMT", NoMoment::Unreadable),
        ("Fri, 31 Feb 2026 14:05:00 GMT", NoMoment::Unreadable),
        ("13 Mar 2026 25:05:00 GMT", NoMoment::Unreadable),
        ("13 Mar 10000 14:05:00 GMT", NoMoment::Unreadable),
        ("Freitag, 13 Mär 2026 14:05:00 GMT", NoMoment::Unreadable),
    ] {
        assert_eq!(read(&context(None), text), Err(expected), "{text}");
    }
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "",
        "now",
        "2026",
        "2026-13-01",
        "2026-02-30",
        "20260230T000000Z",
        "2026-03-13T25:00Z",
        "2026-03-13T14:60Z",
        "2026-03-13T14:05:00.Z",
        "2026-03-13T14:05+1:00",
        "2026-03-13T14:05+01:75",
        "13/03/2026",
        "14:05",
        "２０２６-03-13",
    ] {
        assert_eq!(
            read(&context(Some("UTC")), text),
            Err(NoMoment::Unreadable),
            "{text}"
        );
    }
}

#[test]
fn an_embargo_fails_closed() {
    let held = |zone, text| {
        let mut item = WireItem::default();
        set_embargo(&context(zone), &mut item, text);
        (
            item.embargoed_until.map(|until| until.to_string()),
            item.embargo_text,
        )
    };
    let zone = Some("Europe/Amsterdam");
    let until = |text: &str| (Some(text.to_owned()), None);
    let text = |text: &str| (None, Some(text.to_owned()));
    assert_eq!(
        held(zone, "2026-10-25T02:30:00"),
        until("2026-10-25T01:30:00.000Z")
    );
    assert_eq!(
        held(None, "2026-10-25T02:30:00+02:00"),
        until("2026-10-25T00:30:00.000Z")
    );
    assert_eq!(
        held(None, "2026-10-25T02:30:00"),
        text("2026-10-25T02:30:00")
    );
    assert_eq!(held(zone, "2026-10-25"), text("2026-10-25"));
    assert_eq!(held(zone, " tomorrow, 6 pm "), text("tomorrow, 6 pm"));
}

#[test]
fn how_a_date_was_read_is_noted() {
    let mut item = WireItem::default();
    let context = context(Some("Europe/Amsterdam"));
    assert!(instant(&context, &mut item, "first_created", "2026-10-25T02:30:00").is_some());
    assert_eq!(
        instant(&context, &mut item, "version_created", "soon"),
        None
    );
    assert_eq!(instant(&context, &mut item, "expires", "2026-10-25"), None);
    set_published(&context, &mut item, "2026-07-13");
    let notes: Vec<_> = item
        .provenance
        .iter()
        .map(|note| format!("{} {}", note.field, note.note.as_deref().unwrap()))
        .collect();
    let expected = [
        "first_created \"2026-10-25T02:30:00\" read in Europe/Amsterdam, where the clocks change",
        "version_created \"soon\" is no date",
        "expires \"2026-10-25\" read in Europe/Amsterdam",
        "published \"2026-07-13\" read in Europe/Amsterdam",
    ];
    assert_eq!(notes, expected);
    assert_eq!(item.published.unwrap().precision, PublishedPrecision::Day);
}
