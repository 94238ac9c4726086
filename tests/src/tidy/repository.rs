//! What lies at the top of the repository, and what its files may not mention.

use std::collections::BTreeSet;

use super::{Offence, Source};

/// What may lie at the top, beside files whose names begin with a dot.
const TOP: [&str; 9] = [
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "Makefile",
    "README.md",
    "docker",
    "schemas",
    "services",
    "tests",
];

/// Words that tell of one machine, each in two parts so that this file passes its own rule.
const FOREIGN: [(&str, &str); 9] = [
    ("/wo", "rk/"),
    ("/ro", "ot/"),
    ("/ho", "me/"),
    ("index.", "crates.io"),
    ("static.", "crates.io"),
    ("repo.maven.", "apache.org"),
    ("files.python", "hosted.org"),
    ("registry.", "npmjs.org"),
    ("proxy.", "golang.org"),
];

/// The top level is the map of the project, and no file tells of a machine or a mirror.
pub(super) fn is_about_the_project(sources: &[Source]) -> Vec<Offence> {
    let mut offences = Vec::new();
    let mut strangers = BTreeSet::new();
    for source in sources {
        let top = source.path.split('/').next().unwrap_or_default();
        if !top.starts_with('.') && !TOP.contains(&top) && strangers.insert(top) {
            let message = format!("{top} does not belong at the top; see the map in README.md");
            offences.push(Offence::at(source, 0, message));
        }
        for (line, text) in (1..).zip(source.text.lines()) {
            for (start, end) in FOREIGN {
                let word = format!("{start}{end}");
                // A path on the web goes on behind a host's name.
                let is_path_of_url = |at: usize| {
                    start.starts_with('/')
                        && text[..at].ends_with(|it: char| it.is_ascii_alphanumeric())
                };
                let mut found = text.match_indices(&word);
                if found.any(|(at, _)| !is_path_of_url(at)) {
                    let message = format!("mentions {word}, which is not the project's");
                    offences.push(Offence::at(source, line, message));
                }
            }
        }
    }
    offences
}

#[cfg(test)]
mod tests {
    use super::{
        super::{lines_of, planted},
        *,
    };

    #[test]
    fn a_stranger_at_the_top_is_found() {
        let sources = [
            planted("notes.md", ""),
            planted("scripts/a.sh", ""),
            planted(".ci/run", ""),
            planted("docker/Dockerfile", ""),
        ];
        let found: Vec<String> = is_about_the_project(&sources)
            .into_iter()
            .map(|it| it.path)
            .collect();
        assert_eq!(found, ["notes.md", "scripts/a.sh"]);
    }

    #[test]
    fn a_path_of_somebodys_machine_is_found() {
        let (start, end) = FOREIGN[1];
        let text = format!("fine\ncd {start}{end}project\n");
        assert_eq!(
            lines_of(is_about_the_project, &[planted("docker/a.sh", &text)]),
            [2]
        );
    }
}
