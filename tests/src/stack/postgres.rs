//! A private PostgreSQL that can go down and come back, with a fresh database for each chapter.

use std::{
    os::unix::fs::MetadataExt,
    path::PathBuf,
    process::Command,
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, bail};
use tokio_postgres::{NoTls, SimpleQueryMessage};

use crate::{
    deadline::wait_for,
    stack::{
        RunFolder,
        part::{Output, Part, RUN_AS, Signal},
        parts,
        ports::free_port,
    },
};

const READY_WITHIN: Duration = Duration::from_secs(60);
const STOPPED_WITHIN: Duration = Duration::from_secs(30);
const ATTEMPTS: u32 = 3;

/// Rows of a query as text; `None` is NULL.
pub type Rows = Vec<Vec<Option<String>>>;

/// A running server; it ends when it is dropped, and at the latest with this process.
pub struct PostgresServer {
    part: Mutex<Option<Part>>,
    folder: RunFolder,
    programs: PathBuf,
    port: u16,
}

impl PostgresServer {
    /// Starts a server with an empty cluster and waits until it answers.
    ///
    /// # Errors
    /// When a part is missing or the server does not come up.
    pub fn start() -> anyhow::Result<Self> {
        let mut attempt = 1;
        loop {
            match Self::try_start() {
                Err(error) if attempt < ATTEMPTS && is_collision(&error) => attempt += 1,
                result => return result,
            }
        }
    }

    fn try_start() -> anyhow::Result<Self> {
        let server = Self {
            part: Mutex::new(None),
            folder: RunFolder::new("postgres")?,
            programs: parts::path_of("postgres_bin")?,
            port: free_port()?,
        };
        server.make_cluster()?;
        server.come_up()?;
        Ok(server)
    }

    /// The server that this process's chapters share.
    ///
    /// # Errors
    /// When it cannot be started; then for every caller.
    pub fn shared() -> anyhow::Result<&'static Self> {
        static SHARED: OnceLock<Result<PostgresServer, String>> = OnceLock::new();
        let shared = SHARED.get_or_init(|| Self::start().map_err(|error| format!("{error:#}")));
        shared
            .as_ref()
            .map_err(|error| anyhow::anyhow!(error.clone()))
    }

    /// URL of the database that every server has, as its superuser.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Goes down in good order: clients are disconnected.
    ///
    /// # Errors
    /// When it does not run, or does not end in half a minute.
    pub fn stop(&self) -> anyhow::Result<()> {
        let mut slot = self.slot();
        let part = slot.as_mut().context("PostgreSQL does not run")?;
        // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for the clients.
        part.signal(Signal::Interrupt)?;
        part.wait(STOPPED_WITHIN)?;
        *slot = None;
        Ok(())
    }

    /// Goes down at once, as when it crashes.
    ///
    /// # Errors
    /// When it does not run.
    pub fn kill(&self) -> anyhow::Result<()> {
        let mut slot = self.slot();
        slot.as_mut().context("PostgreSQL does not run")?.kill()?;
        *slot = None;
        Ok(())
    }

    /// Comes up again at its old address, with its data, and waits until it answers.
    ///
    /// # Errors
    /// When it runs already or does not come up.
    pub fn come_up(&self) -> anyhow::Result<()> {
        let mut slot = self.slot();
        if slot.is_some() {
            bail!("PostgreSQL runs already");
        }
        let folder = self.folder.path();
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.folder.join("data"));
        command.arg("-p").arg(self.port.to_string());
        command.arg("-k").arg(folder);
        // Without fsync a crash of the machine could lose data, but never one of the server.
        for setting in [
            "listen_addresses=127.0.0.1",
            "fsync=off",
            "max_connections=50",
            "shared_memory_type=mmap",
            "dynamic_shared_memory_type=mmap",
        ] {
            command.args(["-c", setting]);
        }
        let start = || {
            let output = Output::in_folder(folder, "postgres");
            Part::start("postgres", &command, output)
        };
        let mut part = start()?;
        wait_for("PostgreSQL", READY_WITHIN, || {
            if let Some(status) = part.ended()? {
                let words = part.last_words();
                // The children of one that was killed take a moment to go, and it does not start beside them.
                if words.contains("pre-existing shared memory block") {
                    part = start()?;
                    return Ok(None);
                }
                bail!("PostgreSQL ended with {status}; {words}");
            }
            Ok(query(&self.url(), "SELECT 1").ok())
        })?;
        *slot = Some(part);
        Ok(())
    }

    fn make_cluster(&self) -> anyhow::Result<()> {
        let folder = self.folder.path();
        let mut command = self.program("initdb");
        command.arg("-D").arg(self.folder.join("data"));
        command.args(["-A", "trust", "-U", "postgres", "-N", "-E", "UTF8"]);
        command.arg("--locale=C.UTF-8");
        if is_root()? {
            let status = Command::new("chown").arg("postgres").arg(folder).status()?;
            if !status.success() {
                bail!("cannot give {} to the user postgres", folder.display());
            }
        }
        let mut part = Part::start("initdb", &command, Output::in_folder(folder, "initdb"))?;
        let status = part.wait(READY_WITHIN)?;
        if !status.success() {
            bail!("initdb ended with {status}; {}", part.last_words());
        }
        Ok(())
    }

    /// A server program; under the user postgres where we are root, as whom it would refuse to run.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(self.folder.path());
        if is_root().unwrap_or(false) {
            command.env(RUN_AS, "postgres");
        }
        command
    }

    fn slot(&self) -> MutexGuard<'_, Option<Part>> {
        // A panic of another chapter says nothing about the server.
        self.part.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// URL of a fresh, empty database for a chapter that does nothing to its server: in the PostgreSQL of
/// `DATELINE_TEST_POSTGRES`, else in this process's shared one.
///
/// # Errors
/// When the server cannot be started or makes no database.
pub fn fresh_database(chapter: &str) -> anyhow::Result<String> {
    let server = match std::env::var("DATELINE_TEST_POSTGRES") {
        Ok(given) if !given.is_empty() => given,
        _ => PostgresServer::shared()?.url(),
    };
    fresh_database_in(&server, chapter)
}

/// URL of a fresh, empty database in the server of this URL.
///
/// # Errors
/// When the server makes no database.
pub fn fresh_database_in(server: &str, chapter: &str) -> anyhow::Result<String> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let chapter = chapter.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
    let name = format!("{chapter}_{}_{number}", std::process::id());
    // Left over by a process that had the same number, in a server that is not ours.
    query(server, &format!("DROP DATABASE IF EXISTS {name}"))?;
    query(server, &format!("CREATE DATABASE {name}"))?;
    Ok(with_database(server, &name))
}

/// Runs one statement in a connection of its own.
///
/// # Errors
/// When the server is not reached or refuses the statement.
pub fn query(url: &str, statement: &str) -> anyhow::Result<Rows> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        let connection = tokio::spawn(connection);
        let messages = client.simple_query(statement).await?;
        drop(client);
        connection.await??;
        Ok(messages.iter().filter_map(row).collect())
    })
}

fn row(message: &SimpleQueryMessage) -> Option<Vec<Option<String>>> {
    let SimpleQueryMessage::Row(row) = message else {
        return None;
    };
    let cells = (0..row.len()).map(|column| row.get(column).map(str::to_owned));
    Some(cells.collect())
}

fn with_database(url: &str, name: &str) -> String {
    let (url, options) = url
        .split_once('?')
        .map_or((url, None), |(url, options)| (url, Some(options)));
    let authority = url.find("://").map_or(0, |at| at + 3);
    let end = url[authority..]
        .find('/')
        .map_or(url.len(), |at| authority + at);
    let options = options
        .map(|options| format!("?{options}"))
        .unwrap_or_default();
    format!("{}/{name}{options}", &url[..end])
}

fn is_root() -> anyhow::Result<bool> {
    Ok(std::fs::metadata("/proc/self")?.uid() == 0)
}

fn is_collision(error: &anyhow::Error) -> bool {
    format!("{error:#}").contains("Address already in use")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_put_into_a_url_whatever_the_url_has() {
        for (url, expected) in [
            ("postgres://u@h:1/postgres", "postgres://u@h:1/fresh"),
            ("postgres://u@h:1", "postgres://u@h:1/fresh"),
            ("postgres://u:p@h/", "postgres://u:p@h/fresh"),
            (
                "postgres://h/a?sslmode=disable",
                "postgres://h/fresh?sslmode=disable",
            ),
        ] {
            assert_eq!(with_database(url, "fresh"), expected, "{url}");
        }
    }
}
