//! The same stories as deliveries of each format, with as much around them as agencies send.

use dateline_producer::formats::Format;
use serde_json::{Value, json};

use super::story::Story;

/// Items in one delivery of a format that has several.
const IN_A_DELIVERY: usize = 20;

/// Deliveries of one format, and how many items are in them.
pub struct Deliveries {
    pub bytes: Vec<Vec<u8>>,
    pub items: usize,
}

impl Deliveries {
    /// Bytes in all of them.
    pub fn size(&self) -> usize {
        self.bytes.iter().map(Vec::len).sum()
    }
}

/// The stories in this format.
pub fn of(format: Format, stories: &[Story]) -> Deliveries {
    // Pages are read in the languages of Western Europe.
    let fits =
        |story: &&Story| format != Format::WirePage || ["en", "de", "fr"].contains(&story.language);
    let stories: Vec<&Story> = stories.iter().filter(fits).collect();
    let single =
        |write: &dyn Fn(&Story) -> String| stories.iter().map(|story| write(story)).collect();
    let texts: Vec<String> = match format {
        Format::Nitf => single(&|story| nitf(story)),
        Format::Dpa => single(&|story| dpa(story).to_string()),
        Format::Email => single(&|story| email(story)),
        Format::Newsml1 => several(
            &stories,
            newsml1,
            (
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<NewsML Version=\"1.2\">\n",
                "</NewsML>\n",
            ),
        ),
        Format::Newsmlg2 => several(
            &stories,
            newsmlg2,
            (MESSAGE_HEAD, "</itemSet></newsMessage>\n"),
        ),
        Format::Feed => several(&stories, rss, (CHANNEL_HEAD, "</channel></rss>\n")),
        Format::Ninjs => several(&stories, |story| format!("{}\n", ninjs(story)), ("", "")),
        Format::Jsonl => several(&stories, |story| format!("{}\n", jsonl(story)), ("", "")),
        Format::Iptc7901 => several(&stories, iptc7901, ("", "")),
        Format::Anpa1312 => several(&stories, anpa1312, ("", "")),
        Format::WirePage => several(&stories, page, ("", "")),
    };
    Deliveries {
        bytes: texts.into_iter().map(String::into_bytes).collect(),
        items: stories.len(),
    }
}

fn several(
    stories: &[&Story],
    write: impl Fn(&Story) -> String,
    (head, tail): (&str, &str),
) -> Vec<String> {
    let chunks = stories.chunks(IN_A_DELIVERY);
    chunks
        .map(|chunk| {
            format!(
                "{head}{}{tail}",
                chunk.iter().map(|story| write(story)).collect::<String>()
            )
        })
        .collect()
}

fn nitf(story: &Story) -> String {
    let Story {
        number,
        language,
        place,
        headline,
        ..
    } = story;
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<nitf version="-//IPTC//DTD NITF 3.4//EN" change.date="13 March 2026" change.time="1430" xml:lang="{language}">
  <head>
    <title>{headline}</title>
    <meta name="slugline" content="STORM-BRIDGE"/>
    <tobject tobject.type="news"><tobject.subject tobject.subject.refnum="17005000" tobject.subject.type="Weather" tobject.subject.matter="Storm"/></tobject>
    <docdata management-status="usable">
      <doc-id id-string="NNS-2026-{number:06}" regsrc="NNS"/>
      <urgency ed-urg="4"/>
      <date.issue norm="20260313T143000+0100"/>
      <date.release norm="20260313T143000+0100"/>
      <du-key version="1" key="nns-20260313-{number:06}"/>
      <doc.copyright year="2026" holder="North News Service"/>
      <key-list><keyword key="storm"/><keyword key="bridge"/></key-list>
    </docdata>
  </head>
  <body>
    <body.head>
      <hedline><hl1>{headline}</hl1></hedline>
      <byline>By <person>Ann Example</person></byline>
      <distributor>North News Service</distributor>
      <dateline><location>{place}</location>, <story.date norm="20260313">March 13</story.date> (NNS) _</dateline>
    </body.head>
    <body.content><block>
{}    </block></body.content>
  </body>
</nitf>
"#,
        story.marked("      <p>", "</p>\n")
    )
}

fn newsml1(story: &Story) -> String {
    let Story {
        number,
        language,
        place,
        headline,
        ..
    } = story;
    format!(
        r#"  <NewsItem xml:lang="{language}">
    <Identification>
      <NewsIdentifier>
        <ProviderId>nns.example</ProviderId><DateId>20260313</DateId><NewsItemId>BRIDGE-{number}</NewsItemId>
        <RevisionId PreviousRevision="0" Update="N">1</RevisionId>
        <PublicIdentifier>urn:newsml:nns.example:20260313:BRIDGE-{number}:1N</PublicIdentifier>
      </NewsIdentifier>
      <NameLabel>STORM-BRIDGE</NameLabel>
    </Identification>
    <NewsManagement>
      <NewsItemType FormalName="News"/>
      <FirstCreated>20260313T090000+0100</FirstCreated>
      <ThisRevisionCreated>20260313T143000+0100</ThisRevisionCreated>
      <Status FormalName="Usable"/><Urgency FormalName="4"/>
    </NewsManagement>
    <NewsComponent>
      <NewsLines><HeadLine>{headline}</HeadLine><ByLine>By Ann Example</ByLine><DateLine>{place}, March 13 (NNS) -</DateLine><SlugLine>BRIDGE</SlugLine></NewsLines>
      <AdministrativeMetadata><Provider><Party FormalName="NNS"/></Provider></AdministrativeMetadata>
      <DescriptiveMetadata><Language FormalName="{language}"/><SubjectCode><Subject FormalName="17000000"/></SubjectCode></DescriptiveMetadata>
      <ContentItem><MediaType FormalName="Text"/><DataContent><nitf><body><body.content>
{}      </body.content></body></nitf></DataContent></ContentItem>
    </NewsComponent>
  </NewsItem>
"#,
        story.marked("        <p>", "</p>\n")
    )
}

const MESSAGE_HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2026-03-13T14:06:01Z</sent>
<sender>nordwind.example</sender><priority>4</priority></header><itemSet>
"#;

fn newsmlg2(story: &Story) -> String {
    let Story {
        number,
        language,
        place,
        headline,
        ..
    } = story;
    format!(
        r#"  <newsItem guid="tag:nordwind.example,2026:{number}" version="2" standard="NewsML-G2" standardversion="2.34" conformance="power" xml:lang="{language}">
    <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"/>
    <rightsInfo><copyrightHolder literal="nordwind"/><copyrightNotice>Copyright 2026 Nordwind</copyrightNotice></rightsInfo>
    <itemMeta>
      <itemClass qcode="ninat:text"/><provider literal="nordwind.example"/><versionCreated>2026-03-13T14:05:00Z</versionCreated>
      <firstCreated>2026-03-13T12:00:00Z</firstCreated><pubStatus qcode="stat:usable"/><title>{headline}</title>
    </itemMeta>
    <contentMeta>
      <urgency>4</urgency><located type="cptype:city" literal="city"><name>{place}</name></located>
      <language tag="{language}"/><genre qcode="genre:Current"/>
      <subject qcode="medtop:20000350"><name xml:lang="en">central bank</name><broader qcode="medtop:04000000"/></subject>
      <subject qcode="medtop:20000337"><name xml:lang="en">transport</name></subject>
      <slugline separator="-">STORM-BRIDGE</slugline><headline>{headline}</headline>
      <dateline>{place}, March 13</dateline><by>By Ann Example</by><creditline>Nordwind</creditline>
    </contentMeta>
    <contentSet><inlineXML contenttype="application/xhtml+xml" wordcount="400"><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>
{}    </body></html></inlineXML></contentSet>
  </newsItem>
"#,
        story.marked("      <p>", "</p>\n")
    )
}

const CHANNEL_HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>North Quay Wire</title><link>https://northquay.example/news</link><description>All stories</description>
"#;

fn rss(story: &Story) -> String {
    let Story {
        number, headline, ..
    } = story;
    format!(
        r#"<item><title>{headline}</title><link>https://northquay.example/news/{number}</link><guid isPermaLink="false">nqw-{number}</guid>
<pubDate>Fri, 13 Mar 2026 14:05:00 +0100</pubDate><dc:creator>Ada Miller</dc:creator><category>Ports</category>
<description><![CDATA[<p>{}</p>]]></description>
<content:encoded><![CDATA[{}]]></content:encoded></item>
"#,
        story.paragraphs.first().map_or("", String::as_str),
        story.marked("<p>", "</p>\n")
    )
}

fn dpa(story: &Story) -> Value {
    let number = story.number;
    json!({
        "format": "digitalwires@0.9.1", "entry_id": format!("q{number}"), "updated": "2026-03-13T11:02:00Z",
        "urn": format!("urn:newsml:dpa.com:20260101:260313-930-{number}"), "version_created": "2026-03-13T12:00:00+01:00",
        "version": 1, "pubstatus": "usable", "language": story.language, "urgency": 4, "headline": story.headline,
        "byline": "Von Inga Moor, dpa", "dateline": format!("{} (dpa) - ", story.place), "creditline": "dpa",
        "article_html": format!("<section class=\"main\">{}</section>", story.marked("<p>", "</p>")),
        "ednotes": [{"role": "dpaednoterole:closingline", "ednote": "dpa imo yyni n1 abc", "is_publishable": true}],
        "categories": [
            {"type": "dnltype:desk", "name": "Vermischtes", "qcode": "dpacat:vm"},
            {"type": "dnltype:dpasubject", "name": "Hochwasser", "qcode": "medtop:20000151", "rank": 1},
            {"type": "dnltype:geosubject", "name": "Bremen", "qcode": "dpaarea:5", "rank": 1},
            {"type": "dnltype:keyword", "name": "Wetter", "qcode": null, "rank": 1},
        ],
    })
}

fn ninjs(story: &Story) -> Value {
    json!({
        "standard": {"name": "ninjs", "version": "2.1"}, "type": "text", "representationtype": "full",
        "uri": format!("http://wire.meridian.example/items/{}", story.number), "version": "1",
        "versioncreated": "2026-03-13T12:00:00Z", "pubstatus": "usable", "urgency": 5, "language": story.language,
        "by": "Joris Maas", "headlines": [{"role": "main", "value": story.headline}],
        "bodies": [{"role": "main", "contenttype": "text/html", "value": story.marked("<p>", "</p>\n")}],
        "subjects": [{"name": "transport", "uri": "http://cv.iptc.org/newscodes/mediatopic/20000337"}],
        "infosources": [{"name": "Meridian Press", "role": "isrol:provider"}],
    })
}

fn jsonl(story: &Story) -> Value {
    json!({
        "uri": format!("urn:newsml:agency.example:20260313:{}", story.number), "version": 1, "provider": "ANP",
        "credits": ["ANP", "Reuters"], "headline": story.headline, "body": story.paragraphs.join("\n"),
        "dateline": {"text": story.place, "place": story.place}, "language_declared": story.language,
        "version_created": "2026-03-13T12:00:00Z", "urgency": 4,
    })
}

/// Lines of some sixty letters, as on a teleprinter.
fn lines(text: &str, end: &str) -> String {
    let mut lines = String::new();
    let mut length = 0;
    for word in text.split(' ') {
        if length > 60 {
            lines += end;
            length = 0;
        } else if length > 0 {
            lines.push(' ');
        }
        lines += word;
        length += word.chars().count() + 1;
    }
    lines
}

fn iptc7901(story: &Story) -> String {
    let body: String = story
        .paragraphs
        .iter()
        .map(|text| format!("\n\n{}", lines(text, "\n")))
        .collect();
    format!(
        "\u{7f}\u{7f}\u{1}bdt{:04} 4 pl 410  dpa {:04}\n\nVerkehr/Kommunen/\n\u{2}{}\nVon Erika Muster, dpa =\n\n{} (dpa) - {}\n\ndpa mu/be yyno n1 vo\n\n\u{3}131405 Mrz 26\n\u{7f}\u{4}\n",
        story.number,
        story.number,
        story.headline,
        story.place,
        body.trim_start(),
    )
}

fn anpa1312(story: &Story) -> String {
    let body: String = story
        .paragraphs
        .iter()
        .map(|text| format!("\t{}<\r\n", lines(text, "\r\n")))
        .collect();
    format!(
        "\u{16}\u{16}\u{1}a{:04}\u{1f}us---\r\nr i\u{13}\u{11}BC-EU--Bridge  03-13 0410\r\n\u{2}^BC-EU--Bridge,0410<\r\n^{}<\r\n^By ERIKA EXAMPLE=\r\n\t{} (AP) _ {}\u{3}AP-NY-03-13-26 1405EST<\r\n\u{4}\r\n",
        story.number,
        story.headline,
        story.place,
        body.trim_start(),
    )
}

fn email(story: &Story) -> String {
    let plain = story.marked("", "\n\n");
    let html = story.marked("<p>", "</p>\n");
    format!(
        "Message-ID: <20260313.{}@northquay.example>\nDate: Fri, 13 Mar 2026 14:05:00 +0100\nFrom: North Quay Wire <desk@northquay.example>\nTo: clients@northquay.example\nSubject: {}\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=inner\n\n--inner\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{plain}\n--inner\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{html}\n--inner--\n",
        story.number, story.headline,
    )
}

/// A brief of a page: all in one line.
fn page(story: &Story) -> String {
    let body = story.paragraphs.join(" ");
    format!("{} (ANP/Reuters) - {body}\n", story.place.to_uppercase())
}
