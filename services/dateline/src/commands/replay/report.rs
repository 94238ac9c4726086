//! What a replay tells: a line for each item, and the sum.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal as _, Write},
    time::{Duration, Instant},
};

use comfy_table::{CellAlignment, Table, presets::NOTHING};
use dateline_producer::formats::Rejected;
use dateline_schemas::{Delivery, Timestamp, WireItem};
use serde_json::{Value, json};

use super::{forecast::Fate, selection::Selection};

/// How each item is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// In JSON, all of them.
    Json,
    /// For a person, those of which something becomes.
    Changes,
    /// Not at all.
    None,
}

/// Counts and lines.
#[derive(Debug)]
pub struct Report {
    lines: Lines,
    deliveries: u64,
    fates: BTreeMap<Fate, u64>,
    rejected: BTreeMap<&'static str, u64>,
    unparsed: u64,
    /// Records of the log that are no deliveries for this build.
    pub unreadable: u64,
    /// When the last delivery was received.
    last: Option<Timestamp>,
}

impl Report {
    /// Nothing yet.
    pub fn new(lines: Lines) -> Self {
        Self {
            lines,
            deliveries: 0,
            fates: BTreeMap::new(),
            rejected: BTreeMap::new(),
            unparsed: 0,
            unreadable: 0,
            last: None,
        }
    }

    /// Begins with a delivery.
    pub fn delivery(&mut self, delivery: &Delivery) {
        self.deliveries += 1;
        self.last = Some(delivery.received_at);
    }

    /// Tells of an item.
    ///
    /// # Errors
    /// An output that cannot be written.
    pub fn item(
        &mut self,
        delivery: &Delivery,
        item: &WireItem,
        fate: Fate,
        output: &mut dyn Write,
    ) -> io::Result<()> {
        *self.fates.entry(fate).or_default() += 1;
        match self.lines {
            Lines::Json => {
                let line =
                    json!({"outcome": fate.label(), "uri": item.uri, "headline": item.headline});
                write_line(line, delivery, output)
            }
            Lines::Changes if fate != Fate::UNCHANGED && fate != Fate::STALE => {
                let headline = item.headline.as_deref().unwrap_or_default();
                writeln!(output, "{}  {}  {headline}", fate.label(), item.uri)
            }
            Lines::Changes | Lines::None => Ok(()),
        }
    }

    /// Tells of a part of a delivery that is no item.
    ///
    /// # Errors
    /// An output that cannot be written.
    pub fn rejected(
        &mut self,
        delivery: &Delivery,
        rejected: &Rejected,
        output: &mut dyn Write,
    ) -> io::Result<()> {
        let reason = rejected.reason.label();
        *self.rejected.entry(reason).or_default() += 1;
        let message = &rejected.message;
        match self.lines {
            Lines::Json => {
                let (id, headline) = (&rejected.salvage.id, &rejected.salvage.headline);
                let line = json!({"outcome": "quarantined", "reason": reason, "message": message, "id": id, "headline": headline});
                write_line(line, delivery, output)
            }
            Lines::Changes => {
                writeln!(
                    output,
                    "quarantined ({reason})  {}: {message}",
                    delivery.position
                )
            }
            Lines::None => Ok(()),
        }
    }

    /// Tells of a delivery that no parser is given.
    ///
    /// # Errors
    /// An output that cannot be written.
    pub fn unparsed(
        &mut self,
        delivery: &Delivery,
        why: &str,
        output: &mut dyn Write,
    ) -> io::Result<()> {
        self.unparsed += 1;
        match self.lines {
            Lines::Json => {
                let line = json!({"outcome": "unparsed", "message": why});
                write_line(line, delivery, output)
            }
            Lines::Changes => writeln!(output, "unparsed  {}: {why}", delivery.position),
            Lines::None => Ok(()),
        }
    }

    /// The sum; `sent` is `None` for a dry run.
    ///
    /// # Errors
    /// An output that cannot be written.
    pub fn sum(
        &self,
        selection: &Selection,
        sent: Option<u64>,
        output: &mut dyn Write,
    ) -> io::Result<()> {
        if self.deliveries == 0 {
            return writeln!(output, "the log has no delivery {selection}");
        }
        let deliveries = match self.deliveries {
            1 => "1 delivery".to_owned(),
            many => format!("{many} deliveries"),
        };
        let what = match sent {
            Some(sent) => format!("items sent: {sent}; what annotate makes of them:"),
            None => "nothing was written; what annotate would make of their items:".to_owned(),
        };
        writeln!(output, "{deliveries} {selection}; {what}")?;
        let mut table = Table::new();
        table.load_style(NOTHING);
        let fates = self.fates.iter();
        let fates = fates.map(|(fate, count)| (fate.label().to_owned(), *count));
        let rejected = self.rejected.iter();
        let rejected = rejected.map(|(reason, count)| (format!("quarantined ({reason})"), *count));
        let unparsed = ("unparsed deliveries".to_owned(), self.unparsed);
        let unreadable = ("unreadable records".to_owned(), self.unreadable);
        let rows = fates.chain(rejected).chain([unparsed, unreadable]);
        for (what, count) in rows.filter(|(_, count)| *count > 0) {
            table.add_row([what, count.to_string()]);
        }
        if let Some(counts) = table.column_mut(1) {
            counts.set_cell_alignment(CellAlignment::Right);
        }
        writeln!(output, "{}", table.trim_fmt())
    }
}

fn write_line(mut line: Value, delivery: &Delivery, output: &mut dyn Write) -> io::Result<()> {
    line["delivery_id"] = json!(delivery.delivery_id);
    line["position"] = json!(delivery.position);
    line["received_at"] = json!(delivery.received_at);
    serde_json::to_writer(&mut *output, &line)?;
    output.write_all(b"\n")
}

/// How far it is, on a terminal.
#[derive(Debug)]
pub struct Progress {
    is_watched: bool,
    shown: Option<Instant>,
}

/// Often enough for a person.
const SHOW_EVERY: Duration = Duration::from_millis(500);

/// Begins a terminal's line anew.
const ANEW: &str = "\r\u{1b}[K";

impl Progress {
    /// Progress that is shown where standard error is a terminal.
    pub fn on_terminal() -> Self {
        Self {
            is_watched: io::stderr().is_terminal(),
            shown: None,
        }
    }

    /// Shows it, from time to time.
    pub fn show(&mut self, report: &Report, sent: Option<u64>, messages: &mut dyn Write) {
        let is_due = self.shown.is_none_or(|shown| shown.elapsed() >= SHOW_EVERY);
        if !self.is_watched || !is_due {
            return;
        }
        self.shown = Some(Instant::now());
        let items = sent.map_or_else(String::new, |sent| format!(", {sent} items sent"));
        let last = report.last;
        let until = last.map_or_else(String::new, |at| format!(", received until {at}"));
        let _ = write!(
            messages,
            "{ANEW}{} deliveries{items}{until}",
            report.deliveries
        );
        let _ = messages.flush();
    }

    /// Takes it away.
    pub fn end(&mut self, messages: &mut dyn Write) {
        if self.shown.take().is_some() {
            let _ = write!(messages, "{ANEW}");
        }
    }
}
