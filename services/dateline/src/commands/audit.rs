//! `dateline audit`: checks that every input has its one outcome.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use clap::Args;
use comfy_table::{Table, presets::NOTHING};
use dateline_runtime::{
    Control, Totals,
    config::ConfigError,
    exit::Exit,
    kafka::KafkaCluster,
    log::{Cluster, LogError, TableReader},
    table::read_to_end,
};
use dateline_schemas::{Checkpoint, Codec, topic::Topic};
use serde_json::json;

use crate::{
    Streams,
    cli::ToolArguments,
    commands::{lag::Lag, service::ServicePlan},
    config::Config,
    pipeline::{Identity, start_failure},
};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline audit --brokers 127.0.0.1:9092
      a table of inputs and outcomes; exits with 9 if they do not add up
  dateline audit --json | jq .balanced
      the same for a machine";

/// How `audit` is called.
#[derive(Debug, Clone, Default, Args)]
pub struct AuditArguments {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub tool: ToolArguments,
}

impl AuditArguments {
    /// What these arguments, the environment and the file together ask for.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn plan(&self) -> Result<ServicePlan, ConfigError> {
        ServicePlan::of_tool(&self.tool)
    }
}

/// Prints the totals.
///
/// # Errors
/// What is wrong with the configuration, or keeps the totals from being read.
pub fn execute(arguments: &AuditArguments, streams: &mut Streams<'_>) -> anyhow::Result<Exit> {
    let plan = arguments.plan()?;
    let config = &plan.config.value;
    let cluster = KafkaCluster::new(config.client_properties());
    let account = Account::read(&cluster, config).map_err(|error| start_failure(&error))?;
    let problems = account.problems();
    if arguments.json {
        writeln!(streams.output, "{}", account.to_json())?;
    } else {
        account.print(streams.output)?;
    }
    Ok(if problems.is_empty() {
        Exit::Done
    } else {
        Exit::NotInOrder
    })
}

/// The totals of everything under one prefix.
#[derive(Debug)]
pub(super) struct Account {
    /// What each source has taken, by what became of it.
    pub(super) sources: BTreeMap<String, BTreeMap<String, i64>>,
    pub(super) stages: Vec<StageAccount>,
    /// Items that the sources had written before the stages were asked: a producer that runs goes on meanwhile.
    pub(super) items_before: i64,
}

#[derive(Debug)]
pub(super) struct StageAccount {
    pub(super) stage: &'static str,
    pub(super) totals: Totals,
    /// Records that are not consumed yet; `None` for a stage that never ran.
    pub(super) behind: Option<i64>,
}

impl Account {
    /// Reads stages in the order of the flow and sources last: what a stage has written counts as input of the next. What
    /// the sources have written is read before, too.
    pub(super) fn read<C: Cluster>(cluster: &C, config: &Config) -> Result<Self, LogError> {
        let identity = Identity::of(config);
        let mut table = cluster.table()?;
        let items_before = count_of(&read_sources(config, &mut table)?, &["items"]);
        let mut stages = Vec::new();
        for (stage, input) in [
            ("annotate", Topic::Items),
            ("link", Topic::Annotated),
            ("sink", Topic::Enriched),
        ] {
            let topic = match input {
                Topic::Items => config.intake_topic(input),
                _ => config.topic(input),
            };
            let lag = Lag::of(cluster, &mut table, &identity.group(stage), &topic)?;
            let mut totals = Totals::default();
            for (_, position) in &lag.committed {
                totals.add(&Totals::from_metadata(&position.metadata));
            }
            stages.push(StageAccount {
                stage,
                totals,
                behind: (!lag.committed.is_empty()).then_some(lag.behind),
            });
        }
        let sources = read_sources(config, &mut table)?;
        Ok(Self {
            sources,
            stages,
            items_before,
        })
    }

    pub(super) fn to_json(&self) -> serde_json::Value {
        let stages: Vec<_> = self.stages.iter().map(StageAccount::to_json).collect();
        let problems = self.problems();
        let balanced = problems.is_empty();
        json!({"balanced": balanced, "problems": problems, "sources": self.sources, "stages": stages})
    }

    /// Tables for a person, and whether they add up.
    pub(super) fn print(&self, output: &mut dyn Write) -> io::Result<()> {
        writeln!(output, "{}", self.sources_table().trim_fmt())?;
        writeln!(output, "\n{}", self.stages_table().trim_fmt())?;
        let problems = self.problems();
        for problem in &problems {
            writeln!(output, "{problem}")?;
        }
        if problems.is_empty() {
            writeln!(output, "\nevery input has its one outcome")?;
        }
        Ok(())
    }

    /// Of all sources: how often these happened.
    pub(super) fn count_of_sources(&self, whats: &[&str]) -> i64 {
        count_of(&self.sources, whats)
    }

    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for StageAccount { stage, totals, .. } in &self.stages {
            let (inputs, outcomes) = (totals.inputs, totals.sum_of_outcomes());
            if inputs != outcomes {
                problems.push(format!(
                    "{stage} has {inputs} inputs and {outcomes} outcomes"
                ));
            }
            if totals.still_held().is_none() {
                problems.push(format!("{stage} ended more holds than it began"));
            }
        }
        let items = self.count_of_sources(&["items"]);
        let annotate = self
            .stages
            .iter()
            .find(|account| account.stage == "annotate" && account.behind == Some(0));
        if let Some(annotate) = annotate
            && !(self.items_before.unsigned_abs()..=items.unsigned_abs())
                .contains(&annotate.totals.inputs)
        {
            let inputs = annotate.totals.inputs;
            problems.push(format!(
                "the sources wrote {items} items and annotate consumed {inputs}"
            ));
        }
        problems
    }

    fn sources_table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(NOTHING).set_header([
            "source",
            "deliveries",
            "already taken",
            "quarantined",
            "items",
            "rejected",
        ]);
        for (source, totals) in &self.sources {
            let count = |what: &str| totals.get(what).copied().unwrap_or(0);
            let rejected: i64 = totals
                .iter()
                .filter(|(what, _)| what.starts_with("rejected."))
                .map(|(_, count)| count)
                .sum();
            let counts = [
                count("taken"),
                count("already_taken"),
                count("quarantined"),
                count("items"),
                rejected,
            ];
            table.add_row(
                std::iter::once(source.clone()).chain(counts.map(|count| count.to_string())),
            );
        }
        table
    }

    fn stages_table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(NOTHING).set_header([
            "stage",
            "inputs",
            "outcomes",
            "behind",
            "still held",
        ]);
        for StageAccount {
            stage,
            totals,
            behind,
        } in &self.stages
        {
            let dead = totals
                .quarantined
                .iter()
                .map(|(reason, count)| format!("quarantined({reason}) {count}"));
            let outcomes = totals
                .outcomes
                .iter()
                .map(|(outcome, count)| format!("{outcome} {count}"))
                .chain(dead);
            table.add_row([
                (*stage).to_owned(),
                totals.inputs.to_string(),
                outcomes.collect::<Vec<_>>().join(", "),
                behind.map_or_else(|| "never ran".to_owned(), |behind| behind.to_string()),
                totals
                    .still_held()
                    .map_or_else(|| "?".to_owned(), |held| held.to_string()),
            ]);
        }
        table
    }
}

impl StageAccount {
    fn to_json(&self) -> serde_json::Value {
        json!({
            "stage": self.stage,
            "inputs": self.totals.inputs,
            "outcomes": self.totals.outcomes,
            "quarantined": self.totals.quarantined,
            "holds_ended": self.totals.holds_ended,
            "behind": self.behind,
        })
    }
}

fn count_of(sources: &BTreeMap<String, BTreeMap<String, i64>>, whats: &[&str]) -> i64 {
    let counts = sources.values().flatten();
    let counted = counts.filter(|(what, _)| whats.contains(&what.as_str()));
    counted.map(|(_, count)| count).sum()
}

fn read_sources<T: TableReader>(
    config: &Config,
    table: &mut T,
) -> Result<BTreeMap<String, BTreeMap<String, i64>>, LogError> {
    let codec = Codec::single_object();
    let mut sources = BTreeMap::new();
    read_to_end(
        table,
        &config.intake_topic(Topic::Checkpoints),
        &Control::default(),
        |record| {
            let checkpoint = record
                .value
                .and_then(|value| codec.decode::<Checkpoint>(value).ok());
            if let Some(checkpoint) = checkpoint.filter(|checkpoint| checkpoint.position.is_none())
            {
                sources.insert(checkpoint.source, checkpoint.totals);
            }
        },
    )?;
    Ok(sources)
}
