//! The product's configuration: its defaults, its rules over several keys, and what is made of it.

use std::{fs, time::Duration};

use dateline_runtime::config::documented_defaults;
use tempfile::TempDir;

use super::*;

fn load(text: &str) -> Result<Loaded<Config>, ConfigError> {
    load_in(&TempDir::new().unwrap(), text)
}

fn load_in(directory: &TempDir, text: &str) -> Result<Loaded<Config>, ConfigError> {
    let path = directory.path().join("dateline.toml");
    fs::write(&path, text).unwrap();
    let keys = "sesame one two three four\nsesame five\nsesame six";
    for (name, secret) in [("short-token", "sesame\n"), ("three-keys", keys)] {
        fs::write(directory.path().join(name), secret).unwrap();
    }
    let environment = [("DATELINE_KAFKA__PASSWORD".to_owned(), "sesame")];
    let environment = if text.contains("# with password") {
        Environment::from_variables(environment)
    } else {
        Environment::default()
    };
    Config::load(Some(&path), &environment, &Overrides::default())
}

/// The message, with the directory of the test taken out.
fn message(text: &str) -> String {
    let directory = TempDir::new().unwrap();
    let message = load_in(&directory, text).unwrap_err().to_string();
    message.replace(&format!("{}/", directory.path().display()), "")
}

#[test]
fn the_documented_defaults_are_a_file_that_changes_nothing() {
    let text = documented_defaults::<Config>();
    assert_eq!(load(&text).unwrap().value, Config::default());
    insta::assert_snapshot!(text);
}

#[test]
fn every_key_says_what_it_does() {
    let text = documented_defaults::<Config>();
    let undocumented: Vec<&str> = text
        .split("\n\n")
        .filter(|block| !block.trim_start().starts_with('#'))
        .collect();
    assert_eq!(undocumented, Vec::<&str>::new());
}

/// Configurations that break a rule, by name.
const MISTAKES: &[(&str, &str)] = &[
    ("password without log-in", "# with password"),
    (
        "log-in without user",
        "[kafka]\nsecurity_protocol = \"sasl_ssl\"",
    ),
    (
        "certificate without encryption",
        "[kafka]\nca_file = \"ca.pem\"",
    ),
    (
        "certificate without key",
        "[kafka]\nsecurity_protocol = \"ssl\"\ncertificate_file = \"a.pem\"",
    ),
    (
        "refused property",
        "[kafka.properties]\n\"enable.auto.commit\" = true",
    ),
    (
        "refused property, underscored",
        "[kafka.properties]\nisolation_level = \"read_uncommitted\"",
    ),
    (
        "secret property",
        "[kafka.properties]\n\"ssl.key.pem\" = \"sesame\"",
    ),
    (
        "broker without port",
        "[kafka]\nbrokers = [\"broker.example\"]",
    ),
    ("name with a blank", "prefix = \"wi re\""),
    ("unknown topic", "[topics.retention_ms]\nraww = 86400000"),
    ("log filter", "[log]\nlevel = \"dateline=loud\""),
    ("no languages", "[enricher]\nlanguages = []"),
    (
        "unknown language",
        "[enricher]\nlanguages = [\"nl\", \"xx\"]",
    ),
    (
        "a home that is no country",
        "[enricher.home_regions]\nanp = \"Holland\"",
    ),
    (
        "source without name",
        "[[producer.sources]]\npaths = [\"a\"]",
    ),
    (
        "two sources of one name",
        "[[producer.sources]]\nname = \"a\"\npaths = [\"a\"]\n[[producer.sources]]\nname = \"a\"\npaths = [\"b\"]",
    ),
    ("source without paths", "[[producer.sources]]\nname = \"a\""),
    (
        "standard input with a modification time",
        "[[producer.sources]]\nname = \"a\"\nkind = \"stdin\"\nfetched_at = \"modification_time\"",
    ),
    (
        "directory without paths",
        "[[producer.sources]]\nname = \"a\"\nkind = \"directory\"",
    ),
    (
        "files that are waited for",
        "[[producer.sources]]\nname = \"a\"\npaths = [\"a\"]\nsettle_ms = 500",
    ),
    (
        "messages in archives",
        "[[producer.sources]]\nname = \"a\"\nkind = \"maildir\"\npaths = [\"a\"]\nopen_archives = false",
    ),
    (
        "files that are deleted",
        "[[producer.sources]]\nname = \"a\"\npaths = [\"a\"]\nafter_taken = \"delete\"",
    ),
    (
        "files that are marked as seen",
        "[[producer.sources]]\nname = \"a\"\nkind = \"directory\"\npaths = [\"a\"]\nafter_taken = \"mark_seen\"",
    ),
    (
        "files that move nowhere",
        "[[producer.sources]]\nname = \"a\"\nkind = \"directory\"\npaths = [\"a\"]\nafter_taken = \"move\"",
    ),
    (
        "files that stay and have a place to go",
        "[[producer.sources]]\nname = \"a\"\nkind = \"directory\"\npaths = [\"a\"]\nmove_to = \"b\"",
    ),
    (
        "unknown format",
        "[[producer.sources]]\nname = \"a\"\npaths = [\"a\"]\nformat = \"wirepage\"",
    ),
    (
        "push without credentials",
        "[[producer.sources]]\nname = \"a\"\nkind = \"push\"",
    ),
    (
        "push with a token in plain sight",
        "[[producer.sources]]\nname = \"a\"\nkind = \"push\"\ntoken = \"sesame\"",
    ),
    (
        "push from files, with a short token",
        "[[producer.sources]]\nname = \"a\"\nkind = \"push\"\npaths = [\"a\"]\ntoken_file = \"short-token\"",
    ),
    (
        "too many keys, for files",
        "[[producer.sources]]\nname = \"a\"\nkind = \"push\"\nhmac_key_file = \"three-keys\"\n\
         [[producer.sources]]\nname = \"b\"\npaths = [\"b\"]\nhmac_key_file = \"three-keys\"",
    ),
    (
        "push with a certificate without key",
        "[producer.push]\ncertificate_file = \"a.pem\"",
    ),
    (
        "password for a file",
        "[sink]\ntarget = \"jsonl:a\"\npassword_file = \"/dev/null\"",
    ),
    ("unknown target", "[sink]\ntarget = \"parquet:a\""),
    (
        "address with a password",
        "[sink]\ntarget = \"postgres://anna:sesame@db:port/x\"",
    ),
];

#[test]
fn rules_over_several_keys_are_told_with_their_place() {
    let mut messages = String::new();
    for (name, text) in MISTAKES {
        messages += &format!("== {name}\n{}\n\n", message(text));
    }
    assert!(!messages.contains("sesame"), "a message shows a secret");
    insta::assert_snapshot!(messages);
}

#[test]
fn client_properties_hold_what_is_configured() {
    let config = load(
        "# with password\n[kafka]\nbrokers = [\"a:1\", \"b:2\"]\nsecurity_protocol = \"sasl_ssl\"\n\
         sasl_mechanism = \"SCRAM-SHA-512\"\nusername = \"anna\"\nca_file = \"ca.pem\"\n\
         properties.fetch_max_bytes = 1000\nproperties.\"socket.keepalive.enable\" = true",
    );
    insta::assert_debug_snapshot!(config.unwrap().value.client_properties());
}

#[test]
fn the_pump_gives_up_before_the_process_does() {
    let config = load("shutdown_budget_ms = 10000\n[pump]\nbreaker_share_percent = 25").unwrap();
    let pump = config.value.pump_config();
    assert_eq!(pump.shutdown_budget, Duration::from_secs(8));
    assert!((pump.breaker_share - 0.25).abs() < f64::EPSILON);
    assert_eq!(pump.dead_topic.as_str(), "wire.dead");
}

#[test]
fn the_defaults_are_those_of_the_pump() {
    let config = Config::default();
    let pump = config.pump_config();
    let expected = PumpConfig::new(config.topic(Topic::Dead));
    assert_eq!(format!("{pump:?}"), format!("{expected:?}"));
}

#[test]
fn retention_is_chosen_by_topic() {
    let config = load("prefix = \"anp\"\n[topics]\npartitions = 12\nretention_ms.raw = 86400000");
    let options = config.unwrap().value.topic_options();
    assert_eq!(options.prefix, "anp");
    assert_eq!(options.partitions, Some(12));
    assert_eq!(options.retention_ms[&Topic::Raw], 86_400_000);
}

#[test]
fn fingerprints_are_kept_for_longer_than_they_are_compared() {
    let kept = |text: &str| {
        let options = load(text).unwrap().value.topic_options();
        options.retention_ms[&Topic::Fingerprints]
    };
    let in_table = Topic::Fingerprints.spec().retention_ms;
    assert_eq!(Some(kept("")), in_table);
    let window = "[enricher]\ndedup_window_hours = 168\n";
    assert_eq!(kept(window), (168 + 48) * 3_600_000);
    let chosen = "[topics]\nretention_ms.fingerprints = 864000000\n";
    assert_eq!(kept(&format!("{window}{chosen}")), 864_000_000);
}

#[test]
fn the_password_of_a_database_is_shown_nowhere() {
    let config = load("[sink]\ntarget = \"postgres://anna:sesame@db/news\"").unwrap();
    let shown = dateline_runtime::config::effective_toml(&config);
    assert!(shown.contains("database news at db"), "{shown}");
    assert!(!format!("{shown}{config:?}").contains("sesame"));
}

#[test]
fn a_password_needs_a_database_only_once_there_is_a_target() {
    let password = ("DATELINE_SINK__PASSWORD".to_owned(), "sesame");
    let environment = Environment::from_variables([password]);
    let load = |target: Option<&str>| {
        let mut overrides = Overrides::default();
        overrides.set_some("sink.target", "--sink", target);
        Config::load(None, &environment, &overrides).map(|_| ())
    };
    load(None).unwrap();
    load(Some("postgres://anna@db/news")).unwrap();
    let refused = load(Some("jsonl:a")).unwrap_err().to_string();
    assert!(
        refused.contains("`sink.password` is set for nothing"),
        "{refused}"
    );
}

#[test]
fn whoever_listens_everywhere_is_reached_on_loopback() {
    let reachable = |text: &str| {
        let listen: AdminListen = text.parse().unwrap();
        listen.reachable().map(|address| address.to_string())
    };
    let cases = [
        ("0.0.0.0:9464", Some("127.0.0.1:9464")),
        ("[::]:9464", Some("[::1]:9464")),
        ("10.0.0.5:1", Some("10.0.0.5:1")),
        ("off", None),
    ];
    for (text, expected) in cases {
        assert_eq!(reachable(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn folders_are_followed_unless_it_is_said_otherwise_and_files_are_not() {
    for (keys, expected) in [
        ("kind = \"files\"", None),
        ("kind = \"files\"\nfollow = true", Some(1_000)),
        ("kind = \"directory\"", Some(1_000)),
        ("kind = \"directory\"\nfollow = false", None),
        ("kind = \"maildir\"\nrescan_interval_ms = 50", Some(50)),
    ] {
        let text = format!("[[producer.sources]]\nname = \"a\"\npaths = [\"in\"]\n{keys}");
        let specs = load(&text).unwrap().value.producer.source_specs();
        let rescan = match &specs[0].kind {
            dateline_producer::SourceKind::Files { rescan, .. } => *rescan,
            dateline_producer::SourceKind::Directory(directory) => directory.rescan,
            dateline_producer::SourceKind::Maildir(maildir) => maildir.rescan,
            other => panic!("{other:?}"),
        };
        assert_eq!(rescan, expected.map(Duration::from_millis), "{keys}");
    }
}

#[test]
fn a_directory_is_what_its_keys_say() {
    let text = "[[producer.sources]]\nname = \"a\"\nkind = \"directory\"\npaths = [\"in\", \"also\"]\nsettle_ms = 250\n\
                open_archives = false\nafter_taken = \"move\"\nmove_to = \"done\"";
    let specs = load(text).unwrap().value.producer.source_specs();
    insta::assert_debug_snapshot!(specs[0].kind);
}

#[test]
fn heartbeats_and_rhythms_are_what_their_keys_say() {
    let producer = |text: &str| load(text).unwrap().value.producer;
    let every_minute = producer("[producer]\nid = \"desk-1\"").heartbeat().unwrap();
    assert_eq!(every_minute.interval, Duration::from_mins(1));
    assert_eq!(every_minute.producer, "desk-1");
    let none = producer("[producer]\nheartbeat_seconds = 0");
    assert_eq!(none.heartbeat(), None);
    let source = "[[producer.sources]]\nname = \"a\"\npaths = [\"a\"]\n";
    let expected = |text: &str| producer(text).source_specs()[0].expected_every;
    assert_eq!(expected(source), None);
    let often = format!("{source}expected_every_minutes = 90");
    assert_eq!(expected(&often), Some(Duration::from_mins(90)));
}
