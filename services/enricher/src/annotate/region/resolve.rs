//! Decides which place a name means: qualifier, context, capital, its own name, population.

use std::cmp::Reverse;

use crate::annotate::region::{
    context::Context,
    entry::{City, CityIndex, Strength, TerritoryIndex, UnitIndex, UseKind},
    gazetteer::Gazetteer,
    mention::{CityReading, Mention},
    ranked::Ranked,
};

/// Inhabitants from which a city counts without its country being named.
const KNOWN: u32 = 50_000;
/// The same, for a name that the text puts something in ("in Pineville").
const KNOWN_WHERE_PLACED: u32 = 1_000;
/// The same, for one capitalised word at the head of a sentence or in a headline of capitals.
const KNOWN_AT_SENTENCE_START: u32 = 200_000;
/// The same, for one word in a script without capitals.
const KNOWN_WITHOUT_CASE: u32 = 300_000;

/// How a reading was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A state or country stands behind the name.
    Qualifier,
    /// The text names its country, or the source is at home there.
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
    /// Behind a word of place, here or elsewhere in the text.
    Placed,
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
        qualifier: Option<&Mention>,
        prominence: Prominence,
    ) -> Option<Reading> {
        if let Some(reading) = qualifier.and_then(|qualifier| self.by_qualifier(mention, qualifier))
        {
            return Some(reading);
        }
        let mut abbreviations = qualifier.into_iter().chain([mention]);
        if let Some(state) = abbreviations.find(|state| !state.is_place()) {
            return self.by_qualifier_alone(state);
        }
        if let Some(reading) = self.state_rather_than_country(mention) {
            return Some(reading);
        }
        if let Some(reading) = self.territory(mention) {
            return Some(self.with_city(mention, reading, prominence));
        }
        let city = self.city(mention, prominence);
        match city.filter(|city| !self.is_rather_unit(mention, city.spot)) {
            Some(reading) => Some(reading),
            None => self.unit(mention),
        }
    }

    /// Whether a name is rather a state or province than this city: Florida, and Tuscany where nothing else says Canada.
    fn is_rather_unit(self, mention: &Mention, spot: Spot) -> bool {
        let is_small = match spot {
            Spot::City(city) => {
                let city = self.gazetteer.city(city);
                city.population < KNOWN && !self.context.knows(city.country)
            }
            Spot::Whole | Spot::Unit(_) => false,
        };
        is_small && mention.has_units || self.is_known_unit(mention, spot)
    }

    /// Florida and Ontario are the state and the province, unless the city is a great one: New York.
    fn is_known_unit(self, mention: &Mention, spot: Spot) -> bool {
        let great = match spot {
            Spot::City(city) => self.gazetteer.city(city).is_great(),
            Spot::Whole | Spot::Unit(_) => false,
        };
        !great
            && mention
                .units(self.gazetteer)
                .any(|unit| self.gazetteer.is_federal(unit))
    }

    /// "Paris, Texas": the most populous city of the name in the state or country behind it.
    pub fn by_qualifier(self, mention: &Mention, qualifier: &Mention) -> Option<Reading> {
        let gazetteer = self.gazetteer;
        let fits = |city: &City| {
            let in_unit = |unit| qualifier.qualifying_units(gazetteer).any(|it| it == unit);
            city.unit.is_some_and(in_unit)
                || qualifier
                    .qualifying_countries(gazetteer)
                    .any(|country| country == city.country)
        };
        let fitting = mention
            .cities(gazetteer)
            .map(|reading| (reading.city, gazetteer.city(reading.city)));
        let (index, city) = fitting
            .filter(|(_, city)| fits(city))
            .max_by_key(|(index, city)| (city.population, Reverse(*index)))?;
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

    /// A town that the table lacks is still in the state that is printed behind it.
    pub fn by_qualifier_alone(self, qualifier: &Mention) -> Option<Reading> {
        let unit = qualifier.qualifying_units(self.gazetteer).next();
        let territory = match unit {
            Some(unit) => self.gazetteer.unit(unit).country,
            None => qualifier.qualifying_countries(self.gazetteer).next()?,
        };
        Some(Reading {
            territory,
            spot: unit.map_or(Spot::Whole, Spot::Unit),
            method: Method::Qualifier,
            runner_up: None,
        })
    }

    /// Georgia, where the text speaks of the United States and not of the country.
    fn state_rather_than_country(self, mention: &Mention) -> Option<Reading> {
        let country = mention.only_territory.filter(|_| mention.has_units)?;
        if !mention.is_name_of(self.gazetteer, country) {
            return None;
        }
        let american = mention.units(self.gazetteer).find(|unit| {
            let owner = self.gazetteer.unit(*unit).country;
            self.gazetteer.territory(owner).code == "US" && self.context.knows(owner)
        })?;
        if self.context.times_named(country) > 0 || self.context.is_filed_in(country) {
            return None;
        }
        Some(Reading {
            territory: self.gazetteer.unit(american).country,
            spot: Spot::Unit(american),
            method: Method::Context,
            runner_up: Some(country),
        })
    }

    fn territory(self, mention: &Mention) -> Option<Reading> {
        let rank = |(territory, _): &(TerritoryIndex, UseKind)| {
            let named = self.context.times_named(*territory);
            let filed_in = self.context.is_filed_in(*territory);
            (named, filed_in, Reverse(*territory))
        };
        let first = mention.territories(self.gazetteer).max_by_key(rank)?;
        let others = || {
            let all = mention.territories(self.gazetteer);
            all.filter(|other| other.0 != first.0)
        };
        let runner_up = match mention.only_territory {
            Some(_) => None,
            None => others().max_by_key(rank).map(|(other, _)| other),
        };
        let (territory, kind) = first;
        let by_context = runner_up.is_some() && self.context.knows(territory);
        Some(Reading {
            territory,
            spot: Spot::Whole,
            method: match kind {
                _ if by_context => Method::Context,
                UseKind::Adjective => Method::Adjective,
                _ => Method::Name,
            },
            runner_up,
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
        let cities = mention.cities(self.gazetteer);
        let believable = cities.filter(|reading| self.is_believable(*reading, single, prominence));
        let ranked = self.ranked(believable);
        let (_, winner) = ranked.first?;
        let (_, without_context) = ranked.alone?;
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
                .elsewhere
                .map(|(_, other)| self.gazetteer.city(other.city).country),
        })
    }

    fn is_believable(self, reading: CityReading, single: bool, prominence: Prominence) -> bool {
        let city = self.gazetteer.city(reading.city);
        let known = match prominence {
            Prominence::Dateline => return true,
            Prominence::Placed => KNOWN_WHERE_PLACED,
            Prominence::Capitalised => KNOWN,
            Prominence::SentenceStart if single => KNOWN_AT_SENTENCE_START,
            Prominence::SentenceStart => KNOWN,
            Prominence::Caseless if single => KNOWN_WITHOUT_CASE,
            Prominence::Caseless => KNOWN,
        };
        let famous = city.capital || city.population >= known;
        match reading.strength {
            Strength::Weak => {
                self.context.knows(city.country)
                    && matches!(prominence, Prominence::Capitalised | Prominence::Placed)
                    && city.population >= KNOWN
            }
            Strength::Alternate | Strength::Primary => famous || self.context.knows(city.country),
        }
    }

    /// The best of these readings, and the best in another country than that.
    fn ranked(self, readings: impl Iterator<Item = CityReading>) -> Ranked {
        let mut ranked = Ranked::default();
        for reading in readings {
            let city = self.gazetteer.city(reading.city);
            let near = || self.context.nearness(city.country, city.unit);
            let context = match self.weighing {
                Weighing::WithNeighbours => self.context_score(&city) + near(),
                Weighing::WithContext => self.context_score(&city),
            };
            let alone = own_score(&city, reading.strength);
            let rank = |score| (score, city.population, Reverse(reading.city));
            ranked.take(rank(alone + context), rank(alone), city.country, reading);
        }
        ranked
    }

    /// In hundredths of a factor of ten of inhabitants.
    fn context_score(self, city: &City) -> i64 {
        const NAMED: i64 = 60;
        const NAMED_AGAIN: i64 = 5;
        const FILED_IN: i64 = 40;
        const AT_HOME: i64 = 160;
        const UNIT_NAMED: i64 = 150;
        const BY_UNIT: i64 = 140;
        let context = self.context;
        let when = |holds: bool, score: i64| if holds { score } else { 0 };
        let times = i64::from(context.times_named(city.country).min(5));
        let is_unit_named = city.unit.is_some_and(|unit| context.names_unit(unit));
        when(times > 0, NAMED + NAMED_AGAIN * times)
            + when(context.is_filed_in(city.country), FILED_IN)
            + when(context.home == Some(city.country), AT_HOME)
            + when(is_unit_named, UNIT_NAMED)
            + when(context.is_known_by_unit(city.country), BY_UNIT)
    }

    fn unit(self, mention: &Mention) -> Option<Reading> {
        let gazetteer = self.gazetteer;
        let known = |unit: &UnitIndex| self.context.knows(gazetteer.unit(*unit).country);
        let unit = mention
            .units(gazetteer)
            .find(known)
            .or_else(|| {
                mention
                    .units(gazetteer)
                    .find(|unit| gazetteer.is_federal(*unit))
            })
            .or_else(|| mention.units(gazetteer).next())?;
        Some(Reading {
            territory: gazetteer.unit(unit).country,
            spot: Spot::Unit(unit),
            method: match mention.units(gazetteer).nth(1) {
                Some(_) => Method::Context,
                None => Method::Name,
            },
            runner_up: None,
        })
    }

    fn best_city(
        self,
        mention: &Mention,
        fits: impl Fn(&City) -> bool,
    ) -> Option<(CityIndex, City)> {
        let fitting = mention
            .cities(self.gazetteer)
            .filter(|reading| fits(&self.gazetteer.city(reading.city)));
        let (_, best) = self.ranked(fitting).first?;
        Some((best.city, self.gazetteer.city(best.city)))
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
