//! Link with a million items in its window: items a second, memory, state records, restart, and the longest decision.
//!
//! `cargo bench -p dateline-eval --bench window -- [items]`. Items are made of chance words, about 1.2 KB each; one in
//! five repeats an earlier one in a variant. Items are made and encoded outside of what is timed; the last tenth is
//! measured with the window full. With `--features references`, MinHash on the first items of the same stream.

#![allow(clippy::print_stdout, reason = "the figures are the output")]

#[path = "shared/arguments.rs"]
mod arguments;
#[path = "shared/cpu.rs"]
mod cpu;

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use anyhow::{Context, anyhow};
use cap::Cap;
use dateline_enricher::link::{LinkStage, fingerprint::fingerprint};
use dateline_runtime::{Decision, Headers, Offset, Record, Stage, Undecided};
use dateline_schemas::{
    AnnotatedItem, Change, Codec, Language, LineagePosition, PubStatus, Timestamp, WireItem,
};
use mimalloc::MiMalloc;

#[global_allocator]
static MEMORY: Cap<MiMalloc> = Cap::new(MiMalloc, usize::MAX);

const ITEMS: usize = 1_000_000;
/// Items that are made before they are decided.
const BATCH: usize = 1_000;
/// Items that MinHash is measured with: it takes many times the memory.
#[cfg(feature = "references")]
const MINHASH_ITEMS: usize = 50_000;
/// Texts that can be repeated.
const REPEATABLE: usize = 20_000;
/// All items come within this time, so that none expires.
const SPREAD_MS: i64 = 60 * 3_600_000;
const START_MS: i64 = 1_780_000_000_000;
const VOCABULARY: usize = 60_000;

/// What was measured.
#[derive(Default)]
struct Figures {
    decided: Duration,
    restored: Duration,
    longest: Duration,
    cpu: Duration,
    full_cpu: Duration,
    full_items: usize,
    outputs: usize,
}

fn main() -> anyhow::Result<()> {
    let items = arguments::words().next();
    let items = items
        .map_or(Ok(ITEMS), |items| items.parse())
        .context("items")?;
    let codec = Codec::single_object();
    let stage = LinkStage::new(codec.clone(), "wire");
    let mut state = stage.empty_state(0);
    let mut texts = Texts::new();
    let mut figures = Figures::default();
    // State records, one behind the other, and where each ends.
    let (mut log, mut ends) = (Vec::<u8>::with_capacity(items * 560), Vec::new());
    for first in (0..items).step_by(BATCH) {
        let numbers = first..items.min(first + BATCH);
        let batch = numbers.map(|number| codec.encode(&texts.item(number, items)));
        let batch = batch.collect::<Result<Vec<_>, _>>()?;
        let begun_cpu = cpu::of_this_thread();
        for bytes in batch {
            let begun = Instant::now();
            let decision = counted_link(&stage, &state, &bytes);
            let decided = begun.elapsed();
            let decision = decision.map_err(|undecided| anyhow!("{undecided:?}"))?;
            figures.outputs += decision
                .outputs
                .iter()
                .filter_map(|output| output.value.as_ref())
                .map(Vec::len)
                .sum::<usize>();
            let begun = Instant::now();
            for record in decision.state {
                let value = record.value.context("a state record has a value")?;
                log.extend_from_slice(&value);
                ends.push(log.len());
                counted_apply(&stage, &mut state, record.change);
            }
            let restored = begun.elapsed();
            figures.decided += decided;
            figures.restored += restored;
            figures.longest = figures.longest.max(decided + restored);
        }
        let batch_cpu = cpu::of_this_thread().saturating_sub(begun_cpu);
        figures.cpu += batch_cpu;
        if first >= items - items / 10 {
            figures.full_cpu += batch_cpu;
            figures.full_items += items.min(first + BATCH) - first;
        }
    }
    drop(texts);
    figures.print(items);
    print_records(&log, &ends);
    drop(state);
    restart(&stage, &log, &ends, items)?;
    #[cfg(feature = "references")]
    minhash(items.min(MINHASH_ITEMS));
    Ok(())
}

/// MinHash on the first items of the same stream: signature, query and insertion, as `make eval` has it beside ours.
#[cfg(feature = "references")]
fn minhash(items: usize) {
    use dateline_enricher::link::fingerprint::{normalise, strip};
    use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32};

    const HASHES: usize = 128;
    let (before, mut texts) = (MEMORY.allocated(), Texts::new());
    let hasher = MinHasher32::new(HASHES);
    let mut index: MinHashIndex<u32, usize> = MinHashIndex::new(HASHES, 1, 0.3);
    let (mut cpu, mut found) = (Duration::ZERO, 0);
    for number in 0..items {
        let body = texts.item(number, items).item.body.unwrap_or_default();
        let begun = cpu::of_this_thread();
        let normal = normalise(strip(&body));
        let words: Vec<&str> = normal.split(' ').collect();
        let signature = hasher.create_signature(words.windows(3));
        found += usize::from(!index.query_owned(&signature).is_empty());
        index.insert(number, signature);
        cpu += cpu::of_this_thread().saturating_sub(begun);
    }
    drop(texts);
    let bytes = MEMORY.allocated() - before;
    println!(
        "minhash (gaoya), the first {items} items: {:.0} items/s by CPU time, {found} found, {:.0} bytes an item",
        items as f64 / cpu.as_secs_f64(),
        bytes as f64 / items as f64
    );
}

/// In a function of its own, so that its instructions can be counted.
#[inline(never)]
fn counted_link(
    stage: &LinkStage,
    state: &<LinkStage as Stage>::State,
    value: &[u8],
) -> Result<Decision<<LinkStage as Stage>::Change>, Undecided> {
    stage.decide(state, &record(b"en", value))
}

/// The same for what a decision changes.
#[inline(never)]
fn counted_apply(
    stage: &LinkStage,
    state: &mut <LinkStage as Stage>::State,
    change: <LinkStage as Stage>::Change,
) {
    drop(stage.restore(state, change));
}

/// Reads all state records into an empty window.
fn restart(stage: &LinkStage, log: &[u8], ends: &[usize], items: usize) -> anyhow::Result<()> {
    let before = MEMORY.allocated();
    let mut state = stage.empty_state(0);
    let (mut from, begun, begun_cpu) = (0, Instant::now(), cpu::of_this_thread());
    for end in ends {
        let change = stage.decode_change(0, &record(b"en", &log[from..*end]))?;
        from = *end;
        if let Some(change) = change {
            drop(stage.restore(&mut state, change));
        }
    }
    let (restarted, cpu) = (
        begun.elapsed(),
        cpu::of_this_thread().saturating_sub(begun_cpu),
    );
    let bytes = MEMORY.allocated() - before;
    let size = stage.state_size(&state);
    println!(
        "restart: {restarted:.2?} by the clock, {cpu:.2?} of CPU time, for {} records",
        ends.len()
    );
    println!(
        "window: {} members; {:.0} bytes an item allocated, {:.0} as the stage estimates",
        size.entries,
        bytes as f64 / items as f64,
        size.bytes as f64 / items as f64
    );
    println!(
        "peak of the whole process: {} MB",
        MEMORY.max_allocated() / 1_000_000
    );
    Ok(())
}

impl Figures {
    fn print(&self, items: usize) {
        let rate = |count: usize, time: Duration| count as f64 / time.as_secs_f64();
        println!(
            "items: {items}; mean output {} bytes",
            self.outputs / items.max(1)
        );
        println!(
            "decide: {:.0} items/s by the clock",
            rate(items, self.decided)
        );
        let clock = rate(items, self.decided + self.restored);
        println!(
            "decide and apply: {clock:.0} items/s by the clock, {:.0} by the thread's CPU time",
            rate(items, self.cpu)
        );
        println!(
            "decide and apply, last tenth: {:.0} items/s by CPU time",
            rate(self.full_items, self.full_cpu)
        );
        println!("longest decide and apply: {:.2?}", self.longest);
    }
}

fn print_records(log: &[u8], ends: &[usize]) {
    let mut sizes: Vec<usize> = ends
        .iter()
        .scan(0, |from, end| Some(end - std::mem::replace(from, *end)))
        .collect();
    sizes.sort_unstable();
    let mean = log.len() / sizes.len().max(1);
    let (median, largest) = (sizes.get(sizes.len() / 2), sizes.last());
    println!("state record: mean {mean} bytes, median {median:?}, largest {largest:?}");
}

const fn record<'a>(key: &'a [u8], value: &'a [u8]) -> Record<'a> {
    Record {
        topic: "wire.annotated",
        partition: 0,
        offset: Offset(0),
        key: Some(key),
        value: Some(value),
        headers: Headers::NONE,
        append_time_ms: 0,
    }
}

/// Makes texts.
struct Texts {
    bits: u64,
    words: Vec<String>,
    recent: VecDeque<String>,
}

impl Texts {
    fn new() -> Self {
        let mut texts = Self {
            bits: 7,
            words: Vec::new(),
            recent: VecDeque::new(),
        };
        texts.words = (0..VOCABULARY).map(|_| texts.word()).collect();
        texts
    }

    fn below(&mut self, end: usize) -> usize {
        self.bits ^= self.bits << 13;
        self.bits ^= self.bits >> 7;
        self.bits ^= self.bits << 17;
        ((u128::from(self.bits) * end as u128) >> 64) as usize
    }

    fn word(&mut self) -> String {
        let length = 2 + self.below(4) + self.below(6);
        (0..length)
            .map(|_| char::from(b'a' + self.below(26) as u8))
            .collect()
    }

    /// A word as often as its rank lets expect: a few are half of a text.
    fn usual_word(&mut self) -> usize {
        let (one, other) = (self.below(VOCABULARY), self.below(1 << 16));
        let share = other as f64 / f64::from(1 << 16);
        (one as f64 * share.powi(4)) as usize
    }

    fn sentence(&mut self) -> String {
        let words = 12 + self.below(16);
        let mut sentence = String::new();
        for _ in 0..words {
            let word = self.usual_word();
            if self.below(40) == 0 {
                sentence += &format!("{} ", self.below(3_000));
            }
            sentence += &self.words[word];
            sentence.push(' ');
        }
        sentence.truncate(sentence.len() - 1);
        sentence + ". "
    }

    fn body(&mut self) -> String {
        if self.recent.len() < REPEATABLE / 10 || self.below(5) > 0 {
            let sentences = 6 + self.below(7);
            let body: String = (0..sentences).map(|_| self.sentence()).collect();
            self.recent.push_back(body.clone());
            if self.recent.len() > REPEATABLE {
                self.recent.pop_front();
            }
            return body;
        }
        let from = self.below(self.recent.len());
        let body = self.recent[from].clone();
        match self.below(3) {
            0 => body,
            1 => body.split_inclusive(". ").take(4).collect(),
            _ => body + &self.sentence(),
        }
    }

    fn item(&mut self, number: usize, items: usize) -> AnnotatedItem {
        let received_at = START_MS + number as i64 * SPREAD_MS / items as i64;
        let words: Vec<usize> = (0..7).map(|_| self.usual_word()).collect();
        let headline: Vec<&str> = words.iter().map(|word| &*self.words[*word]).collect();
        let item = WireItem {
            uri: format!("urn:dateline:agency:{:09}", number * 7),
            source: "agency".to_owned(),
            credits: vec!["ANP".to_owned()],
            headline: Some(headline.join(" ")),
            body: Some(self.body()),
            pub_status: PubStatus::Usable,
            received_at: Timestamp::from_millis(received_at),
            ..WireItem::default()
        };
        let mut annotated = AnnotatedItem {
            fingerprints: Some(fingerprint(&item, "en")),
            language: Some(Language {
                tag: "en".to_owned(),
                ..Language::default()
            }),
            link_group: "en".to_owned(),
            item,
            ..AnnotatedItem::default()
        };
        annotated.lineage.revision = 1;
        annotated.lineage.position = LineagePosition::Newest;
        annotated.lineage.change = Change::New;
        annotated
    }
}
