//! URIs as they are assigned, and what changes them.

use dateline_schemas::Dateline;

use super::*;

fn context() -> DeliveryContext {
    DeliveryContext {
        source: "desk".to_owned(),
        namespace: "de desk:1".to_owned(),
        ..DeliveryContext::default()
    }
}

fn assigned(provider: Option<&str>, id: &str) -> WireItem {
    let mut item = WireItem {
        provider: provider.map(str::to_owned),
        uri: id.to_owned(),
        ..WireItem::default()
    };
    assign(&context(), &mut item).unwrap();
    item
}

/// Id as delivered, the URI that it becomes, and the version that its suffix says.
const IDS: &[(&str, &str, Option<i64>)] = &[
    // Absolute URIs stay as they are.
    (
        "https://wire.example/items/7",
        "https://wire.example/items/7",
        None,
    ),
    (
        "urn:newsml:wire.example:20310504:brug",
        "urn:newsml:wire.example:20310504:brug",
        None,
    ),
    ("urn:dateline:ANP:7", "urn:dateline:ANP:7", None),
    (
        "tag:wire.example,2031:brug",
        "tag:wire.example,2031:brug",
        None,
    ),
    ("x-wire://item/7", "x-wire://item/7", None),
    // Version suffixes are taken off.
    (
        "urn:newsml:wire.example:20310504:brug:3N",
        "urn:newsml:wire.example:20310504:brug",
        Some(3),
    ),
    (
        "urn:newsml:wire.example:20310504:brug:12",
        "urn:newsml:wire.example:20310504:brug",
        Some(12),
    ),
    (
        "tag:wire.example,2031:brug:2",
        "tag:wire.example,2031:brug",
        Some(2),
    ),
    (
        "https://wire.example/7?a=b&version=4",
        "https://wire.example/7?a=b",
        Some(4),
    ),
    (
        "https://wire.example/7?rev=4#top",
        "https://wire.example/7#top",
        Some(4),
    ),
    (
        "https://wire.example/7#v2",
        "https://wire.example/7",
        Some(2),
    ),
    (
        "https://wire.example/7#revision=2",
        "https://wire.example/7",
        Some(2),
    ),
    // What only looks like one stays.
    (
        "https://wire.example/7?v=2",
        "https://wire.example/7?v=2",
        None,
    ),
    ("https://wire.example/v2", "https://wire.example/v2", None),
    (
        "https://wire.example/7#video",
        "https://wire.example/7#video",
        None,
    ),
    (
        "https://wire.example/7?version=20310504",
        "https://wire.example/7?version=20310504",
        None,
    ),
    (
        "urn:newsml:wire.example:20310504:7",
        "urn:newsml:wire.example:20310504:7",
        None,
    ),
    // Other ids get a URN.
    ("7", "urn:dateline:anp:7", None),
    ("ANP:7/b", "urn:dateline:anp:ANP:7/b", None),
    ("mailto:desk", "urn:dateline:anp:mailto:desk", None),
    (" a b%é ", "urn:dateline:anp:a%20b%25%C3%A9", None),
    ("https://", "urn:dateline:anp:https://", None),
    ("urn:x y", "urn:dateline:anp:urn:x%20y", None),
];

#[test]
fn a_provider_id_becomes_the_uri_of_all_versions() {
    for &(id, uri, version) in IDS {
        let item = assigned(Some("ANP"), id);
        assert_eq!(item.uri, uri, "{id}");
        assert_eq!(item.version, version, "{id}");
        let delivered: Vec<&str> = item.alt_ids.iter().map(|id| id.value.as_str()).collect();
        let expected: &[&str] = if uri == id { &[] } else { &[id] };
        assert_eq!(delivered, expected, "{id}");
    }
}

#[test]
fn an_id_belongs_to_its_provider_and_else_to_its_source() {
    let cases = [
        (None, "urn:dateline:desk:7", "desk"),
        (
            Some("Europa Press"),
            "urn:dateline:europa-press:7",
            "europa-press",
        ),
        (Some("a:b"), "urn:dateline:a%3Ab:7", "a%3Ab"),
    ];
    for (provider, uri, expected) in cases {
        let item = assigned(provider, "7");
        assert_eq!(item.uri, uri);
        assert_eq!(owner(&item.uri), Owner::Named(expected));
        assert_eq!(part(provider.unwrap_or("desk")), expected);
    }
    assert_eq!(owner("https://wire.example/7"), Owner::Unknown);
    assert_eq!(owner("urn:dateliné:x"), Owner::Unknown);
}

#[test]
fn a_version_of_the_provider_stands_against_that_of_its_id() {
    let mut item = WireItem {
        uri: "tag:wire.example,2031:brug:2".to_owned(),
        version: Some(9),
        ..WireItem::default()
    };
    assign(&context(), &mut item).unwrap();
    assert_eq!(item.version, Some(9));
    assert_eq!(item.uri, "tag:wire.example,2031:brug");
}

#[test]
fn the_items_that_an_item_names_get_their_uris_too() {
    let mut item = WireItem {
        uri: "8".to_owned(),
        provider: Some("ANP".to_owned()),
        replaces: vec!["7".to_owned(), "tag:wire.example,2031:brug:2".to_owned()],
        caused_by: Some("6".to_owned()),
        ..WireItem::default()
    };
    assign(&context(), &mut item).unwrap();
    assert_eq!(
        item.replaces,
        ["urn:dateline:anp:7", "tag:wire.example,2031:brug"]
    );
    assert_eq!(item.caused_by.as_deref(), Some("urn:dateline:anp:6"));
}

#[test]
fn an_item_without_id_is_known_by_its_words_and_nothing_else() {
    let base = WireItem {
        credits: vec!["ANP".to_owned()],
        dateline: Some(Dateline {
            text: "PARIJS".to_owned(),
            ..Dateline::default()
        }),
        headline: Some("Brug open".to_owned()),
        body: Some("De brug is open.\nEindelijk.".to_owned()),
        ..WireItem::default()
    };
    let uri = |change: &dyn Fn(&mut WireItem)| {
        let mut item = base.clone();
        change(&mut item);
        assign(&context(), &mut item).unwrap();
        item.uri
    };
    let unchanged = uri(&|_| {});
    assert!(
        unchanged.starts_with("urn:dateline:c1:de-desk%3A1:"),
        "{unchanged}"
    );
    assert_eq!(owner(&unchanged), Owner::Namespace("de-desk%3A1"));
    let same: [&dyn Fn(&mut WireItem); 5] = [
        &|item| item.section = Some("Buitenland".to_owned()),
        &|item| item.published = Some(Default::default()),
        &|item| item.fetched_at = Some(Default::default()),
        &|item| item.raw.delivery_id = "d2".to_owned(),
        &|item| item.body = Some("De brug  is open.\r\nEindelijk. ".to_owned()),
    ];
    for (i, change) in same.into_iter().enumerate() {
        assert_eq!(uri(change), unchanged, "change {i}");
    }
    let other: [&dyn Fn(&mut WireItem); 4] = [
        &|item| item.credits.clear(),
        &|item| item.dateline = None,
        &|item| item.headline = None,
        &|item| item.body = Some("De brug is dicht.\nEindelijk.".to_owned()),
    ];
    for (i, change) in other.into_iter().enumerate() {
        assert_ne!(uri(change), unchanged, "change {i}");
    }
}

#[test]
fn an_item_with_neither_id_nor_words_has_no_name() {
    let mut item = WireItem::default();
    assert_eq!(assign(&context(), &mut item), Err(Nameless));
}
