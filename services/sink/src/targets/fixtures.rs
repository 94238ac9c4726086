//! Invented records for the tests of all targets.

use dateline_runtime::{NextOffset, Offset};
use dateline_schemas::{
    Change, Dedup, EnrichedItem, Lineage, LineagePosition, Region, RegionRole, Relation, Timestamp,
    WireItem,
};

use super::{Delivered, LogIdentity, Slice};

/// The log that the tests deliver from.
pub(crate) fn identity() -> LogIdentity {
    LogIdentity {
        cluster_id: "cluster-one".to_owned(),
        topic: "wire.enriched".to_owned(),
        topic_id: "topic-one".to_owned(),
    }
}

/// A revision of an item with headline, body, two credits, two regions and a story.
pub(crate) fn item(uri: &str, revision: i64) -> EnrichedItem {
    let region = |code: &str, role, weight| Region {
        scheme: "iso3166-1".to_owned(),
        code: code.to_owned(),
        role,
        weight,
        method: "name".to_owned(),
        ..Region::default()
    };
    EnrichedItem {
        item: WireItem {
            uri: uri.to_owned(),
            provider: Some("ANP".to_owned()),
            source: "desk".to_owned(),
            credits: vec!["ANP".to_owned(), "Reuters".to_owned()],
            headline: Some(format!("Brug bij Zwolle gaat weer open ({revision})")),
            body: Some(
                "De brug over de IJssel is na een week herstel weer open.\nDat meldt de provincie."
                    .to_owned(),
            ),
            received_at: Timestamp::from_millis(1_770_000_000_000),
            ..WireItem::default()
        },
        regions: vec![
            region("NL", RegionRole::Dateline, 1.0),
            region("BE", RegionRole::About, 0.4),
        ],
        primary_region: Some("NL".to_owned()),
        lineage: Lineage {
            revision,
            position: LineagePosition::Newest,
            change: if revision == 1 {
                Change::New
            } else {
                Change::Updated
            },
            ..Lineage::default()
        },
        dedup: Dedup {
            story_id: Some(format!("story-of-{uri}")),
            relation: Relation::Original,
            ..Dedup::default()
        },
        ..EnrichedItem::default()
    }
}

/// The items as records of a partition, from this offset on.
pub(crate) fn batch_of(items: &[EnrichedItem], partition: i32, first: i64) -> Vec<Delivered<'_>> {
    let offsets = (first..).map(Offset);
    let records = items.iter().zip(offsets);
    records
        .map(|(item, offset)| Delivered {
            partition,
            offset,
            item,
        })
        .collect()
}

/// A slice with a ledger that names its end.
pub(crate) fn slice(partition: i32, start: i64, end: i64) -> Slice {
    Slice {
        partition,
        start: NextOffset(start),
        end: NextOffset(end),
        ledger: format!("{{\"inputs\":{end}}}"),
    }
}
