//! A connection that is given up when its client is slow between two requests, and counts as long as it is open.

use std::{
    future::Future as _,
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{extract::connect_info::Connected, serve::IncomingStream};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::OwnedSemaphorePermit,
    time::{Instant, Sleep, sleep_until},
};
use tokio_rustls::server::TlsStream;

use super::listener::Listener;

/// Until when a client may take for the header of its next request, its handshake and the reading of the last answer
/// included. Clones are the same connection's.
#[derive(Debug, Clone)]
pub(super) struct Pace(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    header_timeout: Duration,
    /// `None` while a request is worked on, which has limits of its own.
    until: Mutex<Option<Instant>>,
}

impl Pace {
    pub(super) fn new(header_timeout: Duration) -> Self {
        let until = Mutex::new(Some(Instant::now() + header_timeout));
        Self(Arc::new(Shared {
            header_timeout,
            until,
        }))
    }

    /// A request has come; the time runs again when what is returned is dropped.
    pub(super) fn work(&self) -> Work {
        self.set(None);
        Work(self.clone())
    }

    fn until(&self) -> Option<Instant> {
        *self.0.until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, until: Option<Instant>) {
        *self.0.until.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }
}

/// A request that is worked on.
pub(super) struct Work(Pace);

impl Drop for Work {
    fn drop(&mut self) {
        let Pace(shared) = &self.0;
        self.0.set(Some(Instant::now() + shared.header_timeout));
    }
}

impl Connected<IncomingStream<'_, Listener>> for Pace {
    fn connect_info(stream: IncomingStream<'_, Listener>) -> Self {
        stream.io().pace.clone()
    }
}

/// In the clear, or encrypted.
pub(super) enum Transport {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// The connection.
pub(super) struct Connection {
    transport: Transport,
    pace: Pace,
    alarm: Pin<Box<Sleep>>,
    _permit: OwnedSemaphorePermit,
}

impl Connection {
    pub(super) fn new(transport: Transport, pace: Pace, permit: OwnedSemaphorePermit) -> Self {
        Self {
            transport,
            pace,
            alarm: Box::pin(sleep_until(Instant::now())),
            _permit: permit,
        }
    }

    /// Fails once the client's time is up; until then, wakes the task when it will be.
    fn check_time(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        let Some(until) = self.pace.until() else {
            return Ok(());
        };
        if self.alarm.deadline() != until {
            self.alarm.as_mut().reset(until);
        }
        match self.alarm.as_mut().poll(context) {
            Poll::Ready(()) => Err(io::ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(()),
        }
    }

    fn writer(&mut self) -> Pin<&mut (dyn AsyncWrite + Send + Unpin)> {
        match &mut self.transport {
            Transport::Plain(stream) => Pin::new(stream),
            Transport::Tls(stream) => Pin::new(stream),
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check_time(context)?;
        match &mut self.transport {
            Transport::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Transport::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check_time(context)?;
        self.writer().poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check_time(context)?;
        self.writer().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check_time(context)?;
        self.writer().poll_shutdown(context)
    }
}
