//! The language of an item, by its words.

mod model;
mod sample;
mod script;

#[cfg(test)]
mod tests;

use dateline_schemas::{Language, WireItem};

pub use model::UnknownLanguage;

use model::Model;

/// BCP 47 tags of the languages that can be told apart.
pub const LANGUAGES: [&str; 12] = model::TAGS;

/// The tag of a text whose language is not known.
pub const UNDETERMINED: &str = "und";

/// Tells the language of items among configured ones. Shared between threads; its data is read at the first item.
#[derive(Debug)]
pub struct LanguageDetector {
    model: Model,
    version: String,
}

impl LanguageDetector {
    /// A detector between these languages, out of [`LANGUAGES`]: the fewer, the sharper.
    ///
    /// # Errors
    /// A tag that is not among [`LANGUAGES`], or none at all.
    pub fn new(tags: &[&str]) -> Result<Self, UnknownLanguage> {
        let model = Model::new(tags)?;
        let version = format!("{} {}", model::VERSION, model.tags().join(","));
        Ok(Self { model, version })
    }

    /// Method, data and configured languages, as the records carry it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Reads the model's data now, so that the first item does not wait for it.
    pub fn warm_up(&self) {
        self.model.warm_up();
    }

    /// The item's language: by headline and the head of the body, without what misleads.
    pub fn detect(&self, item: &WireItem) -> Language {
        let sample = sample::of(item);
        let Some(script) = script::main_script(&sample) else {
            return undetermined(None);
        };
        let candidates = self.model.candidates(&sample);
        let Some((tag, confidence)) = candidates.first() else {
            return undetermined(Some(script));
        };
        let second = candidates.get(1);
        Language {
            tag: (*tag).to_owned(),
            script: Some(script.to_owned()),
            confidence: *confidence,
            method: "model".to_owned(),
            agrees_with_declared: item
                .language_declared
                .as_deref()
                .and_then(primary_subtag)
                .map(|declared| declared == *tag),
            second_tag: second.map(|(tag, _)| (*tag).to_owned()),
            second_confidence: second.map(|(_, confidence)| *confidence),
        }
    }
}

fn undetermined(script: Option<&str>) -> Language {
    Language {
        tag: UNDETERMINED.to_owned(),
        script: script.map(str::to_owned),
        method: "none".to_owned(),
        ..Language::default()
    }
}

/// The language subtag of a declared tag in lower case; `None` for a declaration that is no tag.
fn primary_subtag(declared: &str) -> Option<String> {
    let subtag = declared.split(['-', '_']).next()?.trim();
    let is_subtag =
        matches!(subtag.len(), 2 | 3) && subtag.bytes().all(|b| b.is_ascii_alphabetic());
    is_subtag.then(|| subtag.to_ascii_lowercase())
}
