//! Flags that several commands share, and the keys of the configuration that they set.

use std::{
    env,
    path::{Path, PathBuf},
};

use clap::Args;
use dateline_runtime::config::{ConfigError, Environment, Loaded, Override, Overrides};

use crate::{cli::InputSpec, config::Config};

/// Read if it is there and no other file is named.
const DEFAULT_FILE: &str = "dateline.toml";

/// Names the file where a flag cannot.
const FILE_VARIABLE: &str = "DATELINE_CONFIG";

/// Inputs of the command line share one namespace, so that their order and number do not change the identity of items.
pub const INPUT_NAMESPACE: &str = "input";

/// Where the configuration comes from.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Configuration")]
pub struct ConfigArguments {
    /// The configuration file; else the one that DATELINE_CONFIG names, else dateline.toml if it is there
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Set any key, for example pump.tick_interval_ms=50; may be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// What is logged: error, warn, info, debug, trace, or a list by part
    #[arg(long, value_name = "LEVEL")]
    pub log_level: Option<String>,
    /// How log lines look: auto, pretty, json
    #[arg(long, value_name = "FORMAT")]
    pub log_format: Option<String>,
}

/// How the cluster is reached.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Kafka")]
pub struct BrokerArguments {
    /// Brokers to ask first, parted by commas
    #[arg(long, value_name = "HOST:PORT", value_delimiter = ',')]
    pub brokers: Vec<String>,
    /// First part of every topic's name
    #[arg(long, value_name = "NAME")]
    pub prefix: Option<String>,
}

/// What every service has.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Service")]
pub struct ServiceArguments {
    /// Name of this process among its like, stable over restarts
    #[arg(long, value_name = "NAME")]
    pub instance_id: Option<String>,
    /// Where metrics and health are served: IP:PORT, or off
    #[arg(long, value_name = "ADDRESS")]
    pub admin_listen: Option<String>,
}

/// Where deliveries come from, instead of the configured sources.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Input")]
pub struct InputArguments {
    /// Deliveries: a format (wire-page, jsonl, sniff), and files or - for standard input; may be repeated
    #[arg(long, value_name = "FORMAT:GLOB|-")]
    pub input: Vec<InputSpec>,
    /// When the input was fetched, base of ages like "45 minutes ago": none, modification_time, or a time in RFC 3339
    #[arg(long, value_name = "TIME", requires = "input")]
    pub fetched_at: Option<String>,
    /// Go on looking for new files instead of ending with the input
    #[arg(long, requires = "input")]
    pub follow: bool,
}

/// The flags of every tool of the operator's.
#[derive(Debug, Clone, Default, Args)]
pub struct ToolArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub brokers: BrokerArguments,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub config: ConfigArguments,
}

/// The flags of every service that set keys.
#[derive(Debug, Clone, Default, Args)]
pub struct LayerArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub brokers: BrokerArguments,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub service: ServiceArguments,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub config: ConfigArguments,
}

impl LayerArguments {
    /// Reads the configuration with these overrides and all that the flags set.
    ///
    /// # Errors
    /// Everything that is wrong in any layer.
    pub fn load(&self, mut overrides: Overrides) -> Result<Loaded<Config>, ConfigError> {
        self.brokers.add_to(&mut overrides);
        self.service.add_to(&mut overrides);
        self.config.load(overrides)
    }
}

impl ConfigArguments {
    /// Reads the configuration with these overrides; `--set` wins over them.
    ///
    /// # Errors
    /// Everything that is wrong in any layer.
    pub fn load(&self, mut overrides: Overrides) -> Result<Loaded<Config>, ConfigError> {
        overrides.set_some("log.level", "--log-level", self.log_level.as_deref());
        overrides.set_some("log.format", "--log-format", self.log_format.as_deref());
        for assignment in &self.set {
            overrides.set_assignment("--set", assignment)?;
        }
        let file = self.file();
        Config::load(file.as_deref(), &Environment::of_process(), &overrides)
    }

    /// The file that is read, if one is.
    pub fn file(&self) -> Option<PathBuf> {
        let named = self.config.clone();
        let named = named.or_else(|| env::var_os(FILE_VARIABLE).map(PathBuf::from));
        named.or_else(|| {
            let default = Path::new(DEFAULT_FILE);
            default.is_file().then(|| default.to_owned())
        })
    }
}

impl BrokerArguments {
    /// Adds what these flags set.
    pub fn add_to(&self, overrides: &mut Overrides) {
        if !self.brokers.is_empty() {
            let brokers = Override::List(self.brokers.clone());
            overrides.set("kafka.brokers", "--brokers", brokers);
        }
        overrides.set_some("prefix", "--prefix", self.prefix.as_deref());
    }
}

impl ServiceArguments {
    /// Adds what these flags set.
    pub fn add_to(&self, overrides: &mut Overrides) {
        let instance_id = self.instance_id.as_deref();
        overrides.set_some("instance_id", "--instance-id", instance_id);
        let listen = self.admin_listen.as_deref();
        overrides.set_some("admin.listen", "--admin-listen", listen);
    }
}

impl InputArguments {
    /// Adds what these flags set: each input becomes a source.
    pub fn add_to(&self, overrides: &mut Overrides) {
        if self.input.is_empty() {
            return;
        }
        let inputs = self.input.iter().enumerate();
        let sources = inputs.map(|(index, input)| self.source(index, input));
        let sources = Override::Tables(sources.collect());
        overrides.set("producer.sources", "--input", sources);
    }

    fn source(&self, index: usize, input: &InputSpec) -> Vec<(String, Override)> {
        let text = |text: &str| Override::Text(text.to_owned());
        let mut fields = vec![
            ("name", text(&format!("input-{}", index + 1))),
            ("namespace", text(INPUT_NAMESPACE)),
            ("format", text(&input.format.to_string())),
        ];
        match &input.pattern {
            Some(pattern) => {
                fields.push(("paths", Override::List(vec![pattern.clone()])));
                fields.push(("follow", text(&self.follow.to_string())));
            }
            None => fields.push(("kind", text("stdin"))),
        }
        if let Some(fetched_at) = &self.fetched_at {
            fields.push(("fetched_at", text(fetched_at)));
        }
        let named = fields.into_iter();
        named
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}
