//! The PostgreSQL target against a real server, named by `DATELINE_TEST_POSTGRES`: a URL of a user who may create
//! databases. Each test has a database of its own.

mod database;
mod forwarder;
mod outage;
mod setup;

use dateline_schemas::{Change, EnrichedItem, LineagePosition, Timestamp, lineage::MEMORY_MS};

use self::database::{Database, database};
use super::*;
use crate::targets::{
    Refused,
    fixtures::{batch_of, identity, item, slice},
};

fn deliver(
    target: &mut PostgresTarget,
    items: &[EnrichedItem],
    first: i64,
) -> Result<Delivery, TargetError> {
    let end = first + i64::try_from(items.len()).unwrap();
    target.deliver(&batch_of(items, 0, first), &[slice(0, first, end)])
}

fn commit(target: &mut PostgresTarget, items: &[EnrichedItem], first: i64) {
    assert_eq!(deliver(target, items, first).unwrap(), Delivery::Committed);
}

fn kill_of(uri: &str, revision: i64) -> EnrichedItem {
    let mut kill = item(uri, revision);
    kill.lineage.position = LineagePosition::Killed;
    kill.lineage.change = Change::Killed;
    kill.regions.clear();
    kill
}

fn next(target: &mut PostgresTarget) -> Option<i64> {
    let position = target.positions(&[0]).unwrap().remove(0);
    position.map(|position| position.next.0)
}

#[test]
fn a_fresh_database_gets_tables_rows_regions_and_an_offset() {
    let Some(database) = database("fresh") else {
        return;
    };
    let mut target = database.target();
    target.open(&identity()).unwrap();
    assert_eq!(target.positions(&[3, 0]).unwrap(), [None, None]);
    let mut full = item("urn:example:1", 1);
    full.item.urgency = Some(4);
    full.item.published = Some(dateline_schemas::PublishedInterval {
        earliest: Some(Timestamp::from_millis(1_770_000_000_000)),
        latest: Some(Timestamp::from_millis(1_770_000_059_999)),
        ..Default::default()
    });
    full.item
        .credits
        .push("Agence \"Été\", {a,b} \\ NULL".to_owned());
    commit(&mut target, &[full.clone(), item("urn:example:2", 1)], 5);

    let columns = "SELECT revision, position, provider, credits[2], credits[3], urgency, published_latest, \
         received_at, story_id, relation, primary_region FROM items ORDER BY uri LIMIT 1";
    assert_eq!(
        database.rows(columns),
        [
            "1|newest|ANP|Reuters|Agence \"Été\", {a,b} \\ NULL|4|2026-02-02 02:40:59.999+00|\
          2026-02-02 02:40:00+00|story-of-urn:example:1|original|NL"
        ]
    );
    let record = database
        .rows("SELECT record FROM items ORDER BY uri LIMIT 1")
        .remove(0);
    assert_eq!(serde_json::from_str::<EnrichedItem>(&record).unwrap(), full);
    let regions = "SELECT uri, rank, code, role, weight FROM item_regions ORDER BY 1, 2";
    assert_eq!(
        database.rows(regions)[..2],
        [
            "urn:example:1|0|NL|dateline|1",
            "urn:example:1|1|BE|about|0.4"
        ]
    );
    let offsets = "SELECT partition, next_offset, ledger FROM delivery_offsets";
    assert_eq!(database.rows(offsets), ["0|7|{\"inputs\":7}"]);
    Box::new(target).close().unwrap();
}

#[test]
fn a_restart_stands_where_the_last_commit_ended() {
    let Some(database) = database("restart") else {
        return;
    };
    commit(&mut database.open(), &[item("a", 1), item("b", 1)], 0);
    let mut target = database.open();
    let position = target.positions(&[1, 0]).unwrap().remove(1).unwrap();
    assert_eq!(
        (position.next.0, position.ledger.as_str()),
        (2, "{\"inputs\":2}")
    );
    commit(&mut target, &[item("c", 1)], 2);
    assert_eq!(
        database.rows("SELECT uri FROM items ORDER BY 1"),
        ["a", "b", "c"]
    );
}

#[test]
fn a_zombie_with_an_old_start_writes_nothing() {
    let Some(database) = database("zombie") else {
        return;
    };
    let (mut zombie, mut owner) = (database.open(), database.open());
    commit(&mut zombie, &[item("a", 1)], 0);
    commit(&mut owner, &[item("b", 1)], 1);
    for start in [0, 1, 3] {
        let moved = deliver(&mut zombie, &[item("stolen", 9)], start).unwrap_err();
        let TargetError::Moved {
            found, expected, ..
        } = moved
        else {
            panic!("{moved}");
        };
        assert_eq!((found.map(|found| found.0), expected.0), (Some(2), start));
    }
    // One stale slice spoils the whole batch, whatever the others are.
    let both = [slice(1, 0, 1), slice(0, 0, 1)];
    let moved = zombie.deliver(&[], &both).unwrap_err();
    assert!(
        matches!(moved, TargetError::Moved { partition: 0, .. }),
        "{moved}"
    );
    assert_eq!(owner.positions(&[1]).unwrap(), [None]);
    assert_eq!(
        database.rows("SELECT uri FROM items ORDER BY 1"),
        ["a", "b"]
    );
    assert_eq!(next(&mut zombie), Some(2));
    commit(&mut zombie, &[item("c", 1)], 2);
}

#[test]
fn of_two_first_deliveries_one_is_moved() {
    let Some(database) = database("first") else {
        return;
    };
    let rivals = [database.open(), database.open()];
    let outcomes = std::thread::scope(|scope| {
        let handles = rivals.map(|mut rival| {
            scope.spawn(move || {
                deliver(&mut rival, &[item("a", 1)], 0).map_err(|error| error.to_string())
            })
        });
        handles.map(|handle| handle.join().unwrap())
    });
    let committed = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(committed, 1, "{outcomes:?}");
    assert!(
        outcomes
            .iter()
            .flat_map(|outcome| outcome.as_ref().err())
            .all(|error| error.contains("offset 1"))
    );
}

#[test]
fn a_kill_blanks_the_text_everywhere_in_the_row() {
    let Some(database) = database("kill") else {
        return;
    };
    let mut target = database.open();
    commit(&mut target, &[item("a", 1), item("b", 1)], 0);
    // Both still have their text: the row must lose it even so. In one batch with a third revision that is older.
    let mut recalled = kill_of("b", 2);
    recalled.lineage.position = LineagePosition::Recalled;
    recalled.lineage.diff = Some("Zwolle".to_owned());
    commit(&mut target, &[kill_of("a", 2), recalled, item("a", 1)], 2);
    let rows = "SELECT uri, revision, position, headline IS NULL AND body IS NULL, record::text ~ 'Zwolle|IJssel' \
         FROM items ORDER BY 1";
    assert_eq!(database.rows(rows), ["a|2|killed|t|f", "b|2|recalled|t|f"]);
    assert_eq!(database.rows("SELECT count(*) FROM item_regions"), ["0"]);
    assert_eq!(next(&mut target), Some(5));
}

#[test]
fn a_lower_revision_changes_nothing_and_a_higher_one_replaces_row_and_regions() {
    let Some(database) = database("revisions") else {
        return;
    };
    let mut target = database.open();
    let mut newest = item("a", 5);
    newest.regions.truncate(1);
    newest.regions[0].code = "DE".to_owned();
    commit(
        &mut target,
        &[item("a", 3), item("b", 1), newest, item("a", 4)],
        0,
    );
    commit(&mut target, &[item("a", 5), item("a", 2)], 4);
    assert_eq!(
        database.rows("SELECT uri, revision FROM items ORDER BY 1"),
        ["a|5", "b|1"]
    );
    let regions = "SELECT uri, code FROM item_regions ORDER BY 1, rank";
    assert_eq!(database.rows(regions), ["a|DE", "b|NL", "b|BE"]);
}

#[test]
fn a_uri_that_comes_back_after_it_was_forgotten_begins_a_new_life() {
    let Some(database) = database("new_life") else {
        return;
    };
    let mut target = database.open();
    let later = |revision, by_ms| {
        let mut item = item("a", revision);
        item.item.received_at = item.item.received_at.plus_millis(by_ms);
        item
    };
    commit(&mut target, &[later(5, 0), later(1, MEMORY_MS - 1)], 0);
    let revision = "SELECT revision FROM items";
    assert_eq!(database.rows(revision), ["5"], "it was still remembered");
    commit(&mut target, &[later(1, MEMORY_MS)], 2);
    assert_eq!(database.rows(revision), ["1"]);
}

/// How to spoil an item, and a part of what the database then says.
type Spoiled = (fn(&mut EnrichedItem), &'static str);

#[test]
fn refused_rows_are_named_and_their_neighbours_are_written_without_them() {
    let Some(database) = database("refused") else {
        return;
    };
    let mut target = database.open();
    let spoilers: [Spoiled; 5] = [
        (
            |item| item.item.body = Some("nul \0 in it".to_owned()),
            "22P05",
        ),
        (
            |item| {
                item.dedup.evidence = Some(dateline_schemas::DedupEvidence {
                    method: "\0".into(),
                    ..Default::default()
                })
            },
            "22P05",
        ),
        (
            |item| item.item.received_at = Timestamp::from_millis(i64::MAX),
            "22007",
        ),
        // Too long for an index, when it cannot be compressed.
        (
            |item| {
                item.item.uri = (0..9000_u32)
                    .map(|i| format!("{:x}", i.wrapping_mul(2_654_435_761)))
                    .collect()
            },
            "54000",
        ),
        (|item| item.regions[0].code = "\0".to_owned(), "22P05"),
    ];
    let mut items: Vec<EnrichedItem> = (0..1200)
        .map(|n| item(&format!("urn:example:{n}"), 1))
        .collect();
    let at = [0, 499, 500, 777, 1199];
    for (i, (spoil, _)) in at.iter().zip(&spoilers) {
        spoil(&mut items[*i]);
    }
    let Delivery::Refused(refused) = deliver(&mut target, &items, 0).unwrap() else {
        panic!("nothing was refused");
    };
    let indexes: Vec<usize> = refused.iter().map(|refused| refused.index).collect();
    assert_eq!(indexes, at);
    for (Refused { message, .. }, (_, said)) in refused.iter().zip(&spoilers) {
        assert!(message.contains(said), "{message} lacks {said}");
    }
    // Nothing is there before the refused ones are put aside.
    assert_eq!(database.rows("SELECT count(*) FROM items"), ["0"]);
    assert_eq!(next(&mut target), None);

    let batch = batch_of(&items, 0, 0);
    let rest = batch.iter().enumerate().filter(|(i, _)| !at.contains(i));
    let rest: Vec<_> = rest.map(|(_, delivered)| *delivered).collect();
    let done = target.deliver(&rest, &[slice(0, 0, 1200)]).unwrap();
    assert_eq!(done, Delivery::Committed);
    assert_eq!(database.rows("SELECT count(*) FROM items"), ["1195"]);
    assert_eq!(next(&mut target), Some(1200));
}

#[test]
fn a_constraint_of_the_users_own_refuses_a_row_without_quoting_its_text() {
    let Some(database) = database("constraint") else {
        return;
    };
    let mut target = database.open();
    database.run("ALTER TABLE items ADD CHECK (headline !~ 'geheim')");
    let mut secret = item("b", 1);
    secret.item.headline = Some("Een geheim".to_owned());
    let items = [item("a", 1), secret, item("c", 1)];
    let Delivery::Refused(refused) = deliver(&mut target, &items, 0).unwrap() else {
        panic!("nothing was refused");
    };
    assert_eq!((refused.len(), refused[0].index), (1, 1));
    let said = &refused[0].message;
    assert!(said.contains("23514") && !said.contains("geheim"), "{said}");
}

#[test]
fn merged_stories_are_found_under_the_new_id() {
    let Some(database) = database("merges") else {
        return;
    };
    let mut target = database.open();
    let mut merging = item("c", 1);
    merging.dedup.story_id = Some("story-of-a".to_owned());
    merging.dedup.merged_story_ids = vec!["story-of-b".to_owned()];
    commit(
        &mut target,
        &[item("a", 1), item("b", 1), merging.clone()],
        0,
    );
    // The fact outlives the revision that brought it.
    commit(&mut target, &[merging, kill_of("c", 2)], 3);
    let members = "WITH RECURSIVE ids (id) AS (VALUES ('story-of-a') UNION SELECT merged_story_id \
             FROM story_merges JOIN ids ON story_id = id) \
         SELECT uri FROM items JOIN ids ON story_id = id ORDER BY uri";
    assert_eq!(database.rows(members), ["a", "b"]);
}

#[test]
fn queries_by_region_and_by_story_use_an_index() {
    let Some(database) = database("indexes") else {
        return;
    };
    let mut target = database.open();
    let items: Vec<EnrichedItem> = (0..3000)
        .map(|n| {
            let mut item = item(&format!("urn:example:{n}"), 1);
            item.regions[1].code = format!("X{}", n % 100);
            item
        })
        .collect();
    commit(&mut target, &items, 0);
    database.run("ANALYZE");
    let cases = [
        (
            "SELECT * FROM items WHERE story_id = 'story-of-urn:example:7'",
            "items_by_story",
        ),
        (
            "SELECT uri FROM item_regions WHERE code = 'X7' AND role = 'about'",
            "item_regions_by_code",
        ),
        (
            "SELECT * FROM items WHERE received_at > '2030-01-01'",
            "items_by_received_at",
        ),
        (
            "SELECT * FROM items WHERE uri = 'urn:example:7'",
            "items_pkey",
        ),
    ];
    for (query, index) in cases {
        let plan = database.rows(&format!("EXPLAIN {query}")).join("\n");
        assert!(plan.contains(index), "{plan}");
    }
}
