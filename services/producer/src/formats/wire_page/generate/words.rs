//! What generated pages are made of: invented news in seven languages.

mod romance;

use romance::{FRENCH, ITALIAN, PORTUGUESE, SPANISH};

/// All languages.
pub(super) const LANGUAGES: &[&Words] = &[
    &DUTCH,
    &ENGLISH,
    &GERMAN,
    &FRENCH,
    &SPANISH,
    &ITALIAN,
    &PORTUGUESE,
];

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The words of one language.
pub(super) struct Words {
    pub(super) more: &'static [&'static str],
    pub(super) sections: &'static [&'static str],
    pub(super) dates: &'static [&'static str],
    pub(super) who: &'static [&'static str],
    pub(super) headline_ends: &'static [&'static str],
    /// Beginnings of sentences, some of which look like structure.
    pub(super) openings: &'static [&'static str],
    pub(super) ends: &'static [&'static str],
    /// One, many, and the length of the unit in milliseconds.
    pub(super) units: &'static [(&'static str, &'static str, i64)],
    /// How a count and its unit are printed as an age, `#` in their place.
    pub(super) ago: &'static [&'static str],
    /// Phrase, and how far back it reaches at most and at least, in milliseconds.
    pub(super) phrases: &'static [(&'static str, i64, i64)],
}

/// Places as agencies print them: accents, apostrophes, hyphens, slashes, one to four words, small letters.
pub(super) const PLACES: &[&str] = &[
    "PARIJS",
    "LONDON",
    "'s-GRAVENHAGE",
    "'s-Gravenhage",
    "’s-HERTOGENBOSCH",
    "Den Haag",
    "MÁLAGA",
    "SÃO PAULO",
    "TEL AVIV/BEIROET",
    "NEW YORK",
    "SAN JOSÉ DEL CABO",
    "SAINT-DENIS",
    "SANTA CRUZ",
    "RIO DE JANEIRO",
    "Frankfurt am Main",
    "N'DJAMENA",
    "L'AQUILA",
    "ÅRHUS",
    "ŁÓDŹ",
    "WASHINGTON, D.C.",
    "ST. LOUIS",
    "McALLEN",
    "BRUSSEL/STRAATSBURG",
    "KUALA LUMPUR",
];

/// Credits as printed, and the agency's name.
pub(super) const CREDITS: &[(&str, &str)] = &[
    ("ANP", "ANP"),
    ("RTR", "Reuters"),
    ("AFP", "AFP"),
    ("AP", "AP"),
    ("DPA", "dpa"),
    ("BELGA", "Belga"),
    ("Reuters", "Reuters"),
    ("EFE", "EFE"),
    ("ANSA", "ANSA"),
    ("TASS", "TASS"),
    ("XINHUA", "Xinhua"),
    ("PA Media", "PA"),
    ("Agence France-Presse", "AFP"),
];

pub(super) const DUTCH: Words = Words {
    more: &["Meer uit", "Meer nieuws uit", "Nog meer uit"],
    sections: &["Buitenland", "Binnenland", "Economie", "Cultuur & Media"],
    dates: &["3 maart", "12 okt", "28 februari 2031"],
    who: &[
        "Burgemeester",
        "Museum (oudste van het land)",
        "Bond van bakkers",
        "Rechter",
        "\"Vergeten\" veerdienst",
    ],
    headline_ends: &[
        "opent nieuwe brug over kanaal",
        "wil af van zondagsrust - en snel",
        "krijgt er 12 plekken bij",
        "zegt nee tegen windpark (weer)",
    ],
    openings: &[
        "De wethouder",
        "Een woordvoerder (links op de foto)",
        "2 uur geleden nog zei een buurman dat de bond",
        "Gisteren meldde persbureau AFP al dat de ploeg",
        "Het museum - gesticht door vissers -",
        "\"Dat kan beter\", vond de directeur, die",
        "Volgens de krant (ANP) - die het eerst schreef -",
        "Meer uit gewoonte dan uit nood",
    ],
    ends: &[
        "heeft # nieuwe bankjes besteld bij een werkplaats in het dorp.",
        "wacht al # weken op antwoord van de provincie.",
        "telde zaterdag # zwanen op de plas (een record).",
        "sprak van \"een goede dag voor de haven\".",
        "liet # lantaarns weghalen, 3 minuten geleden de laatste.",
    ],
    units: &[
        ("minuut", "minuten", MINUTE),
        ("uur", "uur", HOUR),
        ("dag", "dagen", DAY),
    ],
    ago: &["# geleden"],
    phrases: &[
        ("zojuist", MINUTE, 0),
        ("gisteren", 2 * DAY, 0),
        ("eergisteren", 3 * DAY, DAY),
    ],
};

const ENGLISH: Words = Words {
    more: &["More from", "More in", "More news from"],
    sections: &["World", "Business", "Home News", "Science"],
    dates: &["March 3", "Oct. 12", "February 28, 2031"],
    who: &[
        "Mayor",
        "Museum (the oldest in the country)",
        "Bakers' union",
        "Judge",
        "'Forgotten' ferry",
    ],
    headline_ends: &[
        "opens new bridge over canal",
        "to scrap Sunday closing - and soon",
        "gets 12 more places",
        "says no to wind farm (again)",
    ],
    openings: &[
        "The alderman",
        "A spokeswoman (left in the picture)",
        "2 hours ago a neighbour still held that the union",
        "Yesterday AFP had reported that the crew",
        "The museum - founded by fishermen -",
        "\"That can be done better,\" said the director, who",
        "According to the paper (AP) - which wrote it first -",
        "More from habit than from need",
    ],
    ends: &[
        "ordered # new benches from a workshop in the village.",
        "has waited # weeks for an answer from the county.",
        "counted # swans on the pond on Saturday (a record).",
        "spoke of \"a good day for the harbour\".",
        "had # lanterns taken away, the last of them 3 minutes ago.",
    ],
    units: &[
        ("minute", "minutes", MINUTE),
        ("hour", "hours", HOUR),
        ("day", "days", DAY),
    ],
    ago: &["# ago"],
    phrases: &[("just now", MINUTE, 0), ("yesterday", 2 * DAY, 0)],
};

const GERMAN: Words = Words {
    more: &["Mehr aus", "Mehr zu", "Weitere Meldungen aus"],
    sections: &["Ausland", "Wirtschaft", "Kultur", "Wissenschaft"],
    dates: &["3. März", "12. Okt.", "28. Februar 2031"],
    who: &[
        "Bürgermeisterin",
        "Museum (das älteste im Land)",
        "Bäckerinnung",
        "Richter",
        "„Vergessene“ Fähre",
    ],
    headline_ends: &[
        "eröffnet neue Brücke über Kanal",
        "will weg vom freien Sonntag - und bald",
        "bekommt 12 Plätze dazu",
        "sagt Nein zum Windpark (wieder)",
    ],
    openings: &[
        "Der Stadtrat",
        "Eine Sprecherin (links im Bild)",
        "Vor 2 Stunden sagte ein Nachbar noch, dass der Verband",
        "Gestern hatte AFP gemeldet, dass die Mannschaft",
        "Das Museum - von Fischern gegründet -",
        "„Das geht besser“, sagte die Direktorin, die",
        "Laut der Zeitung (dpa) - die es zuerst schrieb -",
        "Mehr aus Gewohnheit als aus Not",
    ],
    ends: &[
        "hat # neue Bänke bei einer Werkstatt im Dorf bestellt.",
        "wartet seit # Wochen auf eine Antwort des Kreises.",
        "zählte am Samstag # Schwäne auf dem Teich (ein Rekord).",
        "sprach von „einem guten Tag für den Hafen“.",
        "ließ # Laternen abbauen, vor 3 Minuten die letzte.",
    ],
    units: &[
        ("Minute", "Minuten", MINUTE),
        ("Stunde", "Stunden", HOUR),
        ("Tag", "Tagen", DAY),
    ],
    ago: &["vor #"],
    phrases: &[
        ("soeben", MINUTE, 0),
        ("vor einer halben Stunde", 31 * MINUTE, 30 * MINUTE),
        ("gestern", 2 * DAY, 0),
        ("vorgestern", 3 * DAY, DAY),
    ],
};
