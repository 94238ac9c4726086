//! One service's way through its steps: its process is started, ended as the plan says, and started again.

use anyhow::{Context, ensure};
use dateline_runtime::failpoint::Failpoint;
use dateline_tests::stack::{KafkaCluster, Running};

use super::{
    installation::{Installation, Member, Progress},
    plan::{Service, Step},
    run::Run,
    second,
};

/// Where a service stands among its steps.
pub struct Lane<'a> {
    pub service: Service,
    pub installation: &'a Installation,
    pub cluster: &'a KafkaCluster,
    pub run: &'a Run,
    pub progress: Progress,
    started: usize,
}

impl<'a> Lane<'a> {
    pub fn new(
        service: Service,
        installation: &'a Installation,
        cluster: &'a KafkaCluster,
        run: &'a Run,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            service,
            installation,
            cluster,
            run,
            progress: Progress::of(installation, service)?,
            started: 0,
        })
    }

    /// Goes through the steps; the process that is there afterwards.
    pub fn go(&mut self, steps: &[Step]) -> anyhow::Result<Running> {
        let mut running = None;
        for step in steps {
            let next = self.step(*step, running.take());
            running = next.with_context(|| format!("{}: {step}", self.service.name()))?;
            self.run.count(self.service, *step);
        }
        match running {
            Some(running) => Ok(running),
            None => self.start(Member::First, None),
        }
    }

    /// One step; the process, where it is left running.
    fn step(&mut self, step: Step, running: Option<Running>) -> anyhow::Result<Option<Running>> {
        match step {
            Step::Failpoint { point, count } => {
                self.end(running)?;
                self.hit(point, count)?;
                Ok(None)
            }
            Step::Kill { after } => {
                let mut running = self.or_start(running)?;
                self.wait_for_way(&mut running, after)?;
                running.kill()?;
                Ok(None)
            }
            Step::BrokerRestart { after } => {
                let mut running = self.or_start(running)?;
                self.wait_for_way(&mut running, after)?;
                self.cluster.kill_node(0)?;
                self.cluster.start_node(0)?;
                self.cluster.wait_until_ready()?;
                Ok(Some(running))
            }
            Step::SecondJoins => {
                let mut running = self.or_start(running)?;
                second::joins_and_leaves(self, &mut running)?;
                Ok(Some(running))
            }
            Step::Zombie { count } => {
                let mut running = self.or_start(running)?;
                second::is_frozen_and_comes_back(self, &mut running, count)?;
                Ok(Some(running))
            }
        }
    }

    pub fn start(&mut self, member: Member, failpoint: Option<&str>) -> anyhow::Result<Running> {
        self.started += 1;
        // A log of its own for every process: what one said is never taken for another's.
        let log = format!("{}-{:02}", self.service.name(), self.started);
        self.installation
            .start(self.service, member, &log, failpoint)
    }

    fn or_start(&mut self, running: Option<Running>) -> anyhow::Result<Running> {
        match running {
            Some(running) => Ok(running),
            None => self.start(Member::First, None),
        }
    }

    /// A process that a failpoint cannot be put into any more gives way to one that has it.
    fn end(&self, running: Option<Running>) -> anyhow::Result<()> {
        if let Some(mut running) = running {
            running.kill()?;
        }
        Ok(())
    }

    fn hit(&mut self, point: Failpoint, count: u32) -> anyhow::Result<()> {
        let armed = format!("{}:{count}", point.name());
        let mut running = self.start(Member::First, Some(&armed))?;
        // Somebody has to join for anything to be revoked.
        let second = match point {
            Failpoint::InRevoke => {
                second::wait_for_all_partitions(self, &mut running)?;
                Some(self.start(Member::Second, None)?)
            }
            _ => None,
        };
        self.run
            .wait(point.name(), || Ok((!running.is_running()?).then_some(())))?;
        let log = running.stderr()?;
        ensure!(
            log.contains(&second::hit(point)),
            "it ended without a hit:\n{log}"
        );
        match second {
            Some(second) => second::leaves(self, second),
            None => Ok(()),
        }
    }

    /// Waits until the service has moved so far on since now.
    fn wait_for_way(&self, running: &mut Running, way: i64) -> anyhow::Result<()> {
        let (run, progress, service) = (self.run, &self.progress, self.service);
        let start = run.wait("a position", || Ok(progress.moved(service)))?;
        run.wait_beside("progress", running, |_| {
            let moved = progress.moved(service);
            Ok(moved.filter(|moved| *moved >= start + way).map(|_| ()))
        })
    }
}
