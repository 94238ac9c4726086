//! Which part of the world an item comes from and is about, with the words that say so.
//!
//! Text → words ([`tokens`]) → names of the gazetteer, less those of people and organisations ([`mention`],
//! [`person`]) → places ([`resolve`], with the text's own [`context`]) → regions, weighed ([`about`], [`primary`]).

mod about;
mod bytemap;
mod context;
mod dateline;
mod entry;
mod gazetteer;
mod key;
mod languages;
mod letters;
mod locative;
mod mention;
mod person;
mod primary;
mod ranked;
mod reader;
mod record;
mod resolve;
mod sieve;
#[cfg(test)]
mod tests;
mod tokens;
mod unspaced;

use std::fmt;

use std::sync::OnceLock;

use dateline_schemas::{EvidenceField, Region, RegionRole, WireItem};

use crate::annotate::region::{
    about::{FieldText, subjects},
    context::Context,
    dateline::{DatelinePlaces, FiledFrom},
    entry::TerritoryIndex,
    gazetteer::Gazetteer,
    languages::Languages,
    letters::Letters,
    primary::primary,
    reader::Reader,
    record::{Recorder, degrees},
    resolve::{Method, Reading, Resolver, Spot, Weighing},
};

/// Version of the rules in this module; the table has its own.
const RULES: &str = "5";
/// Bytes of headline and body that are read: the head of a text says what it is about.
const LONGEST_TEXT: usize = 16 * 1024;

/// Versions of the rules and of the table that decide regions, for `enrichment.gazetteer`.
pub fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| format!("rules-{RULES} table-{}", Gazetteer::embedded().version()))
}

/// Makes what is made once, beside the table that every annotator has.
pub fn warm_up() {
    Letters::table();
}

/// The country that a source is at home in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home(TerritoryIndex);

impl Home {
    /// The country of this code, ISO 3166-1 alpha-2 in capitals or `XK`; `None` for any other.
    pub fn of(code: &str) -> Option<Self> {
        Gazetteer::embedded().country(code).map(Self)
    }
}

/// The code of every region that the table knows.
pub fn codes() -> impl Iterator<Item = &'static str> {
    Gazetteer::embedded().codes()
}

/// Latitude, longitude and country of every city that the table knows.
pub fn cities() -> impl Iterator<Item = (f64, f64, &'static str)> {
    let gazetteer = Gazetteer::embedded();
    gazetteer.cities().map(|city| {
        let country = gazetteer.territory(city.country).code;
        (
            degrees(city.latitude_e5),
            degrees(city.longitude_e5),
            country,
        )
    })
}

/// The table's own names of cities, states and provinces, which may repeat.
pub fn names() -> impl Iterator<Item = &'static str> {
    let gazetteer = Gazetteer::embedded();
    let cities = gazetteer.cities().map(|city| city.name);
    cities.chain(gazetteer.units().map(|unit| unit.name))
}

/// The regions of an item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RegionFindings {
    /// Located, then dateline, then what it is about, strongest first.
    pub regions: Vec<Region>,
    /// Code of the region that it is most about, or was filed from.
    pub primary_region: Option<String>,
}

/// Finds the regions of items. Cheap to make and to share: the table is loaded once for the process.
#[derive(Clone, Copy)]
pub struct RegionAnnotator {
    gazetteer: &'static Gazetteer,
}

impl fmt::Debug for RegionAnnotator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RegionAnnotator")
            .field("version", &version())
            .finish()
    }
}

impl Default for RegionAnnotator {
    fn default() -> Self {
        Self::new()
    }
}

impl RegionAnnotator {
    /// An annotator on the embedded table; the first one loads it.
    pub fn new() -> Self {
        Self {
            gazetteer: Gazetteer::embedded(),
        }
    }

    /// The regions of an item in the language of this BCP 47 tag (`und` where it is not known).
    pub fn annotate(&self, item: &WireItem, language_tag: &str) -> RegionFindings {
        self.annotate_of(None, item, language_tag)
    }

    /// The same for an item of a source at home in this country: what a name means there counts more, where the item
    /// does not say where it is from. Home is a hint and no finding.
    pub fn annotate_of(
        &self,
        home: Option<Home>,
        item: &WireItem,
        language_tag: &str,
    ) -> RegionFindings {
        let reader = Reader {
            gazetteer: self.gazetteer,
            languages: Languages::of_tag(language_tag),
        };
        let headline = item.headline.as_deref().unwrap_or_default();
        let body = item.body.as_deref().unwrap_or_default();
        let fields = [
            FieldText::read(reader, EvidenceField::Headline, head_of(headline)),
            FieldText::read(reader, EvidenceField::Body, head_of(body)),
        ];
        let mut context = Context::default();
        for field in &fields {
            field.tell(reader, &mut context);
        }

        let located = self.located(item, &context);
        let dateline_text = item
            .dateline
            .as_ref()
            .map_or("", |dateline| head_of(&dateline.text));
        let dateline = self.filed_from(dateline_text, &context, Weighing::WithContext);
        let filed: Vec<TerritoryIndex> = dateline
            .iter()
            .chain(&located)
            .map(|from| from.reading.territory)
            .collect();
        filed.iter().for_each(|country| context.filed_in(*country));
        if filed.is_empty() {
            context.home = home.map(|Home(country)| country);
        }
        let about = subjects(reader, &context, &fields);

        let recorder = Recorder {
            gazetteer: self.gazetteer,
        };
        let mut regions =
            recorder.filed_from(&located, RegionRole::Located, EvidenceField::Located);
        regions.extend(recorder.filed_from(
            &dateline,
            RegionRole::Dateline,
            EvidenceField::Dateline,
        ));
        let primary_region = primary(self.gazetteer, &filed, &about)
            .map(|territory| self.gazetteer.territory(territory).code.to_owned());
        regions.extend(recorder.about(about));
        RegionFindings {
            regions,
            primary_region,
        }
    }

    fn filed_from(&self, text: &str, context: &Context, weighing: Weighing) -> Vec<FiledFrom> {
        let resolver = Resolver {
            gazetteer: self.gazetteer,
            context,
            weighing,
        };
        DatelinePlaces::find(self.gazetteer, text).resolve(resolver)
    }

    /// The provider's own word: a country code where it gives one, else the name is read like a dateline.
    fn located(&self, item: &WireItem, context: &Context) -> Vec<FiledFrom> {
        let Some(located) = &item.located else {
            return Vec::new();
        };
        let name = head_of(located.name.as_deref().unwrap_or_default());
        let code = located
            .code
            .as_deref()
            .unwrap_or_default()
            .to_ascii_uppercase();
        let mut found = self.filed_from(name, context, Weighing::WithNeighbours);
        let Some(country) = self.gazetteer.country(&code) else {
            found
                .iter_mut()
                .for_each(|from| from.reading.method = Method::Declared);
            return found;
        };
        let agreeing = found.iter().find(|from| from.reading.territory == country);
        vec![FiledFrom {
            reading: Reading {
                territory: country,
                spot: agreeing.map_or(Spot::Whole, |from| from.reading.spot),
                method: Method::Declared,
                runner_up: None,
            },
            start: 0,
            end: name.len(),
        }]
    }
}

/// The first bytes of a text, cut between characters.
fn head_of(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_TEXT)]
}
