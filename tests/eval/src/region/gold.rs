//! The country of a gold place: by its GeoNames id, by the country that the set prints, or by the nearest city.

use std::collections::HashMap;

use dateline_enricher::annotate::region;

use crate::{data::Data, region::markup};

/// Kilometres from the nearest city of the table beyond which a point is in no country: the sea.
const NEAREST_KM: f64 = 150.0;

/// What tells countries of places.
pub struct Gold {
    by_id: HashMap<u64, String>,
    cities: Vec<(f64, f64, &'static str)>,
}

impl Gold {
    /// Reads the lists of countries and divisions; `None` where they are not there.
    pub fn read(data: &Data) -> anyhow::Result<Option<Self>> {
        let (Some(countries), Some(admin1), Some(admin2)) = (
            data.text("region/countryInfo.txt")?,
            data.text("region/admin1CodesASCII.txt")?,
            data.text("region/admin2Codes.txt")?,
        ) else {
            return Ok(None);
        };
        let mut by_id = HashMap::new();
        for line in countries.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            if let Some(id) = fields.get(16).and_then(|id| id.parse().ok()) {
                by_id.insert(id, fields[0].to_owned());
            }
        }
        for line in admin1.lines().chain(admin2.lines()) {
            let country = line.split('.').next().unwrap_or_default();
            if let Some(id) = line.rsplit('\t').next().and_then(|id| id.parse().ok()) {
                by_id.insert(id, country.to_owned());
            }
        }
        let cities = region::cities().collect();
        Ok(Some(Self { by_id, cities }))
    }

    /// The country of a `gaztag`; `None` for seas, continents and what the set leaves open.
    pub fn of_gaztag(&self, gaztag: &str) -> Option<String> {
        let id = markup::attribute(gaztag, "country", "geonameid");
        self.of_id(id)
    }

    /// The country of an id that is a country or a division.
    pub fn of_id(&self, id: &str) -> Option<String> {
        self.by_id.get(&id.trim().parse().ok()?).cloned()
    }

    /// The country of the nearest city, where one is near.
    pub fn of_point(&self, latitude: f64, longitude: f64) -> Option<String> {
        const KM_PER_DEGREE: f64 = 111.2;
        let scale = latitude.to_radians().cos();
        let squared = |(city_latitude, city_longitude, _): &(f64, f64, &str)| {
            let (north, east) = (
                city_latitude - latitude,
                (city_longitude - longitude) * scale,
            );
            north * north + east * east
        };
        let nearest = self
            .cities
            .iter()
            .min_by(|one, other| squared(one).total_cmp(&squared(other)))?;
        let near = squared(nearest).sqrt() * KM_PER_DEGREE <= NEAREST_KM;
        near.then(|| nearest.2.to_owned())
    }
}
