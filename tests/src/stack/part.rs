//! A process that the harness runs: its output in files, signals, and the certainty that it does not outlive the tests.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{OnceLock, mpsc},
    time::Duration,
};

use anyhow::{Context, anyhow, bail};

use crate::deadline::wait_for;

/// A running process.
#[derive(Debug)]
pub struct Part {
    child: Child,
    name: String,
    output: Output,
}

/// Where a process writes.
#[derive(Debug, Clone)]
pub struct Output {
    /// Standard output.
    pub stdout: PathBuf,
    /// Standard error.
    pub stderr: PathBuf,
}

impl Output {
    /// Files of this name in a folder.
    pub fn in_folder(folder: &Path, name: &str) -> Self {
        Self {
            stdout: folder.join(format!("{name}.stdout")),
            stderr: folder.join(format!("{name}.stderr")),
        }
    }
}

/// A signal that tests send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Ends it at once.
    Kill,
    /// Asks it to end.
    Terminate,
    /// Asks it to end, as from a terminal.
    Interrupt,
    /// Stops it where it is.
    Stop,
    /// Lets it go on.
    Continue,
}

impl Signal {
    const fn name(self) -> &'static str {
        match self {
            Self::Kill => "KILL",
            Self::Terminate => "TERM",
            Self::Interrupt => "INT",
            Self::Stop => "STOP",
            Self::Continue => "CONT",
        }
    }
}

impl Part {
    /// Starts a command. It gets SIGKILL when this process ends, however that ends.
    ///
    /// # Errors
    /// When it cannot be started or its output cannot be written.
    pub fn start(name: &str, command: &Command, output: Output) -> anyhow::Result<Self> {
        let mut guarded = Command::new("setpriv");
        guarded.args(["--pdeathsig", "KILL"]);
        guarded.args(as_user_of(command));
        guarded.arg(command.get_program()).args(command.get_args());
        copy_surroundings(command, &mut guarded);
        // Appending: a part that is started again goes on in the same files.
        let append = |path: &Path| File::options().create(true).append(true).open(path);
        guarded.stdin(Stdio::null());
        guarded.stdout(append(&output.stdout)?);
        guarded.stderr(append(&output.stderr)?);
        let child = spawn_for_good(guarded).with_context(|| format!("cannot start {name}"))?;
        Ok(Self {
            child,
            name: name.to_owned(),
            output,
        })
    }

    /// Process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Where it writes.
    pub const fn output(&self) -> &Output {
        &self.output
    }

    /// How it ended; `None` while it runs.
    ///
    /// # Errors
    /// When the system cannot say.
    pub fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Sends a signal.
    ///
    /// # Errors
    /// When it has ended already.
    pub fn signal(&mut self, signal: Signal) -> anyhow::Result<()> {
        if let Some(status) = self.ended()? {
            bail!("{} has ended already: {status}", self.name);
        }
        // Safe against reuse of the number: a child that was not waited for keeps it. The shell's own `kill` needs no
        // package, which the program of that name does.
        let kill = format!("kill -{} {}", signal.name(), self.pid());
        let status = Command::new("sh").args(["-c", &kill]).status()?;
        if !status.success() {
            bail!("{kill} failed");
        }
        Ok(())
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// When it has not by then; the message ends with the last lines of its standard error.
    pub fn wait(&mut self, within: Duration) -> anyhow::Result<ExitStatus> {
        let what = format!("the end of {}", self.name);
        let waited = wait_for(&what, within, || Ok(self.child.try_wait()?));
        waited.map_err(|error| anyhow!("{error}\n{}", self.last_words()))
    }

    /// Ends it with SIGKILL, if it still runs, and waits until it is gone.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(&mut self) -> anyhow::Result<ExitStatus> {
        // Does nothing to a process that was already waited for.
        self.child.kill()?;
        Ok(self.child.wait()?)
    }

    /// The last lines of standard error, for messages.
    pub fn last_words(&self) -> String {
        let text = std::fs::read(&self.output.stderr).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        let from = lines.len().saturating_sub(15);
        format!(
            "last lines of {}:\n{}",
            self.output.stderr.display(),
            lines[from..].join("\n")
        )
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Nothing is left to be done about a process that cannot be killed.
        let _ = self.kill();
    }
}

/// Name of the variable by which a command asks to run as another user; it is not handed on.
pub(super) const RUN_AS: &str = "DATELINE_HARNESS_RUN_AS";

/// `setpriv` changes the user by itself: `runuser` would fork, and the child would outlive the tests.
fn as_user_of(command: &Command) -> Vec<String> {
    let mut variables = command.get_envs();
    let user = variables.find_map(|(name, value)| (name == RUN_AS).then_some(value).flatten());
    let Some(user) = user.and_then(|user| user.to_str()) else {
        return Vec::new();
    };
    vec![
        format!("--reuid={user}"),
        format!("--regid={user}"),
        "--init-groups".to_owned(),
    ]
}

fn copy_surroundings(from: &Command, to: &mut Command) {
    if let Some(folder) = from.get_current_dir() {
        to.current_dir(folder);
    }
    for (name, value) in from.get_envs().filter(|(name, _)| *name != RUN_AS) {
        match value {
            Some(value) => to.env(name, value),
            None => to.env_remove(name),
        };
    }
}

type Order = (Command, mpsc::Sender<std::io::Result<Child>>);

/// Starts a command on a thread that lasts as long as this process. The kernel sends the death signal when the *thread*
/// ends that started the child, and a test's thread ends with the test, long before a part that tests share.
fn spawn_for_good(command: Command) -> anyhow::Result<Child> {
    static SPAWNER: OnceLock<mpsc::Sender<Order>> = OnceLock::new();
    let spawner = SPAWNER.get_or_init(|| {
        let (orders, inbox) = mpsc::channel::<Order>();
        std::thread::spawn(move || {
            for (mut command, reply) in inbox {
                // Who gave the order may be gone; the child then ends unwatched, with this process.
                let _ = reply.send(command.spawn());
            }
        });
        orders
    });
    let (reply, answer) = mpsc::channel();
    spawner.send((command, reply))?;
    Ok(answer.recv()??)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::RunFolder;

    fn start(script: &str) -> Part {
        let folder = RunFolder::new("part").unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Part::start(
            "script",
            &command,
            Output::in_folder(folder.path(), "script"),
        )
        .unwrap()
    }

    fn state_of(pid: u32) -> Option<String> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        stat.rsplit(')')
            .next()?
            .split_whitespace()
            .next()
            .map(str::to_owned)
    }

    #[test]
    fn a_part_outlives_the_thread_that_started_it() {
        let thread = std::thread::spawn(|| start("exec sleep 60"));
        let mut part = thread.join().unwrap();
        // The kernel would have sent the signal before `join` came back.
        assert_eq!(part.ended().unwrap(), None);
    }

    #[test]
    fn a_dropped_part_is_gone() {
        let part = start("exec sleep 60");
        let pid = part.pid();
        assert!(state_of(pid).is_some());
        drop(part);
        assert_eq!(state_of(pid), None);
    }

    #[test]
    fn a_part_can_be_stopped_and_go_on() {
        let mut part = start("exec sleep 60");
        part.signal(Signal::Stop).unwrap();
        let within = Duration::from_secs(5);
        let pid = part.pid();
        wait_for("state T", within, || {
            Ok(state_of(pid).filter(|state| state == "T"))
        })
        .unwrap();
        part.signal(Signal::Continue).unwrap();
        wait_for("state S", within, || {
            Ok(state_of(pid).filter(|state| state == "S"))
        })
        .unwrap();
        part.signal(Signal::Terminate).unwrap();
        assert!(!part.wait(within).unwrap().success());
        assert!(part.signal(Signal::Terminate).is_err());
    }

    #[test]
    fn a_part_that_does_not_end_in_time_is_quoted() {
        let mut part = start("echo 'still busy' >&2; exec sleep 60");
        let within = Duration::from_secs(5);
        wait_for("words", within, || {
            Ok(part.last_words().contains("busy").then_some(()))
        })
        .unwrap();
        let error = part.wait(Duration::ZERO).unwrap_err();
        assert!(error.to_string().contains("still busy"), "{error}");
    }
}
