//! The shape of files and functions.

use super::{
    Offence, Source,
    source::{lex, test_files},
};

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 70;
/// Names that say nothing about what is in a file.
const EMPTY_NAMES: [&str; 6] = [
    "utils.rs",
    "util.rs",
    "common.rs",
    "helpers.rs",
    "helper.rs",
    "misc.rs",
];

/// Every Rust file begins with `//!`.
pub(super) fn files_begin_with_their_purpose(sources: &[Source]) -> Vec<Offence> {
    let rust = sources.iter().filter(|source| source.is_rust());
    rust.filter(|source| !source.text.starts_with("//! "))
        .map(|source| Offence::at(source, 1, "does not begin with `//!` and its purpose"))
        .collect()
}

/// `foo.rs` beside `foo/`, and no file that may hold anything.
pub(super) fn files_have_exact_names(sources: &[Source]) -> Vec<Offence> {
    let mut offences = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust()) {
        if source.file_name() == "mod.rs" {
            offences.push(Offence::at(
                source,
                0,
                "name it after its folder, and put it beside that",
            ));
        }
        if EMPTY_NAMES.contains(&source.file_name()) {
            offences.push(Offence::at(
                source,
                0,
                "name it after the one noun that it is about",
            ));
        }
    }
    offences
}

/// At most 400 lines of production code.
pub(super) fn files_are_short(sources: &[Source]) -> Vec<Offence> {
    let mut offences = Vec::new();
    for source in production_files(sources) {
        let production = source.production();
        let lines = production.trim_end().lines().count();
        if lines > LONGEST_FILE {
            let message = format!("{lines} lines of production code; {LONGEST_FILE} at most");
            offences.push(Offence::at(source, 0, message));
        }
    }
    offences
}

/// At most 70 lines from a function's first to its last.
pub(super) fn functions_are_short(sources: &[Source]) -> Vec<Offence> {
    let mut offences = Vec::new();
    for source in production_files(sources) {
        let code = lex(&source.production()).code;
        let lines: Vec<&str> = code.lines().collect();
        for (index, _) in lines
            .iter()
            .enumerate()
            .filter(|(_, line)| begins_function(line))
        {
            let length = length_of_function(&lines[index..]);
            if length > LONGEST_FUNCTION {
                let message = format!("a function of {length} lines; {LONGEST_FUNCTION} at most");
                offences.push(Offence::at(source, index + 1, message));
            }
        }
    }
    offences
}

/// Lines of the function that begins on the first of these. Formatted code ends it at the indentation at which it began,
/// with a brace or, where it is only declared, with a semicolon.
fn length_of_function(lines: &[&str]) -> usize {
    let indent_of = |line: &str| line.len() - line.trim_start().len();
    let indent = lines.first().map_or(0, |line| indent_of(line));
    let is_last = |line: &&str| {
        indent_of(line) == indent
            && (line.trim_end().ends_with('}') || line.trim_end().ends_with(';'))
    };
    let last = lines.iter().position(is_last);
    last.map_or(lines.len(), |last| last + 1)
}

fn begins_function(line: &str) -> bool {
    let words = line.split_whitespace();
    let mut words = words.skip_while(|word| {
        word.starts_with("pub") || matches!(*word, "const" | "async" | "in" | "super)" | "crate)")
    });
    words.next() == Some("fn")
}

fn production_files(sources: &[Source]) -> impl Iterator<Item = &Source> {
    let tests = test_files(sources);
    let rust = sources.iter().filter(|source| source.is_rust());
    rust.filter(move |source| !tests.contains(source.path.as_str()))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{lines_of, planted},
        *,
    };

    #[test]
    fn a_file_without_a_purpose_is_found() {
        let with = planted("a.rs", "//! Purpose.\n");
        let without = planted("b.rs", "use a;\n//! Late.\n");
        assert_eq!(
            lines_of(files_begin_with_their_purpose, &[with, without]),
            [1]
        );
    }

    #[test]
    fn a_name_that_says_nothing_is_found() {
        let sources = ["a/mod.rs", "a/utils.rs", "a/modern.rs"].map(|path| planted(path, ""));
        let paths: Vec<String> = files_have_exact_names(&sources)
            .into_iter()
            .map(|it| it.path)
            .collect();
        assert_eq!(paths, ["a/mod.rs", "a/utils.rs"]);
    }

    #[test]
    fn a_long_file_is_found_and_long_tests_are_not() {
        let long = planted("a/src/long.rs", &"fn f() {}\n".repeat(LONGEST_FILE + 1));
        let exact = planted("a/src/exact.rs", &"fn f() {}\n".repeat(LONGEST_FILE));
        let tests = format!(
            "fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{}}}\n",
            "    fn g() {}\n".repeat(500)
        );
        let tested = planted("a/src/tested.rs", &tests);
        let found = files_are_short(&[long, exact, tested]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].path, "a/src/long.rs");
    }

    #[test]
    fn a_long_function_is_found_and_its_short_neighbours_are_not() {
        let body = |lines: usize| "        a();\n".repeat(lines);
        let text = format!(
            "trait T {{\n    fn d(&self);\n    fn e(\n        &self,\n    );\n}}\nimpl T {{\n    pub(crate) async fn f() {{\n{}    }}\n    fn g() {{\n{}    }}\n}}\n",
            body(LONGEST_FUNCTION - 2),
            body(LONGEST_FUNCTION - 1),
        );
        let sources = [planted("a/src/a.rs", &text)];
        assert_eq!(
            lines_of(functions_are_short, &sources),
            [8 + LONGEST_FUNCTION]
        );
    }
}
