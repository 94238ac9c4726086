//! The ways in which a server can misbehave, each with its name and what is told of it.

use std::{
    io::Write as _,
    sync::atomic::{AtomicUsize, Ordering},
};

use flate2::{Compression, write::GzEncoder};

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn raw(bytes: &str) -> Act {
    Act::Send(bytes.as_bytes().to_vec())
}

/// What is told in the end: the outcome, and the delivery's beginning or what is wrong.
fn ending(told: Vec<Told>) -> String {
    let mut ending = String::new();
    for told in told {
        match told {
            Told::Arrival(arrival) => {
                let bytes = match arrival.content {
                    Content::Bytes(bytes) => bytes,
                    Content::Unopened { message, .. } => message.into_bytes(),
                    Content::Oversize { size, .. } => format!("oversize {size}").into_bytes(),
                };
                ending += &String::from_utf8_lossy(&bytes);
            }
            Told::Failed { message, .. } => ending += &message,
            Told::Polled { outcome, .. } => return format!("{}: {ending}", outcome.label()),
            Told::StillThere { .. }
            | Told::Looked { .. }
            | Told::Reach { .. }
            | Told::Ended { .. } => {}
        }
    }
    panic!("no outcome: {ending}");
}

/// How the server misbehaves, what it does, and what is told of it.
fn ways() -> Vec<(&'static str, Act, &'static str)> {
    vec![
        (
            "304 with a body",
            answer("304 Not Modified", "", b"<rss/>"),
            "nothing_new: ",
        ),
        (
            "204",
            raw("HTTP/1.1 204 No Content\r\n\r\n"),
            "nothing_new: ",
        ),
        (
            "a chunk whose size is no number",
            raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss/>\r\n0\r\n\r\n"),
            "failed: ",
        ),
        (
            "a chunk longer than its size",
            raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n<rss/>\r\n0\r\n\r\n"),
            "failed: ",
        ),
        (
            "chunks without an end",
            raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<rss/>\r\n"),
            "failed: ",
        ),
        (
            "fewer bytes than it says",
            raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss/>"),
            "failed: ",
        ),
        (
            "more bytes than it says",
            raw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<rss/>"),
            "new: <rss",
        ),
        (
            "one byte now and then",
            Act::Drip(b"HTTP/1.1 200 OK\r\n\r\n<rss><channel></channel></rss>".to_vec()),
            "failed: ",
        ),
        ("silence", Act::Hang, "did not answer in time"),
        ("an end at once", raw(""), "failed: "),
        ("no HTTP", raw("SSH-2.0-OpenSSH_9.2\r\n"), "failed: "),
        (
            "a head without an end",
            Act::Flood(b"HTTP/1.1 200 OK\r\nX: y\r\n".to_vec()),
            "failed: ",
        ),
        (
            "a body without an end",
            Act::Flood(b"HTTP/1.1 200 OK\r\n\r\n<rss/>".to_vec()),
            "failed: ",
        ),
    ]
}

/// The same for redirects, refusals and what is taken all the same.
fn ways_to_elsewhere() -> Vec<(&'static str, Act, &'static str)> {
    let large = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &vec![b'x'; 17 << 20]].concat();
    vec![
        (
            "500",
            answer("500 Oops", "", b"<rss/>"),
            "answers with status 500; it is tried again",
        ),
        (
            "429",
            answer("429 Slow down", "Retry-After: 7\r\n", b""),
            "poll it less often",
        ),
        (
            "404",
            answer("404 Not Found", "", b""),
            "ask the provider where it is now",
        ),
        (
            "a page that says that it is a feed",
            answer("200 OK", "Content-Type: application/rss+xml\r\n", b"<html>"),
            "new: <html>",
        ),
        (
            "a delivery over the limit",
            Act::Send(large),
            "new: oversize 17825792",
        ),
        (
            "a redirect to a private address",
            answer("302 Found", "Location: http://127.0.0.2/\r\n", b""),
            "which is no public address",
        ),
        (
            "a redirect to the metadata of a cloud",
            answer("301 Moved", "Location: http://169.254.169.254/\r\n", b""),
            "which is no public address",
        ),
        (
            "a redirect to an address of IPv6 that is private",
            answer("301 Moved", "Location: http://[::1]/\r\n", b""),
            "which is no public address",
        ),
        (
            "a redirect to itself",
            answer("302 Found", "Location: /\r\n", b""),
            "redirects more than 5 times",
        ),
        (
            "a redirect to nowhere",
            answer("302 Found", "", b""),
            "does not say where to",
        ),
        (
            "a redirect to a file",
            answer("302 Found", "Location: file:///etc/passwd\r\n", b""),
            "which is not followed",
        ),
    ]
}

/// The same for encodings.
fn ways_of_bodies() -> Vec<(&'static str, Act, &'static str)> {
    let bomb = gzip(&vec![b'x'; 16 << 20]);
    let mut damaged = gzip(b"<rss/>");
    damaged.truncate(10);
    vec![
        (
            "a gzip bomb",
            answer("200 OK", "Content-Encoding: gzip\r\n", &bomb),
            "failed: ",
        ),
        (
            "damaged gzip",
            answer("200 OK", "Content-Encoding: gzip\r\n", &damaged),
            "cannot be unpacked",
        ),
        (
            "an encoding that was not asked for",
            answer("200 OK", "Content-Encoding: compress\r\n", b"x"),
            "which was not asked for",
        ),
    ]
}

#[test]
fn a_server_that_misbehaves_is_told_and_survived() {
    let ways = [ways(), ways_to_elsewhere(), ways_of_bodies()].concat();
    assert!(ways.len() > 20);
    for (name, act, expected) in ways {
        let server = Server::start(Script::from([("/", vec![act])]));
        let spec = PollSpec {
            request_timeout: Duration::from_millis(if expected.contains("oversize") {
                20_000
            } else {
                700
            }),
            ..once(&[server.url("/")])
        };
        let told = ending(poll(&spec, BTreeMap::new()));
        assert!(told.contains(expected), "{name}: {told}");
    }
}

#[test]
fn a_name_that_changes_to_a_private_address_is_refused() {
    let server = Server::start(Script::from([(
        "/",
        vec![answer("302 Found", "Location: /again\r\n", b"")],
    )]));
    let port = server.address.port();
    let looked = Arc::new(AtomicUsize::new(0));
    let lookup = {
        let looked = looked.clone();
        move |_: &str, port: u16| {
            let address = ["127.0.0.1", "127.0.0.3"][looked.fetch_add(1, Ordering::Relaxed).min(1)];
            Ok(vec![SocketAddr::new(address.parse().unwrap(), port)])
        }
    };
    let spec = once(&[format!("http://wire.example:{port}/")]);
    let told = ending(poll_with(&spec, BTreeMap::new(), Arc::new(lookup)));
    assert!(told.contains("wire.example is at 127.0.0.3"), "{told}");
    assert_eq!(looked.load(Ordering::Relaxed), 2);
    assert_eq!(server.heads().len(), 1);
}

#[test]
fn how_long_a_server_wants_to_be_left_alone_is_heeded() {
    let server = Server::start(Script::from([(
        "/",
        vec![answer("503 Busy", "Retry-After: 120\r\n", b"")],
    )]));
    let spec = once(&[server.url("/")]);
    let hosts = Hosts::default();
    let wait = |_| true;
    let client = Client::new(
        &spec,
        Vetting::new(spec.private_networks.clone()),
        &hosts,
        &wait,
    );
    let refused = client.get(&server.url("/").parse().unwrap(), &Standing::default());
    assert_eq!(
        refused.unwrap_err().retry_after,
        Some(Duration::from_secs(120))
    );
}
