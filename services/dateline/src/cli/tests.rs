//! The help of every command, and what command lines mean.

use dateline_producer::FetchedAt;
use dateline_runtime::exit::Exit;

use super::*;
use crate::Streams;

fn arguments(line: &str) -> Vec<OsString> {
    let words = ["dateline"].into_iter().chain(line.split_whitespace());
    words.map(OsString::from).collect()
}

/// What a command line prints on standard output and standard error, and how it exits.
fn answer(line: &str) -> (String, String, Exit) {
    let (mut output, mut messages) = (Vec::new(), Vec::new());
    let mut streams = Streams {
        output: &mut output,
        messages: &mut messages,
    };
    let exit = crate::run(arguments(line), &mut streams);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output), text(messages), exit)
}

#[test]
fn the_help_of_every_command_begins_with_examples() {
    let commands = [
        "",
        "demo",
        "run",
        "produce",
        "enrich",
        "sink",
        "parse",
        "replay",
        "audit",
        "diff",
        "embargo",
        "embargo ls",
        "embargo release",
        "topics",
        "topics plan",
        "topics apply",
        "topics check",
        "config",
        "config show",
        "config check",
        "healthcheck",
    ];
    for command in commands {
        let (help, messages, exit) = answer(&format!("{command} --help"));
        assert_eq!((messages.as_str(), exit), ("", Exit::Done), "{command}");
        let (examples, usage) = (help.find("Examples:"), help.find("Usage:"));
        assert!(examples.unwrap() < usage.unwrap(), "{command}: {help}");
        let name = format!("help_{}", command.replace(' ', "_"));
        insta::assert_snapshot!(name, help);
    }
}

#[test]
fn short_help_is_the_same_help() {
    assert_eq!(answer("parse -h"), answer("parse --help"));
}

#[test]
fn a_command_line_without_sense_is_told_on_standard_error() {
    let lines = [
        "",
        "prase page.txt",
        "parse",
        "parse --format wirepage a",
        "parse --fetched-at yesterday a",
        "run --input nonsense:a --sink jsonl:-",
        "run --in-memory --brokers a:1",
        "run --follow",
        "replay --since 2026-03-01",
        "replay --source agency --rate 0",
        "replay --source agency --since monday",
        "replay --source agency --since 2026-03-02 --until 2026-03-01T23:00:00Z",
    ];
    let mut messages = String::new();
    for line in lines {
        let (output, message, exit) = answer(line);
        assert_eq!((output.as_str(), exit), ("", Exit::Usage), "{line}");
        messages += &format!("== dateline {line}\n{message}\n");
    }
    insta::assert_snapshot!(messages);
}

#[test]
fn an_input_has_a_format_and_a_place() {
    let spec = |format: &str, pattern: Option<&str>| InputSpec {
        format: format.parse().unwrap(),
        pattern: pattern.map(str::to_owned),
    };
    let cases = [
        (
            "wire-page:pages/*.txt",
            Ok(spec("wire-page", Some("pages/*.txt"))),
        ),
        ("jsonl:-", Ok(spec("jsonl", None))),
        ("-", Ok(spec("sniff", None))),
        ("pages", Ok(spec("sniff", Some("pages")))),
        ("sniff:a:b", Ok(spec("sniff", Some("a:b")))),
        ("jsonl:", Err(NoInputSpec::NoPattern)),
        ("", Err(NoInputSpec::NoPattern)),
        ("c:pages", Err(NoInputSpec::UnknownFormat("c".to_owned()))),
    ];
    for (text, expected) in cases {
        assert_eq!(text.parse::<InputSpec>(), expected, "{text:?}");
    }
}

#[test]
fn the_documented_forms_are_understood() {
    let line = "parse --format wire-page --fetched-at 2026-03-01T14:05:00Z a b";
    let Command::Parse(parse) = parse(arguments(line)).unwrap() else {
        unreachable!("parse");
    };
    assert_eq!(parse.files, ["a", "b"]);
    assert!(matches!(parse.fetched_at.0, FetchedAt::At(_)));
    let lines = [
        "parse -",
        "demo --folder a --json",
        "run --in-memory --input wire-page:a --input jsonl:- --fetched-at none --sink jsonl:-",
        "run --in-memory --input a --follow --sink jsonl:-",
        "run --brokers a:1,b:2",
        "topics plan --brokers a:1 --json",
        "replay --source agency --since 2026-03-01 --until 2026-03-02T06:00:00+01:00 --format nitf --dry-run --json",
        "healthcheck --url http://127.0.0.1:1/livez",
    ];
    for line in lines {
        super::parse(arguments(line)).unwrap();
    }
}
