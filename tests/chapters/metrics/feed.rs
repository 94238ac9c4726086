//! A server on loopback with a feed that never changes, and a configuration that polls it beside the folder of wires.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    thread,
};

use dateline_tests::installation::Installation;

/// Name of the configuration file in the folder of the installation.
pub const CONFIGURATION: &str = "newsroom.toml";

const FEED: &str = r#"{"uri": "urn:test:feed:1", "headline": "Ships wait for their berths"}"#;

/// Writes the configuration, and serves the feed until the test process ends.
pub fn configure(installation: &Installation) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || listener.incoming().flatten().for_each(answer));
    let text = format!(
        r#"[[producer.sources]]
name = "wires"
paths = ["wires/*.jsonl"]
format = "jsonl"
follow = true

[[producer.sources]]
name = "feed"
kind = "poll"
urls = ["http://127.0.0.1:{port}/feed"]
format = "jsonl"

[producer.sources.poll]
interval_ms = 200
longest_interval_ms = 200
host_pause_ms = 0
private_networks = ["127.0.0.1"]
"#
    );
    fs::write(installation.folder().join(CONFIGURATION), text).unwrap();
}

/// Answers a request with the feed. A client that goes away ends it.
fn answer(stream: TcpStream) {
    let mut lines = BufReader::new(&stream).lines();
    // A request of this kind ends with its header.
    if lines.any(|line| line.is_ok_and(|line| line.is_empty())) {
        let length = FEED.len();
        let _ = write!(
            &stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{FEED}"
        );
    }
}
