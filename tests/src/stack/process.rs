//! The program under test: started with arguments and environment, watched by its logs, ended in every way there is.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
    time::Duration,
};

use anyhow::{Context, bail};
use serde_json::Value;

use super::{
    RunFolder,
    part::{Output, Part, Signal},
};
use crate::deadline::wait_for;

/// A program and what every start of it gets.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    folder: RunFolder,
    environment: Vec<(String, String)>,
}

impl Program {
    /// The program at this path; its runs work and write in a fresh folder.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn at(path: impl Into<PathBuf>) -> anyhow::Result<Self> {
        Ok(Self {
            path: path.into(),
            folder: RunFolder::new("program")?,
            environment: Vec::new(),
        })
    }

    /// The same program with a variable more in its environment.
    #[must_use]
    pub fn with_env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The folder in which its runs work and write.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts it. Runs of the same name write into the same files, one behind the other.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(&self, name: &str, arguments: &[&str]) -> anyhow::Result<Running> {
        let mut command = Command::new(&self.path);
        command.args(arguments).current_dir(self.folder.path());
        // What somebody has set for their own use must not change what tests see.
        for (variable, _) in std::env::vars().filter(|(name, _)| name.starts_with("DATELINE_")) {
            command.env_remove(variable);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let output = Output::in_folder(self.folder.path(), name);
        Ok(Running {
            part: Part::start(name, &command, output)?,
        })
    }

    /// Starts it, waits for its end and returns what it said.
    ///
    /// # Errors
    /// When it does not end in time.
    pub fn run(&self, name: &str, arguments: &[&str], within: Duration) -> anyhow::Result<Ended> {
        self.start(name, arguments)?.wait(within)
    }
}

/// What a run that has ended left.
#[derive(Debug)]
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// All that it wrote to standard output.
    pub stdout: String,
    /// All that it wrote to standard error.
    pub stderr: String,
}

impl Ended {
    /// The same, if it ended well.
    ///
    /// # Errors
    /// When it did not; with all that it said.
    pub fn successful(self) -> anyhow::Result<Self> {
        if !self.status.success() {
            bail!("{}: {}{}", self.status, self.stdout, self.stderr);
        }
        Ok(self)
    }
}

/// A run.
#[derive(Debug)]
pub struct Running {
    part: Part,
}

impl Running {
    /// Process id.
    pub fn pid(&self) -> u32 {
        self.part.pid()
    }

    /// Whether it still runs.
    ///
    /// # Errors
    /// When the system cannot say.
    pub fn is_running(&mut self) -> anyhow::Result<bool> {
        Ok(self.part.ended()?.is_none())
    }

    /// Ends it with SIGKILL.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(&mut self) -> anyhow::Result<ExitStatus> {
        self.part.kill()
    }

    /// Asks it to end (SIGTERM).
    ///
    /// # Errors
    /// When it has ended already.
    pub fn terminate(&mut self) -> anyhow::Result<()> {
        self.part.signal(Signal::Terminate)
    }

    /// Freezes it (SIGSTOP).
    ///
    /// # Errors
    /// When it has ended already.
    pub fn freeze(&mut self) -> anyhow::Result<()> {
        self.part.signal(Signal::Stop)
    }

    /// Lets it go on after it was frozen.
    ///
    /// # Errors
    /// When it has ended already.
    pub fn thaw(&mut self) -> anyhow::Result<()> {
        self.part.signal(Signal::Continue)
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// When it has not in time; the message quotes its last words.
    pub fn wait(mut self, within: Duration) -> anyhow::Result<Ended> {
        let status = self.part.wait(within)?;
        Ok(Ended {
            status,
            stdout: self.stdout()?,
            stderr: self.stderr()?,
        })
    }

    /// All that runs of this name wrote to standard output so far.
    ///
    /// # Errors
    /// When the file cannot be read or is not UTF-8.
    pub fn stdout(&self) -> anyhow::Result<String> {
        read(&self.part.output().stdout)
    }

    /// All that runs of this name wrote to standard error so far.
    ///
    /// # Errors
    /// When the file cannot be read or is not UTF-8.
    pub fn stderr(&self) -> anyhow::Result<String> {
        read(&self.part.output().stderr)
    }

    /// Waits until standard error contains this text.
    ///
    /// # Errors
    /// When it does not in time, or the run ended without it.
    pub fn wait_for_log(&mut self, text: &str, within: Duration) -> anyhow::Result<()> {
        wait_for(&format!("{text:?} in the log"), within, || {
            // Looked at before the text: what it said as its last word counts.
            let ended = self.part.ended()?;
            if self.stderr()?.contains(text) {
                return Ok(Some(()));
            }
            match ended {
                Some(status) => bail!("it ended with {status}; {}", self.part.last_words()),
                None => Ok(None),
            }
        })
    }

    /// The log so far, one JSON object a line.
    ///
    /// # Errors
    /// When a line is no JSON: nothing but the log may be on standard error.
    pub fn log_events(&self) -> anyhow::Result<Vec<Value>> {
        events_of(&self.stderr()?)
    }
}

/// Lines of a JSON log.
///
/// # Errors
/// When a line is no JSON.
pub fn events_of(log: &str) -> anyhow::Result<Vec<Value>> {
    log.lines()
        .map(|line| serde_json::from_str(line).with_context(|| format!("no JSON: {line}")))
        .collect()
}

/// Fails when a log has a WARN or an ERROR in it.
///
/// # Errors
/// The first such line.
pub fn expect_nothing_odd(log: &str) -> anyhow::Result<()> {
    for event in events_of(log)? {
        if event["level"] == "WARN" || event["level"] == "ERROR" {
            bail!("the log has {event}");
        }
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITHIN: Duration = Duration::from_secs(10);

    fn shell() -> Program {
        Program::at("/bin/sh").unwrap()
    }

    #[test]
    fn a_run_leaves_its_status_and_both_outputs() {
        let ended = shell().run("echo", &["-c", "echo out; echo err >&2; exit 3"], WITHIN);
        let ended = ended.unwrap();
        assert_eq!(ended.status.code(), Some(3));
        assert_eq!(
            (ended.stdout.as_str(), ended.stderr.as_str()),
            ("out\n", "err\n")
        );
        let error = ended.successful().unwrap_err();
        assert_eq!(error.to_string(), "exit status: 3: out\nerr\n");
    }

    #[test]
    fn a_run_gets_the_variables_it_was_given_and_no_others_of_ours() {
        let program = shell().with_env("DATELINE_GIVEN", "yes");
        let ended = program
            .run("env", &["-c", "env | grep DATELINE_"], WITHIN)
            .unwrap();
        assert_eq!(ended.stdout, "DATELINE_GIVEN=yes\n");
    }

    #[test]
    fn waiting_for_a_log_line_ends_with_the_run() {
        let mut run = shell().start("brief", &["-c", "echo '{}' >&2"]).unwrap();
        run.wait_for_log("{}", WITHIN).unwrap();
        let error = run.wait_for_log("never", WITHIN).unwrap_err();
        assert!(
            error.to_string().contains("it ended with exit status: 0"),
            "{error}"
        );
    }

    #[test]
    fn a_warning_in_a_log_is_odd() {
        expect_nothing_odd("{\"level\":\"INFO\"}\n").unwrap();
        assert!(expect_nothing_odd("{\"level\":\"INFO\"}\n{\"level\":\"WARN\"}\n").is_err());
        assert!(expect_nothing_odd("plain text\n").is_err());
    }
}
