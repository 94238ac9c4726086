//! What a text is about: its mentions, weighed and summed by region.

use dateline_schemas::{EvidenceField, EvidenceSpan};

use crate::annotate::region::{
    context::Context,
    dateline::qualifier_behind,
    entry::TerritoryIndex,
    gazetteer::Gazetteer,
    key::Key,
    mention::Mention,
    reader::Reader,
    resolve::{Method, Prominence, Reading, Resolver, Spot, Weighing},
    tokens::{Case, Tokens},
};

/// Bytes of the body that count as its lead.
const LEAD_BYTES: usize = 250;
/// Mentions whose words are kept as evidence for one region; more add weight only.
const MOST_EVIDENCE: usize = 8;
/// The same, where each further mention is in words that are not among them yet: Gaza, the West Bank, Palestinian.
const MOST_FORMS: usize = 32;

/// A field of the item, cut into words, with its mentions.
pub struct FieldText {
    field: EvidenceField,
    tokens: Tokens,
    mentions: Vec<Mention>,
}

impl FieldText {
    /// Cuts a field and finds its mentions.
    pub fn read(reader: Reader<'_>, field: EvidenceField, text: &str) -> Self {
        let tokens = Tokens::of(text);
        let mentions = reader.mentions(&tokens);
        Self {
            field,
            tokens,
            mentions,
        }
    }

    /// Tells the context what was found in it.
    pub fn tell(&self, reader: Reader<'_>, context: &mut Context) {
        context.add(reader, &self.tokens, &self.mentions);
    }

    fn prominence(&self, context: &Context, mention: &Mention) -> Prominence {
        let name = self.tokens.key(mention.first, mention.last);
        let token = &self.tokens.list()[mention.first];
        if token.case == Case::None {
            Prominence::Caseless
        } else if context.is_placed(name) {
            Prominence::Placed
        } else if token.sentence_start || self.tokens.capitals_say_nothing() {
            Prominence::SentenceStart
        } else {
            Prominence::Capitalised
        }
    }

    /// A name counts 4, an adjective or place in it 3; twice in the headline, one and a half times in the lead.
    fn weight(&self, gazetteer: &Gazetteer, mention: &Mention, reading: &Reading) -> u32 {
        let by_name = mention.is_name_of(gazetteer, reading.territory);
        let own = if by_name { 4 } else { 3 };
        let lead = self.tokens.list()[mention.first].start() < LEAD_BYTES;
        match self.field {
            EvidenceField::Headline => own * 4,
            _ if lead => own * 3,
            _ => own * 2,
        }
    }
}

/// A region that the text mentions.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The country or larger region.
    pub territory: TerritoryIndex,
    /// The first city or state that led there.
    pub spot: Spot,
    /// The first mention's reading.
    pub reading: Reading,
    /// Times that it is mentioned.
    pub mentions: u32,
    /// Sum over its mentions.
    pub weight: u32,
    /// Words of its first mentions.
    pub evidence: Vec<EvidenceSpan>,
    forms: Vec<Key>,
}

/// All regions that the fields mention, strongest first, equals in the order of the text.
pub fn subjects(reader: Reader<'_>, context: &Context, fields: &[FieldText]) -> Vec<Subject> {
    let resolver = Resolver {
        gazetteer: reader.gazetteer,
        context,
        weighing: Weighing::WithNeighbours,
    };
    let mut found: Vec<Subject> = Vec::new();
    for field in fields {
        for mention in &field.mentions {
            let behind = qualifier_behind(reader, &field.tokens, mention.last);
            let qualifier = behind.filter(|_| !is_listing(reader, field, mention));
            let Some(reading) = resolver.resolve(
                mention,
                qualifier.as_ref(),
                field.prominence(context, mention),
            ) else {
                continue;
            };
            let weight = field.weight(reader.gazetteer, mention, &reading);
            let last = match (&qualifier, reading.method) {
                (Some(qualifier), Method::Qualifier) => qualifier.last,
                _ => mention.last,
            };
            count(&mut found, field, (mention, last), reading, weight);
        }
    }
    found.sort_by_key(|subject| std::cmp::Reverse(subject.weight));
    found
}

/// "Berlin, Hamburg, New York" lists cities: a place behind the comma that is a great city itself qualifies nothing.
fn is_listing(reader: Reader<'_>, field: &FieldText, mention: &Mention) -> bool {
    const GREAT: u32 = 500_000;
    let next = field
        .mentions
        .iter()
        .find(|next| next.first == mention.last + 1);
    next.is_some_and(|next| {
        next.cities(reader.gazetteer)
            .any(|reading| reader.gazetteer.city(reading.city).population >= GREAT)
    })
}

fn count(
    found: &mut Vec<Subject>,
    field: &FieldText,
    (mention, last): (&Mention, usize),
    reading: Reading,
    weight: u32,
) {
    let words = field.tokens.list();
    let span = EvidenceSpan {
        field: field.field,
        start: to_offset(words[mention.first].start()),
        end: to_offset(words[last].end()),
    };
    let form = field.tokens.key(mention.first, mention.last);
    let listed = found
        .iter_mut()
        .find(|subject| subject.territory == reading.territory);
    let Some(subject) = listed else {
        found.push(Subject {
            territory: reading.territory,
            spot: reading.spot,
            reading,
            mentions: 1,
            weight,
            evidence: vec![span],
            forms: vec![form],
        });
        return;
    };
    subject.mentions += 1;
    subject.weight += weight;
    if subject.spot == Spot::Whole {
        subject.spot = reading.spot;
    }
    let new = !subject.forms.contains(&form) && subject.forms.len() < MOST_FORMS;
    if new {
        subject.forms.push(form);
    }
    if new || subject.evidence.len() < MOST_EVIDENCE {
        subject.evidence.push(span);
    }
}

/// A byte offset as the record carries it.
pub fn to_offset(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
