//! NewsML 1: how items are read.

use super::*;
use crate::formats::{
    Format,
    notice::Action,
    tests::fixtures::{check, desk},
};

#[test]
fn fixtures_read_as_they_are_meant() {
    check(Format::Newsml1, |_| desk());
}

/// The one item of a document that has this in its `NewsItem`.
fn item_of(inner: &str) -> WireItem {
    let document = format!("<NewsML><NewsItem>{inner}</NewsItem></NewsML>");
    let mut parsed = parse(&desk(), document.as_bytes());
    assert_eq!(parsed.rejected, [], "{inner}");
    parsed.items.remove(0)
}

/// One that is named and has these components.
fn item_with(components: &str) -> WireItem {
    item_of(&format!(
        "<Identification><NewsIdentifier><NewsItemId>A1</NewsItemId></NewsIdentifier></Identification>{components}"
    ))
}

#[test]
fn an_item_is_called_what_the_standard_makes_of_it() {
    let cases = [
        (
            "<PublicIdentifier>urn:newsml:a.example:20260313:X:3U</PublicIdentifier><RevisionId>3</RevisionId>",
            "urn:newsml:a.example:20260313:X",
            Some(3),
        ),
        (
            "<PublicIdentifier>urn:newsml:a.example:20260313:X:4</PublicIdentifier>",
            "urn:newsml:a.example:20260313:X",
            Some(4),
        ),
        (
            "<ProviderId>a.example</ProviderId><DateId>20260313</DateId><NewsItemId>X</NewsItemId><RevisionId>2</RevisionId>",
            "urn:newsml:a.example:20260313:X",
            Some(2),
        ),
        (
            "<ProviderId>a.example</ProviderId><DateId>20260313</DateId><NewsItemId>X:5</NewsItemId>",
            "urn:newsml:a.example:20260313:X%3A5",
            None,
        ),
        (
            "<ProviderId>a.example</ProviderId><NewsItemId>X</NewsItemId>",
            "urn:dateline:a.example:X",
            None,
        ),
        (
            "<NewsItemId>X</NewsItemId><RevisionId>-1</RevisionId>",
            "urn:dateline:desk:X",
            None,
        ),
    ];
    for (identifier, uri, version) in cases {
        let wire_item = item_of(&format!(
            "<Identification><NewsIdentifier>{identifier}</NewsIdentifier></Identification>"
        ));
        assert_eq!(
            (wire_item.uri.as_str(), wire_item.version),
            (uri, version),
            "{identifier}"
        );
    }
}

#[test]
fn a_provider_is_an_agency_by_its_domain_or_its_name() {
    let party = |name: &str| {
        format!(
            "<NewsComponent><AdministrativeMetadata><Provider><Party FormalName='{name}'/></Provider>\
             </AdministrativeMetadata></NewsComponent>"
        )
    };
    let cases = [
        ("afp.com", String::new(), "AFP"),
        ("www.reuters.com", String::new(), "Reuters"),
        ("nns.example", String::new(), "nns.example"),
        ("afp.com", party("AFP/Paris desk"), "AFP"),
        ("nns.example", party("North News"), "North News"),
        ("afp.com", party("Reuters"), "Reuters"),
    ];
    for (domain, component, provider) in cases {
        let wire_item = item_of(&format!(
            "<Identification><NewsIdentifier><ProviderId>{domain}</ProviderId><NewsItemId>X</NewsItemId></NewsIdentifier>\
             </Identification>{component}"
        ));
        assert_eq!(
            wire_item.provider.as_deref(),
            Some(provider),
            "{domain} {component}"
        );
    }
}

#[test]
fn a_status_is_what_the_standard_says_or_held() {
    use PubStatus::{Canceled, Unknown, Usable, Withheld};
    const CHANGE: &str = "<StatusWillChange><FutureStatus FormalName='Usable'/>\
                          <DateAndTime>20260314T080000Z</DateAndTime></StatusWillChange>";
    let until = "2026-03-14T08:00:00Z".parse().ok();
    let cases = [
        ("", "", (Usable, None, None)),
        ("<Status FormalName='Usable'/>", "", (Usable, None, None)),
        (
            "<Status FormalName='stat:Cancelled'/>",
            "",
            (Canceled, None, None),
        ),
        (
            "<Status FormalName='Withheld'/>",
            CHANGE,
            (Withheld, None, None),
        ),
        (
            "<Status FormalName='Frozen'/>",
            CHANGE,
            (Unknown, None, None),
        ),
        (
            "<Status FormalName='EMBARGOED'/>",
            CHANGE,
            (Usable, until, None),
        ),
        (
            "<Status FormalName='Embargoed'/>",
            "",
            (Usable, None, Some("Embargoed")),
        ),
        (
            "<Status FormalName='Usable'/><Instruction FormalName='Kill'/>",
            "",
            (Canceled, None, None),
        ),
        (
            "<Status FormalName='Usable'/><Instruction FormalName='Withhold'/>",
            "",
            (Withheld, None, None),
        ),
        (
            "<Status FormalName='Usable'/><Instruction FormalName='Update'/>",
            "",
            (Usable, None, None),
        ),
    ];
    for (status, change, expected) in cases {
        let wire_item = item_with(&format!(
            "<NewsManagement>{status}{change}</NewsManagement>"
        ));
        let read = (
            wire_item.pub_status,
            wire_item.embargoed_until,
            wire_item.embargo_text.as_deref(),
        );
        assert_eq!(read, expected, "{status}");
    }
}

#[test]
fn a_kill_in_an_article_kills_the_item_only_where_it_has_no_status() {
    let content = "<NewsComponent><ContentItem><DataContent><nitf><head><docdata management-status='canceled'/></head>\
                   <body/></nitf></DataContent></ContentItem></NewsComponent>";
    // Without words there is no text that is delivered.
    let content = content.replace(
        "<body/>",
        "<body><body.content><p>Text.</p></body.content></body>",
    );
    assert_eq!(item_with(&content).pub_status, PubStatus::Canceled);
    let managed =
        format!("<NewsManagement><Status FormalName='Usable'/></NewsManagement>{content}");
    assert_eq!(item_with(&managed).pub_status, PubStatus::Usable);
}

#[test]
fn the_text_is_what_stands_in_a_main_role() {
    let text = |role: &str, text: &str| {
        format!(
            "<NewsComponent><Role FormalName='{role}'/><ContentItem><MediaType FormalName='Text'/>\
             <DataContent>{text}</DataContent></ContentItem></NewsComponent>"
        )
    };
    let alternatives =
        |inner: &str| format!("<NewsComponent EquivalentsList='yes'>{inner}</NewsComponent>");
    let cases = [
        (text("Main Text", "A") + &text("Sidebar", "B"), Some("A")),
        (text("Sidebar", "B") + &text("Main", "A"), Some("A")),
        (text("Main", "A") + &text("Body", "B"), Some("A\nB")),
        (text("Sidebar", "B") + &text("Teaser", "C"), Some("B")),
        (text("Caption", "C"), Some("C")),
        (
            alternatives(&(text("Main", "A") + &text("Main", "B"))),
            Some("A"),
        ),
        (
            alternatives(&text("Main", "A")) + &alternatives(&text("Main", "B")),
            Some("A\nB"),
        ),
        (
            "<NewsComponent><ContentItem Href='a.txt'/></NewsComponent>".to_owned(),
            None,
        ),
        (text("Main", " \n "), None),
    ];
    for (components, body) in cases {
        assert_eq!(item_with(&components).body.as_deref(), body, "{components}");
    }
}

#[test]
fn content_is_read_in_every_way_that_it_is_delivered() {
    let cases = [
        (
            "<DataContent>one\n\n  two</DataContent>",
            Some("one\n  two"),
        ),
        (
            "<DataContent><p>one</p><p>two</p></DataContent>",
            Some("one\ntwo"),
        ),
        (
            "<DataContent><html><head><title>no</title></head><body><p>one</p></body></html></DataContent>",
            Some("one"),
        ),
        (
            "<DataContent><![CDATA[<p>one<br>two]]></DataContent>",
            Some("one\ntwo"),
        ),
        (
            "<DataContent>&lt;p&gt;one&lt;/p&gt;</DataContent>",
            Some("one"),
        ),
        (
            "<DataContent>&lt;?xml version='1.0'?&gt;&lt;nitf&gt;&lt;body&gt;&lt;body.content&gt;&lt;p&gt;one&lt;/p&gt;\
             &lt;/body.content&gt;&lt;/body&gt;&lt;/nitf&gt;</DataContent>",
            Some("one"),
        ),
        (
            "<Encoding Notation='Base64'><DataContent>b25l\nIMOp</DataContent></Encoding>",
            Some("one é"),
        ),
        (
            "<Encoding Notation='base64'><DataContent>PHA+b25lPC9wPg==</DataContent></Encoding>",
            Some("one"),
        ),
        (
            "<Encoding Notation='base64'><DataContent>***</DataContent></Encoding>",
            None,
        ),
        (
            "<Encoding Notation='gzip'><DataContent>b25l</DataContent></Encoding>",
            None,
        ),
    ];
    for (content, body) in cases {
        let wire_item = item_with(&format!(
            "<NewsComponent><ContentItem><MediaType FormalName='Text'/>{content}</ContentItem></NewsComponent>"
        ));
        assert_eq!(wire_item.body.as_deref(), body, "{content}");
    }
}

#[test]
fn a_content_is_known_by_its_media_type_or_its_format() {
    let cases = [
        ("<MediaType FormalName='Photo'/>", Some("picture")),
        ("<MediaType FormalName='Graphic'/>", Some("graphic")),
        (
            "<MediaType FormalName='Text'/><MimeType FormalName='image/png'/>",
            Some("text"),
        ),
        ("<MimeType FormalName='image/jpeg'/>", Some("picture")),
        ("<MimeType FormalName='video/mp4'/>", Some("video")),
        ("<MimeType FormalName='audio/mpeg'/>", Some("audio")),
        ("<Format FormalName='bcNITF2.5'/>", Some("text")),
        ("<Format FormalName='other'/>", None),
        ("<DataContent>x</DataContent>", Some("text")),
        ("<Encoding><DataContent>x</DataContent></Encoding>", None),
        ("", None),
    ];
    for (inner, kind) in cases {
        let text = format!("<ContentItem>{inner}</ContentItem>");
        let document = Document::parse(&text).unwrap();
        let leaf = document.roots().next().unwrap();
        assert_eq!(choice::kind(leaf).as_deref(), kind, "{inner}");
    }
}

#[test]
fn an_association_kills_or_replaces_by_its_word() {
    let cases = [
        ("Kills", Some(Action::Kill)),
        ("Cancellation", Some(Action::Kill)),
        ("Withhold", Some(Action::Withhold)),
        ("Replaces", Some(Action::Replace)),
        ("Supersedes", Some(Action::Replace)),
        ("ReplacedBy", None),
        ("Sidebar", None),
        ("", None),
    ];
    for (word, action) in cases {
        assert_eq!(notices::action(word), action, "{word}");
    }
}

#[test]
fn a_place_is_where_it_was_filed_only_as_its_origin() {
    let location = |present: &str, properties: &[(&str, &str)]| {
        let properties = properties
            .iter()
            .map(|(name, value)| format!("<Property FormalName='{name}' Value='{value}'/>"));
        item_with(&format!(
            "<NewsComponent><DescriptiveMetadata><Location {present}>{}</Location></DescriptiveMetadata></NewsComponent>",
            properties.collect::<String>()
        ))
    };
    let origin = location(
        "HowPresent='Origin'",
        &[("Country", "FRA"), ("City", "Paris")],
    );
    let located = origin.located.unwrap();
    assert_eq!(
        (located.name.as_deref(), located.code.as_deref()),
        (Some("Paris"), Some("FRA"))
    );
    assert_eq!(origin.subjects, []);
    let event = location(
        "HowPresent='Event'",
        &[("City", "Lille"), ("Country", "France")],
    );
    assert_eq!(event.located, None);
    assert_eq!(event.subjects[0].name.as_deref(), Some("Lille, France"));
    assert_eq!(event.subjects[0].code, None);
    let country = location("", &[("Country", "FR")]);
    assert_eq!(country.subjects[0].code.as_deref(), Some("FR"));
    assert_eq!(location("", &[]).subjects, []);
}

#[test]
fn a_resend_changes_nothing_but_the_transmission() {
    let document = |time: &str| {
        format!(
            "<NewsML><NewsEnvelope><TransmissionId>{time}</TransmissionId><DateAndTime>{time}</DateAndTime></NewsEnvelope>\
             <NewsItem><Identification><NewsIdentifier><NewsItemId>A1</NewsItemId><RevisionId>1</RevisionId></NewsIdentifier>\
             </Identification><NewsComponent><ContentItem><DataContent>Text.</DataContent></ContentItem></NewsComponent>\
             </NewsItem></NewsML>"
        )
    };
    let read = |time: &str| parse(&desk(), document(time).as_bytes()).items.remove(0);
    let (first, second) = (read("20260313T100000Z"), read("20260313T110000Z"));
    assert_eq!(
        (first.version, &first.content_hash),
        (second.version, &second.content_hash)
    );
    assert_ne!(first.extensions, second.extensions);
}
