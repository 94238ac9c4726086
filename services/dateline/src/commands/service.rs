//! What a command needs before it starts a service: the configuration in force, checked for what it needs of it.

use std::net::SocketAddr;

use dateline_runtime::config::{ConfigError, Loaded, Origin, Overrides, Violation};

use crate::{cli::ToolArguments, config::Config};

/// What a service is to run with.
#[derive(Debug, Clone, PartialEq)]
pub struct ServicePlan {
    /// The configuration in force.
    pub config: Loaded<Config>,
    /// Where metrics and health are served, if anywhere.
    pub admin: Option<SocketAddr>,
}

impl ServicePlan {
    /// A service on Kafka.
    ///
    /// # Errors
    /// What it needs of the configuration and does not have.
    pub fn on_kafka(
        config: Loaded<Config>,
        needs: impl FnOnce(&Config) -> Vec<Violation>,
    ) -> Result<Self, ConfigError> {
        let mut violations = needs(&config.value);
        violations.extend(needs_brokers(&config.value));
        let config = config.ensure(violations)?;
        let admin = config.value.admin.listen.address();
        Ok(Self { config, admin })
    }

    /// A tool of the operator's, which needs brokers and nothing else.
    ///
    /// # Errors
    /// Everything that is wrong with the configuration.
    pub fn of_tool(tool: &ToolArguments) -> Result<Self, ConfigError> {
        let mut overrides = Overrides::default();
        tool.brokers.add_to(&mut overrides);
        Self::on_kafka(tool.config.load(overrides)?, |_| Vec::new())
    }

    /// A service without brokers. Such runs are short and may be many: they serve metrics only where somebody said so.
    ///
    /// # Errors
    /// What it needs of the configuration and does not have.
    pub fn in_memory(
        config: Loaded<Config>,
        needs: impl FnOnce(&Config) -> Vec<Violation>,
    ) -> Result<Self, ConfigError> {
        let violations = needs(&config.value);
        let config = config.ensure(violations)?;
        let admin = match config.origin("admin.listen") {
            Origin::Default => None,
            _ => config.value.admin.listen.address(),
        };
        Ok(Self { config, admin })
    }
}

/// That there are brokers.
pub fn needs_brokers(config: &Config) -> Option<Violation> {
    config.kafka.brokers.is_empty().then(|| Violation {
        key: "kafka.brokers".to_owned(),
        what: "no brokers are named".to_owned(),
        why: "this command needs Kafka".to_owned(),
        remedy: "say --brokers HOST:PORT, or set `kafka.brokers`; `dateline run --in-memory` works without".to_owned(),
    })
}

/// That there is something to take in.
pub fn needs_sources(config: &Config) -> Option<Violation> {
    config.producer.sources.is_empty().then(|| Violation {
        key: "producer.sources".to_owned(),
        what: "no sources are named".to_owned(),
        why: "there would be nothing to take in".to_owned(),
        remedy: "say --input FORMAT:GLOB, or set [[producer.sources]]".to_owned(),
    })
}

/// That there is somewhere to deliver to.
pub fn needs_target(config: &Config) -> Option<Violation> {
    config.sink.target.is_none().then(|| Violation {
        key: "sink.target".to_owned(),
        what: "no target is named".to_owned(),
        why: "there would be nowhere to deliver to".to_owned(),
        remedy:
            "say --sink jsonl:PATH, jsonl:- or postgres://USER@HOST/DATABASE, or set `sink.target`"
                .to_owned(),
    })
}
