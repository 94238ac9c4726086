//! From an arrival to its items: which format reads it, and what is refused before any does.

use dateline_runtime::Reason;
use dateline_schemas::{Timestamp, identity};

use crate::{
    formats::{self, DeliveryContext, Parsed, Rejected, Salvage},
    source::{Arrival, Content, SourceSpec},
};

/// Identity of a delivery: of its bytes, or of what is kept of them.
pub(super) fn delivery_id(spec: &SourceSpec, arrival: &Arrival) -> String {
    let bytes = match &arrival.content {
        Content::Bytes(bytes) => bytes,
        Content::Oversize { head, .. } | Content::Unopened { head, .. } => head,
    };
    identity::delivery_id(&spec.name, &arrival.position, bytes)
}

/// The delivery's bytes, or their head, and what its format makes of them.
pub(super) fn parse(
    spec: &SourceSpec,
    arrival: &Arrival,
    delivery_id: &str,
    received_at: Timestamp,
) -> (Vec<u8>, Parsed) {
    let bytes = match &arrival.content {
        Content::Bytes(bytes) => bytes.clone(),
        Content::Unopened {
            head,
            reason,
            message,
            ..
        } => return (head.clone(), rejected(*reason, message.clone(), head.len())),
        Content::Oversize { head, size, sha256 } => {
            let message = format!(
                "the delivery has {size} bytes (SHA-256 {sha256}), more than the limit of {}: these are its first {}; split it at its source",
                formats::MAX_DELIVERY_BYTES,
                head.len(),
            );
            return (
                head.clone(),
                rejected(Reason::Oversize, message, head.len()),
            );
        }
    };
    let context = DeliveryContext {
        source: spec.name.clone(),
        namespace: spec.namespace.clone(),
        providers: spec.providers.clone(),
        delivery_id: delivery_id.to_owned(),
        received_at,
        fetched_at: arrival.fetched_at,
        charset: spec
            .charset
            .map(|charset| charset.name())
            .or_else(|| arrival.transport.charset.clone()),
        media_type: arrival.transport.media_type.clone(),
        zone: spec.zone.clone(),
        rights: spec.rights.clone(),
        declared_language: spec.declared_language,
        language_declared: spec.language_declared.clone(),
    };
    let parsed = formats::parse_any(spec.format, &context, &bytes);
    (bytes, parsed)
}

fn rejected(reason: Reason, message: String, end: usize) -> Parsed {
    Parsed {
        items: Vec::new(),
        rejected: vec![Rejected {
            reason,
            message,
            span: 0..end,
            salvage: Salvage::default(),
        }],
    }
}
