//! What the gazetteer's rows say: territories, states, cities, and the meanings of names.

use crate::annotate::region::languages::Languages;

/// Index of a country or larger region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TerritoryIndex(pub u16);

/// Index of a first-level unit: a state, a province.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitIndex(pub u16);

/// Index of a city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CityIndex(pub u32);

/// A country, a group of countries or a fuzzy region.
#[derive(Debug, Clone, Copy)]
pub struct Territory {
    /// Vocabulary of the code.
    pub scheme: &'static str,
    /// Code in the vocabulary.
    pub code: &'static str,
}

impl Territory {
    /// Whether it is one of ISO 3166-1's countries.
    pub fn is_country(self) -> bool {
        self.scheme == "iso3166-1"
    }
}

/// A state or province.
#[derive(Debug, Clone, Copy)]
pub struct Unit {
    /// The country that it belongs to.
    pub country: TerritoryIndex,
    /// GeoNames' name.
    pub name: &'static str,
    /// GeoNames' identifier.
    pub geonames_id: u32,
}

/// A populated place.
#[derive(Debug, Clone, Copy)]
pub struct City {
    /// GeoNames' identifier.
    pub geonames_id: u32,
    /// Degrees north, times 100,000.
    pub latitude_e5: i32,
    /// Degrees east, times 100,000.
    pub longitude_e5: i32,
    /// Inhabitants.
    pub population: u32,
    /// Whether it is its country's capital.
    pub capital: bool,
    /// The country.
    pub country: TerritoryIndex,
    /// The state or province, where known.
    pub unit: Option<UnitIndex>,
    /// GeoNames' name.
    pub name: &'static str,
}

impl City {
    /// Whether it is meant by its name although a state has it too: New York.
    pub fn is_great(&self) -> bool {
        const GREAT: u32 = 400_000;
        self.capital || self.population >= GREAT
    }
}

/// How well a name belongs to a city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A minor alternate, or a name that is mostly something else: counts at the head of a text or with its country named.
    Weak,
    /// A usual name in another language.
    Alternate,
    /// Its own name.
    Primary,
}

/// What else than a city a name can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UseKind {
    /// A territory's name or abbreviation.
    Name,
    /// An adjective of a territory, or the word for its people.
    Adjective,
    /// The name of a state or province.
    Unit,
    /// A state's abbreviation: `N.C.`, `Calif.`.
    Qualifier,
    /// A first name.
    Given,
    /// A first name that is a place as well: Paris, Jordan.
    AlsoGiven,
    /// A title before a person's name.
    Title,
    /// A word that ends an organisation's name.
    Organisation,
    /// A word for money, in small letters as well: an adjective before it names no place.
    Currency,
    /// A longer word that begins like a name and is none.
    NoName,
}

/// A meaning other than a city.
#[derive(Debug, Clone, Copy)]
pub struct Use {
    /// Index of the territory or unit; 0 for words.
    pub target: u16,
    /// What the name is.
    pub kind: UseKind,
    /// Bits: 1 capitals only, 2 small letters too, 4 qualifier only.
    pub flags: u8,
    /// The languages in which it is so, a bit each.
    pub languages: u16,
}

impl Use {
    /// Whether it counts only in capital letters: `US`.
    pub fn upper_only(self) -> bool {
        self.flags & 1 != 0
    }

    /// Whether it counts in small letters: `française`.
    pub fn lower_ok(self) -> bool {
        self.flags & 2 != 0
    }

    /// Whether it only qualifies a place before it.
    pub fn qualifier_only(self) -> bool {
        self.flags & 4 != 0 || self.kind == UseKind::Qualifier
    }

    /// Whether the name has this meaning in one of these languages.
    pub fn in_language(self, languages: Languages) -> bool {
        languages.contain(self.languages)
    }
}

/// One meaning of a name.
#[derive(Debug, Clone, Copy)]
pub enum Meaning {
    /// A city.
    City(CityIndex, Strength),
    /// Anything else.
    Use(Use),
}
