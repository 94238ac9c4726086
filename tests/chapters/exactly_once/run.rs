//! What all that goes on at the same time shares: the way to give up together, counts, and what is printed at the end.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::bail;
use dateline_tests::{deadline::wait_for, stack::Running};

use super::plan::{Plan, Service, Step};

/// Longest that one condition of the run is waited for: restarts of everything at once on a busy machine included.
const WITHIN: Duration = Duration::from_secs(120);

/// One run under fire.
#[derive(Default)]
pub struct Run {
    /// Somebody failed: everybody gives up.
    pub aborted: AtomicBool,
    done: [AtomicUsize; 4],
    struck: Mutex<BTreeMap<(String, Service), usize>>,
}

impl Run {
    /// Waits for a condition, as long as nobody has failed.
    pub fn wait<T>(
        &self,
        what: &str,
        mut look: impl FnMut() -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        wait_for(what, WITHIN, || {
            if self.aborted.load(Ordering::Relaxed) {
                bail!("gave up waiting for {what}, because something else failed");
            }
            look()
        })
    }

    /// Waits for a condition while a process runs, which may not end meanwhile.
    pub fn wait_beside<T>(
        &self,
        what: &str,
        running: &mut Running,
        mut look: impl FnMut(&Running) -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        self.wait(what, || {
            expect_running(running)?;
            look(running)
        })
    }

    /// Does one part of the run; its failure ends all others.
    pub fn part<T>(&self, part: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
        let result = part();
        if result.is_err() {
            self.aborted.store(true, Ordering::SeqCst);
        }
        result
    }

    /// Counts a step that was done.
    pub fn count(&self, service: Service, step: Step) {
        let what = match step {
            Step::Failpoint { point, .. } => point.name().to_owned(),
            Step::Kill { .. } => "random kill".to_owned(),
            Step::BrokerRestart { .. } => "broker restart".to_owned(),
            Step::SecondJoins => "second joined and left".to_owned(),
            Step::Zombie { .. } => "zombie".to_owned(),
        };
        let mut struck = self.struck.lock().unwrap_or_else(PoisonError::into_inner);
        *struck.entry((what, service)).or_default() += 1;
        self.done[service as usize].fetch_add(1, Ordering::SeqCst);
    }

    /// The share of the plan that the slowest service has done or is at: as much of the stream may be given out, so that
    /// every step meets a load.
    pub fn share_at_work(&self, plan: &Plan) -> f64 {
        let shares = plan.steps.iter().map(|(service, steps)| {
            let done = self.done[*service as usize].load(Ordering::SeqCst);
            (done + 1) as f64 / steps.len() as f64
        });
        shares.fold(1.0, f64::min)
    }

    /// How often something was done in all.
    pub fn times(&self, what: &str) -> usize {
        let struck = self.struck.lock().unwrap_or_else(PoisonError::into_inner);
        let of_all = struck.iter().filter(|((done, _), _)| done == what);
        of_all.map(|(_, times)| times).sum()
    }
}

/// Fails when a process has ended that nobody ended.
pub fn expect_running(running: &mut Running) -> anyhow::Result<()> {
    if !running.is_running()? {
        let log = running.stderr()?;
        let from = log.lines().count().saturating_sub(15);
        let last: Vec<&str> = log.lines().skip(from).collect();
        bail!("a process ended by itself:\n{}", last.join("\n"));
    }
    Ok(())
}

/// What was done, by service.
impl fmt::Display for Run {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let struck = self.struck.lock().unwrap_or_else(PoisonError::into_inner);
        write!(formatter, "{:<24}", "")?;
        for service in Service::ALL {
            write!(formatter, "{:>10}", service.name())?;
        }
        writeln!(formatter, "{:>10}", "all")?;
        let mut rows: Vec<&String> = struck.keys().map(|(what, _)| what).collect();
        rows.dedup();
        for what in rows {
            write!(formatter, "{what:<24}")?;
            let mut all = 0;
            for service in Service::ALL {
                let times = struck.get(&(what.clone(), service)).copied().unwrap_or(0);
                write!(formatter, "{times:>10}")?;
                all += times;
            }
            writeln!(formatter, "{all:>10}")?;
        }
        Ok(())
    }
}
