//! The language of an item, by its letters.

mod confidence;
pub mod gram;
pub mod groups;
mod han;
mod letters;
mod model;
mod sample;
mod script;
pub mod table;

#[cfg(test)]
mod tests;

use dateline_schemas::{Language, WireItem};

use confidence::{Lanes, Ranking, SURE};
use letters::Letters;
pub use model::VERSION_BYTES;
use model::{Candidates, Scores};
use sample::{FIRST_LOOK, SECOND_LOOK, Sample};
use script::Script;

/// Primary language subtags of BCP 47 that can be told apart.
pub const LANGUAGES: [&str; 49] = [
    "nl", "af", "en", "de", "fr", "es", "pt", "it", "sv", "da", "nb", "pl", "cs", "sk", "uk", "ru",
    "be", "bg", "sr", "hr", "ar", "fa", "he", "tr", "zh", "ja", "ko", "id", "ms", "ro", "hu", "fi",
    "el", "vi", "th", "hi", "bn", "ur", "ka", "hy", "az", "sl", "lt", "lv", "et", "mk", "sq", "ca",
    "is",
];

/// The tag of a text whose language is not known.
pub const UNDETERMINED: &str = "und";

/// The tag of a text in several languages.
pub const MULTIPLE: &str = "mul";

/// Probability of a language that its script alone tells: others that are not known here are written in it too.
const BY_SCRIPT: f64 = 0.99;

/// Begins the method of a text whose parts differ; the language of its head follows, and `second_tag` is that of its end.
const IN_PARTS: &str = "parts:";

/// Letters that each part of a bilingual text has at least.
const LEAST_IN_PART: u16 = 50;

/// An item whose head and end are, at the first look, in one language that is this probable, is not read further.
const CLEAR: f64 = 0.999;

/// A text with fewer letters is told with the help of what its source declares.
const SHORT: usize = 60;

/// A language that is not among [`LANGUAGES`], or none at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownLanguage {
    /// This tag.
    #[error("language {0:?} is not built in; built in are {known}", known = LANGUAGES.join(" "))]
    NotBuiltIn(String),
    /// None was given.
    #[error("no language is configured; built in are {known}", known = LANGUAGES.join(" "))]
    NoneGiven,
}

/// Tells the language of items among configured ones. Shared between threads; its data is part of the program.
#[derive(Debug)]
pub struct LanguageDetector {
    configured: Vec<&'static str>,
    /// Of each group, those that are configured.
    lanes: [Lanes; groups::ALL.len()],
    version: String,
}

impl LanguageDetector {
    /// A detector between these languages, out of [`LANGUAGES`]: the fewer, the sharper.
    ///
    /// # Errors
    /// A tag that is not among [`LANGUAGES`], or none at all.
    pub fn new(tags: &[&str]) -> Result<Self, UnknownLanguage> {
        if tags.is_empty() {
            return Err(UnknownLanguage::NoneGiven);
        }
        let known = |tag: &&str| {
            let known = LANGUAGES.into_iter().find(|known| known == tag);
            known.ok_or_else(|| UnknownLanguage::NotBuiltIn((*tag).to_owned()))
        };
        let configured = tags.iter().map(known).collect::<Result<Vec<_>, _>>()?;
        let version = match configured.len() {
            count if count == LANGUAGES.len() => format!("{} all", model::version()),
            _ => format!("{} {}", model::version(), configured.join(",")),
        };
        Ok(Self {
            lanes: groups::ALL.map(|group| Lanes::of(&group, &configured)),
            configured,
            version,
        })
    }

    /// Method, data and configured languages, as the records carry it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Makes what is made once, so that the first item does not wait for it.
    pub fn warm_up(&self) {
        model::warm_up();
    }

    /// The item's language: by headline, head and end of the body, without what misleads.
    pub fn detect(&self, item: &WireItem) -> Language {
        let declared = item.language_declared.as_deref().and_then(declared_subtag);
        let declared = declared.as_deref();
        let mut sample = Sample::of(item, FIRST_LOOK);
        let (told, is_clear) = self.tell(&mut sample, declared);
        if is_clear || sample.is_whole {
            return told;
        }
        self.tell(&mut Sample::of(item, SECOND_LOOK), declared).0
    }

    /// The language of a sample, and whether more of the item would not change it.
    fn tell(&self, sample: &mut Sample, declared: Option<&str>) -> (Language, bool) {
        let Sample { head, tail, .. } = sample;
        let mut counts = *head.counts();
        for (count, more) in counts.iter_mut().zip(tail.counts()) {
            *count += more;
        }
        let Some(script) = Script::of_most(&counts) else {
            return (undetermined(None), false);
        };
        if let Some(language) = self.in_two_scripts(head, tail) {
            return (language, false);
        }
        match model::candidates(script) {
            Some(Candidates::ByScript(tag)) if self.configured.contains(&tag) => {
                let letters = head.symbols().iter().chain(tail.symbols());
                let variant = (tag == "zh").then(|| han::variant(letters)).flatten();
                let tag =
                    variant.map_or_else(|| tag.to_owned(), |variant| format!("{tag}-{variant}"));
                let language = Language {
                    agrees_with_declared: declared.map(|declared| agrees(declared, &tag)),
                    tag,
                    script: Some(script.code().to_owned()),
                    confidence: BY_SCRIPT,
                    method: "script".to_owned(),
                    ..Language::default()
                };
                (language, false)
            }
            Some(Candidates::Group(group)) => {
                let parts = [head, tail].map(|part| Scores::of(group, part.in_script(script)));
                self.by_model(group, &parts, declared)
            }
            _ => (undetermined(Some(script.code())), false),
        }
    }

    fn by_model(
        &self,
        group: usize,
        parts: &[Scores; 2],
        declared: Option<&str>,
    ) -> (Language, bool) {
        let script = model::group(group).script;
        let lanes = self.lanes[group];
        let rank = |scores: &Scores, prior| Ranking::of(group, scores, lanes, prior);
        let whole = parts[0].and(&parts[1]);
        let Some(ranking) = rank(&whole, None) else {
            return (undetermined(Some(script)), false);
        };
        let [head, tail] = parts;
        let is_enough = |part: &Scores| part.symbols >= usize::from(LEAST_IN_PART);
        let agree = lanes.likeliest(head) == lanes.likeliest(tail);
        if is_enough(head)
            && is_enough(tail)
            && !agree
            && let (Some(head), Some(tail)) = (rank(head, None), rank(tail, None))
            && head.differs_clearly(&tail)
        {
            let language = several(head.first.0, tail.first.0, head.first.1, script);
            return (language, false);
        }
        let is_clear = agree && ranking.first.1 >= CLEAR;
        let agrees_with_declared = declared.map(|declared| agrees(declared, ranking.first.0));
        let helped = declared
            .filter(|_| whole.symbols < SHORT && ranking.first.1 < SURE)
            .and_then(|declared| rank(&whole, Some(declared)));
        let method = if helped.is_some() {
            "model+declared"
        } else {
            "model"
        };
        let ranking = helped.unwrap_or(ranking);
        let language = Language {
            tag: with_script(ranking.first.0, script),
            script: Some(script.to_owned()),
            confidence: ranking.first.1,
            method: method.to_owned(),
            agrees_with_declared,
            second_tag: ranking.second.map(|(tag, _)| tag.to_owned()),
            second_confidence: ranking.second.map(|(_, confidence)| confidence),
        };
        (language, is_clear)
    }

    /// `mul`, where head and end of a text are in scripts of their own.
    fn in_two_scripts(&self, head: &Letters, tail: &Letters) -> Option<Language> {
        let scripts = [head, tail].map(|part| {
            let script = Script::of_most(part.counts())?;
            (part.counts()[script.index()] >= LEAST_IN_PART).then_some((script, part))
        });
        let [Some((first, head)), Some((second, tail))] = scripts else {
            return None;
        };
        if first == second {
            return None;
        }
        let tag = |script: Script, part: &Letters| match model::candidates(script)? {
            Candidates::ByScript(tag) => self.configured.contains(&tag).then_some(tag),
            Candidates::Group(group) => {
                let scores = Scores::of(group, part.clone().in_script(script));
                Some(
                    Ranking::of(group, &scores, self.lanes[group], None)?
                        .first
                        .0,
                )
            }
        };
        let (head_tag, tail_tag) = (tag(first, head)?, tag(second, tail)?);
        Some(several(head_tag, tail_tag, BY_SCRIPT, first.code()))
    }
}

/// A text whose parts are in different languages: both are named.
fn several(head: &str, tail: &str, confidence: f64, script: &str) -> Language {
    Language {
        tag: MULTIPLE.to_owned(),
        script: Some(script.to_owned()),
        confidence,
        method: format!("{IN_PARTS}{head}"),
        second_tag: Some(tail.to_owned()),
        ..Language::default()
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

/// The tag with its script, where a language is written in two.
fn with_script(tag: &str, script: &str) -> String {
    match tag {
        "sr" => format!("{tag}-{script}"),
        _ => tag.to_owned(),
    }
}

/// Whether a declared subtag means the language of this tag; `no` is what `nb` was called before it had a subtag.
fn agrees(declared: &str, tag: &str) -> bool {
    let found = primary_subtag(tag);
    declared == found || (declared == "no" && found == "nb")
}

/// The subtag of the language itself in a tag of ours: `zh` of `zh-Hans`.
pub fn primary_subtag(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// The languages that a text is in, by their primary subtags: two where its parts differ.
pub fn subtags(language: &Language) -> impl Iterator<Item = &str> {
    let head = language.method.strip_prefix(IN_PARTS);
    let other = language.second_tag.as_deref().filter(|_| head.is_some());
    let whole = Some(language.tag.as_str()).filter(|_| head.is_none());
    [whole, head, other]
        .into_iter()
        .flatten()
        .map(primary_subtag)
}

/// The language subtag of a declared tag in lower case; `None` for a declaration that is no tag.
fn declared_subtag(declared: &str) -> Option<String> {
    let subtag = declared.split(['-', '_']).next()?.trim();
    let is_subtag =
        matches!(subtag.len(), 2 | 3) && subtag.bytes().all(|b| b.is_ascii_alphabetic());
    is_subtag.then(|| subtag.to_ascii_lowercase())
}
