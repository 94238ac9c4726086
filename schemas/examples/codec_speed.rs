//! Measures what writing and reading the golden items costs on this machine:
//! `cargo run --release -p dateline-schemas --example codec_speed`.

use std::{
    hint::black_box,
    io::{self, Write as _},
    time::{Duration, Instant},
};

use dateline_schemas::{
    AnnotatedItem, Codec, Contract, EnrichedItem, LineageState, WireItem, identity::content_hash,
};

/// Long enough for a steady figure, short enough to wait for.
const ROUND: Duration = Duration::from_millis(500);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = include_str!("../fixtures/golden/WireItem.1.full.json");
    measure::<WireItem>("WireItem, every field", text)?;
    let mut item: WireItem = serde_json::from_str(text)?;
    item.body = item.body.map(|body| body.repeat(4));
    item.headlines.clear();
    item.provenance.clear();
    item.associations.clear();
    item.extensions.clear();
    measure::<WireItem>("WireItem, usual", &serde_json::to_string(&item)?)?;
    let text = include_str!("../fixtures/golden/AnnotatedItem.1.full.json");
    measure::<AnnotatedItem>("AnnotatedItem", text)?;
    let text = include_str!("../fixtures/golden/EnrichedItem.1.full.json");
    measure::<EnrichedItem>("EnrichedItem", text)?;
    let text = include_str!("../fixtures/golden/LineageState.1.full.json");
    measure::<LineageState>("LineageState", text)?;
    let micros = micros_each(|| {
        black_box(content_hash(&item));
    });
    writeln!(
        io::stdout(),
        "content_hash of the usual item: {micros:.2} µs"
    )?;
    Ok(())
}

fn measure<T: Contract>(what: &str, json: &str) -> Result<(), Box<dyn std::error::Error>> {
    let codec = Codec::single_object();
    let record: T = serde_json::from_str(json)?;
    let bytes = codec.encode(&record)?;
    let mut buffer = Vec::new();
    let encode = micros_each(|| {
        buffer.clear();
        let _ = black_box(codec.encode_into(&record, &mut buffer));
    });
    let decode = micros_each(|| {
        let _ = black_box(codec.decode::<T>(&bytes));
    });
    let length = bytes.len();
    writeln!(
        io::stdout(),
        "{what} ({length} bytes): encode {encode:.2} µs, decode {decode:.2} µs"
    )?;
    Ok(())
}

fn micros_each(mut work: impl FnMut()) -> f64 {
    let mut rounds = 0_u32;
    let start = Instant::now();
    while start.elapsed() < ROUND {
        for _ in 0..100 {
            work();
        }
        rounds += 100;
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds)
}
