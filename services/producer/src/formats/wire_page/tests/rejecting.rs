//! Pages that are none, and lines that are no datelines: rejected with the reason, or left where they stand.

use super::*;

#[test]
fn a_page_without_a_recognisable_item_is_rejected_whole_with_the_reason() {
    let cases = [
        (
            "Kop\nEen tekst zonder plaats.\nNog een alinea.",
            "no line begins with a place",
        ),
        (
            "Meer uit Buitenland\n2 uur geleden\n",
            "no line begins with a place",
        ),
        (
            "PARIJS (ANP) -\n2 uur geleden",
            "the dateline in line 1 has no text",
        ),
        (
            "PARIJS (ANP) -\n\nMeer uit Buitenland",
            "the dateline in line 1 has no text",
        ),
    ];
    for (page, expected) in cases {
        let parsed = parse_delivery(Format::WirePage, &context(), page.as_bytes());
        assert_eq!(parsed.items, [], "{page}");
        let [rejected] = parsed.rejected.as_slice() else {
            panic!("{parsed:?}");
        };
        assert_eq!(rejected.reason, Reason::Unparsable);
        assert_eq!(rejected.span, 0..page.len());
        assert!(rejected.message.contains(expected), "{}", rejected.message);
    }
}

#[test]
fn the_message_says_what_where_why_and_what_to_do() {
    let page = "PARIJS (ANP) - Open.\n2 uur geleden\nEen verdwaalde alinea.\nBRUGGE (ANP) - Dicht.";
    let parsed = parse_delivery(Format::WirePage, &context(), page.as_bytes());
    let messages: Vec<&str> = parsed
        .rejected
        .iter()
        .map(|rejected| rejected.message.as_str())
        .collect();
    let expected = "line 3 (bytes 35..57) has a text that belongs to no item, since no dateline stands at its head: \
                    \"Een verdwaalde alinea.\"; the items around it were taken, and nothing is to be done if it is \
                    furniture of the page";
    assert_eq!(messages, [expected]);
    assert_eq!(parsed.items.len(), 2);
}

#[test]
fn a_line_within_a_text_that_only_looks_like_a_dateline_stays_in_the_text() {
    let lines = [
        "Volgens de krant (ANP) - die het eerst schreef - is dat zo.",
        "De minister (PvdA) - zelf oud-wethouder - is het daarmee eens.",
        "Foto: Wim Visser (ANP) - De brug bij avond.",
        "AJAX - PSV 2-0",
        "LIVE - De laatste ontwikkelingen rond de brug volgen we hier de hele avond.",
        "Den Haag (PvdA) - Een ander verhaal over de haven.",
        "PARIJS (ANP bericht van de correspondent ter plaatse over de brug) - De",
        "PARIJS (ANP) is de stad waar het bericht vandaan komt.",
        "PARIJS (ANP",
        "de brug (ANP) - gaat open.",
        "Persbureau AFP (Parijs) - meldde dat.",
        "Zij zei: \"PARIJS (ANP) - niets.\"",
        "12 (ANP) - doden.",
        "2 uur geleden zei zij nog iets anders.",
        "- PARIJS - De brug over de vaart is weer open voor iedereen, zegt zij.",
        "-PARIJS (ANP) - De brug.",
    ];
    for line in lines {
        let page = format!("BRUGGE (ANP) - Een eerste alinea.\n{line}\nEen laatste alinea.");
        let found = items(&page);
        let [item] = found.as_slice() else {
            panic!("{line} made {} items", found.len());
        };
        let expected = format!("Een eerste alinea.\n{line}\nEen laatste alinea.");
        assert_eq!(item.body.as_deref(), Some(expected.as_str()), "{line}");
    }
}

#[test]
fn a_bullet_before_a_dateline_is_no_part_of_it() {
    let found = items("• PARIJS (ANP) - Eerste tekst.\n• BRUGGE (AP) - Tweede tekst.");
    let told: Vec<(&str, &str)> = found
        .iter()
        .map(|item| {
            (
                item.dateline.as_ref().unwrap().text.as_str(),
                item.body.as_deref().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [("PARIJS", "Eerste tekst."), ("BRUGGE", "Tweede tekst.")]
    );
}

#[test]
fn a_sentence_above_a_dateline_is_no_headline() {
    let cases = [
        ("2 uur geleden\nDe brug gaat morgen weer open.\n", None),
        (
            "2 uur geleden\nDe brug gaat open. De sluis gaat dicht\n",
            None,
        ),
        (
            "2 uur geleden\nDe brug gaat open\n",
            Some("De brug gaat open"),
        ),
        (
            "2 uur geleden\nGaat de brug open?\n",
            Some("Gaat de brug open?"),
        ),
        ("Gaat de brug open?\n", None),
        ("Brug open\n", None),
        ("De brug gaat weer open\n", Some("De brug gaat weer open")),
        ("\nGaat de brug open?\n", Some("Gaat de brug open?")),
    ];
    for (between, expected) in cases {
        let page = format!("BRUGGE (ANP) - Eerste tekst.\n{between}PARIJS (ANP) - Tweede tekst.");
        let found = items(&page);
        let headlines: Vec<Option<&str>> =
            found.iter().map(|item| item.headline.as_deref()).collect();
        assert_eq!(headlines, [None, expected], "{between}");
    }
}

#[test]
fn a_lead_takes_no_age_from_behind_a_heading() {
    let page = "Kop van de lead\nPARIJS (ANP) - Tekst.\nMeer uit Buitenland\n2 uur geledenBRUGGE (ANP) - Kort.";
    let parsed = parse_delivery(Format::WirePage, &context(), page.as_bytes());
    let ages: Vec<bool> = parsed
        .items
        .iter()
        .map(|item| item.published.is_some())
        .collect();
    assert_eq!(ages, [false, false]);
    assert_eq!(parsed.rejected.len(), 1, "the age is accounted for");
}

#[test]
fn without_a_fetch_time_an_age_stays_text() {
    let mut context = context();
    context.fetched_at = None;
    let parsed = parse_delivery(
        Format::WirePage,
        &context,
        b"PARIJS (ANP) - Open.\n2 uur geleden",
    );
    let published = parsed.items.first().unwrap().published.clone().unwrap();
    assert_eq!(published.basis, PublishedBasis::None);
    assert_eq!((published.earliest, published.latest), (None, None));
    assert_eq!(published.text.as_deref(), Some("2 uur geleden"));
}

#[test]
fn crlf_and_a_missing_final_newline_change_no_item() {
    let told = |page: &str| -> Vec<(String, String)> {
        items(page)
            .into_iter()
            .map(|item| (item.uri, item.content_hash))
            .collect()
    };
    let page = std::fs::read_to_string(fixture_dir().join("twin.txt")).unwrap();
    assert_eq!(told(&page).len(), 8);
    assert_eq!(told(&page), told(&page.replace('\n', "\r\n")));
    assert_eq!(told(&page), told(&page.replace('\n', "\n\n")));
    assert_eq!(told(&page), told(&format!("{page}\n")));
    assert_eq!(told(&page), told(&format!("\u{feff}{page}")));
}
