//! What a request's headers say of the delivery in it.

use axum::http::{HeaderMap, HeaderName, header};

use super::problem::Problem;
use crate::encoding::Encoding;

/// Name of the delivery for its sender: what is sent again under it is the same delivery.
pub(super) const IDEMPOTENCY_KEY_HEADER: &str = "idempotency-key";

const MAX_KEY_LENGTH: usize = 255;

/// Media types that no delivery has, by their beginnings.
const REFUSED_TYPES: [&str; 10] = [
    "multipart/",
    "image/",
    "audio/",
    "video/",
    "font/",
    "application/zip",
    "application/gzip",
    "application/zstd",
    "application/x-tar",
    "application/pdf",
];

/// What clients say who were told nothing.
const SAYS_NOTHING: &str = "application/x-www-form-urlencoded";

/// What the headers say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Described {
    pub(super) media_type: Option<String>,
    pub(super) charset: Option<String>,
    pub(super) encoding: Encoding,
    pub(super) key: Option<String>,
}

impl Described {
    pub(super) fn by(headers: &HeaderMap) -> Result<Self, Problem> {
        let unsupported = |name: &str, value: &str, remedy: &str| {
            Problem::Unsupported(format!("{name}: {value} is not supported; {remedy}"))
        };
        let (media_type, charset) = match text_of(headers, header::CONTENT_TYPE)? {
            None => (None, None),
            Some(value) => read_content_type(value).ok_or_else(|| {
                let remedy = "send the delivery itself as the body, and its media type or none";
                unsupported("Content-Type", value, remedy)
            })?,
        };
        let encoding = text_of(headers, header::CONTENT_ENCODING)?.unwrap_or_default();
        let encoding = Encoding::of_name(encoding).ok_or_else(|| {
            let remedy = "pack the body once, with gzip, br or zstd, or not at all";
            unsupported("Content-Encoding", encoding, remedy)
        })?;
        Ok(Self {
            media_type,
            charset,
            encoding,
            key: idempotency_key(headers)?,
        })
    }
}

/// The text of a header, which may be there once.
fn text_of(headers: &HeaderMap, name: HeaderName) -> Result<Option<&str>, Problem> {
    let mut values = headers.get_all(&name).iter();
    let value = values.next().map(|value| value.to_str().map(str::trim));
    match (value, values.next()) {
        (None, _) => Ok(None),
        (Some(Ok(text)), None) => Ok(Some(text)),
        _ => Err(Problem::Malformed(format!(
            "the header {name} is there twice, or is no plain text"
        ))),
    }
}

/// Media type and character set; `None` for a type that no delivery has.
fn read_content_type(value: &str) -> Option<(Option<String>, Option<String>)> {
    let mut parts = value.split(';').map(str::trim);
    let media_type = parts.next()?.to_ascii_lowercase();
    let (kind, subtype) = media_type.split_once('/')?;
    let is_refused = REFUSED_TYPES
        .iter()
        .any(|refused| media_type.starts_with(refused));
    if !is_token(kind) || !is_token(subtype) || is_refused {
        return None;
    }
    let charset = parts.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"').to_ascii_lowercase();
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
    });
    Some(((media_type != SAYS_NOTHING).then_some(media_type), charset))
}

fn is_token(text: &str) -> bool {
    let is_token_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token_byte)
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(key) = text_of(headers, HeaderName::from_static(IDEMPOTENCY_KEY_HEADER))? else {
        return Ok(None);
    };
    if key.is_empty()
        || key.len() > MAX_KEY_LENGTH
        || !key.bytes().all(|byte| byte.is_ascii_graphic())
    {
        return Err(Problem::Malformed(format!(
            "the Idempotency-Key has to have 1 to {MAX_KEY_LENGTH} visible ASCII characters"
        )));
    }
    Ok(Some(key.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(pairs: &[(&'static str, &str)]) -> Result<Described, Problem> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        Described::by(&headers)
    }

    #[test]
    fn media_type_and_character_set_are_read_out_of_the_content_type() {
        for (value, media_type, charset) in [
            (
                "text/XML; charset=ISO-8859-1",
                Some("text/xml"),
                Some("iso-8859-1"),
            ),
            (
                "text/xml ; Charset = \"utf-8\" ; x=y",
                Some("text/xml"),
                Some("utf-8"),
            ),
            (
                "application/vnd.iptc.g2.newsitem+xml",
                Some("application/vnd.iptc.g2.newsitem+xml"),
                None,
            ),
            ("application/json;", Some("application/json"), None),
            ("application/x-www-form-urlencoded", None, None),
        ] {
            let described = described(&[("content-type", value)]).unwrap();
            let expected = (media_type.map(str::to_owned), charset.map(str::to_owned));
            assert_eq!(
                (described.media_type, described.charset),
                expected,
                "{value}"
            );
        }
    }

    #[test]
    fn what_no_delivery_can_be_is_refused_with_the_header_that_says_so() {
        for (name, value) in [
            ("content-type", "multipart/form-data; boundary=x"),
            ("content-type", "image/jpeg"),
            ("content-type", "application/zip"),
            ("content-type", "xml"),
            ("content-type", "text/"),
            ("content-encoding", "deflate"),
            ("content-encoding", "gzip, gzip"),
        ] {
            let refused = described(&[(name, value)]);
            assert!(
                matches!(refused, Err(Problem::Unsupported(_))),
                "{value}: {refused:?}"
            );
        }
    }

    #[test]
    fn an_idempotency_key_is_a_word() {
        let of = |key: &str| described(&[("idempotency-key", key)]).map(|described| described.key);
        let longest = "x".repeat(255);
        for key in ["1", "\"8e03978e-40d5\"", &longest] {
            assert_eq!(of(key), Ok(Some(key.to_owned())));
        }
        for key in ["", "two words", &format!("{longest}x")] {
            assert!(matches!(of(key), Err(Problem::Malformed(_))), "{key}");
        }
        let twice = described(&[("idempotency-key", "1"), ("idempotency-key", "2")]);
        assert!(matches!(twice, Err(Problem::Malformed(_))));
        assert_eq!(described(&[]).unwrap().key, None);
    }
}
