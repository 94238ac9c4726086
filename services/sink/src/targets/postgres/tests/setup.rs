//! Databases that are set up in another way than the sink needs.

use std::{
    io::{Read, Write},
    net::TcpListener,
};

use tokio_postgres::{Config, config::SslMode};

use super::*;

#[test]
fn a_database_of_another_log_is_refused_and_keeps_its_rows() {
    let Some(database) = database("foreign") else {
        return;
    };
    commit(&mut database.open(), &[item("a", 1)], 0);
    let others = [
        LogIdentity {
            cluster_id: "cluster-two".to_owned(),
            ..identity()
        },
        LogIdentity {
            topic_id: "topic-two".to_owned(),
            ..identity()
        },
        LogIdentity {
            topic: "other.enriched".to_owned(),
            ..identity()
        },
    ];
    for other in others {
        let error = database.target().open(&other).unwrap_err();
        let TargetError::ForeignLog {
            found, expected, ..
        } = &error
        else {
            panic!("{error}");
        };
        assert_eq!((found.as_ref(), expected.as_ref()), (&identity(), &other));
        assert!(error.to_string().contains(&database.name), "{error}");
    }
    assert_eq!(database.rows("SELECT uri FROM items"), ["a"]);
}

#[test]
fn two_sinks_that_start_at_once_make_the_tables_once() {
    let Some(database) = database("at_once") else {
        return;
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| database.target().open(&identity()).unwrap());
        }
    });
    assert_eq!(
        database.rows("SELECT version, name FROM dateline_migrations"),
        ["1|items"]
    );
}

#[test]
fn tables_from_another_text_or_a_newer_version_are_refused() {
    let Some(database) = database("edited") else {
        return;
    };
    database.open();
    let cases = [
        (
            "INSERT INTO dateline_migrations (version, name, sha256) VALUES (2, 'later', '')",
            "a newer Dateline made its tables (migration 2, later)",
        ),
        (
            "DELETE FROM dateline_migrations WHERE version = 2; UPDATE dateline_migrations SET sha256 = 'edited'",
            "another text of migration 1 (items)",
        ),
    ];
    for (change, said) in cases {
        database.run(change);
        let error = database.target().open(&identity()).unwrap_err();
        assert!(matches!(error, TargetError::Fatal { .. }), "{error}");
        assert!(error.to_string().contains(said), "{error}");
    }
}

/// What is changed about a good connection, a part of what is then said, and of what to do.
type Unusable<'a> = (
    Box<dyn Fn(&mut Config) -> &mut Config + 'a>,
    &'a str,
    &'a str,
);

fn unusable<'a>(
    change: impl Fn(&mut Config) -> &mut Config + 'a,
    said: &'a str,
    remedy: &'a str,
) -> Unusable<'a> {
    (Box::new(change), said, remedy)
}

#[test]
fn a_target_that_cannot_be_used_says_what_to_do() {
    let Some(database) = database("unusable") else {
        return;
    };
    let reader = format!("{}_reader", database.name);
    database.on_server(&format!("CREATE ROLE {reader} LOGIN"));
    let latin = format!("{}_latin", database.name);
    database.on_server(&format!(
        "CREATE DATABASE {latin} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
    ));
    let cases = [
        unusable(|config| config.dbname("no_such_news"), "3D000", "createdb"),
        unusable(
            |config| config.user("nobody_here"),
            "SQLSTATE 28",
            "Check user and password",
        ),
        unusable(
            |config| config.user(&reader),
            "42501",
            "Give the user its own database",
        ),
        unusable(
            |config| config.options("-csearch_path=nowhere"),
            "search_path",
            "Create the schema",
        ),
        unusable(|config| config.dbname(&latin), "LATIN1", "ENCODING 'UTF8'"),
        unusable(|config| config.ssl_mode(SslMode::Require), "TLS", "sslmode"),
    ];
    for (change, said, remedy) in &cases {
        let mut config = database.config();
        change(&mut config);
        let connection = ConnectionString(Box::new(config));
        let error = PostgresTarget::new(connection)
            .open(&identity())
            .unwrap_err();
        assert!(matches!(error, TargetError::Fatal { .. }), "{error:?}");
        let line = error.to_string();
        assert!(line.contains(said) && line.contains(remedy), "{line}");
    }
    drop(cases);
    database.on_server(&format!("DROP DATABASE {latin}"));
    database.on_server(&format!("DROP ROLE {reader}"));
}

/// A server that answers every session's first message with this error; its address.
fn server_that_answers(code: &str, message: &str) -> String {
    let fields = format!("SFATAL\0VFATAL\0C{code}\0M{message}\0\0");
    let length = u32::try_from(fields.len() + 4).unwrap().to_be_bytes();
    let answer = [b"E".as_slice(), &length, fields.as_bytes()].concat();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    // Ends with the test process: the listener has no other end.
    std::thread::spawn(move || {
        for mut session in listener.incoming().flatten() {
            let read = session.read(&mut [0; 1024]);
            read.and_then(|_| session.write_all(&answer)).unwrap();
        }
    });
    format!("postgres://anna:geheim@127.0.0.1:{port}/news")
}

#[test]
fn what_a_server_says_at_the_door_is_waited_for_or_stops_and_never_shows_the_password() {
    let cases = [
        (
            "28P01",
            "password authentication failed for user \"anna\"",
            Some("Check user and password"),
        ),
        (
            "3D000",
            "database \"news\" does not exist",
            Some("createdb"),
        ),
        ("57P03", "the database system is starting up", None),
        ("53300", "sorry, too many clients already", None),
    ];
    for (code, message, remedy) in cases {
        let address = server_that_answers(code, message);
        let mut target = PostgresTarget::new(address.parse().unwrap());
        let error = target.open(&identity()).unwrap_err();
        let line = error.to_string();
        assert!(
            line.starts_with("database news at 127.0.0.1:") && line.contains(message),
            "{line}"
        );
        assert!(!format!("{line} {error:?}").contains("geheim"), "{line}");
        match remedy {
            Some(remedy) => {
                assert!(matches!(error, TargetError::Fatal { .. }), "{line}");
                assert!(line.contains(remedy), "{line}");
            }
            None => assert!(matches!(error, TargetError::Unavailable { .. }), "{line}"),
        }
    }
}

#[test]
fn ready_made_tables_serve_a_user_who_may_not_make_any() {
    let Some(database) = database("least") else {
        return;
    };
    database.open();
    let role = format!("{}_writer", database.name);
    database.on_server(&format!("CREATE ROLE {role} LOGIN"));
    database.run(&format!(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    ));
    let mut config = database.config();
    config.user(&role);
    let mut target = PostgresTarget::new(ConnectionString(Box::new(config)));
    target.open(&identity()).unwrap();
    commit(&mut target, &[item("a", 1)], 0);
    Box::new(target).close().unwrap();
    database.run(&format!("DROP OWNED BY {role}"));
    database.on_server(&format!("DROP ROLE {role}"));
}
