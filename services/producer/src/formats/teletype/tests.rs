//! Datelines, paragraphs and dates in words, in tables.

use jiff::civil::date;

use super::{begins, dateline, is, loose, paragraphs};

#[test]
fn a_dateline_is_taken_off_its_paragraph() {
    // Place and date, credits, text.
    let cases = [
        ("Berlin (dpa) - Der", Some("Berlin|dpa|Der")),
        (
            "Halle (Saale) (dpa/sa) - Der",
            Some("Halle (Saale)|dpa/sa|Der"),
        ),
        ("PARIS (AP) _ The", Some("PARIS|AP|The")),
        ("PARIS (AP) -- The", Some("PARIS|AP|The")),
        ("TROY, Mich. (AP) — The", Some("TROY, Mich.|AP|The")),
        (
            "LONDON, March 12 (Reuters) - The",
            Some("LONDON, March 12|Reuters|The"),
        ),
        ("Madrid, 12 mar (EFE).- El", Some("Madrid, 12 mar|EFE|El")),
        ("(ANSA) - ROMA, 12 MAR - Il", Some("ROMA, 12 MAR|ANSA|Il")),
        ("(Reuters) - The", Some("|Reuters|The")),
        (
            "ТВЕРЬ, 12 марта. /ТАСС/. Мост",
            Some("ТВЕРЬ, 12 марта|ТАСС|Мост"),
        ),
        ("TORONTO _ The", Some("TORONTO||The")),
        ("PÉCS (xyz) - The", Some("PÉCS|xyz|The")),
        ("Anna Vorbild (CDU) - the", None),
        ("Pécs (xyz) - The", None),
        ("Er kam - und ging (dpa) wieder", None),
        ("The price (in euros) rose", None),
        ("", None),
    ];
    for (text, expected) in cases {
        let head = dateline::parse(text, &|_| false).map(|head| {
            format!(
                "{}|{}|{}",
                head.text.unwrap_or_default(),
                head.credit_line.unwrap_or_default(),
                head.body
            )
        });
        assert_eq!(head.as_deref(), expected, "{text}");
    }
}

#[test]
fn a_dateline_has_a_place_and_perhaps_a_date() {
    let cases = [
        ("ROMA, 12 MAR (ANSA) - x", "ROMA", Some("12 MAR")),
        (
            "LONDON, March 12, 2026 (AFP) - x",
            "LONDON",
            Some("March 12, 2026"),
        ),
        (
            "TROY, N.C., March 12 (AP) - x",
            "TROY, N.C.",
            Some("March 12"),
        ),
        ("TROY, N.C. (AP) - x", "TROY, N.C.", None),
        ("Roma, 12 mar. (ANSA) - x", "Roma", Some("12 mar.")),
        ("Berlin (dpa) - x", "Berlin", None),
    ];
    for (text, place, date) in cases {
        let mut item = dateline_schemas::WireItem::default();
        dateline::set(&mut item, &dateline::parse(text, &|_| false).unwrap());
        let dateline = item.dateline.unwrap();
        assert_eq!(dateline.place.as_deref(), Some(place), "{text}");
        assert_eq!(dateline.date.as_deref(), date, "{text}");
    }
}

#[test]
fn lines_become_paragraphs() {
    let wide = "Diese Zeile ist so lang, dass ein Wort mehr nicht hineingepasst hätte";
    let cases = [
        (vec!["a", "", "b"], vec!["a", "b"]),
        (vec![wide, "hätte es"], vec!["W hätte es"]),
        (vec![wide, "Hätte es"], vec!["W Hätte es"]),
        (vec![wide, "   Hätte es"], vec!["W", "Hätte es"]),
        (
            vec![wide, "", "Kurz.", "Hinweis: x"],
            vec!["W", "Kurz.", "Hinweis: x"],
        ),
        (
            vec![
                "- Punkt, der lang genug ist zum",
                "  brechen",
                "- Noch einer",
            ],
            vec!["- Punkt, der lang genug ist zum brechen", "- Noch einer"],
        ),
        (
            vec!["| a | b |", "| 1 | 2 |"],
            vec!["| a | b |", "| 1 | 2 |"],
        ),
    ];
    for (lines, expected) in cases {
        let joined = paragraphs::joined(&lines);
        let joined: Vec<String> = joined.iter().map(|line| line.replace(wide, "W")).collect();
        assert_eq!(joined, expected, "{lines:?}");
    }
    let long = "Wort ".repeat(40);
    assert_eq!(paragraphs::joined(&[long.trim(), long.trim()]).len(), 2);
}

#[test]
fn dates_in_words_are_read_or_not_known() {
    let near = Some(date(2026, 3, 12));
    let cases = [
        ("14. März, 10.00 Uhr", near, Some("2026-03-14T10:00")),
        (
            "Sonntag, 15. März 2026 um 1800",
            near,
            Some("2026-03-15T18:00"),
        ),
        ("1000 GMT March 12", near, Some("2026-03-12T10:00+00:00")),
        ("12 mars à 10h30", near, Some("2026-03-12T10:30")),
        ("6 a.m. EST, Jan. 2", near, Some("2026-01-02T06:00-05:00")),
        ("12 p.m. ET, July 2", near, Some("2026-07-02T12:00-04:00")),
        (
            "31. Dezember, 0.30 Uhr",
            Some(date(2026, 1, 2)),
            Some("2025-12-31T00:30"),
        ),
        (
            "2. Januar, 6 Uhr",
            Some(date(2026, 12, 30)),
            Some("2027-01-02T06:00"),
        ),
        ("14. März", near, Some("2026-03-14")),
        ("14. März, 10.00 Uhr", None, None),
        ("14. März 2026, 10.00 Uhr", None, Some("2026-03-14T10:00")),
        ("30. Februar", near, None),
        ("morgen früh", near, None),
        ("13 p.m. March 12", near, Some("2026-03-12")),
        ("15/03/2026 10:00", near, None),
    ];
    for (text, near, expected) in cases {
        let read = loose::read(text, near).and_then(|loose| loose.written());
        assert_eq!(read.as_deref(), expected, "{text}");
    }
}

#[test]
fn a_month_is_known_by_as_much_as_says_which() {
    let cases = [
        ("Mar", Some(3)),
        ("mär.", Some(3)),
        ("MRZ", Some(3)),
        ("Sept.", Some(9)),
        ("août", Some(8)),
        ("ott", Some(10)),
        ("января", Some(1)),
        ("mai", Some(5)),
        ("jui", None),
        ("ma", None),
        ("Marburg", None),
        ("", None),
    ];
    for (word, expected) in cases {
        assert_eq!(loose::month(word), expected, "{word}");
    }
}

#[test]
fn words_are_known_in_whatever_letters_they_are_printed() {
    for (text, words, at_head, whole) in [
        ("Notizblock", "notizblock", true, true),
        (
            "ACHTUNG, REDAKTIONEN: neu",
            "achtung, redaktionen",
            true,
            false,
        ),
        ("ПОВТОР", "повтор", true, true),
        ("Noti", "notizblock", false, false),
        ("İ", "i", false, false),
        ("", "a", false, false),
        ("a", "", true, false),
    ] {
        assert_eq!(begins(text, words), at_head, "{text}");
        assert_eq!(is(text, words), whole, "{text}");
    }
}
