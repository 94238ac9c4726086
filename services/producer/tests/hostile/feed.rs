//! Feeds that want to be large, deep or slow.

use dateline_producer::formats::{Format, Parsed};

use crate::{MEBIBYTE, read, repeated};

fn feed(bytes: &str) -> Parsed {
    read(Some(Format::Feed), bytes.as_bytes())
}

fn channel(inner: &str) -> String {
    format!("<rss version='2.0'><channel><title>t</title>{inner}</channel></rss>")
}

#[test]
fn a_hundred_thousand_entries_with_nothing_in_them_are_rejected_one_by_one() {
    let parsed = feed(&channel(&"<item/>".repeat(90_000)));
    assert_eq!((parsed.items.len(), parsed.rejected.len()), (0, 90_000));
}

#[test]
fn entries_that_are_never_closed_are_pieces() {
    let parsed = feed(&repeated("<item>"));
    assert_eq!((parsed.items.len(), parsed.rejected.len()), (0, 1));
    let parsed = feed(&format!("<rss></a>{}", "<item>".repeat(90_000)));
    assert_eq!((parsed.items.len(), parsed.rejected.len()), (0, 90_000));
}

#[test]
fn ends_without_beginnings_are_refused() {
    let parsed = feed(&format!("<rss>{}", repeated("</item>")));
    assert_eq!((parsed.items.len(), parsed.rejected.len()), (0, 1));
}

#[test]
fn tags_that_never_end_are_refused() {
    for text in ["<item ", "</item ", "<![CDATA[", "<!-- ", "<"] {
        let parsed = feed(&format!("<rss><channel><item>{}", repeated(text)));
        assert_eq!(parsed.items.len(), 0, "{text}");
        assert!(!parsed.rejected.is_empty(), "{text}");
    }
}

#[test]
fn a_long_title_is_not_said_again_on_every_entry() {
    let title = "t".repeat(MEBIBYTE / 2);
    let entries = "<item><guid>1</guid></item>".repeat(15_000);
    let parsed = feed(&format!(
        "<rss version='2.0'><channel><title>{title}</title><copyright>{title}</copyright>{entries}</channel></rss>"
    ));
    assert_eq!(parsed.items.len(), 15_000);
}

#[test]
fn a_long_base_does_not_grow_every_link() {
    let base = format!("https://h.example/{}/", "b".repeat(50_000));
    let links = "<link rel='r' href='a'/>".repeat(30_000);
    let parsed = feed(&format!(
        "<feed xml:base='{base}' xmlns='http://www.w3.org/2005/Atom'><entry><id>urn:x:1</id>{links}</entry></feed>"
    ));
    assert_eq!(parsed.items.len(), 1);
}

#[test]
fn an_entry_of_a_hundred_thousand_fields_is_read_in_a_line() {
    let fields = [
        "<category>a</category>",
        "<x:a>b</x:a>",
        "<enclosure url='a'/>",
        "<dc:creator>a</dc:creator>",
        "<media:credit>a</media:credit>",
        "<media:group><media:content url='a'/></media:group>",
    ];
    let line = format!("<media:credit>{}</media:credit>", "a/".repeat(1_000));
    for field in fields.into_iter().chain([line.as_str()]) {
        let parsed = feed(&channel(&format!(
            "<item><guid>urn:x:1</guid>{}</item>",
            repeated(field)
        )));
        assert_eq!(parsed.items.len(), 1, "{field}");
    }
}

#[test]
fn a_thousand_namespaces_are_declared_for_nothing() {
    let declared: String = (0..900)
        .map(|i| format!(" xmlns:n{i}='http://purl.org/dc/{i}'"))
        .collect();
    let entry = format!("<item{declared}><guid>urn:x:1</guid></item>");
    let parsed = feed(&channel(&entry.repeat(30)));
    assert_eq!(parsed.items.len(), 30);
}

#[test]
fn bytes_that_are_no_utf_8_everywhere_are_refused() {
    let mut bytes = channel("<item><title>é</title></item>").into_bytes();
    bytes.splice(20..20, vec![0x81; MEBIBYTE]);
    let parsed = read(Some(Format::Feed), &bytes);
    assert_eq!((parsed.items.len(), parsed.rejected.len()), (0, 1));
}

#[test]
fn a_text_of_markup_is_flattened_in_a_line() {
    for markup in ["&lt;p&gt;", "&lt;b&gt;x", "&lt;", "&amp;lt;"] {
        let text = repeated(markup);
        feed(&channel(&format!(
            "<item><guid>urn:x:1</guid><description>{text}</description></item>"
        )));
    }
}

#[test]
fn a_json_feed_of_tiny_items_is_rejected_one_by_one() {
    let items = "{},".repeat(90_000);
    let parsed = feed(&format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{items}{{}}]}}"
    ));
    assert_eq!((parsed.items.len(), parsed.rejected.len()), (0, 90_001));
}
