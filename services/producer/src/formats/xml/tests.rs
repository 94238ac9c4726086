//! The tree of a document, its repairs and its limits.

use dateline_runtime::Reason;

use super::*;

fn document(text: &str) -> Document<'_> {
    Document::parse(text).unwrap()
}

#[test]
fn elements_are_found_by_their_paths_and_without_prefixes() {
    let text = "<?xml version='1.0'?><!DOCTYPE nitf SYSTEM \"nitf-3-6.dtd\">\n<n:nitf xmlns:n='urn:n'>\
                <head><title>  Two\n words </title><meta name='a' content='x &amp; y &eacute;'/></head>\
                <!-- no --><body><p>One <b>two</b> three&#8212;<![CDATA[4 < 5]]></p><p/><p>B&ouml;</p></body></n:nitf>";
    let document = document(text);
    let root = document.roots().next().unwrap();
    assert_eq!(root.name(), "nitf");
    assert_eq!(
        root.at(&["head", "title"]).unwrap().text().as_deref(),
        Some("Two words")
    );
    let meta = root.find("meta").unwrap();
    assert_eq!(meta.attribute("content"), Some("x & y é"));
    assert_eq!(
        &text[meta.span()],
        "<meta name='a' content='x &amp; y &eacute;'/>"
    );
    let body = root.child("body").unwrap();
    let texts: Vec<_> = body.all("p").map(Element::text).collect();
    assert_eq!(
        texts,
        [
            Some("One two three—4 < 5".to_owned()),
            None,
            Some("Bö".to_owned())
        ]
    );
    assert_eq!(body.find("p").unwrap().nodes().count(), 5);
    assert_eq!(&text[body.find("b").unwrap().span()], "<b>two</b>");
    assert!(text[root.span()].starts_with("<n:nitf") && text.ends_with(&text[root.span()]));
    assert_eq!(body.text_of("none"), None);
    assert_eq!(document.repairs(), <[&str; 0]>::default());
}

#[test]
fn letters_beyond_ascii_stand_wherever_there_may_be_letters() {
    let text = "\u{feff}<?xml version='1.0'?><!-- né --><größe größer='ja “é” &eacute;' ß='é'>Ж<![CDATA[ё<ж]]>&жж; &#1078;\
                <?où?><х/>й & я</größe>";
    let document = document(text);
    let root = document.roots().next().unwrap();
    assert_eq!(root.name(), "größe");
    assert_eq!(root.attribute("größer"), Some("ja “é” é"));
    assert_eq!(root.attribute("ß"), Some("é"));
    assert_eq!(root.text().as_deref(), Some("Жё<ж&жж; жй & я"));
    assert_eq!(root.child("х").unwrap().text(), None);
    assert!(text.ends_with(&text[root.span()]));
    assert_eq!(document.repairs().len(), 2);
}

#[test]
fn several_documents_in_one_file_are_several_roots() {
    let document = document("<?xml version='1.0'?><a>1</a>\n\n<?xml version='1.0'?>\n<a>2</a>");
    let texts: Vec<_> = document.roots().filter_map(Element::text).collect();
    assert_eq!(texts, ["1", "2"]);
}

#[test]
fn dirt_that_says_what_it_means_is_kept_and_noted() {
    let document = document("<a t='P&L'>AT&T &unheard; R & D</a>");
    let root = document.roots().next().unwrap();
    assert_eq!(root.attribute("t"), Some("P&L"));
    assert_eq!(root.text().as_deref(), Some("AT&T &unheard; R & D"));
    assert_eq!(document.repairs().len(), 2);
}

#[test]
fn an_attribute_of_somebody_else_does_not_stand_in_for_one_of_the_format() {
    let xml = r#"<a xmlns:id="urn:n" x:id="theirs" id=" ours " x:role="r" xmlns:lang="urn:l" blank=" "/>"#;
    let document = Document::parse(xml).unwrap();
    let root = document.roots().next().unwrap();
    assert_eq!(root.attribute("id"), Some("ours"));
    assert_eq!(root.attribute("role"), Some("r"));
    assert_eq!(root.attribute("lang"), None);
    assert_eq!(root.attribute("blank"), None);
}

#[test]
fn what_is_not_well_formed_is_refused_with_its_place() {
    let deep = "<a>".repeat(MAX_DEPTH + 1);
    let wide = format!(
        "<a {}/>",
        (0..=MAX_ATTRIBUTES)
            .map(|i| format!("a{i}='' "))
            .collect::<String>()
    );
    let long = format!("<a b='{}'/>", "x".repeat(MAX_TAG_BYTES));
    let entities = "<!DOCTYPE a [<!ENTITY b 'ha'>]><a>&b;</a>";
    let cases: &[(&str, Reason, &str)] = &[
        (
            "<a><b></a>",
            Reason::Unparsable,
            "byte 6 (line 1) of the delivery: </a> stands where <b> has to be closed",
        ),
        (
            "<é></è>",
            Reason::Unparsable,
            "</è> stands where <é> has to be closed",
        ),
        ("<a></a></b>", Reason::Unparsable, "byte 7 (line 1)"),
        (
            "<a>\n<b>",
            Reason::Unparsable,
            "ends within <b>, which began at byte 4",
        ),
        ("no", Reason::Unparsable, "outside of all elements"),
        ("<!-- -->", Reason::Unparsable, "there is no element"),
        (
            "<a>1</a> and more",
            Reason::Unparsable,
            "outside of all elements",
        ),
        ("<a b=c/>", Reason::Unparsable, "byte 0 (line 1)"),
        (entities, Reason::Unparsable, "document type of its own"),
        (&deep, Reason::Oversize, "nested deeper than 128"),
        (&wide, Reason::Oversize, "more than 1000 attributes"),
        (&long, Reason::Oversize, "longer than 65536 bytes"),
    ];
    let context = DeliveryContext::default();
    for (text, reason, said) in cases {
        let decoded = decode(&context, text.as_bytes()).unwrap();
        let error = Document::parse(decoded.text()).unwrap_err();
        let rejected = error.rejected(&decoded, text.len());
        assert_eq!(rejected.reason, *reason, "{}", rejected.message);
        assert!(rejected.message.contains(said), "{}", rejected.message);
    }
}

#[test]
fn id_and_headline_before_a_fault_are_saved() {
    let text = "<nitf><head><docdata><doc-id id-string='A1'/></docdata></head><body><hl1>Bridge <em>open</em></hl1><p>x";
    let error = Document::parse(text).unwrap_err();
    assert_eq!(error.salvage.id.as_deref(), Some("A1"));
    assert_eq!(error.salvage.headline.as_deref(), Some("Bridge open"));
}

#[test]
fn a_root_is_known_by_its_head() {
    let cases: &[(&[u8], Option<&str>)] = &[
        (b"<nitf>", Some("nitf")),
        (b"\n<?xml version='1.0'?><!-- <a> --><!DOCTYPE NewsML PUBLIC \"x\" \"y.dtd\">\n<NewsML Version='1'", Some("NewsML")),
        (b"<atom:feed xmlns:atom='x'/>", Some("feed")),
        (b"<!DOCTYPE rss [<!ENTITY a 'b'>]>\n<rss>", Some("rss")),
        (b"<?xml ", None),
        (b"text <a>", None),
        (b"", None),
    ];
    for (bytes, expected) in cases {
        assert_eq!(
            root_name(bytes),
            *expected,
            "{}",
            String::from_utf8_lossy(bytes)
        );
    }
    assert_eq!(
        declared_encoding(b"<?xml version=\"1.0\" encoding = 'ISO-8859-1' ?><a/>"),
        Some("ISO-8859-1")
    );
    assert_eq!(
        declared_encoding(b"<?xml version=\"1.0\"?><a encoding='x'/>"),
        None
    );
}
