//! Feeds: RSS 0.9x and 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, JSON Feed.
//!
//! | in the item | from |
//! |---|---|
//! | uri | `id`, `guid`, `rdf:about`; without one the link, with a note; without that the words |
//! | headline, body | `title`; `content`, `content:encoded`, XHTML, else the summary; HTML as text |
//! | representation | full with a content; partial with a summary or a title alone |
//! | byline, credits | authors and `dc:creator`; agencies among them, and `media:credit` of the entry |
//! | published, version_created, first_created | `pubDate`, `published`, `dc:date`; `updated`, `modified`; `created` |
//! | subjects, keywords | categories with and without a vocabulary |
//! | associations | enclosures, Media RSS, JSON Feed's attachments and images |
//! | extensions | all else, under its own name; `feed` is the title of the feed |
//!
//! `at:deleted-entry` (RFC 6721) is a kill of what its `ref` names. A credit within `media:content` is its picture's, and so
//! an extension. A date in the future stays, with its doubt: it is no embargo. A feed without entries is taken and gives
//! nothing: all that is in it is known furniture.
//!
//! The dialects are read from our own trees and not with feed-rs, which refuses a feed for one bad entry, drops entries
//! without link, makes up ids and takes days for midnights of UTC; the tests hold this reading against that one.

use super::{DeliveryContext, Parsed, decoded, xml};

mod draft;
mod entry;
mod head;
mod json_feed;
mod links;
mod media;
mod names;
mod pieces;
mod reading;
mod text;

/// Whether the bytes are the head of a feed.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    if json_feed::recognises(bytes) {
        return true;
    }
    let tag = || xml::root_tag_text(bytes).unwrap_or_default();
    match xml::root_name(bytes) {
        Some("rss") => true,
        Some("RDF") => tag().contains("/rss/1.0") || tag().contains("/rdf/simple/0.9"),
        Some("feed") => names::has_atom(tag()) || !tag().contains("xmlns"),
        Some("entry") => names::has_atom(tag()),
        Some("deleted-entry") => true,
        _ => false,
    }
}

/// The items of the delivery.
pub(super) fn parse(context: &DeliveryContext, bytes: &[u8]) -> Parsed {
    let recoded = decoded::in_utf_8(bytes);
    if decoded::without_mark(&recoded)
        .trim_ascii_start()
        .starts_with(b"{")
    {
        json_feed::parse(context, bytes)
    } else {
        reading::parse(context, bytes)
    }
}

#[cfg(test)]
mod tests;
