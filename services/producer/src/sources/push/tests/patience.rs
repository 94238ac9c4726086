//! How much, how many and how slow: limits are short here, and every wait is for what has to happen.

use std::sync::{
    Arc, Mutex,
    mpsc::{self, Receiver},
};

use super::*;

/// For what is given up in any case.
const SHORT: Duration = Duration::from_millis(100);

/// For what a client of this machine does in time however busy that is.
const AMPLE: Duration = Duration::from_secs(1);

fn limits() -> PushLimits {
    PushLimits::default()
}

/// An intake that does not answer before the test does.
fn held(limits: PushLimits) -> (World, Receiver<Arrival>) {
    let (to_test, arrivals) = mpsc::channel();
    let world = World::with(limits, None, move |arrival| {
        // A test that has seen enough drops its deliveries.
        let _ = to_test.send(arrival);
    });
    (world, arrivals)
}

fn authorized(length: &str) -> [(&'static str, String); 2] {
    [
        ("authorization", format!("Bearer {TOKEN}")),
        ("content-length", length.to_owned()),
    ]
}

/// Sends the header of a delivery of this length, and these first bytes of it.
fn begin(world: &World, length: &str, bytes: &[u8]) -> Client {
    let mut client = world.client();
    let headers = authorized(length);
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    client
        .send_head("POST", "/v1/deliveries/desk", &headers)
        .unwrap();
    client.send(bytes).unwrap();
    client
}

#[test]
fn more_deliveries_than_may_be_in_hand_are_told_to_come_back() {
    let (world, arrivals) = held(PushLimits {
        deliveries: 1,
        ..limits()
    });
    let mut first = begin(&world, "1", b"x");
    let arrival = arrivals.recv().unwrap();
    let busy = world.push(&[], b"y");
    assert_eq!((busy.status, busy.header("retry-after")), (429, Some("1")));
    answer(arrival, taken(1, 0));
    assert_eq!(first.reply().unwrap().status, 202);
    // There is room again: on the same connection, which the answer has left open.
    let second = thread::spawn(move || {
        first.post(
            "/v1/deliveries/desk",
            &[("authorization", &format!("Bearer {TOKEN}"))],
            b"y",
        )
    });
    answer(arrivals.recv().unwrap(), taken(1, 0));
    assert_eq!(second.join().unwrap().status, 202);
}

#[test]
fn more_bytes_than_may_be_in_hand_are_told_to_come_back_announced_or_not() {
    let (world, arrivals) = held(PushLimits {
        bytes: 1_000,
        ..limits()
    });
    let mut first = begin(&world, "900", &[b'x'; 900]);
    let arrival = arrivals.recv().unwrap();
    assert_eq!(world.push(&[], &[b'y'; 200]).status, 429);
    let mut chunked = world.client();
    let authorization = format!("Bearer {TOKEN}");
    let headers = [
        ("authorization", authorization.as_str()),
        ("transfer-encoding", "chunked"),
    ];
    chunked
        .send_head("POST", "/v1/deliveries/desk", &headers)
        .unwrap();
    let chunk = format!("c8\r\n{}\r\n0\r\n\r\n", "y".repeat(200));
    chunked.send(chunk.as_bytes()).unwrap();
    assert_eq!(chunked.reply().unwrap().status, 429);
    answer(arrival, taken(1, 0));
    assert_eq!(first.reply().unwrap().status, 202);
    assert_eq!(world.counted("busy"), 2);
}

#[test]
fn bytes_are_in_hand_until_the_intake_has_answered_even_if_their_client_is_gone() {
    let (world, arrivals) = held(PushLimits {
        bytes: 1_000,
        commit_timeout: SHORT,
        ..limits()
    });
    let not_committed = world.push(&[], &[b'x'; 900]);
    assert_eq!(not_committed.status, 503);
    assert_eq!(
        not_committed.json()["type"],
        "urn:dateline:problem:not_committed"
    );
    assert_eq!(not_committed.header("retry-after"), Some("5"));
    assert_eq!(world.push(&[], &[b'y'; 200]).status, 429);
    answer(arrivals.recv().unwrap(), taken(1, 0));
    // It waits for the intake again, so that it was let in.
    assert_eq!(world.push(&[], &[b'y'; 200]).status, 503);
}

#[test]
fn a_service_that_ends_takes_nothing_new_and_tells_what_it_has_taken() {
    let (mut world, arrivals) = held(limits());
    let mut first = begin(&world, "1", b"x");
    let arrival = arrivals.recv().unwrap();
    world.control.stop();
    let refused = world.push(&[], b"y");
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (503, Some("5"))
    );
    answer(arrival, taken(1, 0));
    world.serving.take().unwrap().end().unwrap();
    assert_eq!(first.reply().unwrap().status, 202);
}

#[test]
fn a_body_that_stands_still_or_takes_too_long_is_given_up() {
    for (body_idle_timeout, body_timeout) in [
        (SHORT, Duration::from_secs(60)),
        (Duration::from_secs(60), SHORT),
    ] {
        let (world, _arrivals) = held(PushLimits {
            body_idle_timeout,
            body_timeout,
            ..limits()
        });
        let reply = begin(&world, "10", b"slow").reply().unwrap();
        assert_eq!(reply.status, 408);
        assert_eq!(world.counted("too_slow"), 1);
    }
}

#[test]
fn a_header_that_does_not_come_to_its_end_is_given_up() {
    let world = World::with(
        PushLimits {
            header_timeout: AMPLE,
            connections: 1,
            ..limits()
        },
        None,
        take,
    );
    let mut slow = world.client();
    slow.send(b"POST /v1/deliveries/desk HTTP/1.1\r\nhost: ")
        .unwrap();
    // Its connection is the only one that may be: this one is served when it has been given up.
    assert_eq!(world.push(&[], b"x").status, 202);
    assert!(slow.reply().is_err());
}

#[test]
fn a_connection_that_is_quiet_after_its_answer_is_given_up() {
    let world = World::with(
        PushLimits {
            header_timeout: AMPLE,
            ..limits()
        },
        None,
        take,
    );
    let mut client = world.client();
    for path in ["/v1/openapi.json", "/elsewhere"] {
        let status = client.request("GET", path, &[], b"").status;
        assert_eq!(status, if path.starts_with("/v1") { 200 } else { 404 });
    }
    assert!(client.reply().is_err());
}

#[test]
fn a_request_that_is_worked_on_has_more_time_than_a_header() {
    let kept = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&kept);
    let world = World::with(
        PushLimits {
            header_timeout: AMPLE,
            commit_timeout: 2 * AMPLE,
            ..limits()
        },
        None,
        move |arrival| *keep.lock().unwrap() = Some(arrival),
    );
    assert_eq!(world.push(&[], b"x").status, 503);
    assert!(kept.lock().unwrap().is_some());
}
