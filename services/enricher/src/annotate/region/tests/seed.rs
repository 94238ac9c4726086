//! The truth about the seed page, read from the data next to the repository.

use std::{env, fs, path::PathBuf};

use dateline_schemas::{RegionRole, WireItem};

use super::{about, codes, item};
use crate::annotate::region::RegionAnnotator;

/// Country of the dateline, which is the primary region too, and the countries and unions that the item is about.
const TRUTH: [(&str, &str); 8] = [
    ("KP", "KP RU UA US"),
    ("US", "IL US ZA"),
    ("BO", "BO PY UY"),
    ("FR", "FR IQ"),
    ("FR", "FR RU UA"),
    ("LB", "IL LB"),
    ("BE", "EU PL"),
    ("US", "IR US"),
];
/// Named on the page, but not what an item is about.
const ALLOWED_BESIDE: [&str; 1] = ["PS"];
const MOST_EXTRA: usize = 2;

#[test]
fn the_seed_page_gives_its_regions() {
    let Some(page) = seed_page() else {
        eprintln!("SKIPPED: no seed page; set DATELINE_DATA to the folder that holds seed/");
        return;
    };
    let items = split(&page);
    assert_eq!(items.len(), TRUTH.len());
    let annotator = RegionAnnotator::new();
    let mut extra = Vec::new();
    for (number, (item, (filed, wanted))) in items.iter().zip(TRUTH).enumerate() {
        let findings = annotator.annotate(item, "nl");
        assert_eq!(
            codes(&findings, RegionRole::Dateline),
            filed,
            "dateline of item {number}"
        );
        assert_eq!(
            findings.primary_region.as_deref(),
            Some(filed),
            "primary region of item {number}"
        );
        let found = about(&findings);
        for code in wanted.split(' ') {
            assert!(
                found.contains(&code),
                "item {number} is about {code}, found {found:?}"
            );
        }
        let known = |code: &&&str| {
            wanted.split(' ').any(|wanted| wanted == **code) || ALLOWED_BESIDE.contains(*code)
        };
        extra.extend(
            found
                .iter()
                .filter(|code| !known(code))
                .map(|code| format!("{number}:{code}")),
        );
    }
    assert!(
        extra.len() <= MOST_EXTRA,
        "too many extra countries: {extra:?}"
    );
}

fn seed_page() -> Option<String> {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = env::var_os("DATELINE_DATA")
        .map_or(default, PathBuf::from)
        .join("seed");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    fs::read_to_string(files.first()?).ok()
}

/// Just enough of the page's grammar: `PLACE (CREDITS) - text`, an age glued in front, a headline above the first.
fn split(page: &str) -> Vec<WireItem> {
    let mut items: Vec<WireItem> = Vec::new();
    let mut headline = "";
    for line in page.lines() {
        let Some((head, text)) = line.split_once(") - ") else {
            match items.last_mut() {
                None => headline = line,
                Some(last) if !line.starts_with("Meer uit") && !line.ends_with("geleden") => {
                    let body = last.body.get_or_insert_default();
                    body.push('\n');
                    body.push_str(line);
                }
                Some(_) => {}
            }
            continue;
        };
        let place = head.split(" (").next().unwrap_or_default();
        let place = place.rsplit("geleden").next().unwrap_or_default();
        items.push(item(place, headline, text));
        headline = "";
    }
    items
}
