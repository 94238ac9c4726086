//! A name in a text and what it may mean.

use crate::annotate::region::{
    entry::{CityIndex, Meaning, Strength, TerritoryIndex, UnitIndex, Use, UseKind},
    gazetteer::{Found, Gazetteer},
    languages::Languages,
    reader::Reader,
    tokens::{Case, Token, Tokens},
};

/// Letters from which a country's name counts in a text of any language.
const FOREIGN_NAME_LETTERS: usize = 8;

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

impl Mention {
    /// A found name with what it may mean here, where it means anything.
    pub fn read(
        reader: Reader<'_>,
        tokens: &Tokens,
        first: usize,
        last: usize,
        found: Found,
    ) -> Option<Self> {
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
            languages: reader.languages,
        };
        for meaning in reader.gazetteer.meanings(found) {
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

    /// Whether it names any place.
    pub fn is_place(&self) -> bool {
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
            long: words[words.len() - 1].end() - words[0].start() >= FOREIGN_NAME_LETTERS,
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

/// Cities are written with a capital on the first and the last word, but for an elided article: 's-Hertogenbosch.
fn city_is_written_so(tokens: &Tokens, words: &[Token]) -> bool {
    let article = words.len() > 1 && tokens.folded(&words[0]) == b"s";
    (words[0].case != Case::Lower || article) && words[words.len() - 1].case != Case::Lower
}

/// "La reunión" at the head of a sentence is not the island: behind an article the name itself needs its capital.
fn is_article_before_small_word(words: &[Token]) -> bool {
    const LONGEST_ARTICLE: usize = 3;
    words.len() > 1 && words[0].bytes() <= LONGEST_ARTICLE && words[1].case == Case::Lower
}
