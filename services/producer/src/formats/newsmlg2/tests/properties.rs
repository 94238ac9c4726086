//! Grammar of the properties: each form in which the standard, or an agency, writes them.

use dateline_schemas::PubStatus;

use super::item_with;

#[test]
fn a_status_is_read_in_each_form_and_what_is_none_is_held() {
    let cases = [
        ("", PubStatus::Usable),
        ("<pubStatus qcode='stat:usable'/>", PubStatus::Usable),
        ("<pubStatus qcode='stat:withheld'/>", PubStatus::Withheld),
        ("<pubStatus qcode='stat:canceled'/>", PubStatus::Canceled),
        ("<pubStatus qcode='stat:Cancelled'/>", PubStatus::Canceled),
        (
            "<pubStatus uri='http://cv.iptc.org/newscodes/pubstatusg2/canceled'/>",
            PubStatus::Canceled,
        ),
        (
            "<pubStatus uri='https://agency.example/status/withheld'/>",
            PubStatus::Withheld,
        ),
        ("<pubStatus qcode='own:usable'/>", PubStatus::Usable),
        ("<pubStatus literal='usable'/>", PubStatus::Usable),
        ("<pubStatus qcode='stat:soon'/>", PubStatus::Unknown),
        ("<pubStatus/>", PubStatus::Unknown),
        (
            "<pubStatus qcode='stat:usable'/><pubStatus qcode='stat:withheld'/>",
            PubStatus::Withheld,
        ),
    ];
    for (status, expected) in cases {
        let item = item_with(status, "", "");
        assert_eq!(item.pub_status, expected, "{status}");
        let is_noted = item.provenance.iter().any(|it| it.field == "pub_status");
        let is_plain = status.contains("stat:") || status.contains("pubstatusg2");
        let is_known = expected != PubStatus::Unknown;
        assert_eq!(is_noted, !(is_plain && is_known), "{status}");
    }
}

#[test]
fn a_signal_is_said_in_the_words_of_the_contract() {
    let cases = [
        (
            "<signal qcode='sig:correction'/>",
            Some(("correction", "sig:correction")),
        ),
        (
            "<signal qcode='sig:update'/>",
            Some(("update", "sig:update")),
        ),
        ("<signal qcode='own:Flash'/>", Some(("alert", "own:Flash"))),
        (
            "<signal qcode='own:refile'/>",
            Some(("refile", "own:refile")),
        ),
        (
            "<signal qcode='own:repeat'/>",
            Some(("repeat", "own:repeat")),
        ),
        ("<signal qcode='sig:cwarn'/>", Some(("cwarn", "sig:cwarn"))),
        (
            "<signal uri='http://cv.iptc.org/newscodes/signal/update'/>",
            Some(("update", "sig:update")),
        ),
        (
            "<signal><name>Advisory</name></signal>",
            Some(("advisory", "Advisory")),
        ),
        ("<signal/>", None),
    ];
    for (signal, expected) in cases {
        let item = item_with(signal, "", "");
        let signals: Vec<_> = item
            .signals
            .iter()
            .map(|it| {
                (
                    it.signal.as_str(),
                    it.evidence.as_deref().unwrap_or_default(),
                )
            })
            .collect();
        assert_eq!(
            signals,
            expected.into_iter().collect::<Vec<_>>(),
            "{signal}"
        );
    }
}

#[test]
fn an_embargo_that_cannot_be_read_holds_the_item() {
    let cases = [
        ("", None, None),
        (
            "<embargoed>2026-03-13T18:00:00+01:00</embargoed>",
            Some("2026-03-13T17:00:00.000Z"),
            None,
        ),
        ("<embargoed/>", None, Some("<embargoed/>")),
        ("<embargoed>\n </embargoed>", None, Some("<embargoed/>")),
        ("<embargoed>tonight</embargoed>", None, Some("tonight")),
        (
            "<embargoed>2026-03-13</embargoed>",
            None,
            Some("2026-03-13"),
        ),
        (
            "<embargoed>2026-03-13T18:00:00Z</embargoed><embargoed>2026-03-13T19:00:00Z</embargoed>",
            Some("2026-03-13T19:00:00.000Z"),
            None,
        ),
    ];
    for (embargo, until, text) in cases {
        let item = item_with(embargo, "", "");
        let read = item.embargoed_until.map(|until| until.to_string());
        assert_eq!(read.as_deref(), until, "{embargo}");
        assert_eq!(item.embargo_text.as_deref(), text, "{embargo}");
    }
}

#[test]
fn a_provider_is_known_by_name_code_or_address() {
    let cases = [
        ("<provider qcode='nprov:AFP'/>", "AFP"),
        (
            "<provider qcode='nprov:APA'><name>APA - Austria Presse Agentur</name></provider>",
            "APA",
        ),
        ("<provider literal='reuters.com'/>", "Reuters"),
        (
            "<provider uri='http://cv.iptc.org/newscodes/newsprovider/EFE'/>",
            "EFE",
        ),
        (
            "<provider uri='https://agency.example/'/>",
            "https://agency.example/",
        ),
        ("<provider><name>Nordwind</name></provider>", "Nordwind"),
        ("<provider>Nordwind</provider>", "Nordwind"),
        (
            "<provider qcode='own:NWD'><name>Nordwind</name></provider>",
            "Nordwind",
        ),
    ];
    for (provider, expected) in cases {
        let xml = format!("<newsItem guid='urn:x:1'><itemMeta>{provider}</itemMeta></newsItem>");
        let item = super::only(&xml);
        assert_eq!(item.provider.as_deref(), Some(expected), "{provider}");
    }
}

#[test]
fn the_main_headline_is_in_the_item_s_language_and_in_no_role_of_another() {
    let cases = [
        ("<headline>A</headline>", Some("A"), 0),
        (
            "<headline role='r:sub'>B</headline><headline>A</headline>",
            Some("A"),
            1,
        ),
        ("<headline role='r:sub'>B</headline>", Some("B"), 0),
        (
            "<headline role='r:main'>A</headline><headline role='r:sub'>B</headline>",
            Some("A"),
            1,
        ),
        (
            "<headline xml:lang='fr'>F</headline><headline xml:lang='en-US'>A</headline>",
            Some("A"),
            1,
        ),
        (
            "<headline xml:lang='fr'>F</headline><headline>A</headline>",
            Some("A"),
            1,
        ),
        ("<headline/><headline>A</headline>", Some("A"), 0),
        ("", None, 0),
    ];
    for (headlines, expected, others) in cases {
        let item = item_with("", headlines, "");
        assert_eq!(item.headline.as_deref(), expected, "{headlines}");
        assert_eq!(item.headlines.len(), others, "{headlines}");
    }
    let item = item_with("<title>T</title>", "", "");
    assert_eq!(item.headline.as_deref(), Some("T"));
    assert!(item.provenance.iter().any(|it| it.field == "headline"));
}

#[test]
fn the_language_is_that_of_the_content() {
    let cases = [
        ("<language tag='de'/>", "", "de", false),
        ("<language tag='de'/><language tag='fr'/>", "", "de", false),
        (
            "",
            "<inlineXML xml:lang='nl'><p>x</p></inlineXML>",
            "nl",
            true,
        ),
        ("", "", "en", true),
    ];
    for (metadata, content, expected, is_noted) in cases {
        let item = item_with("", metadata, content);
        assert_eq!(
            item.language_declared.as_deref(),
            Some(expected),
            "{metadata}{content}"
        );
        let noted = item
            .provenance
            .iter()
            .any(|it| it.field == "language_declared");
        assert_eq!(noted, is_noted, "{metadata}{content}");
    }
}

#[test]
fn where_it_was_filed_what_it_prints_and_what_it_is_about_are_three_facts() {
    let item = item_with(
        "",
        "<located qcode='city:Moscow'><broader qcode='cntry:Russia'/></located>\
         <subject type='cpnat:geoArea' qcode='city:Gori'/><dateline>TBILISI, Monday (Reuters)</dateline>",
        "",
    );
    let located = item.located.unwrap();
    assert_eq!(located.code.as_deref(), Some("Moscow"));
    assert_eq!(item.dateline.unwrap().place.as_deref(), Some("TBILISI"));
    assert_eq!(item.credits, ["Reuters"]);
    let subjects: Vec<_> = item.subjects.iter().map(|it| it.code.as_deref()).collect();
    assert_eq!(subjects, [Some("Gori")]);
}

#[test]
fn the_scheme_of_a_place_is_the_contract_s_where_it_has_one() {
    for (place, scheme) in [
        ("<located qcode='iso3166-1a2:DE'/>", Some("iso3166-1")),
        ("<located qcode='iso3166-1a3:DEU'/>", Some("iso3166-1")),
        (
            "<located uri='https://sws.geonames.org/2911298/'/>",
            Some("geonames"),
        ),
        ("<located qcode='own:7'/>", Some("own")),
        ("<located literal='Hamburg'/>", None),
    ] {
        let located = item_with("", place, "").located.unwrap();
        assert_eq!(located.scheme.as_deref(), scheme, "{place}");
    }
}

#[test]
fn a_dateline_at_the_head_of_the_text_is_told_and_left_in_it() {
    let content = "<inlineXML><p>PARIS (AFP) - The bridge is open.</p></inlineXML>";
    let item = item_with("", "", content);
    assert_eq!(item.dateline.unwrap().text, "PARIS");
    assert_eq!(item.credits, ["AFP"]);
    let body = item.body.unwrap();
    assert!(body.starts_with("PARIS (AFP)"), "{body}");
    let item = item_with("", "<dateline>LYON</dateline>", content);
    assert_eq!(item.dateline.unwrap().text, "LYON");
}

#[test]
fn several_bylines_in_the_item_s_language_are_one() {
    let cases = [
        ("<by>By A</by>", Some("By A"), None),
        ("<by>By A</by><by>By B</by>", Some("By A; By B"), None),
        (
            "<by xml:lang='fr'>Par A</by><by xml:lang='en'>By A</by>",
            Some("By A"),
            Some("Par A"),
        ),
        ("<by/>", None, None),
    ];
    for (lines, byline, other) in cases {
        let item = item_with("", lines, "");
        assert_eq!(item.byline.as_deref(), byline, "{lines}");
        let kept = item.extensions.get("by").map(String::as_str);
        assert_eq!(kept, other, "{lines}");
    }
}

#[test]
fn a_time_that_is_no_instant_is_kept_as_it_is_printed() {
    let item = item_with(
        "<expires>2026-03-14T00:00:00Z</expires><versionCreated>2026-03-13</versionCreated>",
        "",
        "",
    );
    let expires = item.expires.map(|expires| expires.to_string());
    assert_eq!(expires.as_deref(), Some("2026-03-14T00:00:00.000Z"));
    assert_eq!(item.version_created, None);
    let kept = item.extensions.get("versionCreated").map(String::as_str);
    assert_eq!(kept, Some("2026-03-13"));
}
