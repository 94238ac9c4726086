//! Take keys and the notes of a headline block: `EXTRA`, `1ST LEAD`, `(Eil)`, `(Berichtigung: …)`, `(KORR-Bericht)`.

use dateline_schemas::Signal;

/// The first words of a note or a take key, in small letters, and the signal that they are.
const SIGNALS: &[(&str, &str)] = &[
    ("berichtigung", "correction"),
    ("berichtigt", "correction"),
    ("korrektur", "correction"),
    ("korrigiert", "correction"),
    ("correction", "correction"),
    ("corrected", "correction"),
    ("corrects", "correction"),
    ("corrective", "correction"),
    ("rectificatif", "correction"),
    ("corrección", "correction"),
    ("versión corregida", "correction"),
    ("rettifica", "correction"),
    ("correzione", "correction"),
    ("rectificatie", "correction"),
    ("correctie", "correction"),
    ("correção", "correction"),
    ("korekta", "correction"),
    ("коррекция", "correction"),
    ("исправление", "correction"),
    ("تصحيح", "correction"),
    ("wiederholung", "repeat"),
    ("wdh", "repeat"),
    ("repeat", "repeat"),
    ("rpt", "repeat"),
    ("répétition", "repeat"),
    ("remettre", "repeat"),
    ("repetición", "repeat"),
    ("ripetizione", "repeat"),
    ("herhaling", "repeat"),
    ("powtarzanie", "repeat"),
    ("повтор", "repeat"),
    ("إعادة", "repeat"),
    ("refile", "refile"),
    ("resending", "refile"),
    ("aktualisierung", "update"),
    ("aktualisiert", "update"),
    ("neu", "update"),
    ("update", "update"),
    ("updated", "update"),
    ("updates", "update"),
    ("lead", "update"),
    ("actualización", "update"),
    ("actualisation", "update"),
    ("aggiornamento", "update"),
    ("aktualizacja", "update"),
    ("обновить", "update"),
    ("تحديث", "update"),
    ("eil", "alert"),
    ("eilmeldung", "alert"),
    ("blitz", "alert"),
    ("flash", "alert"),
    ("urgent", "alert"),
    ("d'urgence", "alert"),
    ("urgente", "alert"),
    ("bulletin", "alert"),
    ("alert", "alert"),
    ("alerte", "alert"),
    ("alerta", "alert"),
    ("pilne", "alert"),
    ("молния", "alert"),
    ("срочно", "alert"),
    ("عاجل", "alert"),
    ("achtung", "advisory"),
    ("planungshinweis", "advisory"),
    ("advisory", "advisory"),
    ("attention", "advisory"),
    ("avis", "advisory"),
    ("aviso", "advisory"),
    ("atencion", "advisory"),
    ("atención", "advisory"),
    ("kill", "kill"),
    ("streichung", "kill"),
    ("annullierung", "kill"),
    ("annulation", "kill"),
    ("eliminar", "kill"),
    ("anulación", "kill"),
    ("annullamento", "kill"),
    ("аннулирование", "kill"),
    ("hold", "withhold"),
    ("withhold", "withhold"),
];

/// Words that stand in take keys besides those: how many, of what.
const OTHERS: &[&str] = &[
    "extra",
    "lead",
    "ld",
    "leads",
    "take",
    "add",
    "sub",
    "insert",
    "writethru",
    "graf",
    "grafs",
    "st",
    "nd",
    "rd",
    "th",
    "versión",
    "corregida",
    "redacciones",
    "redaktionen",
    "editors",
    "all",
    "new",
    "series",
];

/// Genres of dpa and its like, as the head of a note.
const GENRES: &[&str] = &[
    "Analyse",
    "Ausblick",
    "Chronologie",
    "Dokumentation",
    "Extra",
    "Feature",
    "Fragen & Antworten",
    "Gespräch",
    "Glosse",
    "Grafik",
    "Hintergrund",
    "Interview",
    "KORR-Bericht",
    "Kommentar",
    "Leitartikel",
    "Liste",
    "Meldung",
    "Nachruf",
    "Porträt",
    "Presseschau",
    "Reportage",
    "Serie",
    "Stichwort",
    "Tabelle",
    "Termine",
    "Ticker",
    "Umfrage",
    "Vorausbericht",
    "Vorschau",
    "Wortlaut",
    "Zitate",
    "Zusammenfassung",
    "Überblick",
];

/// The signal that a note or a take key begins with, with all of it as evidence.
pub(super) fn signal(text: &str) -> Option<Signal> {
    let lower = text
        .trim_start_matches(|letter: char| !letter.is_alphabetic())
        .to_lowercase();
    let begins = |words: &str| {
        let behind = lower.strip_prefix(words);
        behind.is_some_and(|behind| {
            !behind.starts_with(|letter: char| letter.is_alphanumeric() || letter == '-')
        })
    };
    let listed = SIGNALS.iter().find(|(words, _)| begins(words));
    let is_lead = begins_with_lead(&lower);
    let signal = listed
        .map(|(_, signal)| *signal)
        .or(is_lead.then_some("update"))?;
    Some(Signal {
        signal: signal.to_owned(),
        evidence: Some(text.trim().to_owned()),
    })
}

/// `1st lead`, `2. Lead`, `2nd Ld`: the letters behind the figure, which `signal` has cut off.
fn begins_with_lead(lower: &str) -> bool {
    let behind = ["st ", "nd ", "rd ", "th "]
        .iter()
        .find_map(|ending| lower.strip_prefix(ending));
    behind.is_some_and(|behind| behind.starts_with("lead") || behind.starts_with("ld"))
}

/// Whether a line is a take key and nothing else.
pub(super) fn is_key(line: &str) -> bool {
    let lower = line.to_lowercase();
    let mut words = lower
        .split(|letter: char| !letter.is_alphabetic() && letter != '\'')
        .filter(|word| !word.is_empty())
        .peekable();
    let is_word =
        |word: &str| OTHERS.contains(&word) || SIGNALS.iter().any(|(known, _)| *known == word);
    words.peek().is_some() && words.all(is_word)
}

/// The genre that a note begins with, as printed.
pub(super) fn genre(note: &str) -> Option<&str> {
    let genre = GENRES.iter().find(|genre| {
        let behind = note.strip_prefix(**genre);
        behind.is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
    })?;
    note.get(..genre.len())
}
