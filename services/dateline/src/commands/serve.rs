//! Starting services on a log, and waiting for their end.

use dateline_runtime::{exit::Exit, kafka::KafkaCluster, log::Cluster};

use crate::{
    commands::{Chassis, ServicePlan},
    pipeline::{self, Crew, Ending, Log, Pipeline},
};

/// Runs what `start` starts, until it has ended.
///
/// # Errors
/// What kept it from starting, or ended it.
pub fn serve<C: Cluster>(
    plan: &ServicePlan,
    chassis: &Chassis,
    log: Log<C>,
    ending: Ending,
    start: impl FnOnce(&Pipeline<'_, C>, &mut Crew) -> anyhow::Result<()>,
) -> anyhow::Result<Exit> {
    let pipeline = Pipeline::new(plan, chassis, log)?;
    let mut crew = Crew::default();
    start(&pipeline, &mut crew)?;
    crew.wait(ending, &chassis.shutdown)?;
    Ok(Exit::Done)
}

/// The same on Kafka. What is there is safe, and the next start goes on with it: a signal drains nothing.
///
/// # Errors
/// What kept it from starting, or ended it.
pub fn serve_on_kafka(
    plan: &ServicePlan,
    with_input: bool,
    start: impl FnOnce(&Pipeline<'_, KafkaCluster>, &mut Crew) -> anyhow::Result<()>,
) -> anyhow::Result<Exit> {
    let chassis = Chassis::start(plan)?;
    let log = pipeline::on_kafka(&plan.config.value, &chassis)?;
    let ending = Ending {
        with_input,
        drain_on_signal: false,
    };
    serve(plan, &chassis, log, ending, start)
}
