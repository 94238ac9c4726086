//! Reuters of 1987: the dateline's country, and the set of countries of an item, against its PLACES.

mod codes;

use std::{collections::BTreeSet, fs};

use anyhow::Context;
use dateline_enricher::annotate::region::RegionAnnotator;
use dateline_schemas::{Dateline, EvidenceField, Region, RegionRole, WireItem};

use crate::{
    data::{Data, Half},
    region::{
        markup,
        tally::{Tally, share},
    },
    report::{Confusions, Row, Section, Target},
};
use codes::code_of;

/// Mentions from which a country that the lead names is one of the item's.
const LEAST_MENTIONS: usize = 2;
/// Bytes of the body that are its lead.
const LEAD_BYTES: usize = 300;

/// An item with a dateline and the codes of its PLACES.
pub struct Wire {
    half: Half,
    item: WireItem,
    places: BTreeSet<&'static str>,
}

/// The items that have a dateline and PLACES that all have a code of today.
pub fn read(data: &Data) -> anyhow::Result<Vec<Wire>> {
    let Some(folder) = data.path("region/reuters") else {
        return Ok(Vec::new());
    };
    let mut files: Vec<_> = fs::read_dir(&folder)
        .with_context(|| format!("listing {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "sgm"))
        .collect();
    files.sort();
    let mut wires = Vec::new();
    for file in files {
        let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        let text: String = bytes.into_iter().map(char::from).collect();
        for (number, record) in markup::elements(&text, "REUTERS").into_iter().enumerate() {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            wires.extend(read_wire(&format!("{name} {number}"), record));
        }
    }
    Ok(wires)
}

fn read_wire(id: &str, record: &str) -> Option<Wire> {
    let names = markup::elements(markup::element(record, "PLACES"), "D");
    let places: BTreeSet<_> = names
        .iter()
        .map(|name| code_of(name))
        .collect::<Option<_>>()?;
    let dateline = markup::plain(markup::element(record, "DATELINE"));
    let dateline = dateline.trim().trim_end_matches(['-', ' ']).to_owned();
    let some = |name| {
        let text = markup::plain(markup::element(record, name));
        (!text.trim().is_empty()).then_some(text)
    };
    (!places.is_empty() && !dateline.is_empty()).then(|| Wire {
        half: Half::of(id),
        item: WireItem {
            headline: some("TITLE"),
            body: some("BODY"),
            dateline: Some(Dateline {
                place: Some(dateline.clone()),
                text: dateline,
                date: None,
            }),
            ..WireItem::default()
        },
        places,
    })
}

/// Whether the dateline's country is the one place of the item.
pub fn datelines(annotator: RegionAnnotator, wires: &[Wire]) -> Section {
    let mut tally = Tally::default();
    let mut confusions = Confusions::default();
    for wire in wires.iter().filter(|wire| wire.places.len() == 1) {
        let findings = annotator.annotate(&wire.item, "en");
        let of_dateline = findings
            .regions
            .iter()
            .find(|region| region.role == RegionRole::Dateline);
        let said = of_dateline.map_or("nothing", |region| region.code.as_str());
        let right = wire.places.contains(said);
        tally.count("Reuters", wire.half, right);
        if !right && wire.half == Half::Tune {
            let truth = wire.places.first().copied().unwrap_or_default();
            let text = wire
                .item
                .dateline
                .as_ref()
                .map_or("", |dateline| &dateline.text);
            let headline = wire.item.headline.as_deref().unwrap_or_default();
            confusions.note("Reuters", truth, said, &format!("{text} | {headline}"));
        }
    }
    let explained = "Country of the dateline against the one country of PLACES. An item filed from elsewhere than where it is \
        about counts as wrong: the label says nothing else. (Plain rules were measured at 98.4 %.)";
    let rows = tally.rows("single place", Target::AtLeast(0.985));
    Section::new("dateline to country", explained, rows, confusions)
}

/// Micro-averaged F1 of the countries of an item.
pub fn country_sets(annotator: RegionAnnotator, wires: &[Wire]) -> Section {
    let mut confusions = Confusions::default();
    let mut rows = Vec::new();
    for half in Half::BOTH {
        let (mut ours, mut plain) = (Overlap::default(), Overlap::default());
        for wire in wires.iter().filter(|wire| wire.half == half) {
            let regions = annotator.annotate(&wire.item, "en").regions;
            let found = countries_of(&regions);
            ours.add(&found, &wire.places);
            plain.add(&by_plain_rule(annotator, &wire.item), &wire.places);
            if half == Half::Tune {
                note_differences(&mut confusions, wire, &found);
            }
        }
        for (class, figure, reference, target) in [
            ("F1", ours.f1(), plain.f1(), Some(Target::AtLeast(0.92))),
            ("precision", ours.precision(), plain.precision(), None),
            ("recall", ours.recall(), plain.recall(), None),
        ] {
            rows.push(Row {
                set: "Reuters".to_owned(),
                class: class.to_owned(),
                half: Some(half),
                items: ours.items,
                figure,
                target,
                reference: Some(reference),
            });
        }
    }
    let explained = "Countries of the dateline, of the headline, and those that are named in the lead and once more, against \
        PLACES. The reference, with the same table, takes the dateline and whatever headline and lead name.";
    Section::new("countries of an item", explained, rows, confusions)
}

fn countries_of(regions: &[Region]) -> BTreeSet<String> {
    let in_headline = |region: &Region| {
        let mut fields = region.evidence.iter().map(|span| span.field);
        fields.any(|field| field == EvidenceField::Headline)
    };
    let in_lead = |region: &Region| {
        let mut spans = region.evidence.iter();
        spans.any(|span| usize::try_from(span.start).is_ok_and(|start| start < LEAD_BYTES))
    };
    let counts = |region: &&Region| {
        region.scheme == "iso3166-1"
            && (region.role != RegionRole::About
                || in_headline(region)
                || in_lead(region) && region.evidence.len() >= LEAST_MENTIONS)
    };
    let counted = regions.iter().filter(counts);
    counted.map(|region| region.code.clone()).collect()
}

fn by_plain_rule(annotator: RegionAnnotator, item: &WireItem) -> BTreeSet<String> {
    let lead = item.body.as_deref().unwrap_or_default();
    let lead = lead[..lead.floor_char_boundary(LEAD_BYTES)].to_owned();
    let short = WireItem {
        body: Some(lead),
        ..item.clone()
    };
    let regions = annotator.annotate(&short, "en").regions;
    let countries = regions.iter().filter(|region| region.scheme == "iso3166-1");
    countries.map(|region| region.code.clone()).collect()
}

fn note_differences(confusions: &mut Confusions, wire: &Wire, found: &BTreeSet<String>) {
    let dateline = wire
        .item
        .dateline
        .as_ref()
        .map_or("", |dateline| &dateline.text);
    let example = format!(
        "{dateline} | {}",
        wire.item.headline.as_deref().unwrap_or_default()
    );
    for place in wire.places.iter().filter(|place| !found.contains(**place)) {
        confusions.note("Reuters", place, "nothing", &example);
    }
    for code in found
        .iter()
        .filter(|code| !wire.places.contains(code.as_str()))
    {
        confusions.note("Reuters", "nothing", code, &example);
    }
}

/// Found and true countries over all items.
#[derive(Debug, Default)]
struct Overlap {
    items: usize,
    both: usize,
    found: usize,
    truth: usize,
}

impl Overlap {
    fn add(&mut self, found: &BTreeSet<String>, truth: &BTreeSet<&'static str>) {
        self.items += 1;
        self.found += found.len();
        self.truth += truth.len();
        self.both += found
            .iter()
            .filter(|code| truth.contains(code.as_str()))
            .count();
    }

    fn precision(&self) -> f64 {
        share(self.both, self.found)
    }

    fn recall(&self) -> f64 {
        share(self.both, self.truth)
    }

    fn f1(&self) -> f64 {
        share(2 * self.both, self.found + self.truth)
    }
}
