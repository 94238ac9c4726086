//! Messages that speak of others, and embargoes.

use super::*;

fn message(number: u32, optional: &str, text: &str) -> String {
    format!("\u{1}dpa{number:04} 4 pl 3  {optional}\nA/\n\u{2}{text}\n\u{3}121405 Mar 26\n\u{4}\n")
}

/// The action records that a message gives: whose, what, why.
fn actions(text: &str) -> Vec<String> {
    let parsed = read(text);
    assert_eq!(parsed.rejected, [], "{text:?}");
    let actions = parsed.items.iter().filter(|item| item.caused_by.is_some());
    let told = actions.map(|item| {
        let signal = item.signals.first().map(|signal| signal.signal.clone());
        let id = item
            .uri
            .strip_prefix("urn:dateline:dpa:")
            .unwrap_or(&item.uri);
        format!("{id} {}", signal.unwrap_or_default())
    });
    told.collect()
}

#[test]
fn a_notice_acts_on_the_messages_whose_numbers_can_be_read() {
    let cases: [(&str, &[&str]); 15] = [
        (
            "Bitte streichen Sie dpa 0110.",
            &["dpa0110-2026-03-12 kill"],
        ),
        (
            "Bitte streichen Sie die Meldung dpa0110!",
            &["dpa0110-2026-03-12 kill"],
        ),
        (
            "Die Meldung dpa 0110 vom 11. März bitte nicht verwenden.",
            &["dpa0110-2026-03-11 kill"],
        ),
        (
            "Die Meldung dpa 4110 vom 11.3. bitte nicht verwenden.",
            &["dpa4110-2026-03-11 kill"],
        ),
        (
            "Please kill dpa 0110 and dpa 0111.",
            &["dpa0110-2026-03-12 kill", "dpa0111-2026-03-12 kill"],
        ),
        (
            "Die Meldung dpa 0110 vorerst nicht verwenden.",
            &["dpa0110-2026-03-12 withhold"],
        ),
        (
            "Die Meldung ersetzt dpa 0110.",
            &["dpa0110-2026-03-12 replaced"],
        ),
        // Numbers are printed without the zeros before them.
        (
            "Please kill item dpa 110 \"Bridge falls\".",
            &["dpa0110-2026-03-12 kill"],
        ),
        (
            "Please hold item dpa 110. There is some doubt.",
            &["dpa0110-2026-03-12 withhold"],
        ),
        // Not yet reached that day.
        ("Die Meldung ersetzt dpa 0400.", &[]),
        // Another service, which numbers for itself.
        ("Bitte streichen Sie bdt 0110.", &[]),
        ("Bitte streichen Sie die Meldung von gestern.", &[]),
        ("Die Halle 0110 ersetzt einen Bau von 1910.", &[]),
        ("Siehe auch dpa 0110.", &[]),
        ("Das Gesetz ersetzt eines von 2019.", &[]),
    ];
    for (text, expected) in cases {
        let text = message(300, "dpa 0300", &format!("Titel =\n\n{text}"));
        assert_eq!(actions(&text), expected, "{text}");
    }
}

#[test]
fn a_notice_acts_on_what_its_header_refers_to() {
    let block = "(Berichtigung: Name)\nTitel =\n\nText.";
    assert_eq!(
        actions(&message(300, "dpa 0300  dpa0290", block)),
        ["dpa0290-2026-03-12 replaced"]
    );
    assert_eq!(
        actions(&message(300, "dpa 0300  dpa0390", block)),
        <[String; 0]>::default()
    );
    assert_eq!(
        actions(&message(300, "dpa 0300  dpa0290", "Titel =\n\nText.")),
        <[String; 0]>::default()
    );
    for (key, action) in [
        ("KILL KILL KILL", "kill"),
        ("HOLD HOLD HOLD", "withhold"),
        ("REFILE", "replaced"),
        ("EXTRA", ""),
    ] {
        let told = actions(&message(
            300,
            "dpa 0300  dpa0290",
            &format!("{key}\nTitel =\n\nPlease note."),
        ));
        let expected = format!("dpa0290-2026-03-12 {action}");
        let expected = (!action.is_empty()).then_some(expected);
        assert_eq!(told, Vec::from_iter(expected), "{key}");
    }
}

#[test]
fn a_number_of_the_agency_is_known_within_a_delivery() {
    let first = "\u{1}bdt0110 4 pl 3  dpa 0456\n\u{2}Titel =\n\nText.\n\u{3}121405 Mar 26\n\u{4}\n";
    let kill = "\u{1}bdt0112 4 pl 3  dpa 0458\n\u{2}(Achtung)\nStreichung =\n\nBitte streichen Sie dpa 0456.\n\u{3}121410 Mar 26\n\u{4}\n";
    assert_eq!(
        actions(&format!("{first}{kill}")),
        ["bdt0110-2026-03-12 kill"]
    );
    let alone = only(kill);
    let signals: Vec<&str> = alone
        .signals
        .iter()
        .map(|signal| signal.signal.as_str())
        .collect();
    assert_eq!(signals, ["advisory", "kill"]);
}

#[test]
fn a_text_about_something_else_is_no_notice() {
    let item = only(&message(
        300,
        "dpa 0300",
        "Arznei =\n\nBerlin (dpa) - Die Behörde rät, das Mittel nicht zu verwenden.",
    ));
    assert_eq!(item.signals, []);
}

#[test]
fn an_embargo_is_read_or_fails_closed() {
    let at = |time: &'static str| (Some(time), false);
    let closed = (None, true);
    let none = (None, false);
    let cases = [
        (
            "Sperrfrist: 14. März, 10.00 Uhr",
            at("2026-03-14T09:00:00.000Z"),
        ),
        (
            "Achtung: Sperrfrist Samstag, 14. März 2026, 10.00 Uhr",
            at("2026-03-14T09:00:00.000Z"),
        ),
        (
            "+++ Sperrfrist: 14.3.2026, 10 Uhr +++",
            at("2026-03-14T09:00:00.000Z"),
        ),
        (
            "(Sperrfrist 29. März 3.30 Uhr)",
            at("2026-03-29T01:30:00.000Z"),
        ),
        (
            "EMBARGOED for publication until 0600 GMT, March 15",
            at("2026-03-15T06:00:00.000Z"),
        ),
        (
            "EMBARGO: Not for use before 2:30 p.m. ET, March 15",
            at("2026-03-15T18:30:00.000Z"),
        ),
        (
            "SOUS EMBARGO jusqu'au 15 mars 2026 à 10h00 GMT",
            at("2026-03-15T10:00:00.000Z"),
        ),
        ("Sperrfrist: Redebeginn", closed),
        ("Sperrfrist: 14. März", closed),
        ("EMBARGOED", closed),
        ("Sperrfrist aufgehoben", none),
        ("Embargo gegen Rathen verlängert", none),
    ];
    for (line, (until, is_closed)) in cases {
        let item = only(&message(
            300,
            "dpa 0300",
            &format!("Titel =\n\n{line}\n\nRathen (dpa) - Text."),
        ));
        assert_eq!(
            item.embargoed_until.map(|at| at.to_string()).as_deref(),
            until,
            "{line}"
        );
        assert_eq!(item.embargo_text.is_some(), is_closed, "{line}");
        let item = only(&message(
            301,
            "dpa 0301",
            &format!("{line}\nTitel =\n\nRathen (dpa) - Text."),
        ));
        assert_eq!(
            item.embargoed_until.map(|at| at.to_string()).as_deref(),
            until,
            "{line} in the block"
        );
        assert_eq!(
            item.embargo_text.is_some(),
            is_closed,
            "{line} in the block"
        );
    }
}

#[test]
fn a_source_speaks_for_the_agencies_that_it_carries() {
    let mut context = desk();
    context.providers = vec!["AFP".to_owned()];
    let text = message(300, "dpa 0300", "Titel =\n\nText.");
    let parsed = crate::formats::parse(Format::Iptc7901, &context, text.as_bytes());
    let reasons: Vec<Reason> = parsed
        .rejected
        .iter()
        .map(|rejected| rejected.reason)
        .collect();
    assert_eq!(
        (parsed.items.len(), reasons),
        (0, vec![Reason::NoAuthority])
    );
}
