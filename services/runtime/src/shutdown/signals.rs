//! The two signals: the first one asks for a graceful end, the second one ends at once.

use std::{io, process};

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::{exit::Exit, shutdown::Shutdown};

/// Listens for SIGTERM and SIGINT from now on; call it within a tokio runtime, which then does the waiting.
///
/// # Errors
/// That the system does not let the process listen.
pub fn listen(shutdown: Shutdown) -> io::Result<()> {
    let mut signals = Signals {
        terminate: signal(SignalKind::terminate())?,
        interrupt: signal(SignalKind::interrupt())?,
    };
    tokio::spawn(async move {
        let (name, _) = signals.next().await;
        tracing::info!(
            signal = name,
            "shutting down, a second signal exits at once"
        );
        shutdown.request(name);
        let (name, number) = signals.next().await;
        tracing::warn!(signal = name, "second signal, exiting at once");
        process::exit(i32::from(Exit::Signal(number).code()));
    });
    Ok(())
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    async fn next(&mut self) -> (&'static str, u8) {
        tokio::select! {
            _ = self.terminate.recv() => ("SIGTERM", 15),
            _ = self.interrupt.recv() => ("SIGINT", 2),
        }
    }
}
