//! Deliveries that are pushed over HTTP: one server for all sources of this kind.
//!
//! `POST /v1/deliveries/{source}` takes one delivery and answers when it is in the log, or that it is not known to be.
//! Every answer can be followed by the same request: a position's bytes never change, so that it is taken once.

mod authentication;
mod body;
mod connection;
mod described;
mod gate;
mod listener;
mod metrics;
mod problem;
mod receipt;
mod routes;
#[cfg(test)]
mod tests;
mod tls;

use std::{net::SocketAddr, sync::Arc, thread, time::Duration};

use axum::serve;
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    sync::{Semaphore, mpsc, oneshot, watch},
    time::{Instant, interval_at, timeout},
};
use tokio_rustls::TlsAcceptor;

pub use self::metrics::PushMetrics;
use self::{
    authentication::Checked,
    connection::Pace,
    gate::{Gate, PushSource},
    listener::Listener,
    routes::Served,
};
use super::{Gone, ToIntake};
use crate::{
    intake::IntakeError,
    source::{Arrival, FetchedAt, PushCredentials, PushListener, SourceSpec, Told},
};

/// Threads that talk HTTP; what takes long is not done on them.
const SERVER_THREADS: usize = 2;

/// Threads that check signatures and unpack bodies: as many bodies are unpacked at a time.
const BODY_THREADS: usize = 4;

/// How long a server that ends waits for its last answers to be read.
const FAREWELL: Duration = Duration::from_secs(1);

/// How often what was pushed is looked at for what is to be forgotten; not at the start, so that who was kept from asking
/// again while the service was down may do it now.
const LOOK_INTERVAL: Duration = Duration::from_hours(1);

/// A source of this kind among all sources.
pub(super) struct Pushed<'a> {
    pub(super) index: usize,
    pub(super) spec: &'a SourceSpec,
    pub(super) credentials: &'a PushCredentials,
}

/// A server that is bound to its address, and serves nobody yet.
pub(super) struct PushServer {
    runtime: Runtime,
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    served: Served,
    indices: Vec<usize>,
    arrivals: mpsc::Receiver<Arrival>,
    intake: ToIntake,
}

/// A server that serves.
pub(super) struct Serving {
    end: oneshot::Sender<()>,
    thread: thread::JoinHandle<()>,
}

impl PushServer {
    /// A server for these sources.
    ///
    /// # Errors
    /// An address that cannot be listened on, a certificate that cannot be used.
    pub(super) fn bind(
        sources: &[Pushed<'_>],
        config: &PushListener,
        intake: ToIntake,
        metrics: PushMetrics,
    ) -> Result<Self, IntakeError> {
        let failed = |error: std::io::Error| IntakeError::Listen(cannot_listen(config, &error));
        let tls = config.tls.as_ref().map(tls::acceptor).transpose();
        let tls = tls.map_err(IntakeError::Listen)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(SERVER_THREADS)
            .max_blocking_threads(BODY_THREADS)
            .thread_name("push")
            .enable_all()
            .build()
            .map_err(failed)?;
        let listener = runtime.block_on(TcpListener::bind(config.address));
        let limits = &config.limits;
        let (to_intake, arrivals) = mpsc::channel(limits.deliveries);
        let gate = Gate {
            sources: sources.iter().map(of_name).collect(),
            nobody: Arc::new(Checked::of_nobody()),
            limits: limits.clone(),
            deliveries: Arc::new(Semaphore::new(limits.deliveries)),
            bytes: Arc::new(Semaphore::new(limits.bytes)),
            to_intake,
            control: intake.control.clone(),
            clock: intake.clock.clone(),
        };
        Ok(Self {
            listener: listener.map_err(failed)?,
            runtime,
            tls,
            served: Served {
                gate: Arc::new(gate),
                metrics,
            },
            indices: sources.iter().map(|source| source.index).collect(),
            arrivals,
            intake,
        })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves on a thread of its own until it is told that the intake ends, or finds it gone.
    ///
    /// # Errors
    /// That there is no thread, or no socket any more.
    pub(super) fn start(self) -> std::io::Result<Serving> {
        let (address, tls) = (self.address()?, self.tls.is_some());
        let (end, ended) = oneshot::channel();
        let thread = thread::Builder::new().name("source-push".to_owned());
        let thread = thread.spawn(move || self.run(ended))?;
        tracing::info!(%address, tls, "push server listens");
        Ok(Serving { end, thread })
    }

    fn run(self, ended: oneshot::Receiver<()>) {
        let Self {
            runtime,
            listener,
            tls,
            served,
            indices,
            mut arrivals,
            intake,
        } = self;
        let (stop, mut stopping) = watch::channel(());
        let limits = served.gate.limits.clone();
        let server = runtime.spawn(async move {
            let listener = Listener::new(listener, tls, &limits)?;
            let service = routes::router(served).into_make_service_with_connect_info::<Pace>();
            let stopped = async move { drop(stopping.changed().await) };
            serve(listener, service)
                .with_graceful_shutdown(stopped)
                .await
        });
        runtime.block_on(forward(&mut arrivals, &indices, &intake, ended));
        // What nobody takes any more is not answered for: its clients are told to come back.
        drop((arrivals, stop));
        // Clients that do not read their answers are left.
        let _ = runtime.block_on(async { timeout(FAREWELL, server).await });
        runtime.shutdown_background();
    }
}

impl Serving {
    /// Tells the server that the intake has answered all that it will, and waits until clients have read that.
    ///
    /// # Errors
    /// That its thread panicked.
    pub(super) fn end(self) -> thread::Result<()> {
        drop(self.end);
        self.thread.join()
    }
}

/// Hands deliveries to the intake until that ends. That may block: this is no thread of the server's.
async fn forward(
    arrivals: &mut mpsc::Receiver<Arrival>,
    indices: &[usize],
    intake: &ToIntake,
    mut ended: oneshot::Receiver<()>,
) {
    let mut look = interval_at(Instant::now() + LOOK_INTERVAL, LOOK_INTERVAL);
    loop {
        let told = tokio::select! {
            _ = &mut ended => return,
            _ = look.tick() => look_around(indices, intake),
            arrival = arrivals.recv() => match arrival {
                Some(arrival) => intake.tell(Told::Arrival(Box::new(arrival))),
                // The server holds the other end, and goes on.
                None => return,
            },
        };
        if told.is_err() {
            return;
        }
    }
}

/// All that is there is what was pushed: what was pushed last thirty days ago is forgotten.
fn look_around(indices: &[usize], intake: &ToIntake) -> Result<(), Gone> {
    let began = intake.clock.now();
    let mut sources = indices.iter().copied();
    sources.try_for_each(|source| intake.tell(Told::Looked { source, began }))
}

fn of_name(pushed: &Pushed<'_>) -> (String, PushSource) {
    let source = PushSource {
        index: pushed.index,
        checked: Arc::new(Checked::new(pushed.credentials)),
        fetched_at: match pushed.spec.fetched_at {
            FetchedAt::At(instant) => Some(instant),
            FetchedAt::Unknown | FetchedAt::ModificationTime => None,
        },
    };
    (pushed.spec.name.clone(), source)
}

fn cannot_listen(config: &PushListener, error: &std::io::Error) -> String {
    format!(
        "the push server cannot listen on {}\n  where: producer.push.listen\n  why:   {error}\n  \
         do:    choose another address or port; port 0 takes any free one",
        config.address
    )
}
