//! From an arrival to its items: which format reads it, and what is refused before any does.

use dateline_runtime::Reason;
use dateline_schemas::{
    Delivery, Timestamp,
    delivery::{Bytes, UNPARSED_ATTRIBUTE},
    identity,
};

use crate::{
    formats::{self, DeliveryContext, Parsed, Rejected, Salvage},
    source::{Arrival, Content, SourceSpec, Transport},
};

/// Identity of a delivery: of its bytes, or of what is kept of them.
pub(super) fn delivery_id(spec: &SourceSpec, arrival: &Arrival) -> String {
    let bytes = match &arrival.content {
        Content::Bytes(bytes) => bytes,
        Content::Oversize { head, .. } | Content::Unopened { head, .. } => head,
    };
    identity::delivery_id(&spec.name, &arrival.position, bytes)
}

/// The delivery as it stands in the log, for replay to find all that its format was told of it.
pub(super) fn delivery(
    spec: &SourceSpec,
    arrival: &Arrival,
    delivery_id: String,
    received_at: Timestamp,
) -> Delivery {
    let Transport {
        media_type,
        charset,
        mut attributes,
    } = arrival.transport.clone();
    attributes.remove(UNPARSED_ATTRIBUTE);
    let bytes = match &arrival.content {
        Content::Bytes(bytes) => bytes,
        Content::Oversize { head, .. } | Content::Unopened { head, .. } => head,
    };
    if let Some((_, message)) = refused(&arrival.content) {
        attributes.insert(UNPARSED_ATTRIBUTE.to_owned(), message);
    }
    Delivery {
        delivery_id,
        source: spec.name.clone(),
        position: arrival.position.clone(),
        format: spec.format.map(|format| format.name().to_owned()),
        bytes: Bytes(bytes.clone()),
        received_at,
        fetched_at: arrival.fetched_at,
        media_type,
        charset: spec.charset.map(|charset| charset.name()).or(charset),
        attributes,
        ..Delivery::default()
    }
}

/// What the delivery's format makes of it, or why none is given it.
pub(super) fn parse(spec: &SourceSpec, content: &Content, delivery: &Delivery) -> Parsed {
    match refused(content) {
        Some((reason, message)) => rejected(reason, message, delivery.bytes.0.len()),
        None => parse_whole(spec, delivery),
    }
}

/// What the delivery's format makes of it: a function of the delivery, as it stands in the log, and of its source's
/// configuration.
pub(crate) fn parse_whole(spec: &SourceSpec, delivery: &Delivery) -> Parsed {
    let configured = spec.charset.map(|charset| charset.name());
    // Where the transport can tell none, the log has what was configured then; that may have been wrong.
    let told = delivery.charset.as_ref();
    let told = told.filter(|_| spec.kind.tells_charset());
    let context = DeliveryContext {
        source: spec.name.clone(),
        namespace: spec.namespace.clone(),
        providers: spec.providers.clone(),
        delivery_id: delivery.delivery_id.clone(),
        received_at: delivery.received_at,
        fetched_at: delivery.fetched_at,
        charset: configured.or_else(|| told.cloned()),
        media_type: delivery.media_type.clone(),
        zone: spec.zone.clone(),
        rights: spec.rights.clone(),
        declared_language: spec.declared_language,
        language_declared: spec.language_declared.clone(),
    };
    formats::parse_any(spec.format, &context, &delivery.bytes.0)
}

/// Why no format is given what arrived: as a label, and in words with what to do.
fn refused(content: &Content) -> Option<(Reason, String)> {
    match content {
        Content::Bytes(_) => None,
        Content::Unopened {
            reason, message, ..
        } => Some((*reason, message.clone())),
        Content::Oversize { head, size, sha256 } => {
            let message = format!(
                "the delivery has {size} bytes (SHA-256 {sha256}), more than the limit of {}: these are its first {}; split it at its source",
                formats::MAX_DELIVERY_BYTES,
                head.len(),
            );
            Some((Reason::Oversize, message))
        }
    }
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
