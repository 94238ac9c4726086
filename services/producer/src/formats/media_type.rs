//! Media types that name a format: a hint for what its content does not show.

use super::Format;

/// What every media type of NewsML-G2 begins with: the kind of item follows.
const NEWSML_G2: &str = "application/vnd.iptc.g2.";

/// The format of a media type; `None` for those that name none, like `text/plain` and `application/json`.
pub(super) fn format_of(media_type: &str) -> Option<Format> {
    let media_type = media_type.to_ascii_lowercase();
    Some(match media_type.as_str() {
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonlines" => Format::Jsonl,
        "application/rss+xml" | "application/atom+xml" | "application/feed+json" => Format::Feed,
        "message/rfc822" => Format::Email,
        "text/vnd.iptc.nitf" | "application/nitf+xml" => Format::Nitf,
        "text/vnd.iptc.newsml" => Format::Newsml1,
        _ if media_type.starts_with(NEWSML_G2) => Format::Newsmlg2,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{DeliveryContext, parse_any};

    #[test]
    fn a_media_type_names_a_format_or_none() {
        for (media_type, format) in [
            ("application/x-ndjson", Some(Format::Jsonl)),
            ("application/atom+xml", Some(Format::Feed)),
            ("message/rfc822", Some(Format::Email)),
            ("text/vnd.IPTC.NITF", Some(Format::Nitf)),
            ("text/vnd.IPTC.NewsML", Some(Format::Newsml1)),
            (
                "application/vnd.iptc.g2.newsmessage+xml",
                Some(Format::Newsmlg2),
            ),
            ("application/json", None),
            ("text/xml", None),
        ] {
            assert_eq!(format_of(media_type), format, "{media_type}");
        }
    }

    #[test]
    fn it_is_believed_only_where_the_content_shows_nothing() {
        let parse = |media_type: Option<&str>, bytes: &[u8]| {
            let context = DeliveryContext {
                media_type: media_type.map(str::to_owned),
                ..DeliveryContext::default()
            };
            parse_any(None, &context, bytes)
        };
        let unknown = b"nothing that a format knows";
        let reason = |media_type| parse(media_type, unknown).rejected[0].reason.label();
        assert_eq!(reason(None), "unknown_format");
        assert_eq!(reason(Some("application/x-ndjson")), "unparsable");
        let line = b"{\"uri\":\"urn:x:1\",\"headline\":\"One\"}";
        assert_eq!(parse(Some("message/rfc822"), line).items.len(), 1);
    }
}
