//! Parsed back, the messages that dpa's converter made agree with the digitalwires that it made them from.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::*;
use crate::formats::html;

/// The messages, and the header's category that each has to show.
const MESSAGES: [&str; 6] = ["dw-1", "eil", "lesestuecke", "nsb-n1", "spe-tab", "tvo-pol"];

fn data() -> Option<PathBuf> {
    let data = std::env::var_os("DATELINE_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let data = data.join("formats/dpa/tests/data");
    if !data.is_dir() {
        println!(
            "skipped: there is no {} (set DATELINE_DATA)",
            data.display()
        );
        return None;
    }
    Some(data)
}

fn text<'a>(wire: &'a Value, key: &str) -> Option<&'a str> {
    wire.get(key)?.as_str()
}

/// The words that dpa counts: those of dateline and article, without the bars of tables.
fn counted(wire: &Value) -> usize {
    let article = html::to_text(text(wire, "article_html").unwrap());
    let all = format!(
        "{} {}",
        text(wire, "dateline").unwrap_or_default(),
        article.unwrap_or_default()
    );
    all.split_whitespace().filter(|word| *word != "|").count()
}

fn desk_code(wire: &Value) -> Option<&str> {
    wire.get("desk_names")?.as_array()?.first()?.as_str()
}

#[test]
fn the_six_messages_of_dpa_agree_with_their_digitalwires() {
    let Some(data) = data() else { return };
    for name in MESSAGES {
        let bytes = std::fs::read(data.join("output").join(format!("{name}.iptc"))).unwrap();
        let wire = std::fs::read(data.join("input").join(format!("{name}.json"))).unwrap();
        let wire: Value = serde_json::from_slice(&wire).unwrap();
        assert_eq!(
            crate::formats::sniff(&bytes),
            Some(Format::Iptc7901),
            "{name}"
        );
        let item = only(std::str::from_utf8(&bytes).unwrap());
        assert_eq!(item.headline.as_deref(), text(&wire, "headline"), "{name}");
        assert_eq!(item.urgency, wire["urgency"].as_i64(), "{name}");
        let category = item
            .subjects
            .first()
            .and_then(|subject| subject.code.as_deref());
        assert_eq!(category, desk_code(&wire), "{name}");
        let words = item.extensions.get("word_count").cloned();
        assert_eq!(words, Some(counted(&wire).to_string()), "{name}");
        let dateline = item.dateline.as_ref().map(|dateline| {
            format!(
                "{} ({}) - ",
                dateline.text,
                item.credit_line.as_deref().unwrap_or_default()
            )
        });
        assert_eq!(dateline.as_deref(), text(&wire, "dateline"), "{name}");
        let is_correction = item
            .signals
            .iter()
            .any(|signal| signal.signal == "correction");
        assert_eq!(
            is_correction,
            text(&wire, "signal") == Some("sig:correction"),
            "{name}"
        );
        assert_eq!(item.byline.as_deref(), text(&wire, "byline"), "{name}");
        let sent: jiff::Timestamp = text(&wire, "version_created").unwrap().parse().unwrap();
        let sent = sent.as_millisecond() / 60_000 * 60_000;
        let created = item.version_created.map(|at| at.as_millis());
        assert_eq!(created, Some(sent), "{name}");
        assert!(
            item.uri.starts_with("urn:dateline:c1:"),
            "0000 is no number: {}",
            item.uri
        );
    }
}
