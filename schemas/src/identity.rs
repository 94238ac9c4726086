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
        item,
        hash: Sha256::new(),
        // Most of an item is its text.
        buffer: Vec::with_capacity(item.body.as_deref().unwrap_or_default().len() + 64),
    };
    show_content(&mut content);
    HEXLOWER.encode(&content.hash.finalize())
}

/// Names of the content's fields that differ, in the order of the hash.
pub fn changed_fields(before: &WireItem, after: &WireItem) -> Vec<&'static str> {
    let mut content = ContentChanges {
        before,
        after,
        changed: Vec::new(),
    };
    show_content(&mut content);
    content.changed
}

/// Shows the fields that are an item's content, in a frozen order.
///
/// No content: what identifies the item or its version; Dateline's own times, references and notes; provider times,
/// which feeds touch without changing anything; section and extensions, which differ between the pages of one story.
fn show_content(content: &mut impl Content) {
    content.field("alt_ids", |item| &item.alt_ids);
    content.field("replaces", |item| &item.replaces);
    content.field("provider", |item| &item.provider);
    content.field("credits", |item| &item.credits);
    content.field("credit_line", |item| &item.credit_line);
    content.field("headline", |item| &item.headline);
    content.field("headlines", |item| &item.headlines);
    content.field("slugline", |item| &item.slugline);
    content.field("byline", |item| &item.byline);
    content.field("dateline", |item| &item.dateline);
    content.field("located", |item| &item.located);
    content.field("body", |item| &item.body);
    content.field("representation", |item| item.representation.symbol());
    content.field("language_declared", |item| &item.language_declared);
    content.field("subjects", |item| &item.subjects);
    content.field("genre", |item| &item.genre);
    content.field("keywords", |item| &item.keywords);
    content.field("signals", |item| &item.signals);
    content.field("pub_status", |item| item.pub_status.symbol());
    content.field("urgency", |item| &item.urgency);
    content.field("embargoed_until", |item| &item.embargoed_until);
    content.field("embargo_text", |item| &item.embargo_text);
    content.field("expires", |item| &item.expires);
    content.field("ednote", |item| &item.ednote);
    content.field("usage_terms", |item| &item.usage_terms);
    content.field("associations", |item| &item.associations);
}

/// What looks at the content of items, field by field.
trait Content {
    fn field<T>(&mut self, name: &'static str, of: impl Fn(&WireItem) -> &T)
    where
        T: Serialize + PartialEq + ?Sized;
}

/// The canonical form of null, of an empty text and of an empty list.
const NOTHING: [u8; 1] = [0];

struct ContentHash<'a> {
    item: &'a WireItem,
    hash: Sha256,
    buffer: Vec<u8>,
}

impl Content for ContentHash<'_> {
    fn field<T>(&mut self, name: &'static str, of: impl Fn(&WireItem) -> &T)
    where
        T: Serialize + PartialEq + ?Sized,
    {
        self.buffer.clear();
        canonical_bytes(name, &mut self.buffer);
        let start = self.buffer.len();
        canonical_bytes(of(self.item), &mut self.buffer);
        if self.buffer[start..] != NOTHING {
            self.hash.update(&self.buffer);
        }
    }
}

struct ContentChanges<'a> {
    before: &'a WireItem,
    after: &'a WireItem,
    changed: Vec<&'static str>,
}

impl Content for ContentChanges<'_> {
    fn field<T>(&mut self, name: &'static str, of: impl Fn(&WireItem) -> &T)
    where
        T: Serialize + PartialEq + ?Sized,
    {
        let (before, after) = (of(self.before), of(self.after));
        // No text and an empty one are different values of one content.
        if before != after && canonical(before) != canonical(after) {
            self.changed.push(name);
        }
    }
}

fn canonical<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    canonical_bytes(value, &mut bytes);
    bytes
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
    ["urn:dateline:source:", &namespace(source)].concat()
}

/// Lower case, with white space as hyphens and a colon escaped: one part of a URN.
fn namespace(name: &str) -> String {
    if name
        .bytes()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    {
        return name.to_owned();
    }
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
