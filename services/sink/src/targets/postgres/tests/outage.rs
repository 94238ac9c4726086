//! Lost connections, lost answers and hanging rivals.

use std::{net::TcpListener, time::Instant};

use tokio_postgres::{Config, config::Host};

use super::{forwarder::Forwarder, *};

/// A target that reaches its database over a line that can be cut.
fn over_a_line(database: &Database) -> (PostgresTarget, Forwarder) {
    let direct = database.config();
    let host = match direct.get_hosts() {
        [Host::Tcp(host)] => host.clone(),
        other => panic!("the test server must be one TCP host, not {other:?}"),
    };
    let port = direct.get_ports().first().copied().unwrap_or(5432);
    let line = Forwarder::to(format!("{host}:{port}"));
    let mut config = Config::new();
    config
        .host("127.0.0.1")
        .port(line.port)
        .dbname(&database.name);
    config.user(direct.get_user().unwrap_or("postgres"));
    if let Some(password) = direct.get_password() {
        config.password(password);
    }
    let mut target = PostgresTarget::new(ConnectionString(Box::new(config)));
    target.open(&identity()).unwrap();
    (target, line)
}

fn assert_unavailable(outcome: Result<Delivery, TargetError>) -> String {
    match outcome {
        Err(error @ TargetError::Unavailable { .. }) => error.to_string(),
        other => panic!("not unavailable: {other:?}"),
    }
}

#[test]
fn a_server_that_comes_back_is_used_again_by_the_same_target() {
    let Some(database) = database("outage") else {
        return;
    };
    let (mut target, line) = over_a_line(&database);
    commit(&mut target, &[item("a", 1)], 0);
    line.cut();
    assert_unavailable(deliver(&mut target, &[item("b", 1)], 1));
    assert_unavailable(deliver(&mut target, &[item("b", 1)], 1));
    line.mend();
    assert_eq!(next(&mut target), Some(1));
    commit(&mut target, &[item("b", 1)], 1);
    assert_eq!(
        database.rows("SELECT uri FROM items ORDER BY 1"),
        ["a", "b"]
    );
}

#[test]
fn a_session_that_the_server_ends_is_replaced() {
    let Some(database) = database("terminated") else {
        return;
    };
    let mut target = database.open();
    commit(&mut target, &[item("a", 1)], 0);
    let end = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
        database.name
    );
    assert_eq!(database.on_server(&end), ["t"]);
    assert_unavailable(deliver(&mut target, &[item("b", 1)], 1));
    commit(&mut target, &[item("b", 1)], 1);
}

#[test]
fn a_commit_whose_answer_is_lost_is_not_repeated() {
    let Some(database) = database("lost_answer") else {
        return;
    };
    let (mut target, line) = over_a_line(&database);
    line.lose_the_answer_to(b"COMMIT");
    assert_unavailable(deliver(&mut target, &[item("a", 1)], 0));
    let moved = deliver(&mut target, &[item("a", 1)], 0).unwrap_err();
    assert!(matches!(moved, TargetError::Moved { .. }), "{moved}");
    assert_eq!(next(&mut target), Some(1));
    assert_eq!(database.rows("SELECT uri FROM items"), ["a"]);
}

#[test]
fn a_moved_batch_leaves_no_lock_behind() {
    let Some(database) = database("locks") else {
        return;
    };
    let (mut zombie, mut owner) = (database.open(), database.open());
    commit(&mut owner, &[], 0);
    owner.deliver(&[], &[slice(1, 0, 4)]).unwrap();
    // Partition 1 is moved, and then taken back because of partition 0.
    zombie
        .deliver(&[], &[slice(1, 4, 5), slice(0, 7, 8)])
        .unwrap_err();
    let start = Instant::now();
    owner.deliver(&[], &[slice(1, 4, 6)]).unwrap();
    assert!(
        start.elapsed().as_secs() < 5,
        "waited for the zombie's lock"
    );
}

#[test]
fn a_server_that_is_down_at_start_is_waited_for() {
    let port = {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let address = format!("postgres://nobody@127.0.0.1:{port}/news");
    let mut target = PostgresTarget::new(address.parse().unwrap());
    let error = target.open(&identity()).unwrap_err();
    assert!(matches!(error, TargetError::Unavailable { .. }), "{error}");
    let said = error.to_string();
    assert!(
        said.starts_with(&format!(
            "database news at 127.0.0.1:{port} as nobody is not available"
        )),
        "{said}"
    );
    assert!(said.contains("refused"), "{said}");
}
