//! Header names, spelled once, and the values that are derived for them. Header values are UTF-8 text, never random.

use std::borrow::Cow;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::enriched::EnrichedItem;

/// W3C trace context, derived from the delivery: on every record.
pub const TRACEPARENT: &str = "traceparent";
/// Name of the configured source: on every record.
pub const DATELINE_SOURCE: &str = "dateline_source";

/// Id that could be read of what became a dead letter.
pub const DATELINE_SALVAGED_ID: &str = "dateline_salvaged_id";
/// Headline that could be read of what became a dead letter.
pub const DATELINE_SALVAGED_HEADLINE: &str = "dateline_salvaged_headline";

/// On a heartbeat's record in `wire.enriched`, which has no value: the id of the producer that sent it.
pub const DATELINE_HEARTBEAT: &str = "dateline_heartbeat";
/// When a heartbeat was sent, by its producer's clock (RFC 3339, UTC).
pub const DATELINE_EMITTED_AT: &str = "dateline_emitted_at";

/// CloudEvents version.
pub const CE_SPECVERSION: &str = "ce_specversion";
/// CloudEvents id: uri and revision.
pub const CE_ID: &str = "ce_id";
/// CloudEvents source: the configured source, as a URN.
pub const CE_SOURCE: &str = "ce_source";
/// CloudEvents type: what happened to the uri.
pub const CE_TYPE: &str = "ce_type";
/// CloudEvents time: when the delivery was received.
pub const CE_TIME: &str = "ce_time";
/// CloudEvents subject: the uri.
pub const CE_SUBJECT: &str = "ce_subject";

/// Where Confluent's header serializers put a registry's id or GUID; the value is then without framing.
pub const VALUE_SCHEMA_ID: &str = "__value_schema_id";

/// A header's name and value.
pub type Header = (&'static str, String);

const HEX_DIGITS_OF_SHA256: usize = 64;
const TRACE_DIGITS: usize = 32;
const PARENT_DIGITS: usize = 16;

/// The W3C trace context of everything that comes out of a delivery: version 00, the first 128 bits of the delivery
/// id as trace, the next 64 as parent, sampled. An id that is no SHA-256 is hashed first.
pub fn traceparent(delivery_id: &str) -> String {
    let is_hash = delivery_id.len() == HEX_DIGITS_OF_SHA256
        && delivery_id
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let digits = if is_hash {
        Cow::Borrowed(delivery_id)
    } else {
        Cow::Owned(HEXLOWER.encode(&Sha256::digest(delivery_id)))
    };
    let (trace, rest) = digits.split_at(TRACE_DIGITS);
    let parent = &rest[..PARENT_DIGITS];
    let (trace, parent) = (not_all_zero(trace), not_all_zero(parent));
    ["00-", &trace, "-", &parent, "-01"].concat()
}

/// The standard gives all zeros the meaning "invalid".
fn not_all_zero(digits: &str) -> Cow<'_, str> {
    if digits.bytes().all(|byte| byte == b'0') {
        return Cow::Owned(format!("{}1", &digits[1..]));
    }
    Cow::Borrowed(digits)
}

/// The two headers that every record carries.
pub fn common(delivery_id: &str, source: &str) -> [Header; 2] {
    [
        (TRACEPARENT, traceparent(delivery_id)),
        (DATELINE_SOURCE, source.to_owned()),
    ]
}

/// Longest value of a header that holds a provider's text, in bytes.
const SALVAGED_BYTES: usize = 1_024;

/// What could be read of something that became a dead letter, cut to 1 KiB each.
pub fn salvaged(id: Option<&str>, headline: Option<&str>) -> Vec<Header> {
    let found = [
        (DATELINE_SALVAGED_ID, id),
        (DATELINE_SALVAGED_HEADLINE, headline),
    ];
    let cut = |text: &str| text[..text.floor_char_boundary(SALVAGED_BYTES)].to_owned();
    let found = found.into_iter();
    found
        .filter_map(|(name, text)| Some((name, cut(text?))))
        .collect()
}

/// The CloudEvents headers of a public record: the same for the same uri and revision, whoever writes it.
pub fn cloud_events(item: &EnrichedItem) -> [Header; 6] {
    let uri = &item.item.uri;
    let change = item.lineage.change.symbol();
    [
        (CE_SPECVERSION, "1.0".to_owned()),
        (CE_ID, format!("{uri}#{}", item.lineage.revision)),
        (CE_SOURCE, crate::identity::source_urn(&item.item.source)),
        (CE_TYPE, ["dev.dateline.wire.item.", change].concat()),
        (CE_TIME, item.item.received_at.to_string()),
        (CE_SUBJECT, uri.clone()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lineage::Change, time::Timestamp};

    #[test]
    fn a_traceparent_is_cut_from_the_delivery_id() {
        let id = "0af7651916cd43dd8448eb211c80319cb7ad6b7169203331aaaaaaaaaaaaaaaa";
        let expected = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assert_eq!(traceparent(id), expected);
    }

    #[test]
    fn a_traceparent_is_valid_whatever_the_delivery_id() {
        for id in [&"0".repeat(64), "", "not a hash", &"F".repeat(64), "ü"] {
            let value = traceparent(id);
            let parts: Vec<_> = value.split('-').collect();
            assert_eq!(
                parts.iter().map(|part| part.len()).collect::<Vec<_>>(),
                [2, 32, 16, 2]
            );
            let lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            assert!(parts.iter().all(|part| part.bytes().all(lower_hex)));
            assert!(parts[1].bytes().any(|byte| byte != b'0'), "{value}");
            assert!(parts[2].bytes().any(|byte| byte != b'0'), "{value}");
        }
    }

    #[test]
    fn cloud_events_headers_follow_from_uri_and_revision() {
        let mut item = EnrichedItem::default();
        item.item.uri = "urn:dateline:anp:1".into();
        item.item.source = "Buitenland desk".into();
        item.item.received_at = Timestamp::from_millis(1_000);
        item.lineage.revision = 3;
        item.lineage.change = Change::Updated;
        let expected = [
            ("ce_specversion", "1.0"),
            ("ce_id", "urn:dateline:anp:1#3"),
            ("ce_source", "urn:dateline:source:buitenland-desk"),
            ("ce_type", "dev.dateline.wire.item.updated"),
            ("ce_time", "1970-01-01T00:00:01.000Z"),
            ("ce_subject", "urn:dateline:anp:1"),
        ];
        assert_eq!(
            cloud_events(&item),
            expected.map(|(name, value)| (name, value.to_owned()))
        );
    }
}
