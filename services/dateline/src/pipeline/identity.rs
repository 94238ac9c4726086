//! Names by which groups and brokers know this process.

use std::{
    process,
    time::{SystemTime, UNIX_EPOCH},
};

use dateline_runtime::{
    TopicName,
    log::{MemberSpec, StartAt},
};
use dateline_schemas::topic::Party;

use crate::config::Config;

/// Who this process is among its like.
#[derive(Debug, Clone)]
pub struct Identity {
    prefix: String,
    /// Set by configuration and stable over restarts.
    instance_id: Option<String>,
    /// Of this process alone.
    process: String,
}

impl Identity {
    /// The identity that the configuration gives, or one of this process's own.
    pub fn of(config: &Config) -> Self {
        let started = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_millis();
        let host = std::env::var("HOSTNAME").unwrap_or_else(|_| "host".to_owned());
        Self {
            prefix: config.prefix.as_str().to_owned(),
            instance_id: config.instance_id.as_ref().map(|id| id.as_str().to_owned()),
            process: format!("{host}-{}-{started}", process::id()),
        }
    }

    /// Consumer group of a stage; every process of the same prefix shares it. Access lists go by its second part.
    pub fn group(&self, stage: &str) -> String {
        match stage {
            "annotate" | "link" => format!("{}-enricher-{stage}", self.prefix),
            other => format!("{}-{other}", self.prefix),
        }
    }

    /// This process as a member of a stage's group.
    pub fn member(&self, stage: &str, input: &TopicName) -> MemberSpec {
        let instance = self.instance_id.as_deref().unwrap_or(&self.process);
        MemberSpec {
            group: self.group(stage),
            input: input.clone(),
            transactional_id: format!("{}-{instance}", self.group(stage)),
            instance_id: self.instance_id.clone(),
            start: StartAt::Beginning,
        }
    }

    /// Transactional id of a producer: by its configured name alone, so that a second one fences the first.
    pub fn producer(&self, id: &str) -> String {
        format!("{}-producer-{id}", self.prefix)
    }

    /// Transactional id of a tool of the operator's: by what it does alone, so that a second one fences the first.
    pub fn tool(&self, purpose: &str) -> String {
        format!("{}-{}-{purpose}", self.prefix, Party::Operator.name())
    }

    /// Transactional id of a writer of this process alone.
    pub fn writer(&self, purpose: &str) -> String {
        format!("{}-{purpose}-{}", self.prefix, self.process)
    }
}
