//! What the stream must be for a chapter to mean something.

use std::collections::HashSet;

use dateline_schemas::PubStatus;

use super::*;

fn plan(seed: u64, inputs: usize) -> StreamPlan {
    StreamPlan {
        seed,
        inputs,
        starts_at: Timestamp::from_millis(1_800_000_000_000),
        embargoes_end_within_ms: 20_000,
    }
}

#[test]
fn a_seed_gives_the_same_stream_and_another_seed_another() {
    let stream = Stream::generate(&plan(1, 2_000));
    assert_eq!(stream, Stream::generate(&plan(1, 2_000)));
    assert_ne!(stream, Stream::generate(&plan(2, 2_000)));
}

#[test]
fn every_kind_of_input_is_in_a_full_stream() {
    let stream = Stream::generate(&plan(3, 20_000));
    assert_eq!(stream.inputs.len(), 20_000);
    let counts = stream.counts();
    assert_eq!(counts.len(), 11, "{counts:?}");
    assert!(counts.values().all(|count| *count >= 100), "{counts:?}");
}

#[test]
fn some_versions_arrive_behind_newer_ones_and_some_kills_behind_nothing() {
    let stream = Stream::generate(&plan(4, 20_000));
    let (mut newest, mut stale, mut early_kills) = (BTreeMap::new(), 0, 0);
    for input in &stream.inputs {
        let seen: Option<Option<i64>> = newest.get(&input.item.uri).copied();
        let is_kill = input.item.pub_status == PubStatus::Canceled;
        early_kills += usize::from(is_kill && seen.is_none());
        stale += usize::from(!is_kill && seen.is_some_and(|seen| seen > input.item.version));
        if !is_kill {
            newest.insert(&input.item.uri, seen.flatten().max(input.item.version));
        }
    }
    assert!(stale >= 100, "{stale}");
    assert!(early_kills >= 20, "{early_kills}");
}

#[test]
fn the_end_does_not_depend_on_the_order_or_on_repeats() {
    let mut stream = Stream::generate(&plan(5, 5_000));
    let expected = stream.expected();
    let repeats = stream.inputs[..500].to_vec();
    stream.inputs.extend(repeats);
    Random::seeded(9).shuffle(&mut stream.inputs);
    assert_eq!(stream.expected(), expected);
    let kinds: HashSet<_> = expected.values().map(std::mem::discriminant).collect();
    assert_eq!(kinds.len(), 4, "public, killed, withheld and held");
}

#[test]
fn the_end_of_a_uri_follows_its_newest_version_and_its_kills() {
    let usable = |version, embargo: Option<i64>| WireItem {
        uri: "u".to_owned(),
        version: Some(version),
        body: Some(format!("text {version}")),
        pub_status: PubStatus::Usable,
        embargoed_until: embargo.map(Timestamp::from_millis),
        ..WireItem::default()
    };
    let kill = |version| WireItem {
        uri: "u".to_owned(),
        version,
        pub_status: PubStatus::Canceled,
        ..WireItem::default()
    };
    let public = |version: i64, not_before: Option<i64>| Expected::Public {
        version: Some(version),
        headline: None,
        body: Some(format!("text {version}")),
        not_before: not_before.map(Timestamp::from_millis),
    };
    let far = 1_000_000_000_000;
    for (name, items, expected) in [
        (
            "newest of two",
            vec![usable(2, None), usable(1, None)],
            public(2, None),
        ),
        (
            "kill first",
            vec![kill(Some(1)), usable(1, None)],
            Expected::Killed,
        ),
        (
            "kill of all",
            vec![usable(3, None), kill(None)],
            Expected::Killed,
        ),
        (
            "revival",
            vec![usable(2, None), kill(Some(1))],
            public(2, None),
        ),
        ("kill alone", vec![kill(Some(1))], Expected::Killed),
        (
            "short embargo",
            vec![usable(1, Some(5))],
            public(1, Some(5)),
        ),
        (
            "long embargo",
            vec![usable(1, Some(far))],
            Expected::Held(Timestamp::from_millis(far)),
        ),
    ] {
        let ends = model::expected(items.iter());
        assert_eq!(ends["u"], expected, "{name}");
    }
}

#[test]
fn a_line_has_what_a_provider_sends_and_nothing_of_ours() {
    let stream = Stream::generate(&plan(6, 1_000));
    let kill = stream
        .inputs
        .iter()
        .find(|input| input.kind == InputKind::Kill);
    let line: Value = serde_json::from_str(&kill.unwrap().json_line()).unwrap();
    let fields: Vec<&str> = line
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        fields,
        [
            "ednote",
            "provider",
            "pub_status",
            "uri",
            "version",
            "version_created"
        ]
    );
}

#[test]
fn a_line_reads_back_as_its_item() {
    for input in Stream::generate(&plan(7, 1_000)).inputs {
        let line = input.json_line();
        assert_eq!(serde_json::from_str::<WireItem>(&line).unwrap(), input.item);
        let providers = PROVIDERS.map(str::to_owned);
        assert!(
            input
                .item
                .provider
                .is_some_and(|provider| providers.contains(&provider))
        );
    }
}

#[test]
fn deliveries_hold_every_input_once_and_in_order() {
    let folder = crate::stack::RunFolder::new("stream").unwrap();
    let stream = Stream::generate(&plan(8, 250));
    let files = stream.write_deliveries(folder.path(), 100).unwrap();
    assert_eq!(files.len(), 3);
    let text: String = files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let lines: Vec<String> = stream.inputs.iter().map(Input::json_line).collect();
    assert_eq!(text, lines.concat());
}
