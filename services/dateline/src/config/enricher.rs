//! `[enricher]`: what adds language, regions and stories.

use std::{collections::BTreeMap, fmt, str::FromStr};

use dateline_enricher::annotate::{language::LANGUAGES, region::Home};
use dateline_runtime::config::{Bounded, Violation};

use super::Name;

dateline_runtime::section! {
    /// What adds language, regions and stories.
    pub struct EnricherConfig {
        /// Languages that items can be in; a shorter list makes the choice among them surer. An item in another
        /// language gets the closest one of the list with a low confidence.
        pub languages: Vec<LanguageTag> = LanguageTag::all(),
        /// Countries that sources are at home in, by the source's name. In a text of a local paper that does not say where
        /// it is from, Alexandria is the one of that country. It is a hint for reading names, and no region of an item.
        pub home_regions: BTreeMap<String, CountryCode> = BTreeMap::new(),
        /// Which stages this process runs: both, annotate or link alone, to scale it.
        pub stages: Stages = Stages::Both,
        /// Prefix of the installation whose items are enriched, instead of this one's own: an enricher of another build,
        /// or with other settings, beside the one in service. `dateline diff` compares what the two have made. This
        /// installation's topics need as many partitions as that one's, and its processes may read items and schemas there.
        pub items_of: Option<Name> = None,
        /// How long items can be found to tell the same story, by the time at which they were received. An item that
        /// comes in later than this is linked to nothing and says so. All processes must have the same: to change it,
        /// stop them and run `topics apply`, which keeps fingerprints for two days longer.
        pub dedup_window_hours: Bounded<1, 168> = Bounded::of::<72>(),
        /// How long the newest public text of an item is kept for a later version to say what changed. It is kept in
        /// memory, and read again from the items' topic after a restart, as far as that topic's retention goes; 0 keeps
        /// none, and records then say that there is a new version and no more.
        pub text_window_hours: Bounded<0, 168> = Bounded::of::<24>(),
        /// Whether heartbeats (producer.heartbeat_seconds) are items in wire.enriched, for consumers and targets to see.
        /// If not, each is a record without a value there, which says in its headers what it is: all stages are measured
        /// either way.
        pub heartbeat_visible: bool = false,
    }
}

dateline_runtime::choice! {
    /// Which stages a process runs.
    pub enum Stages {
        /// Both, one after the other.
        Both = "both",
        /// Lineage, embargo, language, regions and fingerprints.
        Annotate = "annotate",
        /// Stories.
        Link = "link",
    }
}

/// BCP 47 tag of a language that this build detects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageTag(&'static str);

/// A tag that this build does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this build detects {}", LANGUAGES.join(", "))]
pub struct UnknownLanguage;

impl LanguageTag {
    /// The tag as text.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    fn all() -> Vec<Self> {
        LANGUAGES.map(Self).to_vec()
    }
}

impl FromStr for LanguageTag {
    type Err = UnknownLanguage;

    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        let known = LANGUAGES.into_iter().find(|known| *known == tag);
        known.map(Self).ok_or(UnknownLanguage)
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

dateline_runtime::text_setting!(LanguageTag, "the tag of a language, for example nl");

/// ISO 3166-1 alpha-2 code of a country that this build knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryCode {
    code: String,
    home: Home,
}

/// A text that is no such code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this build knows the codes of ISO 3166-1 alpha-2, in capitals, and XK")]
pub struct UnknownCountry;

impl FromStr for CountryCode {
    type Err = UnknownCountry;

    fn from_str(code: &str) -> Result<Self, UnknownCountry> {
        let home = Home::of(code).ok_or(UnknownCountry)?;
        let code = code.to_owned();
        Ok(Self { code, home })
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.code)
    }
}

dateline_runtime::text_setting!(CountryCode, "the code of a country, for example NL");

/// Fingerprints are kept for this much longer than the window: segments are dropped as a whole.
const FINGERPRINTS_MARGIN_HOURS: u64 = 48;

impl EnricherConfig {
    /// How long the topic of fingerprints has to keep its records.
    pub(super) fn fingerprints_kept_ms(&self) -> i64 {
        let hours = self.dedup_window_hours.get() + FINGERPRINTS_MARGIN_HOURS;
        i64::try_from(hours * 3_600_000).unwrap_or(i64::MAX)
    }

    /// How long a text is kept, in milliseconds.
    pub fn text_window_ms(&self) -> i64 {
        i64::try_from(self.text_window_hours.get() * 3_600_000).unwrap_or(i64::MAX)
    }

    /// The countries that sources are at home in, by the source's name.
    pub fn homes(&self) -> BTreeMap<String, Home> {
        let homes = self.home_regions.iter();
        homes
            .map(|(source, country)| (source.clone(), country.home))
            .collect()
    }

    pub(super) fn violations(&self) -> Vec<Violation> {
        if !self.languages.is_empty() {
            return Vec::new();
        }
        vec![Violation {
            key: "enricher.languages".to_owned(),
            what: "`enricher.languages` is empty".to_owned(),
            why: "there would be no language to choose from".to_owned(),
            remedy: "name at least one language, or remove the key for all".to_owned(),
        }]
    }
}
