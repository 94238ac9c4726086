//! Languages and regions on one thread, beside lingua, whichlang and aho-corasick: `cargo bench -p dateline-eval --features references
//! --bench enrichers -- [rounds]`.
//!
//! Items are texts of our own in four languages, put together to about 1.2 KB each, and their headlines. Every round
//! takes all contenders one after the other, so that what else the machine does falls on all of them; told are the best
//! and the median round. What a wire item needs for itself is made beforehand.

#![allow(clippy::print_stdout, reason = "the figures are the output")]

#[path = "shared/arguments.rs"]
mod arguments;
#[path = "shared/items.rs"]
mod items;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use anyhow::Context;
use comfy_table::{Table, presets};
use dateline_enricher::annotate::{
    language::{LANGUAGES, LanguageDetector},
    region::RegionAnnotator,
};
use dateline_schemas::WireItem;
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How long one contender works in one round.
const TURN: Duration = Duration::from_millis(200);
const ROUNDS: usize = 7;

/// What is measured: its name, and what it does with an item.
type Contender<'a> = (&'static str, Box<dyn Fn(&WireItem) + 'a>);

fn main() -> anyhow::Result<()> {
    let rounds = arguments::words().next();
    let rounds = rounds
        .map_or(Ok(ROUNDS), |rounds| rounds.parse())
        .context("rounds")?;
    let detector = LanguageDetector::new(&LANGUAGES)?;
    let regions = RegionAnnotator::new();
    let mut languages: Vec<Contender<'_>> = vec![(
        "language",
        Box::new(|item| drop(black_box(detector.detect(item)))),
    )];
    languages.extend(references());
    let (whole, headlines) = (items::whole(), items::headlines());
    measure("languages, items of 1.2 KB", &whole, &languages, rounds);
    measure("languages, headlines", &headlines, &languages, rounds);
    let annotate = |item: &WireItem| drop(black_box(regions.annotate(item, "und")));
    let mut annotate: Vec<Contender<'_>> = vec![("region", Box::new(annotate))];
    annotate.extend(automaton()?);
    measure("regions, items of 1.2 KB", &whole, &annotate, rounds);
    let wires = items::with_places();
    measure(
        "regions, items of 1.2 KB with places",
        &wires,
        &annotate,
        rounds,
    );
    Ok(())
}

fn measure(title: &str, items: &[WireItem], contenders: &[Contender<'_>], rounds: usize) {
    let mut rates = vec![Vec::new(); contenders.len()];
    for _ in 0..rounds {
        for ((_, work), rates) in contenders.iter().zip(&mut rates) {
            let start = Instant::now();
            let mut done = 0_u32;
            while start.elapsed() < TURN {
                items.iter().for_each(work);
                done += items.len() as u32;
            }
            rates.push(f64::from(done) / start.elapsed().as_secs_f64());
        }
    }
    let bytes: usize = items.iter().map(bytes).sum();
    println!(
        "\n## {title}: {} items, {} bytes on average\n",
        items.len(),
        bytes / items.len()
    );
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header(["", "best, items/s", "median, items/s", "ours against it"]);
    let mut ours = None;
    for ((name, _), rates) in contenders.iter().zip(&mut rates) {
        rates.sort_by(f64::total_cmp);
        let (best, median) = (rates[rates.len() - 1], rates[rates.len() / 2]);
        let ours = *ours.get_or_insert(median);
        table.add_row([
            (*name).to_owned(),
            format!("{best:.0}"),
            format!("{median:.0}"),
            format!("{:.1}", ours / median),
        ]);
    }
    println!("{table}");
}

/// Bytes of an item's texts.
fn bytes(item: &WireItem) -> usize {
    item.headline.as_ref().map_or(0, String::len) + item.body.as_ref().map_or(0, String::len)
}

/// The field's detectors, on the 300 characters that ours reads at most.
#[cfg(feature = "references")]
fn references() -> Vec<Contender<'static>> {
    use lingua::{IsoCode639_1, LanguageDetectorBuilder};

    fn sample(item: &WireItem) -> &str {
        let text = item
            .body
            .as_deref()
            .or(item.headline.as_deref())
            .unwrap_or_default();
        text.char_indices()
            .nth(300)
            .map_or(text, |(end, _)| &text[..end])
    }

    let codes: Vec<IsoCode639_1> = LANGUAGES
        .iter()
        .filter_map(|tag| tag.parse().ok())
        .collect();
    let lingua = LanguageDetectorBuilder::from_iso_codes_639_1(&codes)
        .with_preloaded_language_models()
        .build();
    vec![
        (
            "lingua, the same 49 languages",
            Box::new(move |item| {
                black_box(lingua.detect_language_of(sample(item)));
            }),
        ),
        (
            "whichlang, its 16 languages",
            Box::new(|item| {
                black_box(whichlang::detect_language(sample(item)));
            }),
        ),
    ]
}

/// An automaton of the table's own names of cities, states and countries, without their names in other languages: it finds
/// the bytes of names and decides nothing.
#[cfg(feature = "references")]
fn automaton() -> anyhow::Result<Option<Contender<'static>>> {
    use aho_corasick::{AhoCorasick, MatchKind};
    use dateline_enricher::annotate::region;

    let names: std::collections::BTreeSet<&str> = region::names().collect();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(&names)
        .context("building the automaton")?;
    let find = move |item: &WireItem| {
        for text in [&item.headline, &item.body].into_iter().flatten() {
            black_box(automaton.find_iter(text).count());
        }
    };
    Ok(Some(("aho-corasick, the names alone", Box::new(find))))
}

#[cfg(not(feature = "references"))]
fn references() -> Vec<Contender<'static>> {
    Vec::new()
}

#[cfg(not(feature = "references"))]
fn automaton() -> anyhow::Result<Option<Contender<'static>>> {
    Ok(None)
}
