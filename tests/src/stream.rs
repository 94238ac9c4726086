//! A made-up stream of wire items with everything in it that real wires do: updates, kills, copies, embargoes, repeats.
//!
//! The same plan gives the same stream on every machine, so that a failing run is found again by its seed.

mod history;
mod model;
mod words;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use dateline_schemas::{Timestamp, WireItem};
use serde_json::Value;

use crate::random::Random;
pub use model::Expected;

/// Providers that the stream's items name: a source that takes the stream must carry them.
pub const PROVIDERS: [&str; 4] = ["Noordpers", "Harbour Wire", "Südlicht", "Meridian"];

/// What determines a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamPlan {
    /// Determines everything but the times.
    pub seed: u64,
    /// Number of inputs, repeats included.
    pub inputs: usize,
    /// All times of the stream are counted from here.
    pub starts_at: Timestamp,
    /// Short embargoes end at most this many milliseconds after the start.
    pub embargoes_end_within_ms: i64,
}

/// Why an input is in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InputKind {
    /// First version of a uri.
    First,
    /// A later version.
    Update,
    /// A later version that is not to be used for now.
    Withheld,
    /// A version under an embargo that ends during the run.
    Embargoed,
    /// A version under an embargo that ends long after the run.
    HeldForLong,
    /// A kill of one version.
    Kill,
    /// A kill that names no version.
    KillOfAll,
    /// A version that is usable again, after a kill.
    Revival,
    /// The same version with another text.
    Conflict,
    /// Another agency's item with the text of an earlier one, whole or cut.
    Reprint,
    /// An input that came before, byte for byte.
    Repeat,
}

/// One line of the stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Why it is there.
    pub kind: InputKind,
    /// What the provider says; none of Dateline's own fields is set.
    pub item: WireItem,
}

/// Inputs in the order of their arrival.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// The inputs.
    pub inputs: Vec<Input>,
}

impl Stream {
    /// The stream of a plan.
    pub fn generate(plan: &StreamPlan) -> Self {
        let mut random = Random::seeded(plan.seed);
        let mut inputs = history::inputs(plan, &mut random);
        inputs.truncate(plan.inputs);
        Self { inputs }
    }

    /// What must stand at the end, by uri, when all embargoes of the run are over: computed from the inputs alone,
    /// whatever their order, by rules of its own.
    pub fn expected(&self) -> BTreeMap<String, Expected> {
        model::expected(self.inputs.iter().map(|input| &input.item))
    }

    /// How many inputs of each kind it has.
    pub fn counts(&self) -> BTreeMap<InputKind, usize> {
        let mut counts = BTreeMap::new();
        for input in &self.inputs {
            *counts.entry(input.kind).or_default() += 1;
        }
        counts
    }

    /// Writes the stream as JSON Lines deliveries of so many inputs each; their names sort in the order of arrival.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_deliveries(
        &self,
        folder: &Path,
        inputs_per_delivery: usize,
    ) -> anyhow::Result<Vec<PathBuf>> {
        let deliveries = self.inputs.chunks(inputs_per_delivery.max(1));
        let write = |(number, inputs): (usize, &[Input])| {
            let path = folder.join(format!("delivery-{number:05}.jsonl"));
            let lines: Vec<String> = inputs.iter().map(Input::json_line).collect();
            // Whole or not at all: a source may look at any moment.
            let part = path.with_extension("part");
            std::fs::write(&part, lines.concat())?;
            std::fs::rename(&part, &path)?;
            Ok(path)
        };
        deliveries.enumerate().map(write).collect()
    }
}

impl Input {
    /// The input as a line of JSON, with the fields that a provider would send and no others.
    pub fn json_line(&self) -> String {
        let mut line = serde_json::to_value(&self.item).unwrap_or_default();
        if let Some(fields) = line.as_object_mut() {
            for field in ["source", "received_at", "raw", "content_hash"] {
                fields.remove(field);
            }
            fields.retain(|_, value| !is_empty(value));
        }
        format!("{line}\n")
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => value == "unknown",
    }
}

#[cfg(test)]
mod tests;
