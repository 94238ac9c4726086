//! Who an item is: its uri, the hash of its content, and the id of the delivery that brought it.
//!
//! All are frozen: a change to any of them would make every stored item a stranger. Goldens hold them.

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::{codec::canonical_bytes, item::WireItem};

/// SHA-256 over source, position and bytes, lowercase hex. Lengths are part of it: no two triples run together alike.
pub fn delivery_id(source: &str, position: &str, bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    for part in [source.as_bytes(), position.as_bytes(), bytes] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    HEXLOWER.encode(&hash.finalize())
}

/// Names of the fields that [`content_hash`] covers, in its order.
///
/// Not covered: what identifies the item or its version; Dateline's own times, references and notes; provider times,
/// which feeds touch without changing anything; section and extensions, which differ between the pages of one story.
pub const CONTENT_FIELDS: [&str; 26] = [
    "alt_ids",
    "replaces",
    "provider",
    "credits",
    "credit_line",
    "headline",
    "headlines",
    "slugline",
    "byline",
    "dateline",
    "located",
    "body",
    "representation",
    "language_declared",
    "subjects",
    "genre",
    "keywords",
    "signals",
    "pub_status",
    "urgency",
    "embargoed_until",
    "embargo_text",
    "expires",
    "ednote",
    "usage_terms",
    "associations",
];

/// SHA-256 over the fields of [`CONTENT_FIELDS`], lowercase hex: equal for a re-delivery, another for a change that
/// a reader could see. Fields go in with their names, in Avro's encoding; those that hold nothing are left out, so that
/// a field that a later version adds changes no hash of an item without it.
pub fn content_hash(item: &WireItem) -> String {
    // Most of an item is its text.
    let text = item.body.as_deref().unwrap_or_default();
    let mut hash = ContentHash {
        hash: Sha256::new(),
        buffer: Vec::with_capacity(text.len() + 64),
    };
    hash.field("alt_ids", &item.alt_ids);
    hash.field("replaces", &item.replaces);
    hash.field("provider", &item.provider);
    hash.field("credits", &item.credits);
    hash.field("credit_line", &item.credit_line);
    hash.field("headline", &item.headline);
    hash.field("headlines", &item.headlines);
    hash.field("slugline", &item.slugline);
    hash.field("byline", &item.byline);
    hash.field("dateline", &item.dateline);
    hash.field("located", &item.located);
    hash.field("body", &item.body);
    hash.field("representation", item.representation.symbol());
    hash.field("language_declared", &item.language_declared);
    hash.field("subjects", &item.subjects);
    hash.field("genre", &item.genre);
    hash.field("keywords", &item.keywords);
    hash.field("signals", &item.signals);
    hash.field("pub_status", item.pub_status.symbol());
    hash.field("urgency", &item.urgency);
    hash.field("embargoed_until", &item.embargoed_until);
    hash.field("embargo_text", &item.embargo_text);
    hash.field("expires", &item.expires);
    hash.field("ednote", &item.ednote);
    hash.field("usage_terms", &item.usage_terms);
    hash.field("associations", &item.associations);
    HEXLOWER.encode(&hash.hash.finalize())
}

/// The canonical form of null, of an empty text and of an empty list.
const NOTHING: [u8; 1] = [0];

struct ContentHash {
    hash: Sha256,
    buffer: Vec<u8>,
}

impl ContentHash {
    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        self.buffer.clear();
        canonical_bytes(name, &mut self.buffer);
        let start = self.buffer.len();
        canonical_bytes(value, &mut self.buffer);
        if self.buffer[start..] != NOTHING {
            self.hash.update(&self.buffer);
        }
    }
}

/// The uri of an item that came without an identity: `urn:dateline:c1:{namespace}:{base32}`.
///
/// The base32 stands for 128 bits of SHA-256 over credits, dateline text, headline and body, each with its white
/// space folded. Section, position, ages and times are out, so that a re-crawl finds the same uri.
pub fn idless_uri(source_namespace: &str, item: &WireItem) -> String {
    let dateline = item
        .dateline
        .as_ref()
        .map(|dateline| dateline.text.as_str());
    let credits: Vec<String> = item.credits.iter().map(|credit| folded(credit)).collect();
    let texts = [dateline, item.headline.as_deref(), item.body.as_deref()];
    let mut bytes = Vec::new();
    canonical_bytes("dateline c1", &mut bytes);
    canonical_bytes(&credits, &mut bytes);
    for text in texts {
        canonical_bytes(&folded(text.unwrap_or_default()), &mut bytes);
    }
    let digest = Sha256::digest(&bytes);
    let name = BASE32_NOPAD.encode(&digest[..16]).to_ascii_lowercase();
    format!("urn:dateline:c1:{}:{name}", namespace(source_namespace))
}

/// The uri of an item with a provider's id that is no absolute URI: `urn:dateline:{provider or source}:{id}`.
pub fn provider_uri(provider_or_source: &str, id: &str) -> String {
    let id = escaped(id.trim());
    format!("urn:dateline:{}:{id}", namespace(provider_or_source))
}

/// A configured source as a URN.
pub fn source_urn(source: &str) -> String {
    format!("urn:dateline:source:{}", namespace(source))
}

/// Lower case, with white space as hyphens and a colon escaped: one part of a URN.
fn namespace(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    escaped(&words.join("-").to_lowercase()).replace(':', "%3A")
}

/// What RFC 8141 allows in a URN as it is, the rest as escaped UTF-8.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => escaped.push(byte.into()),
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+'
            | b',' | b';' | b'=' | b':' | b'@' | b'/' => escaped.push(byte.into()),
            other => escaped.push_str(&format!("%{other:02X}")),
        }
    }
    escaped
}

/// NFC, with runs of white space as one space, and without what does not show: soft hyphens, zero-width characters.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return one_space_apart(text);
    }
    let visible: String = text
        .nfc()
        .filter(|letter| {
            !matches!(
                letter,
                '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
            )
        })
        .collect();
    one_space_apart(&visible)
}

fn one_space_apart(text: &str) -> String {
    let mut apart = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !apart.is_empty() {
            apart.push(' ');
        }
        apart.push_str(word);
    }
    apart
}

#[cfg(test)]
mod tests;
