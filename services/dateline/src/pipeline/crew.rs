//! The threads of a process, in the order of the flow, and how they end.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};

use dateline_runtime::{
    Control,
    exit::{Exit, Failure},
    shutdown::Shutdown,
};

/// How often the crew looks at the shutdown.
const LOOK: Duration = Duration::from_millis(50);

/// When a crew ends by itself, and what a signal means to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// It ends when the first of it has ended and each of the others has consumed all that came to it.
    pub with_input: bool,
    /// A signal stops the first alone and the others end with their input: what is in memory would be lost.
    pub drain_on_signal: bool,
}

/// Threads that work on one flow, the first upstream of the second and so on.
#[derive(Debug)]
pub struct Crew {
    members: Vec<Member>,
    ended: Receiver<&'static str>,
    report: Sender<&'static str>,
}

#[derive(Debug)]
struct Member {
    name: &'static str,
    control: Control,
    thread: JoinHandle<anyhow::Result<()>>,
}

impl Default for Crew {
    fn default() -> Self {
        let (report, ended) = channel();
        Self {
            members: Vec::new(),
            ended,
            report,
        }
    }
}

impl Crew {
    /// Starts a member downstream of those that were started before.
    ///
    /// # Errors
    /// A system that has no thread left.
    pub fn start(
        &mut self,
        name: &'static str,
        control: Control,
        work: impl FnOnce() -> anyhow::Result<()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let report = self.report.clone();
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let _report = ReportOnDrop(name, report);
                work()
            })?;
        self.members.push(Member {
            name,
            control,
            thread,
        });
        Ok(())
    }

    /// Waits until the crew has ended; the first failure, in the order of the flow.
    ///
    /// # Errors
    /// What a member could not go on for.
    pub fn wait(self, ending: Ending, shutdown: &Shutdown) -> anyhow::Result<()> {
        let mut members = self.members;
        let mut failure = None;
        let mut stopping = false;
        while !members.is_empty() {
            if shutdown.is_requested() && !stopping {
                stopping = true;
                let first_alone = if ending.drain_on_signal {
                    1
                } else {
                    usize::MAX
                };
                members
                    .iter()
                    .take(first_alone)
                    .for_each(|member| member.control.stop());
            }
            match self.ended.recv_timeout(LOOK) {
                Ok(name) => {
                    let Some(index) = members.iter().position(|member| member.name == name) else {
                        continue;
                    };
                    let member = members.remove(index);
                    let drains = ending.with_input || (stopping && ending.drain_on_signal);
                    if let Err(error) = join(member) {
                        failure.get_or_insert(error);
                        // What came to the others before the first of them failed is still theirs to do.
                        if !(drains && index == 0) {
                            members.iter().for_each(|member| member.control.stop());
                        }
                    }
                    if drains
                        && index == 0
                        && let Some(next) = members.first()
                    {
                        next.control.drain();
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
        }
        failure.map_or(Ok(()), Err)
    }
}

/// Tells the crew that a thread ends, however it ends.
struct ReportOnDrop(&'static str, Sender<&'static str>);

impl Drop for ReportOnDrop {
    fn drop(&mut self) {
        // A crew that is gone needs no report.
        let _ = self.1.send(self.0);
    }
}

fn join(member: Member) -> anyhow::Result<()> {
    let name = member.name;
    member.thread.join().unwrap_or_else(|_| {
        let message =
            format!("{name} panicked: a defect of Dateline, please report it with the log above");
        Err(Failure::new(Exit::Unexpected, message).into())
    })
}
