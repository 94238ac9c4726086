//! What the intake wrote, parsed again out of what it wrote.

use std::{fs, path::PathBuf, sync::LazyLock};

use data_encoding::HEXLOWER;
use dateline_schemas::{Delivery, Timestamp, delivery::UNPARSED_ATTRIBUTE, identity::content_hash};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::{DirectorySpec, formats::DeclaredLanguage, replay};

/// Every fixture of our own, and what has none.
static FIXTURES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let entries = |folder: PathBuf| {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().path())
    };
    let formats = entries(root).filter(|path| path.is_dir());
    let mut files: Vec<PathBuf> = formats
        .flat_map(entries)
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    let named = files.into_iter().map(|path| {
        let bytes = fs::read(&path).unwrap();
        (path.display().to_string(), bytes)
    });
    let lines = [
        ("lines".to_owned(), LINES.into()),
        ("nothing".to_owned(), Vec::new()),
    ];
    named.chain(lines).collect()
});

fn directory() -> SourceKind {
    SourceKind::Directory(DirectorySpec {
        folders: Vec::new(),
        settle: Duration::ZERO,
        rescan: None,
        open_archives: true,
        after_taken: crate::AfterTaken::Leave,
    })
}

fn text(text: &str) -> String {
    text.to_owned()
}

prop_compose! {
    /// A source as somebody may configure it.
    fn any_source()(
        kind in prop_oneof![Just(SourceKind::Stdin), Just(directory())],
        format in prop_oneof![
            3 => Just(None),
            1 => prop::sample::select(Format::ALL.to_vec()).prop_map(Some),
        ],
        providers in prop_oneof![3 => Just(Vec::new()), 1 => Just(vec![text("ANP")])],
        charset in prop::sample::select(vec![None, Some("iso-8859-1"), Some("cp437"), Some("utf-8")]),
        zone in prop::sample::select(vec![None, Some("Europe/Amsterdam"), Some("Asia/Tokyo")]),
        rights in prop::option::of(Just(text("For subscribers"))),
        namespace in prop::sample::select(vec!["desk", "shared"]),
        declared_language in prop_oneof![Just(DeclaredLanguage::Trusted), Just(DeclaredLanguage::Distrusted)],
        language_declared in prop::option::of(Just(text("nl"))),
    ) -> SourceSpec {
        SourceSpec {
            namespace: text(namespace),
            kind,
            format,
            providers,
            charset: charset.map(|name| name.parse().unwrap()),
            zone: zone.map(|name| TimeZone::get(name).unwrap()),
            rights,
            declared_language,
            language_declared,
            ..source()
        }
    }
}

prop_compose! {
    /// What its transport may say; one that reads no more than bytes says nothing.
    fn any_transport()(
        media_type in prop::option::of(prop::sample::select(vec!["text/html", "application/xml"])),
        charset in prop::option::of(prop::sample::select(vec!["utf-8", "windows-1252"])),
        attributes in prop::collection::btree_map("[a-z]{1,4}", "[a-z]{0,4}", 0..3),
    ) -> Transport {
        Transport {
            media_type: media_type.map(text),
            charset: charset.map(text),
            attributes,
        }
    }
}

/// The one delivery in the log.
fn in_log(cluster: &Moody) -> Delivery {
    let [record] = &cluster.records("raw")[..] else {
        panic!("there is one delivery");
    };
    let value = record.value.as_deref().unwrap();
    Codec::single_object().decode(value).unwrap()
}

fn take(
    source: &SourceSpec,
    content: Content,
    transport: Transport,
    fetched_at: Option<Timestamp>,
) -> Moody {
    let cluster = Moody::new([]);
    let mut intake = intake_of(source.clone(), &cluster, 1_000_000);
    let (mut arrival, _) = delivery("a", "", Replacing::Allowed);
    arrival.content = content;
    arrival.transport = transport;
    arrival.fetched_at = fetched_at;
    intake.take(arrival).unwrap();
    intake.commit().unwrap();
    cluster
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn what_is_parsed_again_is_byte_for_byte_what_the_intake_wrote(
        source in any_source(),
        transport in any_transport(),
        fixture in 0..FIXTURES.len(),
        fetched_at in prop::option::of(Just(Timestamp::from_millis(1_773_000_000_000))),
    ) {
        let (name, bytes) = &FIXTURES[fixture];
        let mut transport = transport;
        if source.kind == SourceKind::Stdin {
            transport = Transport::default();
        }
        let cluster = take(&source, Content::Bytes(bytes.clone()), transport, fetched_at);
        let (delivery, written) = (in_log(&cluster), cluster.records("items"));
        let parsed = replay::parse(&source, &delivery).unwrap();
        let (codec, topic) = (Codec::single_object(), TopicName::new("items"));
        let again = parsed.items.iter().map(|item| replay::record(item, &delivery.source, &codec, &topic).unwrap());
        prop_assert_eq!(again.collect::<Vec<_>>(), written, "{}", name);
        prop_assert_eq!(parsed.rejected.len(), cluster.records("dead").len(), "{}", name);
        for mut item in parsed.items {
            item.note_replay("because");
            prop_assert_eq!(&content_hash(&item), &item.content_hash, "the note is no content");
        }
    }
}

#[test]
fn every_fixture_is_byte_for_byte_what_it_was() {
    for (name, bytes) in &*FIXTURES {
        let sniffed = SourceSpec {
            format: None,
            ..source()
        };
        let cluster = take(
            &sniffed,
            Content::Bytes(bytes.clone()),
            Transport::default(),
            None,
        );
        let delivery = in_log(&cluster);
        let (codec, topic) = (Codec::single_object(), TopicName::new("items"));
        let items = replay::parse(&sniffed, &delivery)
            .unwrap()
            .items
            .into_iter();
        let again = items.map(|item| replay::record(&item, "desk", &codec, &topic).unwrap());
        assert_eq!(
            again.collect::<Vec<_>>(),
            cluster.records("items"),
            "{name}"
        );
    }
}

#[test]
fn what_no_parser_was_given_is_given_to_none() {
    let head = LINES.as_bytes().to_vec();
    let sha256 = HEXLOWER.encode(&Sha256::digest(&head));
    let oversize = Content::Oversize {
        head: head.clone(),
        size: 99_000_000,
        sha256: sha256.clone(),
    };
    let unopened = Content::Unopened {
        head,
        sha256,
        reason: Reason::Oversize,
        message: "it is a bomb".to_owned(),
    };
    for (content, why) in [(oversize, "99000000 bytes"), (unopened, "it is a bomb")] {
        let cluster = take(&source(), content, Transport::default(), None);
        let refused = replay::parse(&source(), &in_log(&cluster)).unwrap_err();
        assert!(refused.to_string().contains(why), "{refused}");
    }
}

#[test]
fn no_transport_keeps_a_delivery_from_being_parsed_again() {
    let transport = Transport {
        attributes: [(UNPARSED_ATTRIBUTE.to_owned(), "so I say".to_owned())].into(),
        ..Transport::default()
    };
    let cluster = take(&source(), Content::Bytes(LINES.into()), transport, None);
    let parsed = replay::parse(&source(), &in_log(&cluster)).unwrap();
    assert_eq!(parsed.items.len(), 2);
}

#[test]
fn a_character_set_that_was_configured_wrongly_is_not_believed_for_ever() {
    let wrong = |kind: SourceKind| SourceSpec {
        kind,
        format: Some(Format::WirePage),
        charset: Some("cp437".parse().unwrap()),
        ..source()
    };
    let page = b"PARIJS (ANP) - Caf\xe9 open.";
    let (good, bad) = (Some("Café open.".to_owned()), Some("CafΘ open.".to_owned()));
    // A page in no character set that is known is not read; a directory's may be what a sidecar said.
    for (kind, expected) in [(SourceKind::Stdin, None), (directory(), bad.clone())] {
        let wrong = wrong(kind);
        let cluster = take(
            &wrong,
            Content::Bytes(page.into()),
            Transport::default(),
            None,
        );
        let body = |spec: &SourceSpec| {
            let parsed = replay::parse(spec, &in_log(&cluster)).unwrap();
            parsed.items.into_iter().next().and_then(|item| item.body)
        };
        assert_eq!(body(&wrong), bad);
        let silent = SourceSpec {
            charset: None,
            ..wrong.clone()
        };
        assert_eq!(body(&silent), expected);
        let right = SourceSpec {
            charset: Some("windows-1252".parse().unwrap()),
            ..wrong
        };
        assert_eq!(body(&right), good);
    }
}
