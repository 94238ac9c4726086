//! Parsing alone: bytes of deliveries to finished items, each format beside a parser that does less, in one thread.
//!
//! Ours does what the producer does with a delivery: it decodes, reads, finds signals, names and hashes, and rejects what
//! has to be. What can be compared between machines are the ratios to the other parser in the same round.

#![allow(clippy::print_stdout, reason = "a bench's table is its output")]

mod deliveries;
mod reference;
mod story;

use std::{hint::black_box, time::Instant};

use anyhow::{Context as _, bail, ensure};
use dateline_producer::formats::{DeliveryContext, Format, parse_any, sniff};
use dateline_schemas::Timestamp;

use self::{deliveries::Deliveries, reference::Reference, story::Story};

/// Stories: some 800 kB of each format.
const STORIES: usize = 200;

/// Rounds; the table shows their medians.
const ROUNDS: usize = 5;

/// How long a parser goes over the deliveries in a round, at least.
const LAP_SECONDS: f64 = 0.1;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test` runs benches too, with this argument: there they only have to compile.
    if arguments.iter().any(|argument| argument == "--test") {
        return Ok(());
    }
    // `cargo bench` adds its own `--bench`.
    let named = arguments
        .iter()
        .filter(|argument| !argument.starts_with("--"));
    let formats: Vec<Format> = named.map(|name| name.parse()).collect::<Result<_, _>>()?;
    let stories = Story::several(STORIES);
    println!("parsing in one thread, {STORIES} stories in each format; medians of {ROUNDS} rounds");
    println!(
        "{:12} {:>10} {:>10} {:>10} {:>10} {:>10}   {:12} {:>10} {:>10}",
        "", "bytes/item", "items/s", "us/item", "MB/s", "sniffed", "beside", "MB/s", "ours of it"
    );
    for format in Format::ALL {
        if formats.is_empty() || formats.contains(&format) {
            measure(format, &deliveries::of(format, &stories))?;
        }
    }
    Ok(())
}

/// A round of one format, in bytes a second.
struct Round {
    named: f64,
    sniffed: f64,
    beside: Vec<f64>,
}

fn measure(format: Format, deliveries: &Deliveries) -> anyhow::Result<()> {
    let context = context();
    check(format, &context, deliveries)?;
    let size = deliveries.size() as f64;
    let ours = |format: Option<Format>| {
        size / seconds(|| {
            for bytes in &deliveries.bytes {
                black_box(parse_any(format, &context, bytes));
            }
        })
    };
    let others = Reference::of(format);
    for other in others {
        let mut all = deliveries.bytes.iter();
        all.try_for_each(|bytes| other.read(bytes))
            .with_context(|| format!("{format} by {}", other.label()))?;
    }
    let beside = |other: &Reference| {
        size / seconds(|| {
            for bytes in &deliveries.bytes {
                // It has read all of them above.
                let _ = black_box(other.read(bytes));
            }
        })
    };
    let rounds: Vec<Round> = (0..ROUNDS)
        .map(|_| Round {
            named: ours(Some(format)),
            sniffed: ours(None),
            beside: others.iter().map(beside).collect(),
        })
        .collect();
    print(format, deliveries, &rounds);
    Ok(())
}

fn print(format: Format, deliveries: &Deliveries, rounds: &[Round]) {
    let bytes_an_item = deliveries.size() as f64 / deliveries.items as f64;
    let named = median(rounds.iter().map(|round| round.named));
    print!(
        "{:12} {:>10.0} {:>10.0} {:>10.1} {:>10.1} {:>10.1}",
        format.name(),
        bytes_an_item,
        named / bytes_an_item,
        bytes_an_item / named * 1e6,
        named / 1e6,
        median(rounds.iter().map(|round| round.sniffed)) / 1e6,
    );
    let others = Reference::of(format);
    for (i, other) in others.iter().enumerate() {
        let beside = || {
            rounds
                .iter()
                .filter_map(|round| Some((round.named, *round.beside.get(i)?)))
        };
        let indent = if i > 0 {
            format!("\n{:67}", "")
        } else {
            String::new()
        };
        print!(
            "{indent}   {:12} {:>10.1} {:>10.3}",
            other.label(),
            median(beside().map(|(_, beside)| beside)) / 1e6,
            median(beside().map(|(named, beside)| named / beside)),
        );
    }
    println!();
}

/// A bench over deliveries that are rejected, or read as another format, would measure nothing.
fn check(format: Format, context: &DeliveryContext, deliveries: &Deliveries) -> anyhow::Result<()> {
    let mut items = 0;
    for bytes in &deliveries.bytes {
        let found = sniff(bytes);
        ensure!(
            found == Some(format),
            "a delivery of {format} was sniffed as {found:?}"
        );
        let parsed = parse_any(None, context, bytes);
        if let Some(rejected) = parsed.rejected.first() {
            bail!(
                "a part of a delivery of {format} was rejected: {}",
                rejected.message
            );
        }
        items += parsed.items.len();
    }
    ensure!(
        items == deliveries.items,
        "{items} items came out of {} in {format}",
        deliveries.items
    );
    Ok(())
}

fn context() -> DeliveryContext {
    let received_at = Timestamp::from_millis(1_773_410_400_000);
    DeliveryContext {
        source: "bench".to_owned(),
        namespace: "bench".to_owned(),
        delivery_id: "0".repeat(64),
        received_at,
        fetched_at: Some(received_at),
        ..DeliveryContext::default()
    }
}

/// Seconds of one pass, over as many as fit into a lap.
fn seconds(mut pass: impl FnMut()) -> f64 {
    let started = Started::now();
    let mut passes = 0;
    while started.seconds() < LAP_SECONDS {
        pass();
        passes += 1;
    }
    started.seconds() / f64::from(passes)
}

/// A moment from which time is counted: that of this thread on a processor, as the kernel accounts for it, so that what else
/// the machine does counts little; that of the clock where the kernel does not tell.
struct Started {
    at: Instant,
    on_processor: Option<f64>,
}

impl Started {
    fn now() -> Self {
        Self {
            at: Instant::now(),
            on_processor: on_processor(),
        }
    }

    fn seconds(&self) -> f64 {
        match (self.on_processor, on_processor()) {
            (Some(then), Some(now)) => now - then,
            _ => self.at.elapsed().as_secs_f64(),
        }
    }
}

/// Seconds that this thread has run, out of the kernel's nanoseconds.
fn on_processor() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = told.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
