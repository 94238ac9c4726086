//! Signals of headlines, by language: the headline, the signal and its evidence.

use super::*;

const ENGLISH: &[(&str, &str, &str)] = &[
    (
        "CORRECTED-Mayor opens bridge over canal",
        "correction",
        "CORRECTED",
    ),
    ("Correction: Bridge story", "correction", "Correction"),
    (
        "CORRECTION - Mayor opens bridge",
        "correction",
        "CORRECTION",
    ),
    ("Mayor opens bridge (CORRECTED)", "correction", "CORRECTED"),
    (
        "Mayor opens bridge (Corrects spelling of name)",
        "correction",
        "Corrects",
    ),
    ("UPDATE 1-Bridge opens", "update", "UPDATE 1"),
    ("UPDATE 3-12 hurt on bridge", "update", "UPDATE 3"),
    ("Update: Bridge opens", "update", "Update"),
    ("Bridge opens (UPDATE 2)", "update", "UPDATE 2"),
    ("Bridge opens (Update 2, adds quotes)", "update", "Update 2"),
    ("Bridge opens (2)", "update", "(2)"),
    ("Bridge opens (Recasts, adds detail)", "update", "Recasts"),
    ("REFILE-Bridge opens", "refile", "REFILE"),
    ("REFILE: Bridge opens", "refile", "REFILE"),
    ("RPT-Bridge opens", "repeat", "RPT"),
    ("REPEAT: Bridge opens", "repeat", "REPEAT"),
    ("ALERT: Bridge closed", "alert", "ALERT"),
    ("BREAKING - Bridge closed", "alert", "BREAKING"),
    ("*** FLASH *** Bridge closed", "alert", "FLASH"),
    ("URGENT =", "alert", "URGENT"),
    ("ADVISORY-Coverage of the bridge", "advisory", "ADVISORY"),
    (
        "Media advisory: bridge opening",
        "advisory",
        "Media advisory",
    ),
    ("KILL: Bridge opens", "kill", "KILL"),
    ("MANDATORY KILL Bridge opens", "kill", "MANDATORY KILL"),
    ("Please kill our story on the bridge", "kill", "Please kill"),
    ("WITHDRAWN-Bridge opens", "withdrawal", "WITHDRAWN"),
    (
        "EMBARGOED UNTIL 0600 GMT Bridge opens",
        "embargo",
        "EMBARGOED UNTIL",
    ),
    ("2nd Lead: Bridge opens", "lead", "2nd Lead"),
    ("1st Ld-Writethru, Bridge opens", "lead", "1st Ld-Writethru"),
    ("Bridge opens, 1st Ld-Writethru", "lead", "1st Ld-Writethru"),
    ("Lead 2: Bridge opens", "lead", "Lead 2"),
    ("WRAPUP 4-Bridge opens", "lead", "WRAPUP 4"),
    ("LEADALL 2: Bridge opens", "lead", "LEADALL 2"),
    (
        "C O R R E C T I O N : Bridge opens",
        "correction",
        "C O R R E C T I O N",
    ),
];

const GERMAN: &[(&str, &str, &str)] = &[
    ("Korrektur: Brücke öffnet", "correction", "Korrektur"),
    ("KORREKTUR/Brücke öffnet", "correction", "KORREKTUR"),
    (
        "KORREKTUR (Datum): Brücke öffnet",
        "correction",
        "KORREKTUR",
    ),
    (
        "(Berichtigung: Name im 2. Absatz) Brücke öffnet",
        "correction",
        "Berichtigung",
    ),
    ("Brücke öffnet (KORR)", "correction", "KORR"),
    (
        "Berichtigte Wiederholung - Brücke öffnet",
        "correction",
        "Berichtigte Wiederholung",
    ),
    ("Wiederholung: Brücke öffnet", "repeat", "Wiederholung"),
    (
        "Brücke öffnet (Wiederholung vom Vortag)",
        "repeat",
        "Wiederholung",
    ),
    ("WDH/Brücke öffnet", "repeat", "WDH"),
    ("Brücke öffnet (Neu: weitere Einzelheiten)", "update", "Neu"),
    ("(neu) Brücke öffnet", "update", "neu"),
    ("Aktualisierung: Brücke öffnet", "update", "Aktualisierung"),
    ("EIL: Brücke gesperrt", "alert", "EIL"),
    ("EIL - Brücke gesperrt", "alert", "EIL"),
    ("Eilmeldung: Brücke gesperrt", "alert", "Eilmeldung"),
    ("+++ EILMELDUNG +++ Brücke gesperrt", "alert", "EILMELDUNG"),
    ("BLITZ: Brücke gesperrt", "alert", "BLITZ"),
    (
        "Achtung Redaktionen: Terminänderung",
        "advisory",
        "Achtung Redaktionen",
    ),
    ("Storno: Brücke öffnet", "kill", "Storno"),
    (
        "Meldung zurückgezogen: Brücke öffnet",
        "withdrawal",
        "Meldung zurückgezogen",
    ),
    (
        "Sperrfrist 14. März: Brücke öffnet",
        "embargo",
        "Sperrfrist 14",
    ),
    (
        "Sperrfrist: 18 Uhr - Brücke öffnet",
        "embargo",
        "Sperrfrist",
    ),
    (
        "2. Zusammenfassung - Brücke öffnet",
        "lead",
        "2. Zusammenfassung",
    ),
    (
        "Zweite Zusammenfassung: Brücke öffnet",
        "lead",
        "Zweite Zusammenfassung",
    ),
    (
        "Brücke öffnet (Zusammenfassung 1930)",
        "lead",
        "Zusammenfassung",
    ),
    ("ROUNDUP 2: Brücke öffnet", "lead", "ROUNDUP 2"),
];

const DUTCH: &[(&str, &str, &str)] = &[
    ("Rectificatie: Brug open", "correction", "Rectificatie"),
    ("CORRECTIE Brug open (CORRECTIE)", "correction", "CORRECTIE"),
    (
        "N i e u w bericht, vervangt: ANP-120326-045",
        "update",
        "N i e u w bericht, vervangt",
    ),
    (
        "N i e u w  b e r i c h t : Brug open",
        "update",
        "N i e u w  b e r i c h t",
    ),
    (
        "N i e u w b e r i c h t : Brug open",
        "update",
        "N i e u w b e r i c h t",
    ),
    ("Brug open (2)", "update", "(2)"),
    ("HERHALING: Brug open", "repeat", "HERHALING"),
    ("Brug open (herhaling)", "repeat", "herhaling"),
    ("ANP-alert: Brug dicht", "alert", "ANP-alert"),
    ("SPOED - Brug dicht", "alert", "SPOED"),
    (
        "Let op redacties: brug blijft dicht",
        "advisory",
        "Let op redacties",
    ),
    ("Ingetrokken: Brug open", "withdrawal", "Ingetrokken"),
    ("Embargo tot 18.00 uur: Brug open", "embargo", "Embargo tot"),
    (
        "Gelieve te verwijderen: Brug open",
        "kill",
        "Gelieve te verwijderen",
    ),
];

const FRENCH: &[(&str, &str, &str)] = &[
    ("RECTIFICATIF: Le pont ouvre", "correction", "RECTIFICATIF"),
    ("Rectificatif - Le pont ouvre", "correction", "Rectificatif"),
    (
        "Annule et remplace la dépêche du matin",
        "correction",
        "Annule et remplace",
    ),
    ("MISE A JOUR: Le pont ouvre", "update", "MISE A JOUR"),
    ("Le pont ouvre (Mise à jour)", "update", "Mise à jour"),
    ("(ACTUALISATION) Le pont ouvre", "update", "ACTUALISATION"),
    ("Répétition: Le pont ouvre", "repeat", "Répétition"),
    ("ALERTE - Le pont ferme", "alert", "ALERTE"),
    ("URGENT / Le pont ferme", "alert", "URGENT"),
    (
        "Avis aux rédactions: pont",
        "advisory",
        "Avis aux rédactions",
    ),
    ("Merci d'annuler notre dépêche", "kill", "Merci d'annuler"),
    ("ANNULATION - Le pont ouvre", "withdrawal", "ANNULATION"),
    (
        "Sous embargo jusqu'à 18h00 : Le pont",
        "embargo",
        "Sous embargo jusqu'à",
    ),
    ("3ème lead: Le pont ouvre", "lead", "3ème lead"),
    ("2EME LEAD - Le pont ouvre", "lead", "2EME LEAD"),
];

const SPANISH: &[(&str, &str, &str)] = &[
    ("CORRECCION-El puente abre", "correction", "CORRECCION"),
    ("Corrección: El puente abre", "correction", "Corrección"),
    (
        "(Fe de errores) El puente abre",
        "correction",
        "Fe de errores",
    ),
    ("ACTUALIZA 1-El puente abre", "update", "ACTUALIZA 1"),
    ("El puente abre (Ampliación)", "update", "Ampliación"),
    (
        "El puente abre (Actualiza con declaraciones)",
        "update",
        "Actualiza",
    ),
    ("REPITE-El puente abre", "repeat", "REPITE"),
    ("URGENTE-El puente cierra", "alert", "URGENTE"),
    ("ALERTA: El puente cierra", "alert", "ALERTA"),
    (
        "Nota a los editores: puente",
        "advisory",
        "Nota a los editores",
    ),
    (
        "Rogamos anulen la nota del puente",
        "kill",
        "Rogamos anulen",
    ),
    ("ANULACIÓN: El puente abre", "withdrawal", "ANULACIÓN"),
    (
        "Embargado hasta las 18.00: puente",
        "embargo",
        "Embargado hasta",
    ),
    ("RESUMEN 2-El puente abre", "lead", "RESUMEN 2"),
];

const ITALIAN: &[(&str, &str, &str)] = &[
    ("RETTIFICA: Il ponte apre", "correction", "RETTIFICA"),
    (
        "Errata corrige: Il ponte apre",
        "correction",
        "Errata corrige",
    ),
    ("Il ponte apre (2)", "update", "(2)"),
    ("Il ponte apre (AGGIORNAMENTO)", "update", "AGGIORNAMENTO"),
    ("RIPETIZIONE - Il ponte apre", "repeat", "RIPETIZIONE"),
    ("++ URGENTE ++ Il ponte chiude", "alert", "URGENTE"),
    (
        "Avviso alle redazioni: ponte",
        "advisory",
        "Avviso alle redazioni",
    ),
    (
        "Si prega di annullare la notizia",
        "kill",
        "Si prega di annullare",
    ),
    ("ANNULLATA: Il ponte apre", "withdrawal", "ANNULLATA"),
    (
        "Sotto embargo fino alle 18: ponte",
        "embargo",
        "Sotto embargo fino",
    ),
];

const PORTUGUESE: &[(&str, &str, &str)] = &[
    ("CORREÇÃO: Ponte abre", "correction", "CORREÇÃO"),
    ("Retificação - Ponte abre", "correction", "Retificação"),
    ("ATUALIZA 2-Ponte abre", "update", "ATUALIZA 2"),
    ("Ponte abre (ATUALIZADA)", "update", "ATUALIZADA"),
    ("Repetição: Ponte abre", "repeat", "Repetição"),
    ("ALERTA - Ponte fecha", "alert", "ALERTA"),
    (
        "Aviso aos editores: ponte",
        "advisory",
        "Aviso aos editores",
    ),
    (
        "Favor eliminar a notícia da ponte",
        "kill",
        "Favor eliminar",
    ),
    ("ANULAÇÃO: Ponte abre", "withdrawal", "ANULAÇÃO"),
    ("Embargado até às 18h: ponte", "embargo", "Embargado até"),
];

const RUSSIAN: &[(&str, &str, &str)] = &[
    ("ИСПРАВЛЕНИЕ: Мост открыт", "correction", "ИСПРАВЛЕНИЕ"),
    ("Мост открыт (уточнение)", "correction", "уточнение"),
    ("Мост открыт (дополнено)", "update", "дополнено"),
    ("Мост открыт (Добавлены подробности)", "update", "Добавлены"),
    ("ПОВТОР: Мост открыт", "repeat", "ПОВТОР"),
    ("СРОЧНО - Мост закрыт", "alert", "СРОЧНО"),
    ("МОЛНИЯ: Мост закрыт", "alert", "МОЛНИЯ"),
    (
        "Вниманию редакторов! Мост закрыт",
        "advisory",
        "Вниманию редакторов",
    ),
    (
        "Просьба аннулировать сообщение о мосте",
        "kill",
        "Просьба аннулировать",
    ),
    ("АННУЛИРОВАНО: Мост открыт", "withdrawal", "АННУЛИРОВАНО"),
    ("ЭМБАРГО до 18.00: Мост открыт", "embargo", "ЭМБАРГО до"),
];

const POLISH: &[(&str, &str, &str)] = &[
    ("KOREKTA: Most otwarty", "correction", "KOREKTA"),
    ("Sprostowanie - Most otwarty", "correction", "Sprostowanie"),
    ("Most otwarty (aktl.)", "update", "aktl"),
    ("Most otwarty (aktualizacja 2)", "update", "aktualizacja 2"),
    ("Powtórzenie: Most otwarty", "repeat", "Powtórzenie"),
    ("PILNE: Most zamknięty", "alert", "PILNE"),
    ("Uwaga redakcje: most", "advisory", "Uwaga redakcje"),
    ("Prosimy usunąć depeszę o moście", "kill", "Prosimy usunąć"),
    ("ANULOWANO: Most otwarty", "withdrawal", "ANULOWANO"),
    ("Embargo do godz. 18: most", "embargo", "Embargo do"),
];

const ARABIC: &[(&str, &str, &str)] = &[
    ("تصحيح: افتتاح الجسر", "correction", "تصحيح"),
    ("تصحيح-افتتاح الجسر", "correction", "تصحيح"),
    ("تحديث 1-افتتاح الجسر", "update", "تحديث 1"),
    ("افتتاح الجسر (تحديث)", "update", "تحديث"),
    ("إعادة: افتتاح الجسر", "repeat", "إعادة"),
    ("إعادة إرسال - افتتاح الجسر", "refile", "إعادة إرسال"),
    ("عاجل | إغلاق الجسر", "alert", "عاجل"),
    ("عاجل: إغلاق الجسر", "alert", "عاجل"),
    ("خبر عاجل - إغلاق الجسر", "alert", "خبر عاجل"),
    ("يرجى إلغاء خبر الجسر", "kill", "يرجى إلغاء"),
    ("محظور النشر حتى الساعة 18", "embargo", "محظور النشر حتى"),
];

#[test]
fn a_headline_says_its_signal_in_ten_languages() {
    let languages = [
        ENGLISH, GERMAN, DUTCH, FRENCH, SPANISH, ITALIAN, PORTUGUESE, RUSSIAN, POLISH, ARABIC,
    ];
    assert!(languages.iter().map(|rows| rows.len()).sum::<usize>() >= 120);
    for (headline, signal, evidence) in languages.concat() {
        let found = in_text(headline);
        assert_eq!(told(&found), [(signal, evidence)], "{headline}");
    }
}

#[test]
fn several_signals_stand_in_a_row() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        (
            "CORRECTED-UPDATE 2-Bridge opens",
            &[("correction", "CORRECTED"), ("update", "UPDATE 2")],
        ),
        (
            "URGENT CORRECTION: Bridge opens",
            &[("alert", "URGENT"), ("correction", "CORRECTION")],
        ),
        (
            "RPT-UPDATE 1-Bridge opens",
            &[("repeat", "RPT"), ("update", "UPDATE 1")],
        ),
        (
            "KORREKTUR/EILMELDUNG: Brücke gesperrt",
            &[("correction", "KORREKTUR"), ("alert", "EILMELDUNG")],
        ),
        (
            "EIL: Brücke gesperrt (2) (Neu: Ursache)",
            &[("alert", "EIL"), ("update", "Neu")],
        ),
        (
            "(AFP) URGENT - Le pont ferme (LEAD)",
            &[("alert", "URGENT"), ("lead", "LEAD")],
        ),
    ];
    for (headline, expected) in cases {
        assert_eq!(told(&in_text(headline)), *expected, "{headline}");
    }
}
