//! The phrases by which a text speaks of another item, by language, and the words that may stand before its id.

use super::Reach::{self, Line, Next};
use crate::formats::notice::Action::{self, Kill, Replace, Withhold};

/// What is done to the item, how far behind the phrase its id stands, and the phrases with commas between.
pub(super) type Row = (Action, Reach, &'static str);

pub(super) const PHRASES: &[Row] = &[
    // en
    (
        Replace,
        Next,
        "replaces, replacing, supersedes, this replaces, this story replaces",
    ),
    (Replace, Next, "this item replaces"),
    (Replace, Next, "kill and replace, kills and replaces"),
    (
        Kill,
        Line,
        "mandatory kill, please kill, bulletin kill, kill notice, editors please kill",
    ),
    (Kill, Line, "story kill"),
    (
        Kill,
        Next,
        "kill, kills, withdraw, withdraws, withdrawn, please withdraw, retracts",
    ),
    (Kill, Next, "please delete, disregard"),
    (
        Withhold,
        Line,
        "please withhold, mandatory withhold, please hold, please do not use",
    ),
    (Withhold, Line, "do not use, do not publish"),
    (Withhold, Next, "withhold, withholds, hold"),
    // de
    (
        Replace,
        Next,
        "ersetzt, diese Meldung ersetzt, ersetzt die Meldung, ersetzt und storniert",
    ),
    (
        Kill,
        Line,
        "bitte löschen, bitte stornieren, bitte streichen, zurückgezogen wird",
    ),
    (
        Kill,
        Next,
        "storno, Stornierung, storniert, wir ziehen zurück, Löschung, annulliert",
    ),
    (
        Withhold,
        Line,
        "bitte nicht verwenden, bitte nicht veröffentlichen, bitte zurückhalten",
    ),
    (Withhold, Line, "bitte sperren"),
    (
        Withhold,
        Next,
        "nicht verwenden, nicht veröffentlichen, gesperrt",
    ),
    // nl
    (
        Replace,
        Next,
        "vervangt, nieuw bericht vervangt, dit bericht vervangt, vervangt het bericht",
    ),
    (Replace, Next, "ter vervanging van"),
    (
        Kill,
        Line,
        "verplicht verwijderen, graag verwijderen, gelieve te verwijderen",
    ),
    (Kill, Line, "gelieve te vernietigen"),
    (
        Kill,
        Next,
        "ingetrokken, trekt in, intrekking, vervallen, vervalt, verwijder",
    ),
    (
        Withhold,
        Line,
        "gelieve niet te gebruiken, graag niet gebruiken, graag aanhouden",
    ),
    (Withhold, Next, "niet gebruiken, niet publiceren, aanhouden"),
    // fr
    (
        Replace,
        Next,
        "annule et remplace, remplace, ce texte remplace, cette dépêche remplace",
    ),
    (
        Kill,
        Line,
        "prière d'annuler, merci d'annuler, veuillez annuler, prière de supprimer",
    ),
    (Kill, Line, "merci de supprimer"),
    (Kill, Line, "veuillez supprimer, annulation impérative"),
    (
        Kill,
        Next,
        "annule, annulation, annulation de, supprimer, retrait de",
    ),
    (
        Withhold,
        Line,
        "prière de ne pas utiliser, merci de ne pas utiliser",
    ),
    (Withhold, Line, "prière de ne pas publier"),
    (
        Withhold,
        Next,
        "ne pas utiliser, ne pas publier, ne pas diffuser",
    ),
    // es
    (
        Replace,
        Next,
        "anula y sustituye, anula y sustituye a, anula y reemplaza, sustituye",
    ),
    (Replace, Next, "sustituye a, reemplaza"),
    (
        Replace,
        Next,
        "reemplaza a, esta nota sustituye a, esta noticia sustituye a",
    ),
    (
        Kill,
        Line,
        "se ruega anular, rogamos anular, rogamos anulen, se ruega eliminar",
    ),
    (Kill, Line, "rogamos eliminen"),
    (
        Kill,
        Line,
        "rogamos eliminar, favor de eliminar, anulación obligatoria",
    ),
    (
        Kill,
        Next,
        "anula, anulada, anulación, anulación de, eliminar, eliminen",
    ),
    (
        Withhold,
        Line,
        "rogamos no publicar, se ruega no publicar, rogamos no utilizar",
    ),
    (Withhold, Line, "se ruega no utilizar"),
    (Withhold, Next, "no publicar, no utilizar, retener"),
    // it
    (
        Replace,
        Next,
        "annulla e sostituisce, sostituisce, questa notizia sostituisce",
    ),
    (Replace, Next, "questo testo sostituisce"),
    (
        Kill,
        Line,
        "si prega di annullare, si prega di eliminare, preghiamo di annullare",
    ),
    (Kill, Line, "annullamento obbligatorio"),
    (
        Kill,
        Next,
        "annulla, annullare, annullata, annullamento, annullamento di, eliminare",
    ),
    (Kill, Next, "ritirata"),
    (
        Withhold,
        Line,
        "si prega di non utilizzare, si prega di non pubblicare",
    ),
    (Withhold, Next, "non utilizzare, non pubblicare, trattenere"),
    // pt
    (
        Replace,
        Next,
        "anula e substitui, substitui, esta notícia substitui, este texto substitui",
    ),
    (
        Kill,
        Line,
        "favor anular, favor cancelar, favor eliminar, pedimos a anulação",
    ),
    (Kill, Line, "anulação obrigatória"),
    (Kill, Next, "anulação, anulação de, anulação da"),
    (Withhold, Line, "favor não publicar, favor não utilizar"),
    (Withhold, Next, "não publicar, não utilizar, reter"),
    // ru
    (
        Replace,
        Next,
        "заменяет, взамен, взамен сообщения, данное сообщение заменяет",
    ),
    (Replace, Next, "аннулирует и заменяет"),
    (
        Kill,
        Line,
        "просьба аннулировать, просим аннулировать, просьба снять с ленты",
    ),
    (Kill, Line, "просим снять с ленты"),
    (Kill, Line, "просьба удалить, просим удалить"),
    (
        Kill,
        Next,
        "аннулируется, аннулировано, аннулирование, аннулировать, отзывается, отозвано",
    ),
    (
        Withhold,
        Line,
        "просьба не использовать, просим не использовать, просьба не публиковать",
    ),
    (Withhold, Next, "не использовать, не публиковать"),
    // pl
    (
        Replace,
        Next,
        "zastępuje, anuluje i zastępuje, ta depesza zastępuje",
    ),
    (
        Kill,
        Line,
        "prosimy o usunięcie, prosimy usunąć, prosimy anulować, prosimy o anulowanie",
    ),
    (
        Kill,
        Next,
        "anuluje, anulujemy, anulowano, anulowanie, wycofujemy, wycofano",
    ),
    (
        Withhold,
        Line,
        "prosimy nie publikować, prosimy nie wykorzystywać",
    ),
    (Withhold, Line, "prosimy o niepublikowanie"),
    (
        Withhold,
        Next,
        "nie publikować, nie wykorzystywać, wstrzymać",
    ),
    // ar
    (Replace, Next, "يحل محل, تحل محل, يلغي ويحل محل, بديل عن"),
    (Kill, Line, "يرجى حذف, الرجاء حذف, يرجى إلغاء, الرجاء إلغاء"),
    (Kill, Next, "حذف, إلغاء, سحب"),
    (
        Withhold,
        Line,
        "يرجى عدم نشر, الرجاء عدم نشر, يرجى عدم استخدام, الرجاء عدم استخدام",
    ),
    (Withhold, Next, "عدم نشر, عدم استخدام"),
];

/// What may stand between a phrase and an id; behind a noun, a number without letters is an id too.
pub(super) const NOUNS: &str = "item, items, story, stories, id, ids, take, number, nr, no, n, ref, \
     Meldung, Meldungen, Nummer, Beitrag, bericht, berichten, nummer, dépêche, dépêches, numéro, article, nota, notas, \
     noticia, noticias, despacho, número, notizia, notizie, numero, dispaccio, notícia, notícias, despacho, сообщение, \
     сообщения, сообщений, номер, новость, depesza, depeszę, depeszy, numer, wiadomość, الخبر, خبر, رقم, البرقية";

/// What may stand there as well, and makes no number an id.
pub(super) const FILLERS: &str = "the, our, this, of, with, and, previous, earlier, version, slugged, die, der, das, unsere, \
     dpa, vom, mit, het, ons, eerdere, met, van, de, la, le, les, notre, du, précédente, el, los, las, anterior, a, il, lo, \
     gli, nostra, precedente, o, os, nossa, нашу, наше, под, с, naszą, nr, ذو";

/// Between ids.
pub(super) const CONJUNCTIONS: &[&str] = &[
    "and", "und", "en", "et", "y", "e", "и", "i", "oraz", "و", "&", "+",
];
