//! Languages of short wires of our own writing.

use std::sync::LazyLock;

use super::*;

static DETECTOR: LazyLock<LanguageDetector> =
    LazyLock::new(|| LanguageDetector::new(&LANGUAGES).unwrap());

fn item(headline: Option<&str>, body: &str, declared: Option<&str>) -> WireItem {
    WireItem {
        headline: headline.map(str::to_owned),
        body: Some(body.to_owned()),
        language_declared: declared.map(str::to_owned),
        ..WireItem::default()
    }
}

/// The same news in each language: tag, script, text.
const SENTENCES: [(&str, &str, &str); 12] = [
    (
        "nl",
        "Latn",
        "De burgemeester heeft de brug na drie dagen weer opengesteld voor het verkeer.",
    ),
    (
        "en",
        "Latn",
        "The mayor reopened the bridge to traffic after three days of repairs.",
    ),
    (
        "de",
        "Latn",
        "Der Bürgermeister hat die Brücke nach drei Tagen wieder für den Verkehr freigegeben.",
    ),
    (
        "fr",
        "Latn",
        "Le maire a rouvert le pont à la circulation après trois jours de travaux.",
    ),
    (
        "es",
        "Latn",
        "El alcalde ha reabierto el puente al tráfico después de tres días de obras.",
    ),
    (
        "it",
        "Latn",
        "Il sindaco ha riaperto il ponte al traffico dopo tre giorni di lavori.",
    ),
    (
        "pt",
        "Latn",
        "O prefeito reabriu a ponte ao trânsito depois de três dias de obras.",
    ),
    (
        "pl",
        "Latn",
        "Burmistrz ponownie otworzył most dla ruchu po trzech dniach napraw.",
    ),
    (
        "ru",
        "Cyrl",
        "Мэр снова открыл мост для движения после трёх дней ремонта.",
    ),
    (
        "uk",
        "Cyrl",
        "Мер знову відкрив міст для руху після трьох днів ремонту.",
    ),
    (
        "ar",
        "Arab",
        "أعاد رئيس البلدية فتح الجسر أمام حركة المرور بعد ثلاثة أيام من الإصلاحات.",
    ),
    (
        "tr",
        "Latn",
        "Belediye başkanı üç günlük onarımın ardından köprüyü yeniden trafiğe açtı.",
    ),
];

#[test]
fn the_twelve_languages_are_told_apart() {
    for (tag, script, body) in SENTENCES {
        let language = DETECTOR.detect(&item(None, body, None));
        assert_eq!(
            (language.tag.as_str(), language.script.as_deref()),
            (tag, Some(script))
        );
        assert!((0.5..=1.0).contains(&language.confidence), "{language:?}");
        assert_eq!(language.method, "model");
        assert_eq!(language.agrees_with_declared, None);
        assert_ne!(language.second_tag.as_deref(), Some(tag));
    }
}

#[test]
fn a_text_without_letters_is_undetermined_and_has_no_script() {
    let language = DETECTOR.detect(&item(Some("2-1"), "+++ 14:05 +++ 3,5 %", Some("nl")));
    assert_eq!(language.tag, "und");
    assert_eq!(language.script, None);
    assert_eq!(language.method, "none");
    assert_eq!(language.agrees_with_declared, None);
}

#[test]
fn a_script_that_no_configured_language_has_is_undetermined_with_its_script() {
    let language = DETECTOR.detect(&item(
        None,
        "Η γέφυρα άνοιξε ξανά μετά από τρεις ημέρες.",
        None,
    ));
    assert_eq!(
        (language.tag.as_str(), language.script.as_deref()),
        ("und", Some("Grek"))
    );
}

#[test]
fn the_declared_language_is_compared_and_not_believed() {
    let body = "De burgemeester heeft de brug na drie dagen weer opengesteld voor het verkeer.";
    let table = [
        (Some("nl"), Some(true)),
        (Some("nl-BE"), Some(true)),
        (Some("NL_nl"), Some(true)),
        (Some("en"), Some(false)),
        (Some("Nederlands"), None),
        (None, None),
    ];
    for (declared, agrees) in table {
        let language = DETECTOR.detect(&item(None, body, declared));
        assert_eq!(language.tag, "nl");
        assert_eq!(language.agrees_with_declared, agrees, "{declared:?}");
    }
}

#[test]
fn configured_languages_restrict_the_answer() {
    let detector = LanguageDetector::new(&["nl", "en"]).unwrap();
    let language = detector.detect(&item(
        None,
        "Der Bürgermeister hat die Brücke geöffnet.",
        None,
    ));
    assert!(
        ["nl", "en"].contains(&language.tag.as_str()),
        "{language:?}"
    );
    assert_eq!(detector.version(), "lingua-1.8 nl,en");
}

#[test]
fn a_language_that_is_not_built_in_is_refused() {
    assert_eq!(
        LanguageDetector::new(&["nl", "eo"]).unwrap_err(),
        UnknownLanguage::NotBuiltIn("eo".to_owned())
    );
    assert_eq!(
        LanguageDetector::new(&[]).unwrap_err(),
        UnknownLanguage::NoneGiven
    );
}

#[test]
fn a_text_gets_the_same_bits_every_time() {
    // Short and between languages, where every n-gram counts and both candidates are told.
    let item = item(
        None,
        "De Canadese postbode heeft de haven van Lissabon",
        None,
    );
    let first = DETECTOR.detect(&item);
    assert!(first.second_tag.is_some(), "{first:?}");
    for _ in 0..200 {
        assert_eq!(DETECTOR.detect(&item), first);
    }
}
