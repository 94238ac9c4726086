//! The words that say a signal, by language. A row is a signal, how its words are used, and the words.
//!
//! Words are compared without regard to case and accents, whatever blanks and hyphens stand between those of a phrase, and
//! a number may stand before them (`2nd Lead`, `2. Zusammenfassung`) or behind them (`UPDATE 3`, `Lead 2`).

use Use::{Capitals, Common, Note, Opening, TakeKey, Word};

mod romance;
mod slavic_and_arabic;

pub(super) use romance::{FRENCH, ITALIAN, PORTUGUESE, SPANISH};
pub(super) use slavic_and_arabic::{ARABIC, POLISH, RUSSIAN};

/// How words are used, and so where they count. A mark is a colon, a dash, a bracket or the end of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Agencies' own word: before a mark, in any case.
    Word,
    /// A word of any text too: before a mark that is not glued to what follows.
    Common,
    /// A word that heads other lines too ("Lead: the metal"): before a mark, in capitals or with a number.
    Capitals,
    /// A phrase that says it whatever follows.
    Opening,
    /// A verb of editors' notes ("Corrects spelling"): whatever follows in brackets and notes, else as `Capitals`.
    Note,
    /// An abbreviation: in any case as a take key or in brackets, else as `Capitals`.
    TakeKey,
}

/// Signal, use, and the words with commas between.
pub(super) type Row = (&'static str, Use, &'static str);

/// Words that more than one language has stand with the first.
pub(super) const LANGUAGES: &[(&str, &[Row])] = &[
    ("en", ENGLISH),
    ("de", GERMAN),
    ("nl", DUTCH),
    ("fr", FRENCH),
    ("es", SPANISH),
    ("it", ITALIAN),
    ("pt", PORTUGUESE),
    ("ru", RUSSIAN),
    ("pl", POLISH),
    ("ar", ARABIC),
];

/// Ordinals in words that stand before a lead or an update, in all languages.
pub(super) const ORDINALS: &str = "first, second, third, fourth, fifth, erste, zweite, dritte, vierte, eerste, tweede, derde, \
     vierde, premier, première, deuxième, second, seconde, troisième, quatrième, primer, primera, segundo, segunda, tercer, \
     tercera, cuarta, primo, prima, secondo, seconda, terzo, terza, primeiro, primeira, terceiro, terceira, первое, второе, \
     третье, вторая, третья, pierwsza, druga, trzecia, pierwszy, drugi, trzeci";

/// What digits of an ordinal end in: `2nd`, `3ème`, `2ª`, `2-я`.
pub(super) const ORDINAL_ENDS: &[&str] = &[
    "st", "nd", "rd", "th", "e", "er", "re", "de", "ste", "eme", "ere", "ieme", "a", "o", "ª", "º",
    "я", "и", "е",
];

const ENGLISH: &[Row] = &[
    (
        "correction",
        Word,
        "Corrected, Corrected version, Correction to, Clarification, Erratum",
    ),
    ("correction", Word, "Errata"),
    ("correction", Common, "Correction, Corrections"),
    ("correction", Note, "Corrects, Correcting, Clarifies, Fixes"),
    ("correction", TakeKey, "CORR, CX, CRX"),
    ("update", Common, "Update, Updated"),
    ("update", Note, "Updates, Adds, Adding, Recasts, Rewrites"),
    ("update", TakeKey, "UPD"),
    (
        "refile",
        Word,
        "Refile, Refiled, Refiling, Resend, Resent, Resending, Retransmission",
    ),
    ("refile", Note, "Refiles, Resends"),
    ("repeat", Capitals, "REPEAT, REPEATED"),
    ("repeat", Note, "Repeats, Repeating"),
    ("repeat", TakeKey, "RPT, RPTS, RPTG"),
    (
        "alert",
        Word,
        "Newsalert, News alert, Newsbreak, Urgent, APNewsAlert, Breaking news",
    ),
    ("alert", Common, "Alert, Breaking"),
    ("alert", Capitals, "FLASH, BULLETIN, SNAP, EXTRA"),
    (
        "advisory",
        Word,
        "Advisory, Media advisory, News advisory, Editorial advisory",
    ),
    ("advisory", Word, "Editors' advisory"),
    ("kill", Capitals, "KILL, KILLED"),
    (
        "kill",
        Word,
        "Story kill, Kill notice, Kill advisory, Text kill",
    ),
    (
        "kill",
        Opening,
        "Mandatory kill, Please kill, Editors please kill, Bulletin kill",
    ),
    (
        "withdrawal",
        Word,
        "Withdrawn, Story withdrawn, Story withdrawal, Item withdrawn",
    ),
    ("withdrawal", Word, "Retraction"),
    (
        "withdrawal",
        Capitals,
        "WITHDRAWAL, WITHDRAW, WITHHOLD, HOLD, ELIMINATION, RETRACTED",
    ),
    ("withdrawal", Capitals, "DISREGARD"),
    (
        "withdrawal",
        Opening,
        "Please withdraw, Please withhold, Mandatory withhold",
    ),
    ("withdrawal", Opening, "Please disregard, Please do not use"),
    ("embargo", Word, "Embargoed, Under embargo"),
    ("embargo", Capitals, "EMBARGO"),
    (
        "embargo",
        Opening,
        "Embargoed until, Embargoed till, Embargoed for, Embargo until",
    ),
    ("embargo", Opening, "Under embargo until, Hold for release"),
    (
        "lead",
        Word,
        "Writethru, Writethrough, Ld Writethru, Lead Writethru, Wrapup, Leadall",
    ),
    ("lead", Word, "Lead all, Ldall, New lead, Night lead"),
    ("lead", Capitals, "LEAD, ROUNDUP, WRAP"),
    ("lead", TakeKey, "LD"),
];

const GERMAN: &[Row] = &[
    (
        "correction",
        Word,
        "Korrektur, Korrekturmeldung, Berichtigung, Richtigstellung",
    ),
    (
        "correction",
        Word,
        "Berichtigte Fassung, Korrigierte Fassung",
    ),
    (
        "correction",
        Word,
        "Berichtigte Meldung, Korrigierte Meldung, Berichtigte Wiederholung",
    ),
    ("correction", Word, "Korrigierte Wiederholung"),
    (
        "correction",
        Note,
        "Korrigiert, Berichtigt, Stellt richtig, Präzisiert",
    ),
    ("correction", TakeKey, "KORR"),
    (
        "update",
        Word,
        "Neufassung, Aktualisierte Fassung, Ergänzte Fassung, Neue Fassung",
    ),
    ("update", Word, "Fortschreibung"),
    ("update", Common, "Aktualisierung, Ergänzung"),
    ("update", Note, "Aktualisiert, Ergänzt, Neu mit"),
    ("update", TakeKey, "NEU, AKT, ERG"),
    (
        "refile",
        Word,
        "Erneute Sendung, Neu gesendet, Nochmals gesendet",
    ),
    ("repeat", Word, "Wiederholung, Wiederholungsmeldung"),
    ("repeat", TakeKey, "WDH, WDHLG, WHLG, WH"),
    ("alert", Word, "Eil, Eilmeldung, Blitzmeldung, Eilt"),
    ("alert", Capitals, "BLITZ, VORRANG"),
    ("alert", TakeKey, "EILM"),
    (
        "advisory",
        Word,
        "Redaktioneller Hinweis, Hinweis an die Redaktionen",
    ),
    ("advisory", Word, "Hinweis für Redaktionen, Terminhinweis"),
    (
        "advisory",
        Opening,
        "Achtung Redaktionen, Achtung Redaktion",
    ),
    ("kill", Word, "Storno, Stornierung, Stornomeldung, Löschung"),
    ("kill", Opening, "Bitte löschen, Bitte stornieren"),
    (
        "withdrawal",
        Word,
        "Zurückgezogen, Meldung zurückgezogen, Meldung wird zurückgezogen",
    ),
    (
        "withdrawal",
        Word,
        "Zurückziehung, Annullierung, Annulliert",
    ),
    ("withdrawal", Capitals, "WIDERRUF, RÜCKNAHME"),
    (
        "withdrawal",
        Opening,
        "Bitte nicht verwenden, Bitte nicht veröffentlichen",
    ),
    ("embargo", Word, "Sperrfrist, Sperrvermerk"),
    (
        "embargo",
        Opening,
        "Sperrfrist bis, Gesperrt bis, Embargo bis",
    ),
    ("lead", Word, "Zusammenfassung, Gesamtzusammenfassung"),
    ("lead", TakeKey, "ZF, ZUS, ZSF"),
];

const DUTCH: &[Row] = &[
    (
        "correction",
        Word,
        "Correctie, Rectificatie, Rechtzetting, Gecorrigeerd",
    ),
    (
        "correction",
        Word,
        "Gecorrigeerde versie, Gecorrigeerd bericht",
    ),
    ("correction", Common, "Verbetering"),
    ("correction", Capitals, "HERSTEL"),
    ("correction", Note, "Corrigeert, Verbetert, Rectificeert"),
    ("correction", TakeKey, "RECT"),
    (
        "update",
        Word,
        "Nieuw bericht, Nieuwe versie, Bijgewerkt, Geactualiseerd",
    ),
    ("update", Word, "Geactualiseerde versie, Aangevulde versie"),
    (
        "update",
        Opening,
        "Nieuw bericht vervangt, Nieuwe versie vervangt, Dit bericht vervangt",
    ),
    ("update", Common, "Aanvulling"),
    ("update", Note, "Actualiseert, Vult aan"),
    (
        "refile",
        Word,
        "Opnieuw verzonden, Herzonden, Nieuwe verzending",
    ),
    ("repeat", Word, "Herhaling, Herhaald bericht"),
    ("repeat", TakeKey, "HERH"),
    (
        "alert",
        Word,
        "Spoedbericht, Nieuwsalert, Nieuwsflits, ANP alert",
    ),
    ("alert", Capitals, "SPOED, FLITS"),
    (
        "advisory",
        Word,
        "Noot voor de redactie, Noot redactie, Mededeling aan redacties",
    ),
    ("advisory", Word, "Bericht aan redacties"),
    (
        "advisory",
        Opening,
        "Let op redacties, Let op redactie, Attentie redacties",
    ),
    ("kill", Word, "Bericht vervalt"),
    (
        "kill",
        Opening,
        "Graag verwijderen, Verplicht verwijderen, Gelieve te verwijderen",
    ),
    ("kill", Opening, "Gelieve te vernietigen"),
    (
        "withdrawal",
        Word,
        "Ingetrokken, Intrekking, Bericht ingetrokken",
    ),
    ("withdrawal", Capitals, "VERVALLEN, ANNULERING"),
    ("withdrawal", Opening, "Niet gebruiken, Niet publiceren"),
    ("embargo", Word, "Onder embargo"),
    ("embargo", Opening, "Embargo tot, Onder embargo tot"),
    ("lead", Word, "Nieuwe lead"),
];
