//! Finds the names in a text that may be places: the longest match at each word, with capitals where the script has them.

use crate::annotate::region::{
    entry::{CityIndex, Meaning, Strength, TerritoryIndex, UnitIndex, Use, UseKind},
    gazetteer::{Found, Gazetteer},
    key::Key,
    languages::Languages,
    person::NameGuard,
    tokens::{Case, Gap, Token, Tokens, without_arabic_article},
};

/// Words in the longest name that is looked for.
const LONGEST_NAME: usize = 8;
/// Letters from which a country's name counts in a text of any language.
const FOREIGN_NAME_LETTERS: usize = 8;
/// Clitics that Arabic writes in front of a word: and, so, in, to, like.
const ARABIC_CLITICS: [char; 5] = ['و', 'ف', 'ب', 'ل', 'ك'];

/// A city that a name may mean.
#[derive(Debug, Clone, Copy)]
pub struct CityReading {
    /// The city.
    pub city: CityIndex,
    /// How well the name belongs to it.
    pub strength: Strength,
}

/// A name in the text and what it may mean.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Index of its first word.
    pub first: usize,
    /// Index of its last word.
    pub last: usize,
    /// Territories, in the table's order.
    pub territories: Vec<(TerritoryIndex, UseKind)>,
    /// States and provinces that may stand alone.
    pub units: Vec<UnitIndex>,
    /// Cities, in the table's order.
    pub cities: Vec<CityReading>,
    /// States, provinces and countries that it names when it stands behind a place.
    pub qualifier: Qualifier,
    /// Whether the name could be a person's first name.
    pub also_given: bool,
}

/// What a name says about the place before it.
#[derive(Debug, Clone, Default)]
pub struct Qualifier {
    /// States and provinces.
    pub units: Vec<UnitIndex>,
    /// Countries.
    pub countries: Vec<TerritoryIndex>,
}

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
                position += 1;
                continue;
            };
            let mention = self
                .longer_territory_inside(tokens, &mention)
                .unwrap_or(mention);
            position = mention.last + 1;
            mentions.push(mention);
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
        inside.find(|other| other.last > mention.last && !other.territories.is_empty())
    }

    /// The longest name that begins at this word, whatever it belongs to.
    pub fn mention_at(self, tokens: &Tokens, position: usize) -> Option<Mention> {
        let token = &tokens.list()[position];
        let may_begin = match token.case {
            Case::Lower if opens_a_name(tokens, position) => true,
            Case::Lower => self.languages.writes_adjectives_small(),
            _ => token.end - token.start > 1 || token.dotted,
        };
        if !may_begin {
            return None;
        }
        let word = tokens.folded(token);
        let mention = self.longest(tokens, position, word, Mention::is_place);
        if mention.is_some() || token.case != Case::None || word.is_ascii() {
            return mention;
        }
        arabic_stems(word).find_map(|stem| self.longest(tokens, position, stem, Mention::is_place))
    }

    /// The longest wanted name whose first word, at `position`, reads `word`.
    fn longest(
        self,
        tokens: &Tokens,
        position: usize,
        word: &str,
        wanted: fn(&Mention) -> bool,
    ) -> Option<Mention> {
        let mut key = Key::of(word);
        let mut found = self.gazetteer.find(key)?;
        let mut best = Some(self.read(tokens, position, position, found)).filter(wanted);
        let pairs = tokens.list()[position..]
            .windows(2)
            .take(LONGEST_NAME)
            .enumerate();
        for (offset, pair) in pairs {
            if !found.goes_on() || !joins(&pair[0], &pair[1]) {
                break;
            }
            key = key.and(tokens.folded(&pair[1]));
            let Some(longer) = self.gazetteer.find(key) else {
                break;
            };
            found = longer;
            let read = self.read(tokens, position, position + offset + 1, found);
            best = Some(read).filter(wanted).or(best);
        }
        best
    }

    /// The meanings of a found name that count here.
    fn read(self, tokens: &Tokens, first: usize, last: usize, found: Found) -> Mention {
        let words = &tokens.list()[first..=last];
        let mut mention = Mention::empty(first, last);
        for meaning in self.gazetteer.meanings(found) {
            match meaning {
                Meaning::City(city, strength) if city_is_written_so(tokens, words) => {
                    mention.cities.push(CityReading { city, strength });
                }
                Meaning::City(..) => {}
                Meaning::Use(meaning) => self.read_use(&mut mention, tokens, words, meaning),
            }
        }
        mention
    }

    fn read_use(self, mention: &mut Mention, tokens: &Tokens, words: &[Token], meaning: Use) {
        if !written_as(meaning, tokens, words) {
            return;
        }
        match meaning.kind {
            UseKind::Name | UseKind::Adjective => {
                let territory = TerritoryIndex(meaning.target);
                if meaning.kind == UseKind::Name {
                    mention.qualifier.countries.push(territory);
                }
                let letters = words[words.len() - 1].end - words[0].start;
                let foreign = meaning.kind == UseKind::Name
                    && letters >= FOREIGN_NAME_LETTERS
                    && !meaning.lower_ok();
                let known = mention
                    .territories
                    .iter()
                    .any(|(listed, _)| *listed == territory);
                if !known && (foreign || meaning.in_language(self.languages)) {
                    mention.territories.push((territory, meaning.kind));
                }
            }
            UseKind::Unit | UseKind::Qualifier => {
                mention.qualifier.units.push(UnitIndex(meaning.target));
                if !meaning.qualifier_only() {
                    mention.units.push(UnitIndex(meaning.target));
                }
            }
            UseKind::AlsoGiven => mention.also_given = true,
            UseKind::Given | UseKind::Title | UseKind::Organisation | UseKind::Currency => {}
        }
    }

    /// Whether it names a country, or a city that needs no context.
    pub fn is_famous(self, mention: &Mention) -> bool {
        const FAMOUS: u32 = 100_000;
        let famous = |reading: &CityReading| {
            let city = self.gazetteer.city(reading.city);
            reading.strength > Strength::Weak && (city.capital || city.population >= FAMOUS)
        };
        !mention.territories.is_empty() || mention.cities.iter().any(famous)
    }

    /// Whether a word alone is listed as this kind.
    pub fn is_listed(self, word: &str, kinds: &[UseKind]) -> bool {
        let Some(found) = self.gazetteer.find(Key::of(word)) else {
            return false;
        };
        self.gazetteer
            .meanings(found)
            .any(|meaning| matches!(meaning, Meaning::Use(listed) if kinds.contains(&listed.kind)))
    }

    /// What the words from `position` on say as a qualifier of the place before them, with the index of the last word.
    pub fn qualifier_at(self, tokens: &Tokens, position: usize) -> Option<(Qualifier, usize)> {
        let token = tokens.list().get(position)?;
        if matches!(token.case, Case::Lower) {
            return None;
        }
        let mention = self.longest(
            tokens,
            position,
            tokens.folded(token),
            Mention::is_qualifier,
        )?;
        Some((mention.qualifier, mention.last))
    }
}

impl Mention {
    fn empty(first: usize, last: usize) -> Self {
        Self {
            first,
            last,
            territories: Vec::new(),
            units: Vec::new(),
            cities: Vec::new(),
            qualifier: Qualifier::default(),
            also_given: false,
        }
    }

    fn is_place(&self) -> bool {
        !(self.territories.is_empty() && self.units.is_empty() && self.cities.is_empty())
    }

    fn is_qualifier(&self) -> bool {
        !(self.qualifier.units.is_empty() && self.qualifier.countries.is_empty())
    }

    /// The territory, where the name means exactly one and nothing else of weight.
    pub fn sole_territory(&self) -> Option<TerritoryIndex> {
        match self.territories[..] {
            [(territory, _)] if !self.also_given => Some(territory),
            _ => None,
        }
    }
}

/// Whether two words can belong to one name.
fn joins(previous: &Token, token: &Token) -> bool {
    const LONGEST_ABBREVIATION: usize = 3;
    match token.gap {
        Gap::Space | Gap::Joined => true,
        Gap::Stop => previous.dotted || previous.end - previous.start <= LONGEST_ABBREVIATION,
        Gap::Aside | Gap::Slash | Gap::Break => false,
    }
}

/// Cities are written with a capital on the first and the last word, but for an elided article: 's-Hertogenbosch.
fn city_is_written_so(tokens: &Tokens, words: &[Token]) -> bool {
    let article = words.len() > 1 && tokens.folded(&words[0]) == "s";
    (words[0].case != Case::Lower || article) && words[words.len() - 1].case != Case::Lower
}

/// Whether it is the elided article of Dutch town names: 's-Gravenhage.
fn opens_a_name(tokens: &Tokens, position: usize) -> bool {
    let next = tokens.list().get(position + 1);
    tokens.folded(&tokens.list()[position]) == "s"
        && next.is_some_and(|next| next.gap == Gap::Joined && next.case != Case::Lower)
}

/// "La reunión" at the head of a sentence is not the island: behind an article the name itself needs its capital.
fn is_article_before_small_word(words: &[Token]) -> bool {
    const LONGEST_ARTICLE: usize = 3;
    words.len() > 1
        && words[0].end - words[0].start <= LONGEST_ARTICLE
        && words[1].case == Case::Lower
}

fn written_as(meaning: Use, tokens: &Tokens, words: &[Token]) -> bool {
    if meaning.upper_only() {
        let informative = !tokens.capitals_say_nothing() || words[0].dotted;
        return words
            .iter()
            .all(|word| matches!(word.case, Case::Upper | Case::None))
            && informative;
    }
    meaning.lower_ok() || words[0].case != Case::Lower && !is_article_before_small_word(words)
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
