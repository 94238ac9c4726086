//! Any order, loss and repetition of versions, kills and embargoes ends in the same state, and nothing shows early.

use std::collections::BTreeSet;

use dateline_schemas::{LineageStatus, PubStatus, RawReference, WireItem, identity};
use proptest::{prelude::*, sample::Index};

use super::{desk::Desk, *};
use crate::annotate::lineage::{Usability, VersionKey};

const URIS: [&str; 2] = ["urn:dateline:made:1", "urn:dateline:made:2"];

/// Keeps texts for less than most of the model's runs take.
static FORGETFUL: LazyLock<AnnotateStage> = LazyLock::new(|| stage_keeping(120, &[]));

/// By then every embargo of the model is over.
const AFTER_ALL_MS: i64 = 100_000;

fn item() -> impl Strategy<Value = WireItem> {
    let status = prop_oneof![
        6 => Just(PubStatus::Usable),
        1 => Just(PubStatus::Withheld),
        1 => Just(PubStatus::Unknown),
        2 => Just(PubStatus::Canceled),
    ];
    let version = prop_oneof![1 => Just(None), 6 => (1..5_i64).prop_map(Some)];
    let created = prop_oneof![2 => Just(None), 1 => (0..3_i64).prop_map(Some)];
    let until = prop_oneof![3 => Just(None), 2 => (0..40_i64).prop_map(|tens| Some(tens * 10))];
    let rest = (0..URIS.len(), 0..4_i64, 0..12_u8);
    (status, version, created, until, rest).prop_map(made_item)
}

type Made = (
    PubStatus,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    (usize, i64, u8),
);

/// Bodies are numbers, so that no language model is asked.
fn made_item((pub_status, version, created, until, (uri, body, unreadable)): Made) -> WireItem {
    let embargoed_until = until.map(Timestamp::from_millis);
    let unreadable = unreadable == 0 && embargoed_until.is_none();
    WireItem {
        uri: URIS[uri].to_owned(),
        version,
        version_created: created.map(Timestamp::from_millis),
        pub_status,
        embargoed_until,
        embargo_text: (embargoed_until.is_some() || unreadable).then(|| "made".to_owned()),
        body: (pub_status != PubStatus::Canceled).then(|| body.to_string()),
        source: "made".to_owned(),
        ..WireItem::default()
    }
}

/// Each item comes in a delivery of its own: what the same delivery gives again takes its place by intent.
fn items() -> impl Strategy<Value = Vec<WireItem>> {
    proptest::collection::vec(item(), 1..9).prop_map(|mut items| {
        for (i, item) in items.iter_mut().enumerate() {
            item.raw = RawReference {
                delivery_id: format!("{i:016x}{:048}", 0),
                span: None,
            };
        }
        items
    })
}

/// One arrival: which item, and what happens around it.
#[derive(Debug, Clone)]
struct Arrival {
    which: usize,
    /// How long before it was received; less than nothing where the producer's clock is ahead of the log's.
    lag_ms: i64,
    /// How far the log's clock moves first.
    pause_ms: i64,
    /// Whether the process ended and started again in between.
    restart: bool,
    /// Whether a tick follows, and how far this machine's clock is ahead of the log's then.
    tick_ahead_ms: Option<i64>,
}

/// Every item once at least, in any order, some again.
fn arrivals(count: usize) -> impl Strategy<Value = Vec<Arrival>> {
    let again = proptest::collection::vec(any::<Index>(), 0..6);
    let order = again.prop_map(move |again| {
        let repeated = again.into_iter().map(|index| index.index(count));
        (0..count).chain(repeated).collect::<Vec<_>>()
    });
    order.prop_shuffle().prop_flat_map(|order| {
        let steps = order.into_iter().map(|which| {
            let tick_ahead = proptest::option::of(0..40_i64);
            (-20..30_i64, 0..60_i64, any::<bool>(), tick_ahead).prop_map(
                move |(lag_ms, pause_ms, restart, tick_ahead_ms)| Arrival {
                    which,
                    lag_ms,
                    pause_ms,
                    restart,
                    tick_ahead_ms,
                },
            )
        });
        steps.collect::<Vec<_>>()
    })
}

fn scenario() -> impl Strategy<Value = (Vec<WireItem>, Vec<Arrival>, Vec<Arrival>)> {
    items().prop_flat_map(|items| {
        let count = items.len();
        (Just(items), arrivals(count), arrivals(count))
    })
}

/// Where the set of a uri's items puts it, whatever their order: status, newest version, kill, public content.
type End = (
    LineageStatus,
    Option<VersionKey>,
    Option<Option<i64>>,
    Option<String>,
);

fn end_by_definition(items: &[WireItem], uri: &str) -> Option<End> {
    let of_uri: Vec<_> = items.iter().filter(|item| item.uri == uri).collect();
    if of_uri.is_empty() {
        return None;
    }
    let (kills, texts): (Vec<_>, Vec<_>) = of_uri
        .into_iter()
        .partition(|item| item.pub_status == PubStatus::Canceled);
    let kills_all = kills.iter().any(|kill| kill.version.is_none());
    let killed_version = kills.iter().filter_map(|kill| kill.version).max();
    let alive = |item: &&&WireItem| {
        !kills_all && killed_version.is_none_or(|killed| item.version > Some(killed))
    };
    let keys: BTreeSet<_> = texts
        .iter()
        .filter(alive)
        .map(|item| key_of(item))
        .collect();
    let newest = keys.last().copied();
    let usable = newest.is_some_and(|newest| newest.usability == Usability::Usable);
    let kill = (!kills.is_empty()).then(|| killed_version.filter(|_| !kills_all));
    let status = match (usable, kill) {
        (true, _) => LineageStatus::Public,
        (false, Some(_)) => LineageStatus::Killed,
        (false, None) => LineageStatus::Withheld,
    };
    let content = newest
        .filter(|_| usable)
        .map(|newest| newest.content.to_string());
    Some((status, newest, kill, content))
}

fn key_of(item: &WireItem) -> VersionKey {
    VersionKey::of(&WireItem {
        content_hash: identity::content_hash(item),
        ..item.clone()
    })
    .unwrap()
}

fn end_of(desk: &Desk<'_>, uri: &str) -> Option<End> {
    let known = KnownUri::from_state(&desk.lineage_state(uri)?);
    let kill = known.kill.map(|kill| match kill {
        lineage::Kill::UpTo(version) => Some(version),
        lineage::Kill::All => None,
    });
    let content = desk.public_content(uri).map(|hash| hash[..32].to_owned());
    Some((
        known.status,
        known.newest.map(|newest| newest.key),
        kill,
        content,
    ))
}

fn play<'a>(stage: &'a AnnotateStage, items: &[WireItem], arrivals: &[Arrival]) -> Desk<'a> {
    let mut desk = Desk::new(stage);
    for arrival in arrivals {
        desk.now_ms += arrival.pause_ms;
        if arrival.restart {
            desk.start_again();
        }
        let item = &items[arrival.which];
        take_and_check(&mut desk, item, arrival.lag_ms);
        if let Some(ahead_ms) = arrival.tick_ahead_ms {
            desk.ahead_ms = ahead_ms;
            desk.tick();
        }
    }
    desk.now_ms = AFTER_ALL_MS;
    desk.tick();
    desk
}

fn take_and_check(desk: &mut Desk<'_>, item: &WireItem, lag_ms: i64) {
    let running = desk
        .lineage_state(&item.uri)
        .and_then(|state| state.embargoed_until);
    let told_before = desk.told.len();
    let outcome = desk.take_late(item, lag_ms);
    if outcome == Outcome::Emitted && item.embargoed_until.is_none() {
        let over = running.is_none_or(|until| until.as_millis() <= desk.now_ms);
        assert!(over, "an embargo runs on for versions that state none");
    }
    if outcome == Outcome::Held {
        let own = key_of(item).content.to_string();
        let leaked = desk.told[told_before..]
            .iter()
            .any(|told| told.record.item.content_hash.starts_with(&own));
        assert!(!leaked, "nothing of what is held goes on");
    }
    let (state, told) = (desk.state.clone(), desk.told.len());
    let again = desk.take_late(item, lag_ms);
    let nothing_new = match outcome {
        Outcome::Emitted | Outcome::Held | Outcome::Unchanged => again == Outcome::Unchanged,
        _ => matches!(again, Outcome::Unchanged | Outcome::Stale | Outcome::Killed),
    };
    assert!(nothing_new, "{outcome:?} and then {again:?}");
    assert_eq!(
        (&state, told),
        (&desk.state, desk.told.len()),
        "a repeat changes nothing"
    );
}

proptest! {
    #[test]
    fn any_order_ends_in_the_same_state((items, one, other) in scenario()) {
        let stage = &*FORGETFUL;
        let desks = [play(stage, &items, &one), play(stage, &items, &other)];
        for desk in &desks {
            for uri in URIS {
                prop_assert_eq!(end_of(desk, uri), end_by_definition(&items, uri));
            }
            for topics in [[CURRENT, EMBARGOED], [EMBARGOED, CURRENT]] {
                prop_assert_eq!(&desk.restored(topics), &desk.state, "replay rebuilds the state");
            }
        }
    }
}
