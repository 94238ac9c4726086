//! Items of our own writing in the twelve languages, with the traps of real wires.

use dateline_schemas::RegionRole;

use super::{about, codes, item};
use crate::annotate::region::RegionAnnotator;

struct Sample {
    language: &'static str,
    dateline: &'static str,
    headline: &'static str,
    body: &'static str,
    filed: &'static str,
    primary: &'static str,
    about: &'static [&'static str],
}

const SAMPLES: &[Sample] = &[
    Sample {
        language: "nl",
        dateline: "SEOEL",
        headline: "Zuid-Korea waarschuwt Noord-Korea na nieuwe raketproef",
        body: "De Zuid-Koreaanse regering heeft de Chinese ambassadeur om uitleg gevraagd. Hij zei dat Peking de Noord-Koreanen niet heeft aangemoedigd. Dat meldt een krant.",
        filed: "KR",
        primary: "KR",
        about: &["CN", "KP", "KR"],
    },
    Sample {
        language: "nl",
        dateline: "SAN JOSÉ",
        headline: "",
        body: "De Nicaraguaanse oppositieleider is opgepakt in Costa Rica. Hij zou vanuit San José naar Panama willen vluchten.",
        filed: "CR",
        primary: "CR",
        about: &["CR", "NI", "PA"],
    },
    Sample {
        language: "nl",
        dateline: "LUXEMBURG",
        headline: "",
        body: "De Europese Commissie verwacht dat Hongarije de EU-subsidie terugbetaalt. \"De EU moet op Hongarije kunnen rekenen\", zei een woordvoerder.",
        filed: "LU",
        primary: "LU",
        about: &["EU", "HU"],
    },
    Sample {
        language: "en",
        dateline: "BANGALORE",
        headline: "Syrian rebels take a second town",
        body: "Syrian rebels took a second town near Aleppo on Monday, a monitoring group said. Syria's army left two bases south of Aleppo overnight. Damascus did not comment.",
        filed: "IN",
        primary: "SY",
        about: &["SY"],
    },
    Sample {
        language: "en",
        dateline: "TROY, N.C.",
        headline: "",
        body: "A judge delayed the trial on Friday. Jordan Miller, 34, has pleaded not guilty.",
        filed: "US",
        primary: "US",
        about: &[],
    },
    Sample {
        language: "de",
        dateline: "WIEN",
        headline: "Ungarn und Österreich streiten über Gas",
        body: "Der österreichische Kanzler hat die ungarische Regierung kritisiert. Auch die Slowakei und die Ukraine sind betroffen.",
        filed: "AT",
        primary: "AT",
        about: &["AT", "HU", "SK", "UA"],
    },
    Sample {
        language: "fr",
        dateline: "NIAMEY",
        headline: "Le Niger rappelle son ambassadeur",
        body: "Les autorités nigériennes ont annoncé jeudi le rappel de leur ambassadeur en Algérie. Un porte-parole algérien a regretté cette décision, tandis que l'Union européenne appelait au calme.",
        filed: "NE",
        primary: "NE",
        about: &["DZ", "EU", "NE"],
    },
    Sample {
        language: "es",
        dateline: "SANTIAGO",
        headline: "",
        body: "El presidente chileno recibió al canciller peruano y habló de la frontera con Bolivia. La reunión terminó sin acuerdo.",
        filed: "CL",
        primary: "CL",
        about: &["BO", "CL", "PE"],
    },
    Sample {
        language: "it",
        dateline: "ROMA",
        headline: "",
        body: "Il governo italiano ha convocato l'ambasciatore russo dopo l'incidente al largo della Libia. Mosca non ha commentato.",
        filed: "IT",
        primary: "IT",
        about: &["IT", "LY", "RU"],
    },
    Sample {
        language: "pt",
        dateline: "LISBOA",
        headline: "",
        body: "O governo português enviou ajuda a Moçambique depois do ciclone. As autoridades moçambicanas agradeceram também ao Brasil.",
        filed: "PT",
        primary: "PT",
        about: &["BR", "MZ", "PT"],
    },
    Sample {
        language: "pl",
        dateline: "WARSZAWA",
        headline: "",
        body: "Polski rząd rozmawiał w Kijowie o pomocy dla Ukrainy. Niemiecki minister przyjedzie do Warszawy w piątek.",
        filed: "PL",
        primary: "PL",
        about: &["DE", "PL", "UA"],
    },
    Sample {
        language: "ru",
        dateline: "АНКАРА",
        headline: "",
        body: "Турецкий министр заявил, что переговоры с Арменией продолжатся в Тбилиси. Российская сторона не участвует.",
        filed: "TR",
        primary: "TR",
        about: &["AM", "GE", "RU", "TR"],
    },
    Sample {
        language: "uk",
        dateline: "КИЇВ",
        headline: "",
        body: "Українська делегація вилетіла до Франції. У Парижі її зустріне польський прем'єр.",
        filed: "UA",
        primary: "UA",
        about: &["FR", "PL", "UA"],
    },
    Sample {
        language: "ar",
        dateline: "القاهرة",
        headline: "",
        body: "قال مسؤول مصري إن وفدا من السودان سيزور القاهرة غدا، وإن المحادثات مع إثيوبيا توقفت.",
        filed: "EG",
        primary: "EG",
        about: &["EG", "ET", "SD"],
    },
    Sample {
        language: "tr",
        dateline: "ANKARA",
        headline: "",
        body: "Türkiye ile Yunanistan arasındaki görüşmeler Atina'da sürüyor. Yunan bakan, Kıbrıs'ın da ele alındığını söyledi.",
        filed: "TR",
        primary: "TR",
        about: &["CY", "GR", "TR"],
    },
];

#[test]
fn our_own_samples_give_their_regions_in_twelve_languages() {
    let annotator = RegionAnnotator::new();
    let mut wrong = Vec::new();
    for sample in SAMPLES {
        let item = item(sample.dateline, sample.headline, sample.body);
        let findings = annotator.annotate(&item, sample.language);
        let found = (
            codes(&findings, RegionRole::Dateline),
            findings.primary_region.clone(),
            about(&findings),
        );
        let wanted = (
            sample.filed.to_owned(),
            Some(sample.primary.to_owned()),
            sample.about.to_vec(),
        );
        if found != wanted {
            wrong.push(format!(
                "{} {}: found {found:?}, wanted {wanted:?}",
                sample.language, sample.dateline
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
