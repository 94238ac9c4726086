//! The server and the probe against each other, over loopback.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use prometheus::IntCounter;
use tokio::runtime::{Builder, Runtime};

use super::*;
use crate::control::Control;

struct Case {
    _runtime: Runtime,
    health: Health,
    shutdown: Shutdown,
    address: SocketAddr,
}

impl Case {
    fn new() -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let registry = Registry::new();
        let counter = IntCounter::new("dateline_test_total", "Counts.").unwrap();
        registry.register(Box::new(counter.clone())).unwrap();
        counter.inc_by(3);
        let (health, shutdown) = (Health::default(), Shutdown::default());
        let admin = Admin {
            registry,
            health: health.clone(),
        };
        let any_port = "127.0.0.1:0".parse().unwrap();
        let address = admin.serve(runtime.handle(), any_port, &shutdown).unwrap();
        Self {
            _runtime: runtime,
            health,
            shutdown,
            address,
        }
    }

    fn probe(&self, path: &str) -> Probe {
        probe(&format!("http://{}{path}", self.address)).unwrap()
    }

    fn request(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

fn good(text: &str) -> Probe {
    Probe {
        is_good: true,
        text: text.to_owned(),
    }
}

fn bad(text: &str) -> Probe {
    Probe {
        is_good: false,
        text: text.to_owned(),
    }
}

#[test]
fn a_process_is_ready_when_all_of_its_parts_are() {
    let case = Case::new();
    assert_eq!(case.probe("/readyz"), bad("not ready\nprocess: starting\n"));
    let annotate = case.health.component("annotate");
    let link = case.health.component("link");
    link.ready();
    annotate.not_ready("restoring partition 3");
    let expected = bad("not ready\nannotate: restoring partition 3\n");
    assert_eq!(case.probe("/readyz"), expected);
    annotate.ready();
    assert_eq!(case.probe("/readyz"), good("ready\n"));
    assert_eq!(case.probe(""), good("ready\n"));
    link.not_ready("paused");
    link.retire();
    assert_eq!(case.probe("/readyz"), good("ready\n"));
    case.shutdown.request("SIGTERM");
    let expected = bad("not ready\nprocess: shutting down: SIGTERM\n");
    assert_eq!(case.probe("/readyz"), expected);
    assert_eq!(case.probe("/livez"), good("alive\n"));
}

#[test]
fn a_loop_that_stands_still_is_not_alive() {
    let case = Case::new();
    let (annotate, link) = (Control::default(), Control::default());
    annotate.set_ready("annotate", Ok(()));
    case.health.watch("annotate", &annotate, Duration::ZERO);
    case.health.watch("link", &link, Duration::from_secs(3600));
    let report = case.probe("/livez");
    assert!(!report.is_good);
    let text = report.text;
    assert!(
        text.starts_with("not alive\nannotate: no progress for"),
        "{text}"
    );
    assert!(!text.contains("link"), "{text}");
    assert!(
        !case.probe("/readyz").is_good,
        "what stands still is not ready"
    );
    case.health.unwatch("annotate");
    assert_eq!(case.probe("/livez"), good("alive\n"));
    assert_eq!(case.probe("/readyz"), bad("not ready\nlink: starting\n"));
    link.set_ready("link", Ok(()));
    assert_eq!(case.probe("/readyz"), good("ready\n"));
}

#[test]
fn a_part_that_vanishes_stays_as_it_was() {
    let health = Health::default();
    let component = health.component("sink");
    component.not_ready("database down");
    drop(component);
    assert!(!health.readiness().is_good());
}

#[test]
fn json_is_sent_to_whoever_asks_for_it() {
    let case = Case::new();
    case.health.component("sink").not_ready("database down");
    let answer =
        case.request("GET /readyz HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    let expected = r#"{"ready":false,"reasons":{"sink":"database down"}}"#;
    assert!(answer.ends_with(expected), "{answer}");
}

#[test]
fn metrics_are_in_the_classic_text_format() {
    let case = Case::new();
    case.health.component("sink").ready();
    let answer = case.request("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(
        head.contains("content-type: text/plain; version=0.0.4"),
        "{head}"
    );
    insta::assert_snapshot!(body);
}

#[test]
fn other_paths_are_not_found() {
    assert!(!Case::new().probe("/nothing").is_good);
}

#[test]
fn a_connection_that_says_nothing_does_not_keep_others_out() {
    let case = Case::new();
    let silent: Vec<_> = (0..8).map(|_| TcpStream::connect(case.address)).collect();
    assert_eq!(case.probe("/livez"), good("alive\n"));
    drop(silent);
}

#[test]
fn an_address_in_use_says_where_it_was_configured() {
    let case = Case::new();
    let admin = Admin {
        registry: Registry::new(),
        health: Health::default(),
    };
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let error = admin
        .serve(runtime.handle(), case.address, &Shutdown::default())
        .unwrap_err();
    let message = error.to_string();
    assert!(message.contains("admin.listen"), "{message}");
    assert_eq!(error.exit(), Exit::Configuration);
}

#[test]
fn a_probe_says_why_there_is_no_answer() {
    for url in [
        "localhost:1",
        "https://a:1/",
        "http://a/",
        "http://a:b/",
        "http://a:1/\r\nX: y",
    ] {
        let error = probe(url).unwrap_err();
        assert!(matches!(error, ProbeError::Address(_)), "{url}: {error}");
    }
    let unanswered = probe("http://127.0.0.1:1/livez").unwrap_err();
    assert!(matches!(unanswered, ProbeError::Unanswered { .. }));
}
