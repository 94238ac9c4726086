//! Languages of short wires of our own writing.

use std::{collections::BTreeSet, sync::LazyLock};

use proptest::prelude::*;

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
const SENTENCES: [(&str, &str, &str); 49] = [
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
    (
        "af",
        "Latn",
        "Die burgemeester het die brug ná drie dae weer vir verkeer oopgestel.",
    ),
    (
        "sv",
        "Latn",
        "Borgmästaren har öppnat bron för trafik igen efter tre dagars reparationer.",
    ),
    (
        "da",
        "Latn",
        "Borgmesteren har åbnet broen for trafik igen efter tre dages reparationer, siger kommunen.",
    ),
    (
        "nb",
        "Latn",
        "Ordføreren åpnet broen for trafikk igjen etter tre dager med reparasjoner, sier kommunen.",
    ),
    (
        "cs",
        "Latn",
        "Starosta po třech dnech oprav znovu otevřel most pro dopravu.",
    ),
    (
        "sk",
        "Latn",
        "Primátor po troch dňoch opráv opäť otvoril most pre dopravu.",
    ),
    (
        "be",
        "Cyrl",
        "Мэр зноў адкрыў мост для руху пасля трох дзён рамонту.",
    ),
    (
        "bg",
        "Cyrl",
        "Кметът отново отвори моста за движение след тридневен ремонт.",
    ),
    (
        "sr-Cyrl",
        "Cyrl",
        "Градоначелник је поново отворио мост за саобраћај после тродневних радова.",
    ),
    (
        "hr",
        "Latn",
        "Gradonačelnik je ponovno otvorio most za promet nakon trodnevnih popravaka.",
    ),
    (
        "fa",
        "Arab",
        "شهردار پس از سه روز تعمیر، پل را دوباره به روی رفت‌وآمد باز کرد.",
    ),
    (
        "he",
        "Hebr",
        "ראש העיר פתח מחדש את הגשר לתנועה לאחר שלושה ימי תיקונים.",
    ),
    (
        "zh-Hans",
        "Hani",
        "经过三天维修，市长宣布大桥重新开放通车。",
    ),
    ("ja", "Jpan", "市長は三日間の補修の後、橋の通行を再開した。"),
    (
        "ko",
        "Kore",
        "시장은 사흘간의 보수 공사를 마치고 다리 통행을 재개했다.",
    ),
    (
        "id",
        "Latn",
        "Wali kota membuka kembali jembatan itu untuk lalu lintas setelah tiga hari perbaikan karena banjir.",
    ),
    (
        "ms",
        "Latn",
        "Datuk bandar membuka semula jambatan itu kepada lalu lintas selepas tiga hari kerja pembaikan kerana banjir, kata polis.",
    ),
    (
        "ro",
        "Latn",
        "Primarul a redeschis podul pentru trafic după trei zile de reparații.",
    ),
    (
        "hu",
        "Latn",
        "A polgármester háromnapos javítás után újra megnyitotta a hidat a forgalom előtt.",
    ),
    (
        "fi",
        "Latn",
        "Pormestari avasi sillan jälleen liikenteelle kolmen päivän korjausten jälkeen.",
    ),
    (
        "el",
        "Grek",
        "Ο δήμαρχος άνοιξε ξανά τη γέφυρα στην κυκλοφορία μετά από τρεις ημέρες επισκευών.",
    ),
    (
        "vi",
        "Latn",
        "Thị trưởng đã cho thông xe trở lại cây cầu sau ba ngày sửa chữa.",
    ),
    (
        "th",
        "Thai",
        "นายกเทศมนตรีเปิดสะพานให้รถสัญจรอีกครั้งหลังซ่อมแซมสามวัน",
    ),
    (
        "hi",
        "Deva",
        "महापौर ने तीन दिन की मरम्मत के बाद पुल को यातायात के लिए फिर खोल दिया।",
    ),
    (
        "bn",
        "Beng",
        "তিন দিনের মেরামতের পর মেয়র সেতুটি আবার যান চলাচলের জন্য খুলে দিয়েছেন।",
    ),
    (
        "ur",
        "Arab",
        "میئر نے تین دن کی مرمت کے بعد پل کو دوبارہ ٹریفک کے لیے کھول دیا ہے۔",
    ),
    (
        "ka",
        "Geor",
        "მერმა სამდღიანი შეკეთების შემდეგ ხიდი მოძრაობისთვის კვლავ გახსნა.",
    ),
    (
        "hy",
        "Armn",
        "Քաղաքապետը եռօրյա վերանորոգումից հետո կամուրջը կրկին բացեց երթևեկության համար։",
    ),
    (
        "az",
        "Latn",
        "Şəhər rəisi üç günlük təmirdən sonra körpünü yenidən nəqliyyat üçün açıb.",
    ),
    (
        "sl",
        "Latn",
        "Župan je po treh dneh popravil most znova odprl za promet.",
    ),
    (
        "lt",
        "Latn",
        "Meras po trijų dienų remonto vėl atvėrė tiltą eismui.",
    ),
    (
        "lv",
        "Latn",
        "Mērs pēc trīs dienu remonta atkal atvēra tiltu satiksmei.",
    ),
    (
        "et",
        "Latn",
        "Linnapea avas silla pärast kolmepäevast remonti taas liiklusele.",
    ),
    (
        "mk",
        "Cyrl",
        "Градоначалникот повторно го отвори мостот за сообраќај по тридневни поправки.",
    ),
    (
        "sq",
        "Latn",
        "Kryetari i bashkisë e rihapi urën për qarkullim pas tri ditësh riparime.",
    ),
    (
        "ca",
        "Latn",
        "L'alcalde ha reobert el pont al trànsit després de tres dies d'obres.",
    ),
    (
        "is",
        "Latn",
        "Borgarstjórinn opnaði brúna aftur fyrir umferð eftir þriggja daga viðgerðir.",
    ),
];

#[test]
fn all_languages_are_told_apart() {
    let of_table: BTreeSet<&str> = SENTENCES
        .iter()
        .map(|(tag, ..)| primary_subtag(tag))
        .collect();
    assert_eq!(of_table, BTreeSet::from(LANGUAGES));
    for (tag, script, body) in SENTENCES {
        let language = DETECTOR.detect(&item(None, body, None));
        assert_eq!(
            (language.tag.as_str(), language.script.as_deref()),
            (tag, Some(script)),
            "{language:?}"
        );
        assert!((0.5..=1.0).contains(&language.confidence), "{language:?}");
        assert!(
            ["model", "script"].contains(&language.method.as_str()),
            "{language:?}"
        );
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
    let detector = LanguageDetector::new(&["nl", "en"]).unwrap();
    let language = detector.detect(&item(
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
    let version = detector.version();
    assert!(
        version.starts_with("dateline-ngrams-1 ") && version.ends_with(" nl,en"),
        "{version}"
    );
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

#[test]
fn a_text_whose_parts_are_in_two_languages_is_mul_with_both_named() {
    let nl = "De burgemeester heeft de brug na drie dagen weer opengesteld voor het verkeer, zegt de gemeente. \
              Het herstel kostte twee miljoen euro en duurde langer dan verwacht, omdat een pijler was verzakt.";
    let fr = "Le maire a rouvert le pont à la circulation après trois jours de travaux, selon la commune. Les \
              réparations ont coûté deux millions d'euros et ont duré plus longtemps que prévu.";
    let el = SENTENCES.iter().find(|(tag, ..)| *tag == "el").unwrap().2;
    let table = [
        (format!("{nl} {fr}"), "mul", "parts:nl", Some("fr")),
        (format!("{fr} {nl}"), "mul", "parts:fr", Some("nl")),
        (format!("{nl} {el} {el}"), "mul", "parts:nl", Some("el")),
        (format!("{nl} {nl}"), "nl", "model", None),
    ];
    for (body, tag, method, second) in table {
        let language = DETECTOR.detect(&item(None, &body, None));
        assert_eq!(
            (language.tag.as_str(), language.method.as_str()),
            (tag, method),
            "{body}"
        );
        if let Some(second) = second {
            assert_eq!(language.second_tag.as_deref(), Some(second));
            let head = method.strip_prefix("parts:").unwrap();
            assert_eq!(subtags(&language).collect::<Vec<_>>(), [head, second]);
        }
    }
}

#[test]
fn a_short_text_is_told_with_what_is_declared_and_says_so() {
    let short = item(Some("Kongen i Oslo"), "", None);
    assert_eq!(DETECTOR.detect(&short).method, "model");
    let declared = |tag| DETECTOR.detect(&item(Some("Kongen i Oslo"), "", Some(tag)));
    for tag in ["da", "nb"] {
        let language = declared(tag);
        assert_eq!(
            (language.tag.as_str(), language.method.as_str()),
            (tag, "model+declared"),
            "{language:?}"
        );
    }
    // It does not agree because it was asked to.
    assert_eq!(
        [declared("da"), declared("nb")]
            .map(|language| language.agrees_with_declared.unwrap())
            .iter()
            .filter(|agrees| **agrees)
            .count(),
        1
    );
    // What the letters say clearly is not overruled.
    let language = DETECTOR.detect(&item(
        Some("De burgemeester zegt het niet te weten"),
        "",
        Some("da"),
    ));
    assert_eq!(language.tag, "nl");
}

#[test]
fn the_model_is_whole_and_says_its_version() {
    assert!(model::version().starts_with("dateline-ngrams-1 "));
    let sets: usize = groups::ALL
        .iter()
        .map(|group| group.sets * table::PLACES * (2 + group.lanes))
        .sum();
    assert_eq!(model::BYTES.len(), VERSION_BYTES + sets);
}

#[test]
fn a_long_text_is_read_on_where_its_head_and_end_leave_a_doubt() {
    let sentence = |tag: &str| SENTENCES.iter().find(|(of, ..)| *of == tag).unwrap().2;
    let (dutch, german) = (sentence("nl"), sentence("de"));
    let clear = DETECTOR.detect(&item(None, &dutch.repeat(9), None));
    assert_eq!((clear.tag.as_str(), clear.method.as_str()), ("nl", "model"));
    assert!(clear.confidence >= CLEAR);
    // Two thirds of the first look are names that are at home in many languages.
    let names = "Amsterdam Berlin Madrid Roma Oslo Ottawa Lima Havana Bogota Caracas Dakar Tunis ";
    let doubtful = DETECTOR.detect(&item(None, &format!("{names}{}", german.repeat(9)), None));
    assert_eq!(doubtful.tag, "de");
    let halves = format!("{} {}", dutch.repeat(3), german.repeat(3));
    let bilingual = DETECTOR.detect(&item(None, &halves, None));
    assert_eq!(
        (bilingual.tag.as_str(), bilingual.second_tag.as_deref()),
        (MULTIPLE, Some("de"))
    );
}

#[test]
fn serbian_in_latin_is_told_with_its_script_where_that_is_clear() {
    let text = "Gradonačelnik je posle tri dana ponovo otvorio most za saobraćaj.";
    let tag = |detector: &LanguageDetector, text, declared| {
        detector.detect(&item(None, text, declared)).tag
    };
    let without_croatian = LanguageDetector::new(&["sr", "sl", "en"]).unwrap();
    assert_eq!(tag(&without_croatian, text, None), "sr-Latn");
    assert_eq!(
        tag(&DETECTOR, "Posle tri dana otvoren most", Some("sr")),
        "sr-Latn"
    );
    assert_eq!(
        tag(&DETECTOR, "Lijepo vrijeme na mjestu gdje tko želi", None),
        "hr"
    );
}

proptest! {
    #[test]
    fn any_text_has_one_language_with_a_probability(
        headline in proptest::option::of("\\PC{0,120}"),
        body in "([a-zà-ž]{1,9}|[а-я]{1,9}|[一-鿿]{1,4}|<b>|&amp;|https?://|\\PC{1,9}| ){0,120}",
        declared in proptest::option::of("[a-z]{2,3}(-[A-Z]{2})?"),
    ) {
        let item = item(headline.as_deref(), &body, declared.as_deref());
        let language = DETECTOR.detect(&item);
        prop_assert_eq!(&DETECTOR.detect(&item), &language);
        prop_assert!((0.0..=1.0).contains(&language.confidence));
        for tag in subtags(&language) {
            prop_assert!(LANGUAGES.contains(&tag) || tag == UNDETERMINED, "{tag}");
        }
    }
}
