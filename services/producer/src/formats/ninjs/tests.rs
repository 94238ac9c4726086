//! ninjs: fixtures of our own, IPTC's suites and examples, and the grammar.

use dateline_schemas::{PubStatus, WireItem};

use crate::formats::{
    DeliveryContext, Format, MAX_DELIVERY_BYTES, Parsed, Reason, parse, sniff,
    tests::{
        data,
        fixtures::{check, desk},
    },
};

fn read(json: &str) -> Parsed {
    parse(Format::Ninjs, &desk(), json.as_bytes())
}

fn only(json: &str) -> WireItem {
    let parsed = read(json);
    let [item] = parsed.items.as_slice() else {
        panic!("{json}: {parsed:?}");
    };
    item.clone()
}

#[test]
fn fixtures_are_read_as_their_snapshots_say() {
    check(Format::Ninjs, |name| match name {
        "03_full_2x" => DeliveryContext {
            providers: vec!["Meridian Press".to_owned()],
            ..desk()
        },
        _ => desk(),
    });
}

/// Files of the accept suites and examples that are understood and no news.
const NOT_NEWS: &[&str] = &[
    "002_simple_event",
    "003_event_with_organiser",
    "005_planned_coverage",
    "006_planning_with_rendition",
    "007_planning_rendition_reuters",
    "008_planning_with_rendition_srt",
    "009_planned_coverage_commissioninginfo",
    "010_event_with_truncated_date",
    "011_event_with_truncated_start_and_end_date",
    "012_recurring_event",
    "013_planned_coverage",
    "014_planning_rendition_reuters",
    "015_complex_recurrence",
    "016_complex_recurrence_2",
    "017_expectedduration",
    "018_expectedduration_2",
    "20231004-UEFA-ChampionLeague",
    "20231005-65-addb-event",
    "20231016-event-timeline-sample",
    "extension-schema",
    "simpleEvent",
    "tt_event_pressconference_3.0",
];

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".json").unwrap_or(name)
}

#[test]
fn what_the_schema_accepts_is_an_item_or_known_to_be_none() {
    let suites = data::files("formats/ninjs/validation", "json");
    let accepted = suites
        .into_iter()
        .filter(|(path, _)| path.contains("should_pass"));
    let examples = data::files("formats/ninjs/examples", "json");
    for (path, bytes) in accepted.chain(examples) {
        let parsed = parse(Format::Ninjs, &desk(), &bytes);
        let not_news = parsed
            .rejected
            .iter()
            .all(|rejected| rejected.reason == Reason::NotNews);
        assert!(not_news, "{path}: {:?}", parsed.rejected);
        let is_none = NOT_NEWS.contains(&stem(&path));
        assert_eq!(parsed.items.is_empty(), is_none, "{path}");
        assert_eq!(parsed.rejected.is_empty(), !is_none, "{path}");
        if stem(&path) != "extension-schema" {
            assert_eq!(sniff(&bytes), Some(Format::Ninjs), "{path}");
        }
    }
}

#[test]
fn what_the_schema_refuses_is_put_aside_or_repaired_with_a_note() {
    let suites = data::files("formats/ninjs/validation", "json");
    let refused = suites
        .into_iter()
        .filter(|(path, _)| path.contains("should_fail"));
    for (path, bytes) in refused {
        let parsed = parse(Format::Ninjs, &desk(), &bytes);
        let notes = parsed.items.iter().flat_map(|item| &item.provenance);
        let is_repaired = notes
            .into_iter()
            .any(|note| note.method == "repaired" && note.field != "raw");
        assert_ne!(is_repaired, parsed.items.is_empty(), "{path}");
        assert_ne!(
            parsed.rejected.is_empty(),
            parsed.items.is_empty(),
            "{path}"
        );
    }
}

#[test]
fn ninjs_is_known_by_its_keys() {
    let feed = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{\"uri\": \"x\", \"title\": \"y\"}]}";
    let long = format!(
        "{{\"uri\": \"urn:x:1\", \"body\": \"{}\"}}",
        "a".repeat(70_000)
    );
    let cases: &[(&str, Option<Format>)] = &[
        (
            "{\"uri\":\"x\",\"versioncreated\":\"2026\"}",
            Some(Format::Ninjs),
        ),
        (
            "{\"uri\":\"x\",\"pubStatus\":\"usable\"}\n{}",
            Some(Format::Ninjs),
        ),
        ("{\"uri\":\"x\",\"body_text\":\"y\"}", Some(Format::Ninjs)),
        ("{\n \"uri\": \"x\"\n}", Some(Format::Ninjs)),
        ("[{\"uri\":\"x\",\"headline\":\"y\"}]", Some(Format::Ninjs)),
        (
            "{\"data\":{\"items\":[{\"item\":{\"uri\":\"x\",\"type\":\"text\"}}]}}",
            Some(Format::Ninjs),
        ),
        (
            "{\"guid\":\"x\",\"pubstatus\":\"usable\"}",
            Some(Format::Ninjs),
        ),
        ("{\"body_html\":\"cut", Some(Format::Ninjs)),
        ("{\"uri\":\"x\",\"headline\":\"y\"}", Some(Format::Jsonl)),
        (
            "{\"uri\":\"x\",\"pub_status\":\"usable\",\"headlines\":[]}",
            Some(Format::Jsonl),
        ),
        (&long, Some(Format::Jsonl)),
        ("{\n \"uri\": \"x\", \"pub_status\": \"usable\"\n}", None),
        ("{\n \"title\": \"x\", \"type\": \"y\"\n}", None),
        ("{\"unheard_of\":1}", None),
    ];
    for (json, expected) in cases {
        let head: String = json.chars().take(80).collect();
        assert_eq!(sniff(json.as_bytes()), *expected, "{head}");
    }
    assert_ne!(sniff(feed.as_bytes()), Some(Format::Ninjs));
}

#[test]
fn the_main_text_is_chosen_by_role_and_then_by_form() {
    let cases: &[(&str, &str)] = &[
        (
            "\"body_text\":\"plain one\",\"body_html\":\"<p>html one</p>\"",
            "html one",
        ),
        (
            "\"body_summary\":\"short\",\"body_text\":\"whole\"",
            "whole",
        ),
        ("\"body_summary\":\"short\"", "short"),
        (
            "\"body_html\":\" <p> </p> \",\"body_text\":\"whole\"",
            "whole",
        ),
        (
            "\"bodies\":[{\"role\":\"intro\",\"value\":\"a\"},{\"value\":\"b\"}]",
            "b",
        ),
        (
            "\"bodies\":[{\"contentType\":\"text/plain\",\"value\":\"a <b>\"},{\"role\":\"main\",\"contentType\":\"text/html\",\"value\":\"<p>b</p><p>c</p>\"}]",
            "b\nc",
        ),
        (
            "\"bodies\":[{\"contenttype\":\"text/markdown\",\"value\":\"# a\\n\\n* b\"}]",
            "# a\n* b",
        ),
        ("\"body_nitf\":\"<block><p>a</p><p>b</p></block>\"", "a\nb"),
        (
            "\"body_xhtml\":\"&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;\"",
            "a\nb",
        ),
        ("\"body_text\":\"a &amp; b\"", "a & b"),
        (
            "\"type\":\"picture\",\"description_caption\":\"c\",\"body_text\":\"script\"",
            "c",
        ),
        (
            "\"type\":\"text\",\"description_text\":\"c\",\"body_text\":\"a\"",
            "a",
        ),
        (
            "\"descriptions\":[{\"role\":\"usage\",\"value\":\"u\"},{\"role\":\"text\",\"value\":\"t\"}]",
            "t",
        ),
        ("\"body\":\"as it is\"", "as it is"),
    ];
    for (fields, expected) in cases {
        let item = only(&format!("{{\"uri\":\"urn:x:1\",{fields}}}"));
        assert_eq!(item.body.as_deref(), Some(*expected), "{fields}");
    }
}

#[test]
fn the_main_headline_is_chosen_by_role() {
    let cases: &[(&str, &str, usize)] = &[
        ("\"headline\":\"a\",\"headline_short\":\"b\"", "a", 1),
        (
            "\"headlines\":[{\"role\":\"sub\",\"value\":\"b\"},{\"role\":\"main\",\"value\":\"a\"}]",
            "a",
            1,
        ),
        (
            "\"headlines\":[{\"value\":\"a\"},{\"role\":\"web\",\"value\":\"a\"}]",
            "a",
            0,
        ),
        (
            "\"headlines\":[{\"role\":\"web\",\"value\":\"<h1>a</h1>\"}]",
            "a",
            0,
        ),
        ("\"title\":\"a\"", "a", 0),
        (
            "\"headline\":\"a\",\"title\":\"t\",\"subheadlines\":[\"s\"]",
            "a",
            2,
        ),
    ];
    for (fields, expected, others) in cases {
        let item = only(&format!("{{\"uri\":\"urn:x:1\",{fields}}}"));
        assert_eq!(item.headline.as_deref(), Some(*expected), "{fields}");
        assert_eq!(item.headlines.len(), *others, "{fields}");
    }
}

#[test]
fn what_holds_an_item_back_is_never_lost() {
    let cases: &[(&str, PubStatus, bool)] = &[
        ("\"pubstatus\":\"usable\"", PubStatus::Usable, false),
        ("\"pubStatus\":\"canceled\"", PubStatus::Canceled, false),
        ("\"pubstatus\":\"withheld\"", PubStatus::Withheld, false),
        ("\"pubstatus\":\"odd\"", PubStatus::Unknown, false),
        ("\"pubstatus\":\"embargoed\"", PubStatus::Usable, true),
        (
            "\"embargoed\":\"2026-03-14T06:00:00Z\"",
            PubStatus::Usable,
            true,
        ),
        ("\"embargoedUntil\":\"2026-03-14\"", PubStatus::Usable, true),
        ("\"embargoed\":\"soon\"", PubStatus::Usable, true),
        ("\"embargoed\":true", PubStatus::Usable, true),
        ("\"embargoed\":null", PubStatus::Usable, false),
        ("\"embargoed\":\"\"", PubStatus::Usable, false),
        (
            "\"pubstatus\":\"canceled\",\"pubstatus\":\"usable\"",
            PubStatus::Unknown,
            false,
        ),
        (
            "\"pubstatus\":\"usable\",\"pubStatus\":\"withheld\"",
            PubStatus::Unknown,
            false,
        ),
        (
            "\"embargoed\":\"2026-03-14T06:00:00Z\",\"embargoed\":null",
            PubStatus::Unknown,
            false,
        ),
        ("\"replacedby\":\"urn:x:2\"", PubStatus::Canceled, false),
        ("\"replacedby\":\"urn:x:1\"", PubStatus::Usable, false),
    ];
    for (fields, status, has_embargo) in cases {
        let item = only(&format!("{{\"uri\":\"urn:x:1\",{fields}}}"));
        assert_eq!(item.pub_status, *status, "{fields}");
        let embargo = item.embargoed_until.is_some() || item.embargo_text.is_some();
        assert_eq!(embargo, *has_embargo, "{fields}");
    }
}

#[test]
fn an_item_that_replaces_others_gives_a_record_for_each() {
    let parsed = read(
        "{\"uri\":\"urn:x:2\",\"headline\":\"b\",\"replaces\":[\"urn:x:1\",\"old\",\"urn:x:2\"]}",
    );
    let told: Vec<_> = parsed
        .items
        .iter()
        .map(|item| {
            (
                item.uri.as_str(),
                item.pub_status,
                item.caused_by.as_deref(),
            )
        })
        .collect();
    let expected = [
        ("urn:x:2", PubStatus::Usable, None),
        ("urn:x:1", PubStatus::Canceled, Some("urn:x:2")),
        (
            "urn:dateline:desk:old",
            PubStatus::Canceled,
            Some("urn:x:2"),
        ),
    ];
    assert_eq!(told, expected);
}

#[test]
fn the_same_item_in_two_answers_of_one_interface_has_one_uri() {
    let uris = ["qt=Aa1&et=0a1", "et=9&qt=zZ9"].map(|query| {
        let uri = format!("https://api.ap.org/media/v/content/77?{query}");
        only(&format!("{{\"uri\":\"{uri}\",\"type\":\"text\"}}")).uri
    });
    assert_eq!(uris, ["https://api.ap.org/media/v/content/77"; 2]);
    let kept = "https://wire.example/77?qt=Aa1";
    assert_eq!(only(&format!("{{\"uri\":\"{kept}\"}}")).uri, kept);
}

#[test]
fn items_of_a_wrapper_are_as_large_as_they_are_and_not_as_it_is() {
    let item = format!(
        "{{\"item\":{{\"uri\":\"urn:x:N\",\"body_text\":\"{}\"}}}}",
        "a ".repeat(500_000)
    );
    let items: Vec<String> = (0..8).map(|i| item.replace('N', &i.to_string())).collect();
    let wrapper = format!("{{\"data\":{{\"items\":[{}]}}}}", items.join(","));
    assert!(wrapper.len() < MAX_DELIVERY_BYTES);
    let parsed = read(&wrapper);
    assert_eq!(parsed.rejected, []);
    assert_eq!(parsed.items.len(), 8);
    let second = parsed.items.get(1).unwrap().raw.span.unwrap();
    let range = usize::try_from(second.start).unwrap()..usize::try_from(second.end).unwrap();
    assert!(wrapper[range].starts_with("{\"uri\":\"urn:x:1\""));
}

#[test]
fn an_empty_answer_is_told_as_such() {
    for json in ["[]", "{\"items\":[]}", "{\"data\":{\"items\":[]}}"] {
        let parsed = read(json);
        let reasons: Vec<_> = parsed.rejected.iter().map(|it| it.reason).collect();
        assert_eq!(reasons, [Reason::Empty], "{json}");
    }
}
