//! feed-rs as a second opinion: what it finds in a fixture, this reading finds as well.

use feed_rs::model::Entry;

use crate::formats::{
    Format, html, parse,
    tests::fixtures::{desk, fixtures},
};

/// Fixtures that feed-rs does not read: broken ones, one with an item that is no object, one with tabs in its texts.
const REFUSED: &[&str] = &["rss_2_dirty", "json_feed", "json_feed_dirty"];

/// The title of an entry, as it is and without its markup.
fn titles(entry: &Entry) -> Vec<String> {
    let title = entry.title.iter();
    title
        .flat_map(|title| {
            [
                Some(title.content.trim().to_owned()),
                html::to_line(&title.content),
            ]
        })
        .flatten()
        .collect()
}

#[test]
fn what_feed_rs_finds_is_found() {
    let mut held = 0;
    // What defines its own entities is refused here, and read there.
    let fixtures = fixtures(Format::Feed).into_iter();
    for (name, bytes) in fixtures.filter(|(name, _)| name != "hostile") {
        let Ok(feed) = feed_rs::parser::parse(bytes.as_slice()) else {
            assert!(
                REFUSED.contains(&name.as_str()),
                "{name} is read by us alone"
            );
            continue;
        };
        held += 1;
        let ours = parse(Format::Feed, &desk(), &bytes).items;
        let headlines: Vec<_> = ours.iter().filter_map(|it| it.headline.clone()).collect();
        for entry in &feed.entries {
            let titles = titles(entry);
            let is_found = titles.is_empty() || titles.iter().any(|it| headlines.contains(it));
            assert!(is_found, "{name}: {titles:?}");
            let dates = entry.published.map(|date| date.timestamp_millis());
            let known = |ms: i64| {
                ours.iter().any(|item| {
                    let published = item.published.as_ref();
                    published.is_some_and(|it| it.earliest.is_some_and(|at| at.as_millis() == ms))
                })
            };
            // Days without a zone are midnights of UTC there.
            let is_midnight = |ms: i64| ms % 86_400_000 == 0;
            assert!(
                dates.is_none_or(|ms| known(ms) || is_midnight(ms)),
                "{name}: {dates:?}"
            );
        }
    }
    assert!(held >= 6, "{held}");
}
