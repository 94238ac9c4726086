//! The words of headings, by language.

/// Words that a heading of further items begins with.
pub(super) const MORE: &[&str] = &[
    // nl
    "Meer nieuws uit",
    "Meer nieuws over",
    "Nog meer uit",
    "Meer uit",
    "Meer in",
    "Meer over",
    "Ook in",
    // en
    "More news from",
    "More news on",
    "More from",
    "More in",
    "More on",
    "Also in",
    "Elsewhere in",
    // de
    "Mehr aus dem",
    "Mehr aus der",
    "Mehr aus",
    "Mehr zu",
    "Mehr über",
    "Weitere Meldungen aus",
    "Weitere Nachrichten aus",
    "Mehr Nachrichten aus",
    "Auch in",
    // fr
    "Plus d'actualités en",
    "Plus d'actualités",
    "Plus d'infos",
    "Toute l'actualité",
    "À lire aussi dans",
    // es
    "Más noticias de",
    "Más noticias sobre",
    "Más sobre",
    "Más en",
    "También en",
    // it
    "Altre notizie da",
    "Altre notizie di",
    "Altre notizie su",
    "Altro da",
    "Altro su",
    "Ancora da",
    // pt
    "Mais notícias de",
    "Mais notícias sobre",
    "Mais sobre",
    "Mais em",
    "Também em",
];

/// Words that stand before the name of a section of the table: "Meer Buitenland", "Más de Internacional".
pub(super) const MORE_OF: &[&str] = &[
    // nl, en
    "Meer",
    "More",
    "Overig",
    "Other",
    // de
    "Mehr",
    "Weitere",
    "Weiteres aus",
    // fr
    "Plus de",
    "Autres",
    "Plus",
    // es
    "Más de",
    "Más",
    // it
    "Altro",
    "Altre",
    "Più",
    // pt
    "Mais de",
    "Mais",
];

/// Headings of further items that name no section.
pub(super) const MORE_ALONE: &[&str] = &[
    // nl
    "Ander nieuws",
    "Kort nieuws",
    "Lees ook",
    "Meer nieuws",
    "Overig nieuws",
    // en
    "In brief",
    "More headlines",
    "More news",
    "More stories",
    "News in brief",
    "Other news",
    "Read also",
    "See also",
    // de
    "Auch interessant",
    "Kurz notiert",
    "Kurzmeldungen",
    "Lesen Sie auch",
    "Mehr Meldungen",
    "Mehr Nachrichten",
    "Mehr zum Thema",
    "Weitere Meldungen",
    "Weitere Nachrichten",
    "Weitere Themen",
    // fr
    "À lire aussi",
    "Autres actualités",
    "Brèves",
    "En bref",
    "Lire aussi",
    "Plus d'articles",
    "Sur le même sujet",
    // es
    "En breve",
    "Lea también",
    "Más noticias",
    "Noticias breves",
    "Otras noticias",
    "También le puede interesar",
    // it
    "Altre notizie",
    "Altro",
    "In breve",
    "Leggi anche",
    "Notizie in breve",
    "Vedi anche",
    // pt
    "Em resumo",
    "Leia também",
    "Mais notícias",
    "Notícias breves",
    "Outras notícias",
    "Veja também",
];

/// Words behind those that name no section: "Meer over dit onderwerp".
pub(super) const POINTERS: &[&str] = &[
    // nl, en
    "dit", "deze", "this", "these", "our", "onze", // de
    "diesem", "dieser", // fr
    "ce", "cette", // es
    "este", "esta", // it
    "questo", "questa",
];

/// Words that a section's name may begin with in small letters: "Meer uit de regio".
pub(super) const ARTICLES: &[&str] = &[
    // nl, en
    "de", "het", "the", // de
    "dem", "den", "der",
];

/// Sections that stand as headings by themselves.
pub(super) const SECTIONS: &[&str] = &[
    // nl
    "Binnenland",
    "Buitenland",
    "Cultuur",
    "Cultuur & Media",
    "Economie",
    "Entertainment",
    "Financieel",
    "Gezondheid",
    "Koningshuis",
    "Kunst",
    "Media",
    "Nieuws",
    "Onderwijs",
    "Opmerkelijk",
    "Politiek",
    "Regio",
    "Sport",
    "Tech",
    "Verkeer",
    "Wetenschap",
    // en
    "Arts",
    "Business",
    "Culture",
    "Domestic",
    "Economy",
    "Education",
    "Environment",
    "Europe",
    "Finance",
    "Foreign",
    "Health",
    "Home News",
    "International",
    "Lifestyle",
    "Markets",
    "News",
    "Oddities",
    "Politics",
    "Regional",
    "Science",
    "Sports",
    "Technology",
    "Travel",
    "UK",
    "US",
    "World",
    "World News",
    // de
    "Ausland",
    "Gesellschaft",
    "Gesundheit",
    "Inland",
    "Kultur",
    "Medien",
    "Nachrichten",
    "Netzwelt",
    "Panorama",
    "Politik",
    "Regionales",
    "Reise",
    "Vermischtes",
    "Welt",
    "Wirtschaft",
    "Wissen",
    "Wissenschaft",
    // fr
    "Actualités",
    "Économie",
    "Étranger",
    "France",
    "Médias",
    "Monde",
    "Planète",
    "Politique",
    "Régions",
    "Santé",
    "Sciences",
    "Société",
    // es
    "Actualidad",
    "Ciencia",
    "Cultura",
    "Deportes",
    "Economía",
    "España",
    "Gente",
    "Internacional",
    "Mundo",
    "Nacional",
    "Noticias",
    "Política",
    "Salud",
    "Sociedad",
    "Sucesos",
    // it
    "Cronaca",
    "Economia",
    "Esteri",
    "Interni",
    "Mondo",
    "Notizie",
    "Politica",
    "Salute",
    "Scienza",
    "Scienze",
    "Spettacoli",
    "Ultime notizie",
    // pt
    "Brasil",
    "Ciência",
    "Desporto",
    "Esportes",
    "Notícias",
    "País",
    "Portugal",
    "Saúde",
    "Sociedade",
    "Últimas notícias",
];
