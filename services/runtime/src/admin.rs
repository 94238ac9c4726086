//! The admin server: metrics, liveness and readiness, on a port of its own.
//!
//! It answers one request a connection and limits connections and their time, so that a stuck client cannot keep a
//! probe out.

mod health;
mod listener;
mod probe;
#[cfg(test)]
mod tests;

use std::{io, net::SocketAddr};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use prometheus::{Encoder as _, IntGauge, Registry, TextEncoder};
use tokio::{net::TcpListener, runtime::Handle};

pub use health::{Component, Health, Report};
pub use probe::{Probe, ProbeError, probe};

use crate::{exit::Exit, shutdown::Shutdown};

/// What the admin server tells about.
#[derive(Debug, Clone)]
pub struct Admin {
    /// Every metric of the process.
    pub registry: Registry,
    /// What is alive and what is ready.
    pub health: Health,
}

/// The admin server could not be started.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The address is taken or not ours.
    #[error(
        "the admin server cannot listen on {address}\n  where: admin.listen, or flag --admin-listen\n  why:   {error}\n  do:    choose another address or port; port 0 takes any free one"
    )]
    Listen {
        /// The address as configured.
        address: SocketAddr,
        /// The system's reason.
        error: io::Error,
    },
    /// The registry holds a metric of the same name.
    #[error("a metric of the admin server is registered twice: {0}")]
    Metric(#[from] prometheus::Error),
}

impl AdminError {
    /// How a process ends that needs its admin server.
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Listen { .. } => Exit::Configuration,
            Self::Metric(_) => Exit::Unexpected,
        }
    }
}

impl Admin {
    /// Serves on this address until the shutdown is requested and beyond, as long as the runtime of `handle` lives: a
    /// process that ends is still watched. Returns the address that it listens on, whose port differs from a given 0.
    ///
    /// # Errors
    /// An address that cannot be listened on.
    pub fn serve(
        self,
        handle: &Handle,
        address: SocketAddr,
        shutdown: &Shutdown,
    ) -> Result<SocketAddr, AdminError> {
        let failed = |error| AdminError::Listen { address, error };
        let listener = handle
            .block_on(TcpListener::bind(address))
            .map_err(failed)?;
        let bound = listener.local_addr().map_err(failed)?;
        let ready = IntGauge::new(
            "dateline_ready",
            "1 if every part of the process is ready, 0 otherwise.",
        )?;
        self.registry.register(Box::new(ready.clone()))?;
        let served = Served {
            admin: self,
            ready,
            shutdown: shutdown.clone(),
        };
        handle.spawn(async move {
            let server = axum::serve(listener::Bounded::new(listener), router(served));
            // axum's server returns only if its listener ends, and ours does not.
            let _ = server.await;
        });
        tracing::info!(address = %bound, "admin server listens");
        Ok(bound)
    }
}

#[derive(Debug, Clone)]
struct Served {
    admin: Admin,
    ready: IntGauge,
    shutdown: Shutdown,
}

impl Served {
    fn readiness(&self) -> Report {
        let mut report = self.admin.health.readiness();
        if let Some(reason) = self.shutdown.reason() {
            report.add("process", &format!("shutting down: {reason}"));
        }
        report
    }
}

fn router(served: Served) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/metrics", get(metrics))
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .with_state(served)
}

async fn index() -> Response {
    respond(
        StatusCode::OK,
        "text/plain; charset=utf-8",
        "/metrics\n/livez\n/readyz\n",
    )
}

async fn metrics(State(served): State<Served>) -> Response {
    served.ready.set(i64::from(served.readiness().is_good()));
    let encoder = TextEncoder::new();
    let mut text = Vec::new();
    match encoder.encode(&served.admin.registry.gather(), &mut text) {
        Ok(()) => respond(StatusCode::OK, encoder.format_type(), text),
        Err(error) => {
            tracing::error!(%error, "metrics cannot be encoded");
            respond(
                StatusCode::INTERNAL_SERVER_ERROR,
                "text/plain; charset=utf-8",
                format!("{error}\n"),
            )
        }
    }
}

async fn livez(State(served): State<Served>, headers: HeaderMap) -> Response {
    tell(&served.admin.health.liveness(), "alive", &headers)
}

async fn readyz(State(served): State<Served>, headers: HeaderMap) -> Response {
    tell(&served.readiness(), "ready", &headers)
}

fn tell(report: &Report, word: &str, headers: &HeaderMap) -> Response {
    let status = if report.is_good() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let accept = headers.get(header::ACCEPT);
    let wants_json = accept
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json"));
    if wants_json {
        respond(status, "application/json", report.json(word).to_string())
    } else {
        respond(status, "text/plain; charset=utf-8", report.text(word))
    }
}

/// One request a connection: an idle client holds nothing.
fn respond(status: StatusCode, media_type: &str, body: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONNECTION, "close"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, body).into_response()
}
