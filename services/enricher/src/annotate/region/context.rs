//! What the rest of the text says about which place is meant.

use crate::annotate::region::{
    entry::{TerritoryIndex, UnitIndex},
    mention::Mention,
};

/// Countries and states that a text names without doubt, and where it was filed.
#[derive(Debug, Clone, Default)]
pub struct Context {
    countries: Vec<(TerritoryIndex, u32)>,
    units: Vec<UnitIndex>,
    filed_in: Vec<TerritoryIndex>,
}

impl Context {
    /// Counts what these mentions say without doubt.
    pub fn add(&mut self, mentions: &[Mention]) {
        for mention in mentions {
            if let Some(territory) = mention.sole_territory() {
                self.count(territory);
            }
            if let ([], [unit]) = (&mention.territories[..], &mention.units[..]) {
                self.units.push(*unit);
            }
        }
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

    /// Whether the text names this state or province.
    pub fn names_unit(&self, unit: UnitIndex) -> bool {
        self.units.contains(&unit)
    }

    /// Whether anything ties the text to this country.
    pub fn knows(&self, country: TerritoryIndex) -> bool {
        self.times_named(country) > 0 || self.is_filed_in(country)
    }
}
