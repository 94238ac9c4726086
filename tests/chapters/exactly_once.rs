//! Exactly once, under fire: whatever ends whichever process at whatever moment, every item comes out once.
//!
//! Producer, both stages and sink run as processes of their own against a real broker and a real PostgreSQL. A plan that the
//! seed determines ends each of them again and again, while deliveries keep coming and a reader consumes the public topic.
//! Then what stands is compared with the stream's own model and with a run of the same deliveries that nothing befell.
//!
//! What each check is there for, by what it goes red on when a line of the product is taken away:
//!
//! - the reader, a gap or a repeat in a uri's revisions: reading state back (`stage.restore` in `pump/restore.rs`), undoing
//!   an aborted batch (`stage.undo` in `pump/recovery.rs`), offsets in the transaction of their outputs;
//! - the counts of items and deliveries, and `audit`: looking a delivery up in the checkpoints (`Intake::take`), the ledger
//!   in the metadata of the offsets, the sink's seek to where its target stands;
//! - the reader's clock: `Outgoing::not_before_ms` on what is released;
//! - the database against model and calm run: the order of rows in the sink, what lineage keeps over a restart;
//! - the zombie: fresh group metadata with every transaction (`send_offsets` in `kafka/member.rs`).

mod comparison;
mod feeder;
mod installation;
mod lane;
mod plan;
mod reader;
mod run;
mod second;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, anyhow, bail, ensure};
use dateline_runtime::failpoint::Failpoint;
use dateline_schemas::{Timestamp, topic::Topic};
use dateline_tests::{
    random::Random,
    stack::{KafkaCluster, Running, kafka},
    stream::{Expected, Stream, StreamPlan},
};
use serde_json::Value;

use comparison::Rows;
use installation::Installation;
use lane::Lane;
use plan::{HITS, Plan, RANDOM_KILLS, Service};
use reader::Seen;
use run::Run;

const INPUTS: usize = 20_000;
/// The last embargo ends about when the last input comes.
const EMBARGOES_END_WITHIN_MS: i64 = 90_000;
const END_WITHIN: Duration = Duration::from_secs(30);
const FAULT_FREE_WITHIN: Duration = Duration::from_secs(300);

#[test]
fn every_item_comes_out_once_whatever_is_killed() {
    let seed = Random::seed_of_this_run();
    if let Err(error) = chapter(seed) {
        panic!("exactly once, DATELINE_TEST_SEED={seed}: {error:#}");
    }
}

fn chapter(seed: u64) -> anyhow::Result<()> {
    let start = Instant::now();
    let plan = Plan::of_seed(seed);
    eprintln!("exactly once: DATELINE_TEST_SEED={seed} repeats this plan:\n{plan}");
    let cluster = KafkaCluster::start(1)?;
    let stream = Stream::generate(&StreamPlan {
        seed,
        inputs: INPUTS,
        starts_at: now()?,
        embargoes_end_within_ms: EMBARGOES_END_WITHIN_MS,
    });
    eprintln!("inputs: {:?}", stream.counts());

    let installation = Installation::new(cluster.brokers(), true)?;
    let run = Run::default();
    let seen = under_fire(&installation, &cluster, &stream, &plan, &run);
    eprintln!("{run}");
    let seen = seen?;
    eprintln!(
        "under fire for {:?}, {} records seen",
        start.elapsed(),
        seen.records
    );
    expect_all_struck(&run)?;
    expect_each_once(&installation, &stream, &seen)?;

    let rows = Rows::of(&installation.database)?;
    ensure!(
        rows.revisions() == seen.revisions,
        "the database and the reader saw different revisions"
    );
    comparison::expect_model(&stream, &rows)?;
    let calm = Instant::now();
    let fault_free = fault_free(&cluster, &stream)?;
    eprintln!("without faults for {:?}", calm.elapsed());
    comparison::expect_equal(&stream, &rows, &fault_free)?;
    let stories = comparison::expect_same_stories(&stream, &rows, &fault_free)?;
    eprintln!(
        "{} rows and {stories} stories of several are equal; {:?} in all",
        rows.len(),
        start.elapsed()
    );
    Ok(())
}

fn now() -> anyhow::Result<Timestamp> {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(Timestamp::from_millis(i64::try_from(
        since_epoch.as_millis(),
    )?))
}

/// The whole run with everything that is done to it; what the concurrent reader saw.
fn under_fire(
    installation: &Installation,
    cluster: &KafkaCluster,
    stream: &Stream,
    plan: &Plan,
    run: &Run,
) -> anyhow::Result<Seen> {
    let batches = feeder::stage(stream, installation.program.folder())?;
    let embargoes = comparison::embargoes(stream);
    let no_more = AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = scope
            .spawn(|| run.part(|| reader::read(installation, &embargoes, &no_more, &run.aborted)));
        let feeder = scope.spawn(|| run.part(|| feeder::feed(installation, &batches, plan, run)));
        let lanes = plan.steps.iter().map(|(service, steps)| {
            let go = move || Lane::new(*service, installation, cluster, run)?.go(steps);
            scope.spawn(move || run.part(go))
        });
        let lanes: Vec<_> = lanes.collect();
        let mut failures = Vec::new();
        let mut services: Vec<Running> = Vec::new();
        for lane in lanes {
            services.extend(collect(lane.join(), &mut failures));
        }
        collect(feeder.join(), &mut failures);
        if failures.is_empty() {
            let settled = run.part(|| settle(installation, stream, run, &mut services));
            collect(Ok(settled), &mut failures);
        }
        no_more.store(true, Ordering::SeqCst);
        let seen = collect(reader.join(), &mut failures);
        if failures.is_empty() {
            collect(Ok(end(services)), &mut failures);
        }
        match seen {
            Some(seen) if failures.is_empty() => Ok(seen),
            _ => Err(anyhow!("{}", failures.join("\n"))),
        }
    })
}

fn collect<T>(result: thread::Result<anyhow::Result<T>>, failures: &mut Vec<String>) -> Option<T> {
    match result {
        Ok(Ok(value)) => return Some(value),
        Ok(Err(error)) => failures.push(format!("{error:#}")),
        Err(_) => failures.push("a thread of the chapter panicked".to_owned()),
    }
    None
}

/// Waits until everything has come through and every embargo of the run is over, while all services go on.
fn settle(
    installation: &Installation,
    stream: &Stream,
    run: &Run,
    services: &mut [Running],
) -> anyhow::Result<()> {
    let expected = stream.expected();
    let held = expected
        .values()
        .filter(|it| matches!(it, Expected::Held(_) | Expected::Withheld))
        .count();
    let (mut look, mut last) = (0, Value::Null);
    let settled = run.wait("everything to come through", || {
        for service in &mut *services {
            run::expect_running(service)?;
        }
        look += 1;
        let account = installation.audit(look)?;
        last.clone_from(&account);
        let is_through = Service::ALL[1..]
            .iter()
            .all(|service| stage(&account, *service)["behind"] == 0);
        let still_held = still_held(stage(&account, Service::Annotate));
        Ok(
            (is_through && inputs(&account) == INPUTS as u64 && still_held == held as u64)
                .then_some(()),
        )
    });
    settled.with_context(|| {
        format!("{held} are to be held back in the end, and the account is {last}")
    })
}

fn stage(account: &Value, service: Service) -> &Value {
    let stages = account["stages"].as_array().into_iter().flatten();
    stages
        .into_iter()
        .find(|stage| stage["stage"] == service.name())
        .unwrap_or(&Value::Null)
}

fn inputs(account: &Value) -> u64 {
    stage(account, Service::Annotate)["inputs"]
        .as_u64()
        .unwrap_or_default()
}

fn still_held(stage: &Value) -> u64 {
    let held = stage["outcomes"]["held"].as_u64().unwrap_or_default();
    let ended = stage["holds_ended"].as_object().into_iter().flatten();
    held - ended.filter_map(|(_, count)| count.as_u64()).sum::<u64>()
}

/// Every service ends in good order, once it is let.
fn end(services: Vec<Running>) -> anyhow::Result<()> {
    for mut service in services {
        service.terminate()?;
        let ended = service.wait(END_WITHIN)?;
        if !ended.status.success() {
            bail!("a service ended with {}:\n{}", ended.status, ended.stderr);
        }
    }
    Ok(())
}

fn expect_all_struck(run: &Run) -> anyhow::Result<()> {
    for point in Failpoint::ALL {
        let hits = run.times(point.name());
        ensure!(hits >= HITS, "{} was hit {hits} times", point.name());
    }
    let kills = run.times("random kill");
    ensure!(kills == RANDOM_KILLS, "{kills} random kills");
    Ok(())
}

/// What the log has in the end: every delivery, item and revision once, every input with its outcome, and nothing put aside.
fn expect_each_once(
    installation: &Installation,
    stream: &Stream,
    seen: &Seen,
) -> anyhow::Result<()> {
    let count = |topic: Topic| -> anyhow::Result<usize> {
        let topic = installation.topic(topic);
        Ok(kafka::records_of(installation.brokers(), &topic, END_WITHIN)?.len())
    };
    let account = installation.audit(0).context("the account")?;
    eprintln!("{account}");
    ensure!(
        count(Topic::Items)? == stream.inputs.len(),
        "{} items",
        count(Topic::Items)?
    );
    ensure!(
        count(Topic::Enriched)? == seen.records,
        "the reader missed records"
    );
    ensure!(count(Topic::Dead)? == 0, "there are dead letters");
    let annotated = count(Topic::Annotated)? as u64;
    let of = |service: Service| {
        stage(&account, service)["inputs"]
            .as_u64()
            .unwrap_or_default()
    };
    ensure!(
        of(Service::Link) == annotated,
        "link has {} of {annotated} inputs",
        of(Service::Link)
    );
    let enriched = of(Service::Sink);
    ensure!(
        enriched == seen.records as u64,
        "the sink has {enriched} of {} inputs",
        seen.records
    );
    Ok(())
}

/// The same deliveries, one process, no faults.
fn fault_free(cluster: &KafkaCluster, stream: &Stream) -> anyhow::Result<Rows> {
    let installation = Installation::new(cluster.brokers(), false)?;
    for batch in feeder::stage(stream, installation.program.folder())? {
        feeder::give_out(&installation, &batch)?;
    }
    let run = installation
        .program
        .run("run", &["run"], FAULT_FREE_WITHIN)?;
    ensure!(
        run.status.success(),
        "the run without faults ended with {}: {}",
        run.status,
        run.stderr
    );
    Rows::of(&installation.database)
}
