//! Builds the language model out of lingua's n-gram tables: `cargo run --release -p dateline-trainer -- OUT`.
//!
//! The tables come with the packages `lingua-*-language-model`, whose versions and checksums `Cargo.lock` holds; cargo
//! fetches them. Same packages, same bytes.

mod counts;
mod packages;
mod rows;
mod spelling;
mod words;

use std::{fs, path::PathBuf, thread};

use anyhow::Context;
use dateline_enricher::annotate::language::{
    VERSION_BYTES,
    groups::{self, Group},
    table::TableBuilder,
};
use sha2::{Digest, Sha256};

use counts::Counts;
use rows::Row;

fn main() -> anyhow::Result<()> {
    let out: PathBuf = std::env::args()
        .nth(1)
        .context("usage: dateline-trainer OUT")?
        .into();
    let packages = packages::Packages::find()?;
    let mut tables = Vec::new();
    for group in groups::ALL {
        let languages = packages.counts(&group)?;
        let table = table(&languages, &group);
        tables.extend(table);
    }
    let mut bytes = version(&tables).into_bytes();
    bytes.extend(tables);
    fs::write(&out, &bytes).with_context(|| format!("writing {}", out.display()))?;
    Ok(())
}

/// Name, version and digest, as long as the model's head.
fn version(tables: &[u8]) -> String {
    let digest = Sha256::digest(tables);
    let digest: String = digest
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{:<VERSION_BYTES$}", format!("dateline-ngrams-1 {digest}"))
}

/// The table of a group: its rows by their worth, each after the one that it is longer than.
fn table(languages: &[Counts], group: &Group) -> Vec<u8> {
    let candidates = rows::candidates(languages, group.least_frequency);
    let halves = candidates.split_at(candidates.len() / 2);
    let make = |half: &[rows::Candidate]| -> Vec<Row> {
        half.iter()
            .map(|candidate| rows::row(*candidate, languages))
            .collect()
    };
    let mut rows = thread::scope(|scope| {
        let other = scope.spawn(|| make(halves.1));
        let mut rows = make(halves.0);
        rows.extend(
            other
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        );
        rows
    });
    rows.sort_by(|left, right| {
        right
            .worth
            .total_cmp(&left.worth)
            .then(left.gram.cmp(&right.gram))
    });
    let mut builder = TableBuilder::new(group.sets, group.lanes);
    // Few, and so they come first: a table has no room left in the end.
    for (key, weights) in words::rows(group) {
        builder.insert(key, &weights);
    }
    let mut builder = Filling::new(builder, rows);
    builder.fill();
    builder.builder.bytes()
}

/// Fills a table so that the shorter end of each n-gram is there too: a row says what it adds to that one's.
struct Filling {
    builder: TableBuilder,
    rows: Vec<Row>,
    by_gram: rustc_hash::FxHashMap<counts::Gram, (usize, Option<bool>)>,
}

impl Filling {
    fn new(builder: TableBuilder, rows: Vec<Row>) -> Self {
        let by_gram = rows
            .iter()
            .enumerate()
            .map(|(index, row)| (row.gram, (index, None)));
        let by_gram = by_gram.collect();
        Self {
            builder,
            rows,
            by_gram,
        }
    }

    fn fill(&mut self) {
        for index in 0..self.rows.len() {
            self.put(self.rows[index].gram);
        }
    }

    /// Whether the n-gram is in the table now.
    fn put(&mut self, gram: counts::Gram) -> bool {
        let Some(&(index, tried)) = self.by_gram.get(&gram) else {
            return false;
        };
        if let Some(is_in) = tried {
            return is_in;
        }
        let is_in = (gram.len() == 1 || self.put(gram.without_first())) && {
            let row = &self.rows[index];
            self.builder.insert(row.key, &row.weights)
        };
        self.by_gram.insert(gram, (index, Some(is_in)));
        is_in
    }
}
