//! The heartbeat: a synthetic item that a producer sends through every stage, so that the sink can measure the way.
//!
//! In `wire.items` and `wire.annotated` it is an item like any other. In `wire.enriched` it is a record without a value
//! that says in its headers what it is, which no reader of items sees; or an item there, too, where that is asked for.

use crate::{
    header::{self, DATELINE_EMITTED_AT, DATELINE_HEARTBEAT, Header},
    identity,
    item::{ProvenanceNote, PubStatus, RawReference, Representation, WireItem},
    time::Timestamp,
};

/// Source of heartbeats. No configured source can be called that.
pub const HEARTBEAT_SOURCE: &str = "dateline:heartbeat";

const HEADLINE: &str = "A heartbeat of Dateline";
const BODY: &str = "This is no news. Dateline sends this text through all of its stages to measure how long they take.";

/// A heartbeat as a sink knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heartbeat {
    /// Id of the producer that sent it.
    pub producer: String,
    /// When that was, by the producer's clock.
    pub emitted_at: Timestamp,
}

impl Heartbeat {
    /// Its uri: one for each producer.
    pub fn uri(&self) -> String {
        identity::provider_uri(HEARTBEAT_SOURCE, &self.producer)
    }

    /// What its producer's checkpoint calls the source whose totals count it: producers share none.
    pub fn totals_name(producer: &str) -> String {
        format!("{HEARTBEAT_SOURCE}:{producer}")
    }

    /// The item. Its version is the time, so that versions rise.
    pub fn to_item(&self) -> WireItem {
        let uri = self.uri();
        let millis = self.emitted_at.as_millis();
        let synthetic = |field: &str| ProvenanceNote {
            field: field.to_owned(),
            method: "computed".to_owned(),
            note: Some("a synthetic text".to_owned()),
        };
        let mut item = WireItem {
            version: Some(millis),
            provider: Some(self.producer.clone()),
            source: HEARTBEAT_SOURCE.to_owned(),
            headline: Some(HEADLINE.to_owned()),
            body: Some(BODY.to_owned()),
            representation: Representation::Full,
            pub_status: PubStatus::Usable,
            received_at: self.emitted_at,
            raw: RawReference {
                delivery_id: identity::delivery_id(HEARTBEAT_SOURCE, &uri, &millis.to_be_bytes()),
                span: None,
            },
            provenance: vec![synthetic("headline"), synthetic("body")],
            uri,
            ..WireItem::default()
        };
        item.content_hash = identity::content_hash(&item);
        item
    }

    /// What an item is, if it is a heartbeat.
    pub fn of_item(item: &WireItem) -> Option<Self> {
        (item.source == HEARTBEAT_SOURCE).then(|| Self {
            producer: item.provider.clone().unwrap_or_default(),
            emitted_at: item.received_at,
        })
    }

    /// The headers of the record without a value that it is in `wire.enriched`.
    pub fn headers(&self) -> Vec<Header> {
        let item = self.to_item();
        let common = header::common(&item.raw.delivery_id, HEARTBEAT_SOURCE);
        let own = [
            (DATELINE_HEARTBEAT, self.producer.clone()),
            (DATELINE_EMITTED_AT, self.emitted_at.to_string()),
        ];
        common.into_iter().chain(own).collect()
    }

    /// What a record's headers say, if it is a heartbeat.
    pub fn of_headers<'h>(get: impl Fn(&str) -> Option<&'h [u8]>) -> Option<Self> {
        let text = |name| std::str::from_utf8(get(name)?).ok();
        Some(Self {
            producer: text(DATELINE_HEARTBEAT)?.to_owned(),
            emitted_at: text(DATELINE_EMITTED_AT)?.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heartbeat() -> Heartbeat {
        Heartbeat {
            producer: "main".to_owned(),
            emitted_at: Timestamp::from_millis(1_780_000_000_123),
        }
    }

    #[test]
    fn it_is_known_by_its_item_and_by_its_headers() {
        let headers = heartbeat().headers();
        let get = |name: &str| {
            let mut headers = headers.iter();
            let found = headers.find(|(found, _)| *found == name);
            found.map(|(_, value)| value.as_bytes())
        };
        assert_eq!(Heartbeat::of_headers(get), Some(heartbeat()));
        assert_eq!(
            Heartbeat::of_item(&heartbeat().to_item()),
            Some(heartbeat())
        );
    }

    #[test]
    fn neither_an_item_nor_a_tombstone_of_a_source_is_one() {
        let mut item = heartbeat().to_item();
        item.source = "desk".to_owned();
        assert_eq!(Heartbeat::of_item(&item), None);
        let common = header::common("id", HEARTBEAT_SOURCE);
        let get = |name: &str| {
            let mut headers = common.iter();
            let found = headers.find(|(found, _)| *found == name);
            found.map(|(_, value)| value.as_bytes())
        };
        assert_eq!(Heartbeat::of_headers(get), None);
    }

    #[test]
    fn no_source_and_no_provider_has_its_uri() {
        let uri = heartbeat().uri();
        assert_eq!(uri, "urn:dateline:dateline%3Aheartbeat:main");
        assert_ne!(identity::provider_uri("heartbeat", "main"), uri);
    }
}
