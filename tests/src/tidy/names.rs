//! Names that the outside relies on: topics, headers and metrics. Each is spelled in one place.

use std::collections::BTreeMap;

use super::{
    Offence, Source,
    source::{lex, test_files},
};

/// What a name begins with that is a header or a metric.
const BEGINNINGS: [&str; 5] = [
    "dateline_",
    "ce_",
    "traceparent",
    "__connect.",
    "__value_schema",
];
/// What a topic's full name begins with under the default prefix; only the table of topics puts such a name together.
const TOPIC_BEGINNING: &str = "wire.";

/// A header or metric name occurs once in production code, as a literal; a topic's full name not at all.
pub(super) fn names_are_spelled_once(sources: &[Source]) -> Vec<Offence> {
    let tests = test_files(sources);
    let mut spelled: BTreeMap<String, Vec<Offence>> = BTreeMap::new();
    let mut offences = Vec::new();
    let rust = sources.iter().filter(|source| source.is_rust());
    for source in rust.filter(|source| !tests.contains(source.path.as_str())) {
        if source.path.starts_with("tests/") {
            continue;
        }
        for literal in lex(&source.production()).literals {
            let name = literal.text;
            if !is_name(&name) {
                continue;
            }
            if name.starts_with(TOPIC_BEGINNING) {
                let message = format!("{name:?}: the table of topics puts topic names together");
                offences.push(Offence::at(source, literal.line, message));
            } else if BEGINNINGS
                .iter()
                .any(|beginning| name.starts_with(beginning))
            {
                let message = format!("{name:?} is spelled more than once; make it a constant");
                let place = Offence::at(source, literal.line, message);
                spelled.entry(name).or_default().push(place);
            }
        }
    }
    let repeated = spelled.into_values().filter(|places| places.len() > 1);
    offences.extend(repeated.flatten());
    offences
}

/// Names have no blanks; a text about them does.
fn is_name(text: &str) -> bool {
    let is_part = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_.".contains(letter)
    };
    !text.is_empty() && text.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::{super::planted, *};

    #[test]
    fn a_name_that_is_spelled_twice_is_found_in_both_places() {
        let sources = [
            planted(
                "services/runtime/src/a.rs",
                "const A: &str = \"dateline_lag_messages\";\n// \"ce_id\"\n",
            ),
            planted(
                "services/sink/src/b.rs",
                "f(\"dateline_lag_messages\");\ng(\"dateline_ is our prefix\");\n",
            ),
            planted(
                "services/sink/src/c.rs",
                "f(\"ce_id\");\n#[cfg(test)]\nmod tests {\n    g(\"ce_id\");\n}\n",
            ),
        ];
        let found = names_are_spelled_once(&sources);
        let paths: Vec<&str> = found.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(
            paths,
            ["services/runtime/src/a.rs", "services/sink/src/b.rs"]
        );
    }

    #[test]
    fn a_topic_name_outside_the_table_is_found() {
        let sources = [planted(
            "services/sink/src/a.rs",
            "\nread(\"wire.enriched\");\n",
        )];
        assert_eq!(
            super::super::lines_of(names_are_spelled_once, &sources),
            [2]
        );
    }
}
