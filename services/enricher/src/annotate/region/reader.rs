//! Finds the names in a text that may be places: the longest match at each word, with capitals where the script has them.

use crate::annotate::region::{
    entry::{Meaning, Strength, UseKind},
    gazetteer::{Found, Gazetteer},
    key::Key,
    languages::Languages,
    letters::without_arabic_article,
    mention::{CityReading, Mention},
    person::NameGuard,
    tokens::{Case, Gap, Token, Tokens},
};

/// Words in the longest name that is looked for, or signs of a script without spaces.
const LONGEST_NAME: usize = 32;
/// Clitics that Arabic writes in front of a word: and, so, in, to, like.
const ARABIC_CLITICS: [char; 5] = ['و', 'ف', 'ب', 'ل', 'ك'];

/// What decides which meanings count.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The table.
    pub gazetteer: &'a Gazetteer,
    /// The language of the text.
    pub languages: Languages,
}

impl Reader<'_> {
    /// All mentions in a text, without those inside names of people and organisations.
    pub fn mentions(self, tokens: &Tokens) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let mut position = 0;
        while position < tokens.list().len() {
            let Some(mention) = self.mention_at(tokens, position) else {
                if tokens.list()[position].gap == Gap::Aside {
                    let state = self.state_at(tokens, position, mentions.last());
                    mentions.extend(state);
                }
                position += 1;
                continue;
            };
            let mention = self
                .longer_territory_inside(tokens, &mention)
                .unwrap_or(mention);
            position = mention.last + 1;
            if !mention.is_no_name {
                mentions.push(mention);
            }
        }
        NameGuard::new(self, tokens).keep_places(mentions)
    }

    /// "De Noord-Koreaanse" is no hamlet De Noord: a territory that begins inside an obscure city and ends behind it wins.
    fn longer_territory_inside(self, tokens: &Tokens, mention: &Mention) -> Option<Mention> {
        if mention.first == mention.last || self.is_famous(mention) {
            return None;
        }
        let mut inside = (mention.first + 1..=mention.last)
            .filter_map(|position| self.mention_at(tokens, position));
        inside.find(|other| other.last > mention.last && other.has_territories)
    }

    /// The longest name that begins at this word, whatever it belongs to, or a longer word that is none.
    pub fn mention_at(self, tokens: &Tokens, position: usize) -> Option<Mention> {
        let token = &tokens.list()[position];
        let found = match token.case {
            Case::Lower if opens_a_name(tokens, position) => self.gazetteer.find(token.key),
            Case::Lower if self.languages.writes_adjectives_small() => {
                self.gazetteer.find_small(token.key)
            }
            Case::Lower => return None,
            _ if token.sign.is_some() => self.find_sign(tokens, position),
            _ if token.bytes() > 1 || token.dotted => self.gazetteer.find(token.key),
            _ => return None,
        };
        let mention = found.and_then(|found| {
            self.longest(tokens, position, (token.key, found), Mention::is_place)
        });
        if mention.is_some() || token.case != Case::None {
            return mention;
        }
        let word = std::str::from_utf8(tokens.folded(token)).ok()?;
        if !word.starts_with(ARABIC_CLITICS) {
            return None;
        }
        arabic_stems(word).find_map(|stem| {
            let key = Key::of(stem.as_bytes());
            let found = self.gazetteer.find(key)?;
            self.longest(tokens, position, (key, found), Mention::is_place)
        })
    }

    /// No name is a single sign: two of them are looked for before the first one is.
    fn find_sign(self, tokens: &Tokens, position: usize) -> Option<Found> {
        let token = &tokens.list()[position];
        let next = tokens.list().get(position + 1)?;
        let may_be = joins(token, next) && self.gazetteer.may_know(token.key.and(next.key));
        may_be.then(|| self.gazetteer.find(token.key))?
    }

    /// The longest wanted name whose first word, at `position`, has this key.
    fn longest(
        self,
        tokens: &Tokens,
        position: usize,
        (mut key, mut found): (Key, Found),
        wanted: fn(&Mention) -> bool,
    ) -> Option<Mention> {
        let wanted = |mention: &Mention| mention.is_no_name || wanted(mention);
        let mut best = Mention::read(self, tokens, position, position, found).filter(wanted);
        let pairs = tokens.list()[position..]
            .windows(2)
            .take(LONGEST_NAME)
            .enumerate();
        for (offset, pair) in pairs {
            if !found.goes_on() || !joins(&pair[0], &pair[1]) {
                break;
            }
            key = key.and(pair[1].key);
            let Some(longer) = self.gazetteer.find(key) else {
                break;
            };
            found = longer;
            let read = Mention::read(self, tokens, position, position + offset + 1, found);
            best = read.filter(wanted).or(best);
        }
        best
    }

    /// A name that the table lacks, with the abbreviated state at this word behind its comma: "Harwinton, Conn.".
    fn state_at(
        self,
        tokens: &Tokens,
        position: usize,
        before: Option<&Mention>,
    ) -> Option<Mention> {
        let words = tokens.list();
        let token = &words[position];
        let first = position.checked_sub(1)?;
        let is_known = before.is_some_and(|before| before.last == first);
        let is_written_so = !is_known
            && words[first].case == Case::Capital
            && (token.case == Case::Capital || token.dotted);
        // "Julie, Miss Smith".
        let goes_on = |next: &Token| next.gap == Gap::Space;
        if !is_written_so || words.get(position + 1).is_some_and(goes_on) {
            return None;
        }
        let state = self.qualifier_at(tokens, position);
        let mut named = state.filter(|state| state.last == position && !state.is_place())?;
        named.first = first;
        Some(named)
    }

    /// Whether it names a country, or a city that needs no context.
    pub fn is_famous(self, mention: &Mention) -> bool {
        const FAMOUS: u32 = 100_000;
        let famous = |reading: &CityReading| {
            let city = self.gazetteer.city(reading.city);
            reading.strength > Strength::Weak && (city.capital || city.population >= FAMOUS)
        };
        mention.has_territories
            || mention
                .cities(self.gazetteer)
                .any(|reading| famous(&reading))
    }

    /// Whether a word alone is listed as this kind.
    pub fn is_listed(self, word: Key, kinds: &[UseKind]) -> bool {
        let Some(found) = self.gazetteer.find(word) else {
            return false;
        };
        self.gazetteer
            .meanings(found)
            .any(|meaning| matches!(meaning, Meaning::Use(listed) if kinds.contains(&listed.kind)))
    }

    /// The words from `position` on as a qualifier of the place before them.
    pub fn qualifier_at(self, tokens: &Tokens, position: usize) -> Option<Mention> {
        let token = tokens.list().get(position)?;
        if matches!(token.case, Case::Lower) {
            return None;
        }
        let found = self.gazetteer.find(token.key)?;
        let qualifies = |mention: &Mention| mention.qualifies;
        let longest = self.longest(tokens, position, (token.key, found), qualifies);
        // What is marked as no name comes back too.
        longest.filter(qualifies)
    }
}

/// Whether two words can belong to one name.
fn joins(previous: &Token, token: &Token) -> bool {
    const LONGEST_ABBREVIATION: usize = 3;
    match token.gap {
        Gap::Space if previous.sign.is_some() && token.sign.is_some() => false,
        Gap::Space | Gap::Joined | Gap::Nothing => true,
        Gap::Stop => previous.dotted || previous.bytes() <= LONGEST_ABBREVIATION,
        Gap::Aside | Gap::Slash | Gap::Break => false,
    }
}

/// Whether it is the elided article of Dutch town names: 's-Gravenhage.
fn opens_a_name(tokens: &Tokens, position: usize) -> bool {
    let next = tokens.list().get(position + 1);
    tokens.folded(&tokens.list()[position]) == b"s"
        && next.is_some_and(|next| next.gap == Gap::Joined && next.case != Case::Lower)
}

/// The word without one or two clitics and the article behind them.
fn arabic_stems(word: &str) -> impl Iterator<Item = &str> {
    let once = word
        .strip_prefix(ARABIC_CLITICS)
        .filter(|rest| rest.chars().count() >= 3);
    let twice = once
        .and_then(|rest| rest.strip_prefix(ARABIC_CLITICS))
        .filter(|rest| rest.chars().count() >= 3);
    [
        once.map(without_arabic_article),
        once,
        twice.map(without_arabic_article),
    ]
    .into_iter()
    .flatten()
}
