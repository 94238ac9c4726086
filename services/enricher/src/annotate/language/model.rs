//! The model behind the detector: lingua for now. Whatever replaces it keeps these three functions.

use std::{fmt, sync::OnceLock};

use lingua::{Language, LanguageDetectorBuilder};

/// Name and version of the method.
pub const VERSION: &str = "lingua-1.8";

/// Tags of the languages that are built in.
pub const TAGS: [&str; 12] = [
    "nl", "en", "de", "fr", "es", "it", "pt", "pl", "ru", "uk", "ar", "tr",
];

/// Steps in which probabilities are told. The library sums in the order of a hash set, which differs from call to call,
/// and so do the last digits: a record that is decided again after a crash must get the same bytes.
const STEPS: f64 = 10_000.0;

/// The same, in the same order, as the library names them.
const BUILT_IN: [Language; TAGS.len()] = [
    Language::Dutch,
    Language::English,
    Language::German,
    Language::French,
    Language::Spanish,
    Language::Italian,
    Language::Portuguese,
    Language::Polish,
    Language::Russian,
    Language::Ukrainian,
    Language::Arabic,
    Language::Turkish,
];

/// A language that no built-in model knows, or no language at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownLanguage {
    /// This tag.
    #[error("language {0:?} is not built in; built in are {known}", known = TAGS.join(" "))]
    NotBuiltIn(String),
    /// None was given.
    #[error("no language is configured; built in are {known}", known = TAGS.join(" "))]
    NoneGiven,
}

/// The configured languages, and the model that tells them apart.
pub struct Model {
    languages: Vec<Language>,
    detector: OnceLock<lingua::LanguageDetector>,
}

impl Model {
    /// A model of these languages.
    pub fn new(tags: &[&str]) -> Result<Self, UnknownLanguage> {
        if tags.is_empty() {
            return Err(UnknownLanguage::NoneGiven);
        }
        let languages = tags.iter().map(|tag| {
            let index = TAGS.iter().position(|known| known == tag);
            let language = index.map(|index| BUILT_IN[index]);
            language.ok_or_else(|| UnknownLanguage::NotBuiltIn((*tag).to_owned()))
        });
        Ok(Self {
            languages: languages.collect::<Result<_, _>>()?,
            detector: OnceLock::new(),
        })
    }

    /// Tags of the configured languages.
    pub fn tags(&self) -> Vec<&'static str> {
        self.languages.iter().filter_map(tag_of).collect()
    }

    /// Reads the model's data: seconds of work, once.
    pub fn warm_up(&self) {
        self.detector();
    }

    /// Languages that the text may be in, the likeliest first, each with its probability; none where the model does
    /// not know the script. Probabilities are rounded to four decimals; equal ones stand in the order of [`TAGS`].
    pub fn candidates(&self, text: &str) -> Vec<(&'static str, f64)> {
        let values = self.detector().compute_language_confidence_values(text);
        let mut candidates: Vec<_> = values
            .iter()
            .filter_map(|(language, confidence)| {
                Some((tag_of(language)?, (confidence * STEPS).round() / STEPS))
            })
            .filter(|(_, confidence)| *confidence > 0.0)
            .collect();
        let rank = |tag: &str| TAGS.iter().position(|known| *known == tag);
        candidates.sort_by(|left, right| {
            let by_confidence = right.1.total_cmp(&left.1);
            by_confidence.then_with(|| rank(left.0).cmp(&rank(right.0)))
        });
        candidates
    }

    fn detector(&self) -> &lingua::LanguageDetector {
        self.detector.get_or_init(|| {
            LanguageDetectorBuilder::from_languages(&self.languages)
                .with_preloaded_language_models()
                .build()
        })
    }
}

impl fmt::Debug for Model {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Model({})", self.tags().join(","))
    }
}

fn tag_of(language: &Language) -> Option<&'static str> {
    let index = BUILT_IN.iter().position(|known| known == language)?;
    Some(TAGS[index])
}
