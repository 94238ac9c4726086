//! `dateline replay`: deliveries of the log, parsed again with today's parsers and configuration.

mod forecast;
mod pace;
mod report;
mod selection;
mod sender;
#[cfg(test)]
mod tests;

use std::time::SystemTime;

use clap::Args;
use dateline_producer::{SourceSpec, replay};
use dateline_runtime::{
    Control, Record, TopicName,
    exit::{Exit, Failure},
    kafka::KafkaCluster,
    log::{Cluster, LogError},
    table::{patiently, read_to_end},
};
use dateline_schemas::{Codec, Delivery, Timestamp, topic::Topic};

use self::{
    forecast::Forecast,
    report::{Lines, Progress, Report},
    selection::Selection,
    sender::Sender,
};
use crate::{
    Streams,
    cli::ToolArguments,
    commands::{Chassis, ServicePlan},
    config::{Config, SourceFormat, to_timestamp},
    pipeline::{SchemaExchange, start_failure},
};

pub use self::selection::{Moment, NoMoment};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline replay --source agency --dry-run
      what would become of all that the log has of a source, without a trace
  dateline replay --source agency --since 2026-03-01 --reason 'zone was missing' --config newsroom.toml
      what was received since then is parsed again, as the source is configured now
  dateline replay --source agency --since 2026-03-01T06:00:00Z --until 2026-03-01T09:00:00Z --format nitf --rate 50
      one morning, in another format, slowly
  dateline replay --source agency --dry-run --json | jq -r 'select(.outcome == \"reparsed\") | .uri'
      which items would get a new revision";

/// How `replay` is called.
#[derive(Debug, Clone, Args)]
pub struct ReplayArguments {
    /// Source whose deliveries are parsed again; it has to be configured as it is to be read
    #[arg(long, value_name = "NAME")]
    pub source: String,
    /// Deliveries received from then on: a day, which begins in UTC, or a time in RFC 3339; else from the first one
    #[arg(long, value_name = "TIME")]
    pub since: Option<Moment>,
    /// Deliveries received before then; else before now
    #[arg(long, value_name = "TIME")]
    pub until: Option<Moment>,
    /// Format of the deliveries, instead of the configured one; sniff looks at their content
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<SourceFormat>,
    /// Write nothing; say what would become of each item
    #[arg(long)]
    pub dry_run: bool,
    /// Print a JSON line for each item, and the sum on standard error
    #[arg(long)]
    pub json: bool,
    /// Why, for whoever reads the items later; else that this version parsed them again
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Most items a second; it is slower while annotate is more than 500 records behind
    #[arg(long, value_name = "ITEMS", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: u32,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub tool: ToolArguments,
}

/// Parses again, and sends what comes of it, until all is done or it is told to end.
///
/// # Errors
/// What makes no sense, is wrong with the configuration, or keeps it from being done.
pub fn execute(arguments: &ReplayArguments, streams: &mut Streams<'_>) -> anyhow::Result<Exit> {
    let now = to_timestamp(SystemTime::now()).unwrap_or_default();
    let (source, since, until) = (&arguments.source, arguments.since, arguments.until);
    let selection = Selection::try_new(source, since, until, now).map_err(|error| {
        let message = format!(
            "no time to replay\n  where: --since and --until\n  why:   {error}\n  do:    let --until be later than --since"
        );
        Failure::new(Exit::Usage, message)
    })?;
    let mut plan = ServicePlan::of_tool(&arguments.tool)?;
    // A tool has nothing to scrape, and may run beside a service that has the port.
    plan.admin = None;
    let spec = arguments.spec(&plan.config.value)?;
    let chassis = Chassis::start(&plan)?;
    let control = chassis.waiting_control();
    let cluster = KafkaCluster::new(plan.config.value.client_properties());
    let replay = Replay {
        arguments,
        config: &plan.config.value,
        spec: &spec,
        selection: &selection,
        now,
    };
    replay.run(&cluster, &control, streams)
}

impl ReplayArguments {
    /// The source as it is configured now.
    fn spec(&self, config: &Config) -> anyhow::Result<SourceSpec> {
        let specs = config.producer.source_specs();
        let names: Vec<String> = specs.iter().map(|spec| spec.name.clone()).collect();
        let spec = specs.into_iter().find(|spec| spec.name == self.source);
        let mut spec = spec.ok_or_else(|| not_configured(&self.source, &names))?;
        if let Some(SourceFormat(format)) = self.format {
            spec.format = format;
        }
        Ok(spec)
    }

    /// Why items are parsed again, as they say it. Neither a time nor anything else of this run: two say the same.
    fn reason(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let reason = self.reason.clone();
        reason.unwrap_or_else(|| format!("parsed again by dateline {version}"))
    }

    fn lines(&self) -> Lines {
        match (self.json, self.dry_run) {
            (true, _) => Lines::Json,
            (false, true) => Lines::Changes,
            (false, false) => Lines::None,
        }
    }
}

fn not_configured(source: &str, names: &[String]) -> anyhow::Error {
    let configured = match names {
        [] => "no source is configured".to_owned(),
        names => format!("configured are {}", names.join(", ")),
    };
    let message = format!(
        "there is no source {source:?}\n  where: producer.sources\n  why:   its namespace, zone and rights make its items, and {configured}\n  \
         do:    name one of these, or the file that has it with --config"
    );
    Failure::new(Exit::Usage, message).into()
}

/// One replay.
struct Replay<'a> {
    arguments: &'a ReplayArguments,
    config: &'a Config,
    spec: &'a SourceSpec,
    selection: &'a Selection,
    now: Timestamp,
}

impl Replay<'_> {
    fn run<C: Cluster>(
        &self,
        cluster: &C,
        control: &Control,
        streams: &mut Streams<'_>,
    ) -> anyhow::Result<Exit> {
        let failed = |error: LogError| self.failure(&error, control);
        let codec = Codec::single_object();
        let schemas = self.config.topic(Topic::Schemas);
        SchemaExchange::new(cluster, codec.clone(), vec![schemas], control.clone()).refresh();
        let current = self.config.topic(Topic::Current);
        let forecast =
            Forecast::read(cluster, &current, &codec, control, self.now).map_err(failed)?;
        let sender = match self.arguments.dry_run {
            true => None,
            false => Some(Sender::new(
                cluster,
                self.config,
                control,
                self.arguments.rate,
            )),
        };
        let mut reading = Reading {
            replay: self,
            reason: self.arguments.reason(),
            items: self.config.topic(Topic::Items),
            codec,
            forecast,
            sender: sender.transpose().map_err(failed)?,
            report: Report::new(self.arguments.lines()),
            progress: Progress::on_terminal(),
            streams,
        };
        reading.read_all(cluster, control)?;
        reading.end(control)
    }

    fn failure(&self, error: &LogError, control: &Control) -> anyhow::Error {
        match error {
            LogError::Fenced(detail) => {
                let message = format!(
                    "another replay under prefix {} took over: {detail}; run this one again when that has ended",
                    self.config.prefix
                );
                Failure::new(Exit::Fenced, message).into()
            }
            LogError::Unavailable(_) if control.is_stopping() => {
                Failure::new(Exit::NotInOrder, "interrupted before anything was sent").into()
            }
            error => start_failure(error),
        }
    }
}

/// A replay while the log is read.
struct Reading<'a, 's, C: Cluster> {
    replay: &'a Replay<'a>,
    reason: String,
    items: TopicName,
    codec: Codec,
    forecast: Forecast,
    sender: Option<Sender<'a, C>>,
    report: Report,
    progress: Progress,
    streams: &'a mut Streams<'s>,
}

impl<C: Cluster> Reading<'_, '_, C> {
    /// Takes one delivery after the other, as it is read: none is kept.
    fn read_all(&mut self, cluster: &C, control: &Control) -> anyhow::Result<()> {
        let replay = self.replay;
        let failed = |error: LogError| replay.failure(&error, control);
        let topic = replay.config.topic(Topic::Raw);
        let mut table = patiently(control, || cluster.table()).map_err(failed)?;
        let mut ended = Ok(());
        let read = read_to_end(&mut table, &topic, control, |record| {
            if !control.is_stopping() {
                ended = self.take(record, control);
                if ended.is_err() {
                    // What cannot be sent on need not be read.
                    control.stop();
                }
            }
        });
        ended?;
        match read {
            Err(LogError::Unavailable(_)) if control.is_stopping() => Ok(()),
            read => read.map_err(failed),
        }
    }

    fn take(&mut self, record: &Record<'_>, control: &Control) -> anyhow::Result<()> {
        let selection = self.replay.selection;
        let Some(value) = record.value.filter(|_| selection.takes_key(record.key)) else {
            return Ok(());
        };
        let delivery: Delivery = match self.codec.decode(value) {
            Ok(delivery) => delivery,
            Err(error) => {
                self.report.unreadable += 1;
                let Record {
                    topic,
                    partition,
                    offset,
                    ..
                } = record;
                let place = format!("{topic}/{partition}@{offset}");
                writeln!(self.streams.messages, "{place} is no delivery: {error}")?;
                return Ok(());
            }
        };
        if !selection.takes(&delivery) {
            return Ok(());
        }
        self.report.delivery(&delivery);
        let parsed = match replay::parse(self.replay.spec, &delivery) {
            Ok(parsed) => parsed,
            Err(unparsed) => {
                let why = unparsed.to_string();
                self.report.unparsed(&delivery, &why, self.streams.output)?;
                return Ok(());
            }
        };
        for rejected in &parsed.rejected {
            self.report
                .rejected(&delivery, rejected, self.streams.output)?;
        }
        for mut item in parsed.items {
            if control.is_stopping() {
                break;
            }
            item.note_replay(&self.reason);
            let fate = self.forecast.foresee(&item);
            self.report
                .item(&delivery, &item, fate, self.streams.output)?;
            if let Some(sender) = &mut self.sender {
                let record = replay::record(&item, &delivery.source, &self.codec, &self.items)?;
                let pushed = sender.push(record, &delivery, self.streams.messages);
                pushed.map_err(|error| self.replay.failure(&error, control))?;
            }
            let sent = self.sender.as_ref().map(Sender::sent);
            self.progress
                .show(&self.report, sent, self.streams.messages);
        }
        Ok(())
    }

    /// Sends what is left, and tells what became of all.
    fn end(mut self, control: &Control) -> anyhow::Result<Exit> {
        if let Some(sender) = &mut self.sender {
            let flushed = sender.flush(self.streams.messages);
            flushed.map_err(|error| self.replay.failure(&error, control))?;
        }
        self.progress.end(self.streams.messages);
        let sent = self.sender.as_ref().map(Sender::sent);
        let sum: &mut dyn std::io::Write = match self.replay.arguments.json {
            true => self.streams.messages,
            false => self.streams.output,
        };
        self.report.sum(self.replay.selection, sent, sum)?;
        if control.is_stopping() {
            let until = self.sender.as_ref().and_then(Sender::sent_until);
            let until = until.map_or_else(String::new, |(received_at, position)| {
                format!(" at {position}: --since {received_at} goes on from there")
            });
            writeln!(
                self.streams.messages,
                "interrupted{until}; run again, it changes nothing where it was"
            )?;
            return Ok(Exit::NotInOrder);
        }
        Ok(match self.report.unreadable {
            0 => Exit::Done,
            _ => Exit::NotInOrder,
        })
    }
}
