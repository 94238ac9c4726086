//! What the enrichment found, counted: languages, regions and relations of the texts that become public.

use dateline_runtime::{Tally, TallyFamily};
use dateline_schemas::{EnrichedItem, Relation};

use crate::annotate::{language, region};

/// Stands for an item that no region was found for.
const NO_REGION: &str = "none";

/// Languages, regions and relations, in this order.
#[derive(Debug, Clone)]
pub struct Families([TallyFamily; 3]);

impl Families {
    /// The families of everything that is built in.
    pub fn new() -> Self {
        let languages = TallyFamily::new(
            "dateline_enriched_languages_total",
            "Texts that became public, by language.",
            "language",
            language::LANGUAGES
                .into_iter()
                .chain([language::MULTIPLE, language::UNDETERMINED]),
        );
        let regions = TallyFamily::new(
            "dateline_enriched_regions_total",
            "Texts that became public, by primary region: the code of a country or larger region, or none.",
            "region",
            region::codes().chain([NO_REGION]),
        );
        let relations = TallyFamily::new(
            "dateline_enriched_relations_total",
            "Texts that became public, by how they relate to an earlier one.",
            "relation",
            Relation::ALL.iter().map(|relation| relation.symbol()),
        );
        Self([languages, regions, relations])
    }

    /// The families, as the pump registers them.
    pub fn as_slice(&self) -> &[TallyFamily] {
        &self.0
    }

    /// One of each for an item with text.
    pub fn of_item(&self, enriched: &EnrichedItem) -> Vec<Tally> {
        let language = enriched.language.as_ref();
        let values = [
            language.map_or(language::UNDETERMINED, |language| {
                language::primary_subtag(&language.tag)
            }),
            enriched.primary_region.as_deref().unwrap_or(NO_REGION),
            enriched.dedup.relation.symbol(),
        ];
        let families = self.0.iter().zip(values).enumerate();
        let tally = families.map(|(family, (values, value))| Tally {
            family,
            value: values.position(value),
        });
        tally.collect()
    }
}
