//! The stage on a simulated partition.

mod desk;
mod heartbeat;
mod model;
mod release;
mod texts;

use std::sync::LazyLock;

use dateline_runtime::{Clocks, Headers, HoldEnd, Offset, Outcome, Reason};
use dateline_schemas::{
    Change, LineagePosition, LineageStatus, PubStatus, RawReference, Signal, Timestamp, WireItem,
    header, identity,
};

use super::*;
use desk::Desk;

const URI: &str = "urn:dateline:anp:brug-1";
const DAY_MS: i64 = 86_400_000;

static STAGE: LazyLock<AnnotateStage> = LazyLock::new(|| stage(&[]));

fn stage(wanted_languages: &[&str]) -> AnnotateStage {
    stage_keeping(DAY_MS, wanted_languages)
}

fn stage_keeping(text_window_ms: i64, wanted_languages: &[&str]) -> AnnotateStage {
    let config = AnnotateConfig {
        languages: vec!["nl".to_owned(), "en".to_owned()],
        wanted_languages: wanted_languages
            .iter()
            .map(|tag| (*tag).to_owned())
            .collect(),
        text_window_ms,
        homes: [("desk".to_owned(), Home::of("US").unwrap())].into(),
    };
    AnnotateStage::new(&config, "wire", Codec::single_object()).unwrap()
}

/// A usable Dutch item of this version.
fn item(version: i64) -> WireItem {
    WireItem {
        uri: URI.to_owned(),
        version: Some(version),
        provider: Some("ANP".to_owned()),
        source: "desk".to_owned(),
        credits: vec!["ANP".to_owned(), "Reuters".to_owned()],
        headline: Some(format!("Brug na {version} dagen weer open")),
        slugline: Some("brug-open".to_owned()),
        body: Some("De burgemeester heeft de brug weer opengesteld voor het verkeer.".to_owned()),
        pub_status: PubStatus::Usable,
        raw: RawReference {
            delivery_id: format!("{version:016x}").repeat(4),
            span: None,
        },
        ..WireItem::default()
    }
}

fn with_status(version: i64, pub_status: PubStatus) -> WireItem {
    WireItem {
        pub_status,
        ..item(version)
    }
}

fn embargoed(version: i64, until_ms: i64) -> WireItem {
    WireItem {
        embargoed_until: Some(Timestamp::from_millis(until_ms)),
        embargo_text: Some("Sperrfrist".to_owned()),
        ..item(version)
    }
}

fn of_uri(uri: &str, item: WireItem) -> WireItem {
    WireItem {
        uri: uri.to_owned(),
        ..item
    }
}

/// The outcome of a record of these bytes.
fn outcome_of(key: Option<&[u8]>, value: Option<&[u8]>) -> Result<Outcome, Undecided> {
    let record = Record {
        topic: "wire.items",
        partition: 0,
        offset: Offset(0),
        key,
        value,
        headers: Headers::NONE,
        append_time_ms: 0,
    };
    let decision = STAGE.decide(&STAGE.empty_state(0), &record)?;
    assert!(decision.outputs.is_empty() && decision.state.is_empty());
    Ok(decision.outcome.unwrap())
}

#[test]
fn a_text_goes_on_with_all_that_is_found_out() {
    let mut desk = Desk::new(&STAGE);
    assert_eq!(desk.take(&item(1)), Outcome::Emitted);
    let told = &desk.told[0].record;
    let language = told.language.as_ref().unwrap();
    assert_eq!(
        (language.tag.as_str(), language.script.as_deref()),
        ("nl", Some("Latn"))
    );
    assert_eq!(told.link_group, "nl");
    assert_eq!(told.item.body, item(1).body);
    assert_eq!(told.lineage.change, Change::New);
    assert_eq!(told.lineage.previous_revision, None);
    assert!(told.fingerprints.as_ref().unwrap().body_hash.is_some());
    assert_eq!(
        told.enrichment.language,
        language::LanguageDetector::new(&["nl", "en"])
            .unwrap()
            .version()
    );
    assert_eq!(told.enrichment.dateline, env!("CARGO_PKG_VERSION"));
    assert!(!told.enrichment.gazetteer.is_empty() && !told.enrichment.dedup.is_empty());
}

#[test]
fn a_source_s_home_says_which_place_a_name_means() {
    let mut desk = Desk::new(&STAGE);
    for (source, country) in [("desk", "US"), ("elsewhere", "EG")] {
        let fire = WireItem {
            source: source.to_owned(),
            body: Some("A fire in Alexandria closed the bridge on Monday.".to_owned()),
            ..of_uri(&format!("urn:dateline:{source}:1"), item(1))
        };
        desk.take(&fire);
        let told = desk.told.last().unwrap();
        assert_eq!(told.record.primary_region.as_deref(), Some(country));
    }
}

#[test]
fn a_revision_names_the_one_before() {
    let mut desk = Desk::new(&STAGE);
    let correction = WireItem {
        signals: vec![Signal {
            signal: "correction".to_owned(),
            evidence: Some("RECTIFICATIE".to_owned()),
        }],
        ..item(2)
    };
    for item in [item(1), correction] {
        desk.take(&item);
    }
    let lineage = &desk.told[1].record.lineage;
    assert_eq!(lineage.change, Change::Corrected);
    assert_eq!((lineage.revision, lineage.previous_revision), (2, Some(1)));
    assert_eq!(lineage.previous_version, Some(1));
}

#[test]
fn the_link_group_is_pinned_at_the_first_version() {
    let mut desk = Desk::new(&STAGE);
    let english = WireItem {
        headline: Some("Bridge open again after three days".to_owned()),
        body: Some("The mayor reopened the bridge to traffic on Tuesday.".to_owned()),
        ..item(2)
    };
    for item in [item(1), english, with_status(3, PubStatus::Canceled)] {
        desk.take(&item);
    }
    let tag = |i: usize| {
        desk.told[i]
            .record
            .language
            .as_ref()
            .map(|found| found.tag.as_str())
    };
    assert_eq!((tag(0), tag(1), tag(2)), (Some("nl"), Some("en"), None));
    assert!(desk.told.iter().all(|told| told.record.link_group == "nl"));
}

#[test]
fn records_carry_the_delivery_s_trace_and_source_also_when_a_tick_releases_them() {
    let mut desk = Desk::new(&STAGE);
    let expected = header::common(&item(1).raw.delivery_id, "desk");
    let expected = expected.map(|(name, value)| (name.into(), value.into_bytes()));
    desk.take(&item(1));
    desk.take(&of_uri("urn:dateline:anp:brug-2", embargoed(1, 50)));
    desk.now_ms = 50;
    desk.tick();
    assert_eq!(desk.told.len(), 2);
    assert!(desk.told.iter().all(|told| told.headers == expected));
}

#[test]
fn a_kill_keeps_who_and_which_and_no_words() {
    let mut desk = Desk::new(&STAGE);
    let kill = WireItem {
        ednote: Some("KILL: de brug bestaat niet".to_owned()),
        caused_by: Some("urn:dateline:anp:notice-7".to_owned()),
        ..with_status(2, PubStatus::Canceled)
    };
    desk.take(&item(1));
    assert_eq!(desk.take(&kill), Outcome::Killed);
    let told = &desk.told[1].record;
    assert_eq!(told.lineage.position, LineagePosition::Killed);
    let expected = WireItem {
        uri: URI.to_owned(),
        version: Some(2),
        provider: kill.provider.clone(),
        source: kill.source.clone(),
        credits: kill.credits.clone(),
        caused_by: kill.caused_by.clone(),
        pub_status: PubStatus::Canceled,
        raw: kill.raw.clone(),
        content_hash: identity::content_hash(&kill),
        ..WireItem::default()
    };
    assert_eq!(told.item, expected);
    assert_eq!((told.language.as_ref(), told.regions.len()), (None, 0));
}

#[test]
fn a_recall_tells_of_the_public_version_and_nothing_of_the_one_held_back() {
    for replacement in [embargoed(7, 500), with_status(7, PubStatus::Withheld)] {
        let mut desk = Desk::new(&STAGE);
        desk.take(&item(1));
        assert_eq!(desk.take(&replacement), Outcome::Held);
        let told = &desk.told[1].record;
        assert_eq!(told.lineage.change, Change::Recalled);
        assert_eq!(told.lineage.position, LineagePosition::Recalled);
        assert_eq!(told.item.version, Some(1));
        assert_eq!(told.item.content_hash, "");
        assert_eq!(told.item.pub_status, PubStatus::Withheld);
    }
}

#[test]
fn an_embargo_that_cannot_be_read_is_withheld_without_end() {
    let mut desk = Desk::new(&STAGE);
    let unreadable = WireItem {
        embargo_text: Some("tot na de toespraak".to_owned()),
        ..item(1)
    };
    assert_eq!(desk.take(&unreadable), Outcome::Held);
    desk.now_ms = i64::MAX / 2;
    desk.tick();
    assert!(desk.told.is_empty());
    assert_eq!(
        desk.lineage_state(URI).unwrap().status,
        LineageStatus::Withheld
    );
}

#[test]
fn releases_come_in_the_order_of_time_and_uri_and_bind_the_log_s_clock() {
    let mut desk = Desk::new(&STAGE);
    for (uri, until_ms) in [
        ("urn:d", 30),
        ("urn:c", 10),
        ("urn:b", 20),
        ("urn:a", 20),
        ("urn:e", 99),
    ] {
        assert_eq!(
            desk.take(&of_uri(uri, embargoed(1, until_ms))),
            Outcome::Held
        );
    }
    desk.now_ms = 98;
    desk.tick();
    let told = desk
        .told
        .iter()
        .map(|told| (told.record.item.uri.as_str(), told.not_before_ms));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            ("urn:c", Some(10)),
            ("urn:a", Some(20)),
            ("urn:b", Some(20)),
            ("urn:d", Some(30)),
        ]
    );
    assert!(
        desk.told
            .iter()
            .all(|told| told.record.lineage.change == Change::Released)
    );
    assert!(
        desk.told
            .iter()
            .all(|told| told.record.lineage.revision == 1)
    );
    assert_eq!(desk.holds_ended, [HoldEnd::Released; 4]);
    assert_eq!(
        desk.log[EMBARGOED].len(),
        1,
        "what was released left a tombstone"
    );
}

#[test]
fn neither_clock_alone_ends_an_embargo_on_arrival() {
    // (received_at, append time) against an embargo until 100.
    for (received_ms, append_ms, outcome) in [
        (100, 100, Outcome::Emitted),
        (100, 99, Outcome::Held),
        (99, 100, Outcome::Held),
    ] {
        let mut desk = Desk::new(&STAGE);
        desk.now_ms = append_ms;
        let lag_ms = append_ms - received_ms;
        assert_eq!(desk.take_late(&embargoed(1, 100), lag_ms), outcome);
    }
}

#[test]
fn a_lineage_state_is_never_longer_than_200_bytes() {
    let codec = Codec::single_object();
    let longest = LineageState {
        link_group: "a".repeat(8),
        status: LineageStatus::Killed,
        revision: i64::MIN,
        public_revision: Some(i64::MIN),
        version: Some(i64::MIN),
        version_created: Some(Timestamp::from_millis(i64::MIN)),
        content_hash: "f".repeat(32),
        delivery: "f".repeat(16),
        killed_version: Some(i64::MIN),
        embargoed_until: Some(Timestamp::from_millis(i64::MIN)),
        changed_at: Timestamp::from_millis(i64::MIN),
        input_offset: Some(i64::MAX),
        public_offset: Some(i64::MAX),
    };
    assert_eq!(
        KnownUri::from_state(&longest).to_state(),
        longest,
        "no field can be longer"
    );
    assert!(codec.encode(&longest).unwrap().len() <= 200);
}

#[test]
fn a_uri_is_forgotten_by_stream_time_whether_or_not_a_tick_came_first() {
    for tick_first in [false, true] {
        let mut desk = Desk::new(&STAGE);
        desk.take(&item(5));
        desk.take(&of_uri("urn:withheld", with_status(1, PubStatus::Withheld)));
        desk.take(&of_uri("urn:killed", with_status(5, PubStatus::Canceled)));
        desk.now_ms = 45 * DAY_MS;
        desk.take(&of_uri("urn:other", item(1)));
        if tick_first {
            desk.tick();
            assert_eq!(desk.lineage_state(URI), None);
            assert!(desk.lineage_state("urn:killed").is_some());
        }
        desk.told.clear();
        assert_eq!(desk.take(&item(4)), Outcome::Emitted, "as if it were new");
        assert_eq!(
            desk.take(&of_uri("urn:withheld", item(1))),
            Outcome::Emitted
        );
        assert_eq!(desk.take(&of_uri("urn:killed", item(4))), Outcome::Killed);
        assert_eq!(desk.holds_ended, [HoldEnd::Superseded]);
    }
}

#[test]
fn a_tick_forgets_only_by_stream_time_and_only_so_many_at_once() {
    let mut desk = Desk::new(&STAGE);
    for uri in ["urn:a", "urn:b", "urn:c"] {
        desk.take(&of_uri(uri, item(1)));
    }
    let clocks = Clocks {
        local_ms: 1_000 * DAY_MS,
    };
    assert!(STAGE.on_tick(&desk.state, clocks, 9).is_empty());
    desk.now_ms = 46 * DAY_MS;
    desk.take(&of_uri("urn:other", item(1)));
    assert_eq!(STAGE.on_tick(&desk.state, clocks, 2).len(), 2);
    desk.tick();
    assert_eq!(desk.log[CURRENT].len(), 1);
    // What is known of the other uri, and its text.
    assert_eq!(STAGE.state_size(&desk.state).entries, 2);
}

#[test]
fn an_unwanted_language_is_filtered_and_kills_pass() {
    let stage = stage(&["en"]);
    let mut desk = Desk::new(&stage);
    assert_eq!(desk.take(&item(1)), Outcome::Filtered);
    assert_eq!(desk.lineage_state(URI), None);
    assert_eq!(desk.take(&embargoed(1, 50)), Outcome::Filtered);
    assert_eq!(
        desk.take(&with_status(2, PubStatus::Canceled)),
        Outcome::Killed
    );
    assert_eq!(desk.told.len(), 1);
}

#[test]
fn what_is_no_item_is_put_aside_with_the_reason() {
    let codec = Codec::single_object();
    let good = WireItem {
        content_hash: "0".repeat(64),
        ..item(1)
    };
    let bytes = |item: &WireItem| codec.encode(item).unwrap();
    let value = bytes(&good);
    let nameless = bytes(&of_uri("", good.clone()));
    let hashless = bytes(&WireItem {
        content_hash: "none".to_owned(),
        ..good.clone()
    });
    let key = Some(URI.as_bytes());
    type Case<'a> = (Option<&'a [u8]>, Option<&'a [u8]>, Reason);
    let table: [Case<'_>; 8] = [
        (key, None, Reason::Empty),
        (key, Some(b""), Reason::Empty),
        (key, Some(b"\x07abc"), Reason::Undecodable),
        (key, Some(&value[..value.len() - 1]), Reason::Undecodable),
        (None, Some(&value), Reason::Unparsable),
        (Some(b"urn:other"), Some(&value), Reason::Unparsable),
        (Some(b""), Some(&nameless), Reason::Unparsable),
        (key, Some(&hashless), Reason::Unparsable),
    ];
    for (key, value, expected) in table {
        match outcome_of(key, value) {
            Ok(Outcome::Quarantined(reason, message)) => {
                assert_eq!(reason, expected, "{message}");
                assert!(!message.is_empty());
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_schema_that_is_not_known_yet_is_waited_for() {
    let mut value = Codec::single_object().encode(&item(1)).unwrap();
    value[2] ^= 0xff;
    let undecided = outcome_of(Some(URI.as_bytes()), Some(&value));
    assert!(
        matches!(undecided, Err(Undecided::UnknownSchema(_))),
        "{undecided:?}"
    );
}

#[test]
fn a_state_record_that_cannot_be_read_stops_with_its_place() {
    let record = Record {
        topic: "wire.current",
        partition: 3,
        offset: Offset(41),
        key: Some(URI.as_bytes()),
        value: Some(b"\x07"),
        headers: Headers::NONE,
        append_time_ms: 0,
    };
    let error = STAGE
        .decode_change(CURRENT, &record)
        .unwrap_err()
        .to_string();
    assert!(error.contains("wire.current [3] offset 41"), "{error}");
}
