//! The smallest HTTP client that can ask an admin server or Prometheus something.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use anyhow::Context;

const TIMEOUT: Duration = Duration::from_secs(10);

/// What a server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Body as text.
    pub body: String,
}

/// GETs `path` (with its query, already percent-encoded) from a server on loopback.
///
/// # Errors
/// When there is no server, it takes longer than ten seconds, or what it says is not HTTP.
pub fn get(port: u16, path: &str) -> anyhow::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))
        .with_context(|| format!("nobody listens on port {port}"))?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    // HTTP/1.0: the server closes the connection behind the body and may not send it in chunks.
    write!(
        stream,
        "GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n"
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    parse(&String::from_utf8(bytes)?)
}

/// Percent-encodes everything but letters and digits, for a value in a query.
pub fn query_value(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

fn parse(text: &str) -> anyhow::Result<Answer> {
    let (head, body) = text
        .split_once("\r\n\r\n")
        .context("no empty line behind the header fields")?;
    let status = head.split(' ').nth(1).context("no status line")?;
    Ok(Answer {
        status: status.parse().context("status is no number")?,
        body: body.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_from_its_status_line_and_body() {
        let answer = parse("HTTP/1.0 503 Service Unavailable\r\nX: y\r\n\r\nnot ready\n").unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (503, "not ready\n"));
    }

    #[test]
    fn a_query_value_keeps_nothing_that_a_url_would_read_as_its_own() {
        assert_eq!(
            query_value("sum(a{b=\"c d\"})"),
            "sum%28a%7Bb%3D%22c%20d%22%7D%29"
        );
    }
}
