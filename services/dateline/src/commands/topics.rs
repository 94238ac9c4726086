//! `dateline topics`: compares topics with what they should be, and creates them.

use clap::{Args, Subcommand};
use dateline_runtime::{
    config::ConfigError,
    exit::Exit,
    kafka::{KafkaCluster, KafkaTopic},
};
use dateline_schemas::topic::{
    acl::acls,
    plan::{Action, Severity, TopicDescription, TopicOptions, check, plan},
};

use crate::{
    Streams,
    cli::ToolArguments,
    commands::service::ServicePlan,
    pipeline::{describe, start_failure},
};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline topics plan --brokers 127.0.0.1:9092
      what would be created or changed, and who needs access to what
  dateline topics apply --brokers 127.0.0.1:9092
      do it
  dateline topics check --brokers 127.0.0.1:9092
      exits with 4 if services could not start";

/// What can be done about topics.
#[derive(Debug, Clone, Subcommand)]
pub enum TopicsCommand {
    /// Say what `apply` would do, and which access each party needs
    #[command(before_help = EXAMPLES)]
    Plan(TopicsArguments),
    /// Create what is missing and set what differs; partitions are never added
    #[command(before_help = EXAMPLES)]
    Apply(TopicsArguments),
    /// Say what differs
    #[command(before_help = EXAMPLES)]
    Check(TopicsArguments),
}

/// How the commands about topics are called.
#[derive(Debug, Clone, Default, Args)]
pub struct TopicsArguments {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub tool: ToolArguments,
}

impl TopicsArguments {
    /// What these arguments, the environment and the file together ask for.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn plan(&self) -> Result<ServicePlan, ConfigError> {
        ServicePlan::of_tool(&self.tool)
    }
}

/// Does what was asked for.
///
/// # Errors
/// What is wrong with the configuration, or keeps it from being done.
pub fn execute(command: &TopicsCommand, streams: &mut Streams<'_>) -> anyhow::Result<Exit> {
    let (TopicsCommand::Plan(arguments)
    | TopicsCommand::Apply(arguments)
    | TopicsCommand::Check(arguments)) = command;
    let plan = arguments.plan()?;
    let config = &plan.config.value;
    let options = config.topic_options();
    let cluster = KafkaCluster::new(config.client_properties());
    let existing = describe(&cluster, &options).map_err(|error| start_failure(&error))?;
    match command {
        TopicsCommand::Plan(_) => tell_plan(&existing, &options, arguments.json, streams),
        TopicsCommand::Apply(_) => apply(&cluster, &existing, &options, arguments.json, streams),
        TopicsCommand::Check(_) => tell_findings(&existing, &options, arguments.json, streams),
    }
}

fn tell_plan(
    existing: &[TopicDescription],
    options: &TopicOptions,
    json: bool,
    streams: &mut Streams<'_>,
) -> anyhow::Result<Exit> {
    let actions: Vec<String> = plan(existing, options)
        .iter()
        .map(ToString::to_string)
        .collect();
    let acls: Vec<String> = acls(&options.prefix)
        .iter()
        .map(ToString::to_string)
        .collect();
    if json {
        writeln!(
            streams.output,
            "{}",
            serde_json::json!({"actions": actions, "acls": acls})
        )?;
        return Ok(Exit::Done);
    }
    if actions.is_empty() {
        writeln!(
            streams.output,
            "nothing to do: all topics are as they should be"
        )?;
    }
    for line in &actions {
        writeln!(streams.output, "{line}")?;
    }
    writeln!(streams.output, "\naccess that each party needs:")?;
    for line in &acls {
        writeln!(streams.output, "{line}")?;
    }
    Ok(Exit::Done)
}

fn apply(
    cluster: &KafkaCluster,
    existing: &[TopicDescription],
    options: &TopicOptions,
    json: bool,
    streams: &mut Streams<'_>,
) -> anyhow::Result<Exit> {
    let mut done = Vec::new();
    for action in plan(existing, options) {
        let applied = match &action {
            Action::Create(topic) => cluster.create_topic(&KafkaTopic {
                name: topic.name.clone(),
                partitions: topic.partitions,
                replication: topic.replication,
                settings: topic.settings.clone(),
            }),
            Action::Alter { name, settings } => cluster.alter_topic(name, settings),
        };
        applied.map_err(|error| start_failure(&error))?;
        done.push(action.to_string());
        if !json {
            writeln!(streams.output, "{action}: done")?;
        }
    }
    if json {
        writeln!(streams.output, "{}", serde_json::json!({"done": done}))?;
    } else if done.is_empty() {
        writeln!(
            streams.output,
            "nothing to do: all topics are as they should be"
        )?;
    }
    Ok(Exit::Done)
}

fn tell_findings(
    existing: &[TopicDescription],
    options: &TopicOptions,
    json: bool,
    streams: &mut Streams<'_>,
) -> anyhow::Result<Exit> {
    let findings = check(existing, options);
    let fits = findings
        .iter()
        .all(|finding| finding.severity != Severity::Error);
    if json {
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        writeln!(
            streams.output,
            "{}",
            serde_json::json!({"fits": fits, "findings": lines})
        )?;
    } else {
        for finding in &findings {
            writeln!(streams.output, "{finding}")?;
        }
        let verdict = if fits {
            "services can start"
        } else {
            "services cannot start: `dateline topics apply` or see above"
        };
        writeln!(streams.output, "{verdict}")?;
    }
    Ok(if fits { Exit::Done } else { Exit::Incompatible })
}
