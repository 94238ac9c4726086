//! Measures what writing and reading the golden items costs on this machine, beside apache-avro's direct serde path:
//! `cargo run --release -p dateline-schemas --example codec_speed`.

use std::{
    hint::black_box,
    io::{self, Write as _},
    time::{Duration, Instant},
};

use apache_avro::{Schema, reader::datum::GenericDatumReader, writer::datum::GenericDatumWriter};
use dateline_schemas::{
    AnnotatedItem, Codec, Contract, EnrichedItem, LineageState, WireItem, identity::content_hash,
};

/// Long enough for a steady figure, short enough to wait for.
const ROUND: Duration = Duration::from_millis(500);

/// Single-object encoding's marker and fingerprint.
const HEADER_BYTES: usize = 10;

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
    let schema = Schema::parse_str(T::KIND.newest_schema())?;
    let writer = GenericDatumWriter::builder(&schema).build()?;
    let reader = GenericDatumReader::builder(&schema).build()?;
    let other_encode = micros_each(|| {
        buffer.clear();
        let _ = black_box(writer.write_ser(&mut buffer, &record));
    });
    let other_decode = micros_each(|| {
        let _ = black_box(reader.read_deser::<T>(&mut &bytes[HEADER_BYTES..]));
    });
    let length = bytes.len();
    writeln!(
        io::stdout(),
        "{what} ({length} bytes): encode {encode:.2} µs, decode {decode:.2} µs; \
         apache-avro {other_encode:.2} and {other_decode:.2} µs"
    )?;
    Ok(())
}

/// Microseconds of this thread's CPU time for each call, so that a busy machine changes little.
fn micros_each(mut work: impl FnMut()) -> f64 {
    let mut rounds = 0_u32;
    let start = Instant::now();
    let cpu_before = cpu_nanos();
    while start.elapsed() < ROUND {
        for _ in 0..100 {
            work();
        }
        rounds += 100;
    }
    let nanos = cpu_nanos()
        .zip(cpu_before)
        .map(|(after, before)| after - before);
    let micros = nanos.map_or(start.elapsed().as_secs_f64() * 1e6, |nanos| nanos / 1e3);
    micros / f64::from(rounds)
}

/// Nanoseconds that this thread has run, where the system tells.
fn cpu_nanos() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok()
}
