//! What all formats share: names, sniffing, limits, decoding, defects.

use proptest::prelude::*;

use super::*;

pub(super) mod data;
pub(super) mod fixtures;
mod property;

fn context() -> DeliveryContext {
    DeliveryContext {
        source: "desk".to_owned(),
        namespace: "desk".to_owned(),
        ..DeliveryContext::default()
    }
}

#[test]
fn a_format_is_named_as_it_is_parsed() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    let error = "wirepage".parse::<Format>().unwrap_err().to_string();
    assert_eq!(
        error,
        "unknown format \"wirepage\": the formats are newsmlg2, newsml1, nitf, feed, dpa, ninjs, jsonl, iptc7901, anpa1312, \
         email, wire-page"
    );
}

#[test]
fn a_format_is_known_by_its_content() {
    let cases: &[(&[u8], Option<Format>)] = &[
        (b"PARIJS (ANP) - De brug is open.", Some(Format::WirePage)),
        (
            b"Kop\r\nPARIJS (ANP/RTR) - De brug is open.\r\n",
            Some(Format::WirePage),
        ),
        (
            b"2 uur geledenPARIJS (ANP) - De brug",
            Some(Format::WirePage),
        ),
        (
            b"\xef\xbb\xbfPARIJS (ANP) - De brug",
            Some(Format::WirePage),
        ),
        (
            b"PARIJS (ANP) - De brug \xff is open.",
            Some(Format::WirePage),
        ),
        (b"\xff\xff\nPARIJS (ANP) - De brug", Some(Format::WirePage)),
        (
            b"PARIJS - De brug over de vaart is weer open voor iedereen.\n2 uur geleden",
            Some(Format::WirePage),
        ),
        (
            b"PARIJS - De brug over de vaart is weer open voor iedereen.\n",
            None,
        ),
        (b"De brug (ANP) is open.", None),
        (b"{\"headline\": \"Brug open\"}", Some(Format::Jsonl)),
        (b"\n {broken\n{\"uri\": \"urn:x:1\"}\n", Some(Format::Jsonl)),
        (b"{\"unheard_of\": 1}", None),
        (b"[{\"headline\": \"Brug open\"}]", None),
        (b"{\n\"headline\": \"Brug open\"}", None),
        (b"<p>\nPARIJS (ANP) - De brug is open.</p>", None),
        (b"", None),
    ];
    for (bytes, expected) in cases {
        assert_eq!(
            sniff(bytes),
            *expected,
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
}

#[test]
fn a_delivery_over_the_limit_is_rejected_whole() {
    let bytes = vec![b'x'; MAX_DELIVERY_BYTES + 1];
    for format in Format::ALL {
        let parsed = parse(format, &context(), &bytes);
        let [rejected] = parsed.rejected.as_slice() else {
            panic!("{parsed:?}");
        };
        assert_eq!(rejected.reason, Reason::Oversize);
        assert_eq!(rejected.span, 0..bytes.len());
        assert!(
            rejected.message.contains("16777217 bytes"),
            "{}",
            rejected.message
        );
    }
}

#[test]
fn a_delivery_without_content_is_rejected_as_empty() {
    for bytes in [b"".as_slice(), b" \r\n\t\n", b"\xef\xbb\xbf\n", b"\0\0"] {
        for format in Format::ALL {
            let parsed = parse(format, &context(), bytes);
            assert_eq!(parsed.items, []);
            assert_eq!(parsed.rejected.len(), 1);
            assert_eq!(parsed.rejected.first().unwrap().reason, Reason::Empty);
        }
    }
}

#[test]
fn a_parser_that_panics_costs_its_delivery_alone() {
    let parsed = contain(Format::WirePage, 9, || panic!("at {}", 7));
    let [rejected] = parsed.rejected.as_slice() else {
        panic!("{parsed:?}");
    };
    assert_eq!(rejected.reason, Reason::Defect);
    assert_eq!(rejected.span, 0..9);
    assert!(rejected.message.contains("wire-page") && rejected.message.contains("at 7"));
}

#[test]
fn bytes_that_are_no_utf_8_are_rejected_with_their_offset() {
    let cases: &[(&[u8], &str)] = &[
        (b"PARIJS (ANP) - Caf\xe9 open.", "byte 18 (line 1) is 0xE9"),
        (
            b"Kop\nPARIJS (ANP) - Caf\xe9 open.",
            "byte 22 (line 2) is 0xE9",
        ),
        (
            b"\xef\xbb\xbfPARIJS (ANP) - Caf\xe9.",
            "byte 21 (line 1) is 0xE9",
        ),
        (
            b"{\"headline\": \"Caf\xe9\"}\n{\"headline\": \"x\"}",
            "byte 17 (line 1) is 0xE9",
        ),
    ];
    for (bytes, expected) in cases {
        for format in [Format::WirePage, Format::Jsonl] {
            let parsed = parse(format, &context(), bytes);
            assert_eq!(parsed.items, []);
            let [rejected] = parsed.rejected.as_slice() else {
                panic!("{parsed:?}");
            };
            assert_eq!(rejected.reason, Reason::InvalidEncoding);
            assert_eq!(rejected.span, 0..bytes.len());
            assert!(
                rejected.message.starts_with(expected),
                "{}",
                rejected.message
            );
        }
    }
}

#[test]
fn a_character_set_that_is_not_read_is_refused_by_name() {
    for (charset, is_read) in [
        ("UTF-8", true),
        ("ascii", true),
        ("iso-8859-1", true),
        ("klingon", false),
    ] {
        let mut context = context();
        context.charset = Some(charset.to_owned());
        let parsed = parse(Format::WirePage, &context, b"PARIJS (ANP) - Open.");
        assert_eq!(parsed.items.len() == 1, is_read, "{charset}");
        let names_it = |rejected: &Rejected| {
            rejected.reason == Reason::InvalidEncoding && rejected.message.contains(charset)
        };
        assert_eq!(parsed.rejected.iter().any(names_it), !is_read, "{charset}");
    }
}

#[test]
fn spans_point_into_the_delivery_as_it_came() {
    let bytes = b"\xef\xbb\xbf\0PARIJS (ANP) - O\0pen.\0\n\0zojuist\nBRUGGE (ANP) - Dicht.";
    let parsed = parse(Format::WirePage, &context(), bytes);
    let raw = parsed.items.iter().map(|item| {
        let span = item.raw.span.unwrap();
        let range = usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap();
        String::from_utf8(bytes.get(range).unwrap().to_vec()).unwrap()
    });
    let raw: Vec<String> = raw.collect();
    assert_eq!(raw, ["PARIJS (ANP) - O\0pen.", "BRUGGE (ANP) - Dicht."]);
    let first = parsed.items.first().unwrap();
    assert_eq!(first.body.as_deref(), Some("Open."));
    let repaired = |item: &WireItem| {
        let notes = item
            .provenance
            .iter()
            .filter(|note| note.method == "repaired");
        notes
            .filter_map(|note| note.note.clone())
            .collect::<Vec<String>>()
    };
    let expected = [
        "byte order mark at the head of the delivery removed",
        "U+0000 removed 1 times",
    ];
    assert_eq!(repaired(first), expected);
    assert_eq!(
        repaired(parsed.items.last().unwrap()),
        <[&str; 0]>::default()
    );
}

#[test]
fn the_language_and_the_provider_of_the_configuration_are_noted_as_such() {
    let mut context = context();
    context.language_declared = Some("nl".to_owned());
    context.providers = vec!["RTR".to_owned()];
    let parsed = parse(Format::WirePage, &context, b"PARIJS (ANP) - Open.");
    let item = parsed.items.first().unwrap();
    assert_eq!(item.language_declared.as_deref(), Some("nl"));
    assert_eq!(item.provider.as_deref(), Some("Reuters"));
    assert_eq!(item.credits, ["ANP"]);
    for field in ["language_declared", "provider"] {
        let noted = |note: &dateline_schemas::ProvenanceNote| {
            note.field == field && note.method == "inferred"
        };
        assert!(item.provenance.iter().any(noted), "{field}");
    }
}

#[test]
fn agencies_are_known_by_their_codes() {
    let cases = [
        ("RTR", Some("Reuters")),
        ("reuters", Some("Reuters")),
        ("ANP", Some("ANP")),
        ("anp", None),
        ("DPA", Some("dpa")),
        ("dpa", Some("dpa")),
        ("BELGA", Some("Belga")),
        ("A.P.", Some("AP")),
        ("Agence France-Presse", Some("AFP")),
        ("Pa", None),
        ("PvdA", None),
        ("", None),
    ];
    for (printed, expected) in cases {
        assert_eq!(agency::normalised(printed), expected, "{printed}");
    }
}

proptest! {
    #[test]
    fn sniffing_never_panics(bytes: Vec<u8>) {
        let _ = sniff(&bytes);
    }
}

#[test]
fn a_delivery_without_a_known_format_says_what_it_is() {
    let context = DeliveryContext::default();
    let large = vec![b'x'; MAX_DELIVERY_BYTES + 1];
    let cases: [(&[u8], Reason); 5] = [
        (b"", Reason::Empty),
        (b" \n\0", Reason::Empty),
        (&large, Reason::Oversize),
        (b"\xff\xfeS\0t\0", Reason::UnknownFormat),
        (b"hello world\n", Reason::UnknownFormat),
    ];
    for (bytes, expected) in cases {
        let parsed = parse_any(None, &context, bytes);
        let reasons: Vec<_> = parsed.rejected.iter().map(|it| it.reason).collect();
        assert_eq!((parsed.items.len(), reasons), (0, vec![expected]));
    }
}
