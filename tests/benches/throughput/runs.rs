//! The whole run: a broker, inputs, and rounds of rows, each in a process of its own.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use dateline_tests::stack::{
    KafkaCluster, Program,
    kafka::{Tuning, topic_prefix},
    postgres,
};
use rdkafka::util::get_rdkafka_version;

use crate::{
    field::{Field, PARTITIONS},
    input::Input,
    measure::Measured,
    row::{RUN_ONE, Row},
    table::Table,
};

/// Items that a stage or a sink gets in each round, unless `DATELINE_BENCH_ITEMS` says otherwise.
const ITEMS: usize = 60_000;

/// How many times as many a copy gets: it is so much faster, and has to run for seconds too.
const COPIES_AN_ITEM: usize = 5;

/// Rounds; the table shows their medians.
const ROUNDS: usize = 3;

/// Rounds before them: after so many the broker's Java compiles little more, and files are in the page cache.
const WARM_UPS: usize = 3;

/// A row takes seconds; this is for a machine that is very slow or very busy.
const ROW_WITHIN: Duration = Duration::from_secs(600);

/// Rows that others are compared with.
const YARDSTICKS: [Row; 2] = [Row::Bare, Row::Tuned];

/// Runs all rows, or those of these words with what they need, and prints the table.
pub fn run<'a>(words: impl Iterator<Item = &'a str>) -> anyhow::Result<()> {
    let rows = rows(words)?;
    let given = std::env::var("DATELINE_TEST_BROKERS").ok();
    let given = given.filter(|brokers| !brokers.is_empty());
    let own = match &given {
        Some(_) => None,
        None => Some(KafkaCluster::start_tuned(1, Tuning::Throughput)?),
    };
    let brokers = given.as_deref().or(own.as_ref().map(KafkaCluster::brokers));
    let brokers = brokers.context("there is no broker")?;
    let items = std::env::var("DATELINE_BENCH_ITEMS").ok();
    let items = items.map_or(Ok(ITEMS), |text| text.parse())?;
    let bench = Bench::prepare(brokers, items)?;
    bench.introduce(if own.is_some() {
        "one node of our own"
    } else {
        "given"
    });
    for round in 0..WARM_UPS {
        for row in &rows {
            bench.run(*row, &format!("warm-up-{round}"))?;
        }
    }
    let mut table = Table::default();
    for round in 0..ROUNDS {
        for row in &rows {
            table.push(*row, bench.run(*row, &round.to_string())?);
        }
    }
    table.print();
    Ok(())
}

/// The rows of these words and those that they read from, in the order of a round; the yardsticks are always there.
fn rows<'a>(words: impl Iterator<Item = &'a str>) -> anyhow::Result<Vec<Row>> {
    let mut wanted = Vec::new();
    for word in words {
        let mut row = Some(Row::from_word(word)?);
        while let Some(needed) = row {
            wanted.push(needed);
            row = needed.reads_from();
        }
    }
    let mut rows = Row::ALL.to_vec();
    rows.retain(|row| wanted.is_empty() || wanted.contains(row) || YARDSTICKS.contains(row));
    Ok(rows)
}

struct Bench {
    brokers: String,
    program: Program,
    input: Input,
    copied: Field,
}

impl Bench {
    fn prepare(brokers: &str, items: usize) -> anyhow::Result<Self> {
        let bench = Self {
            brokers: brokers.to_owned(),
            program: Program::at(std::env::current_exe()?)?,
            input: Input::of(items)?,
            copied: Field::new(brokers, &topic_prefix("bench-copied")),
        };
        bench.copied.make()?;
        bench.input.fill(&bench.copied, items * COPIES_AN_ITEM)?;
        bench.input.write_deliveries(&bench.deliveries())?;
        Ok(bench)
    }

    fn deliveries(&self) -> std::path::PathBuf {
        self.program.folder().join("deliveries")
    }

    fn introduce(&self, broker: &str) {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let (_, librdkafka) = get_rdkafka_version();
        println!(
            "{cores} cores for broker ({broker}), database and client (librdkafka {librdkafka}); \
             {PARTITIONS} partitions, lz4, transactions of 100 ms"
        );
        println!(
            "{} items of {} bytes on average, {COPIES_AN_ITEM} times as many for the copies; medians of {ROUNDS} rounds behind {WARM_UPS} that are not measured",
            self.input.count(),
            self.input.mean_bytes(),
        );
    }

    fn run(&self, row: Row, round: &str) -> anyhow::Result<Measured> {
        let own = |name: &str| {
            Field::new(
                &self.brokers,
                &format!("{}-{name}-{round}", self.copied.prefix),
            )
        };
        let field = match row {
            Row::Bare | Row::Tuned | Row::Identity => self.copied.clone(),
            Row::AnnotateWithoutLanguage => own("none"),
            Row::Enricher => own("enricher"),
            Row::Annotate | Row::Link | Row::Jsonl | Row::Postgres => own("stages"),
            Row::Pipeline => own("pipeline"),
        };
        let target = match row {
            Row::Jsonl => format!("jsonl:sink-{round}.jsonl"),
            Row::Postgres => postgres::fresh_database("bench")?,
            Row::Pipeline => format!("{}/*.jsonl", self.deliveries().display()),
            _ => String::new(),
        };
        match row {
            Row::AnnotateWithoutLanguage | Row::Annotate | Row::Enricher => {
                field.make()?;
                self.input.fill(&field, self.input.count())?;
            }
            Row::Pipeline => field.make()?,
            _ => {}
        }
        let name = format!("{}-{round}", row.word());
        let arguments = [RUN_ONE, row.word(), &self.brokers, &field.prefix, &target];
        let ended = self.program.run(&name, &arguments, ROW_WITHIN)?;
        ensure!(
            ended.status.success(),
            "{} ended with {}: {}",
            row.word(),
            ended.status,
            ended.stderr
        );
        Measured::from_line(&ended.stdout)
    }
}
