//! The grammar of header, trailer, headline block and end marks.

use super::*;
use crate::formats::iptc7901::{
    header::{Trust, read as read_header},
    trailer,
};

#[test]
fn a_header_line_says_its_parts() {
    // Source, number, priority, category, words, agency and its number, references.
    let cases = [
        ("bdt0123 4 pl 110  dpa 0456", "bdt|0123|4|pl|110|dpa 0456|"),
        (
            "bdt0123 4 pl 110  dpa 0456  bdt0099",
            "bdt|0123|4|pl|110|dpa 0456|bdt0099",
        ),
        ("bdt0000 3 vm 831  dpa 0000", "bdt|0000|3|vm|831||"),
        (
            "spe0007 3 sp 331  dpa-spe 0007",
            "spe|0007|3|sp|331|dpa-spe 0007|",
        ),
        ("HAB0200 3 CLT 58 FRA /AFP-KX12", "HAB|0200|3|CLT|58||"),
        (
            "APA0215 5 II 0344 CA/AI  Do, 12.Mär 2026",
            "APA|0215|5|II|344||",
        ),
        ("AGI0123 3 POL 0 R01 /", "AGI|0123|3|POL|0||"),
        ("ZCZC rtw1234 1 ovr 12", "rtw|1234|1|ovr|12||"),
    ];
    for (line, expected) in cases {
        for trust in [Trust::Framed, Trust::Bare] {
            let header = read_header(line, trust).unwrap_or_else(|| panic!("{line}"));
            let number = header
                .agency_number
                .map(|(agency, number)| format!("{agency} {number}"));
            let told = format!(
                "{}|{}|{}|{}|{}|{}|{}",
                header.source,
                header.number,
                header.priority.unwrap_or_default(),
                header.category.unwrap_or_default(),
                header.word_count.unwrap_or_default(),
                number.unwrap_or_default(),
                header.references.join(" "),
            );
            assert_eq!(told, expected, "{line}");
        }
    }
}

#[test]
fn what_is_no_header_line_is_none() {
    let framed = ["bdt 0123 4 pl 110", "x1 5 bc-d 12", "nkd0007 5 vm"];
    for line in framed {
        assert!(read_header(line, Trust::Framed).is_some(), "{line}");
        assert_eq!(read_header(line, Trust::Bare), None, "{line}");
    }
    let none = [
        "",
        "Berlin (dpa) - Text",
        "bdt0123",
        "bdt0123 44 pl 110",
        "bdt0123 4 110 pl",
        "0123 4 pl 110",
        "a0123",
        "r i BC-Keyword 03-12 0456",
    ];
    for line in none {
        assert_eq!(read_header(line, Trust::Framed), None, "{line}");
    }
}

#[test]
fn a_trailer_says_when_its_message_was_sent() {
    let cases = [
        ("121405 Mar 26", Some("2026-03-12T13:05:00.000Z")),
        ("dpa 121405 Mär 26", Some("2026-03-12T13:05:00.000Z")),
        ("251037 Okt 24", Some("2024-10-25T08:37:00.000Z")),
        ("AFP 121405 GMT MAR 26", Some("2026-03-12T14:05:00.000Z")),
        ("121405 MAR 2026 EST", Some("2026-03-12T19:05:00.000Z")),
        ("121405gmt mar 99", None),
        ("121405GMT mar 99", Some("1999-03-12T14:05:00.000Z")),
        ("12-MAR-26 10:15 NNNN", Some("2026-03-12T09:15:00.000Z")),
        ("10:15 12-MAR-26", Some("2026-03-12T09:15:00.000Z")),
        (
            "OTS0123    2026-03-12/10:15",
            Some("2026-03-12T09:15:00.000Z"),
        ),
        ("2026-03-12 10:15", Some("2026-03-12T09:15:00.000Z")),
        ("121405 Foo 26", None),
        ("321405 Mar 26", None),
        ("122505 Mar 26", None),
        ("121405 Mar", None),
        ("121405 Mar 26 und viele Worte danach", None),
        ("Der 121405 Mar 26 war ein Tag", None),
    ];
    for (line, expected) in cases {
        let item = trailer::read(line).map(|trailer| {
            let mut item = WireItem::default();
            let mut context = desk();
            context.zone = Some(jiff::tz::TimeZone::get("Europe/Berlin").unwrap());
            trailer.put(&context, &mut item);
            item
        });
        let read = item
            .and_then(|item| item.version_created)
            .map(|at| at.to_string());
        assert_eq!(read.as_deref(), expected, "{line}");
    }
}

#[test]
fn a_trailer_without_a_zone_is_no_instant_where_the_source_has_none() {
    let mut context = desk();
    context.zone = None;
    let text = "\u{1}bdt0123 4 pl 3\n\u{2}Titel =\n\nText.\n\u{3}121405 Mar 26\n\u{4}";
    let parsed = crate::formats::parse(Format::Iptc7901, &context, text.as_bytes());
    let item = parsed.items.first().unwrap();
    assert_eq!(item.version_created, None);
    assert_eq!(item.extensions["transmitted"], "121405 Mar 26");
    // The id is of the date as printed.
    assert_eq!(item.uri, "urn:dateline:desk:bdt0123-2026-03-12");
}

/// Headline, byline, genre, signals, body.
fn told(block: &str) -> String {
    let text =
        format!("\u{1}bdt0123 4 pl 3  dpa 0456\nA/B/\n\u{2}{block}\n\u{3}121405 Mar 26\n\u{4}");
    let item = only(&text);
    let signals = item.signals.iter().map(|signal| signal.signal.as_str());
    [
        item.headline.unwrap_or_default(),
        item.byline.unwrap_or_default(),
        item.genre.unwrap_or_default(),
        signals.collect::<Vec<_>>().join(" "),
        item.body.unwrap_or_default(),
    ]
    .join("|")
}

#[test]
fn a_headline_block_is_taken_apart() {
    let body = "\n\nBerlin (dpa) - Text.";
    let cases = [
        ("Titel =", "Titel||||Text."),
        ("Titel\nauf zwei Zeilen =", "Titel auf zwei Zeilen||||Text."),
        ("(Eil \u{7}\u{7})\nTitel =", "Titel|||alert|Text."),
        ("EXTRA\nTitel =", "Titel|||alert|Text."),
        ("REFILE\nTitel =", "Titel|||refile|Text."),
        ("1ST LEAD\nTitel =", "Titel|||update lead|Text."),
        ("2. Lead\nTitel =", "Titel|||update lead|Text."),
        ("(Korrektur: Name)\nTitel =", "Titel|||correction|Text."),
        ("(KORR-Bericht)\nTitel =", "Titel||KORR-Bericht||Text."),
        (
            "Titel\nVon Erika Muster, dpa =",
            "Titel|Von Erika Muster, dpa|||Text.",
        ),
        (
            "Titel =\n\nVon Erika Muster, dpa =",
            "Titel|Von Erika Muster, dpa|||Text.",
        ),
        (
            "Von der Elbe bis zum Rhein =",
            "Von der Elbe bis zum Rhein||||Text.",
        ),
        ("Titel (2) =", "Titel (2)|||update|Text."),
        ("Titel\n(Foto Archiv) =", "Titel||||Text."),
        ("VERSIÓN CORREGIDA\nTitel =", "Titel|||correction|Text."),
        ("Titel", "Titel||||Text."),
        ("URGENT\n\nTitel", "Titel|||alert|Text."),
    ];
    for (block, expected) in cases {
        assert_eq!(told(&format!("{block}{body}")), expected, "{block}");
    }
}

#[test]
fn keywords_may_be_the_first_line_of_the_text() {
    let item = only(
        "\u{1}bdt0123 4 pl 3  dpa 0456\n\u{2}Br\u{fc}cke/2. Liga/\nTitel =\n\nBerlin (dpa) - Text.\n\u{3}",
    );
    assert_eq!(item.keywords, ["Br\u{fc}cke", "2. Liga"]);
    assert_eq!(item.headline.as_deref(), Some("Titel"));
}

#[test]
fn a_text_without_a_headline_has_none() {
    let long = "Ein Satz, der zu lang für eine Überschrift ist, steht allein da. ".repeat(6);
    let cases = [
        ("Berlin (dpa) - Text.", "||||Text."),
        (
            "Berlin (dpa) - Text.\n\nNoch einer.",
            "||||Text.\nNoch einer.",
        ),
        (long.trim(), &*format!("||||{}", long.trim())),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn end_marks_and_notes_are_no_text() {
    let cases = [
        ("dpa ab/cd yyno n1 ef", true),
        ("ab/cd/ef", true),
        ("(Schluss) ab/cd", true),
        ("YPX-ZZ", true),
        ("dpa meldet das am Donnerstag.", false),
        ("Er kam und/oder ging", false),
        ("Das ist alles.", false),
    ];
    for (line, is_end_mark) in cases {
        let text = format!(
            "\u{1}bdt0123 4 pl 3  dpa 0456\n\u{2}Titel =\n\nBerlin (dpa) - Text.\n\n{line}\n\u{3}\n\u{4}"
        );
        let item = only(&text);
        let mark = item.extensions.get("closing_line").map(String::as_str);
        assert_eq!(mark, is_end_mark.then_some(line), "{line}");
        let body = item.body.unwrap();
        assert_eq!(body.contains(line), !is_end_mark, "{line}: {body}");
    }
    for heading in [
        "# Notizblock",
        "# dpa-Notizblock",
        "# Notebook",
        "Note to editors:",
    ] {
        let text = format!(
            "\u{1}bdt0123 4 pl 3\n\u{2}Titel =\n\nText.\n\n{heading}\n\n## Internet\n- x\n\u{3}\n\u{4}"
        );
        let item = only(&text);
        assert_eq!(item.body.as_deref(), Some("Text."), "{heading}");
        assert_eq!(
            item.ednote.as_deref(),
            Some("## Internet\n- x"),
            "{heading}"
        );
    }
}

#[test]
fn messages_are_told_apart_whatever_frames_them() {
    let message = |number: u32| {
        format!(
            "bdt{number:04} 4 pl 3  dpa 0456\nA/\n\u{2}Titel {number} =\n\nText.\n\u{3}121405 Mar 26\n"
        )
    };
    let (one, two) = (message(1), message(2));
    let soh = |message: &str| format!("\u{1}{message}");
    let bare = |message: &str| message.replace(['\u{2}', '\u{3}'], "");
    let caret = |message: &str| {
        format!(
            "^A{}",
            message.replace('\u{2}', "^B").replace('\u{3}', "^C")
        )
    };
    let cases = [
        format!("{}{}", soh(&one), soh(&two)),
        format!("{}\u{4}{}\u{4}", soh(&one), soh(&two)),
        format!("{}\u{4}{}\u{4}", soh(one.trim_end()), soh(two.trim_end())),
        format!(
            "\u{16}\u{16}{}\u{4}\u{7f}\u{7f}\r\n\u{16}{}\u{4}",
            soh(&one),
            soh(&two)
        ),
        format!("ZCZC\n{}NNNN\nZCZC\n{}NNNN\n", soh(&one), soh(&two)),
        format!("ZCZC {}NNNN\nZCZC {}NNNN\n", bare(&one), bare(&two)),
        format!("{}\n{}", bare(&one), bare(&two)),
        format!("{}{}", caret(&one), caret(&two)),
        format!("{}{}", soh(&one), soh(&two)).replace('\n', "\r\n"),
        format!("{}{}", soh(&one), soh(&two)).replace('\n', "\r\r\n"),
        format!("\u{1}{}{}", soh(&one), soh(&two)),
    ];
    for text in cases {
        let parsed = read(&text);
        assert_eq!(parsed.rejected, [], "{text:?}");
        let told = parsed.items.iter().map(|item| {
            format!(
                "{} {} {}",
                item.headline.as_deref().unwrap_or_default(),
                item.body.as_deref().unwrap_or_default(),
                item.uri
            )
        });
        let told: Vec<String> = told.collect();
        assert_eq!(
            told,
            [
                "Titel 1 Text. urn:dateline:dpa:bdt0001-2026-03-12",
                "Titel 2 Text. urn:dateline:dpa:bdt0002-2026-03-12"
            ],
            "{text:?}"
        );
    }
}

#[test]
fn what_is_not_of_this_format_is_not_sniffed_as_it() {
    let cases: [(&str, bool); 9] = [
        ("\u{1}bdt0123 4 pl 110  dpa 0456\n\u{2}Titel", true),
        ("\u{7f}\u{7f}\r\n\u{1}bdt0123 4 pl 110\r\n", true),
        ("^Abdt0123 4 pl 110  dpa 0456\n^BTitel", true),
        ("bdt0123 4 pl 110  dpa 0456\n\nA/B/\nTitel =", true),
        ("ZCZC0123/SXA\nXIC30123\nTITOLO\nNNNN\n", true),
        (
            "\u{16}\u{16}\u{1}a0123\u{1f}us---\r\nr i\u{13}\u{11}bc-keyword 03-12 0456\r\n\u{2}^Head<",
            false,
        ),
        ("PARIJS (ANP) - De brug is open.", false),
        ("Ein Brief, der mit 4 Zeilen beginnt.", false),
        (
            "From: desk@example.org\nSubject: bdt0123 4 pl 110\n\n",
            false,
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(recognises(text.as_bytes()), expected, "{text:?}");
    }
}
