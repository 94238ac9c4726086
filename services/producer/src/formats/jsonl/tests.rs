//! Lines that are items, lines that are none, and what is never believed.

use dateline_schemas::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::formats::{Format, MAX_SEGMENTS, parse as parse_delivery};

fn context() -> DeliveryContext {
    DeliveryContext {
        source: "desk".to_owned(),
        namespace: "desk".to_owned(),
        delivery_id: "d1".to_owned(),
        received_at: Timestamp::from_millis(1_000),
        fetched_at: Some(Timestamp::from_millis(500)),
        ..DeliveryContext::default()
    }
}

fn parsed(lines: &str) -> Parsed {
    parse_delivery(Format::Jsonl, &context(), lines.as_bytes())
}

fn item(line: &str) -> WireItem {
    let parsed = parsed(line);
    assert_eq!(parsed.rejected, [], "{line}");
    parsed.items.into_iter().next().unwrap()
}

fn noted(item: &WireItem, field: &str, method: &str) -> bool {
    let mut notes = item.provenance.iter();
    notes.any(|note| note.field == field && note.method == method)
}

#[test]
fn a_bad_line_is_rejected_and_its_neighbours_pass() {
    let cases = [
        (
            "{\"headline\": \"a\"",
            "line 2 (bytes 23..39) is no wire item: EOF while parsing an object (column 16)",
        ),
        ("[1]", "invalid type: sequence, expected one JSON object"),
        ("\"x\"", "invalid type: string"),
        (
            "{\"headline\": \"a\"} {}",
            "trailing characters (column 19)",
        ),
        (
            "{\"headlin\": \"a\"}",
            "the key \"headlin\" is none of a wire item's",
        ),
        (
            "{\"dateline\": {\"town\": \"x\"}}",
            "the key \"dateline.town\" is none of a wire item's",
        ),
        (
            "{\"credits\": [1]}",
            "the value of \"credits\" does not fit",
        ),
        (
            "{\"version\": \"3\"}",
            "the value of \"version\" does not fit",
        ),
        (
            "{\"first_created\": \"yesterday\"}",
            "the value of \"first_created\" does not fit",
        ),
        (
            "{\"pub_status\": 3}",
            "the value of \"pub_status\" does not fit",
        ),
        (
            "{\"uri\": \"urn:x:1\", \"uri\": \"urn:x:2\"}",
            "the key \"uri\" stands twice",
        ),
        ("{\"uri\": \"urn:x:1\", \"urgency\": 0}", "`urgency` is 0"),
        ("{}", "has neither an id nor a headline nor a text"),
        (
            "{\"headline\": \" \"}",
            "has neither an id nor a headline nor a text",
        ),
        (
            "{\"headline\": \"\\ud800\"}",
            "unexpected end of hex escape",
        ),
    ];
    for (line, expected) in cases {
        let lines = format!("{{\"headline\": \"Eerste\"}}\n{line}\n{{\"headline\": \"Derde\"}}\n");
        let parsed = parsed(&lines);
        let headlines: Vec<&str> = parsed
            .items
            .iter()
            .filter_map(|item| item.headline.as_deref())
            .collect();
        assert_eq!(headlines, ["Eerste", "Derde"], "{line}");
        let [rejected] = parsed.rejected.as_slice() else {
            panic!("{line}: {parsed:?}");
        };
        assert_eq!(rejected.reason, Reason::Unparsable);
        assert!(rejected.message.contains(expected), "{}", rejected.message);
        assert_eq!(rejected.span, 23..23 + line.len());
    }
}

#[test]
fn what_is_ours_is_never_believed() {
    let item = item(
        r#"{"uri": "urn:x:1", "source": "other", "received_at": "not even a time", "content_hash": 7, "raw": [], "body": "b"}"#,
    );
    assert_eq!(item.source, "desk");
    assert_eq!(item.received_at, Timestamp::from_millis(1_000));
    assert_eq!(item.raw.delivery_id, "d1");
    assert_eq!(
        item.content_hash,
        dateline_schemas::identity::content_hash(&item)
    );
}

#[test]
fn the_fetch_time_of_a_line_stands_and_else_that_of_the_delivery() {
    let given = item(r#"{"headline": "a", "fetched_at": "1970-01-01T00:00:00.250Z"}"#);
    assert_eq!(given.fetched_at, Some(Timestamp::from_millis(250)));
    let absent = item(r#"{"headline": "a"}"#);
    assert_eq!(absent.fetched_at, Some(Timestamp::from_millis(500)));
}

#[test]
fn a_publication_status_is_usable_when_absent_and_unknown_when_it_is_not_known() {
    let cases = [
        ("", PubStatus::Usable),
        (", \"pub_status\": \"usable\"", PubStatus::Usable),
        (", \"pub_status\": \"withheld\"", PubStatus::Withheld),
        (", \"pub_status\": \"canceled\"", PubStatus::Canceled),
        (", \"pub_status\": \"fine\"", PubStatus::Unknown),
        (", \"pub_status\": null", PubStatus::Unknown),
    ];
    for (field, expected) in cases {
        let item = item(&format!("{{\"uri\": \"urn:x:1\"{field}}}"));
        assert_eq!(item.pub_status, expected, "{field}");
        assert_eq!(
            noted(&item, "pub_status", "inferred"),
            field.is_empty(),
            "{field}"
        );
    }
}

#[test]
fn an_embargo_that_cannot_be_read_is_kept_as_text_and_never_dropped() {
    let cases = [
        ("\"2031-05-04T10:00:00Z\"", Some(1_935_655_200_000), None),
        (
            "\"2031-05-04T12:00:00+02:00\"",
            Some(1_935_655_200_000),
            None,
        ),
        ("\"2031-05-04T10:00:00\"", None, Some("2031-05-04T10:00:00")),
        ("\"zondag om tien uur\"", None, Some("zondag om tien uur")),
        ("1935655200000", None, Some("1935655200000")),
        ("\"\"", None, Some("\"\"")),
        ("{\"at\": 1}", None, Some("{\"at\":1}")),
        ("null", None, None),
    ];
    for (value, until, text) in cases {
        let item = item(&format!(
            "{{\"uri\": \"urn:x:1\", \"embargoed_until\": {value}}}"
        ));
        assert_eq!(
            item.embargoed_until.map(Timestamp::as_millis),
            until,
            "{value}"
        );
        assert_eq!(item.embargo_text.as_deref(), text, "{value}");
        assert_eq!(
            noted(&item, "embargo_text", "repaired"),
            text.is_some(),
            "{value}"
        );
    }
    let both =
        item(r#"{"uri": "urn:x:1", "embargoed_until": "soon", "embargo_text": "until noon"}"#);
    assert_eq!(both.embargo_text.as_deref(), Some("until noon"));
}

#[test]
fn null_is_as_good_as_absent() {
    let item = item(
        r#"{"uri": "urn:x:1", "credits": null, "version": null, "dateline": null, "representation": null}"#,
    );
    assert_eq!(item.credits, <[&str; 0]>::default());
    assert_eq!((item.version, item.dateline), (None, None));
}

#[test]
fn u_0000_is_taken_out_of_every_text_with_a_note() {
    let item = item(
        r#"{"headline": "a\u0000b\u0000", "credits": ["A\u0000P"], "extensions": {"k\u0000": "v\u0000"}, "body": "c"}"#,
    );
    assert_eq!(item.headline.as_deref(), Some("ab"));
    assert_eq!(item.credits, ["AP"]);
    assert_eq!(item.extensions.get("k").map(String::as_str), Some("v"));
    for field in ["headline", "credits", "extensions"] {
        assert!(noted(&item, field, "repaired"), "{field}");
    }
    assert!(!noted(&item, "body", "repaired"));
}

#[test]
fn credits_and_provider_get_their_normalised_names() {
    let item =
        item(r#"{"headline": "a", "credits": ["RTR", "ANP", "Kustbode"], "provider": "DPA"}"#);
    assert_eq!(item.credits, ["Reuters", "ANP", "Kustbode"]);
    assert_eq!(item.provider.as_deref(), Some("dpa"));
    assert!(noted(&item, "credits", "normalised") && noted(&item, "provider", "normalised"));
}

#[test]
fn a_source_speaks_only_for_the_providers_that_it_carries() {
    let cases = [
        (r#"{"uri": "a1", "provider": "RTR"}"#, true),
        (r#"{"uri": "a1", "provider": "ANP"}"#, true),
        (r#"{"uri": "a1"}"#, true),
        (r#"{"headline": "id-less"}"#, true),
        (r#"{"uri": "urn:dateline:desk:a1"}"#, true),
        (
            r#"{"uri": "urn:dateline:reuters:a1", "pub_status": "canceled"}"#,
            true,
        ),
        (r#"{"uri": "a1", "provider": "AFP"}"#, false),
        (
            r#"{"uri": "urn:dateline:afp:a1", "pub_status": "canceled"}"#,
            false,
        ),
        (r#"{"uri": "urn:dateline:c1:elsewhere:abc"}"#, false),
        (
            r#"{"uri": "a1", "provider": "ANP", "replaces": ["urn:dateline:afp:a1"]}"#,
            false,
        ),
        (
            r#"{"uri": "a1", "provider": "ANP", "caused_by": "urn:dateline:afp:a1"}"#,
            false,
        ),
    ];
    let mut context = context();
    context.providers = vec!["Reuters".to_owned(), "ANP".to_owned()];
    for (line, may) in cases {
        let parsed = parse_delivery(Format::Jsonl, &context, line.as_bytes());
        assert_eq!(parsed.items.len(), usize::from(may), "{line}: {parsed:?}");
        let refused = |rejected: &Rejected| {
            rejected.reason == Reason::NoAuthority
                && rejected.message.contains("carries only Reuters, ANP")
        };
        assert_eq!(parsed.rejected.iter().any(refused), !may, "{line}");
    }
    assert_eq!(
        parsed_unrestricted(cases.map(|(line, _)| line)),
        cases.len()
    );
}

fn parsed_unrestricted<const N: usize>(lines: [&str; N]) -> usize {
    parsed(&lines.join("\n")).items.len()
}

#[test]
fn line_ends_indents_and_blank_lines_do_not_matter() {
    let parsed = parsed("\n  {\"headline\": \"a\"}\r\n\r\n\t{\"headline\": \"b\"} ");
    let spans = parsed
        .items
        .iter()
        .map(|item| item.raw.span.map(|span| (span.start, span.end)));
    assert_eq!(spans.collect::<Vec<_>>(), [Some((3, 20)), Some((25, 42))]);
}

#[test]
fn a_byte_order_mark_is_noted_on_the_first_item_alone() {
    let parsed = parsed("\u{feff}{\"headline\": \"a\"}\n{\"headline\": \"b\"}");
    let repaired: Vec<bool> = parsed
        .items
        .iter()
        .map(|item| noted(item, "raw", "repaired"))
        .collect();
    assert_eq!(repaired, [true, false]);
}

#[test]
fn lines_beyond_the_limit_are_one_rejected_segment() {
    let lines = "x\n".repeat(MAX_SEGMENTS + 3);
    let parsed = parsed(&lines);
    assert_eq!(parsed.rejected.len(), MAX_SEGMENTS + 1);
    let rest = parsed.rejected.last().unwrap();
    assert_eq!(
        (rest.reason, rest.span.clone()),
        (Reason::Oversize, 2 * MAX_SEGMENTS..lines.len())
    );
}

#[test]
fn an_item_of_ours_comes_back_as_it_was() {
    let page = "Kop van de dag\nPARIJS, 3 maart (ANP/RTR) - De brug is open.\n2 uur geleden";
    let first = parse_delivery(Format::WirePage, &context(), page.as_bytes()).items;
    let line = serde_json::to_string(first.first().unwrap()).unwrap();
    let mut again = item(&line);
    again.raw = first.first().unwrap().raw.clone();
    assert_eq!(again, *first.first().unwrap());
}

proptest! {
    #[test]
    fn arbitrary_lines_never_panic(lines in "(\\{|\\}|\"|:|,|\\[|\\]|uri|body|null|1|\\\\u0000|\n| |é){0,60}") {
        let parsed = parsed(&lines);
        prop_assert!(parsed.rejected.iter().all(|rejected| rejected.reason != Reason::Defect));
    }
}

#[test]
fn a_whole_number_is_an_integer_however_it_is_written() {
    let urgency = |written: &str| {
        let line = format!("{{\"uri\": \"urn:x:1\", \"urgency\": {written}}}\n");
        let parsed = parse(&DeliveryContext::default(), line.as_bytes());
        parsed.items.first().and_then(|item| item.urgency)
    };
    for written in ["3", "3.0", "0.3e1"] {
        assert_eq!(urgency(written), Some(3), "{written}");
    }
    for written in ["3.5", "1e300", "1e16"] {
        assert_eq!(urgency(written), None, "{written}");
    }
}
