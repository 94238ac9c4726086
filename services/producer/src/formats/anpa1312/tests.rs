//! The grammar in tables, and the fixtures.

use super::*;
use crate::formats::{
    Format,
    tests::fixtures::{check, desk},
};

#[test]
fn the_fixtures_give_their_snapshots() {
    check(Format::Anpa1312, |name| DeliveryContext {
        charset: (name == "cyrillic").then(|| "windows-1251".to_owned()),
        ..desk()
    });
}

#[test]
fn a_keyword_line_says_its_parts() {
    let cases = [
        (
            "r i\u{13}\u{11} BC-Bridge,1st-Ld  03-12 0456",
            Some("r i BC-Bridge,1st-Ld  456"),
        ),
        (
            "u a\u{14}\u{12} AM-Bridge 2ndLd-Writethru QX41 03-12 0456",
            Some("u a AM-Bridge 2ndLd-Writethru QX41 456"),
        ),
        (
            "r i\u{13}BC-EU--Bridge,1st Ld-Writethru 03-12 0456",
            Some("r i BC-EU--Bridge,1st Ld-Writethru  456"),
        ),
        ("r s BC-Scores 3-1 12", Some("r s BC-Scores  12")),
        (
            "r f Harbour-Prices 29-09 412",
            Some("r f Harbour-Prices  412"),
        ),
        ("r i Bridge 03-12 0456", None),
        ("r i BC-Bridge 0456", None),
        ("rr i BC-Bridge 03-12 0456", None),
        ("", None),
    ];
    for (line, expected) in cases {
        let told = header::is_keyword_line(line).then(|| {
            let header = header::read(line);
            format!(
                "{} {} {} {} {}",
                header.priority.unwrap_or_default(),
                header.category.unwrap_or_default(),
                header.keyword.unwrap_or_default(),
                header.version.unwrap_or_default(),
                header.word_count.unwrap_or_default(),
            )
        });
        assert_eq!(told.as_deref(), expected, "{line:?}");
    }
}

#[test]
fn an_end_line_says_when_its_message_was_sent() {
    let cases = [
        ("AP-NY-03-12-26 1405EST<", Some("2026-03-12T14:05-05:00")),
        ("AP-WF-07-12-26 1405GMT", Some("2026-07-12T14:05+00:00")),
        ("AP-NY-07-12-26 1405EDT<", Some("2026-07-12T14:05-04:00")),
        ("AP-NY-07-12-26 1405<", Some("2026-07-12T14:05")),
        ("AP-NY-13-12-26 1405EST<", None),
        ("AP-NY-03-12-26<", None),
        ("A text-with-03-12-26 1405EST", None),
    ];
    for (line, expected) in cases {
        let written = text::sent(line).and_then(|sent| sent.written);
        assert_eq!(written.as_deref(), expected, "{line}");
    }
}

fn message(number: &str, version: &str, text: &str) -> String {
    format!(
        "\u{16}\u{16}\u{1}{number}\u{1f}us---\r\nr i\u{13}\u{11}BC-Bridge {version} 03-12 0456\r\n\u{2}{text}\r\n\
         \u{3}AP-NY-03-12-26 1405EST<\r\n\u{4}"
    )
}

#[test]
fn a_kill_acts_on_the_messages_whose_numbers_can_be_read() {
    let cases: [(&str, &str, &[&str]); 5] = [
        (
            "KILL",
            "^BC-Bridge, KILL<\r\n\tKill a0110, BC-Bridge.<",
            &["urn:dateline:ap:a0110-2026-03-12 kill"],
        ),
        (
            "CORRECTIVE",
            "^BC-Bridge, CORRECTIVE<\r\n\tIn a0110 the name was wrong.<",
            &["urn:dateline:ap:a0110-2026-03-12 replaced"],
        ),
        ("KILL", "^BC-Bridge, KILL<\r\n\tKill a0300.<", &[]),
        ("KILL", "^BC-Bridge, KILL<\r\n\tKill b0110.<", &[]),
        ("", "^BC-Bridge<\r\n\tSee a0110.<", &[]),
    ];
    for (version, text, expected) in cases {
        let text = message("a0200", version, text);
        let parsed = crate::formats::parse(Format::Anpa1312, &desk(), text.as_bytes());
        let actions = parsed.items.iter().filter(|item| item.caused_by.is_some());
        let told: Vec<String> = actions
            .map(|item| format!("{} {}", item.uri, item.signals[0].signal))
            .collect();
        assert_eq!(told, expected, "{text:?}");
    }
}

#[test]
fn an_advance_fails_closed() {
    let cases = [
        (
            "Adv15",
            "^BC-Bridge, Adv15<\r\n^Head<\r\n\tText.<",
            None,
            true,
        ),
        (
            "",
            "^BC-Bridge<\r\n^For release 6:30 a.m. EST, March 15<\r\n\tText.<",
            Some("2026-03-15T11:30:00.000Z"),
            false,
        ),
        (
            "",
            "^BC-Bridge<\r\n^HOLD FOR RELEASE<\r\n\tText.<",
            None,
            true,
        ),
        ("", "^BC-Bridge<\r\n^Head<\r\n\tText.<", None, false),
    ];
    for (version, text, until, is_closed) in cases {
        let parsed = crate::formats::parse(
            Format::Anpa1312,
            &desk(),
            message("a0200", version, text).as_bytes(),
        );
        let item = parsed.items.first().unwrap();
        assert_eq!(
            item.embargoed_until.map(|at| at.to_string()).as_deref(),
            until,
            "{text:?}"
        );
        assert_eq!(item.embargo_text.is_some(), is_closed, "{text:?}");
    }
}
