//! Feeds of every dialect, and their dirt.

mod oracle;

use dateline_runtime::Reason;
use dateline_schemas::{PubStatus, Representation, WireItem};

use crate::formats::{
    DeliveryContext, Format, Parsed, parse, sniff,
    tests::fixtures::{check, desk},
};

fn parsed(context: &DeliveryContext, feed: &str) -> Parsed {
    parse(Format::Feed, context, feed.as_bytes())
}

/// The item of a feed of RSS with one entry.
fn item(entry: &str) -> WireItem {
    let feed = format!(
        "<rss version='2.0'><channel><link>https://f.example/a/</link><item>{entry}</item></channel></rss>"
    );
    let parsed = parsed(&desk(), &feed);
    assert_eq!(parsed.rejected, [], "{entry}");
    parsed.items.into_iter().next().unwrap()
}

#[test]
fn fixtures_give_what_their_snapshots_say() {
    check(Format::Feed, |_| desk());
}

#[test]
fn a_feed_is_known_by_its_root_or_its_version() {
    let cases = [
        ("<rss version='0.92'>", true),
        ("\n\n<?xml version='1.0'?><!-- x --><rss>", true),
        ("<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", true),
        (
            "<rdf:RDF xmlns='http://my.netscape.com/rdf/simple/0.9/'>",
            true,
        ),
        ("<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'>", false),
        ("<feed xmlns='http://www.w3.org/2005/Atom'>", true),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", true),
        (
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'>",
            true,
        ),
        ("<feed xmlns='urn:example:animals'>", false),
        ("<feed>", true),
        ("<entry xmlns='http://www.w3.org/2005/Atom'>", true),
        ("<entry>", false),
        ("{\"version\": \"https://jsonfeed.org/version/1\"", true),
        (
            "{\"items\": [], \"version\": \"https:\\/\\/jsonfeed.org\\/version\\/1.1\"}",
            true,
        ),
        ("{\"version\": \"1\"}", false),
        ("<html><body>rss</body></html>", false),
    ];
    for (text, is_feed) in cases {
        assert_eq!(
            sniff(text.as_bytes()) == Some(Format::Feed),
            is_feed,
            "{text}"
        );
    }
}

#[test]
fn an_entry_is_named_by_its_id_its_link_or_its_words() {
    let cases = [
        (
            "<guid>https://f.example/1</guid><link>https://f.example/l</link>",
            "https://f.example/1",
        ),
        (
            "<guid isPermaLink='false'>a b</guid>",
            "urn:dateline:desk:a%20b",
        ),
        ("<guid>/g/1</guid>", "https://f.example/g/1"),
        (
            "<guid isPermaLink='false'>/g/1</guid>",
            "urn:dateline:desk:/g/1",
        ),
        ("<link>b?c=1</link>", "https://f.example/a/b?c=1"),
        ("<atom:id>urn:x:1</atom:id>", "urn:x:1"),
        ("<guid>https://f.example/1#v3</guid>", "https://f.example/1"),
    ];
    for (entry, uri) in cases {
        assert_eq!(
            item(&format!("{entry}<title>T</title>")).uri,
            uri,
            "{entry}"
        );
    }
    for entry in [
        "<title>T</title>",
        "<title>T</title><link>https://f.example/a/</link>",
    ] {
        let wire_item = item(entry);
        assert!(
            wire_item.uri.starts_with("urn:dateline:c1:desk:"),
            "{entry}"
        );
    }
    assert_eq!(item("<guid>urn:x:1#v3</guid>").version, Some(3));
}

#[test]
fn a_content_is_the_whole_text_and_a_summary_is_not() {
    let cases = [
        (
            "<content:encoded>Whole</content:encoded><description>Cut</description>",
            Some("Whole"),
            Representation::Full,
        ),
        (
            "<description>Cut</description>",
            Some("Cut"),
            Representation::Partial,
        ),
        (
            "<itunes:summary>Said</itunes:summary>",
            Some("Said"),
            Representation::Partial,
        ),
        (
            "<dc:description>Said</dc:description><description>Cut</description>",
            Some("Cut"),
            Representation::Partial,
        ),
        ("<title>T</title>", None, Representation::Partial),
        (
            "<xhtml:body><xhtml:p>One</xhtml:p><xhtml:p>Two</xhtml:p></xhtml:body>",
            Some("One\nTwo"),
            Representation::Full,
        ),
        (
            "<description><p>Not <b>escaped</b></p></description>",
            Some("Not escaped"),
            Representation::Partial,
        ),
        (
            "<description>1 &lt; 2 &amp;amp; 3</description>",
            Some("1 < 2 & 3"),
            Representation::Partial,
        ),
    ];
    for (entry, body, representation) in cases {
        let wire_item = item(&format!("<guid>urn:x:1</guid>{entry}"));
        assert_eq!(wire_item.body.as_deref(), body, "{entry}");
        assert_eq!(wire_item.representation, representation, "{entry}");
    }
}

#[test]
fn the_names_of_modules_are_not_mistaken_for_the_feed_s_own() {
    let wire_item = item(
        "<media:title>Caption</media:title><media:content url='p.jpg' medium='image'><media:title>Inner</media:title>\
         </media:content><guid>urn:x:1</guid><dc:title>Other</dc:title><title>Own</title><x:title>X</x:title>",
    );
    assert_eq!(wire_item.headline.as_deref(), Some("Own"));
    assert_eq!(wire_item.extensions.get("media:title").unwrap(), "Caption");
    assert_eq!(wire_item.extensions.get("x:title").unwrap(), "X");
    let picture = wire_item.associations.first().unwrap();
    assert_eq!(picture.uri.as_deref(), Some("https://f.example/a/p.jpg"));
    assert_eq!(picture.title.as_deref(), Some("Inner"));
}

#[test]
fn a_credit_of_the_entry_is_its_credit_and_that_of_a_picture_is_not() {
    let cases: &[(&str, &[&str], Option<&str>)] = &[
        (
            "<media:credit>ANP/RTR</media:credit>",
            &["ANP", "Reuters"],
            Some("ANP/RTR"),
        ),
        (
            "<media:credit>Kustbode</media:credit>",
            &["Kustbode"],
            Some("Kustbode"),
        ),
        (
            "<media:content url='a'><media:credit>Jan</media:credit></media:content>",
            &[],
            None,
        ),
        ("<dc:creator>Reuters</dc:creator>", &["Reuters"], None),
        (
            "<source url='https://afp.example'>AFP</source>",
            &["AFP"],
            None,
        ),
        ("<dc:creator>Jan Bakker</dc:creator>", &[], None),
    ];
    for (entry, credits, line) in cases {
        let wire_item = item(&format!("<guid>urn:x:1</guid>{entry}"));
        assert_eq!(wire_item.credits, *credits, "{entry}");
        assert_eq!(wire_item.credit_line.as_deref(), *line, "{entry}");
    }
}

#[test]
fn a_tombstone_is_a_kill_of_what_it_names_alone() {
    let feed = "<at:deleted-entry xmlns:at='http://purl.org/atompub/tombstones/1.0' ref='s-3' when='2026-03-13T14:30:00Z'/>";
    let killed = parsed(&desk(), feed);
    let [kill] = killed.items.as_slice() else {
        panic!("{killed:?}");
    };
    assert_eq!(kill.pub_status, PubStatus::Canceled);
    assert_eq!(kill.uri, "urn:dateline:desk:s-3");
    assert_eq!(
        (&kill.headline, &kill.body, kill.version),
        (&None, &None, None)
    );
    let named = parsed(
        &desk(),
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>s-3</id><title>T</title></entry></feed>",
    );
    assert_eq!(named.items.first().unwrap().uri, kill.uri);
}

#[test]
fn a_broken_entry_leaves_its_neighbours_alone() {
    let good = "<item><guid>urn:x:1</guid><title>Good</title></item>";
    let cases = [
        "<item><guid>urn:x:2</guid><title>Bad</b></title></item>",
        "<item><guid>urn:x:2</guid><title>Bad",
        "<item><guid>urn:x:2</guid><title a=b>Bad</title></item>",
    ];
    for bad in cases {
        let feed =
            format!("<rss><channel><language>nl</language>{good}{bad}{good}</channel></rss>");
        let parsed = parsed(&desk(), &feed);
        assert_eq!(parsed.items.len(), 2, "{bad}: {parsed:?}");
        let languages = parsed
            .items
            .iter()
            .map(|item| item.language_declared.as_deref());
        assert!(languages.into_iter().all(|language| language == Some("nl")));
        let [rejected] = parsed.rejected.as_slice() else {
            panic!("{bad}: {parsed:?}");
        };
        assert_eq!(rejected.reason, Reason::Unparsable);
        assert_eq!(&feed[rejected.span.clone()], bad);
        assert_eq!(rejected.salvage.id.as_deref(), Some("urn:x:2"), "{bad}");
    }
}

#[test]
fn bytes_that_are_no_utf_8_cost_the_entry_that_they_stand_in() {
    let feed = b"<rss><channel><title>\xc3\xa9</title><item><guid>urn:x:1</guid><title>a\xff</title></item>\
                 <item><guid>urn:x:2</guid><title>b\xc3\xa9</title></item></channel></rss>";
    let parsed = parse(Format::Feed, &desk(), feed);
    assert_eq!(parsed.items.len(), 1);
    assert_eq!(
        parsed.items.first().unwrap().headline.as_deref(),
        Some("bé")
    );
    let [rejected] = parsed.rejected.as_slice() else {
        panic!("{parsed:?}");
    };
    assert_eq!(rejected.reason, Reason::InvalidEncoding);
    assert!(
        rejected.message.starts_with("byte 65 "),
        "{}",
        rejected.message
    );
    assert_eq!(rejected.salvage.id.as_deref(), Some("urn:x:1"));
}

#[test]
fn what_is_no_feed_is_rejected_and_a_quiet_feed_is_not() {
    let cases = [
        ("<rss><channel/></rss>", 0),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", 0),
        (
            "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": []}",
            0,
        ),
        ("<rss/>", 1),
        ("<html><body>503</body></html>", 1),
        ("<html><body>503<br></body></html>", 1),
        ("{\"version\": \"https://jsonfeed.org/version/1\"}", 1),
        ("{\"error\": 503}", 1),
        ("no feed at all", 1),
    ];
    for (feed, rejected) in cases {
        let parsed = parsed(&desk(), feed);
        assert_eq!(
            (parsed.items.len(), parsed.rejected.len()),
            (0, rejected),
            "{feed}"
        );
    }
}

#[test]
fn a_date_without_a_zone_is_not_known_where_the_source_has_none() {
    let feed = "<rss><channel><item><guid>urn:x:1</guid><pubDate>Fri, 13 Mar 2026 12:00:00</pubDate></item></channel></rss>";
    let context = DeliveryContext {
        zone: None,
        ..desk()
    };
    let parsed = parsed(&context, feed);
    let published = parsed.items.first().unwrap().published.clone().unwrap();
    assert_eq!((published.earliest, published.latest), (None, None));
    assert_eq!(published.text.as_deref(), Some("Fri, 13 Mar 2026 12:00:00"));
}
