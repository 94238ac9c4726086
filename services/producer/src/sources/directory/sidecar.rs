//! Sidecar files: what whoever fetched a file says of it, in `NAME.meta.json` beside `NAME`.
//!
//! ```json
//! {"fetched_at": "2026-03-01T12:00:00Z", "source_url": "https://…", "media_type": "text/html", "charset": "utf-8",
//!  "attributes": {"desk": "foreign"}}
//! ```
//!
//! All of it may be missing; other keys are ignored.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use dateline_schemas::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::source::Transport;

const ENDING: &str = ".meta.json";

/// A larger one is not read.
pub(super) const MAX_BYTES: u64 = 64 * 1024;

/// What a sidecar says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Described {
    pub(super) fetched_at: Option<Timestamp>,
    pub(super) transport: Transport,
}

#[derive(Deserialize)]
struct Sidecar {
    fetched_at: Option<String>,
    source_url: Option<String>,
    media_type: Option<String>,
    charset: Option<String>,
    #[serde(default)]
    attributes: BTreeMap<String, Value>,
}

/// Where the sidecar of a file is.
pub(super) fn path_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ENDING);
    name.into()
}

/// The name of the sidecar of a part of an archive.
pub(super) fn name_of(member: &str) -> String {
    format!("{member}{ENDING}")
}

/// Whether it is a sidecar, and so no delivery.
pub(super) fn is_one(path: &Path) -> bool {
    path.as_os_str().to_string_lossy().ends_with(ENDING)
}

/// What the sidecar of a file says; `None` where there is none.
pub(super) fn read(path: &Path) -> Option<Result<Described, String>> {
    let path = path_of(path);
    if !path.try_exists().unwrap_or(true) {
        return None;
    }
    let opened = File::open(&path).map_err(|error| format!("{}: {error}", path.display()));
    let described =
        opened.and_then(|file| described(file).map_err(|why| format!("{}: {why}", path.display())));
    Some(described)
}

/// What a sidecar says.
pub(super) fn described(sidecar: impl Read) -> Result<Described, String> {
    let mut bytes = Vec::new();
    let read = sidecar.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("it has more than {MAX_BYTES} bytes"));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let sidecar: Sidecar = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let fetched_at = sidecar.fetched_at.as_deref().map(instant).transpose()?;
    let mut attributes = BTreeMap::new();
    for (name, value) in sidecar.attributes {
        attributes.insert(name, text_of(value));
    }
    attributes.extend(sidecar.source_url.map(|url| ("source_url".to_owned(), url)));
    let (media_type, parameter) = sidecar.media_type.map(in_parts).unzip();
    Ok(Described {
        fetched_at,
        transport: Transport {
            media_type,
            charset: sidecar.charset.or(parameter.flatten()),
            attributes,
        },
    })
}

fn instant(text: &str) -> Result<Timestamp, String> {
    let instant: Option<jiff::Timestamp> = text.parse().ok();
    let instant = instant.and_then(|it| Timestamp::try_from_millis(it.as_millisecond()));
    instant
        .ok_or_else(|| format!("fetched_at is {text:?}, which is no time in RFC 3339 with a zone"))
}

/// A media type without its parameters, and the character set that is one of these.
fn in_parts(media_type: String) -> (String, Option<String>) {
    let Some((bare, parameters)) = media_type.split_once(';') else {
        return (media_type, None);
    };
    let charset = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches('"').to_owned())
    });
    (bare.trim().to_owned(), charset)
}

fn text_of(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sidecar_says_when_and_from_where_and_what() {
        let sidecar = r#"{"fetched_at": "2026-03-01T13:00:00+01:00", "source_url": "https://wire.example/page",
            "media_type": "text/html; charset=\"iso-8859-1\"", "attributes": {"desk": "foreign", "page": 3}, "etag": 1}"#;
        let described = described(sidecar.as_bytes()).unwrap();
        let noon = Timestamp::from_millis(1_772_366_400_000);
        assert_eq!(described.fetched_at, Some(noon));
        let transport = described.transport;
        assert_eq!(transport.media_type.as_deref(), Some("text/html"));
        assert_eq!(transport.charset.as_deref(), Some("iso-8859-1"));
        let expected = [
            ("desk", "foreign"),
            ("page", "3"),
            ("source_url", "https://wire.example/page"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(transport.attributes, expected.into());
    }

    #[test]
    fn all_of_it_may_be_missing_and_what_is_wrong_is_told() {
        let large = format!("{}{{}}", " ".repeat(64 * 1024));
        for (text, expected) in [
            ("{}", None),
            ("\u{FEFF}{}", None),
            ("[", Some("EOF")),
            (
                "{\"fetched_at\": \"2026-03-01 12:00\"}",
                Some("no time in RFC 3339"),
            ),
            ("{\"fetched_at\": 7}", Some("invalid type")),
            (&large, Some("more than 65536 bytes")),
        ] {
            match (described(text.as_bytes()), expected) {
                (Ok(described), None) => assert_eq!(described, Described::default()),
                (Err(why), Some(expected)) => assert!(why.contains(expected), "{why}"),
                (other, _) => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_sidecar_is_beside_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.html");
        assert_eq!(read(&page), None);
        std::fs::write(path_of(&page), "{").unwrap();
        let why = read(&page).unwrap().unwrap_err();
        assert!(why.contains("page.html.meta.json: EOF"), "{why}");
        assert!(is_one(&path_of(&page)) && !is_one(&page));
    }
}
