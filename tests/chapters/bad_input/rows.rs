//! Items that PostgreSQL refuses: a foreign writer's, since Dateline's own parsers leave nothing in that it would refuse.

use dateline_schemas::{Codec, topic::Topic};
use dateline_tests::{stack::postgres, stand::Stand};

use super::{enriched, good_delivery, in_memory, on_kafka, told};

fn check(stand: &impl Stand) {
    let codec = Codec::single_object();
    let put = |uri: &str, headline: &str| {
        let mut item = enriched(uri);
        item.item.headline = Some(headline.to_owned());
        let value = codec.encode(&item).unwrap();
        let place = stand.put(Topic::Enriched, Some(uri.as_bytes()), Some(&value));
        (place.unwrap(), value)
    };
    put("urn:test:before", "Ships wait");
    let (place, value) = put("urn:test:refused", "Ships\0sail");
    put("urn:test:behind", "Ships sail");
    let database = postgres::fresh_database("bad-rows").unwrap();
    stand.run(&[good_delivery(stand)], &database).unwrap();

    let rows = postgres::query(&database, "SELECT uri FROM items ORDER BY uri").unwrap();
    let uris: Vec<_> = rows.into_iter().flatten().flatten().collect();
    assert_eq!(
        uris,
        ["urn:test:before", "urn:test:behind", "urn:test:delivered"]
    );
    let letters = stand.dead_letters().unwrap();
    let [letter] = letters.as_slice() else {
        panic!("{letters:?}");
    };
    assert_eq!(
        (letter.stage.as_str(), letter.reason.as_str()),
        ("sink", "refused")
    );
    assert_eq!(letter.place.as_ref(), Some(&place));
    assert_eq!(letter.value.as_ref(), Some(&value));
    insta::assert_snapshot!("a_row_that_postgres_refuses", told(stand, &letters));
    let outcomes = stand.account().unwrap().outcomes;
    assert_eq!((outcomes["sink emitted"], outcomes["sink refused"]), (3, 1));
}

#[test]
fn a_row_that_postgres_refuses_is_put_aside_in_memory() {
    check(&in_memory());
}

#[test]
fn a_row_that_postgres_refuses_is_put_aside_on_kafka() {
    let stand = on_kafka("bad-rows");
    check(&stand);
    stand.installation().audit().unwrap();
}
