//! The best readings of a name, kept while they are gone through.

use std::cmp::Reverse;

use crate::annotate::region::{
    entry::{CityIndex, TerritoryIndex},
    mention::CityReading,
};

/// Of cities, the one with the larger score; of equal ones the more populous.
pub type Rank = (i64, u32, Reverse<CityIndex>);

/// The best reading, and the best in another country than that.
#[derive(Default)]
pub struct Ranked {
    /// The best reading.
    pub first: Option<(Rank, CityReading)>,
    first_country: Option<TerritoryIndex>,
    /// The best one in another country.
    pub elsewhere: Option<(Rank, CityReading)>,
    /// The best reading where the text does not count.
    pub alone: Option<(Rank, CityReading)>,
}

impl Ranked {
    /// Takes a reading in, with its rank in the text and without it.
    pub fn take(&mut self, rank: Rank, alone: Rank, country: TerritoryIndex, reading: CityReading) {
        let better = |rank: Rank, than: Option<(Rank, CityReading)>| {
            than.is_none_or(|(other, _)| rank > other)
        };
        if better(alone, self.alone) {
            self.alone = Some((alone, reading));
        }
        let same_country = self.first_country == Some(country);
        if better(rank, self.first) {
            if !same_country {
                self.elsewhere = self.first;
            }
            self.first = Some((rank, reading));
            self.first_country = Some(country);
        } else if !same_country && better(rank, self.elsewhere) {
            self.elsewhere = Some((rank, reading));
        }
    }
}
