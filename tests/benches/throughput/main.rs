//! Throughput, in one run against one broker: the pump with the real codec against a bare transactional copy.
//!
//! Machines differ and are noisy, so the figures to quote are ratios within a round; rounds alternate.

#![allow(clippy::print_stdout, reason = "a bench's table is its output")]

mod bare;
mod identity;
mod input;
mod measure;

use dateline_tests::stack::kafka::{self, NewTopic};
use measure::{Measured, table};

/// Items in the input topic of each round.
const ITEMS: usize = 200_000;

/// Rounds of every row; the median is shown.
const ROUNDS: usize = 3;

/// Partitions of the topics.
const PARTITIONS: i32 = 4;

fn main() -> anyhow::Result<()> {
    // `cargo test` runs benches too, with this argument: there they only have to compile.
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(());
    }
    let brokers = kafka::brokers()?;
    let prefix = kafka::topic_prefix("bench");
    let items = std::env::var("DATELINE_BENCH_ITEMS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(ITEMS);
    let name = |suffix: &str| format!("{prefix}.{suffix}");
    let names = ["input", "output", "dead"].map(name);
    let settings = [("message.timestamp.type", "LogAppendTime")];
    let topics: Vec<NewTopic<'_>> = names
        .iter()
        .map(|name| NewTopic {
            name,
            partitions: PARTITIONS,
            settings: &settings,
        })
        .collect();
    kafka::create_topics(&brokers, &topics)?;
    let input_bytes = input::fill(&brokers, &names[0], items)?;
    println!(
        "{items} items of {} bytes, {PARTITIONS} partitions, lz4, transactions of 100 ms",
        input_bytes / items as u64
    );
    let mut rows: Vec<(&str, Vec<Measured>)> = vec![
        ("bare transactional copy", vec![]),
        ("pump, identity stage", vec![]),
    ];
    for round in 0..ROUNDS {
        rows[0].1.push(bare::copy(
            &brokers,
            &names,
            &format!("{prefix}.bare.{round}"),
            items,
        )?);
        rows[1].1.push(identity::pump(
            &brokers,
            &names,
            &format!("{prefix}.pump.{round}"),
            items,
        )?);
    }
    table(&rows);
    Ok(())
}
