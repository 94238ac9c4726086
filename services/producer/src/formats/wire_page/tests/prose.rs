//! Datelines of seven languages, and prose that is none: what is sniffed as a wire page, and what is not.

use super::*;
use crate::formats::sniff;

/// A line, its place, its date and its credits.
type Case = (
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
    &'static [&'static str],
);

const DATELINES: &[Case] = &[
    (
        "PARIS (AFP) – Le pont ouvre.",
        Some("PARIS"),
        None,
        &["AFP"],
    ),
    (
        "Berlin (dpa) - Die Brücke öffnet.",
        Some("Berlin"),
        None,
        &["dpa"],
    ),
    (
        "BERLIN/PARIS (dpa/AFP) - Die Brücke.",
        Some("BERLIN/PARIS"),
        None,
        &["dpa", "AFP"],
    ),
    (
        "Madrid, 13 mar (EFE).- El puente.",
        Some("Madrid"),
        Some("13 mar"),
        &["EFE"],
    ),
    (
        "Madrid, 13 mar (EFE). - El puente.",
        Some("Madrid"),
        Some("13 mar"),
        &["EFE"],
    ),
    (
        "Lisboa, 13 mar 2026 (Lusa) - A ponte.",
        Some("Lisboa"),
        Some("13 mar 2026"),
        &["Lusa"],
    ),
    (
        "(ANSA) - ROMA, 13 MAR - Il ponte.",
        Some("ROMA"),
        Some("13 MAR"),
        &["ANSA"],
    ),
    (
        "(ANSA) - Roma, 13 mar - Il ponte.",
        Some("Roma"),
        Some("13 mar"),
        &["ANSA"],
    ),
    ("(ANSA) - Il ponte apre - dice lui.", None, None, &["ANSA"]),
    ("(Reuters) - AJAX - PSV 2-0", None, None, &["Reuters"]),
    (
        "PARIS - Reuters - Le pont ouvre.",
        Some("PARIS"),
        None,
        &["Reuters"],
    ),
    (
        "Wien, 1. Mai - APA/dpa - Die Brücke.",
        Some("Wien"),
        Some("1. Mai"),
        &["APA", "dpa"],
    ),
    (
        "NANTES, 1er août (AFP) - Le pont.",
        Some("NANTES"),
        Some("1er août"),
        &["AFP"],
    ),
    (
        "QUITO, 1 de marzo de 2026 (EFE) - El puente.",
        Some("QUITO"),
        Some("1 de marzo de 2026"),
        &["EFE"],
    ),
];

#[test]
fn a_dateline_is_known_in_all_its_forms() {
    for (line, place, date, credits) in DATELINES {
        let found = items(line);
        let [item] = found.as_slice() else {
            panic!("{line} made {} items", found.len());
        };
        let dateline = item.dateline.clone().unwrap_or_default();
        assert_eq!(dateline.place.as_deref(), *place, "{line}");
        assert_eq!(dateline.date.as_deref(), *date, "{line}");
        assert_eq!(item.credits, *credits, "{line}");
    }
    let found = items("PARIGI, 12 MAR - Il ponte è stato aperto questa mattina alle otto.");
    assert_eq!(
        found[0].dateline.as_ref().unwrap().place.as_deref(),
        Some("PARIGI")
    );
}

#[test]
fn plain_prose_in_seven_languages_is_no_page() {
    let texts = [
        "De brug is open.\nGisteren was zij nog dicht, meldde persbureau ANP (AFP) - dat was vroeg.\n- ANP en Reuters zwijgen.",
        "The bridge is open.\nYesterday it was closed, AFP said.\n2 hours ago nobody knew.\nReuters - a fine name - said so.",
        "Die Brücke ist offen.\nGestern war sie noch zu, meldete dpa.\nVor 2 Stunden wusste es niemand.\nHeute - endlich - ist es so weit.",
        "Le pont est ouvert.\nHier, il était fermé, selon l'AFP.\nIl y a 2 heures, personne ne savait.\nParis - la ville - dort.",
        "El puente está abierto.\nAyer estaba cerrado, según EFE.\nHace 2 horas nadie lo sabía.\nMadrid, 13 de marzo - La ciudad duerme.",
        "Il ponte è aperto.\nIeri era chiuso, dice ANSA.\n2 ore fa nessuno lo sapeva.\nRoma, 13 marzo - La città dorme ancora.",
        "A ponte está aberta.\nOntem estava fechada, diz a Lusa.\nHá 2 horas ninguém sabia.\nLisboa - a cidade - dorme.",
    ];
    for text in texts {
        assert_eq!(sniff(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn pages_of_seven_languages_are_sniffed_by_place_and_age() {
    let ages = [
        "2 uur geleden",
        "2 hours ago",
        "vor 2 Stunden",
        "il y a 2 heures",
        "hace 2 horas",
        "2 ore fa",
        "há 2 horas",
    ];
    for age in ages {
        let page =
            format!("PARIS - The bridge over the canal is open again to everybody.\n{age}\n");
        assert_eq!(sniff(page.as_bytes()), Some(Format::WirePage), "{age}");
    }
}
