//! Ports that nobody listens on at this moment.

use std::{
    net::TcpListener,
    sync::atomic::{AtomicU64, Ordering},
};

use anyhow::Context;

/// Below the range from which systems take ports for outgoing connections, so that a part finds its own port free
/// again when it is started a second time.
const FIRST: u64 = 15_000;
const COUNT: u64 = 15_000;

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A port on loopback that was free a moment ago. Another process may still take it first, so starts are retried.
///
/// # Errors
/// When none is free.
pub fn free_port() -> anyhow::Result<u16> {
    // Processes start at different places, so that they seldom try the same port at the same time.
    let start = u64::from(std::process::id()).wrapping_mul(7_919);
    (0..COUNT)
        .map(|_| start.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)))
        .filter_map(|number| u16::try_from(FIRST + number % COUNT).ok())
        .find(|port| is_free(*port))
        .context("no free port on loopback")
}

/// Whether nobody listens on this port of loopback.
pub fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_not_given_twice_and_not_while_somebody_listens_on_it() {
        let taken = free_port().unwrap();
        let listener = TcpListener::bind(("127.0.0.1", taken)).unwrap();
        assert!(!is_free(taken));
        assert_ne!(free_port().unwrap(), taken);
        drop(listener);
        assert_ne!(free_port().unwrap(), taken);
    }
}
