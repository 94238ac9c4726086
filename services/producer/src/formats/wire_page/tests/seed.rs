//! The truth table of the seed page, field by field, and a twin of our own with the same traps, so that a clone without
//! the data has the test too.

use super::*;

/// Headline, dateline, credits, credit line, age in milliseconds with precision and text, first and last words of the body.
struct Truth {
    headline: Option<&'static str>,
    dateline: &'static str,
    credits: &'static [&'static str],
    credit_line: &'static str,
    age: Option<(i64, i64, PublishedPrecision, &'static str)>,
    begins: &'static str,
    ends: &'static str,
    paragraphs: usize,
}

const fn minutes(
    count: i64,
    text: &'static str,
) -> Option<(i64, i64, PublishedPrecision, &'static str)> {
    Some((count * MINUTE, MINUTE, PublishedPrecision::Minute, text))
}

const fn hours(
    count: i64,
    text: &'static str,
) -> Option<(i64, i64, PublishedPrecision, &'static str)> {
    Some((count * HOUR, HOUR, PublishedPrecision::Hour, text))
}

const fn brief(
    dateline: &'static str,
    (credit_line, credits): (&'static str, &'static [&'static str]),
    age: Option<(i64, i64, PublishedPrecision, &'static str)>,
    (begins, ends): (&'static str, &'static str),
) -> Truth {
    Truth {
        headline: None,
        dateline,
        credits,
        credit_line,
        age,
        begins,
        ends,
        paragraphs: 1,
    }
}

const ANP: (&str, &[&str]) = ("ANP", &["ANP"]);
const ANP_RTR: (&str, &[&str]) = ("ANP/RTR", &["ANP", "Reuters"]);
const ANP_AFP: (&str, &[&str]) = ("ANP/AFP", &["ANP", "AFP"]);
const ALL: (&str, &[&str]) = ("ANP/AFP/RTR", &["ANP", "AFP", "Reuters"]);

fn check(page: &str, truth: &[Truth]) {
    let parsed = parse_delivery(Format::WirePage, &context(), page.as_bytes());
    assert_eq!(parsed.rejected, []);
    assert_eq!(parsed.items.len(), truth.len());
    for (i, (item, truth)) in parsed.items.iter().zip(truth).enumerate() {
        let is_lead = i == 0;
        assert_eq!(item.headline.as_deref(), truth.headline, "headline of {i}");
        let dateline = item.dateline.as_ref().unwrap();
        assert_eq!(dateline.text, truth.dateline, "dateline of {i}");
        assert_eq!(
            dateline.place.as_deref(),
            Some(truth.dateline),
            "place of {i}"
        );
        assert_eq!(dateline.date, None, "date of {i}");
        assert_eq!(item.credits, truth.credits, "credits of {i}");
        assert_eq!(
            item.credit_line.as_deref(),
            Some(truth.credit_line),
            "credit line of {i}"
        );
        let body = item.body.as_deref().unwrap();
        assert!(body.starts_with(truth.begins), "body of {i}: {body}");
        assert!(body.ends_with(truth.ends), "body of {i}: {body}");
        assert_eq!(body.lines().count(), truth.paragraphs, "paragraphs of {i}");
        assert_eq!(
            item.section.as_deref(),
            Some("Buitenland"),
            "section of {i}"
        );
        let inferred = item
            .provenance
            .iter()
            .any(|note| note.field == "section" && note.method == "inferred");
        assert_eq!(inferred, is_lead, "provenance of the section of {i}");
        let representation = if is_lead {
            Representation::Full
        } else {
            Representation::Partial
        };
        assert_eq!(item.representation, representation, "representation of {i}");
        let age = item.published.as_ref().map(|published| {
            assert_eq!(published.basis, PublishedBasis::Relative, "basis of {i}");
            let back = |time: Option<dateline_schemas::Timestamp>| {
                fetched().as_millis() - time.unwrap().as_millis()
            };
            let (latest, earliest) = (back(published.latest), back(published.earliest));
            (
                latest,
                earliest - latest,
                published.precision,
                published.text.as_deref().unwrap(),
            )
        });
        assert_eq!(age, truth.age, "age of {i}");
        assert_eq!(item.language_declared, None, "language of {i}");
        assert_eq!(item.provider, None, "provider of {i}");
        let span = item.raw.span.unwrap();
        let bytes = usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap();
        let raw = page.get(bytes).unwrap();
        assert!(
            raw.starts_with(truth.headline.unwrap_or(truth.dateline)),
            "span of {i}: {raw}"
        );
        assert!(raw.ends_with(truth.ends), "span of {i}: {raw}");
    }
    let mut uris: Vec<&str> = parsed.items.iter().map(|item| item.uri.as_str()).collect();
    uris.sort_unstable();
    uris.dedup();
    assert_eq!(uris.len(), truth.len(), "every item is another");
}

#[test]
fn the_seed_page_gives_the_eight_items_of_the_truth_table() {
    let Some(page) = seed_page() else {
        return;
    };
    let truth = [
        Truth {
            headline: Some("Kim Jong-un zegt dat Rusland zich mag verdedigen tegen Oekraïne"),
            dateline: "PYONGYANG",
            credits: ANP_RTR.1,
            credit_line: ANP_RTR.0,
            age: None,
            begins: "De Noord-Koreaanse dictator",
            ends: "de betrekkingen tussen beide landen.",
            paragraphs: 3,
        },
        brief(
            "WASHINGTON",
            ANP,
            minutes(39, "39 minuten geleden"),
            ("De Verenigde Staten", "stellig ontkennen."),
        ),
        brief(
            "SANTA CRUZ",
            ALL,
            minutes(45, "45 minuten geleden"),
            ("De Uruguayaanse", "in Santa Cruz."),
        ),
        brief(
            "PARIJS",
            ANP_AFP,
            hours(1, "1 uur geleden"),
            ("De Franse president", "raakten gewond."),
        ),
        brief(
            "PARIJS",
            ANP_RTR,
            hours(1, "1 uur geleden"),
            ("De Franse president", "verder niet toe."),
        ),
        brief(
            "BEIROET",
            ALL,
            hours(1, "1 uur geleden"),
            ("Israëlische", "naar beneden kwamen."),
        ),
        brief(
            "BRUSSEL",
            ANP,
            hours(2, "2 uur geleden"),
            ("De Europese Commissie", "vrijdag."),
        ),
        brief(
            "WASHINGTON",
            ANP_RTR,
            hours(2, "2 uur geleden"),
            ("De onlangs verkozen", "persconferentie."),
        ),
    ];
    check(&page, &truth);
}

#[test]
fn the_twin_of_the_seed_page_gives_its_eight_items() {
    let page = std::fs::read_to_string(fixture_dir().join("twin.txt")).unwrap();
    let truth = [
        Truth {
            headline: Some(
                "Prins Ljubomir-aan zegt dat Bergland zijn dijken mag ophogen tegen Zeeoevers",
            ),
            dateline: "OUDEKERK",
            credits: ANP_RTR.1,
            credit_line: ANP_RTR.0,
            age: None,
            begins: "De Berglandse prins",
            ends: "over de gesprekken.",
            paragraphs: 3,
        },
        brief(
            "MIDDELHAVEN",
            ANP,
            minutes(4, "4 minuten geleden"),
            ("Het waterschap", "tegenspreken."),
        ),
        brief(
            "SANTA ROSA",
            ALL,
            minutes(17, "17 minuten geleden"),
            ("De gezochte", "in Santa Rosa."),
        ),
        brief(
            "WENEN",
            ANP_AFP,
            hours(1, "1 uur geleden"),
            ("De Oostenrijkse", "bleef staan."),
        ),
        brief(
            "WENEN",
            ANP_RTR,
            hours(1, "1 uur geleden"),
            ("De Oostenrijkse", "zei hij niet."),
        ),
        brief(
            "TUNIS",
            ALL,
            hours(3, "3 uur geleden"),
            ("Vissers", "de mist optrok."),
        ),
        brief(
            "BRUGGE",
            ANP,
            hours(3, "3 uur geleden"),
            ("Het stadsbestuur", "donderdag."),
        ),
        brief(
            "MIDDELHAVEN",
            ANP_RTR,
            hours(5, "5 uur geleden"),
            ("De pas gekozen", "toespraak."),
        ),
    ];
    check(&page, &truth);
    assert!(
        page.contains("geledenSANTA ROSA"),
        "the age is glued to the next dateline"
    );
    assert!(
        page.ends_with("5 uur geleden"),
        "the last line is an age alone"
    );
}

#[test]
fn a_crawl_ten_minutes_later_changes_every_age_and_nothing_else() {
    let twin = std::fs::read_to_string(fixture_dir().join("twin.txt")).unwrap();
    for page in seed_page().into_iter().chain([twin]) {
        let later = later(&page);
        assert_ne!(page, later);
        let mut context_later = context();
        context_later.delivery_id = "d2".to_owned();
        context_later.fetched_at = Some(fetched().plus_millis(10 * MINUTE));
        context_later.received_at = fetched().plus_millis(11 * MINUTE);
        let before = items(&page);
        let after = parse_delivery(Format::WirePage, &context_later, later.as_bytes()).items;
        let identities = |items: &[WireItem]| -> Vec<(String, String)> {
            items
                .iter()
                .map(|item| (item.uri.clone(), item.content_hash.clone()))
                .collect()
        };
        assert_eq!(identities(&before), identities(&after));
        let aged = before.iter().zip(&after).filter(|(before, after)| {
            before.published.as_ref().map(|age| &age.text)
                != after.published.as_ref().map(|age| &age.text)
        });
        assert_eq!(aged.count(), 7, "all briefs are older");
    }
}

/// The page as it is printed when every age is another.
fn later(page: &str) -> String {
    let mut lines = Vec::new();
    for line in page.lines() {
        let Some((age, rest)) = line.split_once(" geleden") else {
            lines.push(line.to_owned());
            continue;
        };
        let (count, unit) = age.split_once(' ').unwrap();
        let count: usize = count.parse().unwrap();
        lines.push(match unit {
            "minuten" if count > 49 => format!("1 uur geleden{rest}"),
            "minuten" => format!("{} minuten geleden{rest}", count + 10),
            _ => format!("{} uur geleden{rest}", count + 1),
        });
    }
    lines.join("\n")
}

/// The seed page, or a word on standard error that it is not there.
fn seed_page() -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("DATELINE_DATA").map_or(root.join("../shared/data"), PathBuf::from);
    let pages = std::fs::read_dir(data.join("seed"))
        .into_iter()
        .flatten()
        .flatten();
    let page = pages
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "txt"));
    if page.is_none() {
        eprintln!(
            "skipped: no seed page in {}; set DATELINE_DATA",
            data.display()
        );
    }
    page.map(|path| std::fs::read_to_string(path).unwrap())
}
