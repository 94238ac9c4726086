//! Layers, messages and what `config show` prints, on a small product.

use std::{fs, path::PathBuf};

use tempfile::TempDir;

use super::*;

crate::choice! {
    /// How loud.
    pub enum Volume {
        /// Not at all.
        Silent = "silent",
        /// Very.
        Loud = "loud",
    }
}

crate::section! {
    /// A small product.
    pub struct Product {
        /// What it is called.
        pub name: String = "wire".to_owned(),
        /// A name of this process.
        pub instance_id: Option<String> = None,
        /// How it pumps.
        pub pump: Pump = Pump::default(),
        /// One source.
        pub sources: Vec<Source> = Vec::new(),
        /// Passed through.
        pub properties: BTreeMap<String, String> = BTreeMap::new(),
    }
}

crate::section! {
    /// How it pumps.
    pub struct Pump {
        /// Longest time between commits.
        pub interval_ms: Bounded<10, 60_000> = Bounded::of::<100>(),
        /// How loud it is.
        pub volume: Volume = Volume::Loud,
        /// Whether it checks twice.
        pub careful: bool = false,
        /// Whom it asks.
        pub brokers: Vec<String> = Vec::new(),
        /// What opens the door.
        pub password: Option<Secret> = None,
    }
}

crate::section! {
    /// One source.
    pub struct Source {
        /// Its name.
        pub name: String = String::new(),
        /// What it is read with.
        pub token: Option<Secret> = None,
    }
}

struct Case {
    directory: TempDir,
    file: Option<PathBuf>,
    variables: Vec<(String, String)>,
    overrides: Overrides,
}

impl Case {
    fn new() -> Self {
        Self {
            directory: TempDir::new().unwrap(),
            file: None,
            variables: Vec::new(),
            overrides: Overrides::default(),
        }
    }

    fn with_file(text: &str) -> Self {
        let mut case = Self::new();
        case.file = Some(case.write("product.toml", text));
        case
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.directory.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn flag(mut self, key: &str, flag: &str, value: Override) -> Self {
        self.overrides.set(key, flag, value);
        self
    }

    fn load(&self) -> Result<Loaded<Product>, ConfigError> {
        load(Layers {
            file: self.file.as_deref(),
            environment: &Environment::from_variables(self.variables.clone()),
            overrides: &self.overrides,
        })
    }

    /// The message, with the directory of the test taken out.
    fn message(&self) -> String {
        let error = self.load().unwrap_err().to_string();
        let directory = self.directory.path().display().to_string();
        error.replace(&directory, "/etc/product")
    }
}

#[test]
fn without_layers_every_value_is_the_default() {
    let loaded = Case::new().load().unwrap();
    assert_eq!(loaded.value, Product::default());
    assert_eq!(loaded.origin("pump.interval_ms"), &Origin::Default);
}

#[test]
fn a_variable_wins_over_the_file_and_a_flag_over_both() {
    let file = "name = \"file\"\n[pump]\ninterval_ms = 20\ncareful = true\n";
    let case = Case::with_file(file)
        .variable("DATELINE_PUMP__INTERVAL_MS", "30")
        .variable("DATELINE_PUMP__VOLUME", "silent")
        .flag("pump.volume", "--volume", Override::Text("loud".to_owned()));
    let loaded = case.load().unwrap();
    assert_eq!(loaded.value.name, "file");
    assert!(loaded.value.pump.careful);
    assert_eq!(loaded.value.pump.interval_ms.get(), 30);
    assert_eq!(loaded.value.pump.volume, Volume::Loud);
    let origins = ["name", "pump.careful", "pump.interval_ms", "pump.volume"];
    let origins = origins.map(|key| loaded.origin(key).to_string());
    let file = case.file.as_ref().unwrap().display();
    assert_eq!(
        origins,
        [
            format!("{file}, line 1"),
            format!("{file}, line 4"),
            "environment variable DATELINE_PUMP__INTERVAL_MS".to_owned(),
            "flag --volume".to_owned(),
        ]
    );
}

#[test]
fn lists_come_from_every_layer() {
    let brokers = |case: Case| case.load().unwrap().value.pump.brokers;
    let file = Case::with_file("[pump]\nbrokers = [\"a:1\", \"b:2\"]");
    assert_eq!(brokers(file), ["a:1", "b:2"]);
    let variable = Case::new().variable("DATELINE_PUMP__BROKERS", "a:1, b:2,");
    assert_eq!(brokers(variable), ["a:1", "b:2"]);
    let texts = vec!["c:3".to_owned()];
    let flag = Case::with_file("[pump]\nbrokers = [\"a:1\"]").flag(
        "pump.brokers",
        "--brokers",
        Override::List(texts),
    );
    assert_eq!(brokers(flag), ["c:3"]);
}

#[test]
fn a_flag_can_set_a_list_of_tables() {
    let fields = vec![("name".to_owned(), Override::Text("desk".to_owned()))];
    let case = Case::new().flag("sources", "--input", Override::Tables(vec![fields]));
    assert_eq!(case.load().unwrap().value.sources[0].name, "desk");
}

#[test]
fn names_of_the_users_choice_may_hold_dots() {
    let case = Case::with_file("[properties]\n\"linger.ms\" = \"5\"");
    let loaded = case.load().unwrap();
    assert_eq!(loaded.value.properties["linger.ms"], "5");
    assert!(loaded.origin("properties.\"linger.ms\"") != &Origin::Default);
}

#[test]
fn variables_that_are_not_ours_are_left_alone() {
    let case = Case::new()
        .variable("DATELINE_PORT_9464_TCP_ADDR", "10.0.0.1")
        .variable("DATELINE_SERVICE_HOST", "10.0.0.1")
        .variable("DATELINE_TEST_BROKERS", "127.0.0.1:9092")
        .variable("PUMP__INTERVAL_MS", "nonsense");
    assert_eq!(case.load().unwrap().value, Product::default());
}

#[test]
fn secrets_come_from_files_beside_the_configuration_and_from_variables() {
    let case = Case::with_file(
        "[pump]\npassword_file = \"password\"\n[[sources]]\nname = \"a\"\ntoken_file = \"token\"",
    );
    case.write("password", "open sesame\n");
    case.write("token", "t0ken");
    let loaded = case.load().unwrap();
    let password = loaded.value.pump.password.as_ref().unwrap();
    assert_eq!(password.expose(), "open sesame");
    let token = loaded.value.sources[0].token.as_ref().unwrap();
    assert_eq!(token.expose(), "t0ken");
    let case = case.variable("DATELINE_PUMP__PASSWORD", "from outside");
    let password = case.load().unwrap().value.pump.password.unwrap();
    assert_eq!(password.expose(), "from outside");
}

#[test]
fn a_secret_is_never_shown() {
    let case = Case::new().variable("DATELINE_PUMP__PASSWORD", "open sesame");
    let loaded = case.load().unwrap();
    let password = loaded.value.pump.password.as_ref().unwrap();
    let shown = [
        format!("{password} {password:?} {:?}", loaded.value),
        effective_toml(&loaded),
        effective_json(&loaded).to_string(),
    ];
    for text in shown {
        assert!(!text.contains("sesame"), "{text}");
        assert!(text.contains("[redacted]"), "{text}");
    }
}

/// Files with a mistake, by name.
const MISTAKEN_FILES: &[(&str, &str)] = &[
    ("misspelt key", "\n[pump]\ninterval_m = 5"),
    ("key of another section", "interval_ms = 50"),
    ("unheard-of key", "[pump]\ncolour = \"red\""),
    ("misspelt key in a list", "[[sources]]\nnam = \"a\""),
    ("wrong type", "[pump]\ninterval_ms = \"often\""),
    ("out of range", "[pump]\ninterval_ms = 5"),
    ("negative", "[pump]\ninterval_ms = -1"),
    ("misspelt choice", "[pump]\nvolume = \"lud\""),
    ("unheard-of choice", "[pump]\nvolume = \"middle\""),
    ("table for a value", "[pump.interval_ms]\na = 1"),
    ("value for a table", "pump = 5"),
    ("not TOML", "name = \"a\"\n[pump\n"),
    ("secret in the file", "[pump]\npassword = \"sesame\""),
    (
        "missing secret file",
        "[pump]\npassword_file = \"secrets/password\"",
    ),
];

/// Variables with a mistake, by name.
const MISTAKEN_VARIABLES: &[(&str, &str, &str)] = &[
    ("bad variable", "DATELINE_PUMP__CAREFUL", "maybe"),
    ("misspelt variable", "DATELINE_PUMP__CAREFULL", "true"),
    ("one underscore", "DATELINE_PUMP_CAREFUL", "true"),
    ("list of tables in a variable", "DATELINE_SOURCES", "a"),
];

#[test]
fn every_mistake_says_what_where_why_and_what_to_do() {
    let secret_empty = Case::with_file("[pump]\npassword_file = \"password\"");
    secret_empty.write("password", "\n");
    let twice = Case::new()
        .variable("DATELINE_PUMP__PASSWORD", "a")
        .variable("DATELINE_PUMP__PASSWORD_FILE", "b");
    let mut unreadable = Case::new();
    unreadable.file = Some(unreadable.directory.path().join("absent.toml"));
    let flag = |key: &str, flag: &str, text: &str| {
        Case::new().flag(key, flag, Override::Text(text.to_owned()))
    };
    let others = [
        ("no such file", unreadable),
        ("bad flag", flag("pump.interval_ms", "--interval", "1")),
        ("secret as a flag", flag("pump.password", "--set", "sesame")),
        ("empty secret file", secret_empty),
        ("secret twice", twice),
    ];
    let files = MISTAKEN_FILES.iter();
    let files = files.map(|(name, text)| (*name, Case::with_file(text)));
    let variables = MISTAKEN_VARIABLES.iter();
    let variables =
        variables.map(|(name, variable, value)| (*name, Case::new().variable(variable, value)));
    let mut messages = String::new();
    for (name, case) in files.chain(variables).chain(others) {
        messages += &format!("== {name}\n{}\n\n", case.message());
    }
    assert!(!messages.contains("sesame"), "a message shows a secret");
    insta::assert_snapshot!(messages);
}

#[test]
fn all_mistakes_are_told_at_once() {
    let case = Case::with_file("nam = 1\n[pump]\ninterval_ms = 1\nvolume = 2");
    assert_eq!(case.load().unwrap_err().problems().len(), 3);
}

#[test]
fn an_assignment_needs_a_key() {
    let mut overrides = Overrides::default();
    overrides.set_assignment("--set", "name = x=y").unwrap();
    let error = overrides.set_assignment("--set", "name").unwrap_err();
    insta::assert_snapshot!(error, @r#"
    "name" sets nothing
      where: flag --set
      why:   it has no `=` with a key before it
      do:    write --set KEY=VALUE, for example --set pump.tick_interval_ms=200
    "#);
}

#[test]
fn a_violation_over_several_keys_names_the_place_of_its_key() {
    let violation = || Violation {
        key: "name".to_owned(),
        what: "`name` is taken".to_owned(),
        why: "a source has it".to_owned(),
        remedy: "choose another".to_owned(),
    };
    let case = Case::with_file("name = \"a\"");
    let error = case.load().unwrap().ensure(vec![violation()]).unwrap_err();
    assert!(
        error.to_string().contains("product.toml, line 1"),
        "{error}"
    );
    let error = Case::new().load().unwrap();
    let error = error.ensure(vec![violation()]).unwrap_err();
    assert!(error.to_string().contains("which is not set"), "{error}");
}

#[test]
fn the_documented_defaults_are_a_file_that_changes_nothing() {
    let text = documented_defaults::<Product>();
    let loaded = Case::with_file(&text).load().unwrap();
    assert_eq!(loaded.value, Product::default());
    insta::assert_snapshot!(text);
}

#[test]
fn what_is_in_force_is_shown_with_its_origin_and_reads_back() {
    let file =
        "[pump]\ninterval_ms = 20\n[[sources]]\nname = \"a\"\n[properties]\n\"linger.ms\" = \"5\"";
    let case = Case::with_file(file).variable("DATELINE_INSTANCE_ID", "one");
    let loaded = case.load().unwrap();
    let directory = case.directory.path().display().to_string();
    let text = effective_toml(&loaded).replace(&directory, "/etc/product");
    let again = Case::with_file(&text).load().unwrap();
    assert_eq!(again.value, loaded.value);
    insta::assert_snapshot!(text);
}
