//! Which words are signals in headlines, sluglines and notes, and what only looks like one.

use super::*;

mod headlines;
mod notices;
mod ordinary;

fn told(signals: &[Signal]) -> Vec<(&str, &str)> {
    let told = signals
        .iter()
        .map(|found| (found.signal.as_str(), found.evidence.as_deref().unwrap()));
    told.collect()
}

#[test]
fn parts_of_a_slugline_are_take_keys() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        (
            "BC-US--Storm,2nd Ld-Writethru",
            &[("lead", "2nd Ld-Writethru")],
        ),
        ("BC-Storm,CORR", &[("correction", "CORR")]),
        ("BC-Storm,KILL", &[("kill", "KILL")]),
        ("FRANKREICH/Wahl/KORR", &[("correction", "KORR")]),
        ("krieg/korr", &[("correction", "korr")]),
        ("US-VOTE-UPDATE 2", &[("update", "UPDATE 2")]),
        ("GERMANY-VOTE/ (UPDATE 1)", &[("update", "UPDATE 1")]),
        ("AM-Storm, 1st Ld", &[("lead", "1st Ld")]),
        (
            "Wahl/Hessen/2. Zusammenfassung",
            &[("lead", "2. Zusammenfassung")],
        ),
        ("storm-lead 2", &[("lead", "lead 2")]),
        ("EIL/Politik", &[("alert", "EIL")]),
        ("politique-3ème lead", &[("lead", "3ème lead")]),
        ("REFILE", &[("refile", "REFILE")]),
        ("1ST LEAD", &[("lead", "1ST LEAD")]),
        ("EXTRA", &[("alert", "EXTRA")]),
        ("METALS/LEAD", &[]),
        ("FILM-KILL BILL", &[]),
        ("USA-PRISON/CORRECTIONAL", &[]),
        ("software/update", &[]),
        ("HEALTH-LEAD/POISONING", &[]),
        ("", &[]),
    ];
    for (slugline, expected) in cases {
        let mut item = WireItem {
            slugline: Some((*slugline).to_owned()),
            ..WireItem::default()
        };
        add(&mut item);
        assert_eq!(told(&item.signals), *expected, "{slugline}");
    }
}

#[test]
fn a_note_says_it_in_verbs() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        (
            "Corrects spelling of name in paragraph 3.",
            &[("correction", "Corrects")],
        ),
        (
            "Eds: UPDATES with quotes, adds byline.",
            &[("update", "UPDATES")],
        ),
        (
            "Note to editors: Recasts throughout",
            &[("update", "Recasts")],
        ),
        (
            "Korrigiert wird der Vorname im zweiten Absatz",
            &[("correction", "Korrigiert")],
        ),
        ("Achtung: Berichtigt Ort", &[("correction", "Berichtigt")]),
        ("Corrige le nom du maire", &[("correction", "Corrige")]),
        ("Actualiza con declaraciones", &[("update", "Actualiza")]),
        ("Добавлены подробности", &[("update", "Добавлены")]),
        (
            "Photos to follow.\nEmbargoed until 1800 GMT",
            &[("embargo", "Embargoed until")],
        ),
        (
            "Please kill V1234, it is wrong.",
            &[("kill", "Please kill")],
        ),
        ("The prison is a correction facility.", &[]),
        ("Photos by our staff, adds to the mood.", &[]),
    ];
    for (note, expected) in cases {
        let mut item = WireItem {
            ednote: Some((*note).to_owned()),
            ..WireItem::default()
        };
        add(&mut item);
        assert_eq!(told(&item.signals), *expected, "{note}");
    }
}

#[test]
fn each_kind_is_added_once_and_what_is_there_stays() {
    let mut item = WireItem {
        headline: Some("UPDATE 1-Bridge opens".to_owned()),
        slugline: Some("BRIDGE/UPDATE 2".to_owned()),
        ednote: Some("Corrects name".to_owned()),
        signals: vec![Signal {
            signal: "correction".to_owned(),
            evidence: Some("sig:correction".to_owned()),
        }],
        ..WireItem::default()
    };
    add(&mut item);
    let expected = [("correction", "sig:correction"), ("update", "UPDATE 1")];
    assert_eq!(told(&item.signals), expected);
    assert_eq!(item.headline.as_deref(), Some("UPDATE 1-Bridge opens"));
}

#[test]
fn a_long_text_is_looked_at_at_its_ends_alone() {
    let middle = "A line of text.\nKORREKTUR: not here.\n".repeat(100_000);
    let text = format!("URGENT: Bridge opens\n{middle}The end (UPDATE 2)");
    let found = in_text(&text);
    let expected = [
        ("alert", "URGENT"),
        ("correction", "KORREKTUR"),
        ("update", "UPDATE 2"),
    ];
    assert_eq!(told(&found), expected);
    let text = format!("{}\nKORREKTUR: too far down", "A line of text.\n".repeat(9));
    assert_eq!(in_text(&text), []);
    for part in [
        "(", "[(", "a ", "A b ", "UPDATE ", "URGENT ", "-", "2. ", "KORR: ",
    ] {
        in_text(&part.repeat(500_000));
        notice(&format!("1 {}", part.repeat(500_000)));
    }
}
