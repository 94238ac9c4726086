//! Keeps names of people and organisations out: Paris Hilton, Michael Jordan, the Washington Post.

use crate::annotate::region::{
    entry::{Strength, UseKind},
    key::Key,
    locative::{heads_local_body, is_placed},
    mention::Mention,
    reader::Reader,
    tokens::{Case, Gap, Token, Tokens},
};

/// Inhabitants from which a city may stand inside a run of capitals ("Boston Marathon winners").
const KNOWN_WITHOUT_CONTEXT: u32 = 500_000;

/// "Jordan Miller": the second of two mentions side by side.
fn follow_each_other(pair: &[Mention]) -> bool {
    matches!(pair, [first, second] if first.last + 1 == second.first && !second.has_territories)
}

/// Decides for one text which mentions are parts of other names.
pub struct NameGuard<'a> {
    reader: Reader<'a>,
    tokens: &'a Tokens,
}

impl<'a> NameGuard<'a> {
    /// A guard for one text.
    pub fn new(reader: Reader<'a>, tokens: &'a Tokens) -> Self {
        Self { reader, tokens }
    }

    /// Drops what belongs to a person or an organisation, and every later or earlier use of such a surname alone.
    pub fn keep_places(&self, mentions: Vec<Mention>) -> Vec<Mention> {
        let mut is_person: Vec<bool> = Vec::with_capacity(mentions.len());
        for index in 0..mentions.len() {
            let surname = index > 0
                && is_person[index - 1]
                && follow_each_other(&mentions[index - 1..=index]);
            is_person.push(surname || self.is_person(&mentions, index));
        }
        let surnames: Vec<Key> = mentions
            .iter()
            .zip(&is_person)
            .filter(|(mention, person)| **person && self.follows_first_name(mention))
            .map(|(mention, _)| self.word(mention.last))
            .collect();
        let placed: Vec<Key> = mentions
            .iter()
            .filter(|mention| {
                is_placed(
                    self.tokens,
                    self.reader.languages,
                    mention.first,
                    mention.last,
                )
            })
            .filter(|mention| !self.is_in_a_run(mention))
            .map(|mention| self.tokens.key(mention.first, mention.last))
            .collect();
        let keep = |index: usize, mention: &Mention| {
            let surname =
                mention.first == mention.last && surnames.contains(&self.word(mention.first));
            !is_person[index]
                && !surname
                && !self.is_organisation(mention, &placed)
                && !self.is_currency(mention)
        };
        let kept: Vec<bool> = mentions
            .iter()
            .enumerate()
            .map(|(index, mention)| keep(index, mention))
            .collect();
        mentions
            .into_iter()
            .zip(kept)
            .filter(|(_, kept)| *kept)
            .map(|(mention, _)| mention)
            .collect()
    }

    fn is_person(&self, mentions: &[Mention], index: usize) -> bool {
        let mention = &mentions[index];
        if mention.first != mention.last {
            return false;
        }
        let place_before = index > 0 && mentions[index - 1].last + 1 == mention.first;
        let place_behind = mentions.get(index + 1).is_some_and(|next| {
            next.first == mention.last + 1 && (next.has_territories || next.has_units)
        });
        let is_given = mention.also_given && !(mention.has_units && self.follows_article(mention));
        (!place_before && self.follows_first_name(mention))
            || (is_given && !place_behind && self.precedes_surname(mention))
            || self.follows_title(mention)
    }

    /// "Michael Jordan"; a first name that is a place as well must not end a clause before it.
    fn follows_first_name(&self, mention: &Mention) -> bool {
        self.before(mention).is_some_and(|(token, word)| {
            token.case == Case::Capital
                && (self.reader.is_listed(word, &[UseKind::Given])
                    || mention.also_given && self.reader.is_listed(word, &[UseKind::AlsoGiven]))
        })
    }

    /// "The Florida Highway Patrol" is no Florida Highway.
    fn follows_article(&self, mention: &Mention) -> bool {
        const ARTICLES: [&[u8]; 3] = [b"the", b"a", b"an"];
        self.before(mention)
            .is_some_and(|(token, _)| ARTICLES.contains(&self.tokens.folded(token)))
    }

    /// "Paris Hilton", but not "Georgia President" nor "PARIS MATCH".
    fn precedes_surname(&self, mention: &Mention) -> bool {
        let Some((token, word)) = self.behind(mention) else {
            return false;
        };
        let title = self
            .reader
            .is_listed(word, &[UseKind::Title, UseKind::Organisation]);
        // "LONDON The airline said": a place at the head of a text.
        let own_case = self.tokens.list()[mention.last].case;
        token.case == Case::Capital
            && own_case != Case::Upper
            && !title
            && !self.tokens.capitals_say_nothing()
    }

    /// "Senator Cleveland"; a country behind a title is a country, unless a surname follows ("minister Israel Katz").
    fn follows_title(&self, mention: &Mention) -> bool {
        if !self.reader.languages.title_precedes_person() {
            return false;
        }
        let title = self
            .before(mention)
            .is_some_and(|(_, word)| self.reader.is_listed(word, &[UseKind::Title]));
        let only_city = !mention.has_territories;
        title
            && (only_city
                || mention.also_given
                || self.is_name(mention) && self.precedes_surname(mention))
    }

    fn is_name(&self, mention: &Mention) -> bool {
        let mut territories = mention.territories(self.reader.gazetteer);
        territories.any(|(_, kind)| kind == UseKind::Name)
    }

    /// "Boston Globe", "Bayern München": a city with a word of organisations behind it, or inside a run of capitals, unless
    /// the text puts something in a place of that name.
    fn is_organisation(&self, mention: &Mention, placed: &[Key]) -> bool {
        let is_certain = mention.has_territories || !mention.is_place();
        if is_certain || self.heads_public_body(mention) {
            return false;
        }
        let behind = self.behind(mention);
        let named = |(token, word): (&Token, Key)| {
            token.case != Case::Lower && self.reader.is_listed(word, &[UseKind::Organisation])
        };
        behind.is_some_and(named)
            || !mention.has_units
                && self.is_obscure(mention)
                && self.is_in_a_run(mention)
                && !placed.contains(&self.tokens.key(mention.first, mention.last))
    }

    /// "Huntsville High School", but not "St. Mary Hospital": no capital stands before the name.
    fn heads_public_body(&self, mention: &Mention) -> bool {
        let named = self
            .before(mention)
            .is_some_and(|(token, _)| token.case != Case::Lower && !token.sentence_start);
        !named && heads_local_body(self.tokens, mention.last)
    }

    /// "Swiss franc notes" are sold anywhere: the country of a currency is not where something happens.
    fn is_currency(&self, mention: &Mention) -> bool {
        mention.has_territories
            && self
                .behind(mention)
                .is_some_and(|(_, word)| self.reader.is_listed(word, &[UseKind::Currency]))
    }

    fn is_obscure(&self, mention: &Mention) -> bool {
        !mention.cities(self.reader.gazetteer).any(|reading| {
            let city = self.reader.gazetteer.city(reading.city);
            reading.strength > Strength::Weak
                && (city.capital || city.population >= KNOWN_WITHOUT_CONTEXT)
        })
    }

    fn is_in_a_run(&self, mention: &Mention) -> bool {
        if self.tokens.capitals_say_nothing() || self.reader.languages.capitalises_nouns() {
            return false;
        }
        let capital = |token: &Token| matches!(token.case, Case::Capital | Case::Upper);
        let before = self.before(mention).is_some_and(|(token, word)| {
            capital(token)
                && !token.sentence_start
                && !self.reader.is_listed(word, &[UseKind::Title])
        });
        before
            || self
                .behind(mention)
                .is_some_and(|(token, _)| capital(token))
    }

    /// The word right before, with nothing but space between.
    fn before(&self, mention: &Mention) -> Option<(&Token, Key)> {
        let gap = self.tokens.list()[mention.first].gap;
        let index = mention.first.checked_sub(1)?;
        let token = self.tokens.list().get(index)?;
        let abbreviated = gap == Gap::Stop && token.bytes() <= 3;
        (gap == Gap::Space || abbreviated).then_some((token, token.key))
    }

    /// The word right behind, with nothing but space between.
    fn behind(&self, mention: &Mention) -> Option<(&Token, Key)> {
        let token = self.tokens.list().get(mention.last + 1)?;
        (token.gap == Gap::Space).then_some((token, token.key))
    }

    fn word(&self, index: usize) -> Key {
        self.tokens.list()[index].key
    }
}
