//! What an item is, apart from its history: language, regions and fingerprints.

use std::collections::BTreeMap;

use dateline_schemas::{AnnotatedItem, Enrichment, Language, Lineage, WireItem};

use super::{
    language::{LanguageDetector, UnknownLanguage},
    link_group::LinkGroup,
    region::{self, Home, RegionAnnotator},
};
use crate::link::fingerprint;

/// Finds out what items are.
#[derive(Debug)]
pub struct ContentAnnotator {
    languages: LanguageDetector,
    regions: RegionAnnotator,
    homes: BTreeMap<String, Home>,
    enrichment: Enrichment,
}

impl ContentAnnotator {
    /// An annotator that tells these languages apart, with the countries that sources are at home in.
    ///
    /// # Errors
    /// A language that is not built in.
    pub fn new(languages: &[&str], homes: BTreeMap<String, Home>) -> Result<Self, UnknownLanguage> {
        let languages = LanguageDetector::new(languages)?;
        let enrichment = Enrichment {
            dateline: env!("CARGO_PKG_VERSION").to_owned(),
            language: languages.version().to_owned(),
            gazetteer: region::version().to_owned(),
            dedup: fingerprint::VERSION.to_owned(),
        };
        Ok(Self {
            languages,
            regions: RegionAnnotator::new(),
            homes,
            enrichment,
        })
    }

    /// Reads what is read once, so that the first item does not wait for it.
    pub fn warm_up(&self) {
        self.languages.warm_up();
        region::warm_up();
    }

    /// The language of an item.
    pub fn language(&self, item: &WireItem) -> Language {
        self.languages.detect(item)
    }

    /// The whole record of a text that goes on or is held.
    pub fn annotate(
        &self,
        item: WireItem,
        language: Language,
        lineage: Lineage,
        link_group: LinkGroup,
    ) -> AnnotatedItem {
        let home = self.homes.get(&item.source).copied();
        let found = self.regions.annotate_of(home, &item, &language.tag);
        let fingerprints = fingerprint::fingerprint(&item, &language.tag);
        AnnotatedItem {
            language: Some(language),
            regions: found.regions,
            primary_region: found.primary_region,
            lineage,
            link_group: link_group.as_str().to_owned(),
            fingerprints: Some(fingerprints),
            enrichment: self.enrichment.clone(),
            item,
        }
    }

    /// The record of an item that goes on without its text.
    pub fn textless(
        &self,
        item: WireItem,
        lineage: Lineage,
        link_group: LinkGroup,
    ) -> AnnotatedItem {
        AnnotatedItem {
            lineage,
            link_group: link_group.as_str().to_owned(),
            enrichment: self.enrichment.clone(),
            item,
            ..AnnotatedItem::default()
        }
    }
}
