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

/// SHA-256 over the content of an item, lowercase hex: equal for a re-delivery, another for a change that a reader could
/// see. Fields go in with their names, in Avro's encoding; those that hold nothing are left out, so that a field that a
/// later version adds changes no hash of an item without it.
pub fn content_hash(item: &WireItem) -> String {
    let mut content = ContentHash {
        hash: Sha256::new(),
        buffer: Vec::with_capacity(bytes_at_least(item)),
    };
    content_of(item, &mut content);
    HEXLOWER.encode(&content.hash.finalize())
}

/// Names of the content's fields that differ, in the order of the hash.
pub fn changed_fields(before: &WireItem, after: &WireItem) -> Vec<&'static str> {
    let (before, after) = (ContentBytes::of(before), ContentBytes::of(after));
    let fields = before.fields().zip(after.fields());
    let changed = fields.filter(|((_, before), (_, after))| before != after);
    changed.map(|((name, _), _)| name).collect()
}

/// Shows the fields that are an item's content, in a frozen order.
///
/// No content: what identifies the item or its version; Dateline's own times, references and notes; provider times,
/// which feeds touch without changing anything; section and extensions, which differ between the pages of one story.
fn content_of(item: &WireItem, content: &mut impl Content) {
    content.field("alt_ids", &item.alt_ids);
    content.field("replaces", &item.replaces);
    content.field("provider", &item.provider);
    content.field("credits", &item.credits);
    content.field("credit_line", &item.credit_line);
    content.field("headline", &item.headline);
    content.field("headlines", &item.headlines);
    content.field("slugline", &item.slugline);
    content.field("byline", &item.byline);
    content.field("dateline", &item.dateline);
    content.field("located", &item.located);
    content.field("body", &item.body);
    content.field("representation", item.representation.symbol());
    content.field("language_declared", &item.language_declared);
    content.field("subjects", &item.subjects);
    content.field("genre", &item.genre);
    content.field("keywords", &item.keywords);
    content.field("signals", &item.signals);
    content.field("pub_status", item.pub_status.symbol());
    content.field("urgency", &item.urgency);
    content.field("embargoed_until", &item.embargoed_until);
    content.field("embargo_text", &item.embargo_text);
    content.field("expires", &item.expires);
    content.field("ednote", &item.ednote);
    content.field("usage_terms", &item.usage_terms);
    content.field("associations", &item.associations);
}

/// What an item's content is shown to, field by field.
trait Content {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T);
}

/// Most of an item is its text.
fn bytes_at_least(item: &WireItem) -> usize {
    item.body.as_deref().unwrap_or_default().len() + 64
}

/// The canonical form of null, of an empty text and of an empty list.
const NOTHING: [u8; 1] = [0];

struct ContentHash {
    hash: Sha256,
    buffer: Vec<u8>,
}

impl Content for ContentHash {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.buffer.clear();
        canonical_bytes(name, &mut self.buffer);
        let start = self.buffer.len();
        canonical_bytes(value, &mut self.buffer);
        if self.buffer[start..] != NOTHING {
            self.hash.update(&self.buffer);
        }
    }
}

/// The canonical forms of all fields, one behind the other, and where each begins.
struct ContentBytes {
    bytes: Vec<u8>,
    starts: Vec<(&'static str, usize)>,
}

impl ContentBytes {
    fn of(item: &WireItem) -> Self {
        let mut content = Self {
            bytes: Vec::with_capacity(2 * bytes_at_least(item)),
            starts: Vec::with_capacity(32),
        };
        content_of(item, &mut content);
        content
    }

    fn fields(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        let ends = self.starts.iter().skip(1).map(|(_, start)| *start);
        let ends = ends.chain([self.bytes.len()]);
        let fields = self.starts.iter().zip(ends);
        fields.map(|((name, start), end)| (*name, &self.bytes[*start..end]))
    }
}

impl Content for ContentBytes {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.starts.push((name, self.bytes.len()));
        canonical_bytes(value, &mut self.bytes);
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
