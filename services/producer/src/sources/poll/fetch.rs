//! One answer of one address: conditionally asked for, within time and size, over vetted addresses and redirects.

use std::{
    io::{self, Read as _},
    time::Duration,
};

use ureq::{
    Agent, Body, Error,
    http::{HeaderMap, Response, header},
    unversioned::transport::DefaultConnector,
};
use url::Url;

use super::{address::Vetting, schedule::Hosts};
use crate::{
    encoding::Encoding,
    formats::MAX_DELIVERY_BYTES,
    source::{Content, PollSpec, Standing, Transport},
    sources::read_delivery,
};

/// Most redirects of one request.
const MAX_REDIRECTS: usize = 5;

/// What servers know this client by: it says what it is, and claims to be nobody else.
const USER_AGENT: &str = concat!("dateline/", env!("CARGO_PKG_VERSION"));

/// Encodings that are taken.
const ACCEPT_ENCODING: &str = "gzip, br, zstd";

/// A server's answer.
#[derive(Debug)]
pub(super) enum Answer {
    /// What was there before.
    NotModified,
    /// Nothing: 204.
    Nothing,
    /// Something.
    Content(Box<Fetched>),
}

/// What was fetched.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) content: Content,
    pub(super) transport: Transport,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    /// Where it came from in the end: what its links are relative to.
    pub(super) url: Url,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub(super) struct Failure {
    /// What is wrong, why and what to do, for a person.
    pub(super) what: String,
    /// How long the server asked to be left alone.
    pub(super) retry_after: Option<Duration>,
}

impl From<String> for Failure {
    fn from(what: String) -> Self {
        Self {
            what,
            retry_after: None,
        }
    }
}

/// Asks servers as a source is configured to.
pub(super) struct Client<'a> {
    agent: Agent,
    spec: &'a PollSpec,
    hosts: &'a Hosts,
    /// Waits until then; whether there is to be a request at all.
    wait: &'a dyn Fn(std::time::Instant) -> bool,
}

impl<'a> Client<'a> {
    pub(super) fn new(
        spec: &'a PollSpec,
        vetting: Vetting,
        hosts: &'a Hosts,
        wait: &'a dyn Fn(std::time::Instant) -> bool,
    ) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(spec.request_timeout))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            // A connection of its own for each request: its address is vetted then, and nothing is kept for a minute.
            .max_idle_connections(0)
            .max_idle_connections_per_host(0)
            .user_agent(USER_AGENT)
            .accept_encoding(ACCEPT_ENCODING)
            .build();
        Self {
            agent: Agent::with_parts(config, DefaultConnector::default(), vetting),
            spec,
            hosts,
            wait,
        }
    }

    /// Asks for an address, unless what is known of it still holds.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(super) fn get(&self, start: &Url, known: &Standing) -> Result<Answer, Failure> {
        let mut url = start.clone();
        for _ in 0..=MAX_REDIRECTS {
            let response = self.ask(start, &url, known)?;
            let status = response.status().as_u16();
            match status {
                200 | 203 => return self.read(response, url).map(Box::new).map(Answer::Content),
                204 => return Ok(Answer::Nothing),
                304 => return Ok(Answer::NotModified),
                301 | 302 | 303 | 307 | 308 => url = redirected(&url, response.headers())?,
                _ => return Err(refused(&url, status, response.headers())),
            }
        }
        Err(
            format!("{start} redirects more than {MAX_REDIRECTS} times; poll where it leads to")
                .into(),
        )
    }

    fn ask(&self, start: &Url, url: &Url, known: &Standing) -> Result<Response<Body>, Failure> {
        let host = url.host_str().unwrap_or_default();
        let turn = self.hosts.take_turn(host, self.spec.host_pause);
        if !(self.wait)(turn) {
            return Err("the source is stopping".to_owned().into());
        }
        let mut request = self.agent.get(url.as_str());
        if let Some(etag) = &known.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(last_modified) = &known.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, last_modified);
        }
        // A secret is for the origin that it was given for, and for nobody whom that names.
        let credential = self.spec.credential.as_ref();
        if let Some(credential) = credential.filter(|_| url.origin() == start.origin()) {
            request = request.header(&credential.header, &credential.value);
        }
        request.call().map_err(|error| told(url, &error).into())
    }

    fn read(&self, response: Response<Body>, url: Url) -> Result<Fetched, Failure> {
        let headers = response.headers().clone();
        let reader = response.into_body().into_reader();
        let encoding = text_of(&headers, header::CONTENT_ENCODING).unwrap_or_default();
        let content = match Encoding::of_name(&encoding) {
            Some(Encoding::Identity) => {
                read_delivery(reader).map_err(|error| broken(&url, &error))?
            }
            Some(encoding) => {
                let mut packed = Vec::new();
                let limit = MAX_DELIVERY_BYTES as u64 + 1;
                let read = reader.take(limit).read_to_end(&mut packed);
                read.map_err(|error| broken(&url, &error))?;
                let unpacked = encoding.unpack(packed);
                Content::Bytes(
                    unpacked.map_err(|error| format!("{url} cannot be unpacked: {error}"))?,
                )
            }
            None => {
                return Err(format!(
                    "{url} answers in the encoding {encoding:?}, which was not asked for"
                )
                .into());
            }
        };
        Ok(Fetched {
            content,
            transport: transport(&headers, &url),
            etag: text_of(&headers, header::ETAG),
            last_modified: text_of(&headers, header::LAST_MODIFIED),
            url,
        })
    }
}

fn transport(headers: &HeaderMap, url: &Url) -> Transport {
    let content_type = text_of(headers, header::CONTENT_TYPE).unwrap_or_default();
    let mut parts = content_type.split(';').map(str::trim);
    let media_type = parts.next().filter(|it| !it.is_empty());
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.eq_ignore_ascii_case("charset")
            .then(|| value.trim_matches('"').to_owned())
    });
    let url = ("url".to_owned(), url.to_string());
    Transport {
        media_type: media_type.map(str::to_ascii_lowercase),
        charset,
        attributes: [url].into(),
    }
}

fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

fn redirected(from: &Url, headers: &HeaderMap) -> Result<Url, Failure> {
    let location = text_of(headers, header::LOCATION)
        .ok_or_else(|| format!("{from} redirects and does not say where to"))?;
    let to = from.join(&location).map_err(|error| {
        format!("{from} redirects to {location:?}, which is no address: {error}")
    })?;
    let is_weaker = from.scheme() == "https" && to.scheme() != "https";
    if is_weaker || !matches!(to.scheme(), "http" | "https") {
        return Err(format!(
            "{from} redirects to {to}, which is not followed: it is not as secure"
        )
        .into());
    }
    Ok(to)
}

fn refused(url: &Url, status: u16, headers: &HeaderMap) -> Failure {
    let what = match status {
        401 | 403 => "set `authorization` to what the provider gave",
        404 | 410 => "ask the provider where it is now",
        429 => "poll it less often",
        500..=599 => "it is tried again",
        _ => "check the address",
    };
    let seconds = text_of(headers, header::RETRY_AFTER).and_then(|text| text.trim().parse().ok());
    Failure {
        what: format!("{url} answers with status {status}; {what}"),
        retry_after: seconds.map(Duration::from_secs),
    }
}

fn told(url: &Url, error: &Error) -> String {
    match error {
        Error::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => error.to_string(),
        Error::Timeout(_) => format!("{url} did not answer in time; it is tried again"),
        Error::HostNotFound => format!("{url} has a host that is not known; check the address"),
        error => format!("{url} cannot be fetched: {error}; it is tried again"),
    }
}

fn broken(url: &Url, error: &io::Error) -> String {
    format!("the answer of {url} broke off: {error}; it is tried again")
}
