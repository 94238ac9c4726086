//! The standard's listings, each with what its own text says. They come with the data for development, and where those are
//! absent the test says that it skips.

use std::path::PathBuf;

use dateline_schemas::{PubStatus, WireItem};

use super::*;

mod table;

use table::{LISTINGS, News, Truth};

fn folder() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("DATELINE_DATA").map_or(root.join("../shared/data"), PathBuf::from);
    data.join("formats/newsml-g2/examples")
}

#[test]
fn every_listing_of_the_standard_gives_what_its_own_text_says() {
    let Ok(entries) = std::fs::read_dir(folder()) else {
        let folder = folder();
        eprintln!(
            "skipped: no listings in {}; set DATELINE_DATA",
            folder.display()
        );
        return;
    };
    assert_eq!(entries.count(), LISTINGS.len());
    for (name, truth) in LISTINGS {
        let bytes = std::fs::read(folder().join(format!("{name}.xml"))).unwrap();
        let parsed = parse_delivery(Format::Newsmlg2, &desk(), &bytes);
        match truth {
            Truth::News(news) => {
                assert_eq!(parsed.rejected, [], "{name}");
                let [item] = parsed.items.as_slice() else {
                    panic!("{name}: {parsed:?}");
                };
                compare(name, item, news);
            }
            Truth::NoNews(parts) => {
                assert_eq!(parsed.items, [], "{name}");
                let told = parsed.rejected.iter();
                let told: Vec<_> = told
                    .map(|it| (it.reason, it.salvage.id.as_deref()))
                    .collect();
                assert_eq!(told, *parts, "{name}");
            }
        }
    }
}

fn compare(name: &str, item: &WireItem, news: &News) {
    let begins = |text: &Option<String>, expected: Option<&str>| match (text, expected) {
        (Some(text), Some(expected)) => assert!(text.starts_with(expected), "{name}: {text}"),
        (text, expected) => assert_eq!(text.as_deref(), expected, "{name}"),
    };
    assert_eq!(item.uri, news.uri, "{name}");
    assert_eq!(item.version, Some(news.version), "{name}");
    assert_eq!(item.pub_status, PubStatus::Usable, "{name}");
    assert_eq!(
        item.language_declared.as_deref(),
        Some(news.language),
        "{name}"
    );
    let located = item.located.as_ref().map(|it| {
        let text = |text: &'_ Option<String>| text.clone().unwrap_or_default();
        (it.name.clone(), text(&it.scheme), text(&it.code))
    });
    let expected = news.located.map(|(place, scheme, code)| {
        (place.map(str::to_owned), scheme.to_owned(), code.to_owned())
    });
    assert_eq!(located, expected, "{name}");
    assert_eq!(item.dateline, None, "{name}");
    assert_eq!(item.subjects.len(), news.subjects, "{name}");
    assert_eq!(item.associations.len(), news.associations, "{name}");
    begins(&item.headline, news.headline);
    begins(&item.body, news.body);
    (news.also)(item);
}
