//! dpa digitalwires: fixtures of our own, the entries that are published, and the grammar.

use dateline_schemas::{PubStatus, WireItem};

use crate::formats::{
    DeliveryContext, Format, Reason, parse, sniff,
    tests::{
        data,
        fixtures::{check, desk},
    },
};

#[test]
fn fixtures_are_read_as_their_snapshots_say() {
    check(Format::Dpa, |name| match name {
        "05_non_latin" => DeliveryContext {
            providers: vec!["dpa".to_owned()],
            ..desk()
        },
        _ => desk(),
    });
}

/// An entry as it is published: file, end of the urn, beginning of the headline, urgency, place, whether it is a
/// correction, beginning of the body.
type Entry = (
    &'static str,
    &'static str,
    &'static str,
    i64,
    Option<&'static str>,
    bool,
    &'static str,
);

const ENTRIES: &[Entry] = &[
    (
        "dw-1",
        "240923-930-240378",
        "«Mythos",
        3,
        Some("Waghäusel"),
        true,
        "Die meisten Kundinnen",
    ),
    (
        "eil",
        "240925-930-242744",
        "Grünen-Spitze tritt",
        2,
        Some("Berlin"),
        false,
        "Die Grünen-Spitze zieht",
    ),
    (
        "emptyParagraph",
        "DN_2024-11-21_15-35-06",
        "AMP.- O.Próximo.",
        4,
        Some("MADRID"),
        false,
        "El primer ministro",
    ),
    (
        "hoerfunk",
        "241120-99-92781",
        "dpa/audio-Programm",
        3,
        None,
        false,
        "Ihr Ansprechpartner:",
    ),
    (
        "lesestuecke",
        "240925-930-242782",
        "Folgende Lesestücke",
        4,
        None,
        false,
        "Fragen-und-Antworten",
    ),
    (
        "noContent",
        "photo-20241121130950",
        "Archivo - Monedas",
        4,
        None,
        false,
        "21/04/2016 Monedas",
    ),
    (
        "noNotepad",
        "cd1ee53edee0df1bf00de01b044366b4",
        "Shares in India",
        4,
        None,
        true,
        "One of Asia",
    ),
    (
        "nsb-n1",
        "240925-930-243473",
        "Baum auf Bahnstrecke",
        4,
        Some("Peine"),
        false,
        "Ein umgestürzter Baum",
    ),
    (
        "rubix-multimedia-real",
        "241022-930-267004",
        "Israel greift",
        3,
        Some("Tel Aviv/Beirut"),
        false,
        "Die südlichen Vororte",
    ),
    (
        "rubix-multimedia-testartikel",
        "241022-930-267047",
        "Labwire-Testartikel",
        4,
        Some("Hamburg"),
        false,
        "Dieser Testartikel",
    ),
    (
        "spe-tab",
        "ERG_MM_FB_1BL_M_2025_HR_1007",
        "Ergebnisse und Tabelle",
        3,
        None,
        false,
        "6. Spieltag:\nFreitag",
    ),
    (
        "spe2",
        "ERG_MM_TE_FEDCUP_W_2024_1125",
        "Ergebnisse Tennis",
        3,
        None,
        false,
        "Billie Jean King Cup\nK.o.",
    ),
    (
        "tvo-pol",
        "99-240924-240924082808397",
        "dpa-Tagesvorschau",
        3,
        None,
        true,
        "Auf www.dpa-news.de",
    ),
];

#[test]
fn published_entries_are_read_field_by_field() {
    let files = data::files("formats/dpa/tests/data/input", "json");
    if files.is_empty() {
        return;
    }
    assert_eq!(files.len(), ENTRIES.len());
    for ((path, bytes), entry) in files.iter().zip(ENTRIES) {
        let (name, urn, headline, urgency, place, is_correction, body) = entry;
        assert_eq!(path.strip_suffix(".json"), Some(*name));
        assert_eq!(sniff(bytes), Some(Format::Dpa), "{name}");
        let parsed = parse(Format::Dpa, &desk(), bytes);
        assert_eq!(parsed.rejected, [], "{name}");
        let [item] = parsed.items.as_slice() else {
            panic!("{name}: {parsed:?}");
        };
        assert!(
            item.uri.starts_with("urn:newsml:") && item.uri.ends_with(urn),
            "{name}"
        );
        let begins = |text: &Option<String>, head: &str| text.as_deref().unwrap().starts_with(head);
        assert!(begins(&item.headline, headline), "{name}");
        assert_eq!(item.urgency, Some(*urgency), "{name}");
        let dateline = item.dateline.as_ref();
        assert_eq!(
            dateline.and_then(|it| it.place.as_deref()),
            *place,
            "{name}"
        );
        let corrected = item.signals.iter().any(|it| it.signal == "correction");
        assert_eq!(corrected, *is_correction, "{name}");
        assert!(begins(&item.body, body), "{name}");
        assert_eq!(item.pub_status, PubStatus::Usable, "{name}");
    }
}

fn only(fields: &str) -> WireItem {
    let entry = format!("{{\"urn\":\"urn:newsml:dpa.com:1:2\",\"headline\":\"h\",{fields}}}");
    let parsed = parse(Format::Dpa, &desk(), entry.as_bytes());
    let [item] = parsed.items.as_slice() else {
        panic!("{fields}: {parsed:?}");
    };
    item.clone()
}

#[test]
fn an_entry_is_held_or_killed_as_it_says() {
    let cases: &[(&str, PubStatus, bool)] = &[
        ("\"pubstatus\":\"usable\"", PubStatus::Usable, false),
        ("\"pubstatus\":\"canceled\"", PubStatus::Canceled, false),
        ("\"pubstatus\":\"withheld\"", PubStatus::Withheld, false),
        (
            "\"pubstatus\":\"stat:canceled\"",
            PubStatus::Canceled,
            false,
        ),
        ("\"pubstatus\":\"frei\"", PubStatus::Unknown, false),
        ("\"pubstatus\":null", PubStatus::Usable, false),
        (
            "\"embargoed\":\"2026-03-13T18:00:00+01:00\"",
            PubStatus::Usable,
            true,
        ),
        ("\"embargoed\":\"18 Uhr\"", PubStatus::Usable, true),
        ("\"embargoed\":null", PubStatus::Usable, false),
    ];
    for (fields, status, has_embargo) in cases {
        let item = only(fields);
        assert_eq!(item.pub_status, *status, "{fields}");
        let embargo = item.embargoed_until.is_some() || item.embargo_text.is_some();
        assert_eq!(embargo, *has_embargo, "{fields}");
    }
}

#[test]
fn categories_go_where_their_types_belong() {
    let category = |of_type: &str| {
        let json = format!(
            "\"categories\":[{{\"type\":\"dnltype:{of_type}\",\"name\":\"N\",\"qcode\":\"voc:C\"}}]"
        );
        let item = only(&json);
        let subject = item.subjects.first().map(|subject| {
            let part = |part: &Option<String>| part.clone().unwrap_or_default();
            [&subject.scheme, &subject.code, &subject.name]
                .map(part)
                .join(" ")
        });
        subject
            .or_else(|| item.keywords.first().map(|it| format!("keyword {it}")))
            .or_else(|| item.genre.map(|it| format!("genre {it}")))
            .or_else(|| item.section.map(|it| format!("section {it}")))
            .or_else(|| {
                item.located
                    .and_then(|it| it.code)
                    .map(|it| format!("located {it}"))
            })
            .or_else(|| {
                item.signals
                    .first()
                    .map(|it| format!("signal {}", it.signal))
            })
            .or_else(|| {
                item.extensions
                    .contains_key("categories")
                    .then(|| "kept".to_owned())
            })
            .or_else(|| item.provider.map(|it| format!("provider {it}")))
            .unwrap_or_default()
    };
    let cases = [
        ("dpasubject", "voc C N"),
        ("subject", "voc C N"),
        ("geosubject", "voc C N"),
        ("person", "voc C N"),
        ("poi", "voc C N"),
        ("keyword", "keyword N"),
        ("genre", "genre N"),
        ("desk", "section N"),
        ("located", "located C"),
        ("signal", "signal C"),
        ("provider", "provider N"),
        ("wire", "kept"),
        ("scope", "kept"),
        ("rubric", "kept"),
        ("urgency", "provider dpa"),
    ];
    for (of_type, expected) in cases {
        assert_eq!(category(of_type), expected, "{of_type}");
    }
}

#[test]
fn digitalwires_are_known_by_their_keys() {
    let cases: &[(&str, bool)] = &[
        ("{\"format\":\"digitalwires@1\"}", true),
        (
            "{\"urn\":\"urn:newsml:x\",\"version_created\":\"2026\"}",
            true,
        ),
        (
            "{\"entries\":[{\"urn\":\"x\",\"pubstatus\":\"usable\"}]}",
            true,
        ),
        ("[{\"urn\":\"x\",\"article_html\":\"", true),
        ("{\"urn\":\"x\"}", false),
        ("{\"version_created\":\"2026\",\"uri\":\"x\"}", false),
        ("{\"entries\":[]}", false),
    ];
    for (json, expected) in cases {
        assert_eq!(
            sniff(json.as_bytes()) == Some(Format::Dpa),
            *expected,
            "{json}"
        );
    }
}

#[test]
fn a_list_without_entries_is_empty_and_a_broken_entry_keeps_its_urn() {
    let empty = parse(Format::Dpa, &desk(), b"{\"entries\":[]}");
    assert_eq!(empty.rejected.first().unwrap().reason, Reason::Empty);
    let broken = parse(
        Format::Dpa,
        &desk(),
        b"{\"urn\":\"urn:x:1\",\"headline\":\"H\",}",
    );
    let rejected = broken.rejected.first().unwrap();
    assert_eq!(rejected.reason, Reason::Unparsable);
    assert_eq!(rejected.salvage.id.as_deref(), Some("urn:x:1"));
    assert_eq!(rejected.salvage.headline.as_deref(), Some("H"));
}
