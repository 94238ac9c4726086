//! Polls of a local server that behaves, and of one that does not.

mod misbehaving;
mod server;

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, sync::mpsc::sync_channel, thread};

use data_encoding::HEXLOWER;
use dateline_runtime::Control;
use sha2::{Digest as _, Sha256};

use self::server::{Act, Script, Server};
use super::{address::Lookup, *};
use crate::{
    clock::Clock,
    formats::DeclaredLanguage,
    source::{Arrival, Credential, FetchedAt, Pages, SourceKind, Told},
};

/// A spec that polls these once, as fast as it can, at this machine.
fn once(urls: &[String]) -> PollSpec {
    PollSpec {
        urls: urls.to_vec(),
        rounds: Rounds::One,
        interval: Duration::ZERO,
        longest_interval: Duration::ZERO,
        request_timeout: Duration::from_secs(5),
        host_pause: Duration::ZERO,
        private_networks: vec!["127.0.0.1".parse().unwrap()],
        credential: None,
        pages: None,
    }
}

/// All that a source tells until it ends.
fn poll(poll: &PollSpec, standing: BTreeMap<String, Standing>) -> Vec<Told> {
    let lookup = |host: &str, port| {
        let addresses = std::net::ToSocketAddrs::to_socket_addrs(&(host, port))?;
        Ok(addresses.collect::<Vec<SocketAddr>>())
    };
    poll_with(poll, standing, Arc::new(lookup))
}

fn poll_with(
    poll: &PollSpec,
    standing: BTreeMap<String, Standing>,
    lookup: Arc<Lookup>,
) -> Vec<Told> {
    let (sender, told) = sync_channel(4);
    let spec = SourceSpec {
        name: "feeds".to_owned(),
        namespace: "feeds".to_owned(),
        kind: SourceKind::Poll(poll.clone()),
        format: None,
        providers: Vec::new(),
        charset: None,
        zone: None,
        rights: None,
        declared_language: DeclaredLanguage::Trusted,
        language_declared: None,
        fetched_at: FetchedAt::Unknown,
        expected_every: None,
    };
    let poll = poll.clone();
    let source = thread::spawn(move || {
        let intake = ToIntake {
            source: 0,
            sender,
            control: Control::default(),
            clock: Clock::default(),
            is_failing: Default::default(),
        };
        let vetting = Vetting::with_lookup(poll.private_networks.clone(), lookup);
        let mut poller = Poller::new(&intake, &spec, &poll, standing).ok().unwrap();
        drop(poller.run(vetting, &Hosts::default()));
    });
    let told = told.iter().collect();
    source.join().unwrap();
    told
}

fn arrivals(told: Vec<Told>) -> Vec<Arrival> {
    let arrivals = told.into_iter().filter_map(|told| match told {
        Told::Arrival(arrival) => Some(*arrival),
        _ => None,
    });
    arrivals.collect()
}

/// The path of each delivery's position, and its bytes.
fn deliveries(told: Vec<Told>) -> Vec<(String, String)> {
    let deliveries = arrivals(told).into_iter().map(|arrival| {
        let url: Url = arrival.position.parse().unwrap();
        let Content::Bytes(bytes) = arrival.content else {
            panic!("{:?}", arrival.content);
        };
        (url.path().to_owned(), String::from_utf8(bytes).unwrap())
    });
    deliveries.collect()
}

/// An answer with these header lines and this body.
fn answer(status: &str, headers: &str, body: &[u8]) -> Act {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    );
    Act::Send([head.as_bytes(), body].concat())
}

fn ok(headers: &str, body: &str) -> Vec<Act> {
    vec![answer("200 OK", headers, body.as_bytes())]
}

#[test]
fn an_answer_comes_with_what_the_server_said_of_it() {
    let headers = "Content-Type: text/xml; charset=ISO-8859-1\r\nETag: \"v1\"\r\nLast-Modified: Fri, 13 Mar 2026 14:05:00 GMT\r\n";
    let server = Server::start(Script::from([("/feed", ok(headers, "<rss/>"))]));
    let told = poll(&once(&[server.url("/feed")]), BTreeMap::new());
    assert!(matches!(
        told.last(),
        Some(Told::Polled {
            outcome: PollOutcome::New,
            ..
        })
    ));
    let arrival = arrivals(told).remove(0);
    assert_eq!(arrival.content, Content::Bytes(b"<rss/>".to_vec()));
    assert_eq!(arrival.position, server.url("/feed"));
    assert!(arrival.fetched_at.is_some());
    assert_eq!(arrival.transport.media_type.as_deref(), Some("text/xml"));
    assert_eq!(arrival.transport.charset.as_deref(), Some("ISO-8859-1"));
    assert_eq!(arrival.standing.etag.as_deref(), Some("\"v1\""));
    assert_eq!(
        arrival.standing.last_modified.as_deref(),
        Some("Fri, 13 Mar 2026 14:05:00 GMT")
    );
    let head = &server.heads()[0];
    assert!(
        head.contains("user-agent: dateline/") && head.contains("accept-encoding: gzip, br, zstd"),
        "{head}"
    );
}

#[test]
fn what_is_known_is_asked_for_conditionally_and_is_not_told_again() {
    let server = Server::start(Script::from([
        ("/304", vec![answer("304 Not Modified", "", b"")]),
        ("/same", ok("ETag: \"v1\"\r\n", "<rss/>")),
        ("/tagged", ok("ETag: \"v2\"\r\n", "<rss/>")),
    ]));
    let known = Standing {
        etag: Some("\"v1\"".to_owned()),
        last_modified: None,
        cursor: None,
        content_hash: Some(HEXLOWER.encode(&Sha256::digest("<rss/>"))),
    };
    for (path, told_again) in [("/304", 0), ("/same", 0), ("/tagged", 1)] {
        let standing = [(server.url(path), known.clone())].into();
        let told = poll(&once(&[server.url(path)]), standing);
        assert!(
            matches!(
                told.last(),
                Some(Told::Polled {
                    outcome: PollOutcome::NothingNew,
                    ..
                })
            ),
            "{path}"
        );
        assert_eq!(arrivals(told).len(), told_again, "{path}");
    }
    assert!(
        server
            .heads()
            .iter()
            .all(|head| head.contains("if-none-match: \"v1\""))
    );
}

#[test]
fn a_secret_is_sent_to_the_origin_that_it_is_for_and_to_no_other() {
    let other = Server::start(Script::from([("/feed", ok("", "<rss/>"))]));
    let location = format!("Location: {}\r\n", other.url("/feed"));
    let server = Server::start(Script::from([
        (
            "/moved",
            vec![answer("302 Found", "Location: /here\r\n", b"")],
        ),
        ("/here", vec![answer("302 Found", &location, b"")]),
    ]));
    let credential = Credential {
        header: "x-api-key".to_owned(),
        value: "secret".to_owned(),
    };
    let spec = PollSpec {
        credential: Some(credential),
        ..once(&[server.url("/moved")])
    };
    assert!(!format!("{spec:?}").contains("secret"));
    assert_eq!(arrivals(poll(&spec, BTreeMap::new())).len(), 1);
    assert!(
        server
            .heads()
            .iter()
            .all(|head| head.contains("x-api-key: secret"))
    );
    assert!(!other.heads()[0].contains("secret"));
}

fn pages(resume: Resume) -> Pages {
    Pages {
        items: Some("/data/items".to_owned()),
        next: Some("/data/next".to_owned()),
        resume,
        most: 3,
    }
}

fn page(items: &str, next: &str) -> Vec<Act> {
    ok(
        "",
        &format!("{{\"data\": {{\"items\": {items}, \"next\": {next}}}}}"),
    )
}

#[test]
fn pages_are_followed_to_their_end_or_their_limit() {
    let server = Server::start(Script::from([
        ("/1", page("[{\"a\": 1}]", "\"/2\"")),
        ("/2", page("[]", "\"3\"")),
        ("/3", page("[{\"a\": 3}]", "\"/4\"")),
        ("/last", page("[{\"a\": 9}]", "null")),
    ]));
    let spec = PollSpec {
        pages: Some(pages(Resume::AtStart)),
        ..once(&[server.url("/1"), server.url("/last")])
    };
    let expected = [
        ("/1", "[{\"a\": 1}]"),
        ("/3", "[{\"a\": 3}]"),
        ("/last", "[{\"a\": 9}]"),
    ];
    let expected = expected.map(|(path, body)| (path.to_owned(), body.to_owned()));
    assert_eq!(deliveries(poll(&spec, BTreeMap::new())), expected);
}

#[test]
fn a_list_that_grows_is_read_on_from_where_it_ended() {
    let server = Server::start(Script::from([
        ("/1", page("[1]", "\"/2\"")),
        ("/2", page("[2]", "\"/3\"")),
        ("/3", page("[]", "\"/3\"")),
    ]));
    let spec = PollSpec {
        pages: Some(pages(Resume::WhereItEnded)),
        ..once(&[server.url("/1")])
    };
    let told = arrivals(poll(&spec, BTreeMap::new()));
    let positions: Vec<_> = told
        .iter()
        .map(|arrival| arrival.position.clone())
        .collect();
    assert_eq!(positions, [server.url("/1"), server.url("/1")]);
    let cursor = told.last().unwrap().standing.cursor.clone();
    assert_eq!(cursor, Some(server.url("/3")));
    let standing = [(server.url("/1"), told[1].standing.clone())].into();
    assert_eq!(arrivals(poll(&spec, standing)).len(), 0);
    assert!(server.heads().last().unwrap().starts_with("GET /3 "));
}

#[test]
fn what_is_no_address_of_http_ends_the_source() {
    let told = ["file:///etc/passwd", "wire.example/feed", ""].map(|url| {
        Poller::addresses(&once(&[url.to_owned()]))
            .map(drop)
            .unwrap_err()
    });
    assert!(
        told.iter().all(|message| message.contains("is no address")),
        "{told:?}"
    );
}
