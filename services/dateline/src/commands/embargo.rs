//! `dateline embargo`: what is held, and the desk's word that it may go.

use std::{collections::BTreeMap, io, time::SystemTime};

use clap::{Args, Subcommand};
use comfy_table::{Table, presets::NOTHING};
use dateline_runtime::{
    Control, Outgoing,
    exit::{Exit, Failure},
    kafka::KafkaCluster,
    log::{Cluster, LogError, Writer as _},
    table::{patiently, read_to_end},
};
use dateline_schemas::{
    AnnotatedItem, Codec, PubStatus, Timestamp, WireItem, identity::content_hash,
    item::DESK_SOURCE, topic::Topic,
};
use serde_json::json;

use crate::{
    Streams,
    cli::ToolArguments,
    commands::{service::ServicePlan, totals::read_totals},
    config::{Config, to_timestamp},
    pipeline::{Identity, start_failure},
};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline embargo ls --brokers 127.0.0.1:9092
      what is held, until when, and why
  dateline embargo release --reason 'the speech has begun' urn:dateline:anp:123
      it goes on within a second; the reason goes with it";

/// What can be done about held items.
#[derive(Debug, Clone, Subcommand)]
pub enum EmbargoCommand {
    /// Show what is held under an embargo or withheld
    #[command(before_help = EXAMPLES)]
    Ls(LsArguments),
    /// Let held items go before their time, or although they are withheld
    #[command(before_help = EXAMPLES)]
    Release(ReleaseArguments),
}

/// How `ls` is called.
#[derive(Debug, Clone, Default, Args)]
pub struct LsArguments {
    /// Print JSON Lines, with the whole items
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub tool: ToolArguments,
}

/// How `release` is called.
#[derive(Debug, Clone, Default, Args)]
pub struct ReleaseArguments {
    /// URIs of the items, as `ls` shows them
    #[arg(required = true, value_name = "URI")]
    pub uris: Vec<String>,
    /// Why, for whoever reads the item later
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub tool: ToolArguments,
}

/// Does what was asked for.
///
/// # Errors
/// What is wrong with the configuration, or keeps it from being done.
pub fn execute(command: &EmbargoCommand, streams: &mut Streams<'_>) -> anyhow::Result<Exit> {
    let tool = match command {
        EmbargoCommand::Ls(arguments) => &arguments.tool,
        EmbargoCommand::Release(arguments) => &arguments.tool,
    };
    let plan = ServicePlan::of_tool(tool)?;
    let config = &plan.config.value;
    let cluster = KafkaCluster::new(config.client_properties());
    let held = read_held(&cluster, config).map_err(|error| start_failure(&error))?;
    match command {
        EmbargoCommand::Ls(arguments) => list(&held, arguments.json, streams)?,
        EmbargoCommand::Release(arguments) => {
            let missing = arguments.uris.iter().find(|uri| !held.contains_key(*uri));
            if let Some(uri) = missing {
                return Err(not_held(uri));
            }
            let now = to_timestamp(SystemTime::now()).unwrap_or_default();
            release(&cluster, config, &arguments.uris, &arguments.reason, now)
                .map_err(|error| start_failure(&error))?;
            for uri in &arguments.uris {
                writeln!(
                    streams.output,
                    "{uri} goes on with the next tick of the enricher"
                )?;
            }
        }
    }
    Ok(Exit::Done)
}

fn not_held(uri: &str) -> anyhow::Error {
    let message = format!(
        "{uri:?} is not held\n  where: the command line\n  why:   it was released, killed or replaced, or never came\n  \
         do:    `dateline embargo ls` shows what is held"
    );
    Failure::new(Exit::Usage, message).into()
}

/// Held items by their uris. One that is let go meanwhile is gone from the table at the next look.
fn read_held<C: Cluster>(
    cluster: &C,
    config: &Config,
) -> Result<BTreeMap<String, AnnotatedItem>, LogError> {
    let codec = Codec::single_object();
    let mut held = BTreeMap::new();
    let mut unreadable = None;
    let topic = config.topic(Topic::Embargoed);
    read_to_end(
        &mut cluster.table()?,
        &topic,
        &Control::default(),
        |record| {
            let uri = String::from_utf8_lossy(record.key.unwrap_or_default()).into_owned();
            match record
                .value
                .map(|value| codec.decode::<AnnotatedItem>(value))
            {
                None => drop(held.remove(&uri)),
                Some(Ok(item)) => drop(held.insert(uri, item)),
                Some(Err(error)) => {
                    unreadable = Some(format!(
                        "{topic}/{}@{}: {error}",
                        record.partition, record.offset
                    ));
                }
            }
        },
    )?;
    unreadable.map_or(Ok(held), |message| Err(LogError::Fatal(message)))
}

fn list(
    held: &BTreeMap<String, AnnotatedItem>,
    json: bool,
    streams: &mut Streams<'_>,
) -> anyhow::Result<()> {
    let mut items: Vec<&WireItem> = held.values().map(|held| &held.item).collect();
    let no_time = Timestamp::MAX;
    items.sort_by_key(|item| (item.embargoed_until.unwrap_or(no_time), item.uri.clone()));
    if json {
        for item in items {
            let line = json!({"why": why(item), "item": item});
            serde_json::to_writer(&mut streams.output, &line).map_err(io::Error::from)?;
            streams.output.write_all(b"\n")?;
        }
        return Ok(());
    }
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_header(["until", "why", "provider", "headline", "uri"]);
    for item in &items {
        let until = item
            .embargoed_until
            .map_or_else(|| "-".to_owned(), |until| until.to_string());
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        table.add_row([
            until,
            why(item),
            text(&item.provider),
            text(&item.headline),
            item.uri.clone(),
        ]);
    }
    if items.is_empty() {
        writeln!(streams.output, "nothing is held")?;
    } else {
        writeln!(streams.output, "{}", table.trim_fmt())?;
    }
    Ok(())
}

/// Why an item is held, in words.
fn why(item: &WireItem) -> String {
    match (item.pub_status, item.embargoed_until, &item.embargo_text) {
        (PubStatus::Withheld, ..) => "withheld".to_owned(),
        (PubStatus::Unknown, ..) => "status not known".to_owned(),
        (_, None, Some(text)) => format!("embargo that cannot be read: {text:?}"),
        _ => "embargo".to_owned(),
    }
}

/// Writes the desk's word into the items, and that it did into the totals of the desk, in one transaction.
fn release<C: Cluster>(
    cluster: &C,
    config: &Config,
    uris: &[String],
    reason: &str,
    now: Timestamp,
) -> Result<(), LogError> {
    let (codec, control) = (Codec::single_object(), Control::default());
    let unwritable = |error: dateline_schemas::EncodeError| LogError::Fatal(error.to_string());
    // A second desk at the same time fences this one: the totals are read before they are written.
    let id = Identity::of(config).tool("desk");
    let mut writer = patiently(&control, || cluster.writer(&id))?;
    let topic = config.topic(Topic::Checkpoints);
    let mut table = cluster.table()?;
    let mut totals = read_totals(&mut table, &topic, DESK_SOURCE, &codec, &control)?;
    writer.begin()?;
    for uri in uris {
        let mut item = WireItem::release(uri, reason, now);
        item.content_hash = content_hash(&item);
        let value = codec.encode(&item).map_err(unwritable)?;
        let items = config.topic(Topic::Items);
        writer.send(Outgoing::keyed(&items, uri.as_bytes(), Some(value)))?;
        *totals.totals.entry("items".to_owned()).or_default() += 1;
    }
    totals.last_seen = now;
    let value = codec.encode(&totals).map_err(unwritable)?;
    writer.send(Outgoing::keyed(&topic, DESK_SOURCE.as_bytes(), Some(value)))?;
    writer.commit()
}
