//! What the rest of the text says about which place is meant.

use crate::annotate::region::{
    dateline::qualifier_behind,
    entry::{CityIndex, Strength, TerritoryIndex, UnitIndex},
    key::Key,
    locative::is_placed,
    mention::Mention,
    reader::Reader,
    tokens::Tokens,
};

/// What a city's name says for each country and state that has one of the name, shared among them.
const VOICE: i64 = 60;
/// Names of more cities than these say nothing.
const MOST_NAMESAKES: usize = 24;
/// Names of cities in one text that are heard.
const MOST_NAMES: usize = 64;
/// What all names together say for a state, and for a country, at most.
const LOUDEST_UNIT: i64 = 300;
const LOUDEST_COUNTRY: i64 = 150;

/// Countries and states that a text names without doubt, the cities that it names, and where it was filed.
#[derive(Debug, Clone, Default)]
pub struct Context {
    countries: Vec<(TerritoryIndex, u32)>,
    units: Vec<UnitIndex>,
    by_unit: Vec<TerritoryIndex>,
    filed_in: Vec<TerritoryIndex>,
    /// Country that the item's source is at home in, where the item does not say where it is from.
    pub home: Option<TerritoryIndex>,
    heard: Vec<CityIndex>,
    placed: Vec<Key>,
    unit_voices: Vec<(UnitIndex, i64)>,
    country_voices: Vec<(TerritoryIndex, i64)>,
    // Of the name that is being heard: kept so that their room is used again.
    namesake_units: Vec<UnitIndex>,
    namesake_countries: Vec<TerritoryIndex>,
}

impl Context {
    /// Counts what these mentions say.
    pub fn add(&mut self, reader: Reader<'_>, tokens: &Tokens, mentions: &[Mention]) {
        for mention in mentions {
            if let Some(territory) = mention.sole_territory() {
                self.count(territory);
            }
            if mention.has_units && !mention.has_territories {
                self.add_units(reader, units_before_cities(reader, mention));
            }
            if !mention.is_place() {
                self.add_units(reader, mention.qualifying_units(reader.gazetteer));
            }
            if let Some(qualifier) = qualifier_behind(reader, tokens, mention.last) {
                self.add_qualifier(reader, mention, &qualifier);
            }
            if is_placed(tokens, reader.languages, mention.first, mention.last)
                && self.placed.len() < MOST_NAMES
            {
                self.placed.push(tokens.key(mention.first, mention.last));
            }
            if !mention.has_territories {
                self.hear(reader, mention);
            }
        }
    }

    /// Texas speaks for itself and for its country; of the many Douglas Counties only the country is known.
    fn add_units(&mut self, reader: Reader<'_>, mut units: impl Iterator<Item = UnitIndex>) {
        let Some(first) = units.next() else {
            return;
        };
        let country = reader.gazetteer.unit(first).country;
        let (mut alone, mut at_home) = (true, true);
        for unit in units {
            alone = false;
            at_home &= reader.gazetteer.unit(unit).country == country;
        }
        if alone {
            self.units.push(first);
        }
        if at_home && !self.by_unit.contains(&country) {
            self.by_unit.push(country);
        }
    }

    /// "Alvin, Texas" says Texas for the rest of the text, where Texas has an Alvin.
    fn add_qualifier(&mut self, reader: Reader<'_>, mention: &Mention, qualifier: &Mention) {
        let gazetteer = reader.gazetteer;
        let says = |unit: &UnitIndex| qualifier.qualifying_units(gazetteer).any(|it| it == *unit);
        let mut units = mention
            .cities(gazetteer)
            .filter_map(|reading| gazetteer.city(reading.city).unit);
        let unit = units.find(says);
        self.add_units(reader, unit.into_iter());
    }

    /// Places near each other are named together: each city's name speaks for the states and countries that have one.
    fn hear(&mut self, reader: Reader<'_>, mention: &Mention) {
        let gazetteer = reader.gazetteer;
        let Some(first) = mention.cities(gazetteer).next() else {
            return;
        };
        let full = self.heard.len() >= MOST_NAMES
            || mention.cities(gazetteer).nth(MOST_NAMESAKES).is_some();
        if full || self.heard.contains(&first.city) {
            return;
        }
        self.heard.push(first.city);
        self.namesake_units.clear();
        self.namesake_countries.clear();
        for reading in mention.cities(gazetteer) {
            if reading.strength > Strength::Weak {
                let city = gazetteer.city(reading.city);
                let unit = city.unit;
                if let Some(unit) = unit.filter(|unit| !self.namesake_units.contains(unit)) {
                    self.namesake_units.push(unit);
                }
                if !self.namesake_countries.contains(&city.country) {
                    self.namesake_countries.push(city.country);
                }
            }
        }
        raise(&mut self.unit_voices, &self.namesake_units);
        raise(&mut self.country_voices, &self.namesake_countries);
    }

    fn count(&mut self, territory: TerritoryIndex) {
        match self
            .countries
            .iter_mut()
            .find(|(listed, _)| *listed == territory)
        {
            Some((_, count)) => *count += 1,
            None => self.countries.push((territory, 1)),
        }
    }

    /// Notes where the text was filed.
    pub fn filed_in(&mut self, country: TerritoryIndex) {
        self.filed_in.push(country);
    }

    /// How often the text names this country.
    pub fn times_named(&self, country: TerritoryIndex) -> u32 {
        let found = self.countries.iter().find(|(listed, _)| *listed == country);
        found.map_or(0, |(_, count)| *count)
    }

    /// Whether the text was filed in this country.
    pub fn is_filed_in(&self, country: TerritoryIndex) -> bool {
        self.filed_in.contains(&country)
    }

    /// Whether the text puts something into a place of this name.
    pub fn is_placed(&self, name: Key) -> bool {
        self.placed.contains(&name)
    }

    /// Whether the text names this state or province.
    pub fn names_unit(&self, unit: UnitIndex) -> bool {
        self.units.contains(&unit)
    }

    /// Whether the text names a state or province of this country.
    pub fn is_known_by_unit(&self, country: TerritoryIndex) -> bool {
        self.by_unit.contains(&country)
    }

    /// Whether anything ties the text to this country.
    pub fn knows(&self, country: TerritoryIndex) -> bool {
        self.times_named(country) > 0
            || self.is_filed_in(country)
            || self.is_known_by_unit(country)
            || self.home == Some(country)
    }

    /// What the text's other cities say for a place in this country and state, in the resolver's hundredths.
    pub fn nearness(&self, country: TerritoryIndex, unit: Option<UnitIndex>) -> i64 {
        let in_unit = unit.map_or(0, |unit| volume(&self.unit_voices, unit));
        let in_country = volume(&self.country_voices, country);
        in_unit.min(LOUDEST_UNIT) + in_country.min(LOUDEST_COUNTRY)
    }
}

/// What a name says of states: nothing where it is a city's, but for Louisiana and Ontario, whose cities are small.
fn units_before_cities<'a>(
    reader: Reader<'a>,
    mention: &Mention,
) -> impl Iterator<Item = UnitIndex> + use<'a> {
    let gazetteer = reader.gazetteer;
    let mut cities = mention.cities(gazetteer);
    let is_great = cities.any(|reading| gazetteer.city(reading.city).is_great());
    let has_cities = mention.has_cities;
    let units = mention.units(gazetteer);
    units.filter(move |unit| !has_cities || (!is_great && gazetteer.is_federal(*unit)))
}

fn raise<T: PartialEq + Copy>(voices: &mut Vec<(T, i64)>, places: &[T]) {
    let share = VOICE / i64::try_from(places.len().max(1)).unwrap_or(VOICE);
    for place in places {
        match voices.iter_mut().find(|(listed, _)| listed == place) {
            Some((_, volume)) => *volume += share,
            None => voices.push((*place, share)),
        }
    }
}

fn volume<T: PartialEq>(voices: &[(T, i64)], place: T) -> i64 {
    let found = voices.iter().find(|(listed, _)| *listed == place);
    found.map_or(0, |(_, volume)| *volume)
}
