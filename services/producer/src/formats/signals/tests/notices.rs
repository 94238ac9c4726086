//! Which items a text speaks of, and which texts speak of none.

use super::*;
use crate::formats::notice::Action::{self, Kill, Replace, Withhold};

const NOTICES: &[(&str, Action, &[&str])] = &[
    (
        "N i e u w bericht, vervangt: ANP-120326-045",
        Replace,
        &["ANP-120326-045"],
    ),
    (
        "V e r v a n g t : ANP-120326-045",
        Replace,
        &["ANP-120326-045"],
    ),
    (
        "Dit bericht vervangt ANP-1203-045 en ANP-1203-046.",
        Replace,
        &["ANP-1203-045", "ANP-1203-046"],
    ),
    ("Ingetrokken: bericht 04512", Kill, &["04512"]),
    (
        "Graag niet gebruiken: het bericht over de brug, ANP-120326-045",
        Withhold,
        &["ANP-120326-045"],
    ),
    ("replaces XYZ123", Replace, &["XYZ123"]),
    (
        "This item replaces V1234, V1235 and V1236.",
        Replace,
        &["V1234", "V1235", "V1236"],
    ),
    ("Correction (replaces V1234)", Replace, &["V1234"]),
    ("please kill item V1234", Kill, &["V1234"]),
    (
        "Mandatory Kill: the story slugged BRIDGE, V1234, is wrong.",
        Kill,
        &["V1234"],
    ),
    ("Kill V1234, the bridge is closed.", Kill, &["V1234"]),
    ("KILL STORY 01234", Kill, &["01234"]),
    (
        "Please withhold V1234 until further notice",
        Withhold,
        &["V1234"],
    ),
    (
        "Do not use urn:newsml:wire.example:20260313:V1234:2",
        Withhold,
        &["urn:newsml:wire.example:20260313:V1234:2"],
    ),
    (
        "Supersedes tag:wire.example,2026:V1234",
        Replace,
        &["tag:wire.example,2026:V1234"],
    ),
    ("ersetzt dpa 0123", Replace, &["0123"]),
    ("Diese Meldung ersetzt bdt0123.", Replace, &["bdt0123"]),
    ("Bitte löschen: bdt0123", Kill, &["bdt0123"]),
    (
        "Bitte nicht verwenden: Meldung 0123 von 12 Uhr",
        Withhold,
        &["0123"],
    ),
    ("annule et remplace AFP-0123", Replace, &["AFP-0123"]),
    ("Annule et remplace la dépêche n° 0123", Replace, &["0123"]),
    ("Merci d'annuler la dépêche FR0123", Kill, &["FR0123"]),
    ("Prière de ne pas utiliser FR0123", Withhold, &["FR0123"]),
    ("anula y sustituye ESP1234", Replace, &["ESP1234"]),
    ("Anula y sustituye a la nota 1234", Replace, &["1234"]),
    ("Rogamos anulen el despacho ESP1234", Kill, &["ESP1234"]),
    ("annulla e sostituisce ITA0123", Replace, &["ITA0123"]),
    ("Si prega di annullare la notizia 0123", Kill, &["0123"]),
    ("anula e substitui POR-0123", Replace, &["POR-0123"]),
    ("Favor eliminar a notícia POR-0123", Kill, &["POR-0123"]),
    ("Взамен сообщения РИА-0123", Replace, &["РИА-0123"]),
    ("Просьба аннулировать сообщение 0123", Kill, &["0123"]),
    ("anuluje i zastępuje PL-0123", Replace, &["PL-0123"]),
    ("Prosimy usunąć depeszę PL0123", Kill, &["PL0123"]),
    ("يرجى إلغاء الخبر AR0123", Kill, &["AR0123"]),
    ("يلغي ويحل محل AR0123", Replace, &["AR0123"]),
];

#[test]
fn a_notice_names_the_items_that_it_speaks_of() {
    for (text, action, ids) in NOTICES {
        let found = notice(text).unwrap_or_else(|| panic!("{text} is a notice"));
        assert_eq!(
            (found.action, found.ids.as_slice()),
            (
                *action,
                ids.iter()
                    .map(|id| (*id).to_owned())
                    .collect::<Vec<String>>()
                    .as_slice()
            ),
            "{text}"
        );
        let evidence = found.evidence.unwrap();
        assert!(
            text.contains(&evidence) && evidence.ends_with(ids.last().unwrap()),
            "{evidence}"
        );
    }
}

#[test]
fn a_text_without_an_id_or_with_news_names_nothing() {
    let texts = [
        "Airbus replaces A340 with A350",
        "Replaces A340 with a smaller plane",
        "The mayor replaces 12 trees",
        "Troops kill 12 in raid",
        "Kill 1234 chickens, says ministry",
        "Kills 120 people: storm hits coast",
        "Please kill the story on the bridge",
        "Mandatory kill: the story of 13 March 2026 is wrong",
        "Hold 2nd vote, says union",
        "Hold 100m race on Sunday",
        "Withdraws 3,000 soldiers",
        "Bitte löschen",
        "Bitte nicht verwenden: Meldung von 12.30 Uhr",
        "Ersetzt 12 Fenster: Hausmeister",
        "Vervangt 3 ramen en 2 deuren",
        "vervangt: de brug",
        "Annule 120 vols: la compagnie",
        "Remplace le 4x4 du maire",
        "anula 12 contratos",
        "Anula la ley 2026",
        "Elimina 3 rivali",
        "Заменяет 12 окон",
        "Zastępuje 12 okien",
        "حذف 12 اسما",
        "G20 replaces G8",
        "",
    ];
    for text in texts {
        assert_eq!(notice(text), None, "{text}");
    }
}
