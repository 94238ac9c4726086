//! A second process of a service: it joins and leaves, and it is frozen and comes back as a zombie.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, ensure};
use dateline_runtime::{exit::Exit, failpoint::Failpoint};
use dateline_tests::stack::Running;
use serde_json::Value;

use super::{installation::Member, lane::Lane, plan::PARTITIONS};

/// What a process says when it takes its open transaction back, whoever told it to.
const TAKEN_BACK: [&str; 3] = [
    "batch taken back",
    "fenced, joining again",
    "asking the log what became of the last transaction",
];
const ASSIGNED: &str = "partitions assigned";
/// A stage's word for it, and a sink's.
const AT_WORK: [&str; 2] = [
    "partition restored",
    "delivering from where the target stands",
];

/// What a process says when it comes by an armed failpoint.
pub fn hit(point: Failpoint) -> String {
    format!("failpoint {} hit\n", point.name())
}

/// Waits until a process has a partition at work.
pub fn wait_for_partitions(lane: &Lane<'_>, running: &mut Running) -> anyhow::Result<()> {
    lane.run
        .wait_beside("a partition at work", running, |running| {
            Ok((!at_work(running)?.is_empty()).then_some(()))
        })
}

/// Waits until a process has had every partition at work, or has ended: the static membership of a second one that is gone
/// keeps its partitions until its session is over, and a second one that comes back sooner takes them from nobody.
pub fn wait_for_all_partitions(lane: &Lane<'_>, running: &mut Running) -> anyhow::Result<()> {
    lane.run.wait("all partitions at work", || {
        let at_work: BTreeSet<usize> = at_work(running)?.into_iter().collect();
        let has_all = at_work.len() == PARTITIONS as usize;
        Ok((has_all || !running.is_running()?).then_some(()))
    })
}

/// The partitions that a process has had at work.
fn at_work(running: &Running) -> anyhow::Result<Vec<usize>> {
    let events = events(&running.stderr()?);
    let at_work = events
        .iter()
        .filter(|event| AT_WORK.iter().any(|said| says(event, said)));
    let partitions = at_work.filter_map(|event| event["partition"].as_u64());
    Ok(partitions
        .filter_map(|partition| usize::try_from(partition).ok())
        .collect())
}

/// A second process joins and leaves; while it is there, both commit.
pub fn joins_and_leaves(lane: &mut Lane<'_>, first: &mut Running) -> anyhow::Result<()> {
    let mut second = lane.start(Member::Second, None)?;
    wait_for_partitions(lane, &mut second)?;
    let (run, progress) = (lane.run, &lane.progress);
    let joined = run.wait("positions", || Ok(progress.positions()))?;
    // Partitions come one after the other; from each one's coming on its position is the second's to move.
    let mut of_second: BTreeMap<usize, i64> = BTreeMap::new();
    run.wait_beside("commits of both", first, |_| {
        let has = at_work(&second)?;
        let Some(now) = progress.positions() else {
            return Ok(None);
        };
        for partition in has {
            of_second.entry(partition).or_insert(now[partition]);
        }
        let by_second = of_second.iter().any(|(at, since)| now[*at] > *since);
        let mut of_first = (0..now.len()).filter(|at| !of_second.contains_key(at));
        let by_first = of_first.any(|at| now[at] > joined[at]);
        Ok((by_first && by_second).then_some(()))
    })?;
    leaves(lane, second)
}

/// Asks a process to leave; it does in good order, or, where the broker is away just then, when its time is up, with its
/// last batch left open, to be done again.
pub fn leaves(lane: &Lane<'_>, mut second: Running) -> anyhow::Result<()> {
    second.terminate()?;
    lane.run.wait("the second to leave", || {
        Ok((!second.is_running()?).then_some(()))
    })?;
    let ended = second.wait(std::time::Duration::ZERO)?;
    let left = ended.status.code().and_then(|code| u8::try_from(code).ok());
    let known = [Exit::Done, Exit::ShutdownBudget].map(|exit| Some(exit.code()));
    ensure!(
        known.contains(&left),
        "it left with {}:\n{}",
        ended.status,
        ended.stderr
    );
    Ok(())
}

/// A second process is frozen when its records are in an open transaction and its offsets are not. Its partitions move,
/// it goes on, and what it had open comes to nothing.
pub fn is_frozen_and_comes_back(
    lane: &mut Lane<'_>,
    first: &mut Running,
    count: u32,
) -> anyhow::Result<()> {
    let point = Failpoint::AfterProduce;
    let armed = format!("{}:{count}:freeze", point.name());
    let mut zombie = lane.start(Member::Second, Some(&armed))?;
    let run = lane.run;
    run.wait_beside("the zombie to freeze", &mut zombie, |zombie| {
        Ok(zombie.stderr()?.contains(&hit(point)).then_some(()))
    })?;
    let first_said = first.stderr()?.len();
    run.wait_beside("its partitions to move", first, |first| {
        let since = events(&first.stderr()?[first_said..]);
        Ok(since
            .iter()
            .any(|event| says(event, ASSIGNED))
            .then_some(()))
    })?;
    let zombie_said = zombie.stderr()?.len();
    zombie.thaw()?;
    let taken_back =
        run.wait_beside("the zombie to take its batch back", &mut zombie, |zombie| {
            let since = events(&zombie.stderr()?[zombie_said..]);
            let place = since
                .iter()
                .position(|event| TAKEN_BACK.iter().any(|said| says(event, said)));
            Ok(place.map(|place| since[..place].to_vec()))
        })?;
    let back_in_between = taken_back.iter().find(|event| says(event, ASSIGNED));
    ensure!(
        back_in_between.is_none(),
        "it was given partitions before it gave its batch up"
    );
    leaves(lane, zombie).context("the zombie")
}

/// The lines of a log that are JSON: whatever a failpoint says is not.
fn events(log: &str) -> Vec<Value> {
    log.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

fn says(event: &Value, text: &str) -> bool {
    event["message"] == text
}
