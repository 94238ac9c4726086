//! Languages that share a script, and are told apart by the model.

/// A group of languages in one script.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// ISO 15924 code.
    pub script: &'static str,
    /// Tag of each, and the name of its package of n-grams; the order of the lanes.
    pub languages: &'static [(&'static str, &'static str)],
    /// Lanes of a row, one for each language at least: rows of 8 and of 32 are summed as a whole.
    pub lanes: usize,
    /// Sets of the table, fewer than 2³².
    pub sets: usize,
    /// N-grams that are less frequent than this, on average over the languages, become no rows.
    pub least_frequency: f64,
}

/// Lanes of a group of many languages.
pub const WIDE: usize = 32;
/// Lanes of a group of few.
pub const NARROW: usize = 8;

/// All groups, in the order of the model's file.
pub const ALL: [Group; 3] = [LATIN, CYRILLIC, ARABIC];

const LATIN: Group = Group {
    script: "Latn",
    languages: &[
        ("nl", "dutch"),
        ("af", "afrikaans"),
        ("en", "english"),
        ("de", "german"),
        ("fr", "french"),
        ("es", "spanish"),
        ("pt", "portuguese"),
        ("it", "italian"),
        ("sv", "swedish"),
        ("da", "danish"),
        ("nb", "bokmal"),
        ("pl", "polish"),
        ("cs", "czech"),
        ("sk", "slovak"),
        ("hr", "croatian"),
        ("tr", "turkish"),
        ("id", "indonesian"),
        ("ms", "malay"),
        ("ro", "romanian"),
        ("hu", "hungarian"),
        ("fi", "finnish"),
        ("vi", "vietnamese"),
        ("az", "azerbaijani"),
        ("sl", "slovene"),
        ("lt", "lithuanian"),
        ("lv", "latvian"),
        ("et", "estonian"),
        ("sq", "albanian"),
        ("ca", "catalan"),
        ("is", "icelandic"),
        ("sr", "serbian"),
    ],
    lanes: WIDE,
    sets: 1 << 16,
    least_frequency: 1.5e-7,
};

const CYRILLIC: Group = Group {
    script: "Cyrl",
    languages: &[
        ("uk", "ukrainian"),
        ("ru", "russian"),
        ("be", "belarusian"),
        ("bg", "bulgarian"),
        ("sr", "serbian"),
        ("mk", "macedonian"),
    ],
    lanes: NARROW,
    sets: 1 << 14,
    least_frequency: 1e-6,
};

const ARABIC: Group = Group {
    script: "Arab",
    languages: &[("ar", "arabic"), ("fa", "persian"), ("ur", "urdu")],
    lanes: NARROW,
    sets: 1 << 13,
    least_frequency: 2e-6,
};
