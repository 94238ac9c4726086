//! URIs: which ids are ones already, and whose item a URN of our own making names.

use dateline_schemas::identity;

const PREFIX: &str = "urn:dateline:";

/// The first part of a URN that names an item by its words.
const BY_WORDS: &str = "c1";

/// Schemes without `//` that ids are taken to be URIs by. `AFP:123` is an id with a colon in it and no URI.
const SCHEMES: &[&str] = &[
    "urn", "tag", "info", "mid", "cid", "doi", "hdl", "ark", "news", "oid",
];

/// Whose item a URI names, as far as the URI itself says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner<'a> {
    /// The URI does not say.
    Unknown,
    /// An item known by its words, in this namespace, written as in a URN.
    Namespace(&'a str),
    /// An item of this provider, or of this source where the provider is not known, written as in a URN.
    Named(&'a str),
}

/// Whose item the URI names.
pub fn owner(uri: &str) -> Owner<'_> {
    let own = uri
        .get(..PREFIX.len())
        .filter(|start| start.eq_ignore_ascii_case(PREFIX));
    let rest = own.and_then(|_| uri.get(PREFIX.len()..));
    let Some((first, rest)) = rest.and_then(|rest| rest.split_once(':')) else {
        return Owner::Unknown;
    };
    if first != BY_WORDS {
        return Owner::Named(first);
    }
    let namespace = rest
        .split_once(':')
        .map_or(rest, |(namespace, _)| namespace);
    Owner::Namespace(namespace)
}

/// A provider, source or namespace as it is written in a URN.
pub fn part(name: &str) -> String {
    let urn = identity::provider_uri(name, "");
    let part = urn.strip_prefix(PREFIX).unwrap_or(&urn);
    part.strip_suffix(':').unwrap_or(part).to_owned()
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
