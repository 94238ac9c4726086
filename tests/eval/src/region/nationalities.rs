//! Nationality adjectives: whether the one of each state is known in each language.
//!
//! A guard against measuring the table with itself: the list is written from knowledge of the words, not taken from a
//! source of the table, and holds what no source has as it stands, inflected forms (a feminine, a plural, a genitive),
//! so that rules, folding and small letters are measured with the words. CLDR's adjectives among the data are not used:
//! most of the table comes from them. What the guard does not cover: where CLDR has no word for a state, the table's own
//! list and this one are of one hand, and agree on which word is meant. Misses of the check half are counted, not told;
//! and a word that means something else more often (Arabic "financial" for Mali) is missed on purpose.

use dateline_enricher::annotate::region::RegionAnnotator;
use dateline_schemas::WireItem;

use crate::{
    data::Half,
    region::tally::Tally,
    report::{Confusions, Section, Target},
};

const LIST: &str = include_str!("../../texts/nationalities.tsv");
/// The columns of the list.
const LANGUAGES: [&str; 10] = ["nl", "de", "fr", "es", "pt", "it", "pl", "ru", "tr", "ar"];
const KNOWN: Target = Target::AtLeast(0.95);

/// The share of states whose adjective gives their region, for each language.
pub fn measure(annotator: RegionAnnotator) -> Section {
    let mut tally = Tally::default();
    let mut confusions = Confusions::default();
    let states = LIST.lines().filter(|line| !line.starts_with('#'));
    for line in states {
        let mut columns = line.split('\t');
        let code = columns.next().unwrap_or_default();
        for (language, adjective) in LANGUAGES.into_iter().zip(columns) {
            let half = Half::of(&format!("{language} {code}"));
            let known = is_known(annotator, language, adjective, code);
            tally.count(language, half, known);
            if !known && half == Half::Tune {
                confusions.note(language, code, "nothing", adjective);
            }
        }
    }
    let explained = "Whether an inflected adjective of each of 197 states gives its region, alone in the middle of a sentence \
        without other names; where one word belongs to two states (Congo), either will do.";
    let rows = tally.rows("adjectives", KNOWN);
    Section::new("nationality adjectives", explained, rows, confusions)
}

fn is_known(annotator: RegionAnnotator, language: &str, adjective: &str, code: &str) -> bool {
    let item = WireItem {
        body: Some(format!("1 2 3 {adjective} 4 5")),
        ..WireItem::default()
    };
    let regions = annotator.annotate(&item, language).regions;
    regions
        .iter()
        .any(|region| region.code == code || region.runner_up.as_deref() == Some(code))
}
