//! Made variants among natural items: how many land in the story of their source, and how many in another.

use std::collections::{BTreeMap, HashMap};

use dateline_schemas::{AnnotatedItem, Dedup};

use super::{
    desk::{Desk, annotated},
    random::Random,
    text::Text,
    variant::{Kind, Mostly, Variant, make},
};
use crate::{data::Half, report::Confusions};

/// Natural items come spread over this time, in their order: far denser than they once came.
const NATURAL_SECONDS: usize = 48 * 3_600;
/// Variants come after their source within this time, so that nothing leaves the window of three days.
const VARIANT_SECONDS: usize = 20 * 3_600;

/// Where a variant landed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    /// Variants.
    pub made: usize,
    /// In the story of their source.
    pub found: usize,
    /// In another story, or in one that they made of two.
    pub wrong: usize,
}

/// How a variant was made, and of which text it has more.
pub type Class = (Kind, Mostly);

/// Scores by half and class.
pub type Scores = BTreeMap<(Half, Class), Score>;

/// An item of a stream.
pub struct Arrival<'a> {
    /// What it was made of, itself if it is natural.
    pub source: &'a Text,
    /// How it was made; `None` for a natural item.
    pub class: Option<Class>,
    seconds: usize,
    headline: String,
    /// Its body.
    pub body: String,
}

/// The natural items, with variants of every kind of `count` of them, in the order of their arrival.
pub fn stream(natural: &[Text], count: usize, seed: u64) -> Vec<Arrival<'_>> {
    let mut random = Random::new(seed);
    let arrival = |number: usize| number * NATURAL_SECONDS / natural.len().max(1);
    let mut arrivals: Vec<_> = natural
        .iter()
        .enumerate()
        .map(|(number, source)| Arrival {
            source,
            class: None,
            seconds: arrival(number),
            headline: source.headline.clone(),
            body: source.body.clone(),
        })
        .collect();
    let long: Vec<(usize, &Text)> = natural
        .iter()
        .enumerate()
        .filter(|(_, text)| text.is_long())
        .collect();
    for &(number, source) in random.sample(&long, count) {
        let others: Vec<&Text> = long
            .iter()
            .filter(|(other, text)| *other != number && text.language == source.language)
            .map(|(_, text)| *text)
            .collect();
        for kind in Kind::ALL {
            let foreign = others[random.below(others.len())];
            let Variant {
                headline,
                body,
                mostly,
            } = make(kind, &mut random, source, foreign);
            arrivals.push(Arrival {
                source,
                class: Some((kind, mostly)),
                seconds: arrival(number) + 60 + random.below(VARIANT_SECONDS),
                headline,
                body,
            });
        }
    }
    arrivals.sort_by_key(|arrival| arrival.seconds);
    arrivals
}

impl Arrival<'_> {
    /// Its uri; natural items are found again by theirs.
    fn uri(&self, number: usize) -> String {
        match self.class {
            None => natural_uri(self.source),
            Some((kind, _)) => format!("urn:dateline:{}:{number}", kind.name()),
        }
    }

    fn annotated(&self, number: usize) -> AnnotatedItem {
        let source = self.class.map_or("reuters", |(kind, _)| kind.name());
        let text = (self.headline.clone(), self.body.clone());
        annotated(
            self.uri(number),
            source,
            self.source.language,
            self.seconds as i64,
            text,
        )
    }
}

/// The uri of a natural item.
pub fn natural_uri(text: &Text) -> String {
    format!("urn:dateline:natural:{}", text.id.replace(' ', "-"))
}

/// Feeds a stream to link and scores the variants.
pub fn score(
    set: &str,
    arrivals: &[Arrival<'_>],
    confusions: &mut Confusions,
) -> anyhow::Result<Scores> {
    let mut desk = Desk::new();
    let mut scores = Scores::new();
    let mut founders = HashMap::<String, &str>::new();
    for (number, arrival) in arrivals.iter().enumerate() {
        let item = arrival.annotated(number);
        let source = natural_uri(arrival.source);
        let home = desk.story_of(&source).to_owned();
        let dedup = desk.feed(&item)?;
        let story = dedup.story_id.clone().unwrap_or_default();
        founders.entry(story).or_insert(&arrival.source.id);
        let Some(class) = arrival.class else { continue };
        let is_own = |story: &str| founders.get(story) == Some(&&*arrival.source.id);
        let score = scores.entry((arrival.source.half(), class)).or_default();
        score.made += 1;
        let verdict = verdict(&desk, &home, &dedup, is_own);
        score.found += usize::from(verdict != Verdict::Missed && verdict != Verdict::Astray);
        score.wrong += usize::from(verdict == Verdict::Astray || verdict == Verdict::Mixed);
        if verdict != Verdict::Found && arrival.source.half() == Half::Tune {
            let example = format!(
                "{} {} of {}: {}",
                arrival.source.id,
                arrival.source.headline,
                dedup.of.as_deref().unwrap_or("none"),
                arrival.body
            );
            confusions.note(set, class.0.name(), verdict.name(), &example);
        }
    }
    Ok(scores)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    Found,
    Missed,
    Astray,
    Mixed,
}

impl Verdict {
    const fn name(self) -> &'static str {
        match self {
            Self::Found => "its own story",
            Self::Missed => "a story of its own",
            Self::Astray => "another story",
            Self::Mixed => "a bridge between stories",
        }
    }
}

/// A story that a missed variant of the same source founded is no false hit, and is one to merge with.
fn verdict(desk: &Desk, home: &str, dedup: &Dedup, is_own: impl Fn(&str) -> bool) -> Verdict {
    let story = dedup.story_id.as_deref().unwrap_or_default();
    let is_home = desk.standing(home) == desk.standing(story);
    if !is_home && (dedup.of.is_none() || is_own(story)) {
        Verdict::Missed
    } else if !is_home {
        Verdict::Astray
    } else if !dedup.merged_story_ids.iter().all(|story| is_own(story)) {
        Verdict::Mixed
    } else {
        Verdict::Found
    }
}
