//! Plays the demo: lets wires arrive, and goes on when the pipeline is through with them.

use std::{
    io::{self, Write},
    thread,
    time::{Duration, Instant},
};

use dateline_runtime::{
    exit::{Exit, Failure},
    log::Cluster,
};
use serde::Serialize;

use super::{
    folder::DemoFolder,
    script::{Event, STEPS, Step},
};
use crate::{
    commands::audit::{Account, StageAccount},
    config::Config,
    pipeline::start_failure,
};

/// How often the ledger is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// How long the pipeline may take for one step: the first one reads the language models, on a busy machine in a minute.
const PATIENCE: Duration = Duration::from_secs(120);

/// Widest line of progress, so that it never wraps.
const PROGRESS_WIDTH: usize = 72;

/// The stage that decides what becomes of an item.
const DECIDING: &str = "annotate";

/// What a step came to, by the pipeline's own ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Played {
    /// What a person is told.
    pub step: &'static str,
    /// Deliveries that were taken in.
    pub deliveries: i64,
    /// Items in them.
    pub items: i64,
    /// How many items had which outcome, and how many parts of deliveries none.
    pub outcomes: Vec<(String, u64)>,
}

/// The running pipeline, seen from outside.
pub struct Stage<'a, C: Cluster> {
    pub folder: &'a DemoFolder,
    pub cluster: &'a C,
    pub config: &'a Config,
    /// Whether the pipeline has ended or was told to.
    pub is_over: &'a dyn Fn() -> bool,
}

impl<C: Cluster> Stage<'_, C> {
    /// Plays all steps, or those before the pipeline ended.
    ///
    /// # Errors
    /// A folder that cannot be written; a pipeline that does not get on.
    pub fn play(&self, mut progress: Option<&mut dyn Write>) -> anyhow::Result<Vec<Played>> {
        let mut played = Vec::new();
        let mut delivered = 0;
        let mut before = Tally::default();
        for (index, step) in STEPS.iter().enumerate() {
            tell(
                &mut progress,
                &format!("[{}/{}] {}", index + 1, STEPS.len(), step.title),
            )?;
            if let Event::Arrive(wires) = step.event {
                for wire in wires {
                    self.folder.receive(wire)?;
                    delivered += 1;
                }
            }
            let Some(account) = self.settled(step, delivered)? else {
                break;
            };
            let after = Tally::of(&account);
            played.push(after.since(&before, step.title));
            before = after;
        }
        tell(&mut progress, "")?;
        Ok(played)
    }

    /// The ledger once all deliveries are through and nothing is held that should not be; `None` if the pipeline ended.
    fn settled(&self, step: &Step, delivered: i64) -> anyhow::Result<Option<Account>> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if (self.is_over)() {
                return Ok(None);
            }
            let account = Account::read(self.cluster, self.config);
            let account = account.map_err(|error| start_failure(&error))?;
            let is_through = is_through(&account, delivered);
            if is_through && (matches!(step.event, Event::Arrive(_)) || holds_nothing(&account)) {
                return Ok(Some(account));
            }
            thread::sleep(LOOK_EVERY);
        }
        let message = format!(
            "the demo does not get on\n  where: {title}\n  why:   the pipeline was not through with it after {PATIENCE:?}\n  \
             do:    try again on a machine that is less busy; if it stays, report it as a defect of Dateline",
            title = step.title
        );
        Err(Failure::new(Exit::Unexpected, message).into())
    }
}

/// Whether all deliveries were written before the stages were asked, and the stages were through with them.
fn is_through(account: &Account, delivered: i64) -> bool {
    let is_idle = |stage: &StageAccount| stage.behind == Some(0);
    account.count_of_sources(&["taken", "already_taken", "quarantined"]) == delivered
        && account.count_of_sources(&["items"]) == account.items_before
        && account.stages.iter().all(is_idle)
        && account.problems().is_empty()
}

fn holds_nothing(account: &Account) -> bool {
    let mut stages = account.stages.iter();
    stages.all(|stage| stage.totals.still_held() == Some(0))
}

fn tell(progress: &mut Option<&mut dyn Write>, what: &str) -> io::Result<()> {
    let Some(progress) = progress else {
        return Ok(());
    };
    // Blanks wipe what stood there on any terminal, a dumb one too.
    let what: String = what.chars().take(PROGRESS_WIDTH).collect();
    write!(progress, "\r{what:<PROGRESS_WIDTH$}\r{what}")?;
    progress.flush()
}

/// The ledger's sums at one moment.
#[derive(Debug, Default)]
struct Tally {
    deliveries: i64,
    items: i64,
    outcomes: Vec<(String, u64)>,
}

impl Tally {
    fn of(account: &Account) -> Self {
        let rejected = account.sources.values().flatten();
        let rejected = rejected.filter(|(what, _)| what.starts_with("rejected."));
        let rejected: i64 = rejected.map(|(_, count)| count).sum();
        let mut outcomes = Vec::new();
        let deciding = account.stages.iter().find(|stage| stage.stage == DECIDING);
        if let Some(StageAccount { totals, .. }) = deciding {
            let counts = [&totals.outcomes, &totals.holds_ended];
            let counts = counts.into_iter().flatten();
            outcomes.extend(counts.map(|(label, count)| (label.clone(), *count)));
            let dead: u64 = totals.quarantined.values().sum();
            outcomes.push(("quarantined".to_owned(), dead + rejected.unsigned_abs()));
        }
        Self {
            deliveries: account.count_of_sources(&["taken", "already_taken", "quarantined"]),
            items: account.count_of_sources(&["items"]),
            outcomes,
        }
    }

    fn since(&self, before: &Self, step: &'static str) -> Played {
        let count_before = |label: &str| {
            let mut outcomes = before.outcomes.iter();
            outcomes
                .find(|(known, _)| known == label)
                .map_or(0, |(_, count)| *count)
        };
        let outcomes = self.outcomes.iter();
        let outcomes = outcomes
            .map(|(label, count)| (label.clone(), count - count_before(label)))
            .filter(|(_, count)| *count > 0);
        Played {
            step,
            deliveries: self.deliveries - before.deliveries,
            items: self.items - before.items,
            outcomes: outcomes.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_that_came_while_the_stages_were_asked_is_waited_for() {
        for (items_before, is_over) in [(0, false), (1, true)] {
            let counts = [("taken".to_owned(), 1), ("items".to_owned(), 1)];
            let account = Account {
                sources: [("desk".to_owned(), counts.into())].into(),
                stages: Vec::new(),
                items_before,
            };
            assert_eq!(is_through(&account, 1), is_over, "{items_before}");
        }
    }
}
