//! Languages that share a script, and are told apart by the model.

/// A group of languages in one script.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// ISO 15924 code.
    pub script: &'static str,
    /// In the order of the lanes.
    pub languages: &'static [Language],
    /// Lanes of a row, one for each language at least: rows of 8 and of 32 are summed as a whole.
    pub lanes: usize,
    /// Sets of the table, fewer than 2³².
    pub sets: usize,
    /// N-grams that are less frequent than this, on average over the languages, become no rows.
    pub least_frequency: f64,
}

impl Group {
    /// The lane of the language with this tag.
    pub fn lane(&self, tag: &str) -> Option<usize> {
        let mut languages = self.languages.iter();
        languages.position(|language| language.tag == tag)
    }
}

/// A language of a group.
#[derive(Debug, Clone, Copy)]
pub struct Language {
    /// Its tag, without script.
    pub tag: &'static str,
    /// Name of its package of n-grams.
    pub package: &'static str,
    /// How much more probable than another it is before a text is read: e to this power.
    pub prior: f64,
    /// Whether the package has it in another script, so that its n-grams are spelled anew.
    pub respelled: bool,
}

const fn language(tag: &'static str, package: &'static str) -> Language {
    Language {
        tag,
        package,
        prior: 0.0,
        respelled: false,
    }
}

/// Many sentences could be Croatian or Serbian in Latin letters; without the prior, one Croatian one in twenty would be
/// told as Serbian.
const SERBIAN_IN_LATIN: Language = Language {
    prior: -3.0,
    respelled: true,
    ..language("sr", "serbian")
};

/// Lanes of a group of many languages.
pub const WIDE: usize = 32;
/// Lanes of a group of few.
pub const NARROW: usize = 8;

/// All groups, in the order of the model's file.
pub const ALL: [Group; 3] = [LATIN, CYRILLIC, ARABIC];

const LATIN: Group = Group {
    script: "Latn",
    languages: &[
        language("nl", "dutch"),
        language("af", "afrikaans"),
        language("en", "english"),
        language("de", "german"),
        language("fr", "french"),
        language("es", "spanish"),
        language("pt", "portuguese"),
        language("it", "italian"),
        language("sv", "swedish"),
        language("da", "danish"),
        language("nb", "bokmal"),
        language("pl", "polish"),
        language("cs", "czech"),
        language("sk", "slovak"),
        language("hr", "croatian"),
        language("tr", "turkish"),
        language("id", "indonesian"),
        language("ms", "malay"),
        language("ro", "romanian"),
        language("hu", "hungarian"),
        language("fi", "finnish"),
        language("vi", "vietnamese"),
        language("az", "azerbaijani"),
        language("sl", "slovene"),
        language("lt", "lithuanian"),
        language("lv", "latvian"),
        language("et", "estonian"),
        language("sq", "albanian"),
        language("ca", "catalan"),
        language("is", "icelandic"),
        SERBIAN_IN_LATIN,
    ],
    lanes: WIDE,
    sets: 1 << 16,
    least_frequency: 1.5e-7,
};

const CYRILLIC: Group = Group {
    script: "Cyrl",
    languages: &[
        language("uk", "ukrainian"),
        language("ru", "russian"),
        language("be", "belarusian"),
        language("bg", "bulgarian"),
        language("sr", "serbian"),
        language("mk", "macedonian"),
    ],
    lanes: NARROW,
    sets: 1 << 14,
    least_frequency: 1e-6,
};

const ARABIC: Group = Group {
    script: "Arab",
    languages: &[
        language("ar", "arabic"),
        language("fa", "persian"),
        language("ur", "urdu"),
    ],
    lanes: NARROW,
    sets: 1 << 13,
    least_frequency: 2e-6,
};
