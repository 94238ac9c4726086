//! The listener: as many connections as may be, each through its TLS handshake before the server sees it.

use std::{future::pending, io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;

use super::connection::{Connection, Pace, Transport};
use crate::source::PushLimits;

/// How long to wait when the system has no file handle left for a connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// Connections for the server, in the order in which they are ready.
pub(super) struct Listener {
    address: SocketAddr,
    ready: mpsc::Receiver<(Connection, SocketAddr)>,
}

/// What makes them ready.
struct Door {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    permits: Arc<Semaphore>,
    header_timeout: Duration,
    ready: mpsc::Sender<(Connection, SocketAddr)>,
}

impl Listener {
    /// Takes connections on the current runtime, until it is dropped.
    pub(super) fn new(
        listener: TcpListener,
        tls: Option<TlsAcceptor>,
        limits: &PushLimits,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (sender, ready) = mpsc::channel(1);
        let door = Door {
            listener,
            tls,
            permits: Arc::new(Semaphore::new(limits.connections)),
            header_timeout: limits.header_timeout,
            ready: sender,
        };
        tokio::spawn(door.keep());
        Ok(Self { address, ready })
    }
}

impl axum::serve::Listener for Listener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        match self.ready.recv().await {
            Some(ready) => ready,
            None => pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

impl Door {
    async fn keep(self) {
        while !self.ready.is_closed() {
            // Nobody closes the semaphore.
            let Ok(permit) = Arc::clone(&self.permits).acquire_owned().await else {
                return;
            };
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = self.ready.closed() => return,
            };
            match accepted {
                Ok((stream, address)) => self.greet(stream, address, permit),
                Err(error) => {
                    tracing::debug!(%error, "connection to the push server failed");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    /// Goes on by itself: a client that is slow about its handshake holds up nobody else.
    fn greet(&self, stream: TcpStream, address: SocketAddr, permit: OwnedSemaphorePermit) {
        let pace = Pace::new(self.header_timeout);
        let (tls, limit, ready) = (self.tls.clone(), self.header_timeout, self.ready.clone());
        tokio::spawn(async move {
            // Answers are small, and somebody waits for each.
            let _ = stream.set_nodelay(true);
            let transport = match tls {
                None => Transport::Plain(stream),
                Some(tls) => match timeout(limit, tls.accept(stream)).await {
                    Ok(Ok(stream)) => Transport::Tls(Box::new(stream)),
                    Ok(Err(error)) => return tracing::debug!(%error, "tls handshake failed"),
                    Err(_) => return tracing::debug!("tls handshake took too long"),
                },
            };
            let connection = Connection::new(transport, pace, permit);
            // The server has ended: so does the connection.
            let _ = ready.send((connection, address)).await;
        });
    }
}
