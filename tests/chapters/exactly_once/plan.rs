//! What is done to whom, and when: a pure function of the seed.

use std::{collections::BTreeMap, fmt};

use dateline_runtime::failpoint::Failpoint;
use dateline_tests::random::Random;

/// A service as the chapter runs it: a process of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    Producer,
    Annotate,
    Link,
    Sink,
}

impl Service {
    pub const ALL: [Self; 4] = [Self::Producer, Self::Annotate, Self::Link, Self::Sink];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Producer => "producer",
            Self::Annotate => "annotate",
            Self::Link => "link",
            Self::Sink => "sink",
        }
    }

    /// The failpoints on this service's way. A producer has no group: it sends no offsets and nothing is revoked, and its
    /// checkpoints are read before there is anything to lose.
    pub const fn failpoints(self) -> &'static [Failpoint] {
        match self {
            Self::Producer => &[
                Failpoint::Begin,
                Failpoint::AfterProduce,
                Failpoint::BeforeCommit,
                Failpoint::DuringCommit,
                Failpoint::AfterCommit,
            ],
            Self::Annotate | Self::Link | Self::Sink => &Failpoint::ALL,
        }
    }
}

/// What is done to one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It ends itself when it comes by this point for the `count`th time.
    Failpoint { point: Failpoint, count: u32 },
    /// It gets SIGKILL once it has moved so many positions on since its start.
    Kill { after: i64 },
    /// The broker gets SIGKILL and comes back, when this service has moved so many positions on.
    BrokerRestart { after: i64 },
    /// A second process joins, works beside the first, and leaves.
    SecondJoins,
    /// A second process joins, is frozen in its `count`th transaction when its records are written and its offsets are not,
    /// and goes on when its partitions have moved.
    Zombie { count: u32 },
}

/// Random kills besides the failpoints.
pub const RANDOM_KILLS: usize = 20;
/// How often each failpoint is to be hit at least.
pub const HITS: usize = 3;
/// Partitions of every topic that items flow through: of two members each has one with a language of the stream.
pub const PARTITIONS: u32 = 4;

/// Transactions until a failpoint strikes, at most: fewer than a share of the stream makes.
const LONGEST_COUNT: usize = 9;
/// Positions until a kill, at most: a good part of what a share of the stream moves.
const LONGEST_WAY: usize = 400;

/// The steps of every service; each service goes through its own, all at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub steps: BTreeMap<Service, Vec<Step>>,
}

impl Plan {
    pub fn of_seed(seed: u64) -> Self {
        let mut random = Random::seeded(seed);
        let mut steps: BTreeMap<Service, Vec<Step>> = BTreeMap::new();
        for service in Service::ALL {
            let points = service.failpoints().iter();
            let points = points.map(|point| failpoint(*point, &mut random));
            steps.insert(service, points.collect());
        }
        for index in 0..RANDOM_KILLS {
            // The producer has the fewest failpoints: every second kill is its, the others fall where they may.
            let service = match index % 2 {
                0 => Service::Producer,
                _ => Service::ALL[1 + random.below(3)],
            };
            let after = way(&mut random);
            steps.entry(service).or_default().push(Step::Kill { after });
        }
        for service in [Service::Annotate, Service::Link] {
            let count = 1 + small(random.below(3));
            let more = [Step::SecondJoins, Step::Zombie { count }];
            steps.entry(service).or_default().extend(more);
        }
        let after = way(&mut random);
        let restart = Step::BrokerRestart { after };
        steps.entry(Service::Sink).or_default().push(restart);
        for steps in steps.values_mut() {
            random.shuffle(steps);
        }
        Self { steps }
    }

    /// How often each failpoint is planned.
    pub fn failpoints(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for step in self.steps.values().flatten() {
            if let Step::Failpoint { point, .. } = step {
                *counts.entry(point.name()).or_default() += 1;
            }
        }
        counts
    }
}

/// Partitions that have state whichever the stage: link's lies where its stream's three languages do.
const WITH_STATE: usize = 3;

fn failpoint(point: Failpoint, random: &mut Random) -> Step {
    let count = match point {
        Failpoint::InRevoke => 1,
        Failpoint::InRestore => 1 + small(random.below(WITH_STATE)),
        _ => 1 + small(random.below(LONGEST_COUNT)),
    };
    Step::Failpoint { point, count }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap()
}

fn way(random: &mut Random) -> i64 {
    i64::try_from(1 + random.below(LONGEST_WAY)).unwrap()
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failpoint { point, count } => write!(formatter, "{}:{count}", point.name()),
            Self::Kill { after } => write!(formatter, "kill after {after}"),
            Self::BrokerRestart { after } => write!(formatter, "broker restart after {after}"),
            Self::SecondJoins => formatter.write_str("second joins and leaves"),
            Self::Zombie { count } => write!(formatter, "zombie:{count}"),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (service, steps) in &self.steps {
            let steps: Vec<String> = steps.iter().map(Step::to_string).collect();
            writeln!(formatter, "{:>8}: {}", service.name(), steps.join(", "))?;
        }
        Ok(())
    }
}

mod tests {
    use super::*;

    fn count(plan: &Plan, of: impl Fn(&Step) -> bool) -> usize {
        plan.steps
            .values()
            .flatten()
            .filter(|step| of(step))
            .count()
    }

    #[test]
    fn a_seed_gives_the_same_plan_and_another_seed_another() {
        assert_eq!(Plan::of_seed(7), Plan::of_seed(7));
        assert_ne!(Plan::of_seed(7), Plan::of_seed(8));
    }

    #[test]
    fn every_plan_has_all_that_the_chapter_promises() {
        for seed in 0..200 {
            let plan = Plan::of_seed(seed);
            for point in Failpoint::ALL {
                let planned = plan.failpoints()[point.name()];
                assert!(planned >= HITS, "seed {seed}: {} {planned}", point.name());
            }
            assert_eq!(
                count(&plan, |step| matches!(step, Step::Kill { .. })),
                RANDOM_KILLS
            );
            let restarts = count(&plan, |step| matches!(step, Step::BrokerRestart { .. }));
            assert_eq!(restarts, 1);
            assert_eq!(count(&plan, |step| *step == Step::SecondJoins), 2);
            assert_eq!(count(&plan, |step| matches!(step, Step::Zombie { .. })), 2);
        }
    }
}
