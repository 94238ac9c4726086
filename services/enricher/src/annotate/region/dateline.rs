//! Reads the place at the head of a text: "TROY, N.C.", "TEL AVIV/BEIROET", "WASHINGTON, March 3".

use crate::annotate::region::{
    gazetteer::{Gazetteer, Languages},
    mention::{Mention, Qualifier, Reader},
    resolve::{Method, Prominence, Reading, Resolver, Spot},
    tokens::{Gap, Tokens},
};

/// Places in one dateline that are taken; more are a list of something else.
const MOST_PLACES: usize = 4;

/// A place of a dateline, with the bytes that name it.
pub struct FiledFrom {
    /// What it was decided to mean.
    pub reading: Reading,
    /// First byte of the name in the dateline's text.
    pub start: usize,
    /// One past the last byte of the name, qualifier included.
    pub end: usize,
}

/// The place names of a dateline, before anything is decided.
pub struct DatelinePlaces {
    tokens: Tokens,
    places: Vec<Place>,
}

struct Place {
    mention: Mention,
    qualifier: Option<(Qualifier, usize)>,
}

impl DatelinePlaces {
    /// Finds the names; the language does not matter at the head of a text.
    pub fn find(gazetteer: &Gazetteer, text: &str) -> Self {
        let reader = Reader {
            gazetteer,
            languages: Languages::of_tag("und"),
        };
        let tokens = Tokens::of(text);
        let mut places = Vec::new();
        let mut position = 0;
        while position < tokens.list().len() && places.len() < MOST_PLACES {
            let begins = places.is_empty() || tokens.list()[position].gap == Gap::Slash;
            let found = begins
                .then(|| reader.mention_at(&tokens, position))
                .flatten();
            let Some(mention) = found else {
                position += 1;
                continue;
            };
            let qualifier = qualifier_behind(reader, &tokens, mention.last);
            position = qualifier.as_ref().map_or(mention.last, |(_, last)| *last) + 1;
            places.push(Place { mention, qualifier });
        }
        Self { tokens, places }
    }

    /// Decides each name with what the text says.
    pub fn resolve(&self, resolver: Resolver<'_>) -> Vec<FiledFrom> {
        let filed = self.places.iter().filter_map(|place| {
            let qualifier = place.qualifier.as_ref().map(|(qualifier, _)| qualifier);
            let reading = resolver.resolve(&place.mention, qualifier, Prominence::Dateline);
            let only_qualified =
                qualifier.and_then(|qualifier| by_qualifier_alone(resolver.gazetteer, qualifier));
            let reading = match (reading, only_qualified) {
                (Some(found), Some(other)) if found.method != Method::Qualifier => other,
                (Some(found), _) => found,
                (None, other) => other?,
            };
            let last = place
                .qualifier
                .as_ref()
                .map_or(place.mention.last, |(_, last)| *last);
            Some(FiledFrom {
                reading,
                start: self.tokens.list()[place.mention.first].start,
                end: self.tokens.list()[last].end,
            })
        });
        filed.collect()
    }
}

/// The state or country that stands behind the place that ends with word `last`.
pub fn qualifier_behind(
    reader: Reader<'_>,
    tokens: &Tokens,
    last: usize,
) -> Option<(Qualifier, usize)> {
    let next = tokens.list().get(last + 1)?;
    (next.gap == Gap::Aside)
        .then(|| reader.qualifier_at(tokens, last + 1))
        .flatten()
}

/// A town that the table lacks is still in the state that is printed behind it.
fn by_qualifier_alone(gazetteer: &Gazetteer, qualifier: &Qualifier) -> Option<Reading> {
    let unit = qualifier.units.first().copied();
    let territory = match unit {
        Some(unit) => gazetteer.unit(unit).country,
        None => *qualifier.countries.first()?,
    };
    Some(Reading {
        territory,
        spot: unit.map_or(Spot::Whole, Spot::Unit),
        method: Method::Qualifier,
        runner_up: None,
    })
}
