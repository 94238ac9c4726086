//! Why a request is refused, and the answer that says so: RFC 9457, `application/problem+json`.

use axum::{
    Extension,
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::metrics::Outcome;
use crate::encoding::Unpacking;

/// What tells one kind of problem from another: the first part of its `type`.
const TYPE_PREFIX: &str = "urn:dateline:problem:";

const PROBLEM_MEDIA_TYPE: &str = "application/problem+json";

/// A client that is refused because others were before it may come back after so long, in seconds.
const RETRY_SOON: &str = "1";

/// A client of a service that has no log, or that ends, may come back after so long, in seconds.
const RETRY_LATER: &str = "5";

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// A header or an encoded body that is not what it has to be.
    Malformed(String),
    /// Nobody who may push there; what of it is wrong is not told.
    Unauthorized,
    /// No such resource.
    NotFound,
    /// The resource is there, and not for this method.
    MethodNotAllowed,
    /// The body stood still, or took too long.
    TooSlow,
    /// More than a delivery may have.
    TooLarge(String),
    /// A media type or an encoding that no delivery has.
    Unsupported(String),
    /// Other bytes came with the same idempotency key before.
    KeyReused,
    /// Nothing in it could be taken; the members of the receipt.
    NothingTaken(Map<String, Value>),
    /// As much is under way as may be.
    Busy,
    /// The service ends.
    Stopping,
    /// The log has not said within the limit that it has it.
    NotCommitted,
}

impl From<Unpacking> for Problem {
    fn from(unpacking: Unpacking) -> Self {
        match unpacking {
            Unpacking::TooLarge(what) => Self::TooLarge(what),
            Unpacking::Damaged(what) => Self::Malformed(what),
        }
    }
}

impl Problem {
    pub(super) const fn outcome(&self) -> Outcome {
        match self {
            Self::Malformed(_) => Outcome::Malformed,
            Self::Unauthorized => Outcome::Unauthorized,
            Self::NotFound => Outcome::NotFound,
            Self::MethodNotAllowed => Outcome::MethodNotAllowed,
            Self::TooSlow => Outcome::TooSlow,
            Self::TooLarge(_) => Outcome::TooLarge,
            Self::Unsupported(_) => Outcome::Unsupported,
            Self::KeyReused => Outcome::KeyReused,
            Self::NothingTaken(_) => Outcome::NothingTaken,
            Self::Busy => Outcome::Busy,
            Self::Stopping => Outcome::Stopping,
            Self::NotCommitted => Outcome::NotCommitted,
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unsupported(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::KeyReused | Self::NothingTaken(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy => StatusCode::TOO_MANY_REQUESTS,
            Self::Stopping | Self::NotCommitted => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    const fn title(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "The request is malformed",
            Self::Unauthorized => "The request is not authorized",
            Self::NotFound => "There is no such resource",
            Self::MethodNotAllowed => "The resource does not know this method",
            Self::TooSlow => "The body did not arrive in time",
            Self::TooLarge(_) => "The delivery is too large",
            Self::Unsupported(_) => "The media type or encoding is not supported",
            Self::KeyReused => "The idempotency key belongs to another delivery",
            Self::NothingTaken(_) => "Nothing in the delivery could be taken",
            Self::Busy => "Too much is under way",
            Self::Stopping => "The service ends",
            Self::NotCommitted => "The delivery is not known to be taken",
        }
    }

    fn detail(&self) -> &str {
        match self {
            Self::Malformed(detail) | Self::TooLarge(detail) | Self::Unsupported(detail) => detail,
            Self::Unauthorized => {
                "send a bearer token of the source, or a signature with one of its keys and a timestamp of now"
            }
            Self::NotFound => "post deliveries to /v1/deliveries/{source}; see /v1/openapi.json",
            Self::MethodNotAllowed => "the header Allow names the methods",
            Self::TooSlow => "send all of the body without long pauses",
            Self::KeyReused => {
                "other bytes were taken with this key; nothing of this delivery was taken: send it with a key of its own"
            }
            Self::NothingTaken(_) => {
                "the delivery is kept as it came, and all of it is in the dead letters with its reasons; sending it again changes nothing"
            }
            Self::Busy => "nothing was taken; send it again later",
            Self::Stopping => {
                "whether the delivery was taken is not known; send it again, as it is: it is taken once"
            }
            Self::NotCommitted => {
                "the log has not answered in time; send it again, as it is: it is taken once"
            }
        }
    }

    /// Headers beyond the media type.
    const fn header(&self) -> Option<(HeaderName, &'static str)> {
        match self {
            Self::Unauthorized => Some((header::WWW_AUTHENTICATE, "Bearer")),
            Self::Unsupported(_) => Some((header::ACCEPT_ENCODING, "gzip, br, zstd")),
            Self::Busy => Some((header::RETRY_AFTER, RETRY_SOON)),
            Self::Stopping | Self::NotCommitted => Some((header::RETRY_AFTER, RETRY_LATER)),
            _ => None,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let kind = self.outcome().label();
        let body = json!({
            "type": format!("{TYPE_PREFIX}{kind}"),
            "title": self.title(),
            "status": status.as_u16(),
            "detail": self.detail(),
        });
        let (outcome, header) = (self.outcome(), self.header());
        let body = match (body, self) {
            (Value::Object(mut body), Self::NothingTaken(receipt)) => {
                body.extend(receipt);
                Value::Object(body)
            }
            (body, _) => body,
        };
        let mut response = respond(outcome, status, PROBLEM_MEDIA_TYPE, body.to_string());
        if let Some((name, value)) = header {
            let value = HeaderValue::from_static(value);
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// An answer that nobody keeps, and how it is counted.
pub(super) fn respond(
    outcome: Outcome,
    status: StatusCode,
    media_type: &'static str,
    body: impl Into<Body>,
) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, Extension(outcome), headers, body.into()).into_response()
}
