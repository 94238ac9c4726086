//! `dateline parse`: the items of deliveries as JSON Lines, without brokers and without a trace.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    time::SystemTime,
};

use anyhow::Context as _;
use clap::Args;
use dateline_producer::formats::{self, DeliveryContext, MAX_DELIVERY_BYTES, Parsed};
use dateline_runtime::exit::{Exit, Failure};
use dateline_schemas::{Timestamp, identity};

use crate::{
    Streams,
    cli::INPUT_NAMESPACE,
    config::{FetchTime, SourceCharset, SourceFormat, SourceZone, to_timestamp},
};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline parse page.txt
      the items of a page, its format found out from its content
  dateline parse --format wire-page --fetched-at 2026-03-01T14:05:00Z page.txt
      \"45 minutes ago\" becomes a time
  curl -s https://wire.example/latest | dateline parse - | jq .headline
      from standard input";

/// Source in the items of this command.
const SOURCE: &str = "parse";

/// How `parse` is called.
#[derive(Debug, Clone, Args)]
pub struct ParseArguments {
    /// Deliveries; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// Format of the deliveries: wire-page, jsonl, dpa, iptc7901, anpa1312, nitf, newsml1, newsmlg2, ninjs, feed, email;
    /// sniff looks at their content
    #[arg(long, value_name = "FORMAT", default_value = "sniff")]
    pub format: SourceFormat,
    /// When they were fetched, base of ages like "45 minutes ago": none, modification_time, or a time in RFC 3339
    #[arg(long, value_name = "TIME", default_value = "none")]
    pub fetched_at: FetchTime,
    /// Character set of deliveries that declare none: iso-8859-1, windows-1252, cp437, iso-6937 and others
    #[arg(long, value_name = "NAME")]
    pub charset: Option<SourceCharset>,
    /// Zone of times that state none, for example Europe/Amsterdam
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<SourceZone>,
}

struct Delivery {
    bytes: Vec<u8>,
    modified: Option<SystemTime>,
}

/// Prints the items; what could not be parsed is told on standard error, and the exit is then 9.
///
/// # Errors
/// A file that cannot be read.
pub fn execute(arguments: &ParseArguments, streams: &mut Streams<'_>) -> anyhow::Result<Exit> {
    let mut exit = Exit::Done;
    for file in &arguments.files {
        let delivery = read(file)?;
        let parsed = arguments.parse(file, &delivery);
        for item in &parsed.items {
            serde_json::to_writer(&mut streams.output, item).map_err(io::Error::from)?;
            streams.output.write_all(b"\n")?;
        }
        for rejected in &parsed.rejected {
            let reason = rejected.reason.label();
            let message = &rejected.message;
            writeln!(streams.messages, "{file}: rejected ({reason}): {message}")?;
            exit = Exit::NotInOrder;
        }
    }
    Ok(exit)
}

impl ParseArguments {
    fn parse(&self, file: &str, delivery: &Delivery) -> Parsed {
        let context = DeliveryContext {
            source: SOURCE.to_owned(),
            namespace: INPUT_NAMESPACE.to_owned(),
            delivery_id: identity::delivery_id(SOURCE, file, &delivery.bytes),
            received_at: to_timestamp(SystemTime::now()).unwrap_or(Timestamp::from_millis(0)),
            fetched_at: self.fetched_at.of_delivery(delivery.modified),
            charset: self.charset.map(|charset| charset.to_string()),
            zone: self.zone.clone().map(|zone| zone.0),
            ..DeliveryContext::default()
        };
        formats::parse_any(self.format.0, &context, &delivery.bytes)
    }
}

fn read(file: &str) -> anyhow::Result<Delivery> {
    if file == "-" {
        let bytes = read_bounded(io::stdin().lock()).context("standard input cannot be read")?;
        return Ok(Delivery {
            bytes,
            modified: None,
        });
    }
    read_file(Path::new(file)).map_err(|error| {
        let message = format!(
            "{file} cannot be read\n  where: the command line\n  why:   {error}\n  do:    name a file that can be read, or - for \
             standard input"
        );
        Failure::new(Exit::Usage, message).into()
    })
}

fn read_file(path: &Path) -> io::Result<Delivery> {
    let file = File::open(path)?;
    let modified = file.metadata()?.modified().ok();
    let bytes = read_bounded(file)?;
    Ok(Delivery { bytes, modified })
}

/// One byte more than a delivery may have is enough for it to be refused.
fn read_bounded(reader: impl Read) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(MAX_DELIVERY_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
