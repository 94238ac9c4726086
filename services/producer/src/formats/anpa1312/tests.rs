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
fn a_notice_acts_on_the_messages_whose_numbers_can_be_read() {
    let cases: [(&str, &str, &[&str]); 9] = [
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
        (
            "ELIMINATION",
            "^BC-Bridge, ELIMINATION<\r\n\tEliminate a0110, BC-Bridge.<",
            &["urn:dateline:ap:a0110-2026-03-12 kill"],
        ),
        (
            "WITHHOLD",
            "^BC-Bridge, WITHHOLD<\r\n\tWithhold a0110 while it is checked.<",
            &["urn:dateline:ap:a0110-2026-03-12 withhold"],
        ),
        (
            "1stLd-Writethru",
            "^BC-Bridge, 1st Ld-Writethru, a0110<\r\n\tThe bridge that a0109 told of is open.<",
            &["urn:dateline:ap:a0110-2026-03-12 replaced"],
        ),
        (
            "1stLd",
            "^BC-Bridge, 1st Ld-1st Add, a0110<\r\n\tRATHEN: is open.<",
            &[],
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

#[test]
fn typesetting_codes_are_read_as_what_they_mean_in_text() {
    let text = "r i\u{13}\u{11}";
    let table = "r i\u{14}\u{12}";
    let cases = [
        // Spaces.
        (
            text,
            "10\u{2009}000\u{2002}and\u{2003}more",
            "10 000 and more",
        ),
        (text, "one\u{10}two", "one two"),
        (text, "one\u{1f}two", "one two"),
        // Rails, fonts, shifts and instructions.
        (text, "a \u{e}bold\u{f} word", "a bold word"),
        (text, "a \u{12}slanted\u{11} word", "a slanted word"),
        (text, "caf\u{1c}e", "cafe"),
        (text, "set \u{c}cc12,f7\u{b}small", "set small"),
        (text, "a stray \u{c}start", "a stray start"),
        (text, "a stray \u{b}end", "a stray end"),
        (text, "the wrogn\u{18} wrong word", "the wrong word"),
        (text, "first\r\n\tsecnod\u{18}\r\n\tthird", "first\nthird"),
        // Quads.
        (text, "Results\u{1d}\r\nare in.", "Results\nare in."),
        (text, "Results\u{1d}are in.\u{1e}", "Results\nare in."),
        (text, "one<\r\ntwo<\r\nthree<", "one\ntwo\nthree"),
        (text, "a line>\r\nanother", "a line\nanother"),
        (text, "One.\r\n\u{2003}Two.", "One.\nTwo."),
        // Tables.
        (
            text,
            "The table:\r\n\u{8}Rathen\t3\t1\r\n\u{8}Pirna\t2\t2\r\n\tIt goes on.",
            "The table:\nRathen | 3 | 1\nPirna | 2 | 2\nIt goes on.",
        ),
        (
            table,
            "Rathen\t3\t1\r\nPirna\t2\t2",
            "Rathen | 3 | 1\nPirna | 2 | 2",
        ),
        (
            table,
            "Rathen\u{1f}3\r\nPirna\u{1f}2",
            "Rathen | 3\nPirna | 2",
        ),
        (
            table,
            "Rathen go up\r\nPirna go down",
            "Rathen go up\nPirna go down",
        ),
    ];
    for (format, body, expected) in cases {
        let message = format!(
            "\u{16}\u{16}\u{1}a0200\u{1f}us---\r\n{format}BC-Bridge 03-12 0456\r\n\u{2}^BC-Bridge<\r\n^Head<\r\n\t\
             {body}\r\n\u{3}AP-NY-03-12-26 1405EST<\r\n\u{4}"
        );
        let parsed = crate::formats::parse(Format::Anpa1312, &desk(), message.as_bytes());
        let item = parsed.items.first().unwrap();
        assert_eq!(item.headline.as_deref(), Some("Head"), "{body:?}");
        assert_eq!(item.body.as_deref(), Some(expected), "{body:?}");
    }
}
