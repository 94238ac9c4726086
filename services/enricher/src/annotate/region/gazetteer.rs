//! The embedded table of names: what a name may mean, without an allocation per question.
//!
//! `data/build_gazetteer.py` writes it and `data/README.md` describes its layout.

use std::sync::OnceLock;

use crate::annotate::region::{
    entry::{
        City, CityIndex, Meaning, Strength, Territory, TerritoryIndex, Unit, UnitIndex, Use,
        UseKind,
    },
    key::Key,
    sieve::Sieve,
};

static TABLE: &[u8] = include_bytes!("../../../data/gazetteer.bin");

const MAGIC: &[u8; 4] = b"DLGZ";
const LAYOUT: u32 = 2;
const SECTIONS: usize = 8;
const KEY_BYTES: usize = 12;
const USE_BYTES: usize = 6;
const CITY_BYTES: usize = 24;
const TERRITORY_BYTES: usize = 16;
const UNIT_BYTES: usize = 12;
/// Keys are found by the top bits of their hash: about four to a bucket, in one or two cache lines.
const BUCKET_BITS: u32 = 17;
/// One bit in seven of the larger sieve is set, and one in ten of the smaller: 256 KiB and 16 KiB.
const SIEVE_BITS: u32 = 21;
const SMALL_SIEVE_BITS: u32 = 17;
const NO_POSTINGS: u32 = 0x3FFF_FFFF;
const GOES_ON: u32 = 0x8000_0000;
const SMALL: u32 = 0x4000_0000;

/// A key that was found.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    start: u32,
}

impl Found {
    /// Whether a longer name begins with this one.
    pub fn goes_on(self) -> bool {
        self.start & GOES_ON != 0
    }

    /// Whether it means anything itself.
    pub fn has_meaning(self) -> bool {
        self.start & NO_POSTINGS != NO_POSTINGS
    }
}

/// The table, checked once and read in place.
pub struct Gazetteer {
    version: &'static str,
    keys: &'static [u8],
    postings: &'static [u8],
    uses: &'static [u8],
    cities: &'static [u8],
    territories: Vec<Territory>,
    units: Vec<Unit>,
    strings: &'static str,
    buckets: Vec<u32>,
    all: Sieve,
    small: Sieve,
}

impl Gazetteer {
    /// The embedded table; the first call reads it (milliseconds), later ones are free.
    pub fn embedded() -> &'static Self {
        static LOADED: OnceLock<Gazetteer> = OnceLock::new();
        LOADED.get_or_init(|| {
            Self::read(TABLE)
                .expect("the embedded table is part of the build and read by every test")
        })
    }

    fn read(bytes: &'static [u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        if u32_at(rest, 0) != LAYOUT {
            return None;
        }
        let mut offset = 4 + 4 * SECTIONS;
        let mut sections = [&rest[..0]; SECTIONS];
        for (index, section) in sections.iter_mut().enumerate() {
            let length = u32_at(rest, 4 + 4 * index) as usize;
            *section = rest.get(offset..offset + length)?;
            offset += length;
        }
        let [
            version,
            keys,
            postings,
            uses,
            cities,
            territories,
            units,
            strings,
        ] = sections;
        let strings = std::str::from_utf8(strings).ok()?;
        let mut table = Self {
            version: std::str::from_utf8(version).ok()?,
            keys,
            postings,
            uses,
            cities,
            territories: territories
                .chunks_exact(TERRITORY_BYTES)
                .map(|row| read_territory(row, strings))
                .collect(),
            units: units
                .chunks_exact(UNIT_BYTES)
                .map(|row| read_unit(row, strings))
                .collect(),
            strings,
            buckets: index_buckets(keys),
            all: Sieve::of_bits(SIEVE_BITS),
            small: Sieve::of_bits(SMALL_SIEVE_BITS),
        };
        table.fill_sieves();
        Some(table)
    }

    fn fill_sieves(&mut self) {
        // The article of 's Gravenhage.
        self.small.insert(Key::of(b"s").hash());
        for row in self.keys.chunks_exact(KEY_BYTES) {
            let (hash, start) = (u64_at(row, 0), u32_at(row, 8));
            self.all.insert(hash);
            if start & SMALL != 0 {
                self.small.insert(hash);
            }
        }
    }

    /// Versions of the tool, the data and a digest of the table.
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// Looks a folded name up.
    pub fn find(&self, key: Key) -> Option<Found> {
        let hash = key.hash();
        self.all.may_hold(hash).then(|| self.find_hash(hash))?
    }

    /// Whether a folded name may be known; false is certain, and faster than looking it up.
    pub fn may_know(&self, key: Key) -> bool {
        self.all.may_hold(key.hash())
    }

    /// Looks a folded word in small letters up, where a name may begin with it: `française`.
    pub fn find_small(&self, key: Key) -> Option<Found> {
        let hash = key.hash();
        self.small.may_hold(hash).then(|| self.find_hash(hash))?
    }

    fn find_hash(&self, hash: u64) -> Option<Found> {
        let bucket = (hash >> (64 - BUCKET_BITS)) as usize;
        let rows = self.buckets[bucket] as usize * KEY_BYTES
            ..self.buckets[bucket + 1] as usize * KEY_BYTES;
        self.keys[rows].chunks_exact(KEY_BYTES).find_map(|row| {
            let same = u64_at(row, 0) == hash;
            same.then(|| Found {
                start: u32_at(row, 8),
            })
        })
    }

    /// The meanings of a name that was found: other things first, then cities.
    pub fn meanings(&self, found: Found) -> impl Iterator<Item = Meaning> + use<'_> {
        let mut next = found
            .has_meaning()
            .then_some((found.start & NO_POSTINGS) as usize);
        std::iter::from_fn(move || {
            let position = next?;
            let posting = u32_at(self.postings, position * 4);
            next = (posting >> 31 == 0).then_some(position + 1);
            Some(self.meaning(posting))
        })
    }

    fn meaning(&self, posting: u32) -> Meaning {
        let target = posting & 0x0FFF_FFFF;
        if posting >> 30 & 1 == 1 {
            return Meaning::Use(self.use_at(target as usize));
        }
        let strength = match posting >> 28 & 3 {
            0 => Strength::Weak,
            1 => Strength::Alternate,
            _ => Strength::Primary,
        };
        Meaning::City(CityIndex(target), strength)
    }

    fn use_at(&self, index: usize) -> Use {
        let row = &self.uses[index * USE_BYTES..(index + 1) * USE_BYTES];
        let kind = match row[2] {
            0 => UseKind::Name,
            1 => UseKind::Adjective,
            2 => UseKind::Unit,
            3 => UseKind::Qualifier,
            4 => UseKind::Given,
            5 => UseKind::AlsoGiven,
            6 => UseKind::Title,
            7 => UseKind::Organisation,
            8 => UseKind::Currency,
            _ => UseKind::NoName,
        };
        Use {
            target: u16_at(row, 0),
            kind,
            flags: row[3],
            languages: u16_at(row, 4),
        }
    }

    /// The city at an index.
    pub fn city(&self, index: CityIndex) -> City {
        let start = index.0 as usize * CITY_BYTES;
        let row = &self.cities[start..start + CITY_BYTES];
        let population = u32_at(row, 12);
        let unit = u16_at(row, 20);
        City {
            geonames_id: u32_at(row, 0),
            latitude_e5: u32_at(row, 4).cast_signed(),
            longitude_e5: u32_at(row, 8).cast_signed(),
            population: population >> 1,
            capital: population & 1 == 1,
            country: TerritoryIndex(u16::from(row[22])),
            unit: (unit != u16::MAX).then_some(UnitIndex(unit)),
            name: text_at(self.strings, u32_at(row, 16), usize::from(row[23])),
        }
    }

    /// All cities.
    pub fn cities(&self) -> impl Iterator<Item = City> + '_ {
        let count = u32::try_from(self.cities.len() / CITY_BYTES).unwrap_or(u32::MAX);
        (0..count).map(|index| self.city(CityIndex(index)))
    }

    /// The territory at an index.
    pub fn territory(&self, index: TerritoryIndex) -> Territory {
        self.territories[usize::from(index.0)]
    }

    /// The codes of all territories.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.territories.iter().map(|territory| territory.code)
    }

    /// All units.
    pub fn units(&self) -> impl Iterator<Item = Unit> + '_ {
        self.units.iter().copied()
    }

    /// The unit at an index.
    pub fn unit(&self, index: UnitIndex) -> Unit {
        self.units[usize::from(index.0)]
    }

    /// Whether it is a state of the countries whose wires name states without their country.
    pub fn is_federal(&self, unit: UnitIndex) -> bool {
        let country = self.unit(unit).country;
        matches!(self.territory(country).code, "US" | "CA" | "AU")
    }

    /// The country with this ISO 3166-1 alpha-2 code.
    pub fn country(&self, code: &str) -> Option<TerritoryIndex> {
        let same = |territory: &Territory| territory.is_country() && territory.code == code;
        let position = self.territories.iter().position(same)?;
        u16::try_from(position).ok().map(TerritoryIndex)
    }
}

fn read_territory(row: &[u8], strings: &'static str) -> Territory {
    Territory {
        scheme: match row[0] {
            0 => "iso3166-1",
            1 => "m49",
            _ => "dateline",
        },
        code: text_at(strings, u32_at(row, 4), usize::from(row[1])),
    }
}

fn read_unit(row: &[u8], strings: &'static str) -> Unit {
    Unit {
        country: TerritoryIndex(u16::from(row[0])),
        name: text_at(strings, u32_at(row, 4), usize::from(u16_at(row, 2))),
        geonames_id: u32_at(row, 8),
    }
}

/// For each bucket the first key in it, and one more for the end.
fn index_buckets(keys: &[u8]) -> Vec<u32> {
    let mut buckets = vec![0_u32; (1 << BUCKET_BITS) + 1];
    for row in keys.chunks_exact(KEY_BYTES) {
        buckets[(u64_at(row, 0) >> (64 - BUCKET_BITS)) as usize + 1] += 1;
    }
    for bucket in 1..buckets.len() {
        buckets[bucket] += buckets[bucket - 1];
    }
    buckets
}

fn text_at(strings: &'static str, offset: u32, length: usize) -> &'static str {
    let start = offset as usize;
    strings.get(start..start + length).unwrap_or_default()
}

fn u16_at(bytes: &[u8], offset: usize) -> u16 {
    u16::from_le_bytes([bytes[offset], bytes[offset + 1]])
}

fn u32_at(bytes: &[u8], offset: usize) -> u32 {
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[offset..offset + 4]);
    u32::from_le_bytes(four)
}

fn u64_at(bytes: &[u8], offset: usize) -> u64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&bytes[offset..offset + 8]);
    u64::from_le_bytes(eight)
}
