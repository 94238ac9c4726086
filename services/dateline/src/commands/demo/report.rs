//! What the demo came to: read from the sink's file, the dead letters and the ledger, and from nowhere else.

use std::{collections::HashMap, fs};

use anyhow::Context as _;
use dateline_runtime::{
    Control, dead_letter,
    log::{Cluster, LogError},
    table::read_to_end,
};
use dateline_schemas::{EnrichedItem, LineagePosition, RegionRole, topic::Topic};
use serde::Serialize;
use serde_json::json;

use super::{folder::DemoFolder, play::Played};
use crate::{commands::audit::Account, config::Config, pipeline::start_failure};

/// All that a person is told.
#[derive(Debug)]
pub struct Report {
    pub steps: Vec<Played>,
    pub items: Vec<ItemRow>,
    pub quarantined: Vec<DeadRow>,
    pub account: Account,
    /// Lines in the sink's file: a revision each.
    pub revisions: usize,
    pub folder: DemoFolder,
}

/// An item as it stands at the end.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ItemRow {
    pub number: usize,
    pub uri: String,
    /// Headline, else the text; null once it was killed.
    pub text: Option<String>,
    pub credits: Vec<String>,
    pub language: Option<String>,
    pub confidence: Option<f64>,
    /// Where it was filed: codes of regions.
    pub filed: Vec<String>,
    /// What it is about: codes of regions, the weightiest first.
    pub about: Vec<String>,
    /// Number of its story, in the order in which stories began.
    pub story: Option<usize>,
    pub relation: &'static str,
    /// Number of the item that the relation is to.
    pub of: Option<usize>,
    /// Of a killed item: numbers of the items that contain its text.
    pub contained_in: Vec<usize>,
    pub revision: i64,
    pub position: &'static str,
    /// What happened to it, a word each revision.
    pub changes: Vec<&'static str>,
}

/// What was put aside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DeadRow {
    pub source: String,
    pub reason: String,
    /// What, where, why and what to do.
    pub message: String,
    pub bytes: usize,
}

impl Report {
    /// Reads what the pipeline has left.
    ///
    /// # Errors
    /// A file or a log that cannot be read.
    pub fn read<C: Cluster>(
        steps: Vec<Played>,
        folder: DemoFolder,
        cluster: &C,
        config: &Config,
    ) -> anyhow::Result<Self> {
        let results = folder.results();
        let lines = fs::read_to_string(&results).with_context(|| results.clone())?;
        let records: Result<Vec<EnrichedItem>, _> =
            lines.lines().map(serde_json::from_str).collect();
        let records = records.with_context(|| results.clone())?;
        let log_failure = |error: LogError| start_failure(&error);
        Ok(Self {
            steps,
            revisions: records.len(),
            items: rows(&records),
            quarantined: dead_letters(cluster, config).map_err(log_failure)?,
            account: Account::read(cluster, config).map_err(log_failure)?,
            folder,
        })
    }

    /// The same for a machine.
    pub fn to_json(&self) -> serde_json::Value {
        json!({
            "folder": self.folder.path(),
            "results": self.folder.results(),
            "revisions": self.revisions,
            "steps": self.steps,
            "items": self.items,
            "quarantined": self.quarantined,
            "account": self.account.to_json(),
        })
    }
}

/// A row for each uri, in the order of first revisions.
fn rows(records: &[EnrichedItem]) -> Vec<ItemRow> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut stories: HashMap<&str, usize> = HashMap::new();
    let mut rows: Vec<ItemRow> = Vec::new();
    for record in records {
        let count = numbers.len();
        let number = *numbers.entry(&record.item.uri).or_insert(count + 1);
        let changes = match rows.get_mut(number - 1) {
            Some(row) => std::mem::take(&mut row.changes),
            None => {
                rows.push(ItemRow::default());
                Vec::new()
            }
        };
        let count = stories.len();
        let story = record.dedup.story_id.as_deref();
        let story = story.map(|story| *stories.entry(story).or_insert(count + 1));
        let row = ItemRow {
            number,
            story,
            of: numbers
                .get(record.dedup.of.as_deref().unwrap_or_default())
                .copied(),
            contained_in: (record.dedup.containing_uris.iter())
                .filter_map(|uri| numbers.get(uri.as_str()).copied())
                .collect(),
            changes: [changes, vec![record.lineage.change.symbol()]].concat(),
            ..row_of(record)
        };
        rows[number - 1] = row;
    }
    rows
}

fn row_of(record: &EnrichedItem) -> ItemRow {
    let regions = |wanted: fn(RegionRole) -> bool| {
        let mut codes: Vec<String> = Vec::new();
        for region in record.regions.iter().filter(|region| wanted(region.role)) {
            if !codes.contains(&region.code) {
                codes.push(region.code.clone());
            }
        }
        codes
    };
    let text = record.item.headline.as_ref().or(record.item.body.as_ref());
    let is_text = record.lineage.position == LineagePosition::Newest;
    ItemRow {
        uri: record.item.uri.clone(),
        text: text.cloned(),
        credits: record.item.credits.clone(),
        language: record
            .language
            .as_ref()
            .map(|language| language.tag.clone()),
        confidence: record.language.as_ref().map(|language| language.confidence),
        filed: regions(|role| matches!(role, RegionRole::Dateline | RegionRole::Located)),
        about: regions(|role| role == RegionRole::About),
        relation: if is_text {
            record.dedup.relation.symbol()
        } else {
            ""
        },
        revision: record.lineage.revision,
        position: record.lineage.position.symbol(),
        ..ItemRow::default()
    }
}

fn dead_letters<C: Cluster>(cluster: &C, config: &Config) -> Result<Vec<DeadRow>, LogError> {
    let mut letters = Vec::new();
    let mut table = cluster.table()?;
    let topic = config.topic(Topic::Dead);
    read_to_end(&mut table, &topic, &Control::default(), |record| {
        let text =
            |bytes: Option<&[u8]>| String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned();
        letters.push(DeadRow {
            source: text(record.key),
            reason: text(record.headers.get(dead_letter::ERROR_CLASS)),
            message: text(record.headers.get(dead_letter::ERROR_MESSAGE)),
            bytes: record.value.map_or(0, <[u8]>::len),
        });
    })?;
    letters.sort();
    Ok(letters)
}
