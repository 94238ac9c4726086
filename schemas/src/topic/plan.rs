//! Compares topics as they are with the table, and says what to do. Pure: the admin client looks and acts elsewhere.

use std::{collections::BTreeMap, fmt};

use crate::topic::{Topic, TopicSpec};

/// Settings of a topic by Kafka's names.
pub type Settings = BTreeMap<String, String>;

/// A topic as a cluster has it, or as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicDescription {
    /// Full name.
    pub name: String,
    /// Number of partitions.
    pub partitions: i32,
    /// Number of replicas.
    pub replication: i32,
    /// Its settings; more than the table has may be there.
    pub settings: Settings,
}

/// What an operator may choose about topics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicOptions {
    /// Prefix of all names.
    pub prefix: String,
    /// Partitions of the topics that items flow through; `None` for the table's number.
    pub partitions: Option<i32>,
    /// Replicas of every topic; with three or more, writes wait for two.
    pub replication: i32,
    /// `retention.ms` by topic, instead of the table's.
    pub retention_ms: BTreeMap<Topic, i64>,
}

impl Default for TopicOptions {
    fn default() -> Self {
        Self {
            prefix: super::DEFAULT_PREFIX.to_owned(),
            partitions: None,
            replication: 1,
            retention_ms: BTreeMap::new(),
        }
    }
}

/// What brings the topics in line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Create the topic.
    Create(TopicDescription),
    /// Set these settings.
    Alter {
        /// Full name of the topic.
        name: String,
        /// Settings to set, with their new values.
        settings: Settings,
    },
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create(topic) => write!(
                formatter,
                "create {} with {} partitions, replication {}, {}",
                topic.name,
                topic.partitions,
                topic.replication,
                listed(&topic.settings)
            ),
            Self::Alter { name, settings } => {
                write!(formatter, "alter {name}: {}", listed(settings))
            }
        }
    }
}

fn listed(settings: &Settings) -> String {
    let parts = settings.iter().map(|(key, value)| format!("{key}={value}"));
    parts.collect::<Vec<_>>().join(" ")
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Works, but not as the table says.
    Warning,
    /// Services refuse to start.
    Error,
}

/// Something that differs from the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Full name of the topic.
    pub topic: String,
    /// What differs, why that matters and what to do, for a person.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(formatter, "{severity}: {}: {}", self.topic, self.message)
    }
}

/// Unlimited, in Kafka's settings.
const UNLIMITED: i64 = -1;
/// With fewer replicas, waiting for two would stop all writing when one is down.
const REPLICATION_FOR_TWO_IN_SYNC: i32 = 3;

/// The topics as they should be.
pub fn wanted(options: &TopicOptions) -> Vec<TopicDescription> {
    let descriptions = Topic::ALL.into_iter().map(|topic| {
        let spec = topic.spec();
        TopicDescription {
            name: topic.name(&options.prefix),
            partitions: partitions(&spec, options),
            replication: options.replication,
            settings: settings(topic, &spec, options),
        }
    });
    descriptions.collect()
}

fn partitions(spec: &TopicSpec, options: &TopicOptions) -> i32 {
    let flows = spec.partition_group.is_some() || spec.public && spec.partitions > 1;
    options
        .partitions
        .filter(|_| flows)
        .unwrap_or(spec.partitions)
}

fn settings(topic: Topic, spec: &TopicSpec, options: &TopicOptions) -> Settings {
    let chosen = options.retention_ms.get(&topic).copied();
    let retention_ms = chosen.or(spec.retention_ms).unwrap_or(UNLIMITED);
    let in_sync = if options.replication >= REPLICATION_FOR_TWO_IN_SYNC {
        2
    } else {
        1
    };
    let always = [
        ("cleanup.policy", spec.cleanup.policy().to_owned()),
        ("max.message.bytes", spec.max_message_bytes.to_string()),
        ("message.timestamp.type", "LogAppendTime".to_owned()),
        ("min.insync.replicas", in_sync.to_string()),
        ("retention.ms", retention_ms.to_string()),
    ];
    let sometimes = [
        ("max.compaction.lag.ms", spec.max_compaction_lag_ms),
        ("min.compaction.lag.ms", spec.min_compaction_lag_ms),
        ("segment.ms", spec.segment_ms),
    ];
    let sometimes = sometimes
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?.to_string())));
    always
        .into_iter()
        .chain(sometimes)
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

/// What to create and to set. A topic that is missing gets the partitions that the others of its group have;
/// partitions and replication of a topic that exists are never changed.
pub fn plan(existing: &[TopicDescription], options: &TopicOptions) -> Vec<Action> {
    let actions = wanted(options).into_iter().zip(Topic::ALL);
    actions
        .filter_map(|(mut want, topic)| {
            let Some(have) = find(existing, &want.name) else {
                if let Some(partitions) = partitions_of_group(existing, topic, &options.prefix) {
                    want.partitions = partitions;
                }
                return Some(Action::Create(want));
            };
            let settings = differing(have, &want);
            (!settings.is_empty()).then_some(Action::Alter {
                name: want.name,
                settings,
            })
        })
        .collect()
}

fn find<'a>(topics: &'a [TopicDescription], name: &str) -> Option<&'a TopicDescription> {
    topics.iter().find(|topic| topic.name == name)
}

fn differing(have: &TopicDescription, want: &TopicDescription) -> Settings {
    let differs = |(key, value): &(&String, &String)| !same(key, have.settings.get(*key), value);
    let settings = want.settings.iter().filter(differs);
    settings
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

fn same(key: &str, have: Option<&String>, want: &str) -> bool {
    let Some(have) = have else { return false };
    if key == "cleanup.policy" {
        // A broker may give the policies back in another order.
        let sorted = |text: &str| {
            let mut parts: Vec<_> = text.split(',').map(|part| part.trim().to_owned()).collect();
            parts.sort();
            parts
        };
        return sorted(have) == sorted(want);
    }
    have == want
}

fn partitions_of_group(existing: &[TopicDescription], topic: Topic, prefix: &str) -> Option<i32> {
    topic.spec().partition_group?;
    group_of(topic).find_map(|member| Some(find(existing, &member.name(prefix))?.partitions))
}

fn group_of(topic: Topic) -> impl Iterator<Item = Topic> {
    let group = topic.spec().partition_group;
    Topic::ALL
        .into_iter()
        .filter(move |member| member.spec().partition_group == group)
}

/// What differs from the table, errors first within each topic's place in the flow.
pub fn check(existing: &[TopicDescription], options: &TopicOptions) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (want, topic) in wanted(options).into_iter().zip(Topic::ALL) {
        match find(existing, &want.name) {
            None => findings.push(finding(
                Severity::Error,
                &want.name,
                "does not exist, and nothing creates topics by itself: run `dateline topics apply`"
                    .to_owned(),
            )),
            Some(have) => {
                findings.extend(unequal_partitions(existing, topic, have, options));
                findings.extend(differences(have, &want));
            }
        }
    }
    findings
}

fn finding(severity: Severity, topic: &str, message: String) -> Finding {
    Finding {
        severity,
        topic: topic.to_owned(),
        message,
    }
}

/// State goes to its input's partition number: unequal counts would lose it.
fn unequal_partitions(
    existing: &[TopicDescription],
    topic: Topic,
    have: &TopicDescription,
    options: &TopicOptions,
) -> Option<Finding> {
    topic.spec().partition_group?;
    let input = group_of(topic).find_map(|member| find(existing, &member.name(&options.prefix)))?;
    let message = format!(
        "has {} partitions, {} has {}: they must be equal, since state goes to its input's partition number. \
         Choose a new prefix and replay",
        have.partitions, input.name, input.partitions
    );
    (have.partitions != input.partitions).then(|| finding(Severity::Error, &have.name, message))
}

fn differences(have: &TopicDescription, want: &TopicDescription) -> Vec<Finding> {
    let mut findings = Vec::new();
    if have.partitions != want.partitions {
        let message = format!(
            "has {} partitions, {} are configured; partitions are never grown, as keys would move: \
             choose a new prefix and replay, or configure {}",
            have.partitions, want.partitions, have.partitions
        );
        findings.push(finding(Severity::Warning, &have.name, message));
    }
    if have.replication < want.replication {
        let message = format!(
            "has {} replicas, {} are configured: a lost broker may lose records. Reassign its partitions",
            have.replication, want.replication
        );
        findings.push(finding(Severity::Warning, &have.name, message));
    }
    for (key, value) in differing(have, want) {
        let found = have.settings.get(&key).map_or("unset", String::as_str);
        let message =
            format!("{key} is {found}, the table says {value}: run `dateline topics apply`");
        findings.push(finding(severity_of(&key), &have.name, message));
    }
    findings
}

/// A setting without which records are lost, refused or wrongly timed is an error.
fn severity_of(setting: &str) -> Severity {
    match setting {
        "cleanup.policy" | "message.timestamp.type" | "max.message.bytes" => Severity::Error,
        _ => Severity::Warning,
    }
}
