//! Where the text of an item comes from: each rendition, and what stands in for one.

use dateline_schemas::Representation;

use super::item_with;

#[test]
fn a_text_is_read_from_each_kind_of_data() {
    let cases = [
        (
            "<inlineData contenttype='text/plain'> One\r\n\r\nTwo </inlineData>",
            Some(" One\nTwo"),
        ),
        ("<inlineData>One</inlineData>", Some("One")),
        (
            "<inlineData contenttype='text/html'>&lt;p>One&lt;/p>&lt;p>Two&lt;/p></inlineData>",
            Some("One\nTwo"),
        ),
        (
            "<inlineData><![CDATA[<p>One</p>Two]]></inlineData>",
            Some("One\nTwo"),
        ),
        (
            "<inlineData contenttype='text/plain'>a &lt;b> c</inlineData>",
            Some("a <b> c"),
        ),
        (
            "<inlineData encoding='encd:base64' contenttype='text/plain'>T25l\nIFR3bw==</inlineData>",
            Some("One Two"),
        ),
        (
            "<inlineData encodinguri='http://cv.iptc.org/newscodes/encoding/base64'>PHA+T25lPC9wPg</inlineData>",
            Some("One"),
        ),
        (
            "<inlineData encoding='base64' contenttype='text/plain; charset=\"iso-8859-1\"'>Y2Fm6Q==</inlineData>",
            Some("café"),
        ),
        (
            "<inlineData encoding='base64' contenttype='image/png'>T25l</inlineData>",
            None,
        ),
        ("<inlineData encoding='base64'>!</inlineData>", None),
    ];
    check(&cases);
}

#[test]
fn a_text_is_read_from_each_kind_of_xml() {
    let cases = [
        (
            "<inlineXML><p>One</p><p>Two</p></inlineXML>",
            Some("One\nTwo"),
        ),
        (
            "<inlineXML><html><head><title>T</title></head><body>One</body></html></inlineXML>",
            Some("One"),
        ),
        (
            "<inlineXML><story><para>One <em>and</em></para><para>Two</para></story></inlineXML>",
            Some("One and\nTwo"),
        ),
        (
            "<inlineXML><nitf><body><body.content><p>One</p></body.content></body></nitf></inlineXML>",
            Some("One"),
        ),
        (
            "<inlineXML><body.content><p>One</p></body.content></inlineXML>",
            Some("One"),
        ),
        (
            "<inlineXML><sports-content><team><name>T</name></team></sports-content></inlineXML>",
            None,
        ),
        (
            "<inlineXML><sports-content><article><p>One</p></article></sports-content></inlineXML>",
            Some("One"),
        ),
        (
            "<inlineXML><events><event><name>One</name><eventDetails><dates>2026</dates></eventDetails></event></events></inlineXML>",
            Some("One"),
        ),
        (
            "<inlineXML><p>One <time>at <x:y>two</x:y></time></p><p>Three</p></inlineXML>",
            Some("One at two\nThree"),
        ),
        ("<inlineXML/>", None),
        ("<inlineXML/><inlineData>One</inlineData>", Some("One")),
        (
            "<inlineXML xml:lang='fr'><p>Un</p></inlineXML><inlineXML xml:lang='en'><p>One</p></inlineXML>",
            Some("Un"),
        ),
    ];
    check(&cases);
}

fn check(cases: &[(&str, Option<&str>)]) {
    for (content, expected) in cases {
        let item = item_with("", "", content);
        assert_eq!(item.body.as_deref(), *expected, "{content}");
        let representation = if expected.is_some() {
            Representation::Full
        } else {
            Representation::Unknown
        };
        assert_eq!(item.representation, representation, "{content}");
    }
}

#[test]
fn a_text_in_another_language_stays_beside_the_body() {
    let content = "<inlineXML xml:lang='fr'><p>Un</p></inlineXML><inlineXML xml:lang='en'><p>One</p></inlineXML>\
                   <inlineData xml:lang='en'>One</inlineData>";
    let item = item_with("", "<language tag='en'/>", content);
    assert_eq!(item.body.as_deref(), Some("One"));
    assert_eq!(
        item.extensions.get("contentSet.fr").map(String::as_str),
        Some("Un")
    );
    let left = item
        .provenance
        .iter()
        .filter(|it| it.field == "body")
        .count();
    assert_eq!(left, 1);
}

#[test]
fn a_caption_stands_in_for_a_text() {
    let caption = "<description role='drol:caption'>C</description>";
    let summary = "<description role='drol:summary'>S</description>";
    let cases = [
        (
            "picture",
            format!("{summary}{caption}"),
            Some("C"),
            Representation::Full,
        ),
        (
            "picture",
            summary.to_owned(),
            Some("S"),
            Representation::Full,
        ),
        (
            "video",
            format!("{summary}<description>D</description>"),
            Some("S\nD"),
            Representation::Full,
        ),
        (
            "text",
            summary.to_owned(),
            Some("S"),
            Representation::Partial,
        ),
        (
            "picture",
            "<description xml:lang='fr'>F</description><description xml:lang='en'>E</description>"
                .to_owned(),
            Some("E"),
            Representation::Full,
        ),
        ("picture", String::new(), None, Representation::Unknown),
    ];
    for (class, descriptions, expected, representation) in cases {
        let class = format!("<itemClass qcode='ninat:{class}'/>");
        let item = item_with(&class, &descriptions, "");
        assert_eq!(item.body.as_deref(), expected, "{class}{descriptions}");
        assert_eq!(item.representation, representation, "{class}{descriptions}");
    }
    let item = item_with("", summary, "<inlineData>One</inlineData>");
    assert_eq!(item.body.as_deref(), Some("One"));
    assert_eq!(
        item.extensions
            .get("description.summary")
            .map(String::as_str),
        Some("S")
    );
}
