//! Decides which place a name means: qualifier, context, capital, its own name, population.

use crate::annotate::region::{
    context::Context,
    entry::{City, CityIndex, Strength, TerritoryIndex, UnitIndex, UseKind},
    gazetteer::Gazetteer,
    mention::{CityReading, Mention, Qualifier},
};

/// Inhabitants from which a city counts without its country being named.
const KNOWN: u32 = 50_000;
/// The same, for one capitalised word at the head of a sentence or in a headline of capitals.
const KNOWN_AT_SENTENCE_START: u32 = 200_000;
/// The same, in scripts without capitals.
const KNOWN_WITHOUT_CASE: u32 = 300_000;

/// How a reading was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A state or country stands behind the name.
    Qualifier,
    /// The text names its country.
    Context,
    /// It is a capital.
    Capital,
    /// It is its own name.
    Name,
    /// It is the most populous.
    Population,
    /// An adjective or the name of a people.
    Adjective,
    /// The provider says so.
    Declared,
}

impl Method {
    /// The word in the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Qualifier => "qualifier",
            Self::Context => "context",
            Self::Capital => "capital",
            Self::Name => "name",
            Self::Population => "population",
            Self::Adjective => "adjective",
            Self::Declared => "declared",
        }
    }
}

/// The place behind a territory, where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// The territory itself.
    Whole,
    /// A city in it.
    City(CityIndex),
    /// A state or province of it.
    Unit(UnitIndex),
}

/// What a name was decided to mean.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// The country or larger region.
    pub territory: TerritoryIndex,
    /// Where in it.
    pub spot: Spot,
    /// Why.
    pub method: Method,
    /// The region of the next best reading, where it is another.
    pub runner_up: Option<TerritoryIndex>,
}

/// How well capitals show that a word is a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prominence {
    /// At the head of a text, where only places stand: every meaning counts.
    Dateline,
    /// Capitalised in the middle of a sentence.
    Capitalised,
    /// At the head of a sentence, or in a headline of capitals.
    SentenceStart,
    /// In a script without capitals.
    Caseless,
}

/// How much of the text counts besides the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighing {
    /// The cities that it names count as well as its countries and states.
    WithNeighbours,
    /// The countries and states that it names: in a dateline, a bare name is the well-known city.
    WithContext,
    /// Only the city and its name do.
    Alone,
}

/// Chooses among the readings of names.
#[derive(Clone, Copy)]
pub struct Resolver<'a> {
    /// The table.
    pub gazetteer: &'a Gazetteer,
    /// What the text says.
    pub context: &'a Context,
    /// How much of that counts.
    pub weighing: Weighing,
}

impl Resolver<'_> {
    /// The place that the name means, or none that can be believed.
    pub fn resolve(
        self,
        mention: &Mention,
        qualifier: Option<&Qualifier>,
        prominence: Prominence,
    ) -> Option<Reading> {
        if let Some(reading) = qualifier.and_then(|qualifier| self.by_qualifier(mention, qualifier))
        {
            return Some(reading);
        }
        if let Some(reading) = self.state_rather_than_country(mention) {
            return Some(reading);
        }
        if let Some(reading) = self.territory(mention) {
            return Some(self.with_city(mention, reading, prominence));
        }
        let city = self.city(mention, prominence);
        match city.filter(|city| !self.is_known_unit(mention, city.spot)) {
            Some(reading) => Some(reading),
            None => self.unit(mention),
        }
    }

    /// Florida and Ontario are the state and the province, unless the city is a great one: New York.
    fn is_known_unit(self, mention: &Mention, spot: Spot) -> bool {
        const GREAT: u32 = 400_000;
        let great = match spot {
            Spot::City(city) => {
                let city = self.gazetteer.city(city);
                city.capital || city.population >= GREAT
            }
            Spot::Whole | Spot::Unit(_) => false,
        };
        !great && mention.units.iter().any(|unit| self.is_federal(*unit))
    }

    /// "Paris, Texas": the most populous city of the name in the state or country behind it.
    pub fn by_qualifier(self, mention: &Mention, qualifier: &Qualifier) -> Option<Reading> {
        let fits = |city: &City| {
            city.unit
                .is_some_and(|unit| qualifier.units.contains(&unit))
                || qualifier.countries.contains(&city.country)
        };
        let fitting = mention
            .cities
            .iter()
            .map(|reading| (reading.city, self.gazetteer.city(reading.city)));
        let (index, city) = fitting
            .filter(|(_, city)| fits(city))
            .max_by_key(|(index, city)| (city.population, std::cmp::Reverse(*index)))?;
        Some(Reading {
            territory: city.country,
            spot: Spot::City(index),
            method: Method::Qualifier,
            runner_up: self
                .best_city(mention, |_| true)
                .map(|(_, other)| other.country)
                .filter(|other| *other != city.country),
        })
    }

    /// Georgia, where the text speaks of the United States and not of the country.
    fn state_rather_than_country(self, mention: &Mention) -> Option<Reading> {
        let [(country, UseKind::Name)] = mention.territories[..] else {
            return None;
        };
        let american = mention.units.iter().find(|unit| {
            let owner = self.gazetteer.unit(**unit).country;
            self.gazetteer.territory(owner).code == "US" && self.context.knows(owner)
        })?;
        if self.context.times_named(country) > 0 || self.context.is_filed_in(country) {
            return None;
        }
        Some(Reading {
            territory: self.gazetteer.unit(*american).country,
            spot: Spot::Unit(*american),
            method: Method::Context,
            runner_up: Some(country),
        })
    }

    fn territory(self, mention: &Mention) -> Option<Reading> {
        let mut ranked = mention.territories.clone();
        ranked.sort_by_key(|(territory, _)| {
            let named = self.context.times_named(*territory);
            (
                std::cmp::Reverse((named, self.context.is_filed_in(*territory))),
                *territory,
            )
        });
        let (territory, kind) = *ranked.first()?;
        let by_context = ranked.len() > 1 && self.context.knows(territory);
        Some(Reading {
            territory,
            spot: Spot::Whole,
            method: match kind {
                _ if by_context => Method::Context,
                UseKind::Adjective => Method::Adjective,
                _ => Method::Name,
            },
            runner_up: ranked.get(1).map(|(other, _)| *other),
        })
    }

    /// At the head of a text, SINGAPORE is the city as well.
    fn with_city(self, mention: &Mention, reading: Reading, prominence: Prominence) -> Reading {
        if prominence != Prominence::Dateline {
            return reading;
        }
        let inside = self.best_city(mention, |city| city.country == reading.territory);
        let spot = inside.map_or(reading.spot, |(index, _)| Spot::City(index));
        Reading { spot, ..reading }
    }

    fn city(self, mention: &Mention, prominence: Prominence) -> Option<Reading> {
        let single = mention.first == mention.last;
        let believable = |reading: &CityReading| self.is_believable(*reading, single, prominence);
        let readings: Vec<CityReading> =
            mention.cities.iter().copied().filter(believable).collect();
        let ranked = self.ranked(&readings, self.weighing);
        let winner = ranked.first()?;
        let without_context = self.ranked(&readings, Weighing::Alone).into_iter().next()?;
        let city = self.gazetteer.city(winner.city);
        Some(Reading {
            territory: city.country,
            spot: Spot::City(winner.city),
            method: match winner.strength {
                _ if winner.city != without_context.city => Method::Context,
                _ if city.capital => Method::Capital,
                Strength::Primary => Method::Name,
                _ => Method::Population,
            },
            runner_up: ranked
                .iter()
                .map(|other| self.gazetteer.city(other.city).country)
                .find(|other| *other != city.country),
        })
    }

    fn is_believable(self, reading: CityReading, single: bool, prominence: Prominence) -> bool {
        let city = self.gazetteer.city(reading.city);
        let known = match prominence {
            Prominence::Dateline => return true,
            Prominence::Capitalised => KNOWN,
            Prominence::SentenceStart if single => KNOWN_AT_SENTENCE_START,
            Prominence::SentenceStart => KNOWN,
            Prominence::Caseless => KNOWN_WITHOUT_CASE,
        };
        let famous = city.capital || city.population >= known;
        match reading.strength {
            Strength::Weak => {
                self.context.knows(city.country)
                    && prominence == Prominence::Capitalised
                    && city.population >= KNOWN
            }
            Strength::Alternate | Strength::Primary => famous || self.context.knows(city.country),
        }
    }

    fn ranked(self, readings: &[CityReading], weighing: Weighing) -> Vec<CityReading> {
        let mut ranked = readings.to_vec();
        if ranked.len() < 2 {
            return ranked;
        }
        ranked.sort_by_cached_key(|reading| {
            let city = self.gazetteer.city(reading.city);
            let near = || self.context.nearness(city.country, city.unit);
            let context = match weighing {
                Weighing::WithNeighbours => self.context_score(&city) + near(),
                Weighing::WithContext => self.context_score(&city),
                Weighing::Alone => 0,
            };
            let score = own_score(&city, reading.strength) + context;
            (std::cmp::Reverse((score, city.population)), reading.city)
        });
        ranked
    }

    /// In hundredths of a factor of ten of inhabitants.
    fn context_score(self, city: &City) -> i64 {
        const NAMED: i64 = 60;
        const NAMED_AGAIN: i64 = 5;
        const FILED_IN: i64 = 40;
        const UNIT_NAMED: i64 = 150;
        let times = i64::from(self.context.times_named(city.country).min(5));
        let named = if times > 0 {
            NAMED + NAMED_AGAIN * times
        } else {
            0
        };
        let filed = if self.context.is_filed_in(city.country) {
            FILED_IN
        } else {
            0
        };
        let unit = city.unit.is_some_and(|unit| self.context.names_unit(unit));
        named + filed + if unit { UNIT_NAMED } else { 0 }
    }

    fn unit(self, mention: &Mention) -> Option<Reading> {
        let known = |unit: &&UnitIndex| self.context.knows(self.gazetteer.unit(**unit).country);
        let units = &mention.units;
        let unit = units
            .iter()
            .find(known)
            .or(units.iter().find(|unit| self.is_federal(**unit)))
            .or(units.first())?;
        Some(Reading {
            territory: self.gazetteer.unit(*unit).country,
            spot: Spot::Unit(*unit),
            method: if mention.units.len() > 1 {
                Method::Context
            } else {
                Method::Name
            },
            runner_up: None,
        })
    }

    /// A state of the countries whose wires name states without their country.
    fn is_federal(self, unit: UnitIndex) -> bool {
        let country = self.gazetteer.unit(unit).country;
        matches!(self.gazetteer.territory(country).code, "US" | "CA" | "AU")
    }

    fn best_city(
        self,
        mention: &Mention,
        fits: impl Fn(&City) -> bool,
    ) -> Option<(CityIndex, City)> {
        let ranked = self.ranked(&mention.cities, self.weighing);
        ranked
            .iter()
            .map(|reading| (reading.city, self.gazetteer.city(reading.city)))
            .find(|(_, city)| fits(city))
    }
}

/// In hundredths of a factor of ten of inhabitants: a capital counts as ten times as large as it is.
fn own_score(city: &City, strength: Strength) -> i64 {
    const PER_DOUBLING: i64 = 30;
    const CAPITAL: i64 = 100;
    let size = i64::from((city.population + 1).ilog2()) * PER_DOUBLING;
    match strength {
        Strength::Primary if city.capital => size + 60 + CAPITAL,
        Strength::Primary => size + 60,
        Strength::Alternate => size,
        Strength::Weak => size - 100,
    }
}
