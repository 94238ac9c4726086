//! Names that are not what they look like.

use dateline_schemas::RegionRole;

use super::{codes, expect_about, item};
use crate::annotate::region::{Home, RegionAnnotator, RegionFindings};

/// Dateline, body, and the place and country that the dateline must give.
const DATELINES: &[(&str, &str, &str, &str)] = &[
    (
        "SANTA CRUZ",
        "De Uruguayaanse verdachte is in Bolivia gepakt.",
        "Santa Cruz de la Sierra",
        "BO",
    ),
    (
        "SANTA CRUZ, Calif.",
        "The library reopened.",
        "Santa Cruz",
        "US",
    ),
    ("TROY, N.C.", "The trial was delayed.", "Troy", "US"),
    ("PARIS, Texas", "The fair opened.", "Paris", "US"),
    ("PARIJS", "De Franse regering zweeg.", "Paris", "FR"),
    ("LONDON, Ontario", "The plant closed.", "London", "CA"),
    (
        "PRIŠTINA",
        "De verkiezingen zijn uitgesteld.",
        "Pristina",
        "XK",
    ),
    ("BIRMINGHAM", "The council met.", "Birmingham", "GB"),
    ("BIRMINGHAM, Ala.", "The council met.", "Birmingham", "US"),
    ("WASHINGTON", "The Senate voted.", "Washington", "US"),
    (
        "'s-GRAVENHAGE",
        "De rechtbank deed uitspraak.",
        "The Hague",
        "NL",
    ),
    ("MÁLAGA", "La playa está cerrada.", "Málaga", "ES"),
    (
        "ALEVITTOWNE, N.Y.",
        "A misspelt town is still in its state.",
        "New York",
        "US",
    ),
    (
        "PHILADELPHIA",
        "The bank said profits rose.",
        "Philadelphia",
        "US",
    ),
    (
        "LONDON",
        "Canada and Britain signed a treaty. Canada's minister was absent.",
        "London",
        "GB",
    ),
    ("NEAR BAGHDAD", "A convoy was hit.", "Baghdad", "IQ"),
    ("GAZA", "The crossing is shut.", "Gaza", "PS"),
    ("TBILISI", "Protesters gathered.", "Tbilisi", "GE"),
];

#[test]
fn a_dateline_gives_its_place() {
    let annotator = RegionAnnotator::new();
    let mut wrong = Vec::new();
    for (dateline, body, place, country) in DATELINES {
        let findings = annotator.annotate(&item(dateline, "", body), "und");
        let region = findings
            .regions
            .iter()
            .find(|region| region.role == RegionRole::Dateline);
        let found = region.map(|region| {
            (
                region
                    .place
                    .as_ref()
                    .map(|place| place.name.as_str())
                    .unwrap_or("?"),
                region.code.as_str(),
            )
        });
        let found = found.map(|(name, code)| (name.split(',').next().unwrap_or_default(), code));
        if found != Some((place, country)) {
            wrong.push(format!("{dateline}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Language, body, and the countries that it is about.
const TEXTS: &[(&str, &str, &[&str])] = &[
    ("nl", "Hij zei niets. Dat was genoeg. Kim bleef thuis.", &[]),
    (
        "nl",
        "Het Internationaal Gerechtshof doet vrijdag uitspraak.",
        &[],
    ),
    ("nl", "Volgens persbureau Reuters is de zaak gesloten.", &[]),
    (
        "nl",
        "De VS en de EU steunen het plan van de VN.",
        &["EU", "US"],
    ),
    (
        "en",
        "Paris Hilton opened the store with Michael Jordan. Jordan said he would return.",
        &[],
    ),
    (
        "en",
        "Jordan said it had closed its border with Iraq and Amman would pay.",
        &["IQ", "JO"],
    ),
    (
        "en",
        "The Washington Post and the Boston Globe reported it first.",
        &[],
    ),
    (
        "en",
        "Voters in Georgia and Alabama go to the polls as the U.S. Senate meets.",
        &["US"],
    ),
    (
        "en",
        "Georgia and Armenia opened a border crossing near Tbilisi.",
        &["AM", "GE"],
    ),
    ("en", "Chad and Niger closed their borders.", &["NE", "TD"]),
    (
        "en",
        "Police in Louisiana said that the fire in Alexandria was out.",
        &["US"],
    ),
    (
        "en",
        "Egypt's navy left Alexandria, Louisiana's governor said.",
        &["EG", "US"],
    ),
    ("en", "Giorgia Meloni met Emmanuel Macron.", &[]),
    ("en", "They told us that us and them no longer counts.", &[]),
    (
        "en",
        "Turkey and Guinea signed the treaty with Ireland.",
        &["GN", "IE", "TR"],
    ),
    ("en", "Northern Ireland votes on Thursday.", &["GB"]),
    (
        "en",
        "South Africa and South Sudan sent troops.",
        &["SS", "ZA"],
    ),
    (
        "en",
        "Equatorial Guinea and Papua New Guinea abstained.",
        &["GQ", "PG"],
    ),
    (
        "en",
        "He moved from Paris, Texas, to London, Ontario.",
        &["CA", "US"],
    ),
    ("en", "New Mexico and New Jersey sued.", &["US"]),
    (
        "fr",
        "Le président français a reçu son homologue ukrainien.",
        &["FR", "UA"],
    ),
    (
        "nl",
        "De oorlog in Gaza en op de Westelijke Jordaanoever duurt voort.",
        &["PS"],
    ),
    ("en", "Kosovo and Taiwan applied.", &["TW", "XK"]),
    (
        "en",
        "The White House and the Red Cross declined to comment.",
        &[],
    ),
    (
        "en",
        "Storms hit Florida and the Carolinas while Ontario stayed dry.",
        &["CA", "US"],
    ),
    ("en", "Moscow says its aircraft left Syria.", &["RU", "SY"]),
    ("en", "North Korea and South Korea spoke.", &["KP", "KR"]),
    (
        "en",
        "The Swiss franc fell and Canadian dollar notes were sold.",
        &[],
    ),
    (
        "nl",
        "De Zwitserse frank steeg tegenover de Turkse lira.",
        &[],
    ),
    (
        "en",
        "Deputies in Pointe Coupee Parish and Douglas County closed a road.",
        &["US"],
    ),
    (
        "en",
        "The trial in Birmingham, Ala., was moved. All of Birmingham has waited.",
        &["US"],
    ),
    (
        "en",
        "Players from Sarnia, from Kitchener and from Oshawa came to London.",
        &["CA"],
    ),
    ("en", "Congo asked for a loan.", &["CD"]),
    (
        "en",
        "A water main burst in Pineville on Monday. Pineville Mayor Ann Low apologised.",
        &["US"],
    ),
    (
        "de",
        "Eine Brücke aus Holz, gebaut in Zeiten des Friedens.",
        &[],
    ),
    ("en", "PINEVILLE -- Two men were arrested.", &["US"]),
    (
        "en",
        "A woman was found dead in Belgrade, Minn., on Sunday.",
        &["US"],
    ),
];

#[test]
fn a_text_is_about_the_places_it_names_and_no_others() {
    expect_about(TEXTS);
}

#[test]
fn a_region_is_better_known_than_a_small_town_of_its_name() {
    expect_about(&[
        ("en", "The vintage in Tuscany was poor.", &["IT"]),
        ("en", "They landed in Normandy at dawn.", &["FR"]),
        (
            "en",
            "Canada and Ontario paid for the road in Tuscany.",
            &["CA"],
        ),
    ]);
}

#[test]
fn regions_without_a_code_are_in_their_country() {
    expect_about(&[
        ("en", "Aid reached Darfur and Tigray.", &["ET", "SD"]),
        (
            "en",
            "Abkhaz police closed the road from Siberia.",
            &["GE", "RU"],
        ),
        ("nl", "De trein naar Siberië en de Elzas.", &["FR", "RU"]),
        ("en", "DPRK officials met in Crete.", &["GR", "KP"]),
        (
            "en",
            "Mount Sinai and Cedars-Sinai tested the drug; Sinai is quiet.",
            &["EG"],
        ),
    ]);
}

#[test]
fn what_people_a_town_has_makes_it_one() {
    expect_about(&[
        ("en", "Limerick hospitals were full on Monday.", &["IE"]),
        ("en", "Limerick verses were read on Monday.", &[]),
    ]);
}

#[test]
fn a_state_places_a_town_that_the_table_lacks() {
    expect_about(&[
        ("en", "The fire in Upper Quillage, Conn., is out.", &["US"]),
        ("en", "He wrote to Lord Quillage, Miss Low said.", &[]),
    ]);
    let body = "The fire in Upper Quillage, Conn., is out.";
    let findings = RegionAnnotator::new().annotate(&item("", "", body), "en");
    assert_eq!(evidence_words(&findings, body), ["Quillage, Conn"]);
}

#[test]
fn a_state_behind_an_article_is_nobody() {
    expect_about(&[
        ("en", "The Florida Highway Patrol closed a road.", &["US"]),
        ("en", "We read that Florida Highway sang.", &[]),
    ]);
}

#[test]
fn home_is_a_hint_where_nothing_says_where_an_item_is_from() {
    let fire = "The fire in Alexandria is out.";
    for (home, dateline, body, found) in [
        (None, "", fire, Some(("EG", "name"))),
        (Some("US"), "", fire, Some(("US", "context"))),
        (Some("us"), "", fire, Some(("EG", "name"))),
        (Some("US"), "CAIRO", fire, Some(("EG", "name"))),
        (Some("US"), "", "The fire is out.", None),
    ] {
        let item = item(dateline, "", body);
        let findings = RegionAnnotator::new().annotate_of(home.and_then(Home::of), &item, "en");
        let first = findings.regions.last();
        let first = first.map(|region| (region.code.as_str(), region.method.as_str()));
        assert_eq!(first, found, "{home:?} {dateline} {body}");
    }
}

#[test]
fn larger_regions_are_regions_too() {
    let body = "De onrust in het Midden-Oosten en de Sahel raakt Europa en Latijns-Amerika.";
    let findings = RegionAnnotator::new().annotate(&item("", "", body), "nl");
    assert_eq!(
        codes(&findings, RegionRole::About),
        "MIDDLE-EAST SAHEL 150 419"
    );
}

#[test]
fn two_places_in_a_dateline_are_both_kept() {
    let findings = RegionAnnotator::new().annotate(
        &item("TEL AVIV/BEIROET", "", "De Libanese regering zweeg."),
        "nl",
    );
    assert_eq!(codes(&findings, RegionRole::Dateline), "IL LB");
    assert_eq!(findings.primary_region.as_deref(), Some("LB"));
}

/// The words of the body that are evidence for the first region that it is about.
fn evidence_words<'a>(findings: &RegionFindings, body: &'a str) -> Vec<&'a str> {
    let about = findings
        .regions
        .iter()
        .find(|region| region.role == RegionRole::About);
    let spans = about.map_or(&[][..], |region| &region.evidence);
    let word = |start: i64, end: i64| {
        &body[usize::try_from(start).unwrap()..usize::try_from(end).unwrap()]
    };
    spans
        .iter()
        .map(|span| word(span.start, span.end))
        .collect()
}

#[test]
fn a_state_makes_its_small_towns_known() {
    let body = "In Texas the town of Marfa is growing.";
    let findings = RegionAnnotator::new().annotate(&item("", "", body), "en");
    assert_eq!(evidence_words(&findings, body), ["Texas", "Marfa"]);
}

#[test]
fn a_name_that_comes_late_is_evidence_all_the_same() {
    let body = "So Britain, ".repeat(9) + "and then London and London.";
    let findings = RegionAnnotator::new().annotate(&item("", "", &body), "en");
    let words = evidence_words(&findings, &body);
    assert_eq!(words.len(), 9);
    assert_eq!(words.last(), Some(&"London"));
}

#[test]
fn the_desk_is_not_where_the_news_is() {
    let body =
        "Syrian troops entered Aleppo. Syria denied it. The Syrian minister spoke in Damascus.";
    let findings = RegionAnnotator::new().annotate(&item("BANGALORE", "", body), "en");
    assert_eq!(codes(&findings, RegionRole::Dateline), "IN");
    assert_eq!(findings.primary_region.as_deref(), Some("SY"));
}

#[test]
fn washington_is_the_capital_and_not_the_state() {
    const WASHINGTON_DC: i64 = 4_140_963;
    let body = "Washington rejected the offer.";
    let findings = RegionAnnotator::new().annotate(&item("WASHINGTON", "", body), "en");
    let places = findings.regions.iter().map(|region| {
        let place = region.place.as_ref();
        (region.role, place.and_then(|place| place.geonames_id))
    });
    assert_eq!(
        places.collect::<Vec<_>>(),
        [
            (RegionRole::Dateline, Some(WASHINGTON_DC)),
            (RegionRole::About, Some(WASHINGTON_DC))
        ]
    );
}

#[test]
fn a_capital_that_speaks_is_mentioned_and_nothing_is_located_there() {
    let body = "Moscow says its aircraft left Syria. Syria confirmed it; Syrian crews stayed.";
    let findings = RegionAnnotator::new().annotate(&item("", "", body), "en");
    assert_eq!(codes(&findings, RegionRole::About), "SY RU");
    assert_eq!(codes(&findings, RegionRole::Located), "");
    assert_eq!(codes(&findings, RegionRole::Dateline), "");
    assert_eq!(findings.primary_region.as_deref(), Some("SY"));
}

#[test]
fn a_qualifier_is_evidence_with_the_place_before_it() {
    let body = "A woman was found dead in Belgrade, Minn., on Sunday.";
    let findings = RegionAnnotator::new().annotate(&item("", "", body), "en");
    assert_eq!(evidence_words(&findings, body), ["Belgrade, Minn"]);
}
