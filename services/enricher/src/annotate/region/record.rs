//! Writes what was decided into the contract's records.

use dateline_schemas::{EvidenceField, EvidenceSpan, Place, Region, RegionRole};

use crate::annotate::region::{
    about::{Subject, to_offset},
    dateline::FiledFrom,
    gazetteer::Gazetteer,
    resolve::{Reading, Spot},
};

/// Degrees are kept in hundred-thousandths.
const PER_DEGREE: f64 = 100_000.0;

/// Writes records with the names and codes of the table.
pub struct Recorder<'a> {
    /// The table.
    pub gazetteer: &'a Gazetteer,
}

impl Recorder<'_> {
    /// Places that an item was filed from, with equal weights.
    pub fn filed_from(
        &self,
        places: &[FiledFrom],
        role: RegionRole,
        field: EvidenceField,
    ) -> Vec<Region> {
        let record = |from: &FiledFrom| {
            let span = EvidenceSpan {
                field,
                start: to_offset(from.start),
                end: to_offset(from.end),
            };
            self.region(
                &from.reading,
                from.reading.spot,
                role,
                vec![span],
                share(1, places.len()),
            )
        };
        places.iter().map(record).collect()
    }

    /// Regions that an item is about, weighed against each other.
    pub fn about(&self, subjects: Vec<Subject>) -> impl Iterator<Item = Region> {
        let all: u32 = subjects.iter().map(|subject| subject.weight).sum();
        let record = move |subject: Subject| {
            let weight = share(subject.weight, all as usize);
            self.region(
                &subject.reading,
                subject.spot,
                RegionRole::About,
                subject.evidence,
                weight,
            )
        };
        subjects.into_iter().map(record)
    }

    fn region(
        &self,
        reading: &Reading,
        spot: Spot,
        role: RegionRole,
        evidence: Vec<EvidenceSpan>,
        weight: f64,
    ) -> Region {
        let territory = self.gazetteer.territory(reading.territory);
        let runner_up = reading
            .runner_up
            .map(|other| self.gazetteer.territory(other).code.to_owned());
        Region {
            scheme: territory.scheme.to_owned(),
            code: territory.code.to_owned(),
            role,
            place: self.place(spot),
            evidence,
            weight,
            method: reading.method.as_str().to_owned(),
            runner_up,
        }
    }

    fn place(&self, spot: Spot) -> Option<Place> {
        match spot {
            Spot::Whole => None,
            Spot::City(index) => {
                let city = self.gazetteer.city(index);
                Some(Place {
                    name: city.name.to_owned(),
                    geonames_id: Some(i64::from(city.geonames_id)),
                    latitude: Some(degrees(city.latitude_e5)),
                    longitude: Some(degrees(city.longitude_e5)),
                })
            }
            Spot::Unit(index) => {
                let unit = self.gazetteer.unit(index);
                Some(Place {
                    name: unit.name.to_owned(),
                    geonames_id: Some(i64::from(unit.geonames_id)),
                    latitude: None,
                    longitude: None,
                })
            }
        }
    }
}

/// Degrees of what the table keeps.
pub fn degrees(hundred_thousandths: i32) -> f64 {
    f64::from(hundred_thousandths) / PER_DEGREE
}

/// A share of a whole, to four places so that records stay short.
fn share(part: u32, whole: usize) -> f64 {
    const STEPS: f64 = 10_000.0;
    let whole = whole.max(1) as f64;
    (f64::from(part) / whole * STEPS).round() / STEPS
}
