//! Floors and dependencies: who may use whom.

use super::{Offence, Source};

/// Who may use which crates of ours; a crate that is not here may not exist.
const FLOORS: [(&str, &[&str]); 10] = [
    ("schemas", &[]),
    ("services/runtime", &[]),
    (
        "services/producer",
        &["dateline-runtime", "dateline-schemas"],
    ),
    (
        "services/enricher",
        &["dateline-runtime", "dateline-schemas"],
    ),
    ("services/enricher/trainer", &["dateline-enricher"]),
    ("services/sink", &["dateline-runtime", "dateline-schemas"]),
    (
        "services/dateline",
        &[
            "dateline-runtime",
            "dateline-schemas",
            "dateline-producer",
            "dateline-enricher",
            "dateline-sink",
        ],
    ),
    ("tests/fuzz", &["dateline-producer"]),
    (
        "tests/eval",
        &["dateline-runtime", "dateline-schemas", "dateline-enricher"],
    ),
    (
        "tests",
        &[
            "dateline",
            "dateline-runtime",
            "dateline-schemas",
            "dateline-producer",
            "dateline-enricher",
            "dateline-sink",
        ],
    ),
];

/// tests → services/dateline → services/{producer,enricher,sink} → {services/runtime ⟂ schemas}.
pub(super) fn floors_look_down_only(sources: &[Source]) -> Vec<Offence> {
    let mut offences = Vec::new();
    for (source, folder) in crates(sources) {
        let Some((_, allowed)) = FLOORS.iter().find(|(floor, _)| *floor == folder) else {
            offences.push(Offence::at(
                source,
                0,
                "a crate on no floor; add it to the floors of tidy",
            ));
            continue;
        };
        for (line, name, _) in dependencies(source) {
            let is_ours = name == "dateline" || name.starts_with("dateline-");
            if is_ours && !allowed.contains(&name) {
                let message = format!("{folder} may not use {name}: floors look down only");
                offences.push(Offence::at(source, line, message));
            }
        }
    }
    offences
}

/// Versions and features stand in the workspace's Cargo.toml alone, or in the table of a crate that is a workspace.
pub(super) fn dependencies_are_declared_once(sources: &[Source]) -> Vec<Offence> {
    let mut offences = Vec::new();
    for (source, _) in crates(sources) {
        for (line, name, value) in dependencies(source) {
            if !value.contains("workspace = true") {
                let message = format!("{name} is declared here; say `workspace = true`");
                offences.push(Offence::at(source, line, message));
            }
        }
    }
    offences
}

/// Every crate forbids `unsafe` and takes the other lints by way of the workspace.
pub(super) fn crates_take_the_lints(sources: &[Source]) -> Vec<Offence> {
    let takes = |source: &Source| source.text.contains("[lints]\nworkspace = true\n");
    crates(sources)
        .filter(|(source, _)| !takes(source))
        .map(|(source, _)| Offence::at(source, 0, "lacks `[lints] workspace = true`"))
        .collect()
}

/// The Cargo.toml files of crates, with their folders.
fn crates(sources: &[Source]) -> impl Iterator<Item = (&Source, &str)> {
    sources
        .iter()
        .filter_map(|source| Some((source, source.path.strip_suffix("/Cargo.toml")?)))
}

/// Line, name and declaration of each dependency of whatever kind.
fn dependencies(source: &Source) -> Vec<(usize, &str, &str)> {
    let mut in_dependencies = false;
    let mut found = Vec::new();
    for (line, text) in (1..).zip(source.text.lines()) {
        if text.starts_with('[') {
            in_dependencies = text.ends_with("dependencies]") && text != "[workspace.dependencies]";
        } else if in_dependencies && let Some((name, value)) = text.split_once('=') {
            // `foo.workspace = true` is the other spelling.
            let (name, value) = match name.trim().strip_suffix(".workspace") {
                Some(name) => (name, "workspace = true"),
                None => (name.trim(), value),
            };
            found.push((line, name, value));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{
        super::{lines_of, planted},
        *,
    };

    #[test]
    fn a_service_that_uses_another_is_found_and_its_own_floor_is_not() {
        let text = "[dependencies]\ndateline-runtime = { workspace = true }\ndateline-sink = { workspace = true }\n\n\
                    [dev-dependencies]\ndateline-enricher.workspace = true\n";
        let sink = planted("services/producer/Cargo.toml", text);
        assert_eq!(lines_of(floors_look_down_only, &[sink]), [3, 6]);
        let schemas = planted(
            "schemas/Cargo.toml",
            "[dependencies]\ndateline-runtime.workspace = true\n",
        );
        assert_eq!(lines_of(floors_look_down_only, &[schemas]), [2]);
        let unknown = planted("services/helper/Cargo.toml", "");
        assert_eq!(lines_of(floors_look_down_only, &[unknown]), [0]);
    }

    #[test]
    fn a_version_in_a_crate_is_found() {
        let text = "[package]\nversion = \"1\"\n[dependencies]\nglob = \"0.3\"\nserde = { workspace = true }\n";
        let sources = [planted("schemas/Cargo.toml", text)];
        assert_eq!(lines_of(dependencies_are_declared_once, &sources), [4]);
        let table = "[workspace.dependencies]\nglob = \"0.3\"\n[dependencies]\nglob = { workspace = true }\n";
        let sources = [planted("tests/fuzz/Cargo.toml", table)];
        assert!(lines_of(dependencies_are_declared_once, &sources).is_empty());
    }

    #[test]
    fn a_crate_without_the_lints_is_found() {
        let with = planted("schemas/Cargo.toml", "[lints]\nworkspace = true\n");
        let without = planted("tests/Cargo.toml", "[package]\n");
        assert_eq!(crates_take_the_lints(&[with, without]).len(), 1);
    }
}
