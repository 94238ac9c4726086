//! The languages that the gazetteer knows, and what their spelling says about names.

/// A set of the gazetteer's languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Languages(u16);

impl Languages {
    const TAGS: [&'static str; 15] = [
        "nl", "en", "de", "fr", "es", "it", "pt", "pl", "ru", "uk", "ar", "tr", "zh", "ja", "th",
    ];

    /// The language of a BCP 47 tag; all of them for `und` and `mul`; none for one that the table lacks.
    pub fn of_tag(tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or_default();
        if matches!(primary, "" | "und" | "mul") {
            return Self(u16::MAX);
        }
        let position = Self::TAGS.iter().position(|known| *known == primary);
        Self(position.map_or(0, |bit| 1 << bit))
    }

    /// Whether any of the languages of these bits is among them.
    pub fn contain(self, bits: u16) -> bool {
        self.0 & bits != 0
    }

    /// Whether this language writes adjectives of countries with a small letter.
    pub fn writes_adjectives_small(self) -> bool {
        const DE_TO_UK: u16 = 0b11_1111_1100;
        self.0 & DE_TO_UK != 0
    }

    /// Whether every noun has a capital, so that capitals say little.
    pub fn capitalises_nouns(self) -> bool {
        self.0 == 1 << 2
    }

    /// Whether a place right behind a title is a person's name, and no genitive ("мэр Москвы").
    pub fn title_precedes_person(self) -> bool {
        const NL_TO_PT: u16 = 0b111_1111;
        self.0 & NL_TO_PT != 0
    }
}
