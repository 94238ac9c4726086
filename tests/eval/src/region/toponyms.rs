//! The country of a gold place name, found in the text or given as a name.

use dateline_enricher::annotate::region::RegionAnnotator;
use dateline_schemas::{EvidenceField, EvidenceSpan, Located, Region, RegionRole, WireItem};

use crate::{
    region::{
        articles::{Article, GoldPlace},
        tally::Tally,
    },
    report::{Confusions, Section, Target},
};

const RIGHT: Target = Target::AtLeast(0.95);
const UNANSWERED: Target = Target::AtMost(0.05);

/// What the item's own regions say about each gold name.
pub fn in_text(annotator: RegionAnnotator, articles: &[Article]) -> Section {
    let explained = "Of the gold names, the share without an answer and the share of right countries among the answered. \
        The answer is the country whose evidence in the body overlaps the name, else the one that has the same name as \
        evidence elsewhere, in any case and headline included, since a record keeps each name once. Recognition counts as well: a name that is left out as part of an organisation is unanswered.";
    section(
        "country of a gold place name, read in the text",
        explained,
        articles,
        |article| {
            let findings = annotator.annotate_of(article.home, &article.item, "en");
            article
                .places
                .iter()
                .map(|place| said_of(&findings.regions, &article.item, place))
                .collect()
        },
    )
}

/// What the annotator makes of each gold name, handed to it as the place of an item with the article's text.
pub fn given(annotator: RegionAnnotator, articles: &[Article]) -> Section {
    let explained = "The same names handed over one by one as the item's location, with the article as its text: resolution \
        without recognition, as the references are measured (Mordecai 3: 97 to 98 %, plain rules 90 / 88 / 94 %).";
    section(
        "country of a gold place name, given",
        explained,
        articles,
        |article| {
            let answer = |place: &GoldPlace| {
                let item = WireItem {
                    located: Some(Located {
                        name: Some(place.name.clone()),
                        scheme: None,
                        code: None,
                    }),
                    ..article.item.clone()
                };
                let findings = annotator.annotate(&item, "en");
                let located = findings
                    .regions
                    .iter()
                    .find(|region| region.role == RegionRole::Located);
                located.map(|region| region.code.clone())
            };
            article.places.iter().map(answer).collect()
        },
    )
}

fn section(
    title: &str,
    explained: &str,
    articles: &[Article],
    answers: impl Fn(&Article) -> Vec<Option<String>>,
) -> Section {
    let (mut right, mut unanswered) = (Tally::default(), Tally::default());
    let mut confusions = Confusions::default();
    for article in articles {
        for (place, answer) in article.places.iter().zip(answers(article)) {
            unanswered.count(article.set, article.half, answer.is_none());
            if let Some(code) = &answer {
                right.count(article.set, article.half, *code == place.country);
            }
            let said = answer.as_deref().unwrap_or("nothing");
            if said != place.country && article.half == crate::data::Half::Tune {
                let example = format!("{}: {}", place.name, around(article, place));
                confusions.note(article.set, &place.country, said, &example);
            }
        }
    }
    let mut rows = right.rows("right of answered", RIGHT);
    rows.extend(unanswered.rows("unanswered", UNANSWERED));
    Section::new(title, explained, rows, confusions)
}

fn said_of(regions: &[Region], item: &WireItem, place: &GoldPlace) -> Option<String> {
    // Evidence ends before the last stop of an abbreviation.
    let name = place.name.trim_end_matches('.');
    let overlaps = |span: &EvidenceSpan| {
        let bytes = usize::try_from(span.start)
            .ok()
            .zip(usize::try_from(span.end).ok());
        span.field == EvidenceField::Body
            && bytes.is_some_and(|(start, end)| start < place.end && place.start < end)
    };
    let says = |fits: &dyn Fn(&EvidenceSpan) -> bool| {
        let found = regions
            .iter()
            .find(|region| region.evidence.iter().any(fits));
        found.map(|region| region.code.clone())
    };
    // The first time that a name stands, its evidence may go on to the state behind it.
    let is_name = |words: &str| {
        let alone = words.split(',').next().unwrap_or_default();
        alone.trim_end().eq_ignore_ascii_case(name)
    };
    says(&overlaps).or_else(|| says(&|span| words_of(item, span).is_some_and(is_name)))
}

/// The words of a span of headline or body.
fn words_of<'a>(item: &'a WireItem, span: &EvidenceSpan) -> Option<&'a str> {
    let field = match span.field {
        EvidenceField::Headline => item.headline.as_deref(),
        EvidenceField::Body => item.body.as_deref(),
        EvidenceField::Dateline | EvidenceField::Located | EvidenceField::Unknown => None,
    };
    let (start, end) = (usize::try_from(span.start), usize::try_from(span.end));
    field?.get(start.ok()?..end.ok()?)
}

fn around(article: &Article, place: &GoldPlace) -> String {
    let body = article.item.body.as_deref().unwrap_or_default();
    let start = body.floor_char_boundary(place.start.saturating_sub(35));
    let end = body.floor_char_boundary((place.end + 30).min(body.len()));
    body[start..end].to_owned()
}
