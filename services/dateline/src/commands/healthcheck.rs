//! `dateline healthcheck`: asks a running process whether it is well.

use clap::Args;
use dateline_runtime::{
    admin,
    config::Overrides,
    exit::{Exit, Failure},
};

use crate::{
    Streams,
    cli::{ConfigArguments, ServiceArguments},
};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline healthcheck
      asks the process at the configured admin.listen whether it is ready
  dateline healthcheck --live
      asks whether it is alive, though it may not be ready
  dateline healthcheck --url http://10.0.0.5:9464/readyz
      asks another one";

/// How `healthcheck` is called.
#[derive(Debug, Clone, Default, Args)]
pub struct HealthcheckArguments {
    /// Whom to ask, instead of the process at the configured admin.listen
    #[arg(long, value_name = "URL", conflicts_with = "live")]
    pub url: Option<String>,
    /// Ask whether it is alive rather than ready
    #[arg(long)]
    pub live: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub service: ServiceArguments,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub config: ConfigArguments,
}

/// Asks, and passes the answer on; exits with 0 if all is well and with 1 otherwise, which is what Docker knows.
///
/// # Errors
/// What is wrong with the configuration, and why there is no answer.
pub fn execute(
    arguments: &HealthcheckArguments,
    streams: &mut Streams<'_>,
) -> anyhow::Result<Exit> {
    let url = match &arguments.url {
        Some(url) => url.clone(),
        None => arguments.configured_url()?,
    };
    let answer = admin::probe(&url)?;
    write!(streams.output, "{}", answer.text)?;
    Ok(if answer.is_good {
        Exit::Done
    } else {
        Exit::Unexpected
    })
}

impl HealthcheckArguments {
    fn configured_url(&self) -> anyhow::Result<String> {
        let mut overrides = Overrides::default();
        self.service.add_to(&mut overrides);
        let config = self.config.load(overrides)?;
        let Some(address) = config.value.admin.listen.reachable() else {
            let message = "there is nobody to ask\n  where: admin.listen\n  why:   it is off\n  do:    say --url, or \
                           set it to an address";
            return Err(Failure::new(Exit::Configuration, message).into());
        };
        let path = if self.live { "livez" } else { "readyz" };
        Ok(format!("http://{address}/{path}"))
    }
}
