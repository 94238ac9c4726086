//! The other end: asks an admin server how it is, with nothing but a socket.

use std::{
    io::{self, Read as _, Write as _},
    net::{TcpStream, ToSocketAddrs as _},
    time::Duration,
};

/// A probe that waits longer is no use to whoever asks every few seconds.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Reasons are short; a server that sends more is not ours.
const MAX_ANSWER_BYTES: u64 = 256 * 1024;

/// What an admin server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Whether the status was 200.
    pub is_good: bool,
    /// The text behind the headers.
    pub text: String,
}

/// There is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// The address is not one that this asks.
    #[error("{0:?} is no address to ask: write http://HOST:PORT/PATH")]
    Address(String),
    /// Nothing answers there.
    #[error("nothing answers at {url}: {error}")]
    Unanswered {
        /// Whom it asked.
        url: String,
        /// The system's reason.
        error: io::Error,
    },
    /// Something else answers there.
    #[error("what answers at {0} does not speak HTTP")]
    Strange(String),
}

/// Asks `http://HOST:PORT/PATH` once.
///
/// # Errors
/// No answer within three seconds, or one that is not HTTP.
pub fn probe(url: &str) -> Result<Probe, ProbeError> {
    let (authority, path) = split(url).ok_or_else(|| ProbeError::Address(url.to_owned()))?;
    let answer = exchange(authority, &path).map_err(|error| ProbeError::Unanswered {
        url: url.to_owned(),
        error,
    })?;
    parse(&answer).ok_or_else(|| ProbeError::Strange(url.to_owned()))
}

fn split(url: &str) -> Option<(&str, String)> {
    let rest = url.strip_prefix("http://")?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, "readyz"));
    let has_port = authority
        .rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    // A line break would let the path add headers of its own.
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic());
    (has_port && is_plain).then(|| (authority, format!("/{path}")))
}

fn exchange(authority: &str, path: &str) -> io::Result<Vec<u8>> {
    let mut stream = connect(authority)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(MAX_ANSWER_BYTES).read_to_end(&mut answer)?;
    Ok(answer)
}

/// Tries every address of the name: localhost is often two.
fn connect(authority: &str) -> io::Result<TcpStream> {
    let mut failure = io::Error::from(io::ErrorKind::NotFound);
    for address in authority.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, TIMEOUT) {
            Ok(stream) => return Ok(stream),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn parse(answer: &[u8]) -> Option<Probe> {
    let answer = String::from_utf8_lossy(answer);
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status_line = head.lines().next()?;
    let status = status_line
        .strip_prefix("HTTP/1.")?
        .split_whitespace()
        .nth(1)?;
    Some(Probe {
        is_good: status == "200",
        text: body.to_owned(),
    })
}
