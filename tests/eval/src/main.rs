//! `make eval`: how right the enricher is, on sets whose answers are known, beside the field's references.
//!
//! `eval [--json FILE] [language|region|duplicates]...` prints a table for each part and writes the same as JSON. Parts
//! whose data is absent are skipped and named.

#![allow(clippy::print_stdout, reason = "the tables are the output")]

mod data;
mod duplicates;
mod language;
mod region;
mod report;

use std::{collections::BTreeSet, path::PathBuf};

use anyhow::{Context, bail};

use data::Data;
use report::{Report, Section};

/// A part of the evaluation: its name, and what measures it.
type Part = (&'static str, fn(&Data) -> anyhow::Result<Vec<Section>>);

const PARTS: [Part; 3] = [
    ("language", language::measure),
    ("region", region::measure),
    ("duplicates", duplicates::measure),
];

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse(std::env::args().skip(1))?;
    let data = Data::from_environment();
    let mut report = Report::default();
    for (name, measure) in PARTS {
        if !arguments.wants(name) {
            continue;
        }
        let sections = measure(&data).with_context(|| format!("measuring {name}"))?;
        for section in sections {
            println!("{}", section.table());
            report.push(section);
        }
    }
    for skipped in data.skipped() {
        println!("skipped: {skipped}");
    }
    report.write(&arguments.json)?;
    println!("the same as JSON: {}", arguments.json.display());
    Ok(())
}

struct Arguments {
    parts: BTreeSet<String>,
    json: PathBuf,
}

impl Arguments {
    fn parse(arguments: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut parts = BTreeSet::new();
        let mut json = PathBuf::from("target/eval.json");
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            if argument == "--json" {
                json = arguments.next().context("--json needs a file")?.into();
            } else if PARTS.iter().any(|(name, _)| *name == argument) {
                parts.insert(argument);
            } else {
                let known: Vec<_> = PARTS.iter().map(|(name, _)| *name).collect();
                bail!("no part {argument:?}; there are {}", known.join(", "));
            }
        }
        Ok(Self { parts, json })
    }

    fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.contains(part)
    }
}
