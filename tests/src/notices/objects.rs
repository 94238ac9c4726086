//! The stories in formats of JSON.

use super::versions::Said;

pub(super) fn jsonl(said: &Said<'_>) -> String {
    let signals = said
        .signal
        .iter()
        .map(|signal| serde_json::json!({"signal": signal}));
    let item = serde_json::json!({
        "uri": said.id,
        "version": said.version,
        "headline": said.headline,
        "pub_status": said.status,
        "embargoed_until": said.embargoed_until,
        "version_created": said.created(),
        "signals": signals.collect::<Vec<_>>(),
    });
    format!("{item}\n")
}

pub(super) fn ninjs(said: &Said<'_>) -> String {
    let mut item = serde_json::json!({
        "standard": {"name": "ninjs", "version": "2.0"},
        "uri": said.id,
        "type": "text",
        "version": said.version.to_string(),
        "versioncreated": said.created(),
        "pubstatus": said.status,
        "headline": said.headline,
        "body_text": said.headline,
    });
    if let Some(until) = said.embargoed_until {
        item["embargoed"] = until.into();
    }
    if let Some(other) = said.replaces {
        item["associations"] = serde_json::json!({"replaces": {"uri": other}});
        item["replaces"] = other.into();
    }
    format!("{item:#}")
}

pub(super) fn dpa(said: &Said<'_>) -> String {
    let mut item = serde_json::json!({
        "urn": said.id,
        "version": said.version,
        "version_created": said.created(),
        "pubstatus": said.status,
        "headline": said.headline,
        "article_html": format!("<section class=\"main\"><p>{}</p></section>", said.headline),
        "categories": [{"type": "dnltype:desk", "qcode": "dnldesk:al", "name": "Allgemein"}],
    });
    if let Some(until) = said.embargoed_until {
        item["embargoed"] = until.into();
    }
    format!("{item:#}")
}
