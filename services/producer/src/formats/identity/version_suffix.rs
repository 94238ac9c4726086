//! Version suffixes: what some providers put behind an id that is to stay the same over all versions.
//!
//! | where | taken off |
//! |---|---|
//! | `urn:newsml:PROVIDER:DATE:ID:3N` | the RevisionId of NewsML 1.2 and its Update letter (N, U, A) |
//! | `tag:AUTHORITY,DATE:ID:3` | a last number behind a colon |
//! | `…?version=3`, also `revision`, `rev` | that parameter alone |
//! | `…#v3`, `#version=3`, `#revision=3`, `#rev3` | the fragment |
//!
//! Nothing else: a wrong guess would make two stories one. A version in a path stays part of the URI.

const PARAMETERS: &[&str] = &["version", "revision", "rev"];

/// More digits than a version has: a date or another id.
const MAX_DIGITS: usize = 6;

/// The URI without its version suffix, and the version that the suffix said.
pub(super) fn taken_off(uri: &str) -> (String, Option<i64>) {
    let lower = uri.to_ascii_lowercase();
    let found = if lower.starts_with("urn:newsml:") {
        of_newsml(uri)
    } else if lower.starts_with("tag:") {
        of_tag(uri)
    } else {
        of_fragment(uri).or_else(|| of_query(uri))
    };
    match found {
        Some((kept, version)) => (kept, Some(version)),
        None => (uri.to_owned(), None),
    }
}

fn of_newsml(uri: &str) -> Option<(String, i64)> {
    let (kept, last) = uri.rsplit_once(':')?;
    if kept.split(':').count() < 5 {
        return None;
    }
    let digits = last.strip_suffix(['N', 'U', 'A']).unwrap_or(last);
    Some((kept.to_owned(), number(digits)?))
}

fn of_tag(uri: &str) -> Option<(String, i64)> {
    let (kept, last) = uri.rsplit_once(':')?;
    if kept.split(':').count() < 3 {
        return None;
    }
    Some((kept.to_owned(), number(last)?))
}

fn of_fragment(uri: &str) -> Option<(String, i64)> {
    let (kept, fragment) = uri.split_once('#')?;
    let named = PARAMETERS
        .iter()
        .find_map(|name| fragment.strip_prefix(name));
    let digits = named.or_else(|| fragment.strip_prefix('v'))?;
    let digits = digits.strip_prefix('=').unwrap_or(digits);
    Some((kept.to_owned(), number(digits)?))
}

fn of_query(uri: &str) -> Option<(String, i64)> {
    let (path, rest) = uri.split_once('?')?;
    let (query, fragment) = match rest.split_once('#') {
        Some((query, fragment)) => (query, Some(fragment)),
        None => (rest, None),
    };
    let version_of = |parameter: &str| {
        let (name, value) = parameter.split_once('=')?;
        PARAMETERS.contains(&name).then(|| number(value)).flatten()
    };
    let version = query.split('&').find_map(version_of)?;
    let kept: Vec<&str> = query
        .split('&')
        .filter(|parameter| version_of(parameter).is_none())
        .collect();
    let mut uri = path.to_owned();
    if !kept.is_empty() {
        uri.push('?');
        uri.push_str(&kept.join("&"));
    }
    if let Some(fragment) = fragment {
        uri.push('#');
        uri.push_str(fragment);
    }
    Some((uri, version))
}

fn number(digits: &str) -> Option<i64> {
    let plain = !digits.is_empty()
        && digits.len() <= MAX_DIGITS
        && digits.bytes().all(|digit| digit.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}
