//! The main job on real input: a page goes in, its items come out typed and enriched, on the log in memory and on real
//! Kafka, into a file and into a database; a second crawl of the page, all its ages changed, changes nothing.

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

use dateline_tests::{
    installation::Installation,
    stack::{parts, postgres, process::expect_nothing_odd},
};
use serde_json::Value;

const WITHIN: Duration = Duration::from_secs(120);
const PAGE: &str = "wire-page:page.txt";
const FETCHED_AT: &str = "2026-03-13T15:30:00Z";
const LATER_PAGE: &str = "wire-page:later.txt";
const FETCHED_AGAIN_AT: &str = "2026-03-13T15:40:00Z";

/// A page and what must come out of it.
struct Page {
    text: String,
    items: &'static [Truth],
    /// Countries that are named on the page, but not what an item is about.
    allowed_beside: &'static [&'static str],
    /// So many countries more may be found over the whole page.
    most_extra: usize,
}

/// One item of a page.
struct Truth {
    headline: Option<&'static str>,
    dateline: &'static str,
    /// Country of the dateline, which is the primary region too; none where the place is too small for the gazetteer.
    filed: Option<&'static str>,
    about: &'static [&'static str],
    credits: &'static [&'static str],
    age: Option<&'static str>,
}

const fn item(
    dateline: &'static str,
    filed: Option<&'static str>,
    about: &'static [&'static str],
    credits: &'static [&'static str],
    age: Option<&'static str>,
) -> Truth {
    Truth {
        headline: None,
        dateline,
        filed,
        about,
        credits,
        age,
    }
}

/// The items of the page that the product was made for.
const SEED_ITEMS: [Truth; 8] = [
    Truth {
        headline: Some("Kim Jong-un zegt dat Rusland zich mag verdedigen tegen Oekraïne"),
        ..item(
            "PYONGYANG",
            Some("KP"),
            &["KP", "RU", "UA", "US"],
            &["ANP", "Reuters"],
            None,
        )
    },
    item(
        "WASHINGTON",
        Some("US"),
        &["US", "IL", "ZA"],
        &["ANP"],
        Some("39 minuten geleden"),
    ),
    item(
        "SANTA CRUZ",
        Some("BO"),
        &["UY", "BO", "PY"],
        &["ANP", "AFP", "Reuters"],
        Some("45 minuten geleden"),
    ),
    item(
        "PARIJS",
        Some("FR"),
        &["FR", "IQ"],
        &["ANP", "AFP"],
        Some("1 uur geleden"),
    ),
    item(
        "PARIJS",
        Some("FR"),
        &["FR", "UA", "RU"],
        &["ANP", "Reuters"],
        Some("1 uur geleden"),
    ),
    item(
        "BEIROET",
        Some("LB"),
        &["LB", "IL"],
        &["ANP", "AFP", "Reuters"],
        Some("1 uur geleden"),
    ),
    item(
        "BRUSSEL",
        Some("BE"),
        &["PL", "EU"],
        &["ANP"],
        Some("2 uur geleden"),
    ),
    item(
        "WASHINGTON",
        Some("US"),
        &["IR", "US"],
        &["ANP", "Reuters"],
        Some("2 uur geleden"),
    ),
];

/// That page; only where the data is.
fn seed_page() -> Option<Page> {
    let data = std::env::var_os("DATELINE_DATA").map(PathBuf::from);
    let data = data.unwrap_or_else(|| parts::workspace().join("../shared/data"));
    let pages = std::fs::read_dir(data.join("seed")).ok()?;
    let page = pages.flatten().find(|entry| {
        let path = entry.path();
        path.extension().is_some_and(|extension| extension == "txt")
    })?;
    Some(Page {
        text: std::fs::read_to_string(page.path()).unwrap(),
        items: &SEED_ITEMS,
        allowed_beside: &["PS"],
        most_extra: 2,
    })
}

/// A page of our own with the same shape.
fn page_of_our_own() -> Page {
    const ITEMS: [Truth; 4] = [
        Truth {
            headline: Some("Eilandraad wil veerdienst weer elke twee uur laten varen"),
            ..item("TERHEIDE", None, &[], &["ANP", "Belga"], None)
        },
        item(
            "LISSABON",
            Some("PT"),
            &["PT"],
            &["ANP", "AFP"],
            Some("12 minuten geleden"),
        ),
        item(
            "OTTAWA",
            Some("CA"),
            &["CA"],
            &["ANP", "Reuters"],
            Some("2 uur geleden"),
        ),
        item("KAAPSTAD", Some("ZA"), &[], &["ANP"], Some("3 uur geleden")),
    ];
    let path = "services/producer/fixtures/wire_page/nl_01_lead_and_briefs.txt";
    Page {
        text: std::fs::read_to_string(parts::workspace().join(path)).unwrap(),
        items: &ITEMS,
        allowed_beside: &[],
        most_extra: 0,
    }
}

/// The page as a crawl ten minutes later finds it.
fn ten_minutes_later(page: &str) -> String {
    let mut later = page.to_owned();
    // The largest first, so that no age is raised twice.
    for minutes in (1..60).rev() {
        later = later.replace(
            &format!("{minutes} minuten geleden"),
            &format!("{} minuten geleden", minutes + 10),
        );
    }
    for hours in (1..24).rev() {
        later = later.replace(
            &format!("{hours} uur geleden"),
            &format!("{} uur geleden", hours + 1),
        );
    }
    assert_ne!(later, page, "the page has no ages");
    later
}

fn check(records: &[Value], page: &Page) {
    assert_eq!(records.len(), page.items.len(), "{records:#?}");
    let mut extra = Vec::new();
    for truth in page.items {
        let record = records.iter().find(|record| is_of(record, truth));
        let record = record.unwrap_or_else(|| panic!("no item of {}", truth.dateline));
        check_item(record, truth);
        let about = codes(record, "about");
        for code in truth.about {
            assert!(
                about.contains(*code),
                "{}: {code} in {about:?}",
                truth.dateline
            );
        }
        let countries = countries(record);
        let beside = about.intersection(&countries).filter(|code| {
            !truth.about.contains(&code.as_str()) && !page.allowed_beside.contains(&code.as_str())
        });
        extra.extend(beside.map(|code| format!("{code} at {}", truth.dateline)));
    }
    assert!(extra.len() <= page.most_extra, "{extra:?}");
    let stories = records
        .iter()
        .map(|record| record["dedup"]["story_id"].clone());
    let stories: BTreeSet<String> = stories.map(|id| id.to_string()).collect();
    assert_eq!(stories.len(), records.len(), "no two are one story");
}

/// Two items of a page may be from one place, but then their credits differ.
fn is_of(record: &Value, truth: &Truth) -> bool {
    let credits = serde_json::json!(truth.credits);
    record["item"]["dateline"]["place"] == truth.dateline && record["item"]["credits"] == credits
}

fn check_item(record: &Value, truth: &Truth) {
    let (item, place) = (&record["item"], truth.dateline);
    assert_eq!(item["headline"].as_str(), truth.headline, "{place}");
    assert_eq!(item["published"]["text"].as_str(), truth.age, "{place}");
    assert_eq!(record["language"]["tag"], "nl", "{place}");
    assert_eq!(record["language"]["script"], "Latn", "{place}");
    assert_eq!(record["primary_region"].as_str(), truth.filed, "{place}");
    let filed: BTreeSet<String> = truth.filed.map(str::to_owned).into_iter().collect();
    assert_eq!(codes(record, "dateline"), filed, "{place}");
    assert_eq!(record["dedup"]["relation"], "original", "{place}");
    assert_eq!(record["lineage"]["revision"], 1, "{place}");
    let evidence = record["regions"].as_array().unwrap().iter();
    assert!(
        evidence
            .map(|region| &region["evidence"])
            .all(|spans| !spans.as_array().unwrap().is_empty()),
        "{place}: every region has its evidence"
    );
}

fn codes(record: &Value, role: &str) -> BTreeSet<String> {
    let regions = record["regions"].as_array().unwrap().iter();
    regions
        .filter(|region| region["role"] == role)
        .map(|region| region["code"].as_str().unwrap().to_owned())
        .collect()
}

fn countries(record: &Value) -> BTreeSet<String> {
    let regions = record["regions"].as_array().unwrap().iter();
    regions
        .filter(|region| region["scheme"] == "iso3166-1")
        .map(|region| region["code"].as_str().unwrap().to_owned())
        .collect()
}

fn records(json_lines: &str) -> Vec<Value> {
    let lines = json_lines.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// What must be the same on every log: all but when it was received, in an order of its own.
fn timeless(mut records: Vec<Value>) -> Vec<Value> {
    for record in &mut records {
        record["item"]["received_at"].take();
    }
    records.sort_by_key(|record| record["item"]["uri"].to_string());
    records
}

fn run(installation: &Installation, arguments: &[&str]) -> String {
    let ended = installation.run(arguments, WITHIN).unwrap();
    let ended = ended.successful().unwrap();
    expect_nothing_odd(&ended.stderr).unwrap();
    ended.stdout
}

fn installed(page: &Page) -> Installation {
    let installation = Installation::shared(crate::PROGRAM, "page").unwrap();
    let write = |name, text: &str| std::fs::write(installation.folder().join(name), text).unwrap();
    write("page.txt", &page.text);
    write("later.txt", &ten_minutes_later(&page.text));
    installation
}

/// The arguments of a run that takes a crawl of the page to a target.
fn crawl<'a>(input: &'a str, fetched_at: &'a str, target: &'a str) -> [&'a str; 7] {
    [
        "run",
        "--input",
        input,
        "--fetched-at",
        fetched_at,
        "--sink",
        target,
    ]
}

fn in_memory(installation: &Installation) -> Vec<Value> {
    let page = crawl(PAGE, FETCHED_AT, "jsonl:-");
    records(&run(installation, &[&page[..], &["--in-memory"]].concat()))
}

/// One page through Kafka into a file, then the later crawl, which finds nothing new, and the log into a database.
fn on_kafka(installation: &Installation, page: &Page) -> Vec<Value> {
    installation.apply_topics().unwrap();
    let database = postgres::fresh_database("page").unwrap();
    run(installation, &crawl(PAGE, FETCHED_AT, "jsonl:items.jsonl"));
    run(
        installation,
        &crawl(LATER_PAGE, FETCHED_AGAIN_AT, &database),
    );
    check_account(&installation.audit().unwrap(), page.items.len() as u64);
    let lines = std::fs::read_to_string(installation.folder().join("items.jsonl")).unwrap();
    let records = records(&lines);
    check_database(&database, &records, page);
    records
}

fn check_account(audit: &Value, items: u64) {
    let stage = |name: &str| {
        let mut stages = audit["stages"].as_array().unwrap().iter();
        stages.find(|stage| stage["stage"] == name).unwrap().clone()
    };
    let annotate = stage("annotate");
    assert_eq!(annotate["inputs"], 2 * items);
    assert_eq!(
        annotate["outcomes"],
        serde_json::json!({"emitted": items, "unchanged": items}),
        "the later crawl changes every age and nothing else"
    );
    for name in ["link", "sink"] {
        assert_eq!(stage(name)["inputs"], items, "{name}");
        assert_eq!(stage(name)["behind"], 0, "{name}");
    }
}

fn check_database(database: &str, records: &[Value], page: &Page) {
    let rows = postgres::query(database, "SELECT record::text FROM items").unwrap();
    let rows = rows.into_iter().flatten().flatten();
    let rows: Vec<Value> = rows
        .map(|record| serde_json::from_str(&record).unwrap())
        .collect();
    assert_eq!(
        timeless(rows),
        timeless(records.to_vec()),
        "file and database have the same records"
    );
    for truth in page.items {
        let Some(filed) = truth.filed else { continue };
        let query = format!(
            "SELECT i.uri FROM item_regions r JOIN items i USING (uri)
             WHERE r.code = '{filed}' AND r.role = 'dateline' AND i.dateline = '{}'",
            truth.dateline
        );
        assert!(
            !postgres::query(database, &query).unwrap().is_empty(),
            "{query}"
        );
    }
}

fn goes_through_memory_and_kafka(page: &Page) {
    let installation = installed(page);
    let memory = in_memory(&installation);
    check(&memory, page);
    let kafka = on_kafka(&installation, page);
    check(&kafka, page);
    assert_eq!(
        timeless(kafka),
        timeless(memory),
        "both logs give the same records"
    );
}

#[test]
fn the_seed_page_goes_through_memory_and_kafka_into_a_file_and_a_database() {
    match seed_page() {
        Some(page) => goes_through_memory_and_kafka(&page),
        None => {
            eprintln!("SKIPPED: no seed page; set DATELINE_DATA to the folder that holds seed/");
        }
    }
}

#[test]
fn a_page_of_our_own_goes_through_memory_and_kafka_into_a_file_and_a_database() {
    goes_through_memory_and_kafka(&page_of_our_own());
}
