//! Throughput, in one run against one broker: every part of the pipeline against a bare transactional copy.
//!
//! Machines differ and are noisy, so what can be compared between two of them are the ratios to the bare copy of the
//! same round. Each row runs in a process of its own, so that its CPU time and memory are its alone.

#![allow(clippy::print_stdout, reason = "a bench's table is its output")]

mod bare;
mod field;
mod identity;
mod input;
mod measure;
mod row;
mod runs;
mod table;
mod work;

// With the program's allocator.
use dateline as _;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        // `cargo test` runs benches too, with this argument: there they only have to compile.
        _ if words.contains(&"--test") => Ok(()),
        [row::RUN_ONE, row, brokers, prefix, target] => {
            let row = row::Row::from_word(row)?;
            println!(
                "{}",
                row.run(&field::Field::new(brokers, prefix), target)?.line()
            );
            Ok(())
        }
        // `cargo bench` adds its own `--bench`.
        _ => runs::run(words.iter().copied().filter(|word| !word.starts_with("--"))),
    }
}
