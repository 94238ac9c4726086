//! What is answered to what.

use std::{
    io::Write as _,
    sync::{Arc, Mutex, mpsc},
};

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::*;
use crate::{formats::MAX_DELIVERY_BYTES, source::Replacing};

type Headers<'a> = &'a [(&'a str, &'a str)];

/// Headers of a body that the agency signed so many seconds from now.
fn signed(key: &str, body: &[u8], seconds_from_now: i64) -> [(&'static str, String); 2] {
    let timestamp = (Clock::default().now().as_millis() / 1_000 + seconds_from_now).to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(format!("{timestamp}.").as_bytes());
    mac.update(body);
    let code = HEXLOWER.encode(&mac.finalize().into_bytes());
    [
        ("dateline-timestamp", timestamp),
        ("dateline-signature", format!("v1={code}")),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_delivery_is_answered_202_with_its_receipt_once_the_intake_has_it() {
    let (to_test, arrivals) = mpsc::channel();
    let world = &World::start(move |arrival| to_test.send(arrival).unwrap());
    thread::scope(|scope| {
        let headers = [
            ("content-type", "text/xml; charset=iso-8859-1"),
            ("content-encoding", "gzip"),
            ("idempotency-key", "k1"),
        ];
        let pushing = scope.spawn(move || world.push(&headers, &gzip(b"<nitf/>")));
        let arrival = arrivals.recv().unwrap();
        assert_eq!((arrival.source, arrival.position.as_str()), (0, "key:k1"));
        assert_eq!(bytes_of(&arrival), b"<nitf/>");
        assert_eq!(arrival.transport.media_type.as_deref(), Some("text/xml"));
        assert_eq!(arrival.transport.charset.as_deref(), Some("iso-8859-1"));
        assert_eq!(arrival.replacing, Replacing::Refused);
        assert!(!pushing.is_finished(), "answered before it was taken");
        answer(arrival, taken(2, 1));
        let reply = pushing.join().unwrap();
        assert_eq!(reply.status, 202);
        assert_eq!(reply.header("content-type"), Some("application/json"));
        let expected = serde_json::json!({
            "delivery_id": "d1",
            "duplicate": false,
            "items": 2,
            "rejected": [{"reason": "unparsable", "count": 1}],
            "messages": ["line 1 is no wire item"],
        });
        assert_eq!(reply.json(), expected);
    });
    assert_eq!(world.counted("taken"), 1);
}

#[test]
fn without_a_key_the_same_bytes_have_the_same_position_packed_or_not() {
    let positions = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&positions);
    let world = World::start(move |arrival| {
        seen.lock().unwrap().push(arrival.position.clone());
        take(arrival);
    });
    world.push(&[], b"text");
    world.push(&[("content-encoding", "gzip")], &gzip(b"text"));
    world.push(&[], b"other text");
    let positions = positions.lock().unwrap();
    assert_eq!(positions[0], positions[1]);
    assert_ne!(positions[0], positions[2]);
    assert!(positions[0].starts_with("sha256:"));
}

#[test]
fn every_refusal_has_its_status_and_says_why_in_a_problem() {
    let world = World::start(take);
    let large = vec![b'x'; MAX_DELIVERY_BYTES + 1];
    let bomb = gzip(&vec![0; 20 << 20]);
    let form = "multipart/form-data; boundary=x";
    let longest = "k".repeat(256);
    let cases: [(Headers<'_>, &[u8], u16, &str); 7] = [
        (&[("content-type", form)], b"x", 415, "unsupported"),
        (&[("content-encoding", "deflate")], b"x", 415, "unsupported"),
        (&[("content-encoding", "gzip")], b"x", 400, "malformed"),
        (&[("content-encoding", "gzip")], &bomb, 413, "too_large"),
        (&[], &large, 413, "too_large"),
        (&[("idempotency-key", "a b")], b"x", 400, "malformed"),
        (&[("idempotency-key", &longest)], b"x", 400, "malformed"),
    ];
    for (headers, body, status, kind) in cases {
        check(&world.push(headers, body), status, kind);
    }
    let mut client = world.client();
    // The connection outlives both: nothing is left unread on it.
    let elsewhere = client.post("/v1/elsewhere", &[], &large);
    check(&elsewhere, 404, "not_found");
    let deleted = client.request("DELETE", "/v1/deliveries/desk", &[], b"x");
    check(&deleted, 405, "method_not_allowed");
    assert_eq!(deleted.header("allow"), Some("POST"));
    assert_eq!(world.counted("too_large"), 2);
    assert_eq!(world.counted("method_not_allowed"), 1);
}

fn check(reply: &Reply, status: u16, kind: &str) {
    let body = reply.json();
    assert_eq!(
        (reply.status, &body["status"]),
        (status, &status.into()),
        "{body}"
    );
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(body["type"], format!("urn:dateline:problem:{kind}"));
    assert!(body["title"].is_string() && body["detail"].is_string());
}

#[test]
fn who_may_not_push_is_told_nothing_else_whatever_is_wrong() {
    let world = World::start(take);
    let body = vec![b'x'; 1 << 20];
    let token = format!("Bearer {TOKEN}");
    let token = [("authorization", token.as_str())];
    let [timestamp, signature] = signed("another key", &body, 0);
    let wrong_key = [
        (timestamp.0, timestamp.1.as_str()),
        (signature.0, signature.1.as_str()),
    ];
    let [timestamp, signature] = signed(KEY, &body, -301);
    let stale = [
        (timestamp.0, timestamp.1.as_str()),
        (signature.0, signature.1.as_str()),
    ];
    let wrong_token: &[(&str, &str)] = &[("authorization", "Bearer of bad news")];
    let cases: [(&str, Headers<'_>); 9] = [
        ("desk", &[]),
        ("desk", wrong_token),
        ("desk", &[("authorization", "Basic ZGVzazpkZXNr")]),
        ("desk", &wrong_key),
        ("agency", &token),
        ("agency", &wrong_key),
        ("agency", &stale),
        ("nobody", wrong_token),
        ("nobody", &wrong_key),
    ];
    let replies = cases.map(|(source, headers)| {
        let path = format!("/v1/deliveries/{source}");
        world.client().post(&path, headers, &body)
    });
    for (case, reply) in cases.iter().zip(&replies) {
        check(reply, 401, "unauthorized");
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
        let undated = |reply: &Reply| {
            let mut headers = reply.headers.clone();
            headers.retain(|(name, _)| name != "date");
            (headers, reply.body.clone())
        };
        assert_eq!(undated(reply), undated(&replies[0]), "{case:?}");
    }
}

#[test]
fn a_body_that_the_agency_signed_is_taken() {
    let world = World::start(take);
    let body = b"<nitf/>";
    for seconds_from_now in [0, -290, 290] {
        let [timestamp, signature] = signed(KEY, body, seconds_from_now);
        let headers = [
            (timestamp.0, timestamp.1.as_str()),
            (signature.0, signature.1.as_str()),
        ];
        let reply = world.client().post("/v1/deliveries/agency", &headers, body);
        assert_eq!(reply.status, 202, "{seconds_from_now}");
        let altered = world
            .client()
            .post("/v1/deliveries/agency", &headers, b"<nitf />");
        assert_eq!(altered.status, 401);
    }
}

#[test]
fn what_the_intake_says_is_told_on() {
    let world = World::start(|arrival| {
        let said = match bytes_of(&arrival) {
            b"nothing" => taken(0, 2),
            b"reused" => Answer::Refused,
            b"again" => match taken(1, 0) {
                Answer::Taken(before) => Answer::Taken(Taken {
                    already_taken: true,
                    ..before
                }),
                refused => refused,
            },
            _ => return,
        };
        answer(arrival, said);
    });
    let nothing = world.push(&[], b"nothing");
    check(&nothing, 422, "nothing_taken");
    assert_eq!(nothing.json()["rejected"][0]["count"], 2);
    assert_eq!(nothing.json()["delivery_id"], "d1");
    check(&world.push(&[], b"reused"), 422, "key_reused");
    let again = world.push(&[], b"again");
    assert_eq!(
        (again.status, &again.json()["duplicate"]),
        (202, &true.into())
    );
    // A receipt that is dropped unanswered.
    let dropped = world.push(&[], b"drop it");
    check(&dropped, 503, "stopping");
    assert_eq!(dropped.header("retry-after"), Some("5"));
}

#[test]
fn the_interface_describes_itself_and_every_answer() {
    let world = World::start(take);
    let reply = world.client().request("GET", "/v1/openapi.json", &[], b"");
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("application/json"))
    );
    let document = reply.json();
    assert_eq!(document["openapi"], "3.1.0");
    let post = &document["paths"]["/v1/deliveries/{source}"]["post"];
    let described = post["responses"].as_object().unwrap().keys();
    let described: Vec<&str> = described.map(String::as_str).collect();
    let answered = [
        "202", "400", "401", "408", "413", "415", "422", "429", "503",
    ];
    assert_eq!(described, answered);
}
