//! What stands in PostgreSQL after the run under fire, against a run without faults and against the stream's own model.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail, ensure};
use dateline_schemas::{PubStatus, Timestamp, WireItem};
use dateline_tests::{
    stack::postgres,
    stream::{Expected, Input, Stream},
};
use serde_json::Value;

/// The rows of a database, by uri.
pub struct Rows {
    rows: BTreeMap<String, Value>,
    merges: Vec<(String, String)>,
}

impl Rows {
    pub fn of(database: &str) -> anyhow::Result<Self> {
        let statement = "SELECT to_jsonb(items) || jsonb_build_object('regions', \
               (SELECT jsonb_agg(to_jsonb(region) ORDER BY rank) FROM item_regions region WHERE region.uri = items.uri)) \
             FROM items";
        let mut rows = BTreeMap::new();
        for row in postgres::query(database, statement)? {
            let text = row.into_iter().flatten().next().context("an empty row")?;
            let row: Value = serde_json::from_str(&text)?;
            let uri = row["uri"].as_str().context("a row without uri")?.to_owned();
            rows.insert(uri, row);
        }
        let statement = "SELECT merged_story_id, story_id FROM story_merges";
        let merges = postgres::query(database, statement)?
            .into_iter()
            .filter_map(|row| {
                let mut ids = row.into_iter().flatten();
                Some((ids.next()?, ids.next()?))
            });
        let merges = merges.collect();
        Ok(Self { rows, merges })
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The revision of every uri.
    pub fn revisions(&self) -> BTreeMap<String, i64> {
        let revisions = self
            .rows
            .iter()
            .map(|(uri, row)| (uri.clone(), row["revision"].as_i64().unwrap_or_default()));
        revisions.collect()
    }
}

/// Columns and fields that are compared nowhere: times of the run, and what follows from which of two copies came first
/// (DESIGN, "What is repeatable"): `dedup` is where `relation` and `of_uri` come from.
const OF_THE_RUN: [&str; 4] = ["received_at", "relation", "of_uri", "story_id"];
const OF_THE_RUN_IN_RECORD: [&str; 2] = ["/item/received_at", "/dedup"];
/// Columns and fields that tell how a uri came to stand where it stands. Whether an embargo was over when its item was
/// decided on is a matter of time, so these may differ for uris with one, and for no others.
const OF_THE_WAY: [&str; 2] = ["revision", "change"];
const OF_THE_WAY_IN_RECORD: [&str; 1] = ["/lineage"];

/// Every row of one run as it is in the other.
pub fn expect_equal(stream: &Stream, under_fire: &Rows, fault_free: &Rows) -> anyhow::Result<()> {
    let expected = stream.expected();
    let embargoed: BTreeSet<String> = embargoes(stream).into_keys().collect();
    let uris: BTreeSet<&String> = under_fire
        .rows
        .keys()
        .chain(fault_free.rows.keys())
        .collect();
    let mut differences = Vec::new();
    for uri in uris {
        let is_embargoed = embargoed.contains(uri);
        let stripped = |rows: &Rows| rows.rows.get(uri).map(|row| strip(row, is_embargoed));
        let (one, other) = (stripped(under_fire), stripped(fault_free));
        // A kill of what was held goes nowhere, a kill of what was released is told: that too is a matter of time.
        let killed_in_time = is_embargoed && expected[uri] == Expected::Killed;
        let is_missing_in_one = one.is_none() || other.is_none();
        if one != other && !(killed_in_time && is_missing_in_one) {
            differences.push(format!(
                "{uri}:\n  under fire {one:?}\n  fault-free {other:?}"
            ));
        }
    }
    if !differences.is_empty() {
        let shown = &differences[..differences.len().min(3)];
        bail!("{} rows differ:\n{}", differences.len(), shown.join("\n"));
    }
    Ok(())
}

fn strip(row: &Value, is_embargoed: bool) -> Value {
    let mut row = row.clone();
    let way = |names: &'static [&'static str]| if is_embargoed { names } else { &[] };
    if let Some(columns) = row.as_object_mut() {
        for name in OF_THE_RUN.iter().chain(way(&OF_THE_WAY)) {
            columns.remove(*name);
        }
    }
    let fields = OF_THE_RUN_IN_RECORD
        .iter()
        .chain(way(&OF_THE_WAY_IN_RECORD));
    for pointer in fields {
        if let Some(field) = row["record"].pointer_mut(pointer) {
            *field = Value::Null;
        }
    }
    row
}

/// Every uri as the model of the stream has it.
pub fn expect_model(stream: &Stream, rows: &Rows) -> anyhow::Result<()> {
    let expected = stream.expected();
    for (uri, expected) in &expected {
        let row = rows.rows.get(uri);
        stands(row, expected)
            .with_context(|| format!("{uri}: {expected:?}, and there is {row:?}"))?;
    }
    let unknown = rows.rows.keys().find(|uri| !expected.contains_key(*uri));
    ensure!(unknown.is_none(), "nobody sent {unknown:?}");
    Ok(())
}

fn stands(row: Option<&Value>, expected: &Expected) -> anyhow::Result<()> {
    match (row, expected) {
        (
            Some(row),
            Expected::Public {
                version,
                headline,
                body,
                ..
            },
        ) => {
            ensure!(row["position"] == "newest", "it is not public");
            ensure!(
                row["version"].as_i64() == *version,
                "it has another version"
            );
            ensure!(
                row["headline"].as_str() == headline.as_deref(),
                "it has another headline"
            );
            ensure!(
                row["body"].as_str() == body.as_deref(),
                "it has another text"
            );
        }
        (None, Expected::Public { .. }) => bail!("it is missing"),
        (Some(_), Expected::Held(_)) => bail!("it is under embargo"),
        (Some(row), Expected::Killed | Expected::Withheld) => {
            let position = if *expected == Expected::Killed {
                "killed"
            } else {
                "recalled"
            };
            ensure!(row["position"] == position, "it stands elsewhere");
            let text = [&row["headline"], &row["body"]];
            ensure!(text.iter().all(|text| text.is_null()), "its text is there");
        }
        // What was never public need not be taken back.
        (None, Expected::Killed | Expected::Withheld | Expected::Held(_)) => {}
    }
    Ok(())
}

/// The stories as sets of uris, those that were merged taken together; of these uris only.
fn stories(rows: &Rows, of: &BTreeSet<String>) -> BTreeSet<BTreeSet<String>> {
    let mut parent: BTreeMap<&str, &str> = BTreeMap::new();
    for (merged, story) in &rows.merges {
        let (merged, story) = (root(&parent, merged), root(&parent, story));
        if merged != story {
            parent.insert(merged, story);
        }
    }
    let mut stories: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for uri in of {
        if let Some(story) = rows.rows.get(uri).and_then(|row| row["story_id"].as_str()) {
            stories
                .entry(root(&parent, story))
                .or_default()
                .insert(uri.clone());
        }
    }
    stories.into_values().collect()
}

fn root<'a>(parent: &BTreeMap<&'a str, &'a str>, mut id: &'a str) -> &'a str {
    while let Some(&next) = parent.get(id) {
        id = next;
    }
    id
}

/// Both runs tell the same stories, and whole copies of one text tell one; how many stories have several uris. Only uris
/// are compared of which nothing was ever sent but one usable text: one that is changed, killed or held meanwhile may
/// have had its copies before or after that, as the interleaving of partitions has it.
pub fn expect_same_stories(
    stream: &Stream,
    under_fire: &Rows,
    fault_free: &Rows,
) -> anyhow::Result<usize> {
    let settled = settled_uris(stream);
    let (one, other) = (stories(under_fire, &settled), stories(fault_free, &settled));
    let different: Vec<_> = one.symmetric_difference(&other).take(3).collect();
    ensure!(different.is_empty(), "stories differ: {different:?}");
    for copies in copies(stream, &settled) {
        let is_one_story = one.iter().any(|story| copies.is_subset(story));
        ensure!(
            is_one_story,
            "copies of one text tell several stories: {copies:?}"
        );
    }
    Ok(one.iter().filter(|story| story.len() > 1).count())
}

/// The uris of every text that several of these have.
fn copies(stream: &Stream, of: &BTreeSet<String>) -> Vec<BTreeSet<String>> {
    let mut by_text: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for Input { item, .. } in &stream.inputs {
        if let Some(body) = item.body.as_deref().filter(|_| of.contains(&item.uri)) {
            by_text.entry(body).or_default().insert(item.uri.clone());
        }
    }
    let several = by_text.into_values().filter(|uris| uris.len() > 1);
    several.collect()
}

/// Uris of which nothing was ever sent but one usable text.
fn settled_uris(stream: &Stream) -> BTreeSet<String> {
    let mut texts: BTreeMap<&str, &WireItem> = BTreeMap::new();
    let mut unsettled = BTreeSet::new();
    for Input { item, .. } in &stream.inputs {
        let first = *texts.entry(&item.uri).or_insert(item);
        let is_usable = item.pub_status == PubStatus::Usable && item.embargoed_until.is_none();
        if first != item || !is_usable {
            unsettled.insert(item.uri.as_str());
        }
    }
    let settled = texts.into_keys().filter(|uri| !unsettled.contains(uri));
    settled.map(str::to_owned).collect()
}

/// The end of every embargo of the stream, by uri.
pub fn embargoes(stream: &Stream) -> BTreeMap<String, Timestamp> {
    let items = stream.inputs.iter().map(|input| &input.item);
    let embargoes = items.filter_map(|item| Some((item.uri.clone(), item.embargoed_until?)));
    embargoes.collect()
}
