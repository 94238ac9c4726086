//! URIs: which ids are ones already, and the URNs of our own making.

use std::fmt::Write as _;

const PREFIX: &str = "urn:dateline:";

/// The first part of a URN that names an item by its words.
const BY_WORDS: &str = "c1";

/// Schemes without `//` that ids are taken to be URIs by. `AFP:123` is an id with a colon in it and no URI.
const SCHEMES: &[&str] = &[
    "urn", "tag", "info", "mid", "cid", "doi", "hdl", "ark", "news", "oid",
];

/// Whose item a URI names, as far as the URI itself says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// The URI does not say.
    Unknown,
    /// An item known by its words, in this namespace.
    Namespace(String),
    /// An item of this provider, or of this source where the provider is not known.
    Named(String),
}

/// Whose item the URI names.
pub fn owner(uri: &str) -> Owner {
    let own = uri
        .get(..PREFIX.len())
        .filter(|start| start.eq_ignore_ascii_case(PREFIX));
    let rest = own.and_then(|_| uri.get(PREFIX.len()..));
    let Some((first, rest)) = rest.and_then(|rest| rest.split_once(':')) else {
        return Owner::Unknown;
    };
    if first != BY_WORDS {
        return Owner::Named(unescaped(first));
    }
    let namespace = rest
        .split_once(':')
        .map_or(rest, |(namespace, _)| namespace);
    Owner::Namespace(unescaped(namespace))
}

/// Whether an id is an absolute URI: without blanks, with a known scheme or with `//` behind its scheme.
pub(super) fn is_absolute(id: &str) -> bool {
    let Some((scheme, rest)) = id.split_once(':') else {
        return false;
    };
    let well_formed = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    let known = SCHEMES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(scheme));
    let has_blanks = id.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    let names_something = !rest.trim_start_matches('/').is_empty();
    well_formed && !has_blanks && names_something && (known || rest.starts_with("//"))
}

/// The URN of an id that is no URI.
pub(super) fn of_provider_id(owner: &str, id: &str) -> String {
    let owner = match owner {
        BY_WORDS => "%63%31".to_owned(),
        owner => escaped(owner),
    };
    format!("{PREFIX}{owner}:{}", escape(id, "-._~!$&'()*+,;=:@/"))
}

/// A part of a URN between its colons.
pub(super) fn escaped(part: &str) -> String {
    escape(part, "-._~!$&'()*+,;=@")
}

fn escape(text: &str, allowed: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        let letter = char::from(byte);
        if byte.is_ascii_alphanumeric() || (byte.is_ascii() && allowed.contains(letter)) {
            escaped.push(letter);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

fn unescaped(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after
            .get(..2)
            .and_then(|code| std::str::from_utf8(code).ok());
        let code = code.filter(|_| *first == b'%');
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| part.to_owned())
}
