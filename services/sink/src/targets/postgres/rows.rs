//! The rows that an item becomes.

use std::{borrow::Cow, collections::HashMap};

use dateline_schemas::{
    Change, EnrichedItem, LineagePosition, Region, RegionRole, Relation, Timestamp, WireItem,
};
use serde::Serialize;

use crate::targets::{Delivered, Refused};

/// Columns of `items`, which are the fields of [`ItemColumns`].
pub(super) const ITEM_COLUMNS: [&str; 26] = [
    "uri",
    "revision",
    "position",
    "change",
    "version",
    "version_text",
    "provider",
    "source",
    "credits",
    "section",
    "urgency",
    "dateline",
    "headline",
    "body",
    "language",
    "language_confidence",
    "primary_region",
    "published_earliest",
    "published_latest",
    "received_at",
    "story_id",
    "relation",
    "of_uri",
    "content_hash",
    "delivery_id",
    "record",
];

/// One item of a batch, ready for the database.
pub(super) struct Row<'a> {
    /// Index in the batch.
    pub(super) index: usize,
    pub(super) item: &'a EnrichedItem,
    /// The columns as a JSON object: the server turns it into the table's row type.
    pub(super) columns: String,
}

#[derive(Serialize)]
struct ItemColumns<'a> {
    uri: &'a str,
    revision: i64,
    position: LineagePosition,
    change: Change,
    version: Option<i64>,
    version_text: Option<&'a str>,
    provider: Option<&'a str>,
    source: &'a str,
    credits: &'a [String],
    section: Option<&'a str>,
    urgency: Option<i64>,
    dateline: Option<&'a str>,
    headline: Option<&'a str>,
    body: Option<&'a str>,
    language: Option<&'a str>,
    language_confidence: Option<f64>,
    primary_region: Option<&'a str>,
    published_earliest: Option<Timestamp>,
    published_latest: Option<Timestamp>,
    received_at: Timestamp,
    story_id: Option<&'a str>,
    relation: Relation,
    of_uri: Option<&'a str>,
    content_hash: &'a str,
    delivery_id: &'a str,
    record: &'a EnrichedItem,
}

impl<'a> From<&'a EnrichedItem> for ItemColumns<'a> {
    fn from(record: &'a EnrichedItem) -> Self {
        let item = &record.item;
        let language = record.language.as_ref();
        let published = item.published.as_ref();
        Self {
            uri: &item.uri,
            revision: record.lineage.revision,
            position: record.lineage.position,
            change: record.lineage.change,
            version: item.version,
            version_text: item.version_text.as_deref(),
            provider: item.provider.as_deref(),
            source: &item.source,
            credits: &item.credits,
            section: item.section.as_deref(),
            urgency: item.urgency,
            dateline: item
                .dateline
                .as_ref()
                .map(|dateline| dateline.text.as_str()),
            headline: item.headline.as_deref(),
            body: item.body.as_deref(),
            language: language.map(|language| language.tag.as_str()),
            language_confidence: language.map(|language| language.confidence),
            primary_region: record.primary_region.as_deref(),
            published_earliest: published.and_then(|published| published.earliest),
            published_latest: published.and_then(|published| published.latest),
            received_at: item.received_at,
            story_id: record.dedup.story_id.as_deref(),
            relation: record.dedup.relation,
            of_uri: record.dedup.of.as_deref(),
            content_hash: &item.content_hash,
            delivery_id: &item.raw.delivery_id,
            record,
        }
    }
}

/// The rows of a batch, in groups in which no uri occurs twice: a statement cannot write a row twice. The groups come
/// in order, so of one uri the earlier record is written first.
pub(super) fn rows_of<'a>(batch: &[Delivered<'a>]) -> Result<Vec<Vec<Row<'a>>>, Vec<Refused>> {
    let mut groups: Vec<Vec<Row<'a>>> = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(batch.len());
    let mut refused = Vec::new();
    for (index, delivered) in batch.iter().enumerate() {
        let item = delivered.item;
        let record = without_text_unless_newest(item);
        match serde_json::to_string(&ItemColumns::from(record.as_ref())) {
            Ok(columns) => {
                let occurrence = seen.entry(&item.item.uri).or_default();
                if groups.len() == *occurrence {
                    groups.push(Vec::new());
                }
                groups[*occurrence].push(Row {
                    index,
                    item,
                    columns,
                });
                *occurrence += 1;
            }
            Err(error) => refused.push(Refused {
                index,
                message: error.to_string(),
            }),
        }
    }
    if refused.is_empty() {
        Ok(groups)
    } else {
        Err(refused)
    }
}

/// The record as the table keeps it. Killed and recalled items come without text; should one ever come with it, or stand
/// where this version knows no name for, the text goes no further than here.
fn without_text_unless_newest(record: &EnrichedItem) -> Cow<'_, EnrichedItem> {
    if record.lineage.position == LineagePosition::Newest {
        return Cow::Borrowed(record);
    }
    let mut blank = record.clone();
    blank.lineage.diff = None;
    blank.item = WireItem {
        headline: None,
        headlines: Vec::new(),
        slugline: None,
        byline: None,
        body: None,
        associations: Vec::new(),
        extensions: Default::default(),
        ..blank.item
    };
    Cow::Owned(blank)
}

/// Regions of many items, column by column.
#[derive(Default)]
pub(super) struct RegionColumns<'a> {
    pub(super) uris: Vec<&'a str>,
    pub(super) ranks: Vec<i32>,
    pub(super) schemes: Vec<&'a str>,
    pub(super) codes: Vec<&'a str>,
    pub(super) roles: Vec<&'static str>,
    pub(super) weights: Vec<f64>,
    pub(super) places: Vec<Option<&'a str>>,
    pub(super) geonames_ids: Vec<Option<i64>>,
}

impl<'a> RegionColumns<'a> {
    /// Adds the regions of an item, strongest first as they stand.
    pub(super) fn add(&mut self, record: &'a EnrichedItem) {
        for (rank, region) in (0..).zip(&record.regions) {
            self.add_one(&record.item.uri, rank, region);
        }
    }

    fn add_one(&mut self, uri: &'a str, rank: i32, region: &'a Region) {
        let place = region.place.as_ref();
        self.uris.push(uri);
        self.ranks.push(rank);
        self.schemes.push(&region.scheme);
        self.codes.push(&region.code);
        self.roles.push(match region.role {
            RegionRole::Located => "located",
            RegionRole::Dateline => "dateline",
            RegionRole::About => "about",
            RegionRole::Unknown => "unknown",
        });
        self.weights.push(region.weight);
        self.places.push(place.map(|place| place.name.as_str()));
        self.geonames_ids
            .push(place.and_then(|place| place.geonames_id));
    }
}

/// Stories that turned out to be one, in the records of a batch: merged ids, and what they are now.
pub(super) fn merges_of<'a>(rows: &[Row<'a>]) -> (Vec<&'a str>, Vec<&'a str>) {
    let merges = rows.iter().flat_map(|row| {
        let dedup = &row.item.dedup;
        let story = dedup.story_id.as_deref();
        let merged = dedup.merged_story_ids.iter();
        merged.filter_map(move |merged| Some((merged.as_str(), story?)))
    });
    merges.unzip()
}
