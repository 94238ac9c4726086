//! How a service's failure ends the process: what scripts and supervisors see of it.

use dateline_producer::IntakeError;
use dateline_runtime::{
    PumpError,
    exit::{Exit, Failure},
    log::LogError,
};
use dateline_sink::{DeliveryError, targets::TargetError};

/// A log that a service could not start on.
pub fn start_failure(error: &LogError) -> anyhow::Error {
    let exit = match error {
        LogError::Fenced(_) => Exit::Fenced,
        LogError::Unavailable(_) => Exit::Unreachable,
        _ => Exit::Incompatible,
    };
    let message = match error {
        LogError::Unavailable(why) => format!(
            "no broker answers\n  where: kafka.brokers, or flag --brokers\n  why:   {why}\n  \
             do:    see with `dateline config show` which addresses are asked, and with which properties"
        ),
        error => error.to_string(),
    };
    Failure::new(exit, message).into()
}

/// A stage that could not go on.
pub fn pump_failure(error: PumpError) -> anyhow::Error {
    let exit = match &error {
        PumpError::Fenced { .. } => Exit::Fenced,
        PumpError::Log(_) | PumpError::State { .. } => Exit::Incompatible,
        PumpError::Abandoned { .. } => Exit::ShutdownBudget,
        PumpError::Breaker(_) => Exit::BreakerOpen,
    };
    Failure::new(exit, error.to_string()).into()
}

/// An intake that could not go on.
pub fn intake_failure(error: IntakeError) -> anyhow::Error {
    let exit = match &error {
        IntakeError::Fenced { .. } => Exit::Fenced,
        IntakeError::Log(_) => Exit::Incompatible,
        IntakeError::Listen(_) => Exit::Configuration,
        IntakeError::Abandoned => Exit::ShutdownBudget,
        IntakeError::Source { .. } => Exit::NotInOrder,
    };
    Failure::new(exit, error.to_string()).into()
}

/// A sink that could not go on.
pub fn delivery_failure(error: DeliveryError) -> anyhow::Error {
    let exit = match &error {
        DeliveryError::Fenced { .. } => Exit::Fenced,
        DeliveryError::Abandoned { .. } => Exit::ShutdownBudget,
        DeliveryError::Breaker(_) => Exit::BreakerOpen,
        // Whoever read the output has seen enough, as in `dateline run … | head`.
        DeliveryError::Target(TargetError::Closed { .. }) => Exit::Done,
        DeliveryError::Target(TargetError::Unavailable { .. } | TargetError::Unwritable { .. }) => {
            Exit::Unreachable
        }
        DeliveryError::Target(_)
        | DeliveryError::BeyondEnd { .. }
        | DeliveryError::BeforeStart { .. }
        | DeliveryError::Log(_) => Exit::Incompatible,
    };
    Failure::new(exit, error.to_string()).into()
}
