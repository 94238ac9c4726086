//! What the server answers at which path.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Path, State, rejection::PathRejection},
    http::{Request, StatusCode},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::{get, post},
};

use super::{
    body,
    connection::Pace,
    gate::Gate,
    metrics::{Outcome, PushMetrics},
    problem::{Problem, respond},
};

/// What the interface is, in its own words.
pub(super) const OPENAPI: &str = include_str!("openapi.json");

/// What requests meet, and where they are counted.
pub(super) struct Served {
    pub(super) gate: Arc<Gate>,
    pub(super) metrics: PushMetrics,
}

pub(super) fn router(served: Served) -> Router {
    Router::new()
        .route("/v1/deliveries/{source}", post(deliver))
        .route("/v1/openapi.json", get(openapi))
        .fallback(|request| refuse(request, Problem::NotFound))
        .method_not_allowed_fallback(|request| refuse(request, Problem::MethodNotAllowed))
        .layer(from_fn_with_state(served.metrics, watch))
        .with_state(served.gate)
}

/// Counts a request, and lets its client's time run again behind it.
async fn watch(
    State(metrics): State<PushMetrics>,
    ConnectInfo(pace): ConnectInfo<Pace>,
    request: Request<Body>,
    next: Next,
) -> Response {
    let _work = pace.work();
    let counted = metrics.begin();
    let response = next.run(request).await;
    // Whatever is answered without an outcome of its own is the router's, about a path.
    let outcome = response.extensions().get().copied();
    counted.answered(outcome.unwrap_or(Outcome::NotFound));
    response
}

async fn deliver(
    State(gate): State<Arc<Gate>>,
    source: Result<Path<String>, PathRejection>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    // A name that is no text is no source's, which is told like that of any other that is none.
    let name = source.map_or_else(|_| String::new(), |Path(name)| name);
    gate.deliver(&name, request).await
}

async fn refuse(request: Request<Body>, problem: Problem) -> Problem {
    body::drain(&mut request.into_body()).await;
    problem
}

async fn openapi() -> Response {
    respond(
        Outcome::Described,
        StatusCode::OK,
        "application/json",
        OPENAPI,
    )
}
