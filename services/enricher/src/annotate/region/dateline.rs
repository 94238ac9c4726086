//! Reads the place at the head of a text: "TROY, N.C.", "TEL AVIV/BEIROET", "WASHINGTON, March 3".

use crate::annotate::region::{
    gazetteer::Gazetteer,
    languages::Languages,
    mention::Mention,
    reader::Reader,
    resolve::{Prominence, Reading, Resolver},
    tokens::{Gap, Token, Tokens},
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
    first: usize,
    last: usize,
    mention: Option<Mention>,
    qualifier: Option<Mention>,
}

impl DatelinePlaces {
    /// Finds the names; the language does not matter at the head of a text.
    pub fn find(gazetteer: &Gazetteer, text: &str) -> Self {
        let reader = Reader {
            gazetteer,
            languages: Languages::of_tag("und"),
        };
        let tokens = Tokens::of(text);
        let begins = |(position, token): (usize, &Token)| {
            (position == 0 || token.gap == Gap::Slash).then_some(position)
        };
        let starts = tokens
            .list()
            .iter()
            .enumerate()
            .filter_map(begins)
            .take(MOST_PLACES);
        let places = starts
            .filter_map(|start| place_from(reader, &tokens, start))
            .collect();
        Self { tokens, places }
    }

    /// Decides each name with what the text says.
    pub fn resolve(&self, resolver: Resolver<'_>) -> Vec<FiledFrom> {
        let filed = self.places.iter().filter_map(|place| {
            Some(FiledFrom {
                reading: place.resolve(resolver)?,
                start: self.tokens.list()[place.first].start(),
                end: self.tokens.list()[place.last].end(),
            })
        });
        filed.collect()
    }
}

impl Place {
    /// A state behind the name decides, even over a town of that name elsewhere.
    fn resolve(&self, resolver: Resolver<'_>) -> Option<Reading> {
        let Some(qualifier) = &self.qualifier else {
            return resolver.resolve(self.mention.as_ref()?, None, Prominence::Dateline);
        };
        let town = self
            .mention
            .as_ref()
            .and_then(|mention| resolver.by_qualifier(mention, qualifier));
        town.or_else(|| resolver.by_qualifier_alone(qualifier))
    }
}

/// The place whose name begins with word `start`, or stands later in the same part ("NEAR BAGHDAD"), and what
/// stands behind its comma.
fn place_from(reader: Reader<'_>, tokens: &Tokens, start: usize) -> Option<Place> {
    let ends = |token: &Token| matches!(token.gap, Gap::Aside | Gap::Slash | Gap::Break);
    let length = tokens.list()[start + 1..].iter().position(ends);
    let end = length.map_or(tokens.list().len(), |length| start + 1 + length);
    let qualifier = qualifier_behind(reader, tokens, end - 1);
    let whole = reader.mention_at(tokens, start);
    let mention = whole.filter(|mention| !mention.is_no_name).or_else(|| {
        let later = qualifier.is_none().then_some(start + 1..end)?;
        later
            .filter_map(|position| reader.mention_at(tokens, position))
            .find(|mention| reader.is_famous(mention))
    });
    let last = mention.as_ref().map(|mention| mention.last);
    let last = qualifier.as_ref().map(|behind| behind.last).or(last)?;
    Some(Place {
        first: mention.as_ref().map_or(start, |mention| mention.first),
        last,
        mention,
        qualifier,
    })
}

/// The state or country that stands behind the place that ends with word `last`.
pub fn qualifier_behind(reader: Reader<'_>, tokens: &Tokens, last: usize) -> Option<Mention> {
    let next = tokens.list().get(last + 1)?;
    (next.gap == Gap::Aside)
        .then(|| reader.qualifier_at(tokens, last + 1))
        .flatten()
}
