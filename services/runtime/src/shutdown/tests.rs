//! Asking for the end, waiting for it, and its budget.

use std::sync::mpsc;

use super::*;

/// Longer than anything here takes, so that reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn the_first_reason_stays_and_starts_the_budget() {
    let shutdown = Shutdown::new(Duration::from_secs(3600));
    assert!(!shutdown.is_requested());
    assert_eq!(shutdown.remaining(), None);
    shutdown.request("SIGTERM");
    shutdown.request("something else");
    assert!(shutdown.is_requested());
    assert_eq!(shutdown.reason().as_deref(), Some("SIGTERM"));
    let remaining = shutdown.remaining().unwrap();
    assert!(remaining > Duration::from_secs(3000) && remaining <= Duration::from_secs(3600));
}

#[test]
fn whoever_awaits_the_end_is_woken_by_another_thread() {
    let shutdown = Shutdown::default();
    let clone = shutdown.clone();
    let (woken, wakes) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(clone.requested());
        woken.send(()).unwrap();
    });
    assert_eq!(wakes.try_recv(), Err(mpsc::TryRecvError::Empty));
    shutdown.request("test");
    wakes.recv_timeout(PATIENCE).unwrap();
}

#[test]
fn the_budget_ends_only_after_the_end_was_asked_for() {
    let shutdown = Shutdown::new(Duration::from_millis(20));
    let (ended, ends) = mpsc::channel();
    shutdown
        .at_end_of_budget(move || ended.send(Instant::now()).unwrap())
        .unwrap();
    assert!(ends.try_recv().is_err());
    let asked = Instant::now();
    shutdown.request("test");
    let ended = ends.recv_timeout(PATIENCE).unwrap();
    assert!(ended - asked >= Duration::from_millis(20));
}

#[test]
fn the_first_signal_asks_for_the_end() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let shutdown = Shutdown::default();
    let asked = runtime.block_on(async {
        listen(shutdown.clone()).unwrap();
        let itself = std::process::id().to_string();
        let mut kill = std::process::Command::new("kill");
        assert!(kill.args(["-TERM", &itself]).status().unwrap().success());
        tokio::time::timeout(PATIENCE, shutdown.requested()).await
    });
    assert!(asked.is_ok(), "the signal was not noticed");
    assert_eq!(shutdown.reason().as_deref(), Some("SIGTERM"));
}
