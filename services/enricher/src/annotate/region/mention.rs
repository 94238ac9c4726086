//! Finds the names in a text that may be places: the longest match at each word, with capitals where the script has them.

use crate::annotate::region::{
    entry::{CityIndex, Meaning, Strength, TerritoryIndex, UnitIndex, Use, UseKind},
    gazetteer::{Found, Gazetteer},
    key::Key,
    languages::Languages,
    letters::without_arabic_article,
    person::NameGuard,
    tokens::{Case, Gap, Token, Tokens},
};

/// Words in the longest name that is looked for, or signs of a script without spaces.
const LONGEST_NAME: usize = 32;
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

/// A name in the text and what it may mean; the meanings themselves stay in the table.
#[derive(Debug, Clone, Copy)]
pub struct Mention {
    /// Index of its first word.
    pub first: usize,
    /// Index of its last word.
    pub last: usize,
    /// The territory, where the name means exactly one.
    pub only_territory: Option<TerritoryIndex>,
    /// Whether it names territories.
    pub has_territories: bool,
    /// Whether it names states or provinces that may stand alone.
    pub has_units: bool,
    /// Whether it names cities.
    pub has_cities: bool,
    /// Whether it names states, provinces or countries when it stands behind a place.
    pub qualifies: bool,
    /// Whether the name could be a person's first name.
    pub also_given: bool,
    /// Whether it is a longer word that begins like a name and is none.
    pub is_no_name: bool,
    found: Found,
    writing: Writing,
    languages: Languages,
}

/// What the spelling of a name in the text lets it mean.
#[derive(Debug, Clone, Copy)]
struct Writing {
    upper: bool,
    capital: bool,
    city: bool,
    long: bool,
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
            _ if token.end - token.start > 1 || token.dotted => self.gazetteer.find(token.key),
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
        let mut best = self.read(tokens, position, position, found).filter(wanted);
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
            let read = self.read(tokens, position, position + offset + 1, found);
            best = read.filter(wanted).or(best);
        }
        best
    }

    /// A found name with what it may mean here, where it means anything.
    fn read(self, tokens: &Tokens, first: usize, last: usize, found: Found) -> Option<Mention> {
        if !found.has_meaning() || tokens.are_cut_out(first, last) {
            return None;
        }
        let mut mention = Mention {
            first,
            last,
            only_territory: None,
            has_territories: false,
            has_units: false,
            has_cities: false,
            qualifies: false,
            also_given: false,
            is_no_name: false,
            found,
            writing: Writing::of(tokens, &tokens.list()[first..=last]),
            languages: self.languages,
        };
        for meaning in self.gazetteer.meanings(found) {
            let Meaning::Use(meaning) = meaning else {
                mention.has_cities = mention.writing.city;
                break;
            };
            if !mention.writing.allows(meaning) {
                continue;
            }
            match meaning.kind {
                UseKind::Name | UseKind::Adjective => {
                    mention.qualifies |= meaning.kind == UseKind::Name;
                    if mention.may_name(meaning) {
                        let territory = TerritoryIndex(meaning.target);
                        let other =
                            mention.has_territories && mention.only_territory != Some(territory);
                        mention.only_territory = Some(territory).filter(|_| !other);
                        mention.has_territories = true;
                    }
                }
                UseKind::Unit | UseKind::Qualifier => {
                    mention.qualifies = true;
                    mention.has_units |= !meaning.qualifier_only();
                }
                UseKind::AlsoGiven => mention.also_given = true,
                UseKind::NoName => mention.is_no_name = true,
                UseKind::Given | UseKind::Title | UseKind::Organisation | UseKind::Currency => {}
            }
        }
        Some(mention)
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
        self.longest(tokens, position, (token.key, found), qualifies)
            .filter(qualifies)
    }
}

impl Mention {
    fn is_place(&self) -> bool {
        self.has_territories || self.has_units || self.has_cities
    }

    /// The territory, where the name means exactly one and is no first name.
    pub fn sole_territory(&self) -> Option<TerritoryIndex> {
        self.only_territory.filter(|_| !self.also_given)
    }

    /// Whether it is a name of this territory, rather than an adjective.
    pub fn is_name_of(&self, gazetteer: &Gazetteer, territory: TerritoryIndex) -> bool {
        self.has_territories
            && self
                .territories(gazetteer)
                .any(|listed| listed == (territory, UseKind::Name))
    }

    /// Territories that it names, each once, in the table's order.
    pub fn territories<'g>(
        &self,
        gazetteer: &'g Gazetteer,
    ) -> impl Iterator<Item = (TerritoryIndex, UseKind)> + use<'g> {
        let mention = *self;
        let counts = move |meaning: &Use| {
            matches!(meaning.kind, UseKind::Name | UseKind::Adjective) && mention.may_name(*meaning)
        };
        // The table sorts the uses of a name by their target.
        let mut before = None;
        self.uses(gazetteer)
            .filter(counts)
            .filter_map(move |meaning| {
                let territory = TerritoryIndex(meaning.target);
                let new = before.replace(territory) != Some(territory);
                new.then_some((territory, meaning.kind))
            })
    }

    /// Whether a territory's name or adjective counts in the text's language.
    fn may_name(&self, meaning: Use) -> bool {
        let foreign = meaning.kind == UseKind::Name && self.writing.long && !meaning.lower_ok();
        foreign || meaning.in_language(self.languages)
    }

    /// States and provinces that it names and that may stand alone, in the table's order.
    pub fn units<'g>(&self, gazetteer: &'g Gazetteer) -> impl Iterator<Item = UnitIndex> + use<'g> {
        self.uses(gazetteer)
            .filter(|meaning| is_unit(meaning) && !meaning.qualifier_only())
            .map(|meaning| UnitIndex(meaning.target))
    }

    /// Cities that it names, in the table's order.
    pub fn cities<'g>(
        &self,
        gazetteer: &'g Gazetteer,
    ) -> impl Iterator<Item = CityReading> + use<'g> {
        let found = Some(self.found).filter(|_| self.writing.city);
        let meanings = found
            .into_iter()
            .flat_map(|found| gazetteer.meanings(found));
        meanings.filter_map(|meaning| match meaning {
            Meaning::City(city, strength) => Some(CityReading { city, strength }),
            Meaning::Use(_) => None,
        })
    }

    /// States and provinces that it names when it stands behind a place.
    pub fn qualifying_units<'g>(
        &self,
        gazetteer: &'g Gazetteer,
    ) -> impl Iterator<Item = UnitIndex> + use<'g> {
        self.uses(gazetteer)
            .filter(is_unit)
            .map(|meaning| UnitIndex(meaning.target))
    }

    /// Countries that it names when it stands behind a place.
    pub fn qualifying_countries<'g>(
        &self,
        gazetteer: &'g Gazetteer,
    ) -> impl Iterator<Item = TerritoryIndex> + use<'g> {
        self.uses(gazetteer)
            .filter(|meaning| meaning.kind == UseKind::Name)
            .map(|meaning| TerritoryIndex(meaning.target))
    }

    /// Meanings other than cities that its spelling allows.
    fn uses<'g>(&self, gazetteer: &'g Gazetteer) -> impl Iterator<Item = Use> + use<'g> {
        let writing = self.writing;
        let uses = gazetteer
            .meanings(self.found)
            .map_while(|meaning| match meaning {
                Meaning::Use(meaning) => Some(meaning),
                Meaning::City(..) => None,
            });
        uses.filter(move |meaning| writing.allows(*meaning))
    }
}

impl Writing {
    fn of(tokens: &Tokens, words: &[Token]) -> Self {
        let small = words[0].case == Case::Lower;
        let informative = !tokens.capitals_say_nothing() || words[0].dotted;
        let mut cases = words.iter().map(|word| word.case);
        Self {
            upper: informative && cases.all(|case| matches!(case, Case::Upper | Case::None)),
            capital: !small && !is_article_before_small_word(words),
            city: city_is_written_so(tokens, words),
            long: words[words.len() - 1].end - words[0].start >= FOREIGN_NAME_LETTERS,
        }
    }

    fn allows(self, meaning: Use) -> bool {
        if meaning.upper_only() {
            return self.upper;
        }
        meaning.lower_ok() || self.capital
    }
}

fn is_unit(meaning: &Use) -> bool {
    matches!(meaning.kind, UseKind::Unit | UseKind::Qualifier)
}

/// Whether two words can belong to one name.
fn joins(previous: &Token, token: &Token) -> bool {
    const LONGEST_ABBREVIATION: usize = 3;
    match token.gap {
        Gap::Space if previous.sign.is_some() && token.sign.is_some() => false,
        Gap::Space | Gap::Joined | Gap::Nothing => true,
        Gap::Stop => previous.dotted || previous.end - previous.start <= LONGEST_ABBREVIATION,
        Gap::Aside | Gap::Slash | Gap::Break => false,
    }
}

/// Cities are written with a capital on the first and the last word, but for an elided article: 's-Hertogenbosch.
fn city_is_written_so(tokens: &Tokens, words: &[Token]) -> bool {
    let article = words.len() > 1 && tokens.folded(&words[0]) == b"s";
    (words[0].case != Case::Lower || article) && words[words.len() - 1].case != Case::Lower
}

/// Whether it is the elided article of Dutch town names: 's-Gravenhage.
fn opens_a_name(tokens: &Tokens, position: usize) -> bool {
    let next = tokens.list().get(position + 1);
    tokens.folded(&tokens.list()[position]) == b"s"
        && next.is_some_and(|next| next.gap == Gap::Joined && next.case != Case::Lower)
}

/// "La reunión" at the head of a sentence is not the island: behind an article the name itself needs its capital.
fn is_article_before_small_word(words: &[Token]) -> bool {
    const LONGEST_ARTICLE: usize = 3;
    words.len() > 1
        && words[0].end - words[0].start <= LONGEST_ARTICLE
        && words[1].case == Case::Lower
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
