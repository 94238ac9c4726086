//! What one item costs of one thread's time, part by part: `cargo bench -p dateline-eval --bench decide -- [PART [ITEMS]]`.
//!
//! Items are those of `enrichers`, with a headline each, about 1.2 KB. Without a part, all are timed side by side and
//! told in microseconds of CPU time, beside the time that hashing the record's bytes takes (SHA-256), which says how fast
//! the machine is. With one, only that is done, so many times, in a function of its own: `tests/eval/count` has valgrind
//! count its instructions.

#![allow(clippy::print_stdout, reason = "the figures are the output")]

#[path = "shared/arguments.rs"]
mod arguments;
#[path = "shared/cpu.rs"]
mod cpu;
#[path = "shared/items.rs"]
mod items;

use std::{hint::black_box, time::Duration};

use anyhow::{Context, anyhow, bail};
use comfy_table::{Table, presets};
use dateline_enricher::{
    annotate::{
        AnnotateConfig, AnnotateStage,
        language::{LANGUAGES, LanguageDetector},
        region::RegionAnnotator,
    },
    link::fingerprint::fingerprint,
};
use dateline_runtime::{Headers, Offset, Record, Stage};
use dateline_schemas::{Codec, PubStatus, Timestamp, WireItem};
use mimalloc::MiMalloc;
use sha2::{Digest, Sha256};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const PARTS: [&str; 7] = [
    "hash",
    "headline",
    "language",
    "region",
    "places",
    "fingerprint",
    "annotate",
];
/// Times that every item is taken in one round.
const TIMES: usize = 100;
const ROUNDS: usize = 7;
const RECEIVED_MS: i64 = 1_780_000_000_000;

fn main() -> anyhow::Result<()> {
    let mut words = arguments::words();
    let parts = Parts::new()?;
    match words.next() {
        Some(part) => {
            let items = words.next().map_or(Ok(1_000), |items| items.parse());
            parts.run(&part, items.context("items")?)
        }
        None => parts.time(),
    }
}

/// All that the parts need, made beforehand.
struct Parts {
    whole: Vec<WireItem>,
    with_places: Vec<WireItem>,
    headlines: Vec<WireItem>,
    /// Keys and values of `wire.items`.
    records: Vec<(String, Vec<u8>)>,
    languages: LanguageDetector,
    regions: RegionAnnotator,
    stage: AnnotateStage,
}

impl Parts {
    fn new() -> anyhow::Result<Self> {
        let codec = Codec::single_object();
        let stage = AnnotateStage::new(&AnnotateConfig::default(), "wire", codec.clone())?;
        stage.warm_up();
        let number = |(number, item): (usize, WireItem)| WireItem {
            uri: format!("urn:dateline:agency:{number:06}"),
            source: "agency".to_owned(),
            pub_status: PubStatus::Usable,
            received_at: Timestamp::from_millis(RECEIVED_MS),
            content_hash: "0".repeat(64),
            ..item
        };
        let whole: Vec<WireItem> = items::whole().into_iter().enumerate().map(number).collect();
        let record = |item: &WireItem| Ok((item.uri.clone(), codec.encode(item)?));
        let records = whole.iter().map(record);
        let parts = Self {
            records: records.collect::<anyhow::Result<_>>()?,
            whole,
            with_places: items::with_places(),
            headlines: items::headlines(),
            languages: LanguageDetector::new(&LANGUAGES)?,
            regions: RegionAnnotator::new(),
            stage,
        };
        // What is made once is made now.
        for item in parts.whole.iter().chain(&parts.with_places) {
            black_box(parts.regions.annotate(item, "und"));
        }
        Ok(parts)
    }

    /// Does a part so many times.
    fn run(&self, part: &str, items: usize) -> anyhow::Result<()> {
        match part {
            "hash" => counted_hash(cycle(&self.records, items)),
            "headline" => counted_language(&self.languages, cycle(&self.headlines, items)),
            "language" => counted_language(&self.languages, cycle(&self.whole, items)),
            "region" => counted_region(&self.regions, cycle(&self.whole, items)),
            "places" => counted_region(&self.regions, cycle(&self.with_places, items)),
            "fingerprint" => counted_fingerprint(cycle(&self.whole, items)),
            "annotate" => return counted_annotate(&self.stage, cycle(&self.records, items)),
            other => bail!("no part {other:?}; parts are {}", PARTS.join(" ")),
        }
        Ok(())
    }

    fn time(&self) -> anyhow::Result<()> {
        let items = self.whole.len() * TIMES;
        let mut times = [const { Vec::new() }; PARTS.len()];
        for _ in 0..ROUNDS {
            for (part, times) in PARTS.iter().zip(&mut times) {
                let begun = cpu::of_this_thread();
                self.run(part, items)?;
                times.push(cpu::of_this_thread().saturating_sub(begun));
            }
        }
        let mut table = Table::new();
        table.load_style(presets::ASCII_MARKDOWN);
        table.set_header(["", "best, us an item", "median", "median, of the hash"]);
        let each = |time: Duration| time.as_secs_f64() * 1e6 / items as f64;
        let mut yardstick = None;
        for (part, times) in PARTS.iter().zip(&mut times) {
            times.sort_unstable();
            let (best, median) = (each(times[0]), each(times[ROUNDS / 2]));
            let yardstick = *yardstick.get_or_insert(median);
            table.add_row([
                (*part).to_owned(),
                format!("{best:.2}"),
                format!("{median:.2}"),
                format!("{:.2}", median / yardstick),
            ]);
        }
        println!("{table}");
        Ok(())
    }
}

fn cycle<T>(all: &[T], items: usize) -> impl Iterator<Item = &T> {
    all.iter().cycle().take(items)
}

#[inline(never)]
fn counted_hash<'a>(records: impl Iterator<Item = &'a (String, Vec<u8>)>) {
    for (_, value) in records {
        black_box(Sha256::digest(value));
    }
}

#[inline(never)]
fn counted_language<'a>(detector: &LanguageDetector, items: impl Iterator<Item = &'a WireItem>) {
    items.for_each(|item| drop(black_box(detector.detect(item))));
}

#[inline(never)]
fn counted_region<'a>(annotator: &RegionAnnotator, items: impl Iterator<Item = &'a WireItem>) {
    items.for_each(|item| drop(black_box(annotator.annotate(item, "und"))));
}

#[inline(never)]
fn counted_fingerprint<'a>(items: impl Iterator<Item = &'a WireItem>) {
    items.for_each(|item| drop(black_box(fingerprint(item, "nl"))));
}

#[inline(never)]
fn counted_annotate<'a>(
    stage: &AnnotateStage,
    records: impl Iterator<Item = &'a (String, Vec<u8>)>,
) -> anyhow::Result<()> {
    let state = stage.empty_state(0);
    for (key, value) in records {
        let record = Record {
            topic: "wire.items",
            partition: 0,
            offset: Offset(0),
            key: Some(key.as_bytes()),
            value: Some(value),
            headers: Headers::NONE,
            append_time_ms: RECEIVED_MS,
        };
        let decision = stage.decide(&state, &record);
        let decision = decision.map_err(|undecided| anyhow!("{undecided:?}"))?;
        if decision.outputs.is_empty() {
            bail!("an item did not go on: {:?}", decision.outcome);
        }
        drop(black_box(decision));
    }
    Ok(())
}
