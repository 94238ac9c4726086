//! How a PostgreSQL database is reached.

use std::{fmt, str::FromStr, time::Duration};

use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, NoTls, config::Host};

use super::failure::Failure;

/// Longest wait for a connection, unless `connect_timeout` says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// What every session is told first. A sink that hangs or was stopped inside a transaction must not keep its successor
/// waiting: the server ends it before the successor's patience with a call ends.
const SESSION_SETTINGS: &str = "SET idle_in_transaction_session_timeout = '15s'; \
     SET lock_timeout = '20s'; \
     SET timezone = 'UTC'; \
     SET client_min_messages = 'warning'";

/// A PostgreSQL connection string, checked. Neither its debug nor its display form has the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionString(pub(super) Box<Config>);

/// Text that is no connection string. The parser's own words are left out: they can quote parts of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a PostgreSQL connection string")]
pub struct NoConnectionString;

impl ConnectionString {
    /// The same with this password, for a secret that is kept apart from the rest.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.0.password(password);
        self
    }

    /// A new session, and the task of the current runtime that does its work and ends with it.
    ///
    /// This is the seam for TLS: `NoTls` refuses a server or a connection string that requires it, and a connector in
    /// its place is all that is needed.
    pub(super) async fn connect(&self) -> Result<(Client, JoinHandle<()>), Failure> {
        let (client, connection) = self
            .0
            .connect(NoTls)
            .await
            .map_err(Failure::of_connecting)?;
        let task = tokio::spawn(async move {
            // The client sees the same end as its own error.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection to the database ended");
            }
        });
        client.batch_execute(SESSION_SETTINGS).await?;
        Ok((client, task))
    }
}

impl FromStr for ConnectionString {
    type Err = NoConnectionString;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut config: Config = text.parse().map_err(|_| NoConnectionString)?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_application_name().is_none() {
            config.application_name("dateline sink");
        }
        Ok(Self(Box::new(config)))
    }
}

impl fmt::Display for ConnectionString {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user = self.0.get_user().unwrap_or("the process's user");
        let database = self.0.get_dbname().unwrap_or(user);
        let hosts = self.0.get_hosts().iter().enumerate().map(|(i, host)| {
            let ports = self.0.get_ports();
            let port = ports.get(i).or(ports.first()).copied().unwrap_or(5432);
            match host {
                Host::Tcp(name) => format!("{name}:{port}"),
                #[cfg(unix)]
                Host::Unix(directory) => format!("{}:{port}", directory.display()),
            }
        });
        let hosts: Vec<String> = hosts.collect();
        write!(
            formatter,
            "database {database} at {} as {user}",
            hosts.join(",")
        )
    }
}
