//! The country that an article is about: the one of two thirds or more of its gold places.

use std::collections::BTreeMap;

use dateline_enricher::annotate::region::RegionAnnotator;

use crate::{
    data::Half,
    region::{
        articles::{Article, GoldPlace},
        tally::Tally,
    },
    report::{Confusions, Section, Target},
};

const FEWEST_PLACES: usize = 3;

/// The primary region of each article with a plain focus.
pub fn measure(annotator: RegionAnnotator, articles: &[Article]) -> Section {
    let mut tally = Tally::default();
    let mut confusions = Confusions::default();
    for article in articles {
        let Some(focus) = focus_of(&article.places) else {
            continue;
        };
        let findings = annotator.annotate_of(article.home, &article.item, "en");
        let answer = findings.primary_region;
        let said = answer.as_deref().unwrap_or("nothing");
        tally.count(article.set, article.half, said == focus);
        if said != focus && article.half == Half::Tune {
            let headline = article.item.headline.as_deref().unwrap_or_default();
            confusions.note(article.set, focus, said, headline);
        }
    }
    let explained = "Primary region against the country of at least two thirds of an article's gold places, where it has three \
        or more; the sets have no focus of their own (CLIFF reaches 95 % on its own sets).";
    let rows = tally.rows("focus", Target::AtLeast(0.95));
    Section::new("focus country of an article", explained, rows, confusions)
}

fn focus_of(places: &[GoldPlace]) -> Option<&str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for place in places {
        *counts.entry(&place.country).or_default() += 1;
    }
    let (country, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (places.len() >= FEWEST_PLACES && count * 3 >= places.len() * 2).then_some(country)
}
