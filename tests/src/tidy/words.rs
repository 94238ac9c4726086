//! What code may not say: panics, prints, sleeps, and logs that read like prose.

use super::{
    Offence, Source,
    source::{Lexed, lex, test_files},
};

/// What ends a process in the middle of a batch.
const PANICS: [&str; 6] = [
    ".unwrap()",
    ".unwrap_err()",
    "panic!(",
    "todo!(",
    "unimplemented!(",
    "dbg!(",
];
const PRINTS: [&str; 4] = ["print!(", "println!(", "eprint!(", "eprintln!("];
/// Standard output belongs to the command line's own output, and to nothing else.
const OUTPUT: &str = "services/dateline/src/output";
const LOG_MACROS: [&str; 5] = ["trace!(", "debug!(", "info!(", "warn!(", "error!("];
/// The one place in which tests wait for something.
const WAITING: &str = "tests/src/deadline.rs";
/// Fewer words than this do not say why something cannot fail.
const WORDS_OF_A_REASON: usize = 3;

/// No panic outside tests, no print outside tests and the command line's output; `expect` says why it cannot fail.
pub(super) fn production_does_not_panic_or_print(sources: &[Source]) -> Vec<Offence> {
    let tests = test_files(sources);
    let mut offences = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust()) {
        if tests.contains(source.path.as_str()) {
            continue;
        }
        let lexed = lex(&source.production());
        let may_print = source.path.starts_with(OUTPUT);
        let prints = PRINTS.iter().filter(|_| !may_print);
        for word in PANICS.iter().chain(prints) {
            for at in places_of(&lexed.code, word) {
                let message = format!("`{word}` in production code");
                offences.push(Offence::at(source, line_of(&lexed.code, at), message));
            }
        }
        for at in places_of(&lexed.code, ".expect(") {
            let reason = first_literal_within(&lexed, at + ".expect(".len());
            let words = reason.map_or(0, |reason| reason.split_whitespace().count());
            if words < WORDS_OF_A_REASON {
                let message = "`expect` has to say why it cannot fail";
                offences.push(Offence::at(source, line_of(&lexed.code, at), message));
            }
        }
    }
    offences
}

/// Tests wait for conditions, and none is skipped.
pub(super) fn tests_neither_sleep_nor_are_skipped(sources: &[Source]) -> Vec<Offence> {
    let tests = test_files(sources);
    let mut offences = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust()) {
        let code = lex(&source.text).code;
        for at in places_of(&code, "#[ignore") {
            let message = "a skipped test tests nothing";
            offences.push(Offence::at(source, line_of(&code, at), message));
        }
        let is_all_test = tests.contains(source.path.as_str());
        let production = lex(&source.production()).code;
        let is_harness = source.path.starts_with("tests/src/") && source.path != WAITING;
        for at in places_of(&code, "sleep(") {
            let line = line_of(&code, at);
            let is_production = production
                .lines()
                .nth(line - 1)
                .is_some_and(|line| line.contains("sleep("));
            if is_all_test || is_harness || (!is_production && source.path != WAITING) {
                let message = "wait for a condition with a deadline";
                offences.push(Offence::at(source, line, message));
            }
        }
    }
    offences
}

/// Log messages are lower case, without a final dot, and have their values as fields.
pub(super) fn log_messages_are_plain(sources: &[Source]) -> Vec<Offence> {
    let mut offences = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust()) {
        let lexed = lex(&source.production());
        for word in LOG_MACROS {
            for at in places_of(&lexed.code, word) {
                let message = message_of(&lexed, at + word.len());
                let Some(objection) = message.and_then(objection_to) else {
                    continue;
                };
                offences.push(Offence::at(source, line_of(&lexed.code, at), objection));
            }
        }
    }
    offences
}

fn objection_to(message: &str) -> Option<String> {
    let mut letters = message.chars();
    let begins_as_sentence = letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase);
    let objection = match message {
        _ if begins_as_sentence => "begins with a capital",
        _ if message.ends_with('.') => "ends with a dot",
        _ if message.contains('{') => "has a value in it; make that a field",
        _ => return None,
    };
    Some(format!("the log message {message:?} {objection}"))
}

/// The message of a log macro: the literal that is an argument by itself, and not the value of a field.
fn message_of(lexed: &Lexed, open: usize) -> Option<&str> {
    let close = end_of_arguments(&lexed.code, open);
    let within = lexed
        .literals
        .iter()
        .filter(|it| it.start >= open && it.start < close);
    let mut messages = within.filter(|it| {
        let before = lexed.code[open..it.start].trim_end();
        before.is_empty() || before.ends_with(',')
    });
    messages.next_back().map(|it| it.text.as_str())
}

fn first_literal_within(lexed: &Lexed, open: usize) -> Option<&str> {
    let close = end_of_arguments(&lexed.code, open);
    let mut literals = lexed.literals.iter();
    let first = literals.find(|it| it.start >= open && it.start < close);
    first.map(|it| it.text.as_str())
}

/// Where the parenthesis closes behind which `open` stands.
fn end_of_arguments(code: &str, open: usize) -> usize {
    let mut depth = 1;
    for (at, letter) in code[open..].char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + at;
        }
    }
    code.len()
}

/// Where a word stands by itself: not as the end of a longer one.
fn places_of(code: &str, word: &str) -> Vec<usize> {
    let ends_longer = |at: usize| {
        let before = code[..at].chars().next_back();
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        word.starts_with(is_part) && before.is_some_and(is_part)
    };
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(|at| !ends_longer(*at))
        .collect()
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::{
        super::{lines_of, planted},
        *,
    };

    #[test]
    fn panics_and_prints_are_found_in_production_code_alone() {
        let text = "fn a() {\n    b.unwrap();\n    // c.unwrap()\n    d(\"panic!(\");\n    println!(\"e\");\n    eprintln!();\n}\n\
                    #[cfg(test)]\nmod tests {\n    fn f() { g.unwrap() }\n}\n";
        let rule = production_does_not_panic_or_print;
        assert_eq!(
            lines_of(rule, &[planted("services/sink/src/a.rs", text)]),
            [2, 5, 6]
        );
        assert_eq!(
            lines_of(rule, &[planted("services/dateline/src/output/a.rs", text)]),
            [2]
        );
        assert_eq!(
            lines_of(rule, &[planted("tests/chapters/a.rs", text)]),
            [0; 0]
        );
    }

    #[test]
    fn an_expect_without_a_reason_is_found() {
        let text = "a.expect(\"\");\nb.expect(\"no b\");\nc.expect(\n    \"a map is always JSON\",\n);\nd.expect(&e);\n";
        let sources = [planted("schemas/src/a.rs", text)];
        assert_eq!(
            lines_of(production_does_not_panic_or_print, &sources),
            [1, 2, 6]
        );
    }

    #[test]
    fn a_sleeping_or_skipped_test_is_found_and_a_sleeping_service_is_not() {
        let rule = tests_neither_sleep_nor_are_skipped;
        let text = "fn a() {\n    sleep(b);\n}\n#[cfg(test)]\nmod tests {\n    #[ignore = \"slow\"]\n    fn c() {\n        thread::sleep(d);\n    }\n}\n";
        assert_eq!(
            lines_of(rule, &[planted("services/sink/src/a.rs", text)]),
            [6, 8]
        );
        assert_eq!(
            lines_of(rule, &[planted("tests/chapters/a.rs", "    sleep(b);\n")]),
            [1]
        );
        assert_eq!(
            lines_of(rule, &[planted(WAITING, "    sleep(b);\n")]),
            [0; 0]
        );
    }

    #[test]
    fn a_log_message_that_reads_like_prose_is_found() {
        let text = "info!(\"started\");\nwarn!(a = \"B.\", c, \"Late again\");\ntracing::error!(\n    %d,\n    \"lost it.\"\n);\n\
                    debug!(\"took {e}\");\ninfo!(target: \"F.\", reason, \"TLS is on\");\nbail!(\"Not a log.\");\n";
        let sources = [planted("schemas/src/a.rs", text)];
        assert_eq!(lines_of(log_messages_are_plain, &sources), [2, 3, 7]);
    }
}
