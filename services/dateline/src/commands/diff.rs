//! `dateline diff`: what two enrichers have made of the same items.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use comfy_table::{Table, presets::NOTHING};
use dateline_runtime::{
    Control, TopicName,
    config::ConfigError,
    exit::Exit,
    kafka::KafkaCluster,
    log::{Cluster, LogError},
    table::read_to_end,
};
use dateline_schemas::{Codec, DecodeError, EnrichedItem, topic::Topic};
use serde_json::{Value, json};

use crate::{
    Streams,
    cli::ToolArguments,
    commands::service::ServicePlan,
    config::{Config, Name},
    pipeline::{SchemaExchange, start_failure},
};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline diff --brokers 127.0.0.1:9092 trial
      what the enricher of prefix trial made otherwise than the one of prefix wire
  dateline diff --json trial | jq -c 'select(.field == \"language.tag\")'
      each difference as a line of JSON";

/// Examples of differences in one field that a person sees.
const SHOWN: usize = 3;

/// Characters of a value that a person sees.
const SHOWN_CHARS: usize = 40;

/// How `diff` is called.
#[derive(Debug, Clone, Args)]
pub struct DiffArguments {
    /// Prefix of the installation that is compared with this one
    #[arg(value_name = "PREFIX")]
    pub other: Name,
    /// Print JSON Lines: each difference, and a line about all of them at the end
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub tool: ToolArguments,
}

impl DiffArguments {
    /// What these arguments, the environment and the file together ask for.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn plan(&self) -> Result<ServicePlan, ConfigError> {
        ServicePlan::of_tool(&self.tool)
    }
}

/// Prints the differences; exits with 9 if there are any. Newest records of both are held in memory meanwhile.
///
/// # Errors
/// What is wrong with the configuration, or keeps the records from being read.
pub fn execute(arguments: &DiffArguments, streams: &mut Streams<'_>) -> anyhow::Result<Exit> {
    let plan = arguments.plan()?;
    let config = &plan.config.value;
    let other = Config {
        prefix: arguments.other.clone(),
        ..config.clone()
    };
    let cluster = KafkaCluster::new(config.client_properties());
    let sides =
        read_newest(&cluster, config).and_then(|left| Ok([left, read_newest(&cluster, &other)?]));
    let difference = Difference::between(sides.map_err(|error| start_failure(&error))?);
    if arguments.json {
        for line in difference.to_json() {
            writeln!(streams.output, "{line}")?;
        }
    } else {
        writeln!(streams.output, "{}", difference.to_text())?;
    }
    Ok(if difference.is_none() {
        Exit::Done
    } else {
        Exit::NotInOrder
    })
}

/// The newest public records of one installation.
#[derive(Debug)]
struct Side {
    topic: TopicName,
    items: BTreeMap<String, EnrichedItem>,
}

fn read_newest<C: Cluster>(cluster: &C, config: &Config) -> Result<Side, LogError> {
    let (codec, control) = (Codec::single_object(), Control::default());
    SchemaExchange::new(
        cluster,
        codec.clone(),
        config.schema_topics(),
        control.clone(),
    )
    .learn()?;
    let topic = config.topic(Topic::Enriched);
    let (mut items, mut unreadable) = (BTreeMap::new(), None);
    read_to_end(&mut cluster.table()?, &topic, &control, |record| {
        let Some(key) = record.key.and_then(|key| std::str::from_utf8(key).ok()) else {
            return;
        };
        match record
            .value
            .map(|value| codec.decode::<EnrichedItem>(value))
        {
            Some(Ok(item)) => drop(items.insert(key.to_owned(), item)),
            Some(Err(error)) => drop(unreadable.get_or_insert((record.offset, error))),
            None => drop(items.remove(key)),
        }
    })?;
    match unreadable {
        None => Ok(Side { topic, items }),
        Some((offset, error)) => Err(unreadable_record(&topic, offset.0, &error)),
    }
}

fn unreadable_record(topic: &TopicName, offset: i64, error: &DecodeError) -> LogError {
    LogError::Fatal(format!(
        "a record of {topic} at offset {offset} cannot be read: {error}"
    ))
}

/// A field that differs in one item.
#[derive(Debug)]
struct Differing {
    uri: String,
    values: [Value; 2],
}

/// How two installations differ.
#[derive(Debug)]
struct Difference {
    topics: [TopicName; 2],
    /// URIs that only one of them has.
    only: [Vec<String>; 2],
    in_both: usize,
    equal: usize,
    /// What made the records of each, and how many of them.
    made_by: [BTreeMap<String, usize>; 2],
    fields: BTreeMap<String, Vec<Differing>>,
}

impl Difference {
    fn between([left, right]: [Side; 2]) -> Self {
        let only = |these: &Side, others: &Side| {
            let uris = these.items.keys();
            let only = uris.filter(|uri| !others.items.contains_key(*uri));
            only.cloned().collect()
        };
        let mut difference = Self {
            only: [only(&left, &right), only(&right, &left)],
            topics: [left.topic.clone(), right.topic.clone()],
            in_both: 0,
            equal: 0,
            made_by: [&left, &right].map(made_by),
            fields: BTreeMap::new(),
        };
        for (uri, item) in &left.items {
            if let Some(other) = right.items.get(uri) {
                difference.compare(uri, [item, other].map(fields_of));
            }
        }
        difference
    }

    fn compare(&mut self, uri: &str, [left, right]: [BTreeMap<String, Value>; 2]) {
        self.in_both += 1;
        let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
        let mut is_equal = true;
        for name in names {
            let values = [&left, &right].map(|side| side.get(name).cloned().unwrap_or_default());
            if values[0] != values[1] {
                is_equal = false;
                let uri = uri.to_owned();
                let differing = self.fields.entry(name.clone()).or_default();
                differing.push(Differing { uri, values });
            }
        }
        self.equal += usize::from(is_equal);
    }

    fn is_none(&self) -> bool {
        self.fields.is_empty() && self.only.iter().all(Vec::is_empty)
    }

    /// Each difference, and all of them together at the end.
    fn to_json(&self) -> Vec<Value> {
        let [left, right] = self.topics.each_ref().map(TopicName::as_str);
        let mut lines = Vec::new();
        for (field, differing) in &self.fields {
            lines.extend(differing.iter().map(
                |Differing {
                     uri,
                     values: [one, other],
                 }| {
                    json!({"uri": uri, "field": field, left: one, right: other})
                },
            ));
        }
        for (topic, uris) in [left, right].into_iter().zip(&self.only) {
            lines.extend(uris.iter().map(|uri| json!({"uri": uri, "only_in": topic})));
        }
        let [made_left, made_right] = &self.made_by;
        lines.push(json!({
            "in_both": self.in_both, "equal": self.equal, "made_by": {left: made_left, right: made_right},
        }));
        lines
    }

    /// A table for a person.
    fn to_text(&self) -> String {
        let [left, right] = &self.topics;
        let mut text = String::new();
        for (topic, made_by) in self.topics.iter().zip(&self.made_by) {
            for (versions, count) in made_by {
                text += &format!("{topic}: {count} items by {versions}\n");
            }
        }
        let [only_left, only_right] = self.only.each_ref().map(Vec::len);
        text += &format!(
            "{} items in both, {} of them alike; {only_left} only in {left}, {only_right} only in {right}\n",
            self.in_both, self.equal
        );
        if self.fields.is_empty() {
            return text;
        }
        let mut table = Table::new();
        table.load_style(NOTHING).set_header([
            "field",
            "items",
            "uri",
            left.as_str(),
            right.as_str(),
        ]);
        for (field, differing) in &self.fields {
            for (number, Differing { uri, values }) in differing.iter().take(SHOWN).enumerate() {
                let [one, other] = values.each_ref().map(shown);
                let (field, count) = match number {
                    0 => (field.clone(), differing.len().to_string()),
                    _ => Default::default(),
                };
                table.add_row([field, count, uri.clone(), one, other]);
            }
        }
        text + "\n" + &table.trim_fmt()
    }
}

/// Versions that made the records, and how many they made.
fn made_by(side: &Side) -> BTreeMap<String, usize> {
    let mut made_by = BTreeMap::new();
    for item in side.items.values() {
        let versions = &item.enrichment;
        let versions = [
            &versions.dateline,
            &versions.language,
            &versions.gazetteer,
            &versions.dedup,
        ];
        let versions = versions.map(String::as_str).join(", ");
        *made_by.entry(versions).or_default() += 1;
    }
    made_by
}

/// All fields of a record but for the versions that made it, by their paths; a list is one value.
fn fields_of(item: &EnrichedItem) -> BTreeMap<String, Value> {
    let mut fields = BTreeMap::new();
    let value = serde_json::to_value(item).unwrap_or_default();
    for (name, value) in value.as_object().into_iter().flatten() {
        if name != "enrichment" {
            flatten(name.clone(), value, &mut fields);
        }
    }
    fields
}

fn flatten(path: String, value: &Value, fields: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                flatten(format!("{path}.{name}"), value, fields);
            }
        }
        Value::Null => {}
        value => drop(fields.insert(path, value.clone())),
    }
}

/// As much of a value as fits into a cell.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use dateline_schemas::{Enrichment, Language, WireItem};

    use super::*;

    fn side(prefix: &str, items: &[(&str, &str, &str)]) -> Side {
        let item = |(uri, headline, tag): &(&str, &str, &str)| {
            let item = EnrichedItem {
                item: WireItem {
                    headline: Some((*headline).to_owned()),
                    ..WireItem::default()
                },
                language: (!tag.is_empty()).then(|| Language {
                    tag: (*tag).to_owned(),
                    ..Language::default()
                }),
                enrichment: Enrichment {
                    dateline: prefix.to_owned(),
                    ..Enrichment::default()
                },
                ..EnrichedItem::default()
            };
            ((*uri).to_owned(), item)
        };
        let topic = TopicName::new(&Topic::Enriched.name(prefix));
        Side {
            topic,
            items: items.iter().map(item).collect(),
        }
    }

    #[test]
    fn what_differs_is_told_by_field_and_versions_are_no_difference() {
        let left = side(
            "wire",
            &[
                ("u:1", "a", "nl"),
                ("u:2", "b", "nl"),
                ("u:3", "c", "de"),
                ("u:4", "d", ""),
            ],
        );
        let right = side(
            "trial",
            &[
                ("u:1", "a", "nl"),
                ("u:2", "b", "af"),
                ("u:4", "d", "en"),
                ("u:5", "e", ""),
            ],
        );
        let difference = Difference::between([left, right]);
        assert!(!difference.is_none());
        insta::assert_snapshot!(difference.to_text());
        let lines: Vec<String> = difference.to_json().iter().map(Value::to_string).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn the_same_items_of_two_builds_are_alike() {
        let sides = ["wire", "trial"].map(|prefix| side(prefix, &[("u:1", "a", "nl")]));
        let difference = Difference::between(sides);
        assert!(difference.is_none());
        assert_eq!((difference.in_both, difference.equal), (1, 1));
    }
}
