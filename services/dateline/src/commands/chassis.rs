//! What every service stands on: log, metrics, health, signals and the admin server.

use anyhow::Context as _;
use dateline_runtime::{
    admin::{Admin, Health},
    exit::{Exit, Failure},
    shutdown::{self, Shutdown},
    telemetry::{self, ProcessMetrics},
};
use prometheus::Registry;
use tokio::runtime::{Builder, Runtime};

use crate::commands::ServicePlan;

/// Probes, scrapes and signals are all that waits here; pumps have threads of their own.
const WORKER_THREADS: usize = 1;

/// The running parts that services share; dropping it ends the admin server.
#[derive(Debug)]
pub struct Chassis {
    /// Tells the services to end.
    pub shutdown: Shutdown,
    /// Where services enter their loops and parts.
    pub health: Health,
    /// Where services register their metrics.
    pub registry: Registry,
    /// For what waits on HTTP or a database.
    pub runtime: Runtime,
}

impl Chassis {
    /// Starts logging, listens for signals, and serves metrics and health where the plan says so.
    ///
    /// # Errors
    /// An admin address that cannot be listened on, with [`Exit::Configuration`]; a system that has no thread left.
    pub fn start(plan: &ServicePlan) -> anyhow::Result<Self> {
        let config = &plan.config.value;
        telemetry::init(config.log.format, &config.log.level)
            .map_err(|error| Failure::new(Exit::Configuration, error.to_string()))?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(WORKER_THREADS)
            .thread_name("admin")
            .enable_all()
            .build()
            .context("the admin threads cannot be started")?;
        let chassis = Self {
            shutdown: Shutdown::new(config.shutdown_budget()),
            health: Health::default(),
            registry: Registry::new(),
            runtime,
        };
        ProcessMetrics::register(&chassis.registry, env!("CARGO_PKG_VERSION"))?;
        chassis.listen_for_signals()?;
        if let Some(address) = plan.admin {
            let admin = Admin {
                registry: chassis.registry.clone(),
                health: chassis.health.clone(),
            };
            admin
                .serve(chassis.runtime.handle(), address, &chassis.shutdown)
                .map_err(|error| Failure::new(error.exit(), error.to_string()))?;
        }
        Ok(chassis)
    }

    fn listen_for_signals(&self) -> anyhow::Result<()> {
        let _within = self.runtime.enter();
        shutdown::listen(self.shutdown.clone()).context("signals cannot be listened for")?;
        let budget = self.shutdown.enforce_budget();
        budget.context("the shutdown budget cannot be enforced")
    }
}
